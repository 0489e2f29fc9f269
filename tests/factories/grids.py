"""Small grids for tests, written as their tables, so that each test shows what matters to it."""

from collections.abc import Mapping, Sequence

from barometer.core.grids.model import Grid
from barometer.core.grids.parsing import parse_grid
from barometer.core.grids.tables import COLUMNS, Row, Table

Records = Sequence[Mapping[str, str]]

DEFAULTS: Mapping[str, Mapping[str, str]] = {
    "items": {"kind": "yes_no", "polarity": "yes", "weight": "1"},
    "indicators": {"step": "access", "channel": "phone", "criterion": "courtesy", "weight": "1"},
    "gates": {"when": "no", "effect": "out"},
    "scenarios": {"channel": "phone", "count": "1"},
    "changes": {"change": "created", "comparable": "yes"},
    "combine": {},
    "groups": {"members": "body"},
}


def make_table(name: str, records: Records) -> Table:
    """Return a table whose unstated cells hold defaults, with French labels from the code."""
    rows = []
    for line, record in enumerate(records, start=2):
        cells = dict.fromkeys(COLUMNS[name], "") | dict(DEFAULTS.get(name, {}))
        kind = record.get("kind", "yes_no")
        if name == "items" and kind != "yes_no":
            cells["polarity"] = ""
        for column in cells:
            if column.startswith(("label_", "title_", "note_")):
                cells[column] = record.get("code", record.get("value", record.get("item", "x")))
        rows.append(Row(line, cells | dict(record)))
    return Table(f"{name}.csv", COLUMNS[name], tuple(rows))


def make_tables(**records: Records) -> dict[str, Table]:
    """Return the tables of a grid with two steps, two channels and one criterion by default."""
    settings = {
        "code": "toy",
        "version": "1",
        "method": "1",
        "title_fr": "Jouet",
        "title_en": "Toy",
    }
    settings |= {pair["key"]: pair["value"] for pair in records.pop("grid", ())}
    given: dict[str, Records] = {
        "grid": [{"key": key, "value": value} for key, value in settings.items()],
        "steps": [{"code": "access"}, {"code": "handling"}],
        "channels": [{"code": "phone"}, {"code": "mail"}],
        "criteria": [{"code": "courtesy"}],
        "indicators": [{"code": "greeting"}],
        "items": [{"code": "greeting-01", "indicator": "greeting"}],
    }
    return {name: make_table(name, rows) for name, rows in (given | records).items()}


def make_grid(**records: Records) -> Grid:
    """Return a small grid; see :func:`make_tables`."""
    return parse_grid(make_tables(**records))
