"""Everything that is said of the change between two editions, from their arrays."""

from dataclasses import dataclass

import numpy as np

from barometer.core.arrays import Bools, Floats, Integers
from barometer.core.change.composition import GroupComparison, compare_at_equal_composition
from barometer.core.change.criteria import CriterionSplit, split_by_criterion
from barometer.core.change.decomposition import ChangeDecomposition, decompose_change
from barometer.core.change.estimates import Estimate
from barometer.core.change.matched import (
    ResampledInterval,
    matched_change,
    resample_matched_change,
)
from barometer.core.change.panels import Panel
from barometer.core.change.regression_to_mean import (
    BaselineAdjustment,
    ExpectedLuck,
    TrueChanges,
    adjust_for_baseline,
    estimate_true_changes,
    expected_luck,
)
from barometer.core.change.total import total_change
from barometer.core.comparison.heterogeneity import BetweenVarianceMethod, between_variance
from barometer.core.false_discovery import adjust_p_values

EXTREME_SHARE = 0.25


@dataclass(frozen=True, slots=True, eq=False)
class TwoEditions:
    """The figures that two editions have in common, over the bodies of either.

    Arguments:
        before, after: Shape (bodies, figures), 0 to 100; NaN where absent.
        errors_before, errors_after: Standard errors, same shape; NaN where unknown.
        score: Column of the score.
        criteria: Columns of the criteria.
        criterion_weights: Weight of each criterion in the score.
    """

    before: Floats
    after: Floats
    errors_before: Floats
    errors_after: Floats
    score: int
    criteria: Integers
    criterion_weights: Floats


@dataclass(frozen=True, slots=True)
class FigureChange:
    """Change of one figure; ``adjusted_p_value`` accounts for all figures tested together."""

    matched: Estimate
    total: Estimate
    parts: ChangeDecomposition
    adjusted_p_value: float


@dataclass(frozen=True, slots=True, eq=False)
class LuckOfExtremes:
    """What luck alone predicted, and what the lowest and highest quarters of bodies really did.

    ``lowest_change`` and ``highest_change`` are mean changes in points; NaN without bodies.
    """

    expected: ExpectedLuck
    lowest_change: float
    highest_change: float


@dataclass(frozen=True, slots=True, eq=False)
class EditionChange:
    """The change between two editions: of each figure, and of the score in detail."""

    figures: tuple[FigureChange, ...]
    resampled: ResampledInterval
    criteria: CriterionSplit
    luck: LuckOfExtremes
    true_changes: TrueChanges


@dataclass(frozen=True, slots=True, eq=False)
class GroupChange:
    """Members against others: in each edition at equal composition, and from equal starts."""

    before: GroupComparison
    after: GroupComparison
    adjusted: BaselineAdjustment


def describe_change(editions: TwoEditions, *, seed: int, level: float = 0.95) -> EditionChange:
    """Return the change of every figure, and of the score in detail.

    Arguments:
        editions: Both editions.
        seed: Seed of the resamples of bodies.
        level: Level of the intervals.

    Source: Method, sections 6.1, 6.2, 6.3, 6.5 and 6.6.
    """
    before, after = editions.before, editions.after
    columns = range(before.shape[1])
    matched = [matched_change(before[:, k], after[:, k], level) for k in columns]
    adjusted = adjust_p_values(np.array([one.p_value for one in matched], np.float64))
    figures = tuple(
        FigureChange(
            matched[k],
            total_change(Panel(before[:, k], after[:, k]), level),
            decompose_change(Panel(before[:, k], after[:, k])),
            float(adjusted[k]),
        )
        for k in columns
    )
    score = editions.score
    return EditionChange(
        figures,
        resample_matched_change(before[:, score], after[:, score], seed=seed, level=level),
        split_by_criterion(
            before[:, editions.criteria], after[:, editions.criteria], editions.criterion_weights
        ),
        _luck(editions),
        estimate_true_changes(
            before[:, score],
            after[:, score],
            editions.errors_before[:, score] ** 2,
            editions.errors_after[:, score] ** 2,
        ),
    )


def _luck(editions: TwoEditions) -> LuckOfExtremes:
    """Compare the extremes of the continuing bodies with what luck predicted of them."""
    score = editions.score
    change = editions.after[:, score] - editions.before[:, score]
    before = np.where(np.isnan(change), np.nan, editions.before[:, score])
    errors = np.where(np.isnan(change), np.nan, editions.errors_before[:, score])
    method = BetweenVarianceMethod.PAULE_MANDEL
    between = float(between_variance(before[:, None], errors[:, None], method)[0])
    expected = expected_luck(before, errors**2, np.nan_to_num(between), EXTREME_SHARE)
    observed = ~np.isnan(before + errors)
    if not observed.any():
        return LuckOfExtremes(expected, float("nan"), float("nan"))
    limits = np.quantile(before[observed], [EXTREME_SHARE, 1.0 - EXTREME_SHARE])
    low, high = observed & (before <= limits[0]), observed & (before >= limits[1])
    return LuckOfExtremes(expected, float(change[low].mean()), float(change[high].mean()))


def compare_groups(
    before: Floats, after: Floats, is_member: Bools, cells: Integers, level: float = 0.95
) -> GroupChange:
    """Return members against others in both editions, with composition removed.

    Arguments:
        before, after: Score of each body, NaN where absent.
        is_member: Whether each body belongs to the group.
        cells: Kind of each body, any whole number.
        level: Level of the intervals.

    Source: Method, sections 6.6 and 6.7.
    """
    return GroupChange(
        compare_at_equal_composition(before, is_member, cells, level),
        compare_at_equal_composition(after, is_member, cells, level),
        adjust_for_baseline(before, after, is_member, level),
    )
