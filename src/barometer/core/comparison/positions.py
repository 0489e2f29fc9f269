"""Position of each body against its peers: above, not distinguishable, below.

The question answered is: does the true score of this body differ from the mean of the true
scores of the other bodies of its family, as they are in this edition? The peers are taken
as they are, not as a sample of imaginable bodies, so the spread of their true scores does
not enter the standard error; their measurement errors do.
"""

from dataclasses import dataclass
from enum import IntEnum

import numpy as np
from scipy.special import stdtr

from barometer.core.arrays import Bools, Floats, Integers
from barometer.core.comparison.arrays import (
    Codes,
    check_family_index,
    rows_by_family,
    usable_figures,
)
from barometer.core.errors import InvalidArgument
from barometer.core.false_discovery import adjust_columns

DEFAULT_MINIMUM_PEERS = 5
DEFAULT_FALSE_DISCOVERY_SHARE = 0.05
NEGLIGIBLE_POINTS = 1e-9
"""A difference smaller than this is rounding of the computer, not a difference."""


class Position(IntEnum):
    """Where a body stands on a figure against its peers."""

    NOT_ENOUGH_DATA = 0
    BELOW = 1
    NOT_DISTINGUISHABLE = 2
    ABOVE = 3


class Comparability(IntEnum):
    """Whether a figure of a body was compared, and if not the first reason why."""

    COMPARED = 0
    NO_FAMILY = 1
    NO_SCORE = 2
    NO_STANDARD_ERROR = 3
    TOO_FEW_PEERS = 4


@dataclass(frozen=True, slots=True)
class PositionRules:
    """Fewest other bodies to be compared with, and expected share of false positions."""

    minimum_peers: int = DEFAULT_MINIMUM_PEERS
    false_discovery_share: float = DEFAULT_FALSE_DISCOVERY_SHARE


@dataclass(frozen=True, slots=True)
class Positions:
    """One value per body and figure, all of shape (bodies, figures).

    ``positions`` holds ``Position`` codes and ``comparability`` says why a position is
    ``NOT_ENOUGH_DATA``. ``peer_means`` and ``peer_counts`` concern the others: the body itself
    is left out. ``differences`` (score minus peer mean) and ``standard_errors`` are in points,
    p-values from 0 to 1. NaN where the figure was not compared; ``peer_means`` is NaN only
    where no other body has the figure.
    """

    positions: Codes
    comparability: Codes
    peer_counts: Integers
    peer_means: Floats
    differences: Floats
    standard_errors: Floats
    degrees_of_freedom: Floats
    p_values: Floats
    adjusted_p_values: Floats


@dataclass(frozen=True, slots=True)
class MeasuredScores:
    """Scores with what is known of their precision, arrays of shape (bodies, figures).

    ``degrees_of_freedom`` are those of the standard errors; infinite means known exactly.
    """

    scores: Floats
    standard_errors: Floats
    degrees_of_freedom: Floats


def compare_with_peers(
    measured: MeasuredScores, family_index: Integers, rules: PositionRules | None = None
) -> Positions:
    """Return the position of every body on every figure against the others of its family.

    The false-discovery share is controlled over the bodies of a family, figure by figure. A
    standard error of 0 is taken at its word: any difference from such peers is then certain.

    Arguments:
        measured: Scores, standard errors and degrees of freedom, (bodies, figures).
        family_index: Family number of each body, -1 for none.
        rules: Fewest peers and false-discovery share; five peers and 0.05 if absent.

    Raises:
        InvalidArgument: Shapes that differ, a negative standard error, degrees of freedom
            not above 0, fewer than one peer asked, or a share outside 0 to 1.

    Source:
        Method, section 5.3.

    Example:
        >>> scores = np.array([[90.0], [60.0], [61.0], [59.0], [60.5], [59.5]])
        >>> exact = MeasuredScores(scores, np.full((6, 1), 2.0), np.full((6, 1), np.inf))
        >>> result = compare_with_peers(exact, np.zeros(6, dtype=np.int64))
        >>> Position(result.positions[0, 0]).name, float(result.peer_means[0, 0])
        ('ABOVE', 60.0)
    """
    rules = PositionRules() if rules is None else rules
    _check(measured, family_index, rules)
    result = _not_compared(measured, family_index)
    for rows in rows_by_family(family_index):
        _compare_family(result, rows, measured, rules)
    return result


