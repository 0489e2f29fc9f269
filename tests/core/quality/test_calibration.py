import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from barometer.core.quality.calibration import (
    group_medians,
    standardise_by_group,
    tail_p_values,
)

NAN = np.nan


def test_tail_p_values_of_an_exponential_are_its_survival():
    rng = np.random.default_rng(1)
    observed = np.array([0.5, 2.0, 5.0, 9.0])
    found = tail_p_values(observed, rng.exponential(1, 50_000))
    np.testing.assert_allclose(np.log(found), -observed, rtol=0.1, atol=0.02)


def test_tail_p_values_are_prudent_for_a_normal():
    rng = np.random.default_rng(2)
    # Normal survival at 3, 4 and 5 standard deviations.
    true = np.array([1.35e-3, 3.17e-5, 2.87e-7])
    found = tail_p_values(np.array([3.0, 4.0, 5.0]), rng.normal(0, 1, 5000))
    assert np.all(found > true * 0.8)


def test_tail_p_values_of_planted_extremes_do_not_hide_each_other():
    rng = np.random.default_rng(3)
    reference = np.concatenate([rng.exponential(1, 1000), np.full(20, 25.0)])
    assert tail_p_values(np.array([25.0]), reference)[0] < 1e-4


@given(hnp.arrays(np.float64, st.integers(50, 80), elements=st.integers(0, 6).map(float)))
def test_tail_p_values_are_probabilities_that_fall(reference):
    found = tail_p_values(np.arange(-1.0, 9.0), reference)
    assert np.all((found > 0) & (found <= 1))
    assert np.all(np.diff(found) <= 0)


def test_tail_p_values_of_equal_values_are_one():
    np.testing.assert_array_equal(tail_p_values(np.full(60, 3.0), np.full(60, 3.0)), np.ones(60))


def test_tail_p_values_need_fifty_references():
    assert np.isnan(tail_p_values(np.array([1.0]), np.r_[np.arange(49.0), NAN])).all()


def test_standardise_by_group_measures_in_the_groups_own_spread():
    values = np.array([1.0, 2.0, 3.0, 4.0, 5.0, 10.0, 20.0, 30.0, 40.0, 50.0, NAN, 7.0])
    groups = np.array([0] * 5 + [1] * 5 + [1, 2])
    expected = [-2, -1, 0, 1, 2, -2, -1, 0, 1, 2]
    found = standardise_by_group(values, groups)
    np.testing.assert_allclose(found[:10] * 1.2, expected)
    assert np.isnan(found[10:]).all()


def test_standardise_by_group_of_equal_values_is_unknown():
    assert np.isnan(standardise_by_group(np.ones(6), np.zeros(6, dtype=np.int64))).all()


@pytest.mark.parametrize("size", [0, 4])
def test_group_medians_need_five_values(size):
    assert np.isnan(group_medians(np.ones(size), np.zeros(size, dtype=np.int64))).all()
