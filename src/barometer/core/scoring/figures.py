"""From sums to values: indicators of each body, then every figure, with what it rests on."""

from dataclasses import dataclass
from enum import IntEnum

import numpy as np
import numpy.typing as npt
from scipy import sparse

from barometer.core.arrays import Bools, Floats, Integers
from barometer.core.grids.model import Combine
from barometer.core.rounding import round_half_up
from barometer.core.scoring.combining import CombinedItems
from barometer.core.scoring.compiled import CompiledGrid
from barometer.core.scoring.sums import PooledSums

MEAN = list(Combine).index(Combine.MEAN)


class FigureState(IntEnum):
    """Why a figure has, or has not, a value.

    ``ALL_CLOSED``: every contact failed before it could be observed. ``NOT_OBSERVED``: the field
    work has nothing on it (an option not chosen, a channel not audited).
    """

    SCORED = 0
    NOT_ENOUGH_DATA = 1
    NOT_APPLICABLE = 2
    NOT_OBSERVED = 3
    ALL_CLOSED = 4


@dataclass(frozen=True, slots=True, eq=False)
class IndicatorTotals:
    """Sums by body and indicator, shape (bodies, indicators); see :class:`PooledSums`.

    ``is_linear`` is False where an item was combined by best, worst, any or all, so that no
    linearised standard error exists.
    """

    earned: Floats
    possible: Floats
    missing: Floats
    closed: Floats
    not_applicable: Floats
    unconditional_earned: Floats
    unconditional_possible: Floats
    is_linear: Bools


@dataclass(frozen=True, slots=True, eq=False)
class FigureValues:
    """Values of figures, shape (bodies, figures); NaN where ``state`` is not ``SCORED``.

    Arguments:
        value: 0 to 100.
        state: :class:`FigureState`.
        coverage: Share (0 to 1) of the applicable weight on which the field work has a result.
        closed_share: Share (0 to 1) of that weight which failed contacts closed.
        unconditional: 0 to 100, items closed by failed contacts counted 0.
        total_weight: Weight over which the value is a mean: the denominator of effective weights.
    """

    value: Floats
    state: npt.NDArray[np.uint8]
    coverage: Floats
    closed_share: Floats
    unconditional: Floats
    total_weight: Floats


def total_by_body(
    compiled: CompiledGrid,
    sums: PooledSums,
    starts: Integers,
    combined: CombinedItems,
    combined_unconditional: CombinedItems,
) -> IndicatorTotals:
    """Return sums by body and indicator, pooled and combined items together.

    Arguments:
        compiled: The grid.
        sums: Pooled sums by audit; audits ordered by body.
        starts: First audit of each body, then the number of audits; shape (bodies + 1,).
        combined: Combined items.
        combined_unconditional: Combined items with closed observations counted 0.

    Source: Method, section 3.1.
    """
    summing = summing_matrix(starts)
    earned, possible = summing @ sums.earned, summing @ sums.possible
    closed, missing = summing @ sums.closed, summing @ sums.missing
    not_applicable = summing @ sums.not_applicable
    is_linear = np.ones_like(earned, dtype=np.bool_)
    unconditional_earned = earned.copy()
    unconditional_possible = possible + closed
    _add_combined(compiled, combined, earned, possible)
    _add_combined(compiled, combined_unconditional, unconditional_earned, unconditional_possible)
    for group, target in (
        (combined.is_missing, missing),
        (combined.is_closed, closed),
        (combined.is_not_applicable, not_applicable),
    ):
        weight = compiled.item_weight[combined.item[group]]
        np.add.at(
            target, (combined.body[group], compiled.item_indicator[combined.item[group]]), weight
        )
    is_bent = (combined.combine != MEAN) & ~np.isnan(combined.points)
    is_linear[combined.body[is_bent], compiled.item_indicator[combined.item[is_bent]]] = False
    return IndicatorTotals(
        earned,
        possible,
        missing,
        closed,
        not_applicable,
        unconditional_earned,
        unconditional_possible,
        is_linear,
    )


def _add_combined(
    compiled: CompiledGrid, combined: CombinedItems, earned: Floats, possible: Floats
) -> None:
    is_scored = ~np.isnan(combined.points)
    item = combined.item[is_scored]
    place = (combined.body[is_scored], compiled.item_indicator[item])
    weight = compiled.item_weight[item]
    np.add.at(earned, place, weight * combined.points[is_scored])
    np.add.at(possible, place, weight)


def summing_matrix(starts: Integers) -> sparse.csr_array:
    """Return the matrix of zeros and ones that adds up consecutive rows; none give 0.

    Arguments:
        starts: First row of each segment, then the number of rows; ascending.
    """
    n_rows = int(starts[-1])
    return sparse.csr_array(
        (np.ones(n_rows), np.arange(n_rows), starts), shape=(len(starts) - 1, n_rows)
    )


