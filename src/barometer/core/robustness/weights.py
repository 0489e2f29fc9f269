"""Scores of every body under many sets of weights."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from barometer.core.arrays import Bools, Floats, Integers
from barometer.core.errors import InvalidArgument
from barometer.core.robustness.stability import (
    CLASS_LIMITS,
    class_codes,
    places_by_row,
    quartile_limits,
)

_CELLS_IN_MEMORY = 2_000_000


@dataclass(frozen=True, slots=True, eq=False)
class WeightRobustness:
    """Spread of each body's score over the drawn weights, and how places and classes move.

    ``low`` and ``high`` hold the central 90 % of draws, in points; ``changed_class_share`` is the
    share of draws, 0 to 1, in which the body's class differs from the published one. Not-a-number
    for a body without a score. ``rank_shift`` and ``changed_body_share`` have one value per draw:
    mean places moved, and share of bodies whose class changes.
    """

    published: Floats
    low: Floats
    high: Floats
    changed_class_share: Floats
    rank_shift: Floats
    changed_body_share: Floats


@dataclass(frozen=True, slots=True)
class _Table:
    """Scores with their gaps filled by zero, and where they are, ready for matrix products."""

    filled: Floats
    observed: Floats | None

    @classmethod
    def of(cls, child_scores: Floats) -> "_Table":
        is_observed = ~np.isnan(child_scores)
        observed = None if is_observed.all() else is_observed.astype(np.float64)
        return cls(np.nan_to_num(child_scores), observed)

    def rows(self, start: int, stop: int) -> "_Table":
        observed = None if self.observed is None else self.observed[start:stop]
        return _Table(self.filled[start:stop], observed)

    def scores(self, weights: Floats) -> Floats:
        """Return bodies x draws; not-a-number where no weight is left."""
        sums = self.filled @ weights.T
        if self.observed is None:
            return np.asarray(sums / weights.sum(axis=1))
        totals = self.observed @ weights.T
        return np.asarray(
            np.where(totals > 0.0, sums / np.where(totals > 0.0, totals, 1.0), np.nan)
        )


def assess_weights(
    child_scores: Floats,
    published_weights: Floats,
    drawn_weights: Floats,
    limits: tuple[float, ...] | None = CLASS_LIMITS,
) -> WeightRobustness:
    """Return how much scores, classes and places depend on the weights.

    Weights are renormalised over what each body has. Work goes in blocks, so that 35,000 bodies
    and 1,000 draws stay far below one gigabyte.

    Arguments:
        child_scores: One row per body, one column per child, 0 to 100; not-a-number where missing.
        published_weights: One per child, zero or more, not all zero.
        drawn_weights: One row per draw (see :func:`.weight_draws.draw_weights`).
        limits: Class limits, best first; none uses quartiles, each draw with its own limits.

    Raises:
        InvalidArgument: Weights and children do not match, or there is no draw or no weight.

    Source: Method, section 7.1.
    """
    if drawn_weights.shape[1:] != (child_scores.shape[1],) or not drawn_weights.size:
        raise InvalidArgument("drawn_weights", drawn_weights.shape, "draws x children")
    if not published_weights.sum() > 0.0:
        raise InvalidArgument("published_weights", float(published_weights.sum()), "above 0")
    table = _Table.of(child_scores)
    published = table.scores(published_weights[None, :])[:, 0]
    low, high = _ranges(table, drawn_weights)
    body_changes, draw_changes, shifts = _movements(table, published, drawn_weights, limits)
    return WeightRobustness(published, low, high, body_changes, shifts, draw_changes)


def _blocks(count: int, width: int) -> Iterator[tuple[int, int]]:
    step = max(1, _CELLS_IN_MEMORY // max(width, 1))
    for start in range(0, count, step):
        yield start, min(start + step, count)


def _ranges(table: _Table, weights: Floats) -> tuple[Floats, Floats]:
    bodies = table.filled.shape[0]
    limits = np.full((2, bodies), np.nan)
    for start, stop in _blocks(bodies, weights.shape[0]):
        scores = table.rows(start, stop).scores(weights)
        limits[:, start:stop] = np.quantile(scores, [0.05, 0.95], axis=1)
    return limits[0], limits[1]


def _movements(
    table: _Table, published: Floats, weights: Floats, limits: tuple[float, ...] | None
) -> tuple[Floats, Floats, Floats]:
    """Return the share of draws changing each body's class, of bodies by draw, and the R_s."""
    draws = weights.shape[0]
    kept = ~np.isnan(published)
    body_changes = np.where(kept, 0.0, np.nan)
    if not kept.any():
        nothing = np.full(draws, np.nan)
        return body_changes, nothing, nothing.copy()
    draw_changes, shifts = np.zeros(draws), np.zeros(draws)
    codes = class_codes(published[kept], limits or quartile_limits(published))
    places = places_by_row(published[None, kept])
    for start, stop in _blocks(draws, published.size):
        scores = np.ascontiguousarray(table.scores(weights[start:stop])[kept].T)
        changed = _changed(scores, codes, limits)
        body_changes[kept] += changed.sum(axis=0)
        draw_changes[start:stop] = changed.mean(axis=1)
        shifts[start:stop] = np.abs(places_by_row(scores) - places).mean(axis=1)
    return body_changes / draws, draw_changes, shifts


def _changed(scores: Floats, codes: Integers, limits: tuple[float, ...] | None) -> Bools:
    """Return, for draws x bodies, whether the class differs from the published one."""
    if limits is not None:
        return np.asarray(class_codes(scores, limits) != codes)
    return np.stack([class_codes(row, quartile_limits(row)) != codes for row in scores])
