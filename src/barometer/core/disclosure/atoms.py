"""Atoms: bodies that no release tells apart."""

from dataclasses import dataclass

import numpy as np
from scipy import sparse

from barometer.core.arrays import Integers
from barometer.core.disclosure.registry import Registry, Sparse


def equal_column_labels(matrix: Sparse, body_count: int, marks: Integers | None = None) -> Integers:
    """Label of each body, 0, 1, 2...: equal where all its columns (every edition) are equal.

    Labels are numbered in the order of their first body. Comparison is exact, on the bytes.

    Arguments:
        matrix: One column per cell, editions one after the other.
        body_count: Number of bodies, i.e. of columns of one edition.
        marks: One further value per body that must be equal too (shape: bodies).
    """
    columns = sparse.csc_array(matrix)
    columns.sort_indices()
    starts, indices, data = columns.indptr, columns.indices, columns.data
    editions = matrix.shape[1] // body_count
    labels = np.zeros(body_count, dtype=np.int64)
    seen: dict[tuple[object, ...], int] = {}
    for body in range(body_count):
        key: list[object] = [] if marks is None else [int(marks[body])]
        for cell in range(body, editions * body_count, body_count):
            first, last = starts[cell], starts[cell + 1]
            key += [indices[first:last].tobytes(), data[first:last].tobytes()]
        labels[body] = seen.setdefault(tuple(key), len(seen))
    return labels


@dataclass(frozen=True, slots=True, eq=False)
class AtomTable:
    """The releases seen as forms on atoms' sums.

    ``matrix``: one row per release, one column per (atom, edition) that some release touches;
    ``cells``: the cells of each column; ``sizes``: how many they are.
    """

    matrix: Sparse
    cells: tuple[Integers, ...]
    sizes: Integers


def collapse(registry: Registry, matrix: Sparse) -> AtomTable:
    """Group the bodies that no row of ``matrix`` tells apart, in any edition.

    Cells that no row touches are left out: nothing is known of them.

    Source: Method, section 8.3.
    """
    body_count = len(registry.bodies)
    labels = equal_column_labels(matrix, body_count)
    order = np.argsort(labels, kind="stable")
    groups = np.split(order, np.flatnonzero(np.diff(labels[order])) + 1) if body_count else []
    is_touched = np.diff(sparse.csc_array(matrix).indptr) > 0
    cells = tuple(
        group + edition * body_count
        for edition in range(len(registry.editions))
        for group in groups
        if is_touched[group[0] + edition * body_count]
    )
    first = np.array([group[0] for group in cells], dtype=np.int64)
    return AtomTable(
        matrix=sparse.csr_array(sparse.csc_array(matrix)[:, first]),
        cells=cells,
        sizes=np.array([len(group) for group in cells], dtype=np.int64),
    )
