"""Submissions of a grid carried by a field-survey app, made a file of answers."""

import math
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from barometer.core.faults import Fault, FaultReason
from barometer.core.grids.checks import nearest_codes
from barometer.core.grids.model import Grid, Item, ItemKind
from barometer.core.grids.reading import CODE, NUMBER
from barometer.core.grids.writing import spell_number
from barometer.files.answers_spellings import parse_number
from barometer.files.fault_log import FaultLog
from barometer.files.grid_saving import replace_files
from barometer.files.limits import DEFAULT_LIMITS, ReadLimits
from barometer.files.xlsform_exports import STEP, FormExport, Submission, is_chosen, read_export
from barometer.files.xlsform_names import Role, decode_name
from barometer.files.xlsform_questions import DELAYS, STATES

ANSWER_COLUMNS = (
    "body", "audit", "scenario", "item", "answer", "unit", "done_on", "auditor", "started_at",
    "ended_at", "comment", "evidence",
)  # fmt: skip
"""Columns of the answers, one row each."""

AUDIT_NAMES = ("instanceID", "KEY", "_uuid", "_id")
"""Columns that identify a submission, the best first: ODK, ODK Central, KoboToolbox."""

REJECTED = {
    "ReviewState": ("rejected",),
    "_validation_status": ("Not Approved", "validation_status_not_approved"),
}
"""What reviewers mark a submission with to set it aside."""


@dataclass(frozen=True, slots=True, eq=False)
class Submissions:
    """The answers of an export, one row each, and the submissions left out as rejected."""

    answers: pl.DataFrame
    rejected: tuple[str, ...]


def convert_submissions(export: Path, grid: Grid, target: Path, *, audit_column: str = "") -> int:
    """Write the answers of an export as a CSV file that the scoring reads; return their number.

    Raises:
        BadInput: See :func:`read_submissions`; nothing is written then.

    Source: Method, section 1.
    """
    answers = read_submissions(export, grid, audit_column=audit_column).answers
    replace_files({target: answers.write_csv().encode("utf-8")})
    return answers.height


def read_submissions(
    path: Path, grid: Grid, *, audit_column: str = "", limits: ReadLimits = DEFAULT_LIMITS
) -> Submissions:
    """Return the answers that a CSV export of our forms holds, in the order of its rows.

    Questions are found by the last step of their column names, whatever groups stand before;
    where a name is repeated the filled column counts. Multiple choices may be in one column, split
    into one per choice, or both. Columns of the app and questions added to the form are left out.
    A question that the form did not ask (closed by a gate, not seen by the scenario) has no
    answer.

    Arguments:
        path: The export.
        grid: The grid whose form was filled in.
        audit_column: Column whose value names the audit; '' for the identifier of the submission.
        limits: What is too large to read, and how many faults are reported.

    Raises:
        BadInput: The file is no export of a form of this grid, a submission does not say whose it
            is or is repeated, an answer is none of its question, a number is missing or none.

    Source: Method, sections 2.1 and 2.2.
    """
    export = read_export(path, limits=limits)
    log = FaultLog(limits.faults)
    reader = _Reader(grid, export, log, audit_column)
    log.raise_if_any()
    rows, rejected = reader.read()
    log.raise_if_any()
    answers = pl.DataFrame(rows, schema=dict.fromkeys(ANSWER_COLUMNS, pl.String), orient="row")
    return Submissions(answers, rejected)


@dataclass(frozen=True, slots=True)
class _Columns:
    """Where the parts of the questions of one item are: columns, and columns by choice."""

    answer: tuple[int, ...]
    choices: Mapping[str, tuple[int, ...]]
    number: tuple[int, ...]
    evidence: tuple[int, ...]


