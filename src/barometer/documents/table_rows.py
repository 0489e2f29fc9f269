"""Rows of tables as HTML: written here because they are most of what a page holds."""

from collections.abc import Sequence
from functools import lru_cache

from markupsafe import Markup, escape


def render_rows(rows: Sequence[Sequence[str]], numeric: int) -> Markup:
    """Return the rows of a table body; the first cell of each is its heading.

    Arguments:
        rows: Cells as text.
        numeric: Position of the first column that is aligned as numbers.

    Example:
        >>> render_rows([("a < b", "1")], 1)
        Markup('<tr><th scope="row">a &lt; b</th><td class="number">1</td></tr>')
    """
    width = max(map(len, rows), default=0)
    tags = ['<td class="number">' if column >= numeric else "<td>" for column in range(width)]
    lines = [
        f'<tr><th scope="row">{_escaped(row[0])}</th>'
        + "".join([f"{tags[k]}{_escaped(row[k])}</td>" for k in range(1, len(row))])
        + "</tr>"
        for row in rows
    ]
    return Markup("\n".join(lines))  # noqa: S704  # every cell is escaped above


@lru_cache(maxsize=50_000)
def _escaped(text: str) -> str:
    return str(escape(text))
