"""What costs points, in words: of one body, or on average."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from barometer.core.arrays import Floats, Integers
from barometer.core.scoring.figure_list import FigureKind
from barometer.documents import phrases as p
from barometer.documents.charts.bars import BarRow, chart_bars
from barometer.documents.charts.drawing import Naming
from barometer.documents.edition_view import EditionView
from barometer.documents.formats import (
    Phrase,
    format_number,
    format_points,
    format_small_points,
    say_each,
)
from barometer.documents.summary_contexts import DataTable, Figure, ItemLoss, LossSection

MOST_INDICATORS: Final = 15
MOST_ITEMS: Final = 8
NOTHING: Final = 1e-9


@dataclass(frozen=True, slots=True, eq=False)
class ItemLosses:
    """Points lost by item, with the observations behind them; arrays of shape (items,).

    ``bodies`` is the number of bodies that lose points on the item, or None on a body's page.
    """

    lost: Floats
    scored: Integers
    failed: Integers
    bodies: Integers | None


def losses_of_body(view: EditionView, body: int) -> LossSection:
    """Return what costs one body points, down to the item."""
    losses = view.data.losses
    if np.isnan(_score_values(view)[body]):
        return _nothing(view, p.NOTHING_TO_SHARE)
    items = ItemLosses(losses.lost[body], losses.scored[body], losses.failed[body], None)
    total = format_points(float(items.lost.sum()), view.language)
    points = p.LOST_POINTS.say(view.language, float(items.lost.sum()), points=total)
    text = p.BODY_LOSSES_TEXT.say(view.language, total=points)
    return _section(view, items, text, _loss_table(view, items))


def losses_on_average(view: EditionView) -> LossSection:
    """Return what costs most points on average over the bodies that have a score."""
    losses = view.data.losses
    has_score = ~np.isnan(_score_values(view))
    count = int(has_score.sum())
    if not count:
        return _nothing(view, p.NOTHING_TO_SHARE)
    lost = losses.lost[has_score]
    items = ItemLosses(
        lost.sum(axis=0) / count,
        losses.scored[has_score].sum(axis=0),
        losses.failed[has_score].sum(axis=0),
        (lost > NOTHING).sum(axis=0),
    )
    text = p.FAILURES_TEXT.say(
        view.language,
        bodies=p.BODIES.say(view.language, count),
        total=format_points(float(items.lost.sum()), view.language),
    )
    return _section(view, items, text, None)


def _score_values(view: EditionView) -> Floats:
    figures = view.data.compiled.figures
    score = next(k for k, figure in enumerate(figures) if figure.kind is FigureKind.BODY)
    return view.data.scores.values.value[:, score]


def _section(
    view: EditionView, items: ItemLosses, text: str, table: DataTable | None
) -> LossSection:
    if float(items.lost.sum()) <= NOTHING:
        return _nothing(view, p.NOTHING_LOST)
    order = [int(k) for k in np.argsort(-items.lost, kind="stable")[:MOST_ITEMS]]
    worst = tuple(_describe_item(view, items, k) for k in order if items.lost[k] > NOTHING)
    return LossSection(text, _draw_indicators(view, items.lost), worst, table)


def _nothing(view: EditionView, sentence: Phrase) -> LossSection:
    return LossSection(sentence.say(view.language), None, (), None)


def _draw_indicators(view: EditionView, lost: Floats) -> Figure:
    """Return the bars of the indicators that cost most."""
    compiled, language = view.data.compiled, view.language
    by_indicator = np.bincount(
        compiled.item_indicator, lost, minlength=len(compiled.grid.indicators)
    )
    costly = [int(k) for k in np.argsort(-by_indicator, kind="stable") if by_indicator[k] > NOTHING]
    shown = costly[:MOST_INDICATORS]
    rows = [
        BarRow(
            view.places[k],
            format_small_points(float(by_indicator[k]), language),
            float(by_indicator[k]),
            (format_small_points(float(by_indicator[k]), language),),
        )
        for k in shown
    ]
    first = float(by_indicator[shown[0]])
    points = format_small_points(first, language)
    text = p.LOST_BY_INDICATOR_TEXT.say(
        language,
        first=rows[0].label,
        points=p.LOST_POINTS.say(language, first, points=points),
        total=format_points(float(lost.sum()), language),
    )
    naming = Naming("lost-by-indicator", p.LOST_BY_INDICATOR.say(language), text)
    columns = (p.INDICATOR_HEAD.say(language), p.LOST_HEAD.say(language))
    note = p.LARGEST_ONLY.say(language, shown=len(shown), total=len(costly))
    notes = (note,) if len(costly) > len(shown) else ()
    return Figure(chart_bars(naming, columns, rows, full=first), notes)


def _describe_item(view: EditionView, items: ItemLosses, place: int) -> ItemLoss:
    compiled, language = view.data.compiled, view.language
    item = compiled.grid.items[place]
    lost = float(items.lost[place])
    evidence = p.FAILED_OF.say(
        language,
        int(items.scored[place]),
        failed=format_number(int(items.failed[place]), 0, language),
    )
    if items.bodies is not None:
        evidence += f", {p.IN_BODIES.say(language, int(items.bodies[place]))}"
    return ItemLoss(
        p.LOST_POINTS.say(language, lost, points=format_small_points(lost, language)),
        view.pick(item.words.label),
        item.code,
        view.places[int(compiled.item_indicator[place])],
        evidence,
        view.pick(item.improve),
        item.norm,
    )


def _loss_table(view: EditionView, items: ItemLosses) -> DataTable:
    """Return every item that costs points, by indicator in the order of the grid, and the sum."""
    compiled, language = view.data.compiled, view.language
    costly = np.flatnonzero(items.lost > NOTHING)
    columns = (compiled.item_indicator, items.lost, items.failed, items.scored)
    rows: list[Sequence[str]] = [
        (
            view.pick(compiled.grid.items[k].words.label),
            view.places[indicator],
            format_small_points(lost, language),
            f"{failed} / {scored}",
        )
        for k, indicator, lost, failed, scored in zip(
            costly.tolist(), *(column[costly].tolist() for column in columns), strict=True
        )
    ]
    total = format_points(float(items.lost.sum()), language)
    rows.append((p.TOTAL.say(language), "", total, ""))
    heads = say_each((p.ITEM_HEAD, p.INDICATOR_HEAD, p.LOST_HEAD, p.FAILED_HEAD), language)
    return DataTable(
        p.ALL_LOSSES.say(language),
        heads,
        tuple(tuple(row) for row in rows),
    )
