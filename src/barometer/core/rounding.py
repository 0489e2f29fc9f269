"""The one rounding rule: half up, away from binary noise."""

import numpy as np

from barometer.core.arrays import Floats

BINARY_NOISE = 1e-9


def round_half_up(values: Floats, decimals: int) -> Floats:
    """Return values rounded to a number of decimals, halves upwards.

    A value within a billionth of a half is that half: 0.285 is 0.29 although its nearest binary
    number is below. NaN stays NaN.

    Arguments:
        values: Any shape.
        decimals: Number of decimals, from 0.

    Source: Method, section 3.1.

    Example:
        >>> round_half_up(np.array([66.5, 2.345, 33.333]), 0).tolist()
        [67.0, 2.0, 33.0]
    """
    scale = 10.0**decimals
    return np.asarray(np.floor(values * scale + 0.5 + BINARY_NOISE) / scale, dtype=np.float64)
