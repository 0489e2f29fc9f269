"""Satisfaction share and index with honest intervals, and what is not shown when too few answer."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

import numpy as np
import numpy.typing as npt
from scipy import stats

from barometer.core.arrays import Floats
from barometer.core.errors import InvalidArgument

LEVELS: Final = 5
SATISFIED_FROM: Final = 4
"""Lowest level, out of five, that counts as satisfied."""
INDEX_VALUES: Final = (0.0, 25.0, 50.0, 75.0, 100.0)


class ShareState(StrEnum):
    """How much a figure of feedback can bear."""

    SHOWN = "shown"
    FRAGILE = "fragile"
    """Shown with its interval and a word of caution."""
    TOO_FEW = "too_few"
    """Counted, but no figure is given."""
    NO_ANSWER = "no_answer"


@dataclass(frozen=True, slots=True)
class SmallNumberRule:
    """Below ``least_count`` answers no figure; fragile below the two other limits.

    ``sturdy_count`` is compared with the effective number of answers; ``widest_interval`` is a
    width from 0 to 1 of the interval of a share.
    """

    least_count: int = 10
    sturdy_count: float = 30.0
    widest_interval: float = 0.30

    def __post_init__(self) -> None:
        if self.least_count < 1:
            raise InvalidArgument("least_count", self.least_count, "at least 1")


DEFAULT_RULE: Final = SmallNumberRule()


@dataclass(frozen=True, slots=True)
class FeedbackFigure:
    """A share (0 to 1) or an index (0 to 100) with its interval.

    ``value``, ``low`` and ``high`` are not-a-number when ``state`` says that no figure is given.
    The interval of an index is also not-a-number when all answers are equal.
    """

    value: float
    low: float
    high: float
    answer_count: int
    effective_count: float
    state: ShareState


def wilson_interval(
    successes: npt.ArrayLike,
    trials: npt.ArrayLike,
    level: float = 0.95,
    design_effect: npt.ArrayLike = 1.0,
) -> tuple[Floats, Floats]:
    """Return the limits of Wilson's interval for a share, from 0 to 1.

    Unlike the textbook interval it keeps its level for small numbers and near 0 or 1. The number
    of trials is divided by the design effect. Not-a-number without trials.

    Arguments:
        successes: Counts, from 0 to the number of trials; any shape.
        trials: Counts, zero or more.
        level: Confidence level, strictly between 0 and 1.
        design_effect: Above 0; see :func:`.design_effects.design_effect`.

    Raises:
        InvalidArgument: A count, the level or the design effect is out of range.

    Source: Method, section 11.1.

    Example:
        >>> low, high = wilson_interval(82, 100)
        >>> round(float(low), 7), round(float(high), 7)
        (0.7333264, 0.8829977)
    """
    counts = np.asarray(trials, np.float64)
    wins = np.asarray(successes, np.float64)
    effect = np.asarray(design_effect, np.float64)
    if np.any(wins < 0.0) or np.any(wins > counts):
        raise InvalidArgument("successes", "outside", "0 to the number of trials")
    if not 0.0 < level < 1.0 or not np.all(effect > 0.0):
        raise InvalidArgument("level, design_effect", (level, effect), "0 to 1, above 0")
    effective = counts / effect
    has_any = counts > 0.0
    size = np.where(has_any, effective, 1.0)
    share = wins / np.where(has_any, counts, 1.0)
    z = float(stats.norm.ppf(0.5 + level / 2.0))
    centre = share + z**2 / (2.0 * size)
    reach = z * np.sqrt(share * (1.0 - share) / size + z**2 / (4.0 * size**2))
    factor = 1.0 + z**2 / size
    low = np.where(has_any, np.clip((centre - reach) / factor, 0.0, 1.0), np.nan)
    return low, np.where(has_any, np.clip((centre + reach) / factor, 0.0, 1.0), np.nan)


def satisfaction_share(
    level_counts: npt.ArrayLike,
    *,
    design_effect: float = 1.0,
    rule: SmallNumberRule = DEFAULT_RULE,
    level: float = 0.95,
) -> FeedbackFigure:
    """Return the share of answers at levels 4 and 5, from 0 to 1, with Wilson's interval.

    Arguments:
        level_counts: Five counts, from level 1 (worst) to level 5.
        design_effect: Above 0; divides the number of answers in the interval.
        rule: Small-number rule.
        level: Confidence level.

    Raises:
        InvalidArgument: There are not five counts of zero or more.

    Source: Method, section 11.4.

    Example:
        >>> share = satisfaction_share([5, 5, 8, 42, 40])
        >>> share.value, share.state.value
        (0.82, 'shown')
    """
    counts = _counts(level_counts)
    total = int(counts.sum())
    satisfied = float(counts[SATISFIED_FROM - 1 :].sum())
    low, high = (float(end) for end in wilson_interval(satisfied, total, level, design_effect))
    state = _state(total, total / design_effect, high - low, rule)
    value = satisfied / total if total else float("nan")
    return _figure((value, low, high), total, total / design_effect, state)


def satisfaction_index(
    level_counts: npt.ArrayLike,
    *,
    design_effect: float = 1.0,
    rule: SmallNumberRule = DEFAULT_RULE,
    level: float = 0.95,
) -> FeedbackFigure:
    """Return the mean of answers worth 0, 25, 50, 75 and 100, with a Student interval.

    The interval is cut at 0 and 100. It does not exist when all answers are equal: no spread was
    seen, which is not the same as being sure.

    Arguments:
        level_counts: Five counts, from level 1 (worst) to level 5.
        design_effect: Above 0; divides the number of answers in the interval.
        rule: Small-number rule.
        level: Confidence level.

    Raises:
        InvalidArgument: There are not five counts of zero or more, or the design effect is not
            above 0.

    Source: Method, section 11.4.
    """
    counts = _counts(level_counts)
    if not design_effect > 0.0:
        raise InvalidArgument("design_effect", design_effect, "above 0")
    total = int(counts.sum())
    effective = total / design_effect
    values = np.array(INDEX_VALUES)
    mean = float(counts @ values) / total if total else float("nan")
    squares = float(counts @ (values - mean) ** 2) if total else 0.0
    reach = float("nan")
    if squares > 0.0 and effective > 1.0:
        error = np.sqrt(squares / (total - 1) / effective)
        reach = float(stats.t.ppf(0.5 + level / 2.0, effective - 1.0) * error)
    low, high = max(mean - reach, 0.0), min(mean + reach, 100.0)
    width = 0.0 if np.isnan(reach) else (high - low) / 100.0
    state = _state(total, effective, width, rule)
    if np.isnan(reach):
        low = high = reach
    return _figure((mean, low, high), total, effective, state)


def _counts(level_counts: npt.ArrayLike) -> Floats:
    counts = np.asarray(level_counts, np.float64)
    if counts.shape != (LEVELS,) or not np.all(counts >= 0.0):
        raise InvalidArgument("level_counts", counts.tolist(), "five counts, zero or more")
    return counts


def _state(total: int, effective: float, width: float, rule: SmallNumberRule) -> ShareState:
    if total == 0:
        return ShareState.NO_ANSWER
    if total < rule.least_count:
        return ShareState.TOO_FEW
    is_fragile = effective < rule.sturdy_count or width > rule.widest_interval
    return ShareState.FRAGILE if is_fragile else ShareState.SHOWN


def _figure(
    values: tuple[float, float, float], total: int, effective: float, state: ShareState
) -> FeedbackFigure:
    if state in (ShareState.TOO_FEW, ShareState.NO_ANSWER):
        values = (float("nan"),) * 3
    return FeedbackFigure(*values, total, effective, state)
