"""Encoded answers in the words of answer files."""

import math

import numpy as np

from barometer.core.arrays import Integers
from barometer.core.grids.model import ItemKind
from barometer.core.grids.writing import spell_number
from barometer.core.scoring.compiled import CompiledGrid
from barometer.core.scoring.encoding import Answers, AnswerState
from barometer.core.scoring.gates import answer_codes

NO_VALUE = -1.0


def spell_answers(compiled: CompiledGrid, answers: Answers) -> tuple[list[str], Integers]:
    """Return the distinct texts of some answers, and the position of each answer's text.

    Arguments:
        compiled: The grid.
        answers: The answers, any order.

    Source: Method, section 2.2.
    """
    value = np.nan_to_num(np.asarray(answers.value, dtype=np.float64), nan=NO_VALUE)
    distinct, place = np.unique(
        np.stack((answers.item.astype(np.float64), answers.state.astype(np.float64), value)),
        axis=1,
        return_inverse=True,
    )
    spelled = [
        spell_answer(compiled, int(item), int(state), math.nan if number == NO_VALUE else number)
        for item, state, number in distinct.T.tolist()
    ]
    return spelled, np.asarray(place.reshape(-1), dtype=np.int64)


def spell_answer(compiled: CompiledGrid, item: int, state: int, value: float) -> str:
    """Return one encoded answer as an answer file writes it.

    A code, codes joined by ``+``, a number, the name of a state, or ``censored:15`` for a delay of
    at least 15.

    Arguments:
        compiled: The grid.
        item: Position of the item.
        state: :class:`AnswerState`.
        value: Encoded value; NaN where there is none.

    Source: Method, section 2.2.
    """
    if state == AnswerState.CENSORED and not math.isnan(value):
        return f"censored:{spell_number(value)}"
    if state != AnswerState.ANSWERED:
        return AnswerState(state).name.lower()
    kind = compiled.grid.items[item].kind
    if kind in {ItemKind.MEASURED, ItemKind.TABLE}:
        return spell_number(value)
    codes = answer_codes(compiled, compiled.grid.items[item].code)
    if kind is ItemKind.MULTIPLE:
        return "+".join(code for k, code in enumerate(codes) if int(value) >> k & 1)
    return codes[int(value)]
