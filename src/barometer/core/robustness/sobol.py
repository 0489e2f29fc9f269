"""Which uncertain choice matters most: Sobol indices, sampled or exact."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from scipy.stats import qmc

from barometer.core.arrays import Floats
from barometer.core.errors import EmptyInput, InvalidArgument

Model = Callable[[Floats], Floats]
"""From rows of numbers in [0, 1), one column per choice, to one outcome per row."""

_NO_VARIANCE_SHARE = 1e-12


class SobolState(StrEnum):
    """Whether the outcome depends on the choices at all."""

    GIVEN = "given"
    CONSTANT_OUTCOME = "constant_outcome"
    """No choice changes anything: shares of nothing do not exist."""


@dataclass(frozen=True, slots=True, eq=False)
class SobolIndices:
    """Shares of the variance of an outcome, one value per choice.

    ``first`` is the share due to the choice alone, ``total`` the share in which it takes part;
    between 0 and 1 up to sampling error. Not-a-number when the outcome is constant.
    """

    first: Floats
    total: Floats
    variance: float
    evaluation_count: int
    state: SobolState


def sobol_indices(model: Model, choices: int, *, log2_samples: int = 10, seed: int) -> SobolIndices:
    """Return first and total Sobol indices by Saltelli's design and Jansen's estimators.

    The design is a scrambled Sobol sequence of twice the number of choices; it costs
    (choices + 2) 2**log2_samples evaluations, made in choices + 2 calls.

    Arguments:
        model: Vectorised outcome of the choices.
        choices: Number of uncertain choices, at least 1.
        log2_samples: Base-2 logarithm of the sample size, at least 1.
        seed: Seed of the scrambling; same seed, same indices.

    Raises:
        InvalidArgument: The outcome is not a finite number somewhere, or an argument is too low.

    Source: Method, section 7.3.
    """
    if choices < 1 or log2_samples < 1:
        raise InvalidArgument("choices, log2_samples", (choices, log2_samples), "at least 1")
    sampler = qmc.Sobol(2 * choices, scramble=True, rng=np.random.default_rng(seed))
    points = sampler.random_base2(log2_samples)
    base, other = points[:, :choices], points[:, choices:]
    base_outcome, other_outcome = _evaluated(model, base), _evaluated(model, other)
    both = np.concatenate([base_outcome, other_outcome])
    variance = float(both.var())
    first, total = np.full(choices, np.nan), np.full(choices, np.nan)
    evaluations = (choices + 2) * base.shape[0]
    if _is_constant(variance, both):
        return SobolIndices(first, total, 0.0, evaluations, SobolState.CONSTANT_OUTCOME)
    for choice in range(choices):
        mixed = base.copy()
        mixed[:, choice] = other[:, choice]
        outcome = _evaluated(model, mixed)
        first[choice] = 1.0 - float(np.mean((other_outcome - outcome) ** 2)) / (2.0 * variance)
        total[choice] = float(np.mean((base_outcome - outcome) ** 2)) / (2.0 * variance)
    return SobolIndices(first, total, variance, evaluations, SobolState.GIVEN)


def exact_sobol_indices(outcomes: Floats) -> SobolIndices:
    """Return the exact indices of choices that each have a few options, all equally likely.

    Arguments:
        outcomes: One axis per choice, one place per option; the outcome of every combination.

    Raises:
        EmptyInput: There is no combination.
        InvalidArgument: An outcome is not a finite number.

    Source: Method, section 7.3.

    Example:
        >>> found = exact_sobol_indices(np.array([[0.0, 1.0], [2.0, 3.0]]))
        >>> found.first.tolist(), found.total.tolist()
        ([0.8, 0.2], [0.8, 0.2])
    """
    if not outcomes.size or not outcomes.ndim:
        raise EmptyInput("outcomes")
    _require_finite(outcomes)
    variance = float(outcomes.var())
    axes = range(outcomes.ndim)
    missing = np.full(outcomes.ndim, np.nan)
    if _is_constant(variance, outcomes):
        state = SobolState.CONSTANT_OUTCOME
        return SobolIndices(missing, missing.copy(), 0.0, outcomes.size, state)
    others = [tuple(axis for axis in axes if axis != kept) for kept in axes]
    first = np.array([float(outcomes.mean(axis=rest).var()) for rest in others]) / variance
    total = np.array([float(outcomes.var(axis=kept).mean()) for kept in axes]) / variance
    return SobolIndices(first, total, variance, outcomes.size, SobolState.GIVEN)


def _evaluated(model: Model, points: Floats) -> Floats:
    outcome = np.asarray(model(points), dtype=np.float64)
    if outcome.shape != points.shape[:1]:
        raise InvalidArgument("model", outcome.shape, f"one outcome per row, {points.shape[:1]}")
    _require_finite(outcome)
    return outcome


def _require_finite(outcomes: Floats) -> None:
    if not np.isfinite(outcomes).all():
        raise InvalidArgument("outcomes", "not finite", "finite numbers")


def _is_constant(variance: float, outcomes: Floats) -> bool:
    return variance <= _NO_VARIANCE_SHARE * max(1.0, float(np.abs(outcomes).max()) ** 2)
