"""Any table file as text: what it is told by its content, never by its name."""

from pathlib import Path

from barometer.core.faults import BadInput, Fault, FaultReason
from barometer.files.csv_reading import read_csv_table
from barometer.files.fault_log import FaultLog
from barometer.files.limits import DEFAULT_LIMITS, ReadLimits
from barometer.files.parquet_reading import read_parquet_table
from barometer.files.text_table import TextTable
from barometer.files.workbook_reading import read_workbook_table

READABLE = ("csv", "xlsx", "ods", "parquet")
FOREIGN_MARKS = {
    b"\xd0\xcf\x11\xe0": "xls",
    b"\x1f\x8b": "gzip",
    b"%PDF": "pdf",
    b"SQLite format 3": "sqlite",
    b"7z\xbc\xaf": "7z",
}
"""First bytes of files that people send by mistake, to name them in the refusal."""


def read_table(
    path: Path,
    sheet: str = "",
    *,
    limits: ReadLimits = DEFAULT_LIMITS,
    log: FaultLog | None = None,
) -> TextTable:
    """Return the table that a file holds, every cell as text.

    Text files may be in UTF-8, UTF-16 or Windows-1252, separated by commas, semicolons, tabs or
    bars; workbooks are XLSX or ODS; Parquet files may be of any size. Nothing is executed.

    Arguments:
        path: The file.
        sheet: Name of the sheet of a workbook; '' for its first. Other files have none.
        limits: What is too large to read.
        log: Receives the faults of rows and cells, so that the caller may go on to find others;
            None raises them.

    Raises:
        BadInput: The file is not there, too large, damaged, or not a table; without ``log``, any
            row or cell is not as it should be.
    """
    found = FaultLog(limits.faults) if log is None else log
    table = _read(path, sheet, limits, found)
    if log is None:
        found.raise_if_any()
    return table


def _read(path: Path, sheet: str, limits: ReadLimits, log: FaultLog) -> TextTable:
    if not path.is_file():
        raise BadInput([Fault(path.name, 0, "", "", FaultReason.MISSING_FILE)])
    try:
        with path.open("rb") as stream:
            head = stream.read(16)
    except OSError as error:
        raise BadInput([_unreadable(path, "")]) from error
    for mark, kind in FOREIGN_MARKS.items():
        if head.startswith(mark):
            raise BadInput([_unreadable(path, kind)])
    if head.startswith(b"PAR1"):
        return read_parquet_table(path, limits)
    if head.startswith(b"PK"):
        _refuse_large(path, limits.workbook_bytes)
        return read_workbook_table(path, sheet, limits, log)
    _refuse_large(path, limits.text_bytes)
    return read_csv_table(path, limits, log)


def _unreadable(path: Path, found: str) -> Fault:
    return Fault(path.name, 0, "", found, FaultReason.UNREADABLE_FILE, READABLE)


def _refuse_large(path: Path, limit: int) -> None:
    size = path.stat().st_size
    if size > limit:
        facts = (str(size), str(limit), "bytes")
        raise BadInput([Fault(path.name, 0, "", "", FaultReason.TOO_LARGE, facts)])
