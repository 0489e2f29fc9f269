"""What users' satisfaction follows most: shares of explained variance, criterion by criterion."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import combinations
from math import factorial
from typing import Final

import numpy as np

from barometer.core.arrays import Floats, Integers
from barometer.core.errors import EmptyInput, InvalidArgument

MOST_BLOCKS: Final = 12
"""Shapley shares need the fit of every subset of blocks: 4,096 at the most."""

_RANK_TOLERANCE = 1e-10
_REPLICATES_AT_ONCE = 200


class ImportanceState(StrEnum):
    """Whether importance could be derived."""

    GIVEN = "given"
    TOO_FEW_BODIES = "too_few_bodies"
    """No more complete bodies than criteria plus one: any criterion would explain everything."""
    CONSTANT_SATISFACTION = "constant_satisfaction"


@dataclass(frozen=True, slots=True, eq=False)
class RelativeWeights:
    """Johnson's relative weight of each criterion: its part of R2, zero or more.

    ``weights`` sum to ``r_squared`` (0 to 1). A criterion equal for all bodies gets 0. Everything
    is not-a-number unless the state is ``GIVEN``. A link, not an effect.
    """

    weights: Floats
    r_squared: float
    body_count: int
    state: ImportanceState


@dataclass(frozen=True, slots=True, eq=False)
class WeightIntervals:
    """Percentile intervals of relative weights over resamples of bodies."""

    low: Floats
    high: Floats


def relative_weights(criterion_scores: Floats, satisfaction: Floats) -> RelativeWeights:
    """Return Johnson's relative weights of the criteria for satisfaction.

    Closed form through the symmetric square root of the correlations between criteria, so that
    correlated criteria share what they explain together. Bodies with a gap are left out.

    Arguments:
        criterion_scores: One row per body, one column per criterion.
        satisfaction: One value per body, any unit.

    Raises:
        InvalidArgument: The rows do not match.

    Source: Method, section 10.3.
    """
    scores, outcome = _complete(criterion_scores, satisfaction)
    state = _state(scores, outcome)
    if state is not ImportanceState.GIVEN:
        missing = np.full(scores.shape[1], np.nan)
        return RelativeWeights(missing, float("nan"), outcome.size, state)
    among, with_outcome = _correlations(scores[None], outcome[None])
    weights = _johnson(among, with_outcome)[0]
    return RelativeWeights(weights, float(weights.sum()), outcome.size, state)


def relative_weight_intervals(
    criterion_scores: Floats,
    satisfaction: Floats,
    *,
    seed: int,
    replicates: int = 2_000,
    level: float = 0.95,
) -> WeightIntervals:
    """Return bootstrap intervals of Johnson's relative weights.

    With 231 bodies and correlated criteria they are wide: show them. Lower limits are above zero
    by construction, so an interval never tests whether a criterion counts at all. Not-a-number
    where the weights themselves do not exist.

    Arguments:
        criterion_scores: One row per body, one column per criterion.
        satisfaction: One value per body.
        seed: Seed of the resamples.
        replicates: Number of resamples.
        level: Confidence level.

    Source: Method, section 10.3.
    """
    scores, outcome = _complete(criterion_scores, satisfaction)
    if _state(scores, outcome) is not ImportanceState.GIVEN:
        missing = np.full(scores.shape[1], np.nan)
        return WeightIntervals(missing, missing.copy())
    rng = np.random.default_rng(seed)
    rows = rng.integers(0, outcome.size, (replicates, outcome.size))
    parts = [
        _johnson(*_correlations(scores[block], outcome[block]))
        for block in np.split(rows, range(_REPLICATES_AT_ONCE, replicates, _REPLICATES_AT_ONCE))
    ]
    tail = (1.0 - level) / 2.0
    low, high = np.quantile(np.concatenate(parts), [tail, 1.0 - tail], axis=0)
    return WeightIntervals(low, high)


def shapley_shares(
    criterion_scores: Floats, satisfaction: Floats, blocks: Sequence[Sequence[int]]
) -> RelativeWeights:
    """Return each block's Shapley share of R2 (LMG when every block is one criterion).

    The share is the mean gain in R2 when the block enters, over all orders of entry. Shares sum to
    the R2 of the criteria named. Bodies with a gap are left out.

    Arguments:
        criterion_scores: One row per body, one column per criterion.
        satisfaction: One value per body.
        blocks: Columns of each block; a column belongs to one block at the most.

    Raises:
        EmptyInput: There is no block, or a block without a column.
        InvalidArgument: Too many blocks, or a column in two of them.

    Source: Method, section 10.3.
    """
    _require_blocks(blocks)
    columns = [column for block in blocks for column in block]
    scores, outcome = _complete(criterion_scores[:, columns], satisfaction)
    state = _state(scores, outcome)
    missing = np.full(len(blocks), np.nan)
    if state is not ImportanceState.GIVEN:
        return RelativeWeights(missing, float("nan"), outcome.size, state)
    among, with_outcome = _correlations(scores[None], outcome[None])
    ends = np.cumsum([len(block) for block in blocks])
    places = np.split(np.arange(len(columns)), ends[:-1])
    fits = _fits(among[0], with_outcome[0], places)
    shares = np.array([_shapley(fits, block, len(blocks)) for block in range(len(blocks))])
    return RelativeWeights(shares, float(shares.sum()), outcome.size, state)


def _require_blocks(blocks: Sequence[Sequence[int]]) -> None:
    if not blocks or not all(blocks):
        raise EmptyInput("blocks")
    if len(blocks) > MOST_BLOCKS:
        raise InvalidArgument("blocks", len(blocks), f"at most {MOST_BLOCKS}")
    columns = [column for block in blocks for column in block]
    if len(set(columns)) < len(columns):
        raise InvalidArgument("blocks", columns, "each column in one block")


def _complete(scores: Floats, outcome: Floats) -> tuple[Floats, Floats]:
    if scores.ndim != 2 or outcome.shape != scores.shape[:1]:
        raise InvalidArgument("satisfaction", outcome.shape, "one value per row of scores")
    kept = ~np.isnan(scores).any(axis=1) & ~np.isnan(outcome)
    return scores[kept], outcome[kept]


def _state(scores: Floats, outcome: Floats) -> ImportanceState:
    if outcome.size <= scores.shape[1] + 1:
        return ImportanceState.TOO_FEW_BODIES
    if np.ptp(outcome) == 0.0:
        return ImportanceState.CONSTANT_SATISFACTION
    return ImportanceState.GIVEN


def _correlations(scores: Floats, outcome: Floats) -> tuple[Floats, Floats]:
    """Return correlations among criteria and with the outcome, for stacked samples of bodies."""
    standard = _standardised(scores)
    target = _standardised(outcome[..., None])
    among = standard.swapaxes(1, 2) @ standard
    return among, (standard.swapaxes(1, 2) @ target)[..., 0]


def _standardised(values: Floats) -> Floats:
    centred = values - values.mean(axis=1, keepdims=True)
    length = np.sqrt((centred**2).sum(axis=1, keepdims=True))
    is_constant = length <= _RANK_TOLERANCE * np.abs(values).max(axis=1, keepdims=True)
    return np.asarray(np.where(is_constant, 0.0, centred / np.where(is_constant, 1.0, length)))


def _johnson(among: Floats, with_outcome: Floats) -> Floats:
    values, vectors = np.linalg.eigh(among)
    is_used = values > _RANK_TOLERANCE
    roots = np.sqrt(np.where(is_used, values, 0.0))
    inverse_roots = np.where(is_used, 1.0 / np.where(is_used, roots, 1.0), 0.0)
    turned = vectors.swapaxes(1, 2)
    loadings = (vectors * roots[:, None, :]) @ turned
    inverse = (vectors * inverse_roots[:, None, :]) @ turned
    coefficients = inverse @ with_outcome[..., None]
    return np.asarray((loadings**2 @ coefficients**2)[..., 0])


def _fits(
    among: Floats, with_outcome: Floats, places: Sequence[Integers]
) -> dict[frozenset[int], float]:
    """Return the R2 of every subset of blocks."""
    fits = {frozenset[int](): 0.0}
    for size in range(1, len(places) + 1):
        for subset in combinations(range(len(places)), size):
            used = np.concatenate([places[block] for block in subset])
            part = with_outcome[used]
            inverse = np.linalg.pinv(among[np.ix_(used, used)], _RANK_TOLERANCE, hermitian=True)
            fits[frozenset(subset)] = float(part @ inverse @ part)
    return fits


def _shapley(fits: dict[frozenset[int], float], block: int, count: int) -> float:
    orders = factorial(count)
    return sum(
        (fits[subset | {block}] - fit)
        * (factorial(len(subset)) * factorial(count - len(subset) - 1) / orders)
        for subset, fit in fits.items()
        if block not in subset
    )
