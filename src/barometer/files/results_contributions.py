"""What each answer brought to the score of its body, as tables written batch by batch."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

import numpy as np
import polars as pl

from barometer.core.arrays import Bools, Floats, Integers, States
from barometer.core.scoring.compiled import CompiledGrid
from barometer.core.scoring.edition import Batch, slice_edition
from barometer.core.scoring.encoding import Answers, EditionInput
from barometer.core.scoring.figures import FigureState, state_indicators
from barometer.core.scoring.points import score_answers
from barometer.core.scoring.spelling import spell_answers
from barometer.core.scoring.sums import Standing

COMBINED = "combined"
"""Standing of an observation that became, with others, the value of its item."""

STANDINGS = (*(standing.name.lower() for standing in Standing), COMBINED)
NO_AUDIT = -1
FULL_POINTS = 100.0

CONTRIBUTIONS_SCHEMA: Mapping[str, pl.DataType] = {
    "body": pl.String(),
    "audit": pl.String(),
    "item": pl.String(),
    "indicator": pl.String(),
    "answer": pl.String(),
    "points": pl.Float64(),
    "standing": pl.String(),
    "effective_weight": pl.Float64(),
    "indicator_share": pl.Float64(),
    "lost": pl.Float64(),
}
"""Columns of the contributions.

