"""Median delays when some replies had not come: the Kaplan-Meier estimate."""

from dataclasses import dataclass

import numpy as np
from scipy import special

from barometer.core.arrays import Bools, Floats
from barometer.core.errors import InvalidArgument


@dataclass(frozen=True, slots=True)
class MedianDelay:
    """Median delay of a set of requests.

    Arguments:
        median: In the unit of the delays; NaN when fewer than half of the replies came.
        low, high: Interval of the median; ``high`` is NaN when the data do not bound it.
        requests: Number of requests.
        waiting: Number of those whose reply had not come.
    """

    median: float
    low: float
    high: float
    requests: int
    waiting: int


def survival_curve(delays: Floats, is_waiting: Bools) -> tuple[Floats, Floats, Floats]:
    """Return the delays at which replies came, the share still waiting after each, its variance.

    The variance is that of the logarithm of the share (Greenwood).

    Arguments:
        delays: Delay of each request, or time waited so far; at least 0.
        is_waiting: Whether the reply had not come (censored).

    Source: Method, section 2.2.
    """
    times = np.unique(delays[~is_waiting])
    at_risk = (delays[:, None] >= times).sum(axis=0).astype(np.float64)
    came = ((delays[:, None] == times) & ~is_waiting[:, None]).sum(axis=0).astype(np.float64)
    with np.errstate(divide="ignore", invalid="ignore"):
        share = np.cumprod(1.0 - came / at_risk)
        variance = np.cumsum(came / (at_risk * (at_risk - came)))
    return times, share, variance


def median_delay(delays: Floats, is_waiting: Bools, *, confidence: float = 0.95) -> MedianDelay:
    """Return the median delay; requests still waiting count as longer than they have waited.

    The mean of the replies that came would flatter whoever answers only the easy half.

    Arguments:
        delays: Delay of each request, or time waited so far; at least 0.
        is_waiting: Whether the reply had not come (censored).
        confidence: Level of the interval, between 0 and 1.

    Raises:
        InvalidArgument: A delay is negative or not a number.

    Source: Method, section 2.2.

    Example:
        >>> median_delay(np.array([2.0, 4.0, 30.0]), np.array([False, False, True])).median
        4.0
    """
    if not np.all(delays >= 0):
        raise InvalidArgument("delays", delays, ">= 0")
    times, share, variance = survival_curve(delays, is_waiting)
    margin = special.ndtri(0.5 + confidence / 2) * np.sqrt(variance)
    with np.errstate(divide="ignore", invalid="ignore"):
        logs = np.log(share)
        low, high = np.exp(logs - margin), np.minimum(np.exp(logs + margin), 1.0)
    return MedianDelay(
        _first_at_half(times, share),
        _first_at_half(times, np.nan_to_num(low)),
        _first_at_half(times, np.where(share > 0, high, 1.0)),
        len(delays),
        int(is_waiting.sum()),
    )


def _first_at_half(times: Floats, share: Floats) -> float:
    """Return the first delay by which half have their reply; NaN if never."""
    reached = np.flatnonzero(share <= 0.5 + 1e-12)
    return float(times[reached[0]]) if len(reached) else float("nan")
