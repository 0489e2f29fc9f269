"""The bodies of an edition: one row each, with whatever properties the file states."""

import re
from pathlib import Path

from barometer.core.faults import FaultReason
from barometer.core.scoring.encoding import Bodies
from barometer.files.coded_text import CodedText
from barometer.files.fault_log import FaultLog
from barometer.files.limits import DEFAULT_LIMITS, ReadLimits
from barometer.files.table_reading import read_table
from barometer.files.text_table import TextTable

BODY_COLUMNS = ("code", "name")
CODE = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9._:/#-]{0,78}[A-Za-z0-9])?")
"""Codes of bodies and audits: letters, digits and ``. _ : / # -``, at most 80 characters."""


def read_bodies(path: Path, *, sheet: str = "", limits: ReadLimits = DEFAULT_LIMITS) -> Bodies:
    """Return the bodies of a file, in its order.

    The columns ``code`` and ``name`` are required and filled; every other column is a property
    of the bodies under its own name, kept as text, '' where the cell is empty.

    Arguments:
        path: A table file of any kind that :func:`read_table` reads.
        sheet: Name of the sheet of a workbook; '' for its first.
        limits: What is too large to read.

    Raises:
        BadInput: No body, a missing column, a missing, malformed or repeated code, a missing name.
    """
    log = FaultLog(limits.faults)
    table = read_table(path, sheet, limits=limits, log=log)
    log.extend(table.missing_columns(BODY_COLUMNS))
    if not table.height:
        log.add(table.whole_fault(FaultReason.EMPTY_TABLE))
    codes, names = table.column("code"), table.column("name")
    for name in set(BODY_COLUMNS) & set(table.columns):
        for row in log.rows(table.column(name).is_empty):
            log.add(table.fault(row, name, "", FaultReason.MISSING_VALUE))
    _check_codes(table, codes, log)
    log.raise_if_any()
    properties = {
        name: tuple(table.column(name).list()) for name in table.columns if name not in BODY_COLUMNS
    }
    return Bodies(tuple(codes.list()), tuple(names.list()), properties)


def _check_codes(table: TextTable, codes: CodedText, log: FaultLog) -> None:
    first: dict[str, int] = {}
    for row, code in enumerate(codes.list()):
        if not code:
            continue
        if not CODE.fullmatch(code):
            log.add(table.fault(row, "code", code, FaultReason.BAD_CODE))
        elif code in first:
            line = str(table.line(first[code]))
            log.add(table.fault(row, "code", code, FaultReason.DUPLICATE_CODE, line))
        first.setdefault(code, row)
