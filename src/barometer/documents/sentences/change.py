"""What changed between two editions, and how sure that is, in sentences."""

import math
from collections.abc import Sequence
from typing import Final

from barometer.core.change.bridge import BridgedChange, BridgeState
from barometer.core.change.composition import CompositionState, GroupComparison
from barometer.core.change.criteria import CriterionSplit
from barometer.core.change.decomposition import DecompositionState
from barometer.core.change.edition_change import FigureChange, GroupChange, LuckOfExtremes
from barometer.core.change.estimates import Estimate, EstimateState
from barometer.documents.formats import (
    Language,
    Phrase,
    Plural,
    format_list,
    format_points,
    format_share,
)

SIGNIFICANT: Final = 0.05
MOST_NAMED: Final = 3
LEAST_IN_QUARTER: Final = 2
LEAST_OWN: Final = 0.05
"""Points that a criterion must bring to be named."""

BODIES: Final = Plural(
    Phrase("la seule structure présente", "the only body present"),
    Phrase("les {n} structures présentes", "the {n} bodies present"),
)
NOBODY: Final = Phrase(
    "Aucune structure n’est présente aux deux éditions : leur évolution ne se mesure pas.",
    "No body is present in both editions: their change cannot be measured.",
)
MATCHED: Final = Phrase(
    "Sur {bodies} aux deux éditions, la note moyenne passe de {before} à {after}, soit {change}.",
    "Over {bodies} in both editions, the mean score goes from {before} to {after}: {change}.",
)
CHANGED: Final = Phrase(
    "{interval} : c’est plus que le hasard des audits n’explique.",
    "{interval}: more than the luck of the audits explains.",
)
UNCHANGED: Final = Phrase(
    "{interval} : rien ne permet de dire que cette moyenne a changé.",
    "{interval}: nothing allows to say that this mean has changed.",
)
INTERVAL: Final = Phrase("Entre {low} et {high}", "Between {low} and {high}")
ONE_BODY: Final = Phrase(
    "Avec une seule structure, rien ne dit si c’est plus que le hasard.",
    "With a single body nothing tells whether this is more than luck.",
)
SAME_FOR_ALL: Final = Phrase(
    "Toutes ont évolué d’autant : il n’y a pas d’écart pour juger du hasard.",
    "All changed by as much: there is no spread to judge luck by.",
)
TOTAL: Final = Phrase(
    "La moyenne de toutes les structures passe de {before} à {after} ({change}) : {within} par "
    "celles qui restent, {entry} par les arrivées ({entering}), {exit} par les départs "
    "({leaving}).",
    "The mean of all bodies goes from {before} to {after} ({change}): {within} through those that "
    "stay, {entry} through arrivals ({entering}), {exit} through departures ({leaving}).",
)
TOTAL_ONLY: Final = Phrase(
    "La moyenne de toutes les structures passe de {before} à {after} ({change}), mais ce ne sont "
    "pas les mêmes structures.",
    "The mean of all bodies goes from {before} to {after} ({change}), but they are not the same "
    "bodies.",
)
NO_EDITION: Final = Phrase(
    "Une des deux éditions n’a aucune note.", "One of the two editions has no score."
)
CRITERIA_UP: Final = Phrase("Ce qui monte le plus : {names}.", "What rises most: {names}.")
CRITERIA_DOWN: Final = Phrase("Ce qui baisse le plus : {names}.", "What falls most: {names}.")
CRITERION: Final = Phrase("{name} ({points})", "{name} ({points})")
OTHERS: Final = Phrase(
    "Résultats dont l’évolution dépasse le hasard, sur {count} : en hausse, {up} ; en baisse, "
    "{down}.",
    "Figures whose change is more than luck, out of {count}: up, {up}; down, {down}.",
)
NONE: Final = Phrase("aucun", "none")
MORE: Final = Phrase("{count} autres", "{count} others")
LUCK: Final = Phrase(
    "Le quart des structures les plus basses évolue de {low} ; le hasard seul en annonçait "
    "{low_luck}. Le quart le plus haut évolue de {high}, pour {high_luck} annoncés.",
    "The lowest quarter of the bodies changes by {low}; luck alone foretold {low_luck}. The "
    "highest quarter changes by {high}, for {high_luck} foretold.",
)
GRID_CHANGED: Final = Phrase(
    "La grille a changé entre les deux éditions : une part de l’évolution peut venir d’elle. Notez "
    "les anciennes réponses avec la nouvelle grille et donnez-les par --bridged.",
    "The grid changed between the editions: part of the change may come from it. Score the old "
    "answers with the new grid and give them by --bridged.",
)
BRIDGED: Final = Phrase(
    "À grille constante, la note moyenne change de {constant} ; le changement de grille compte "
    "pour {grid}. Seule la première part dit quelque chose des structures.",
    "At constant grid the mean score changes by {constant}; the change of grid counts for {grid}. "
    "Only the former says something of the bodies.",
)
TOO_LITTLE: Final = Phrase(
    "Les questions comparables ne portent que {share} du poids de la nouvelle grille : l’évolution "
    "à grille constante n’est pas donnée.",
    "Comparable questions carry only {share} of the weight of the new grid: the change at "
    "constant grid is not given.",
)
GROUPS: Final = Phrase(
    "« {name} » : les structures concernées ont {crude} d’écart avec les autres : {rate} entre "
    "structures de même genre, {composition} parce que les genres n’y ont pas la même part, {off} "
    "par les genres présents d’un seul côté. Cela décrit qui en fait partie, pas un effet.",
    "“{name}”: the bodies concerned stand {crude} from the others: {rate} between bodies of the "
    "same kind, {composition} because the kinds do not have the same share in both, {off} through "
    "kinds present on one side only. This describes who is in the group, not an effect.",
)
GROUP_STATES: Final = {
    CompositionState.NO_MEMBER: Phrase(
        "« {name} » : aucune structure notée n’est concernée.",
        "“{name}”: no body with a score is concerned.",
    ),
    CompositionState.NO_OTHER_BODY: Phrase(
        "« {name} » : toutes les structures notées sont concernées, il n’y a rien à comparer.",
        "“{name}”: all bodies with a score are concerned, there is nothing to compare.",
    ),
    CompositionState.NO_COMMON_CELL: Phrase(
        "« {name} » : {crude} d’écart avec les autres, mais aucun genre de structures n’est dans "
        "les deux groupes : la part de la composition ne se sépare pas.",
        "“{name}”: {crude} from the others, but no kind of body is in both groups: the part of "
        "the composition cannot be told apart.",
    ),
}
POINTS: Final = Plural(
    Phrase("{points} point", "{points} point"), Phrase("{points} points", "{points} points")
)


