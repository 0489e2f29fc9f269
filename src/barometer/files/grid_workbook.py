"""Grids as workbooks (XLSX) that a methodologist edits: out, and back in."""

from pathlib import Path

from barometer.core.faults import BadInput, Fault, FaultReason
from barometer.core.grids.model import Grid
from barometer.core.grids.parsing import parse_grid
from barometer.files.grid_saving import replace_files
from barometer.files.grid_workbook_reading import read_workbook_tables
from barometer.files.grid_workbook_writing import workbook_bytes
from barometer.files.limits import DEFAULT_LIMITS, ReadLimits


def export_workbook(grid: Grid, path: Path) -> None:
    """Write a grid as a workbook; a file that was there is replaced whole or not at all.

    Raises:
        BadInput: A text does not fit in a cell.

    Source: Method, section 1.
    """
    replace_files({path: workbook_bytes(grid)})


def import_workbook(path: Path, *, limits: ReadLimits = DEFAULT_LIMITS) -> Grid:
    """Return the grid of a workbook, XLSX or ODS.

    Numbers are spelled as in the files of a grid: 66.7 and not 66.70000000000000284, 1 and not
    1.0. The sheet ``README`` is not read; a sheet that is no table of a grid is refused.

    Arguments:
        path: The workbook.
        limits: What is too large to read.

    Raises:
        BadInput: The file cannot be read, or is no valid grid; each fault names sheet and row.

    Source: Method, section 1.
    """
    if not path.is_file():
        raise BadInput([Fault(path.name, 0, "", "", FaultReason.MISSING_FILE)])
    size = path.stat().st_size
    if size > limits.workbook_bytes:
        facts = (str(size), str(limits.workbook_bytes), "bytes")
        raise BadInput([Fault(path.name, 0, "", "", FaultReason.TOO_LARGE, facts)])
    return parse_grid(read_workbook_tables(path, limits))
