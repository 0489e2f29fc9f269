"""Two versions of a grid side by side: what became of each item, and what still compares.

The identity of an item is its code, which never changes and is never used again. The change log
of the newer version has the last word on what compares; where it is silent, the grids speak.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from barometer.core.errors import InvalidArgument
from barometer.core.grids.model import Combine, CombineRule, Grid, Item, ItemChange, Text


class Change(StrEnum):
    """What became of an item from one version to another."""

    SAME = "same"
    REWORDED = "reworded"
    RESCORED = "rescored"
    ADDED = "added"
    REMOVED = "removed"


class Aspect(StrEnum):
    """What differs in an item: the first ones change its points, the last ones only its words."""

    KIND = "kind"
    POLARITY = "polarity"
    UNIT = "unit"
    LEVELS = "levels"
    THRESHOLDS = "thresholds"
    DECISION = "decision"
    COMBINE = "combine"
    LABEL = "label"
    HELP = "help"
    LEVEL_LABELS = "level_labels"


WORDING = frozenset((Aspect.LABEL, Aspect.HELP, Aspect.LEVEL_LABELS))


class Verdict(StrEnum):
    """Why an item compares, or why not."""

    UNCHANGED = "unchanged"
    WORDS_ONLY = "words_only"
    LOG_SAYS_COMPARABLE = "log_says_comparable"
    LOG_SAYS_NOT_COMPARABLE = "log_says_not_comparable"
    SCORED_OTHERWISE = "scored_otherwise"
    IN_ONE_VERSION = "in_one_version"


@dataclass(frozen=True, slots=True)
class ItemComparison:
    """One item in two versions.

    Arguments:
        item: Code of the item.
        change: What became of it.
        differences: What differs; empty when it is the same, or in one version only.
        is_comparable: Whether its results may be compared between the versions.
        verdict: Why.
        note: What the change log says of it, '' when it says nothing.
    """

    item: str
    change: Change
    differences: tuple[Aspect, ...]
    is_comparable: bool
    verdict: Verdict
    note: Text


def compare_versions(old: Grid, new: Grid) -> tuple[ItemComparison, ...]:
    """Return what became of every item, in the order of the new version, removed ones last.

    An item is rescored when its kind, polarity, unit, levels, thresholds, decision table or way
    of combining observations differs, and reworded when only words do; weights and the place in
    the grid are not part of an item. Scales are compared by content: their codes may change. A
    rescored item does not compare unless the change log says so, a reworded one does unless the
    log says otherwise. The log is read from the version after the old one up to the new one; an
    item compares only if every line about it says so.

    Raises:
        InvalidArgument: The grids are of different codes, or the new one is older.

    Source: Method, section 1.
    """
    if old.code != new.code:
        raise InvalidArgument("new", new.code, old.code)
    if new.version < old.version:
        raise InvalidArgument("new", new.version, f">= {old.version}")
    before, after = _Contents(old), _Contents(new)
    codes = dict.fromkeys([*after.items, *before.items])
    log = _log_between(old, new)
    return tuple(_compare(code, before, after, log.get(code, ())) for code in codes)


def comparable_items(old: Grid, new: Grid) -> tuple[str, ...]:
    """Return the codes of the items whose results compare, in the order of the new version.

    Raises:
        InvalidArgument: The grids are of different codes, or the new one is older.

    Source: Method, section 1.
    """
    return tuple(found.item for found in compare_versions(old, new) if found.is_comparable)


def undocumented_changes(old: Grid, new: Grid) -> tuple[ItemComparison, ...]:
    """Return the items that changed without a line of the change log that says so.

    A rescored item needs a line ``rescored``: ``reworded`` would hide it. A reworded one may be
    logged as either.

    Raises:
        InvalidArgument: The grids are of different codes, or the new one is older.

    Source: Method, section 1.
    """
    log = _log_between(old, new)
    return tuple(
        found
        for found in compare_versions(old, new)
        if found.change is not Change.SAME
        and not _accepted_words(found.change) & {line.change for line in log.get(found.item, ())}
    )


def _accepted_words(change: Change) -> set[str]:
    """Return the words of the change log under which a change is documented."""
    also = {Change.REWORDED: {"rescored"}, Change.ADDED: {"created"}}
    return {str(change)} | also.get(change, set())


def _log_between(old: Grid, new: Grid) -> Mapping[str, tuple[ItemChange, ...]]:
    lines: dict[str, tuple[ItemChange, ...]] = {}
    for line in new.changes:
        if line.item and old.version < line.version <= new.version:
            lines[line.item] = (*lines.get(line.item, ()), line)
    return lines


def _compare(
    code: str, before: "_Contents", after: "_Contents", log: tuple[ItemChange, ...]
) -> ItemComparison:
    note = log[-1].note if log else Text("", "")
    old, new = before.items.get(code), after.items.get(code)
    if old is None or new is None:
        change = Change.ADDED if old is None else Change.REMOVED
        return ItemComparison(code, change, (), False, Verdict.IN_ONE_VERSION, note)
    differences = _differences(before.aspects(old), after.aspects(new))
    is_rescored = bool(set(differences) - WORDING)
    change = Change.RESCORED if is_rescored else Change.REWORDED if differences else Change.SAME
    if log:
        is_comparable = all(line.is_comparable for line in log)
        says = (Verdict.LOG_SAYS_NOT_COMPARABLE, Verdict.LOG_SAYS_COMPARABLE)
        return ItemComparison(code, change, differences, is_comparable, says[is_comparable], note)
    silent = {
        Change.SAME: Verdict.UNCHANGED,
        Change.REWORDED: Verdict.WORDS_ONLY,
        Change.RESCORED: Verdict.SCORED_OTHERWISE,
    }
    return ItemComparison(code, change, differences, not is_rescored, silent[change], note)


def _differences(old: Mapping[Aspect, object], new: Mapping[Aspect, object]) -> tuple[Aspect, ...]:
    return tuple(aspect for aspect in Aspect if old[aspect] != new[aspect])


class _Contents:
    """A grid whose items are found by code, with everything their points depend on."""

    def __init__(self, grid: Grid) -> None:
        self.grid = grid
        self.items = {item.code: item for item in grid.items}
        self.levels = {scale.code: scale.levels for scale in grid.scales}
        self.thresholds = {
            scale.code: (scale.shape, scale.at, scale.points) for scale in grid.thresholds
        }
        self.decisions = {table.item: table.rows for table in grid.tables}
        self.rules = {rule.code: rule for rule in grid.combine_rules}

    def aspects(self, item: Item) -> Mapping[Aspect, object]:
        """Return what the points and the words of an item depend on."""
        levels = self.levels.get(item.scale, ()) if not item.unit else ()
        return {
            Aspect.KIND: item.kind,
            Aspect.POLARITY: item.polarity,
            Aspect.UNIT: item.unit,
            Aspect.LEVELS: frozenset((level.value, level.points) for level in levels),
            Aspect.THRESHOLDS: self.thresholds.get(item.scale) if item.unit else None,
            Aspect.DECISION: self.decisions.get(item.code),
            Aspect.COMBINE: self._combination(item),
            Aspect.LABEL: item.words.label,
            Aspect.HELP: item.words.help,
            Aspect.LEVEL_LABELS: {level.value: level.label for level in levels},
        }

    def _combination(self, item: Item) -> object:
        rule: CombineRule | None = self.rules.get(item.combine)
        if rule is not None:
            return rule.cases, rule.otherwise
        return Combine(item.combine) if item.combine else self.grid.combine
