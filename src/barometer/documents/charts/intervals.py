"""Dot-and-interval chart: results from 0 to 100, each with its interval and a reference."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from barometer.documents.charts.drawing import (
    MARK,
    MARK_CLASS,
    SMALL_SIZE,
    SPREAD,
    SPREAD_CLASS,
    WIDTH,
    Chart,
    Naming,
    draw_diamond,
    draw_line,
    draw_text,
    make_chart,
    wrap_words,
)

LEFT: Final = 13.0
SPAN: Final = WIDTH - 2 * LEFT
LINE_HEIGHT: Final = 17.0
TRACK_HEIGHT: Final = 25.0
VALUE_WIDTH: Final = 136.0
TICKS: Final = (0, 25, 50, 75, 100)


@dataclass(frozen=True, slots=True)
class IntervalRow:
    """One row of the chart.

    Arguments:
        label: What is measured.
        stated: Result and interval in words, or the state that explains their absence.
        value: 0 to 100; NaN draws no dot.
        low, high: Interval; NaN draws none.
        reference: 0 to 100, drawn as a diamond; NaN draws none.
        others: Cells of the table after the label.
    """

    label: str
    stated: str
    value: float
    low: float
    high: float
    reference: float
    others: tuple[str, ...]


def chart_intervals(naming: Naming, columns: tuple[str, ...], rows: Sequence[IntervalRow]) -> Chart:
    """Return the chart of some results and their intervals, in the order given."""
    parts: list[str] = []
    y = 14.0
    for row in rows:
        lines = wrap_words(row.label, WIDTH - VALUE_WIDTH - 8)
        parts += [draw_text(0, y + k * LINE_HEIGHT, line) for k, line in enumerate(lines)]
        parts.append(draw_text(WIDTH, y, row.stated, anchor="end", bold=True))
        y += (len(lines) - 1) * LINE_HEIGHT
        parts += _draw_track(y + 13, row)
        y += LINE_HEIGHT + TRACK_HEIGHT
    y -= 5
    parts += [
        draw_text(_place(tick), y, str(tick), anchor="middle", size=SMALL_SIZE) for tick in TICKS
    ]
    cells = tuple((row.label, *row.others) for row in rows)
    return make_chart(naming, columns, cells, y + 6, parts)


def _place(value: float) -> float:
    return LEFT + SPAN * value / 100


def _draw_track(y: float, row: IntervalRow) -> list[str]:
    """Return the axis of one row with its interval, dot and reference."""
    parts = [draw_line(_place(0), y, _place(100), y)]
    parts += [draw_line(_place(tick), y - 5, _place(tick), y + 5) for tick in TICKS]
    if math.isfinite(row.low) and math.isfinite(row.high):
        parts.append(
            f'<line class="{SPREAD_CLASS}" x1="{_place(row.low):.4g}" y1="{y:.5g}"'
            f' x2="{_place(row.high):.4g}" y2="{y:.5g}" stroke="{SPREAD}" stroke-width="5"'
            f' stroke-linecap="round"/>'
        )
    if math.isfinite(row.value):
        parts.append(
            f'<circle class="{MARK_CLASS}" cx="{_place(row.value):.4g}" cy="{y:.5g}" r="6"'
            f' fill="{MARK}"/>'
        )
    if math.isfinite(row.reference):
        parts.append(draw_diamond(_place(row.reference), y))
    return parts
