"""Rao-Wu rescaled bootstrap of what audits add up to: errors of figures that are not linear."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np

from barometer.core.arrays import Bools, Floats, Positions
from barometer.core.errors import InvalidArgument

CELLS_IN_MEMORY = 4_000_000

Statistic = Callable[[Floats, Floats, slice], Floats]
"""From earned and possible, shape (bodies, replicates, indicators), to any statistics of shape
(bodies, replicates, figures); the slice says which bodies they are."""


@dataclass(frozen=True, slots=True, eq=False)
class AuditSums:
    """Sufficient statistics of the audits, ordered by body.

    Arguments:
        body: Position of the body, ascending; shape (audits,).
        stratum: Channel of each audit.
        earned: Weight times points by audit and indicator, shape (audits, indicators).
        possible: Weight by audit and indicator, same shape.
        n_bodies: Number of bodies, those without audits included.
        held_earned, held_possible: What does not vary with the audits drawn (items whose
            observations first became one value), shape (bodies, indicators); None: nothing.
    """

    body: Positions
    stratum: Positions
    earned: Floats
    possible: Floats
    n_bodies: int
    held_earned: Floats | None = None
    held_possible: Floats | None = None


@dataclass(frozen=True, slots=True)
class Resampling:
    """How to resample: seed, number of replicates (2 or more), level of the intervals (0 to 1)."""

    seed: int
    replicates: int = 1000
    confidence: float = 0.95

    def __post_init__(self) -> None:
        if self.replicates < 2:
            raise InvalidArgument("replicates", self.replicates, ">= 2")
        if not 0 < self.confidence < 1:
            raise InvalidArgument("confidence", self.confidence, "between 0 and 1")


@dataclass(frozen=True, slots=True, eq=False)
class ResampledFigures:
    """Errors by resampling, shape (bodies, figures).

    ``standard_error``, ``low`` and ``high`` (percentile interval) are NaN where the figure has
    no value, and where ``is_lonely``: it rests on a channel with a single audit, which cannot
    be drawn again, so that replicates would understate the error.
    """

    standard_error: Floats
    low: Floats
    high: Floats
    is_lonely: Bools


def draw_weights(stratum: Positions, replicates: int, rng: np.random.Generator) -> Floats:
    """Return replicate weights of the audits of one body, shape (replicates, audits).

    In a stratum of n audits, n - 1 are drawn with replacement and weigh n / (n - 1) each time
    they are: the mean weight is 1 and the replicates vary as much as the estimate does. A single
    audit in its stratum keeps the weight 1.

    Source: Method, section 4.3 (Rao and Wu 1988).
    """
    weights = np.ones((replicates, len(stratum)))
    for channel in np.unique(stratum):
        rows = np.flatnonzero(stratum == channel)
        n = len(rows)
        if n > 1:
            drawn = rng.multinomial(n - 1, np.full(n, 1 / n), size=replicates)
            weights[:, rows] = drawn * (n / (n - 1))
    return weights


def resample_statistic(
    sums: AuditSums, statistic: Statistic, resampling: Resampling
) -> Iterator[tuple[slice, Floats]]:
    """Yield the replicates of a statistic, some bodies at a time.

    Each body has its own draws, which depend on the seed and its position only: the size of the
    chunks changes nothing.

    Arguments:
        sums: Sums of the audits.
        statistic: Function of the replicated sums.
        resampling: Seed and number of replicates.

    Source: Method, section 4.3.
    """
    starts = np.searchsorted(sums.body, np.arange(sums.n_bodies + 1))
    size = max(1, CELLS_IN_MEMORY // (resampling.replicates * max(sums.earned.shape[1], 1)))
    for first in range(0, sums.n_bodies, size):
        bodies = slice(first, min(first + size, sums.n_bodies))
        shape = (bodies.stop - first, resampling.replicates, sums.earned.shape[1])
        earned, possible = np.zeros(shape), np.zeros(shape)
        for position in range(first, bodies.stop):
            rows = slice(starts[position], starts[position + 1])
            rng = np.random.default_rng((resampling.seed, position))
            weights = draw_weights(sums.stratum[rows], resampling.replicates, rng)
            earned[position - first] = weights @ sums.earned[rows]
            possible[position - first] = weights @ sums.possible[rows]
        if sums.held_earned is not None and sums.held_possible is not None:
            earned += sums.held_earned[bodies, None]
            possible += sums.held_possible[bodies, None]
        yield bodies, statistic(earned, possible, bodies)


def resample_figures(
    sums: AuditSums, figure_weights: Floats, is_scored: Bools, resampling: Resampling
) -> ResampledFigures:
    """Return standard errors and percentile intervals of figures.

    A replicate that draws no audit of an indicator leaves this indicator out of its figures.

    Arguments:
        sums: Sums of the audits.
        figure_weights: Nominal weights, shape (figures, indicators).
        is_scored: Whether the indicator has a value at the body, shape (bodies, indicators).
        resampling: Seed, number of replicates, level.

    Source: Method, section 4.3.
    """
    shape = (sums.n_bodies, len(figure_weights))
    error, low, high = (np.full(shape, np.nan) for _ in range(3))
    is_lonely = _rests_on_lonely_audits(sums, is_scored) @ (figure_weights.T > 0) > 0
    tail = (1 - resampling.confidence) / 2

    def value_figures(earned: Floats, possible: Floats, bodies: slice) -> Floats:
        counts = is_scored[bodies, None] & (possible > 0)
        ratio = np.zeros_like(earned)
        np.divide(earned, possible, out=ratio, where=counts)
        total = counts.astype(np.float64) @ figure_weights.T
        value: Floats = np.full(total.shape, np.nan)
        np.divide(ratio @ figure_weights.T, total, out=value, where=total > 0)
        return value

    for bodies, values in resample_statistic(sums, value_figures, resampling):
        error[bodies], low[bodies], high[bodies] = _summarise(values, tail)
    for array in (error, low, high):
        array[is_lonely] = np.nan
    return ResampledFigures(error, low, high, is_lonely)


def _summarise(values: Floats, tail: float) -> tuple[Floats, Floats, Floats]:
    """Return standard deviation and two quantiles over replicates, NaN where one has no value."""
    low, high = np.quantile(values, (tail, 1 - tail), axis=1)
    return values.std(axis=1, ddof=1), low, high


def _rests_on_lonely_audits(sums: AuditSums, is_scored: Bools) -> Floats:
    """Return 1 where an indicator of a body draws on an audit that is alone in its channel."""
    n_strata = int(sums.stratum.max(initial=0)) + 1
    key = sums.body.astype(np.int64) * n_strata + sums.stratum
    is_alone = np.bincount(key, minlength=1)[key] == 1 if len(key) else np.zeros(0, np.bool_)
    found = np.zeros(is_scored.shape)
    np.add.at(found, sums.body[is_alone], (sums.possible[is_alone] > 0).astype(np.float64))
    return ((found > 0) & is_scored).astype(np.float64)
