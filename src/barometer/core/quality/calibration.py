"""Probabilities measured on the edition itself: how rare is this among the other audits?"""

from math import log

import numpy as np

from barometer.core.arrays import Floats, Integers

# Fewer reference values than this cannot tell what is rare.
LEAST_REFERENCE = 50
LEAST_GROUP = 5
TAIL_SIZE = 100
SMALLEST_TAIL_SHARE, LARGEST_TAIL_SHARE = 0.02, 0.10


def tail_p_values(
    observed: Floats, reference: Floats, *, tail_share: float | None = None
) -> Floats:
    """Return how probable a value at least as large is among the reference, above 0, up to 1.

    Inside the reference the probability is the share of values at least as large, with one
    added to both counts. In the tail it follows an exponential curve, drawn through the shares
    of the reference that reach the start of the tail and the point where half of the tail is
    passed: a few planted extremes at the far end cannot hide each other. NaN for a NaN, and
    everywhere with fewer than 50 reference values.

    Arguments:
        observed: Values to judge, the larger the more suspicious; any shape.
        reference: Values taken as usual; NaN are left out.
        tail_share: Share of the reference in the tail, 0 to 0.5. The smaller, the more faithful
            to the far tail, the more reference it needs, and the fewer planted extremes it
            bears. By default a hundred values, between 2 % and 10 % of the reference.

    Source: Method, section 9.3.

    Example:
        >>> reference = np.arange(1000.0)
        >>> tail_p_values(np.array([500.0, 950.0, np.nan]), reference).round(2).tolist()
        [0.5, 0.05, nan]
    """
    usual = np.sort(reference[~np.isnan(reference)])
    if usual.size < LEAST_REFERENCE:
        return np.full(observed.shape, np.nan)
    if tail_share is None:
        tail_share = min(max(TAIL_SIZE / usual.size, SMALLEST_TAIL_SHARE), LARGEST_TAIL_SHARE)
    reached = usual.size - np.searchsorted(usual, observed, side="left")
    p_values = np.minimum((reached + 1.0) / (usual.size + 1.0), 1.0)
    values, firsts = np.unique(usual, return_index=True)
    survival = 1.0 - firsts / usual.size
    start = int(np.searchsorted(-survival, -tail_share))
    half = int(np.searchsorted(-survival, -survival[min(start, values.size - 1)] / 2.0))
    if half < values.size:
        slope = log(survival[start] / survival[half]) / (values[half] - values[start])
        in_tail = observed > values[start]
        p_values[in_tail] = survival[start] * np.exp(-slope * (observed[in_tail] - values[start]))
    return np.where(np.isnan(observed), np.nan, p_values)


def standardise_by_group(values: Floats, groups: Integers) -> Floats:
    """Return distances to the group's median in mean absolute deviations of the group.

    NaN for a NaN, in groups of fewer than five values, and where all values are equal.

    Arguments:
        values: Shape (rows,).
        groups: Group of each row, numbered from 0; shape (rows,).

    Source: Method, section 9.3.
    """
    centres = group_medians(values, groups)
    distances = values - centres
    spreads = _group_means(np.abs(distances), groups)
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.where(spreads > 0, distances / spreads, np.nan)


def group_medians(values: Floats, groups: Integers) -> Floats:
    """Return for each row the median of its group, NaN in groups of fewer than five values.

    Source: Method, section 9.3.
    """
    medians = np.full(values.shape, np.nan)
    known = np.flatnonzero(~np.isnan(values))
    known = known[np.argsort(groups[known], kind="stable")]
    starts = np.flatnonzero(np.diff(groups[known], prepend=-1))
    by_group = np.full(int(groups.max(initial=-1)) + 1, np.nan)
    for rows in np.split(known, starts[1:]):
        if rows.size >= LEAST_GROUP:
            by_group[groups[rows[0]]] = np.median(values[rows])
    if values.size:
        medians = by_group[groups]
    return medians


def _group_means(values: Floats, groups: Integers) -> Floats:
    known = ~np.isnan(values)
    if not known.any():
        return np.full(values.shape, np.nan)
    count = int(groups.max()) + 1
    sums = np.bincount(groups[known], values[known], minlength=count)
    numbers = np.bincount(groups[known], minlength=count)
    return np.asarray((sums / np.maximum(numbers, 1))[groups], dtype=np.float64)
