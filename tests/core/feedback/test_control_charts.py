"""Laney's chart and the moving average, against published examples."""

from io import StringIO

import numpy as np
import pytest

from barometer.core.errors import InvalidArgument
from barometer.core.feedback.control_charts import ChartState, ewma_chart, laney_chart

NAN = float("nan")

# Data: Montgomery, Introduction to Statistical Quality Control, frozen orange juice, 30 samples
# of 50 cans (example of the p chart; published centre .2313, limits .0524 and .4102).
CANS = np.loadtxt(
    StringIO("12 15 8 10 4 7 16 9 14 10 5 6 17 12 22 8 10 5 13 11 20 18 24 15 9 12 7 13 9 6")
)
# Data: Montgomery, table 9.1, mean 10 and deviation 1 until sample 20, mean 11 after.
SHIFTED = np.loadtxt(
    StringIO(
        "9.45 7.99 9.29 11.66 12.16 10.18 8.04 11.46 9.20 10.34 9.03 11.47 10.51 9.40 10.08 "
        "9.37 10.62 10.31 8.52 10.84 10.90 9.33 12.29 11.50 10.60 11.08 10.38 11.62 11.31 10.52"
    )
)


# Oracle: the published p chart, to which Laney's chart comes back when divided by sigma_z.
def test_chart_equals_the_published_p_chart():
    chart = laney_chart(CANS, np.full(30, 50.0))
    assert chart.centre == pytest.approx(0.2313, abs=5e-5)
    plain = (chart.upper - chart.centre) / chart.sigma_z
    assert chart.centre - plain == pytest.approx(np.full(30, 0.0524), abs=5e-5)
    assert chart.centre + plain == pytest.approx(np.full(30, 0.4102), abs=5e-5)


# Oracle: same data by hand: with equal sizes the deviation of p' is mean |p_i - p_(i-1)| / 1.128.
def test_equal_sizes_give_the_individuals_chart():
    chart = laney_chart(CANS, np.full(30, 50.0))
    deviation = np.abs(np.diff(CANS / 50)).mean() / 1.128
    assert chart.upper == pytest.approx(np.full(30, chart.centre + 3 * deviation))
    assert chart.lower.tolist() == [0.0] * 30
    assert not chart.is_above.any()


def test_limits_follow_the_size_of_each_period():
    answers = np.tile([100.0, 400.0], 15)
    rng = np.random.default_rng(3)
    chart = laney_chart(rng.binomial(answers.astype(int), 0.8).astype(float), answers)
    reach = chart.upper - chart.centre
    assert reach[0] == pytest.approx(2 * reach[1])
    assert chart.sigma_z == pytest.approx(1.0, abs=0.35)


def test_overdispersed_weeks_widen_the_limits():
    rng = np.random.default_rng(4)
    answers = np.full(60, 2_000.0)
    wins = rng.binomial(2_000, np.clip(rng.normal(0.8, 0.05, 60), 0, 1)).astype(float)
    chart = laney_chart(wins, answers)
    assert chart.sigma_z > 3.0
    assert not (chart.is_above | chart.is_below).any()


def test_shift_after_the_baseline_is_a_signal_and_a_run():
    rng = np.random.default_rng(5)
    answers = np.full(34, 200.0)
    wins = rng.binomial(200, np.r_[np.full(24, 0.8), np.full(10, 0.55)]).astype(float)
    answers[28] = wins[28] = 0.0
    chart = laney_chart(wins, answers, baseline_periods=24)
    assert chart.is_below[[24, 25, 26, 27]].all()
    assert np.flatnonzero(chart.is_in_run[24:]).tolist() == [0, 1, 2, 3, 5, 6, 7, 8, 9]
    assert not chart.is_above.any()
    assert np.isnan([chart.shares[28], chart.lower[28], chart.upper[28]]).all()


@pytest.mark.parametrize(
    ("wins", "answers", "state"),
    [
        ([], [], ChartState.TOO_FEW_PERIODS),
        ([5.0], [10.0], ChartState.TOO_FEW_PERIODS),
        ([5.0] * 19 + [0.0], [10.0] * 19 + [0.0], ChartState.TOO_FEW_PERIODS),
        ([5.0] * 20, [10.0] * 20, ChartState.NO_VARIATION),
        ([10.0] * 20, [10.0] * 20, ChartState.NO_VARIATION),
    ],
)
def test_chart_states(wins, answers, state):
    chart = laney_chart(np.array(wins), np.array(answers))
    assert chart.state is state
    assert np.isnan(chart.upper).all()
    assert not (chart.is_above | chart.is_below | chart.is_in_run).any()


def test_impossible_periods_are_refused():
    with pytest.raises(InvalidArgument):
        laney_chart(np.ones(2), np.ones(3))
    with pytest.raises(InvalidArgument):
        laney_chart(np.full(2, 3.0), np.ones(2))


# Oracle: textbook formula on those data, lambda .10 and L 2.7: the averages start at 9.945 and
# 9.7495, the limits are 10 +- 2.7 sqrt(.1/1.9 (1 - .9^2t)), and 10.6468 and 10.6341 leave them.
def test_moving_average_sees_the_small_shift():
    chart = ewma_chart(SHIFTED, 10.0, np.ones(30), smoothing=0.1, width=2.7)
    assert chart.smoothed[[0, 1, 28, 29]] == pytest.approx(
        [9.945, 9.7495, 10.6468, 10.6341], abs=5e-5
    )
    reach = 2.7 * np.sqrt(0.1 / 1.9 * (1 - 0.9 ** (2 * np.arange(1, 31))))
    assert chart.upper == pytest.approx(10 + reach)
    assert chart.lower == pytest.approx(10 - reach)
    assert (np.flatnonzero(chart.is_signal) + 1).tolist() == [29, 30]


def test_period_without_value_leaves_the_average():
    chart = ewma_chart(np.array([NAN, 12.0, NAN]), 10.0, np.ones(3), smoothing=0.5, width=0.5)
    assert chart.smoothed.tolist() == [10.0, 11.0, 11.0]
    assert chart.is_signal.tolist() == [False, True, False]


def test_no_period_gives_no_point():
    assert ewma_chart(np.empty(0), 10.0, np.empty(0)).smoothed.shape == (0,)


def test_impossible_average_is_refused():
    with pytest.raises(InvalidArgument):
        ewma_chart(np.ones(2), 1.0, np.ones(2), smoothing=0.0)
    with pytest.raises(InvalidArgument):
        ewma_chart(np.ones(2), 1.0, np.ones(3))
