"""Bodies: created, changed, and put in people's hands."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from django.db import transaction

from barometer.apps.accounts.errors import NotAllowed
from barometer.apps.accounts.models import User
from barometer.apps.accounts.permissions import is_operator
from barometer.apps.journal.models import EntryKind
from barometer.apps.journal.services import record
from barometer.apps.organisations.errors import BodyAlreadyManaged
from barometer.apps.organisations.kinds import Channel, MemberRole, Scheme
from barometer.apps.organisations.models import Body, Certification, ContactDetail, Membership, Site
from barometer.apps.organisations.permissions import can_confirm_members, can_manage_body
from barometer.core.identifiers import parse_siret


@dataclass(frozen=True, slots=True)
class BodyDescription:
    """What is declared of a body.

    Arguments:
        siret: Any spelling of the fourteen digits; '' for a body that has none.
        contacts: Contact details by channel, in order; a channel left out has none.
    """

    name: str
    kind: str
    siret: str = ""
    insee_code: str = ""
    territory: str = "metropole"
    size_stratum: str = ""
    population: int | None = None
    address: str = ""
    contacts: Mapping[Channel, Sequence[str]] = field(default_factory=dict)


@transaction.atomic
def create_body(description: BodyDescription, *, by: User, at: datetime, code: str = "") -> Body:
    """Create a body as somebody describes it and return it.

    Raises:
        InvalidIdentifier: The SIRET is not one.
        ValidationError: A field is malformed, or the SIRET is taken.
    """
    body = Body(created_at=at, **({"code": code} if code else {}))
    _describe(body, description)
    body.full_clean()
    body.save()
    _write_contacts(body, description)
    record(
        EntryKind.BODY_CREATED,
        actor=by.email,
        at=at,
        subject=f"body:{body.code}",
        body_code=body.code,
        siret=body.siret,
    )
    return body


@transaction.atomic
def change_body(body: Body, *, description: BodyDescription, by: User, at: datetime) -> Body:
    """Change what is declared of a body; the journal keeps the names of the fields changed.

    Raises:
        NotAllowed: Neither the operator nor the body's manager.
        ValidationError: A field is malformed, or the SIRET is taken.
    """
    if not (is_operator(by) or can_manage_body(by, body)):
        raise NotAllowed("can_manage_body")
    fields = ("name", "kind", "siret", "insee_code", "territory", "size_stratum", "population")
    before = {name: getattr(body, name) for name in fields}
    _describe(body, description)
    body.full_clean()
    body.save()
    _write_contacts(body, description)
    changed = [name for name in fields if getattr(body, name) != before[name]]
    record(
        EntryKind.BODY_CHANGED,
        actor=by.email,
        at=at,
        subject=f"body:{body.code}",
        body_code=body.code,
        changed=", ".join(changed),
    )
    return body


@transaction.atomic
def claim_body(body: Body, *, by: User, at: datetime) -> Membership:
    """Make a person the manager of a body that nobody manages, until the operator confirms.

    Raises:
        BodyAlreadyManaged: Somebody else is its manager.
    """
    # The row of the body is the lock: two people may claim it at the same moment.
    Body.objects.select_for_update().get(pk=body.pk)
    managers = body.memberships.filter(role=MemberRole.MANAGER)
    if managers.exclude(user=by).exists():
        raise BodyAlreadyManaged(body.name)
    return _attach(body, by, MemberRole.MANAGER, actor=by.email, at=at)


@transaction.atomic
def add_member(body: Body, *, user: User, role: MemberRole, by: User, at: datetime) -> Membership:
    """Attach a person to a body; one attached by the operator is confirmed at once.

    Raises:
        NotAllowed: Neither the operator nor the body's manager; or a manager names a consultant.
    """
    may_confirm = can_confirm_members(by)
    if not may_confirm and not (can_manage_body(by, body) and role != MemberRole.CONSULTANT):
        raise NotAllowed("can_manage_body")
    membership = _attach(body, user, role, actor=by.email, at=at)
    if may_confirm:
        confirm_member(membership, by=by, at=at)
    return membership


@transaction.atomic
def confirm_member(membership: Membership, *, by: User, at: datetime) -> Membership:
    """Confirm that a person acts for a body; confirming twice changes nothing.

    Raises:
        NotAllowed: Not the operator.
    """
    if not can_confirm_members(by):
        raise NotAllowed("can_confirm_members")
    if membership.confirmed_at is None:
        membership.confirmed_at, membership.confirmed_by = at, by.email
        membership.save()
        _record_member(EntryKind.MEMBER_CONFIRMED, membership, actor=by.email, at=at)
    return membership


@transaction.atomic
def remove_member(membership: Membership, *, by: User, at: datetime) -> None:
    """Detach a person from a body.

    Raises:
        NotAllowed: Neither the operator nor the body's manager.
    """
    if not (can_confirm_members(by) or can_manage_body(by, membership.body)):
        raise NotAllowed("can_manage_body")
    _record_member(EntryKind.MEMBER_REMOVED, membership, actor=by.email, at=at)
    membership.user.__dict__.pop("_memberships", None)
    membership.delete()


@transaction.atomic
def add_certification(
    body: Body, *, scheme: Scheme, validity: tuple[date, date], by: User, at: datetime
) -> Certification:
    """Record that a body holds a certification from one day to another, both included.

    Raises:
        NotAllowed: Neither the operator nor the body's manager.
        ValidationError: The validity ends before it starts.
    """
    if not (is_operator(by) or can_manage_body(by, body)):
        raise NotAllowed("can_manage_body")
    held = Certification(body=body, scheme=scheme, valid_from=validity[0], valid_until=validity[1])
    held.full_clean()
    held.save()
    record(
        EntryKind.CERTIFICATION_ADDED,
        actor=by.email,
        at=at,
        subject=f"body:{body.code}",
        body_code=body.code,
        scheme=scheme,
        valid_until=validity[1],
    )
    return held


def _attach(body: Body, user: User, role: MemberRole, *, actor: str, at: datetime) -> Membership:
    membership, is_new = Membership.objects.get_or_create(
        user=user, body=body, defaults={"role": role}
    )
    user.__dict__.pop("_memberships", None)
    if is_new:
        _record_member(EntryKind.MEMBER_ADDED, membership, actor=actor, at=at)
    return membership


def _record_member(kind: EntryKind, membership: Membership, *, actor: str, at: datetime) -> None:
    body = membership.body
    record(
        kind,
        actor=actor,
        at=at,
        subject=f"body:{body.code}",
        body_code=body.code,
        account=membership.user.code,
        role=membership.role,
    )


def _describe(body: Body, description: BodyDescription) -> None:
    body.name = description.name.strip()
    body.kind = description.kind
    body.siret = parse_siret(description.siret) if description.siret.strip() else None
    body.insee_code = description.insee_code
    body.territory = description.territory
    body.size_stratum = description.size_stratum
    body.population = description.population


def _write_contacts(body: Body, description: BodyDescription) -> None:
    body.contact_details.all().delete()
    details = [
        ContactDetail(body=body, channel=channel, value=value)
        for channel, values in description.contacts.items()
        for value in dict.fromkeys(value.strip() for value in values)
        if value
    ]
    for detail in details:
        detail.full_clean(validate_unique=False, validate_constraints=False)
    ContactDetail.objects.bulk_create(details)
    if description.address.strip():
        Site.objects.update_or_create(
            body=body, is_main=True, defaults={"name": body.name, "address": description.address}
        )
