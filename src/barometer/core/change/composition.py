"""Two groups of bodies compared at equal composition (Kitagawa): certified and not certified."""

from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from barometer.core.arrays import Bools, Floats, Integers
from barometer.core.change.estimates import Estimate, build_estimate
from barometer.core.change.matched import welch_difference
from barometer.core.errors import InvalidArgument


class CompositionState(StrEnum):
    """Whether composition could be removed."""

    GIVEN = "given"
    NO_MEMBER = "no_member"
    NO_OTHER_BODY = "no_other_body"
    NO_COMMON_CELL = "no_common_cell"
    """No kind of body holds both members and others: only the crude difference exists."""


@dataclass(frozen=True, slots=True)
class GroupComparison:
    """Difference between members and others, in points, and what explains it.

    ``crude.value`` is ``rate.value + composition.value + off_support``. ``rate`` is the difference
    left between bodies of the same kind; ``composition`` comes from the groups being made of
    different kinds; ``off_support`` from bodies whose kind exists in one group only, whose shares
    are given. The difference describes who chooses to be a member; it is not an effect.
    """

    crude: Estimate
    rate: Estimate
    composition: Estimate
    off_support: float
    members_off_share: float
    others_off_share: float
    common_cell_count: int
    state: CompositionState


@dataclass(frozen=True, slots=True)
class _Cells:
    """Means, shares and sizes by common cell, and the pooled variance inside cells."""

    means: Floats
    shares: Floats
    counts: Floats
    variance: float


def split_rate_and_composition(
    first_rates: Floats,
    first_shares: Floats,
    second_rates: Floats,
    second_shares: Floats,
) -> tuple[float, float]:
    """Return the rate part and the composition part of first minus second (they sum exactly).

    Arguments:
        first_rates: Mean of each cell in the first group.
        first_shares: Share of each cell in the first group; sums to 1.
        second_rates: Mean of each cell in the second group.
        second_shares: Share of each cell in the second group; sums to 1.

    Source: Method, section 6.7.

    Example:
        >>> rate, composition = split_rate_and_composition(
        ...     np.array([80.0, 60.0]), np.array([0.75, 0.25]),
        ...     np.array([78.0, 58.0]), np.array([0.25, 0.75]))
        >>> rate, composition
        (2.0, 10.0)
    """
    rate = (first_shares + second_shares) / 2 @ (first_rates - second_rates)
    composition = (first_rates + second_rates) / 2 @ (first_shares - second_shares)
    return float(rate), float(composition)


def compare_at_equal_composition(
    body_scores: Floats, is_member: Bools, cells: Integers, level: float = 0.95
) -> GroupComparison:
    """Return the difference between members and others with composition taken out, in points.

    Bodies without a score are left out. Cells present in one group only are set apart and their
    effect is reported, instead of being guessed.

    Arguments:
        body_scores: One score per body, 0 to 100; not-a-number where there is none.
        is_member: Whether the body belongs to the first group (for example, certified).
        cells: Kind of each body (for example family x size), any integer code.
        level: Confidence level.

    Raises:
        InvalidArgument: The arrays do not describe the same bodies.

    Source: Method, section 6.7.
    """
    if not body_scores.shape == is_member.shape == cells.shape:
        raise InvalidArgument("cells", cells.shape, f"one value per body, {body_scores.shape}")
    kept = ~np.isnan(body_scores)
    values, member = body_scores[kept], is_member[kept]
    crude = welch_difference(values[member], values[~member], level)
    codes = np.unique(cells[kept], return_inverse=True)[1].reshape(-1)
    common = _common_cells(codes, member)
    state = _state(member, common)
    if state is not CompositionState.GIVEN:
        return _without_split(crude, level, state)
    is_common = common[codes]
    places = np.cumsum(common)[codes] - 1
    groups = [
        _summary(values[side & is_common], places[side & is_common]) for side in (member, ~member)
    ]
    rate, composition = _estimates(groups[0], groups[1], level)
    return GroupComparison(
        crude=crude,
        rate=rate,
        composition=composition,
        off_support=crude.value - rate.value - composition.value if not is_common.all() else 0.0,
        members_off_share=float(1.0 - is_common[member].mean()),
        others_off_share=float(1.0 - is_common[~member].mean()),
        common_cell_count=int(common.sum()),
        state=state,
    )


def _common_cells(codes: Integers, member: Bools) -> Bools:
    size = int(codes.max()) + 1 if codes.size else 0
    in_first = np.bincount(codes[member], minlength=size) > 0
    return np.asarray(in_first & (np.bincount(codes[~member], minlength=size) > 0))


def _state(member: Bools, common: Bools) -> CompositionState:
    if not member.any():
        return CompositionState.NO_MEMBER
    if member.all():
        return CompositionState.NO_OTHER_BODY
    return CompositionState.GIVEN if common.any() else CompositionState.NO_COMMON_CELL


def _without_split(crude: Estimate, level: float, state: CompositionState) -> GroupComparison:
    nan = float("nan")
    absent = build_estimate(nan, nan, 0.0, 0, level)
    off = 1.0 if state is CompositionState.NO_COMMON_CELL else nan
    return GroupComparison(crude, absent, absent, nan, off, off, 0, state)


def _summary(values: Floats, places: Integers) -> _Cells:
    counts = np.bincount(places).astype(np.float64)
    means = np.bincount(places, values) / counts
    degrees = values.size - counts.size
    squares = float(((values - means[places]) ** 2).sum())
    variance = squares / degrees if degrees > 0 else float("nan")
    return _Cells(means, counts / values.size, counts, variance)


def _estimates(first: _Cells, second: _Cells, level: float) -> tuple[Estimate, Estimate]:
    """Return both parts with errors by linearisation in cell means and in cell shares."""
    values = split_rate_and_composition(first.means, first.shares, second.means, second.shares)
    middle_share = (first.shares + second.shares) / 2
    half_gap = (first.shares - second.shares) / 2
    half_difference = (first.means - second.means) / 2
    middle_mean = (first.means + second.means) / 2
    count = int(first.counts.sum() + second.counts.sum())
    degrees = float(count - first.counts.size - second.counts.size)
    rate_error = _error((first, second), middle_share, half_difference)
    composition_error = _error((first, second), half_gap, middle_mean)
    return (
        build_estimate(values[0], rate_error, degrees, count, level),
        build_estimate(values[1], composition_error, degrees, count, level),
    )


def _error(groups: tuple[_Cells, _Cells], mean_weights: Floats, share_values: Floats) -> float:
    """Return the standard error of a part that is linear in means and in shares of both groups.

    Inside a cell the variance is pooled over the cells of a group (over both groups when one has
    no cell of two bodies), so that a cell of one body needs no special case.
    """
    degrees = [float((group.counts - 1.0).sum()) for group in groups]
    squares = [
        group.variance * freedom if freedom > 0.0 else 0.0
        for group, freedom in zip(groups, degrees, strict=True)
    ]
    if sum(degrees) == 0.0:
        return float("nan")
    variance = 0.0
    for group, freedom in zip(groups, degrees, strict=True):
        inside = group.variance if freedom > 0.0 else sum(squares) / sum(degrees)
        size = float(group.counts.sum())
        between = float(group.shares @ (share_values - group.shares @ share_values) ** 2)
        variance += inside * float((mean_weights**2 / group.counts).sum())
        variance += between / max(size - 1.0, 1.0)
    return float(np.sqrt(variance))
