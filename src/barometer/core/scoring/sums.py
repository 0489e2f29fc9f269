"""What each audit earned and could earn, by indicator: the sufficient statistics of a score."""

from dataclasses import dataclass
from enum import IntEnum

import numpy as np
import numpy.typing as npt

from barometer.core.arrays import Floats, Integers
from barometer.core.grids.model import Combine
from barometer.core.scoring.compiled import CompiledGrid
from barometer.core.scoring.encoding import Answers, AnswerState, Audits
from barometer.core.scoring.gates import Closing, Closures

POOL = list(Combine).index(Combine.POOL)


class Standing(IntEnum):
    """What an observation of an item counts as."""

    SCORED = 0
    MISSING = 1
    CLOSED = 2
    NOT_APPLICABLE = 3


@dataclass(frozen=True, slots=True, eq=False)
class Observations:
    """Observations of items in audits, one row each: answers that stand, and closed items.

    ``points`` is NaN except where ``standing`` is ``SCORED``.
    """

    audit: Integers
    item: Integers
    points: Floats
    standing: npt.NDArray[np.uint8]

    def where(self, is_kept: npt.NDArray[np.bool_]) -> "Observations":
        """Return the rows kept."""
        return Observations(
            self.audit[is_kept], self.item[is_kept], self.points[is_kept], self.standing[is_kept]
        )

    def joined(self, other: "Observations") -> "Observations":
        """Return these rows followed by others."""
        return Observations(
            np.concatenate((self.audit, other.audit)),
            np.concatenate((self.item, other.item)),
            np.concatenate((self.points, other.points)),
            np.concatenate((self.standing, other.standing)),
        )


@dataclass(frozen=True, slots=True, eq=False)
class PooledSums:
    """Sums of pooled observations by unit and indicator, each of shape (units, indicators).

    Units are audits, or bodies where audits do not matter.

    ``earned`` is weight times points; the others are weights, by :class:`Standing`.
    """

    earned: Floats
    possible: Floats
    missing: Floats
    closed: Floats
    not_applicable: Floats


def observe(
    compiled: CompiledGrid, answers: Answers, points: Floats, closures: Closures
) -> Observations:
    """Return the observations of a batch: answers to items that are open, then closed items.

    Arguments:
        compiled: The grid.
        answers: Answers of the batch.
        points: Points of each answer, NaN where it does not score.
        closures: Items closed by gates; an answer to a closed item does not count.

    Source: Method, sections 2.2 and 2.3.
    """
    standing = np.where(np.isnan(points), np.uint8(Standing.MISSING), np.uint8(Standing.SCORED))
    np.putmask(standing, answers.state == AnswerState.NOT_APPLICABLE, Standing.NOT_APPLICABLE)
    observed = Observations(
        answers.audit.astype(np.int64), answers.item.astype(np.int64), points, standing
    )
    if not len(closures.audit):
        return observed
    n_audits = int(max(observed.audit.max(initial=0), closures.audit.max())) + 1
    is_open = np.ones((n_audits, len(compiled.grid.items)), dtype=np.bool_)
    is_open[closures.audit, closures.item] = False
    is_kept = is_open[observed.audit, observed.item]
    return observed.where(is_kept).joined(_closed_observations(closures))


def _closed_observations(closures: Closures) -> Observations:
    points = np.full(len(closures.audit), np.nan)
    points[closures.closing == Closing.ZERO] = 0.0
    points[closures.closing == Closing.FULL] = 100.0
    standing = np.full(len(closures.audit), Standing.SCORED, dtype=np.uint8)
    standing[closures.closing == Closing.OUT] = Standing.CLOSED
    standing[closures.closing == Closing.NOT_APPLICABLE] = Standing.NOT_APPLICABLE
    return Observations(closures.audit.astype(np.int64), closures.item, points, standing)


def split_pooled(
    compiled: CompiledGrid, audits: Audits, observed: Observations, choices: Integers
) -> tuple[Observations, Observations, Integers]:
    """Return pooled observations, the others, and the combination of the others.

    Arguments:
        compiled: The grid.
        audits: Audits of the batch; ``body`` counts from 0 within the batch.
        observed: Observations of the batch.
        choices: Combination by rule in use and body of the batch, position in ``list(Combine)``.

    Source: Method, section 2.4.
    """
    if compiled.combine_codes == (Combine.POOL,):
        none = np.zeros(len(observed.audit), dtype=np.bool_)
        return observed, observed.where(none), np.zeros(0, np.int64)
    combine = choices[compiled.item_combine[observed.item], audits.body[observed.audit]]
    is_pooled = combine == POOL
    return observed.where(is_pooled), observed.where(~is_pooled), combine[~is_pooled]


def sum_pooled(
    compiled: CompiledGrid, n_units: int, unit_of_audit: Integers, pooled: Observations
) -> PooledSums:
    """Return the sums of pooled observations by unit and indicator.

    Arguments:
        compiled: The grid.
        n_units: Number of units: audits, or bodies where audits do not matter.
        unit_of_audit: Unit of each audit.
        pooled: The observations.

    Source: Method, section 3.1.
    """
    shape = (n_units, len(compiled.grid.indicators))
    nowhere = shape[0] * shape[1]
    first_key = unit_of_audit * shape[1]
    key = first_key.take(pooled.audit) + compiled.item_indicator.take(pooled.item)
    weight = compiled.item_weight.take(pooled.item)
    is_scored = pooled.standing == Standing.SCORED
    scored_key = np.where(is_scored, key, nowhere)

    def add(keys: Integers, values: Floats) -> Floats:
        total = np.bincount(keys, values, minlength=nowhere + 1)[:nowhere]
        return total.astype(np.float64, copy=False).reshape(shape)

    rest = np.flatnonzero(~is_scored)
    rest_key, rest_weight, standing = key[rest], weight[rest], pooled.standing[rest]

    def add_rest(wanted: Standing) -> Floats:
        rows = standing == wanted
        return add(rest_key[rows], rest_weight[rows]) if rows.any() else np.zeros(shape)

    return PooledSums(
        earned=add(scored_key, weight * pooled.points),
        possible=add(scored_key, weight),
        missing=add_rest(Standing.MISSING),
        closed=add_rest(Standing.CLOSED),
        not_applicable=add_rest(Standing.NOT_APPLICABLE),
    )
