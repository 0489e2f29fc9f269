"""The words of pages, in both languages, as data; content of the grid is not here."""

from typing import Final

from barometer.core.scoring.figures import FigureState
from barometer.core.scoring.sums import Standing
from barometer.documents.formats import Phrase, Plural

# Frame of every page

SKIP_LINK: Final = Phrase("Aller au contenu", "Skip to content")
LANGUAGE_NAME: Final = Phrase("Français", "English")
LANGUAGE_MENU: Final = Phrase("Langue", "Language")
CONTENTS: Final = Phrase("Sur cette page", "On this page")
PRODUCT: Final = Phrase("Baromètre de l’expérience citoyenne", "Citizen-experience barometer")
CONFIDENTIAL: Final = Phrase("Confidentiel", "Confidential")
CONFIDENTIAL_NOTE: Final = Phrase(
    "Réservé à l’opérateur et aux analystes : ces pages montrent tous les résultats, sans le "
    "contrôle de divulgation appliqué avant publication.",
    "For the operator and the analysts: these pages show all results, without the disclosure "
    "control that precedes publication.",
)
SIMULATED: Final = Phrase("Données simulées", "Simulated data")
SIMULATED_NOTE: Final = Phrase(
    "Ces structures sont fictives et leurs réponses tirées au sort : aucun résultat de cette "
    "page ne décrit un service réel.",
    "These bodies are fictional and their answers drawn at random: no result on this page "
    "describes a real service.",
)
FIGURES_OF: Final = Phrase("Les chiffres : {title}", "The figures: {title}")
BREADCRUMB: Final = Phrase("Fil d’Ariane", "Breadcrumb")
SUMMARY_PAGE: Final = Phrase("Synthèse de l’édition", "Summary of the edition")
FOOTER: Final = Phrase(
    "Page produite par le baromètre, version {version}.",
    "Page made by the barometer, version {version}.",
)

# Words of results

STATES: Final[dict[FigureState, Phrase]] = {
    FigureState.SCORED: Phrase("résultat établi", "result stated"),
    FigureState.NOT_ENOUGH_DATA: Phrase("données insuffisantes", "not enough data"),
    FigureState.NOT_APPLICABLE: Phrase("sans objet", "not applicable"),
    FigureState.NOT_OBSERVED: Phrase("non observé", "not observed"),
    FigureState.ALL_CLOSED: Phrase("aucun contact abouti", "every contact failed"),
}
SHORT_STATES: Final[dict[FigureState, Phrase]] = {
    FigureState.NOT_ENOUGH_DATA: Phrase("trop peu de données", "too little data"),
    FigureState.NOT_APPLICABLE: Phrase("sans objet", "not applicable"),
    FigureState.NOT_OBSERVED: Phrase("non observé", "not observed"),
    FigureState.ALL_CLOSED: Phrase("contacts échoués", "contacts failed"),
}
STATE_MEANINGS: Final[dict[FigureState, Phrase]] = {
    FigureState.NOT_ENOUGH_DATA: Phrase(
        "trop peu de l’attendu a été observé pour établir un résultat ; ce n’est jamais un 0",
        "too little of what was expected was observed to state a result; this is never a 0",
    ),
    FigureState.NOT_APPLICABLE: Phrase(
        "la question ne se pose pas pour cette structure",
        "the question does not arise for this body",
    ),
    FigureState.NOT_OBSERVED: Phrase(
        "le terrain n’a rien relevé, par exemple une option qui n’a pas été choisie",
        "the field work has nothing on it, for instance an option that was not chosen",
    ),
    FigureState.ALL_CLOSED: Phrase(
        "chaque contact a échoué avant que l’on puisse observer ; l’échec est compté une fois, "
        "à l’étape où il s’est produit",
        "each contact failed before anything could be observed; the failure counts once, at the "
        "step where it happened",
    ),
}
STANDINGS: Final[dict[Standing, Phrase]] = {
    Standing.SCORED: Phrase("notées", "scored"),
    Standing.MISSING: Phrase("non observées", "not observed"),
    Standing.CLOSED: Phrase("fermées par un contact échoué", "closed by a failed contact"),
    Standing.NOT_APPLICABLE: Phrase("sans objet", "not applicable"),
}
NOT_IN_SCORE: Final = Phrase("hors score", "not in score")
PART_OF: Final = Phrase("{part} sur {total}", "{part} of {total}")
PLACE: Final = Phrase("{channel} · {indicator}", "{channel} · {indicator}")
NOT_MEASURED: Final = Phrase("non mesuré par la grille", "not measured by the grid")
OUT_OF_100: Final = Phrase("sur 100", "out of 100")
OPTION_LABEL: Final = Phrase("{label} (option)", "{label} (option)")

