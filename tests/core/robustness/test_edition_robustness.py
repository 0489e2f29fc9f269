"""How much the scores of an edition depend on choices."""

import numpy as np
import pytest

from barometer.core.robustness.choices import Outcome
from barometer.core.robustness.edition_robustness import (
    ScoredIndicators,
    assess_robustness,
    draw_indicator_weights,
)


def make_indicators(count=30, *, essential=None, seed=4):
    rng = np.random.default_rng(seed)
    values = np.clip(rng.normal(65.0, 15.0, (count, 4)), 0.0, 100.0)
    return ScoredIndicators(
        values, values * 0.9, np.array([1.0, 3.0, 2.0, 4.0]), np.array([0, 0, 1, 2]), essential
    )


def test_weights_keep_their_proportions_inside_a_criterion():
    drawn = draw_indicator_weights(make_indicators(), 50, seed=1)
    assert np.allclose(drawn.sum(axis=1), 1.0)
    assert np.allclose(drawn[:, 1] / drawn[:, 0], 3.0)
    assert drawn[:, 0].std() > 0


def test_drawn_weights_are_centred_on_the_published_ones():
    drawn = draw_indicator_weights(make_indicators(), 20_000, seed=1)
    assert drawn.mean(axis=0) == pytest.approx(np.array([0.1, 0.3, 0.2, 0.4]), abs=0.005)


def test_essential_indicators_add_an_alternative():
    without = assess_robustness(make_indicators(), seed=1, draws=50)
    assert list(without.alternatives) == ["geometric", "unconditional"]
    essential = np.array([False, True, False, False])
    found = assess_robustness(make_indicators(essential=essential), seed=1, draws=50)
    capped = found.alternatives["essential_minimum"]
    assert (capped <= make_indicators().values[:, 1] + 1e-9).all()
    assert set(found.influence[Outcome.RANK_SHIFT]) == {"weights", "aggregation", "gating"}


def test_nobody_scored_depends_on_nothing():
    indicators = make_indicators(0)
    found = assess_robustness(indicators, seed=1, draws=10)
    assert found.influence == {outcome: {} for outcome in Outcome}
    assert found.weights.published.shape == (0,)
