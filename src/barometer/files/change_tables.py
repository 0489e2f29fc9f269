"""Tables of a change between two editions."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np
import polars as pl
import polars.selectors as cs

from barometer.core.change.bridge import BridgedChange
from barometer.core.change.composition import GroupComparison
from barometer.core.change.edition_change import EditionChange, FigureChange, GroupChange
from barometer.core.change.estimates import Estimate
from barometer.files.edition_pair import EditionPair
from barometer.files.results_formats import Tables

Cell = str | float | int | None

ESTIMATE_SCHEMA: Mapping[str, pl.DataType] = {
    "value": pl.Float64(),
    "standard_error": pl.Float64(),
    "low": pl.Float64(),
    "high": pl.Float64(),
    "p_value": pl.Float64(),
    "state": pl.String(),
    "bodies": pl.Int64(),
}
"""Columns of an estimate, in points; empty where ``state`` says that it does not exist."""

CHANGES_SCHEMA: Mapping[str, pl.DataType] = {
    "figure": pl.String(),
    "label_fr": pl.String(),
    "label_en": pl.String(),
    "mean_before": pl.Float64(),
    "mean_after": pl.Float64(),
    "continuing": pl.Int64(),
    "entering": pl.Int64(),
    "leaving": pl.Int64(),
    "change": pl.Float64(),
    "standard_error": pl.Float64(),
    "low": pl.Float64(),
    "high": pl.Float64(),
    "p_value": pl.Float64(),
    "adjusted_p_value": pl.Float64(),
    "state": pl.String(),
    "total_change": pl.Float64(),
    "total_standard_error": pl.Float64(),
    "total_low": pl.Float64(),
    "total_high": pl.Float64(),
    "within": pl.Float64(),
    "entry": pl.Float64(),
    "exit": pl.Float64(),
    "parts_state": pl.String(),
}
"""Columns of the changes: one row per figure of both editions.