def format_change(points: float, language: Language) -> str:
    """Return signed points with one decimal.

    Example:
        >>> format_change(2.31, Language.EN), format_change(0.0, Language.EN)
        ('+2.3', '0.0')
    """
    stated = format_points(points, language)
    return f"+{stated}" if round(points, 1) > 0 else stated


def _points(points: float, language: Language) -> str:
    return POINTS.say(language, points, points=format_change(points, language))


def say_matched(change: FigureChange, level_before: float, language: Language) -> tuple[str, ...]:
    """Return the sentences on the change of the score of the continuing bodies.

    Arguments:
        change: Of the score.
        level_before: Mean of the continuing bodies in the first edition; NaN without any.
        language: Of the sentences.
    """
    matched = change.matched
    if matched.state is EstimateState.NO_UNIT:
        return (NOBODY.say(language),)
    sentence = MATCHED.say(
        language,
        bodies=BODIES.say(language, matched.unit_count),
        before=format_points(level_before, language),
        after=format_points(level_before + matched.value, language),
        change=_points(matched.value, language),
    )
    return sentence, _say_certainty(matched, language)


def _say_certainty(matched: Estimate, language: Language) -> str:
    if matched.state is EstimateState.TOO_FEW_UNITS:
        return ONE_BODY.say(language)
    if matched.state is EstimateState.NO_SPREAD:
        return SAME_FOR_ALL.say(language)
    interval = INTERVAL.say(
        language,
        low=format_change(matched.low, language),
        high=format_change(matched.high, language),
    )
    phrase = CHANGED if matched.p_value <= SIGNIFICANT else UNCHANGED
    return phrase.say(language, interval=interval)


