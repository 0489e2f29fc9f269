import csv

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import optimize

from barometer.core.errors import InvalidArgument
from barometer.core.quality.leniency import (
    AuditValues,
    Design,
    adjust_values,
    adjusted_body_means,
    connected_components,
    estimate_leniency,
)

NAN = np.nan

# Davies and Goldsmith, "Statistical Methods in Research and Production", 4th ed. (1972),
# section 6.6: diameter (mm) of the zone of inhibition, 24 plates (rows) x 6 penicillin samples.
PENICILLIN = np.array(
    [
        [27, 23, 26, 23, 23, 21], [27, 23, 26, 23, 23, 21], [25, 21, 25, 24, 24, 20],
        [26, 23, 25, 23, 23, 20], [25, 22, 26, 22, 23, 20], [24, 22, 25, 23, 22, 19],
        [24, 20, 23, 21, 22, 19], [26, 22, 26, 24, 24, 21], [24, 21, 24, 22, 22, 20],
        [24, 21, 24, 23, 22, 19], [26, 23, 26, 24, 24, 21], [25, 22, 26, 24, 24, 20],
        [26, 24, 26, 24, 25, 22], [26, 23, 26, 23, 23, 20], [26, 23, 25, 24, 24, 22],
        [25, 22, 25, 23, 23, 20], [25, 21, 24, 23, 23, 20], [25, 22, 24, 23, 23, 19],
        [24, 21, 23, 21, 21, 19], [26, 23, 26, 24, 24, 21], [25, 21, 24, 22, 22, 18],
        [25, 22, 25, 22, 22, 20], [24, 21, 24, 22, 24, 19], [24, 21, 24, 22, 21, 18],
    ],
    dtype=float,
)  # fmt: skip


def penicillin_audits():
    plates, samples = np.indices(PENICILLIN.shape)
    return AuditValues(
        PENICILLIN.ravel(), plates.ravel(), samples.ravel(), np.zeros(144, dtype=np.int64)
    )


def simulated_audits(bodies=60, auditors=12, per_body=6, scenarios=3, seed=1):
    """A random plan with known leniency of sd 4, bodies of sd 6, residuals of sd 8."""
    rng = np.random.default_rng(seed)
    leniency = rng.normal(0, 4, auditors)
    levels = rng.normal(0, 6, bodies)
    body = np.repeat(np.arange(bodies), per_body)
    auditor = np.concatenate(
        [rng.choice(auditors, per_body, replace=False) for _ in range(bodies)]
    ).astype(np.int64)
    scenario = rng.integers(0, scenarios, body.size)
    values = 60 + 5 * scenario + levels[body] + leniency[auditor] + rng.normal(0, 8, body.size)
    return AuditValues(values, body, auditor, scenario), leniency, levels


def fit_densely(audits):
    """REML written with the full covariance matrix: slow, and independent of the code tested."""
    y, n = audits.values, audits.values.size
    fixed = np.eye(audits.scenarios.max() + 1)[audits.scenarios]
    of_body = np.eye(audits.bodies.max() + 1)[audits.bodies]
    of_auditor = np.eye(audits.auditors.max() + 1)[audits.auditors]
    freedom = n - fixed.shape[1]

    def pieces(logs):
        body, auditor, residual = np.exp(2 * logs)
        covariance = body * of_body @ of_body.T + auditor * of_auditor @ of_auditor.T
        inverse = np.linalg.inv(covariance + residual * np.eye(n))
        information = fixed.T @ inverse @ fixed
        return inverse, information, np.linalg.solve(information, fixed.T @ inverse @ y)

    def deviance(logs):
        inverse, information, means = pieces(logs)
        left = y - fixed @ means
        return (
            -np.linalg.slogdet(inverse)[1]
            + np.linalg.slogdet(information)[1]
            + left @ inverse @ left
            + freedom * np.log(2 * np.pi)
        )

    found = optimize.minimize(
        deviance, np.log([5.0, 3.0, 8.0]), method="Nelder-Mead",
        options={"xatol": 1e-7, "fatol": 1e-9, "maxiter": 2000},
    )  # fmt: skip
    inverse, information, means = pieces(found.x)
    sds = np.exp(found.x)
    projector = inverse - inverse @ fixed @ np.linalg.solve(information, fixed.T @ inverse)
    effects = sds[1] ** 2 * of_auditor.T @ inverse @ (y - fixed @ means)
    errors = np.sqrt(sds[1] ** 2 - sds[1] ** 4 * np.diag(of_auditor.T @ projector @ of_auditor))
    body_errors = np.sqrt(sds[0] ** 2 - sds[0] ** 4 * np.diag(of_body.T @ projector @ of_body))
    mean_errors = np.sqrt(np.diag(np.linalg.inv(information)))
    return sds, found.fun, means, mean_errors, effects, errors, body_errors


