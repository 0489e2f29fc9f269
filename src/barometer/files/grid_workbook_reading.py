"""The sheets of the workbook of a grid as tables of text, or all that is wrong with them."""

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

import python_calamine as calamine

from barometer.core.faults import Fault, FaultReason
from barometer.core.grids.checks import nearest_codes
from barometer.core.grids.tables import COLUMNS, REQUIRED_TABLES, Table
from barometer.core.grids.writing import spell_number
from barometer.files.coded_text import spell_cell
from barometer.files.fault_log import FaultLog
from barometer.files.grid_records import Record, table_of_records
from barometer.files.grid_sheets import README
from barometer.files.limits import ReadLimits
from barometer.files.sheet_inspection import inspect_sheet, spell_column
from barometer.files.workbook_archive import WorkbookArchive, open_archive, unreadable_workbook


def read_workbook_tables(path: Path, limits: ReadLimits) -> Mapping[str, Table]:
    """Return the tables of a workbook by name; each is named in faults by its sheet alone.

    Arguments:
        path: The workbook.
        limits: What is too large to read.

    Raises:
        BadInput: The file is no workbook, a sheet is missing or unknown, cells are merged, hold
            a formula whose value was never saved, or stand outside the columns.
    """
    archive = open_archive(path, limits)
    log = FaultLog(limits.faults)
    log.extend(_sheet_faults(archive))
    log.raise_if_any()
    tables = {}
    try:
        with calamine.load_workbook(path) as book:
            for name in archive.sheets:
                sheet = book.get_sheet_by_name(name)
                if name in REQUIRED_TABLES or (name in COLUMNS and sheet.height > 1):
                    tables[name] = _read_sheet(sheet, archive, log, limits)
    except calamine.CalamineError:
        log.add(unreadable_workbook(path))
    log.raise_if_any()
    return tables


def _sheet_faults(archive: WorkbookArchive) -> Iterator[Fault]:
    found = tuple(archive.sheets)
    for name in REQUIRED_TABLES:
        if name not in found:
            yield Fault(name, 0, "", "", FaultReason.MISSING_SHEET, found)
    for name in found:
        if name not in {README, *COLUMNS}:
            facts = nearest_codes(name, COLUMNS) or tuple(COLUMNS)
            yield Fault(name, 0, "", "", FaultReason.NOT_EXPECTED, facts)


def _read_sheet(
    sheet: calamine.CalamineSheet, archive: WorkbookArchive, log: FaultLog, limits: ReadLimits
) -> Table:
    inspection = inspect_sheet(archive, sheet.name, limits.faults)
    size = inspection.last_row * inspection.last_column
    if size > limits.cells:
        facts = (str(size), str(limits.cells), "cells")
        log.add(Fault(sheet.name, 0, "", "", FaultReason.TOO_LARGE, facts))
        return Table(sheet.name, (), ())
    faults: list[Fault] = []
    table = table_of_records(sheet.name, _records(sheet), faults)
    for cell in inspection.faults:
        names = (*table.columns, *map(spell_column, range(len(table.columns) + 1, cell.column + 1)))
        column = names[cell.column - 1]
        faults.append(Fault(sheet.name, cell.row, column, cell.value, cell.reason))
    log.extend(faults)
    return table


def _records(sheet: calamine.CalamineSheet) -> Iterable[Record]:
    """Yield number and texts of each row, from the first column of the sheet on."""
    for number, cells in enumerate(sheet.to_python(skip_empty_area=False), start=1):
        yield number, [_spell(cell) for cell in cells]


def _spell(cell: Any) -> str:
    """Return a cell as the files of a grid spell it: 15 significant digits, all a sheet keeps."""
    if isinstance(cell, int | float) and not isinstance(cell, bool):
        return spell_number(float(f"{cell:.15g}"))
    return spell_cell(cell).replace("\r\n", "\n").replace("\r", "\n")
