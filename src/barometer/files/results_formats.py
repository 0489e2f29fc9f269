"""Tables of results in the three formats, safe to open in a spreadsheet."""

from collections.abc import Callable, Mapping
from pathlib import Path

import polars as pl
import xlsxwriter

from barometer.core.errors import DomainError
from barometer.files.coded_text import CodedText
from barometer.files.fault_log import FaultLog
from barometer.files.limits import ReadLimits
from barometer.files.workbook_reading import read_workbook_table

Tables = Mapping[str, pl.DataFrame]

WORKBOOK = "scores.xlsx"
"""One workbook holds every table, a sheet each; the other formats have a file per table."""

SHEET_ROWS = 1_048_576
DECIMALS = 6
ACTIVE = ("=", "+", "-", "@", "\t", "\r", "'")
"""Beginnings that a spreadsheet may take for a formula, and the mark that makes them plain."""

WIDEST = 40
OWN_LIMITS = ReadLimits(workbook_bytes=1 << 31, unpacked_bytes=1 << 34, cells=1 << 31)


class TooLongForWorkbook(DomainError):
    """A table has more rows than a sheet can hold; CSV and Parquet have no such limit."""

    def __init__(self, table: str, n_rows: int) -> None:
        super().__init__(table, n_rows)
        self.table = table
        self.n_rows = n_rows
        self.limit = SHEET_ROWS - 1


def check_sheets(tables: Tables) -> None:
    """Refuse tables that no sheet can hold, before anything is written.

    Raises:
        TooLongForWorkbook: A table has more than 1,048,575 rows.
    """
    for name, table in tables.items():
        if len(table) >= SHEET_ROWS:
            raise TooLongForWorkbook(name, len(table))


def neutralise(table: pl.DataFrame) -> pl.DataFrame:
    """Return a table in which no text can be taken for a formula: an apostrophe stands before."""
    return table.with_columns(
        pl.when(pl.col(name).str.contains(r"^[=+\-@\t\r']"))
        .then(pl.lit("'") + pl.col(name))
        .otherwise(pl.col(name))
        .alias(name)
        for name in table.select(pl.col(pl.String)).columns
    )


def restore(table: pl.DataFrame) -> pl.DataFrame:
    """Return a table as it was before :func:`neutralise`."""
    return table.with_columns(
        pl.when(pl.col(name).str.contains(r"^'[=+\-@\t\r']"))
        .then(pl.col(name).str.slice(1))
        .otherwise(pl.col(name))
        .alias(name)
        for name in table.select(pl.col(pl.String)).columns
    )


def write_csv_tables(folder: Path, tables: Tables) -> None:
    """Write one CSV file per table: UTF-8 without mark, commas, six decimals, infinity ``inf``."""
    for name, table in tables.items():
        neutralise(table).write_csv(folder / f"{name}.csv", float_precision=DECIMALS)


def write_parquet_tables(folder: Path, tables: Tables) -> None:
    """Write one Parquet file per table, numbers in full."""
    for name, table in tables.items():
        table.write_parquet(folder / f"{name}.parquet", compression="zstd")


def write_workbook(folder: Path, tables: Tables) -> None:
    """Write one workbook with a sheet per table: header frozen, filters, number formats."""
    options = {"strings_to_formulas": False, "strings_to_urls": False, "constant_memory": True}
    with xlsxwriter.Workbook(str(folder / WORKBOOK), options) as workbook:
        bold = workbook.add_format({"bold": True, "bottom": 1})
        decimals = workbook.add_format({"num_format": "0.00####"})
        for name, table in tables.items():
            sheet = workbook.add_worksheet(name)
            sheet.freeze_panes(1, 0)
            sheet.autofilter(0, 0, max(len(table), 1), max(table.width - 1, 0))
            plain = neutralise(table)
            for column, series in enumerate(plain):
                chosen = decimals if series.dtype.is_float() else None
                sheet.set_column(column, column, _width(series), chosen)
                sheet.write_string(0, column, series.name, bold)
            for row, cells in enumerate(plain.iter_rows(), start=1):
                for column, cell in enumerate(cells):
                    _write_cell(sheet, row, column, cell)


def _width(series: pl.Series) -> float:
    head = series.head(1000)
    longest = head.str.len_chars().max() if head.dtype == pl.String else 10
    return float(min(max(len(series.name), int(longest or 0)) + 2, WIDEST))  # type: ignore[arg-type]  # a count


def _write_cell(
    sheet: xlsxwriter.worksheet.Worksheet, row: int, column: int, cell: str | float | None
) -> None:
    if isinstance(cell, str):
        sheet.write_string(row, column, cell)
    elif cell == float("inf"):
        sheet.write_string(row, column, "inf")
    elif cell is not None:
        sheet.write_number(row, column, cell)


FORMATS: Mapping[str, Callable[[Path, Tables], None]] = {
    "csv": write_csv_tables,
    "xlsx": write_workbook,
    "parquet": write_parquet_tables,
}
"""How each format is written."""


def read_result_table(
    folder: Path, name: str, schema: Mapping[str, pl.DataType] | None
) -> pl.DataFrame | None:
    """Return a table of results from the most exact format there is; None if there is none.

    Arguments:
        folder: The folder of results.
        name: Name of the table.
        schema: Types of its columns; None when all are text.
    """
    parquet, csv = folder / f"{name}.parquet", folder / f"{name}.csv"
    if parquet.is_file():
        return pl.read_parquet(parquet)
    if csv.is_file():
        table = pl.read_csv(csv, infer_schema=False).fill_null("")
    elif (folder / WORKBOOK).is_file():
        table = _read_sheet(folder / WORKBOOK, name)
    else:
        return None
    return restore(_typed(table, schema or {}))


def _read_sheet(path: Path, name: str) -> pl.DataFrame:
    found = read_workbook_table(path, name, OWN_LIMITS, FaultLog())
    columns: dict[str, CodedText] = {column: found.column(column) for column in found.columns}
    return pl.DataFrame(
        {column: coded.list() for column, coded in columns.items()},
        schema=dict.fromkeys(columns, pl.String),
    )


def _typed(table: pl.DataFrame, schema: Mapping[str, pl.DataType]) -> pl.DataFrame:
    """Return a table of text with the types of a schema; empty numbers are absent."""
    return table.with_columns(
        pl.when(pl.col(name) == "")
        .then(None)
        .otherwise(pl.col(name))
        .cast(schema[name])
        .alias(name)
        for name in table.columns
        if name in schema and schema[name] != pl.String
    )
