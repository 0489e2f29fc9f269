"""Editions: created, planned, extended; their grid frozen."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from barometer.apps.accounts.errors import NotAllowed
from barometer.apps.accounts.models import User
from barometer.apps.editions.errors import GridFrozen
from barometer.apps.editions.models import Edition, EditionPhase, PhaseExtension
from barometer.apps.editions.permissions import can_steer_editions
from barometer.apps.editions.queries import calendar_of
from barometer.apps.journal.models import EntryKind
from barometer.apps.journal.services import record
from barometer.core.editions import Phase, PhaseKind, build_calendar
from barometer.core.editions import extend_phase as extended_calendar


@dataclass(frozen=True, slots=True)
class EditionNames:
    """What an edition is called; English may be absent."""

    code: str
    name_fr: str
    name_en: str = ""


@transaction.atomic
def create_edition(
    names: EditionNames, *, by: User, at: datetime, rehearsal_of: Edition | None = None
) -> Edition:
    """Create an edition without phases and return it.

    Arguments:
        rehearsal_of: Makes a rehearsal with a copy of the phases of another edition.

    Raises:
        NotAllowed: Not the operator.
        ValidationError: The code is malformed or taken.
    """
    _require_operator(by)
    edition = Edition(
        code=names.code,
        name_fr=names.name_fr,
        name_en=names.name_en,
        created_at=at,
        is_rehearsal=rehearsal_of is not None,
        rehearsal_of=rehearsal_of,
    )
    edition.full_clean()
    edition.save()
    if rehearsal_of is not None:
        EditionPhase.objects.bulk_create(
            EditionPhase(
                edition=edition, kind=phase.kind, starts_on=phase.starts_on, ends_on=phase.ends_on
            )
            for phase in rehearsal_of.phases.all()
        )
    record(EntryKind.EDITION_CREATED, actor=by.email, at=at, subject=_subject(edition))
    return edition


@transaction.atomic
def plan_phase(edition: Edition, *, phase: Phase, by: User, at: datetime) -> EditionPhase:
    """Give a phase its first and last day, or other ones while it has not been extended.

    Raises:
        NotAllowed: Not the operator.
        ImpossibleCalendar: The days do not fit with those of the other phases.
    """
    _require_operator(by)
    _lock(edition)
    others = [found for found in calendar_of(edition).phases if found.kind != phase.kind]
    build_calendar([*others, phase])
    planned, _ = EditionPhase.objects.update_or_create(
        edition=edition,
        kind=phase.kind.value,
        defaults={"starts_on": phase.starts_on, "ends_on": phase.ends_on},
    )
    record(
        EntryKind.PHASE_PLANNED,
        actor=by.email,
        at=at,
        subject=_subject(edition),
        phase=phase.kind,
        starts_on=phase.starts_on,
        ends_on=phase.ends_on,
    )
    return planned


@transaction.atomic
def extend_phase(
    edition: Edition, *, kind: PhaseKind, until: date, reason: str, by: User, at: datetime
) -> PhaseExtension:
    """Put off the last day of a phase, keep the former one, and return the trace.

    Raises:
        NotAllowed: Not the operator.
        ImpossibleExtension: No such phase, a day that is not later, or no reason.
    """
    _require_operator(by)
    _lock(edition)
    before = calendar_of(edition)
    extended_calendar(before, kind, until=until, reason=reason)
    phase = EditionPhase.objects.get(edition=edition, kind=kind.value)
    trace = PhaseExtension.objects.create(
        phase=phase,
        ended_on=phase.ends_on,
        ends_on=until,
        reason=reason.strip(),
        extended_by=by.email,
        extended_at=at,
    )
    phase.ends_on = until
    phase.save(update_fields=["ends_on"])
    record(
        EntryKind.PHASE_EXTENDED,
        actor=by.email,
        at=at,
        subject=_subject(edition),
        reason=trace.reason,
        phase=kind,
        ended_on=trace.ended_on,
        ends_on=until,
    )
    return trace


@transaction.atomic
def freeze_grid(edition: Edition, *, version: str, actor: str, at: datetime) -> Edition:
    """Bind an edition to the grid version of its first audit; the same version again is nothing.

    Raises:
        GridFrozen: Another version is already bound.
    """
    locked = _lock(edition)
    if locked.grid_frozen_at is not None:
        if locked.grid_version != version:
            raise GridFrozen(locked.grid_version)
        return locked
    locked.grid_version, locked.grid_frozen_at = version, at
    locked.full_clean()
    locked.save()
    record(EntryKind.GRID_FROZEN, actor=actor, at=at, subject=_subject(edition), version=version)
    return locked


def _require_operator(user: User) -> None:
    if not can_steer_editions(user):
        raise NotAllowed("can_steer_editions")


def _lock(edition: Edition) -> Edition:
    """Return the row of the edition, locked: two changes of its calendar follow one another."""
    return Edition.objects.select_for_update().get(pk=edition.pk)


def _subject(edition: Edition) -> str:
    return f"edition:{edition.code}"
