"""The roll-up by the engine itself, from both layouts of the answers."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import polars as pl

from barometer.core.scoring.compiled import CompiledGrid, compile_grid
from barometer.core.scoring.edition import score_edition, score_values
from barometer.core.scoring.encoding import Answers, Audits, Bodies, EditionInput
from barometer.files.answers import read_answers
from benchmarks import rollup_data as data

Timed = Callable[[], Any]
ANSWER_COLUMNS = ["audit", "item", "value", "state"]


def rollup(n_bodies: int) -> Timed:
    """Every figure of every body, without intervals."""
    compiled, bodies = _prepare(n_bodies)

    def run() -> Callable[[], npt.NDArray[np.float64]]:
        found = score_values(compiled, _read(data.folder(n_bodies), bodies))
        return lambda: found.value[:, _columns(compiled)]

    return run


def intervals(n_bodies: int) -> Timed:
    """Every figure of every body, with standard errors and intervals."""
    compiled, bodies = _prepare(n_bodies)

    def run() -> Callable[[], npt.NDArray[np.float64]]:
        scores = score_edition(compiled, _read(data.folder(n_bodies), bodies))
        return lambda: scores.values.value[:, _columns(compiled)]

    return run


def long_layout(n_bodies: int) -> Timed:
    """The same from a file as people send it: text, checked answer by answer."""
    compiled, bodies = _prepare(n_bodies)
    path = data.folder(n_bodies) / "long.parquet"

    def run() -> Callable[[], npt.NDArray[np.float64]]:
        scores = score_edition(compiled, read_answers(path, compiled, bodies).edition)
        return lambda: scores.values.value[:, _columns(compiled)]

    return run


def _prepare(n_bodies: int) -> tuple[CompiledGrid, Bodies]:
    codes = tuple(f"B{k:05}" for k in range(n_bodies))
    return compile_grid(data.grid()), Bodies(codes, codes, {})


def _columns(compiled: CompiledGrid) -> list[int]:
    places = {figure.code: k for k, figure in enumerate(compiled.figures)}
    return [places[code] for code in data.figure_codes()]


def _read(folder: Path, bodies: Bodies) -> EditionInput:
    audits = pl.read_parquet(folder / "audits.parquet")
    answers = pl.read_parquet(folder / "answers.parquet", columns=ANSWER_COLUMNS)
    return EditionInput(
        bodies,
        Audits((), *(audits[name].to_numpy() for name in ("body", "scenario", "channel"))),
        Answers(*(answers[name].to_numpy() for name in ANSWER_COLUMNS)),
    )