def test_leniency_equals_lme4_on_penicillin():
    # lme4 1.1.31, lmer(diameter ~ (1|plate) + (1|sample), Penicillin): plates are the bodies.
    found = estimate_leniency(penicillin_audits())
    assert found.design is Design.CONNECTED
    sds = [found.body_sd, found.auditor_sd, found.residual_sd]
    # lme4 stops 5e-5 away from the optimum of the second sd, where the deviance is flat:
    # Metida.jl's own test has 3.73092 for its square, and .808573 for the error of the mean.
    np.testing.assert_allclose(sds, [0.84670, 1.93161, 0.54992], atol=1e-4)
    assert found.auditor_sd**2 == pytest.approx(3.73092, abs=5e-5)
    assert found.reml_deviance == pytest.approx(330.8606, abs=5e-5)
    assert found.scenario_means[0] == pytest.approx(22.97222, abs=5e-6)
    assert found.scenario_errors[0] == pytest.approx(0.808573, abs=1e-6)
    np.testing.assert_allclose(
        found.auditor_effects[[0, 1, 5]], [2.187058, -1.010476, -3.003745], atol=2e-5
    )


def test_leniency_equals_lme4_on_lecture_evaluations(shared_data):
    # lme4 1.1.31, lmer(y ~ (1|s) + (1|d), InstEval): 2,972 students, 1,128 lecturers, 73,421
    # ratings. Lecturers stand for auditors.
    with (shared_data / "oracles-r" / "insteval.csv").open() as file:
        rows = np.array([[int(cell) for cell in row] for row in list(csv.reader(file))[1:]])
    audits = AuditValues(
        rows[:, 2].astype(float), rows[:, 0], rows[:, 1], np.zeros(len(rows), dtype=np.int64)
    )
    found = estimate_leniency(audits)
    sds = [found.body_sd, found.auditor_sd, found.residual_sd]
    np.testing.assert_allclose(sds, [0.32591, 0.52320, 1.17779], atol=6e-6)
    assert found.scenario_means[0] == pytest.approx(3.254158, abs=1e-6)
    np.testing.assert_allclose(
        found.auditor_effects[[1, 6, 7]], [0.4129205, -0.4396024, 0.6096480], atol=5e-6
    )


@pytest.mark.parametrize(
    ("bodies", "auditors", "seed"),
    [(25, 8, 2), (9, 20, 7), (9, 20, 2)],
    ids=["more bodies", "more auditors", "auditors all alike: sd at its bound of 0"],
)
def test_leniency_equals_a_dense_fit(bodies, auditors, seed):
    audits, _, _ = simulated_audits(bodies=bodies, auditors=auditors, per_body=7, seed=seed)
    found = estimate_leniency(audits)
    sds, deviance, means, mean_errors, effects, errors, body_errors = fit_densely(audits)
    np.testing.assert_allclose(
        [found.body_sd, found.auditor_sd, found.residual_sd], sds, rtol=1e-4, atol=1e-4
    )
    assert found.reml_deviance == pytest.approx(deviance, abs=1e-6)
    np.testing.assert_allclose(found.scenario_means, means, rtol=1e-5)
    np.testing.assert_allclose(found.scenario_errors, mean_errors, rtol=1e-4)
    np.testing.assert_allclose(found.auditor_effects, effects, atol=1e-3)
    np.testing.assert_allclose(found.auditor_errors, errors, rtol=1e-3, atol=1e-6)
    np.testing.assert_allclose(found.body_errors, body_errors, rtol=1e-3)


