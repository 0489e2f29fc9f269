"""Positions against outside tests (Welch, Benjamini-Hochberg 1995) and their edges."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from barometer.core.comparison.arrays import Floats
from barometer.core.comparison.positions import (
    Comparability,
    MeasuredScores,
    Position,
    PositionRules,
    Positions,
    compare_with_peers,
)
from barometer.core.errors import InvalidArgument
from barometer.core.false_discovery import adjust_columns


def compare(
    scores: Floats, errors: Floats | float, degrees: Floats | float = np.inf, peers: int = 5
) -> Positions:
    """One family; one figure when the scores are a vector."""
    scores = scores[:, None] if scores.ndim == 1 else scores
    if isinstance(errors, np.ndarray) and errors.ndim == 1:
        errors = errors[:, None]
    measured = MeasuredScores(
        scores,
        np.broadcast_to(errors, scores.shape),
        np.broadcast_to(np.asarray(degrees, dtype=np.float64), scores.shape),
    )
    rules = PositionRules(minimum_peers=peers)
    return compare_with_peers(measured, np.zeros(len(scores), dtype=np.int64), rules)


def names(positions: Positions) -> list[str]:
    return [Position(code).name for code in positions.positions.ravel()]


def reasons(positions: Positions) -> list[str]:
    return [Comparability(code).name for code in positions.comparability.ravel()]


def test_two_bodies_give_the_welch_test() -> None:
    # SciPy's Welch test on summary statistics: 14 and 9 audits, sds 18 and 11.
    outside = stats.ttest_ind_from_stats(72, 18, 14, 58, 11, 9, equal_var=False)
    errors = np.array([18 / np.sqrt(14), 11 / np.sqrt(9)])
    found = compare(np.array([72.0, 58.0]), errors, np.array([[13.0], [8.0]]), peers=1)

    assert found.p_values.ravel() == pytest.approx([outside.pvalue] * 2)
    assert found.differences.ravel().tolist() == [14.0, -14.0]


def test_adjusted_p_values_reproduce_the_article_of_benjamini_and_hochberg() -> None:
    # Benjamini and Hochberg (1995), section 4: 15 p-values, 4 rejections at 0.05.
    published = [0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344]
    published += [0.0459, 0.3240, 0.4262, 0.5719, 0.6528, 0.7590, 1.0]

    assert int(np.sum(adjust_columns(np.array(published)[:, None]) <= 0.05)) == 4


@given(st.lists(st.floats(0, 1), min_size=1, max_size=30), st.integers(0, 5))
def test_adjusted_p_values_equal_scipy(p_values: list[float], missing: int) -> None:
    column = np.array([np.nan] * missing + p_values)[:, None]
    found = adjust_columns(column)[:, 0]

    assert np.isnan(found[:missing]).all()
    assert found[missing:] == pytest.approx(stats.false_discovery_control(p_values))


def test_shares_of_flagged_bodies_reproduce_the_reference_simulation() -> None:
    # 231 bodies, true sd 6.6, standard error 5: 24 % beyond 1.96, 8.4 % after the
    # false-discovery control, 0.3 % of those of the wrong sign (reference simulation).
    rng = np.random.default_rng(11)
    true_scores = rng.normal(70, 6.6, (231, 300))
    found = compare(true_scores + 5 * rng.standard_normal(true_scores.shape), 5.0)
    gaps = true_scores - (true_scores.sum(axis=0) - true_scores) / 230
    is_above, is_below = found.positions == Position.ABOVE, found.positions == Position.BELOW
    wrong = (is_above & (gaps < 0)) | (is_below & (gaps > 0))

    assert np.mean(found.p_values < 0.05) == pytest.approx(0.24, abs=0.01)
    assert np.mean(is_above | is_below) == pytest.approx(0.084, abs=0.01)
    assert wrong.sum() / (is_above | is_below).sum() < 0.01


def test_without_true_differences_few_editions_flag_anybody() -> None:
    # All true scores equal: each flag is false, and an edition has one in at most 5 % of cases.
    rng = np.random.default_rng(12)
    found = compare(rng.normal(70, 5, (40, 1000)), 5.0)
    has_flag = (found.positions != Position.NOT_DISTINGUISHABLE).any(axis=0)

    assert np.mean(has_flag) <= 0.05 + 3 * np.sqrt(0.05 * 0.95 / 1000)


def test_standard_error_counts_the_body_and_its_peers() -> None:
    found = compare(np.arange(6.0), np.array([3.0, 1.0, 1.0, 2.0, 2.0, 4.0]))

    assert found.standard_errors[0, 0] == pytest.approx(np.sqrt(9 + (1 + 1 + 4 + 4 + 16) / 25))
    assert found.peer_means[0, 0] == 3.0
    assert found.peer_counts.ravel().tolist() == [5] * 6


def test_family_of_one_has_too_few_peers() -> None:
    found = compare(np.array([70.0]), 2.0)

    assert (names(found), reasons(found)) == (["NOT_ENOUGH_DATA"], ["TOO_FEW_PEERS"])
    assert np.isnan(found.peer_means).all()


def test_family_where_all_are_equal_is_not_distinguishable() -> None:
    for error in (3.0, 0.0):
        found = compare(np.full(7, 62.3), error)
        assert names(found) == ["NOT_DISTINGUISHABLE"] * 7
        assert found.p_values.ravel().tolist() == [1.0] * 7
        assert found.differences.ravel().tolist() == [0.0] * 7


def test_scores_known_exactly_differ_as_soon_as_they_differ() -> None:
    found = compare(np.array([62.0, 62.0, 62.0, 62.0, 62.0, 68.0]), 0.0)

    assert names(found) == ["BELOW"] * 5 + ["ABOVE"]


def test_empty_edition_gives_empty_arrays() -> None:
    found = compare(np.empty((0, 4)), 1.0)

    assert found.positions.shape == (0, 4)
    assert found.adjusted_p_values.shape == (0, 4)


@pytest.mark.parametrize("unknown", [np.nan, np.inf])
def test_body_with_one_audit_is_neither_compared_nor_a_peer(unknown: float) -> None:
    scores = np.array([60.0, 61.0, 62.0, 63.0, 64.0, 65.0, 99.0])
    errors = np.array([2.0] * 6 + [unknown])
    found = compare(scores, errors, np.array([[9.0]] * 6 + [[np.nan]]))

    assert reasons(found)[-1] == "NO_STANDARD_ERROR"
    assert names(found)[-1] == "NOT_ENOUGH_DATA"
    assert np.isnan(found.differences[-1, 0])
    assert found.peer_means[-1, 0] == 62.5
    assert found.peer_means[0, 0] == 63.0


def test_figure_nobody_has_is_not_enough_data_for_all() -> None:
    scores = np.column_stack([np.arange(60.0, 67.0), np.full(7, np.nan)])
    found = compare(scores, 2.0)

    assert set(reasons(found)[1::2]) == {"NO_SCORE"}
    assert found.peer_counts[:, 1].tolist() == [0] * 7
    assert set(reasons(found)[::2]) == {"COMPARED"}


def test_body_without_family_says_so_first() -> None:
    measured = MeasuredScores(np.full((1, 1), np.nan), np.ones((1, 1)), np.ones((1, 1)))
    found = compare_with_peers(measured, np.array([-1]))

    assert reasons(found) == ["NO_FAMILY"]


def test_family_number_without_bodies_changes_nothing() -> None:
    measured = MeasuredScores(np.arange(6.0)[:, None], np.ones((6, 1)), np.ones((6, 1)))
    found = compare_with_peers(measured, np.full(6, 2))

    assert reasons(found) == ["COMPARED"] * 6


def test_families_are_compared_apart() -> None:
    rng = np.random.default_rng(3)
    scores, errors = rng.normal(60, 10, (40, 5)), rng.uniform(2, 5, (40, 5))
    scores[rng.random((40, 5)) < 0.2] = np.nan
    families = rng.integers(0, 3, 40)
    degrees = np.full((40, 5), 9.0)
    together = compare_with_peers(MeasuredScores(scores, errors, degrees), families)

    for family in range(3):
        rows = families == family
        alone = compare(scores[rows], errors[rows], 9.0)
        assert together.positions[rows].tolist() == alone.positions.tolist()
        np.testing.assert_array_equal(
            together.adjusted_p_values[rows], alone.adjusted_p_values, strict=True
        )


@settings(deadline=None)
@given(
    st.lists(st.tuples(st.floats(0, 100), st.floats(0.5, 10)), min_size=6, max_size=25),
    st.floats(2, 50),
)
def test_mirrored_scores_give_mirrored_positions(
    pairs: list[tuple[float, float]], degrees: float
) -> None:
    scores, errors = np.array(pairs).T
    found = compare(scores, errors, degrees)
    mirrored = compare(100 - scores, errors, degrees)

    swapped = {"ABOVE": "BELOW", "BELOW": "ABOVE"}
    assert names(mirrored) == [swapped.get(name, name) for name in names(found)]


@pytest.mark.parametrize(
    ("degrees", "rules"),
    [
        (0.0, PositionRules()),
        (np.nan, PositionRules()),
        (9.0, PositionRules(minimum_peers=0)),
        (9.0, PositionRules(false_discovery_share=1.0)),
    ],
)
def test_impossible_settings_are_refused(degrees: float, rules: PositionRules) -> None:
    measured = MeasuredScores(np.ones((6, 1)), np.ones((6, 1)), np.full((6, 1), degrees))

    with pytest.raises(InvalidArgument):
        compare_with_peers(measured, np.zeros(6, dtype=np.int64), rules)


def test_shapes_and_negative_errors_are_refused() -> None:
    ones, families = np.ones((6, 1)), np.zeros(6, dtype=np.int64)

    for measured in (
        MeasuredScores(ones, np.ones((6, 2)), ones),
        MeasuredScores(ones, ones, np.ones((6, 2))),
        MeasuredScores(ones, -ones, ones),
    ):
        with pytest.raises(InvalidArgument):
            compare_with_peers(measured, families)
    with pytest.raises(InvalidArgument):
        compare_with_peers(MeasuredScores(ones, ones, ones), np.full(6, -2))
