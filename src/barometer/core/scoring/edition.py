"""Scores of a whole edition: batches of bodies through the kernel, results side by side."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, fields
from typing import Any, TypeVar

import numpy as np
import numpy.typing as npt

from barometer.core.arrays import Integers
from barometer.core.scoring.combining import (
    CombinedItems,
    combine_choices,
    combine_observations,
)
from barometer.core.scoring.compiled import CompiledGrid
from barometer.core.scoring.derived import derive_answers
from barometer.core.scoring.encoding import Answers, Audits, EditionInput
from barometer.core.scoring.figures import (
    FigureValues,
    IndicatorTotals,
    state_indicators,
    total_by_body,
    value_figures,
)
from barometer.core.scoring.gates import close_items
from barometer.core.scoring.points import score_answers
from barometer.core.scoring.sums import (
    Observations,
    PooledSums,
    Standing,
    observe,
    split_pooled,
    sum_pooled,
)
from barometer.core.scoring.variance import FigureVariances, part_audits, vary_figures
from barometer.core.uncertainty.moderation import ModeratedIntervals, moderate_intervals

BODIES_PER_BATCH = 250
"""Bodies scored at once: large enough to amortise, small enough to stay in the cache."""

LARGEST_BLOCK_KEPT = 2**25 - 2**16
"""Bytes; glibc keeps what is freed for reuse up to the largest block that it saw freed, at most
32 MiB. Without one, the pages of every array of a batch would be fetched from the system anew."""

Record = TypeVar("Record", FigureValues, FigureVariances)


@dataclass(frozen=True, slots=True, eq=False)
class Batch:
    """All that the kernel knows of some bodies: from it every number of theirs is explained.

    ``first_body`` is the position of the batch's first body in the edition; audits and
    observations count from 0 within the batch.
    """

    first_body: int
    audits: Audits
    pooled: Observations
    sums: PooledSums
    combined: CombinedItems
    totals: IndicatorTotals
    values: FigureValues
    variances: FigureVariances


@dataclass(frozen=True, slots=True, eq=False)
class EditionScores:
    """Scores of an edition: arrays of shape (bodies, figures), in the order of the input."""

    values: FigureValues
    variances: FigureVariances
    intervals: ModeratedIntervals


def score_edition(
    compiled: CompiledGrid,
    edition: EditionInput,
    *,
    confidence: float = 0.95,
    on_progress: Callable[[int, int], None] | None = None,
) -> EditionScores:
    """Return every figure of every body, with its state and its interval.

    Arguments:
        compiled: The grid.
        edition: Bodies, audits ordered by body, answers ordered by audit.
        confidence: Level of the intervals, between 0 and 1.
        on_progress: Called with (bodies done, bodies in all) after each batch.

    Source: Method, sections 2 to 4.
    """
    return gather_scores(
        score_batches(compiled, edition),
        len(edition.bodies),
        confidence=confidence,
        on_progress=on_progress,
    )


def gather_scores(
    batches: Iterable[Batch],
    n_bodies: int,
    *,
    confidence: float = 0.95,
    on_progress: Callable[[int, int], None] | None = None,
) -> EditionScores:
    """Return the scores of an edition from its batches; see :func:`score_edition`.

    Source: Method, sections 2 to 4.
    """
    values, variances = _Columns(n_bodies), _Columns(n_bodies)
    for batch in batches:
        values.fill(batch.first_body, batch.values)
        variances.fill(batch.first_body, batch.variances)
        if on_progress:
            on_progress(batch.first_body + len(batch.values.value), n_bodies)
    all_values, all_variances = values.record(FigureValues), variances.record(FigureVariances)
    intervals = moderate_intervals(
        all_values.value,
        all_variances.audit_variance,
        all_variances.leverage,
        all_variances.df,
        confidence=confidence,
    )
    return EditionScores(all_values, all_variances, intervals)


def score_values(compiled: CompiledGrid, edition: EditionInput) -> FigureValues:
    """Return every figure of every body with its state, without intervals: the roll-up alone.

    Arguments:
        compiled: The grid.
        edition: Bodies, audits ordered by body, answers ordered by audit.

    Source: Method, sections 2 and 3.
    """
    values = _Columns(len(edition.bodies))
    for first, audits, answers, choices in _batches(compiled, edition, BODIES_PER_BATCH):
        pooled, others, combine = _observe_batch(compiled, audits, answers, choices)
        n_bodies = choices.shape[1]
        sums = sum_pooled(compiled, n_bodies, audits.body.astype(np.int64), pooled)
        bounds = np.arange(n_bodies + 1)
        _, totals = _total_batch(compiled, audits, sums, bounds, others, combine)
        values.fill(first, value_figures(compiled, totals))
    return values.record(FigureValues)


def score_batches(
    compiled: CompiledGrid, edition: EditionInput, *, size: int = BODIES_PER_BATCH
) -> Iterator[Batch]:
    """Yield the batches of an edition, in order; at least one, even of no body."""
    for first, audits, answers, choices in _batches(compiled, edition, size):
        yield score_batch(compiled, audits, answers, choices, first)


def _batches(
    compiled: CompiledGrid, edition: EditionInput, size: int
) -> Iterator[tuple[int, Audits, Answers, Integers]]:
    """Yield first body, audits, answers and combinations of the bodies of each batch."""
    np.empty(LARGEST_BLOCK_KEPT, np.uint8)
    choices = combine_choices(compiled, edition.bodies)
    for first in range(0, max(len(edition.bodies), 1), size):
        last = min(first + size, len(edition.bodies))
        yield first, *slice_edition(edition, first, last), choices[:, first:last]


def slice_edition(edition: EditionInput, first: int, last: int) -> tuple[Audits, Answers]:
    """Return audits and answers of the bodies from ``first`` up to ``last``, counted anew."""
    audits, answers = edition.audits, edition.answers
    low, high = np.searchsorted(audits.body, np.array((first, last), dtype=audits.body.dtype))
    begin, end = np.searchsorted(answers.audit, np.array((low, high), dtype=answers.audit.dtype))
    part = Audits(
        audits.codes[low:high],
        audits.body[low:high] - np.int32(first),
        audits.scenario[low:high],
        audits.stratum[low:high],
    )
    return part, Answers(
        answers.audit[begin:end] - np.int32(low),
        answers.item[begin:end],
        answers.value[begin:end],
        answers.state[begin:end],
    )


def score_batch(
    compiled: CompiledGrid, audits: Audits, answers: Answers, choices: Integers, first_body: int
) -> Batch:
    """Return all that is known of the bodies of one batch.

    Arguments:
        compiled: The grid.
        audits: Their audits, ``body`` counted from 0.
        answers: Their answers, ``audit`` counted from 0.
        choices: Combination by rule in use and body of the batch.
        first_body: Position of the first body in the edition.

    Source: Method, sections 2 to 4.
    """
    pooled, others, combine = _observe_batch(compiled, audits, answers, choices)
    sums = sum_pooled(compiled, len(audits), np.arange(len(audits)), pooled)
    bounds = np.searchsorted(audits.body, np.arange(choices.shape[1] + 1))
    combined, totals = _total_batch(compiled, audits, sums, bounds, others, combine)
    parts = part_audits(compiled, audits, sums, totals, others, combined)
    states = state_indicators(compiled, totals)
    return Batch(
        first_body,
        audits,
        pooled,
        sums,
        combined,
        totals,
        value_figures(compiled, totals),
        vary_figures(compiled, audits, totals, states, parts),
    )


def _observe_batch(
    compiled: CompiledGrid, audits: Audits, answers: Answers, choices: Integers
) -> tuple[Observations, Observations, Integers]:
    """Return pooled observations, the others, and the combination of the others."""
    closures = close_items(compiled, audits, answers)
    answers, points = derive_answers(compiled, audits, answers, score_answers(compiled, answers))
    observed = observe(compiled, answers, points, closures)
    return split_pooled(compiled, audits, observed, choices)


def _total_batch(
    compiled: CompiledGrid,
    audits: Audits,
    sums: PooledSums,
    bounds: Integers,
    others: Observations,
    combine: Integers,
) -> tuple[CombinedItems, IndicatorTotals]:
    """Return combined items, and the sums by body; ``bounds`` part the rows of ``sums``."""
    body = audits.body[others.audit].astype(np.int64)
    combined = combine_observations(body, others, combine)
    with_zeros = combine_observations(body, _with_zeros(others), combine)
    return combined, total_by_body(compiled, sums, bounds, combined, with_zeros)


def _with_zeros(observed: Observations) -> Observations:
    """Return the observations with what gates left out counted 0."""
    is_closed = observed.standing == Standing.CLOSED
    points = np.where(is_closed, 0.0, observed.points)
    standing: npt.NDArray[np.uint8] = np.where(
        is_closed, np.uint8(Standing.SCORED), observed.standing
    )
    return Observations(observed.audit, observed.item, points, standing)


class _Columns:
    """Arrays of all bodies, stored figure by figure, filled in batch by batch."""

    def __init__(self, n_bodies: int) -> None:
        self.n_bodies = n_bodies
        self.arrays: dict[str, npt.NDArray[Any]] = {}

    def fill(self, first_body: int, part: FigureValues | FigureVariances) -> None:
        """Copy the arrays of a batch."""
        for field in fields(part):
            rows = getattr(part, field.name)
            if field.name not in self.arrays:
                empty = np.empty((rows.shape[1], self.n_bodies), rows.dtype)
                self.arrays[field.name] = empty.T
            self.arrays[field.name][first_body : first_body + len(rows)] = rows

    def record(self, kind: type[Record]) -> Record:
        """Return the record of all bodies."""
        return kind(**self.arrays)
