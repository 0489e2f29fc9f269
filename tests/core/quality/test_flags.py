import numpy as np

from barometer.core.quality.flags import (
    UNITS,
    AnomalyReport,
    Cases,
    Flag,
    Rule,
    RuleCount,
    Unit,
    combine_outcomes,
    state_cases,
    weigh_cases,
)


def cases_of(audits):
    audits = np.array(audits, dtype=np.int64).reshape(len(audits), -1)
    rows = len(audits)
    return Cases(audits, np.zeros(rows, dtype=np.int64), np.full(rows, 2.0), np.full(rows, 1.0))


def test_every_rule_has_a_unit():
    assert set(UNITS) == set(Rule)
    assert {type(unit) for unit in UNITS.values()} == {Unit}


def test_combine_outcomes_adjusts_all_rules_together():
    # Alone, .04 would pass at 5 %; beside three others it does not.
    alone = weigh_cases(Rule.LOW_ENTROPY, cases_of([0]), np.array([0.04]))
    beside = weigh_cases(Rule.UNLIKE_THE_BODY, cases_of([1, 2, 3]), np.array([0.5, 0.001, 0.9]))
    assert [flag.audits for flag in combine_outcomes([alone]).flags] == [(0,)]
    report = combine_outcomes([alone, beside])
    assert [flag.audits for flag in report.flags] == [(2,)]
    assert report.flags[0].adjusted_p_value == 0.004
    assert report.counts == (
        RuleCount(Rule.LOW_ENTROPY, 1, 0), RuleCount(Rule.UNLIKE_THE_BODY, 3, 1)
    )  # fmt: skip


def test_combine_outcomes_keeps_impossibilities_out_of_the_tests():
    stated = state_cases(Rule.OVERLAPPING, cases_of([[0, 1]] * 1), tested=500)
    weighed = weigh_cases(Rule.LOW_ENTROPY, cases_of([0]), np.array([0.04]))
    first, second = combine_outcomes([stated, weighed]).flags
    assert first.is_certain
    assert (first.audits, first.unit, first.observed, first.expected) == (
        (0, 1), Unit.MINUTES, 2.0, 1.0
    )  # fmt: skip
    assert (first.p_value, first.adjusted_p_value) == (None, None)
    assert second.p_value == second.adjusted_p_value == 0.04
    assert not second.is_certain


def test_combine_outcomes_drops_what_is_not_notable():
    outcome = weigh_cases(
        Rule.LENIENCY, cases_of([0, 1]), np.array([0.001, 0.001]), np.array([True, False])
    )
    assert [flag.audits for flag in combine_outcomes([outcome]).flags] == [(0,)]


def test_combine_outcomes_of_nothing_is_an_empty_report():
    assert combine_outcomes([]) == AnomalyReport((), ())


def test_weigh_cases_leaves_out_what_was_not_tested():
    outcome = weigh_cases(Rule.LOW_ENTROPY, cases_of([0, 1]), np.array([np.nan, 0.2]))
    assert (outcome.tested, outcome.cases.audits.tolist()) == (1, [[1]])


def test_combine_outcomes_sorts_flags_by_probability():
    outcome = weigh_cases(Rule.LOW_ENTROPY, cases_of([0, 1, 2]), np.array([0.01, 0.001, 0.02]))
    flags = combine_outcomes([outcome]).flags
    assert [flag.audits for flag in flags] == [(1,), (0,), (2,)]
    assert isinstance(flags[0], Flag)
