"""Points to gain are exact and add up."""

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import integrate, stats

from barometer.core.errors import InvalidArgument
from barometer.core.priorities.gains import (
    expected_gains,
    gains_by_parent,
    peer_targets,
    points_to_gain,
)

NAN = float("nan")


# Oracle: the score computed again, in exact fractions, with the items at their target.
@given(
    st.lists(
        st.tuples(
            st.one_of(st.none(), st.integers(0, 100)), st.integers(1, 5), st.integers(0, 100)
        ),
        min_size=1,
        max_size=8,
    ),
    st.data(),
)
def test_gains_of_any_items_equal_the_score_computed_again(items, data):
    observed = [(value, weight) for value, weight, _ in items if value is not None]
    total = sum(weight for _, weight in observed)
    weights = [Fraction(w, total) if v is not None else Fraction(0) for v, w, _ in items]
    gains = points_to_gain(
        [NAN if value is None else value for value, _, _ in items],
        [float(weight) for weight in weights],
        [target for _, _, target in items],
    )
    improved = data.draw(st.sets(st.integers(0, len(items) - 1)))
    change = sum(
        weights[place] * max(items[place][2] - items[place][0], 0)
        for place in improved
        if items[place][0] is not None
    )
    assert float(np.nansum(gains[sorted(improved)])) == pytest.approx(float(change), abs=1e-9)


def test_gains_add_up_by_indicator_and_criterion():
    gains = points_to_gain(
        np.array([[0.0, 50.0, NAN, 100.0], [NAN, NAN, NAN, 20.0]]), np.full(4, 0.25)
    )
    by_indicator = gains_by_parent(gains, np.array([0, 0, 1, 2]), 3)
    assert by_indicator == pytest.approx(
        np.array([[37.5, NAN, 0.0], [NAN, NAN, 20.0]]), nan_ok=True
    )
    by_criterion = gains_by_parent(by_indicator, np.array([0, 0, 0]), 1)
    assert by_criterion.tolist() == [[37.5], [20.0]]


def test_no_child_gives_no_gain():
    assert points_to_gain([], []).tolist() == []
    assert np.isnan(gains_by_parent(np.empty(0), np.empty(0, int), 2)).all()


def test_zero_weight_gains_nothing():
    assert points_to_gain([10.0], [0.0]).tolist() == [0.0]


# Oracle: numerical integration of the positive part of the distance.
@pytest.mark.parametrize(("mean", "deviation"), [(60, 8), (78, 8), (95, 12)])
def test_expected_gain_equals_the_integral(mean, deviation):
    def integrand(level):
        return max(75 - level, 0) * stats.norm.pdf(level, mean, deviation)

    expected = integrate.quad(integrand, mean - 12 * deviation, 75)[0]
    assert float(expected_gains(mean, deviation, 0.2, 75)) == pytest.approx(0.2 * expected)


def test_expected_gain_without_doubt_is_the_gain():
    scores, weights = [40.0, 90.0, NAN], [0.5, 0.3, 0.2]
    assert expected_gains(scores, 0.0, weights, 75.0) == pytest.approx(
        points_to_gain(scores, weights, 75.0), nan_ok=True
    )


def test_expected_gain_refuses_a_negative_deviation():
    with pytest.raises(InvalidArgument):
        expected_gains([50.0], [-1.0], [1.0])


def test_targets_are_the_peers_level_only_where_it_may_be_shown():
    scores = np.array([[10.0, 90.0, NAN], [50.0, 60.0, NAN], [70.6, NAN, NAN], [99.0, 1.0, 5.0]])
    is_peer = np.array([True, True, True, False])
    targets = peer_targets(scores, is_peer, np.array([True, False, True]))
    assert targets.levels.tolist() == [60.0, 100.0, 100.0]
    assert targets.is_peer_level.tolist() == [True, False, False]


def test_targets_without_peers_are_full():
    targets = peer_targets(np.ones((1, 2)), np.array([False]), np.array([True, True]))
    assert targets.levels.tolist() == [100.0, 100.0]
    assert not targets.is_peer_level.any()


def test_targets_refuse_an_impossible_quantile():
    with pytest.raises(InvalidArgument):
        peer_targets(np.ones((1, 1)), np.array([True]), np.array([True]), 75)
