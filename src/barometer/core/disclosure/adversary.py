"""An attacker, written apart from the control so that their faults differ.

Works body by body with dense tables and knows nothing of atoms, witnesses or true values: only
what is published, how it is rounded, and the coalition's own values. It is assumed to see every
release but the others' means meant for somebody else.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations, product
from typing import TypeAlias

import numpy as np
from scipy import optimize

from barometer.core.arrays import Floats
from barometer.core.disclosure.registry import LINEAR_KINDS, Cell, Registry, Release, ReleaseKind

Row: TypeAlias = tuple[dict[Cell, float], float, float]
"""Coefficients by cell, then the least and the largest total."""


@dataclass(frozen=True, slots=True)
class Finding:
    """What the attacker believes of one value: between ``low`` and ``high`` points."""

    edition: str
    body: str
    coalition: tuple[str, ...]
    low: float
    high: float

    @property
    def width(self) -> float:
        """Width of the interval, in points."""
        return self.high - self.low


def _coefficients(release: Release) -> dict[Cell, float]:
    table: dict[Cell, float] = {}
    for term in release.terms:
        weights = term.weights or (1.0,) * len(term.members)
        for body, weight in zip(term.members, weights, strict=True):
            cell = term.edition, body
            table[cell] = table.get(cell, 0.0) + term.scale * weight
    return table


def _order_row(release: Release, low: float, high: float) -> Row:
    """What a quantile says of its family's total: so many members above, so many below."""
    members, count = release.members, len(release.members)
    below = max(1, int(np.ceil((release.probability or 0.5) * count - 1e-9)))
    edition = release.terms[0].edition
    table = {(edition, body): 1.0 for body in members}
    return table, (count - below + 1) * low, below * high + 100.0 * (count - below)


def _rows_of(release: Release) -> Iterator[Row]:
    if release.published is None or release.kind is ReleaseKind.COUNT:
        return
    half = (release.unit or 0.0) / 2
    low, high = release.published - half, release.published + half
    if release.kind is ReleaseKind.QUANTILE:
        yield _order_row(release, low, high)
    elif release.kind in (ReleaseKind.MINIMUM, ReleaseKind.MAXIMUM):
        for body in release.members:
            cell = {(release.terms[0].edition, body): 1.0}
            is_floor = release.kind is ReleaseKind.MINIMUM
            yield (cell, low, 100.0) if is_floor else (cell, 0.0, high)
    else:
        yield _coefficients(release), low, high


def _known_rows(
    registry: Registry,
    figure: str,
    coalition: Sequence[str],
    own_values: Mapping[Cell, float],
    kinds: frozenset[ReleaseKind] = frozenset(ReleaseKind),
) -> list[Row]:
    rows = [
        row
        for release in registry.releases
        if release.figure == figure
        and release.kind in kinds
        and (release.viewer is None or release.viewer in coalition)
        for row in _rows_of(release)
    ]
    rows += [
        ({cell: 1.0}, value, value) for cell, value in own_values.items() if cell[1] in coalition
    ]
    return rows


def _belief_rows(cells: Sequence[Cell], registry: Registry, change_bound: float) -> list[Row]:
    known = set(cells)
    return [
        ({(after, body): 1.0, (before, body): -1.0}, -change_bound, change_bound)
        for before, after in zip(registry.editions[:-1], registry.editions[1:], strict=True)
        for body in registry.bodies
        if (before, body) in known and (after, body) in known
    ]


def _dense(rows: Sequence[Row], cells: Sequence[Cell]) -> tuple[Floats, Floats, Floats]:
    position = {cell: index for index, cell in enumerate(cells)}
    table = np.zeros((len(rows), len(cells)))
    for index, (coefficients, _, _) in enumerate(rows):
        for cell, coefficient in coefficients.items():
            table[index, position[cell]] = coefficient
    return table, np.array([row[1] for row in rows]), np.array([row[2] for row in rows])


def _cells(rows: Sequence[Row]) -> list[Cell]:
    return sorted({cell for coefficients, _, _ in rows for cell in coefficients})


