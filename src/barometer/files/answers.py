"""The answers of an edition: from files of either layout to arrays, or to all that is wrong."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from barometer.core.arrays import Integers, Positions
from barometer.core.faults import BadInput, FaultReason
from barometer.core.scoring.compiled import CompiledGrid
from barometer.core.scoring.encoding import Answers, AnswerState, Bodies, EditionInput
from barometer.files.answers_audits import AuditRows, gather_audits
from barometer.files.answers_completeness import (
    Missing,
    check_duplicates,
    check_gates,
    check_scenarios,
)
from barometer.files.answers_details import AuditDetails, gather_details
from barometer.files.answers_layout import RawAnswers, lay_out_answers
from barometer.files.answers_values import (
    AnswerValues,
    BodyCalendars,
    QuantityBetween,
    value_answers,
)
from barometer.files.fault_log import FaultLog
from barometer.files.limits import DEFAULT_LIMITS, ReadLimits
from barometer.files.nearest import NearestCodes
from barometer.files.table_reading import read_table
from barometer.files.text_table import TextTable

TERRITORY, OPENING = "territory", "opening"
"""Properties of bodies that say in what calendar their delays are counted."""

FILLED_IN = -1


@dataclass(frozen=True, slots=True, eq=False)
class ReadAnswers:
    """An edition as read: what scoring needs, and what the quality checks need besides."""

    edition: EditionInput
    details: AuditDetails


def read_answers(
    paths: Path | Sequence[Path],
    compiled: CompiledGrid,
    bodies: Bodies,
    *,
    quantity_between: QuantityBetween | None = None,
    sheet: str = "",
    limits: ReadLimits = DEFAULT_LIMITS,
) -> ReadAnswers:
    """Return the edition that some answer files hold.

    Two layouts are told apart by their columns. Long: one row per answer, with the columns
    ``body``, ``audit``, ``scenario`` (if the grid has any), ``item``, ``answer`` and, where
    wanted, ``unit``, ``comment``, ``evidence``. Wide: one row per audit and one column per item.
    Both may have ``channel``, ``done_on``, ``auditor``, ``started_at`` and ``ended_at``; columns
    whose names begin with ``_`` are not read. An empty answer is no answer.

    Arguments:
        paths: One file or several, of any kind that :func:`read_table` reads.
        compiled: The grid.
        bodies: The bodies; their properties ``territory`` and ``opening`` name their calendars.
        quantity_between: Measures answers given as two moments, ``start/end``; None refuses them.
        sheet: Name of the sheet of workbooks; '' for the first.
        limits: What is too large to read, and how many faults are reported.

    Raises:
        BadInput: Anything is unknown, impossible, repeated, missing, or behind a gate; every
            fault found in one pass.

    Source: Method, sections 2.1 to 2.3.
    """
    log = FaultLog(limits.faults)
    tables = []
    for path in [paths] if isinstance(paths, Path) else paths:
        try:
            tables.append(read_table(path, sheet, limits=limits, log=log))
        except BadInput as refusal:
            log.extend(refusal.faults)
    if not tables:
        log.raise_if_any()
    return encode_answers(tables, compiled, bodies, quantity_between=quantity_between, log=log)


def encode_answers(
    tables: Sequence[TextTable],
    compiled: CompiledGrid,
    bodies: Bodies,
    *,
    quantity_between: QuantityBetween | None,
    log: FaultLog,
) -> ReadAnswers:
    """Return the edition that some tables hold; see :func:`read_answers`.

    Arguments:
        tables: At least one.
        compiled: The grid.
        bodies: The bodies.
        quantity_between: Measures answers given as two moments; None refuses them.
        log: The faults found so far in the tables: with any, completeness is not judged.
    """
    codes = [item.code for item in compiled.grid.items]
    raw = lay_out_answers(tables, codes, bool(compiled.grid.scenarios), log)
    is_whole = not log.faults
    item = _item_positions(raw, codes, log)
    rows = gather_audits(raw, compiled, bodies, item, log)
    calendars = BodyCalendars(
        quantity_between,
        np.append(rows.audits.body, np.int32(-1))[rows.of_row],
        bodies.properties.get(TERRITORY, ("",) * len(bodies)),
        bodies.properties.get(OPENING, ("",) * len(bodies)),
    )
    values = value_answers(raw, compiled, item, calendars, log)
    answers, source = _order(raw, rows, item, values)
    twice_answered = check_duplicates(raw, compiled, answers, source, log)
    bad = np.append(rows.of_row[raw.row[values.is_bad]], twice_answered)
    rows = _with_bad_audits(rows, bad, is_whole=is_whole)
    check_scenarios(raw, compiled, rows.audits, answers, source, log)
    missing = check_gates(raw, compiled, rows, answers, source, log)
    answers, source = _fill_in(answers, source, missing)
    details = gather_details(raw, rows, source, log)
    log.raise_if_any()
    return ReadAnswers(EditionInput(bodies, rows.audits, answers), details)


def _item_positions(raw: RawAnswers, codes: Sequence[str], log: FaultLog) -> Positions:
    """Return the position of the item of each answer; -1, and a fault, where it is unknown."""
    item = raw.item.positions({code: position for position, code in enumerate(codes)})
    nearest = NearestCodes(codes)
    for answer in log.rows(item < 0):
        code = raw.item.text(answer)
        if code:
            facts = nearest.of(code)
            log.add(raw.answer_fault(answer, "item", code, FaultReason.UNKNOWN_ITEM, *facts))
        else:
            log.add(raw.answer_fault(answer, "item", "", FaultReason.MISSING_VALUE))
    return item


def _order(
    raw: RawAnswers, rows: AuditRows, item: Positions, values: AnswerValues
) -> tuple[Answers, Integers]:
    """Return the answers ordered by audit and item, and the answer of ``raw`` each comes from."""
    audit = rows.of_row[raw.row]
    is_in = (audit >= 0) & (item >= 0)
    if is_in.all() and _is_ordered(audit, item):
        whole = Answers(audit, item.astype(np.int16), values.value, values.state)
        return whole, np.arange(len(item))
    source = np.flatnonzero(is_in)
    key = audit[source].astype(np.int64) << 16 | item[source]
    source = source[np.argsort(key, kind="stable")]
    answers = Answers(
        audit[source], item[source].astype(np.int16), values.value[source], values.state[source]
    )
    return answers, source


def _is_ordered(audit: Positions, item: Positions) -> bool:
    is_same = audit[1:] == audit[:-1]
    is_next = (audit[1:] > audit[:-1]) | (is_same & (item[1:] >= item[:-1]))
    return bool(is_next.all())


def _with_bad_audits(rows: AuditRows, bad: Positions, *, is_whole: bool) -> AuditRows:
    """Return the audits, those that hold a refused answer marked: what they lack is not known."""
    is_bad = rows.is_bad.copy() if is_whole else np.ones(len(rows.is_bad), np.bool_)
    is_bad[bad[bad >= 0]] = True
    return replace(rows, is_bad=is_bad)


def _fill_in(answers: Answers, source: Integers, missing: Missing) -> tuple[Answers, Integers]:
    """Return the answers with those that are missing put in their places as not observed."""
    if not len(missing.audit):
        return answers, source
    n_missing = len(missing.audit)
    audit = np.concatenate((answers.audit, missing.audit.astype(np.int32)))
    item = np.concatenate((answers.item, missing.item.astype(np.int16)))
    value = np.concatenate((answers.value, np.full(n_missing, np.nan)))
    absent = np.full(n_missing, AnswerState.NOT_OBSERVED, np.uint8)
    state = np.concatenate((answers.state, absent))
    whence = np.concatenate((source, np.full(n_missing, FILLED_IN)))
    order = np.argsort(audit.astype(np.int64) << 16 | item, kind="stable")
    return Answers(audit[order], item[order], value[order], state[order]), whence[order]
