"""What every chart is, and the strokes they share.

Colours stand as attributes, so that an image is whole by itself, and as classes, so that a style
sheet may give others (dark screens). No text carries a colour: it takes that of the page.
"""

import textwrap
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from html import escape
from typing import Final

WIDTH: Final = 340.0
"""Width of every drawing: that of a phone, so that its letters stay readable on one."""

TEXT_SIZE: Final = 14.0
SMALL_SIZE: Final = 13.5
MEAN_LETTER: Final = 0.48
"""Width of a letter, in letter heights, that wrapping reckons with."""

MARK: Final = "#0f5c8c"
MARK_CLASS: Final = "mark"
SPREAD: Final = "#5b90b3"
SPREAD_CLASS: Final = "spread"
REFERENCE: Final = "#a8480b"
REFERENCE_CLASS: Final = "reference"
PAPER: Final = "#ffffff"
RULE: Final = "#c9d1d9"
RULE_CLASS: Final = "rule"


@dataclass(frozen=True, slots=True)
class Chart:
    """One chart, whole.

    Arguments:
        chart_id: Identifier unique in its page.
        title: Short title, also of the table.
        description: What the chart shows, in one or two sentences, with its numbers.
        columns: Headings of the table.
        rows: Cells of the table, the first of each row is its heading; as many as ``columns``.
        svg: The image, which is named by title and description.
    """

    chart_id: str
    title: str
    description: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    svg: str


@dataclass(frozen=True, slots=True)
class Naming:
    """What names a chart: an identifier unique in its page, a title and a description."""

    chart_id: str
    title: str
    description: str


def make_chart(
    naming: Naming,
    columns: tuple[str, ...],
    rows: tuple[tuple[str, ...], ...],
    height: float,
    parts: Iterable[str],
) -> Chart:
    """Return a chart from its names, its table and the drawn parts of its image."""
    svg = finish_svg(naming, height, parts)
    return Chart(naming.chart_id, naming.title, naming.description, columns, rows, svg)


def finish_svg(naming: Naming, height: float, parts: Iterable[str]) -> str:
    """Return the image made of drawn parts, with its names for those who do not see it."""
    title_id, description_id = f"{naming.chart_id}-title", f"{naming.chart_id}-desc"
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" role="img" class="drawing"'
        f' viewBox="0 0 {WIDTH:g} {height:g}" aria-labelledby="{title_id} {description_id}"'
        f' font-size="{TEXT_SIZE:g}" fill="currentColor">'
        f'<title id="{title_id}">{escape(naming.title)}</title>'
        f'<desc id="{description_id}">{escape(naming.description)}</desc>'
        f"{''.join(parts)}</svg>"
    )


def draw_text(
    x: float, y: float, words: str, *, anchor: str = "start", size: float = 0, bold: bool = False
) -> str:
    """Return words on the baseline ``y``."""
    attributes = f' text-anchor="{anchor}"' if anchor != "start" else ""
    attributes += f' font-size="{size:g}"' if size else ""
    attributes += ' font-weight="600"' if bold else ""
    return f'<text x="{x:.4g}" y="{y:.5g}"{attributes}>{escape(words)}</text>'


def draw_line(x: float, y: float, to_x: float, to_y: float, *, width: float = 1) -> str:
    """Return a pale rule, which guides the eye and says nothing."""
    return (
        f'<line class="{RULE_CLASS}" x1="{x:.4g}" y1="{y:.5g}" x2="{to_x:.4g}" y2="{to_y:.5g}"'
        f' stroke="{RULE}" stroke-width="{width:g}"/>'
    )


def draw_bar(x: float, y: float, width: float, height: float) -> str:
    """Return a filled bar."""
    return (
        f'<rect class="{MARK_CLASS}" x="{x:.4g}" y="{y:.5g}" width="{width:.4g}"'
        f' height="{height:.4g}" fill="{MARK}"/>'
    )


def draw_diamond(x: float, y: float, radius: float = 5.5) -> str:
    """Return the mark of a reference (a mean)."""
    return (
        f'<path class="{REFERENCE_CLASS}" d="M{x:.4g} {y - radius:.5g}l{radius:g} {radius:g}'
        f'l-{radius:g} {radius:g}l-{radius:g} -{radius:g}z" fill="{REFERENCE}" stroke="{PAPER}"/>'
    )


@lru_cache(maxsize=10_000)
def wrap_words(words: str, width: float, size: float = TEXT_SIZE) -> tuple[str, ...]:
    """Return words cut into lines that fit a width; at least one line.

    Example:
        >>> wrap_words("Information et orientation", 90)
        ('Information', 'et', 'orientation')
    """
    letters = max(int(width / (size * MEAN_LETTER)), 4)
    lines = textwrap.wrap(words, letters, break_long_words=True, break_on_hyphens=True)
    return tuple(lines) or ("",)
