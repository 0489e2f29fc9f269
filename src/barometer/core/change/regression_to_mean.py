"""How much of a change is luck: bodies chosen because they were low rise without doing anything."""

from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from barometer.core.arrays import Bools, Floats
from barometer.core.change.estimates import Estimate, build_estimate
from barometer.core.errors import InvalidArgument


class ShrinkageState(StrEnum):
    """Whether true changes could be estimated."""

    GIVEN = "given"
    TOO_FEW_BODIES = "too_few_bodies"
    """Fewer than three continuing bodies: spread and error cannot be told apart."""


@dataclass(frozen=True, slots=True, eq=False)
class ExpectedLuck:
    """Change expected next time when nobody truly moves, in points.

    ``by_body`` has one value per body; ``lowest`` and ``highest`` are its means over the bodies at
    or below (above) the chosen quantile of the first edition. Not-a-number without bodies.
    """

    by_body: Floats
    lowest: float
    highest: float
    lowest_count: int
    highest_count: int


@dataclass(frozen=True, slots=True, eq=False)
class TrueChanges:
    """Best guess of each body's true change, in points, with its posterior standard deviation.

    Not-a-number for bodies that are not in both editions. ``between`` is the estimated 2 x 2
    covariance of true scores (first edition, second edition), in squared points.
    """

    change: Floats
    standard_deviation: Floats
    between: Floats
    state: ShrinkageState


@dataclass(frozen=True, slots=True, eq=False)
class BaselineAdjustment:
    """Change compared at equal starting point.

    ``slope`` is the points gained in the second edition per point of the first; 1 means no
    regression to the mean. ``adjusted_change`` is each body's change, in points, brought to the
    mean starting point. ``membership_effect`` is the difference at equal starting point between
    members and others, absent (not-a-number) when no membership was given.
    """

    slope: Estimate
    membership_effect: Estimate
    adjusted_change: Floats


def expected_luck(
    before: Floats,
    error_variance: Floats,
    between_variance: float,
    extreme_share: float = 0.25,
) -> ExpectedLuck:
    """Return the change that luck alone predicts, for each body and for the extremes, in points.

    A body's score is its true level plus the luck of a few audits. The expected return is
    (1 - B) (m - y), with B the reliability of its score and m the precision-weighted mean.

    Arguments:
        before: Scores of the first edition, 0 to 100; not-a-number where absent.
        error_variance: Squared standard error of each score, in squared points, zero or more.
        between_variance: Variance of true levels between bodies, in squared points (section 5.2).
        extreme_share: Share of bodies called lowest, and highest, above 0 and up to 0.5. Ties at
            the limit are all included, so that the order of the rows never matters.

    Raises:
        InvalidArgument: The share or the variance is out of range.

    Source: Method, section 6.6.

    Example:
        >>> luck = expected_luck(np.array([50.0, 60.0, 70.0]), np.full(3, 25.0), 25.0, 0.3)
        >>> round(luck.lowest, 9), round(luck.highest, 9)
        (5.0, -5.0)
    """
    if not 0.0 < extreme_share <= 0.5:
        raise InvalidArgument("extreme_share", extreme_share, "above 0, up to 0.5")
    if not between_variance >= 0.0:
        raise InvalidArgument("between_variance", between_variance, "zero or more")
    observed = ~np.isnan(before + error_variance)
    if not observed.any():
        nothing = np.full_like(before, np.nan)
        return ExpectedLuck(nothing, float("nan"), float("nan"), 0, 0)
    total = between_variance + error_variance
    unreliable = np.where(total > 0.0, error_variance / np.where(total > 0.0, total, 1.0), 0.0)
    by_body = unreliable * (_precision_mean(before, total, observed) - before)
    limits = np.quantile(before[observed], [extreme_share, 1.0 - extreme_share])
    low, high = observed & (before <= limits[0]), observed & (before >= limits[1])
    return ExpectedLuck(
        by_body=by_body,
        lowest=float(by_body[low].mean()),
        highest=float(by_body[high].mean()),
        lowest_count=int(low.sum()),
        highest_count=int(high.sum()),
    )


def _precision_mean(values: Floats, total: Floats, observed: Bools) -> float:
    if np.any(total[observed] <= 0.0):
        return float(values[observed].mean())
    precisions = 1.0 / total[observed]
    return float(precisions @ values[observed] / precisions.sum())


