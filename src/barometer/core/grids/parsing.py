"""From tables of text to a grid, or to the list of everything that is wrong with them."""

import math
from collections.abc import Callable, Mapping
from typing import TypeVar

from barometer.core.faults import BadInput, Fault, FaultReason
from barometer.core.grids.checks import check_grid, check_references
from barometer.core.grids.model import (
    UNITS,
    Axis,
    Combine,
    CombineRule,
    Composite,
    Condition,
    DecisionTable,
    Effort,
    Evidence,
    Floors,
    Gate,
    GateEffect,
    Grid,
    GroupLevel,
    Indicator,
    Item,
    ItemChange,
    ItemKind,
    ItemSource,
    Level,
    Scale,
    Scenario,
    Shape,
    TableRow,
    Thresholds,
)
from barometer.core.grids.reading import NUMBER, Cells, Settings
from barometer.core.grids.tables import COLUMNS, REQUIRED_TABLES, Table

SETTINGS = (
    "code", "version", "method", "title_fr", "title_en", "description_fr", "description_en",
    "complete", "combine", "floor_indicator", "floor_figure", "floor_body",
)  # fmt: skip
"""Keys of the ``grid`` table."""

Record = TypeVar("Record")
Grouped = Mapping[str, tuple[Cells, ...]]


def parse_grid(tables: Mapping[str, Table]) -> Grid:
    """Return the grid that the tables state.

    Arguments:
        tables: Table by name (names and columns of :mod:`barometer.core.grids.tables`).

    Raises:
        BadInput: Anything is missing, unreadable or inconsistent; lists every fault found.

    Source: Method, section 1.
    """
    faults = _structure_faults(tables)
    if faults:
        raise BadInput(faults)
    grid = _GridParser(tables, faults).grid()
    if faults:
        # Rows that read well are checked too, so that one pass shows as much as possible.
        spoilt = {(fault.file, fault.line) for fault in faults}
        doubtful = check_references(grid, tables)
        faults += [fault for fault in doubtful if (fault.file, fault.line) not in spoilt]
    else:
        faults += check_grid(grid, tables)
    if faults:
        raise BadInput(sorted(faults))
    return grid


def _structure_faults(tables: Mapping[str, Table]) -> list[Fault]:
    """Return what is wrong with the presence of tables and columns."""
    faults = [
        Fault(f"{name}.csv", 0, "", "", FaultReason.MISSING_FILE)
        for name in REQUIRED_TABLES
        if name not in tables
    ]
    for name, table in tables.items():
        expected = COLUMNS[name]
        faults += [
            Fault(table.file, 1, column, "", FaultReason.MISSING_COLUMN)
            for column in expected
            if column not in table.columns
        ]
        faults += [
            Fault(table.file, 1, column, "", FaultReason.UNKNOWN_COLUMN, expected)
            for column in dict.fromkeys(table.columns)
            if column not in expected
        ]
        faults += [
            Fault(table.file, 1, column, column, FaultReason.DUPLICATE_COLUMN, ranks)
            for column in expected
            if len(ranks := _ranks(table, column)) > 1
        ]
        if name in REQUIRED_TABLES and not table.rows:
            faults.append(Fault(table.file, 0, "", "", FaultReason.EMPTY_TABLE))
    return faults


def _ranks(table: Table, name: str) -> tuple[str, ...]:
    """Return where a column stands in the header, from 1."""
    return tuple(str(k) for k, column in enumerate(table.columns, start=1) if column == name)


