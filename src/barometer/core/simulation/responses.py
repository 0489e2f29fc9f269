"""How the quality met in an audit becomes an answer, item by item, for every kind of item."""

import zlib
from dataclasses import dataclass

import numpy as np

from barometer.core.arrays import Bools, Floats, Integers
from barometer.core.grids.gating import closed_items
from barometer.core.grids.model import Grid, Item, ItemKind, Shape, Thresholds
from barometer.core.scoring.compiled import CompiledGrid, measured_points
from barometer.core.simulation.plan import SimulationPlan

FULL_POINTS = 100.0
POINTS_PER_GRADE = 10.0
"""Points of straight-line thresholds are gathered in grades of ten."""

GRADE_SPACING = 0.6
"""Latent distance of the easiest and the hardest grade from the middle one."""

TRIGGER_EASE, OPENING_EASE = 0.6, 1.2
"""Advantage of items that open others, and more for the share of an audit that they open: whole
contacts fail less often than details do."""

DELAY_UNITS = ("seconds", "minutes", "hours", "days", "working_hours", "working_days", "months")
MOST_CONSECUTIVE = 60


@dataclass(frozen=True, slots=True, eq=False)
class ItemResponses:
    """Answers that each item can get, in grades of growing points.

    An answer reaches a grade when the latent quality plus its own noise passes the grade's cut.

    Arguments:
        cuts: Shape (items, grades less one); infinity beyond the last grade of an item.
        start, count: First answer of each grade in ``answers``, and how many; shape (items,
            grades).
        answers: Encoded answers, all grades one after the other.
        is_asked: Whether the item has answers at all; the points of derived items are calculated.
        is_delay: Whether an answer of the lowest grade may be censored.
        is_trigger: Whether a gate or a decision table reads the item.
    """

    cuts: Floats
    start: Integers
    count: Integers
    answers: Floats
    is_asked: Bools
    is_delay: Bools
    is_trigger: Bools


def model_responses(compiled: CompiledGrid, plan: SimulationPlan) -> ItemResponses:
    """Return how the items of a grid answer.

    The difficulty of an item depends on its code and ``plan.item_seed`` only: it stays the same
    in another edition, or in another version of the grid.

    Source: Method, section 12.
    """
    grid = compiled.grid
    opened = _opened_shares(compiled)
    grades = [_grades(compiled, position) for position in range(len(grid.items))]
    width = max((len(found) for found in grades), default=1)
    cuts = np.full((len(grid.items), max(width - 1, 1)), np.inf)
    start, count = (np.zeros((len(grid.items), width), np.int64) for _ in range(2))
    answers: list[Floats] = [np.zeros(0)]
    length = 0
    for position, (item, found) in enumerate(zip(grid.items, grades, strict=True)):
        ease = _ease(grid, plan, item)
        if item.code in opened:
            ease += TRIGGER_EASE + OPENING_EASE * opened[item.code]
        points = np.array([points for points, _ in found])
        middle = (points[1:] + points[:-1]) / (2 * FULL_POINTS)
        cuts[position, : len(middle)] = -ease - GRADE_SPACING * (1 - 2 * middle)
        for grade, (_, values) in enumerate(found):
            start[position, grade], count[position, grade] = length, len(values)
            answers.append(values)
            length += len(values)
    return ItemResponses(
        cuts,
        start,
        count,
        np.concatenate(answers),
        np.array([bool(found) for found in grades], np.bool_),
        np.array([item.unit in DELAY_UNITS for item in grid.items], np.bool_),
        np.array([item.code in opened for item in grid.items], np.bool_),
    )


def _opened_shares(compiled: CompiledGrid) -> dict[str, float]:
    """Return, by item that a gate or a decision table reads, the share of an audit it may close."""
    grid = compiled.grid
    tables = {c.item for table in grid.tables for row in table.rows for c in row.conditions}
    opened = dict.fromkeys(tables, 0.0)
    position = {item.code: k for k, item in enumerate(grid.items)}
    for gate in grid.gates:
        closed = [position[code] for code in closed_items(grid, gate)]
        rows = compiled.sees[compiled.sees[:, position[gate.condition.item]]]
        share = float(rows[:, closed].sum() / max(rows.sum(), 1)) if grid.scenarios else 0.0
        opened[gate.condition.item] = opened.get(gate.condition.item, 0.0) + share
    return opened


