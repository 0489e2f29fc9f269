"""A short cut through regular text files: no quotes, no blank line, every row of one width.

Most answer files are so. Whatever is not is left to :mod:`barometer.files.csv_reading`, which
names what is wrong with it.
"""

from collections.abc import Sequence
from functools import reduce
from pathlib import Path

import pyarrow as pa
from pyarrow import csv

from barometer.files.coded_text import NO_TEXT, CodedText, code_array

LARGEST = 2**26
"""Bytes; beyond, the careful way holds less in memory at once."""

IRREGULAR = (b'"', b"\n\n", b"\n\r", b"\r\r", b"\x00")


def read_regular_rows(
    path: Path, width: int, separator: str, header_line: int, longest: int
) -> list[CodedText] | None:
    """Return the columns below the header of a regular UTF-8 file; None if it is not regular.

    Arguments:
        path: The file, already known to be UTF-8.
        width: Number of columns.
        separator: What stands between cells.
        header_line: Line of the header; the rows follow it without a gap.
        longest: Characters of the longest cell that is not refused.
    """
    data = path.read_bytes() if path.stat().st_size <= LARGEST else b""
    if not data or any(mark in data for mark in IRREGULAR) or data[:1] in b"\r\n":
        return None
    if data.count(b"\r") not in {0, data.count(b"\n")}:
        return None
    names = [str(column) for column in range(width)]
    try:
        table = csv.read_csv(
            pa.BufferReader(data),
            read_options=csv.ReadOptions(column_names=names, skip_rows=header_line),
            parse_options=csv.ParseOptions(
                delimiter=separator, quote_char=False, ignore_empty_lines=False
            ),
            convert_options=csv.ConvertOptions(
                column_types=dict.fromkeys(names, pa.dictionary(pa.int32(), pa.string())),
                strings_can_be_null=False,
            ),
        )
    except pa.ArrowInvalid:
        return None
    columns = [code_array(column) for column in table.columns]
    is_long = any(len(text) > longest for column in columns for text in column.texts)
    return None if is_long or _has_blank_row(columns) else columns


def _has_blank_row(columns: Sequence[CodedText]) -> bool:
    return bool(columns) and bool(
        reduce(lambda blank, column: blank & (column.codes == NO_TEXT), columns[1:],
               columns[0].codes == NO_TEXT).any()
    )  # fmt: skip
