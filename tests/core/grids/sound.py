"""A sound grid with items of every kind, a gate and two scenarios, for tests to use or to spoil."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from barometer.core.grids.model import Grid
from barometer.core.grids.parsing import parse_grid
from barometer.core.grids.tables import Table
from tests.factories.grids import make_tables

SOUND = {
    "indicators": [{"code": "greeting"}, {"code": "reply", "channel": "mail"}],
    "items": [
        {"code": "greeting-01", "indicator": "greeting"},
        {"code": "greeting-02", "indicator": "greeting", "kind": "graded", "scale": "tone"},
        {"code": "reply-01", "indicator": "reply"},
        {
            "code": "reply-02",
            "indicator": "reply",
            "kind": "measured",
            "scale": "delay",
            "unit": "days",
            "minimum": "0",
            "maximum": "60",
        },
        {"code": "reply-03", "indicator": "reply", "kind": "multiple", "scale": "parts"},
    ],
    "scales": [
        {"scale": "tone", "value": "warm", "points": "100"},
        {"scale": "tone", "value": "cold", "points": "0"},
        {"scale": "parts", "value": "hours", "points": "60"},
        {"scale": "parts", "value": "address", "points": "40"},
    ],
    "thresholds": [
        {"scale": "delay", "shape": "step", "at": "2", "points": "100"},
        {"scale": "delay", "shape": "step", "at": "above", "points": "0"},
    ],
    "gates": [{"code": "silent", "item": "reply-01", "closes": "reply-02 reply-03"}],
    "scenarios": [{"code": "calling"}, {"code": "writing", "channel": "mail"}],
    "combine": [
        {"rule": "by-kind", "property": "kind", "value": "town", "combine": "best"},
        {"rule": "by-kind", "combine": "mean"},
    ],
}


def tables_with(
    name: str = "", line: int = 0, cells: Mapping[str, str] | None = None, **more: Sequence[dict]
) -> dict[str, Table]:
    """Return the sound tables with other cells in one row, and other rows in some tables."""
    tables = make_tables(**{**SOUND, **more})
    if name:
        rows = [
            replace(row, cells={**row.cells, **(cells or {})}) if row.line == line else row
            for row in tables[name].rows
        ]
        tables[name] = replace(tables[name], rows=tuple(rows))
    return tables


def sound_grid(**more: Sequence[dict]) -> Grid:
    """Return the sound grid, with other rows in some tables."""
    return parse_grid(tables_with(**more))
