"""Is this week different, or is it the usual noise? Control charts of the satisfaction share."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

import numpy as np

from barometer.core.arrays import Bools, Floats
from barometer.core.errors import InvalidArgument

LEAST_PERIODS: Final = 20
RUN_LENGTH: Final = 8
"""Periods in a row on one side of the centre that make a signal."""

_MOVING_RANGE_FACTOR = 1.128  # mean range of two standard normal values


class ChartState(StrEnum):
    """Whether the chart has limits."""

    GIVEN = "given"
    TOO_FEW_PERIODS = "too_few_periods"
    """Points may be drawn, without limits: they would move with every new period."""
    NO_VARIATION = "no_variation"
    """All periods are equal: there is nothing to separate from noise."""


@dataclass(frozen=True, slots=True, eq=False)
class LaneyChart:
    """Laney's p' chart: one value per period, shares from 0 to 1.

    ``sigma_z`` is the spread between periods over the binomial one; 1 is a plain p chart. Limits
    and centre are not-a-number, and no period is a signal, unless the state is ``GIVEN``. A period
    without answers has no share, no limits and no signal, and does not break a run.
    """

    shares: Floats
    centre: float
    sigma_z: float
    lower: Floats
    upper: Floats
    is_below: Bools
    is_above: Bools
    is_in_run: Bools
    state: ChartState


@dataclass(frozen=True, slots=True, eq=False)
class EwmaChart:
    """Exponentially weighted moving average: slow to shout, quick to see a small lasting shift."""

    smoothed: Floats
    lower: Floats
    upper: Floats
    is_signal: Bools


def laney_chart(
    successes: Floats,
    answers: Floats,
    *,
    baseline_periods: int | None = None,
    least_periods: int = LEAST_PERIODS,
) -> LaneyChart:
    """Return the p' chart of a share by period, with limits that admit ordinary ups and downs.

    z_i = (p_i - pbar) / sigma_i with sigma_i the binomial deviation; sigma_z is the mean moving
    range of z over 1.128; limits are pbar +- 3 sigma_i sigma_z, cut at 0 and 1.

    Arguments:
        successes: Satisfied answers of each period, in order of time.
        answers: Answers of each period, zero or more.
        baseline_periods: How many first periods set centre and limits; by default all.
        least_periods: Periods with answers needed in the baseline, at least 2.

    Raises:
        InvalidArgument: The arrays differ in shape or a count is out of range.

    Source: Method, section 11.2.
    """
    if successes.shape != answers.shape or successes.ndim != 1:
        raise InvalidArgument("answers", answers.shape, f"one per period, {successes.shape}")
    if np.any(successes < 0.0) or np.any(successes > answers):
        raise InvalidArgument("successes", "outside", "0 to the number of answers")
    has_any = answers > 0.0
    shares = np.where(has_any, successes / np.where(has_any, answers, 1.0), np.nan)
    is_baseline = has_any & (np.arange(answers.size) < (baseline_periods or answers.size))
    if int(is_baseline.sum()) < max(least_periods, 2):
        return _without_limits(shares, ChartState.TOO_FEW_PERIODS)
    centre = float(successes[is_baseline].sum() / answers[is_baseline].sum())
    binomial = np.sqrt(centre * (1.0 - centre) / np.where(has_any, answers, np.nan))
    if centre in (0.0, 1.0):
        return _without_limits(shares, ChartState.NO_VARIATION)
    standard = ((shares - centre) / binomial)[is_baseline]
    sigma_z = float(np.abs(np.diff(standard)).mean()) / _MOVING_RANGE_FACTOR
    if sigma_z == 0.0:
        return _without_limits(shares, ChartState.NO_VARIATION)
    return _with_limits(shares, centre, sigma_z, 3.0 * binomial * sigma_z)


def ewma_chart(
    values: Floats,
    centre: float,
    deviations: Floats,
    *,
    smoothing: float = 0.2,
    width: float = 2.7,
) -> EwmaChart:
    """Return the moving average of the values, its limits and the periods outside them.

    Average and variance start from the centre, so the first limits are narrow. For a p' chart use
    the binomial deviation of each period times sigma_z. A period without value leaves the average
    where it was and cannot be a signal.

    Arguments:
        values: One per period, in order of time; not-a-number where there is none.
        centre: Value when nothing changes.
        deviations: Standard deviation of each value.
        smoothing: Weight of the newest value, above 0 and up to 1.
        width: Half-width of the limits in standard deviations.

    Raises:
        InvalidArgument: The smoothing is out of range, or the arrays differ in shape.

    Source: Method, section 11.2.
    """
    if not 0.0 < smoothing <= 1.0:
        raise InvalidArgument("smoothing", smoothing, "above 0, up to 1")
    if values.shape != deviations.shape or values.ndim != 1:
        raise InvalidArgument("deviations", deviations.shape, f"one per period, {values.shape}")
    smoothed, reach = np.empty(values.shape), np.empty(values.shape)
    average, variance = centre, 0.0
    for period, (value, deviation) in enumerate(zip(values, deviations, strict=True)):
        if not np.isnan(value):
            average = smoothing * value + (1.0 - smoothing) * average
            variance = (smoothing * deviation) ** 2 + (1.0 - smoothing) ** 2 * variance
        smoothed[period], reach[period] = average, width * variance**0.5
    is_signal = (np.abs(smoothed - centre) > reach) & ~np.isnan(values)
    return EwmaChart(smoothed, centre - reach, centre + reach, is_signal)


def _without_limits(shares: Floats, state: ChartState) -> LaneyChart:
    nothing = np.full(shares.shape, np.nan)
    nowhere = np.zeros(shares.shape, dtype=np.bool_)
    nan = float("nan")
    return LaneyChart(shares, nan, nan, nothing, nothing, nowhere, nowhere, nowhere, state)


def _with_limits(shares: Floats, centre: float, sigma_z: float, reach: Floats) -> LaneyChart:
    lower, upper = np.maximum(centre - reach, 0.0), np.minimum(centre + reach, 1.0)
    return LaneyChart(
        shares=shares,
        centre=centre,
        sigma_z=sigma_z,
        lower=lower,
        upper=upper,
        is_below=shares < lower,
        is_above=shares > upper,
        is_in_run=_runs(shares, centre),
        state=ChartState.GIVEN,
    )


def _runs(shares: Floats, centre: float) -> Bools:
    """Return the periods that belong to a long run strictly on one side of the centre."""
    has_share = ~np.isnan(shares)
    sides = np.sign(shares[has_share] - centre)
    starts = np.flatnonzero(np.diff(sides, prepend=np.nan) != 0.0)
    lengths = np.diff(np.append(starts, sides.size))
    is_long = (lengths >= RUN_LENGTH) & (sides[starts] != 0.0)
    in_run = np.zeros(shares.shape, dtype=np.bool_)
    in_run[has_share] = np.repeat(is_long, lengths)
    return in_run
