"""Arithmetic, geometric and essential-minimum aggregations."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from barometer.core.errors import InvalidArgument
from barometer.core.robustness.aggregation import (
    Aggregation,
    aggregate,
    geometric_from_zero,
    lift_zeros,
    undo_lift,
)
from barometer.core.weighted_means import NonPositiveValue

NAN = float("nan")


def test_each_aggregation_of_one_body():
    scores, weights = np.array([[90.0, 60.0, 30.0]]), np.array([1.0, 1.0, 2.0])
    essential = np.array([False, True, True])
    assert aggregate(scores, weights, Aggregation.ARITHMETIC).tolist() == [52.5]
    geometric = (90 * 60 * 30 * 30) ** 0.25
    assert aggregate(scores, weights, Aggregation.GEOMETRIC) == pytest.approx([geometric])
    capped = aggregate(scores, weights, Aggregation.ESSENTIAL_MINIMUM, essential)
    assert capped.tolist() == [30.0]


def test_minimum_never_raises_a_score_and_ignores_missing_essentials():
    scores = np.array([[20.0, 100.0], [80.0, NAN], [NAN, NAN]])
    capped = aggregate(scores, np.ones(2), Aggregation.ESSENTIAL_MINIMUM, np.array([False, True]))
    assert capped == pytest.approx([60.0, 80.0, NAN], nan_ok=True)


# Oracle: COINr stops on a geometric mean of data containing 0.
def test_geometric_refuses_zeros():
    with pytest.raises(NonPositiveValue):
        aggregate(np.array([[0.0, 50.0]]), np.ones(2), Aggregation.GEOMETRIC)


def test_minimum_needs_an_essential_child():
    for essential in (None, np.array([False, False])):
        with pytest.raises(InvalidArgument):
            aggregate(np.ones((1, 2)), np.ones(2), Aggregation.ESSENTIAL_MINIMUM, essential)


@given(st.lists(st.floats(0, 100), min_size=1, max_size=6))
def test_lifted_geometric_stays_between_minimum_and_arithmetic(values):
    scores, weights = np.array([values]), np.ones(len(values))
    lifted = float(geometric_from_zero(scores, weights)[0])
    assert min(values) - 1e-9 <= lifted <= float(np.mean(values)) + 1e-9
    assert undo_lift(lift_zeros(scores)) == pytest.approx(scores, abs=1e-9)


@pytest.mark.parametrize("floor", [0.0, 100.0])
def test_impossible_floor_is_refused(floor):
    with pytest.raises(InvalidArgument):
        lift_zeros(np.ones(2), floor)


def test_no_body_gives_no_score():
    assert aggregate(np.empty((0, 2)), np.ones(2), Aggregation.ARITHMETIC).shape == (0,)
