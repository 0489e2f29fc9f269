"""The services of registrations: started, declared, moved by one door, notices recorded."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.forms.models import model_to_dict

from barometer.apps.accounts.errors import NotAllowed
from barometer.apps.accounts.models import User
from barometer.apps.editions.kinds import SnapshotMoment
from barometer.apps.editions.models import (
    BodySnapshot,
    Edition,
    Registration,
    RegistrationMove,
    StaffNotice,
)
from barometer.apps.editions.permissions import can_move_registration, can_register
from barometer.apps.editions.queries import calendar_of, notices_of
from barometer.apps.journal.models import EntryKind
from barometer.apps.journal.services import Fact, record
from barometer.apps.organisations.models import Body
from barometer.apps.organisations.services import confirm_member
from barometer.core.editions import Action
from barometer.core.registrations import (
    EDITABLE,
    OF_THE_OPERATOR,
    NotEditable,
    NoticeKind,
    RegistrationState,
    RegistrationTransition,
    Tier,
    next_state,
    require_field_work,
)


@dataclass(frozen=True, slots=True)
class Participation:
    """What a body asks for: its tier, and whether its front desk is audited."""

    tier: Tier = Tier.STANDARD
    has_desk: bool = False


@transaction.atomic
def start_registration(
    edition: Edition, *, body: Body, wanted: Participation, by: User, at: datetime
) -> Registration:
    """Open the draft of a body's registration, or return the one that exists.

    Raises:
        NotAllowed: Neither the operator nor the body's manager.
        PhaseClosed: Registration is not open that day.
    """
    if not can_register(by, body):
        raise NotAllowed("can_register")
    calendar_of(edition).require(Action.REGISTER, at.date())
    registration, is_new = Registration.objects.get_or_create(
        edition=edition,
        body=body,
        defaults={
            "tier": wanted.tier.value,
            "has_desk": wanted.has_desk,
            "requested_by": by.email,
        },
    )
    if is_new:
        _record(EntryKind.REGISTRATION_STARTED, registration, by, at, tier=wanted.tier)
    return registration


@transaction.atomic
def change_participation(
    registration: Registration, *, wanted: Participation, by: User, at: datetime
) -> Registration:
    """Change what a body asks for, while it is a draft or more was asked.

    Raises:
        NotAllowed: Neither the operator nor the body's manager.
        NotEditable: The registration is being examined or is decided.
    """
    if not can_register(by, registration.body):
        raise NotAllowed("can_register")
    locked = _lock(registration)
    state = RegistrationState(locked.state)
    if state not in EDITABLE:
        raise NotEditable(state)
    if (locked.tier, locked.has_desk) == (wanted.tier.value, wanted.has_desk):
        return locked
    locked.tier, locked.has_desk = wanted.tier.value, wanted.has_desk
    locked.save(update_fields=["tier", "has_desk"])
    _record(
        EntryKind.REGISTRATION_CHANGED,
        locked,
        by,
        at,
        tier=wanted.tier,
        has_desk=wanted.has_desk,
    )
    return locked


@transaction.atomic
def move_registration(
    registration: Registration,
    transition: RegistrationTransition,
    *,
    by: User,
    at: datetime,
    reason: str = "",
) -> Registration:
    """Move a registration and return it: the only door to its state.

    To accept it confirms the managers of the body and copies the body as it stands.

    Raises:
        NotAllowed: The move is another party's.
        PhaseClosed: The edition no longer takes or decides registrations that day.
        ImpossibleTransition: The table has no such move.
        ReasonMissing: The move needs a reason.
    """
    if not can_move_registration(by, registration, transition):
        raise NotAllowed("can_move_registration")
    locked = _lock(registration)
    former = RegistrationState(locked.state)
    new = next_state(former, transition, reason=reason)
    _require_phase(locked, transition, at)
    _stamp(locked, transition, new, by=by, at=at, reason=reason.strip())
    locked.full_clean()
    locked.save()
    RegistrationMove.objects.create(
        registration=locked,
        transition=transition.value,
        from_state=former.value,
        to_state=new.value,
        reason=reason.strip(),
        moved_by=by.email,
        moved_at=at,
    )
    _record(
        EntryKind.REGISTRATION_MOVED,
        locked,
        by,
        at,
        transition=transition,
        from_state=former,
        to_state=new,
        why=reason.strip(),
    )
    if transition == RegistrationTransition.ACCEPT:
        _welcome(locked, by=by, at=at)
    return locked


@transaction.atomic
def record_notice(
    registration: Registration, *, kind: NoticeKind, given_on: date, by: User, at: datetime
) -> StaffNotice:
    """Record the day a notice was given to staff; a later record replaces the day, journaled.

    Raises:
        NotAllowed: Neither the operator nor the body's manager.
    """
    if not can_register(by, registration.body):
        raise NotAllowed("can_register")
    notice, _ = StaffNotice.objects.update_or_create(
        registration=registration,
        kind=kind.value,
        defaults={"given_on": given_on, "recorded_by": by.email, "recorded_at": at},
    )
    _record(EntryKind.NOTICE_RECORDED, registration, by, at, notice=kind, given_on=given_on)
    return notice


@transaction.atomic
def take_snapshot(
    registration: Registration, *, moment: SnapshotMoment, by: User, at: datetime
) -> BodySnapshot:
    """Copy a body as it stands; the copy of a moment is taken once and never changes."""
    body = registration.body
    facts = model_to_dict(body, fields=("siret", "insee_code", "territory", "population"))
    facts["certifications"] = [
        held.scheme
        for held in body.certifications.filter(
            valid_from__lte=at.date(), valid_until__gte=at.date()
        )
    ]
    facts["channels"] = sorted(set(body.contact_details.values_list("channel", flat=True)))
    snapshot, is_new = BodySnapshot.objects.get_or_create(
        registration=registration,
        moment=moment.value,
        defaults={
            "taken_at": at,
            "name": body.name,
            "kind": body.kind,
            "size_stratum": body.size_stratum,
            "facts": facts,
        },
    )
    if is_new:
        _record(EntryKind.SNAPSHOT_TAKEN, registration, by, at, moment=moment)
    return snapshot


def require_field_work_for(registration: Registration, *, on: date) -> None:
    """Refuse field work for a body outside the phase, not accepted, or whose staff is not told.

    Raises:
        PhaseClosed: Field work is not open that day.
        ImpossibleTransition: The registration is not accepted.
        NoticesMissing: With the notices due.
    """
    calendar_of(registration.edition).require(Action.ANSWER_ITEMS, on)
    require_field_work(RegistrationState(registration.state), notices_of(registration), on=on)


def _require_phase(
    registration: Registration, transition: RegistrationTransition, at: datetime
) -> None:
    if transition == RegistrationTransition.WITHDRAW:
        return
    action = Action.DECIDE_REGISTRATION if transition in OF_THE_OPERATOR else Action.REGISTER
    if registration.state == RegistrationState.MORE_ASKED:
        # Whoever was asked for more may answer while the operator may still decide.
        action = Action.DECIDE_REGISTRATION
    calendar_of(registration.edition).require(action, at.date())


def _stamp(
    registration: Registration,
    transition: RegistrationTransition,
    new: RegistrationState,
    *,
    by: User,
    at: datetime,
    reason: str,
) -> None:
    registration.state, registration.reason = new.value, reason
    if transition == RegistrationTransition.SUBMIT:
        registration.submitted_at = at
    elif transition in OF_THE_OPERATOR - {RegistrationTransition.WITHDRAW}:
        registration.decided_at, registration.decided_by = at, by.email


def _welcome(registration: Registration, *, by: User, at: datetime) -> None:
    for membership in registration.body.memberships.filter(confirmed_at__isnull=True):
        confirm_member(membership, by=by, at=at)
    take_snapshot(registration, moment=SnapshotMoment.REGISTRATION, by=by, at=at)


def _lock(registration: Registration) -> Registration:
    rows = Registration.objects.select_for_update(of=("self",))
    return rows.select_related("edition", "body").get(pk=registration.pk)


def _record(
    kind: EntryKind,
    registration: Registration,
    by: User,
    at: datetime,
    why: str = "",
    **facts: Fact,
) -> None:
    code = registration.body.code
    record(
        kind,
        actor=by.email,
        at=at,
        subject=f"registration:{registration.edition.code}/{code}",
        body_code=code,
        reason=why,
        **facts,
    )
