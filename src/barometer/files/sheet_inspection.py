"""What the values of a sheet do not show: merged cells, formulas without value, its true extent."""

import re
import zipfile
from dataclasses import dataclass, field
from typing import Any
from xml.parsers import expat

from barometer.core.faults import BadInput, FaultReason
from barometer.files.workbook_archive import (
    WorkbookArchive,
    local_name,
    parse_xml,
    unreadable_workbook,
)

REFERENCE = re.compile(r"\$?([A-Z]{1,3})\$?([0-9]{1,7})")
MOST_REPEATS = 2_000_000


@dataclass(frozen=True, slots=True)
class CellFault:
    """A cell that cannot be believed; row and column count from 1."""

    row: int
    column: int
    value: str
    reason: FaultReason


@dataclass(slots=True)
class SheetInspection:
    """What was found: faults, no more than ``limit``, and the last row and column in use."""

    limit: int
    faults: list[CellFault] = field(default_factory=list)
    last_row: int = 0
    last_column: int = 0

    def add(self, row: int, column: int, value: str, reason: FaultReason) -> None:
        """Keep a fault, unless there are enough."""
        if len(self.faults) < self.limit:
            self.faults.append(CellFault(row, column, value, reason))

    def use(self, row: int, column: int) -> None:
        """Note that a cell holds something."""
        self.last_row = max(self.last_row, row)
        self.last_column = max(self.last_column, column)


def inspect_sheet(archive: WorkbookArchive, sheet: str, limit: int) -> SheetInspection:
    """Return what the values of a sheet do not show.

    Arguments:
        archive: The workbook.
        sheet: Name of one of its sheets.
        limit: Most faults wanted.

    Raises:
        BadInput: The sheet cannot be parsed.
    """
    found = SheetInspection(limit)
    scan = _XlsxScan(found) if archive.kind == "xlsx" else _OdsScan(found, sheet)
    try:
        with (
            zipfile.ZipFile(archive.path) as members,
            members.open(archive.sheets[sheet]) as stream,
        ):
            parse_xml(stream, scan.start, scan.prepare)  # type: ignore[arg-type]  # an IO of bytes
        scan.finish()
    except (expat.ExpatError, zipfile.BadZipFile, KeyError, ValueError) as error:
        raise BadInput([unreadable_workbook(archive.path)]) from error
    return found


def number_column(letters: str) -> int:
    """Return the number of a column from its letters.

    Example:
        >>> number_column("A"), number_column("AA")
        (1, 27)
    """
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number


def spell_column(number: int) -> str:
    """Return the letters of a column from its number, from 1.

    Example:
        >>> spell_column(1), spell_column(27)
        ('A', 'AA')
    """
    letters = ""
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


class _XlsxScan:
    """Reading of an XLSX sheet, cell after cell.

    Text is listened to only inside formulas, their values and errors, as sheets are large.
    """

    def __init__(self, found: SheetInspection) -> None:
        self.found = found
        self.row = self.column = 0
        self.has_formula = self.is_error = False
        self.formula: list[str] = []
        self.value: list[str] = []
        self.heard = self.value
        self.numbers: dict[str, int] = {}

    def prepare(self, parser: expat.XMLParserType) -> None:
        self.parser = parser

    def start(self, name: str, attributes: dict[str, str]) -> None:
        match name.rpartition(":")[2]:
            case "c":
                self._cell(attributes)
            case "v" | "is":
                self.heard = self.value
                self.found.use(self.row, self.column)
            case "f":
                self.has_formula, self.heard = True, self.formula
                self.parser.CharacterDataHandler = self._hear
            case "row":
                self.finish()
                self.row = int(attributes.get("r", self.row + 1))
                self.column = 0
            case "mergeCell":
                self._merged(attributes["ref"])

    def finish(self) -> None:
        """Judge the cell that ends."""
        if not (self.has_formula or self.is_error):
            return
        formula, value = "".join(self.formula).strip(), "".join(self.value).strip()
        if self.is_error or not value:
            shown = value or f"={formula}"
            reason = FaultReason.FORMULA_WITHOUT_VALUE
            self.found.add(self.row, self.column, shown, reason)
            self.found.use(self.row, self.column)
        self.formula.clear()
        self.value.clear()
        self.has_formula = self.is_error = False
        self.parser.CharacterDataHandler = None

    def _cell(self, attributes: dict[str, str]) -> None:
        self.finish()
        letters = attributes.get("r", "").rstrip("0123456789")
        if letters:
            if letters not in self.numbers:
                self.numbers[letters] = number_column(letters)
            self.column = self.numbers[letters]
        else:
            self.column += 1
        if attributes.get("t") == "e":
            self.is_error = True
            self.parser.CharacterDataHandler = self._hear

    def _hear(self, text: str) -> None:
        self.heard.append(text)

    def _merged(self, reference: str) -> None:
        first = REFERENCE.match(reference)
        if first is None:
            raise ValueError(reference)
        row, column = int(first[2]), number_column(first[1])
        self.found.add(row, column, reference, FaultReason.MERGED_CELLS)


class _OdsScan:
    """Reading of one sheet of an ODS workbook, whose equal neighbours are written once."""

    def __init__(self, found: SheetInspection, sheet: str) -> None:
        self.found = found
        self.sheet = sheet
        self.is_here = False
        self.row = self.column = self.last_row = self.last_column = 0

    def prepare(self, parser: expat.XMLParserType) -> None:
        """Nothing to prepare: text is not listened to."""

    def start(self, name: str, attributes: dict[str, str]) -> None:
        match local_name(name):
            case "table":
                self.is_here = attributes.get("table:name") == self.sheet
                self.last_row = 0
            case "table-row" if self.is_here:
                self.row = self.last_row + 1
                self.last_row += _count(attributes, "rows-repeated")
                self.last_column = 0
            case "table-cell" | "covered-table-cell" if self.is_here:
                self.column = self.last_column + 1
                self.last_column += _count(attributes, "columns-repeated")
                self._cell(attributes)

    def finish(self) -> None:
        """Nothing is left to judge at the end."""

    def _cell(self, attributes: dict[str, str]) -> None:
        kind = attributes.get("office:value-type", "")
        formula = attributes.get("table:formula", "")
        is_error = attributes.get("calcext:value-type") == "error"
        if kind or formula:
            self.found.use(self.last_row, self.last_column)
        if is_error or (formula and not kind):
            shown = "=" + formula.partition("=")[2]
            self.found.add(self.row, self.column, shown, FaultReason.FORMULA_WITHOUT_VALUE)
        rows, columns = _count(attributes, "rows-spanned"), _count(attributes, "columns-spanned")
        if rows * columns > 1:
            first = f"{spell_column(self.column)}{self.row}"
            last = f"{spell_column(self.column + columns - 1)}{self.row + rows - 1}"
            self.found.add(self.row, self.column, f"{first}:{last}", FaultReason.MERGED_CELLS)


def _count(attributes: dict[str, Any], name: str) -> int:
    count = int(attributes.get(f"table:number-{name}", 1))
    if not 1 <= count <= MOST_REPEATS:
        raise ValueError(name)
    return count