def say_total(change: FigureChange, language: Language) -> str | None:
    """Return the sentence on the mean of all bodies; None where all of them stayed."""
    parts = change.parts
    if parts.state in (DecompositionState.NO_BODY_BEFORE, DecompositionState.NO_BODY_AFTER):
        return NO_EDITION.say(language)
    values = {
        "before": format_points(parts.mean_before, language),
        "after": format_points(parts.mean_after, language),
        "change": format_change(parts.change, language),
    }
    if parts.state is DecompositionState.NO_CONTINUING_BODY:
        return TOTAL_ONLY.say(language, **values)
    if not parts.entering_count and not parts.leaving_count:
        return None
    return TOTAL.say(
        language,
        within=format_change(parts.within, language),
        entry=format_change(parts.entry, language),
        exit=format_change(parts.exit, language),
        entering=parts.entering_count,
        leaving=parts.leaving_count,
        **values,
    )


def say_criteria(
    split: CriterionSplit, labels: Sequence[str], language: Language
) -> tuple[str, ...]:
    """Return the sentences on the criteria that carried the change, up then down."""
    own = [(float(points), label) for points, label in zip(split.own, labels, strict=True)]
    up = sorted((pair for pair in own if pair[0] >= LEAST_OWN), reverse=True)[:MOST_NAMED]
    down = sorted(pair for pair in own if pair[0] <= -LEAST_OWN)[:MOST_NAMED]
    return tuple(
        phrase.say(
            language,
            names=format_list(
                [
                    CRITERION.say(language, name=label, points=format_change(points, language))
                    for points, label in named
                ],
                language,
            ),
        )
        for phrase, named in ((CRITERIA_UP, up), (CRITERIA_DOWN, down))
        if named
    )


def say_others(
    changes: Sequence[FigureChange], labels: Sequence[str], language: Language
) -> str | None:
    """Return the sentence on the other figures that changed; None where none could be tested."""
    tested = [
        (change.matched.value, label)
        for change, label in zip(changes, labels, strict=True)
        if change.adjusted_p_value <= SIGNIFICANT
    ]
    count = sum(not math.isnan(change.adjusted_p_value) for change in changes)
    if not count:
        return None
    up = [label for value, label in tested if value > 0]
    down = [label for value, label in tested if value < 0]
    return OTHERS.say(
        language, count=count, up=_enumerate(up, language), down=_enumerate(down, language)
    )


def _enumerate(labels: Sequence[str], language: Language) -> str:
    if not labels:
        return NONE.say(language)
    rest = len(labels) - MOST_NAMED
    more = [MORE.say(language, count=rest)] if rest > 1 else list(labels[MOST_NAMED:])
    return format_list([*labels[:MOST_NAMED], *more], language)


def say_luck(luck: LuckOfExtremes, language: Language) -> str | None:
    """Return the sentence on the extremes and luck; None where a quarter is a single body."""
    if math.isnan(luck.lowest_change) or luck.expected.lowest_count < LEAST_IN_QUARTER:
        return None
    return LUCK.say(
        language,
        low=_points(luck.lowest_change, language),
        low_luck=format_change(luck.expected.lowest, language),
        high=_points(luck.highest_change, language),
        high_luck=format_change(luck.expected.highest, language),
    )


def say_bridge(bridged: BridgedChange, share: float, language: Language) -> str:
    """Return the sentence on the change at constant grid.

    Arguments:
        bridged: The change split in three.
        share: Share (0 to 1) of the new grid on comparable items.
        language: Of the sentence.
    """
    constant = bridged.at_constant_grid.value
    if bridged.state is BridgeState.TOO_LITTLE_IN_COMMON or math.isnan(constant):
        return TOO_LITTLE.say(language, share=format_share(share, language))
    grid = bridged.rescoring.value + bridged.new_items.value
    return BRIDGED.say(
        language, constant=_points(constant, language), grid=format_change(grid, language)
    )


def say_groups(groups: GroupChange, name: str, language: Language) -> str:
    """Return the sentence on the members of a group in the second edition."""
    found: GroupComparison = groups.after
    crude = "" if math.isnan(found.crude.value) else _points(found.crude.value, language)
    if found.state is not CompositionState.GIVEN:
        return GROUP_STATES[found.state].say(language, name=name, crude=crude)
    return GROUPS.say(
        language,
        name=name,
        crude=crude,
        rate=format_change(found.rate.value, language),
        composition=format_change(found.composition.value, language),
        off=format_change(found.off_support, language),
    )
