from dataclasses import replace

import numpy as np
import pytest

from barometer.core.disclosure.registry import (
    Audience,
    Registry,
    Release,
    ReleaseKind,
    Term,
    UnknownReference,
    change_between,
    linear_matrix,
    mean_of,
    membership_matrix,
    sum_of,
)
from barometer.core.errors import InvalidArgument

BODIES = ("a", "b", "c", "d")
MEAN = Release("m", ReleaseKind.MEAN, "score", (mean_of("2", ("b", "d")),))


def registry(*releases):
    return Registry(BODIES, ("1", "2"), releases)


def test_linear_matrix_of_a_mean_has_equal_shares_in_its_edition():
    assert linear_matrix(registry(MEAN), (MEAN,)).toarray().tolist() == [
        [0, 0, 0, 0, 0, 0.5, 0, 0.5]
    ]


def test_linear_matrix_of_a_weighted_mean_normalises_the_weights():
    release = replace(MEAN, terms=(mean_of("1", ("a", "b"), (3.0, 1.0)),))
    row = linear_matrix(registry(release), (release,)).toarray()[0]
    assert row.tolist() == [0.75, 0.25, 0, 0, 0, 0, 0, 0]


def test_linear_matrix_of_a_change_subtracts_the_edition_before():
    terms = change_between(mean_of("1", ("a", "b")), mean_of("2", ("a", "b")))
    release = Release("c", ReleaseKind.DIFFERENCE, "score", terms)
    row = linear_matrix(registry(release), (release,)).toarray()[0]
    assert row.tolist() == [-0.5, -0.5, 0, 0, 0.5, 0.5, 0, 0]


def test_linear_matrix_pools_the_viewer_of_an_others_mean():
    release = Release(
        "o",
        ReleaseKind.OTHERS_MEAN,
        "score",
        (mean_of("1", ("a", "b")),),
        audience=Audience.VIEWER,
        viewer="c",
    )
    plain = linear_matrix(registry(release), (release,)).toarray()[0, :4]
    pooled = linear_matrix(registry(release), (release,), is_viewer_pooled=True).toarray()[0, :4]
    assert plain.tolist() == [0.5, 0.5, 0, 0]
    assert pooled.tolist() == [0.5, 0.5, 0.5, 0]


def test_linear_matrix_leaves_the_row_of_a_quantile_empty_but_membership_marks_it():
    release = Release(
        "q", ReleaseKind.QUANTILE, "score", (mean_of("1", ("a", "b")),), probability=0.5
    )
    assert linear_matrix(registry(release), (release,)).nnz == 0
    marks = membership_matrix(registry(release), (release,)).toarray()
    assert marks.tolist() == [[0] * 8, [1 / 2, 1 / 2, 0, 0, 0, 0, 0, 0]]


def test_linear_matrix_of_nothing_has_no_row():
    assert linear_matrix(registry(), ()).shape == (0, 8)


def test_fingerprint_changes_with_any_published_value():
    first, second = registry(MEAN), registry(replace(MEAN, published=61.0))
    assert first.fingerprint == registry(MEAN).fingerprint
    assert first.fingerprint != second.fingerprint
    assert len(first.fingerprint) == 64


def test_registry_lists_figures_and_cells():
    other = replace(MEAN, code="n", figure="channel")
    both = registry(MEAN, other)
    assert both.figures == ("channel", "score")
    assert both.of_figure("score") == (MEAN,)
    assert both.of_figure("score", {"m"}) == ()
    assert both.cell(5) == ("2", "b")
    assert both.cell_count == 8


def test_registry_refuses_an_unknown_body_and_edition():
    with pytest.raises(UnknownReference) as refusal:
        registry(replace(MEAN, terms=(mean_of("3", ("a", "z")),)))
    assert refusal.value.missing == ("3", "z")


def test_registry_refuses_two_releases_of_one_code():
    with pytest.raises(InvalidArgument):
        registry(MEAN, MEAN)


@pytest.mark.parametrize(
    "changes",
    [
        {"kind": ReleaseKind.DIFFERENCE},
        {"audience": Audience.VIEWER},
        {"viewer": "a"},
        {"kind": ReleaseKind.OTHERS_MEAN},
        {"kind": ReleaseKind.OTHERS_MEAN, "audience": Audience.VIEWER, "viewer": "b"},
        {"kind": ReleaseKind.QUANTILE},
        {"kind": ReleaseKind.QUANTILE, "probability": 1.0},
        {"priority": 0.0},
        {"unit": -1.0},
    ],
)
def test_release_refuses_an_impossible_form(changes):
    with pytest.raises(InvalidArgument):
        replace(MEAN, **changes)


@pytest.mark.parametrize("members", [(), ("a", "a")])
def test_term_refuses_members_missing_or_twice(members):
    with pytest.raises(InvalidArgument):
        sum_of("1", members)


def test_term_refuses_weights_of_another_length():
    with pytest.raises(InvalidArgument):
        Term("1", ("a", "b"), weights=(1.0,))


def test_mean_refuses_weights_without_total():
    with pytest.raises(InvalidArgument):
        mean_of("1", ("a",), (0.0,))


def test_coefficients_of_a_sum_are_ones():
    assert np.array_equal(sum_of("1", BODIES).coefficients, np.ones(4))
