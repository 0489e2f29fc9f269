"""The rules together, on editions of known truth: what is found, and what is raised for nothing."""

from dataclasses import replace

import numpy as np
import pytest

from barometer.core.errors import InvalidArgument
from barometer.core.quality.anomalies import find_anomalies
from barometer.core.quality.flags import Rule
from barometer.core.quality.leniency import AuditValues, estimate_leniency
from barometer.core.quality.trail import (
    AuditTrail,
    EditionTrace,
    Evidence,
    MeasuredAnswers,
    Places,
    Windows,
)
from tests.core.quality import simulated_edition as edition

SEEDS = (1, 2, 3)
# The rules that should find each fraud, and the least share of it they must find over SEEDS.
EXPECTED = {
    edition.COPIES: ({Rule.NEAR_DUPLICATE}, 0.7),
    edition.LINES: ({Rule.LONG_IDENTICAL_RUN, Rule.LOW_ENTROPY}, 0.8),
    edition.ROUNDS: ({Rule.ROUND_NUMBERS, Rule.LAST_DIGITS}, 1.0),
    edition.LENIENT: ({Rule.LENIENCY}, 1.0),
    edition.CONSTANT: ({Rule.LOW_VARIANCE}, 1.0),
    edition.RUSHES: ({Rule.FASTER_THAN_OTHERS, Rule.FASTER_THAN_READING}, 0.8),
    edition.OVERLAPS: ({Rule.OVERLAPPING}, 1.0),
    edition.FLIES: ({Rule.IMPOSSIBLE_TRAVEL}, 0.5),
    edition.NIGHTS: ({Rule.OUTSIDE_OPENING_HOURS}, 1.0),
    edition.REUSES: ({Rule.EVIDENCE_REUSED}, 1.0),
    # Within a body audits differ by 12 points: an invented one is 4.6 sd away, at the limit of
    # what one audit can show among eight thousand tests.
    edition.INVENTS: ({Rule.UNLIKE_THE_BODY}, 0.2),
}


@pytest.fixture(scope="module")
def planted():
    """Three editions with every fraud: (draft, audits touched by auditor, report)."""
    editions = []
    for seed in SEEDS:
        draft = edition.honest_edition(seed)
        touched = edition.plant_frauds(draft)
        report = find_anomalies(edition.as_trace(draft), seed=seed)
        editions.append((draft, touched, report))
    return editions


@pytest.mark.parametrize("fraud", EXPECTED)
def test_anomalies_find_the_planted_fraud(planted, fraud):
    rules, least_recall = EXPECTED[fraud]
    found = total = 0
    for _, touched, report in planted:
        flags = [flag for flag in report.flags if flag.rule in rules and flag.auditor == fraud]
        planted_audits = {int(audit) for audit in touched[fraud]}
        if planted_audits:
            found += len(planted_audits & {audit for flag in flags for audit in flag.audits})
            total += len(planted_audits)
        else:
            found += bool(flags)
            total += 1
    assert found / total >= least_recall


def is_about_a_fraud(flag, touched):
    if flag.auditor not in touched:
        return False
    audits = {int(audit) for audit in touched[flag.auditor]}
    return not audits or not flag.audits or bool(audits & set(flag.audits))


def test_anomalies_raise_few_false_alarms_beside_frauds(planted):
    # Leniency apart: honest auditors do differ, see the next test.
    raised = [
        is_about_a_fraud(flag, touched)
        for _, touched, report in planted
        for flag in report.flags
        if flag.rule is not Rule.LENIENCY and not flag.is_certain
    ]
    assert len(raised) > 50
    assert np.mean(raised) >= 0.95


def test_anomalies_never_state_an_impossibility_that_is_not_one(planted):
    wrong = [
        flag
        for _, touched, report in planted
        for flag in report.flags
        if flag.is_certain and not is_about_a_fraud(flag, touched)
    ]
    assert wrong == []


def test_anomalies_raise_next_to_nothing_in_an_honest_edition():
    raised = tests = 0
    for seed in SEEDS:
        draft = edition.honest_edition(seed)
        report = find_anomalies(edition.as_trace(draft), seed=seed)
        tests += sum(count.tested for count in report.counts)
        raised += sum(flag.rule is not Rule.LENIENCY for flag in report.flags)
        for flag in report.flags:
            if flag.rule is Rule.LENIENCY:
                assert np.sign(flag.observed) == np.sign(draft.leniency[flag.auditor])
    assert tests > 30_000
    assert raised <= 2


def test_anomalies_are_the_same_with_the_same_seed(planted):
    draft, _, report = planted[0]
    assert find_anomalies(edition.as_trace(draft), seed=SEEDS[0]) == report


def test_anomalies_change_neither_answers_nor_values(planted):
    draft, _, _ = planted[0]
    trace = edition.as_trace(draft)
    values, answers = trace.trail.values.copy(), trace.answers.copy()
    find_anomalies(trace, seed=1)
    np.testing.assert_array_equal(trace.trail.values, values)
    np.testing.assert_array_equal(trace.answers, answers)


def small_trace(audits, *, auditors=1, value=70.0):
    """A trace with all its parts, every audit alike, one a day."""
    rows = np.arange(audits)
    starts = np.datetime64("2026-03-02T10:00:00") + rows * np.timedelta64(86400, "s")
    trail = AuditTrail(
        auditors=rows % auditors, bodies=rows // 2, channels=np.zeros(audits, dtype=np.int64),
        scenarios=np.zeros(audits, dtype=np.int64), values=np.full(audits, value),
        started_at=starts, ended_at=starts + np.timedelta64(900, "s"),
    )  # fmt: skip
    hour = np.timedelta64(3600, "s")
    windows = Windows((starts - hour)[:, None], (starts + hour)[:, None])
    return EditionTrace(
        trail=trail, answers=np.ones((audits, 30)), reading_minutes=np.full(audits, 5.0),
        opening=windows, slots=windows, places=Places(np.full(audits, 48.0), np.full(audits, 2.0)),
        measured=MeasuredAnswers(rows, np.zeros(audits, dtype=np.int64), np.full(audits, 4.0)),
        evidence=Evidence(rows, rows.astype(str)),
        leniency=estimate_leniency(
            AuditValues(trail.values, trail.bodies, trail.auditors, trail.scenarios)
        ),
    )  # fmt: skip


@pytest.mark.parametrize("auditors", [1, 6])
@pytest.mark.parametrize("audits", [0, 1, 120])
def test_anomalies_of_audits_all_alike_are_none(audits, auditors):
    report = find_anomalies(small_trace(audits, auditors=auditors), seed=1)
    assert report.flags == ()
    assert {count.rule for count in report.counts} == set(Rule)


def test_anomalies_count_nothing_tested_where_nothing_could_be():
    report = find_anomalies(small_trace(0), seed=1)
    assert {count.tested for count in report.counts} == {0}


def test_anomalies_apply_only_the_rules_whose_material_exists():
    bare = EditionTrace(small_trace(120).trail)
    report = find_anomalies(bare, seed=1)
    assert [count.rule for count in report.counts] == [
        Rule.FASTER_THAN_OTHERS, Rule.OVERLAPPING, Rule.LOW_VARIANCE, Rule.UNLIKE_THE_BODY
    ]  # fmt: skip


def test_anomalies_refuse_parts_of_different_editions():
    trace = replace(small_trace(4), reading_minutes=np.ones(3))
    with pytest.raises(InvalidArgument) as refusal:
        find_anomalies(trace, seed=1)
    assert refusal.value.name == "reading_minutes"
