import numpy as np
import pytest

from barometer.core.quality.duplicates import (
    find_reused_evidence,
    match_shares,
    weigh_near_duplicates,
)
from barometer.core.quality.trail import AuditTrail, Evidence

NAN = np.nan


def trail_of(auditors):
    size = len(auditors)
    zeros, unknown = np.zeros(size, dtype=np.int64), np.full(size, "NaT", dtype="datetime64[s]")
    return AuditTrail(
        np.array(auditors), np.arange(size), zeros, zeros, zeros * 1.0, unknown, unknown
    )


def test_match_shares_count_common_answers_only():
    answers = np.ones((3, 30))
    answers[1, :5] = 0
    answers[1, 25:] = NAN
    answers[2, 19:] = NAN
    shares = match_shares(answers, np.array([0, 0]), np.array([1, 2]))
    np.testing.assert_array_equal(shares, [20 / 25, NAN])


def test_near_duplicates_name_the_copy_and_its_source():
    rng = np.random.default_rng(1)
    answers = rng.integers(0, 3, (200, 60)).astype(float)
    # Auditor 3 made audits 3, 13, 23...: 43 is 13 with three answers changed.
    answers[43] = answers[13]
    answers[43, :3] = (answers[43, :3] + 1) % 3
    outcome = weigh_near_duplicates(trail_of(np.arange(200) % 10), answers, seed=1)
    best = int(np.argmin(outcome.p_values))
    assert outcome.cases.audits[best].tolist() == [13, 43]
    assert outcome.cases.auditors[best] == 3
    assert outcome.cases.observed[best] == pytest.approx(57 / 60)
    assert outcome.cases.expected[best] == pytest.approx(1 / 3, abs=0.03)
    assert outcome.p_values[best] < 1e-5


def test_near_duplicates_of_a_homogeneous_channel_are_usual():
    # Nearly everybody answers yes: 95 % of equal answers is what two strangers have in common.
    rng = np.random.default_rng(2)
    answers = (rng.random((200, 60)) < 0.97).astype(float)
    outcome = weigh_near_duplicates(trail_of(np.arange(200) % 10), answers, seed=1)
    assert outcome.tested > 90
    assert outcome.cases.observed.max() == 1.0
    assert outcome.p_values.min() > 1e-4


@pytest.mark.parametrize(
    ("auditors", "items"),
    [([], 30), ([0] * 60, 30), (np.arange(60), 30), (np.arange(60) % 6, 19)],
    ids=["nothing", "one auditor", "one audit each", "too few answers"],
)
def test_near_duplicates_are_not_tested_without_enough(auditors, items):
    auditors = np.array(auditors, dtype=np.int64)
    answers = np.random.default_rng(3).integers(0, 2, (auditors.size, items)).astype(float)
    assert weigh_near_duplicates(trail_of(auditors), answers, seed=1).tested == 0


def test_near_duplicates_are_judged_channel_by_channel():
    rng = np.random.default_rng(4)
    answers = np.full((200, 80), NAN)
    answers[:100, :40] = rng.integers(0, 4, (100, 40))
    answers[100:, 40:] = (rng.random((100, 40)) < 0.98).astype(float)
    trail = trail_of(np.arange(200) % 10)
    trail.channels[100:] = 1
    outcome = weigh_near_duplicates(trail, answers, seed=1)
    first = outcome.cases.audits[:, 0] < 100
    assert np.all(outcome.cases.expected[first] < 0.4)
    assert np.all(outcome.cases.expected[~first] > 0.9)
    assert outcome.p_values.min() > 1e-4


def test_reused_evidence_names_the_first_audit_that_showed_it():
    evidence = Evidence(
        np.array([4, 1, 2, 2, 0, 3]), np.array(["call", "call", "desk", "desk", "call", "blank"])
    )
    outcome = find_reused_evidence(trail_of([0, 0, 0, 1, 1]), evidence)
    assert outcome.cases.audits.tolist() == [[0, 1], [0, 4]]
    assert outcome.cases.auditors.tolist() == [0, 1]
    assert outcome.cases.observed.tolist() == [3.0, 3.0]


def test_reused_evidence_ignores_what_may_recur_and_nothing():
    evidence = Evidence(np.array([0, 1]), np.array(["form", "form"]), frozenset({"form"}))
    assert find_reused_evidence(trail_of([0, 0]), evidence).cases.auditors.size == 0
    nothing = Evidence(np.empty(0, dtype=np.int64), np.empty(0, dtype=np.str_))
    assert find_reused_evidence(trail_of([0, 0]), nothing).tested == 0
