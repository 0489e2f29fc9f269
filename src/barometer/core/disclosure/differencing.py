"""Exact differencing: what the releases give away by additions and subtractions alone.

Rounding is ignored here. A combination of releases that leaves the values of at most
``max_coalition + 1`` bodies tells each of them to the others together; with one body left, it tells
everybody who sees the releases.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np
from scipy import sparse

from barometer.core.arrays import Floats, Integers
from barometer.core.disclosure.atoms import AtomTable, collapse
from barometer.core.disclosure.programs import Limits, minimise
from barometer.core.disclosure.registry import Cell, Registry, Release, Sparse, linear_matrix

EIGENVALUE_TOLERANCE = 1e-9
RESIDUAL_TOLERANCE = 1e-8
LENGTH_TOLERANCE = 1e-5
SKETCH_DIMENSIONS = 12
SKETCH_SEED = 20_240_801
EXPLAINED_ENTRIES = 400_000


@dataclass(frozen=True, slots=True, eq=False)
class RowSpace:
    """Orthonormal basis of what the releases determine.

    ``basis``: columns x rank; ``pull``: releases x rank, such that ``matrix.T @ pull == basis``.
    """

    basis: Floats
    pull: Floats

    @property
    def rank(self) -> int:
        """Number of independent releases."""
        return int(self.basis.shape[1])

    def leverage(self, known: Sequence[int] = ()) -> Floats:
        """Share of each column that is determined, from 0 to 1 (1: its value is known exactly).

        With ``known`` columns (what a coalition knows by itself) this is the leverage after adding
        their unit vectors: P_aa + u_a^2 / |u|^2 for one of them, where u = (I - P) e.

        Source: Method, section 8.3.
        """
        determined = np.asarray(np.einsum("ij,ij->i", self.basis, self.basis), dtype=np.float64)
        if not known:
            return determined
        residual = -self.basis @ self.basis[list(known)].T
        residual[list(known), range(len(known))] += 1.0
        gram = residual.T @ residual
        extra = np.einsum(
            "ij,jk,ik->i", residual, np.linalg.pinv(gram, 1e-9, hermitian=True), residual
        )
        return np.asarray(determined + extra, dtype=np.float64)


def row_space(matrix: Sparse) -> RowSpace:
    """Row space of the releases, by the eigenvectors of the matrix of their products.

    Rows are scaled to length 1 first; eigenvalues below 1e-9 count as zero, well under what
    families that differ by one atom give and well over the error of the decomposition. Cost:
    the cube of the number of releases, and the square of it times the number of atoms.
    """
    lengths = np.sqrt(matrix.multiply(matrix).sum(axis=1))
    scale = np.where(lengths > 0, 1.0 / np.where(lengths > 0, lengths, 1.0), 0.0)
    products = (matrix @ matrix.T).toarray() * scale[:, None] * scale[None, :]
    eigenvalues, vectors = np.linalg.eigh(products)
    is_kept = eigenvalues > EIGENVALUE_TOLERANCE
    pull = scale[:, None] * (vectors[:, is_kept] / np.sqrt(eigenvalues[is_kept]))
    return RowSpace(basis=np.asarray(matrix.T @ pull, dtype=np.float64), pull=pull)


def _parallel_groups(vectors: Floats, probe: Floats) -> Iterator[tuple[int, int]]:
    """Pairs of rows that are multiples of each other; rows of zeros take no part."""
    lengths = np.linalg.norm(vectors, axis=1)
    alive = np.flatnonzero(lengths > LENGTH_TOLERANCE)
    unit = vectors[alive] / lengths[alive, None]
    keys = np.abs(unit @ probe)
    order = np.argsort(keys, kind="stable")
    run = 0
    for position in range(1, len(order) + 1):
        if position < len(order) and keys[order[position]] - keys[order[position - 1]] < 1e-6:
            continue
        for first, second in combinations(order[run:position].tolist(), 2):
            if abs(abs(float(unit[first] @ unit[second])) - 1) < 1e-9:
                a, b = sorted((int(alive[first]), int(alive[second])))
                yield a, b
        run = position


def _sketch(correlation: Floats) -> Floats:
    """Vectors in few dimensions that keep every dependence among up to four of the columns."""
    eigenvalues, vectors = np.linalg.eigh(correlation)
    is_kept = eigenvalues > EIGENVALUE_TOLERANCE
    full = vectors[:, is_kept] * np.sqrt(eigenvalues[is_kept])
    if full.shape[1] <= SKETCH_DIMENSIONS:
        return np.asarray(full, dtype=np.float64)
    mixing = np.random.default_rng(SKETCH_SEED).normal(size=(full.shape[1], SKETCH_DIMENSIONS))
    return np.asarray(full @ mixing / np.sqrt(SKETCH_DIMENSIONS), dtype=np.float64)


def _dependent_sets(correlation: Floats, max_columns: int) -> set[tuple[int, ...]]:
    """Sets of two to four columns that may be dependent (to be confirmed)."""
    vectors = _sketch(correlation)
    probe = np.random.default_rng(SKETCH_SEED + 1).normal(size=(vectors.shape[1],))
    found: set[tuple[int, ...]] = set()
    if max_columns >= 2:
        found.update(_parallel_groups(vectors, probe))
    if max_columns < 3:
        return found
    # A singular correlation matrix of k columns has a row whose other entries reach 1 in sum
    # (Gershgorin), hence one pair with a correlation of 1 / (k - 1) at least.
    threshold = 1 / (max_columns - 1) - 1e-6
    first, second = np.nonzero(np.triu(np.abs(correlation) >= threshold, 1))
    for a, b in zip(first.tolist(), second.tolist(), strict=True):
        plane, _ = np.linalg.qr(vectors[[a, b]].T)
        rest = vectors - (vectors @ plane) @ plane.T
        rest[[a, b]] = 0.0
        zero = np.flatnonzero(np.linalg.norm(rest, axis=1) <= LENGTH_TOLERANCE).tolist()
        found.update(tuple(sorted((a, b, c))) for c in zero if c not in (a, b))
        if max_columns >= 4:
            pairs = _parallel_groups(rest, probe)
            found.update(tuple(sorted((a, b, c, d))) for c, d in pairs)
    return found


def dependent_columns(
    space: RowSpace, sizes: Integers, max_bodies: int
) -> tuple[tuple[tuple[int, ...], Floats], ...]:
    """Minimal sets of columns, ``max_bodies`` bodies in all, of which a combination is determined.

    Each set comes with the coefficients of the combination, the largest set to 1. Ordered by
    number of columns, then by column.

    Source: Method, section 8.3.
    """
    residual = 1.0 - space.leverage()
    small = np.flatnonzero(sizes <= max_bodies)
    alone = small[residual[small] <= RESIDUAL_TOLERANCE]
    found: list[tuple[tuple[int, ...], Floats]] = [((int(a),), np.ones(1)) for a in alone]
    rest = np.setdiff1d(small, alone)
    if max_bodies < 2 or len(rest) < 2:
        return tuple(found)
    gram = -space.basis[rest] @ space.basis[rest].T
    gram[np.diag_indices_from(gram)] += 1.0
    scale = 1.0 / np.sqrt(residual[rest])
    correlation = gram * scale[:, None] * scale[None, :]
    for columns in sorted(_dependent_sets(correlation, max_bodies), key=lambda c: (len(c), c)):
        if int(sizes[rest[list(columns)]].sum()) > max_bodies:
            continue
        values, vectors = np.linalg.eigh(gram[np.ix_(columns, columns)])
        null = vectors[:, 0] / np.abs(vectors[:, 0]).max()
        is_minimal = len(columns) < 2 or values[1] > RESIDUAL_TOLERANCE
        if values[0] <= RESIDUAL_TOLERANCE and is_minimal and (np.abs(null) > 1e-6).all():
            null *= np.sign(null[np.argmax(np.abs(null))])
            found.append((tuple(int(rest[c]) for c in columns), null))
    return tuple(found)


def sparse_combination(matrix: Sparse, space: RowSpace, target: Floats) -> Floats:
    """Coefficients c of the releases with ``c @ matrix == target``, few of them not zero.

    The smallest sum of absolute coefficients (a linear program) where the problem is small enough,
    else the smallest sum of squares. ``target`` must lie in the row space.
    """
    smooth = space.pull @ (space.basis.T @ target)
    rows, columns = matrix.shape
    if rows * columns > EXPLAINED_ENTRIES:
        return np.where(np.abs(smooth) > 1e-6, smooth, 0.0)
    largest = abs(matrix).max(axis=1).toarray().ravel()
    scale = np.where(largest > 0, largest, 1.0)
    weighted = (matrix.T / scale[None, :]).toarray()
    # Equations that depend on each other upset the solver: keep the independent ones.
    equations = space.basis.T @ weighted
    right = space.basis.T @ target
    result = minimise(
        np.ones(2 * rows),
        Limits(
            rows=sparse.csr_array(np.hstack([equations, -equations])),
            low=right,
            high=right,
            floor=np.zeros(2 * rows),
            ceiling=np.full(2 * rows, np.inf),
        ),
    )
    if result is None:
        return smooth
    solution = (result.point[:rows] - result.point[rows:]) / scale
    return np.where(np.abs(solution) > 1e-9, solution, 0.0)


@dataclass(frozen=True, slots=True)
class ExactDisclosure:
    """A combination of releases that leaves only a few cells.

    With one cell, its value is known to all who see the releases. With several, each is known to
    the others together. ``weights`` are the coefficients of the cells in the combination,
    ``combination`` the codes and coefficients of the releases; ``total`` is the combined value,
    ``None`` where some release has no published value.
    """

    cells: tuple[Cell, ...]
    weights: tuple[float, ...]
    combination: tuple[tuple[str, float], ...]
    total: float | None

    @property
    def bodies(self) -> tuple[str, ...]:
        """Bodies of the cells, each once, in alphabetical order."""
        return tuple(sorted({body for _, body in self.cells}))


def _disclosure(
    registry: Registry,
    releases: tuple[Release, ...],
    table: AtomTable,
    space: RowSpace,
    found: tuple[tuple[int, ...], Floats],
) -> ExactDisclosure:
    columns, weights = found
    target = np.zeros(len(table.sizes))
    target[list(columns)] = weights
    coefficients = sparse_combination(table.matrix, space, target)
    used = np.flatnonzero(coefficients)
    parts = [(releases[row].published, float(coefficients[row])) for row in used]
    total: float | None = 0.0
    for value, coefficient in parts:
        total = None if total is None or value is None else total + value * coefficient
    cells = [
        (registry.cell(int(cell)), float(weight))
        for column, weight in zip(columns, weights, strict=True)
        for cell in table.cells[column]
    ]
    return ExactDisclosure(
        cells=tuple(cell for cell, _ in cells),
        weights=tuple(weight for _, weight in cells),
        combination=tuple((releases[row].code, round(float(coefficients[row]), 9)) for row in used),
        total=total,
    )


def find_exact_disclosures(
    registry: Registry,
    releases: tuple[Release, ...],
    *,
    max_coalition: int = 3,
    at_most: int | None = None,
) -> tuple[ExactDisclosure, ...]:
    """What exact arithmetic on the releases gives away to coalitions of participants.

    All releases are pooled: participants may forward what they see, and whoever is shown an
    others' mean knows their own value. Rounding is ignored; counts, extremes and quantiles take no
    part. A coalition's knowledge of its own values in *several* editions is counted cell by cell
    (two editions of one body count as two bodies): the interval audit has no such limit.

    Arguments:
        registry: Bodies and editions.
        releases: Releases about one figure.
        max_coalition: Participants who pool their own values, 0 to 3.
        at_most: Explain no more than this many, all of them if ``None``.

    Source: Method, section 8.3.
    """
    if not releases:
        return ()
    matrix = linear_matrix(registry, releases, is_viewer_pooled=True)
    table = collapse(registry, matrix)
    if not len(table.sizes):
        return ()
    space = row_space(table.matrix)
    found = dependent_columns(space, table.sizes, max_coalition + 1)
    return tuple(_disclosure(registry, releases, table, space, item) for item in found[:at_most])
