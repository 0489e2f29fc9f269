"""The rescaled bootstrap: R's figure, its linear limit, and the edges."""

import csv

import numpy as np
import pytest

from barometer.core.errors import InvalidArgument
from barometer.core.uncertainty.bootstrap import (
    AuditSums,
    Resampling,
    draw_weights,
    resample_figures,
    resample_statistic,
)


def sums_of(points, stratum, body=None):
    points = np.asarray(points, dtype=float).reshape(len(stratum), -1)
    body = np.zeros(len(stratum), np.int32) if body is None else np.array(body, np.int32)
    n_bodies = int(body.max(initial=-1)) + 1
    stratum = np.array(stratum, np.int32)
    return AuditSums(body, stratum, points, np.ones_like(points), n_bodies)


def test_standard_error_of_a_stratified_mean_equals_survey(shared_data):
    # survey 4.1.1, apistrat without finite population: 9.536132297 (and 9.474 with 5,000
    # replicates of its own "subbootstrap"); tolerance 1 %.
    with (shared_data / "oracles-r" / "apistrat.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    weight = np.array([[float(row["pw"])] for row in rows])
    score = np.array([[float(row["api00"])] for row in rows])
    stratum = np.array(["EHM".index(row["stype"]) for row in rows], np.int32)
    sums = AuditSums(np.zeros(len(rows), np.int32), stratum, weight * score, weight, 1)
    one = np.ones((1, 1))
    found = resample_figures(sums, one, one > 0, Resampling(seed=11, replicates=40_000))
    assert found.standard_error[0, 0] == pytest.approx(9.536132297, rel=0.01)


def test_weights_have_mean_one_and_the_variance_of_the_estimate():
    stratum = np.array([0, 0, 0, 1, 1, 2], np.int32)
    weights = draw_weights(stratum, 200_000, np.random.default_rng(5))
    np.testing.assert_allclose(weights.mean(axis=0), 1.0, atol=0.01)
    points = np.array([50.0, 70.0, 90.0])
    means = weights[:, :3] @ points / 3
    assert means.var() == pytest.approx(points.var(ddof=1) / 3, rel=0.02)
    np.testing.assert_array_equal(np.unique(weights[:, 3]), [0.0, 2.0])
    np.testing.assert_array_equal(np.unique(weights[:, 5]), [1.0])


def test_draws_depend_on_the_seed_and_the_body_only(monkeypatch):
    rng = np.random.default_rng(1)
    body = np.repeat(np.arange(6), 5)
    sums = sums_of(rng.uniform(0, 100, 30), np.tile([0, 0, 0, 1, 1], 6), body)
    weights, is_scored = np.ones((1, 1)), np.ones((6, 1), np.bool_)
    whole = resample_figures(sums, weights, is_scored, Resampling(seed=2, replicates=50))
    monkeypatch.setattr("barometer.core.uncertainty.bootstrap.CELLS_IN_MEMORY", 100)
    parts = resample_figures(sums, weights, is_scored, Resampling(seed=2, replicates=50))
    np.testing.assert_array_equal(whole.standard_error, parts.standard_error)
    other = resample_figures(sums, weights, is_scored, Resampling(seed=3, replicates=50))
    assert not np.array_equal(whole.standard_error, other.standard_error)


def test_a_lonely_channel_has_no_error_and_says_so():
    # Two indicators: the first in a channel of two audits, the second in a channel of one.
    earned = np.array([[80.0, 0.0], [40.0, 0.0], [0.0, 60.0]])
    possible = np.array([[1.0, 0.0], [1.0, 0.0], [0.0, 1.0]])
    stratum = np.array([0, 0, 1], np.int32)
    sums = AuditSums(np.zeros(3, np.int32), stratum, earned, possible, 1)
    weights = np.array([[1.0, 1.0], [1.0, 0.0], [0.0, 1.0]])
    found = resample_figures(sums, weights, np.ones((1, 2), np.bool_), Resampling(1, 200))
    assert found.is_lonely.tolist() == [[True, False, True]]
    assert np.isnan(found.standard_error[0, [0, 2]]).all()
    assert found.standard_error[0, 1] == pytest.approx(20.0, rel=0.15)


def test_equal_audits_have_no_error():
    found = resample_figures(
        sums_of([70.0] * 4, [0] * 4), np.ones((1, 1)), np.ones((1, 1), np.bool_), Resampling(1, 20)
    )
    assert found.standard_error[0, 0] == pytest.approx(0.0, abs=1e-9)


def test_a_figure_without_value_has_no_error():
    found = resample_figures(
        sums_of([70.0, 20.0], [0, 0]), np.ones((1, 1)), np.zeros((1, 1), np.bool_), Resampling(1, 9)
    )
    assert np.isnan(found.standard_error[0, 0])
    assert not found.is_lonely[0, 0]


def test_no_body_and_a_body_without_audits():
    none = AuditSums(
        np.zeros(0, np.int32), np.zeros(0, np.int32), np.zeros((0, 1)), np.zeros((0, 1)), 0
    )
    plan, one = Resampling(1, 9), np.ones((1, 1))
    assert resample_figures(none, one, np.zeros((0, 1), np.bool_), plan).low.shape == (0, 1)
    silent = AuditSums(none.body, none.stratum, none.earned, none.possible, 1)
    found = resample_figures(silent, one, np.ones((1, 1), np.bool_), plan)
    assert np.isnan(found.standard_error[0, 0])


def test_what_is_held_does_not_vary_and_counts():
    sums = sums_of([100.0, 0.0], [0, 0])
    held = AuditSums(
        sums.body,
        sums.stratum,
        sums.earned,
        sums.possible,
        1,
        np.array([[200.0]]),
        np.array([[2.0]]),
    )
    one, scored, plan = np.ones((1, 1)), np.ones((1, 1), np.bool_), Resampling(4, 2000)
    free = resample_figures(sums, one, scored, plan).standard_error[0, 0]
    assert resample_figures(held, one, scored, plan).standard_error[0, 0] == pytest.approx(free / 2)


def test_any_function_of_the_indicators_can_be_resampled():
    sums = sums_of(np.random.default_rng(8).uniform(0, 100, (6, 2)), [0] * 6)

    def worst(earned, possible, bodies):
        return (earned / possible).min(axis=2, keepdims=True)

    [(bodies, values)] = resample_statistic(sums, worst, Resampling(seed=1, replicates=30))
    assert (bodies, values.shape) == (slice(0, 1), (1, 30, 1))
    assert values.max() <= (sums.earned.mean(axis=0)).max() * 2


def test_senseless_resampling_is_refused():
    with pytest.raises(InvalidArgument):
        Resampling(seed=1, replicates=1)
    with pytest.raises(InvalidArgument):
        Resampling(seed=1, confidence=1.0)
