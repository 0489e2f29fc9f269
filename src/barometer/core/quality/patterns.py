"""Rules on the shape of the answers: the same answer all along, the same mark everywhere."""

import numpy as np
from scipy.special import chdtr, chdtri

from barometer.core.arrays import Bools, Floats, Integers
from barometer.core.quality.calibration import (
    LEAST_GROUP,
    group_medians,
    standardise_by_group,
    tail_p_values,
)
from barometer.core.quality.flags import Cases, Rule, RuleOutcome, weigh_cases
from barometer.core.quality.trail import AuditTrail

# Fewer answers than this cannot show a pattern.
LEAST_ANSWERS = 10
LEAST_AUDITORS = 5


def most_surprising_runs(answers: Floats, groups: Integers) -> tuple[Floats, Floats]:
    """Return for each audit the length of its most surprising run of one answer, and surprise.

    The surprise of an answer is minus the natural logarithm of its share among the answers
    that the group gave to the item; that of a run is the sum. Twenty times "yes" where nearly
    everybody says yes surprises little; ten times "no" there surprises much. Items not
    answered are skipped. NaN below ten answers.

    Arguments:
        answers: Integers in the order of the form, shape (audits, items); NaN if not answered.
        groups: Audits that answer the same form, numbered from 0; shape (audits,).

    Source: Method, section 9.3.

    Example:
        >>> answers = np.array([[1.0] * 6 + [np.nan] + [1.0] * 2 + [0.0] * 3, [1.0] * 12])
        >>> lengths, surprises = most_surprising_runs(answers, np.array([0, 0]))
        >>> lengths.tolist(), surprises.round(3).tolist()
        ([3.0, 12.0], [2.079, 2.079])
    """
    surprises = _answer_surprises(answers, groups)
    audits = answers.shape[0]
    last, length, surprise = np.full(audits, np.nan), np.zeros(audits), np.zeros(audits)
    best_length, best_surprise = np.zeros(audits), np.zeros(audits)
    for codes, added in zip(answers.T, surprises.T, strict=True):
        given = ~np.isnan(codes)
        goes_on = codes == last
        length = np.where(given, np.where(goes_on, length + 1.0, 1.0), length)
        surprise = np.where(given, np.where(goes_on, surprise + added, added), surprise)
        last = np.where(given, codes, last)
        # Where nobody answers otherwise no run surprises: the longest is shown.
        is_longer = (surprise == best_surprise) & (length > best_length)
        is_best = (surprise > best_surprise) | is_longer
        best_length = np.where(is_best, length, best_length)
        best_surprise = np.where(is_best, surprise, best_surprise)
    enough = _has_enough_answers(answers)
    return np.where(enough, best_length, np.nan), np.where(enough, best_surprise, np.nan)


def answer_entropies(answers: Floats) -> Floats:
    """Return the Shannon entropy of each audit's answers in bits, 0 when all are the same.

    NaN below ten answers.

    Arguments:
        answers: Integers, shape (audits, items); NaN if not answered.

    Source: Method, section 9.3.

    Example:
        >>> answer_entropies(np.array([[0.0, 1.0] * 5, [1.0, 1.0] * 5])).tolist()
        [1.0, 0.0]
    """
    given = np.sum(~np.isnan(answers), axis=1)
    entropies = np.zeros(answers.shape[0])
    for code in np.unique(answers[~np.isnan(answers)]):
        shares = np.sum(answers == code, axis=1) / np.maximum(given, 1)
        entropies -= shares * np.log2(np.where(shares > 0, shares, 1.0))
    # Minus zero is the same number and reads badly.
    return np.where(_has_enough_answers(answers), np.abs(entropies), np.nan)


