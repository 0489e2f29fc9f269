"""Intraclass correlations: agreement of raters on a measured value, everybody rating all."""

from dataclasses import dataclass

import numpy as np

from barometer.core.arrays import Floats
from barometer.core.errors import InvalidArgument


@dataclass(frozen=True, slots=True)
class IntraclassCorrelations:
    """The six coefficients of Shrout and Fleiss (1979), each 1 at best; NaN without variation.

    Attributes:
        one_way: A rating by one rater, raters different for each subject.
        two_way_random: A rating by one rater drawn from many; leniency counts as error.
        two_way_fixed: A rating by one of these raters; leniency is left out.
        one_way_mean: As ``one_way``, for the mean of all ratings of a subject.
        two_way_random_mean: As ``two_way_random``, for the mean.
        two_way_fixed_mean: As ``two_way_fixed``, for the mean.
    """

    one_way: float
    two_way_random: float
    two_way_fixed: float
    one_way_mean: float
    two_way_random_mean: float
    two_way_fixed_mean: float


def intraclass_correlations(ratings: Floats) -> IntraclassCorrelations:
    """Return the six intraclass correlations of a complete table of ratings.

    Arguments:
        ratings: Shape (subjects, raters), at least two of each, no NaN.

    Raises:
        InvalidArgument: Fewer than two subjects or raters, or a missing rating.

    Source: Method, section 9.1.

    Example:
        >>> table = np.array([[1.0, 2.0], [3.0, 4.0], [5.0, 6.0]])
        >>> round(intraclass_correlations(table).two_way_fixed, 6)
        1.0
    """
    if ratings.ndim != 2 or min(ratings.shape) < 2 or bool(np.isnan(ratings).any()):
        raise InvalidArgument("ratings", ratings.shape, "2 subjects x 2 raters or more, no gap")
    subjects, raters = ratings.shape
    mean = ratings.mean()
    between = raters * np.sum((ratings.mean(axis=1) - mean) ** 2) / (subjects - 1)
    rater_sum = subjects * np.sum((ratings.mean(axis=0) - mean) ** 2)
    within_sum = np.sum((ratings - ratings.mean(axis=1, keepdims=True)) ** 2)
    within = within_sum / (subjects * (raters - 1))
    by_rater = rater_sum / (raters - 1)
    error = (within_sum - rater_sum) / ((subjects - 1) * (raters - 1))
    leniency = (by_rater - error) / subjects
    return IntraclassCorrelations(
        one_way=_ratio(between - within, between + (raters - 1) * within),
        two_way_random=_ratio(between - error, between + (raters - 1) * error + raters * leniency),
        two_way_fixed=_ratio(between - error, between + (raters - 1) * error),
        one_way_mean=_ratio(between - within, between),
        two_way_random_mean=_ratio(between - error, between + leniency),
        two_way_fixed_mean=_ratio(between - error, between),
    )


def _ratio(numerator: np.float64, denominator: np.float64) -> float:
    return float(numerator / denominator) if denominator != 0 else float("nan")
