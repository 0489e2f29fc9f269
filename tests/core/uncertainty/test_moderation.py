"""Moderated variances against limma, and at the edges."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from barometer.core.uncertainty.moderation import (
    VariancePrior,
    fit_prior,
    moderate_intervals,
    squeeze_variances,
    t_quantiles,
)

VARIANCES = np.array([1.2, 0.8, 2.5, 0.3, 1.9, 4.1, 0.6, 1.1, 0.9, 3.2])


def squeeze(variance, df):
    variance = np.asarray(variance, dtype=float)
    df = np.broadcast_to(np.asarray(df, dtype=float), variance.shape)
    prior = fit_prior(variance, df)
    return prior, squeeze_variances(variance, df, prior)


def test_prior_and_variances_equal_limma():
    # limma 3.54.1: squeezeVar(c(1.2,.8,2.5,.3,1.9,4.1,.6,1.1,.9,3.2), df=9)
    prior, (moderated, df) = squeeze(VARIANCES, 9)
    assert prior.df == pytest.approx(5.92040071094, rel=1e-10)
    assert prior.variance == pytest.approx(1.18952427403, rel=1e-10)
    expected = [1.19584324197, 0.954562858839, 1.98000448714, 0.652962379925, 1.61808391245]
    np.testing.assert_allclose(moderated[:5], expected, rtol=1e-10)
    np.testing.assert_allclose(df, 9 + prior.df)


def test_variances_no_further_apart_than_chance_are_pooled():
    # limma 3.54.1: squeezeVar(c(1.0,1.1,0.9,1.05,0.95), df=4): df.prior Inf, var.prior 1
    prior, (moderated, df) = squeeze([1.0, 1.1, 0.9, 1.05, 0.95], 4)
    assert prior == VariancePrior(np.inf, 1.0)
    assert moderated.tolist() == [1.0] * 5
    assert df.tolist() == [np.inf] * 5


def test_pooled_variances_count_by_their_degrees_of_freedom():
    prior = fit_prior(np.array([1.0, 1.1, 0.9]), np.array([2.0, 4.0, 4.0]))
    assert prior == VariancePrior(np.inf, pytest.approx(1.0))


def test_a_body_without_degrees_of_freedom_takes_the_prior():
    # limma 3.54.1: the same with an eleventh variance of df 0: posterior 1.18952427403
    prior, (moderated, df) = squeeze([*VARIANCES, 7.0], [*[9] * 10, 0])
    assert moderated[-1] == pytest.approx(1.18952427403, rel=1e-10)
    assert df[-1] == prior.df


@pytest.mark.parametrize("variance", [[], [1.2], [1.2, 3.0], [0.0, 0.0, 0.0, 0.0]])
def test_too_few_or_only_null_variances_stay_as_they_are(variance):
    prior, (moderated, df) = squeeze(variance, 9)
    assert prior.df == 0
    assert moderated.tolist() == variance
    assert df.tolist() == [9.0] * len(variance)


def test_without_a_prior_a_body_without_degrees_of_freedom_has_no_variance():
    _, (moderated, df) = squeeze([1.2, np.nan], [9, 0])
    assert moderated.tolist() == pytest.approx([1.2, np.nan], nan_ok=True)
    assert df.tolist() == [9.0, 0.0]


def test_null_variances_do_not_undo_the_moderation():
    # On logarithms two zeros among ten take limma's prior down to 0.4 degrees of freedom, and
    # leave both bodies with a variance of 0.0002 where the others have 1 to 4.
    variance = VARIANCES.copy()
    variance[[3, 6]] = 0.0
    prior, (moderated, _) = squeeze(variance, 9)
    assert 4 < prior.df < 30
    assert moderated.min() > 0.3


def test_rounding_noise_counts_as_null():
    noisy, exact = VARIANCES.copy(), VARIANCES.copy()
    noisy[3], exact[3] = 1e-27, 0.0
    df = np.full(10, 9.0)
    assert fit_prior(noisy, df).df == pytest.approx(fit_prior(exact, df).df)


def test_moments_find_the_prior_that_made_the_variances():
    rng = np.random.default_rng(3)
    df = rng.integers(2, 12, 200_000).astype(float)
    true = 40.0 * 12.0 / rng.chisquare(12.0, len(df))
    variance = true * rng.chisquare(df) / df
    by_logs = fit_prior(variance[variance > 0.01], df[variance > 0.01])
    variance[0] = 0.0
    by_moments = fit_prior(variance, df)
    assert by_logs.df == pytest.approx(12, rel=0.05)
    assert by_moments.df == pytest.approx(12, rel=0.1)
    assert by_moments.variance == pytest.approx(40, rel=0.05)


@given(st.lists(st.floats(0.01, 1000), min_size=3, max_size=30), st.integers(1, 20))
def test_moderated_variances_lie_between_own_and_prior(variance, df):
    prior, (moderated, _) = squeeze(variance, df)
    own = np.array(variance)
    low, high = np.minimum(own, prior.variance), np.maximum(own, prior.variance)
    assert np.all(moderated >= low * (1 - 1e-9))
    assert np.all(moderated <= high * (1 + 1e-9))


def test_t_quantiles_equal_student_and_normal():
    found = t_quantiles(0.975, np.array([[9.0, np.inf], [np.nan, 9.0]]))
    assert found.shape == (2, 2)
    # Tables: t 0.975 with 9 degrees of freedom 2.262157; normal 1.959964
    np.testing.assert_allclose(
        found, [[2.2621571628, 1.9599639845], [np.nan, 2.2621571628]], rtol=1e-9
    )
    assert stats.t.cdf(found[0, 0], 9) == pytest.approx(0.975)


def test_intervals_stay_on_the_scale_and_know_what_is_missing():
    value = np.array([[99.0], [50.0], [np.nan], [40.0], [60.0]])
    variance = np.array([[100.0], [120.0], [90.0], [np.nan], [110.0]])
    leverage = np.array([[0.1], [0.1], [0.1], [0.1], [np.nan]])
    df = np.array([[4.0], [4.0], [4.0], [0.0], [4.0]])
    found = moderate_intervals(value, variance, leverage, df, confidence=0.95)
    assert found.high[0, 0] == 100.0
    assert np.isnan(found.standard_error[[2, 4], 0]).all()
    assert np.isnan(found.low[[2, 4], 0]).all()
    assert np.isfinite(found.standard_error[1, 0])
    assert found.priors[0].df == 0


def test_one_body_has_its_own_t_interval():
    found = moderate_intervals(
        np.array([[60.0]]),
        np.array([[200.0]]),
        np.array([[0.1]]),
        np.array([[9.0]]),
        confidence=0.95,
    )
    half = 2.2621571628 * np.sqrt(20.0)
    assert found.low[0, 0] == pytest.approx(60 - half)
    assert found.high[0, 0] == pytest.approx(60 + half)


def test_an_empty_edition_has_no_intervals():
    none = np.zeros((0, 3))
    found = moderate_intervals(none, none, none, none, confidence=0.95)
    assert found.low.shape == (0, 3)
