"""Anomalies as data: the rule, who and what it concerns, the numbers, and how sure one can be.

A flag asks a person to look; it never changes an answer or a score.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum
from math import isnan

import numpy as np

from barometer.core.arrays import Bools, Floats, Integers
from barometer.core.false_discovery import adjust_p_values


class Unit(Enum):
    """Unit of the observed and expected numbers of a flag."""

    MINUTES = "minutes"
    KILOMETRES_PER_HOUR = "kilometres_per_hour"
    ANSWERS = "answers"
    BITS = "bits"
    SHARE = "share"
    RATIO = "ratio"
    POINTS = "points"
    AUDITS = "audits"


class Rule(Enum):
    """The rules of section 9.3; each value is the code that texts are looked up by."""

    FASTER_THAN_OTHERS = "faster_than_others"
    FASTER_THAN_READING = "faster_than_reading"
    OVERLAPPING = "overlapping"
    IMPOSSIBLE_TRAVEL = "impossible_travel"
    OUTSIDE_OPENING_HOURS = "outside_opening_hours"
    OUTSIDE_SLOT = "outside_slot"
    EVIDENCE_REUSED = "evidence_reused"
    LONG_IDENTICAL_RUN = "long_identical_run"
    LOW_ENTROPY = "low_entropy"
    NEAR_DUPLICATE = "near_duplicate"
    ROUND_NUMBERS = "round_numbers"
    LAST_DIGITS = "last_digits"
    LOW_VARIANCE = "low_variance"
    LENIENCY = "leniency"
    UNLIKE_THE_BODY = "unlike_the_body"


UNITS = {
    Rule.FASTER_THAN_OTHERS: Unit.MINUTES,
    Rule.FASTER_THAN_READING: Unit.MINUTES,
    Rule.OVERLAPPING: Unit.MINUTES,
    Rule.IMPOSSIBLE_TRAVEL: Unit.KILOMETRES_PER_HOUR,
    Rule.OUTSIDE_OPENING_HOURS: Unit.MINUTES,
    Rule.OUTSIDE_SLOT: Unit.MINUTES,
    Rule.EVIDENCE_REUSED: Unit.AUDITS,
    Rule.LONG_IDENTICAL_RUN: Unit.ANSWERS,
    Rule.LOW_ENTROPY: Unit.BITS,
    Rule.NEAR_DUPLICATE: Unit.SHARE,
    Rule.ROUND_NUMBERS: Unit.SHARE,
    Rule.LAST_DIGITS: Unit.RATIO,
    Rule.LOW_VARIANCE: Unit.POINTS,
    Rule.LENIENCY: Unit.POINTS,
    Rule.UNLIKE_THE_BODY: Unit.POINTS,
}


@dataclass(frozen=True, slots=True, eq=False)
class Cases:
    """Whom and what cases concern, and their numbers; one row per case.

    Attributes:
        audits: Audits of the case: none (the case is the auditor's whole work), one or two;
            shape (rows, 0 to 2).
        auditors: Auditor of the case, of the later audit for two; shape (rows,).
        observed: What was observed, in the unit of the rule; shape (rows,).
        expected: What it is compared with, the limit or the usual value; shape (rows,).
    """

    audits: Integers
    auditors: Integers
    observed: Floats
    expected: Floats

    def of(self, chosen: Bools) -> "Cases":
        """Return the chosen rows."""
        return Cases(
            self.audits[chosen],
            self.auditors[chosen],
            self.observed[chosen],
            self.expected[chosen],
        )


@dataclass(frozen=True, slots=True, eq=False)
class RuleOutcome:
    """What one rule found.

    A rule that computes a probability lists every case it tested, so that false alarms can be
    counted. A rule that states an impossibility lists only its finds, with NaN probabilities.

    Attributes:
        rule: The rule applied.
        cases: Whom and what, with the numbers.
        p_values: Probability of something as extreme without an anomaly, 0 to 1, or NaN.
        tested: Number of cases examined.
        is_notable: False where the difference is too small to matter, whatever its
            probability.
    """

    rule: Rule
    cases: Cases
    p_values: Floats
    tested: int
    is_notable: Bools


@dataclass(frozen=True, slots=True)
class Flag:
    """One case to review, with the numbers that its sentence needs.

    Attributes:
        rule: Which rule raised it.
        auditor: The auditor concerned.
        audits: The audits concerned; empty when the case is the auditor's whole work.
        observed: What was observed, in ``unit``.
        expected: The limit passed, or the usual value, in ``unit``.
        unit: Unit of both numbers.
        p_value: Probability without an anomaly; ``None`` for a stated impossibility.
        adjusted_p_value: The same, adjusted over all the tests of the edition; ``None``
            likewise.
    """

    rule: Rule
    auditor: int
    audits: tuple[int, ...]
    observed: float
    expected: float
    unit: Unit
    p_value: float | None
    adjusted_p_value: float | None

    @property
    def is_certain(self) -> bool:
        """True for a stated impossibility, false for something improbable."""
        return self.p_value is None


@dataclass(frozen=True, slots=True)
class RuleCount:
    """How many cases a rule tested and flagged; nothing tested means the data did not allow it."""

    rule: Rule
    tested: int
    flagged: int


@dataclass(frozen=True, slots=True)
class AnomalyReport:
    """The flags of an edition, the most certain first within each rule, and the counts."""

    flags: tuple[Flag, ...]
    counts: tuple[RuleCount, ...]


def state_cases(rule: Rule, cases: Cases, *, tested: int) -> RuleOutcome:
    """Return the outcome of a rule that states impossibilities, without probabilities.

    Arguments:
        rule: The rule applied.
        cases: What the rule found.
        tested: Number of cases examined.

    Source: Method, section 9.3.
    """
    rows = cases.auditors.size
    return RuleOutcome(rule, cases, np.full(rows, np.nan), tested, np.ones(rows, dtype=np.bool_))


def weigh_cases(
    rule: Rule,
    cases: Cases,
    p_values: Floats,
    is_notable: Bools | None = None,
) -> RuleOutcome:
    """Return the outcome of a rule that computes probabilities; NaN rows were not tested.

    Arguments:
        rule: The rule applied.
        cases: Every case examined.
        p_values: Probability of each case without an anomaly, shape (rows,).
        is_notable: False where the difference is too small to matter; all matter by default.

    Source: Method, section 9.3.
    """
    kept = ~np.isnan(p_values)
    notable = np.ones(kept.size, dtype=np.bool_) if is_notable is None else is_notable
    return RuleOutcome(rule, cases.of(kept), p_values[kept], int(kept.sum()), notable[kept])


def combine_outcomes(
    outcomes: Sequence[RuleOutcome], *, false_discovery_share: float = 0.05
) -> AnomalyReport:
    """Return the cases to review, the expected share of false alarms held over all rules.

    Probabilities of all rules are adjusted together (Benjamini-Hochberg); a case is kept when
    its adjusted value is at most ``false_discovery_share`` and its difference is notable.
    Stated impossibilities are always kept and do not count among the tests.

    Arguments:
        outcomes: One per rule applied.
        false_discovery_share: Expected share of false alarms among probabilistic flags, 0 to 1.

    Source: Method, section 9.4.
    """
    sizes = [outcome.p_values.size for outcome in outcomes]
    pooled = np.concatenate([outcome.p_values for outcome in outcomes]) if sizes else np.empty(0)
    adjusted = np.split(adjust_p_values(pooled), np.cumsum(sizes)[:-1])
    flags: list[Flag] = []
    counts: list[RuleCount] = []
    for outcome, q_values in zip(outcomes, adjusted, strict=False):
        is_kept = np.isnan(q_values) | (q_values <= false_discovery_share)
        rows = np.flatnonzero(is_kept & outcome.is_notable)
        rows = rows[np.argsort(outcome.p_values[rows], kind="stable")]
        flags.extend(_flag(outcome, int(row), float(q_values[row])) for row in rows)
        counts.append(RuleCount(outcome.rule, outcome.tested, rows.size))
    return AnomalyReport(tuple(flags), tuple(counts))


def _flag(outcome: RuleOutcome, row: int, adjusted: float) -> Flag:
    return Flag(
        rule=outcome.rule,
        auditor=int(outcome.cases.auditors[row]),
        audits=tuple(int(audit) for audit in outcome.cases.audits[row]),
        observed=float(outcome.cases.observed[row]),
        expected=float(outcome.cases.expected[row]),
        unit=UNITS[outcome.rule],
        p_value=None if isnan(adjusted) else float(outcome.p_values[row]),
        adjusted_p_value=None if isnan(adjusted) else adjusted,
    )
