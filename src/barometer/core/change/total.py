"""Error of the difference between two published means when some bodies are in both editions."""

import numpy as np

from barometer.core.arrays import Floats, Integers
from barometer.core.change.estimates import Estimate, build_estimate
from barometer.core.change.panels import Panel, mean_of


def total_change(panel: Panel, level: float = 0.95) -> Estimate:
    """Return mean of the second edition minus mean of the first, in points, with its error.

    A body present twice enters both means with one influence value, so the covariance of the
    overlap is counted without any assumption on its strength. Not-a-number when one edition is
    empty. ``unit_count`` is the number of bodies present at least once.

    Arguments:
        panel: Both editions; strata and sampled shares are used when given.
        level: Confidence level of the interval.

    Source: Method, section 6.3.
    """
    first, second = panel.active_before, panel.active_after
    takes_part = (first > 0.0) | (second > 0.0)
    count = int(takes_part.sum())
    value = mean_of(panel.after, second) - mean_of(panel.before, first)
    if np.isnan(value):
        return build_estimate(float("nan"), float("nan"), 0.0, count, level)
    influence = influence_values(panel)[takes_part]
    strata = np.zeros(count, dtype=np.int64)
    if panel.strata is not None:
        strata = np.unique(panel.strata[takes_part], return_inverse=True)[1]
    sampled = np.zeros(count) if panel.sampled_share is None else panel.sampled_share[takes_part]
    variance = _stratified_variance(influence, strata, sampled)
    degrees = float(count - int(strata.max()) - 1)
    return build_estimate(value, variance**0.5, degrees, count, level)


def influence_values(panel: Panel) -> Floats:
    """Return the influence of each body on the total change, in points; they sum to zero.

    A body absent from both editions has influence 0. An empty edition contributes nothing.

    Source: Method, section 6.3.
    """
    return _influence(panel.after, panel.active_after) - _influence(
        panel.before, panel.active_before
    )


def _influence(values: Floats, weights: Floats) -> Floats:
    total = float(weights.sum())
    if total <= 0.0:
        return np.zeros_like(weights)
    centred = np.where(weights > 0.0, values, 0.0) - mean_of(values, weights)
    return weights * centred / total


def _stratified_variance(influence: Floats, strata: Integers, sampled_share: Floats) -> float:
    """Return the sum over strata of (1 - f) n/(n-1) times the squared deviations.

    A stratum with one body has no spread of its own: it is centred on the mean of everything,
    which overstates the error a little rather than hiding it.
    """
    if influence.size < 2:
        return float("nan")
    counts = np.bincount(strata).astype(np.float64)
    means = np.bincount(strata, influence) / counts
    means = np.where(counts > 1.0, means, influence.mean())
    factors = counts / np.maximum(counts - 1.0, 1.0)
    squares = (influence - means[strata]) ** 2 * (1.0 - sampled_share)
    return float(factors @ np.bincount(strata, squares))
