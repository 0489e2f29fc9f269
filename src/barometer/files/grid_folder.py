"""Grids as folders of CSV files, and the reference grids that come with the package."""

import re
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path

from barometer.core.errors import DomainError
from barometer.core.faults import BadInput, Fault, FaultReason
from barometer.core.grids.checks import nearest_codes
from barometer.core.grids.model import Grid
from barometer.core.grids.parsing import parse_grid
from barometer.core.grids.tables import COLUMNS, Table
from barometer.core.grids.writing import write_tables
from barometer.files.grid_csv import read_csv_table, write_csv_table
from barometer.files.grid_saving import replace_files

GRID_NAME = re.compile(r"(?P<code>[a-z][a-z0-9-]*)(@(?P<version>[0-9]+))?")


class UnknownGrid(DomainError):
    """Neither a folder nor the name of a packaged grid; ``known`` lists the names."""

    def __init__(self, name: str, known: tuple[str, ...]) -> None:
        super().__init__(name, known)
        self.name = name
        self.known = known


def load_grid(folder: Traversable) -> Grid:
    """Return the grid of a folder: one CSV file per table, UTF-8 and comma separated.

    Other files are left alone, but a CSV file that is no table of a grid is refused: it is most
    likely a misspelt one.

    Raises:
        BadInput: Anything is missing, unreadable or inconsistent; lists what was found.

    Source: Method, section 1.
    """
    if not folder.is_dir():
        raise BadInput([Fault(folder.name, 0, "", "", FaultReason.MISSING_FILE)])
    faults: list[Fault] = []
    tables: dict[str, Table] = {}
    for source in sorted(folder.iterdir(), key=lambda source: source.name):
        name = source.name.removesuffix(".csv")
        if name == source.name or name.startswith("."):
            continue
        if name not in COLUMNS:
            facts = nearest_codes(name, COLUMNS) or tuple(COLUMNS)
            faults.append(Fault(source.name, 0, "", "", FaultReason.NOT_EXPECTED, facts))
            continue
        tables[name] = read_csv_table(source.name, source.read_bytes(), faults)
    if faults:
        raise BadInput(sorted(faults))
    return parse_grid(tables)


def save_grid(grid: Grid, folder: Path) -> None:
    """Write a grid as CSV files in their canonical spelling; files of tables it lacks are removed.

    Everything is written beside first and then renamed into place: if the writing fails, the
    folder is as it was. Files that are no table of a grid are left alone.

    Source: Method, section 1.
    """
    tables = write_tables(grid)
    folder.mkdir(parents=True, exist_ok=True)
    replace_files(
        {folder / f"{name}.csv": write_csv_table(table) for name, table in tables.items()}
    )
    for name in COLUMNS:
        if name not in tables:
            (folder / f"{name}.csv").unlink(missing_ok=True)


def find_grid(name_or_path: str) -> Traversable:
    """Return the folder of a grid, to be given to :func:`load_grid`.

    Arguments:
        name_or_path: ``public-service@1`` (a packaged version), ``public-service`` (its latest),
            or the path of a folder; a packaged name wins over a folder of that name, which is
            written ``./public-service``.

    Raises:
        UnknownGrid: Neither of them.

    Source: Method, section 1.
    """
    packaged = _packaged_grids()
    match = GRID_NAME.fullmatch(name_or_path)
    versions = packaged.get(match["code"], {}) if match else {}
    if match and versions:
        version = int(match["version"]) if match["version"] else max(versions)
        if version in versions:
            return versions[version]
    elif Path(name_or_path).is_dir():
        return Path(name_or_path)
    raise UnknownGrid(name_or_path, known_grids())


def known_grids() -> tuple[str, ...]:
    """Return the names of all packaged grids, such as ``public-service@1``.

    Source: Method, section 1.
    """
    return tuple(
        f"{code}@{version}"
        for code, versions in sorted(_packaged_grids().items())
        for version in sorted(versions)
    )


def _packaged_grids() -> dict[str, dict[int, Traversable]]:
    """Return the folders of the packaged grids by code and version."""
    return {
        grid.name: {
            int(version.name[1:]): version
            for version in grid.iterdir()
            if re.fullmatch(r"v[0-9]+", version.name)
        }
        for grid in files("barometer").joinpath("reference_grids").iterdir()
        if grid.is_dir()
    }