AUDITS: Final = Plural(Phrase("{n} audit", "{n} audit"), Phrase("{n} audits", "{n} audits"))
BODIES: Final = Plural(Phrase("{n} structure", "{n} body"), Phrase("{n} structures", "{n} bodies"))
LOST_POINTS: Final = Plural(
    Phrase("{points} point perdu", "{points} point lost"),
    Phrase("{points} points perdus", "{points} points lost"),
)
FAILED_OF: Final = Plural(
    Phrase(
        "{failed} sur {n} observation n’obtient pas tous les points",
        "{failed} of {n} observation does not earn all points",
    ),
    Phrase(
        "{failed} sur {n} observations n’obtiennent pas tous les points",
        "{failed} of {n} observations do not earn all points",
    ),
)
IN_BODIES: Final = Plural(
    Phrase("dans {n} structure", "in {n} body"), Phrase("dans {n} structures", "in {n} bodies")
)

# Headings of tables

RESULT: Final = Phrase("Résultat", "Result")
INTERVAL: Final = Phrase("Intervalle", "Interval")
COVERAGE: Final = Phrase("Couverture", "Coverage")
AUDITS_HEAD: Final = Phrase("Audits", "Audits")
BODIES_HEAD: Final = Phrase("Structures", "Bodies")
BODY_HEAD: Final = Phrase("Structure", "Body")
STEP_HEAD: Final = Phrase("Étape", "Step")
CHANNEL_HEAD: Final = Phrase("Canal", "Channel")
CRITERION_HEAD: Final = Phrase("Critère", "Criterion")
INDICATOR_HEAD: Final = Phrase("Indicateur", "Indicator")
ITEM_HEAD: Final = Phrase("Item", "Item")
FIGURE_HEAD: Final = Phrase("Mesure", "Measure")
LOST_HEAD: Final = Phrase("Points perdus", "Points lost")
FAILED_HEAD: Final = Phrase("Observations en défaut", "Failed observations")
MEAN_HEAD: Final = Phrase("Moyenne de l’édition", "Mean of the edition")
RANGE_HEAD: Final = Phrase("Score", "Score")
UNCONDITIONAL_HEAD: Final = Phrase("Sans condition", "Unconditional")
CLOSED_HEAD: Final = Phrase("Fermé", "Closed")
STATE_HEAD: Final = Phrase("État", "State")
INPUT_HEAD: Final = Phrase("Entrée", "Input")
DIGEST_HEAD: Final = Phrase("Empreinte", "Fingerprint")

# Page of the edition