def estimate_true_changes(
    before: Floats,
    after: Floats,
    variance_before: Floats,
    variance_after: Floats,
) -> TrueChanges:
    """Return each body's change with luck taken out on both sides, in points.

    True levels of the two editions are drawn jointly around the two means, with a covariance
    estimated by moments (observed covariance minus mean error variance, made non-negative); each
    body's pair of scores is pulled towards the means by what its own error allows. Unlike
    shrinking the difference alone, this takes back the part of a rise that a low start explains.
    For priorities and probabilities only, never an official change.

    Arguments:
        before: Scores of the first edition, 0 to 100; not-a-number where absent.
        after: Scores of the second edition, same order.
        variance_before: Squared standard errors, first edition, in squared points.
        variance_after: Squared standard errors, second edition.

    Source: Method, section 6.6.
    """
    errors = np.column_stack([variance_before, variance_after])
    pairs = np.column_stack([before, after])
    kept = ~np.isnan(pairs + errors).any(axis=1)
    change = np.full(before.shape, np.nan)
    deviation = np.full(before.shape, np.nan)
    if int(kept.sum()) < 3:
        between = np.full((2, 2), np.nan)
        return TrueChanges(change, deviation, between, ShrinkageState.TOO_FEW_BODIES)
    scores, noise = pairs[kept], errors[kept]
    between = _non_negative(np.cov(scores, rowvar=False) - np.diag(noise.mean(axis=0)))
    total = between[None] + noise[:, :, None] * np.eye(2)
    gain = between @ np.linalg.pinv(total, hermitian=True)
    centre = scores.mean(axis=0)
    levels = centre + np.einsum("bij,bj->bi", gain, scores - centre)
    remaining = between[None] - gain @ between
    contrast = np.array([-1.0, 1.0])
    change[kept] = levels @ contrast
    variance = np.einsum("i,bij,j->b", contrast, remaining, contrast)
    deviation[kept] = np.sqrt(np.maximum(variance, 0.0))
    return TrueChanges(change, deviation, between, ShrinkageState.GIVEN)


def _non_negative(covariance: Floats) -> Floats:
    values, vectors = np.linalg.eigh(covariance)
    return np.asarray((vectors * np.maximum(values, 0.0)) @ vectors.T)


def adjust_for_baseline(
    before: Floats,
    after: Floats,
    is_member: Bools | None = None,
    level: float = 0.95,
) -> BaselineAdjustment:
    """Return changes compared at equal starting point (analysis of covariance), in points.

    Least squares of the second score on the first and, when given, on membership of a group (for
    example certified bodies). Measurement error in the first score flattens the slope, so groups
    that start apart stay partly unadjusted: read the membership effect as a description.

    Arguments:
        before: Scores of the first edition, 0 to 100; not-a-number where absent.
        after: Scores of the second edition, same order.
        is_member: Group membership by body, if groups are compared.
        level: Confidence level.

    Source: Method, section 6.6.
    """
    kept = ~np.isnan(before + after)
    count = int(kept.sum())
    absent = build_estimate(float("nan"), float("nan"), 0.0, count, level)
    change = after - before
    columns = [np.ones(count), before[kept]]
    if is_member is not None:
        columns.append(is_member[kept].astype(np.float64))
    design = np.column_stack(columns)
    if count == 0 or np.linalg.matrix_rank(design) < design.shape[1]:
        return BaselineAdjustment(absent, absent, change)
    coefficients, errors, degrees = _least_squares(design, after[kept])
    estimates = [
        build_estimate(float(value), float(error), degrees, count, level)
        for value, error in zip(coefficients[1:], errors[1:], strict=True)
    ]
    adjusted = change - (coefficients[1] - 1.0) * (before - before[kept].mean())
    return BaselineAdjustment(
        estimates[0], estimates[1] if is_member is not None else absent, adjusted
    )


def _least_squares(design: Floats, response: Floats) -> tuple[Floats, Floats, float]:
    coefficients = np.asarray(np.linalg.lstsq(design, response, rcond=None)[0], dtype=np.float64)
    degrees = float(design.shape[0] - design.shape[1])
    residuals = response - design @ coefficients
    if degrees <= 0.0:
        return coefficients, np.full(coefficients.shape, np.nan), 0.0
    variance = float(residuals @ residuals) / degrees
    inverse = np.linalg.inv(design.T @ design)
    return coefficients, np.asarray(np.sqrt(np.diag(inverse) * variance), np.float64), degrees
