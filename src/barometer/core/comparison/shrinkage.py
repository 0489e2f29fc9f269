"""Shrunken scores: what may be believed of each true score, given the whole family.

They serve priorities and probabilities. They are never the published score of a body: each
body keeps the score that its own audits gave.
"""

from dataclasses import dataclass

import numpy as np

from barometer.core.arrays import Floats, Integers
from barometer.core.comparison.arrays import check_family_index, rows_by_family, usable_figures
from barometer.core.comparison.heterogeneity import (
    SMALLEST_STANDARD_ERROR,
    BetweenVarianceMethod,
    between_variance,
)


@dataclass(frozen=True, slots=True)
class Shrinkage:
    """Empirical-Bayes estimates within families.

    Per family, shape (families, figures): ``counts`` of usable bodies, ``family_means``
    (weighted), ``family_mean_errors``, ``between_variances`` (squared points). Per body, shape
    (bodies, figures): ``reliabilities`` from 0 (all noise) to 1 (no noise),
    ``posterior_means`` and ``posterior_sds`` in points. NaN where a body has no usable figure
    or no family, and where its family has fewer than two bodies with the figure.
    """

    family_index: Integers
    counts: Integers
    family_means: Floats
    family_mean_errors: Floats
    between_variances: Floats
    reliabilities: Floats
    posterior_means: Floats
    posterior_sds: Floats


def shrink_by_family(
    scores: Floats,
    standard_errors: Floats,
    family_index: Integers,
    method: BetweenVarianceMethod = BetweenVarianceMethod.PAULE_MANDEL,
) -> Shrinkage:
    """Return shrunken scores: family mean + reliability x (score - family mean).

    Reliability is t/(t + V) with t the between-body variance of the family and V the body's
    squared standard error. The posterior standard deviation includes the uncertainty of the
    family mean, not that of t: it is a little too small in small families.

    Arguments:
        scores: Shape (bodies, figures), in points; NaN where there is no value.
        standard_errors: Same shape; NaN or infinite where unknown (a single audit).
        family_index: Family number of each body, -1 for none.
        method: Estimator of the between-body variance.

    Raises:
        InvalidArgument: Shapes that differ, or a negative standard error.

    Source:
        Method, section 5.2.

    Example:
        >>> scores = np.array([[60.0], [70.0], [80.0]])
        >>> result = shrink_by_family(scores, np.full((3, 1), 5.0), np.zeros(3, dtype=np.int64))
        >>> result.posterior_means.ravel().round(6).tolist()
        [62.5, 70.0, 77.5]
    """
    check_family_index(family_index, scores.shape[0])
    usable_figures(scores, standard_errors)
    rows_of = rows_by_family(family_index)
    result = _empty(family_index, scores.shape, len(rows_of))
    for family, rows in enumerate(rows_of):
        _shrink_family(result, family, rows, (scores[rows], standard_errors[rows], method))
    return result


def _empty(family_index: Integers, shape: tuple[int, ...], families: int) -> Shrinkage:
    figures = shape[1]
    return Shrinkage(
        family_index=family_index,
        counts=np.zeros((families, figures), dtype=np.int64),
        family_means=np.full((families, figures), np.nan),
        family_mean_errors=np.full((families, figures), np.nan),
        between_variances=np.full((families, figures), np.nan),
        reliabilities=np.full(shape, np.nan),
        posterior_means=np.full(shape, np.nan),
        posterior_sds=np.full(shape, np.nan),
    )


def _shrink_family(
    result: Shrinkage,
    family: int,
    rows: Integers,
    sample: tuple[Floats, Floats, BetweenVarianceMethod],
) -> None:
    scores, standard_errors, method = sample
    is_used = usable_figures(scores, standard_errors)
    counts = is_used.sum(axis=0)
    between = between_variance(scores, standard_errors, method)
    errors = np.where(is_used, np.maximum(standard_errors, SMALLEST_STANDARD_ERROR), np.nan)
    variances = np.square(errors)
    weights = np.where(is_used, 1 / (between + variances), 0.0)
    total = np.where(counts >= 2, weights.sum(axis=0), np.nan)
    means = np.where(is_used, weights * scores, 0.0).sum(axis=0) / total
    reliabilities = between / (between + variances)
    result.counts[family] = counts
    result.family_means[family] = means
    result.family_mean_errors[family] = np.sqrt(1 / total)
    result.between_variances[family] = between
    result.reliabilities[rows] = reliabilities
    result.posterior_means[rows] = means + reliabilities * (scores - means)
    result.posterior_sds[rows] = np.sqrt(
        reliabilities * variances + np.square(1 - reliabilities) / total
    )
