"""Size classes of differences: bounds, signs, and what noise does to them."""

import numpy as np
import pytest
from scipy.stats import norm

from barometer.core.comparison.arrays import Floats
from barometer.core.comparison.effects import (
    EffectClass,
    Effects,
    EffectThresholds,
    PeerShare,
    describe_effects,
)
from barometer.core.comparison.positions import MeasuredScores, Positions, compare_with_peers
from barometer.core.comparison.shrinkage import Shrinkage, shrink_by_family
from barometer.core.errors import InvalidArgument


def results(scores: Floats, error: float) -> tuple[Positions, Shrinkage]:
    errors = np.full(scores.shape, error)
    measured = MeasuredScores(scores, errors, np.full(scores.shape, np.inf))
    families = np.zeros(len(scores), dtype=np.int64)
    return compare_with_peers(measured, families), shrink_by_family(scores, errors, families)


def effects_of(scores: list[float], error: float) -> Effects:
    return describe_effects(*results(np.array(scores)[:, None], error))


def class_names(effects: Effects) -> list[str]:
    return [EffectClass(code).name for code in effects.classes.ravel()]


def test_classes_follow_the_points() -> None:
    # Known exactly, peers at 60 on average: nothing is shrunken.
    found = effects_of([70.0, 64.0, 61.5, 60.0, 58.5, 56.0, 50.0], 0.0)

    assert class_names(found) == [
        *("CLEARLY_ABOVE", "ABOVE", "CLOSE_ABOVE", "NOT_DISTINGUISHABLE"),
        *("CLOSE_BELOW", "BELOW", "CLEARLY_BELOW"),
    ]
    assert found.about_points.ravel().tolist() == [12.0, 5.0, 2.0, 0.0, -2.0, -5.0, -12.0]


def test_points_are_shrunken() -> None:
    positions, shrinkage = results(np.array([[90.0], [60], [61], [59], [60.5], [59.5]]), 2.0)
    found = describe_effects(positions, shrinkage)

    assert found.expected_points == pytest.approx(positions.differences * shrinkage.reliabilities)
    assert abs(found.expected_points[0, 0]) < 30


def test_share_of_lower_peers_is_that_of_the_model() -> None:
    positions, shrinkage = results(np.array([[90.0], [60], [65], [55], [70.5], [49.5]]), 3.0)
    found = describe_effects(positions, shrinkage)
    between = shrinkage.between_variances[0, 0]
    own = between * (1 - shrinkage.reliabilities[0, 0])

    expected = norm.cdf(found.expected_points[0, 0] / np.sqrt(between + own))
    assert found.lower_peer_share[0, 0] == pytest.approx(expected)


def test_share_of_lower_peers_is_calibrated() -> None:
    rng = np.random.default_rng(41)
    true_scores = rng.normal(70, 6.6, (100, 40))
    found = describe_effects(*results(true_scores + 5 * rng.standard_normal((100, 40)), 5.0))
    shares = np.argsort(np.argsort(true_scores, axis=0), axis=0) / 99
    is_high = (found.lower_peer_share > 0.7) & (found.lower_peer_share < 0.8)

    assert np.mean(shares[is_high]) == pytest.approx(0.75, abs=0.02)


def test_share_classes_have_their_names() -> None:
    found = effects_of([75.0, 66.0, 63.0, 60.0, 57.0, 54.0, 45.0], 0.5)

    assert [PeerShare(code).name for code in found.peer_shares.ravel()] == [
        *("MORE_THAN_9_IN_10", "MORE_THAN_3_IN_4", "MORE_THAN_HALF", "ABOUT_HALF"),
        *("FEWER_THAN_HALF", "FEWER_THAN_1_IN_4", "FEWER_THAN_1_IN_10"),
    ]


def test_family_where_all_are_equal_is_about_half() -> None:
    found = effects_of([62.3] * 7, 3.0)

    assert class_names(found) == ["NOT_DISTINGUISHABLE"] * 7
    assert found.lower_peer_share.ravel().tolist() == [0.5] * 7
    assert set(found.peer_shares.ravel().tolist()) == {PeerShare.ABOUT_HALF}


@pytest.mark.parametrize("scores", [[70.0], [np.nan] * 7])
def test_family_of_one_and_figure_nobody_has_are_not_enough_data(scores: list[float]) -> None:
    found = effects_of(scores, 3.0)

    assert set(class_names(found)) == {"NOT_ENOUGH_DATA"}
    assert set(found.peer_shares.ravel().tolist()) == {PeerShare.NOT_ENOUGH_DATA}
    assert np.isnan(found.about_points).all()


def test_body_with_one_audit_is_not_enough_data() -> None:
    scores = np.array([[60.0], [61], [62], [63], [64], [65], [99]])
    errors = np.array([[1.0]] * 6 + [[np.inf]])
    families = np.zeros(7, dtype=np.int64)
    measured = MeasuredScores(scores, errors, np.full((7, 1), 9.0))
    found = describe_effects(
        compare_with_peers(measured, families), shrink_by_family(scores, errors, families)
    )

    assert class_names(found)[-1] == "NOT_ENOUGH_DATA"


def test_empty_edition_gives_empty_arrays() -> None:
    assert describe_effects(*results(np.empty((0, 2)), 1.0)).classes.shape == (0, 2)


def test_bad_thresholds_and_shapes_are_refused() -> None:
    positions, shrinkage = results(np.ones((6, 1)), 1.0)

    with pytest.raises(InvalidArgument):
        describe_effects(positions, shrinkage, EffectThresholds(5.0, 2.0))
    with pytest.raises(InvalidArgument):
        describe_effects(positions, results(np.ones((6, 2)), 1.0)[1])