class _GridParser:
    """One parse: the tables, and the faults found so far."""

    def __init__(self, tables: Mapping[str, Table], faults: list[Fault]) -> None:
        self.tables = tables
        self.faults = faults

    def cells(self, name: str) -> tuple[Cells, ...]:
        table = self.tables.get(name)
        if table is None:
            return ()
        return tuple(Cells(table.file, row, self.faults) for row in table.rows)

    def records(self, name: str, parse: Callable[[Cells], Record]) -> tuple[Record, ...]:
        return tuple(parse(cells) for cells in self.cells(name))

    def grouped(self, name: str, column: str) -> Grouped:
        """Return the rows of a table by the code in ``column``, in order of appearance."""
        groups: dict[str, list[Cells]] = {}
        for cells in self.cells(name):
            groups.setdefault(cells.code(column), []).append(cells)
        return {code: tuple(rows) for code, rows in groups.items()}

    def settings(self) -> Settings:
        """Return the ``grid`` table, which is one record written downwards, as one row."""
        table = self.tables["grid"]
        settings = Settings(table.file, table.rows, self.faults)
        settings.refuse_other_keys(SETTINGS)
        return settings

    def grid(self) -> Grid:
        """Return the grid; faults are collected on the way."""
        head = self.settings()
        return Grid(
            code=head.code("code"),
            version=int(_whole(head, "version", 1)),
            method=head.text("method", is_required=True),
            title=head.both("title"),
            description=head.both("description", is_required=False),
            is_complete=head.flag("complete", default=True),
            combine=head.choice("combine", Combine, Combine.POOL),
            floors=Floors(
                indicator=head.number("floor_indicator", minimum=0, maximum=1, default=0.5),
                figure=head.number("floor_figure", minimum=0, maximum=1, default=0.5),
                body=head.number("floor_body", minimum=0, maximum=1, default=0.66),
            ),
            steps=self.records("steps", _axis),
            channels=self.records("channels", _axis),
            criteria=self.records("criteria", _axis),
            indicators=self.records("indicators", _indicator),
            items=self.records("items", _item),
            scales=tuple(_scale(*group) for group in self.grouped("scales", "scale").items()),
            thresholds=tuple(
                _thresholds(*group) for group in self.grouped("thresholds", "scale").items()
            ),
            tables=tuple(_decision(*group) for group in self.grouped("tables", "item").items()),
            combine_rules=tuple(
                _combine_rule(*group) for group in self.grouped("combine", "rule").items()
            ),
            gates=self.records("gates", _gate),
            scenarios=self.records("scenarios", _scenario),
            groups=self.records("groups", _group),
            composites=self.records("composites", _composite),
            changes=self.records("changes", _change),
        )


def _whole(cells: Cells, column: str, minimum: int, default: float | None = None) -> float:
    number = cells.number(column, minimum=minimum, maximum=1_000_000, default=default)
    if math.isfinite(number) and number != int(number):
        cells.refuse(column, FaultReason.BAD_NUMBER)
    return number if math.isfinite(number) else minimum


def _axis(cells: Cells) -> Axis:
    return Axis(cells.code("code"), cells.words())


def _indicator(cells: Cells) -> Indicator:
    return Indicator(
        code=cells.code("code"),
        step=cells.code("step"),
        channel=cells.code("channel"),
        criterion=cells.code("criterion"),
        weight=cells.number("weight", minimum=0),
        option=cells.code("option", is_required=False),
        decimals=_decimals(cells),
        words=cells.words(),
    )


def _decimals(cells: Cells) -> int | None:
    return int(_whole(cells, "decimals", 0)) if cells.text("decimals") else None


def _item(cells: Cells) -> Item:
    kind = cells.choice("kind", ItemKind)
    is_measured = kind is ItemKind.MEASURED
    has_scale = kind in {ItemKind.GRADED, ItemKind.MULTIPLE, ItemKind.MEASURED}
    return Item(
        code=cells.code("code"),
        indicator=cells.code("indicator"),
        kind=kind,
        weight=cells.number("weight", minimum=0, default=1.0),
        polarity=cells.one_of("polarity", ("yes", "no") if kind is ItemKind.YES_NO else ("",)),
        scale=cells.code("scale") if has_scale else cells.one_of("scale", ("",)),
        unit=cells.one_of("unit", UNITS if is_measured else ("",)),
        minimum=cells.number("minimum", default=0.0 if is_measured else math.nan),
        maximum=cells.number("maximum", default=math.inf if is_measured else math.nan),
        source=cells.choice("source", ItemSource, ItemSource.MYSTERY),
        scenarios=cells.codes("scenarios"),
        evidence=cells.choice("evidence", Evidence, Evidence.OPTIONAL),
        combine=cells.code("combine", is_required=False),
        essential=cells.flag("essential"),
        effort=cells.choice("effort", Effort, Effort.MEDIUM),
        norm=cells.text("norm"),
        words=cells.words(),
        improve=cells.both("improve", is_required=False),
    )