def test_leniency_recovers_what_was_planted():
    audits, leniency, levels = simulated_audits(bodies=231, auditors=40, per_body=14, seed=3)
    found = estimate_leniency(audits)
    assert np.corrcoef(found.auditor_effects, leniency)[0, 1] > 0.9
    assert np.corrcoef(found.body_effects, levels)[0, 1] > 0.9
    within = np.abs(found.auditor_effects - (leniency - leniency.mean())) < 1.96 * (
        found.auditor_errors
    )
    assert within.sum() >= 35


def test_leniency_adjusted_body_means_are_closer_to_the_truth():
    raw_errors, adjusted_errors = [], []
    for seed in range(5):
        audits, _, levels = simulated_audits(bodies=80, auditors=20, per_body=4, seed=seed)
        adjusted = adjusted_body_means(audits, estimate_leniency(audits))
        raw = np.bincount(audits.bodies, audits.values) / np.bincount(audits.bodies)
        raw_errors.append(np.std(raw - levels))
        adjusted_errors.append(np.std(adjusted - levels))
    assert np.mean(adjusted_errors) < np.mean(raw_errors)


def test_leniency_adjusted_values_take_the_leniency_off():
    audits, _, _ = simulated_audits()
    found = estimate_leniency(audits)
    np.testing.assert_allclose(
        audits.values - adjust_values(audits, found), found.auditor_effects[audits.auditors]
    )


@settings(max_examples=10, deadline=None)
@given(st.integers(0, 1000), st.floats(-50, 50))
def test_leniency_does_not_depend_on_the_origin_or_the_order_of_audits(seed, shift):
    audits, _, _ = simulated_audits(bodies=15, auditors=6, per_body=4, seed=seed)
    order = np.random.default_rng(seed).permutation(audits.values.size)
    moved = AuditValues(
        audits.values[order] + shift, audits.bodies[order], audits.auditors[order],
        audits.scenarios[order],
    )  # fmt: skip
    np.testing.assert_allclose(
        estimate_leniency(moved).auditor_effects,
        estimate_leniency(audits).auditor_effects,
        atol=2e-3,
    )


def disconnected_audits():
    """Two plans side by side with nobody in common."""
    left, _, _ = simulated_audits(bodies=20, auditors=5, per_body=4, seed=4)
    right, _, _ = simulated_audits(bodies=20, auditors=5, per_body=4, seed=5)
    return AuditValues(
        np.concatenate([left.values, right.values]),
        np.concatenate([left.bodies, right.bodies + 20]),
        np.concatenate([left.auditors, right.auditors + 5]),
        np.concatenate([left.scenarios, right.scenarios]),
    )


def test_leniency_of_a_disconnected_design_is_relative_to_each_group():
    audits = disconnected_audits()
    found = estimate_leniency(audits)
    assert found.design is Design.DISCONNECTED
    assert found.auditor_components.tolist() == [0] * 5 + [1] * 5
    assert found.body_components.tolist() == [0] * 20 + [1] * 20
    # Nothing tells the groups apart: marks of one group 30 points higher change nothing.
    lifted = audits.values + 30.0 * (audits.auditors >= 5)
    again = estimate_leniency(AuditValues(lifted, audits.bodies, audits.auditors, audits.scenarios))
    np.testing.assert_allclose(again.auditor_effects, found.auditor_effects, atol=1e-3)
    np.testing.assert_allclose(found.auditor_effects[:5].sum(), 0, atol=1e-6)


def test_leniency_of_an_auditor_alone_in_a_group_is_unknown():
    audits = disconnected_audits()
    alone = audits.auditors != 5
    alone &= (audits.auditors < 5) | (audits.auditors == 6)
    kept = AuditValues(
        audits.values[alone], audits.bodies[alone], audits.auditors[alone],
        audits.scenarios[alone],
    )  # fmt: skip
    found = estimate_leniency(kept)
    assert found.design is Design.DISCONNECTED
    assert found.auditor_effects[6] == pytest.approx(0, abs=1e-6)
    assert found.auditor_errors[6] >= found.auditor_sd * (1 - 1e-12)
    assert np.isnan(found.auditor_effects[5])


