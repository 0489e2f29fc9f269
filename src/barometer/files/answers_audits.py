"""From rows to audits: which body, scenario and channel each has, and in what order they stand."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from barometer.core.arrays import Bools, Integers, Positions
from barometer.core.faults import FaultReason
from barometer.core.scoring.compiled import CompiledGrid
from barometer.core.scoring.encoding import Audits, Bodies
from barometer.files.answers_layout import RawAnswers
from barometer.files.bodies import CODE
from barometer.files.coded_text import NO_TEXT, CodedText
from barometer.files.fault_log import FaultLog
from barometer.files.nearest import NearestCodes

NOWHERE = -1


@dataclass(frozen=True, slots=True, eq=False)
class AuditRows:
    """The audits found in the rows of the files.

    Arguments:
        audits: The audits, ordered by body, then channel, then first appearance.
        of_row: Audit of each row; -1 where the row has no audit that can be placed.
        first_row: First row of each audit.
        is_bad: Per audit, whether a row of it has a fault, so that its completeness is not judged.
    """

    audits: Audits
    of_row: Positions
    first_row: Integers
    is_bad: Bools


def gather_audits(
    raw: RawAnswers,
    compiled: CompiledGrid,
    bodies: Bodies,
    item_position: Positions,
    log: FaultLog,
) -> AuditRows:
    """Return the audits that the rows speak of.

    An audit has one body and one scenario: rows that leave the scenario empty take it from the
    other rows of their audit. In a grid without scenarios the channel is that of the column
    ``channel``, else that of the indicator of the audit's first answer.

    Arguments:
        raw: Answers as text.
        compiled: The grid.
        bodies: The bodies.
        item_position: Position of the item of each answer; -1 if unknown.
        log: Receives what is wrong.
    """
    code = raw.audit_columns["audit"]
    body = _known(raw, "body", _positions(bodies.codes), FaultReason.UNKNOWN_BODY, log)
    _check_audit_codes(raw, code, log)
    n_codes = len(code.texts)
    first = _first_rows(code.codes, None, n_codes)
    audit_body = _of_audits(body, _first_rows(code.codes, body >= 0, n_codes))
    is_stray = _strays(raw, code, "body", body, audit_body, log)
    scenario, stratum, is_elsewhere = _place_in_grid(raw, compiled, item_position, n_codes, log)
    is_placed = (audit_body >= 0) & (stratum >= 0)
    order = np.lexsort((first, stratum, audit_body))
    order = order[is_placed[order]]
    rank = np.full(n_codes + 1, NOWHERE, np.int32)
    rank[order] = np.arange(len(order), dtype=np.int32)
    is_bad = np.zeros(n_codes + 1, np.bool_)
    is_row_bad = is_stray | is_elsewhere | (body < 0) | _repeats(raw, code, first, log)
    is_bad[code.codes[is_row_bad]] = True
    of_row = np.where(is_row_bad, np.int32(NOWHERE), rank[code.codes])
    audits = Audits(
        tuple(code.texts[k] for k in order),
        audit_body[order],
        scenario[order],
        stratum[order],
    )
    return AuditRows(audits, of_row, first[order], is_bad[order])


def _positions(codes: tuple[str, ...]) -> dict[str, int]:
    return {code: position for position, code in enumerate(codes)}


def _known(
    raw: RawAnswers,
    column: str,
    known: Mapping[str, int],
    reason: FaultReason,
    log: FaultLog,
    *,
    is_required: bool = True,
) -> Positions:
    """Return the position of each row's code; -1, and a fault, where it is unknown."""
    texts = raw.audit_columns[column]
    found = texts.positions(known)
    nearest = NearestCodes(known)
    for row in log.rows((found < 0) & (is_required | ~texts.is_empty)):
        value = texts.text(row)
        if value:
            log.add(raw.row_fault(row, column, value, reason, *nearest.of(value)))
        else:
            log.add(raw.row_fault(row, column, "", FaultReason.MISSING_VALUE))
    return found


def _check_audit_codes(raw: RawAnswers, code: CodedText, log: FaultLog) -> None:
    is_wrong = np.array([not CODE.fullmatch(text) for text in code.texts] + [True], np.bool_)
    for row in log.rows(is_wrong[code.codes]):
        value = code.text(row)
        reason = FaultReason.BAD_CODE if value else FaultReason.MISSING_VALUE
        log.add(raw.row_fault(row, "audit", value, reason))


def _first_rows(codes: Positions, is_kept: Bools | None, n_codes: int) -> Integers:
    """Return the first row of each code, of those kept (None: all); -1 if none."""
    is_in = codes != NO_TEXT if is_kept is None else is_kept & (codes != NO_TEXT)
    first = np.full(n_codes, NOWHERE, np.int64)
    if is_in.any():
        # The last of several writes to one place remains: from the end, that of the first row.
        rows = np.flatnonzero(is_in)[::-1]
        first[codes[rows]] = rows
    return first


def _of_audits(by_row: Positions, first: Integers) -> Positions:
    """Return the value that each audit has in a row; -1 if it has none."""
    if not len(by_row):
        return np.zeros(0, np.int32)
    return np.where(first >= 0, by_row[first], np.int32(NOWHERE)).astype(np.int32)


