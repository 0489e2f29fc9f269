"""Heat map of journey steps by channels: a number in each cell, or the word that replaces it."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from typing import Final

from barometer.documents.charts.drawing import (
    RULE,
    RULE_CLASS,
    SMALL_SIZE,
    WIDTH,
    Chart,
    Naming,
    draw_text,
    make_chart,
    wrap_words,
)

SHADES: Final = ("#f3d9b1", "#f4ecd0", "#e3eef2", "#b9d8e8", "#86bbd8")
"""From low to high, ochre to blue: told apart without red or green, dark text readable on all."""

BOUNDS: Final = (40.0, 55.0, 70.0, 85.0)
"""Where one shade ends and the next begins; fixed, so that editions and bodies compare."""

LINE_HEIGHT: Final = 16.0
CELL_HEIGHT: Final = 42.0
CELL_GAP: Final = 3.0
LABEL_HEIGHT: Final = 22.0
LARGEST: Final = 7
"""Columns beyond which the cells would be too narrow for their words."""


@dataclass(frozen=True, slots=True)
class HeatCell:
    """One cell: its value (0 to 100; NaN: none), short words for the image, long for the table.

    ``is_measured`` is False where the grid measures nothing.
    """

    value: float
    short: str
    stated: str
    is_measured: bool


@dataclass(frozen=True, slots=True)
class HeatRow:
    """One row of cells with its heading."""

    label: str
    cells: tuple[HeatCell, ...]


def shade_of(value: float) -> int:
    """Return the shade of a value, 0 (low) to 4 (high).

    Example:
        >>> [shade_of(value) for value in (0.0, 39.9, 40.0, 84.9, 85.0, 100.0)]
        [0, 0, 1, 3, 4, 4]
    """
    return sum(value >= bound for bound in BOUNDS)


def chart_heat_map(
    naming: Naming, corner: str, headings: Sequence[str], rows: Sequence[HeatRow]
) -> Chart:
    """Return the chart of a table of results.

    Arguments:
        naming: Names of the chart.
        corner: Heading of the column of row headings.
        headings: Headings of the columns of cells; at most ``LARGEST`` for a readable image.
        rows: The cells.
    """
    width = WIDTH / max(len(headings), 1)
    wrapped = [wrap_words(heading, width - 6, SMALL_SIZE) for heading in headings]
    head = max((len(lines) for lines in wrapped), default=1) * LINE_HEIGHT
    parts = [_hatching(naming.chart_id)]
    for place, lines in enumerate(wrapped):
        top = head - (len(lines) - 1) * LINE_HEIGHT - 4
        middle = (place + 0.5) * width
        parts += [
            draw_text(middle, top + k * LINE_HEIGHT, line, anchor="middle", size=SMALL_SIZE)
            for k, line in enumerate(lines)
        ]
    y = head + 4
    for row in rows:
        parts.append(draw_text(1, y + 15, row.label, bold=True))
        y += LABEL_HEIGHT
        for place, cell in enumerate(row.cells):
            parts += _draw_cell(naming.chart_id, place * width, y, width, cell)
        y += CELL_HEIGHT + 8
    parts += _draw_key(y + 4)
    y += 40
    cells = tuple((row.label, *(cell.stated for cell in row.cells)) for row in rows)
    return make_chart(naming, (corner, *headings), cells, y, parts)


def _draw_key(y: float) -> list[str]:
    """Return the shades from low to high, with the bounds between them."""
    width = WIDTH / len(SHADES)
    parts = []
    for shade, colour in enumerate(SHADES):
        parts.append(
            f'<rect class="shade-{shade}" x="{shade * width:.4g}" y="{y:.5g}" width="{width:.4g}"'
            f' height="11" fill="{colour}"/>'
        )
    bounds = [(k * width, f"{bound:g}") for k, bound in enumerate(BOUNDS, start=1)]
    parts += [draw_text(x, y + 27, bound, anchor="middle", size=SMALL_SIZE) for x, bound in bounds]
    parts.append(draw_text(0, y + 27, "0", size=SMALL_SIZE))
    parts.append(draw_text(WIDTH, y + 27, "100", anchor="end", size=SMALL_SIZE))
    return parts


def _hatching(chart_id: str) -> str:
    """Return the pattern of cells without a value."""
    return (
        f'<defs><pattern id="{escape(chart_id)}-hatch" width="7" height="7"'
        f' patternUnits="userSpaceOnUse" patternTransform="rotate(45)">'
        f'<line class="{RULE_CLASS}" x1="0" y1="0" x2="0" y2="7" stroke="{RULE}"'
        f' stroke-width="2"/></pattern></defs>'
    )


def _draw_cell(chart_id: str, x: float, y: float, width: float, cell: HeatCell) -> list[str]:
    box = (
        f'x="{x + CELL_GAP / 2:.4g}" y="{y:.5g}" width="{width - CELL_GAP:.4g}"'
        f' height="{CELL_HEIGHT:g}" rx="3"'
    )
    middle = x + width / 2
    if math.isfinite(cell.value):
        shade = shade_of(cell.value)
        return [
            f'<rect class="shade-{shade}" {box} fill="{SHADES[shade]}"/>',
            draw_text(middle, y + 26, cell.short, anchor="middle", bold=True),
        ]
    if not cell.is_measured:
        return [draw_text(middle, y + 26, cell.short, anchor="middle")]
    lines = wrap_words(cell.short, width - 4, SMALL_SIZE * 0.95)
    top = y + 26 - (len(lines) - 1) * LINE_HEIGHT / 2
    frame = f'<rect class="{RULE_CLASS}-frame" {box} fill="url(#{escape(chart_id)}-hatch)"'
    return [
        f'{frame} stroke="{RULE}"/>',
        *(
            draw_text(middle, top + k * LINE_HEIGHT, line, anchor="middle", size=SMALL_SIZE)
            for k, line in enumerate(lines)
        ),
    ]
