"""The headline: change on the bodies present in both editions, and differences of two groups."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from barometer.core.arrays import Floats
from barometer.core.change.estimates import Estimate, build_estimate
from barometer.core.errors import InvalidArgument

_CELLS_IN_MEMORY = 4_000_000


@dataclass(frozen=True, slots=True)
class ResampledInterval:
    """Percentile interval of a mean, in points; not-a-number when fewer than two bodies."""

    low: float
    high: float
    unit_count: int


def matched_change(before: npt.ArrayLike, after: npt.ArrayLike, level: float = 0.95) -> Estimate:
    """Return the mean change of the continuing bodies, in points, with a paired Student test.

    Bodies without a value in one of the two editions are left out.

    Arguments:
        before: One value per body, first edition; not-a-number where absent.
        after: The same bodies in the same order, second edition.
        level: Confidence level of the interval.

    Source: Method, section 6.1.

    Example:
        >>> change = matched_change([60, 70, 80, float("nan")], [63, 71, 85, 90])
        >>> change.value, change.unit_count, round(change.standard_error, 4)
        (3.0, 3, 1.1547)
    """
    return mean_estimate(matched_differences(before, after), level)


def matched_differences(before: npt.ArrayLike, after: npt.ArrayLike) -> Floats:
    """Return after minus before, in points, for the bodies that have both values, in order.

    Raises:
        InvalidArgument: The two arrays do not describe the same bodies.
    """
    first = np.asarray(before, dtype=np.float64)
    second = np.asarray(after, dtype=np.float64)
    if first.shape != second.shape or first.ndim != 1:
        raise InvalidArgument("after", second.shape, f"one value per body, {first.shape}")
    differences = second - first
    return differences[~np.isnan(differences)]


def mean_estimate(values: npt.ArrayLike, level: float = 0.95) -> Estimate:
    """Return the mean of the values with its Student interval; not-a-number is left out.

    Source: Method, section 6.1.
    """
    observed = _observed(values)
    count = observed.size
    if count == 0:
        return build_estimate(float("nan"), float("nan"), 0.0, 0, level)
    error = float(observed.std(ddof=1) / np.sqrt(count)) if count > 1 else float("nan")
    return build_estimate(float(observed.mean()), error, count - 1.0, count, level)


def welch_difference(first: npt.ArrayLike, second: npt.ArrayLike, level: float = 0.95) -> Estimate:
    """Return the mean of the first group minus that of the second, in points, by Welch's test.

    The groups are different bodies with possibly different spreads; degrees of freedom by
    Satterthwaite. Not-a-number is left out. A group of one has a mean but gives no error.

    Source: Method, section 6.7.

    Example:
        >>> round(welch_difference([1, 2, 3], [4, 6, 8, 10]).value, 3)
        -5.0
    """
    groups = (_observed(first), _observed(second))
    count = groups[0].size + groups[1].size
    if min(group.size for group in groups) == 0:
        return build_estimate(float("nan"), float("nan"), 0.0, count, level)
    value = float(groups[0].mean() - groups[1].mean())
    if min(group.size for group in groups) == 1:
        return build_estimate(value, float("nan"), 0.0, count, level)
    parts = [float(group.var(ddof=1)) / group.size for group in groups]
    total = sum(parts)
    spread = sum(part**2 / (group.size - 1) for part, group in zip(parts, groups, strict=True))
    degrees = total**2 / spread if spread > 0.0 else count - 2.0
    return build_estimate(value, total**0.5, degrees, count, level)


def resample_matched_change(
    before: npt.ArrayLike,
    after: npt.ArrayLike,
    *,
    seed: int,
    replicates: int = 2_000,
    level: float = 0.95,
) -> ResampledInterval:
    """Return the percentile interval of the matched change, in points, bodies drawn again.

    It checks the Student interval when a few bodies moved a lot. Same seed, same interval.

    Arguments:
        before: One value per body, first edition; not-a-number where absent.
        after: The same bodies in the same order, second edition.
        seed: Seed of the draws.
        replicates: Number of resamples.
        level: Confidence level.

    Source: Method, section 6.1.
    """
    differences = matched_differences(before, after)
    count = differences.size
    if count < 2:
        return ResampledInterval(float("nan"), float("nan"), count)
    rng = np.random.default_rng(seed)
    chunk = max(1, _CELLS_IN_MEMORY // count)
    means = [
        differences[rng.integers(0, count, (min(chunk, replicates - start), count))].mean(axis=1)
        for start in range(0, replicates, chunk)
    ]
    tail = (1.0 - level) / 2.0
    low, high = np.quantile(np.concatenate(means), [tail, 1.0 - tail])
    return ResampledInterval(float(low), float(high), count)


def _observed(values: npt.ArrayLike) -> Floats:
    array = np.asarray(values, dtype=np.float64)
    return array[~np.isnan(array)]