FIELD_WORK: Final = Phrase("Terrain {period}", "Field work {period}")
MADE_ON: Final = Phrase("Calcul du {day}", "Calculated on {day}")
OVERALL: Final = Phrase("Score moyen des structures", "Mean score of the bodies")
OVERALL_HEAD: Final = Phrase("Résultat d’ensemble", "Overall result")
OVERALL_TEXT: Final = Phrase(
    "Le score moyen de {bodies} est de {estimate} sur 100, établi sur {audits}.",
    "The mean score of {bodies} is {estimate} out of 100, on the evidence of {audits}.",
)
SECTOR_TEXT: Final = Phrase(
    "Cet intervalle vaut pour ces structures. Si l’on voit en elles un échantillon au hasard "
    "d’un ensemble plus grand, la moyenne de cet ensemble irait {interval} ; des structures "
    "volontaires ne sont pas un tel échantillon.",
    "This interval holds for these bodies. If they are seen as a random sample of many more, the "
    "mean of all of them would lie within {interval}; volunteers are no such sample.",
)
NO_SCORE_TEXT: Final = Phrase(
    "Aucune structure n’a assez de données pour établir un score.",
    "No body has enough data for a score to be stated.",
)
NO_BODY_TEXT: Final = Phrase(
    "Cette édition ne contient aucune structure.", "This edition holds no body."
)
DISTRIBUTION: Final = Phrase("Répartition des scores", "How scores are spread")
DISTRIBUTION_TEXT: Final = Phrase(
    "Les scores de {bodies} vont de {low} à {high} ; la moitié se situe entre {first} et {third}. "
    "Moyenne : {mean}.",
    "The scores of {bodies} run from {low} to {high}; half of them lie between {first} and "
    "{third}. Mean: {mean}.",
)
MEAN_MARK: Final = Phrase("Moyenne {mean}", "Mean {mean}")
SCORE_AXIS: Final = Phrase("Score sur 100", "Score out of 100")
STEPS_AND_CHANNELS: Final = Phrase("Par étape et par canal", "By step and by channel")
BY_STEP: Final = Phrase("Résultats par étape du parcours", "Results by step of the journey")
BY_CHANNEL: Final = Phrase("Résultats par canal", "Results by channel")
BY_CRITERION: Final = Phrase("Résultats par critère", "Results by criterion")
HEAT_MAP: Final = Phrase("Étapes et canaux croisés", "Steps by channels")
HEAT_MAP_KEY: Final = Phrase(
    "De l’ocre au bleu, du plus bas au plus haut. Case hachurée : pas de résultat, le mot dit "
    "pourquoi. Tiret : la grille n’y mesure rien.",
    "From ochre to blue, from low to high. Hatched cell: no result, the word says why. Dash: the "
    "grid measures nothing there.",
)
CELL: Final = Phrase("{step}, {channel}", "{step}, {channel}")
RANGE_TEXT: Final = Phrase(
    "Le plus bas : {worst} ({worst_value}) ; le plus haut : {best} ({best_value}).",
    "Lowest: {worst} ({worst_value}); highest: {best} ({best_value}).",
)
ONE_RESULT_TEXT: Final = Phrase("{best} : {best_value}.", "{best}: {best_value}.")
NO_RESULT_TEXT: Final = Phrase("Aucun résultat établi.", "No result is stated.")
INTERVAL_KEY: Final = Phrase(
    "Point : résultat sur 100. Trait épais : intervalle à {confidence}.",
    "Dot: result out of 100. Thick line: {confidence} interval.",
)
REFERENCE_KEY: Final = Phrase("Losange : moyenne de l’édition.", "Diamond: mean of the edition.")
CRITERIA: Final = Phrase("Par critère", "By criterion")
CRITERIA_TABLE: Final = Phrase(
    "Intervalle et couverture par critère", "Interval and coverage by criterion"
)
BY_PROPERTY: Final = Phrase("Par type de structure", "By kind of body")
BY_PROPERTY_NOTE: Final = Phrase(
    "Les groupes de moins de {fewest} structures ne sont pas montrés. Deux intervalles qui se "
    "recouvrent ne permettent pas de dire qu’un groupe est meilleur que l’autre.",
    "Groups of fewer than {fewest} bodies are not shown. Where two intervals overlap, nothing "
    "says that one group is better than the other.",
)
UNKNOWN_VALUE: Final = Phrase("Non renseigné", "Not stated")
FAILURES: Final = Phrase("Ce qui coûte le plus de points", "What costs most points")
FAILURES_TEXT: Final = Phrase(
    "Points que chaque indicateur retire au score, en moyenne sur {bodies} ; leur total, "
    "{total}, est ce qui manque pour atteindre 100.",
    "Points that each indicator takes from the score, on average over {bodies}; their total, "
    "{total}, is what is missing to reach 100.",
)
LOST_BY_INDICATOR: Final = Phrase("Points perdus par indicateur", "Points lost by indicator")
LOST_BY_INDICATOR_TEXT: Final = Phrase(
    "Le plus coûteux : {first}, {points} sur {total}.",
    "The costliest: {first}, {points} out of {total}.",
)
LARGEST_ONLY: Final = Phrase(
    "Les {shown} premiers indicateurs sur {total}.", "The first {shown} of {total} indicators."
)
ITEMS_THAT_COST: Final = Phrase("Les items les plus coûteux", "The items that cost most")
IMPROVE: Final = Phrase("À faire :", "To do:")
NORM: Final = Phrase("Norme :", "Norm:")
NOTHING_LOST: Final = Phrase("Aucun point n’est perdu.", "No point is lost.")
NOTHING_TO_SHARE: Final = Phrase(
    "Sans score, il n’y a pas de points perdus à répartir.",
    "Without a score there are no lost points to share out.",
)
QUALITY: Final = Phrase("Qualité des données", "Data quality")
QUALITY_TEXT: Final = Phrase(
    "Le score repose en moyenne sur {coverage} du poids de la grille ; {closed} de ce poids est "
    "fermé par des contacts échoués.",
    "On average the score rests on {coverage} of the weight of the grid; {closed} of that weight "
    "is closed by failed contacts.",
)
BODY_QUALITY_TEXT: Final = Phrase(
    "Le score repose sur {coverage} du poids de la grille ; {closed} de ce poids est fermé par des "
    "contacts échoués.",
    "The score rests on {coverage} of the weight of the grid; {closed} of that weight is closed "
    "by failed contacts.",
)
UNCONDITIONAL_TEXT: Final = Phrase(
    "Variante sans condition, où tout ce qu’un contact échoué a empêché d’observer compte 0 : "
    "{unconditional} au lieu de {score}.",
    "Unconditional variant, in which all that a failed contact kept from being observed counts 0: "
    "{unconditional} instead of {score}.",
)
STATES_CAPTION: Final = Phrase("Scores des structures, par état", "Scores of the bodies, by state")
STANDINGS_CAPTION: Final = Phrase("Observations, par devenir", "Observations, by outcome")
CHANNEL_QUALITY: Final = Phrase("Couverture par canal", "Coverage by channel")
OBSERVATIONS_HEAD: Final = Phrase("Observations", "Observations")
SHARE_HEAD: Final = Phrase("Part", "Share")
BODY_LIST: Final = Phrase("Les structures", "The bodies")
BODY_LIST_NOTE: Final = Phrase(
    "Par ordre alphabétique. Il n’y a pas de classement : les intervalles de la plupart des "
    "structures se recouvrent.",
    "In alphabetical order. There is no ranking: the intervals of most bodies overlap.",
)
BODY_LIST_CAPTION: Final = Phrase("Score de chaque structure", "Score of each body")
READING: Final = Phrase("Comment lire", "How to read")
READING_POINTS: Final = (
    Phrase(
        "Un score va de 0 à 100 sur une échelle fixe : il ne dépend pas des autres structures.",
        "A score runs from 0 to 100 on a fixed scale: it does not depend on the other bodies.",
    ),
    Phrase(
        "L’intervalle dit ce que quelques audits permettent d’affirmer : d’autres audits des mêmes "
        "services, le même mois, auraient donné un score voisin. Ses bornes sont arrondies vers "
        "l’extérieur.",
        "The interval tells what a few audits allow one to say: other audits of the same services "
        "in the same month would have given a score nearby. Its bounds are rounded outwards.",
    ),
    Phrase(
        "La couverture est la part du poids de la grille sur laquelle le terrain a un résultat.",
        "Coverage is the share of the weight of the grid on which the field work has a result.",
    ),
    Phrase(
        "Un contact échoué compte 0 une seule fois, là où il a échoué, et ferme la suite. La "
        "variante sans condition compte 0 à tout ce qu’il a fermé.",
        "A failed contact counts 0 only once, where it failed, and closes the rest. The "
        "unconditional variant counts 0 for all that it closed.",
    ),
    Phrase(
        "Ce qui dépend d’une option choisie par certaines structures (le guichet) a ses propres "
        "résultats et n’entre pas dans le score.",
        "What belongs to an option that some bodies chose (the desk) has its own results and "
        "does not enter the score.",
    ),
)
METHOD: Final = Phrase("Méthode et versions", "Method and versions")
METHOD_LINE: Final = Phrase("Méthode de calcul, version {version}", "Method, version {version}")
GRID_LINE: Final = Phrase(
    "Grille {title} ({code}), version {version}", "Grid {title} ({code}), version {version}"
)
GRID_SIZE: Final = Phrase(
    "{items} items, {indicators} indicateurs, {criteria} critères",
    "{items} items, {indicators} indicators, {criteria} criteria",
)
CONFIDENCE_LINE: Final = Phrase("Intervalles à {confidence}", "{confidence} intervals")
SOFTWARE_LINE: Final = Phrase("Logiciel, version {version}", "Software, version {version}")
FINGERPRINTS: Final = Phrase("Empreintes des entrées", "Fingerprints of the inputs")

# Page of one body

BODY_SCORE: Final = Phrase("Score de la structure", "Score of the body")
BODY_CODE: Final = Phrase("Code {code}", "Code {code}")
BODY_OVERVIEW: Final = Phrase("Vue d’ensemble", "Overview")
BODY_RESULTS: Final = Phrase("Score, étapes et canaux", "Score, steps and channels")
BODY_CHART_TEXT: Final = Phrase(
    "Score : {score}. Moyenne de l’édition : {mean}.",
    "Score: {score}. Mean of the edition: {mean}.",
)
BODY_LOSSES_TEXT: Final = Phrase(
    "Ce qui sépare le score de 100, soit {total}, item par item. Les pertes s’additionnent.",
    "What keeps the score from 100, {total}, item by item. The losses add up.",
)
ALL_LOSSES: Final = Phrase("Toutes les pertes, item par item", "All losses, item by item")
TOTAL: Final = Phrase("Total", "Total")
BODY_INDICATORS: Final = Phrase("Indicateur par indicateur", "Indicator by indicator")
MORE_READING: Final = Phrase(
    "Comment lire ces résultats et avec quelle méthode ils sont calculés",
    "How to read these results, and the method behind them",
)
