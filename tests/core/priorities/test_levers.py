"""Best levers: probabilities that add up and an order that does not depend on chance."""

from itertools import permutations

import numpy as np
import pytest
from scipy import stats

from barometer.core.errors import InvalidArgument
from barometer.core.priorities.levers import (
    Effort,
    Lever,
    PosteriorScores,
    best_lever_probabilities,
    ordered_levers,
)

NAN = float("nan")


def posterior(means, deviations):
    return PosteriorScores(np.atleast_2d(means).astype(float), np.atleast_2d(deviations))


# Oracle: with one best of two, the probability is that of a difference of normals.
def test_probability_of_two_levers_is_analytical():
    found = best_lever_probabilities(
        posterior([50.0, 55.0], [[3.0, 4.0]]), np.ones(2), np.full(2, 100.0), seed=1, best=1,
        draws=40_000,
    )  # fmt: skip
    assert found[0, 0] == pytest.approx(float(stats.norm.cdf(1.0)), abs=0.01)
    assert found[0].sum() == pytest.approx(1.0)


def test_five_levers_are_chosen_in_every_draw():
    rng = np.random.default_rng(2)
    scores = posterior(rng.uniform(20, 60, (7, 58)), rng.uniform(3, 9, (7, 58)))
    weights = rng.dirichlet(np.ones(58), 7)
    found = best_lever_probabilities(scores, weights, np.full(58, 100.0), seed=1)
    assert found.sum(axis=1) == pytest.approx(np.full(7, 5.0))
    again = best_lever_probabilities(
        posterior(scores.means[3], scores.standard_deviations[3:4]), weights[3:4],
        np.full(58, 100.0), seed=1,
    )  # fmt: skip
    assert again[0].tolist() == found[3].tolist()


def test_sure_scores_share_ties_and_skip_what_has_nothing_to_gain():
    means = [10.0, 50.0, 50.0, 100.0, NAN]
    found = best_lever_probabilities(
        posterior(means, np.zeros((1, 5))), np.full(5, 0.2), np.full(5, 100.0), seed=1, best=2
    )
    assert found[0].tolist() == [1.0, 0.5, 0.5, 0.0, 0.0]
    few = best_lever_probabilities(
        posterior(means, np.zeros((1, 5))), np.full(5, 0.2), np.full(5, 100.0), seed=1, best=4
    )
    assert few[0].tolist() == [1.0, 1.0, 1.0, 0.0, 0.0]


def test_fewer_children_than_levers_are_all_levers():
    found = best_lever_probabilities(
        posterior([10.0, 20.0], np.zeros((1, 2))), np.ones(2), np.full(2, 100.0), seed=1
    )
    assert found.tolist() == [[1.0, 1.0]]


def test_no_body_gives_no_probability():
    empty = PosteriorScores(np.empty((0, 3)), np.empty((0, 3)))
    found = best_lever_probabilities(empty, np.ones(3), np.ones(3), seed=1)
    assert found.shape == (0, 3)


def test_impossible_arguments_are_refused():
    with pytest.raises(InvalidArgument):
        PosteriorScores(np.ones((1, 2)), np.ones((1, 3)))
    with pytest.raises(InvalidArgument):
        PosteriorScores(np.ones((1, 2)), -np.ones((1, 2)))
    with pytest.raises(InvalidArgument):
        best_lever_probabilities(
            posterior([1.0], np.ones((1, 1))), np.ones(1), np.ones(1), seed=1, best=0
        )


LEVERS = (
    Lever("C1", 3.0, 2.64, 0.9, Effort.HEAVY),
    Lever("C2", 1.0, 1.01, 0.4, Effort.QUICK),
    Lever("C3", 1.0, 0.99, 0.6, Effort.QUICK),
    Lever("C4", 1.0, 1.04, 0.9, Effort.MEDIUM),
    Lever("C6", 1.0, 1.0, 0.4, Effort.QUICK),
    Lever("C5", 0.0, 0.04, 0.1, Effort.QUICK),
    Lever("C7", NAN, NAN, 0.0, Effort.QUICK),
)


def test_order_is_gain_then_effort_then_probability_then_code():
    expected = ["C1", "C3", "C2", "C6", "C4"]
    for order in permutations(LEVERS[:5]):
        assert [lever.code for lever in ordered_levers((*order, *LEVERS[5:]))] == expected


def test_no_lever_gives_an_empty_order():
    assert ordered_levers([]) == ()
