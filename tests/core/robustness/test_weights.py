"""Scores of every body under many weights."""

import numpy as np
import pytest

from barometer.core.errors import InvalidArgument
from barometer.core.robustness import weights as module
from barometer.core.robustness.stability import changed_class_share, mean_rank_shift
from barometer.core.robustness.weight_draws import draw_weights
from barometer.core.robustness.weights import assess_weights
from barometer.core.weighted_means import arithmetic_mean

NAN = float("nan")
PUBLISHED = np.array([3.0, 2.0, 1.0, 1.0])
DRAWN = draw_weights(PUBLISHED, 30.0, 60, seed=4)


def child_scores(bodies=30):
    rng = np.random.default_rng(9)
    scores = rng.uniform(20, 100, (bodies, 4))
    scores[rng.random(scores.shape) < 0.15] = NAN
    scores[0], scores[1] = NAN, scores[2]
    return scores


# Oracle: one draw at a time with the plain functions.
@pytest.mark.parametrize("limits", [(80.0, 65.0, 50.0, 35.0), None])
@pytest.mark.parametrize("cells", [2_000_000, 70])
def test_blocks_equal_one_draw_at_a_time(monkeypatch, limits, cells):
    monkeypatch.setattr(module, "_CELLS_IN_MEMORY", cells)
    scores = child_scores()
    found = assess_weights(scores, PUBLISHED, DRAWN, limits)
    published = arithmetic_mean(scores, PUBLISHED)
    versions = np.array([arithmetic_mean(scores, row) for row in DRAWN])
    assert found.published == pytest.approx(published, nan_ok=True)
    low, high = np.quantile(versions[:, 1:], [0.05, 0.95], axis=0)
    assert found.low[1:] == pytest.approx(low)
    assert found.high[1:] == pytest.approx(high)
    shifts = [mean_rank_shift(published, row) for row in versions]
    assert found.rank_shift == pytest.approx(shifts)
    shares = [changed_class_share(published, row, limits) for row in versions]
    assert found.changed_body_share == pytest.approx(shares)
    assert np.nanmean(found.changed_class_share) == pytest.approx(np.mean(shares))


def test_body_without_score_has_no_robustness():
    found = assess_weights(child_scores(), PUBLISHED, DRAWN)
    assert np.isnan([found.low[0], found.high[0], found.changed_class_share[0]]).all()


def test_body_equal_everywhere_does_not_depend_on_weights():
    found = assess_weights(np.full((1, 4), 66.0), PUBLISHED, DRAWN)
    assert (found.low[0], found.high[0]) == pytest.approx((66.0, 66.0))
    assert found.changed_class_share.tolist() == [0.0]
    assert not found.rank_shift.any()


@pytest.mark.parametrize("scores", [np.empty((0, 4)), np.full((2, 4), NAN)])
def test_nobody_gives_no_value(scores):
    found = assess_weights(scores, PUBLISHED, DRAWN)
    assert np.isnan(found.rank_shift).all()
    assert np.isnan(found.changed_body_share).all()


def test_mismatched_or_absent_weights_are_refused():
    for drawn in (DRAWN[:, :3], DRAWN[:0]):
        with pytest.raises(InvalidArgument):
            assess_weights(child_scores(), PUBLISHED, drawn)
    with pytest.raises(InvalidArgument):
        assess_weights(child_scores(), np.zeros(4), DRAWN)
