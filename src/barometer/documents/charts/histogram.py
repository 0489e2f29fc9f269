"""Histogram of results from 0 to 100, with a marker of their mean."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from barometer.core.arrays import Floats
from barometer.documents.charts.drawing import (
    REFERENCE,
    REFERENCE_CLASS,
    SMALL_SIZE,
    TEXT_SIZE,
    WIDTH,
    Chart,
    Naming,
    draw_bar,
    draw_diamond,
    draw_line,
    draw_text,
    make_chart,
)

STEP: Final = 5
PLOT_TOP: Final = 44.0
PLOT_HEIGHT: Final = 130.0
FEWEST_BINS: Final = 8


@dataclass(frozen=True, slots=True)
class HistogramWords:
    """Words of the histogram: mean as stated, label of the axis."""

    mean: str
    axis: str


@dataclass(frozen=True, slots=True)
class Bin:
    """Number of values from ``start`` up to ``end``, excluded except for 100."""

    start: int
    end: int
    count: int


def count_bins(values: Floats) -> tuple[Bin, ...]:
    """Return counts by five points, over the range of the values and a little more.

    Example:
        >>> [slot.count for slot in count_bins(np.array([61.0, 64.9, 65.0]))]
        [0, 0, 0, 2, 1, 0, 0, 0]
    """
    places = np.minimum(np.floor(values / STEP + 1e-9).astype(np.int64), 100 // STEP - 1)
    counts = np.bincount(places, minlength=100 // STEP)
    first, last = int(places.min()), int(places.max())
    while last - first + 1 < FEWEST_BINS:
        first, last = max(first - 1, 0), min(last + 1, 100 // STEP - 1)
    return tuple(
        Bin(place * STEP, (place + 1) * STEP, int(counts[place]))
        for place in range(first, last + 1)
    )


def chart_histogram(
    naming: Naming,
    columns: tuple[str, ...],
    bins: Sequence[Bin],
    mean: float,
    words: HistogramWords,
) -> Chart:
    """Return the chart of how results are spread.

    Arguments:
        naming: Names of the chart.
        columns: Headings of the table: range, count.
        bins: The counts, one after the other.
        mean: Where the marker stands, 0 to 100.
        words: Words of the chart.
    """
    width = WIDTH / len(bins)
    tallest = max(slot.count for slot in bins) or 1
    base = PLOT_TOP + PLOT_HEIGHT
    parts = [draw_line(0, base, WIDTH, base)]
    for place, slot in enumerate(bins):
        height = PLOT_HEIGHT * 0.86 * slot.count / tallest
        if slot.count:
            x = place * width
            parts.append(draw_bar(x + 1, base - height, width - 2, height))
            parts.append(_count(x + width / 2, base - height - 5, slot.count, len(bins)))
    parts += _edges(bins, base, width)
    parts += _marker((mean - bins[0].start) / STEP * width, words.mean)
    parts.append(draw_text(WIDTH / 2, base + 42, words.axis, anchor="middle"))
    cells = tuple((f"{slot.start}–{slot.end}", str(slot.count)) for slot in bins)
    return make_chart(naming, columns, cells, base + 50, parts)


def _count(x: float, y: float, count: int, n_bins: int) -> str:
    """Return the number over a bar, unless the bars are too thin for numbers."""
    return draw_text(x, y, str(count), anchor="middle", size=SMALL_SIZE) if n_bins <= 16 else ""


def _edges(bins: Sequence[Bin], base: float, width: float) -> list[str]:
    """Return the numbers under the axis, at multiples of ten."""
    edges = [*(slot.start for slot in bins), bins[-1].end]
    parts = []
    for place, edge in enumerate(edges):
        if edge % 10 == 0:
            anchor = "start" if place == 0 else "end" if place == len(bins) else "middle"
            parts.append(draw_text(place * width, base + 20, str(edge), anchor=anchor))
    return parts


def _marker(x: float, words: str) -> list[str]:
    """Return a line where the mean is, and its number above."""
    half = len(words) * TEXT_SIZE * 0.27
    at = min(max(x, half), WIDTH - half)
    base = PLOT_TOP + PLOT_HEIGHT
    line = (
        f'<line class="{REFERENCE_CLASS}-line" x1="{x:.4g}" y1="26" x2="{x:.4g}" y2="{base:g}"'
        f' stroke="{REFERENCE}" stroke-width="2" stroke-dasharray="5 3"/>'
    )
    return [line, draw_diamond(x, 26), draw_text(at, 14, words, anchor="middle", bold=True)]
