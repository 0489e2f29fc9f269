"""Points of each answer: 0 to 100, or none with the reason in its state."""

import numpy as np

from barometer.core.arrays import Bools, Floats
from barometer.core.grids.model import ItemKind
from barometer.core.scoring.compiled import DERIVED, MEASURED, CompiledGrid, measured_points
from barometer.core.scoring.encoding import Answers, AnswerState


def score_answers(compiled: CompiledGrid, answers: Answers) -> Floats:
    """Return the points of each answer, 0 to 100; NaN where the state takes it out of the score.

    Not applicable and not observed have no points. A censored delay has 0: when the field work
    ended the reply had not come. Answers to derived items, which are calculated, have none here.

    Arguments:
        compiled: The grid.
        answers: The answers, any order.

    Source: Method, sections 2.1 and 2.2.
    """
    start = compiled.lookup_start.take(answers.item)
    is_answered = answers.state == AnswerState.ANSWERED
    with np.errstate(invalid="ignore"):
        positions = start + answers.value.astype(np.int64)
    without_points = len(compiled.lookup) - 1
    points = compiled.lookup.take(np.where((start >= 0) & is_answered, positions, without_points))
    _score_measured(compiled, answers, (start == MEASURED) & is_answered, points)
    points[(answers.state == AnswerState.CENSORED) & (start != DERIVED)] = 0.0
    return points


def _score_measured(
    compiled: CompiledGrid, answers: Answers, is_measured: Bools, points: Floats
) -> None:
    """Fill in the points of measured answers, scale by scale."""
    rows = np.flatnonzero(is_measured)
    if not len(rows):
        return
    scale_of_item = _scale_positions(compiled)
    scale = scale_of_item[answers.item[rows]]
    order = np.argsort(scale, kind="stable")
    rows, scale = rows[order], scale[order]
    bounds = np.flatnonzero(np.diff(scale)) + 1
    for part in np.split(rows, bounds):
        thresholds = compiled.grid.thresholds[scale_of_item[answers.item[part[0]]]]
        points[part] = measured_points(thresholds, answers.value[part])


def _scale_positions(compiled: CompiledGrid) -> np.ndarray[tuple[int], np.dtype[np.int64]]:
    positions = {scale.code: k for k, scale in enumerate(compiled.grid.thresholds)}
    return np.array(
        [
            positions[item.scale] if item.kind is ItemKind.MEASURED else -1
            for item in compiled.grid.items
        ],
        np.int64,
    )
