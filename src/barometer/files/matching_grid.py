"""The grid that some results were made with: what the results do not repeat of it."""

from barometer.core.errors import DomainError
from barometer.core.grids.model import Grid
from barometer.files.fingerprints import fingerprint_grid
from barometer.files.grid_folder import UnknownGrid, find_grid, load_grid
from barometer.files.results_manifest import Manifest


class OtherGrid(DomainError):
    """A grid is not the one that the results were made with."""

    def __init__(self, given: str, wanted: str) -> None:
        super().__init__(given, wanted)
        self.given = given
        self.wanted = wanted


def require_same_grid(grid: Grid, manifest: Manifest) -> Grid:
    """Return a grid once it is known to be the one of some results.

    Raises:
        OtherGrid: It is another one, be it by a single word.
    """
    if fingerprint_grid(grid) != manifest.grid_fingerprint:
        given = f"{grid.code}@{grid.version}"
        raise OtherGrid(given, f"{manifest.grid_code}@{manifest.grid_version}")
    return grid


def packaged_grid(manifest: Manifest) -> Grid | None:
    """Return the packaged grid that some results were made with; None if it is not packaged."""
    try:
        grid = load_grid(find_grid(f"{manifest.grid_code}@{manifest.grid_version}"))
    except UnknownGrid:
        return None
    return grid if fingerprint_grid(grid) == manifest.grid_fingerprint else None
