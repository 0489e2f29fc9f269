"""Rules that a release must meet by itself, before anything is combined."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum
from typing import TypeAlias

import numpy as np

from barometer.core.arrays import Floats
from barometer.core.disclosure.registry import DISTRIBUTION_KINDS, Audience, Release, ReleaseKind
from barometer.core.errors import InvalidArgument


@dataclass(frozen=True, slots=True)
class DisclosurePolicy:
    """Thresholds of the control. Points are points of a value from 0 to 100.

    ``min_others``: other bodies in a peer cell, the viewer apart. ``min_open``: members of a cell
    shown outside the family. ``min_distribution``: members for an extreme or a quantile.
    ``saturation_points``: a mean this near 0 or 100 is hidden. ``margin``: nobody may be located
    in an interval narrower than this. ``max_coalition``: participants who pool their own values.
    ``change_bound``: an attacker believes that no body moves more than this between two editions
    that follow each other (``None``: no such belief). ``integer_below``: means of fewer members
    are published as integers, the others with one decimal. ``p_percent``: optional dominance rule
    for sums and weighted means. ``is_exact_refused``: refuse what exact arithmetic would give away
    even where rounding blurs it.
    """

    min_others: int = 5
    min_open: int = 10
    min_distribution: int = 10
    saturation_points: float = 2.0
    margin: float = 10.0
    max_coalition: int = 3
    change_bound: float | None = None
    integer_below: int = 100
    p_percent: float | None = None
    is_exact_refused: bool = True

    def __post_init__(self) -> None:
        if not 0 < self.margin <= 100:
            raise InvalidArgument("margin", self.margin, "over 0, at most 100 points")
        if not 0 <= self.max_coalition <= 3:
            raise InvalidArgument("max_coalition", self.max_coalition, "0 to 3 participants")
        if self.min_others < 1:
            raise InvalidArgument("min_others", self.min_others, "at least 1")


class Reason(Enum):
    """Why a release is not shown. For the audit's file only: screens say "not shown"."""

    TOO_FEW_OTHERS = "too-few-others"
    TOO_FEW_FOR_OPEN = "too-few-for-open"
    TOO_FEW_FOR_DISTRIBUTION = "too-few-for-distribution"
    NO_VALUE = "no-value"
    SATURATED = "saturated"
    ALL_EQUAL = "all-equal"
    DOMINATED = "dominated"
    LEAKS_EXACTLY = "leaks-exactly"
    LEAKS_WITHIN_MARGIN = "leaks-within-margin"


@dataclass(frozen=True, slots=True)
class Permission:
    """The release may be shown, rounded to ``unit`` points, as far as it alone is concerned."""

    code: str
    unit: float


@dataclass(frozen=True, slots=True)
class Refusal:
    """The release may not be shown; ``found`` and ``required`` say by how much."""

    code: str
    reason: Reason
    found: float
    required: float


RuleDecision: TypeAlias = Permission | Refusal


def rounding_unit(member_count: int, *, integer_below: int = 100) -> float:
    """Finest rounding unit of a mean, in points: 1 for small families, 0.1 for large ones.

    A body that is in one mean and not in the other is known to ``(2n - 1) * unit / 2``.

    Source: Method, section 8.1.
    """
    return 1.0 if member_count < integer_below else 0.1


def missing_body_margin(member_count: int, unit: float) -> float:
    """Half width, in points, of what two rounded means of n and n - 1 bodies tell of the n-th.

    Source: Method, section 8.1.

    Example:
        >>> [round(missing_body_margin(n, 0.1), 2) for n in (10, 20, 100, 200)]
        [0.95, 1.95, 9.95, 19.95]
        >>> missing_body_margin(10, 1)
        9.5
    """
    return (2 * member_count - 1) * unit / 2


def round_to_unit(value: float, unit: float) -> float:
    """Value rounded half up to a multiple of ``unit``; a unit of 0 leaves it as it is.

    Example:
        >>> round_to_unit(61.25, 0.1), round_to_unit(61.5, 1), round_to_unit(61.25, 0)
        (61.3, 62.0, 61.25)
    """
    if unit == 0:
        return value
    return round(math.floor(value / unit + 0.5 + 1e-9) * float(unit), 9)


