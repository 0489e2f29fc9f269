"""What other defensible choices would change, in sentences."""

from collections.abc import Mapping
from typing import Final

import numpy as np

from barometer.core.robustness.aggregation import Aggregation
from barometer.core.robustness.choices import Outcome
from barometer.core.robustness.edition_robustness import UNCONDITIONAL, EditionRobustness
from barometer.core.robustness.stability import CLASS_LIMITS, AlternativeEffect
from barometer.documents.formats import (
    Language,
    Phrase,
    format_list,
    format_number,
    format_points,
    format_share,
)
from barometer.documents.sentences.change import format_change

NOTHING: Final = Phrase(
    "Aucune structure n’a de note : aucun choix ne change rien.",
    "No body has a score: no choice changes anything.",
)
WEIGHTS: Final = Phrase(
    "Avec d’autres poids, tirés {draws} fois autour de ceux publiés, {share} des structures en "
    "moyenne changent de classe (limites : {limits}) ; la note d’une structure sur deux reste à "
    "{points} près celle qui est publiée, neuf fois sur dix.",
    "With other weights, drawn {draws} times around the published ones, {share} of the bodies "
    "change class on average (limits: {limits}); the score of one body in two stays within "
    "{points} of the published one, nine times in ten.",
)
ALTERNATIVES: Final[Mapping[str, Phrase]] = {
    str(Aggregation.GEOMETRIC): Phrase(
        "Si une faiblesse pesait plus qu’une force ne rapporte (moyenne géométrique)",
        "If a weakness cost more than a strength brings (geometric mean)",
    ),
    str(Aggregation.ESSENTIAL_MINIMUM): Phrase(
        "Si nul ne pouvait dépasser son indicateur essentiel le plus faible",
        "If nobody could score above its weakest essential indicator",
    ),
    UNCONDITIONAL: Phrase(
        "Si tout ce qu’un contact échoué empêche d’observer comptait zéro",
        "If all that a failed contact keeps from being observed counted zero",
    ),
}
EFFECT: Final = Phrase(
    "{alternative} : {difference} en moyenne, {share} des structures changeraient de classe, et "
    "jusqu’à {largest} d’écart pour l’une d’elles.",
    "{alternative}: {difference} on average, {share} of the bodies would change class, and up to "
    "{largest} apart for one of them.",
)
CHOICES: Final[Mapping[str, Phrase]] = {
    "weights": Phrase("les poids", "the weights"),
    "aggregation": Phrase("la façon de faire la moyenne", "the way the mean is made"),
    "gating": Phrase("le sort des contacts échoués", "what becomes of failed contacts"),
}
INFLUENCE: Final = Phrase(
    "Ce qui compte le plus pour les classes : {first} ({share} de ce que d’autres choix "
    "changeraient).",
    "What matters most for the classes: {first} ({share} of what other choices would change).",
)
NO_INFLUENCE: Final = Phrase(
    "Aucun de ces choix ne ferait changer une structure de classe.",
    "None of these choices would make a body change class.",
)
NO_GRID: Final = Phrase(
    "La grille n’est pas à portée : la variante des items essentiels n’a pas été examinée "
    "(option --grid).",
    "The grid is not at hand: the variant of essential items was not examined (option --grid).",
)


def say_robustness(
    found: EditionRobustness, draws: int, language: Language, *, has_grid: bool
) -> tuple[str, ...]:
    """Return the sentences on what other choices would change.

    Arguments:
        found: What was found.
        draws: Sets of weights drawn.
        language: Of the sentences.
        has_grid: Whether essential items were known.
    """
    weights = found.weights
    if np.isnan(weights.published).all():
        return (NOTHING.say(language),)
    reach = np.maximum(weights.high - weights.published, weights.published - weights.low)
    sentences = [
        WEIGHTS.say(
            language,
            draws=format_number(draws, 0, language),
            share=format_share(float(np.nanmean(weights.changed_body_share)), language),
            limits=format_list([format_number(one, 0, language) for one in CLASS_LIMITS], language),
            points=format_points(float(np.nanmedian(reach)), language),
        )
    ]
    sentences += [_say_effect(effect, language) for effect in found.effects]
    sentences.append(_say_influence(found.influence[Outcome.CHANGED_CLASS], language))
    if not has_grid:
        sentences.append(NO_GRID.say(language))
    return tuple(sentences)


def _say_effect(effect: AlternativeEffect, language: Language) -> str:
    return EFFECT.say(
        language,
        alternative=ALTERNATIVES[effect.name].say(language),
        difference=format_change(effect.mean_difference, language),
        share=format_share(effect.changed_class_share, language),
        largest=format_points(effect.largest_difference, language),
    )


def _say_influence(indices: Mapping[str, float], language: Language) -> str:
    if not indices:
        return NO_INFLUENCE.say(language)
    first, index = next(iter(indices.items()))
    return INFLUENCE.say(
        language, first=CHOICES[first].say(language), share=format_share(min(index, 1.0), language)
    )