def attack_by_projection(
    registry: Registry, figure: str, coalition: Sequence[str], own_values: Mapping[Cell, float]
) -> tuple[Finding, ...]:
    """Values that additions and subtractions give exactly, as if nothing were rounded.

    Extremes and quantiles are not used. Values of the coalition are left out.

    Source: Method, section 8.6.
    """
    rows = _known_rows(registry, figure, coalition, own_values, LINEAR_KINDS)
    cells = _cells(rows)
    if not cells:
        return ()
    table, low, high = _dense(rows, cells)
    _, singular, right = np.linalg.svd(table, full_matrices=False)
    space = right[singular > 1e-9 * singular.max()]
    is_determined = 1 - (space**2).sum(axis=0) < 1e-7
    solution = np.linalg.lstsq(table, (low + high) / 2, rcond=None)[0]
    return tuple(
        Finding(edition, body, tuple(coalition), float(value), float(value))
        for (edition, body), value, found in zip(cells, solution, is_determined, strict=True)
        if found and body not in coalition
    )


def attack_by_bounds(
    registry: Registry,
    figure: str,
    coalition: Sequence[str],
    own_values: Mapping[Cell, float],
    targets: Sequence[Cell] | None = None,
    *,
    change_bound: float | None = None,
) -> tuple[Finding, ...]:
    """Interval of each target, by two linear programs over all bodies.

    Cells that no release touches cannot be attacked and are left out.

    Arguments:
        registry: What is published.
        figure: The figure attacked.
        coalition: Bodies that pool their own values.
        own_values: Value by edition and body; only the coalition's are used.
        targets: Cells attacked; all those touched, except the coalition's, if ``None``.
        change_bound: Believed largest change between two editions, in points.

    Source: Method, section 8.6.
    """
    rows = _known_rows(registry, figure, coalition, own_values)
    cells = _cells(rows)
    if change_bound is not None:
        rows += _belief_rows(cells, registry, change_bound)
    table, low, high = _dense(rows, cells)
    wanted = set(cells if targets is None else targets)
    findings = []
    for index, (edition, body) in enumerate(cells):
        if (edition, body) not in wanted or body in coalition:
            continue
        ends = []
        for sign in (1.0, -1.0):
            cost = np.zeros(len(cells))
            cost[index] = sign
            # One hundredth of a millionth of a point against rounding errors of the machine.
            result = optimize.milp(
                cost,
                constraints=optimize.LinearConstraint(table, low - 1e-8, high + 1e-8),
                bounds=optimize.Bounds(0, 100),
            )
            if result.x is None:
                raise AssertionError(f"{result.message=}")
            ends.append(float(result.x[index]))
        findings.append(Finding(edition, body, tuple(coalition), ends[0], ends[1]))
    return tuple(findings)


def coalitions_around(
    registry: Registry, figure: str, target: str, *, size: int, near: int
) -> tuple[tuple[str, ...], ...]:
    """Coalitions of ``size`` among the ``near`` bodies that share the smallest families.

    Source: Method, section 8.6.
    """
    closeness: dict[str, float] = {}
    for release in registry.releases:
        for term in release.terms:
            if release.figure == figure and target in term.members:
                for body in term.members:
                    closeness[body] = closeness.get(body, 0.0) + 1 / len(term.members)
    closeness.pop(target, None)
    ranked = sorted(closeness, key=lambda body: (-closeness[body], body))[:near]
    return tuple(combinations(sorted(ranked), min(size, len(ranked))))


def recover_counts(
    part_means: Sequence[float],
    whole_mean: float,
    part_ranges: Sequence[tuple[int, int]],
    whole_range: tuple[int, int],
    unit: float,
) -> tuple[tuple[int, ...], ...]:
    """Counts, parts then whole, that unperturbed means leave possible beside hidden counts.

    Parts add up to the whole, in number and in total. One answer only: the counts leak, and the
    totals with them. This is why counts are public here and means are the ones rounded.

    Arguments:
        part_means: Published mean of each part.
        whole_mean: Published mean of the whole.
        part_ranges: Least and largest possible count of each part.
        whole_range: The same for the whole.
        unit: Rounding unit of the means.

    Source: Method, section 8.6; the example is that of the Handbook on Statistical Disclosure
        Control, second edition (2024), section 5.7.

    Example:
        >>> recover_counts((11.25, 7.9167), 9.25, ((7, 11), (12, 16)), (17, 21), 0.0001)
        ((8, 12, 20),)
    """
    found = []
    for counts in product(*(range(low, high + 1) for low, high in part_ranges)):
        whole = sum(counts)
        gap = sum(m * n for m, n in zip(part_means, counts, strict=True)) - whole_mean * whole
        if whole_range[0] <= whole <= whole_range[1] and abs(gap) <= whole * unit:
            found.append((*counts, whole))
    return tuple(found)