``audit`` is empty for an item whose observations first became one value; they follow with the
standing ``combined`` and no weight of their own. ``answer`` is empty where nobody answered.
``points`` are 0 to 100, empty where the row does not score. ``effective_weight`` is the share (0
to 1) of the body's score, and ``indicator_share`` that of its indicator, that the row carries.
``lost`` is in points of the score: they sum to 100 less the score.
"""


def tabulate_contributions(
    compiled: CompiledGrid, edition: EditionInput, batches: Iterable[Batch]
) -> Iterator[pl.DataFrame]:
    """Yield the contributions of the bodies of each batch, ordered by body, audit and item.

    Arguments:
        compiled: The grid; its first figure is the score of the body.
        edition: The edition that was scored.
        batches: As :func:`barometer.core.scoring.edition.score_batches` yields them.

    Source: Method, section 3.4.
    """
    for batch in batches:
        last = batch.first_body + len(batch.values.value)
        _, answers = slice_edition(edition, batch.first_body, last)
        yield _tabulate(compiled, edition, batch, _rows(compiled, batch, answers), answers)


@dataclass(frozen=True, slots=True, eq=False)
class _Rows:
    """Rows of a batch; audits and bodies count from 0 within it."""

    body: Integers
    audit: Integers
    item: Integers
    points: Floats
    standing: States

    def where(self, rows: Bools | Integers) -> "_Rows":
        return _Rows(
            self.body[rows], self.audit[rows], self.item[rows], self.points[rows],
            self.standing[rows],
        )  # fmt: skip


def _rows(compiled: CompiledGrid, batch: Batch, answers: Answers) -> _Rows:
    """Return pooled observations, combined values and the observations behind these."""
    pooled, combined = batch.pooled, batch.combined
    standing = np.full(len(combined.body), Standing.SCORED, np.uint8)
    standing[combined.is_missing] = Standing.MISSING
    standing[combined.is_closed] = Standing.CLOSED
    standing[combined.is_not_applicable] = Standing.NOT_APPLICABLE
    behind = _combined_answers(compiled, batch, answers)
    no_audit = np.full(len(combined.body), NO_AUDIT, np.int64)
    audit = np.concatenate((pooled.audit, no_audit, behind.audit))
    is_of_audit = audit != NO_AUDIT
    body = np.concatenate((np.zeros(len(pooled.audit), np.int64), combined.body, behind.body))
    body[is_of_audit] = batch.audits.body[audit[is_of_audit]]
    rows = _Rows(
        body,
        audit,
        np.concatenate((pooled.item, combined.item, behind.item)),
        np.concatenate((pooled.points, combined.points, behind.points)),
        np.concatenate((pooled.standing, standing, behind.standing)),
    )
    rows = rows.where(compiled.item_weight[rows.item] > 0)
    return rows.where(np.lexsort((rows.item, rows.audit, rows.body)))


def _combined_answers(compiled: CompiledGrid, batch: Batch, answers: Answers) -> _Rows:
    n_items = len(compiled.grid.items)
    body = batch.audits.body[answers.audit].astype(np.int64)
    keys = batch.combined.body * n_items + batch.combined.item
    rows = np.flatnonzero(np.isin(body * n_items + answers.item, keys))
    found = Answers(
        answers.audit[rows], answers.item[rows], answers.value[rows], answers.state[rows]
    )
    standing = np.full(len(rows), STANDINGS.index(COMBINED), np.uint8)
    return _Rows(
        body[rows],
        found.audit.astype(np.int64),
        found.item.astype(np.int64),
        score_answers(compiled, found),
        standing,
    )


def _tabulate(
    compiled: CompiledGrid, edition: EditionInput, batch: Batch, rows: _Rows, answers: Answers
) -> pl.DataFrame:
    grid = compiled.grid
    indicator = compiled.item_indicator[rows.item]
    share, weight = _unit_weights(compiled, batch)
    is_scored = rows.standing == Standing.SCORED
    item_weight = np.where(is_scored, compiled.item_weight[rows.item], 0.0)
    effective = item_weight * weight[rows.body, indicator]
    items = pl.Series([item.code for item in grid.items], dtype=pl.String)
    indicators = pl.Series([one.code for one in grid.indicators], dtype=pl.String)
    columns = {
        "body": pl.Series(edition.bodies.codes, dtype=pl.String)[rows.body + batch.first_body],
        "audit": pl.Series([*batch.audits.codes, ""], dtype=pl.String)[
            np.where(rows.audit == NO_AUDIT, len(batch.audits), rows.audit)
        ],
        "item": items[rows.item],
        "indicator": indicators[indicator],
        "answer": _spelled(compiled, rows, answers),
        "points": pl.Series(rows.points).fill_nan(None),
        "standing": pl.Series(STANDINGS)[rows.standing.astype(np.int64)],
        "effective_weight": effective,
        "indicator_share": item_weight * share[rows.body, indicator],
        "lost": effective * (FULL_POINTS - np.nan_to_num(rows.points)),
    }
    return pl.DataFrame(columns, schema=CONTRIBUTIONS_SCHEMA)


def _unit_weights(compiled: CompiledGrid, batch: Batch) -> tuple[Floats, Floats]:
    """Return what one unit of item weight carries of its indicator, and of the score.

    Both of shape (bodies, indicators); 0 where the indicator does not score.
    """
    possible = batch.totals.possible
    states = state_indicators(compiled, batch.totals)
    is_scored = (states == FigureState.SCORED) & (possible > 0)
    share = np.where(is_scored, 1.0 / np.where(is_scored, possible, 1.0), 0.0)
    nominal = np.where(is_scored, compiled.figure_weights[0], 0.0)
    total = nominal.sum(axis=1, keepdims=True)
    return share, share * nominal / np.where(total > 0, total, 1.0)


def _spelled(compiled: CompiledGrid, rows: _Rows, answers: Answers) -> pl.Series:
    """Return the answer behind each row as people write it; '' where there is none."""
    n_items = len(compiled.grid.items)
    keys = answers.audit.astype(np.int64) * n_items + answers.item
    wanted = rows.audit * n_items + rows.item
    place = np.minimum(np.searchsorted(keys, wanted), max(len(keys) - 1, 0))
    has_answer = (keys[place] == wanted) & (rows.audit != NO_AUDIT) if len(keys) else wanted < 0
    spelled, text = spell_answers(compiled, answers)
    texts = pl.Series([*spelled, ""], dtype=pl.String)
    return texts[np.append(text, len(spelled))[np.where(has_answer, place, len(keys))]]
