"""From numbered rows of text, whatever file they come from, to a table of a grid."""

from collections.abc import Iterable, Iterator
from typing import TypeAlias

from barometer.core.faults import Fault, FaultReason
from barometer.core.grids.tables import Row, Table

Record: TypeAlias = tuple[int, list[str]]
"""First line (or row) of a record in its file, from 1, and its cells."""

OTHER_SEPARATORS = (";", "\t", "|")


def table_of_records(file: str, records: Iterable[Record], faults: list[Fault]) -> Table:
    """Return the table whose header is the first record that is not blank.

    Records of empty cells are left out, and so are unnamed empty columns at the end.

    Arguments:
        file: Name of the file or sheet, shown in faults.
        records: The records in order.
        faults: Receives what is wrong; the table then holds what could be read.
    """
    filled = (record for record in records if any(cell.strip() for cell in record[1]))
    line, header = next(filled, (0, []))
    columns = _without_empty_end(header)
    if not columns:
        faults.append(Fault(file, 0, "", "", FaultReason.EMPTY_TABLE))
    for separator in OTHER_SEPARATORS:
        if len(columns) == 1 and separator in columns[0]:
            reason = FaultReason.BAD_SEPARATOR
            faults.append(Fault(file, line, "", columns[0], reason, (",",)))
            return Table(file, columns, ())
    return Table(file, columns, tuple(_rows(file, columns, filled, faults)))


def _rows(
    file: str, columns: tuple[str, ...], records: Iterator[Record], faults: list[Fault]
) -> Iterator[Row]:
    for line, cells in records:
        is_longer = any(cell.strip() for cell in cells[len(columns) :])
        if is_longer or len(cells) < len(columns):
            facts = (str(len(columns)), str(len(cells)))
            faults.append(Fault(file, line, "", "", FaultReason.RAGGED_ROW, facts))
        else:
            yield Row(line, dict(zip(columns, cells, strict=False)))


def _without_empty_end(header: list[str]) -> tuple[str, ...]:
    names = [name.strip() for name in header]
    while names and not names[-1]:
        names.pop()
    return tuple(names)
