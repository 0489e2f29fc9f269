"""Tables from workbooks (XLSX, ODS): values as typed, formulas never run."""

from array import array
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
import python_calamine as calamine

from barometer.core.faults import BadInput, Fault, FaultReason
from barometer.files.coded_text import code_rows, spell_cell
from barometer.files.fault_log import FaultLog
from barometer.files.limits import ReadLimits
from barometer.files.sheet_inspection import SheetInspection, inspect_sheet, spell_column
from barometer.files.text_table import Lines, TextTable, check_header, fit_rows
from barometer.files.workbook_archive import WorkbookArchive, open_archive, unreadable_workbook

Record = tuple[int, list[str]]


def read_workbook_table(path: Path, sheet: str, limits: ReadLimits, log: FaultLog) -> TextTable:
    """Return the table of one sheet; its header is the first row that is not blank.

    Arguments:
        path: An XLSX or ODS file.
        sheet: Name of the sheet; '' for the first.
        limits: What is too large.
        log: Receives merged cells, formulas whose value was never saved, errors instead of values,
            and cells beyond the last column.

    Raises:
        BadInput: The file is not whole or too large once unpacked; the sheet is not there.
    """
    archive = open_archive(path, limits)
    chosen = sheet or next(iter(archive.sheets), "")
    if chosen not in archive.sheets:
        facts = tuple(archive.sheets)
        raise BadInput([Fault(path.name, 0, "", sheet, FaultReason.MISSING_SHEET, facts)])
    file = path.name if len(archive.sheets) == 1 else f"{path.name}[{chosen}]"
    inspection = inspect_sheet(archive, chosen, limits.faults + 1)
    if inspection.last_row * inspection.last_column > limits.cells:
        size = f"{inspection.last_row} × {inspection.last_column}"
        facts = (size, str(limits.cells), "cells")
        raise BadInput([Fault(file, 0, "", "", FaultReason.TOO_LARGE, facts)])
    return _read(_rows(archive, chosen), file, inspection, log, limits)


def list_sheets(path: Path, limits: ReadLimits) -> tuple[str, ...]:
    """Return the names of the sheets of a workbook, in their order.

    Raises:
        BadInput: The file is not a workbook, not whole, or too large.
    """
    return tuple(open_archive(path, limits).sheets)


def _rows(archive: WorkbookArchive, sheet: str) -> Iterator[Record]:
    """Yield number and texts of each row, from the first column of the sheet on."""
    try:
        with calamine.load_workbook(archive.path) as workbook:
            found = workbook.get_sheet_by_name(sheet)
            if found.start is None:
                return
            left = [""] * found.start[1]
            for number, cells in enumerate(found.iter_rows(), start=1):
                yield number, left + [spell_cell(cell) for cell in cells]
    except calamine.CalamineError as error:
        raise BadInput([unreadable_workbook(archive.path)]) from error


def _read(
    rows: Iterator[Record],
    file: str,
    inspection: SheetInspection,
    log: FaultLog,
    limits: ReadLimits,
) -> TextTable:
    header = next((row for row in rows if any(map(str.strip, row[1]))), None)
    if header is None:
        raise BadInput([Fault(file, 0, "", "", FaultReason.EMPTY_TABLE)])
    columns, faults = check_header(file, header[0], header[1], limits.columns)
    if faults:
        raise BadInput(faults)
    log.extend(_cell_faults(file, header[1], inspection))
    found: Lines = array("q")
    coded = code_rows(fit_rows(log, file, len(columns), rows, found), len(columns))
    by_name = dict(zip(columns, coded, strict=True))
    return TextTable(
        file,
        columns,
        len(found),
        header[0],
        np.array(found, np.int64),
        "",
        by_name.__getitem__,
    )


def _cell_faults(file: str, header: Sequence[str], inspection: SheetInspection) -> Iterator[Fault]:
    """Yield the faults of cells, each with the name or the letters of its column."""
    for cell in inspection.faults:
        name = header[cell.column - 1].strip() if cell.column <= len(header) else ""
        column = name or spell_column(cell.column)
        yield Fault(file, cell.row, column, cell.value, cell.reason)
