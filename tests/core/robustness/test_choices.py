"""All choices together."""

import numpy as np
import pytest

from barometer.core.errors import InvalidArgument
from barometer.core.robustness.aggregation import Aggregation
from barometer.core.robustness.choices import (
    DefensibleChoices,
    Outcome,
    influence_of_choices,
    outcomes_of_choices,
)
from barometer.core.robustness.weight_draws import draw_weights
from barometer.core.weighted_means import arithmetic_mean

NAMES = ("weights", "aggregation", "gating")
RULES = (Aggregation.ARITHMETIC, Aggregation.GEOMETRIC, Aggregation.ESSENTIAL_MINIMUM)


def choices(seed=3, gated=True):
    rng = np.random.default_rng(seed)
    scores = np.round(rng.uniform(0, 100, (40, 5)), -1)
    other = np.where(rng.random(scores.shape) < 0.2, 0.0, scores) if gated else scores
    weights = np.vstack([np.ones(5), draw_weights(np.ones(5), 100.0, 6, seed)])
    return DefensibleChoices((scores, other), weights, RULES, np.arange(5) == 1)


def test_published_combination_has_no_outcome():
    options = choices()
    published = arithmetic_mean(options.child_scores[0], np.ones(5))
    for outcome in Outcome:
        outcomes = outcomes_of_choices(published, options, outcome)
        assert outcomes.shape == (7, 3, 2)
        assert outcomes[0, 0, 0] == 0.0
        assert outcomes[0, 1, 1] > 0.0


def test_choice_without_effect_has_no_influence_and_the_strongest_comes_first():
    options = choices(gated=False)
    published = arithmetic_mean(options.child_scores[0], np.ones(5))
    influence = influence_of_choices(outcomes_of_choices(published, options), NAMES)
    assert list(influence) == ["aggregation", "weights", "gating"]
    assert influence["gating"] == 0.0


def test_equal_bodies_leave_nothing_to_influence():
    same = np.full((4, 3), 60.0)
    options = DefensibleChoices((same,), np.ones((2, 3)), RULES[:2])
    outcomes = outcomes_of_choices(np.full(4, 60.0), options)
    assert influence_of_choices(outcomes, NAMES) == {}


def test_missing_options_are_refused():
    with pytest.raises(InvalidArgument):
        DefensibleChoices((), np.ones((1, 2)), RULES)
    with pytest.raises(InvalidArgument):
        DefensibleChoices((np.ones((2, 2)), np.ones((3, 2))), np.ones((1, 2)), RULES)
