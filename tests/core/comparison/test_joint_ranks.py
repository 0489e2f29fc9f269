"""Joint rank region against its definition pair by pair, on published travel times."""

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import norm

from barometer.core.comparison.arrays import Floats
from barometer.core.comparison.joint_ranks import joint_rank_sets, sidak_quantile
from barometer.core.comparison.ranks import RankSets, simultaneous_rank_sets
from barometer.core.errors import InvalidArgument

# Mean travel time to work in minutes and standard error, 50 states and the District of
# Columbia, American Community Survey 2011 (US Census Bureau): the example of the article by
# Klein, Wright and Wieczorek. From South Dakota, the shortest, to Maryland, the longest.
TRAVEL_TIMES, TRAVEL_ERRORS = np.loadtxt(
    Path(__file__).with_name("travel_times_2011.csv"), delimiter=",", skiprows=1, unpack=True
)


def bounds(sets: RankSets) -> list[tuple[int, int]]:
    return list(zip(sets.best_ranks.tolist(), sets.worst_ranks.tolist(), strict=True))


def bounds_pair_by_pair(scores: Floats, errors: Floats, confidence: float) -> list[tuple[int, int]]:
    half = sidak_quantile(len(scores), confidence) * errors
    low, high = scores - half, scores + half
    return [
        (1 + int(np.sum(low > high[i])), len(scores) - int(np.sum(high < low[i])))
        for i in range(len(scores))
    ]


def test_quantile_equals_the_article() -> None:
    # "around 3.081" for 51 states at 90 % (Klein, Wright and Wieczorek, figures).
    assert round(sidak_quantile(51, 0.90), 3) == 3.081


def test_quantile_of_a_huge_family_keeps_its_digits() -> None:
    # For so many bodies the expected number of misses is minus the logarithm of 0.95.
    misses = 2 * norm.sf(sidak_quantile(10**9, 0.95)) * 10**9

    assert misses == pytest.approx(-np.log(0.95), rel=1e-6)


def test_travel_times_equal_the_definition() -> None:
    sets = joint_rank_sets(TRAVEL_TIMES, TRAVEL_ERRORS, confidence=0.90)

    assert bounds(sets) == bounds_pair_by_pair(TRAVEL_TIMES, TRAVEL_ERRORS, 0.90)
    # By hand, half widths 3.081 x error: Maryland 31.75 to 32.67 and New York 31.22 to 31.78
    # overlap by 0.03; New Jersey, 30.16 to 30.90, overlaps with the District of Columbia,
    # 29.11 to 31.09, and with nobody above; Illinois ends at 28.51.
    assert bounds(sets)[-4:] == [(3, 4), (3, 4), (1, 2), (1, 2)]


def test_sets_are_mostly_wider_than_the_simultaneous_ones() -> None:
    joint = joint_rank_sets(TRAVEL_TIMES, TRAVEL_ERRORS)
    stepwise = simultaneous_rank_sets(TRAVEL_TIMES, TRAVEL_ERRORS, seed=1)

    assert (joint.best_ranks <= stepwise.best_ranks).all()
    assert (joint.worst_ranks >= stepwise.worst_ranks).all()


@settings(deadline=None)
@given(
    st.lists(
        st.tuples(st.integers(0, 40).map(float), st.integers(0, 4).map(float)),
        min_size=1,
        max_size=25,
    )
)
def test_sorting_equals_the_definition_with_ties(pairs: list[tuple[float, float]]) -> None:
    scores, errors = np.array(pairs).T

    assert bounds(joint_rank_sets(scores, errors)) == bounds_pair_by_pair(scores, errors, 0.95)


def test_joint_sets_hold_all_true_ranks_often_enough() -> None:
    rng = np.random.default_rng(22)
    true_scores, errors = np.linspace(60, 90, 12), np.linspace(1, 3, 12)
    true_ranks = np.arange(12, 0, -1)
    held = 0
    for _ in range(500):
        sets = joint_rank_sets(true_scores + errors * rng.standard_normal(12), errors)
        held += bool(((sets.best_ranks <= true_ranks) & (true_ranks <= sets.worst_ranks)).all())

    assert held / 500 >= 0.95


def test_edge_cases_have_their_stated_sets() -> None:
    assert bounds(joint_rank_sets(np.array([70.0]), np.array([3.0]))) == [(1, 1)]
    assert bounds(joint_rank_sets(np.full(3, 62.3), np.full(3, 2.0))) == [(1, 3)] * 3
    assert bounds(joint_rank_sets(np.full(3, 62.3), np.zeros(3))) == [(1, 3)] * 3
    assert bounds(joint_rank_sets(np.empty(0), np.empty(0))) == []
    assert bounds(joint_rank_sets(np.full(2, np.nan), np.ones(2))) == [(0, 0)] * 2


def test_unknown_precision_is_counted_and_missing_score_is_not() -> None:
    scores = np.array([90.0, 50.0, 10.0, np.nan])
    sets = joint_rank_sets(scores, np.array([1.0, np.inf, 1.0, 1.0]))

    assert bounds(sets) == [(1, 2), (1, 3), (2, 3), (0, 0)]
    assert sets.is_ranked.tolist() == [True, True, True, False]


def test_confidence_outside_zero_to_one_is_refused() -> None:
    with pytest.raises(InvalidArgument):
        joint_rank_sets(np.ones(2), np.ones(2), confidence=0.0)
