"""Parts that the page of an edition and those of bodies have in common."""

import math
from collections.abc import Iterable

from barometer.core.scoring.figures import FigureState
from barometer.documents import phrases as p
from barometer.documents.edition_view import EditionView
from barometer.documents.figure_results import FigureResult
from barometer.documents.formats import Language, Phrase, format_points, format_share
from barometer.documents.summary_contexts import Fact, PageFrame


def frame_page(view: EditionView, title: str, page: str) -> PageFrame:
    """Return what a page has around its content.

    Arguments:
        view: The edition.
        title: Of the page.
        page: Its path within the folder of its language.
    """
    root = "../" * (page.count("/") + 1)
    facts = view.data.facts
    return PageFrame(
        view.language,
        title,
        view.pick(facts.title),
        f"{root}{view.language.other}/{page}",
        root,
        facts.is_simulated,
        facts.software_version,
    )


def explain_states(states: Iterable[FigureState], language: Language) -> tuple[Fact, ...]:
    """Return the states that occur among some results, with their meaning."""
    found = set(states)
    return tuple(
        Fact(p.STATES[state].say(language), p.STATE_MEANINGS[state].say(language))
        for state in p.STATE_MEANINGS
        if state in found
    )


def say_quality(score: FigureResult, language: Language, sentence: Phrase) -> tuple[str, ...]:
    """Return sentences on coverage, closed contacts and the unconditional variant of a score.

    ``sentence`` is that on coverage, of one body or on average.
    """
    sentences = []
    if math.isfinite(score.coverage):
        sentences.append(
            sentence.say(
                language,
                coverage=format_share(score.coverage, language),
                closed=format_share(score.closed_share, language),
            )
        )
    if math.isfinite(score.unconditional) and math.isfinite(score.value):
        sentences.append(
            p.UNCONDITIONAL_TEXT.say(
                language,
                unconditional=format_points(score.unconditional, language),
                score=format_points(score.value, language),
            )
        )
    return tuple(sentences)
