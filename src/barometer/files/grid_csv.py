"""One table of a grid from the bytes of a CSV file, with its real line numbers, and back."""

import csv
import io
from collections.abc import Iterator

from barometer.core.faults import Fault, FaultReason
from barometer.core.grids.tables import Table
from barometer.files.grid_records import Record, table_of_records

MAX_BYTES = 20_000_000
"""Beyond this a file is not a table of a grid."""


def read_csv_table(file: str, data: bytes, faults: list[Fault]) -> Table:
    """Return the table that the bytes of a CSV file hold; what is wrong is added to ``faults``.

    UTF-8, with or without a byte order mark, comma, LF or CRLF. Blank lines and rows of empty
    cells are left out; the line of a row is the first of the lines it occupies in the file.

    Arguments:
        file: Name shown in faults.
        data: The whole file.
        faults: Receives what is wrong; the table then holds what could be read.
    """
    text = _decode(file, data, faults)
    if text is None:
        return Table(file, (), ())
    return table_of_records(file, _records(file, text, faults), faults)


def write_csv_table(table: Table) -> bytes:
    """Return the bytes of a table: UTF-8, comma, LF, quotes only where they are needed."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(table.columns)
    writer.writerows([row.cells[column] for column in table.columns] for row in table.rows)
    return out.getvalue().encode("utf-8")


def _decode(file: str, data: bytes, faults: list[Fault]) -> str | None:
    if len(data) > MAX_BYTES:
        facts = (str(len(data)), str(MAX_BYTES))
        faults.append(Fault(file, 0, "", "", FaultReason.TOO_LARGE, facts))
        return None
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        is_wide = data.startswith((b"\xff\xfe", b"\xfe\xff"))
        line = 0 if is_wide else data.count(b"\n", 0, error.start) + 1
        shown = "" if is_wide else data.splitlines()[line - 1].decode("cp1252", "replace")[:80]
        likely = "utf-16" if is_wide else "windows-1252"
        faults.append(Fault(file, line, "", shown, FaultReason.BAD_ENCODING, (likely,)))
        return None
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _records(file: str, text: str, faults: list[Fault]) -> Iterator[Record]:
    """Yield first line and cells of each record."""
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    while True:
        line = reader.line_num + 1
        try:
            cells = next(reader, None)
        except csv.Error:
            faults.append(Fault(file, line, "", "", FaultReason.UNREADABLE_FILE, ("quotes",)))
            return
        if cells is None:
            return
        yield line, cells
