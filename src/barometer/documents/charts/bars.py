"""Horizontal bars from zero, with their label above and their number at the end of the line."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from barometer.documents.charts.drawing import (
    WIDTH,
    Chart,
    Naming,
    draw_bar,
    draw_line,
    draw_text,
    make_chart,
    wrap_words,
)

LINE_HEIGHT: Final = 17.0
BAR_HEIGHT: Final = 9.0
GAP: Final = 17.0
VALUE_WIDTH: Final = 44.0
STATE_WIDTH: Final = 140.0


@dataclass(frozen=True, slots=True)
class BarRow:
    """One bar.

    Arguments:
        label: What is measured.
        stated: The number in words, or the state that explains its absence.
        value: Length, from 0; NaN draws no bar.
        others: Cells of the table after the label.
    """

    label: str
    stated: str
    value: float
    others: tuple[str, ...]


def chart_bars(
    naming: Naming, columns: tuple[str, ...], rows: Sequence[BarRow], *, full: float
) -> Chart:
    """Return the chart of some bars, in the order given.

    Arguments:
        naming: Names of the chart.
        columns: Headings of the table.
        rows: The bars.
        full: Value of a bar that takes the whole width, > 0.
    """
    parts: list[str] = []
    y = 14.0
    for row in rows:
        is_stated = math.isfinite(row.value)
        lines = wrap_words(row.label, WIDTH - (VALUE_WIDTH if is_stated else STATE_WIDTH))
        parts += [draw_text(0, y + k * LINE_HEIGHT, line) for k, line in enumerate(lines)]
        parts.append(draw_text(WIDTH, y, row.stated, anchor="end", bold=is_stated))
        y += (len(lines) - 1) * LINE_HEIGHT + 7
        base = y + BAR_HEIGHT
        parts.append(draw_line(0, base, WIDTH, base))
        if is_stated:
            parts.append(draw_bar(0, y, max(WIDTH * row.value / full, 1.5), BAR_HEIGHT))
        y += BAR_HEIGHT + GAP
    cells = tuple((row.label, *row.others) for row in rows)
    return make_chart(naming, columns, cells, max(y - GAP + 4, 20), parts)