def _strays(
    raw: RawAnswers,
    code: CodedText,
    column: str,
    by_row: Positions,
    by_audit: Positions,
    log: FaultLog,
) -> Bools:
    """Return which rows contradict the first row of their audit, each a fault."""
    reasons = {
        "body": FaultReason.AUDIT_OF_TWO_BODIES,
        "scenario": FaultReason.AUDIT_OF_TWO_SCENARIOS,
        "channel": FaultReason.AUDIT_OF_TWO_SCENARIOS,
    }
    expected = np.append(by_audit, np.int32(NOWHERE))[code.codes]
    is_stray = (by_row >= 0) & (expected >= 0) & (by_row != expected)
    texts = raw.audit_columns[column]
    if is_stray.any():
        first = _first_rows(code.codes, by_row >= 0, len(code.texts))
        for row in log.rows(is_stray):
            other = int(first[code.codes[row]])
            facts = (code.text(row), texts.text(other), str(raw.line(other)))
            log.add(raw.row_fault(row, column, texts.text(row), reasons[column], *facts))
    return np.asarray(is_stray, np.bool_)


def _repeats(raw: RawAnswers, code: CodedText, first: Integers, log: FaultLog) -> Bools:
    """Return which rows repeat an audit where each audit has one row, each a fault."""
    is_repeat = np.zeros(raw.n_rows, np.bool_)
    for file, is_wide in enumerate(raw.is_wide):
        if is_wide:
            rows = np.arange(raw.starts[file], raw.starts[file + 1])
            codes = code.codes[rows]
            is_repeat[rows] = (codes != NO_TEXT) & (first[codes] != rows)
    for row in log.rows(is_repeat):
        facts = (str(raw.line(int(first[code.codes[row]]))),)
        log.add(raw.row_fault(row, "audit", code.text(row), FaultReason.DUPLICATE_AUDIT, *facts))
    return is_repeat


def _place_in_grid(
    raw: RawAnswers,
    compiled: CompiledGrid,
    item_position: Positions,
    n_codes: int,
    log: FaultLog,
) -> tuple[Positions, Positions, Bools]:
    """Return scenario and channel of each audit code, -1 where there is none, and stray rows."""
    grid = compiled.grid
    code = raw.audit_columns["audit"]
    scenarios = {scenario.code: k for k, scenario in enumerate(grid.scenarios)}
    by_row = _known(
        raw, "scenario", scenarios, FaultReason.UNKNOWN_SCENARIO, log, is_required=False
    )
    scenario = _of_audits(by_row, _first_rows(code.codes, by_row >= 0, n_codes))
    is_stray = _strays(raw, code, "scenario", by_row, scenario, log)
    channels = {axis.code: k for k, axis in enumerate(grid.channels)}
    stated = _known(raw, "channel", channels, FaultReason.UNKNOWN_REFERENCE, log, is_required=False)
    channel = _of_audits(stated, _first_rows(code.codes, stated >= 0, n_codes))
    if grid.scenarios:
        _check_scenarios_present(raw, code, scenario, log)
        of_scenario = np.append(compiled.scenario_channel, np.int32(NOWHERE))[scenario]
        is_stray |= _strays(raw, code, "channel", stated, of_scenario, log)
        return scenario, of_scenario, is_stray
    is_stray |= _strays(raw, code, "channel", stated, channel, log)
    by_answer = _channel_of_answers(raw, compiled, item_position, n_codes)
    if grid.is_complete:
        _refuse_empty_audits(raw, code, (channel < 0) & (by_answer < 0), log)
    return scenario, np.where(channel >= 0, channel, by_answer).astype(np.int32), is_stray


def _check_scenarios_present(
    raw: RawAnswers, code: CodedText, scenario: Positions, log: FaultLog
) -> None:
    """Refuse the first row of each audit that states no scenario anywhere."""
    texts = raw.audit_columns["scenario"]
    stated = _first_rows(code.codes, ~texts.is_empty, len(code.texts))
    first = _first_rows(code.codes, None, len(code.texts))
    for audit in log.rows((scenario < 0) & (stated < 0)):
        log.add(raw.row_fault(int(first[audit]), "scenario", "", FaultReason.MISSING_VALUE))


def _refuse_empty_audits(
    raw: RawAnswers, code: CodedText, is_nowhere: Bools, log: FaultLog
) -> None:
    """Refuse the audits without any answer, of which not even the channel is known."""
    has_answer = np.zeros(len(code.texts) + 1, np.bool_)
    has_answer[code.codes[raw.row]] = True
    first = _first_rows(code.codes, None, len(code.texts))
    for audit in log.rows(is_nowhere & ~has_answer[:-1]):
        fault = FaultReason.HALF_FILLED
        log.add(raw.row_fault(int(first[audit]), "audit", code.texts[audit], fault))


def _channel_of_answers(
    raw: RawAnswers, compiled: CompiledGrid, item_position: Positions, n_codes: int
) -> Positions:
    """Return the channel of the first answer of each audit code; -1 without answers."""
    grid = compiled.grid
    channels = {axis.code: k for k, axis in enumerate(grid.channels)}
    by_indicator = np.array([channels[i.channel] for i in grid.indicators], np.int32)
    by_item = np.append(by_indicator[compiled.item_indicator], np.int32(NOWHERE))
    code_of_answer = raw.audit_columns["audit"].codes[raw.row]
    first = _first_rows(code_of_answer, item_position >= 0, n_codes)
    return _of_audits(by_item[item_position], first)
