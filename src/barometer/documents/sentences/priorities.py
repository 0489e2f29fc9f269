"""What a body should improve first, in sentences."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from barometer.documents.formats import (
    Language,
    Phrase,
    Plural,
    format_number,
    format_points,
    format_share,
    quote,
)
from barometer.documents.sentences.comparison import name_body

TOTAL: Final = Plural(
    Phrase(
        "{body} : {gain} point à gagner jusqu’à 100 (note : {value}).",
        "{body}: {gain} point to gain up to 100 (score: {value}).",
    ),
    Phrase(
        "{body} : {gain} points à gagner jusqu’à 100 (note : {value}).",
        "{body}: {gain} points to gain up to 100 (score: {value}).",
    ),
)
NO_SCORE: Final = Phrase(
    "{body} n’a pas de note : rien à ordonner.", "{body} has no score: nothing to put in order."
)
NOTHING: Final = Phrase(
    "Aucun levier ne rapporterait un dixième de point.",
    "No lever would bring a tenth of a point.",
)
UNKNOWN: Final = Phrase(
    "Trop peu d’audits ou de pairs pour mettre ces points en ordre sans les confondre avec le "
    "hasard.",
    "Too few audits or peers to put these points in order without mistaking luck for them.",
)
FIRST: Final = Phrase(
    "Par où commencer (en points de la note) :", "Where to begin (in points of the score):"
)
LEVER: Final = Phrase(
    "{rank}. {label} : environ +{gain} sur la note en passant de {value} à {target}"
    "{peers}{effort} ; parmi ses cinq premiers leviers avec une probabilité de {share}.{item}",
    "{rank}. {label}: about +{gain} on the score by going from {value} to {target}"
    "{peers}{effort}; among its five best levers with a probability of {share}.{item}",
)
PEER_LEVEL: Final = Phrase(
    " (niveau du meilleur quart de ses pairs)", " (level of the best quarter of its peers)"
)
EFFORTS: Final[Mapping[str, Phrase]] = {
    "quick": Phrase(", effort léger", ", light effort"),
    "medium": Phrase(", effort moyen", ", medium effort"),
    "heavy": Phrase(", effort lourd", ", heavy effort"),
}
MAIN_ITEM: Final = Phrase(" D’abord : {item}.", " First: {item}.")
EDITION: Final = Plural(
    Phrase("{n} structure notée.", "{n} body with a score."),
    Phrase("{n} structures notées.", "{n} bodies with a score."),
)
COMMON: Final = Phrase(
    "{label} : parmi les cinq premiers leviers de {share} des structures, +{gain} en moyenne.",
    "{label}: among the five best levers of {share} of the bodies, +{gain} on average.",
)
NOBODY: Final = Phrase(
    "Aucune structure n’a de note : rien à ordonner.",
    "No body has a score: nothing to put in order.",
)
NO_GRID: Final = Phrase(
    "La grille n’est pas à portée : ni efforts ni libellés des items (option --grid).",
    "The grid is not at hand: neither efforts nor labels of items (option --grid).",
)


@dataclass(frozen=True, slots=True)
class ShownLever:
    """One lever of one body; ``effort`` and ``item`` are '' where the grid is not at hand."""

    label: str
    value: float
    target: float
    is_peer_target: bool
    expected_gain: float
    probability: float
    effort: str
    item: str


def say_levers(
    code: str, name: str, value: float, levers: Sequence[ShownLever] | None, language: Language
) -> tuple[str, ...]:
    """Return the sentences on the best levers of one body.

    Arguments:
        code, name: The body.
        value: Its score; NaN where it has none.
        levers: Best first; None where luck cannot be taken out of any.
        language: Of the sentences.

    Source: Method, section 10.2.
    """
    body = name_body(code, name, language)
    if not math.isfinite(value):
        return (NO_SCORE.say(language, body=body),)
    total = TOTAL.say(
        language,
        100.0 - value,
        body=body,
        gain=format_points(100.0 - value, language),
        value=format_points(value, language),
    )
    if not levers:
        return total, (UNKNOWN if levers is None else NOTHING).say(language)
    said = [_say_lever(rank, lever, language) for rank, lever in enumerate(levers, start=1)]
    return total, FIRST.say(language), *said


def _say_lever(rank: int, lever: ShownLever, language: Language) -> str:
    item = MAIN_ITEM.say(language, item=quote(lever.item, language)) if lever.item else ""
    return LEVER.say(
        language,
        rank=rank,
        label=lever.label,
        gain=format_points(lever.expected_gain, language),
        value=format_number(lever.value, 0, language),
        target=format_number(lever.target, 0, language),
        peers=PEER_LEVEL.say(language) if lever.is_peer_target else "",
        effort=EFFORTS[lever.effort].say(language) if lever.effort else "",
        share=format_share(lever.probability, language),
        item=item,
    )


def say_common_levers(
    bodies: int, common: Sequence[tuple[str, float, float]], language: Language
) -> tuple[str, ...]:
    """Return the sentences on the levers that most bodies have.

    Arguments:
        bodies: Bodies with a score.
        common: Label, share (0 to 1) of the bodies, mean gain in points; the commonest first.
        language: Of the sentences.
    """
    if not bodies:
        return (NOBODY.say(language),)
    return (
        EDITION.say(language, bodies),
        *(
            COMMON.say(
                language,
                label=label,
                share=format_share(share, language),
                gain=format_points(gain, language),
            )
            for label, share, gain in common
        ),
    )
