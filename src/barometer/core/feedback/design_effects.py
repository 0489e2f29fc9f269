"""Answers of one day resemble each other: how many independent answers they are worth."""

from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from barometer.core.arrays import Floats
from barometer.core.errors import InvalidArgument


class DesignEffectState(StrEnum):
    """Whether the resemblance inside days could be measured."""

    GIVEN = "given"
    TOO_FEW_DAYS = "too_few_days"
    """Too few days with answers to see their spread: 1 is used and must be said."""
    NO_SPREAD = "no_spread"
    """Everybody, or nobody, is satisfied: 1 is used."""


@dataclass(frozen=True, slots=True)
class DesignEffect:
    """Variance of a share over the variance of as many independent answers; 1 or more.

    A measured value under 1 is brought to 1: a chance regularity of a few weeks is no reason to
    claim more precision. ``measured`` keeps it; not-a-number when it was not measured.
    """

    value: float
    measured: float
    day_count: int
    state: DesignEffectState


def design_effect(successes: Floats, answers: Floats, least_days: int = 8) -> DesignEffect:
    """Return the design effect of a satisfaction share, from its variation between days.

    Days without answers are left out.

    Arguments:
        successes: Satisfied answers of each day.
        answers: Answers of each day, at least as many.
        least_days: Days with answers needed for a measure, at least 2.

    Raises:
        InvalidArgument: The arrays differ in shape or a count is out of range.

    Source: Method, section 11.1.
    """
    error = clustered_share_error(successes, answers)
    days = int((answers > 0.0).sum())
    total = float(answers.sum())
    nan = float("nan")
    if days < max(least_days, 2):
        return DesignEffect(1.0, nan, days, DesignEffectState.TOO_FEW_DAYS)
    share = float(successes.sum()) / total
    independent = share * (1.0 - share) / max(total - 1.0, 1.0)
    if independent == 0.0:
        return DesignEffect(1.0, nan, days, DesignEffectState.NO_SPREAD)
    measured = error**2 / independent
    return DesignEffect(max(1.0, measured), measured, days, DesignEffectState.GIVEN)


def clustered_share_error(successes: Floats, answers: Floats) -> float:
    """Return the standard error of total successes over total answers, days drawn as wholes.

    Linearised ratio: D/(D-1) sum (x_d - p n_d)^2 / N^2 over the D days with answers.
    Not-a-number under two days.

    Arguments:
        successes: Count, or total, of each day.
        answers: Count, or total, of each day, zero or more.

    Raises:
        InvalidArgument: The arrays differ in shape or a count is out of range.

    Source: Method, section 11.1.
    """
    if successes.shape != answers.shape or successes.ndim != 1:
        raise InvalidArgument("answers", answers.shape, f"one value per day, {successes.shape}")
    if np.any(successes < 0.0) or np.any(successes > answers):
        raise InvalidArgument("successes", "outside", "0 to the number of answers")
    days = int((answers > 0.0).sum())
    if days < 2:
        return float("nan")
    total = float(answers.sum())
    residuals = successes - float(successes.sum()) / total * answers
    return float(np.sqrt(days / (days - 1.0) * float(residuals @ residuals))) / total
