"""Matched change, Welch's difference and the states of an estimate."""

import numpy as np
import pytest
from scipy import stats

from barometer.core.change.estimates import EstimateState, build_estimate
from barometer.core.change.matched import (
    matched_change,
    resample_matched_change,
    welch_difference,
)
from barometer.core.errors import InvalidArgument

NAN = float("nan")


def two_editions(size=40, seed=5):
    rng = np.random.default_rng(seed)
    before = rng.normal(66, 8, size)
    return before, before + rng.normal(2, 6, size)


# Oracle: scipy.stats.ttest_rel.
def test_matched_change_equals_the_paired_test():
    before, after = two_editions()
    expected = stats.ttest_rel(after, before)
    interval = expected.confidence_interval(0.9)
    change = matched_change(before, after, 0.9)
    assert change.value / change.standard_error == pytest.approx(expected.statistic)
    assert change.p_value == pytest.approx(expected.pvalue)
    assert (change.low, change.high) == pytest.approx((interval.low, interval.high))
    assert change.degrees_of_freedom == 39


def test_matched_change_leaves_out_bodies_of_one_edition():
    before, after = two_editions()
    wider = matched_change(np.append(before, [10, NAN]), np.append(after, [NAN, 99]))
    assert wider == matched_change(before, after)


@pytest.mark.parametrize(
    ("before", "after", "state", "value"),
    [
        ([], [], EstimateState.NO_UNIT, NAN),
        ([NAN, 50], [60, NAN], EstimateState.NO_UNIT, NAN),
        ([50, NAN], [53, 60], EstimateState.TOO_FEW_UNITS, 3.0),
        ([50.1, 60.1, 70.1], [52.1, 62.1, 72.1], EstimateState.NO_SPREAD, 2.0),
    ],
)
def test_matched_change_states(before, after, state, value):
    change = matched_change(before, after)
    assert change.state is state
    assert change.value == pytest.approx(value, nan_ok=True)
    assert np.isnan([change.low, change.high, change.p_value]).all()


def test_matched_change_refuses_misaligned_bodies():
    with pytest.raises(InvalidArgument):
        matched_change([1, 2], [1, 2, 3])


# Oracle: scipy.stats.ttest_ind(equal_var=False).
def test_welch_difference_equals_the_welch_test():
    rng = np.random.default_rng(8)
    certified, others = rng.normal(75, 6, 31), rng.normal(68.5, 11, 200)
    expected = stats.ttest_ind(certified, others, equal_var=False)
    interval = expected.confidence_interval(0.95)
    difference = welch_difference(np.append(certified, NAN), others)
    assert difference.p_value == pytest.approx(expected.pvalue)
    assert difference.degrees_of_freedom == pytest.approx(expected.df)
    assert (difference.low, difference.high) == pytest.approx((interval.low, interval.high))
    assert difference.unit_count == 231


@pytest.mark.parametrize(
    ("first", "second", "state"),
    [
        ([], [1, 2], EstimateState.NO_UNIT),
        ([NAN], [1, 2], EstimateState.NO_UNIT),
        ([5], [1, 2], EstimateState.TOO_FEW_UNITS),
        ([5, 5], [1, 1, 1], EstimateState.NO_SPREAD),
        ([5, 5], [1, 2, 1], EstimateState.GIVEN),
    ],
)
def test_welch_difference_states(first, second, state):
    assert welch_difference(first, second).state is state


def test_resampled_interval_agrees_with_the_student_interval():
    before, after = two_editions(180)
    change = matched_change(before, after)
    resampled = resample_matched_change(before, after, seed=1)
    assert (resampled.low, resampled.high) == pytest.approx((change.low, change.high), abs=0.15)
    assert resampled == resample_matched_change(before, after, seed=1)


def test_resampled_interval_needs_two_bodies():
    resampled = resample_matched_change([50, NAN], [60, 70], seed=1)
    assert np.isnan([resampled.low, resampled.high]).all()
    assert resampled.unit_count == 1


@pytest.mark.parametrize("level", [0.0, 1.0, 95.0])
def test_estimate_refuses_an_impossible_level(level):
    with pytest.raises(InvalidArgument):
        build_estimate(1.0, 1.0, 5.0, 6, level)
