"""Sobol indices against the analytical figures of the Ishigami function."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from barometer.core.errors import EmptyInput, InvalidArgument
from barometer.core.robustness.sobol import SobolState, exact_sobol_indices, sobol_indices


def ishigami(points):
    x = np.pi * (2 * points - 1)
    return np.sin(x[:, 0]) + 7 * np.sin(x[:, 1]) ** 2 + 0.1 * x[:, 2] ** 4 * np.sin(x[:, 0])


# Oracle: analytical indices of Ishigami a=7, b=0.1: S1 .3139 .4424 0, ST .5576 .4424 .2437.
def test_indices_of_ishigami_equal_the_analytical_ones():
    found = sobol_indices(ishigami, 3, log2_samples=14, seed=1)
    assert found.first == pytest.approx([0.3139, 0.4424, 0.0], abs=0.003)
    assert found.total == pytest.approx([0.5576, 0.4424, 0.2437], abs=0.003)
    assert found.evaluation_count == 5 * 2**14


# Oracle: an additive outcome has S1 = ST = a_i^2 / sum a^2.
def test_additive_outcome_shares_its_variance_exactly():
    weights = np.array([3.0, 2.0, 1.0, 0.0])
    found = sobol_indices(lambda points: points @ weights, 4, log2_samples=12, seed=2)
    expected = weights**2 / (weights**2).sum()
    assert found.first == pytest.approx(expected, abs=0.005)
    assert found.total == pytest.approx(expected, abs=0.005)


def test_same_seed_gives_same_indices():
    first, second = (sobol_indices(ishigami, 3, log2_samples=5, seed=7) for _ in range(2))
    assert first.total.tolist() == second.total.tolist()


def test_sampled_indices_approach_the_exact_ones_of_options():
    outcomes = np.random.default_rng(5).normal(size=(3, 4, 2))

    def model(points):
        places = (points * outcomes.shape).astype(int)
        return outcomes[tuple(places.T)]

    sampled = sobol_indices(model, 3, log2_samples=14, seed=3)
    exact = exact_sobol_indices(outcomes)
    assert sampled.first == pytest.approx(exact.first, abs=0.02)
    assert sampled.total == pytest.approx(exact.total, abs=0.02)


@given(st.lists(st.integers(-5, 5), min_size=12, max_size=12))
def test_exact_indices_respect_their_bounds(values):
    found = exact_sobol_indices(np.array(values, float).reshape(3, 2, 2))
    if found.state is SobolState.CONSTANT_OUTCOME:
        return
    assert (found.first <= found.total + 1e-9).all()
    assert found.first.sum() <= 1 + 1e-9 <= found.total.sum() + 2e-9


def test_constant_outcome_has_no_indices():
    sampled = sobol_indices(lambda points: np.full(len(points), 66.6), 2, log2_samples=3, seed=1)
    for found in (sampled, exact_sobol_indices(np.full((2, 3), 66.6))):
        assert found.state is SobolState.CONSTANT_OUTCOME
        assert np.isnan(found.first).all()
        assert np.isnan(found.total).all()


def test_impossible_arguments_are_refused():
    with pytest.raises(InvalidArgument):
        sobol_indices(ishigami, 0, seed=1)
    with pytest.raises(InvalidArgument):
        sobol_indices(lambda points: points, 2, log2_samples=2, seed=1)
    with pytest.raises(InvalidArgument):
        sobol_indices(lambda points: np.full(len(points), np.nan), 2, log2_samples=2, seed=1)
    with pytest.raises(EmptyInput):
        exact_sobol_indices(np.empty((0, 2)))
