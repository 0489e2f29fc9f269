"""Points to gain of every child (item or indicator) of every body, and the best levers."""

from dataclasses import dataclass

import numpy as np

from barometer.core.arrays import Floats, Integers
from barometer.core.comparison.shrinkage import shrink_by_family
from barometer.core.priorities.gains import expected_gains, points_to_gain
from barometer.core.priorities.levers import PosteriorScores, best_lever_probabilities


@dataclass(frozen=True, slots=True, eq=False)
class ChildScores:
    """Children of the score of each body; arrays of shape (bodies, children).

    Arguments:
        values: 0 to 100; NaN where there is none.
        errors: Standard errors, in points; NaN where unknown.
        weights: Points of body score per point of child score.
        targets: Level to reach, 0 to 100.
    """

    values: Floats
    errors: Floats
    weights: Floats
    targets: Floats


@dataclass(frozen=True, slots=True, eq=False)
class Priorities:
    """Points to gain; arrays of shape (bodies, children).

    Arguments:
        gains: Exact, in points of the body's score; NaN where the child has no value.
        expected: The same, luck taken out; NaN where there is no shrunken value.
        best_probability: Probability, 0 to 1, of being among the body's five best levers.
    """

    gains: Floats
    expected: Floats
    best_probability: Floats


def prioritise(children: ChildScores, family_index: Integers, *, seed: int) -> Priorities:
    """Return the points to gain of all children, and how sure it is that they come first.

    Arguments:
        children: Their values, errors, weights and targets.
        family_index: Family of each body; values are drawn towards those of the family.
        seed: Seed of the draws.

    Source: Method, sections 10.1 and 10.2.
    """
    shrunken = shrink_by_family(children.values, children.errors, family_index)
    means, deviations = shrunken.posterior_means, shrunken.posterior_sds
    # Outside 0 to 100 a shrunken value would promise more than there is to gain.
    means = np.clip(means, 0.0, 100.0)
    gains = points_to_gain(children.values, children.weights, children.targets)
    expected = expected_gains(means, deviations, children.weights, children.targets)
    probability = best_lever_probabilities(
        PosteriorScores(means, deviations), children.weights, children.targets, seed=seed
    )
    return Priorities(gains, expected, probability)
