"""How far scores, classes and places move between two versions of the score."""

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

import numpy as np
from scipy import stats

from barometer.core.arrays import Floats, Integers
from barometer.core.errors import InvalidArgument

CLASS_LIMITS: Final = (80.0, 65.0, 50.0, 35.0)
"""Lowest score of classes A, B, C and D, out of 100; E below."""

_ROUNDING = 1e-9


@dataclass(frozen=True, slots=True)
class AlternativeEffect:
    """What one alternative changes, over the bodies that have both scores.

    ``mean_rank_shift`` is in places, ``changed_class_share`` from 0 to 1, differences in points
    (alternative minus published). Not-a-number when no body has both scores.
    """

    name: str
    body_count: int
    mean_rank_shift: float
    changed_class_share: float
    mean_difference: float
    largest_difference: float
    """Greatest absolute difference of one body."""


def quartile_limits(scores: Floats) -> tuple[float, float, float]:
    """Return the three limits of the quartiles of the scores, best first, in points.

    Bodies without a score are left out; not-a-number when there is none.

    Source: Method, section 7.1.
    """
    observed = scores[~np.isnan(scores)]
    if not observed.size:
        return (float("nan"),) * 3
    best, middle, lowest = np.quantile(observed, [0.75, 0.5, 0.25])
    return float(best), float(middle), float(lowest)


def class_codes(scores: Floats, limits: tuple[float, ...]) -> Integers:
    """Return the class of each score: 0 for the best, one more for each limit not reached.

    A limit belongs to the class above it, up to a billionth of a point so that a sum that should be
    80 is not 79.999.... A body without a score has no class: callers set aside
    not-a-number before comparing codes.

    Arguments:
        scores: Scores in points, any shape.
        limits: Lowest score of each class but the last, best first.

    Raises:
        InvalidArgument: The limits do not go down.

    Source: Method, section 7.1.

    Example:
        >>> class_codes(np.array([80.0, 79.9, 10.0]), CLASS_LIMITS).tolist()
        [0, 1, 4]
    """
    if any(lower > upper for upper, lower in pairwise(limits)):
        raise InvalidArgument("limits", limits, "from the best class down")
    rising = np.array(limits[::-1]) - _ROUNDING
    return len(limits) - np.searchsorted(rising, scores, side="right")


def mean_rank_shift(reference: Floats, alternative: Floats) -> float:
    """Return the mean absolute difference of places R_s, in places; ties share their mean place.

    Ranks serve this figure only and are never published body by body. Bodies without one of the
    scores are left out; not-a-number when none remains.

    Source: Method, section 7.1.

    Example:
        >>> mean_rank_shift(np.array([70.0, 60.0, 50.0]), np.array([60.0, 70.0, 50.0])) == 2 / 3
        True
    """
    both = ~np.isnan(reference + alternative)
    if not both.any():
        return float("nan")
    places = places_by_row(np.stack([reference[both], alternative[both]]))
    return float(np.abs(places[0] - places[1]).mean())


def places_by_row(scores: Floats) -> Floats:
    """Return the place of each score in its row, 1 for the lowest; ties share their mean place.

    Sorting once and correcting only the rows that hold ties is several times faster than ranking
    every row with ties in mind.

    Arguments:
        scores: One row per version of the scores, one column per body, no not-a-number.

    Source: Method, section 7.1.
    """
    order = np.argsort(scores, axis=1)
    places = np.empty(scores.shape)
    running = np.broadcast_to(np.arange(1.0, scores.shape[1] + 1.0), scores.shape)
    np.put_along_axis(places, order, running, axis=1)
    has_ties = (np.diff(np.take_along_axis(scores, order, axis=1), axis=1) == 0.0).any(axis=1)
    if has_ties.any():
        places[has_ties] = stats.rankdata(scores[has_ties], axis=1)
    return places


def changed_class_share(
    reference: Floats,
    alternative: Floats,
    limits: tuple[float, ...] | None = CLASS_LIMITS,
) -> float:
    """Return the share of bodies whose class differs, from 0 to 1.

    Bodies without one of the scores are left out; not-a-number when none remains.

    Arguments:
        reference: Published scores.
        alternative: Scores under another choice, same order.
        limits: Class limits; none compares quartiles, each version with its own limits.

    Source: Method, section 7.1.
    """
    both = ~np.isnan(reference + alternative)
    if not both.any():
        return float("nan")
    first, second = reference[both], alternative[both]
    codes = class_codes(first, limits or quartile_limits(first))
    return float(np.mean(codes != class_codes(second, limits or quartile_limits(second))))


def compare_alternatives(
    reference: Floats,
    alternatives: Mapping[str, Floats],
    limits: tuple[float, ...] | None = CLASS_LIMITS,
) -> tuple[AlternativeEffect, ...]:
    """Return the effect of each alternative score on the published ones, in the order given.

    Alternatives are whole score arrays: another aggregation, another gating rule, a criterion left
    out.

    Source: Method, section 7.2.
    """
    return tuple(_effect(name, reference, other, limits) for name, other in alternatives.items())


def _effect(
    name: str, reference: Floats, alternative: Floats, limits: tuple[float, ...] | None
) -> AlternativeEffect:
    differences = (alternative - reference)[~np.isnan(alternative - reference)]
    has_any = differences.size > 0
    return AlternativeEffect(
        name=name,
        body_count=differences.size,
        mean_rank_shift=mean_rank_shift(reference, alternative),
        changed_class_share=changed_class_share(reference, alternative, limits),
        mean_difference=float(differences.mean()) if has_any else float("nan"),
        largest_difference=float(np.abs(differences).max()) if has_any else float("nan"),
    )
