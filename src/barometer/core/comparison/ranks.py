"""Confidence sets of ranks: the ranks of a body that its family's data do not exclude.

Rank 1 is the highest true score. A marginal set holds the true rank of one body with the
stated confidence; simultaneous sets hold all true ranks of the family at once. Differences
are tested one direction at a time and in steps: each rejection lowers the bar for the rest.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from barometer.core.arrays import Bools, Floats, Integers
from barometer.core.comparison.arrays import usable_figures
from barometer.core.errors import InvalidArgument

DEFAULT_CONFIDENCE = 0.95
DEFAULT_DRAWS = 1000
LARGEST_FAMILY = 5000
"""Pairs grow with the square of the family; larger ones have ``joint_ranks``."""


@dataclass(frozen=True, slots=True)
class RankSets:
    """Sets of ranks, from ``best_ranks`` to ``worst_ranks``, both included.

    ``is_ranked`` is false for a body without a score: it takes no part in the ranking and its
    two bounds are 0. A body with a score of unknown precision is counted, and its set holds
    every rank.
    """

    is_ranked: Bools
    best_ranks: Integers
    worst_ranks: Integers
    confidence: float

    @property
    def ranked_count(self) -> int:
        """Number of bodies in the ranking, which is the lowest rank."""
        return int(self.is_ranked.sum())


@dataclass(frozen=True, slots=True)
class _Ranking:
    """The measured bodies, highest score first, with draws of their measurement errors."""

    measured: Integers
    scores: Floats
    standard_errors: Floats
    noise: Floats


def marginal_rank_sets(
    scores: Floats,
    standard_errors: Floats,
    *,
    seed: int,
    confidence: float = DEFAULT_CONFIDENCE,
    draws: int = DEFAULT_DRAWS,
) -> RankSets:
    """Return for each body the set that holds its own true rank with this confidence.

    Arguments:
        scores: One figure of one family, shape (bodies,); NaN where there is no value.
        standard_errors: Same shape; NaN or infinite where unknown.
        seed: Same seed, same sets.
        confidence: Between 0 and 1.
        draws: Draws of the measurement errors; the bounds move by a rank or two with few.

    Raises:
        InvalidArgument: Shapes that differ, a negative standard error, more bodies than
            ``LARGEST_FAMILY``, a confidence outside 0 to 1, or no draw.

    Source:
        Method, section 5.4.

    Example:
        >>> sets = marginal_rank_sets(np.array([50.0, 70.0, 90.0]), np.ones(3), seed=1)
        >>> list(zip(sets.best_ranks.tolist(), sets.worst_ranks.tolist()))
        [(3, 3), (2, 2), (1, 1)]
    """
    ranking = _prepare(scores, standard_errors, (seed, confidence, draws))
    bodies = ranking.scores.size
    higher, lower = np.zeros((2, bodies), dtype=np.int64)
    for body in range(bodies):
        is_other = np.arange(bodies) != body
        gaps, noise = _against(ranking, body, is_other)
        # Turned so that each observed gap is positive: only that direction can be rejected.
        signs = np.where(gaps < 0, -1.0, 1.0)
        is_distinct = _stepdown(signs * gaps, _marginal_envelope(noise, signs), confidence)
        higher[body] = np.sum(is_distinct & (gaps < 0))
        lower[body] = np.sum(is_distinct & (gaps > 0))
    return _rank_sets(scores, ranking, (higher, lower), confidence)


def simultaneous_rank_sets(
    scores: Floats,
    standard_errors: Floats,
    *,
    seed: int,
    confidence: float = DEFAULT_CONFIDENCE,
    draws: int = DEFAULT_DRAWS,
) -> RankSets:
    """Return sets that hold all true ranks of the family at once with this confidence.

    Arguments:
        scores: One figure of one family, shape (bodies,); NaN where there is no value.
        standard_errors: Same shape; NaN or infinite where unknown.
        seed: Same seed, same sets.
        confidence: Between 0 and 1.
        draws: Draws of the measurement errors.

    Raises:
        InvalidArgument: As for ``marginal_rank_sets``.

    Source:
        Method, section 5.4.

    Example:
        >>> sets = simultaneous_rank_sets(np.array([50.0, 70.0, 90.0]), np.ones(3), seed=1)
        >>> list(zip(sets.best_ranks.tolist(), sets.worst_ranks.tolist()))
        [(3, 3), (2, 2), (1, 1)]
    """
    ranking = _prepare(scores, standard_errors, (seed, confidence, draws))
    gaps = _gaps_to_lower_bodies(ranking)
    is_distinct = _stepdown(gaps, _simultaneous_envelope(ranking), confidence)
    return _rank_sets(
        scores, ranking, (is_distinct.sum(axis=0), is_distinct.sum(axis=1)), confidence
    )


def possible_best(rank_sets: RankSets, places: int) -> Bools:
    """Return which bodies may be among the ``places`` best.

    With simultaneous sets, the bodies returned include all the truly best ones with the
    confidence of the sets.

    Source:
        Method, section 5.4.
    """
    return rank_sets.is_ranked & (rank_sets.best_ranks <= places)


def possible_worst(rank_sets: RankSets, places: int) -> Bools:
    """Return which bodies may be among the ``places`` lowest.

    Source:
        Method, section 5.4.
    """
    threshold = rank_sets.ranked_count - places
    return rank_sets.is_ranked & (rank_sets.worst_ranks > threshold)


def _prepare(scores: Floats, standard_errors: Floats, settings: tuple[int, float, int]) -> _Ranking:
    seed, confidence, draws = settings
    if not 0 < confidence < 1:
        raise InvalidArgument("confidence", confidence, "in (0, 1)")
    if draws < 1:
        raise InvalidArgument("draws", draws, ">= 1")
    if scores.size > LARGEST_FAMILY:
        raise InvalidArgument("scores", scores.size, f"at most {LARGEST_FAMILY} bodies")
    measured = np.flatnonzero(usable_figures(scores, standard_errors))
    measured = measured[np.argsort(-scores[measured], kind="stable")].astype(np.int64)
    errors = standard_errors[measured]
    normal = np.random.default_rng(seed).standard_normal((measured.size, draws))
    return _Ranking(measured, scores[measured], errors, errors[:, None] * normal)


def _against(ranking: _Ranking, body: int, is_other: Bools) -> tuple[Floats, Floats]:
    """Standardised gaps of a body to others, and the same gaps of pure noise (others, draws)."""
    inverse = _inverse_errors(ranking, body, is_other)
    noise: Floats = (ranking.noise[body] - ranking.noise[is_other]) * inverse[:, None]
    return _standardised_gaps(ranking, body, is_other), noise


def _standardised_gaps(ranking: _Ranking, body: int, is_other: Bools) -> Floats:
    gaps = ranking.scores[body] - ranking.scores[is_other]
    inverse = _inverse_errors(ranking, body, is_other)
    # Two bodies known exactly are apart as soon as they differ.
    certain = np.where(gaps == 0, 0.0, np.copysign(np.inf, gaps))
    standardised: Floats = np.where(inverse > 0, gaps * inverse, certain)
    return standardised


def _inverse_errors(ranking: _Ranking, body: int, is_other: Bools) -> Floats:
    """1 / standard error of each difference, 0 where both are known exactly."""
    errors = np.hypot(ranking.standard_errors[body], ranking.standard_errors[is_other])
    inverse: Floats = np.divide(1.0, errors, out=np.zeros_like(errors), where=errors > 0)
    return inverse


def _gaps_to_lower_bodies(ranking: _Ranking) -> Floats:
    """Standardised gap of each body (row) to those ranked after it, -1 elsewhere."""
    bodies = ranking.scores.size
    gaps = np.full((bodies, bodies), -1.0)
    for body in range(bodies):
        is_lower = np.arange(bodies) > body
        gaps[body, is_lower] = _standardised_gaps(ranking, body, is_lower)
    return gaps


def _stepdown(gaps: Floats, envelope: Callable[[Bools], Floats], confidence: float) -> Bools:
    """Reject gaps above the critical value, recompute it over the rest, until none is left.

    ``envelope`` gives, draw by draw, the largest noise gap over the directions still in play:
    all the reverse ones, and the forward ones not yet rejected.
    """
    is_rejected = np.zeros(gaps.shape, dtype=np.bool_)
    if gaps.size == 0:
        return is_rejected
    while True:
        critical_value = np.quantile(envelope(~is_rejected), confidence)
        is_following = gaps > critical_value
        if np.array_equal(is_following, is_rejected):
            return is_rejected
        is_rejected = is_following


def _marginal_envelope(noise: Floats, signs: Floats) -> Callable[[Bools], Floats]:
    forward = noise * signs[:, None]
    reverse = -forward.min(axis=0, initial=0.0)

    def envelope(is_active: Bools) -> Floats:
        active = forward if is_active.all() else forward[is_active]
        largest: Floats = np.maximum(active.max(axis=0, initial=0.0), reverse)
        return largest

    return envelope


def _simultaneous_envelope(ranking: _Ranking) -> Callable[[Bools], Floats]:
    bodies = ranking.scores.size
    of_all_pairs, reverse = _noise_extremes(ranking, np.ones((bodies, bodies), dtype=np.bool_))

    def envelope(is_active: Bools) -> Floats:
        forward = of_all_pairs if is_active.all() else _noise_extremes(ranking, is_active)[0]
        return np.maximum(forward, reverse)

    return envelope


def _noise_extremes(ranking: _Ranking, is_active: Bools) -> tuple[Floats, Floats]:
    """Largest noise gap of each draw over active pairs: higher body first, lower body first.

    One body at a time, so that memory stays that of bodies x draws.
    """
    bodies, draws = ranking.noise.shape
    forward, reverse = np.zeros(draws), np.zeros(draws)
    for body in range(bodies - 1):
        is_wanted = is_active[body] & (np.arange(bodies) > body)
        _, noise = _against(ranking, body, is_wanted)
        np.maximum(forward, noise.max(axis=0, initial=0.0), out=forward)
        np.maximum(reverse, -noise.min(axis=0, initial=0.0), out=reverse)
    return forward, reverse


def _rank_sets(
    scores: Floats, ranking: _Ranking, distinct: tuple[Integers, Integers], confidence: float
) -> RankSets:
    higher, lower = distinct
    is_ranked = ~np.isnan(scores)
    count = int(is_ranked.sum())
    best = np.where(is_ranked, 1, 0).astype(np.int64)
    worst = np.where(is_ranked, count, 0).astype(np.int64)
    best[ranking.measured] = 1 + higher
    worst[ranking.measured] = count - lower
    return RankSets(is_ranked, best, worst, confidence)
