"""Weights, aggregation and gating taken together: the outcome of every combination."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import partial

import numpy as np

from barometer.core.arrays import Bools, Floats
from barometer.core.errors import InvalidArgument
from barometer.core.robustness.aggregation import Aggregation, aggregate, geometric_from_zero
from barometer.core.robustness.sobol import SobolIndices, exact_sobol_indices
from barometer.core.robustness.stability import (
    CLASS_LIMITS,
    changed_class_share,
    mean_rank_shift,
)


class Outcome(StrEnum):
    """What a combination of choices is judged on, against the published scores."""

    RANK_SHIFT = "rank_shift"
    """Mean absolute difference of places."""
    CHANGED_CLASS = "changed_class"
    """Share of bodies whose class changes."""


@dataclass(frozen=True, slots=True, eq=False)
class DefensibleChoices:
    """Options of the three choices; the first gating variant is the published one.

    ``child_scores`` has one array per gating variant, bodies x children, 0 to 100; ``weights`` one
    row per set of weights; ``is_essential`` says which children cap the score when the essential
    minimum is among the aggregations.
    """

    child_scores: tuple[Floats, ...]
    weights: Floats
    aggregations: tuple[Aggregation, ...]
    is_essential: Bools | None = None

    def __post_init__(self) -> None:
        if not self.child_scores or not self.aggregations or not len(self.weights):
            raise InvalidArgument("choices", "empty", "at least one option for each choice")
        shapes = {variant.shape for variant in self.child_scores}
        if len(shapes) != 1:
            raise InvalidArgument("child_scores", shapes, "one shape for all gating variants")

    def scores(self, weights: int, aggregation: int, gating: int) -> Floats:
        """Return one score per body, 0 to 100, under the options of these places."""
        table, row = self.child_scores[gating], self.weights[weights]
        rule = self.aggregations[aggregation]
        if rule is Aggregation.GEOMETRIC:
            return geometric_from_zero(table, row)
        return aggregate(table, row, rule, self.is_essential)


def outcomes_of_choices(
    published: Floats,
    choices: DefensibleChoices,
    outcome: Outcome = Outcome.RANK_SHIFT,
    limits: tuple[float, ...] | None = CLASS_LIMITS,
) -> Floats:
    """Return the outcome of every combination, with axes weights, aggregation, gating.

    The unit is that of the outcome: places, or a share from 0 to 1. Not-a-number when no body has
    both scores.

    Arguments:
        published: Published scores, one per body.
        choices: Options of each choice.
        outcome: What is measured.
        limits: Class limits for ``CHANGED_CLASS``; none uses quartiles.

    Source: Method, section 7.3.
    """
    measure: Callable[[Floats, Floats], float] = mean_rank_shift
    if outcome is Outcome.CHANGED_CLASS:
        measure = partial(changed_class_share, limits=limits)
    counts = (len(choices.weights), len(choices.aggregations), len(choices.child_scores))
    values = [measure(published, choices.scores(*place)) for place in np.ndindex(*counts)]
    return np.array(values).reshape(counts)


def influence_of_choices(outcomes: Floats, names: Sequence[str]) -> dict[str, float]:
    """Return the total Sobol index of each choice, from 0 to 1, the most influential first.

    Empty when no choice changes anything.

    Arguments:
        outcomes: From :func:`outcomes_of_choices`, one axis per choice.
        names: Names of the choices, in the order of the axes.

    Source: Method, section 7.3.
    """
    indices: SobolIndices = exact_sobol_indices(outcomes)
    pairs = zip(names, indices.total.tolist(), strict=True)
    return dict(sorted((pair for pair in pairs if not np.isnan(pair[1])), key=lambda p: -p[1]))
