import numpy as np
import pytest

from barometer.core.quality.crossed_effects import fit_crossed_effects


def test_crossed_effects_of_one_level_each_are_a_mean_and_its_error():
    values = np.array([60.0, 70.0, 65.0, 81.0])
    level = np.zeros(4, dtype=np.int64)
    found = fit_crossed_effects(values, level, level, np.ones((4, 1)))
    assert (found.first_sd, found.second_sd) == (0.0, 0.0)
    assert found.residual_sd == pytest.approx(values.std(ddof=1))
    assert found.fixed[0] == pytest.approx(69.0)
    assert found.fixed_covariance[0, 0] == pytest.approx(values.var(ddof=1) / 4)


def test_crossed_effects_without_residual_stay_within_their_bounds():
    # Bodies and auditors explain everything: the residual is as good as nothing.
    first, second = np.divmod(np.arange(20), 4)
    values = 50.0 + 3.0 * first - 2.0 * second
    found = fit_crossed_effects(values, first, second, np.ones((20, 1)))
    assert found.residual_sd < 0.05
    np.testing.assert_allclose(np.diff(found.first_effects), 3.0, atol=1e-3)
    np.testing.assert_allclose(np.diff(found.second_effects), -2.0, atol=1e-3)


def test_crossed_effects_accept_columns_that_depend_on_each_other():
    rng = np.random.default_rng(1)
    first, second = np.divmod(np.arange(60), 6)
    values = rng.normal(60, 5, 60) + first
    alone = fit_crossed_effects(values, first, second, np.ones((60, 1)))
    twice = fit_crossed_effects(values, first, second, np.ones((60, 2)))
    np.testing.assert_allclose(twice.first_effects, alone.first_effects, atol=1e-5)
    assert twice.fixed.sum() == pytest.approx(alone.fixed[0])
