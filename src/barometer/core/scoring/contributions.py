"""From a figure down to the answers: what each cost, and what would change if it changed."""

from dataclasses import dataclass

import numpy as np

from barometer.core.arrays import Bools, Floats, Integers, States
from barometer.core.scoring.combining import combine_choices
from barometer.core.scoring.compiled import CompiledGrid
from barometer.core.scoring.edition import Batch, score_batch, slice_edition
from barometer.core.scoring.encoding import Answers, EditionInput
from barometer.core.scoring.figures import FigureState, FigureValues, state_indicators
from barometer.core.scoring.sums import Standing

FULL_POINTS = 100.0
COMBINED = -1


@dataclass(frozen=True, slots=True, eq=False)
class Contributions:
    """What each observation brings to one figure of one body, one row each.

    Arguments:
        audit: Position of the audit in the batch; ``COMBINED`` for an item whose observations
            first became one value.
        item: Position of the item in the grid.
        points: 0 to 100; NaN where the observation does not score.
        standing: :class:`Standing` of each row.
        effective_weight: Share (0 to 1) of the figure that the row carries; they sum to 1 over
            the rows of a figure that has a value. 0 where the row does not score.
        lost: Points (0 to 100) that the row takes from the figure; they sum to 100 less its value.
    """

    audit: Integers
    item: Integers
    points: Floats
    standing: States
    effective_weight: Floats
    lost: Floats


def explain_figure(compiled: CompiledGrid, batch: Batch, body: int, figure: int) -> Contributions:
    """Return what each observation brings to a figure: exact and additive.

    The product of the weights on the path is the effective weight: a row whose points rise by d
    raises the figure by effective weight times d, other things equal.

    Arguments:
        compiled: The grid.
        batch: The batch that scored the body.
        body: Position of the body in the batch.
        figure: Position of the figure in ``compiled.figures``.

    Source: Method, section 3.4.
    """
    audit, item, points, standing = _rows_of_body(batch, body)
    weights = _indicator_weights(compiled, batch, body, figure)
    is_in = compiled.figure_weights[figure][compiled.item_indicator[item]] > 0
    audit, item, points, standing = audit[is_in], item[is_in], points[is_in], standing[is_in]
    effective = weights[compiled.item_indicator[item]] * compiled.item_weight[item]
    effective = np.where(standing == Standing.SCORED, effective, 0.0)
    lost = effective * (FULL_POINTS - np.nan_to_num(points))
    return Contributions(audit, item, points, standing, effective, lost)


def _rows_of_body(batch: Batch, body: int) -> tuple[Integers, Integers, Floats, States]:
    pooled = batch.pooled.where(batch.audits.body[batch.pooled.audit] == body)
    combined = batch.combined
    mine = combined.body == body
    standing = np.full(len(combined.body), Standing.SCORED, dtype=np.uint8)
    standing[combined.is_missing] = Standing.MISSING
    standing[combined.is_closed] = Standing.CLOSED
    standing[combined.is_not_applicable] = Standing.NOT_APPLICABLE
    return (
        np.concatenate((pooled.audit, np.full(int(mine.sum()), COMBINED))),
        np.concatenate((pooled.item, combined.item[mine])),
        np.concatenate((pooled.points, combined.points[mine])),
        np.concatenate((pooled.standing, standing[mine])),
    )


def _indicator_weights(compiled: CompiledGrid, batch: Batch, body: int, figure: int) -> Floats:
    """Return the weight in the figure of one unit of item weight, by indicator."""
    states = state_indicators(compiled, batch.totals)[body]
    possible = batch.totals.possible[body]
    is_scored: Bools = (states == FigureState.SCORED) & (possible > 0)
    nominal = np.where(is_scored, compiled.figure_weights[figure], 0.0)
    if nominal.sum() <= 0:
        return np.zeros(len(nominal))
    return np.where(is_scored, nominal / nominal.sum() / np.where(is_scored, possible, 1.0), 0.0)


@dataclass(frozen=True, slots=True)
class AnswerChange:
    """A replaced answer: row of the edition's answers, new encoded value and state."""

    row: int
    value: float
    state: int


def score_if(
    compiled: CompiledGrid, edition: EditionInput, body: int, changes: tuple[AnswerChange, ...]
) -> FigureValues:
    """Return the figures of one body if some of its answers were others.

    The body is scored anew, gates included: an answer that no longer closes a gate leaves the
    items behind it without answers, as nobody observed them.

    Arguments:
        compiled: The grid.
        edition: The edition, which is not changed.
        body: Position of the body in the edition.
        changes: Answers replaced.

    Returns:
        Figures of shape (1, figures).

    Source: Method, section 3.4.
    """
    answers = edition.answers
    value, state = answers.value.copy(), answers.state.copy()
    for change in changes:
        value[change.row], state[change.row] = change.value, change.state
    changed = EditionInput(
        edition.bodies, edition.audits, Answers(answers.audit, answers.item, value, state)
    )
    choices = combine_choices(compiled, edition.bodies)[:, body : body + 1]
    audits, mine = slice_edition(changed, body, body + 1)
    return score_batch(compiled, audits, mine, choices, body).values
