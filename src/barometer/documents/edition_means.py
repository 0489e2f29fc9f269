"""Means over the bodies of an edition, with both readings of their intervals."""

from dataclasses import dataclass

import numpy as np

from barometer.core.arrays import Bools, Floats, Integers
from barometer.core.scoring.edition import EditionScores
from barometer.core.uncertainty.group_means import (
    BodyFigures,
    average_participants,
    average_sector,
)


@dataclass(frozen=True, slots=True, eq=False)
class FigureMeans:
    """Equally weighted means over some bodies, one entry per figure.

    Arguments:
        value: 0 to 100, over the bodies that have a value; NaN if none has.
        low, high: Interval of the mean of these very bodies; NaN where no error is known.
        sector_low, sector_high: Interval if these bodies are seen as a random sample of many
            like them; NaN under two bodies.
        bodies: Number of bodies that have a value.
        audits: Number of audits on which the mean rests.
        coverage, closed_share: Means (0 to 1) over the bodies to which the figure applies.
        unconditional: Mean, 0 to 100, of the variant in which what failed contacts closed counts 0.
    """

    value: Floats
    low: Floats
    high: Floats
    sector_low: Floats
    sector_high: Floats
    bodies: Integers
    audits: Integers
    coverage: Floats
    closed_share: Floats
    unconditional: Floats


def average_figures(
    scores: EditionScores, is_member: Bools, *, confidence: float = 0.95
) -> FigureMeans:
    """Return the means of every figure over some bodies.

    Arguments:
        scores: Scores of the edition.
        is_member: Which bodies, shape (bodies,).
        confidence: Level of the intervals, between 0 and 1.

    Source: Method, section 4.4.
    """
    value = scores.values.value[is_member]
    figures = BodyFigures(
        value, scores.intervals.standard_error[is_member], scores.intervals.df[is_member]
    )
    together = np.zeros(len(value), np.int64)
    participants = average_participants(figures, together, 1, confidence=confidence)
    sector = average_sector(figures, together, np.array([np.inf]), confidence=confidence)
    has_value = ~np.isnan(value)
    applies = (scores.values.coverage[is_member] > 0) | has_value
    unconditional = scores.values.unconditional[is_member]
    return FigureMeans(
        participants.value[0],
        participants.low[0],
        participants.high[0],
        sector.low[0],
        sector.high[0],
        participants.bodies[0],
        np.where(has_value, scores.variances.audits[is_member], 0).sum(axis=0),
        _mean(scores.values.coverage[is_member], applies),
        _mean(scores.values.closed_share[is_member], applies),
        _mean(unconditional, ~np.isnan(unconditional)),
    )


def _mean(values: Floats, is_counted: Bools) -> Floats:
    """Return means by column over the counted rows; NaN where there is none."""
    with np.errstate(invalid="ignore"):
        return np.asarray(
            np.where(is_counted, values, 0.0).sum(axis=0) / is_counted.sum(axis=0),
            dtype=np.float64,
        )