@pytest.mark.parametrize(
    ("bodies", "auditors"),
    [
        ([0, 1, 2, 2], [0, 0, 0, 0]),
        ([0, 0, 1, 1], [0, 0, 1, 1]),
        ([0, 0, 1, 1], [0, 1, 2, 3]),
        ([0], [0]),
    ],
    ids=["one auditor", "each body to one auditor", "one audit each", "one audit"],
)
def test_leniency_is_refused_where_auditors_cannot_be_compared(bodies, auditors):
    size = len(bodies)
    audits = AuditValues(
        np.linspace(40, 80, size), np.array(bodies), np.array(auditors), np.zeros(size, np.int64)
    )
    found = estimate_leniency(audits)
    assert found.design is Design.NOT_COMPARABLE
    assert not found.is_estimated
    assert np.isnan(found.auditor_effects).all()
    np.testing.assert_array_equal(adjust_values(audits, found), audits.values)
    assert np.isnan(adjusted_body_means(audits, found)).all()


def test_leniency_of_equal_values_says_that_nothing_varies():
    audits, _, _ = simulated_audits()
    equal = AuditValues(
        np.full(audits.values.size, 71.3), audits.bodies, audits.auditors, audits.scenarios
    )
    assert estimate_leniency(equal).design is Design.NO_VARIATION


@pytest.mark.parametrize("values", [[], [NAN, NAN]])
def test_leniency_of_nothing_is_empty(values):
    codes = np.arange(len(values))
    found = estimate_leniency(AuditValues(np.array(values), codes, codes, codes))
    assert found.design is Design.EMPTY
    assert found.auditor_effects.size == len(values)
    assert np.isnan(found.auditor_effects).all()


def test_leniency_leaves_out_audits_without_a_value():
    audits, _, _ = simulated_audits(bodies=20, auditors=6, per_body=4)
    values = audits.values.copy()
    values[audits.bodies == 19] = NAN
    found = estimate_leniency(AuditValues(values, audits.bodies, audits.auditors, audits.scenarios))
    kept = audits.bodies < 19
    alone = estimate_leniency(
        AuditValues(values[kept], audits.bodies[kept], audits.auditors[kept],
                    audits.scenarios[kept])
    )  # fmt: skip
    np.testing.assert_allclose(found.auditor_effects, alone.auditor_effects)
    assert found.body_components[19] == -1
    means = adjusted_body_means(
        AuditValues(values, audits.bodies, audits.auditors, audits.scenarios), found
    )
    assert np.flatnonzero(np.isnan(means)).tolist() == [19]


def test_leniency_without_any_effect_is_nearly_nothing():
    rng = np.random.default_rng(11)
    audits, _, _ = simulated_audits(scenarios=1)
    noise = AuditValues(
        rng.normal(50, 5, audits.values.size), audits.bodies, audits.auditors, audits.scenarios
    )
    found = estimate_leniency(noise)
    assert found.auditor_sd < 1.5
    assert np.abs(found.auditor_effects).max() < 1.5


def test_leniency_with_one_body_leaves_the_body_at_zero():
    rng = np.random.default_rng(2)
    auditors = np.arange(30) % 5
    values = 60 + 5.0 * auditors + rng.normal(0, 2, 30)
    zeros = np.zeros(30, dtype=np.int64)
    found = estimate_leniency(AuditValues(values, zeros, auditors, zeros))
    assert found.body_sd == 0
    assert np.all(np.diff(found.auditor_effects) > 0)


def test_leniency_refuses_arrays_that_do_not_match():
    codes = np.zeros(3, dtype=np.int64)
    with pytest.raises(InvalidArgument):
        estimate_leniency(AuditValues(np.ones(3), codes[:2], codes, codes))
    with pytest.raises(InvalidArgument):
        estimate_leniency(AuditValues(np.ones(3), codes - 1, codes, codes))


def test_connected_components_follow_chains_of_audits():
    bodies, auditors = np.array([0, 0, 1, 1, 3, 4]), np.array([0, 1, 1, 2, 3, 4])
    body_groups, auditor_groups = connected_components(bodies, auditors)
    assert body_groups.tolist() == [0, 0, -1, 1, 2]
    assert auditor_groups.tolist() == [0, 0, 0, 1, 2]


def test_connected_components_of_nothing_are_none():
    nothing = np.empty(0, dtype=np.int64)
    assert [group.size for group in connected_components(nothing, nothing)] == [0, 0]
