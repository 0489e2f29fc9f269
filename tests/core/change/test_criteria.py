"""The split by criterion sums to the matched change, whatever is missing."""

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from barometer.core.change.criteria import split_by_criterion
from barometer.core.errors import InvalidArgument
from barometer.core.weighted_means import arithmetic_mean

NAN = float("nan")
CELL = st.one_of(st.none(), st.integers(0, 100))


@st.composite
def tables(draw):
    bodies, criteria = draw(st.integers(1, 5)), draw(st.integers(1, 4))
    table = st.lists(
        st.lists(CELL, min_size=criteria, max_size=criteria), min_size=bodies, max_size=bodies
    )
    weights = draw(st.lists(st.integers(0, 4), min_size=criteria, max_size=criteria))
    return draw(table), draw(table), weights


def as_array(table):
    return np.array([[NAN if cell is None else cell for cell in row] for row in table], float)


def exact_score(row, weights):
    pairs = [(cell, weight) for cell, weight in zip(row, weights, strict=True) if cell is not None]
    total = sum(weight for _, weight in pairs)
    return Fraction(sum(cell * weight for cell, weight in pairs), total) if total else None


@given(tables())
def test_parts_sum_to_the_exact_matched_change(drawn):
    before, after, weights = drawn
    split = split_by_criterion(as_array(before), as_array(after), np.array(weights, float))
    pairs = [
        (exact_score(first, weights), exact_score(second, weights))
        for first, second in zip(before, after, strict=True)
    ]
    changes = [second - first for first, second in pairs if None not in (first, second)]
    assert split.unit_count == len(changes)
    if not changes:
        assert np.isnan(split.own).all()
        return
    expected = float(sum(changes, Fraction(0)) / len(changes))
    assert float((split.own + split.reweighting).sum()) == pytest.approx(expected, abs=1e-9)


def test_fixed_weights_without_gaps_leave_no_reweighting():
    before = np.array([[50.0, 60.0], [70.0, 80.0]])
    after = np.array([[54.0, 60.0], [74.0, 90.0]])
    split = split_by_criterion(before, after, np.array([3.0, 1.0]))
    assert split.own.tolist() == [3.0, 1.25]
    assert split.reweighting.tolist() == [0.0, 0.0]
    assert split.standard_error.tolist() == [0.0, 1.25]


def test_criterion_that_disappears_is_reweighting_only():
    before, after = np.array([[50.0, 90.0]]), np.array([[50.0, NAN]])
    split = split_by_criterion(before, after, np.array([1.0, 1.0]))
    assert split.own.tolist() == [0.0, 0.0]
    assert float(split.reweighting.sum()) == -20.0
    assert np.isnan(split.standard_error).all()


def test_changed_weights_are_reweighting():
    scores = np.array([[40.0, 80.0], [20.0, 60.0]])
    split = split_by_criterion(scores, scores, np.array([1.0, 1.0]), np.array([1.0, 3.0]))
    expected = arithmetic_mean(scores, [1, 3]) - arithmetic_mean(scores, [1, 1])
    assert split.own.tolist() == [0.0, 0.0]
    assert float(split.reweighting.sum()) == pytest.approx(float(expected.mean()))


def test_no_body_gives_no_value():
    split = split_by_criterion(np.empty((0, 2)), np.empty((0, 2)), np.ones(2))
    assert np.isnan(split.own).tolist() == [True, True]
    assert split.unit_count == 0


def test_misaligned_editions_are_refused():
    with pytest.raises(InvalidArgument):
        split_by_criterion(np.ones((2, 2)), np.ones((3, 2)), np.ones(2))
