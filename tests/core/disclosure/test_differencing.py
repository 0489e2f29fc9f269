from itertools import combinations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import sparse

from barometer.core.disclosure import differencing
from barometer.core.disclosure.atoms import collapse, equal_column_labels
from barometer.core.disclosure.differencing import (
    dependent_columns,
    find_exact_disclosures,
    row_space,
)
from barometer.core.disclosure.registry import Registry, Release, ReleaseKind, linear_matrix, sum_of
from tests.core.disclosure.editions import one_edition

# Oracle: the 4 x 4 table of sdcTable's own tests, with its suppressed cells (methods reference,
# section 5). Every line has two suppressions at least, yet w|b = 47 is recovered exactly.
TABLE = ((30, 47, 64, 89), (90, 124, 5, 31), (92, 100, 59, 85), (800, 991, 651, 685))
SUPPRESSED = ("wa", "wb", "wc", "xa", "xc", "yb", "yd", "zb", "zd")


def sdc_table():
    values = {r + c: TABLE[i][j] for i, r in enumerate("wxyz") for j, c in enumerate("abcd")}
    groups = {cell: (cell,) for cell in values if cell not in SUPPRESSED}
    groups |= {r: tuple(r + c for c in "abcd") for r in "wxyz"}
    groups |= {c: tuple(r + c for r in "wxyz") for c in "abcd"}
    groups["all"] = tuple(values)
    releases = tuple(
        Release(
            code,
            ReleaseKind.SUM,
            "total",
            (sum_of("t", cells),),
            unit=0.0,
            published=float(sum(values[cell] for cell in cells)),
        )
        for code, cells in groups.items()
    )
    return Registry(tuple(values), ("t",), releases)


def test_sdctable_example_gives_away_one_suppressed_cell():
    registry = sdc_table()
    margins = [r.published for r in registry.releases if len(r.members) == 4]
    assert margins == [230, 250, 336, 3127, 1012, 1262, 779, 890]
    assert registry.releases[-1].published == 3943
    found = find_exact_disclosures(registry, registry.releases, max_coalition=0)
    hidden = [d for d in found if d.bodies[0] in SUPPRESSED]
    assert [(d.cells, round(d.total, 6)) for d in hidden] == [((("t", "wb"),), 47.0)]
    rebuilt = sum(
        coefficient * next(r.published for r in registry.releases if r.code == code)
        for code, coefficient in hidden[0].combination
    )
    assert rebuilt == pytest.approx(47.0)


def test_family_minus_one_body_gives_it_away_through_both_means():
    editions = one_edition(np.linspace(50, 80, 12), {"all": range(12), "less": range(11)})
    (found,) = find_exact_disclosures(
        editions.registry, editions.registry.releases, max_coalition=2
    )
    assert found.cells == (("2026", "b011"),)
    assert dict(found.combination) == pytest.approx({"all": 12.0, "less": -11.0})
    assert found.total is None


@pytest.mark.parametrize(
    ("missing", "coalition", "is_found"),
    [
        (2, 0, False),
        (2, 1, True),
        (3, 1, False),
        (3, 2, True),
        (4, 2, False),
        (4, 3, True),
        (5, 3, False),
    ],
)
def test_difference_of_two_families_is_found_by_those_who_know_the_rest(
    missing, coalition, is_found
):
    editions = one_edition(np.linspace(50, 80, 20), {"all": range(20), "less": range(20 - missing)})
    found = find_exact_disclosures(
        editions.registry, editions.registry.releases, max_coalition=coalition
    )
    assert [len(d.bodies) for d in found] == [missing] * is_found


def test_cells_of_a_closed_square_determine_each_other():
    # Four bodies, each alone in its cell of a 2 x 2 table with margins: one value gives all.
    families = {"row": (0, 1), "row'": (2, 3), "column": (0, 2), "column'": (1, 3)}
    editions = one_edition([50, 60, 70, 80], families)
    found = find_exact_disclosures(editions.registry, editions.registry.releases, max_coalition=1)
    assert {d.bodies for d in found} == {
        ("b000", "b001"),
        ("b000", "b002"),
        ("b000", "b003"),
        ("b001", "b002"),
        ("b001", "b003"),
        ("b002", "b003"),
    }


