"""Items whose several observations first become one value of the item."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from barometer.core.arrays import Bools, Floats, Integers
from barometer.core.grids.model import Combine
from barometer.core.scoring.compiled import CompiledGrid
from barometer.core.scoring.encoding import Bodies
from barometer.core.scoring.sums import Observations, Standing

FULL_POINTS = 100.0


@dataclass(frozen=True, slots=True, eq=False)
class CombinedItems:
    """Values of combined items, one row per body and item.

    Arguments:
        body, item: Positions.
        points: 0 to 100; NaN if no observation scored.
        observations: Number of observations that scored.
        combine: Rule, as position in ``list(Combine)``.
        is_missing, is_closed, is_not_applicable: Why ``points`` is NaN; all False where it is not.
    """

    body: Integers
    item: Integers
    points: Floats
    observations: Integers
    combine: Integers
    is_missing: Bools
    is_closed: Bools
    is_not_applicable: Bools


def combine_choices(compiled: CompiledGrid, bodies: Bodies) -> Integers:
    """Return the combination of each item at each body, shape (rules in use, bodies).

    Values are positions in ``list(Combine)``. A named rule looks at the properties of the body;
    a property that the body does not state fits no case.

    Source: Method, section 2.4.
    """
    order = list(Combine)
    rules = {rule.code: rule for rule in compiled.grid.combine_rules}
    choices = np.zeros((len(compiled.combine_codes), len(bodies)), np.int64)
    for row, code in enumerate(compiled.combine_codes):
        if code not in rules:
            choices[row] = order.index(Combine(code))
            continue
        rule = rules[code]
        choices[row] = order.index(rule.otherwise)
        for name, value, combine in reversed(rule.cases):
            fits = _has_value(bodies.properties, name, value, len(bodies))
            choices[row] = np.where(fits, order.index(combine), choices[row])
    return choices


def _has_value(
    properties: Mapping[str, tuple[str, ...]], name: str, value: str, n_bodies: int
) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
    return np.array([found == value for found in properties.get(name, ("",) * n_bodies)], np.bool_)


def combine_observations(
    body: Integers, observed: Observations, combine: Integers
) -> CombinedItems:
    """Return one value per body and item from its observations.

    Arguments:
        body: Body of each observation.
        observed: The observations, any order.
        combine: Rule of each observation, position in ``list(Combine)``, never ``POOL``; the
            same for all observations of one body and item.

    Source: Method, section 2.4.
    """
    order = np.lexsort((observed.item, body))
    body, item, combine = body[order], observed.item[order], combine[order]
    points, standing = observed.points[order], observed.standing[order]
    is_first = np.ones(len(body), dtype=np.bool_)
    is_first[1:] = (np.diff(body) != 0) | (np.diff(item) != 0)
    starts = np.flatnonzero(is_first)
    if not len(starts):
        none = np.zeros(0, np.int64)
        never = np.zeros(0, np.bool_)
        return CombinedItems(none, none, np.zeros(0), none, none, never, never, never)

    def some(wanted: Standing) -> Bools:
        return np.logical_or.reduceat(standing == wanted, starts)

    counts = np.add.reduceat((standing == Standing.SCORED).astype(np.int64), starts)
    has_none = counts == 0
    is_closed = has_none & some(Standing.CLOSED)
    is_missing = has_none & ~is_closed & some(Standing.MISSING)
    return CombinedItems(
        body=body[starts],
        item=item[starts],
        points=np.where(has_none, np.nan, _reduce(points, starts, combine[starts])),
        observations=counts,
        combine=combine[starts],
        is_missing=is_missing,
        is_closed=is_closed,
        is_not_applicable=has_none & ~is_closed & ~is_missing,
    )


def _reduce(points: Floats, starts: Integers, rule: Integers) -> Floats:
    """Return the combined points of each segment by its rule; meaningless where none scored."""
    scored = ~np.isnan(points)
    total = np.add.reduceat(np.where(scored, points, 0.0), starts)
    count = np.add.reduceat(scored.astype(np.float64), starts)
    best = np.maximum.reduceat(np.where(scored, points, -np.inf), starts)
    worst = np.minimum.reduceat(np.where(scored, points, np.inf), starts)
    values = {
        Combine.POOL: total,
        Combine.MEAN: total / np.maximum(count, 1.0),
        Combine.BEST: best,
        Combine.WORST: worst,
        Combine.ANY: np.where(best >= FULL_POINTS, FULL_POINTS, 0.0),
        Combine.ALL: np.where(worst >= FULL_POINTS, FULL_POINTS, 0.0),
    }
    return np.choose(rule, [values[combine] for combine in Combine])
