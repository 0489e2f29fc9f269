"""Points to gain: what the score would become if an item reached its target."""

from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt
from scipy import stats

from barometer.core.arrays import Bools, Floats, Integers
from barometer.core.errors import InvalidArgument

FULL_TARGET: Final = 100.0


@dataclass(frozen=True, slots=True, eq=False)
class Targets:
    """Level to reach for each child, 0 to 100, and whether it is the peers' level."""

    levels: Floats
    is_peer_level: Bools


def points_to_gain(
    child_scores: npt.ArrayLike,
    effective_weights: npt.ArrayLike,
    targets: npt.ArrayLike = FULL_TARGET,
) -> Floats:
    """Return the points that the body's score gains when each child reaches its target.

    Exact, and additive over children: reaching several targets gains the sum. A child already at
    its target has nothing to gain (0, not a loss). Not-a-number where the child has no score: what
    was not observed promises nothing, and it takes no part in sums.

    Arguments:
        child_scores: Scores of items, indicators or criteria, 0 to 100, any shape.
        effective_weights: Points of body score per point of child score, in the body's own score
            (missing parts renormalised); same shape or broadcastable.
        targets: Level to reach, 0 to 100.

    Source: Method, section 10.1.

    Example:
        >>> points_to_gain([40.0, 90.0, float("nan")], [0.5, 0.3, 0.2], [80.0, 75.0, 100.0])
        array([20.,  0., nan])
    """
    missing = np.asarray(targets, np.float64) - np.asarray(child_scores, np.float64)
    return np.asarray(np.asarray(effective_weights, np.float64) * np.maximum(missing, 0.0))


def gains_by_parent(gains: Floats, parent_of_child: Integers, parents: int) -> Floats:
    """Return the points to gain by parent (indicator, criterion): the sum of those of its children.

    Not-a-number for a parent none of whose children has a score.

    Arguments:
        gains: From :func:`points_to_gain`, children along the last axis.
        parent_of_child: Place of the parent of each child, from 0.
        parents: Number of parents.

    Source: Method, section 10.1.

    Example:
        >>> gains_by_parent(np.array([1.0, 2.0, 4.0]), np.array([0, 0, 1]), 2)
        array([3., 4.])
    """
    belongs = (parent_of_child[:, None] == np.arange(parents)).astype(np.float64)
    is_observed = ~np.isnan(gains)
    sums = np.where(is_observed, gains, 0.0) @ belongs
    return np.where(is_observed.astype(np.float64) @ belongs > 0.0, sums, np.nan)


def expected_gains(
    means: npt.ArrayLike,
    standard_deviations: npt.ArrayLike,
    effective_weights: npt.ArrayLike,
    targets: npt.ArrayLike = FULL_TARGET,
) -> Floats:
    """Return the mean points to gain when the child's true score is uncertain, in points.

    With a normal posterior the mean of the positive part of the distance to the target has a
    closed form; it never falls below the gain computed on the posterior mean. The normal is not
    cut at 0 and 100, which matters only close to the target and to 0. With a deviation of 0 this
    is :func:`points_to_gain`.

    Arguments:
        means: Posterior (shrunken) mean of each child's score, 0 to 100; see section 5.2.
        standard_deviations: Posterior standard deviations, zero or more, in points.
        effective_weights: As in :func:`points_to_gain`.
        targets: Level to reach, 0 to 100.

    Raises:
        InvalidArgument: A deviation is negative.

    Source: Method, section 10.1.
    """
    deviations = np.asarray(standard_deviations, np.float64)
    if np.any(deviations < 0.0):
        raise InvalidArgument("standard_deviations", float(np.nanmin(deviations)), "zero or more")
    distance = np.asarray(targets, np.float64) - np.asarray(means, np.float64)
    is_sure = deviations == 0.0
    ratio = distance / np.where(is_sure, 1.0, deviations)
    uncertain = distance * stats.norm.cdf(ratio) + deviations * stats.norm.pdf(ratio)
    missing = np.where(is_sure, np.maximum(distance, 0.0), uncertain)
    return np.asarray(np.asarray(effective_weights, np.float64) * missing)


def peer_targets(
    child_scores: Floats,
    is_peer: Bools,
    may_be_shown: Bools,
    quantile: float = 0.75,
) -> Targets:
    """Return the target of each child: the peers' level where it may be shown, 100 elsewhere.

    A target is a released statistic: whether a quantile of the peers may be shown is decided by
    disclosure control (section 8), not here. The level is rounded to a whole point, as all
    published peer levels are, and peers without a score are left out.

    Arguments:
        child_scores: One row per body, one column per child, 0 to 100.
        is_peer: Which bodies are peers (the body itself excluded).
        may_be_shown: For each child, whether the peers' level may be shown.
        quantile: Level to reach among peers, 0 to 1.

    Raises:
        InvalidArgument: The quantile is not between 0 and 1.

    Source: Method, section 10.1.
    """
    if not 0.0 <= quantile <= 1.0:
        raise InvalidArgument("quantile", quantile, "0 to 1")
    peers = child_scores[is_peer]
    is_peer_level = may_be_shown & ~np.isnan(peers).all(axis=0)
    levels = np.full(child_scores.shape[1], FULL_TARGET)
    if is_peer_level.any():
        reached = np.nanquantile(peers[:, is_peer_level], quantile, axis=0)
        levels[is_peer_level] = np.floor(reached + 0.5)
    return Targets(levels, is_peer_level)
