"""The registration of a body: one table of moves, reasons, notices to staff."""

from datetime import date

import pytest

from barometer.core.registrations import (
    ImpossibleTransition,
    NoticeKind,
    NoticesMissing,
    ReasonMissing,
    next_state,
    notices_missing,
    require_field_work,
    transitions_from,
)
from barometer.core.registrations import RegistrationState as State
from barometer.core.registrations import RegistrationTransition as Move

TOLD = {NoticeKind.STAFF_NOTICE: date(2027, 3, 1),
        NoticeKind.REPRESENTATIVES_INFORMED: date(2027, 3, 5)}  # fmt: skip


@pytest.mark.parametrize("state", State)
@pytest.mark.parametrize("move", Move)
def test_only_the_moves_of_the_table_happen(state, move):
    if move in transitions_from(state):
        assert next_state(state, move, reason="parce que") in State
    else:
        with pytest.raises(ImpossibleTransition) as refusal:
            next_state(state, move, reason="parce que")
        assert (refusal.value.state, refusal.value.transition) == (state, move)


@pytest.mark.parametrize("move", [Move.ASK_MORE, Move.REFUSE])
def test_asking_more_and_refusing_need_a_reason(move):
    with pytest.raises(ReasonMissing):
        next_state(State.SUBMITTED, move, reason=" ")


def test_a_notice_dated_later_is_missing():
    assert notices_missing(TOLD, on=date(2027, 3, 4)) == (NoticeKind.REPRESENTATIVES_INFORMED,)
    assert notices_missing(TOLD, on=date(2027, 3, 5)) == ()


def test_field_work_waits_for_acceptance_and_for_both_notices():
    require_field_work(State.ACCEPTED, TOLD, on=date(2027, 4, 1))
    with pytest.raises(ImpossibleTransition):
        require_field_work(State.SUBMITTED, TOLD, on=date(2027, 4, 1))
    with pytest.raises(NoticesMissing) as refusal:
        require_field_work(State.ACCEPTED, {}, on=date(2027, 4, 1))
    assert refusal.value.kinds == tuple(NoticeKind)
