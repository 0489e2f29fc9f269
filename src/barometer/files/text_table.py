"""A table as text, whatever file it came from, with the line of each row."""

from array import array
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from barometer.core.arrays import Integers
from barometer.core.faults import Fault, FaultReason
from barometer.core.grids.tables import Row, Table
from barometer.files.coded_text import CodedText, no_text
from barometer.files.fault_log import FaultLog

Lines: TypeAlias = "array[int]"
"""Lines of rows, gathered while they are read."""

HEADER_LINE = 1
TELLTALE_SEPARATORS = ",;|\t:/^~"


@dataclass(frozen=True, slots=True, eq=False)
class TextTable:
    """One table of a text file, workbook or Parquet file.

    Arguments:
        file: Name of the file, with its sheet when there are several.
        columns: Names of the columns, without outer blanks, none empty, none twice.
        height: Number of rows; blank lines are not rows.
        header_line: Line of the header in the file.
        lines: Line of each row in the file; None when row k is at line k + 2, as in Parquet
            files, which have no lines.
        encoding: Encoding of a text file; '' for the others.
        load: Reads one column by its name.
    """

    file: str
    columns: tuple[str, ...]
    height: int
    header_line: int
    lines: Integers | None
    encoding: str
    load: Callable[[str], CodedText]

    def column(self, name: str) -> CodedText:
        """Return a column; all empty when the table has none of that name."""
        return self.load(name) if name in self.columns else no_text(self.height)

    def line(self, row: int) -> int:
        """Return the line of a row in the file."""
        return row + 2 if self.lines is None else int(self.lines[row])

    def fault(self, row: int, column: str, value: str, reason: FaultReason, *facts: str) -> Fault:
        """Return a fault of a row."""
        return Fault(self.file, self.line(row), column, value, reason, facts)

    def header_fault(self, column: str, reason: FaultReason, *facts: str) -> Fault:
        """Return a fault of the header."""
        return Fault(self.file, self.header_line, column, column, reason, facts)

    def whole_fault(self, reason: FaultReason, *facts: str) -> Fault:
        """Return a fault of the whole table."""
        return Fault(self.file, 0, "", "", reason, facts)

    def missing_columns(self, required: Iterable[str]) -> list[Fault]:
        """Return a fault per column that the table lacks.

        A single column whose name holds separators means that the file was cut at none of them:
        that is one fault of separator, not many of columns.
        """
        missing = [name for name in required if name not in self.columns]
        if missing and len(self.columns) == 1 and _looks_uncut(self.columns[0]):
            name = self.columns[0]
            facts = (",", ";", "\t", "|")
            return [Fault(self.file, self.header_line, "", name, FaultReason.BAD_SEPARATOR, facts)]
        return [
            Fault(
                self.file, self.header_line, name, "", FaultReason.MISSING_COLUMN, self.columns[:20]
            )
            for name in missing
        ]

    def to_table(self) -> Table:
        """Return the table row by row, as grids are parsed from."""
        cells = {name: self.load(name).list() for name in self.columns}
        rows = tuple(
            Row(self.line(k), {name: cells[name][k] for name in self.columns})
            for k in range(self.height)
        )
        return Table(self.file, self.columns, rows)


def _looks_uncut(name: str) -> bool:
    return any(mark in name for mark in TELLTALE_SEPARATORS)


def fit_rows(
    log: FaultLog, file: str, width: int, rows: Iterable[tuple[int, Sequence[str]]], lines: Lines
) -> Iterator[Sequence[str]]:
    """Yield the rows that are not blank, cut to ``width`` cells, and note their lines.

    A row with fewer cells, or with something beyond the last column, is a fault.

    Arguments:
        log: Where faults go; reading stops when it is full.
        file: Name of the file, for the faults.
        width: Number of columns.
        rows: Line and cells of each row.
        lines: Receives the line of each row yielded.
    """
    for line, cells in rows:
        if not any(map(str.strip, cells)):
            continue
        if len(cells) < width or any(map(str.strip, cells[width:])):
            facts = (str(width), str(len(cells)))
            log.add(Fault(file, line, "", " ".join(cells), FaultReason.RAGGED_ROW, facts))
            if log.is_full:
                return
            continue
        lines.append(line)
        yield cells[:width]


def check_header(
    file: str, line: int, names: Sequence[str], limit: int
) -> tuple[tuple[str, ...], list[Fault]]:
    """Return the names of a header without outer blanks, and what is wrong with them.

    Empty names at the end are left out (the caller checks that nothing stands below them).
    """
    stripped = [name.strip() for name in names]
    while stripped and not stripped[-1]:
        stripped.pop()
    if len(stripped) > limit:
        size = (str(len(stripped)), str(limit), "columns")
        return (), [Fault(file, line, "", "", FaultReason.TOO_LARGE, size)]
    faults = []
    first: dict[str, int] = {}
    for position, name in enumerate(stripped, start=1):
        if not name:
            faults.append(Fault(file, line, f"#{position}", "", FaultReason.MISSING_VALUE))
        elif name in first:
            facts = (str(first[name]), str(position))
            faults.append(Fault(file, line, name, name, FaultReason.DUPLICATE_COLUMN, facts))
        first.setdefault(name, position)
    return tuple(stripped), faults
