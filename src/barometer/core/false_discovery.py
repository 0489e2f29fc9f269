"""Control of the share of false alarms when many questions are asked at once."""

import numpy as np

from barometer.core.arrays import Floats
from barometer.core.errors import InvalidArgument


def adjust_p_values(p_values: Floats) -> Floats:
    """Return the Benjamini-Hochberg adjusted p-values, each from 0 to 1.

    Keeping the tests whose adjusted value is at most ``q`` holds the expected share of false
    alarms among those kept at ``q``, for independent or positively dependent tests. A NaN is a
    test that was not made: it stays NaN and does not count among the tests.

    Arguments:
        p_values: Any shape, one family of tests; every value from 0 to 1, or NaN.

    Raises:
        InvalidArgument: Some value lies outside 0 to 1.

    Source: Method, section 9.4.

    Example:
        >>> adjust_p_values(np.array([0.01, 0.04, np.nan, 0.03])).round(4).tolist()
        [0.03, 0.04, nan, 0.04]
    """
    p_values = np.asarray(p_values, dtype=np.float64)
    return adjust_columns(p_values.reshape(-1, 1)).reshape(p_values.shape)


def adjust_columns(p_values: Floats) -> Floats:
    """Return Benjamini-Hochberg adjusted p-values, each column a family of tests of its own.

    Arguments:
        p_values: Shape (tests, columns), from 0 to 1; NaN where there was no test.

    Raises:
        InvalidArgument: Some value lies outside 0 to 1.

    Source: Method, section 5.3.

    Example:
        >>> adjust_columns(np.array([[0.01], [0.04], [0.03], [np.nan]])).ravel().tolist()
        [0.03, 0.04, 0.04, nan]
    """
    if np.any((p_values < 0) | (p_values > 1)):
        raise InvalidArgument("p_values", p_values, "0 to 1, or NaN")
    if p_values.shape[0] == 0:
        return p_values.copy()
    order = np.argsort(p_values, axis=0, kind="stable")
    ordered = np.take_along_axis(p_values, order, axis=0)
    tests = np.isfinite(p_values).sum(axis=0)
    scaled = ordered * tests / np.arange(1, len(p_values) + 1)[:, None]
    # NaN sorts last: as 1 it cannot lower its neighbours in the running minimum from below.
    scaled = np.where(np.isnan(ordered), 1.0, scaled)
    lowest = np.minimum.accumulate(scaled[::-1], axis=0)[::-1]
    adjusted = np.empty_like(p_values)
    np.put_along_axis(adjusted, order, np.minimum(lowest, 1.0), axis=0)
    return np.where(np.isnan(p_values), np.nan, adjusted)
