import numpy as np
import pytest

from barometer.core.quality.digits import weigh_last_digits
from barometer.core.quality.trail import AuditTrail, MeasuredAnswers


def measured_by(auditors, values, items=None):
    size = auditors.size
    zeros, unknown = np.zeros(size, dtype=np.int64), np.full(size, "NaT", dtype="datetime64[s]")
    trail = AuditTrail(auditors, np.arange(size), zeros, zeros, zeros * 1.0, unknown, unknown)
    rows = np.arange(size)
    return trail, MeasuredAnswers(rows, zeros if items is None else items, values)


def minutes(size, seed=1):
    return np.floor(np.random.default_rng(seed).gamma(2, 60, size))


def test_last_digits_find_the_auditor_who_rounds():
    auditors = np.arange(600) % 12
    values = minutes(600)
    rounding = auditors == 4
    values[rounding] = 5 * np.round(values[rounding] / 5)
    round_ones, digits = weigh_last_digits(*measured_by(auditors, values))
    assert (int(np.argmin(round_ones.p_values)), int(np.argmin(digits.p_values))) == (4, 4)
    assert max(round_ones.p_values[4], digits.p_values[4]) < 1e-8
    assert round_ones.cases.observed[4] == 1.0
    assert round_ones.cases.expected[4] == pytest.approx(0.2, abs=0.05)
    assert np.flatnonzero(round_ones.is_notable).tolist() == [4]


def test_last_digits_find_invented_numbers_that_avoid_round_ones():
    auditors = np.arange(900) % 9
    values = minutes(900)
    inventing = auditors == 2
    values[inventing] = 10 * np.floor(values[inventing] / 10) + 7
    round_ones, digits = weigh_last_digits(*measured_by(auditors, values))
    assert digits.p_values[2] < 1e-8
    assert round_ones.p_values[2] > 0.99


def test_last_digits_do_not_expect_rings_to_be_uniform():
    # Rings of a telephone: nearly always 3 to 6, so digits are far from uniform for everybody.
    rings = np.random.default_rng(5).poisson(4, 2000).astype(float)
    round_ones, digits = weigh_last_digits(*measured_by(np.arange(2000) % 40, rings))
    for outcome in (round_ones, digits):
        assert np.mean(outcome.p_values < 0.05) <= 0.125
        assert outcome.p_values.min() > 1e-4


def test_last_digits_compare_like_items_with_like():
    # Auditor 0 only measures an item that everybody gives in tens: nothing to reproach.
    rng = np.random.default_rng(6)
    auditors = np.repeat(np.arange(8), 60)
    items = np.where((auditors == 0) | (np.arange(480) % 2 == 0), 1, 0)
    values = np.where(items == 1, 10.0 * rng.integers(0, 9, 480), minutes(480))
    round_ones, _ = weigh_last_digits(*measured_by(auditors, values, items))
    # Only round numbers are possible there: no probability, and the others are not notable.
    assert round_ones.cases.auditors.tolist() == [1, 2, 3, 4, 5, 6, 7]
    assert not round_ones.is_notable.any()


@pytest.mark.parametrize(
    ("auditors", "size"), [(1, 100), (6, 60), (1, 0)], ids=["one auditor", "ten each", "nothing"]
)
def test_last_digits_are_not_tested_without_enough(auditors, size):
    outcomes = weigh_last_digits(*measured_by(np.arange(size) % auditors, minutes(size)))
    assert [outcome.tested for outcome in outcomes] == [0, 0]


def test_last_digits_of_equal_numbers_accuse_nobody():
    outcomes = weigh_last_digits(*measured_by(np.arange(300) % 6, np.full(300, 15.0)))
    assert [outcome.tested for outcome in outcomes] == [0, 0]
