"""Agreement of a double-coded sample: raw, beyond chance, with interval and verdict."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum
from math import isnan, nan

import numpy as np

from barometer.core.arrays import Floats
from barometer.core.errors import InvalidArgument
from barometer.core.quality.alpha import (
    CodeCounts,
    Metric,
    count_codes,
    replicate_alphas,
)

RELIABLE_FROM = 0.80
TENTATIVE_FROM = 0.667
# Above this share of equal codes a low alpha says that nearly everybody got the same answer.
HIGH_RAW_AGREEMENT_SHARE = 0.90


class Verdict(Enum):
    """What the estimate of alpha allows, by Krippendorff's two thresholds."""

    RELIABLE = "reliable"
    TENTATIVE = "tentative"
    UNRELIABLE = "unreliable"
    NO_VARIATION = "no_variation"
    NOT_DOUBLE_CODED = "not_double_coded"


@dataclass(frozen=True, slots=True)
class Agreement:
    """How well independent codings of the same recordings agree.

    Attributes:
        double_coded: Number of units (audits, or answers for an auditor) coded at least twice.
        raw_agreement_share: Share of equal codes among all pairs of codes of a unit, 0 to 1;
            NaN when nothing was coded twice.
        alpha: Krippendorff's alpha, at most 1; NaN when it does not exist (see ``verdict``).
        low: Lower bound of the bootstrap interval; NaN with ``alpha`` or with a single audit.
        high: Upper bound of the same interval.
        verdict: What the estimate allows. Read it with the interval.
    """

    double_coded: int
    raw_agreement_share: float
    alpha: float
    low: float
    high: float
    verdict: Verdict

    @property
    def has_prevalence_paradox(self) -> bool:
        """True when codes nearly always agree and alpha is low: one answer is too common.

        The item then cannot show whether coders would agree on the rare answer; that is a
        property of the sample, not a fault of the coders.
        """
        return self.raw_agreement_share >= HIGH_RAW_AGREEMENT_SHARE and self.alpha < TENTATIVE_FROM


@dataclass(frozen=True, slots=True)
class Bootstrap:
    """How the intervals are drawn: number of replicates, confidence, seed."""

    seed: int
    replicates: int = 1000
    level: float = 0.95


def judge_alpha(alpha: float) -> Verdict:
    """Return the verdict on an alpha: reliable from .80, tentative from .667.

    NaN is a sample in which nothing could disagree.

    Source: Method, section 9.1.

    Example:
        >>> judge_alpha(0.7)
        <Verdict.TENTATIVE: 'tentative'>
    """
    if isnan(alpha):
        return Verdict.NO_VARIATION
    if alpha >= RELIABLE_FROM:
        return Verdict.RELIABLE
    return Verdict.TENTATIVE if alpha >= TENTATIVE_FROM else Verdict.UNRELIABLE


def raw_agreement_share(codes: Floats) -> float:
    """Return the share of equal codes among all pairs of codes of a unit, from 0 to 1.

    NaN means that no unit was coded twice.

    Arguments:
        codes: Shape (coders, units); NaN where the coder did not code the unit.

    Source: Method, section 9.1.

    Example:
        >>> raw_agreement_share(np.array([[1.0, 0.0, 1.0], [1.0, 1.0, np.nan]]))
        0.5
    """
    alike, pairs = pairs_alike(count_codes(codes))
    return float(alike.sum() / pairs.sum()) if pairs.sum() > 0 else nan


def agreement(codes: Floats, metric: Metric, bootstrap: Bootstrap) -> Agreement:
    """Return raw agreement and Krippendorff's alpha with a bootstrap interval over units.

    Units are drawn with replacement; replicates in which nothing could disagree are left out
    of the interval. The interval is NaN with fewer than two double-coded units.

    Arguments:
        codes: Shape (coders, units); NaN where the coder did not code the unit.
        metric: What the difference of two codes means.
        bootstrap: Replicates, confidence and seed.

    Raises:
        InvalidArgument: The table does not have two dimensions, or a ratio code is negative.

    Source: Method, section 9.1.

    Example:
        >>> codes = np.array([[1.0, 0.0, 1.0, 0.0], [1.0, 0.0, 1.0, 0.0]])
        >>> agreement(codes, Metric.NOMINAL, Bootstrap(seed=1)).alpha
        1.0
    """
    table = count_codes(codes)
    multiplicities = draw_multiplicities(table.counts.shape[0], bootstrap)
    return _agreement(table, metric, multiplicities, bootstrap.level)


