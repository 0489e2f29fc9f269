"""Variances moderated across bodies, and the t intervals they give."""

from dataclasses import dataclass

import numpy as np
from scipy import special

from barometer.core.arrays import Floats

SMALLEST_NUMBER_OF_VARIANCES = 3
NEGLIGIBLE_SHARE = 1e-5
"""A variance below this share of their mean counts as 0: all audits of the body agree."""


@dataclass(frozen=True, slots=True)
class VariancePrior:
    """What the variances of all bodies have in common.

    ``df`` is how many degrees of freedom that knowledge is worth (infinity: they are all the
    same; 0: nothing is known); ``variance`` is in squared points, NaN when nothing is known.
    """

    df: float
    variance: float


@dataclass(frozen=True, slots=True, eq=False)
class ModeratedIntervals:
    """Standard errors and intervals, shape (bodies, figures); NaN where there is none.

    ``low`` and ``high`` stay within 0 and 100. ``priors`` has one entry per figure.
    """

    standard_error: Floats
    df: Floats
    low: Floats
    high: Floats
    priors: tuple[VariancePrior, ...]


def fit_prior(variance: Floats, df: Floats) -> VariancePrior:
    """Return the common prior of variances that scatter like scaled chi-squares.

    Moments of the log variances give the scale and the degrees of freedom of the prior. A
    variance of 0 has no logarithm: as soon as there is one (all audits of a body alike), the
    moments of the variances themselves are used. Variances that scatter no more than chance
    would have them share their pooled value, and the prior is worth infinitely many degrees.

    Arguments:
        variance: Observed variances; NaN is left out.
        df: Degrees of freedom of each, > 0 where ``variance`` is a number.

    Source: Method, section 4.2 (Smyth 2004, empirical Bayes variances).
    """
    is_known = np.isfinite(variance) & (df > 0)
    observed, freedom = variance[is_known], df[is_known]
    if len(observed) < SMALLEST_NUMBER_OF_VARIANCES or not observed.any():
        return VariancePrior(0.0, np.nan)
    if observed.min() <= NEGLIGIBLE_SHARE * observed.mean():
        return _fit_by_moments(observed, freedom)
    centred = np.log(observed) - special.digamma(freedom / 2) + np.log(freedom / 2)
    mean = float(centred.mean())
    excess = float(centred.var(ddof=1) - special.polygamma(1, freedom / 2).mean())
    if excess <= 0:
        return VariancePrior(np.inf, float(np.average(observed, weights=freedom)))
    prior_df = 2 * _inverse_trigamma(excess)
    scale = np.exp(mean + special.digamma(prior_df / 2) - np.log(prior_df / 2))
    return VariancePrior(prior_df, float(scale))


def _fit_by_moments(observed: Floats, freedom: Floats) -> VariancePrior:
    """Return the prior that gives the variances the mean and the mean square that they have.

    The mean of such variances is d0 s0 / (d0 - 2), that of their squares over 1 + 2/df is
    (d0 - 2) / (d0 - 4) times its square.
    """
    mean = float(np.average(observed, weights=freedom))
    inflation = float((observed**2 / (1 + 2 / freedom)).mean()) / mean**2
    if inflation <= 1:
        return VariancePrior(np.inf, mean)
    prior_df = (4 * inflation - 2) / (inflation - 1)
    return VariancePrior(prior_df, mean * (prior_df - 2) / prior_df)


def _inverse_trigamma(value: float) -> float:
    """Return x such that trigamma(x) = value > 0, by Newton steps on the convex inverse."""
    if value > 1e7:
        return float(1 / np.sqrt(value))
    if value < 1e-6:
        return 1 / value
    x = 0.5 + 1 / value
    for _ in range(50):
        trigamma = float(special.polygamma(1, x))
        step = trigamma * (1 - trigamma / value) / float(special.polygamma(2, x))
        x += step
        if -step / x < 1e-10:
            break
    return x


def squeeze_variances(variance: Floats, df: Floats, prior: VariancePrior) -> tuple[Floats, Floats]:
    """Return variances drawn towards the prior, and their degrees of freedom.

    A body without a variance of its own (one audit per channel) takes that of the prior. NaN
    when neither is known.

    Source: Method, section 4.2.

    Example:
        >>> prior = VariancePrior(df=5.0, variance=1.0)
        >>> moderated, df = squeeze_variances(np.array([2.0]), np.array([5.0]), prior)
        >>> moderated.tolist(), df.tolist()
        ([1.5], [10.0])
    """
    is_known = np.isfinite(variance) & (df > 0)
    own, own_df = np.where(is_known, variance, 0.0), np.where(is_known, df, 0.0)
    if prior.df == 0:
        return np.where(is_known, variance, np.nan), own_df
    if np.isinf(prior.df):
        return np.full(own.shape, prior.variance), np.full(own.shape, np.inf)
    total = prior.df + own_df
    return (prior.df * prior.variance + own_df * own) / total, total


def moderate_intervals(
    value: Floats, audit_variance: Floats, leverage: Floats, df: Floats, *, confidence: float
) -> ModeratedIntervals:
    """Return standard errors and t intervals of every figure.

    Arguments:
        value: Values, 0 to 100, shape (bodies, figures).
        audit_variance, leverage, df: As :class:`FigureVariances` gives them.
        confidence: Level of the intervals, between 0 and 1.

    Source: Method, section 4.2.
    """
    columns = [np.ascontiguousarray(a.T) for a in (value, audit_variance, leverage, df)]
    priors = []
    found = np.full((4, *columns[0].shape), np.nan)
    for row, (centre, variance, spread, freedom) in enumerate(zip(*columns, strict=True)):
        own = np.where(np.isfinite(spread) & np.isfinite(centre), variance, np.nan)
        prior = fit_prior(own, freedom)
        priors.append(prior)
        moderated, total = squeeze_variances(own, freedom, prior)
        error = np.sqrt(moderated * spread) + 0.0 * centre
        total = np.where(np.isnan(error), np.nan, total)
        half = error * t_quantiles(0.5 + confidence / 2, total)
        found[:, row] = (
            error,
            total,
            np.maximum(centre - half, 0.0),
            np.minimum(centre + half, 100.0),
        )
    standard_error, freedom, low, high = (part.T for part in found)
    return ModeratedIntervals(standard_error, freedom, low, high, tuple(priors))


def t_quantiles(probability: float, df: Floats) -> Floats:
    """Return quantiles of Student's t, one per entry; the normal law's where df is infinite."""
    unique, inverse = np.unique(df, return_inverse=True)
    return np.asarray(special.stdtrit(unique, probability)[inverse], dtype=np.float64)
