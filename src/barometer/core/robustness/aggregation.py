"""Other defensible ways of making one score from several."""

from enum import StrEnum

import numpy as np

from barometer.core.arrays import Bools, Floats
from barometer.core.errors import InvalidArgument
from barometer.core.weighted_means import arithmetic_mean, geometric_mean

_TOP = 100.0


class Aggregation(StrEnum):
    """How children make a parent."""

    ARITHMETIC = "arithmetic"
    """A strength makes up for a weakness, point for point (the published rule)."""
    GEOMETRIC = "geometric"
    """A weakness costs more than a strength brings."""
    ESSENTIAL_MINIMUM = "essential_minimum"
    """Nobody scores above the weakest of the essential children."""


def aggregate(
    child_scores: Floats,
    weights: Floats,
    aggregation: Aggregation,
    is_essential: Bools | None = None,
) -> Floats:
    """Return one score per body, 0 to 100, under the aggregation asked for.

    Missing children (not-a-number) are left out and weights renormalised; an essential child that
    is missing caps nothing. Not-a-number where nothing is observed.

    Arguments:
        child_scores: One row per body, one column per child, 0 to 100.
        weights: One weight per child, zero or more.
        aggregation: The rule; ``GEOMETRIC`` needs scores above zero, see :func:`lift_zeros`.
        is_essential: Which children are essential; required by ``ESSENTIAL_MINIMUM`` only.

    Raises:
        NonPositiveValue: Geometric aggregation of a zero.
        InvalidArgument: ``ESSENTIAL_MINIMUM`` without any essential child.

    Source: Method, section 7.2.

    Example:
        >>> scores = np.array([[90.0, 50.0, 40.0]])
        >>> essential = np.array([False, True, False])
        >>> aggregate(scores, np.ones(3), Aggregation.ESSENTIAL_MINIMUM, essential).tolist()
        [50.0]
    """
    if aggregation is Aggregation.GEOMETRIC:
        return geometric_mean(child_scores, weights)
    means = arithmetic_mean(child_scores, weights)
    if aggregation is Aggregation.ARITHMETIC:
        return means
    if is_essential is None or not is_essential.any():
        raise InvalidArgument("is_essential", is_essential, "at least one essential child")
    essential = child_scores[:, is_essential]
    caps = np.where(np.isnan(essential), np.inf, essential).min(axis=1, initial=np.inf)
    return np.asarray(np.minimum(means, caps), dtype=np.float64)


def lift_zeros(child_scores: Floats, floor: float = 1.0) -> Floats:
    """Return scores moved linearly from 0..100 to floor..100, so that a geometric mean exists.

    The floor is a choice with consequences: the lower, the harder a zero hits.

    Raises:
        InvalidArgument: The floor is not strictly between 0 and 100.

    Source: Method, section 7.2.
    """
    _require_floor(floor)
    return floor + child_scores * (_TOP - floor) / _TOP


def undo_lift(lifted_scores: Floats, floor: float = 1.0) -> Floats:
    """Return lifted scores brought back from floor..100 to 0..100.

    Raises:
        InvalidArgument: The floor is not strictly between 0 and 100.

    Source: Method, section 7.2.
    """
    _require_floor(floor)
    return (lifted_scores - floor) * _TOP / (_TOP - floor)


def geometric_from_zero(child_scores: Floats, weights: Floats, floor: float = 1.0) -> Floats:
    """Return the geometric aggregation of scores that may be zero, on the scale 0 to 100.

    Scores are lifted to floor..100, averaged, and brought back, so that a body with the same score
    everywhere keeps it.

    Source: Method, section 7.2.
    """
    return undo_lift(geometric_mean(lift_zeros(child_scores, floor), weights), floor)


def _require_floor(floor: float) -> None:
    if not 0.0 < floor < _TOP:
        raise InvalidArgument("floor", floor, "strictly between 0 and 100")