def _scale(code: str, rows: tuple[Cells, ...]) -> Scale:
    levels = tuple(
        Level(
            value=cells.code("value"),
            points=cells.number("points", minimum=-100, maximum=100),
            label=cells.both("label"),
        )
        for cells in rows
    )
    return Scale(code, levels)


def _thresholds(code: str, rows: tuple[Cells, ...]) -> Thresholds:
    shape = rows[0].choice("shape", Shape)
    at, points = [], []
    for cells in rows:
        if cells.choice("shape", Shape) is not shape:
            cells.refuse("shape", FaultReason.BAD_CHOICE, shape)
        is_last = cells.text("at") == "above"
        at.append(math.inf if is_last else cells.number("at"))
        points.append(cells.number("points", minimum=0, maximum=100))
        if is_last and shape is Shape.LINEAR:
            cells.refuse("at", FaultReason.BAD_NUMBER)
    for before, after, cells in zip(at, at[1:], rows[1:], strict=False):
        if before >= after:
            cells.refuse("at", FaultReason.UNORDERED_THRESHOLDS)
    if shape is Shape.STEP and math.inf not in at:
        rows[-1].refuse("at", FaultReason.UNENDED_STEPS)
    return Thresholds(code, shape, tuple(at), tuple(points))


def _decision(item: str, rows: tuple[Cells, ...]) -> DecisionTable:
    def row(cells: Cells) -> TableRow:
        is_out = cells.text("points") == "out"
        points = None if is_out else cells.number("points", minimum=0, maximum=100)
        return TableRow(cells.conditions("when"), points)

    return DecisionTable(item, tuple(row(cells) for cells in rows))


def _combine_rule(code: str, rows: tuple[Cells, ...]) -> CombineRule:
    cases = []
    otherwise = Combine.POOL
    for cells in rows:
        combine = cells.choice("combine", Combine)
        if cells.text("property"):
            cases.append((cells.text("property"), cells.text("value"), combine))
        else:
            otherwise = combine
    return CombineRule(code, tuple(cases), otherwise)


def _gate(cells: Cells) -> Gate:
    item = cells.code("item")
    when = cells.text("when", is_required=True)
    cells.text("closes", is_required=True)
    return Gate(
        code=cells.code("code"),
        condition=cells.condition("when", item, when) if when else Condition(item),
        closes=cells.codes("closes"),
        effect=cells.choice("effect", GateEffect),
        label=cells.both("label"),
    )


def _scenario(cells: Cells) -> Scenario:
    return Scenario(
        code=cells.code("code"),
        channel=cells.code("channel"),
        option=cells.code("option", is_required=False),
        count=int(_whole(cells, "count", 0, default=1)),
        window_days=int(_whole(cells, "window_days", 0, default=0)),
        title=cells.both("title"),
        persona=cells.both("persona", is_required=False),
        script=cells.both("script", is_required=False),
        forbidden=cells.both("forbidden", is_required=False),
    )


def _group(cells: Cells) -> GroupLevel:
    return GroupLevel(
        code=cells.code("code"),
        by=cells.codes("by"),
        members=cells.code("members"),
        weight_by=cells.text("weight_by"),
        weights=_weights(cells, "weights"),
        figures=cells.codes("figures"),
        decimals=_decimals(cells),
        is_complete=cells.flag("complete"),
    )


def _weights(cells: Cells, column: str) -> tuple[tuple[str, float], ...]:
    """Return the pairs of a cell such as ``national=0.8 regional=0.2``."""
    weights = []
    for pair in cells.text(column).split():
        name, _, amount = pair.rpartition("=")
        if name and NUMBER.fullmatch(amount):
            weights.append((name, float(amount)))
        else:
            cells.refuse(column, FaultReason.BAD_NUMBER, pair)
    return tuple(weights)


def _composite(cells: Cells) -> Composite:
    return Composite(
        level=cells.code("level"),
        code=cells.code("code"),
        parts=_weights(cells, "parts"),
        label=cells.both("label"),
    )


def _change(cells: Cells) -> ItemChange:
    return ItemChange(
        version=int(_whole(cells, "version", 1)),
        item=cells.code("item", is_required=False),
        change=cells.one_of("change", ("created", "added", "reworded", "rescored", "removed")),
        is_comparable=cells.flag("comparable"),
        note=cells.both("note"),
    )
