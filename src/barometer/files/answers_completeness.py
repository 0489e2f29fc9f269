"""Whether each audit holds what its scenario asks: no more, no less, and nothing behind a gate."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from barometer.core.arrays import Bools, Integers, Positions
from barometer.core.faults import FaultReason
from barometer.core.grids.model import ItemKind, ItemSource
from barometer.core.scoring.compiled import CompiledGrid
from barometer.core.scoring.encoding import Answers, AnswerState, Audits
from barometer.core.scoring.gates import close_items
from barometer.files.answers_audits import AuditRows
from barometer.files.answers_layout import RawAnswers
from barometer.files.fault_log import FaultLog

AUDITS_AT_ONCE = 8192


@dataclass(frozen=True, slots=True, eq=False)
class Missing:
    """Expected answers that are not there: audit and item, by position, ordered by both."""

    audit: Integers
    item: Integers


def check_duplicates(
    raw: RawAnswers, compiled: CompiledGrid, answers: Answers, source: Integers, log: FaultLog
) -> Positions:
    """Refuse a second answer to the same item in the same audit; return the audits concerned.

    Arguments:
        raw: Answers as text.
        compiled: The grid.
        answers: Ordered by audit and item; the first of equals comes first in the files.
        source: Answer of ``raw`` that each answer comes from.
        log: Receives what is wrong.
    """
    is_same = np.zeros(len(answers), np.bool_)
    is_same[1:] = (answers.audit[1:] == answers.audit[:-1]) & (
        answers.item[1:] == answers.item[:-1]
    )
    for row in log.rows(is_same):
        first = row - 1
        while is_same[first]:
            first -= 1
        answer = int(source[row])
        line = str(raw.line(int(raw.row[source[first]])))
        code = compiled.grid.items[answers.item[row]].code
        log.add(raw.answer_fault(answer, "item", code, FaultReason.DUPLICATE_ANSWER, line))
    return answers.audit[is_same]


def check_scenarios(
    raw: RawAnswers,
    compiled: CompiledGrid,
    audits: Audits,
    answers: Answers,
    source: Integers,
    log: FaultLog,
) -> None:
    """Refuse answers to items that the scenario of their audit does not see."""
    if not compiled.grid.scenarios:
        return
    is_mystery = np.array([i.source is ItemSource.MYSTERY for i in compiled.grid.items], np.bool_)
    scenario = audits.scenario[answers.audit]
    is_unseen = ~compiled.sees[scenario, answers.item] & is_mystery[answers.item]
    for row in log.rows(is_unseen):
        item = compiled.grid.items[answers.item[row]]
        facts = (compiled.grid.scenarios[scenario[row]].code, *item.scenarios)
        fault = FaultReason.ITEM_NOT_IN_SCENARIO
        log.add(raw.answer_fault(int(source[row]), "item", item.code, fault, *facts))


def check_gates(
    raw: RawAnswers,
    compiled: CompiledGrid,
    rows: AuditRows,
    answers: Answers,
    source: Integers,
    log: FaultLog,
) -> Missing:
    """Refuse answers behind gates and, where the grid asks for complete audits, gaps.

    An answer behind a gate is one that states something: not applicable and not observed say
    what the gate says. Audits with another fault are not judged.

    Returns:
        What is missing from the audits: to be filled in as not observed where the grid does not
        ask for complete audits.
    """
    audits, missing = [], []
    for part in _parts(compiled, rows.audits, answers):
        is_judged = ~rows.is_bad[part.first : part.first + len(part.expected)]
        answered = part.has_statement & part.closed & is_judged[:, None]
        _refuse_closed(raw, compiled, part, answered, source, log)
        gaps = part.expected & ~part.has_answer & ~part.closed & is_judged[:, None]
        if compiled.grid.is_complete:
            _refuse_gaps(raw, compiled, rows, part.first, gaps, log)
        audit, item = np.nonzero(gaps)
        audits.append(audit + part.first)
        missing.append(item)
    nothing = np.zeros(0, np.int64)
    return Missing(np.concatenate([*audits, nothing]), np.concatenate([*missing, nothing]))


@dataclass(frozen=True, slots=True, eq=False)
class _Part:
    """Some audits, from ``first`` on, as tables of shape (audits, items).

    ``begin`` is the first of their answers; ``audit`` counts from 0 within the part.
    """

    first: int
    begin: int
    answers: Answers
    expected: Bools
    closed: Bools
    has_answer: Bools
    has_statement: Bools


def _parts(compiled: CompiledGrid, audits: Audits, answers: Answers) -> Iterator[_Part]:
    expected = expected_items(compiled)
    view = audits.scenario if compiled.grid.scenarios else audits.stratum
    firsts = np.append(np.arange(0, len(audits), AUDITS_AT_ONCE), len(audits)).astype(np.int32)
    begins = np.searchsorted(answers.audit, firsts)
    for k, (first, last) in enumerate(pairwise(firsts.tolist())):
        begin, end = int(begins[k]), int(begins[k + 1])
        some = Audits(
            audits.codes[first:last],
            audits.body[first:last],
            audits.scenario[first:last],
            audits.stratum[first:last],
        )
        mine = Answers(
            answers.audit[begin:end] - np.int32(first),
            answers.item[begin:end],
            answers.value[begin:end],
            answers.state[begin:end],
        )
        shape = (last - first, len(compiled.grid.items))
        closures = close_items(compiled, some, mine)
        states = np.isin(mine.state, (AnswerState.ANSWERED, AnswerState.CENSORED))
        yield _Part(
            first,
            begin,
            mine,
            expected[view[first:last]],
            _table(shape, closures.audit, closures.item),
            _table(shape, mine.audit, mine.item),
            _table(shape, mine.audit[states], mine.item[states]),
        )


def _table(
    shape: tuple[int, int],
    audit: np.ndarray[tuple[int, ...], np.dtype[np.integer]],
    item: np.ndarray[tuple[int, ...], np.dtype[np.integer]],
) -> Bools:
    table = np.zeros(shape, np.bool_)
    table[audit, item] = True
    return table


def expected_items(compiled: CompiledGrid) -> Bools:
    """Return the items that each kind of audit must answer.

    Shape (scenarios, items). A grid without scenarios has one kind of audit per channel: if it
    asks for complete audits they answer the items of their channel, else nothing is expected.
    Documentary items and those that are calculated are never expected.
    """
    grid = compiled.grid
    if grid.scenarios:
        seen = compiled.sees
    elif grid.is_complete:
        of_item = [grid.indicators[k].channel for k in compiled.item_indicator]
        seen = np.array([[code == axis.code for code in of_item] for axis in grid.channels])
    else:
        return np.zeros((len(grid.channels), len(grid.items)), np.bool_)
    can_be_asked = [
        item.source is ItemSource.MYSTERY and item.kind is not ItemKind.TABLE for item in grid.items
    ]
    return np.asarray(seen & np.array(can_be_asked), np.bool_)


def _refuse_closed(
    raw: RawAnswers,
    compiled: CompiledGrid,
    part: _Part,
    is_behind: Bools,
    source: Integers,
    log: FaultLog,
) -> None:
    if not is_behind.any():
        return
    for row in log.rows(is_behind[part.answers.audit, part.answers.item]):
        answer = int(source[part.begin + row])
        code = compiled.grid.items[part.answers.item[row]].code
        text = raw.answer.text(answer)
        fault = FaultReason.ANSWER_BEHIND_GATE
        log.add(raw.answer_fault(answer, "answer", text, fault, code))


def _refuse_gaps(
    raw: RawAnswers,
    compiled: CompiledGrid,
    rows: AuditRows,
    first: int,
    gaps: Bools,
    log: FaultLog,
) -> None:
    for audit in log.rows(np.asarray(gaps.any(axis=1), np.bool_)):
        codes = [compiled.grid.items[k].code for k in np.flatnonzero(gaps[audit])]
        row = int(rows.first_row[first + audit])
        code = rows.audits.codes[first + audit]
        log.add(raw.row_fault(row, "audit", code, FaultReason.HALF_FILLED, *codes))
