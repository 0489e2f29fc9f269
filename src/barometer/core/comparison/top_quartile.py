"""Probability that a body's true score is in the top quarter of its family.

The observed top quarter is partly luck. These probabilities start from shrunken scores: they
say how sure one may be. A body is in the top quarter when it holds one of the first
ceil(n/4) places among the n bodies of the family that have the figure; at least three in
four of its peers are then at or below it.
"""

import numpy as np
from scipy.special import ndtr

from barometer.core.arrays import Bools, Floats, Integers
from barometer.core.comparison.arrays import rows_by_family
from barometer.core.comparison.shrinkage import Shrinkage
from barometer.core.errors import InvalidArgument

_BISECTIONS = 40
_LARGEST_BLOCK = 2_000_000


def top_quartile_places(bodies: Integers) -> Integers:
    """Return how many places the top quarter of a family has: a quarter, rounded up.

    Source:
        Method, section 5.6.

    Example:
        >>> top_quartile_places(np.array([0, 1, 4, 5, 231])).tolist()
        [0, 1, 1, 2, 58]
    """
    places: Integers = -(-bodies // 4)
    return places


def top_quartile_probabilities(shrinkage: Shrinkage) -> Floats:
    """Return P(true score in the top quarter of the family), 0 to 1, in closed form.

    Against the drawn probabilities: within 0.01 on average, at worst 0.06 in families of 6 to
    19 bodies and 0.02 in larger ones; and far faster. NaN where the body has no shrunken
    score. Where true scores do not differ (between-body variance 0), all bodies have the same
    probability, places / bodies.

    Arguments:
        shrinkage: Result of ``shrink_by_family``, shape (bodies, figures).

    Source:
        Method, section 5.6.
    """
    probabilities = np.full(shrinkage.posterior_means.shape, np.nan)
    for family, rows in enumerate(rows_by_family(shrinkage.family_index)):
        if rows.size:
            probabilities[rows] = _family_probabilities(shrinkage, family, rows)
    return probabilities


def drawn_top_quartile_probabilities(
    shrinkage: Shrinkage, *, seed: int, draws: int = 4000
) -> Floats:
    """Return the same probabilities by drawing true scores: the reference, slower.

    Each draw takes a family mean, then true scores around it, and counts who holds the first
    places. The error of a probability is at most 0.5 / sqrt(draws) (one standard error).

    Arguments:
        shrinkage: Result of ``shrink_by_family``, shape (bodies, figures).
        seed: Same seed, same probabilities.
        draws: Number of draws, at least 1.

    Raises:
        InvalidArgument: No draw.

    Source:
        Method, section 5.6.
    """
    if draws < 1:
        raise InvalidArgument("draws", draws, ">= 1")
    rng = np.random.default_rng(seed)
    probabilities = np.full(shrinkage.posterior_means.shape, np.nan)
    figures = range(shrinkage.between_variances.shape[1])
    for family, rows in enumerate(rows_by_family(shrinkage.family_index)):
        for figure in figures:
            known = rows[np.isfinite(shrinkage.posterior_means[rows, figure])]
            if known.size:
                probabilities[known, figure] = _drawn_probabilities(
                    shrinkage, (family, figure), known, (rng, draws)
                )
    return probabilities


def _family_probabilities(shrinkage: Shrinkage, family: int, rows: Integers) -> Floats:
    means = shrinkage.posterior_means[rows]
    is_known = np.isfinite(means)
    counts = is_known.sum(axis=0)
    between = shrinkage.between_variances[family]
    # The family mean moves all bodies nearly alike: its uncertainty hardly changes the order.
    variances = between * (1 - shrinkage.reliabilities[rows])
    sds = np.sqrt(np.where(is_known & (between > 0), variances, 1.0))
    centres = np.where(is_known, means, 0.0)
    places = top_quartile_places(counts).astype(np.float64)
    found = _probabilities_of_places(centres, sds, is_known, places)
    found = np.where(between > 0, found, places / np.maximum(counts, 1))
    return np.where(is_known, found, np.nan)


def _probabilities_of_places(means: Floats, sds: Floats, is_known: Bools, places: Floats) -> Floats:
    """P(own score above the score that the others leave free), the latter taken as normal."""
    threshold = _expected_threshold(means, sds, is_known, places)
    standardised = (means - threshold) / sds
    above = np.where(is_known, ndtr(standardised), 0.0)
    density = np.exp(-np.square(standardised) / 2) / (sds * np.sqrt(2 * np.pi))
    density = np.where(is_known, density, 0.0)
    slope_of_others = np.maximum(density.sum(axis=0) - density, 1e-12)
    above_of_others = above.sum(axis=0) - above
    spread = above * (1 - above)
    spread_of_others = np.maximum(spread.sum(axis=0) - spread, 0.0)
    thresholds = threshold + (above_of_others - (places - 0.5)) / slope_of_others
    variances = np.square(sds) + spread_of_others / np.square(slope_of_others)
    probabilities: Floats = ndtr((means - thresholds) / np.sqrt(variances))
    return probabilities


def _expected_threshold(means: Floats, sds: Floats, is_known: Bools, places: Floats) -> Floats:
    """The score above which as many bodies are expected as there are places."""
    low = np.min(means - 8 * sds, axis=0)
    high = np.max(means + 8 * sds, axis=0)
    for _ in range(_BISECTIONS):
        middle = (low + high) / 2
        expected = np.where(is_known, ndtr((means - middle) / sds), 0.0).sum(axis=0)
        low = np.where(expected > places, middle, low)
        high = np.where(expected > places, high, middle)
    threshold: Floats = (low + high) / 2
    return threshold


def _drawn_probabilities(
    shrinkage: Shrinkage,
    cell: tuple[int, int],
    known: Integers,
    drawing: tuple[np.random.Generator, int],
) -> Floats:
    rng, draws = drawing
    places = int(top_quartile_places(np.array([known.size]))[0])
    between = shrinkage.between_variances[cell]
    if between == 0:
        return np.full(known.size, places / known.size)
    figure = cell[1]
    reliabilities = shrinkage.reliabilities[known, figure]
    means = shrinkage.posterior_means[known, figure]
    sds = np.sqrt(between * (1 - reliabilities))
    hits = np.zeros(known.size)
    for start in range(0, draws, block := max(1, _LARGEST_BLOCK // known.size)):
        size = min(block, draws - start)
        shifts = shrinkage.family_mean_errors[cell] * rng.standard_normal((size, 1))
        true_scores = means + (1 - reliabilities) * shifts
        true_scores += sds * rng.standard_normal((size, known.size))
        last_place = known.size - places
        thresholds = np.partition(true_scores, last_place, axis=1)[:, last_place]
        hits += (true_scores >= thresholds[:, None]).sum(axis=0)
    return hits / draws
