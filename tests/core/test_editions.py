"""The calendar of an edition."""

from datetime import date

import pytest

from barometer.core.editions import (
    Action,
    ImpossibleCalendar,
    ImpossibleExtension,
    Phase,
    PhaseClosed,
    PhaseKind,
    build_calendar,
    extend_phase,
)

REGISTRATION = Phase(PhaseKind.REGISTRATION, date(2027, 1, 1), date(2027, 3, 31))
FIELD_WORK = Phase(PhaseKind.FIELD_WORK, date(2027, 4, 1), date(2027, 6, 30))
REPLY = Phase(PhaseKind.RIGHT_OF_REPLY, date(2027, 7, 1), date(2027, 7, 31))


@pytest.fixture
def calendar():
    return build_calendar([REGISTRATION, FIELD_WORK, REPLY])


@pytest.mark.parametrize(
    ("action", "day", "is_allowed"),
    [
        (Action.REGISTER, date(2027, 1, 1), True),
        (Action.REGISTER, date(2027, 3, 31), True),
        (Action.REGISTER, date(2027, 4, 1), False),
        (Action.ANSWER_ITEMS, date(2027, 4, 1), True),
        (Action.CONTEST_ITEMS, date(2027, 6, 30), False),
        (Action.CONTEST_ITEMS, date(2027, 7, 1), True),
        (Action.PUBLISH_RESULTS, date(2027, 12, 31), False),
    ],
)
def test_what_is_allowed_follows_the_phase(calendar, action, day, is_allowed):
    assert calendar.is_allowed(action, day) is is_allowed


def test_a_closed_phase_refuses_and_says_which_would_open(calendar):
    with pytest.raises(PhaseClosed) as refusal:
        calendar.require(Action.REGISTER, date(2027, 5, 1))
    assert refusal.value.phases == (REGISTRATION,)


@pytest.mark.parametrize(
    ("phases", "cause"),
    [
        ([Phase(PhaseKind.REVIEW, date(2027, 2, 1), date(2027, 1, 1))], "reversed"),
        ([REGISTRATION, REGISTRATION], "repeated"),
        ([REGISTRATION, Phase(PhaseKind.FIELD_WORK, date(2026, 1, 1), date(2027, 6, 1))],
         "unordered"),
    ],
)  # fmt: skip
def test_an_impossible_calendar_is_refused(phases, cause):
    with pytest.raises(ImpossibleCalendar) as refusal:
        build_calendar(phases)
    assert refusal.value.cause == cause


def test_an_extension_moves_the_end_and_nothing_else(calendar):
    extended = extend_phase(
        calendar, PhaseKind.REGISTRATION, until=date(2027, 4, 15), reason="Crue"
    )
    assert extended.phase(PhaseKind.REGISTRATION).ends_on == date(2027, 4, 15)
    assert extended.phase(PhaseKind.FIELD_WORK) == FIELD_WORK


@pytest.mark.parametrize(
    ("kind", "day", "reason", "cause"),
    [
        (PhaseKind.PUBLICATION, date(2027, 9, 1), "Crue", "absent"),
        (PhaseKind.REGISTRATION, date(2027, 3, 31), "Crue", "not_later"),
        (PhaseKind.REGISTRATION, date(2027, 4, 15), "  ", "no_reason"),
    ],
)
def test_an_extension_is_later_and_has_a_reason(calendar, kind, day, reason, cause):
    with pytest.raises(ImpossibleExtension) as refusal:
        extend_phase(calendar, kind, until=day, reason=reason)
    assert refusal.value.cause == cause
