"""Whether the parts of a grid fit together: references, duplicates, gates, weights, levels."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from difflib import get_close_matches

from barometer.core.faults import Fault, FaultReason
from barometer.core.grids.gating import closed_items, gate_cycle
from barometer.core.grids.model import (
    Combine,
    Grid,
    Item,
    ItemKind,
    ItemSource,
    Level,
    TableRow,
)
from barometer.core.grids.tables import Table

STATES = ("not_applicable", "not_observed", "censored")
"""Words that every item may be answered with besides its own answers."""


def check_grid(grid: Grid, tables: Mapping[str, Table]) -> list[Fault]:
    """Return every inconsistency of a grid whose cells are all readable; empty if none.

    Arguments:
        grid: The grid as parsed.
        tables: The tables it was parsed from, to name file and line.

    Source: Method, section 1.
    """
    return [
        *check_references(grid, tables),
        *_condition_faults(grid, tables),
        *_scale_faults(grid, tables),
        *_weight_faults(grid, tables),
        *_gate_faults(grid, tables),
        *_combine_faults(grid, tables),
    ]


def check_references(grid: Grid, tables: Mapping[str, Table]) -> list[Fault]:
    """Return the duplicates and unknown references alone: they make sense beside other faults."""
    return [*_duplicates(tables), *_unknown_references(grid, tables)]


def _fault(
    table: Table, index: int, column: str, reason: FaultReason, facts: Iterable[str] = ()
) -> Fault:
    row = table.rows[index]
    value = row.cells.get(column, "")
    return Fault(table.file, row.line, column, value, reason, tuple(facts))


def nearest_codes(wrong: str, known: Iterable[str]) -> tuple[str, ...]:
    """Return at most three known codes that resemble a wrong one, nearest first."""
    return tuple(get_close_matches(wrong, list(known), n=3, cutoff=0.5))


def _duplicates(tables: Mapping[str, Table]) -> Iterator[Fault]:
    keys: dict[str, tuple[str, ...]] = {
        "grid": ("key",),
        "scales": ("scale", "value"),
        "combine": ("rule", "property", "value"),
        "changes": ("version", "item", "change"),
        "groups": ("code", "figures"),
        "composites": ("level", "code"),
    }
    for name, table in tables.items():
        if name in {"thresholds", "tables"}:
            continue
        columns = keys.get(name, ("code",))
        seen: dict[tuple[str, ...], int] = {}
        for index, row in enumerate(table.rows):
            key = tuple(row.cells.get(column, "").strip() for column in columns)
            if key in seen:
                yield _fault(
                    table, index, columns[-1], FaultReason.DUPLICATE_CODE, (str(seen[key]),)
                )
            seen.setdefault(key, row.line)


def _unknown_references(grid: Grid, tables: Mapping[str, Table]) -> Iterator[Fault]:
    items = {item.code for item in grid.items}
    indicators = {indicator.code for indicator in grid.indicators}
    channels = {axis.code for axis in grid.channels}
    scales = {scale.code for scale in grid.scales}
    thresholds = {scale.code for scale in grid.thresholds}
    single: list[tuple[str, str, Sequence[str], set[str]]] = [
        ("indicators", "step", [i.step for i in grid.indicators], {a.code for a in grid.steps}),
        ("indicators", "channel", [i.channel for i in grid.indicators], channels),
        (
            "indicators",
            "criterion",
            [i.criterion for i in grid.indicators],
            {a.code for a in grid.criteria},
        ),
        ("items", "indicator", [i.indicator for i in grid.items], indicators),
        ("gates", "item", [g.condition.item for g in grid.gates], items),
        ("scenarios", "channel", [s.channel for s in grid.scenarios], channels),
        ("groups", "members", [g.members for g in grid.groups], _group_members(grid)),
        ("composites", "level", [c.level for c in grid.composites], _group_members(grid)),
    ]
    for name, column, found, known in single:
        for index, code in enumerate(found):
            if code not in known:
                facts = nearest_codes(code, known)
                yield _fault(
                    tables[name], index, column, FaultReason.UNKNOWN_REFERENCE, (code, *facts)
                )
    for index, item in enumerate(grid.items):
        known = thresholds if item.kind is ItemKind.MEASURED else scales
        if item.scale and item.scale not in known:
            facts = nearest_codes(item.scale, known)
            yield _fault(
                tables["items"], index, "scale", FaultReason.UNKNOWN_REFERENCE, (item.scale, *facts)
            )
    yield from _unknown_lists(grid, tables, items, indicators)


def _group_members(grid: Grid) -> set[str]:
    return {"body"} | {group.code for group in grid.groups}


def _unknown_lists(
    grid: Grid, tables: Mapping[str, Table], items: set[str], indicators: set[str]
) -> Iterator[Fault]:
    closable = items | {f"indicator:{code}" for code in indicators}
    lists: list[tuple[str, str, Sequence[Sequence[str]], set[str]]] = [
        ("items", "scenarios", [i.scenarios for i in grid.items], {s.code for s in grid.scenarios}),
        ("gates", "closes", [g.closes for g in grid.gates], closable),
        ("changes", "item", [(c.item,) if c.item else () for c in grid.changes], _known_ever(grid)),
    ]
    for name, column, found, known in lists:
        for index, codes in enumerate(found):
            for code in codes:
                if code not in known:
                    facts = nearest_codes(code, known)
                    yield _fault(
                        tables[name], index, column, FaultReason.UNKNOWN_REFERENCE, (code, *facts)
                    )
    yield from _unknown_in_tables(grid, tables, items)


def _unknown_in_tables(grid: Grid, tables: Mapping[str, Table], items: set[str]) -> Iterator[Fault]:
    """Yield the unknown items that decision tables are made for or read."""
    for index, item, line in _decision_rows(grid, tables):
        named = [("item", item), *(("when", c.item) for c in line.conditions)]
        for column, code in named:
            if code not in items:
                facts = (code, *nearest_codes(code, items))
                yield _fault(tables["tables"], index, column, FaultReason.UNKNOWN_REFERENCE, facts)


def _decision_rows(grid: Grid, tables: Mapping[str, Table]) -> Iterator[tuple[int, str, TableRow]]:
    """Yield the rows of decision tables: position in the table of the grid, item, row."""
    positions: dict[str, list[int]] = {}
    for index, row in enumerate(tables["tables"].rows if "tables" in tables else ()):
        positions.setdefault(row.cells["item"].strip(), []).append(index)
    for decision in grid.tables:
        for index, line in zip(positions[decision.item], decision.rows, strict=True):
            yield index, decision.item, line


def _condition_faults(grid: Grid, tables: Mapping[str, Table]) -> Iterator[Fault]:
    """Yield the conditions that no answer of their item could ever meet."""
    items = {item.code: item for item in grid.items}
    levels = {scale.code: tuple(level.value for level in scale.levels) for scale in grid.scales}
    conditions = [("gates", index, gate.condition) for index, gate in enumerate(grid.gates)]
    conditions += [
        ("tables", index, condition)
        for index, _, line in _decision_rows(grid, tables)
        for condition in line.conditions
    ]
    for name, index, condition in conditions:
        item = items.get(condition.item)
        if item is None:
            continue
        if condition.comparison and item.kind is not ItemKind.MEASURED:
            yield _fault(tables[name], index, "when", FaultReason.BAD_CONDITION, (item.kind,))
        known = (*_answers_of(item, levels), *STATES)
        for value in condition.values:
            if value not in known:
                facts = (value, *known)
                yield _fault(tables[name], index, "when", FaultReason.BAD_CONDITION, facts)


def _answers_of(item: Item, levels: Mapping[str, tuple[str, ...]]) -> tuple[str, ...]:
    if item.kind is ItemKind.YES_NO:
        return ("yes", "no")
    return () if item.kind is ItemKind.MEASURED else levels.get(item.scale, ())


def _known_ever(grid: Grid) -> set[str]:
    """Return the items of this version and those that an earlier one had."""
    return {item.code for item in grid.items} | {
        change.item for change in grid.changes if change.change == "removed"
    }


def _scale_faults(grid: Grid, tables: Mapping[str, Table]) -> Iterator[Fault]:
    with_table = {table.item for table in grid.tables}
    levels = {scale.code: scale.levels for scale in grid.scales}
    yield from _reserved_levels(tables)
    points = {scale.code: scale.points for scale in grid.thresholds}
    for index, item in enumerate(grid.items):
        if item.kind is ItemKind.TABLE and item.code not in with_table:
            yield _fault(tables["items"], index, "kind", FaultReason.EMPTY_TABLE, ("tables",))
        if item.kind is ItemKind.MEASURED and item.minimum >= item.maximum:
            yield _fault(tables["items"], index, "maximum", FaultReason.OUT_OF_RANGE)
        best = _best_points(item, levels, points)
        if best is None:
            yield _fault(tables["items"], index, "scale", FaultReason.TOO_FEW_LEVELS, (item.scale,))
        elif best < 100:
            facts = (item.scale, f"{best:g}")
            yield _fault(tables["items"], index, "scale", FaultReason.NO_FULL_POINTS, facts)


def _reserved_levels(tables: Mapping[str, Table]) -> Iterator[Fault]:
    """Yield the levels named like a state: an answer would not say which of both it is."""
    scales = tables.get("scales")
    for index, row in enumerate(scales.rows if scales else ()):
        if scales and row.cells.get("value", "").strip() in STATES:
            yield _fault(scales, index, "value", FaultReason.NOT_EXPECTED, STATES)


def _best_points(
    item: Item, levels: Mapping[str, Sequence[Level]], points: Mapping[str, Sequence[float]]
) -> float | None:
    """Return the most points an item can earn; None when its scale has fewer than two levels.

    An unknown scale, which is a fault of its own, is taken to be a good one.
    """
    known = points if item.kind is ItemKind.MEASURED else levels
    if item.kind in {ItemKind.YES_NO, ItemKind.TABLE} or item.scale not in known:
        return 100.0
    if item.kind is ItemKind.MEASURED:
        found = list(points[item.scale])
    else:
        found = [level.points for level in levels[item.scale]]
    if len(found) < 2:
        return None
    if item.kind is ItemKind.MULTIPLE:
        return min(100.0, sum(value for value in found if value > 0))
    return max(found)


def _weight_faults(grid: Grid, tables: Mapping[str, Table]) -> Iterator[Fault]:
    weights = {indicator.code: 0.0 for indicator in grid.indicators}
    counts = dict.fromkeys(weights, 0)
    for item in grid.items:
        if item.source is ItemSource.MYSTERY:
            weights[item.indicator] = weights.get(item.indicator, 0.0) + item.weight
            counts[item.indicator] = counts.get(item.indicator, 0) + 1
    for index, indicator in enumerate(grid.indicators):
        if counts[indicator.code] == 0:
            yield _fault(tables["indicators"], index, "code", FaultReason.NO_ITEM)
        elif weights[indicator.code] <= 0:
            yield _fault(tables["indicators"], index, "code", FaultReason.ZERO_WEIGHTS)
    if sum(indicator.weight for indicator in grid.indicators if not indicator.option) <= 0:
        yield Fault(tables["indicators"].file, 0, "weight", "", FaultReason.ZERO_WEIGHTS)


def _gate_faults(grid: Grid, tables: Mapping[str, Table]) -> Iterator[Fault]:
    cycle = gate_cycle(grid)
    if cycle:
        index = next(i for i, gate in enumerate(grid.gates) if gate.code == cycle[0])
        yield _fault(tables["gates"], index, "closes", FaultReason.GATE_CYCLE, cycle)
    seen_by = {
        item.code: frozenset(item.scenarios)
        for item in grid.items
        if item.source is ItemSource.MYSTERY
    }
    everything = frozenset(scenario.code for scenario in grid.scenarios)
    for index, gate in enumerate(grid.gates):
        trigger = seen_by.get(gate.condition.item, frozenset()) or everything
        for code in closed_items(grid, gate):
            blind = (seen_by.get(code, trigger) or everything) - trigger
            if blind:
                facts = (code, *sorted(blind))
                yield _fault(tables["gates"], index, "item", FaultReason.GATE_NOT_SEEN, facts)


def _combine_faults(grid: Grid, tables: Mapping[str, Table]) -> Iterator[Fault]:
    known = {rule.code for rule in grid.combine_rules} | set(Combine)
    for index, item in enumerate(grid.items):
        if item.combine and item.combine not in known:
            facts = (item.combine, *sorted(known))
            yield _fault(tables["items"], index, "combine", FaultReason.UNKNOWN_REFERENCE, facts)
