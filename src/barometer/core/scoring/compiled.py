"""A grid as arrays, made once and used for all bodies."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy import sparse

from barometer.core.arrays import Bools, Floats, Integers
from barometer.core.grids.gating import closed_items, gates_in_order
from barometer.core.grids.model import Gate, Grid, Item, ItemKind, ItemSource, Shape, Thresholds
from barometer.core.scoring.figure_list import Figure, list_figures

MEASURED = -1
DERIVED = -2


@dataclass(frozen=True, slots=True, eq=False)
class CompiledGate:
    """A gate, with items and gates by position.

    Arguments:
        item: The item that it looks at.
        closes: The items that it closes, those that enter no figure left out.
        closed_by: The earlier gates that may close its own item.
    """

    gate: Gate
    item: int
    closes: Integers
    closed_by: tuple[int, ...]


@dataclass(frozen=True, slots=True, eq=False)
class CompiledGrid:
    """Arrays of a grid; items, indicators, scenarios and channels by position in the grid.

    Arguments:
        lookup_start: Per item, where its points begin in ``lookup``; ``MEASURED`` or ``DERIVED``
            for items whose points are not looked up.
        lookup: Points by encoded answer, all items one after the other; NaN in the end, for
            answers without points.
        item_indicator: Per item, position of its indicator.
        item_weight: Per item, its weight; 0 for documentary items, which enter no figure.
        item_combine: Per item, position in ``combine_codes``.
        figure_weights: Nominal weights, shape (figures, indicators).
        figure_sums: The same, for products: each indicator is in few figures, and threads of a
            dense product would cost more than they bring on batches of bodies.
        figure_members: Ones where ``figure_weights`` is above 0, for products too.
        sees: Items that each scenario sees, shape (scenarios, items).
        scenario_channel: Per scenario, position of its channel.
        gates: The gates, each after those that may close its own item.
    """

    grid: Grid
    figures: tuple[Figure, ...]
    figure_weights: Floats
    figure_sums: sparse.csr_array
    figure_members: sparse.csr_array
    lookup_start: Integers
    lookup: Floats
    item_indicator: Integers
    item_weight: Floats
    combine_codes: tuple[str, ...]
    item_combine: Integers
    sees: Bools
    scenario_channel: npt.NDArray[np.int32]
    gates: tuple[CompiledGate, ...]


def compile_grid(grid: Grid) -> CompiledGrid:
    """Return the arrays of a grid.

    Source: Method, sections 2.1 and 3.2.
    """
    indicators = {indicator.code: k for k, indicator in enumerate(grid.indicators)}
    channels = {axis.code: k for k, axis in enumerate(grid.channels)}
    starts, lookup = _lookups(grid)
    figures, weights = list_figures(grid)
    names = [item.combine or str(grid.combine) for item in grid.items]
    combine_codes = tuple(dict.fromkeys([str(grid.combine), *names]))
    return CompiledGrid(
        grid=grid,
        figures=figures,
        figure_weights=weights,
        figure_sums=sparse.csr_array(weights),
        figure_members=sparse.csr_array((weights > 0).astype(np.float64)),
        lookup_start=starts,
        lookup=lookup,
        item_indicator=np.array([indicators[item.indicator] for item in grid.items], np.int64),
        item_weight=np.array([_scored_weight(item) for item in grid.items]),
        combine_codes=combine_codes,
        item_combine=np.array([combine_codes.index(name) for name in names], np.int64),
        sees=_sees(grid),
        scenario_channel=np.array([channels[s.channel] for s in grid.scenarios], np.int32),
        gates=_compile_gates(grid),
    )


def _compile_gates(grid: Grid) -> tuple[CompiledGate, ...]:
    positions = {item.code: k for k, item in enumerate(grid.items)}
    gates = gates_in_order(grid)
    closes = [closed_items(grid, gate) for gate in gates]
    compiled = []
    for k, gate in enumerate(gates):
        scored = [positions[c] for c in closes[k] if _scored_weight(grid.items[positions[c]]) > 0]
        earlier = tuple(j for j in range(k) if gate.condition.item in closes[j])
        item = positions[gate.condition.item]
        compiled.append(CompiledGate(gate, item, np.array(scored, np.int64), earlier))
    return tuple(compiled)


def _scored_weight(item: Item) -> float:
    return item.weight if item.source is ItemSource.MYSTERY else 0.0


def _sees(grid: Grid) -> Bools:
    sees = np.zeros((len(grid.scenarios), len(grid.items)), dtype=np.bool_)
    positions = {scenario.code: k for k, scenario in enumerate(grid.scenarios)}
    for column, item in enumerate(grid.items):
        if item.source is ItemSource.DOCUMENTARY:
            continue
        rows = [positions[code] for code in item.scenarios] or slice(None)
        sees[rows, column] = True
    return sees


def _lookups(grid: Grid) -> tuple[Integers, Floats]:
    """Return the start of each item's points, and all points of discrete answers, then NaN."""
    levels = {
        scale.code: np.array([level.points for level in scale.levels]) for scale in grid.scales
    }
    starts, points = [], []
    length = 0
    for item in grid.items:
        table = _discrete_points(item, levels.get(item.scale, np.zeros(0)))
        if table is None:
            starts.append(MEASURED if item.kind is ItemKind.MEASURED else DERIVED)
            continue
        starts.append(length)
        points.append(table)
        length += len(table)
    return np.array(starts, np.int64), np.concatenate([*points, [np.nan]])


def _discrete_points(item: Item, levels: Floats) -> Floats | None:
    """Return points by encoded answer, or None for a measured or derived item."""
    if item.kind is ItemKind.YES_NO:
        return np.array([100.0, 0.0]) if item.polarity == "no" else np.array([0.0, 100.0])
    if item.kind is ItemKind.GRADED:
        return levels
    if item.kind is ItemKind.MULTIPLE:
        chosen = np.arange(2 ** len(levels))[:, None] >> np.arange(len(levels)) & 1
        return np.asarray(np.clip(chosen @ levels, 0.0, 100.0), dtype=np.float64)
    return None


def measured_points(thresholds: Thresholds, quantity: npt.NDArray[np.floating]) -> Floats:
    """Return the points, 0 to 100, of measured quantities; NaN stays NaN.

    Arguments:
        thresholds: Steps (a quantity up to ``at[k]`` earns ``points[k]``) or knots of straight
            lines, constant outside.
        quantity: Quantities in the unit of the item, any shape.

    Source: Method, section 2.1.

    Example:
        >>> rings = Thresholds("rings", Shape.STEP, (3.0, 5.0, float("inf")), (100.0, 50.0, 0.0))
        >>> measured_points(rings, np.array([1.0, 4.0, 9.0])).tolist()
        [100.0, 50.0, 0.0]
    """
    at, points = np.array(thresholds.at), np.array(thresholds.points)
    if thresholds.shape is Shape.LINEAR:
        return np.asarray(np.interp(quantity, at, points), dtype=np.float64)
    earned = points[np.minimum(np.searchsorted(at, quantity, side="left"), len(at) - 1)]
    return np.where(np.isnan(quantity), np.nan, earned)
