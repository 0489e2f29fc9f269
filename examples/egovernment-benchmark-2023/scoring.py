"""Scores of mapped files by the general command, found by body or by group."""

import math
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from barometer.core.grids.model import Grid
from barometer.files.grid_folder import load_grid

GRID = Path(__file__).parent / "grid"


@dataclass(frozen=True, slots=True)
class Figures:
    """Values by body and figure, and by level, group and figure; NaN or absent when none."""

    bodies: Mapping[tuple[str, str], float]
    groups: Mapping[tuple[str, tuple[str, ...], str], float]

    def of_body(self, body: str, figure: str) -> float:
        """Return a figure of a body."""
        return self.bodies.get((body, figure), math.nan)

    def of_group(self, level: str, group: tuple[str, ...], figure: str) -> float:
        """Return a figure of a group."""
        return self.groups.get((level, group, figure), math.nan)

    def of_level(self, level: str) -> set[str]:
        """Return the figures that a level has."""
        return {figure for found, _, figure in self.groups if found == level}


def score_files(grid_folder: Path, bodies_file: Path, answers_file: Path) -> Figures:
    """Return every figure of every body and group, as ``barometer score`` writes them.

    Raises:
        CalledProcessError: The command refused; it has said why on standard error.
    """
    with tempfile.TemporaryDirectory() as folder:
        results = Path(folder) / "results"
        options = {
            "--grid": grid_folder,
            "--bodies": bodies_file,
            "--answers": answers_file,
            "--out": results,
            "--format": "parquet",
        }
        words = [str(word) for pair in options.items() for word in pair]
        command = [sys.executable, "-m", "barometer", "score", *words, "--no-pages"]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
        scores = pl.read_parquet(results / "scores.parquet")
        groups = pl.read_parquet(results / "groups.parquet")
    return Figures(
        {
            (row["body"], row["figure"]): _number(row["value"])
            for row in scores.iter_rows(named=True)
        },
        _groups(load_grid(grid_folder), groups),
    )


def _groups(grid: Grid, groups: pl.DataFrame) -> dict[tuple[str, tuple[str, ...], str], float]:
    """Return the values of groups by level, key and figure."""
    by = {level.code: level.by for level in grid.groups}
    return {
        (row["grouping"], tuple(row[name] for name in by[row["grouping"]]), row["figure"]): _number(
            row["value"]
        )
        for row in groups.iter_rows(named=True)
    }


def _number(value: float | None) -> float:
    return math.nan if value is None else value
