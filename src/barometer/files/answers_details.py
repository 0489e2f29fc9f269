"""What an audit file tells besides the answers: who, when, how long, with what proof."""

import math
from dataclasses import dataclass
from datetime import datetime

import numpy as np

from barometer.core.arrays import Floats, Integers
from barometer.core.faults import FaultReason
from barometer.files.answers_audits import AuditRows
from barometer.files.answers_layout import DETAIL_COLUMNS, REMARK_COLUMNS, RawAnswers
from barometer.files.fault_log import FaultLog

MOMENTS = ("done_on", "started_at", "ended_at")


@dataclass(frozen=True, slots=True, eq=False)
class AuditDetails:
    """Facts about audits, for the checks of their quality; none of them enters a score.

    Arguments:
        done_on, auditor, started_at, ended_at: Text by audit, '' when not stated; days and
            moments are ISO 8601.
        duration_minutes: From ``started_at`` to ``ended_at``; NaN when either is missing.
        remark_answer: Answers of the edition that have a comment or a proof, ascending.
        comment, evidence: Text of each of these answers, '' when it has none.
    """

    done_on: tuple[str, ...]
    auditor: tuple[str, ...]
    started_at: tuple[str, ...]
    ended_at: tuple[str, ...]
    duration_minutes: Floats
    remark_answer: Integers
    comment: tuple[str, ...]
    evidence: tuple[str, ...]


def gather_details(
    raw: RawAnswers, rows: AuditRows, source: Integers, log: FaultLog
) -> AuditDetails:
    """Return what the files tell of their audits: the first row that states it counts.

    Arguments:
        raw: Answers as text.
        rows: The audits.
        source: Answer of ``raw`` that each answer of the edition comes from; -1 if from none.
        log: Receives moments that are not ISO 8601, or in the wrong order.
    """
    first = {name: _first_stated(raw, rows, name) for name in DETAIL_COLUMNS}
    texts = {
        name: tuple(
            raw.audit_columns[name].text(row) if row >= 0 else "" for row in first[name].tolist()
        )
        for name in DETAIL_COLUMNS
    }
    _check_moments(raw, log)
    duration = np.full(len(rows.audits), np.nan)
    is_timed = (first["started_at"] >= 0) & (first["ended_at"] >= 0)
    for audit in np.flatnonzero(is_timed).tolist():
        start, end = texts["started_at"][audit], texts["ended_at"][audit]
        duration[audit] = _minutes(start, end)
        if duration[audit] < 0:
            row = int(first["ended_at"][audit])
            log.add(raw.row_fault(row, "ended_at", end, FaultReason.BAD_MOMENT, "start", start))
    answer, remarks = _remarks(raw, source)
    return AuditDetails(
        texts["done_on"],
        texts["auditor"],
        texts["started_at"],
        texts["ended_at"],
        duration,
        answer,
        remarks["comment"],
        remarks["evidence"],
    )


def _first_stated(raw: RawAnswers, rows: AuditRows, name: str) -> Integers:
    """Return the first row of each audit that states something; -1 if none does."""
    column = raw.audit_columns[name]
    first = np.full(len(rows.audits), -1, np.int64)
    if not column.texts:
        return first
    stated = np.flatnonzero(~column.is_empty & (rows.of_row >= 0))[::-1]
    first[rows.of_row[stated]] = stated
    return first


def _check_moments(raw: RawAnswers, log: FaultLog) -> None:
    for name in MOMENTS:
        column = raw.audit_columns[name]
        is_wrong = np.array([_moment(text) is None for text in column.texts] + [False], np.bool_)
        for row in log.rows(is_wrong[column.codes]):
            log.add(raw.row_fault(row, name, column.text(row), FaultReason.BAD_MOMENT, "iso"))


def _moment(text: str) -> datetime | None:
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        return None


def _minutes(start: str, end: str) -> float:
    started, ended = _moment(start), _moment(end)
    if started is None or ended is None or (started.tzinfo is None) != (ended.tzinfo is None):
        return math.nan
    return (ended - started).total_seconds() / 60


def _remarks(raw: RawAnswers, source: Integers) -> tuple[Integers, dict[str, tuple[str, ...]]]:
    """Return the answers with remarks, and the remarks by name."""
    columns = {name: raw.answer_columns[name] for name in REMARK_COLUMNS}
    stated = [~column.is_empty for column in columns.values() if column.texts]
    has_remark = np.append(np.logical_or.reduce(stated), False) if stated else None
    answer = np.zeros(0, np.int64) if has_remark is None else np.flatnonzero(has_remark[source])
    rows = source[answer].tolist()
    return answer, {
        name: tuple(column.text(row) for row in rows) for name, column in columns.items()
    }