def agreement_by_item(
    codes: Floats, metrics: Sequence[Metric], bootstrap: Bootstrap
) -> tuple[Agreement, ...]:
    """Return the agreement on each item of a double-coded sample.

    The same draws of audits serve every item, so that items can be compared.

    Arguments:
        codes: Shape (coders, audits, items); NaN where a coder did not code the item.
        metrics: What the difference of two codes means, one per item.
        bootstrap: Replicates, confidence and seed.

    Raises:
        InvalidArgument: The table does not have three dimensions or there is not one metric
            for each item.

    Source: Method, section 9.1.
    """
    require_sample(codes, metrics)
    multiplicities = draw_multiplicities(codes.shape[1], bootstrap)
    return tuple(
        _agreement(count_codes(codes[:, :, item]), metric, multiplicities, bootstrap.level)
        for item, metric in enumerate(metrics)
    )


def require_sample(codes: Floats, metrics: Sequence[Metric]) -> None:
    """Refuse a sample whose shape is not (coders, audits, items) with one metric per item.

    Raises:
        InvalidArgument: Shapes do not match.
    """
    if codes.ndim != 3:
        raise InvalidArgument("codes", codes.shape, "(coders, audits, items)")
    if len(metrics) != codes.shape[2]:
        raise InvalidArgument("metrics", len(metrics), f"{codes.shape[2]} metrics")


def draw_multiplicities(units: int, bootstrap: Bootstrap) -> Floats:
    """Return how often each unit counts: once in the first row, as drawn in the others.

    Returns:
        Shape (1 + replicates, units); one row without draws when there is no unit.
    """
    if units == 0:
        return np.ones((1, 0))
    rng = np.random.default_rng(bootstrap.seed)
    drawn = rng.multinomial(units, np.full(units, 1.0 / units), size=bootstrap.replicates)
    return np.concatenate([np.ones((1, units)), drawn])


def pairs_alike(table: CodeCounts) -> tuple[Floats, Floats]:
    """Return for each unit the number of ordered pairs of equal codes, and of all pairs."""
    coders = table.counts.sum(axis=1)
    alike = np.sum(table.counts * (table.counts - 1.0), axis=1)
    return alike, coders * (coders - 1.0)


def summarise(
    double_coded: int, raw_share: float, alphas: Floats, *, level: float, units: int
) -> Agreement:
    """Return the agreement of which the first alpha is the estimate, the others its replicates.

    Arguments:
        double_coded: Number of codings done twice; 0 gives ``NOT_DOUBLE_CODED``.
        raw_share: Share of equal pairs, 0 to 1.
        alphas: Shape (1 + replicates,); NaN replicates are left out of the interval.
        level: Confidence of the interval, between 0 and 1.
        units: Number of units drawn from; with fewer than two there is no interval.
    """
    if double_coded == 0:
        return Agreement(0, nan, nan, nan, nan, Verdict.NOT_DOUBLE_CODED)
    alpha = float(alphas[0])
    defined = alphas[1:][~np.isnan(alphas[1:])]
    low, high = nan, nan
    if units > 1 and defined.size > 0 and not isnan(alpha):
        bounds = np.quantile(defined, [(1.0 - level) / 2.0, (1.0 + level) / 2.0])
        low, high = float(bounds[0]), float(bounds[1])
    return Agreement(double_coded, raw_share, alpha, low, high, judge_alpha(alpha))


def _agreement(
    table: CodeCounts, metric: Metric, multiplicities: Floats, level: float
) -> Agreement:
    alike, pairs = pairs_alike(table)
    double_coded = int(np.sum(pairs > 0))
    raw_share = float(alike.sum() / pairs.sum()) if double_coded else nan
    alphas = replicate_alphas(table, metric, multiplicities)
    return summarise(double_coded, raw_share, alphas, level=level, units=double_coded)
