"""How much the scores of an edition depend on choices that others could have made."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np

from barometer.core.arrays import Bools, Floats, Integers
from barometer.core.robustness.aggregation import Aggregation, aggregate, geometric_from_zero
from barometer.core.robustness.choices import (
    DefensibleChoices,
    Outcome,
    influence_of_choices,
    outcomes_of_choices,
)
from barometer.core.robustness.stability import AlternativeEffect, compare_alternatives
from barometer.core.robustness.weight_draws import concentration_for, draw_weights
from barometer.core.robustness.weights import WeightRobustness, assess_weights
from barometer.core.weighted_means import arithmetic_mean

DRAWS: Final = 1000
WEIGHTS_COMBINED: Final = 25
"""Sets of weights that enter the table of combinations, the published ones first."""

UNCONDITIONAL: Final = "unconditional"
CHOICES: Final = ("weights", "aggregation", "gating")


@dataclass(frozen=True, slots=True, eq=False)
class ScoredIndicators:
    """What the score of each body is made of.

    Arguments:
        values: Shape (bodies, indicators), 0 to 100; NaN where missing.
        unconditional: Same shape, what failed contacts closed counted 0.
        weights: Nominal weight of each indicator, above 0.
        criterion: Criterion of each indicator, from 0; weights are drawn between criteria.
        is_essential: Whether each indicator holds an essential item; None where it is not known.
    """

    values: Floats
    unconditional: Floats
    weights: Floats
    criterion: Integers
    is_essential: Bools | None


@dataclass(frozen=True, slots=True, eq=False)
class EditionRobustness:
    """How scores, classes and places move under other choices.

    Arguments:
        weights: Under weights drawn around the published ones.
        alternatives: Scores of the bodies by alternative, 0 to 100.
        effects: What each alternative changes.
        influence: By outcome, total Sobol index (0 to 1) of each choice, largest first; empty
            where no choice changes anything.
    """

    weights: WeightRobustness
    alternatives: Mapping[str, Floats]
    effects: tuple[AlternativeEffect, ...]
    influence: Mapping[Outcome, Mapping[str, float]]


def assess_robustness(
    indicators: ScoredIndicators, *, seed: int, draws: int = DRAWS
) -> EditionRobustness:
    """Return how much the scores of an edition depend on defensible choices.

    Weights are drawn between criteria; inside a criterion indicators keep their proportions.

    Arguments:
        indicators: What the scores are made of.
        seed: Seed of the weights.
        draws: Number of sets of weights.

    Source: Method, sections 7.1 to 7.3.
    """
    drawn = draw_indicator_weights(indicators, draws, seed)
    robustness = assess_weights(indicators.values, indicators.weights, drawn)
    alternatives = _alternatives(indicators)
    return EditionRobustness(
        robustness,
        alternatives,
        compare_alternatives(robustness.published, alternatives),
        _influence(indicators, robustness.published, drawn),
    )


def draw_indicator_weights(indicators: ScoredIndicators, draws: int, seed: int) -> Floats:
    """Return weights of indicators, one row per draw, each summing to 1.

    Source: Method, section 7.1.
    """
    totals = np.asarray(np.bincount(indicators.criterion, indicators.weights), np.float64)
    used = int((totals > 0).sum())
    shares = draw_weights(totals, concentration_for(used), draws, seed)
    inside = indicators.weights / totals[indicators.criterion]
    return np.asarray(shares[:, indicators.criterion] * inside, np.float64)


def _alternatives(indicators: ScoredIndicators) -> dict[str, Floats]:
    values, weights = indicators.values, indicators.weights
    found = {str(Aggregation.GEOMETRIC): geometric_from_zero(values, weights)}
    if indicators.is_essential is not None and indicators.is_essential.any():
        rule = Aggregation.ESSENTIAL_MINIMUM
        found[str(rule)] = aggregate(values, weights, rule, indicators.is_essential)
    found[UNCONDITIONAL] = arithmetic_mean(indicators.unconditional, weights)
    return found


def _influence(
    indicators: ScoredIndicators, published: Floats, drawn: Floats
) -> dict[Outcome, dict[str, float]]:
    if np.isnan(published).all():
        return {outcome: {} for outcome in Outcome}
    shares = indicators.weights / indicators.weights.sum()
    essential = indicators.is_essential
    has_essential = essential is not None and bool(essential.any())
    rules = (Aggregation.ARITHMETIC, Aggregation.GEOMETRIC)
    choices = DefensibleChoices(
        (indicators.values, indicators.unconditional),
        np.vstack([shares, drawn[: WEIGHTS_COMBINED - 1]]),
        (*rules, Aggregation.ESSENTIAL_MINIMUM) if has_essential else rules,
        essential if has_essential else None,
    )
    return {
        outcome: influence_of_choices(outcomes_of_choices(published, choices, outcome), CHOICES)
        for outcome in Outcome
    }
