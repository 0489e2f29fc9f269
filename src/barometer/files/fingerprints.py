"""Fingerprints: by them a result names, for ever, the grid and the files it was made from."""

import hashlib
import json
from dataclasses import dataclass
from pathlib import Path

from barometer.core.grids.model import Grid
from barometer.core.grids.writing import write_tables


@dataclass(frozen=True, slots=True, order=True)
class FileFingerprint:
    """Name, size in bytes and SHA-256 (hexadecimal) of an input file."""

    name: str
    n_bytes: int
    sha256: str


def fingerprint_grid(grid: Grid) -> str:
    """Return the SHA-256 (hexadecimal) of a grid: the same however its files were laid out.

    The grid is spelled as its canonical tables, hence spaces, order of columns, line ends or the
    kind of file (folder, workbook) change nothing; any change of content or of order does.
    """
    tables = {
        name: [
            table.columns,
            *([row.cells[column] for column in table.columns] for row in table.rows),
        ]
        for name, table in write_tables(grid).items()
    }
    spelled = json.dumps(tables, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(spelled.encode("utf-8")).hexdigest()


def fingerprint_file(path: Path) -> FileFingerprint:
    """Return name, size and SHA-256 of a file, byte for byte.

    Raises:
        OSError: The file cannot be read.
    """
    with path.open("rb") as stream:
        digest = hashlib.file_digest(stream, "sha256")
        size = stream.tell()
    return FileFingerprint(path.name, size, digest.hexdigest())
