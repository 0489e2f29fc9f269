"""What people see in the workbook of a grid: the explanations, widths and choices of its sheets."""

from collections.abc import Mapping
from enum import StrEnum

from barometer.core.grids.model import (
    UNITS,
    Combine,
    Effort,
    Evidence,
    GateEffect,
    Grid,
    ItemKind,
    ItemSource,
    Shape,
)

README = "README"
"""Name of the sheet that explains the others; it is not read back."""

NUMERIC = frozenset(
    ("weight", "minimum", "maximum", "points", "at", "count", "window_days", "version", "decimals")
)
"""Columns whose numbers are numbers in the sheet; every other cell is text."""

LONG = ("label_", "help_", "improve_", "note_", "title_", "forbidden_")
LONGEST = ("persona_", "script_")

GENERAL_WORDS = (
    (
        "Ce classeur est une grille : une feuille par table. Modifiez-le, puis importez-le.",
        "This workbook is a grid: one sheet per table. Edit the cells, then import it.",
    ),
    (
        "Ne renommez ni les feuilles ni les colonnes. Ne fusionnez pas de cellules.",
        "Rename neither sheets nor columns. Do not merge cells.",
    ),
    (
        "Un code ne change jamais et ne sert qu’une fois : c’est lui qui relie les éditions.",
        "A code never changes and is never used again: it is what links the editions.",
    ),
    (
        "Le français est obligatoire, l’anglais recommandé.",
        "French is compulsory, English recommended.",
    ),
)

SHEET_WORDS: Mapping[str, tuple[str, str]] = {
    "grid": (
        "Code, version, titre, méthode et seuils de couverture de la grille.",
        "Code, version, title, method and coverage floors of the grid.",
    ),
    "steps": ("Étapes du parcours.", "Steps of the journey."),
    "channels": ("Canaux de contact.", "Channels of contact."),
    "criteria": ("Critères de qualité.", "Criteria of quality."),
    "indicators": (
        "Indicateurs : une étape, un canal, un critère et un poids.",
        "Indicators: a step, a channel, a criterion and a weight.",
    ),
    "items": (
        "Questions de l’auditeur : nature, poids, barème, scénarios, preuve, conseil.",
        "Questions of the auditor: kind, weight, scale, scenarios, proof, advice.",
    ),
    "scales": (
        "Réponses des questions graduées ou à choix multiple, et leurs points (0 à 100).",
        "Answers of graded and multiple-choice questions, and their points (0 to 100).",
    ),
    "thresholds": (
        "Points des quantités mesurées : par paliers (le dernier : above) ou en ligne brisée.",
        "Points of measured quantities: by steps (the last one: above) or along straight lines.",
    ),
    "tables": (
        "Points d’une question déduite des réponses à d’autres ; la première ligne qui convient.",
        "Points of an item that follows from others; the first row that fits.",
    ),
    "combine": (
        "Règles nommées pour réunir plusieurs observations d’une même question.",
        "Named rules that combine several observations of one item.",
    ),
    "gates": (
        "Ce qu’une réponse ferme : un contact manqué compte zéro une fois, le reste est fermé.",
        "What an answer closes: a failed contact scores zero once, the rest is closed.",
    ),
    "scenarios": (
        "Scénarios des audits : canal, nombre, délai d’attente, personnage, texte, interdits.",
        "Scenarios of the audits: channel, number, waiting time, persona, script, interdictions.",
    ),
    "groups": ("Niveaux de moyennes sur les structures.", "Levels of means over bodies."),
    "composites": (
        "Chiffres d’un niveau composés d’autres chiffres.",
        "Figures of a level made of other figures.",
    ),
    "changes": (
        "Journal : ce que chaque question est devenue à chaque version, et si elle se compare.",
        "Change log: what became of each item in each version, and whether it compares.",
    ),
}
"""What each sheet is for, in French and English."""

YES_NO = ("yes", "no")

CHOICES: Mapping[tuple[str, str], tuple[str, ...] | type[StrEnum]] = {
    ("items", "kind"): ItemKind,
    ("items", "polarity"): YES_NO,
    ("items", "unit"): UNITS,
    ("items", "source"): ItemSource,
    ("items", "evidence"): Evidence,
    ("items", "essential"): YES_NO,
    ("items", "effort"): Effort,
    ("thresholds", "shape"): Shape,
    ("combine", "combine"): Combine,
    ("gates", "effect"): GateEffect,
    ("groups", "complete"): YES_NO,
    ("changes", "change"): ("created", "added", "reworded", "rescored", "removed"),
    ("changes", "comparable"): YES_NO,
}
"""Columns with a closed list of values."""

REFERENCES: Mapping[tuple[str, str], str] = {
    ("indicators", "step"): "steps",
    ("indicators", "channel"): "channels",
    ("indicators", "criterion"): "criteria",
    ("items", "indicator"): "indicators",
    ("tables", "item"): "items",
    ("gates", "item"): "items",
    ("scenarios", "channel"): "channels",
    ("changes", "item"): "items",
}
"""Columns that hold a code of another sheet, whose first column is ``code``."""


def column_width(column: str) -> int:
    """Return the width of a column in characters."""
    if column.startswith(LONGEST):
        return 80
    if column.startswith(LONG) or column == "value":
        return 48
    if column in NUMERIC or ("", column) in CHOICES:
        return 12
    return 24


def is_wrapped(column: str) -> bool:
    """Return True where text is long enough to be wrapped."""
    return column_width(column) >= 48


def column_choices(grid: Grid, table: str, column: str) -> tuple[str, ...]:
    """Return the values a column may take; () where it is free."""
    if (table, column) == ("items", "combine"):
        return (*Combine, *(rule.code for rule in grid.combine_rules))
    return tuple(CHOICES.get((table, column), ()))
