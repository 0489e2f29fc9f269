"""Probabilities of the top quarter: against draws, against the truth, and at the edges."""

import numpy as np
import pytest

from barometer.core.comparison.arrays import Floats
from barometer.core.comparison.shrinkage import Shrinkage, shrink_by_family
from barometer.core.comparison.top_quartile import (
    drawn_top_quartile_probabilities,
    top_quartile_probabilities,
)
from barometer.core.errors import InvalidArgument


def shrink(scores: Floats, errors: Floats) -> Shrinkage:
    return shrink_by_family(scores, errors, np.zeros(len(scores), dtype=np.int64))


@pytest.mark.parametrize(("bodies", "margin"), [(6, 0.06), (12, 0.06), (24, 0.025), (231, 0.02)])
def test_closed_form_agrees_with_draws(bodies: int, margin: float) -> None:
    rng = np.random.default_rng(bodies)
    errors = rng.uniform(2, 8, (bodies, 8))
    scores = rng.normal(70, 6.6, (bodies, 8)) + errors * rng.standard_normal((bodies, 8))
    shrunken = shrink(scores, errors)
    drawn = drawn_top_quartile_probabilities(shrunken, seed=4, draws=10_000)

    found = top_quartile_probabilities(shrunken)
    assert found == pytest.approx(drawn, abs=margin)
    assert np.mean(np.abs(found - drawn)) < 0.01


def test_probabilities_reproduce_the_reference_simulation() -> None:
    # 231 bodies, true sd 6.6, standard error 5: 68 % of the observed top quarter are truly in
    # it; P > 0.8 flags 7 % of the bodies and is right for 90 % (reference simulation).
    rng = np.random.default_rng(31)
    true_scores = rng.normal(70, 6.6, (231, 300))
    observed = true_scores + 5 * rng.standard_normal(true_scores.shape)
    found = top_quartile_probabilities(shrink(observed, np.full(observed.shape, 5.0)))
    is_top = np.argsort(np.argsort(-true_scores, axis=0), axis=0) < 58
    is_observed_top = np.argsort(np.argsort(-observed, axis=0), axis=0) < 58

    assert np.mean(is_top[is_observed_top]) == pytest.approx(0.68, abs=0.015)
    assert np.mean(found > 0.8) == pytest.approx(0.07, abs=0.01)
    assert np.mean(is_top[found > 0.8]) == pytest.approx(0.90, abs=0.02)
    # Calibrated: of the bodies given about 30 %, about 30 % are in.
    is_near = (found > 0.2) & (found < 0.4)
    assert np.mean(is_top[is_near]) == pytest.approx(np.mean(found[is_near]), abs=0.02)


def test_probabilities_sum_to_the_places() -> None:
    rng = np.random.default_rng(2)
    shrunken = shrink(rng.normal(70, 8, (40, 6)), rng.uniform(2, 6, (40, 6)))

    assert top_quartile_probabilities(shrunken).sum(axis=0) == pytest.approx(10, abs=0.1)
    drawn = drawn_top_quartile_probabilities(shrunken, seed=1, draws=500)
    assert drawn.sum(axis=0) == pytest.approx(10)


def test_same_seed_gives_same_draws() -> None:
    shrunken = shrink(np.array([[50.0], [60.0], [90.0]]), np.full((3, 1), 5.0))

    first, second = (drawn_top_quartile_probabilities(shrunken, seed=7) for _ in range(2))
    assert first.tolist() == second.tolist()


def test_scores_known_exactly_are_in_or_out() -> None:
    shrunken = shrink(np.array([[50.0], [60.0], [70.0], [80.0], [90.0]]), np.zeros((5, 1)))
    expected = [0.0, 0.0, 0.0, 1.0, 1.0]

    assert top_quartile_probabilities(shrunken).ravel() == pytest.approx(expected)
    assert drawn_top_quartile_probabilities(shrunken, seed=1).ravel().tolist() == expected


def test_family_where_all_are_equal_shares_the_places() -> None:
    shrunken = shrink(np.full((8, 1), 62.3), np.full((8, 1), 4.0))

    assert top_quartile_probabilities(shrunken).ravel().tolist() == [0.25] * 8
    assert drawn_top_quartile_probabilities(shrunken, seed=1).ravel().tolist() == [0.25] * 8


def test_family_of_one_one_audit_and_missing_figures_have_no_probability() -> None:
    scores = np.array([[60.0, np.nan], [70.0, np.nan], [80.0, np.nan], [90.0, np.nan]])
    errors = np.array([[4.0, 4.0], [4.0, 4.0], [4.0, 4.0], [np.inf, 4.0]])
    shrunken = shrink_by_family(scores, errors, np.array([0, 2, 2, 2]))
    found = top_quartile_probabilities(shrunken)

    assert np.isnan(found).tolist() == [[True, True], [False, True], [False, True], [True, True]]
    drawn = drawn_top_quartile_probabilities(shrunken, seed=1)
    assert np.isnan(drawn).tolist() == np.isnan(found).tolist()


def test_empty_edition_gives_empty_arrays() -> None:
    shrunken = shrink(np.empty((0, 3)), np.empty((0, 3)))

    assert top_quartile_probabilities(shrunken).shape == (0, 3)
    assert drawn_top_quartile_probabilities(shrunken, seed=1).shape == (0, 3)


def test_no_draw_is_refused() -> None:
    with pytest.raises(InvalidArgument):
        drawn_top_quartile_probabilities(shrink(np.ones((2, 1)), np.ones((2, 1))), seed=1, draws=0)
