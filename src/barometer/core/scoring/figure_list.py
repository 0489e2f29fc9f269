"""The figures of a grid: every level at which a result is stated, with its weights."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from itertools import product

import numpy as np

from barometer.core.arrays import Bools, Floats
from barometer.core.grids.model import Grid


class FigureKind(StrEnum):
    """The levels at which a result is stated."""

    BODY = "body"
    STEP = "step"
    CHANNEL = "channel"
    CRITERION = "criterion"
    CELL = "cell"
    INDICATOR = "indicator"


@dataclass(frozen=True, slots=True)
class Figure:
    """One result of a body: its code, level, and the option it belongs to ('' = common core)."""

    code: str
    kind: FigureKind
    option: str


def list_figures(grid: Grid) -> tuple[tuple[Figure, ...], Floats]:
    """Return the figures of a grid and their nominal weights, shape (figures, indicators).

    The body's score, its steps and its criteria hold the common core only; what belongs to an
    option has its own channel, cells and indicators, and the criteria that nothing else observes.

    Source: Method, sections 3.2 and 3.7.
    """
    nominal = np.array([indicator.weight for indicator in grid.indicators])
    figures, weights = [], []
    for code, kind, members in _candidates(grid):
        if members.any():
            options = {i.option for i, is_in in zip(grid.indicators, members, strict=True) if is_in}
            figures.append(Figure(code, kind, " ".join(sorted(options - {""}))))
            weights.append(np.where(members, nominal, 0.0))
    return tuple(figures), np.array(weights)


def _candidates(grid: Grid) -> Iterator[tuple[str, FigureKind, Bools]]:
    """Yield code, kind and members of every possible figure, empty ones included."""

    def where(attribute: str, code: str) -> Bools:
        found = [getattr(indicator, attribute) == code for indicator in grid.indicators]
        return np.array(found, dtype=np.bool_)

    in_core = where("option", "")

    def core_first(members: Bools) -> Bools:
        return members & in_core if (members & in_core).any() else members

    yield "score", FigureKind.BODY, in_core
    for axis in grid.steps:
        yield f"step:{axis.code}", FigureKind.STEP, core_first(where("step", axis.code))
    for axis in grid.channels:
        yield f"channel:{axis.code}", FigureKind.CHANNEL, where("channel", axis.code)
    for axis in grid.criteria:
        members = core_first(where("criterion", axis.code))
        yield f"criterion:{axis.code}", FigureKind.CRITERION, members
    for step, channel in product(grid.steps, grid.channels):
        members = where("step", step.code) & where("channel", channel.code)
        yield f"cell:{step.code}/{channel.code}", FigureKind.CELL, members
    for indicator in grid.indicators:
        yield f"indicator:{indicator.code}", FigureKind.INDICATOR, where("code", indicator.code)
