"""How much true scores differ between bodies: Cochran's Q and the between-body variance.

All functions take arrays of shape (bodies, figures) and return one value per figure. A body
whose figure is not usable (no score, or no finite standard error) is left out.
"""

from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum

import numpy as np
from scipy.special import chdtrc

from barometer.core.arrays import Bools, Floats, Integers
from barometer.core.comparison.arrays import usable_figures

SMALLEST_STANDARD_ERROR = 1e-6
"""Points; a smaller standard error counts as this one, so that no weight is infinite."""

_MOST_STEPS = 200
_RELATIVE_TOLERANCE = 1e-12


class BetweenVarianceMethod(Enum):
    """Estimators of the between-body variance."""

    PAULE_MANDEL = "paule_mandel"
    REML = "reml"


@dataclass(frozen=True, slots=True)
class CochranQ:
    """Cochran's test that all true scores of a figure are equal, one value per figure.

    NaN where fewer than two bodies have the figure.
    """

    counts: Integers
    statistics: Floats
    degrees_of_freedom: Floats
    p_values: Floats


@dataclass(frozen=True, slots=True)
class _Sample:
    """Usable figures with zeros elsewhere; scores are centred on their plain mean."""

    is_used: Bools
    deviations: Floats
    variances: Floats
    counts: Integers

    def weights(self, between_variance: Floats) -> Floats:
        return np.where(self.is_used, 1 / (self.variances + between_variance), 0.0)


def cochran_q(scores: Floats, standard_errors: Floats) -> CochranQ:
    """Return Cochran's Q of each figure: weighted squared deviations, chi-squared if no spread.

    Arguments:
        scores: Shape (bodies, figures), in points; NaN where there is no value.
        standard_errors: Same shape, in points; NaN or infinite where unknown.

    Raises:
        InvalidArgument: The shapes differ or a standard error is negative.

    Source:
        Method, section 5.2.
    """
    sample = _sample(scores, standard_errors)
    statistics, _ = _generalised_q(sample, np.zeros(scores.shape[1]))
    statistics = np.where(sample.counts >= 2, statistics, np.nan)
    degrees = np.where(sample.counts >= 2, sample.counts - 1.0, np.nan)
    return CochranQ(sample.counts, statistics, degrees, chdtrc(degrees, statistics))


def between_variance(
    scores: Floats, standard_errors: Floats, method: BetweenVarianceMethod
) -> Floats:
    """Return the variance of true scores between bodies, in squared points, >= 0.

    Paule-Mandel solves Q(t) = n - 1; REML maximises the restricted likelihood. Both give 0
    where the scores differ no more than their errors explain, and NaN where fewer than two
    bodies have the figure.

    Arguments:
        scores: Shape (bodies, figures), in points; NaN where there is no value.
        standard_errors: Same shape, in points; NaN or infinite where unknown.
        method: The estimator.

    Raises:
        InvalidArgument: The shapes differ or a standard error is negative.

    Source:
        Method, section 5.2.

    Example:
        >>> scores = np.array([[60.0], [70.0], [80.0]])
        >>> errors = np.full((3, 1), 5.0)
        >>> between_variance(scores, errors, BetweenVarianceMethod.PAULE_MANDEL).round(6).tolist()
        [75.0]
    """
    sample = _sample(scores, standard_errors)
    has_pair = sample.counts >= 2
    upper = np.where(has_pair, _sum_of_squares(sample) / np.maximum(sample.counts - 1, 1), 0.0)
    mean_variance = sample.variances.sum(axis=0) / np.maximum(sample.counts, 1)
    start = np.maximum(upper - mean_variance, 0.0)
    solve = _paule_mandel if method is BetweenVarianceMethod.PAULE_MANDEL else _reml
    return np.where(has_pair, solve(sample, start, upper), np.nan)


def _sample(scores: Floats, standard_errors: Floats) -> _Sample:
    is_used = usable_figures(scores, standard_errors)
    counts = is_used.sum(axis=0).astype(np.int64)
    values = np.where(is_used, scores, 0.0)
    means = values.sum(axis=0) / np.maximum(counts, 1)
    errors = np.where(is_used, np.maximum(standard_errors, SMALLEST_STANDARD_ERROR), 1.0)
    variances = np.square(errors)
    return _Sample(is_used, np.where(is_used, values - means, 0.0), variances, counts)


def _sum_of_squares(sample: _Sample) -> Floats:
    squares: Floats = np.square(sample.deviations).sum(axis=0)
    return squares


def _generalised_q(sample: _Sample, between: Floats) -> tuple[Floats, Floats]:
    """Q at a between-body variance, and minus its derivative there."""
    weights = sample.weights(between)
    total = np.maximum(weights.sum(axis=0), np.finfo(np.float64).tiny)
    residuals = sample.deviations - (weights * sample.deviations).sum(axis=0) / total
    terms = weights * np.square(residuals)
    return terms.sum(axis=0), (weights * terms).sum(axis=0)


def _paule_mandel(sample: _Sample, start: Floats, upper: Floats) -> Floats:
    """Newton on 1/Q, which is nearly a straight line, kept inside a shrinking bracket.

    The root is below the plain sample variance, because no weight exceeds 1/t.
    """
    target = np.maximum(sample.counts - 1.0, 1.0)
    low, high = np.zeros_like(start), upper.copy()
    at_zero, _ = _generalised_q(sample, low)

    def step(now: Floats) -> Floats:
        q, slope = _generalised_q(sample, now)
        np.copyto(low, now, where=q > target)
        np.copyto(high, now, where=q <= target)
        following = now + q * (q / target - 1) / np.where(slope > 0, slope, 1.0)
        is_inside = (following >= low) & (following <= high)
        return np.where(is_inside, following, (low + high) / 2)

    return np.where(at_zero > target, _fixed_point(step, start, upper), 0.0)


def _reml(sample: _Sample, start: Floats, upper: Floats) -> Floats:
    """Fisher scoring on the restricted likelihood, never below zero."""

    def step(now: Floats) -> Floats:
        weights = sample.weights(now)
        squares = np.square(weights)
        total = np.maximum(weights.sum(axis=0), np.finfo(np.float64).tiny)
        ratio = squares.sum(axis=0) / total
        information = squares.sum(axis=0) - 2 * (squares * weights).sum(axis=0) / total + ratio**2
        _, observed = _generalised_q(sample, now)
        score = observed - (total - ratio)
        following = now + score / np.where(information > 0, information, 1.0)
        # A step that would end below zero goes half way there, so that zero is a limit only.
        return np.where(following < 0, now / 2, following)

    found = _fixed_point(step, start, upper)
    return np.where(found <= _RELATIVE_TOLERANCE * (upper + 1), 0.0, found)


def _fixed_point(step: Callable[[Floats], Floats], start: Floats, scale: Floats) -> Floats:
    tolerance = _RELATIVE_TOLERANCE * (scale + 1)
    before, now, steps = start, step(start), 1
    while steps < _MOST_STEPS and np.any(np.abs(now - before) > tolerance):
        before, now, steps = now, step(now), steps + 1
    return now
