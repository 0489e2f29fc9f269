"""Rules on measured answers: numbers rounded or invented show in their last digits."""

import numpy as np
from scipy.special import chdtrc, ndtr

from barometer.core.arrays import Bools, Floats, Integers
from barometer.core.quality.flags import Cases, Rule, RuleOutcome, weigh_cases
from barometer.core.quality.trail import AuditTrail, MeasuredAnswers

LEAST_ANSWERS = 20
LEAST_AUDITORS = 5
# A digit expected less often than this says nothing by being absent.
LEAST_EXPECTED = 1.0
# Medians of a chi-square of one degree of freedom, and of the usual approximation for more.
MEDIAN_OF_SQUARE = 0.4549
SHARE_NOTABLE = 0.10


def weigh_last_digits(
    trail: AuditTrail, measured: MeasuredAnswers
) -> tuple[RuleOutcome, RuleOutcome]:
    """Return how unusual each auditor's round numbers, and last digits, are.

    Expectations come from the other auditors on the same items: rings of a telephone have no
    uniform last digit, so none is assumed. The first outcome compares the share of multiples
    of five (one-sided; notable from 10 percentage points), the second all ten digits
    (chi-square over its degrees of freedom, 1 being usual). Auditors of fewer than twenty
    measured answers are left out; with fewer than five auditors nothing is tested.

    Arguments:
        trail: Who made each audit.
        measured: Answers that are numbers, 0 or more; NaN are left out.

    Source: Method, section 9.3.
    """
    known = ~np.isnan(measured.values)
    values = np.floor(measured.values[known]).astype(np.int64)
    auditors, inside = np.unique(trail.auditors[measured.audits[known]], return_inverse=True)
    items, item_places = np.unique(measured.items[known], return_inverse=True)
    shape = (auditors.size, items.size, 10)
    places = np.ravel_multi_index((inside, item_places, values % 10), shape)
    counts = np.bincount(places, minlength=int(np.prod(shape))).reshape(shape).astype(np.float64)
    numbers = counts.sum(axis=(1, 2))
    enough = numbers >= LEAST_ANSWERS
    if enough.sum() < LEAST_AUDITORS:
        enough[:] = False
    return _weigh_round(auditors, counts, enough), _weigh_digits(auditors, counts, enough)


def _expected_digits(counts: Floats) -> tuple[Floats, Floats]:
    """Return expected digits of each auditor by the others, and the widening of their variance.

    Both have shape (auditors, items, 10); an item nobody else measured expects nothing.
    """
    others = counts.sum(axis=0) - counts
    measured_by_others = others.sum(axis=2, keepdims=True)
    own = counts.sum(axis=2, keepdims=True)
    safe = np.maximum(measured_by_others, 1.0)
    return own * others / safe, np.broadcast_to(1.0 + own / safe, counts.shape)


def _weigh_round(auditors: Integers, counts: Floats, enough: Bools) -> RuleOutcome:
    expected, widening = _expected_digits(counts)
    comparable = expected.sum(axis=2) > 0
    own = np.where(comparable, counts.sum(axis=2), 0.0)
    numbers = np.maximum(own.sum(axis=1), 1.0)
    round_ones = np.where(comparable, counts[:, :, 0] + counts[:, :, 5], 0.0).sum(axis=1)
    by_item = expected[:, :, 0] + expected[:, :, 5]
    shares = by_item / np.maximum(own, 1.0)
    variances = (by_item * (1.0 - shares) * widening[:, :, 0]).sum(axis=1)
    usual = by_item.sum(axis=1)
    p_values = np.full(auditors.size, np.nan)
    testable = enough & (variances > 0)
    if testable.any():
        sds = np.sqrt(np.where(testable, variances, 1.0))
        distances = (round_ones - usual) / sds
        sds *= np.sqrt(max(1.0, float(np.median(distances[testable] ** 2)) / MEDIAN_OF_SQUARE))
        # Half a count less: a whole number is compared with a curve.
        p_values[testable] = ndtr(-(round_ones - usual - 0.5) / sds)[testable]
    return weigh_cases(
        Rule.ROUND_NUMBERS,
        Cases(_no_audit(auditors), auditors, round_ones / numbers, usual / numbers),
        p_values,
        round_ones - usual >= SHARE_NOTABLE * numbers,
    )


def _weigh_digits(auditors: Integers, counts: Floats, enough: Bools) -> RuleOutcome:
    expected, widening = _expected_digits(counts)
    comparable = expected.sum(axis=2, keepdims=True) > 0
    seen = np.where(comparable, counts, 0.0).sum(axis=1)
    usual, spread = expected.sum(axis=1), (expected * widening).sum(axis=1)
    used = usual >= LEAST_EXPECTED
    freedom = np.maximum(used.sum(axis=1) - 1.0, 1.0)
    squares = np.where(used, (seen - usual) ** 2 / np.where(used, spread, 1.0), 0.0).sum(axis=1)
    p_values = np.full(auditors.size, np.nan)
    testable = enough & (used.sum(axis=1) >= 2)
    if testable.any():
        medians = freedom * (1.0 - 2.0 / (9.0 * freedom)) ** 3
        inflation = max(1.0, float(np.median((squares / medians)[testable])))
        p_values[testable] = chdtrc(freedom, squares / inflation)[testable]
    return weigh_cases(
        Rule.LAST_DIGITS,
        Cases(_no_audit(auditors), auditors, squares / freedom, np.ones(auditors.size)),
        p_values,
    )


def _no_audit(auditors: Integers) -> Integers:
    """Return the audits of cases that concern all of an auditor's work."""
    return np.empty((auditors.size, 0), dtype=np.int64)
