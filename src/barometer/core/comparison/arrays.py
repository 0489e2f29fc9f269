"""Shapes and checks shared by the comparison functions."""

from itertools import pairwise

import numpy as np
import numpy.typing as npt

from barometer.core.arrays import Bools, Floats, Integers
from barometer.core.errors import InvalidArgument

Codes = npt.NDArray[np.int8]

NO_FAMILY = -1
"""Family index of a body that belongs to no family of the definition."""


def usable_figures(scores: Floats, standard_errors: Floats) -> Bools:
    """Return where a figure can be compared: finite score, finite standard error >= 0.

    A body with a single audit has a score but no standard error (NaN or infinite): its figure
    is not usable, as its distance to anything is unknown.

    Arguments:
        scores: Figures in points, any shape; NaN where there is no value.
        standard_errors: Same shape, in points.

    Raises:
        InvalidArgument: The shapes differ, or a standard error is negative.

    Source:
        Method, section 5.3.

    Example:
        >>> usable_figures(np.array([60.0, np.nan, 70.0]), np.array([2.0, 2.0, np.inf])).tolist()
        [True, False, False]
    """
    if scores.shape != standard_errors.shape:
        raise InvalidArgument("standard_errors", standard_errors.shape, f"shape {scores.shape}")
    if np.any(standard_errors < 0):
        raise InvalidArgument("standard_errors", float(np.nanmin(standard_errors)), ">= 0")
    return np.isfinite(scores) & np.isfinite(standard_errors)


def check_family_index(family_index: Integers, bodies: int) -> None:
    """Refuse a family index that is not one whole number >= -1 per body.

    Raises:
        InvalidArgument: Another length, or a value below -1.

    Source:
        Method, section 5.1.
    """
    if family_index.shape != (bodies,):
        raise InvalidArgument("family_index", family_index.shape, f"shape {(bodies,)}")
    if bodies and int(family_index.min()) < NO_FAMILY:
        raise InvalidArgument("family_index", int(family_index.min()), f">= {NO_FAMILY}")


def rows_by_family(family_index: Integers) -> list[Integers]:
    """Return, family by family, the row numbers of its bodies in rising order.

    Bodies with ``NO_FAMILY`` are in no list. A number that no body carries gives an empty
    list, so that position ``f`` of the result is always family ``f``.

    Source:
        Method, section 5.1.

    Example:
        >>> [rows.tolist() for rows in rows_by_family(np.array([1, 0, -1, 1]))]
        [[1], [0, 3]]
    """
    if family_index.size == 0:
        return []
    order = np.argsort(family_index, kind="stable").astype(np.int64)
    count = int(family_index.max()) + 1
    edges = np.searchsorted(family_index[order], np.arange(count + 1))
    return [order[start:end] for start, end in pairwise(edges)]
