"""The summary of an edition as files: pages in both languages, style sheet and letters."""

from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Final

from jinja2 import Environment, PackageLoader, StrictUndefined

from barometer.documents import phrases
from barometer.documents.edition_view import view_edition
from barometer.documents.formats import Language, Phrase
from barometer.documents.summary import PAGE, build_edition_page
from barometer.documents.summary_bodies import build_body_page
from barometer.documents.summary_contexts import BodyContext, SummaryContext
from barometer.documents.summary_data import SummaryData
from barometer.documents.table_rows import render_rows

STYLES: Final[tuple[str, ...]] = (
    "tokens.css",
    "frame.css",
    "figures.css",
    "tables.css",
    "print.css",
)
FONT_STYLE: Final = "fonts.css"
FONTS: Final = (
    "WOFF2/TTF/SourceSans3-Regular.ttf.woff2",
    "WOFF2/TTF/SourceSans3-Semibold.ttf.woff2",
    "LICENSE.md",
)
"""Letters, from the folder of the package ``source-sans``, and their licence."""


def write_summary(
    data: SummaryData,
    *,
    font_folder: Path | None = None,
    with_bodies: bool = True,
    languages: tuple[Language, ...] = tuple(Language),
) -> dict[str, bytes]:
    """Return the files of the summary by relative path; writing them is the caller's.

    ``fr/summary.html`` and ``en/summary.html`` are the pages of the edition, ``fr/bodies/`` and
    ``en/bodies/`` those of bodies; ``summary.css`` and ``fonts/`` serve both.

    Arguments:
        data: The scored edition.
        font_folder: Folder of the npm package ``source-sans``; without it the system's letters
            serve.
        with_bodies: Whether each body has its page; without them the list has no links.
        languages: Of the pages; both, unless only one is looked at.
    """
    pages = style_files(font_folder)
    for language in languages:
        view = view_edition(data, language)
        pages[f"{language}/{PAGE}"] = render_summary(
            build_edition_page(view), with_bodies=with_bodies
        )
        for body in range(len(data.bodies)) if with_bodies else ():
            context = build_body_page(view, body)
            pages[f"{language}/bodies/{view.pages[body]}"] = render_body(context)
    return pages


def style_files(font_folder: Path | None) -> dict[str, bytes]:
    """Return the style sheet, and the letters when their folder is there."""
    names = STYLES
    letters = {}
    if font_folder and all((font_folder / name).is_file() for name in FONTS):
        names = (FONT_STYLE, *STYLES)
        letters = {f"fonts/{Path(n).name}": (font_folder / n).read_bytes() for n in FONTS}
    folder = files("barometer.documents") / "styles"
    style = b"\n".join((folder / name).read_bytes() for name in names)
    return {"summary.css": style, **letters}


def render_summary(context: SummaryContext, *, with_bodies: bool = True) -> bytes:
    """Return the page of an edition."""
    return _render("summary.html", context, with_bodies=with_bodies)


def render_body(context: BodyContext) -> bytes:
    """Return the page of a body."""
    return _render("body.html", context)


def _render(template: str, context: SummaryContext | BodyContext, **others: object) -> bytes:
    language = context.frame.language

    def say(phrase: Phrase, **values: object) -> str:
        return phrase.say(language, **values)

    page = _environment().get_template(template)
    return page.render(page=context, frame=context.frame, p=phrases, say=say, **others).encode()


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=PackageLoader("barometer.documents"),
        undefined=StrictUndefined,
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["table_rows"] = render_rows
    return environment
