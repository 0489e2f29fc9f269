"""Tables from text files: any usual separator, quoted line ends, the true line of each row."""

import csv
from array import array
from collections.abc import Iterator, Sequence
from itertools import chain, islice
from pathlib import Path

import numpy as np

from barometer.core.arrays import Integers
from barometer.core.faults import BadInput, Fault, FaultReason
from barometer.files.coded_text import CodedText, code_rows
from barometer.files.csv_regular import read_regular_rows
from barometer.files.fault_log import FaultLog
from barometer.files.limits import ReadLimits
from barometer.files.text_encoding import detect_encoding
from barometer.files.text_table import Lines, TextTable, check_header, fit_rows

SEPARATORS = (",", ";", "\t", "|")
SNIFFED_LINES = 50
LONGEST_CELL = 1_000_000

Record = tuple[int, list[str]]


def read_csv_table(path: Path, limits: ReadLimits, log: FaultLog) -> TextTable:
    """Return the table of a text file, every cell as text; rows that cannot be cut are left out.

    Arguments:
        path: The file.
        limits: What is too large.
        log: Receives the faults of rows.

    Raises:
        BadInput: The file is not text, not in an accepted encoding, or not a table.
    """
    encoding = detect_encoding(path)
    with path.open(encoding=encoding, newline="") as stream:
        return _read(stream, path, encoding, log, limits)


def _read(
    stream: Iterator[str], path: Path, encoding: str, log: FaultLog, limits: ReadLimits
) -> TextTable:
    file = path.name
    head = list(islice(stream, SNIFFED_LINES))
    separator, skipped = _stated_separator(head)
    separator = separator or sniff_separator(head)
    lines = chain(head[skipped:], stream)
    records = _records(lines, separator, skipped, file, log)
    header = next((record for record in records if any(map(str.strip, record[1]))), None)
    if header is None:
        log.raise_if_any()
        raise BadInput([Fault(file, 0, "", "", FaultReason.EMPTY_TABLE)])
    columns, faults = check_header(file, header[0], header[1], limits.columns)
    if faults:
        raise BadInput(faults)
    coded, at = _columns(path, encoding, header, records, separator, log)
    by_name = dict(zip(columns, coded, strict=True))
    return TextTable(
        file,
        columns,
        len(at),
        header[0],
        at,
        "utf-8" if encoding == "utf-8-sig" else encoding,
        by_name.__getitem__,
    )


def _columns(
    path: Path,
    encoding: str,
    header: Record,
    records: Iterator[Record],
    separator: str,
    log: FaultLog,
) -> tuple[list[CodedText], Integers]:
    """Return the columns below the header, and the line of each row."""
    width = len(header[1])
    while width and not header[1][width - 1].strip():
        width -= 1
    if encoding in {"utf-8", "utf-8-sig"} and width == len(header[1]):
        coded = read_regular_rows(path, width, separator, header[0], LONGEST_CELL)
        if coded is not None:
            return coded, header[0] + 1 + np.arange(len(coded[0]), dtype=np.int64)
    found: Lines = array("q")
    checked = _cut_alike(records, width, separator, path.name, log)
    coded = code_rows(fit_rows(log, path.name, width, checked, found), width)
    return coded, np.array(found, np.int64)


def _stated_separator(head: Sequence[str]) -> tuple[str, int]:
    """Return the separator of a first line ``sep=;`` as spreadsheets write it, and 1 if any."""
    first = head[0].strip().strip('"') if head else ""
    if len(first) == 5 and first.startswith("sep="):
        return first[4], 1
    return ("\t", 1) if first == "sep=" and "\t" in head[0] else ("", 0)


def sniff_separator(lines: Sequence[str]) -> str:
    """Return the separator that cuts the first line and the following ones alike.

    Arguments:
        lines: The first lines of the file.

    Example:
        >>> sniff_separator(["code;name, in full", "A;Town hall"])
        ';'
    """

    def fitness(separator: str) -> tuple[bool, int, int]:
        # Not strict: the sample may end inside quotes.
        rows = [row for row in csv.reader(lines, delimiter=separator) if row]
        width = len(rows[0]) if rows else 0
        return width > 1, sum(len(row) == width for row in rows), width

    csv.field_size_limit(LONGEST_CELL)
    try:
        return max(SEPARATORS, key=fitness)
    except csv.Error:
        return SEPARATORS[0]


def _records(
    lines: Iterator[str], separator: str, skipped: int, file: str, log: FaultLog
) -> Iterator[Record]:
    """Yield the records with the line on which each begins; stop at one that cannot be cut."""
    csv.field_size_limit(LONGEST_CELL)
    reader = csv.reader(lines, delimiter=separator, strict=True)
    line = skipped + 1
    while True:
        try:
            record = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            is_long = "field larger" in str(error)
            reason = FaultReason.TOO_LARGE if is_long else FaultReason.UNREADABLE_FILE
            facts = (str(LONGEST_CELL), "characters") if is_long else ("quotes",)
            log.add(Fault(file, line, "", "", reason, facts))
            return
        yield line, record
        line = skipped + reader.line_num + 1


def _cut_alike(
    records: Iterator[Record], width: int, separator: str, file: str, log: FaultLog
) -> Iterator[Record]:
    """Yield the records, except those that another separator than the header's would cut."""
    others = [other for other in SEPARATORS if other != separator]
    for line, cells in records:
        whole = cells[0] if len(cells) == 1 < width else ""
        if whole and any(whole.count(other) == width - 1 for other in others):
            log.add(Fault(file, line, "", whole, FaultReason.BAD_SEPARATOR, (separator,)))
        else:
            yield line, cells
