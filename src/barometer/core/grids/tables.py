"""The tables a grid is written in: their columns, in the order in which people read them."""

from collections.abc import Mapping
from dataclasses import dataclass

WORDS = ("label_fr", "label_en", "help_fr", "help_en")

COLUMNS: Mapping[str, tuple[str, ...]] = {
    "grid": ("key", "value"),
    "steps": ("code", *WORDS),
    "channels": ("code", *WORDS),
    "criteria": ("code", *WORDS),
    "indicators": ("code", "step", "channel", "criterion", "weight", "option", "decimals", *WORDS),
    "items": (
        "code", "indicator", "kind", "weight", "polarity", "scale", "unit", "minimum", "maximum",
        "source", "scenarios", "evidence", "combine", "essential", "effort", "norm", *WORDS,
        "improve_fr", "improve_en",
    ),
    "scales": ("scale", "value", "points", "label_fr", "label_en"),
    "thresholds": ("scale", "shape", "at", "points"),
    "tables": ("item", "when", "points"),
    "combine": ("rule", "property", "value", "combine"),
    "gates": ("code", "item", "when", "closes", "effect", "label_fr", "label_en"),
    "scenarios": (
        "code", "channel", "option", "count", "window_days", "title_fr", "title_en", "persona_fr",
        "script_fr", "forbidden_fr", "persona_en", "script_en", "forbidden_en",
    ),
    "groups": ("code", "by", "members", "weight_by", "weights", "figures", "decimals", "complete"),
    "composites": ("level", "code", "parts", "label_fr", "label_en"),
    "changes": ("version", "item", "change", "comparable", "note_fr", "note_en"),
}  # fmt: skip
"""Columns of each table; a table is the file ``<name>.csv`` or the sheet ``<name>``."""

REQUIRED_TABLES = ("grid", "steps", "channels", "criteria", "indicators", "items")
"""Tables without which there is no grid; the others may be absent."""


@dataclass(frozen=True, slots=True)
class Row:
    """One row as text, with its line in the file (the header is line 1)."""

    line: int
    cells: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Table:
    """One table as text, as found in ``file``."""

    file: str
    columns: tuple[str, ...]
    rows: tuple[Row, ...]
