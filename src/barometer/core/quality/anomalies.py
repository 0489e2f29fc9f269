"""All anomaly rules over an edition, with one control of false alarms."""

from barometer.core.quality.digits import weigh_last_digits
from barometer.core.quality.duplicates import find_reused_evidence, weigh_near_duplicates
from barometer.core.quality.flags import AnomalyReport, Rule, RuleOutcome, combine_outcomes
from barometer.core.quality.outliers import weigh_leniency, weigh_unlike_the_body
from barometer.core.quality.patterns import weigh_low_variance, weigh_straight_lining
from barometer.core.quality.timing import (
    find_faster_than_others,
    find_faster_than_reading,
    find_impossible_travel,
    find_outside_windows,
    find_overlaps,
)
from barometer.core.quality.trail import EditionTrace, require_same_audits


def find_anomalies(
    trace: EditionTrace, *, seed: int, false_discovery_share: float = 0.05
) -> AnomalyReport:
    """Return the cases of an edition that a person should look at.

    Rules whose material is missing are not applied and do not appear in the counts; a rule
    applied to too little appears with nothing tested. Flags never change a score.

    Arguments:
        trace: Everything known of how the audits were made.
        seed: Seed of the pairs that calibrate near duplicates.
        false_discovery_share: Expected share of false alarms among improbable cases, 0 to 1.

    Raises:
        InvalidArgument: Parts of the trace do not describe the same audits.

    Source: Method, section 9.3.
    """
    require_same_audits(trace)
    outcomes = [*_impossible(trace), *_improbable(trace, seed)]
    return combine_outcomes(outcomes, false_discovery_share=false_discovery_share)


def _impossible(trace: EditionTrace) -> list[RuleOutcome]:
    trail = trace.trail
    outcomes = [find_faster_than_others(trail)]
    if trace.reading_minutes is not None:
        outcomes.append(find_faster_than_reading(trail, trace.reading_minutes))
    outcomes.append(find_overlaps(trail))
    if trace.places is not None:
        outcomes.append(find_impossible_travel(trail, trace.places))
    for windows, rule in (
        (trace.opening, Rule.OUTSIDE_OPENING_HOURS),
        (trace.slots, Rule.OUTSIDE_SLOT),
    ):
        if windows is not None:
            outcomes.append(find_outside_windows(trail, windows, rule))
    if trace.evidence is not None:
        outcomes.append(find_reused_evidence(trail, trace.evidence))
    return outcomes


def _improbable(trace: EditionTrace, seed: int) -> list[RuleOutcome]:
    trail = trace.trail
    outcomes: list[RuleOutcome] = []
    if trace.answers is not None:
        outcomes.extend(weigh_straight_lining(trail, trace.answers))
        outcomes.append(weigh_near_duplicates(trail, trace.answers, seed=seed))
    if trace.measured is not None:
        outcomes.extend(weigh_last_digits(trail, trace.measured))
    outcomes.append(weigh_low_variance(trail))
    if trace.leniency is not None:
        outcomes.append(weigh_leniency(trace.leniency))
    outcomes.append(weigh_unlike_the_body(trail, trace.leniency))
    return outcomes
