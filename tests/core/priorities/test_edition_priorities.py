"""Points to gain of every child of every body."""

import numpy as np
import pytest

from barometer.core.priorities.edition_priorities import ChildScores, prioritise
from barometer.core.priorities.item_errors import observation_errors


def make_children(count=12, seed=1):
    rng = np.random.default_rng(seed)
    values = np.clip(rng.normal(60.0, 20.0, (count, 7)), 0.0, 100.0)
    weights = np.full((count, 7), 1.0 / 7.0)
    return ChildScores(values, np.full((count, 7), 8.0), weights, np.full((count, 7), 100.0))


def test_gains_sum_to_what_the_score_lacks():
    children = make_children()
    found = prioritise(children, np.zeros(12, np.int64), seed=1)
    assert found.gains.sum(axis=1) == pytest.approx(100.0 - children.values.mean(axis=1))


def test_five_places_are_shared_out():
    found = prioritise(make_children(), np.zeros(12, np.int64), seed=1)
    assert found.best_probability.sum(axis=1) == pytest.approx(np.full(12, 5.0), abs=0.05)


def test_a_body_without_peers_has_exact_gains_only():
    found = prioritise(make_children(1), np.zeros(1, np.int64), seed=1)
    assert not np.isnan(found.gains).any()
    assert np.isnan(found.expected).all()
    assert (found.best_probability == 0.0).all()


def test_the_spread_of_an_item_is_measured_on_its_repetitions():
    # Eleven bodies of two observations 0 and 100: variance 5000 with ten or more repetitions.
    means, counts = np.full((11, 1), 50.0), np.full((11, 1), 2)
    errors = observation_errors(means, counts, np.full((11, 1), 5000.0))
    assert errors == pytest.approx(np.full((11, 1), 50.0))


def test_an_item_seen_once_everywhere_has_the_largest_spread():
    means = np.array([[100.0], [0.0], [np.nan]])
    counts = np.array([[1], [1], [0]])
    errors = observation_errors(means, counts, np.zeros((3, 1)))
    assert errors[:2, 0].tolist() == [50.0, 50.0]
    assert np.isnan(errors[2, 0])
