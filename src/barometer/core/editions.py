"""The calendar of an edition: its phases, their extensions, and what a day allows."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from itertools import pairwise
from typing import Final

from barometer.core.errors import DomainError


class PhaseKind(StrEnum):
    """The phases of an edition, in the order in which they begin."""

    REGISTRATION = "registration"
    FIELD_WORK = "field_work"
    REVIEW = "review"
    RIGHT_OF_REPLY = "right_of_reply"
    CORRECTION = "correction"
    PUBLICATION = "publication"


class Action(StrEnum):
    """What people do in an edition and a phase opens."""

    REGISTER = "register"
    DECIDE_REGISTRATION = "decide_registration"
    ASSIGN_AUDITS = "assign_audits"
    ANSWER_ITEMS = "answer_items"
    REVIEW_AUDITS = "review_audits"
    CONTEST_ITEMS = "contest_items"
    CORRECT_ITEMS = "correct_items"
    PUBLISH_RESULTS = "publish_results"


PHASES_OF: Final = {
    Action.REGISTER: (PhaseKind.REGISTRATION,),
    Action.DECIDE_REGISTRATION: (PhaseKind.REGISTRATION, PhaseKind.FIELD_WORK),
    Action.ASSIGN_AUDITS: (PhaseKind.REGISTRATION, PhaseKind.FIELD_WORK),
    Action.ANSWER_ITEMS: (PhaseKind.FIELD_WORK,),
    Action.REVIEW_AUDITS: (PhaseKind.FIELD_WORK, PhaseKind.REVIEW),
    Action.CONTEST_ITEMS: (PhaseKind.RIGHT_OF_REPLY,),
    Action.CORRECT_ITEMS: (PhaseKind.REVIEW, PhaseKind.RIGHT_OF_REPLY, PhaseKind.CORRECTION),
    Action.PUBLISH_RESULTS: (PhaseKind.PUBLICATION,),
}
"""The phases that open each action; the action is allowed while any of them is open."""


@dataclass(frozen=True, slots=True)
class Phase:
    """One phase: its first and its last day, both included."""

    kind: PhaseKind
    starts_on: date
    ends_on: date

    def is_open(self, on: date) -> bool:
        """Return whether a day lies in the phase."""
        return self.starts_on <= on <= self.ends_on


@dataclass(frozen=True, slots=True)
class EditionCalendar:
    """The phases of an edition, at most one of each kind, in the order of the kinds.

    Phases may overlap: the review of the first audits begins before the last one is done.
    """

    phases: tuple[Phase, ...]

    def phase(self, kind: PhaseKind) -> Phase | None:
        """Return the phase of a kind; ``None`` where the edition has not planned it."""
        return next((phase for phase in self.phases if phase.kind == kind), None)

    def phases_open(self, on: date) -> tuple[Phase, ...]:
        """Return the phases that a day lies in, earliest kind first."""
        return tuple(phase for phase in self.phases if phase.is_open(on))

    def next_phase(self, on: date) -> Phase | None:
        """Return the phase that begins soonest after a day; ``None`` where none does."""
        later = [phase for phase in self.phases if phase.starts_on > on]
        return min(later, key=lambda phase: phase.starts_on, default=None)

    def is_allowed(self, action: Action, on: date) -> bool:
        """Return whether a phase that is open on a day opens the action."""
        return any(phase.kind in PHASES_OF[action] for phase in self.phases_open(on))

    def require(self, action: Action, on: date) -> None:
        """Refuse an action that no open phase opens.

        Raises:
            PhaseClosed: With the action, the day and the phases that would open it.
        """
        if not self.is_allowed(action, on):
            wanted = tuple(found for kind in PHASES_OF[action] if (found := self.phase(kind)))
            raise PhaseClosed(action, on, wanted)


class PhaseClosed(DomainError):
    """An action is asked outside the phases that open it."""

    def __init__(self, action: Action, on: date, phases: tuple[Phase, ...]) -> None:
        super().__init__(action, on, phases)
        self.action = action
        self.on = on
        self.phases = phases


class ImpossibleCalendar(DomainError):
    """A calendar is refused: ``cause`` is ``repeated``, ``reversed`` or ``unordered``."""

    def __init__(self, kind: PhaseKind, cause: str) -> None:
        super().__init__(kind, cause)
        self.kind = kind
        self.cause = cause


class ImpossibleExtension(DomainError):
    """A phase cannot be extended so: ``cause`` is ``absent``, ``not_later`` or ``no_reason``."""

    def __init__(self, kind: PhaseKind, cause: str) -> None:
        super().__init__(kind, cause)
        self.kind = kind
        self.cause = cause


def build_calendar(phases: Iterable[Phase]) -> EditionCalendar:
    """Return the calendar of phases given in any order.

    Raises:
        ImpossibleCalendar: A kind is repeated, a phase ends before it starts, or a phase starts
            before one of an earlier kind does.

    Example:
        >>> days = Phase(PhaseKind.REVIEW, date(2026, 9, 1), date(2026, 9, 30))
        >>> build_calendar([days]).is_allowed(Action.REVIEW_AUDITS, date(2026, 9, 30))
        True
    """
    order = list(PhaseKind)
    sorted_phases = tuple(sorted(phases, key=lambda phase: order.index(phase.kind)))
    for phase in sorted_phases:
        if phase.ends_on < phase.starts_on:
            raise ImpossibleCalendar(phase.kind, "reversed")
    for before, after in pairwise(sorted_phases):
        if before.kind == after.kind:
            raise ImpossibleCalendar(after.kind, "repeated")
        if after.starts_on < before.starts_on:
            raise ImpossibleCalendar(after.kind, "unordered")
    return EditionCalendar(sorted_phases)


def extend_phase(
    calendar: EditionCalendar, kind: PhaseKind, *, until: date, reason: str
) -> EditionCalendar:
    """Return the calendar with a later last day of one phase; the other phases keep their days.

    Raises:
        ImpossibleExtension: The phase is not planned, the day is not later, or no reason is given.
    """
    phase = calendar.phase(kind)
    if phase is None:
        raise ImpossibleExtension(kind, "absent")
    if until <= phase.ends_on:
        raise ImpossibleExtension(kind, "not_later")
    if not reason.strip():
        raise ImpossibleExtension(kind, "no_reason")
    extended = replace(phase, ends_on=until)
    return EditionCalendar(
        tuple(extended if found.kind == kind else found for found in calendar.phases)
    )