class _Reader:
    """One conversion: where everything is, and the faults found so far."""

    def __init__(self, grid: Grid, export: FormExport, log: FaultLog, audit_column: str) -> None:
        self.export = export
        self.log = log
        self.scenarios = tuple(scenario.code for scenario in grid.scenarios)
        self.levels = {
            scale.code: tuple(level.value for level in scale.levels) for scale in grid.scales
        }
        self.columns = _find_columns(grid, export, log)
        self.items = [item for item in grid.items if item.code in self.columns]
        self.audit = self._audit_positions(audit_column)
        if not self.items:
            self._refuse_header("q_…", *export.headers[:20])
        for name in ("body", *(["scenario"] if self.scenarios else [])):
            if not export.positions(name):
                self._refuse_header(name, *export.headers[:20])

    def _refuse_header(self, name: str, *facts: str) -> None:
        line, reason = self.export.header_line, FaultReason.MISSING_COLUMN
        self.log.add(Fault(self.export.file, line, name, "", reason, facts))

    def _audit_positions(self, audit_column: str) -> tuple[int, ...]:
        names = (audit_column,) if audit_column else AUDIT_NAMES
        positions = tuple(p for name in names for p in self.export.positions(name))
        if not positions:
            self._refuse_header(names[0], *self.export.headers[:20])
        return positions

    def read(self) -> tuple[list[tuple[str, ...]], tuple[str, ...]]:
        """Return the rows of answers and the audits left out."""
        rows: list[tuple[str, ...]] = []
        rejected: list[str] = []
        first: dict[str, int] = {}
        for submission in self.export.submissions:
            audit = _first(submission, self.audit).removeprefix("uuid:")
            if self._is_rejected(submission):
                rejected.append(audit)
                continue
            column = self.export.headers[self.audit[0]]
            if not audit:
                self.refuse(submission, column, "", FaultReason.MISSING_VALUE)
            elif audit in first:
                line = str(first[audit])
                self.refuse(submission, column, audit, FaultReason.DUPLICATE_AUDIT, line)
            first.setdefault(audit, submission.line)
            rows += self._rows(submission, audit)
        return rows, tuple(rejected)

    def refuse(
        self, submission: Submission, column: str, value: str, reason: FaultReason, *facts: str
    ) -> None:
        """Record a fault of a submission."""
        self.log.add(Fault(self.export.file, submission.line, column, value, reason, facts))

    def _is_rejected(self, submission: Submission) -> bool:
        return any(
            _first(submission, self.export.positions(name)) in words
            for name, words in REJECTED.items()
        )

    def _text(self, submission: Submission, name: str) -> str:
        return _first(submission, self.export.positions(name))

    def _rows(self, submission: Submission, audit: str) -> Iterator[tuple[str, ...]]:
        """Yield the answers of a submission; its comment stands beside the first."""
        body, scenario = self._text(submission, "body"), self._text(submission, "scenario")
        if not body:
            self.refuse(submission, "body", "", FaultReason.MISSING_VALUE)
        if self.scenarios and scenario not in self.scenarios:
            facts = nearest_codes(scenario, self.scenarios) or self.scenarios
            reason = FaultReason.UNKNOWN_SCENARIO if scenario else FaultReason.MISSING_VALUE
            self.refuse(submission, "scenario", scenario, reason, *facts)
        who = [self._text(submission, name) for name in ("done_on", "auditor", "start", "end")]
        comment = self._text(submission, "comment")
        for item in self.items:
            columns = self.columns[item.code]
            answer = self._answer(submission, item, columns)
            if answer:
                unit = item.unit if NUMBER.fullmatch(answer) else ""
                evidence = _first(submission, columns.evidence)
                yield (body, audit, scenario, item.code, answer, unit, *who, comment, evidence)
                comment = ""

    def _answer(self, submission: Submission, item: Item, columns: _Columns) -> str:
        """Return an answer as the answer files spell it; '' when the question was not asked."""
        if item.kind is ItemKind.MEASURED:
            return self._measured(submission, item, columns)
        if item.kind is ItemKind.MULTIPLE:
            return self._multiple(submission, item, columns)
        answer = self._one(submission, columns.answer)
        known = self._known(item)
        if answer and answer not in known:
            self._refuse_answer(submission, columns.answer, answer, item.code, *known)
        return answer

    def _known(self, item: Item) -> tuple[str, ...]:
        if item.kind is ItemKind.YES_NO:
            return ("yes", "no", *STATES)
        if item.kind is ItemKind.MEASURED:
            return ("measured", *STATES, *(["censored"] if item.unit in DELAYS else []))
        return (*self.levels[item.scale], *STATES)

    def _refuse_answer(
        self, submission: Submission, positions: Sequence[int], value: str, *facts: str
    ) -> None:
        column = self.export.headers[positions[0]]
        self.refuse(submission, column, value, FaultReason.IMPOSSIBLE_VALUE, *facts)

    def _one(self, submission: Submission, positions: Sequence[int]) -> str:
        """Return the only value of a question; two different ones are a fault."""
        values = list(dict.fromkeys(submission.cells[p] for p in positions if submission.cells[p]))
        if len(values) > 1:
            column, reason = self.export.headers[positions[-1]], FaultReason.DUPLICATE_ANSWER
            self.refuse(submission, column, values[-1], reason, values[0])
        return values[0] if values else ""

    def _measured(self, submission: Submission, item: Item, columns: _Columns) -> str:
        state, known = self._one(submission, columns.answer), self._known(item)
        if state and state not in known:
            self._refuse_answer(submission, columns.answer, state, item.code, *known)
        elif state not in {"", "measured"}:
            return state
        else:
            return self._number(submission, item, columns, is_required=bool(state))
        return ""

    def _number(
        self, submission: Submission, item: Item, columns: _Columns, *, is_required: bool
    ) -> str:
        text = self._one(submission, columns.number)
        number = parse_number(text)
        column = self.export.headers[(*columns.number, *columns.answer)[0]]
        if text and math.isnan(number):
            self.refuse(submission, column, text, FaultReason.BAD_NUMBER, item.code, item.unit)
        elif text and not item.minimum <= number <= item.maximum:
            bounds = (spell_number(item.minimum), spell_number(item.maximum))
            self._refuse_answer(submission, columns.number, text, item.code, *bounds, item.unit)
        elif is_required and not text:
            self.refuse(submission, column, "", FaultReason.MISSING_VALUE, item.code, item.unit)
        return spell_number(number)

    def _multiple(self, submission: Submission, item: Item, columns: _Columns) -> str:
        known = self._known(item)
        told = self._one(submission, columns.answer).split()
        ticked = [
            choice
            for choice, positions in columns.choices.items()
            if any(is_chosen(submission.cells[p]) for p in positions)
        ]
        if told and ticked and set(told) != set(ticked):
            column, reason = self.export.headers[columns.answer[0]], FaultReason.DUPLICATE_ANSWER
            self.refuse(submission, column, " ".join(told), reason, " ".join(ticked))
        chosen = told or ticked
        where = (*columns.answer, *(p for places in columns.choices.values() for p in places))
        alone = [choice for choice in chosen if choice in {"none", *STATES}]
        if set(chosen) - set(known):
            self._refuse_answer(submission, where, " ".join(chosen), item.code, *known)
        elif alone and len(chosen) > 1:
            self._refuse_answer(submission, where, " ".join(chosen), item.code, *alone)
        return " ".join(choice for choice in known if choice in chosen)


