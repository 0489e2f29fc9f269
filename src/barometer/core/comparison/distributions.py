"""What a family looks like on each figure: number of bodies, mean, quartile points.

These are raw statistics. Whether one may be shown is decided by disclosure control, which
needs the number of bodies given beside it.
"""

from dataclasses import dataclass

import numpy as np

from barometer.core.arrays import Floats, Integers
from barometer.core.comparison.arrays import check_family_index, rows_by_family, usable_figures

QUARTILE_SHARES = (0.25, 0.5, 0.75)


@dataclass(frozen=True, slots=True)
class FamilyDistributions:
    """Per family and figure, in points; ``quartiles`` has shape (3, families, figures).

    ``counts`` are the bodies with a usable figure. Mean and quartile points are NaN where it
    is 0. Quartile points are those of observed scores, wider apart than true scores.
    """

    counts: Integers
    means: Floats
    quartiles: Floats


def describe_families(
    scores: Floats, standard_errors: Floats, family_index: Integers
) -> FamilyDistributions:
    """Return the mean and quartile points of each family, every body counting once.

    The bodies are those that enter the comparison: a score without a finite standard error is
    left out. Quartile points interpolate linearly between the two nearest scores.

    Arguments:
        scores: Shape (bodies, figures), in points; NaN where there is no value.
        standard_errors: Same shape; NaN or infinite where unknown.
        family_index: Family number of each body, -1 for none.

    Raises:
        InvalidArgument: Shapes that differ, or a negative standard error.

    Source:
        Method, section 5.3.

    Example:
        >>> scores = np.array([[50.0], [60.0], [70.0], [80.0], [np.nan]])
        >>> found = describe_families(scores, np.ones((5, 1)), np.zeros(5, dtype=np.int64))
        >>> found.counts.tolist(), found.means.tolist(), found.quartiles.ravel().tolist()
        ([[4]], [[65.0]], [57.5, 65.0, 72.5])
    """
    check_family_index(family_index, scores.shape[0])
    is_used = usable_figures(scores, standard_errors)
    values = np.where(is_used, scores, np.nan)
    rows_of = rows_by_family(family_index)
    shape = (len(rows_of), scores.shape[1])
    counts = np.zeros(shape, dtype=np.int64)
    means = np.full(shape, np.nan)
    quartiles = np.full((len(QUARTILE_SHARES), *shape), np.nan)
    for family, rows in enumerate(rows_of):
        if rows.size:
            ordered = np.sort(values[rows], axis=0)
            counts[family] = is_used[rows].sum(axis=0)
            means[family] = _column_means(ordered, counts[family])
            quartiles[:, family] = _quartile_points(ordered, counts[family])
    return FamilyDistributions(counts, means, quartiles)


def _column_means(ordered: Floats, counts: Integers) -> Floats:
    totals = np.nansum(ordered, axis=0)
    return np.where(counts > 0, totals / np.maximum(counts, 1), np.nan)


def _quartile_points(ordered: Floats, counts: Integers) -> Floats:
    """Interpolate in columns sorted with NaN last, each over its own count."""
    depths = np.outer(QUARTILE_SHARES, np.maximum(counts - 1, 0))
    below = np.floor(depths).astype(np.int64)
    above = np.minimum(below + 1, np.maximum(counts - 1, 0))
    columns = np.arange(counts.size)
    low, high = ordered[below, columns], ordered[above, columns]
    points: Floats = low + (depths - below) * (high - low)
    return points
