"""CSV exports of field-survey apps (ODK Central, KoboToolbox, and what R makes of them) as text.

Their headers prefix questions with their groups (``group/name``, ``group-name``), may repeat a
name, may split a multiple choice into one column per choice, and mix in columns of their own.
"""

import csv
import io
import re
from array import array
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from barometer.core.faults import BadInput, Fault, FaultReason
from barometer.files.csv_reading import LONGEST_CELL, SNIFFED_LINES, sniff_separator
from barometer.files.fault_log import FaultLog
from barometer.files.limits import DEFAULT_LIMITS, ReadLimits
from barometer.files.text_encoding import detect_encoding
from barometer.files.text_table import Lines, fit_rows

MANGLED_MARK = re.compile(r"^(\ufeff|X\.U\.FEFF\.)")
MANGLED_UNDERSCORE = re.compile(r"^X(?=_)")
STEP = re.compile(r"[^/.:-]+")
"""One step of a path of groups: any of the separators ends it."""

CHOSEN = frozenset(("1", "1.0", "true"))
NOT_CHOSEN = frozenset(("", "0", "0.0", "false"))


@dataclass(frozen=True, slots=True)
class Submission:
    """One row of an export: its line in the file, and its cells in the order of the headers."""

    line: int
    cells: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class FormExport:
    """An export as text.

    Arguments:
        file: Name of the file.
        header_line: Line of the header.
        headers: Names of the columns as the app gave them; some may be repeated.
        submissions: The rows, blank ones left out.
    """

    file: str
    header_line: int
    headers: tuple[str, ...]
    submissions: tuple[Submission, ...]

    def positions(self, name: str) -> tuple[int, ...]:
        """Return the columns of a question, whatever groups it is in, or of a whole header."""
        return tuple(
            position
            for position, header in enumerate(self.headers)
            if header == name or last_step(header) == name
        )

    def split_choices(self) -> dict[str, dict[str, int]]:
        """Return, by question asked in a column of its own, the columns of its split choices.

        A column is a choice of a question if its name is that of the question, a separator and
        the choice, and if it only ever says whether the choice was made.
        """
        found: dict[str, dict[str, int]] = {}
        known = set(self.headers)
        for position, header in enumerate(self.headers):
            for mark in re.finditer(r"[/.:]", header):
                question, choice = header[: mark.start()], header[mark.end() :]
                if question in known and choice and self._is_choice(position):
                    found.setdefault(question, {})[choice] = position
                    break
        return found

    def _is_choice(self, position: int) -> bool:
        values = {submission.cells[position].lower() for submission in self.submissions}
        return values <= CHOSEN | NOT_CHOSEN


def last_step(header: str) -> str:
    """Return the name of the question of a header, without its groups.

    Example:
        >>> last_step("g_courtesy/q_courtesy_01"), last_step("meta-instanceID"), last_step("__id")
        ('q_courtesy_01', 'instanceID', '__id')
    """
    return STEP.findall(header)[-1] if STEP.search(header) else ""


def is_chosen(cell: str) -> bool:
    """Return whether the column of a split choice says that the choice was made."""
    return cell.lower() in CHOSEN


def read_export(path: Path, *, limits: ReadLimits = DEFAULT_LIMITS) -> FormExport:
    """Return an export as text: any usual separator and encoding, repeated columns kept.

    Arguments:
        path: The CSV file.
        limits: What is too large to read.

    Raises:
        BadInput: The file is not there, too large, not text, holds no row, or rows that do not
            fit its header.
    """
    if not path.is_file():
        raise BadInput([Fault(path.name, 0, "", "", FaultReason.MISSING_FILE)])
    size = path.stat().st_size
    if size > limits.text_bytes:
        facts = (str(size), str(limits.text_bytes), "bytes")
        raise BadInput([Fault(path.name, 0, "", "", FaultReason.TOO_LARGE, facts)])
    log = FaultLog(limits.faults)
    text = path.read_text(encoding=detect_encoding(path))
    records = _records(path.name, text, log)
    header_line, names = next((r for r in records if any(map(str.strip, r[1]))), (0, []))
    headers = tuple(_clean_header(name) for name in names)
    while headers and not headers[-1]:
        headers = headers[:-1]
    lines: Lines = array("q")
    rows = list(fit_rows(log, path.name, len(headers), records, lines))
    log.raise_if_any()
    if not rows:
        raise BadInput([Fault(path.name, 0, "", "", FaultReason.EMPTY_TABLE)])
    submissions = tuple(
        Submission(line, tuple(cell.strip() for cell in row))
        for line, row in zip(lines, rows, strict=True)
    )
    return FormExport(path.name, header_line, headers, submissions)


def _records(file: str, text: str, log: FaultLog) -> Iterator[tuple[int, list[str]]]:
    """Yield the records with the line on which each begins; stop at one that cannot be cut."""
    separator = sniff_separator(list(islice(io.StringIO(text), SNIFFED_LINES)))
    csv.field_size_limit(LONGEST_CELL)
    reader = csv.reader(io.StringIO(text), delimiter=separator, strict=True)
    while True:
        line = reader.line_num + 1
        try:
            cells = next(reader, None)
        except csv.Error:
            log.add(Fault(file, line, "", "", FaultReason.UNREADABLE_FILE, ("quotes",)))
            return
        if cells is None:
            return
        yield line, cells


def _clean_header(name: str) -> str:
    """Return a header without the marks that a byte order mark or R leave on it."""
    return MANGLED_UNDERSCORE.sub("", MANGLED_MARK.sub("", name.strip())).strip()
