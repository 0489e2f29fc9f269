"""The two layouts of answer files, one row per answer or one per audit, made one."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from barometer.core.arrays import Integers, Positions
from barometer.core.faults import Fault, FaultReason
from barometer.core.grids.checks import nearest_codes
from barometer.files.coded_text import CodedText, join_coded, no_text
from barometer.files.fault_log import FaultLog
from barometer.files.text_table import TextTable

AUDIT_COLUMNS = ("body", "audit", "scenario", "channel")
DETAIL_COLUMNS = ("done_on", "auditor", "started_at", "ended_at")
REMARK_COLUMNS = ("comment", "evidence")
LONG_COLUMNS = ("item", "answer", "unit", *REMARK_COLUMNS)
IGNORED_PREFIX = "_"
"""Columns whose name begins so belong to other software, and are not read."""


@dataclass(frozen=True, slots=True, eq=False)
class RawAnswers:
    """Answers of all files as text; rows of the files and answers are counted through.

    Arguments:
        tables: The files, in order.
        starts: First row of each file, then the number of rows in all.
        audit_columns: By name (``AUDIT_COLUMNS``, ``DETAIL_COLUMNS``), text by row.
        row: Row of each answer; ascending.
        item, answer: Text by answer, never empty for ``answer``.
        answer_columns: By name (``unit``, ``REMARK_COLUMNS``), text by answer.
        is_wide: By file, whether it has one row per audit.
    """

    tables: tuple[TextTable, ...]
    starts: Integers
    audit_columns: Mapping[str, CodedText]
    row: Positions
    item: CodedText
    answer: CodedText
    answer_columns: Mapping[str, CodedText]
    is_wide: tuple[bool, ...]

    @property
    def n_rows(self) -> int:
        """Number of rows of all files."""
        return int(self.starts[-1])

    def row_fault(
        self, row: int, column: str, value: str, reason: FaultReason, *facts: str
    ) -> Fault:
        """Return a fault of a row."""
        file, within = self._place(row)
        return self.tables[file].fault(within, column, value, reason, *facts)

    def answer_fault(
        self, answer: int, column: str, value: str, reason: FaultReason, *facts: str
    ) -> Fault:
        """Return a fault of an answer; where each item is a column, that column is named."""
        row = int(self.row[answer])
        file, _ = self._place(row)
        named = self.item.text(answer) if self.is_wide[file] else column
        return self.row_fault(row, named, value, reason, *facts)

    def line(self, row: int) -> int:
        """Return the line of a row in its file."""
        file, within = self._place(row)
        return self.tables[file].line(within)

    def is_wide_row(self, row: int) -> bool:
        """Return whether a row is of a file with one row per audit."""
        return self.is_wide[self._place(row)[0]]

    def _place(self, row: int) -> tuple[int, int]:
        file = int(np.searchsorted(self.starts, row, side="right")) - 1
        return file, row - int(self.starts[file])


def lay_out_answers(
    tables: Sequence[TextTable], item_codes: Sequence[str], has_scenarios: bool, log: FaultLog
) -> RawAnswers:
    """Return the answers of some tables, whatever their layouts.

    Arguments:
        tables: The files as text.
        item_codes: Codes of the items of the grid.
        has_scenarios: Whether the grid has scenarios, hence requires the column ``scenario``.
        log: Receives the columns that are not known, which are then not read.

    Raises:
        BadInput: A file has no row, or not the columns of either layout.
    """
    required = AUDIT_COLUMNS[:3] if has_scenarios else AUDIT_COLUMNS[:2]
    wide = [_is_wide(table, item_codes) for table in tables]
    unknown: list[Fault] = []
    is_hopeless = False
    for table, is_wide in zip(tables, wide, strict=True):
        missing = _missing(table, [*required, *(() if is_wide else ("item", "answer"))])
        is_hopeless = is_hopeless or bool(missing)
        log.extend(missing)
        if not any(fault.reason is FaultReason.BAD_SEPARATOR for fault in missing):
            unknown += _unknown_columns(table, item_codes, is_wide)
    log.extend(unknown)
    if is_hopeless:
        log.raise_if_any()
    parts = [
        _lay_wide(table, item_codes) if is_wide else _lay_long(table)
        for table, is_wide in zip(tables, wide, strict=True)
    ]
    starts = np.cumsum([0, *(table.height for table in tables)])
    return RawAnswers(
        tables=tuple(tables),
        starts=starts,
        audit_columns={
            name: join_coded([table.column(name) for table in tables])
            for name in (*AUDIT_COLUMNS, *DETAIL_COLUMNS)
        },
        row=np.concatenate(
            [part.row + np.int32(start) for part, start in zip(parts, starts, strict=False)]
        ),
        item=join_coded([part.item for part in parts]),
        answer=join_coded([part.answer for part in parts]),
        answer_columns={
            name: join_coded([part.others[name] for part in parts])
            for name in ("unit", *REMARK_COLUMNS)
        },
        is_wide=tuple(wide),
    )


@dataclass(frozen=True, slots=True, eq=False)
class _Part:
    """The answers of one file."""

    row: Positions
    item: CodedText
    answer: CodedText
    others: Mapping[str, CodedText]


def _is_wide(table: TextTable, item_codes: Sequence[str]) -> bool:
    """Return whether a table has a column per item rather than a row per answer."""
    has_long_columns = {"item", "answer"} & set(table.columns)
    return not has_long_columns and bool(set(item_codes) & set(table.columns))


def _missing(table: TextTable, required: Sequence[str]) -> list[Fault]:
    """Return the faults of a table that cannot be read at all."""
    missing = table.missing_columns(required)
    return missing if table.height else [*missing, table.whole_fault(FaultReason.EMPTY_TABLE)]


def _unknown_columns(table: TextTable, item_codes: Sequence[str], is_wide: bool) -> Iterator[Fault]:
    known = [*AUDIT_COLUMNS, *DETAIL_COLUMNS, *(item_codes if is_wide else LONG_COLUMNS)]
    reason = FaultReason.UNKNOWN_ITEM if is_wide else FaultReason.UNKNOWN_COLUMN
    for name in table.columns:
        if name not in known and not name.startswith(IGNORED_PREFIX):
            yield table.header_fault(name, reason, *nearest_codes(name, known))


def _lay_long(table: TextTable) -> _Part:
    answer = table.column("answer")
    is_answered = ~answer.is_empty
    rows = np.flatnonzero(is_answered).astype(np.int32)
    names = ("item", "answer", "unit", *REMARK_COLUMNS)
    columns = {name: table.column(name) for name in names if name != "answer"} | {"answer": answer}
    if len(rows) < table.height:
        columns = {name: column.take(is_answered) for name, column in columns.items()}
    others = {name: columns[name] for name in ("unit", *REMARK_COLUMNS)}
    return _Part(rows, columns["item"], columns["answer"], others)


def _lay_wide(table: TextTable, item_codes: Sequence[str]) -> _Part:
    """Return the filled cells of a table, row by row."""
    known = frozenset(item_codes)
    codes = tuple(name for name in table.columns if name in known)
    cells = join_coded([table.column(code) for code in codes])
    by_row = cells.codes.reshape(len(codes), table.height).T
    rows, columns = np.nonzero(by_row >= 0)
    item = CodedText(codes, columns.astype(np.int32))
    answer = CodedText(cells.texts, by_row[rows, columns])
    nothing = no_text(len(rows))
    others = dict.fromkeys(("unit", *REMARK_COLUMNS), nothing)
    return _Part(rows.astype(np.int32), item, answer, others)
