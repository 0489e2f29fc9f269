"""What is wrong and how to mend it, for every reason an input is refused for.

Placeholders: ``{file}``, ``{column}``, ``{value}`` of the fault; ``{first}`` is its first fact
where that one belongs to the problem (``hint_from`` is 1), else the value; in a hint, ``{facts}``
lists the other facts.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from barometer.core.faults import FaultReason
from barometer.documents.formats import Phrase


@dataclass(frozen=True, slots=True)
class FaultWords:
    """Sentences of one reason.

    Arguments:
        problem: What is wrong.
        remedy: How to mend it.
        hint: Said only when there are facts for it.
        hint_from: First fact of the hint; 1 when fact 0 belongs to the problem.
        names: What facts that are not codes of the grid are called.
    """

    problem: Phrase
    remedy: Phrase
    hint: Phrase | None = None
    hint_from: int = 0
    names: Mapping[str, Phrase] = field(default_factory=dict)


EXPECTED: Final = Phrase("Attendu : {facts}.", "Expected: {facts}.")
NEAREST: Final = Phrase("Codes connus les plus proches : {facts}.", "Nearest known codes: {facts}.")
FIRST_TIME: Final = Phrase(
    "Première fois, ligne ou valeur : {facts}.", "First met, line or value: {facts}."
)
SIZES: Final = {
    "bytes": Phrase("octets", "bytes"),
    "unpacked_bytes": Phrase("octets une fois décomprimé", "bytes once unpacked"),
    "rows": Phrase("lignes", "rows"),
    "cells": Phrase("cases", "cells"),
    "columns": Phrase("colonnes", "columns"),
    "characters": Phrase("caractères dans une case", "characters in a cell"),
}
TROUBLES: Final = {
    "quotes": Phrase("un guillemet n’est pas fermé", "a quotation mark is not closed"),
    "text": Phrase("ce n’est pas du texte", "it is not text"),
    "plain": Phrase("des cases contiennent des listes", "some cells hold lists"),
    "parquet": Phrase("le Parquet est abîmé", "the Parquet is damaged"),
}
NO_BOUND: Final = Phrase("sans limite", "no limit")
BOUNDS: Final = {"inf": NO_BOUND, "-inf": NO_BOUND}
MOMENTS: Final = {
    "iso": Phrase("une date écrite AAAA-MM-JJ", "a date written YYYY-MM-DD"),
    "start": Phrase("un moment qui suit le début", "a moment after the start"),
}

STRUCTURE: Final[Mapping[FaultReason, FaultWords]] = {
    FaultReason.MISSING_FILE: FaultWords(
        Phrase("ce fichier manque.", "this file is missing."),
        Phrase(
            "le placer dans le dossier, sous ce nom exact.",
            "put it in the folder, under this very name.",
        ),
    ),
    FaultReason.MISSING_SHEET: FaultWords(
        Phrase("cette feuille manque dans le classeur.", "this sheet is missing in the workbook."),
        Phrase(
            "l’ajouter, ou donner à une feuille ce nom exact.",
            "add it, or give a sheet this very name.",
        ),
        Phrase("Feuilles trouvées : {facts}.", "Sheets found: {facts}."),
    ),
    FaultReason.MISSING_COLUMN: FaultWords(
        Phrase("cette colonne manque.", "this column is missing."),
        Phrase(
            "l’ajouter à la première ligne, même si toutes ses cases sont vides.",
            "add it to the first line, even if all its cells are empty.",
        ),
        Phrase("Colonnes trouvées : {facts}.", "Columns found: {facts}."),
    ),
    FaultReason.UNKNOWN_COLUMN: FaultWords(
        Phrase("cette colonne n’est pas prévue.", "this column is not expected."),
        Phrase(
            "la supprimer, ou corriger son nom.",
            "remove it, or correct its name.",
        ),
        Phrase("Colonnes connues : {facts}.", "Known columns: {facts}."),
    ),
    FaultReason.DUPLICATE_COLUMN: FaultWords(
        Phrase("cette colonne figure deux fois.", "this column is there twice."),
        Phrase("n’en garder qu’une.", "keep only one of them."),
        Phrase("Rangs des deux : {facts}.", "Ranks of the two: {facts}."),
    ),
    FaultReason.EMPTY_TABLE: FaultWords(
        Phrase("il n’y a aucune ligne à lire.", "there is no row to read."),
        Phrase(
            "ajouter au moins une ligne sous les noms des colonnes.",
            "add at least one row under the column names.",
        ),
        Phrase("Table à compléter : {facts}.", "Table to complete: {facts}."),
    ),
    FaultReason.UNREADABLE_FILE: FaultWords(
        Phrase(
            "le fichier ne peut pas être lu ; il est abîmé, protégé ou d’un autre format.",
            "the file cannot be read; it is damaged, protected or of another format.",
        ),
        Phrase(
            "l’ouvrir dans un tableur et l’enregistrer de nouveau, sans mot de passe, en CSV, "
            "XLSX ou Parquet.",
            "open it in a spreadsheet and save it again, without a password, as CSV, XLSX or "
            "Parquet.",
        ),
        Phrase("Détail ou formats lus : {facts}.", "Detail or formats read: {facts}."),
        names=TROUBLES,
    ),
    FaultReason.TOO_LARGE: FaultWords(
        Phrase("c’est trop grand pour être lu.", "this is too large to be read."),
        Phrase(
            "vérifier que c’est le bon fichier ; sinon le partager en plusieurs ou l’enregistrer "
            "en Parquet.",
            "check that it is the right file; otherwise split it or save it as Parquet.",
        ),
        Phrase("Taille puis limite : {facts}.", "Size, then limit: {facts}."),
        names=SIZES,
    ),
    FaultReason.BAD_ENCODING: FaultWords(
        Phrase(
            "les lettres du fichier ne sont pas codées en UTF-8.",
            "the letters of the file are not encoded in UTF-8.",
        ),
        Phrase(
            "l’enregistrer de nouveau en « CSV UTF-8 ».",
            "save it again as “CSV UTF-8”.",
        ),
        Phrase("Codages lus ou probables : {facts}.", "Encodings read or likely: {facts}."),
    ),
    FaultReason.BAD_SEPARATOR: FaultWords(
        Phrase(
            "les colonnes ne sont pas séparées par le signe prévu.",
            "the columns are not separated by the expected sign.",
        ),
        Phrase(
            "l’enregistrer de nouveau avec la virgule ou le point-virgule comme séparateur.",
            "save it again with the comma or the semicolon as separator.",
        ),
        Phrase("Séparateurs attendus : {facts}.", "Expected separators: {facts}."),
    ),
    FaultReason.RAGGED_ROW: FaultWords(
        Phrase(
            "cette ligne n’a pas autant de cases que la première.",
            "this row does not have as many cells as the first one.",
        ),
        Phrase(
            "compléter ou retirer des cases ; une case qui contient le séparateur se met entre "
            "guillemets.",
            "add or remove cells; a cell that holds the separator goes between quotation marks.",
        ),
        Phrase("Cases attendues et trouvées : {facts}.", "Cells expected and found: {facts}."),
    ),
    FaultReason.MERGED_CELLS: FaultWords(
        Phrase("des cases sont fusionnées.", "some cells are merged."),
        Phrase(
            "défaire la fusion et écrire la valeur dans chaque case.",
            "unmerge them and write the value in each cell.",
        ),
        Phrase("Cases : {facts}.", "Cells: {facts}."),
    ),
    FaultReason.FORMULA_WITHOUT_VALUE: FaultWords(
        Phrase(
            "cette case contient une formule dont le résultat n’est pas enregistré.",
            "this cell holds a formula whose result is not saved.",
        ),
        Phrase(
            "remplacer la formule par sa valeur (collage spécial, valeurs).",
            "replace the formula by its value (paste special, values).",
        ),
    ),
}

CELLS: Final[Mapping[FaultReason, FaultWords]] = {
    FaultReason.MISSING_VALUE: FaultWords(
        Phrase("cette case est vide.", "this cell is empty."),
        Phrase("la remplir.", "fill it in."),
        EXPECTED,
    ),
    FaultReason.MISSING_FRENCH: FaultWords(
        Phrase("le texte français manque.", "the French text is missing."),
        Phrase(
            "l’écrire : le français est la langue de référence.",
            "write it: French is the language of reference.",
        ),
    ),
    FaultReason.BAD_CODE: FaultWords(
        Phrase("ce n’est pas un code.", "this is not a code."),
        Phrase(
            "n’employer que des lettres sans accent et des chiffres, séparés par « - », « _ » ou "
            "« . », sans espace.",
            "use only letters without accents and digits, separated by “-”, “_” or “.”, without "
            "spaces.",
        ),
    ),
    FaultReason.BAD_NUMBER: FaultWords(
        Phrase("ce n’est pas un nombre recevable.", "this is not a number that can be used."),
        Phrase(
            "écrire des chiffres seulement, avec un point pour les décimales, sans unité.",
            "write digits only, with a point for decimals, without a unit.",
        ),
        Phrase("Item et unité : {facts}.", "Item and unit: {facts}."),
    ),
    FaultReason.OUT_OF_RANGE: FaultWords(
        Phrase("ce nombre est hors des limites.", "this number is out of bounds."),
        Phrase(
            "corriger le nombre, ou les limites si elles sont fausses.",
            "correct the number, or the bounds if they are wrong.",
        ),
        Phrase("Limites : {facts}.", "Bounds: {facts}."),
        names=BOUNDS,
    ),
    FaultReason.BAD_CHOICE: FaultWords(
        Phrase("cette valeur n’est pas dans la liste.", "this value is not in the list."),
        Phrase("choisir une des valeurs permises.", "choose one of the values allowed."),
        Phrase("Valeurs permises : {facts}.", "Values allowed: {facts}."),
    ),
    FaultReason.BAD_CONDITION: FaultWords(
        Phrase("cette condition ne se lit pas.", "this condition cannot be read."),
        Phrase(
            "écrire une ou plusieurs réponses séparées par « | », ou une comparaison telle que "
            "« >600 ».",
            "write one or more answers separated by “|”, or a comparison such as “>600”.",
        ),
    ),
    FaultReason.NOT_EXPECTED: FaultWords(
        Phrase("cela n’est pas prévu ici.", "this is not expected here."),
        Phrase(
            "l’effacer, ou corriger son nom ou son genre.",
            "remove it, or correct its name or its kind.",
        ),
        Phrase("À voir avec : {facts}.", "See: {facts}."),
    ),
    FaultReason.BAD_MOMENT: FaultWords(
        Phrase("cette date ou cette heure ne va pas.", "this date or time is not right."),
        Phrase(
            "l’écrire comme 2025-03-14 ou 2025-03-14T09:30.",
            "write it as 2025-03-14 or 2025-03-14T09:30.",
        ),
        EXPECTED,
        names=MOMENTS,
    ),
    FaultReason.WRONG_UNIT: FaultWords(
        Phrase("cette unité n’est pas celle de l’item.", "this unit is not that of the item."),
        Phrase(
            "convertir la valeur dans l’unité de l’item.", "convert the value to the item’s unit."
        ),
        EXPECTED,
        1,
    ),
    FaultReason.IMPOSSIBLE_VALUE: FaultWords(
        Phrase(
            "cette réponse est impossible pour cet item.",
            "this answer is impossible for this item.",
        ),
        Phrase("relire la preuve et corriger.", "check the evidence and correct it."),
        Phrase(
            "Réponses possibles, ou bornes et unité : {facts}.",
            "Possible answers, or bounds and unit: {facts}.",
        ),
        1,
    ),
}

GRIDS: Final[Mapping[FaultReason, FaultWords]] = {
    FaultReason.DUPLICATE_CODE: FaultWords(
        Phrase("ce code sert déjà.", "this code is already in use."),
        Phrase("donner un autre code à l’une des lignes.", "give one of the rows another code."),
        FIRST_TIME,
    ),
    FaultReason.UNKNOWN_REFERENCE: FaultWords(
        Phrase("« {first} » n’est pas dans la grille.", "“{first}” is not in the grid."),
        Phrase(
            "corriger le code, ou créer ce qu’il désigne.", "correct it, or create what it names."
        ),
        NEAREST,
        1,
    ),
    FaultReason.GATE_CYCLE: FaultWords(
        Phrase("des filtres se ferment en cercle.", "gates close one another in a circle."),
        Phrase("rompre le cercle en un point.", "break the circle at one point."),
        Phrase("Filtres du cercle : {facts}.", "Gates of the circle: {facts}."),
    ),
    FaultReason.GATE_NOT_SEEN: FaultWords(
        Phrase(
            "le filtre ferme « {first} » dans des scénarios où sa propre question n’est pas posée.",
            "the gate closes “{first}” in scenarios in which its own question is not asked.",
        ),
        Phrase(
            "poser la question du filtre dans ces scénarios, ou ne plus fermer cet item.",
            "ask the gate’s question in these scenarios, or stop closing this item.",
        ),
        Phrase("Scénarios : {facts}.", "Scenarios: {facts}."),
        1,
    ),
    FaultReason.ZERO_WEIGHTS: FaultWords(
        Phrase("la somme des poids est nulle.", "the weights sum to nothing."),
        Phrase("donner un poids positif à une ligne au moins.", "give a row a positive weight."),
    ),
    FaultReason.UNORDERED_THRESHOLDS: FaultWords(
        Phrase("les seuils ne sont pas en ordre croissant.", "thresholds are not in rising order."),
        Phrase(
            "ranger les lignes du plus petit seuil au plus grand.",
            "sort the rows from the smallest threshold to the largest.",
        ),
    ),
    FaultReason.UNENDED_STEPS: FaultWords(
        Phrase("le dernier palier n’est pas ouvert.", "the last step is not open-ended."),
        Phrase(
            "ajouter une dernière ligne dont « at » est « above ».",
            "add a last row whose “at” is “above”.",
        ),
    ),
    FaultReason.TOO_FEW_LEVELS: FaultWords(
        Phrase(
            "l’échelle « {first} » n’a pas deux niveaux.",
            "the scale “{first}” does not have two levels.",
        ),
        Phrase("compléter l’échelle, ou en nommer une autre.", "complete it, or name another one."),
    ),
    FaultReason.NO_FULL_POINTS: FaultWords(
        Phrase(
            "aucune réponse de l’échelle « {first} » n’obtient 100 points.",
            "no answer of the scale “{first}” earns 100 points.",
        ),
        Phrase("donner 100 points à la meilleure.", "give the best one 100 points."),
        Phrase("Meilleure réponse actuelle : {facts} points.", "Best at present: {facts} points."),
        1,
    ),
    FaultReason.NO_ITEM: FaultWords(
        Phrase(
            "aucun item observable ne renseigne cet indicateur.",
            "no observable item informs this indicator.",
        ),
        Phrase("lui donner un item, ou le supprimer.", "give it an item, or remove it."),
    ),
}

AUDITS: Final[Mapping[FaultReason, FaultWords]] = {
    FaultReason.UNKNOWN_BODY: FaultWords(
        Phrase(
            "cette structure n’est pas dans la liste des structures.",
            "this body is not in the list of bodies.",
        ),
        Phrase("corriger le code, ou ajouter la structure.", "correct the code, or add the body."),
        NEAREST,
    ),
    FaultReason.UNKNOWN_ITEM: FaultWords(
        Phrase("cet item n’est pas dans la grille.", "this item is not in the grid."),
        Phrase(
            "corriger le code, ou prendre la version de la grille qui a servi au terrain.",
            "correct the code, or take the version of the grid that the field work used.",
        ),
        NEAREST,
    ),
    FaultReason.UNKNOWN_SCENARIO: FaultWords(
        Phrase("ce scénario n’est pas dans la grille.", "this scenario is not in the grid."),
        Phrase("corriger le code du scénario.", "correct the code of the scenario."),
        NEAREST,
    ),
    FaultReason.ITEM_NOT_IN_SCENARIO: FaultWords(
        Phrase(
            "cet item ne s’observe pas dans le scénario « {first} ».",
            "this item is not observed in the scenario “{first}”.",
        ),
        Phrase("corriger l’item ou le scénario de l’audit.", "correct the item or the scenario."),
        Phrase("Scénarios de l’item : {facts}.", "Scenarios of the item: {facts}."),
        1,
    ),
    FaultReason.DUPLICATE_ANSWER: FaultWords(
        Phrase(
            "cet audit a déjà répondu à cet item.", "this audit has already answered this item."
        ),
        Phrase("ne garder qu’une des deux lignes.", "keep only one of the two rows."),
        FIRST_TIME,
    ),
    FaultReason.DUPLICATE_AUDIT: FaultWords(
        Phrase("cet audit a déjà été fourni.", "this audit has already been given."),
        Phrase("retirer le doublon, ou lui donner son propre code.", "remove it, or recode it."),
        FIRST_TIME,
    ),
    FaultReason.AUDIT_OF_TWO_BODIES: FaultWords(
        Phrase("cet audit porte sur deux structures.", "this audit is of two bodies."),
        Phrase("donner un code d’audit à chaque structure.", "give each body its own audit code."),
        Phrase("Audit, autre structure, ligne : {facts}.", "Audit, other body, line: {facts}."),
    ),
    FaultReason.AUDIT_OF_TWO_SCENARIOS: FaultWords(
        Phrase("cet audit suit deux scénarios.", "this audit follows two scenarios."),
        Phrase("donner un code d’audit à chaque scénario.", "give each scenario its audit code."),
        Phrase("Audit, autre scénario, ligne : {facts}.", "Audit, other scenario, line: {facts}."),
    ),
    FaultReason.HALF_FILLED: FaultWords(
        Phrase(
            "cet audit est rempli à moitié : des items de son scénario n’ont pas de réponse.",
            "this audit is half filled: some items of its scenario have no answer.",
        ),
        Phrase(
            "le compléter ; ce qui n’a pas pu être vu se note « not_observed ».",
            "complete it; what could not be seen is written “not_observed”.",
        ),
        Phrase("Sans réponse : {facts}.", "Without an answer: {facts}."),
    ),
    FaultReason.ANSWER_BEHIND_GATE: FaultWords(
        Phrase(
            "cet item a une réponse alors qu’un contact échoué l’a fermé.",
            "this item has an answer although a failed contact closed it.",
        ),
        Phrase(
            "effacer cette réponse, ou corriger celle qui ferme.",
            "clear this answer, or correct the one that closes it.",
        ),
        Phrase("Item : {facts}.", "Item: {facts}."),
    ),
    FaultReason.CENSORED_NOT_A_DELAY: FaultWords(
        Phrase(
            "« sans réponse à la fin du terrain » ne vaut que pour un délai.",
            "“no reply by the end of the field work” holds for a delay only.",
        ),
        Phrase(
            "répondre à l’item, ou le noter « not_observed ».",
            "answer the item, or write “not_observed”.",
        ),
    ),
}

FAULT_WORDS: Final[Mapping[FaultReason, FaultWords]] = {**STRUCTURE, **CELLS, **GRIDS, **AUDITS}
