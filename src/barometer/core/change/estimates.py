"""An estimated difference with its error, its interval, its test and the reason when absent."""

from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from scipy import stats

from barometer.core.errors import InvalidArgument

_NO_SPREAD_SHARE = 1e-12  # below this share of the value, a standard error is rounding noise


class EstimateState(StrEnum):
    """Why an estimate has, or lacks, a value and an interval."""

    GIVEN = "given"
    NO_UNIT = "no_unit"
    """Nothing to average: no value at all."""
    TOO_FEW_UNITS = "too_few_units"
    """A value, but no degree of freedom left for its error."""
    NO_SPREAD = "no_spread"
    """All units are equal: the error is 0 and neither interval nor test means anything."""


@dataclass(frozen=True, slots=True)
class Estimate:
    """An estimate in score points, its standard error, interval and two-sided test against 0.

    Not-a-number stands wherever ``state`` says that the quantity does not exist. ``unit_count`` is
    the number of bodies behind the estimate.
    """

    value: float
    standard_error: float
    degrees_of_freedom: float
    low: float
    high: float
    p_value: float
    unit_count: int
    state: EstimateState


def build_estimate(
    value: float,
    standard_error: float,
    degrees_of_freedom: float,
    unit_count: int,
    level: float = 0.95,
) -> Estimate:
    """Return the estimate with its Student interval and test, and the state that applies.

    Arguments:
        value: Estimate, in points; not-a-number when there is no unit.
        standard_error: In points; not-a-number when it cannot be computed.
        degrees_of_freedom: Of the standard error; anything not above 0 means "no error".
        unit_count: Number of bodies behind the estimate.
        level: Confidence level, strictly between 0 and 1.

    Raises:
        InvalidArgument: The level is not strictly between 0 and 1.

    Source: Method, section 6.1.
    """
    if not 0.0 < level < 1.0:
        raise InvalidArgument("level", level, "strictly between 0 and 1")
    nan = float("nan")
    if np.isnan(value):
        return Estimate(nan, nan, nan, nan, nan, nan, unit_count, EstimateState.NO_UNIT)
    if not degrees_of_freedom > 0.0 or np.isnan(standard_error):
        return Estimate(value, nan, nan, nan, nan, nan, unit_count, EstimateState.TOO_FEW_UNITS)
    if standard_error <= _NO_SPREAD_SHARE * max(1.0, abs(value)):
        state = EstimateState.NO_SPREAD
        return Estimate(value, 0.0, degrees_of_freedom, nan, nan, nan, unit_count, state)
    reach = float(stats.t.ppf(0.5 + level / 2, degrees_of_freedom)) * standard_error
    p_value = float(2 * stats.t.sf(abs(value) / standard_error, degrees_of_freedom))
    return Estimate(
        value,
        standard_error,
        degrees_of_freedom,
        value - reach,
        value + reach,
        p_value,
        unit_count,
        EstimateState.GIVEN,
    )
