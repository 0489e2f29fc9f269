import numpy as np
import pytest

from barometer.core.quality.patterns import (
    answer_entropies,
    most_surprising_runs,
    weigh_low_variance,
    weigh_straight_lining,
)
from barometer.core.quality.trail import AuditTrail

NAN = np.nan


def trail_of(auditors, values=None):
    size = len(auditors)
    zeros, unknown = np.zeros(size, dtype=np.int64), np.full(size, "NaT", dtype="datetime64[s]")
    return AuditTrail(
        auditors=np.array(auditors), bodies=np.arange(size), channels=zeros, scenarios=zeros,
        values=np.full(size, NAN) if values is None else values, started_at=unknown,
        ended_at=unknown,
    )  # fmt: skip


def test_most_surprising_runs_prefer_rare_answers_to_long_runs():
    answers = np.ones((10, 20))
    answers[0, 15:] = 0
    lengths, surprises = most_surprising_runs(answers, np.zeros(10, dtype=np.int64))
    assert lengths.tolist() == [5] + [20] * 9
    assert surprises[0] == pytest.approx(5 * np.log(10))
    assert surprises[1] == pytest.approx(5 * np.log(10 / 9))


def test_most_surprising_runs_skip_items_not_answered_and_short_audits():
    answers = np.zeros((2, 14))
    answers[0, ::5] = NAN
    answers[1, 9:] = NAN
    lengths, _ = most_surprising_runs(answers, np.array([0, 1]))
    np.testing.assert_array_equal(lengths, [11, NAN])


def test_answer_entropies_are_in_bits():
    answers = np.array([[0, 1, 2, 3] * 3, [0] * 12, [0] * 9 + [NAN] * 3], dtype=float)
    np.testing.assert_allclose(answer_entropies(answers), [2.0, 0.0, NAN])


def test_weigh_straight_lining_finds_the_line_among_varied_audits():
    rng = np.random.default_rng(1)
    answers = rng.integers(0, 3, (200, 40)).astype(float)
    answers[7] = 2
    runs, entropies = weigh_straight_lining(trail_of(np.arange(200) % 10), answers)
    assert (int(np.argmin(runs.p_values)), int(np.argmin(entropies.p_values))) == (7, 7)
    assert max(runs.p_values[7], entropies.p_values[7]) < 1e-6
    assert (runs.cases.observed[7], entropies.cases.observed[7]) == (40, 0)


def test_weigh_straight_lining_accuses_nobody_when_all_answer_alike():
    runs, entropies = weigh_straight_lining(trail_of([0] * 60), np.ones((60, 20)))
    assert (runs.tested, entropies.tested) == (0, 0)


def test_low_variance_finds_the_constant_auditor():
    rng = np.random.default_rng(2)
    auditors = np.arange(300) % 15
    values = rng.normal(65, 12, 300)
    values[auditors == 3] = 65 + rng.normal(0, 2, 20)
    outcome = weigh_low_variance(trail_of(auditors, values))
    assert int(np.argmin(outcome.p_values)) == 3
    assert outcome.p_values[3] < 1e-5
    assert outcome.cases.observed[3] < 4 < 10 < outcome.cases.expected[3] < 14


def test_low_variance_is_uniform_among_honest_auditors():
    rng = np.random.default_rng(3)
    auditors = np.arange(4000) % 200
    outcome = weigh_low_variance(trail_of(auditors, rng.normal(65, 12, 4000)))
    assert 0.02 <= np.mean(outcome.p_values < 0.05) <= 0.09


@pytest.mark.parametrize(
    ("auditors", "values"),
    [
        ([], []),
        ([0] * 30, np.linspace(0, 100, 30)),
        (np.arange(30) % 6, np.full(30, 70.0)),
        (np.arange(12) % 6, np.linspace(0, 100, 12)),
    ],
    ids=["nothing", "one auditor", "all equal", "two audits each"],
)
def test_low_variance_is_not_tested_without_enough(auditors, values):
    trail = trail_of(np.array(auditors, dtype=np.int64), np.array(values, dtype=float))
    assert weigh_low_variance(trail).tested == 0
