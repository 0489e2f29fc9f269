"""Which items are closed in which audits, and with what effect."""

from dataclasses import dataclass
from enum import IntEnum

import numpy as np
import numpy.typing as npt

from barometer.core.arrays import Bools, Positions
from barometer.core.grids.model import Condition, GateEffect, ItemKind
from barometer.core.scoring.compiled import CompiledGrid
from barometer.core.scoring.encoding import Answers, AnswerState, Audits

STATE_WORDS = {
    "not_applicable": AnswerState.NOT_APPLICABLE,
    "not_observed": AnswerState.NOT_OBSERVED,
    "censored": AnswerState.CENSORED,
}
"""Words that a condition may use besides the answers of its item."""


class Closing(IntEnum):
    """What a closed item counts as; ``NOT_APPLICABLE`` when the gate's own item was so."""

    NONE = 0
    OUT = 1
    ZERO = 2
    FULL = 3
    NOT_APPLICABLE = 4


CLOSING_OF = {
    GateEffect.OUT: Closing.OUT,
    GateEffect.ZERO: Closing.ZERO,
    GateEffect.FULL: Closing.FULL,
}


@dataclass(frozen=True, slots=True, eq=False)
class Closures:
    """Closed items: audit, item and :class:`Closing`, one row each, ordered by audit."""

    audit: Positions
    item: npt.NDArray[np.int64]
    closing: npt.NDArray[np.uint8]


def condition_holds(compiled: CompiledGrid, condition: Condition, answers: Answers) -> Bools:
    """Return, per answer to the condition's item, whether the condition holds.

    Arguments:
        compiled: The grid.
        condition: A test on one item; the words ``not_applicable``, ``not_observed`` and
            ``censored`` test the state.
        answers: Answers to that item only.

    Source: Method, section 2.3.
    """
    is_answered = np.asarray(answers.state == AnswerState.ANSWERED, dtype=np.bool_)
    if condition.comparison:
        return is_answered & _compares(condition, answers.value)
    holds = np.zeros(len(answers), dtype=np.bool_)
    for word in condition.values:
        if word in STATE_WORDS:
            holds |= answers.state == STATE_WORDS[word]
    return holds | (is_answered & _is_one_of(compiled, condition, answers.value))


def _compares(condition: Condition, value: npt.NDArray[np.floating]) -> Bools:
    tests = {"<": np.less, "<=": np.less_equal, ">": np.greater, ">=": np.greater_equal}
    return np.asarray(tests[condition.comparison](value, condition.bound), dtype=np.bool_)


def _is_one_of(
    compiled: CompiledGrid, condition: Condition, value: npt.NDArray[np.floating]
) -> Bools:
    item = next(item for item in compiled.grid.items if item.code == condition.item)
    codes = answer_codes(compiled, condition.item)
    wanted = [codes.index(word) for word in condition.values if word in codes]
    if item.kind is ItemKind.MULTIPLE:
        mask = sum(2**position for position in wanted)
        chosen = np.nan_to_num(value).astype(np.int64) & mask
        return np.asarray(chosen > 0, dtype=np.bool_)
    return np.isin(value, wanted)


def answer_codes(compiled: CompiledGrid, item_code: str) -> tuple[str, ...]:
    """Return the answers of a discrete item in the order of their encoding; () if measured."""
    item = next(item for item in compiled.grid.items if item.code == item_code)
    if item.kind is ItemKind.YES_NO:
        return ("no", "yes")
    for scale in compiled.grid.scales:
        if scale.code == item.scale:
            return tuple(level.value for level in scale.levels)
    return ()


def close_items(compiled: CompiledGrid, audits: Audits, answers: Answers) -> Closures:
    """Return the items closed in each audit.

    A gate fires in an audit when its condition holds there and its own item is not closed; it
    closes the items that the audit's scenario sees. Where several gates close one item, the
    first in the order of dependence counts.

    Source: Method, section 2.3.
    """
    fired = _fired_gates(compiled, len(audits), answers)
    audit_rows = np.flatnonzero(fired.any(axis=1))
    closing = np.zeros((len(audit_rows), len(compiled.grid.items)), dtype=np.uint8)
    for column, gate in reversed(list(enumerate(compiled.gates))):
        kinds = fired[audit_rows, column]
        rows = np.flatnonzero(kinds)
        closing[np.ix_(rows, gate.closes)] = kinds[rows, None]
    if len(compiled.grid.scenarios):
        closing = np.where(compiled.sees[audits.scenario[audit_rows]], closing, Closing.NONE)
    rows, items_closed = np.nonzero(closing)
    return Closures(
        audit_rows[rows].astype(np.int32),
        items_closed,
        closing[rows, items_closed].astype(np.uint8),
    )


def _fired_gates(compiled: CompiledGrid, n_audits: int, answers: Answers) -> npt.NDArray[np.uint8]:
    """Return the closing that each gate brings to each audit, shape (audits, gates)."""
    fired = np.zeros((n_audits, len(compiled.gates)), dtype=np.uint8)
    if not compiled.gates:
        return fired
    is_trigger = np.zeros(len(compiled.grid.items), dtype=np.bool_)
    is_trigger[[gate.item for gate in compiled.gates]] = True
    looked_at = _take(answers, np.flatnonzero(is_trigger[answers.item]))
    for column, gate in enumerate(compiled.gates):
        subset = _take(looked_at, np.flatnonzero(looked_at.item == gate.item))
        holds = condition_holds(compiled, gate.gate.condition, subset)
        is_foreign = subset.state == AnswerState.NOT_APPLICABLE
        kind = np.where(is_foreign, Closing.NOT_APPLICABLE, CLOSING_OF[gate.gate.effect])
        fired[subset.audit[holds], column] = kind[holds]
        for earlier in gate.closed_by:
            fired[fired[:, earlier] > 0, column] = Closing.NONE
    return fired


def _take(answers: Answers, rows: npt.NDArray[np.int64]) -> Answers:
    return Answers(
        answers.audit[rows], answers.item[rows], answers.value[rows], answers.state[rows]
    )
