"""The bytes of the workbook of a grid: one sheet per table, with lists to choose from."""

import io
from datetime import UTC, datetime
from typing import Any

import xlsxwriter

from barometer.core.faults import BadInput, Fault, FaultReason
from barometer.core.grids.model import Grid
from barometer.core.grids.reading import NUMBER
from barometer.core.grids.tables import COLUMNS, Table
from barometer.core.grids.writing import spell_number, write_tables
from barometer.files.grid_sheets import (
    GENERAL_WORDS,
    NUMERIC,
    README,
    REFERENCES,
    SHEET_WORDS,
    column_choices,
    column_width,
    is_wrapped,
)

LONGEST_TEXT = 32_767
"""Characters (UTF-16 units) that a cell can hold."""

LONGEST_LIST = 255
"""Characters that a list of choices written in a cell can hold."""

SPARE_ROWS = 500
"""Rows below the last one that still offer choices, for what will be added."""

ONE_DAY = datetime(2000, 1, 1, tzinfo=UTC)
"""Creation date written in every workbook, so that one grid always gives the same bytes."""

OPTIONS = {
    "in_memory": True,
    "strings_to_formulas": False,
    "strings_to_numbers": False,
    "strings_to_urls": False,
}


def workbook_bytes(grid: Grid) -> bytes:
    """Return the bytes of the workbook of a grid; the same grid gives the same bytes.

    Text cells are text: a code such as ``01`` keeps its zero, and a label that begins with an
    equals sign is no formula. Every table has its sheet, even when the grid leaves it empty.

    Raises:
        BadInput: A text does not fit in a cell.

    Source: Method, section 1.
    """
    tables = write_tables(grid)
    faults = [fault for name, table in tables.items() for fault in _oversized_cells(name, table)]
    if faults:
        raise BadInput(faults)
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, OPTIONS) as book:
        book.set_properties({"title": grid.title.fr, "created": ONE_DAY})
        _write_readme(book, grid)
        for name, columns in COLUMNS.items():
            table = tables.get(name, Table(name, columns, ()))
            _write_sheet(book, grid, name, table)
    return out.getvalue()


def _oversized_cells(name: str, table: Table) -> list[Fault]:
    """Return the cells that a sheet cannot hold as they are."""
    faults = []
    for row in table.rows:
        for column, value in row.cells.items():
            length = len(value.encode("utf-16-le")) // 2
            if length > LONGEST_TEXT:
                facts = (str(length), str(LONGEST_TEXT))
                faults.append(Fault(name, row.line, column, "", FaultReason.TOO_LARGE, facts))
            if value.startswith("<r>") and value.endswith("</r>"):
                # The library takes such a text for markup and would write it unescaped.
                faults.append(Fault(name, row.line, column, value, FaultReason.NOT_EXPECTED))
    return faults


def _write_readme(book: Any, grid: Grid) -> None:
    sheet = book.add_worksheet(README)
    title = book.add_format({"bold": True, "font_size": 14})
    header = book.add_format({"bold": True, "bg_color": "#DDE6F0", "bottom": 1})
    plain = book.add_format({"text_wrap": True, "valign": "top"})
    sheet.set_column(0, 0, 16)
    sheet.set_column(1, 2, 70)
    sheet.write_string(0, 0, f"{grid.code} {grid.version}", title)
    sheet.write_string(0, 1, grid.title.fr, title)
    sheet.write_string(0, 2, grid.title.en, title)
    lines = [("", *words) for words in GENERAL_WORDS]
    lines += [(name, *SHEET_WORDS[name]) for name in COLUMNS]
    for row, (name, french, english) in enumerate(lines, start=2):
        sheet.write_string(row, 0, name, plain)
        sheet.write_string(row, 1, french, plain)
        sheet.write_string(row, 2, english, plain)
    for column, words in enumerate(("Feuille / Sheet", "Français", "English")):
        sheet.write_string(1, column, words, header)
    sheet.freeze_panes(2, 1)


def _write_sheet(book: Any, grid: Grid, name: str, table: Table) -> None:
    sheet = book.add_worksheet(name)
    header = book.add_format(
        {"bold": True, "bg_color": "#DDE6F0", "bottom": 1, "text_wrap": True, "valign": "top"}
    )
    text = book.add_format({"num_format": "@", "text_wrap": True, "valign": "top"})
    line = book.add_format({"num_format": "@", "valign": "top"})
    number = book.add_format({"valign": "top"})
    last = len(table.rows) + SPARE_ROWS
    for position, column in enumerate(table.columns):
        style = number if column in NUMERIC else text if is_wrapped(column) else line
        sheet.set_column(position, position, column_width(column), style)
        sheet.write_string(0, position, column, header)
        _offer_choices(sheet, grid, name, (position, column, last))
        for index, row in enumerate(table.rows, start=1):
            _write_cell(sheet, (index, position), column, row.cells[column], style)
    sheet.freeze_panes(1, 1)
    sheet.autofilter(0, 0, max(1, len(table.rows)), len(table.columns) - 1)


def _write_cell(sheet: Any, place: tuple[int, int], column: str, value: str, style: Any) -> None:
    if not value:
        return
    if column in NUMERIC and _survives_as_number(value):
        sheet.write_number(*place, float(value), style)
    else:
        sheet.write_string(*place, value, style)


def _survives_as_number(value: str) -> bool:
    """Return True for a number whose 15 significant digits, all a sheet keeps, spell it again."""
    return bool(NUMBER.fullmatch(value)) and spell_number(float(f"{float(value):.15g}")) == value


def _offer_choices(sheet: Any, grid: Grid, name: str, place: tuple[int, str, int]) -> None:
    """Add a drop-down list to a column; other values only warn, for the import checks them."""
    position, column, last = place
    choices = column_choices(grid, name, column)
    source: list[str] | str = list(choices)
    if (name, column) in REFERENCES:
        target = REFERENCES[name, column]
        records = len(getattr(grid, target)) + SPARE_ROWS
        source = f"={target}!$A$2:$A${records + 1}"
    elif not choices or len(",".join(choices)) > LONGEST_LIST:
        return
    rule = {"validate": "list", "source": source, "error_type": "warning"}
    sheet.data_validation(1, position, last, position, rule)
