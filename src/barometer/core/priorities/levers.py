"""Which actions come first, and how sure that is."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

import numpy as np

from barometer.core.arrays import Floats
from barometer.core.errors import InvalidArgument

LEVER_COUNT: Final = 5
"""Feedback with a few targeted actions is acted on; a list of 58 is not."""

_CELLS_IN_MEMORY = 500_000


class Effort(StrEnum):
    """Effort class of an action, set by hand in the grid."""

    QUICK = "quick"
    """A matter of days, no budget: a sentence on the answering machine."""
    MEDIUM = "medium"
    """A few months or some training."""
    HEAVY = "heavy"
    """A project: software, recruitment, building."""


_EFFORT_ORDER: Final = {Effort.QUICK: 0, Effort.MEDIUM: 1, Effort.HEAVY: 2}


@dataclass(frozen=True, slots=True)
class Lever:
    """One action that a body may choose.

    ``gain`` and ``expected_gain`` are points of the body's score (observed, and after shrinkage);
    ``best_probability`` is the probability, 0 to 1, that it is among the body's best levers.
    """

    code: str
    gain: float
    expected_gain: float
    best_probability: float
    effort: Effort


@dataclass(frozen=True, slots=True, eq=False)
class PosteriorScores:
    """Posterior of the children of one or more bodies: bodies x children, 0 to 100.

    Not-a-number where a child has no score. The normal posterior is cut at 0 and 100 when drawn.
    """

    means: Floats
    standard_deviations: Floats

    def __post_init__(self) -> None:
        if self.means.shape != self.standard_deviations.shape or self.means.ndim != 2:
            raise InvalidArgument("means", self.means.shape, "bodies x children, as deviations")
        if np.any(self.standard_deviations < 0.0):
            lowest = float(np.nanmin(self.standard_deviations))
            raise InvalidArgument("standard_deviations", lowest, "zero or more")


def best_lever_probabilities(
    posterior: PosteriorScores,
    effective_weights: Floats,
    targets: Floats,
    *,
    seed: int,
    best: int = LEVER_COUNT,
    draws: int = 500,
) -> Floats:
    """Return the probability that each child is among the body's best levers, 0 to 1.

    In each draw of the posterior the children are ordered by points to gain. A child with nothing
    to gain is never a lever; children tied at the last place share it. Zero for children without
    a score. All bodies meet the same draws, so a body's figures depend on the seed and on its own
    row, never on which other bodies are asked with it.

    Arguments:
        posterior: Shrunken scores of the children and their deviations.
        effective_weights: Points of body score per point of child score, bodies x children.
        targets: Level to reach, bodies x children or one row for all.
        seed: Seed of the draws.
        best: How many levers are called best, at least 1.
        draws: Number of draws.

    Raises:
        InvalidArgument: ``best`` or ``draws`` is below 1.

    Source: Method, section 10.2.
    """
    if best < 1 or draws < 1:
        raise InvalidArgument("best, draws", (best, draws), "at least 1")
    bodies, children = posterior.means.shape
    weights = np.broadcast_to(effective_weights, (bodies, children))
    levels = np.broadcast_to(targets, (bodies, children))
    noise = np.random.default_rng(seed).standard_normal((draws, 1, children))
    step = max(1, _CELLS_IN_MEMORY // max(1, draws * children))
    probabilities = np.zeros((bodies, children))
    for start in range(0, bodies, step):
        block = slice(start, start + step)
        drawn = posterior.means[block] + noise * posterior.standard_deviations[block]
        gains = np.maximum(levels[block] - np.clip(drawn, 0.0, 100.0), 0.0) * weights[block]
        probabilities[block] = _best_shares(np.nan_to_num(gains), best).mean(axis=0)
    return probabilities


def _best_shares(gains: Floats, best: int) -> Floats:
    """Return 1 for the gains among the best, a share for ties at the last place, 0 otherwise."""
    if best >= gains.shape[-1]:
        return (gains > 0.0).astype(np.float64)
    limit = -np.partition(-gains, best - 1, axis=-1)[..., best - 1 : best]
    above, tied = gains > limit, (gains == limit) & (gains > 0.0)
    left = best - above.sum(axis=-1, keepdims=True)
    share = np.minimum(left / np.maximum(tied.sum(axis=-1, keepdims=True), 1), 1.0)
    return np.asarray(above + tied * share)


def ordered_levers(levers: Iterable[Lever], least_gain: float = 0.1) -> tuple[Lever, ...]:
    """Return the levers worth showing, best first.

    Order: expected gain to the tenth of a point, largest first; at equal gain the lighter effort,
    then the higher probability, then the code, so that the list never depends on the order given.
    Levers whose expected gain rounds below ``least_gain`` points, or is not a number, are left
    out.

    Source: Method, section 10.2.

    Example:
        >>> heavy = Lever("A1", 2.0, 1.52, 0.9, Effort.HEAVY)
        >>> quick = Lever("B2", 1.4, 1.48, 0.8, Effort.QUICK)
        >>> [lever.code for lever in ordered_levers([heavy, quick])]
        ['B2', 'A1']
    """
    shown = [lever for lever in levers if round(lever.expected_gain, 1) >= least_gain]
    return tuple(sorted(shown, key=_order))


def _order(lever: Lever) -> tuple[float, int, float, str]:
    return (
        -round(lever.expected_gain, 1),
        _EFFORT_ORDER[lever.effort],
        -lever.best_probability,
        lever.code,
    )
