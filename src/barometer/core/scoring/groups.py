"""Means over bodies, level by level, and figures made of other figures of a group."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from barometer.core.arrays import Floats, Integers
from barometer.core.grids.model import Composite, Grid, GroupLevel
from barometer.core.rounding import round_half_up
from barometer.core.scoring.encoding import Bodies


@dataclass(frozen=True, slots=True, eq=False)
class GroupFigures:
    """Figures of the groups of one level.

    Arguments:
        level: Code of the level.
        keys: Per group, the values of the properties ``by``.
        by: Names of those properties.
        figures: Codes of the figures.
        values: Shape (groups, figures); NaN where no member has a value.
        members: Number of members that have a value, same shape; for a figure made of others,
            the number of its parts that have one.
    """

    level: str
    by: tuple[str, ...]
    keys: tuple[tuple[str, ...], ...]
    figures: tuple[str, ...]
    values: Floats
    members: Integers

    def column(self, figure: str) -> Floats:
        """Return the values of one figure; NaN everywhere if the level does not have it."""
        if figure not in self.figures:
            return np.full(len(self.keys), np.nan)
        return self.values[:, self.figures.index(figure)]


def group_figures(
    grid: Grid, bodies: Bodies, figures: tuple[str, ...], values: Floats
) -> dict[str, GroupFigures]:
    """Return the figures of every level of groups of a grid, by level.

    Arguments:
        grid: The grid; its levels come in an order in which members come before their groups.
        bodies: The bodies, with the properties that name the groups.
        figures: Codes of the figures of the bodies.
        values: Their values, shape (bodies, figures); NaN where there is none.

    Source: Method, section 3.6.
    """
    names = tuple(bodies.properties)
    keys = tuple(zip(*(bodies.properties[name] for name in names), strict=True))
    keys = keys or ((),) * len(bodies)
    counts = (~np.isnan(values)).astype(np.int64)
    levels = {"body": GroupFigures("body", names, keys, figures, values, counts)}
    for code in dict.fromkeys(group.code for group in grid.groups):
        parts = [_average(levels[g.members], g) for g in grid.groups if g.code == code]
        levels[code] = _add_composites(grid, _merge(code, parts))
    del levels["body"]
    return levels


def _average(members: GroupFigures, level: GroupLevel) -> GroupFigures:
    """Return the means of one line of a level."""
    figures = tuple(f for f in (level.figures or members.figures) if f in members.figures)
    columns = [members.figures.index(figure) for figure in figures]
    values = members.values[:, columns]
    if level.decimals is not None:
        values = round_half_up(values, level.decimals)
    places = [members.by.index(name) for name in level.by]
    found = [tuple(key[place] for place in places) for key in members.keys]
    keys = tuple(sorted(set(found)))
    group = np.array([keys.index(key) for key in found], np.int64) if keys else np.zeros(0, int)
    weight = _member_weights(members, level)
    has_value = ~np.isnan(values) & (weight > 0)[:, None]
    weights = np.where(has_value, weight[:, None], 0.0)
    total = _sum_by_group(weights, group, len(keys))
    with np.errstate(invalid="ignore"):
        means = _sum_by_group(weights * np.nan_to_num(values), group, len(keys)) / total
    means[total == 0] = np.nan
    if level.is_complete:
        means[~_has_every_weight(members, level, group, has_value, len(keys))] = np.nan
    counts = _sum_by_group(has_value.astype(np.float64), group, len(keys)).astype(np.int64)
    return GroupFigures(level.code, level.by, keys, figures, means, counts)


def _sum_by_group(values: Floats, group: Integers, n_groups: int) -> Floats:
    total = np.zeros((n_groups, values.shape[1]))
    np.add.at(total, group, values)
    return total


def _member_weights(members: GroupFigures, level: GroupLevel) -> Floats:
    """Return the weight of each member; a value of the property without weight weighs 0."""
    if not level.weight_by:
        return np.ones(len(members.keys))
    place = members.by.index(level.weight_by)
    weights = dict(level.weights)
    return np.array([weights.get(key[place], 0.0) for key in members.keys])


def _has_every_weight(
    members: GroupFigures,
    level: GroupLevel,
    group: Integers,
    has_value: np.ndarray[tuple[int, ...], np.dtype[np.bool_]],
    n_groups: int,
) -> np.ndarray[tuple[int, ...], np.dtype[np.bool_]]:
    """Return, by group and figure, whether each weighted value of the property has a member."""
    place = members.by.index(level.weight_by)
    complete = np.ones((n_groups, has_value.shape[1]), dtype=np.bool_)
    for value, _ in level.weights:
        is_of = np.array([key[place] == value for key in members.keys], dtype=np.bool_)
        present = (has_value & is_of[:, None]).astype(np.float64)
        complete &= _sum_by_group(present, group, n_groups) > 0
    return complete


def _merge(code: str, parts: list[GroupFigures]) -> GroupFigures:
    """Return one record of the lines of a level, which cover different figures."""
    keys = tuple(sorted({key for part in parts for key in part.keys}))
    figures = tuple(dict.fromkeys(figure for part in parts for figure in part.figures))
    values = np.full((len(keys), len(figures)), np.nan)
    members = np.zeros(values.shape, np.int64)
    position: Mapping[tuple[str, ...], int] = {key: row for row, key in enumerate(keys)}
    for part in parts:
        rows = [position[key] for key in part.keys]
        columns = [figures.index(figure) for figure in part.figures]
        values[np.ix_(rows, columns)] = part.values
        members[np.ix_(rows, columns)] = part.members
    return GroupFigures(code, parts[0].by, keys, figures, values, members)


def _add_composites(grid: Grid, groups: GroupFigures) -> GroupFigures:
    """Return the groups with the figures that are made of others, in the order of the grid."""
    for composite in grid.composites:
        if composite.level == groups.level:
            groups = _with_composite(groups, composite)
    return groups


def _with_composite(groups: GroupFigures, composite: Composite) -> GroupFigures:
    parts = np.array([groups.column(figure) for figure, _ in composite.parts])
    weights = np.array([weight for _, weight in composite.parts])[:, None] * ~np.isnan(parts)
    total = weights.sum(axis=0)
    with np.errstate(invalid="ignore"):
        value = (weights * np.nan_to_num(parts)).sum(axis=0) / total
    value[total == 0] = np.nan
    present = (~np.isnan(parts)).sum(axis=0)
    return GroupFigures(
        groups.level,
        groups.by,
        groups.keys,
        (*groups.figures, composite.code),
        np.column_stack((groups.values, value)),
        np.column_stack((groups.members, present)),
    )
