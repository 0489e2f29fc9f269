"""Sentences for refusals by a rule: what is impossible, why, and what to do instead."""

from collections.abc import Mapping
from typing import Final

from barometer.core.comparison.families import UnknownFamilyDefinition
from barometer.core.disclosure.intervals import InconsistentReleases
from barometer.core.disclosure.proposed_audit import NotTheResults
from barometer.core.disclosure.registry import UnknownReference
from barometer.core.errors import DomainError, EmptyInput, InvalidArgument
from barometer.documents.formats import Language, Phrase
from barometer.files.analysis_folder import NotAnalysisFolder
from barometer.files.grid_folder import UnknownGrid
from barometer.files.matching_grid import OtherGrid
from barometer.files.priority_scores import NoContributions
from barometer.files.results import NotResultsFolder
from barometer.files.results_formats import TooLongForWorkbook

REFUSALS: Final[Mapping[type[DomainError], Phrase]] = {
    NotResultsFolder: Phrase(
        "Le dossier « {folder} » contient autre chose que des résultats ({strangers}) : il n’est "
        "pas remplacé. Choisissez un autre dossier, ou videz celui-ci.",
        "The folder “{folder}” holds other things than results ({strangers}): it is not replaced. "
        "Choose another folder, or empty this one.",
    ),
    TooLongForWorkbook: Phrase(
        "Le tableau « {table} » a {n_rows} lignes, plus que les {limit} d’une feuille de calcul. "
        "Demandez les formats csv ou parquet.",
        "The table “{table}” has {n_rows} rows, more than the {limit} of a sheet. Ask for the "
        "formats csv or parquet.",
    ),
    UnknownGrid: Phrase(
        "« {name} » n’est ni un dossier, ni un classeur, ni une grille livrée. Grilles livrées : "
        "{known}.",
        "“{name}” is neither a folder, nor a workbook, nor a packaged grid. Packaged grids: "
        "{known}.",
    ),
    UnknownFamilyDefinition: Phrase(
        "Aucune famille de pairs n’est définie par « {definition_code} ». Définitions connues : "
        "{known_codes}.",
        "No family of peers is defined by “{definition_code}”. Known definitions: {known_codes}.",
    ),
    InconsistentReleases: Phrase(
        "Les chiffres publiés de « {figure} » se contredisent : aucun ensemble de scores de 0 à "
        "100 ne les donne. Vérifiez le fichier des publications.",
        "The published figures of “{figure}” contradict one another: no set of scores of 0 to 100 "
        "gives them. Check the file of releases.",
    ),
    UnknownReference: Phrase(
        "La publication « {release} » nomme ce que le registre ne connaît pas : {missing}.",
        "The release “{release}” names what the registry does not know: {missing}.",
    ),
    NotAnalysisFolder: Phrase(
        "Le dossier « {folder} » contient autre chose qu’une analyse ({strangers}) : il n’est pas "
        "remplacé. Choisissez un autre dossier, ou videz celui-ci.",
        "The folder “{folder}” holds other things than an analysis ({strangers}): it is not "
        "replaced. Choose another folder, or empty this one.",
    ),
    OtherGrid: Phrase(
        "Ces résultats ont été calculés avec la grille {wanted}, et la grille donnée ({given}) en "
        "diffère, ne serait-ce que d’un mot. Donnez la grille qui a servi.",
        "These results were made with the grid {wanted}, and the grid given ({given}) differs from "
        "it, be it by a single word. Give the grid that was used.",
    ),
    NotTheResults: Phrase(
        "La publication « {release} » annonce {stated}, alors que les résultats donnent {exact} "
        "(arrondi à {unit}). Vérifiez que le fichier va avec ces résultats.",
        "The release “{release}” states {stated}, but the results give {exact} (rounded to "
        "{unit}). Check that the file goes with these results.",
    ),
    NoContributions: Phrase(
        "Ces résultats de {bodies} structures n’ont pas le détail des réponses, que « barometer "
        "score » n’écrit que jusqu’à 5 000 structures. Notez moins de structures à la fois.",
        "These results of {bodies} bodies lack the detail of answers, which “barometer score” "
        "writes up to 5,000 bodies only. Score fewer bodies at once.",
    ),
    EmptyInput: Phrase(
        "Il n’y a rien à calculer : {what}.",
        "There is nothing to calculate: {what}.",
    ),
    InvalidArgument: Phrase(
        "« {name} » ne peut valoir {value}. Valeurs acceptées : {allowed}.",
        "“{name}” cannot be {value}. Accepted: {allowed}.",
    ),
}
"""Sentence of each refusal; its placeholders are the facts that the refusal carries."""

OTHER: Final = Phrase(
    "La règle {rule} s’y oppose ({facts}).",
    "The rule {rule} forbids it ({facts}).",
)


def describe_refusal(refusal: DomainError, language: Language) -> str:
    """Return the sentence of a refusal in one language; the bare facts if it has none."""
    facts = {name: _spell(value) for name, value in vars(refusal).items()}
    for kind in type(refusal).__mro__:
        if kind in REFUSALS:
            return REFUSALS[kind].say(language, **facts)
    listed = ", ".join(f"{name} = {value}" for name, value in facts.items())
    return OTHER.say(language, rule=type(refusal).__name__, facts=listed)


def _spell(value: object) -> str:
    if isinstance(value, tuple | list | set | frozenset):
        return ", ".join(str(part) for part in value)
    return str(value)
