import numpy as np
import pytest
from scipy import stats

from barometer.core.scoring.figures import FigureState
from barometer.documents.edition_means import average_figures
from tests.documents.sample_edition import make_sample

SAMPLE = make_sample()
SCORES = SAMPLE.scores
EVERYBODY = np.ones(len(SAMPLE.bodies), dtype=np.bool_)


def test_mean_and_its_participants_interval_follow_the_bodies():
    means = average_figures(SCORES, EVERYBODY)
    value = SCORES.values.value[:, 0]
    kept = ~np.isnan(value)
    error = SCORES.intervals.standard_error[kept, 0]
    assert means.value[0] == pytest.approx(value[kept].mean())
    assert means.bodies[0] == kept.sum() == 29
    spread = (error**4 / SCORES.intervals.df[kept, 0]).sum()
    df = (error**2).sum() ** 2 / spread if spread else 1e12
    half = stats.t.ppf(0.975, df) * np.sqrt((error**2).sum()) / kept.sum()
    assert means.high[0] - means.value[0] == pytest.approx(half)


def test_sector_interval_is_that_of_a_random_sample():
    means = average_figures(SCORES, EVERYBODY)
    value = SCORES.values.value[:, 0]
    value = value[~np.isnan(value)]
    expected = stats.t.interval(0.95, len(value) - 1, value.mean(), stats.sem(value))
    assert (means.sector_low[0], means.sector_high[0]) == pytest.approx(expected)


def test_mean_of_one_body_is_its_own_result():
    alone = np.arange(len(SAMPLE.bodies)) == 3
    means = average_figures(SCORES, alone)
    kept = SCORES.values.state[3] == FigureState.SCORED
    np.testing.assert_allclose(means.value[kept], SCORES.values.value[3, kept])
    np.testing.assert_allclose(means.low[kept], SCORES.intervals.low[3, kept], atol=1e-9)
    assert np.isnan(means.sector_low).all()


def test_mean_of_nobody_has_no_value():
    means = average_figures(SCORES, ~EVERYBODY)
    assert np.isnan(means.value).all()
    assert np.isnan(means.low).all()
    assert means.bodies.sum() == means.audits.sum() == 0
