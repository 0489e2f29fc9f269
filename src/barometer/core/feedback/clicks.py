"""Clicks that are not answers: bursts, children playing, closed doors, impossible rates.

Nothing is deleted: each click keeps its row and gets a reason, and the share filtered is published
with the figure.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import IntEnum
from typing import Final

import numpy as np

from barometer.core.arrays import Bools, Floats, Integers, States
from barometer.core.errors import InvalidArgument
from barometer.core.feedback.satisfaction import LEVELS

_HOUR_SECONDS = 3600.0
_HOURS_OF_WEEK = 168
_MAD_TO_DEVIATION = 1.4826  # of a normal distribution


class ClickReason(IntEnum):
    """Why a click does not count; the first reason that applies is kept."""

    KEPT = 0
    OFF_HOURS = 1
    """The place was closed."""
    BURST = 2
    """One of many clicks in a few seconds: none is an answer."""
    BURST_REPEAT = 3
    """Second or third click of somebody who already answered."""
    SWEEP = 4
    """All buttons in a row, up or down."""
    RATE_OUTLIER = 5
    """An hour far above what the terminal sees at that hour of the week."""


@dataclass(frozen=True, slots=True)
class FilterRule:
    """Limits of the filter; the defaults come from simulated streams of visitors and children.

    A gap of 8 seconds caught 999 of 1,000 planted clicks; the honest ones it drops grow with the
    traffic: 1 % at 3 visitors an hour, 4 % at 15, 7 % at 30.
    """

    burst_gap_seconds: float = 8.0
    burst_size: int = 4
    """Bursts of this size or more are dropped whole; smaller ones keep their first click."""
    sweep_gap_seconds: float = 20.0
    sweep_size: int = 4
    rate_deviations: float = 6.0
    rate_least_count: int = 20
    """Clicks in an hour below which a rate is never an outlier."""
    rate_least_hours: int = 4
    """Same hours of other weeks needed to know what is usual."""


DEFAULT_FILTER: Final = FilterRule()


@dataclass(frozen=True, slots=True, eq=False)
class Clicks:
    """Raw clicks in any order, one row per click.

    ``seconds`` is the local time of the clock on the wall, in seconds from any fixed midnight;
    ``levels`` go from 1 (worst) to 5; ``is_open`` says whether the place was open.
    """

    terminals: Integers
    seconds: Floats
    levels: Integers
    is_open: Bools

    def __post_init__(self) -> None:
        size = self.terminals.shape
        for name in ("seconds", "levels", "is_open"):
            if getattr(self, name).shape != size or len(size) != 1:
                raise InvalidArgument(name, getattr(self, name).shape, f"one per click, {size}")
        if not np.isfinite(self.seconds).all():
            raise InvalidArgument("seconds", "not finite", "finite times")
        if np.any((self.levels < 1) | (self.levels > LEVELS)):
            raise InvalidArgument("levels", "outside", f"1 to {LEVELS}")


@dataclass(frozen=True, slots=True)
class FilterSummary:
    """How many clicks were received, kept, and set aside by reason.

    ``filtered_share`` is from 0 to 1, not-a-number when nothing was received.
    """

    received_count: int
    kept_count: int
    filtered_share: float
    counts: Mapping[ClickReason, int]


def filter_clicks(clicks: Clicks, rule: FilterRule = DEFAULT_FILTER) -> States:
    """Return the reason of each click, in the order given (see :class:`ClickReason`).

    Bursts and sweeps are looked for among all clicks of a terminal; rates among those that no
    other rule set aside.

    Arguments:
        clicks: Raw clicks.
        rule: Limits.

    Source: Method, section 11.3.

    Example:
        >>> clicks = Clicks(np.zeros(3, int), np.array([0.0, 3.0, 60.0]), np.array([5, 5, 2]),
        ...                 np.ones(3, bool))
        >>> [ClickReason(reason).name for reason in filter_clicks(clicks)]
        ['KEPT', 'BURST_REPEAT', 'KEPT']
    """
    reasons = np.zeros(clicks.terminals.shape, dtype=np.uint8)
    if not reasons.size:
        return reasons
    order = np.lexsort((clicks.seconds, clicks.terminals))
    gaps = np.diff(clicks.seconds[order])
    gaps[np.diff(clicks.terminals[order]) != 0] = np.inf
    found = _burst_reasons(gaps, rule)
    sweeps = _in_sweep(gaps, clicks.levels[order], rule)
    found[(found == ClickReason.KEPT) & sweeps] = ClickReason.SWEEP
    reasons[order] = found
    reasons[~clicks.is_open] = ClickReason.OFF_HOURS
    kept = np.flatnonzero(reasons == ClickReason.KEPT)
    outliers = _in_rate_outlier(clicks.terminals[kept], clicks.seconds[kept], rule)
    reasons[kept[outliers]] = ClickReason.RATE_OUTLIER
    return reasons


def summarise_filter(reasons: States) -> FilterSummary:
    """Return the counts by reason and the share of clicks set aside, from 0 to 1.

    Source: Method, section 11.3.

    Example:
        >>> summarise_filter(np.array([0, 0, 2, 0], np.uint8)).filtered_share
        0.25
    """
    tally = np.bincount(reasons, minlength=len(ClickReason))
    received, kept = int(reasons.size), int(tally[ClickReason.KEPT])
    return FilterSummary(
        received_count=received,
        kept_count=kept,
        filtered_share=1.0 - kept / received if received else float("nan"),
        counts={reason: int(tally[reason]) for reason in ClickReason},
    )


def _burst_reasons(gaps: Floats, rule: FilterRule) -> States:
    starts = np.concatenate([[True], gaps > rule.burst_gap_seconds])
    bursts = np.cumsum(starts) - 1
    sizes = np.bincount(bursts)[bursts]
    repeats = np.where(starts, ClickReason.KEPT, ClickReason.BURST_REPEAT)
    return np.where(sizes >= rule.burst_size, ClickReason.BURST, repeats).astype(np.uint8)


def _in_sweep(gaps: Floats, levels: Integers, rule: FilterRule) -> Bools:
    """Return the clicks of runs that go through the buttons one by one in one direction."""
    swept = np.zeros(levels.shape, dtype=np.bool_)
    steps = np.diff(levels)
    steps = np.where((np.abs(steps) == 1) & (gaps <= rule.sweep_gap_seconds), steps, 0)
    if not steps.size:
        return swept
    starts = np.concatenate([[True], np.diff(steps) != 0])
    runs = np.cumsum(starts) - 1
    is_long = (np.bincount(runs)[runs] >= rule.sweep_size - 1) & (steps != 0)
    swept[:-1] |= is_long
    swept[1:] |= is_long
    return swept


def _in_rate_outlier(terminals: Integers, seconds: Floats, rule: FilterRule) -> Bools:
    """Return the clicks of hours far above the same hour of other weeks on the same terminal."""
    if not terminals.size:
        return np.zeros(0, dtype=np.bool_)
    hours = np.floor(seconds / _HOUR_SECONDS).astype(np.int64)
    hours -= hours.min() // _HOURS_OF_WEEK * _HOURS_OF_WEEK
    span = int(hours.max()) + 1
    places = np.unique(terminals, return_inverse=True)[1]
    keys, cell, counts = np.unique(places * span + hours, return_inverse=True, return_counts=True)
    group, weeks = np.unique(
        keys // span * _HOURS_OF_WEEK + keys % span % _HOURS_OF_WEEK,
        return_inverse=True,
        return_counts=True,
    )[1:]
    usual = _group_medians(counts.astype(np.float64), group)
    spread = _MAD_TO_DEVIATION * _group_medians(np.abs(counts - usual[group]), group)
    # A spread below the square root of the mean would be less than chance alone gives.
    limit = usual + rule.rate_deviations * np.maximum(spread, np.sqrt(usual))
    is_outlier = (
        (counts > limit[group])
        & (counts >= rule.rate_least_count)
        & (weeks[group] > rule.rate_least_hours)
    )
    return np.asarray(is_outlier[cell])


def _group_medians(values: Floats, groups: Integers) -> Floats:
    order = np.lexsort((values, groups))
    sizes = np.bincount(groups)
    starts = np.cumsum(sizes) - sizes
    ordered = values[order]
    return np.asarray((ordered[starts + (sizes - 1) // 2] + ordered[starts + sizes // 2]) / 2.0)
