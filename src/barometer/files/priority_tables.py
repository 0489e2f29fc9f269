"""Tables of priorities: items, indicators and criteria of every body."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl

from barometer.core.arrays import Floats, Integers
from barometer.core.grids.model import Grid, Text
from barometer.core.priorities.edition_priorities import ChildScores, Priorities
from barometer.core.priorities.gains import FULL_TARGET, gains_by_parent
from barometer.files.edition_arrays import EditionArrays
from barometer.files.priority_scores import ItemScores
from barometer.files.results_formats import Tables

CHILDREN_SCHEMA: Mapping[str, pl.DataType] = {
    "body": pl.String(),
    "code": pl.String(),
    "parent": pl.String(),
    "label_fr": pl.String(),
    "label_en": pl.String(),
    "value": pl.Float64(),
    "weight": pl.Float64(),
    "target": pl.Float64(),
    "is_peer_target": pl.Boolean(),
    "gain": pl.Float64(),
    "expected_gain": pl.Float64(),
    "best_probability": pl.Float64(),
    "effort": pl.String(),
}
"""Columns of items and indicators: one row per body and child that scores.

``gain`` is exact, in points of the body's score, and adds up; ``expected_gain`` has luck taken
out; ``best_probability`` is that of being among the five best of the body. ``effort`` is empty
where the grid is not at hand.
"""

CRITERIA_SCHEMA: Mapping[str, pl.DataType] = {
    "body": pl.String(),
    "code": pl.String(),
    "label_fr": pl.String(),
    "label_en": pl.String(),
    "gain": pl.Float64(),
    "expected_gain": pl.Float64(),
}


@dataclass(frozen=True, slots=True, eq=False)
class FoundPriorities:
    """Priorities of an edition.

    Arguments:
        edition: The results.
        items: Items of the scores.
        item_children, item_priorities: Their values and their gains.
        indicators: Codes of the indicators of the score.
        indicator_children, indicator_priorities: Their values and their gains.
        grid: The grid, for labels and efforts; None if it is not at hand.
    """

    edition: EditionArrays
    items: ItemScores
    item_children: ChildScores
    item_priorities: Priorities
    indicators: tuple[str, ...]
    indicator_children: ChildScores
    indicator_priorities: Priorities
    grid: Grid | None

    def item_label(self, code: str) -> Text:
        """Return the label of an item; its code where the grid is not at hand."""
        found = None
        if self.grid is not None:
            found = next((i.words.label for i in self.grid.items if i.code == code), None)
        return found or Text(code, code)

    def indicator_label(self, code: str) -> Text:
        """Return the label of an indicator."""
        return self.edition.full_label(self.edition.figure(f"indicator:{code}"))

    def item_efforts(self) -> tuple[str, ...]:
        """Return the effort of each item; '' where the grid is not at hand."""
        efforts = {} if self.grid is None else {i.code: str(i.effort) for i in self.grid.items}
        return tuple(efforts.get(code, "") for code in self.items.items)

    def main_items(self) -> Integers:
        """Return, by body and indicator, the item with most points to gain; -1 for none."""
        gains = np.nan_to_num(self.item_priorities.gains)
        found = np.full((len(gains), len(self.indicators)), -1, np.int64)
        for place, code in enumerate(self.indicators):
            columns = np.array([k for k, c in enumerate(self.items.indicators) if c == code], int)
            if columns.size and len(gains):
                best = columns[gains[:, columns].argmax(axis=1)]
                has_gain = gains[:, columns].max(axis=1) > 0
                found[:, place] = np.where(has_gain, best, -1)
        return found


def tabulate_priorities(found: FoundPriorities) -> Tables:
    """Return the tables of priorities: items, indicators and criteria."""
    item_efforts = np.array([*found.item_efforts(), ""], dtype=object)
    efforts = np.broadcast_to(item_efforts[:-1], found.item_children.values.shape)
    return {
        "indicators": _children(
            found.edition.bodies.codes,
            (found.indicators, _criteria_of(found)),
            [found.indicator_label(code) for code in found.indicators],
            (found.indicator_children, found.indicator_priorities),
            item_efforts[found.main_items()],
        ),
        "items": _children(
            found.edition.bodies.codes,
            (found.items.items, found.items.indicators),
            [found.item_label(code) for code in found.items.items],
            (found.item_children, found.item_priorities),
            efforts,
        ),
        "criteria": _criteria(found),
    }


def _children(
    bodies: Sequence[str],
    codes: tuple[Sequence[str], Sequence[str]],
    labels: Sequence[Text],
    scored: tuple[ChildScores, Priorities],
    efforts: np.ndarray[tuple[int, ...], np.dtype[np.object_]],
) -> pl.DataFrame:
    children, priorities = scored
    row, column = np.nonzero(~np.isnan(children.values))

    def numbers(values: Floats) -> pl.Series:
        return pl.Series(values[row, column], dtype=pl.Float64).fill_nan(None)

    def texts(values: Sequence[str]) -> pl.Series:
        return pl.Series(values, dtype=pl.String)[column]

    columns = {
        "body": pl.Series(bodies, dtype=pl.String)[row],
        "code": texts(codes[0]),
        "parent": texts(codes[1]),
        "label_fr": texts([label.fr for label in labels]),
        "label_en": texts([label.en for label in labels]),
        "value": numbers(children.values),
        "weight": numbers(children.weights),
        "target": numbers(children.targets),
        "is_peer_target": children.targets[row, column] < FULL_TARGET,
        "gain": numbers(priorities.gains),
        "expected_gain": numbers(priorities.expected),
        "best_probability": numbers(priorities.best_probability),
        "effort": pl.Series(efforts[row, column].tolist(), dtype=pl.String),
    }
    return pl.DataFrame(columns, schema=CHILDREN_SCHEMA)


def _criteria_of(found: FoundPriorities) -> tuple[str, ...]:
    """Return the criterion of each indicator; '' where it has none."""
    edition = found.edition
    criteria = edition.of_kinds("criterion")
    names = []
    for code in found.indicators:
        place = edition.indicators.index(code)
        holders = [k for k in criteria if edition.weights[k, place] > 0]
        names.append(edition.figures[holders[0]].code.partition(":")[2] if holders else "")
    return tuple(names)


def _criteria(found: FoundPriorities) -> pl.DataFrame:
    criteria = _criteria_of(found)
    codes = tuple(dict.fromkeys(code for code in criteria if code))
    parent = np.array([codes.index(code) if code else -1 for code in criteria], np.int64)
    priorities = found.indicator_priorities
    gains = gains_by_parent(priorities.gains, parent, len(codes))
    expected = gains_by_parent(priorities.expected, parent, len(codes))
    row, column = np.nonzero(~np.isnan(gains))
    edition = found.edition
    labels = [edition.figures[edition.figure(f"criterion:{code}")].label for code in codes]
    columns = {
        "body": pl.Series(edition.bodies.codes, dtype=pl.String)[row],
        "code": pl.Series(codes, dtype=pl.String)[column],
        "label_fr": pl.Series([label.fr for label in labels], dtype=pl.String)[column],
        "label_en": pl.Series([label.en for label in labels], dtype=pl.String)[column],
        "gain": gains[row, column],
        "expected_gain": pl.Series(expected[row, column], dtype=pl.Float64).fill_nan(None),
    }
    return pl.DataFrame(columns, schema=CRITERIA_SCHEMA)