def weigh_straight_lining(trail: AuditTrail, answers: Floats) -> tuple[RuleOutcome, RuleOutcome]:
    """Return how unusual each audit's longest run, and its lack of variety, are.

    The first weighs the surprise of the most surprising run and shows its length; the second
    the entropy of the answers. Both are compared with the median of the scenario, in mean
    absolute deviations, and judged against all audits of the edition. A perfect body honestly
    gets the same answer all along: where many audits do, none is unusual.

    Source: Method, section 9.3.
    """
    lengths, surprises = most_surprising_runs(answers, trail.scenarios)
    entropies = answer_entropies(answers)
    return (
        _weigh_statistic(trail, Rule.LONG_IDENTICAL_RUN, lengths, surprises),
        _weigh_statistic(trail, Rule.LOW_ENTROPY, entropies, -entropies),
    )


def weigh_low_variance(trail: AuditTrail) -> RuleOutcome:
    """Return how improbably alike the marks of each auditor are, from body to body.

    The variance of the auditor's values around the scenario means is compared with the median
    variance of auditors. Auditors of fewer than five audits are left out; with fewer than five
    auditors, or no variation, nothing is tested.

    Source: Method, section 9.3.
    """
    deviations = trail.values - group_medians(trail.values, trail.scenarios)
    kept = ~np.isnan(deviations)
    auditors, inside = np.unique(trail.auditors[kept], return_inverse=True)
    numbers = np.bincount(inside, minlength=auditors.size).astype(np.float64)
    means = np.bincount(inside, deviations[kept]) / numbers if numbers.size else numbers
    around = deviations[kept] - means[inside]
    freedom = np.maximum(numbers - 1.0, 1.0)
    variances = np.bincount(inside, around**2, minlength=auditors.size) / freedom
    enough = numbers >= LEAST_GROUP
    p_values = np.full(auditors.size, np.nan)
    usual = np.nan
    if enough.sum() >= LEAST_AUDITORS and np.median(variances[enough]) > 0:
        # Values that are not normal make variances more variable: fewer degrees of freedom.
        freedom = 2.0 / (2.0 / freedom + _excess_kurtosis(around) / numbers)
        # The median of a chi-square is below its mean.
        usual = float(np.median((variances * freedom / chdtri(freedom, 0.5))[enough]))
        p_values[enough] = chdtr(freedom, freedom * variances / usual)[enough]
    return weigh_cases(
        Rule.LOW_VARIANCE,
        Cases(
            np.empty((auditors.size, 0), dtype=np.int64),
            auditors,
            np.sqrt(variances),
            np.full(auditors.size, np.sqrt(usual)),
        ),
        p_values,
    )


def _answer_surprises(answers: Floats, groups: Integers) -> Floats:
    """Return minus the logarithm of each answer's share in its group; 0 where not answered."""
    surprises = np.zeros(answers.shape)
    for group in np.unique(groups):
        rows = np.flatnonzero(groups == group)
        given = np.maximum(np.sum(~np.isnan(answers[rows]), axis=0), 1)
        for code in np.unique(answers[rows][~np.isnan(answers[rows])]):
            is_code = answers[rows] == code
            shares = np.maximum(is_code.sum(axis=0), 1) / given
            surprises[rows] -= np.where(is_code, np.log(shares), 0.0)
    return surprises


def _has_enough_answers(answers: Floats) -> Bools:
    return np.asarray(np.sum(~np.isnan(answers), axis=1) >= LEAST_ANSWERS)


def _weigh_statistic(
    trail: AuditTrail, rule: Rule, statistic: Floats, suspicion: Floats
) -> RuleOutcome:
    """Judge ``suspicion`` (larger is worse) by scenario; show ``statistic`` beside its median."""
    relative = standardise_by_group(suspicion, trail.scenarios)
    return weigh_cases(
        rule,
        Cases(
            np.arange(statistic.size)[:, None],
            trail.auditors,
            statistic,
            group_medians(statistic, trail.scenarios),
        ),
        tail_p_values(relative, relative),
    )


def _excess_kurtosis(deviations: Floats) -> float:
    """Return the excess kurtosis, at least 0: light tails are not trusted to sharpen a test."""
    second = float(np.mean(deviations**2))
    return max(float(np.mean(deviations**4)) / second**2 - 3.0, 0.0) if second > 0 else 0.0
