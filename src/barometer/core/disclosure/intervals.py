"""Interval audit: what a given coalition learns of every body, from what is published.

Needs no true value: only the published figures, their rounding and the coalition's own values, as
an attacker has them.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from scipy import sparse

from barometer.core.arrays import Floats, Integers
from barometer.core.disclosure.atoms import equal_column_labels
from barometer.core.disclosure.programs import Limits, minimise
from barometer.core.disclosure.registry import (
    Cell,
    Registry,
    Release,
    ReleaseKind,
    Sparse,
    linear_matrix,
    membership_matrix,
)
from barometer.core.errors import DomainError, InvalidArgument


class InconsistentReleases(DomainError):
    """No set of values between 0 and 100 meets the published figures and the known values."""

    def __init__(self, figure: str) -> None:
        super().__init__(figure)
        self.figure = figure


@dataclass(frozen=True, slots=True)
class BodyInterval:
    """Each one of ``bodies`` has its value of ``edition`` between ``low`` and ``high`` points.

    The bounds are those of every single body, not of their mean: bodies that no release tells
    apart share them. ``releases``: codes of the releases that give the bounds.
    """

    edition: str
    bodies: tuple[str, ...]
    low: float
    high: float
    releases: tuple[str, ...]

    @property
    def width(self) -> float:
        """Width of the interval, in points."""
        return self.high - self.low


@dataclass(frozen=True, slots=True, eq=False)
class _AtomProgram:
    """Linear program on the sums of atoms: one column per (atom, edition) some release touches."""

    matrix: Sparse
    low: Floats
    high: Floats
    codes: tuple[str, ...]
    members: tuple[Integers, ...]
    editions: Integers
    labels: Integers
    floor: Floats
    ceiling: Floats


def _published(releases: tuple[Release, ...]) -> tuple[Floats, Floats]:
    values, units = [], []
    for release in releases:
        if release.published is None or release.unit is None:
            raise InvalidArgument(release.code, release.published, "published, with its unit")
        values.append(release.published)
        units.append(release.unit)
    return np.array(values), np.array(units)


def _cell_bounds(
    registry: Registry, releases: tuple[Release, ...], value_range: tuple[float, float]
) -> tuple[Floats, Floats]:
    """Bounds of every cell, in order, by the value range and by published extremes."""
    shape = len(registry.editions), len(registry.bodies)
    floor, ceiling = np.full(shape, value_range[0]), np.full(shape, value_range[1])
    columns = {body: index for index, body in enumerate(registry.bodies)}
    published, units = _published(releases)
    for release, value, half in zip(releases, published, units / 2, strict=True):
        edition = registry.editions.index(release.terms[0].edition)
        members = [columns[body] for body in release.members]
        if release.kind is ReleaseKind.MINIMUM:
            floor[edition, members] = np.maximum(floor[edition, members], value - half)
        if release.kind is ReleaseKind.MAXIMUM:
            ceiling[edition, members] = np.minimum(ceiling[edition, members], value + half)
    return floor.ravel(), ceiling.ravel()


def _program(
    registry: Registry,
    releases: tuple[Release, ...],
    own_values: Mapping[Cell, float],
    value_range: tuple[float, float],
) -> _AtomProgram:
    body_count = len(registry.bodies)
    columns = {body: index for index, body in enumerate(registry.bodies)}
    matrix = linear_matrix(registry, releases)
    known, is_known = np.zeros(registry.cell_count), np.zeros(registry.cell_count, dtype=bool)
    marks = np.zeros(body_count, dtype=np.int64)
    for (edition, body), value in own_values.items():
        cell = registry.editions.index(edition) * body_count + columns[body]
        known[cell], is_known[cell] = value, True
        marks[columns[body]] = columns[body] + 1
    published, units = _published(releases)
    is_linear = np.diff(matrix.indptr) > 0
    rest = published - matrix @ known
    labels = equal_column_labels(membership_matrix(registry, releases), body_count, marks)
    is_touched = (np.diff(sparse.csc_array(matrix).indptr) > 0) & ~is_known
    floor, ceiling = _cell_bounds(registry, releases, value_range)
    order = np.argsort(labels, kind="stable")
    groups = np.split(order, np.flatnonzero(np.diff(labels[order])) + 1)
    members = tuple(
        group + offset
        for offset in range(0, registry.cell_count, body_count)
        for group in groups
        if is_touched[group[0] + offset]
    )
    first = np.array([group[0] for group in members], dtype=np.int64)
    part = sparse.csr_array(sparse.csc_array(matrix)[:, first])
    return _AtomProgram(
        matrix=sparse.csr_array(part[is_linear]),
        low=(rest - units / 2)[is_linear],
        high=(rest + units / 2)[is_linear],
        codes=tuple(r.code for r, kept in zip(releases, is_linear, strict=True) if kept),
        members=members,
        editions=first // body_count,
        labels=labels[first % body_count],
        floor=floor[first],
        ceiling=ceiling[first],
    )


def _change_rows(
    program: _AtomProgram, counts: Floats, change_bound: float
) -> tuple[Sparse, Floats]:
    """The belief on changes, summed over the bodies of each column: matrix and bound."""
    column_of = {
        (int(label), int(edition)): column
        for column, (label, edition) in enumerate(
            zip(program.labels, program.editions, strict=True)
        )
    }
    pairs = [
        (column, column_of[label, edition - 1])
        for (label, edition), column in column_of.items()
        if (label, edition - 1) in column_of and counts[column] > 0
    ]
    rows = np.repeat(np.arange(len(pairs)), 2)
    matrix = sparse.csr_array(
        (np.tile([1.0, -1.0], len(pairs)), (rows, np.array(pairs, dtype=np.int64).ravel())),
        shape=(len(pairs), len(counts)),
    )
    return matrix, change_bound * counts[[after for after, _ in pairs]]


def _target_limits(program: _AtomProgram, own: Integers, change_bound: float | None) -> Limits:
    """Limits with one body split from its atom: its own columns come last."""
    one = np.zeros(len(program.members))
    one[own] = 1
    counts = np.array([len(group) for group in program.members], dtype=np.float64) - one
    rows = [sparse.csr_array(sparse.hstack([program.matrix, program.matrix[:, own]]))]
    low, high = [program.low], [program.high]
    if change_bound is not None:
        rest, rest_bound = _change_rows(program, counts, change_bound)
        single, single_bound = _change_rows(program, one, change_bound)
        rows.append(sparse.csr_array(sparse.block_diag([rest, single[:, own]])))
        low += [-rest_bound, -single_bound]
        high += [rest_bound, single_bound]
    return Limits(
        rows=sparse.csr_array(sparse.vstack(rows)),
        low=np.concatenate(low),
        high=np.concatenate(high),
        floor=np.concatenate([program.floor * counts, program.floor[own]]),
        ceiling=np.concatenate([program.ceiling * counts, program.ceiling[own]]),
    )


def _target_interval(
    program: _AtomProgram, target: int, change_bound: float | None, figure: str
) -> tuple[float, float, tuple[str, ...]]:
    """Bounds of one body of one column: it is split from its atom in all its editions."""
    own = np.flatnonzero(program.labels == program.labels[target])
    limits = _target_limits(program, own, change_bound)
    cost = np.zeros(len(limits.floor))
    cost[len(program.members) + int(np.flatnonzero(own == target)[0])] = 1.0
    ends, binding = [], set[int]()
    for sign in (1.0, -1.0):
        optimum = minimise(sign * cost, limits)
        if optimum is None:
            raise InconsistentReleases(figure)
        ends.append(sign * optimum.cost)
        binding.update(row for row in optimum.binding_rows.tolist() if row < len(program.codes))
    return ends[0], ends[1], tuple(sorted({program.codes[row] for row in binding}))


def locate_bodies(
    registry: Registry,
    releases: tuple[Release, ...],
    own_values: Mapping[Cell, float],
    *,
    change_bound: float | None = None,
    value_range: tuple[float, float] = (0.0, 100.0),
) -> tuple[BodyInterval, ...]:
    """Bound every body's value for a coalition: two linear programs per atom.

    Exact for linear releases: bodies of one atom enter every release through their sum alone, so
    that splitting one of them from the rest gives its own bounds, and every body of the atom has
    the same. Extremes count through what they bound (no member is below the minimum); quantiles
    are not used. Bodies that no release touches are left out: nothing is learnt of them. Cells of
    ``own_values`` are left out too.

    Arguments:
        registry: Bodies and editions.
        releases: Published releases about one figure that the coalition sees, each with its value
            and unit.
        own_values: What the coalition knows by itself: value by edition and body.
        change_bound: See ``DisclosurePolicy``.
        value_range: Least and largest possible value of a body, in points.

    Raises:
        InconsistentReleases: The figures contradict each other or the known values.

    Source: Method, section 8.4.
    """
    if not releases:
        return ()
    program = _program(registry, releases, own_values, value_range)
    found = []
    for column, cells in enumerate(program.members):
        low, high, codes = _target_interval(program, column, change_bound, releases[0].figure)
        edition = registry.editions[int(program.editions[column])]
        bodies = tuple(registry.cell(int(cell))[1] for cell in cells)
        found.append(BodyInterval(edition, bodies, low, high, codes))
    return tuple(found)