``change`` is that of the continuing bodies, the one to publish; ``total_change`` is that of the
mean of all, which ``within``, ``entry`` and ``exit`` add up to.
"""

BODIES_SCHEMA: Mapping[str, pl.DataType] = {
    "body": pl.String(),
    "before": pl.Float64(),
    "after": pl.Float64(),
    "change": pl.Float64(),
    "expected_by_luck": pl.Float64(),
    "true_change": pl.Float64(),
    "true_change_sd": pl.Float64(),
    "constant_grid_change": pl.Float64(),
    "grid_effect": pl.Float64(),
}
"""Columns of the bodies: their score in both editions, and what to believe of its change."""

CRITERIA_SCHEMA: Mapping[str, pl.DataType] = {
    "criterion": pl.String(),
    "own": pl.Float64(),
    "reweighting": pl.Float64(),
    "standard_error": pl.Float64(),
    "bodies": pl.Int64(),
}
PARTS_SCHEMA: Mapping[str, pl.DataType] = {"part": pl.String(), **ESTIMATE_SCHEMA}
GROUPS_SCHEMA: Mapping[str, pl.DataType] = {
    "edition": pl.String(),
    "part": pl.String(),
    **ESTIMATE_SCHEMA,
}


@dataclass(frozen=True, slots=True, eq=False)
class FoundChange:
    """A change between two editions, with what was asked for besides."""

    pair: EditionPair
    change: EditionChange
    bridged: BridgedChange | None
    groups: GroupChange | None

    @property
    def of_score(self) -> FigureChange:
        """The change of the score."""
        return self.change.figures[self.pair.arrays.score]


def tabulate_change(found: FoundChange) -> Tables:
    """Return the tables of a change: changes, bodies, criteria, bridge and groups."""
    return {
        "changes": _changes(found),
        "bodies": _bodies(found),
        "criteria": _criteria(found),
        "bridge": _bridge(found.bridged),
        "groups": _groups(found.groups),
    }


def _changes(found: FoundChange) -> pl.DataFrame:
    rows = [
        (figure.code, figure.label.fr, figure.label.en, *_change_cells(change))
        for figure, change in zip(found.pair.figures, found.change.figures, strict=True)
    ]
    return _table(rows, CHANGES_SCHEMA)


def _change_cells(change: FigureChange) -> tuple[Cell, ...]:
    matched, total, parts = change.matched, change.total, change.parts
    return (
        parts.mean_before,
        parts.mean_after,
        parts.continuing_count,
        parts.entering_count,
        parts.leaving_count,
        matched.value,
        matched.standard_error,
        matched.low,
        matched.high,
        matched.p_value,
        change.adjusted_p_value,
        matched.state.value,
        total.value,
        total.standard_error,
        total.low,
        total.high,
        parts.within,
        parts.entry,
        parts.exit,
        parts.state.value,
    )


def _bodies(found: FoundChange) -> pl.DataFrame:
    arrays, bridged = found.pair.arrays, found.bridged
    before, after = arrays.before[:, arrays.score], arrays.after[:, arrays.score]
    nothing = np.full(len(before), np.nan)
    columns = {
        "body": pl.Series(found.pair.bodies, dtype=pl.String),
        "before": before,
        "after": after,
        "change": after - before,
        "expected_by_luck": found.change.luck.expected.by_body,
        "true_change": found.change.true_changes.change,
        "true_change_sd": found.change.true_changes.standard_deviation,
        "constant_grid_change": nothing if bridged is None else bridged.constant_grid_by_body,
        "grid_effect": nothing if bridged is None else bridged.grid_effect_by_body,
    }
    return _without_nan(pl.DataFrame(columns, schema=BODIES_SCHEMA))


def _criteria(found: FoundChange) -> pl.DataFrame:
    split = found.change.criteria
    codes = [found.pair.figures[k].code for k in found.pair.arrays.criteria]
    columns = {
        "criterion": codes,
        "own": split.own,
        "reweighting": split.reweighting,
        "standard_error": split.standard_error,
        "bodies": [split.unit_count] * len(codes),
    }
    return _without_nan(pl.DataFrame(columns, schema=CRITERIA_SCHEMA))


def _bridge(bridged: BridgedChange | None) -> pl.DataFrame:
    if bridged is None:
        return pl.DataFrame(schema=PARTS_SCHEMA)
    parts = {
        "published": bridged.published,
        "at_constant_grid": bridged.at_constant_grid,
        "rescoring": bridged.rescoring,
        "new_items": bridged.new_items,
    }
    return _table([(name, *_estimate(one)) for name, one in parts.items()], PARTS_SCHEMA)


def _groups(groups: GroupChange | None) -> pl.DataFrame:
    if groups is None:
        return pl.DataFrame(schema=GROUPS_SCHEMA)
    rows = [
        (edition, *cells)
        for edition, one in (("before", groups.before), ("after", groups.after))
        for cells in _group_rows(one)
    ]
    adjusted = groups.adjusted
    rows.append(("after", "at_equal_start", *_estimate(adjusted.membership_effect)))
    return _table(rows, GROUPS_SCHEMA)


def _group_rows(one: GroupComparison) -> list[tuple[Cell, ...]]:
    state = one.state.value
    off = (one.off_support, None, None, None, None, state, None)
    return [
        ("crude", *_estimate(one.crude)),
        ("rate", *_estimate(one.rate)),
        ("composition", *_estimate(one.composition)),
        ("off_support", *off),
    ]


def _estimate(one: Estimate) -> tuple[Cell, ...]:
    return (
        one.value,
        one.standard_error,
        one.low,
        one.high,
        one.p_value,
        one.state.value,
        one.unit_count,
    )


def _table(rows: Iterable[tuple[Cell, ...]], schema: Mapping[str, pl.DataType]) -> pl.DataFrame:
    return _without_nan(pl.DataFrame(list(rows), schema=schema, orient="row"))


def _without_nan(table: pl.DataFrame) -> pl.DataFrame:
    return table.with_columns(cs.float().fill_nan(None))
