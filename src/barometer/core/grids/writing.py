"""From a grid to tables of text, in one canonical spelling: parsing them gives the grid back."""

import math
from collections.abc import Iterable, Mapping
from decimal import Decimal

from barometer.core.grids.model import (
    Axis,
    Composite,
    Condition,
    Gate,
    Grid,
    GroupLevel,
    Indicator,
    Item,
    ItemChange,
    Label,
    Scenario,
    Text,
)
from barometer.core.grids.tables import COLUMNS, Row, Table

Cells = Mapping[str, str]


def write_tables(grid: Grid) -> dict[str, Table]:
    """Return every table of a grid, empty ones left out; ``parse_grid`` of them equals ``grid``.

    Source: Method, section 1.
    """
    written: dict[str, Iterable[Cells]] = {
        "grid": _settings(grid),
        "steps": map(_axis, grid.steps),
        "channels": map(_axis, grid.channels),
        "criteria": map(_axis, grid.criteria),
        "indicators": map(_indicator, grid.indicators),
        "items": map(_item, grid.items),
        "scales": _scales(grid),
        "thresholds": _thresholds(grid),
        "tables": _decisions(grid),
        "combine": _combine_rules(grid),
        "gates": map(_gate, grid.gates),
        "scenarios": map(_scenario, grid.scenarios),
        "groups": map(_group, grid.groups),
        "composites": map(_composite, grid.composites),
        "changes": map(_change, grid.changes),
    }
    tables = {}
    for name, records in written.items():
        rows = tuple(
            Row(line, {column: cells.get(column, "") for column in COLUMNS[name]})
            for line, cells in enumerate(records, start=2)
        )
        if rows:
            tables[name] = Table(f"{name}.csv", COLUMNS[name], rows)
    return tables


def spell_number(value: float) -> str:
    """Return the shortest decimal spelling of a number, without exponent; '' for none or no bound.

    Example:
        >>> spell_number(66.7), spell_number(100.0), spell_number(1e-7), spell_number(float("inf"))
        ('66.7', '100', '0.0000001', '')
    """
    if not math.isfinite(value):
        return ""
    positive_zero = float(value) + 0.0
    return format(Decimal(repr(positive_zero)), "f").removesuffix(".0")


def spell_condition(condition: Condition) -> str:
    """Return the test of a condition as written in a grid: ``yes|no`` or ``>5``."""
    if condition.comparison:
        return f"{condition.comparison}{spell_number(condition.bound)}"
    return "|".join(condition.values)


def _flag(*, value: bool) -> str:
    return "yes" if value else "no"


def _both(stem: str, text: Text) -> dict[str, str]:
    return {f"{stem}_fr": text.fr, f"{stem}_en": text.en}


def _words(words: Label) -> dict[str, str]:
    return _both("label", words.label) | _both("help", words.help)


def _settings(grid: Grid) -> list[Cells]:
    values = {
        "code": grid.code,
        "version": str(grid.version),
        "method": grid.method,
        **_both("title", grid.title),
        **_both("description", grid.description),
        "complete": _flag(value=grid.is_complete),
        "combine": str(grid.combine),
        "floor_indicator": spell_number(grid.floors.indicator),
        "floor_figure": spell_number(grid.floors.figure),
        "floor_body": spell_number(grid.floors.body),
    }
    return [{"key": key, "value": value} for key, value in values.items()]


def _axis(axis: Axis) -> Cells:
    return {"code": axis.code, **_words(axis.words)}


def _indicator(indicator: Indicator) -> Cells:
    return {
        "code": indicator.code,
        "step": indicator.step,
        "channel": indicator.channel,
        "criterion": indicator.criterion,
        "weight": spell_number(indicator.weight),
        "option": indicator.option,
        "decimals": "" if indicator.decimals is None else str(indicator.decimals),
        **_words(indicator.words),
    }


def _item(item: Item) -> Cells:
    is_measured = bool(item.unit)
    return {
        "code": item.code,
        "indicator": item.indicator,
        "kind": str(item.kind),
        "weight": spell_number(item.weight),
        "polarity": item.polarity,
        "scale": item.scale,
        "unit": item.unit,
        "minimum": spell_number(item.minimum) if is_measured else "",
        "maximum": spell_number(item.maximum) if is_measured else "",
        "source": str(item.source),
        "scenarios": " ".join(item.scenarios),
        "evidence": str(item.evidence),
        "combine": item.combine,
        "essential": _flag(value=item.essential),
        "effort": str(item.effort),
        "norm": item.norm,
        **_words(item.words),
        **_both("improve", item.improve),
    }


def _scales(grid: Grid) -> list[Cells]:
    return [
        {
            "scale": scale.code,
            "value": level.value,
            "points": spell_number(level.points),
            **_both("label", level.label),
        }
        for scale in grid.scales
        for level in scale.levels
    ]


def _thresholds(grid: Grid) -> list[Cells]:
    return [
        {
            "scale": scale.code,
            "shape": str(scale.shape),
            "at": spell_number(at) or "above",
            "points": spell_number(points),
        }
        for scale in grid.thresholds
        for at, points in zip(scale.at, scale.points, strict=True)
    ]


def _decisions(grid: Grid) -> list[Cells]:
    return [
        {
            "item": table.item,
            "when": " ".join(
                f"{c.item}{'' if c.comparison else '='}{spell_condition(c)}" for c in row.conditions
            ),
            "points": "out" if row.points is None else spell_number(row.points),
        }
        for table in grid.tables
        for row in table.rows
    ]


def _combine_rules(grid: Grid) -> list[Cells]:
    lines: list[Cells] = []
    for rule in grid.combine_rules:
        lines += [
            {"rule": rule.code, "property": name, "value": value, "combine": str(combine)}
            for name, value, combine in rule.cases
        ]
        lines.append(
            {"rule": rule.code, "property": "", "value": "", "combine": str(rule.otherwise)}
        )
    return lines


def _gate(gate: Gate) -> Cells:
    return {
        "code": gate.code,
        "item": gate.condition.item,
        "when": spell_condition(gate.condition),
        "closes": " ".join(gate.closes),
        "effect": str(gate.effect),
        **_both("label", gate.label),
    }


def _scenario(scenario: Scenario) -> Cells:
    return {
        "code": scenario.code,
        "channel": scenario.channel,
        "option": scenario.option,
        "count": str(scenario.count),
        "window_days": str(scenario.window_days),
        **_both("title", scenario.title),
        **_both("persona", scenario.persona),
        **_both("script", scenario.script),
        **_both("forbidden", scenario.forbidden),
    }


def _group(group: GroupLevel) -> Cells:
    return {
        "code": group.code,
        "by": " ".join(group.by),
        "members": group.members,
        "weight_by": group.weight_by,
        "weights": _spell_weights(group.weights),
        "figures": " ".join(group.figures),
        "decimals": "" if group.decimals is None else str(group.decimals),
        "complete": _flag(value=group.is_complete),
    }


def _spell_weights(weights: Iterable[tuple[str, float]]) -> str:
    return " ".join(f"{name}={spell_number(amount)}" for name, amount in weights)


def _composite(composite: Composite) -> Cells:
    return {
        "level": composite.level,
        "code": composite.code,
        "parts": _spell_weights(composite.parts),
        **_both("label", composite.label),
    }


def _change(change: ItemChange) -> Cells:
    return {
        "version": str(change.version),
        "item": change.item,
        "change": change.change,
        "comparable": _flag(value=change.is_comparable),
        **_both("note", change.note),
    }
