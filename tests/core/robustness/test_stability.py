"""Places and classes under another choice."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from barometer.core.errors import InvalidArgument
from barometer.core.robustness.stability import (
    changed_class_share,
    class_codes,
    compare_alternatives,
    mean_rank_shift,
    places_by_row,
    quartile_limits,
)

NAN = float("nan")


# Oracle: scipy.stats.rankdata.
@given(st.lists(st.lists(st.integers(0, 5), min_size=4, max_size=4), min_size=1, max_size=4))
def test_places_equal_average_ranks(rows):
    scores = np.array(rows, dtype=float)
    assert places_by_row(scores).tolist() == stats.rankdata(scores, axis=1).tolist()


def test_class_limits_belong_to_the_class_above():
    scores = np.array([100.0, 80.0, 80.0 - 1e-12, 79.99, 65.0, 50.0, 35.0, 34.9, 0.0])
    codes = class_codes(scores, (80.0, 65.0, 50.0, 35.0))
    assert codes.tolist() == [0, 0, 0, 1, 1, 2, 3, 4, 4]


def test_class_limits_must_go_down():
    with pytest.raises(InvalidArgument):
        class_codes(np.ones(2), (50.0, 60.0))


# By hand: places 4 3 2 1 become 3 4 2 1, so two bodies move by one place.
def test_one_swap_moves_half_a_place_on_average():
    reference = np.array([90.0, 80.0, 60.0, 40.0])
    alternative = np.array([82.0, 84.0, 61.0, 40.0])
    assert mean_rank_shift(reference, alternative) == 0.5
    assert changed_class_share(reference, alternative) == 0.0
    assert changed_class_share(reference, alternative, None) == 0.5


def test_bodies_without_one_of_the_scores_are_left_out():
    reference = np.array([90.0, NAN, 60.0, 40.0])
    alternative = np.array([70.0, 80.0, NAN, 40.0])
    (effect,) = compare_alternatives(reference, {"no desk": alternative})
    assert (effect.name, effect.body_count) == ("no desk", 2)
    assert (effect.mean_rank_shift, effect.changed_class_share) == (0.0, 0.5)
    assert (effect.mean_difference, effect.largest_difference) == (-10.0, 20.0)


@pytest.mark.parametrize("scores", [[], [NAN, NAN]])
def test_nobody_to_compare_gives_no_value(scores):
    (effect,) = compare_alternatives(np.array(scores), {"other": np.array(scores)}, None)
    assert effect.body_count == 0
    assert np.isnan([effect.mean_rank_shift, effect.changed_class_share]).all()
    assert np.isnan([effect.mean_difference, effect.largest_difference]).all()
    assert np.isnan(quartile_limits(np.array(scores))).all()


@pytest.mark.parametrize("scores", [[66.0], [66.0, 66.0, 66.0]])
def test_one_body_or_equal_bodies_never_move(scores):
    (effect,) = compare_alternatives(np.array(scores), {"other": np.array(scores) + 1}, None)
    assert (effect.mean_rank_shift, effect.changed_class_share) == (0.0, 0.0)