def _ease(grid: Grid, plan: SimulationPlan, item: Item) -> float:
    channel = next(i.channel for i in grid.indicators if i.code == item.indicator)
    rng = np.random.default_rng((plan.item_seed, zlib.crc32(item.code.encode())))
    return plan.channel_ease.get(channel, 0.0) + plan.item_sd * float(rng.standard_normal())


def _grades(compiled: CompiledGrid, position: int) -> list[tuple[float, Floats]]:
    """Return (points, answers) by grade, ascending; [] for an item that is not answered."""
    item = compiled.grid.items[position]
    if item.kind is ItemKind.TABLE:
        return []
    values, points = _possible_answers(compiled, position, item)
    grade = points
    if item.kind is ItemKind.MEASURED:
        grade = np.round(points / POINTS_PER_GRADE)
    found = []
    for one in np.unique(grade):
        mine = values[grade == one]
        others = values[grade != one]
        if len(others):
            distance = np.abs(mine[:, None] - others[None, :]).min(axis=1)
            mine = mine[np.argsort(distance, kind="stable")]
        found.append((float(points[grade == one].mean()), mine))
    return found


def _possible_answers(compiled: CompiledGrid, position: int, item: Item) -> tuple[Floats, Floats]:
    """Return encoded answers and their points."""
    if item.kind is ItemKind.MEASURED:
        thresholds = next(t for t in compiled.grid.thresholds if t.code == item.scale)
        values = _quantities(compiled.grid, item, thresholds)
        return values, measured_points(thresholds, values)
    count = 2
    if item.kind is not ItemKind.YES_NO:
        levels = next(scale for scale in compiled.grid.scales if scale.code == item.scale).levels
        gains = np.array([level.points > 0 for level in levels], np.bool_)
        count = len(levels)
        if item.kind is ItemKind.MULTIPLE:
            count = 2**count
    values = np.arange(count, dtype=np.float64)
    if item.kind is ItemKind.MULTIPLE:
        values = values[_is_sensible_choice(values.astype(np.int64), gains)]
    start = compiled.lookup_start[position]
    return values, compiled.lookup[start + values.astype(np.int64)]


def _is_sensible_choice(chosen: Integers, gains: Bools) -> Bools:
    """Return which sets of choices make sense: what brings nothing is chosen alone."""
    places = chosen[:, None] >> np.arange(len(gains)) & 1
    empty = (places * ~gains).sum(axis=1)
    return np.asarray((chosen > 0) & ((empty == 0) | (places.sum(axis=1) == 1)), dtype=np.bool_)


def _quantities(grid: Grid, item: Item, thresholds: Thresholds) -> Floats:
    """Return quantities that may be met: whole numbers, rarer as they grow.

    The largest allowed is among them only if a gate looks for it (it then says "never").
    """
    knots = [at for at in thresholds.at if np.isfinite(at)]
    reach = 1.5 * max(knots) + (2 if thresholds.shape is Shape.STEP else 0)
    top = min(item.maximum, max(reach, item.minimum + 1)) if np.isfinite(item.maximum) else reach
    low = item.minimum if np.isfinite(item.minimum) else min(0.0, *knots)
    close = np.arange(np.ceil(low), min(top, low + MOST_CONSECUTIVE) + 1)
    far = np.geomspace(max(low + MOST_CONSECUTIVE, 1), max(top, low + MOST_CONSECUTIVE + 1), 40)
    values = np.concatenate((close, np.round(far)))
    is_read = any(g.condition.item == item.code and g.condition.comparison for g in grid.gates)
    if is_read:
        values = np.append(values, item.maximum)
    values = np.unique(values[np.isfinite(values)])
    values = values[(values >= low) & (values <= (item.maximum if is_read else top))]
    return values if len(values) else np.array([low, top])


def draw_answers(
    responses: ItemResponses, item: Integers, latent: Floats, pick: Floats
) -> tuple[Floats, Bools]:
    """Return encoded answers, and which are of the lowest grade of their item.

    Arguments:
        responses: How items answer.
        item: Item of each answer.
        latent: Quality met plus the noise of the answer.
        pick: Uniform numbers (0 to 1) that choose among the answers of a grade, those close to
            the other grades more often.

    Source: Method, section 12.
    """
    grade = (latent[:, None] > responses.cuts[item]).sum(axis=1)
    within = np.floor(pick**2 * responses.count[item, grade]).astype(np.int64)
    answers = responses.answers[responses.start[item, grade] + within]
    return answers, (grade == 0) & (responses.cuts[item, 0] < np.inf)
