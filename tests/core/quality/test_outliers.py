from dataclasses import replace

import numpy as np
import pytest

from barometer.core.quality.leniency import AuditValues, Design, estimate_leniency
from barometer.core.quality.outliers import weigh_leniency, weigh_unlike_the_body
from barometer.core.quality.trail import AuditTrail

NAN = np.nan


def simulated_trail(seed=1, bodies=60, per_body=8, auditors=12):
    rng = np.random.default_rng(seed)
    body = np.repeat(np.arange(bodies), per_body)
    auditor = np.concatenate([rng.choice(auditors, per_body, replace=False) for _ in range(bodies)])
    values = 65 + rng.normal(0, 6, bodies)[body] + rng.normal(0, 8, body.size)
    zeros, unknown = np.zeros(body.size, np.int64), np.full(body.size, "NaT", "datetime64[s]")
    return AuditTrail(auditor, body, zeros, zeros, values, unknown, unknown)


def leniency_of(trail):
    return estimate_leniency(
        AuditValues(trail.values, trail.bodies, trail.auditors, trail.scenarios)
    )


def test_weigh_leniency_finds_the_lenient_and_the_severe():
    trail = simulated_trail()
    shifts = np.select([trail.auditors == 2, trail.auditors == 5], [9.0, -9.0], 0.0)
    outcome = weigh_leniency(leniency_of(replace(trail, values=trail.values + shifts)))
    assert np.flatnonzero(outcome.is_notable).tolist() == [2, 5]
    assert np.sign(outcome.cases.observed[[2, 5]]).tolist() == [1, -1]
    assert outcome.p_values[[2, 5]].max() < 1e-3


def test_weigh_leniency_is_prudent_when_nobody_is_lenient():
    p_values = np.concatenate(
        [weigh_leniency(leniency_of(simulated_trail(seed))).p_values for seed in range(10)]
    )
    assert np.mean(p_values < 0.05) <= 0.05


def test_weigh_leniency_tests_nothing_without_an_estimate():
    trail = replace(simulated_trail(), auditors=np.zeros(480, dtype=np.int64))
    leniency = leniency_of(trail)
    assert leniency.design is Design.NOT_COMPARABLE
    assert weigh_leniency(leniency).tested == 0


def test_unlike_the_body_finds_the_audit_that_does_not_fit():
    trail = simulated_trail()
    values = trail.values.copy()
    values[100] -= 60
    values[7] = NAN
    moved = replace(trail, values=values)
    outcome = weigh_unlike_the_body(moved, leniency_of(moved))
    worst = int(np.argmin(outcome.p_values))
    assert outcome.cases.audits[worst].tolist() == [100]
    assert outcome.p_values[worst] < 1e-4
    assert outcome.cases.observed[worst] < -40
    assert outcome.tested == 479


def test_unlike_the_body_takes_leniency_off_when_known():
    trail = simulated_trail()
    lenient = replace(trail, values=trail.values + 30.0 * (trail.auditors == 0))
    with_it = weigh_unlike_the_body(lenient, leniency_of(lenient))
    without = weigh_unlike_the_body(lenient, None)
    of_zero = trail.auditors == 0
    assert np.median(with_it.p_values[of_zero]) > 5 * np.median(without.p_values[of_zero])


@pytest.mark.parametrize(
    ("per_body", "value"), [(3, None), (8, 70.0)], ids=["three audits a body", "all equal"]
)
def test_unlike_the_body_is_not_tested_without_enough(per_body, value):
    trail = simulated_trail(per_body=per_body)
    if value is not None:
        trail = replace(trail, values=np.full(trail.values.size, value))
    assert weigh_unlike_the_body(trail, None).tested == 0
