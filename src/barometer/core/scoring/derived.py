"""Items whose points follow from the answers to other items, by a decision table."""

import numpy as np

from barometer.core.arrays import Bools, Floats, Integers
from barometer.core.grids.model import Condition, DecisionTable
from barometer.core.scoring.compiled import CompiledGrid
from barometer.core.scoring.encoding import Answers, AnswerState, Audits
from barometer.core.scoring.gates import condition_holds


def derive_answers(
    compiled: CompiledGrid, audits: Audits, answers: Answers, points: Floats
) -> tuple[Answers, Floats]:
    """Return answers and points followed by those of the derived items.

    A derived item exists in each audit that answers an item it reads. The first row of its table
    whose conditions all hold gives its points, or takes it out as not applicable. Where no row
    fits it is not observed if something it reads was not, else not applicable.

    Arguments:
        compiled: The grid.
        audits: Audits of the batch.
        answers: Their answers.
        points: Points of each answer.

    Source: Method, section 2.4.
    """
    if not compiled.grid.tables:
        return answers, points
    codes = {item.code: position for position, item in enumerate(compiled.grid.items)}
    parts = [
        _derive(compiled, codes, table, _Readings(codes, len(audits), answers))
        for table in compiled.grid.tables
    ]
    audit, item, state, earned = (np.concatenate(column) for column in zip(*parts, strict=True))
    joined = Answers(
        np.concatenate((answers.audit, audit.astype(np.int32))),
        np.concatenate((answers.item, item.astype(answers.item.dtype))),
        np.concatenate((answers.value, np.full(len(audit), np.nan))),
        np.concatenate((answers.state, state.astype(np.uint8))),
    )
    return joined, np.concatenate((points, earned))


class _Readings:
    """The answers of a batch, found by item."""

    def __init__(self, codes: dict[str, int], n_audits: int, answers: Answers) -> None:
        self.codes = codes
        self.n_audits = n_audits
        self.answers = answers

    def of(self, item: str) -> Answers:
        """Return the answers to one item, at most one per audit."""
        rows = np.flatnonzero(self.answers.item == self.codes[item])
        a = self.answers
        return Answers(a.audit[rows], a.item[rows], a.value[rows], a.state[rows])


def _derive(
    compiled: CompiledGrid, codes: dict[str, int], table: DecisionTable, readings: _Readings
) -> tuple[Integers, Integers, Integers, Floats]:
    """Return audit, item, state and points of one derived item."""
    exists = np.zeros(readings.n_audits, dtype=np.bool_)
    is_unobserved = exists.copy()
    for code in dict.fromkeys(c.item for row in table.rows for c in row.conditions):
        found = readings.of(code)
        exists[found.audit] = True
        is_unobserved[found.audit[found.state == AnswerState.NOT_OBSERVED]] = True
    points = np.full(readings.n_audits, np.nan)
    is_open = exists.copy()
    is_decided = np.zeros_like(exists)
    for row in table.rows:
        fits = is_open.copy()
        for condition in row.conditions:
            fits &= _holds(compiled, readings, condition.item, condition)
        points[fits] = np.nan if row.points is None else row.points
        is_decided |= fits
        is_open &= ~fits
    state = np.where(
        is_decided | ~is_unobserved, AnswerState.NOT_APPLICABLE, AnswerState.NOT_OBSERVED
    )
    state = np.where(np.isnan(points), state, AnswerState.ANSWERED)
    audit = np.flatnonzero(exists)
    item = np.full(len(audit), codes[table.item], dtype=np.int64)
    return audit, item, state[audit].astype(np.int64), points[audit]


def _holds(compiled: CompiledGrid, readings: _Readings, item: str, condition: Condition) -> Bools:
    found = readings.of(item)
    holds = np.zeros(readings.n_audits, dtype=np.bool_)
    holds[found.audit[condition_holds(compiled, condition, found)]] = True
    return holds