def _check(measured: MeasuredScores, family_index: Integers, rules: PositionRules) -> None:
    check_family_index(family_index, measured.scores.shape[0])
    degrees = measured.degrees_of_freedom
    if degrees.shape != measured.scores.shape:
        raise InvalidArgument("degrees_of_freedom", degrees.shape, f"{measured.scores.shape}")
    is_used = usable_figures(measured.scores, measured.standard_errors)
    if np.any(is_used & ~(degrees > 0)):
        raise InvalidArgument("degrees_of_freedom", "not positive", "> 0 with a standard error")
    if rules.minimum_peers < 1:
        raise InvalidArgument("minimum_peers", rules.minimum_peers, ">= 1")
    if not 0 < rules.false_discovery_share < 1:
        raise InvalidArgument("false_discovery_share", rules.false_discovery_share, "in (0, 1)")


def _not_compared(measured: MeasuredScores, family_index: Integers) -> Positions:
    scores = measured.scores
    reasons = np.full(scores.shape, Comparability.TOO_FEW_PEERS, dtype=np.int8)
    reasons[~np.isfinite(measured.standard_errors)] = Comparability.NO_STANDARD_ERROR
    reasons[~np.isfinite(scores)] = Comparability.NO_SCORE
    reasons[family_index < 0] = Comparability.NO_FAMILY
    return Positions(
        positions=np.full(scores.shape, Position.NOT_ENOUGH_DATA, dtype=np.int8),
        comparability=reasons,
        peer_counts=np.zeros(scores.shape, dtype=np.int64),
        peer_means=np.full(scores.shape, np.nan),
        differences=np.full(scores.shape, np.nan),
        standard_errors=np.full(scores.shape, np.nan),
        degrees_of_freedom=np.full(scores.shape, np.nan),
        p_values=np.full(scores.shape, np.nan),
        adjusted_p_values=np.full(scores.shape, np.nan),
    )


def _compare_family(
    result: Positions, rows: Integers, measured: MeasuredScores, rules: PositionRules
) -> None:
    scores, errors = measured.scores[rows], measured.standard_errors[rows]
    is_used = usable_figures(scores, errors)
    others = is_used.sum(axis=0) - is_used
    is_compared = is_used & (others >= rules.minimum_peers)
    means = _means_of_others(scores, is_used, others)
    differences = np.where(is_compared, scores - means, np.nan)
    differences[np.abs(differences) <= NEGLIGIBLE_POINTS] = 0.0
    standard_errors, degrees = _precision_of_differences(
        np.where(is_used, np.square(errors), 0.0), measured.degrees_of_freedom[rows], others
    )
    p_values = _two_sided_p_values(differences, standard_errors, degrees)
    adjusted = adjust_columns(p_values)
    result.peer_counts[rows] = others
    result.peer_means[rows] = means
    result.differences[rows] = differences
    result.standard_errors[rows] = np.where(is_compared, standard_errors, np.nan)
    result.degrees_of_freedom[rows] = np.where(is_compared, degrees, np.nan)
    result.p_values[rows] = p_values
    result.adjusted_p_values[rows] = adjusted
    result.positions[rows] = _states(differences, adjusted, rules.false_discovery_share)
    result.comparability[rows] = np.where(
        is_compared, Comparability.COMPARED, result.comparability[rows]
    )


def _means_of_others(scores: Floats, is_used: Bools, others: Integers) -> Floats:
    values = np.where(is_used, scores, 0.0)
    sums = values.sum(axis=0) - values
    return np.where(others > 0, sums / np.maximum(others, 1), np.nan)


def _precision_of_differences(
    variances: Floats, degrees: Floats, others: Integers
) -> tuple[Floats, Floats]:
    """Standard error of score minus mean of others, and its Satterthwaite degrees of freedom."""
    counts = np.maximum(others, 1)
    of_peers = np.maximum(variances.sum(axis=0) - variances, 0.0) / counts**2
    variance = variances + of_peers
    spread = np.square(variances) / np.where(degrees > 0, degrees, np.inf)
    of_peers_spread = np.maximum(spread.sum(axis=0) - spread, 0.0) / counts.astype(float) ** 4
    total = spread + of_peers_spread
    with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
        satterthwaite = np.square(variance) / total
    return np.sqrt(variance), np.where(total > 0, satterthwaite, np.inf)


def _two_sided_p_values(differences: Floats, standard_errors: Floats, degrees: Floats) -> Floats:
    with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
        ratios = np.where(differences == 0, 0.0, differences / standard_errors)
    p_values: Floats = 2 * stdtr(degrees, -np.abs(ratios))
    return np.where(np.isnan(differences), np.nan, p_values)


def _states(differences: Floats, adjusted: Floats, false_discovery_share: float) -> Codes:
    is_distinct = (adjusted <= false_discovery_share) & (differences != 0)
    states = np.where(differences > 0, Position.ABOVE, Position.BELOW)
    states = np.where(is_distinct, states, Position.NOT_DISTINGUISHABLE)
    return np.where(np.isnan(adjusted), Position.NOT_ENOUGH_DATA, states).astype(np.int8)