def state_indicators(compiled: CompiledGrid, totals: IndicatorTotals) -> npt.NDArray[np.uint8]:
    """Return the :class:`FigureState` of each indicator, shape (bodies, indicators).

    Source: Method, section 3.3.
    """
    observed = totals.possible + totals.closed
    applicable = observed + totals.missing
    with np.errstate(invalid="ignore", divide="ignore"):
        coverage = observed / applicable
    state = np.full(observed.shape, FigureState.SCORED, dtype=np.uint8)
    state[coverage < compiled.grid.floors.indicator] = FigureState.NOT_ENOUGH_DATA
    state[(totals.possible == 0) & (totals.closed > 0) & (totals.missing == 0)] = (
        FigureState.ALL_CLOSED
    )
    state[(totals.possible == 0) & (totals.missing > 0)] = FigureState.NOT_ENOUGH_DATA
    state[(applicable == 0) & (totals.not_applicable > 0)] = FigureState.NOT_APPLICABLE
    state[(applicable == 0) & (totals.not_applicable == 0)] = FigureState.NOT_OBSERVED
    return state


def value_figures(compiled: CompiledGrid, totals: IndicatorTotals) -> FigureValues:
    """Return value, state and what each figure rests on.

    A figure is the mean of its indicators weighted by their nominal weights, over those that
    have a value. Not applicable indicators leave its weight; missing ones lower its coverage,
    and below the floor of the grid the figure is stated as not enough data, never as 0.

    Source: Method, sections 3.2, 3.3 and 3.5.
    """
    states = state_indicators(compiled, totals)
    weights = compiled.figure_sums
    is_scored = states == FigureState.SCORED
    scored = _ratios(compiled, totals.earned, totals.possible, is_scored)
    value, total_weight = _weighted_means(weights, scored)
    is_stated = is_scored | (states == FigureState.ALL_CLOSED)
    unconditional, _ = _weighted_means(
        weights,
        _ratios(compiled, totals.unconditional_earned, totals.unconditional_possible, is_stated),
    )
    applies = _sum_indicators(weights, states != FigureState.NOT_APPLICABLE)
    observed = totals.possible + totals.closed
    with np.errstate(invalid="ignore", divide="ignore"):
        known = np.nan_to_num(observed / (observed + totals.missing)) * is_stated
        shut = np.nan_to_num(totals.closed / (observed + totals.missing)) * is_stated
        coverage = np.where(applies > 0, _sum_indicators(weights, known) / applies, 0.0)
        closed_share = np.where(applies > 0, _sum_indicators(weights, shut) / applies, 0.0)
    state = _figure_states(compiled, states, coverage, total_weight, applies)
    is_valued = state == FigureState.SCORED
    return FigureValues(
        np.where(is_valued, value, np.nan),
        state,
        coverage,
        closed_share,
        np.where(is_valued | (state == FigureState.ALL_CLOSED), unconditional, np.nan),
        total_weight,
    )


def _sum_indicators(weights: sparse.csr_array, values: npt.NDArray[np.generic]) -> Floats:
    """Return the weighted sums over indicators, from (bodies, indicators) to (bodies, figures)."""
    return np.asarray((weights @ values.T.astype(np.float64)).T, dtype=np.float64)


def _ratios(compiled: CompiledGrid, earned: Floats, possible: Floats, is_counted: Bools) -> Floats:
    """Return earned / possible of counted indicators, rounded as the grid says; NaN elsewhere."""
    with np.errstate(invalid="ignore", divide="ignore"):
        ratio = np.where(is_counted & (possible > 0), earned / possible, np.nan)
    for column, indicator in enumerate(compiled.grid.indicators):
        if indicator.decimals is not None:
            ratio[:, column] = round_half_up(ratio[:, column], indicator.decimals)
    return ratio


def _weighted_means(weights: sparse.csr_array, ratio: Floats) -> tuple[Floats, Floats]:
    """Return weighted means over the indicators that have a value, and their weights."""
    has_value = ~np.isnan(ratio)
    total = _sum_indicators(weights, has_value)
    with np.errstate(invalid="ignore", divide="ignore"):
        return _sum_indicators(weights, np.where(has_value, ratio, 0.0)) / total, total


def _figure_states(
    compiled: CompiledGrid,
    states: npt.NDArray[np.uint8],
    coverage: Floats,
    total_weight: Floats,
    applies: Floats,
) -> npt.NDArray[np.uint8]:
    members = compiled.figure_members
    floors = compiled.grid.floors
    floor = np.array(
        [floors.body if figure.kind == "body" else floors.figure for figure in compiled.figures]
    )
    count = members.sum(axis=1)
    closed, not_observed, not_applicable = (
        _sum_indicators(members, states == wanted)
        for wanted in (
            FigureState.ALL_CLOSED,
            FigureState.NOT_OBSERVED,
            FigureState.NOT_APPLICABLE,
        )
    )
    state = np.full_like(coverage, FigureState.SCORED, dtype=np.uint8)
    state[(coverage < floor - 1e-12) | (total_weight <= 0)] = FigureState.NOT_ENOUGH_DATA
    all_closed = (closed + not_applicable == count) & (applies > 0) & (total_weight <= 0)
    state[all_closed] = FigureState.ALL_CLOSED
    state[not_observed + not_applicable == count] = FigureState.NOT_OBSERVED
    state[not_applicable == count] = FigureState.NOT_APPLICABLE
    return state