def is_unsafe_by_p_percent(contributions: Sequence[float], percent: float) -> bool:
    """Whether the second contributor can estimate the first to less than ``percent`` of it.

    Unsafe when total - x1 - x2 < percent / 100 * x1. An empty cell is safe.

    Source: Method, section 8.1 (p% rule).

    Example:
        >>> is_unsafe_by_p_percent((50_000, 49_000, 1_000), 10)
        True
        >>> is_unsafe_by_p_percent((52_000, 50_000, 8_000), 10)
        False
    """
    largest = (*sorted(contributions, reverse=True), 0.0, 0.0)
    return sum(contributions) - largest[0] - largest[1] < percent / 100 * largest[0]


def is_unsafe_by_dominance(contributions: Sequence[float], count: int, percent: float) -> bool:
    """Whether the ``count`` largest contributions exceed ``percent`` of the total.

    Source: Method, section 8.1 ((n, k)-dominance).

    Example:
        >>> is_unsafe_by_dominance((50_000, 49_000, 1_000), 1, 90)
        False
    """
    return sum(sorted(contributions, reverse=True)[:count]) > percent / 100 * sum(contributions)


def _counting_refusal(release: Release, policy: DisclosurePolicy) -> Refusal | None:
    members = min(release.member_counts)
    if release.kind in DISTRIBUTION_KINDS and members < policy.min_distribution:
        return Refusal(
            release.code, Reason.TOO_FEW_FOR_DISTRIBUTION, members, policy.min_distribution
        )
    is_outside = release.audience is Audience.VIEWER and release.viewer not in release.members
    if release.audience is Audience.PUBLIC or (
        is_outside and release.kind is not ReleaseKind.OTHERS_MEAN
    ):
        if members < policy.min_open:
            return Refusal(release.code, Reason.TOO_FEW_FOR_OPEN, members, policy.min_open)
        return None
    others = members if release.kind is ReleaseKind.OTHERS_MEAN else members - 1
    if others < policy.min_others:
        return Refusal(release.code, Reason.TOO_FEW_OTHERS, others, policy.min_others)
    return None


def _value_refusal(
    code: str, values: Floats, weights: Floats, policy: DisclosurePolicy
) -> Refusal | None:
    if np.isnan(values).any():
        return Refusal(code, Reason.NO_VALUE, float(np.isnan(values).sum()), 0)
    distance = float(
        min(np.average(values, weights=weights), 100 - np.average(values, weights=weights))
    )
    if distance <= policy.saturation_points:
        return Refusal(code, Reason.SATURATED, distance, policy.saturation_points)
    if float(np.ptp(values)) == 0:
        return Refusal(code, Reason.ALL_EQUAL, 0, 0)
    if policy.p_percent is not None and is_unsafe_by_p_percent(
        (values * weights).tolist(), policy.p_percent
    ):
        return Refusal(code, Reason.DOMINATED, float((values * weights).max()), policy.p_percent)
    return None


def decide_release(
    release: Release, term_values: Sequence[Floats], policy: DisclosurePolicy
) -> RuleDecision:
    """Decide whether one release may be shown by itself, and how finely rounded.

    Arguments:
        release: What is proposed, or published already.
        term_values: The members' values for each term, in points, in the order of its members;
            not-a-number (a member without value) refuses the release.
        policy: Thresholds.

    Source: Method, section 8.1.
    """
    if release.kind is ReleaseKind.COUNT:
        return Permission(release.code, 0.0)
    refusal = _counting_refusal(release, policy)
    for term, values in zip(release.terms, term_values, strict=True):
        weights = np.abs(term.coefficients)
        refusal = refusal or _value_refusal(release.code, values, weights, policy)
    if refusal is not None:
        return refusal
    unit = max(
        rounding_unit(count, integer_below=policy.integer_below) for count in release.member_counts
    )
    if release.kind is ReleaseKind.SUM:
        unit *= release.member_counts[0]
    return Permission(release.code, max(unit, release.unit or 0.0))
