"""Luck, shrunken changes and equal starting points."""

import numpy as np
import pytest
from scipy import stats

from barometer.core.change.estimates import EstimateState
from barometer.core.change.regression_to_mean import (
    ShrinkageState,
    adjust_for_baseline,
    estimate_true_changes,
    expected_luck,
)
from barometer.core.errors import InvalidArgument

NAN = float("nan")


def simulated(size=4_000, seed=11):
    """True levels (sd 6) move by 1 point (sd 2); both editions are seen with an error of sd 5."""
    rng = np.random.default_rng(seed)
    level = rng.normal(66, 6, size)
    moved = level + rng.normal(1, 2, size)
    return level, moved, level + rng.normal(0, 5, size), moved + rng.normal(0, 5, size)


def test_expected_luck_is_what_unmoved_bodies_show():
    level, _, before, _ = simulated(20_000)
    again = level + np.random.default_rng(1).normal(0, 5, level.size)
    luck = expected_luck(before, np.full(level.size, 25.0), 36.0)
    low = before <= np.quantile(before, 0.25)
    assert luck.lowest == pytest.approx(float((again - before)[low].mean()), abs=0.2)
    assert luck.lowest == pytest.approx(-luck.highest, abs=0.3)
    assert luck.lowest > 3.0


def test_expected_luck_is_zero_without_error_and_full_without_spread():
    before = np.array([50.0, 60.0, 70.0])
    assert expected_luck(before, np.zeros(3), 25.0).by_body.tolist() == [0.0, 0.0, 0.0]
    assert expected_luck(before, np.full(3, 9.0), 0.0).by_body == pytest.approx([10, 0, -10])
    assert expected_luck(before, np.zeros(3), 0.0).by_body.tolist() == [0.0, 0.0, 0.0]


def test_expected_luck_of_equal_bodies_is_none():
    luck = expected_luck(np.full(5, 66.0), np.full(5, 25.0), 10.0)
    assert (luck.lowest, luck.highest) == pytest.approx((0.0, 0.0))
    assert (luck.lowest_count, luck.highest_count) == (5, 5)


def test_expected_luck_of_nobody_has_no_value():
    luck = expected_luck(np.array([NAN]), np.array([25.0]), 10.0)
    assert np.isnan([luck.lowest, luck.highest, luck.by_body[0]]).all()


def test_expected_luck_of_one_body_is_none():
    assert expected_luck(np.array([40.0]), np.array([25.0]), 10.0).lowest == pytest.approx(0.0)


@pytest.mark.parametrize(("variance", "share"), [(-1.0, 0.25), (NAN, 0.25), (1.0, 0.0), (1.0, 0.6)])
def test_expected_luck_refuses_impossible_arguments(variance, share):
    with pytest.raises(InvalidArgument):
        expected_luck(np.ones(3), np.ones(3), variance, share)


def test_true_changes_recover_the_simulated_model():
    level, moved, before, after = simulated()
    errors = np.full(level.size, 25.0)
    found = estimate_true_changes(before, after, errors, errors)
    assert found.between == pytest.approx(np.array([[36, 36], [36, 40]]), abs=3.5)
    gap = found.change - (moved - level)
    raw_gap = after - before - (moved - level)
    assert np.sqrt((gap**2).mean()) < 0.35 * np.sqrt((raw_gap**2).mean())
    assert np.mean(np.abs(gap) <= 1.96 * found.standard_deviation) == pytest.approx(0.95, abs=0.02)
    low = before <= np.quantile(before, 0.25)
    assert float(gap[low].mean()) == pytest.approx(0.0, abs=0.3)
    assert float(raw_gap[low].mean()) > 3.0


def test_true_changes_without_error_are_the_observed_ones():
    before, after = np.array([50.0, 60.0, 75.0, NAN]), np.array([52.0, 59.0, 80.0, 70.0])
    found = estimate_true_changes(before, after, np.zeros(4), np.zeros(4))
    assert found.change == pytest.approx([2.0, -1.0, 5.0, NAN], nan_ok=True)
    assert found.standard_deviation == pytest.approx([0, 0, 0, NAN], nan_ok=True, abs=1e-6)


def test_true_changes_of_equal_bodies_are_the_mean_change():
    found = estimate_true_changes(np.full(4, 60.0), np.full(4, 62.0), np.ones(4), np.ones(4))
    assert found.change == pytest.approx([2.0] * 4)
    assert found.standard_deviation == pytest.approx([0.0] * 4)


def test_true_changes_need_three_continuing_bodies():
    scores = np.array([50.0, 60.0])
    found = estimate_true_changes(scores, scores, np.ones(2), np.ones(2))
    assert found.state is ShrinkageState.TOO_FEW_BODIES
    assert np.isnan(found.change).all()


# Oracle: scipy.stats.linregress.
def test_baseline_slope_equals_simple_regression():
    _, _, before, after = simulated(60)
    expected = stats.linregress(before, after)
    found = adjust_for_baseline(np.append(before, NAN), np.append(after, 1.0))
    assert (found.slope.value, found.slope.standard_error) == pytest.approx(
        (expected.slope, expected.stderr)
    )
    assert found.membership_effect.state is EstimateState.NO_UNIT
    changes = found.adjusted_change[:-1]
    assert np.mean(changes) == pytest.approx(np.mean(after - before))
    assert np.corrcoef(changes, before)[0, 1] == pytest.approx(0.0, abs=1e-9)


# Oracle: classical analysis of covariance, slope pooled within groups.
def test_membership_effect_equals_the_pooled_slope_formula():
    _, _, before, after = simulated(80)
    member = np.arange(80) % 3 == 0
    pooled = [0.0, 0.0]
    for side in (member, ~member):
        centred = before[side] - before[side].mean()
        pooled[0] += float(centred @ after[side])
        pooled[1] += float(centred @ centred)
    slope = pooled[0] / pooled[1]
    expected = (after[member].mean() - after[~member].mean()) - slope * (
        before[member].mean() - before[~member].mean()
    )
    found = adjust_for_baseline(before, after, member)
    assert (found.slope.value, found.membership_effect.value) == pytest.approx((slope, expected))


@pytest.mark.parametrize(
    ("before", "after"),
    [([], []), ([50.0], [60.0]), ([50.0, 50.0, 50.0], [60.0, 61.0, 62.0])],
)
def test_baseline_without_spread_leaves_changes_raw(before, after):
    found = adjust_for_baseline(np.array(before), np.array(after))
    assert found.slope.state is EstimateState.NO_UNIT
    assert found.adjusted_change.tolist() == [b - a for a, b in zip(before, after, strict=True)]


def test_baseline_of_two_bodies_has_a_slope_without_error():
    found = adjust_for_baseline(np.array([50.0, 60.0]), np.array([55.0, 60.0]))
    assert found.slope.value == pytest.approx(0.5)
    assert found.slope.state is EstimateState.TOO_FEW_UNITS
