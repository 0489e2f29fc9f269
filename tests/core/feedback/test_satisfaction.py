"""Shares, indices and the rules for small numbers."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from barometer.core.errors import InvalidArgument
from barometer.core.feedback.satisfaction import (
    ShareState,
    SmallNumberRule,
    satisfaction_index,
    satisfaction_share,
    wilson_interval,
)

NAN = float("nan")


# Oracle: R prop.test(correct = FALSE), equal to statsmodels' wilson method.
@pytest.mark.parametrize(
    ("successes", "trials", "expected"),
    [(82, 100, (0.7333264, 0.8829977)), (5, 5, (0.5655175, 1.0)), (0, 5, (0.0, 0.4344825))],
)
def test_wilson_equals_r(successes, trials, expected):
    low, high = wilson_interval(successes, trials)
    assert (float(low), float(high)) == pytest.approx(expected, abs=5e-8)


# Oracle: scipy.stats.binomtest(...).proportion_ci(method="wilson").
@given(st.integers(1, 500), st.floats(0, 1), st.sampled_from([0.8, 0.95, 0.99]))
def test_wilson_equals_scipy(trials, share, level):
    successes = round(share * trials)
    expected = stats.binomtest(successes, trials).proportion_ci(level, "wilson")
    low, high = wilson_interval(successes, trials, level)
    assert (float(low), float(high)) == pytest.approx(tuple(expected), abs=1e-12)


def test_wilson_with_design_effect_is_that_of_fewer_answers():
    low, high = wilson_interval([164, 0], [200, 0], design_effect=2.0)
    expected = wilson_interval(82, 100)
    assert low == pytest.approx([float(expected[0]), NAN], nan_ok=True)
    assert high == pytest.approx([float(expected[1]), NAN], nan_ok=True)


@pytest.mark.parametrize(
    ("successes", "trials", "level", "effect"),
    [(6, 5, 0.95, 1.0), (-1, 5, 0.95, 1.0), (1, 5, 1.0, 1.0), (1, 5, 0.95, 0.0), (1, 5, 0.9, NAN)],
)
def test_wilson_refuses_impossible_arguments(successes, trials, level, effect):
    with pytest.raises(InvalidArgument):
        wilson_interval(successes, trials, level, effect)


@pytest.mark.parametrize(
    ("counts", "effect", "state"),
    [
        ([0, 0, 0, 0, 0], 1.0, ShareState.NO_ANSWER),
        ([0, 0, 0, 0, 1], 1.0, ShareState.TOO_FEW),
        ([1, 1, 1, 3, 3], 1.0, ShareState.TOO_FEW),
        ([1, 1, 1, 3, 4], 1.0, ShareState.FRAGILE),
        ([0, 0, 0, 0, 40], 1.0, ShareState.SHOWN),
        ([9, 4, 5, 9, 9], 1.0, ShareState.FRAGILE),
        ([25, 0, 0, 0, 75], 1.0, ShareState.SHOWN),
        ([25, 0, 0, 0, 75], 4.0, ShareState.FRAGILE),
    ],
)
def test_share_states(counts, effect, state):
    share = satisfaction_share(counts, design_effect=effect)
    assert share.state is state
    is_given = state in (ShareState.SHOWN, ShareState.FRAGILE)
    assert np.isnan([share.value, share.low, share.high]).tolist() == [not is_given] * 3
    assert share.answer_count == sum(counts)
    assert share.effective_count == sum(counts) / effect


def test_share_counts_the_two_upper_levels():
    share = satisfaction_share([5, 5, 8, 42, 40])
    assert share.value == 0.82
    assert (share.low, share.high) == pytest.approx((0.7333264, 0.8829977), abs=5e-8)


# Oracle: scipy.stats Student interval on the answers one by one.
def test_index_equals_the_student_interval_of_the_answers():
    counts = [4, 6, 10, 12, 18]
    answers = np.repeat([0, 25, 50, 75, 100], counts)
    expected = stats.ttest_1samp(answers, 0.0).confidence_interval()
    index = satisfaction_index(counts)
    assert index.value == answers.mean()
    assert (index.low, index.high) == pytest.approx((expected.low, expected.high))
    assert index.state is ShareState.SHOWN


def test_index_interval_widens_with_the_design_effect_and_stays_on_the_scale():
    counts = [2, 0, 0, 0, 38]
    plain, clustered = satisfaction_index(counts), satisfaction_index(counts, design_effect=3.0)
    assert clustered.high == 100.0
    assert clustered.low < plain.low
    assert clustered.state is ShareState.FRAGILE


@pytest.mark.parametrize(
    ("counts", "value", "state"),
    [
        ([0, 0, 0, 0, 0], NAN, ShareState.NO_ANSWER),
        ([0, 0, 0, 1, 0], NAN, ShareState.TOO_FEW),
        ([0, 0, 0, 40, 0], 75.0, ShareState.SHOWN),
    ],
)
def test_index_without_spread_has_no_interval(counts, value, state):
    index = satisfaction_index(counts)
    assert index.value == pytest.approx(value, nan_ok=True)
    assert np.isnan([index.low, index.high]).all()
    assert index.state is state


@pytest.mark.parametrize("counts", [[1, 2, 3, 4], [1, 2, 3, 4, -1], [1, 2, 3, 4, NAN]])
def test_impossible_counts_are_refused(counts):
    for figure in (satisfaction_share, satisfaction_index):
        with pytest.raises(InvalidArgument):
            figure(counts)


def test_impossible_rule_or_design_effect_is_refused():
    with pytest.raises(InvalidArgument):
        SmallNumberRule(least_count=0)
    with pytest.raises(InvalidArgument):
        satisfaction_index([1, 1, 1, 1, 1], design_effect=0.0)
