"""Kitagawa's split: published example, exact sums, empty cells, honest errors."""

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from barometer.core.change.composition import (
    CompositionState,
    compare_at_equal_composition,
    split_rate_and_composition,
)
from barometer.core.change.estimates import EstimateState
from barometer.core.errors import InvalidArgument

NAN = float("nan")


# Oracle: Das Gupta (1993), Standardization and decomposition of rates, table 5.1: household
# headship rates per 100, United States 1970 and 1985, age groups 15-19 to 75 and over.
# Published split of 47.6940 - 44.7268: age structure 1.2269, rates 1.7403.
def test_split_equals_the_published_headship_example():
    shares_1970 = [12.9, 10.9, 9.5, 8.0, 7.8, 8.4, 8.6, 7.8, 7.0, 5.9, 4.7, 3.6, 4.9]
    shares_1985 = [10.1, 11.2, 11.6, 10.9, 9.4, 7.7, 6.3, 6.0, 6.3, 5.9, 5.1, 4.0, 5.5]
    rates_1970 = [1.9, 25.8, 45.7, 49.6, 51.2, 51.6, 51.8, 54.9, 58.7, 60.4, 62.8, 66.6, 66.8]
    rates_1985 = [2.2, 24.3, 45.8, 52.5, 56.1, 55.6, 56.0, 57.4, 57.2, 61.2, 63.9, 68.6, 72.2]
    rate, composition = split_rate_and_composition(
        np.array(rates_1985),
        np.array(shares_1985) / 100,
        np.array(rates_1970),
        np.array(shares_1970) / 100,
    )
    assert (rate, composition) == pytest.approx((1.7403, 1.2269), abs=5e-5)


def exact_comparison(rows):
    """Re-implementation in exact fractions: crude, rate, composition, off support."""
    cells = {}
    for body_score, member, cell in rows:
        cells.setdefault(cell, {True: [], False: []})[member].append(Fraction(body_score))
    groups = {side: [row[0] for row in rows if row[1] == side] for side in (True, False)}
    crude = Fraction(sum(groups[True]), len(groups[True])) - Fraction(
        sum(groups[False]), len(groups[False])
    )
    common = [sides for sides in cells.values() if sides[True] and sides[False]]
    if not common:
        return crude, None, None, None
    sizes = {side: sum(len(sides[side]) for sides in common) for side in (True, False)}
    rate = composition = Fraction(0)
    for sides in common:
        means = [sum(sides[side]) / len(sides[side]) for side in (True, False)]
        shares = [Fraction(len(sides[side]), sizes[side]) for side in (True, False)]
        rate += (shares[0] + shares[1]) / 2 * (means[0] - means[1])
        composition += (means[0] + means[1]) / 2 * (shares[0] - shares[1])
    return crude, rate, composition, crude - rate - composition


@given(
    st.lists(
        st.tuples(st.integers(0, 100), st.booleans(), st.integers(0, 3)), min_size=2, max_size=14
    )
)
def test_parts_equal_the_exact_fractions(rows):
    if len({row[1] for row in rows}) < 2:
        return
    scores, member, cells = (np.array(column) for column in zip(*rows, strict=True))
    got = compare_at_equal_composition(scores.astype(float), member, cells)
    crude, *parts = exact_comparison(rows)
    assert got.crude.value == pytest.approx(float(crude), abs=1e-9)
    if got.state is CompositionState.GIVEN:
        values = (got.rate.value, got.composition.value, got.off_support)
        assert values == pytest.approx(tuple(map(float, parts)), abs=1e-9)
    else:
        assert parts == [None, None, None]


# By hand: off-support bodies move the crude means away from those of common kinds.
def test_bodies_of_a_kind_apart_are_reported():
    scores = np.array([80.0, 82.0, 90.0, 70.0, 72.0, NAN])
    member = np.array([True, True, True, False, False, False])
    got = compare_at_equal_composition(scores, member, np.array([1, 1, 2, 1, 1, 2]))
    assert got.crude.value == pytest.approx(13.0)
    assert (got.rate.value, got.composition.value, got.off_support) == pytest.approx((10, 0, 3))
    assert (got.members_off_share, got.others_off_share) == pytest.approx((1 / 3, 0.0))
    assert got.common_cell_count == 1


@pytest.mark.parametrize(
    ("scores", "member", "cells", "state"),
    [
        ([], [], [], CompositionState.NO_MEMBER),
        ([50.0], [False], [0], CompositionState.NO_MEMBER),
        ([50.0], [True], [0], CompositionState.NO_OTHER_BODY),
        ([50.0, 60.0], [True, False], [0, 1], CompositionState.NO_COMMON_CELL),
        ([50.0, 60.0], [True, False], [5, 5], CompositionState.GIVEN),
    ],
)
def test_comparison_states(scores, member, cells, state):
    got = compare_at_equal_composition(
        np.array(scores), np.array(member, bool), np.array(cells, int)
    )
    assert got.state is state
    if state is CompositionState.GIVEN:
        assert got.rate.value == -10.0
        assert got.rate.state is EstimateState.TOO_FEW_UNITS


def test_one_group_of_single_bodies_borrows_the_spread_of_the_other():
    scores = np.array([75.0, 70.0, 60.0, 64.0, 58.0, 62.0])
    member = np.array([True, True, False, False, False, False])
    got = compare_at_equal_composition(scores, member, np.array([0, 1, 0, 0, 1, 1]))
    assert got.rate.state is EstimateState.GIVEN
    # Pooled variance 8: cells weigh 1/2 each, so V = 8 (1/4)(1 + 1 + 1/2 + 1/2) + shares part.
    gaps = np.array([13.0, 10.0]) / 2
    shares_part = gaps.var() / 1 + gaps.var() / 3
    assert got.rate.standard_error == pytest.approx((6.0 + shares_part) ** 0.5)


def test_equal_bodies_have_no_spread():
    got = compare_at_equal_composition(np.full(6, 66.0), np.arange(6) < 3, np.array([0, 1, 1] * 2))
    assert (got.rate.value, got.composition.value) == pytest.approx((0.0, 0.0))
    assert got.rate.state is EstimateState.NO_SPREAD


def test_errors_cover_the_truth_in_simulated_editions():
    rng = np.random.default_rng(6)
    levels = np.array([60.0, 68.0, 76.0])
    chances = {True: [0.2, 0.3, 0.5], False: [0.5, 0.3, 0.2]}
    truth = split_rate_and_composition(
        levels + 3, np.array(chances[True]), levels, np.array(chances[False])
    )
    member = np.arange(231) < 70
    covered = np.zeros(2)
    for _ in range(400):
        cells = np.where(
            member, rng.choice(3, 231, p=chances[True]), rng.choice(3, 231, p=chances[False])
        )
        scores = levels[cells] + 3 * member + rng.normal(0, 6, 231)
        got = compare_at_equal_composition(scores, member, cells)
        covered += [
            part.low <= value <= part.high
            for part, value in zip((got.rate, got.composition), truth, strict=True)
        ]
    assert covered / 400 == pytest.approx([0.95, 0.95], abs=0.03)


def test_misaligned_arrays_are_refused():
    with pytest.raises(InvalidArgument):
        compare_at_equal_composition(np.ones(3), np.ones(2, bool), np.ones(3, int))
