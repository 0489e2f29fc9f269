"""What the summary of a scored edition is made from."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Final

import numpy as np

from barometer.core.arrays import Floats, Integers
from barometer.core.grids.model import Text
from barometer.core.scoring.compiled import CompiledGrid
from barometer.core.scoring.contributions import COMBINED, FULL_POINTS, explain_figure
from barometer.core.scoring.edition import Batch, EditionScores
from barometer.core.scoring.encoding import Bodies
from barometer.core.scoring.figure_list import FigureKind
from barometer.core.scoring.sums import Standing

CONFIDENCE: Final = 0.95


@dataclass(frozen=True, slots=True, eq=False)
class Losses:
    """What items took from the scores of the bodies; arrays of shape (bodies, items).

    Arguments:
        lost: Points taken from the body's score; a body that has a value loses 100 less that
            value in all. 0 where the body has no value.
        scored: Number of observations that score.
        failed: Number of those that earn less than all points.
        standings: Number of observations of the common core and options by
            :class:`~barometer.core.scoring.sums.Standing`, shape (bodies, 4).
    """

    lost: Floats
    scored: Integers
    failed: Integers
    standings: Integers


@dataclass(frozen=True, slots=True)
class EditionFacts:
    """What is known of the edition besides its numbers; all of it is printed.

    Arguments:
        title: Name of the edition.
        is_simulated: The data are simulated: every page says so.
        method_version: Version of the method document.
        software_version: Version of this software.
        started_on, ended_on: First and last day of the field work, if known.
        made_on: Day of the calculation, if known.
        fingerprints: (what, hexadecimal digest) of each input.
        properties: Properties of bodies by which results are given, with their names for people.
        property_values: Names for people of the values, by (property, value); the value itself
            serves where there is none.
        confidence: Level of the intervals, between 0 and 1.
    """

    title: Text
    is_simulated: bool
    method_version: str
    software_version: str
    started_on: date | None = None
    ended_on: date | None = None
    made_on: date | None = None
    fingerprints: tuple[tuple[str, str], ...] = ()
    properties: tuple[tuple[str, Text], ...] = ()
    property_values: Mapping[tuple[str, str], Text] = field(default_factory=dict)
    confidence: float = CONFIDENCE


@dataclass(frozen=True, slots=True, eq=False)
class SummaryData:
    """A scored edition and what explains it; bodies in the order of ``bodies``."""

    compiled: CompiledGrid
    bodies: Bodies
    scores: EditionScores
    losses: Losses
    facts: EditionFacts


def gather_losses(compiled: CompiledGrid, batches: Iterable[Batch]) -> Losses:
    """Return what each item took from the score of each body, over all batches of an edition.

    Arguments:
        compiled: The grid.
        batches: The batches of the edition, in order.

    Source: Method, section 3.4.
    """
    n_items = len(compiled.grid.items)
    lost, scored, failed, standings = [], [], [], []
    for batch in batches:
        n_bodies = len(batch.values.value)
        part = Losses(
            np.zeros((n_bodies, n_items)),
            np.zeros((n_bodies, n_items), np.int64),
            np.zeros((n_bodies, n_items), np.int64),
            _count_standings(batch, n_bodies),
        )
        for body in range(n_bodies):
            _add_body(compiled, batch, body, part)
        lost.append(part.lost)
        scored.append(part.scored)
        failed.append(part.failed)
        standings.append(part.standings)
    return Losses(
        np.concatenate(lost),
        np.concatenate(scored),
        np.concatenate(failed),
        np.concatenate(standings),
    )


def _add_body(compiled: CompiledGrid, batch: Batch, body: int, part: Losses) -> None:
    score = next(k for k, figure in enumerate(compiled.figures) if figure.kind is FigureKind.BODY)
    rows = explain_figure(compiled, batch, body, score)
    if not np.isnan(batch.values.value[body, score]):
        np.add.at(part.lost[body], rows.item, rows.lost)
    is_scored = rows.standing == Standing.SCORED
    counts = np.ones(len(rows.item), np.int64)
    counts[rows.audit == COMBINED] = batch.combined.observations[
        (batch.combined.body == body)
        & np.isin(batch.combined.item, rows.item[rows.audit == COMBINED])
    ]
    is_failed = is_scored & (rows.points < FULL_POINTS)
    np.add.at(part.scored[body], rows.item[is_scored], counts[is_scored])
    np.add.at(part.failed[body], rows.item[is_failed], counts[is_failed])


def _count_standings(batch: Batch, n_bodies: int) -> Integers:
    counts = np.zeros((n_bodies, len(Standing)), np.int64)
    np.add.at(counts, (batch.audits.body[batch.pooled.audit], batch.pooled.standing), 1)
    combined = batch.combined
    for standing, is_in in (
        (Standing.SCORED, ~np.isnan(combined.points)),
        (Standing.MISSING, combined.is_missing),
        (Standing.CLOSED, combined.is_closed),
        (Standing.NOT_APPLICABLE, combined.is_not_applicable),
    ):
        np.add.at(counts[:, standing], combined.body[is_in], 1)
    return counts