def test_combination_of_a_large_registry_is_explained_by_least_squares(monkeypatch):
    monkeypatch.setattr(differencing, "EXPLAINED_ENTRIES", 0)
    editions = one_edition(np.linspace(50, 80, 12), {"all": range(12), "less": range(11)})
    (found,) = find_exact_disclosures(
        editions.registry, editions.registry.releases, max_coalition=0
    )
    assert dict(found.combination) == pytest.approx({"all": 12.0, "less": -11.0})


def test_others_mean_is_the_family_mean_for_its_viewer():
    editions = one_edition(np.linspace(50, 80, 8), {"all": range(8)})
    assert find_exact_disclosures(editions.registry, editions.registry.releases) == ()


def test_nothing_released_gives_nothing_away():
    registry = Registry(("a",), ("2026",), ())
    assert find_exact_disclosures(registry, ()) == ()


def test_leverage_of_a_viewer_is_that_of_the_added_row():
    # h_aa = P_aa + u_a^2 / |u|^2, against the projector of the matrix with the viewer's row added.
    rng = np.random.default_rng(5)
    matrix = (rng.random((6, 12)) < 0.4).astype(float)
    space = row_space(sparse.csr_array(matrix))
    for known in ((), (3,), (3, 7), (0, 3, 7)):
        table = np.vstack([matrix, np.eye(12)[list(known)]])
        projector = np.linalg.pinv(table) @ table
        assert space.leverage(known) == pytest.approx(np.diag(projector), abs=1e-9)


@given(st.integers(0, 10_000), st.integers(3, 9), st.integers(4, 10))
@settings(max_examples=40, deadline=None)
def test_dependent_columns_are_those_of_brute_force(seed, row_count, column_count):
    rng = np.random.default_rng(seed)
    matrix = (rng.random((row_count, column_count)) < 0.5).astype(float)
    space = row_space(sparse.csr_array(matrix))
    found = {
        columns for columns, _ in dependent_columns(space, np.ones(column_count, dtype=int), 4)
    }
    null = np.eye(column_count) - np.linalg.pinv(matrix) @ matrix
    expected = set()
    for size in (1, 2, 3, 4):
        for columns in combinations(range(column_count), size):
            is_new = not any(set(smaller) < set(columns) for smaller in expected)
            if is_new and np.linalg.matrix_rank(null[:, columns], tol=1e-7) < size:
                expected.add(columns)
    assert found == expected


def test_atoms_group_bodies_with_the_same_families_in_all_editions():
    matrix = sparse.csr_array(np.array([[1, 1, 1, 0, 0, 0], [0, 0, 0, 1, 1, 0]], dtype=float))
    assert equal_column_labels(matrix, 3).tolist() == [0, 0, 1]
    assert equal_column_labels(matrix, 3, np.array([1, 2, 2])).tolist() == [0, 1, 2]


def test_collapse_leaves_out_cells_that_nothing_touches():
    editions = one_edition([50.0] * 6, {"few": range(4), "two": range(2)})
    table = collapse(
        editions.registry, linear_matrix(editions.registry, editions.registry.releases)
    )
    assert [cells.tolist() for cells in table.cells] == [[0, 1], [2, 3]]
    assert table.matrix.toarray().tolist() == [[0.25, 0.25], [0.5, 0.0]]


def test_large_edition_keeps_its_rank():
    # 3,000 bodies in 3 crossed partitions of 10 families: rank 1 + 3 * 9.
    rng = np.random.default_rng(2)
    bodies = 3000
    layers = rng.integers(0, 10, (3, bodies))
    matrix = np.vstack([layers[i] == k for i in range(3) for k in range(10)] + [np.ones(bodies)])
    unique = np.unique(matrix.astype(float), axis=1)
    assert row_space(sparse.csr_array(unique)).rank == 28
