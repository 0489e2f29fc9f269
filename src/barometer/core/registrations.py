"""The registration of a body to an edition: its states, who may move it, and the notices due."""

from collections.abc import Mapping
from datetime import date
from enum import StrEnum
from typing import Final

from barometer.core.errors import DomainError


class RegistrationState(StrEnum):
    """Where a registration stands."""

    DRAFT = "draft"
    SUBMITTED = "submitted"
    MORE_ASKED = "more_asked"
    ACCEPTED = "accepted"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"


class RegistrationTransition(StrEnum):
    """What moves a registration."""

    SUBMIT = "submit"
    ASK_MORE = "ask_more"
    ACCEPT = "accept"
    REFUSE = "refuse"
    WITHDRAW = "withdraw"
    REOPEN = "reopen"


class Tier(StrEnum):
    """What a body takes part for: the free standard, or more."""

    STANDARD = "standard"
    PERSONALISED = "personalised"
    PROFESSIONAL_AUDIT = "professional_audit"


class NoticeKind(StrEnum):
    """What must be done for the staff before any mystery contact."""

    STAFF_NOTICE = "staff_notice"
    REPRESENTATIVES_INFORMED = "representatives_informed"


_STATE, _MOVE = RegistrationState, RegistrationTransition

TRANSITIONS: Final[Mapping[tuple[RegistrationState, RegistrationTransition], RegistrationState]] = {
    (_STATE.DRAFT, _MOVE.SUBMIT): _STATE.SUBMITTED,
    (_STATE.DRAFT, _MOVE.WITHDRAW): _STATE.WITHDRAWN,
    (_STATE.SUBMITTED, _MOVE.ASK_MORE): _STATE.MORE_ASKED,
    (_STATE.SUBMITTED, _MOVE.ACCEPT): _STATE.ACCEPTED,
    (_STATE.SUBMITTED, _MOVE.REFUSE): _STATE.REFUSED,
    (_STATE.SUBMITTED, _MOVE.WITHDRAW): _STATE.WITHDRAWN,
    (_STATE.MORE_ASKED, _MOVE.SUBMIT): _STATE.SUBMITTED,
    (_STATE.MORE_ASKED, _MOVE.REFUSE): _STATE.REFUSED,
    (_STATE.MORE_ASKED, _MOVE.WITHDRAW): _STATE.WITHDRAWN,
    (_STATE.ACCEPTED, _MOVE.WITHDRAW): _STATE.WITHDRAWN,
    (_STATE.REFUSED, _MOVE.REOPEN): _STATE.SUBMITTED,
    (_STATE.WITHDRAWN, _MOVE.REOPEN): _STATE.DRAFT,
}
"""New state by state and transition; what is not here cannot happen."""

OF_THE_BODY: Final = frozenset({_MOVE.SUBMIT, _MOVE.WITHDRAW})
OF_THE_OPERATOR: Final = frozenset(
    {_MOVE.ASK_MORE, _MOVE.ACCEPT, _MOVE.REFUSE, _MOVE.REOPEN, _MOVE.WITHDRAW}
)
WITH_A_REASON: Final = frozenset({_MOVE.ASK_MORE, _MOVE.REFUSE, _MOVE.REOPEN})
EDITABLE: Final = frozenset({_STATE.DRAFT, _STATE.MORE_ASKED})
"""States in which the body may change its tier, its options and its contacts."""


class ImpossibleTransition(DomainError):
    """A registration cannot be moved so from where it stands."""

    def __init__(self, state: RegistrationState, transition: RegistrationTransition) -> None:
        super().__init__(state, transition)
        self.state = state
        self.transition = transition


class ReasonMissing(DomainError):
    """A decision that needs a reason was taken without one."""

    def __init__(self, transition: RegistrationTransition) -> None:
        super().__init__(transition)
        self.transition = transition


class NotEditable(DomainError):
    """What a body declared can no longer be changed in this state."""

    def __init__(self, state: RegistrationState) -> None:
        super().__init__(state)
        self.state = state


class NoticesMissing(DomainError):
    """Field work may not start for a body: some notices are not recorded, or are to come."""

    def __init__(self, kinds: tuple[NoticeKind, ...]) -> None:
        super().__init__(kinds)
        self.kinds = kinds


def next_state(
    state: RegistrationState, transition: RegistrationTransition, *, reason: str = ""
) -> RegistrationState:
    """Return where a transition leads.

    Arguments:
        reason: Why; required to ask for more, to refuse and to reopen.

    Raises:
        ImpossibleTransition: The table has no such move.
        ReasonMissing: The move needs a reason.

    Example:
        >>> next_state(RegistrationState.SUBMITTED, RegistrationTransition.ACCEPT).value
        'accepted'
    """
    if (state, transition) not in TRANSITIONS:
        raise ImpossibleTransition(state, transition)
    if transition in WITH_A_REASON and not reason.strip():
        raise ReasonMissing(transition)
    return TRANSITIONS[state, transition]


def transitions_from(state: RegistrationState) -> tuple[RegistrationTransition, ...]:
    """Return the moves possible from a state, in the order of the transitions."""
    return tuple(move for move in RegistrationTransition if (state, move) in TRANSITIONS)


def notices_missing(given_on: Mapping[NoticeKind, date], *, on: date) -> tuple[NoticeKind, ...]:
    """Return the notices that a day finds not given yet; one dated later counts as missing.

    Source: Cour de cassation, chambre sociale, 6 September 2023, 22-13.783: staff and their
        representatives are told before, with a dated notice and minutes.
    """
    return tuple(kind for kind in NoticeKind if kind not in given_on or given_on[kind] > on)


def require_field_work(
    state: RegistrationState, given_on: Mapping[NoticeKind, date], *, on: date
) -> None:
    """Refuse the start of field work for a body that is not accepted or has not told its staff.

    Raises:
        ImpossibleTransition: The registration is not accepted.
        NoticesMissing: With the notices due.
    """
    if state != RegistrationState.ACCEPTED:
        raise ImpossibleTransition(state, RegistrationTransition.ACCEPT)
    if missing := notices_missing(given_on, on=on):
        raise NoticesMissing(missing)