def _find_columns(grid: Grid, export: FormExport, log: FaultLog) -> dict[str, _Columns]:
    """Return where the questions of each item are; unknown ones that were answered are faults."""
    found: dict[tuple[Role, str], list[int]] = {}
    choices: dict[str, dict[str, tuple[int, ...]]] = {}
    codes = {item.code for item in grid.items}
    multiple = {item.code for item in grid.items if item.kind is ItemKind.MULTIPLE}
    for position, header in enumerate(export.headers):
        role, code, choice = _parse_header(header, codes)
        if code not in codes:
            if role is Role.ANSWER and _is_filled(export, position):
                line, facts = export.header_line, nearest_codes(code, codes)
                reason = FaultReason.UNKNOWN_ITEM
                log.add(Fault(export.file, line, header, code, reason, facts))
        elif choice and code in multiple:
            places = choices.setdefault(code, {})
            places[choice] = (*places.get(choice, ()), position)
        elif role and not choice:
            found.setdefault((role, code), []).append(position)
    asked = {code for role, code in found if role in {Role.ANSWER, Role.NUMBER}} | set(choices)
    return {
        code: _Columns(
            tuple(found.get((Role.ANSWER, code), ())),
            choices.get(code, {}),
            tuple(found.get((Role.NUMBER, code), ())),
            tuple(found.get((Role.EVIDENCE, code), ())),
        )
        for code in asked
    }


def _parse_header(header: str, codes: set[str]) -> tuple[Role | None, str, str]:
    """Return role, code and split choice that a header states; role None if it is none of ours."""
    unknown = ""
    for step in STEP.finditer(header):
        decoded = decode_name(step[0])
        if decoded is None or decoded[0] not in {Role.ANSWER, Role.NUMBER, Role.EVIDENCE}:
            continue
        role, code = decoded
        if code in codes:
            choice = re.sub(r"^[/.:-]", "", header[step.end() :])
            return role, code, choice if role is Role.ANSWER else ""
        if role is Role.ANSWER and CODE.fullmatch(code):
            unknown = code
    return (Role.ANSWER, unknown, "") if unknown else (None, "", "")


def _is_filled(export: FormExport, position: int) -> bool:
    return any(submission.cells[position] for submission in export.submissions)


def _first(submission: Submission, positions: Sequence[int]) -> str:
    """Return the first cell that is filled among some columns; '' if none is."""
    return next((submission.cells[p] for p in positions if submission.cells[p]), "")
