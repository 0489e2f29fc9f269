"""How far the mean of a few observations of an item may be from its true value."""

import numpy as np

from barometer.core.arrays import Floats, Integers

LEAST_FREEDOM = 10
"""Repetitions, all bodies together, from which the spread of an item is measured on them."""


def observation_errors(means: Floats, counts: Integers, squares_within: Floats) -> Floats:
    """Return the standard error of the mean of the observations of each item, in points.

    The variance of one observation is pooled over bodies, from repetitions of the item inside
    bodies; under ten of them it is the largest that points from 0 to 100 of that mean can have,
    so that an item seen once tells little. NaN where there is no observation.

    Arguments:
        means: Mean points of the observations, shape (bodies, items); NaN without any.
        counts: Number of observations, same shape.
        squares_within: Sum, inside each body, of squared distances to its mean; same shape.

    Source: Method, section 10.2.

    Example:
        >>> observation_errors(np.array([[50.0], [50.0]]), np.array([[1], [4]]), np.zeros((2, 1)))
        array([[50.],
               [25.]])
    """
    freedom = np.maximum(counts - 1, 0).sum(axis=0)
    pooled = squares_within.sum(axis=0) / np.maximum(freedom, 1)
    numbers = counts.sum(axis=0)
    centre = np.nansum(means * counts, axis=0) / np.maximum(numbers, 1)
    variance = np.where(freedom >= LEAST_FREEDOM, pooled, centre * (100.0 - centre))
    with np.errstate(divide="ignore", invalid="ignore"):
        errors = np.sqrt(variance / counts)
    return np.where(counts > 0, errors, np.nan)
