"""Weights drawn around the published ones."""

import numpy as np
import pytest

from barometer.core.errors import EmptyInput, InvalidArgument
from barometer.core.robustness.weight_draws import concentration_for, draw_weights


def test_draws_have_the_documented_mean_and_spread():
    published = np.array([0.5, 0.3, 0.2, 0.0])
    drawn = draw_weights(10 * published, 40.0, 20_000, seed=3)
    assert drawn.sum(axis=1) == pytest.approx(np.ones(20_000))
    assert drawn.mean(axis=0) == pytest.approx(published, abs=0.003)
    assert drawn.var(axis=0) == pytest.approx(published * (1 - published) / 41, rel=0.05)
    assert not drawn[:, 3].any()


def test_concentration_gives_the_relative_deviation_asked_for():
    drawn = draw_weights(np.ones(20), concentration_for(20, 0.3), 20_000, seed=3)
    assert drawn[:, 0].std() * 20 == pytest.approx(0.3, rel=0.03)


def test_same_seed_gives_same_weights():
    first, second, third = (draw_weights(np.ones(3), 50.0, 5, seed) for seed in (1, 1, 2))
    assert first.tolist() == second.tolist()
    assert first.tolist() != third.tolist()


def test_single_weight_cannot_vary():
    drawn = draw_weights(np.array([0.0, 4.0]), concentration_for(1), 3, seed=1)
    assert drawn.tolist() == [[0.0, 1.0]] * 3


def test_impossible_arguments_are_refused():
    with pytest.raises(EmptyInput):
        draw_weights(np.zeros(2), 10.0, 5, seed=1)
    with pytest.raises(InvalidArgument):
        draw_weights(np.array([1.0, -1.0]), 10.0, 5, seed=1)
    with pytest.raises(InvalidArgument):
        draw_weights(np.ones(2), 0.0, 5, seed=1)
    with pytest.raises(InvalidArgument):
        concentration_for(0)
    with pytest.raises(InvalidArgument):
        concentration_for(3, 2.0)
