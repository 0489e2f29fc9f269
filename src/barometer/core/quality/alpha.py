"""Krippendorff's alpha for any number of coders, four kinds of codes, and missing codes."""

from dataclasses import dataclass
from enum import Enum

import numpy as np

from barometer.core.arrays import Floats
from barometer.core.errors import InvalidArgument


class Metric(Enum):
    """How far apart two codes are: what the difference of two answers means."""

    NOMINAL = "nominal"
    ORDINAL = "ordinal"
    INTERVAL = "interval"
    RATIO = "ratio"


@dataclass(frozen=True, slots=True, eq=False)
class CodeCounts:
    """How often each code was given to each unit, units with fewer than two codes set to zero.

    Attributes:
        values: The distinct codes, ascending; shape (values,).
        counts: Coders who gave the value to the unit; shape (units, values).
    """

    values: Floats
    counts: Floats


def count_codes(codes: Floats) -> CodeCounts:
    """Return the table of codes by unit, from which every coefficient is computed.

    A unit coded by fewer than two coders says nothing of agreement: its row is zero.

    Arguments:
        codes: Shape (coders, units); NaN where the coder did not code the unit.

    Raises:
        InvalidArgument: The table does not have two dimensions.

    Source: Method, section 9.1.

    Example:
        >>> count_codes(np.array([[1.0, 2.0, 2.0], [1.0, 1.0, np.nan]])).counts.tolist()
        [[2.0, 0.0], [1.0, 1.0], [0.0, 0.0]]
    """
    if codes.ndim != 2:
        raise InvalidArgument("codes", codes.shape, "(coders, units)")
    given = ~np.isnan(codes)
    pairable = given & (given.sum(axis=0) >= 2)
    values, places = np.unique(codes[pairable], return_inverse=True)
    counts = np.zeros((codes.shape[1], values.size))
    np.add.at(counts, (np.nonzero(pairable)[1], places), 1.0)
    return CodeCounts(values=values, counts=counts)


def krippendorff_alpha(codes: Floats, metric: Metric) -> float:
    """Return Krippendorff's alpha, 1 for perfect agreement, 0 for what chance gives, or below.

    Units with fewer than two codes are left out. NaN means that alpha does not exist: no unit
    was coded twice, or every code is the same so that nothing could disagree.

    Arguments:
        codes: Shape (coders, units); NaN where the coder did not code the unit.
        metric: What the difference of two codes means. Ratio codes are not negative.

    Raises:
        InvalidArgument: The table does not have two dimensions, or a ratio code is negative.

    Source: Method, section 9.1.

    Example:
        >>> codes = np.array([[1.0, 0.0, 1.0, 0.0], [1.0, 0.0, 0.0, 0.0]])
        >>> round(krippendorff_alpha(codes, Metric.NOMINAL), 4)
        0.5333
    """
    table = count_codes(codes)
    return float(replicate_alphas(table, metric, np.ones((1, table.counts.shape[0])))[0])


def replicate_alphas(table: CodeCounts, metric: Metric, multiplicities: Floats) -> Floats:
    """Return one alpha for each way of counting the units, NaN where it does not exist.

    Arguments:
        table: Codes by unit.
        metric: What the difference of two codes means.
        multiplicities: How many times each unit counts; shape (replicates, units).

    Returns:
        Shape (replicates,).

    Source: Method, section 9.1.
    """
    observed, expected, codes = disagreements(table, metric, multiplicities)
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.where(expected > 0, 1.0 - (codes - 1.0) * observed / expected, np.nan)


def disagreements(
    table: CodeCounts, metric: Metric, multiplicities: Floats
) -> tuple[Floats, Floats, Floats]:
    """Return for each replicate the observed and expected disagreement sums and the codes.

    The first is the sum of the coincidence matrix times squared distance; the second the sum
    over pairs of values of the product of their margins times squared distance; the third the
    number of pairable codes. Alpha is ``1 - (codes - 1) * observed / expected``.
    """
    margins = multiplicities @ table.counts
    if metric is Metric.ORDINAL:
        # On ordered codes the distance is the distance of the mid-ranks in the pooled margins.
        positions = np.cumsum(margins, axis=1) - margins / 2.0
        by_unit = _squared_spread(table.counts, positions)
        observed = np.einsum("ru,ru->r", multiplicities, by_unit)
        first = np.einsum("rv,rv->r", margins, positions)
        second = np.einsum("rv,rv->r", margins, positions**2)
        expected = 2.0 * (margins.sum(axis=1) * second - first**2)
        # Equal positions leave rounding dust that would pass for a possible disagreement.
        expected = np.where((margins > 0).sum(axis=1) > 1, expected, 0.0)
    else:
        distances = squared_distances(table.values, metric)
        observed = multiplicities @ unit_disagreements(table.counts, distances)
        expected = np.einsum("rv,rv->r", margins @ distances, margins)
    return observed, expected, margins.sum(axis=1)


def squared_distances(values: Floats, metric: Metric) -> Floats:
    """Return the squared distance of every two values, shape (values, values).

    Raises:
        InvalidArgument: A ratio value is negative, or the metric is ordinal (its distances
            depend on how often each value is given).
    """
    left, right = values[:, None], values[None, :]
    if metric is Metric.NOMINAL:
        return np.asarray(left != right, dtype=np.float64)
    if metric is Metric.INTERVAL:
        return np.asarray((left - right) ** 2, dtype=np.float64)
    if metric is not Metric.RATIO:
        raise InvalidArgument("metric", metric, "nominal, interval or ratio")
    if np.any(values < 0):
        raise InvalidArgument("values", float(values.min()), "ratio codes of 0 or more")
    total = left + right
    # Two zeros are the same amount: their distance is 0, not 0/0.
    return np.asarray(((left - right) / np.where(total > 0, total, 1.0)) ** 2, dtype=np.float64)


def unit_disagreements(counts: Floats, distances: Floats) -> Floats:
    """Return each unit's sum of squared distances over its coder pairs, divided by coders - 1."""
    coders = counts.sum(axis=1)
    pairs = np.einsum("uv,uv->u", counts @ distances, counts)
    return np.asarray(pairs / np.maximum(coders - 1.0, 1.0), dtype=np.float64)


def ordinal_distances(counts: Floats) -> Floats:
    """Return the squared distance of every two ordered values: that of their pooled mid-ranks.

    Arguments:
        counts: Coders who gave each value to each unit; shape (units, values).

    Returns:
        Shape (values, values).
    """
    margins = counts.sum(axis=0)
    positions = np.cumsum(margins) - margins / 2.0
    return squared_distances(positions, Metric.INTERVAL)


def _squared_spread(counts: Floats, positions: Floats) -> Floats:
    """Return the units' disagreement for each row of positions, shape (replicates, units)."""
    coders = counts.sum(axis=1)
    first, second = positions @ counts.T, positions**2 @ counts.T
    spread = 2.0 * (coders * second - first**2) / np.maximum(coders - 1.0, 1.0)
    return np.asarray(spread, dtype=np.float64)
