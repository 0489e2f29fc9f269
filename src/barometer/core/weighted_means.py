"""Weighted arithmetic, geometric and harmonic means that say what to do with missing values.

All three work along the last axis, leave not-a-number out of numerator and denominator, and may
require a minimum share of what should be there. Values keep their unit.
"""

from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from barometer.core.arrays import Bools, Floats
from barometer.core.errors import DomainError, InvalidArgument


class NonPositiveValue(DomainError):
    """A geometric or harmonic mean was asked of values that are zero or negative."""

    def __init__(self, mean: str, count: int) -> None:
        super().__init__(mean, count)
        self.mean = mean
        self.count = count


@dataclass(frozen=True, slots=True)
class Presence:
    """How much must be observed for a mean to exist.

    ``minimum_share`` is between 0 and 1; 0 asks for one value only. With ``of_weight`` the share
    is that of the weight, otherwise that of the number of children.
    """

    minimum_share: float = 0.0
    of_weight: bool = False

    def __post_init__(self) -> None:
        if not 0.0 <= self.minimum_share <= 1.0:
            raise InvalidArgument("minimum_share", self.minimum_share, "0 to 1")


ANY_VALUE: Final = Presence()


def arithmetic_mean(
    values: npt.ArrayLike, weights: npt.ArrayLike, presence: Presence = ANY_VALUE
) -> Floats:
    """Return the weighted arithmetic mean along the last axis, in the unit of the values.

    Not-a-number in the result means that too little was observed, or that everything observed
    weighs nothing.

    Arguments:
        values: One row per unit, one column per child; not-a-number where there is no value.
        weights: Zero or more; one per child, or an array of the shape of the values.
        presence: Minimum share of children or of weight.

    Raises:
        InvalidArgument: A weight is negative or not a number.

    Source: Method, section 7.2.

    Example:
        >>> float(arithmetic_mean([1, float("nan"), 3, 5], [1, 2, 3, 4]))
        3.75
    """
    observed, shares, has_mean = _observed_and_shares(values, weights, presence)
    filled = np.where(np.isnan(observed), 0.0, observed)
    return np.where(has_mean, (filled * shares).sum(axis=-1), np.nan)


def geometric_mean(
    values: npt.ArrayLike, weights: npt.ArrayLike, presence: Presence = ANY_VALUE
) -> Floats:
    """Return the weighted geometric mean along the last axis, in the unit of the values.

    A single zero would decide alone, so zeros are refused instead of being carried. Missing
    values and the minimum share are handled as in :func:`arithmetic_mean`.

    Arguments:
        values: One row per unit, one column per child; above zero or not-a-number.
        weights: Zero or more; one per child, or an array of the shape of the values.
        presence: Minimum share of children or of weight.

    Raises:
        NonPositiveValue: Some value is zero or negative.
        InvalidArgument: A weight is negative or not a number.

    Source: Method, section 7.2.

    Example:
        >>> round(float(geometric_mean([1, 2, 3], [1, 1, 2])), 9)
        2.059767144
    """
    positive = _require_positive(values, "geometric")
    observed, shares, has_mean = _observed_and_shares(positive, weights, presence)
    logs = np.log(np.where(np.isnan(observed), 1.0, observed))
    return np.where(has_mean, np.exp((logs * shares).sum(axis=-1)), np.nan)


def harmonic_mean(
    values: npt.ArrayLike, weights: npt.ArrayLike, presence: Presence = ANY_VALUE
) -> Floats:
    """Return the weighted harmonic mean along the last axis, in the unit of the values.

    Zeros are refused. Missing values and the minimum share are handled as in
    :func:`arithmetic_mean`.

    Arguments:
        values: One row per unit, one column per child; above zero or not-a-number.
        weights: Zero or more; one per child, or an array of the shape of the values.
        presence: Minimum share of children or of weight.

    Raises:
        NonPositiveValue: Some value is zero or negative.
        InvalidArgument: A weight is negative or not a number.

    Source: Method, section 7.2.

    Example:
        >>> round(float(harmonic_mean([1, 2, 3], [1, 1, 2])), 9)
        1.846153846
    """
    positive = _require_positive(values, "harmonic")
    observed, shares, has_mean = _observed_and_shares(positive, weights, presence)
    inverses = 1.0 / np.where(np.isnan(observed), 1.0, observed)
    inverse_mean = np.where(has_mean, (inverses * shares).sum(axis=-1), 1.0)
    return np.where(has_mean, 1.0 / inverse_mean, np.nan)


def _require_positive(values: npt.ArrayLike, mean: str) -> Floats:
    array = np.asarray(values, dtype=np.float64)
    refused = int(np.count_nonzero(array <= 0.0))
    if refused:
        raise NonPositiveValue(mean, refused)
    return array


def _observed_and_shares(
    values: npt.ArrayLike, weights: npt.ArrayLike, presence: Presence
) -> tuple[Floats, Floats, Bools]:
    """Return the values, the weights renormalised over what is observed, and who has a mean."""
    array = np.asarray(values, dtype=np.float64)
    given = np.asarray(weights, dtype=np.float64)
    if not np.all(given >= 0.0):
        raise InvalidArgument("weights", float(np.min(given)), "zero or more")
    nominal = np.broadcast_to(given, array.shape)
    is_observed = ~np.isnan(array)
    active = np.where(is_observed, nominal, 0.0)
    total = active.sum(axis=-1, keepdims=True)
    part = _observed_share(is_observed, nominal, total, presence)
    has_mean = (total > 0.0) & (part >= presence.minimum_share)
    shares = active / np.where(total > 0.0, total, 1.0)
    return array, shares, has_mean[..., 0]


def _observed_share(
    is_observed: Bools,
    nominal: Floats,
    total: Floats,
    presence: Presence,
) -> Floats:
    if not presence.of_weight:
        children = max(is_observed.shape[-1], 1)
        return np.asarray(is_observed.sum(axis=-1, keepdims=True) / children)
    everything = nominal.sum(axis=-1, keepdims=True)
    return np.asarray(total / np.where(everything > 0.0, everything, np.inf))
