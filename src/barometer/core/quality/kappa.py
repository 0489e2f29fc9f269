"""Cohen's and Fleiss' kappa: agreement of two coders, or of a fixed number of coders."""

from dataclasses import dataclass
from math import nan, sqrt

import numpy as np
from scipy.special import ndtri

from barometer.core.arrays import Floats
from barometer.core.errors import EmptyInput, InvalidArgument


@dataclass(frozen=True, slots=True)
class CohenKappa:
    """Agreement of two coders beyond chance, with its interval.

    Attributes:
        kappa: 1 for perfect agreement, 0 for what chance gives; NaN when both coders always
            gave the same single code.
        low: Lower bound of the interval; NaN with ``kappa``.
        high: Upper bound of the interval; NaN with ``kappa``.
        raw_agreement_share: Share of units coded alike, 0 to 1.
        units: Number of units coded by both.
    """

    kappa: float
    low: float
    high: float
    raw_agreement_share: float
    units: int


def cross_codes(first: Floats, second: Floats) -> Floats:
    """Return how often each pair of codes was given, first coder in rows.

    Units that one of the two did not code (NaN) are left out; codes are in ascending order.

    Arguments:
        first: Codes of the first coder, shape (units,).
        second: Codes of the second coder, shape (units,).

    Source: Method, section 9.1.

    Example:
        >>> cross_codes(np.array([0.0, 1.0, 1.0]), np.array([0.0, 0.0, 1.0])).tolist()
        [[1.0, 0.0], [1.0, 1.0]]
    """
    both = ~np.isnan(first) & ~np.isnan(second)
    values, places = np.unique(np.stack([first[both], second[both]]), return_inverse=True)
    places = places.reshape(2, -1)
    table = np.zeros((values.size, values.size))
    np.add.at(table, (places[0], places[1]), 1.0)
    return table


def cohen_kappa(table: Floats, *, level: float = 0.95) -> CohenKappa:
    """Return Cohen's kappa of two coders with its large-sample interval.

    Arguments:
        table: Units by code of the first coder (rows) and of the second (columns), same codes
            in the same order; shape (codes, codes).
        level: Confidence of the interval, between 0 and 1.

    Raises:
        InvalidArgument: The table is not square.
        EmptyInput: The table counts no unit.

    Source: Method, section 9.1.

    Example:
        >>> round(cohen_kappa(np.array([[20.0, 5.0], [10.0, 15.0]])).kappa, 6)
        0.4
    """
    if table.ndim != 2 or table.shape[0] != table.shape[1]:
        raise InvalidArgument("table", table.shape, "(codes, codes)")
    units = table.sum()
    if units == 0:
        raise EmptyInput("units coded by both coders")
    shares = table / units
    rows, columns = shares.sum(axis=1), shares.sum(axis=0)
    raw, chance = float(np.trace(shares)), float(rows @ columns)
    if chance >= 1.0:
        return CohenKappa(nan, nan, nan, raw, int(units))
    kappa = (raw - chance) / (1.0 - chance)
    margin = float(ndtri((1.0 + level) / 2.0)) * sqrt(_cohen_variance(shares, kappa) / units)
    return CohenKappa(kappa, kappa - margin, kappa + margin, raw, int(units))


def _cohen_variance(shares: Floats, kappa: float) -> float:
    """Return the variance of kappa times the number of units (Fleiss, Cohen, Everitt 1969)."""
    rows, columns = shares.sum(axis=1), shares.sum(axis=0)
    chance = float(rows @ columns)
    alike = np.diag(shares)
    on_diagonal = float(alike @ (1.0 - (rows + columns) * (1.0 - kappa)) ** 2)
    pulls = (columns[:, None] + rows[None, :]) ** 2
    off_diagonal = (1.0 - kappa) ** 2 * float((shares * pulls).sum() - alike @ np.diag(pulls))
    centre = (kappa - chance * (1.0 - kappa)) ** 2
    # Rounding may leave a tiny negative number under perfect agreement.
    return max(on_diagonal + off_diagonal - centre, 0.0) / (1.0 - chance) ** 2


def fleiss_kappa(counts: Floats) -> float:
    """Return Fleiss' kappa, 1 for perfect agreement and 0 for what chance gives.

    NaN means that one code alone was given.

    Arguments:
        counts: Coders who gave each code to each unit; shape (units, codes), every row with the
            same sum of two or more.

    Raises:
        EmptyInput: There is no unit.
        InvalidArgument: The number of coders differs between units, or is below two.

    Source: Method, section 9.1.

    Example:
        >>> round(fleiss_kappa(np.array([[3.0, 0.0], [0.0, 3.0], [2.0, 1.0]])), 4)
        0.55
    """
    if counts.shape[0] == 0:
        raise EmptyInput("units")
    coders = counts.sum(axis=1)
    if np.any(coders != coders[0]) or coders[0] < 2:
        raise InvalidArgument("counts", coders, "the same two or more coders for every unit")
    by_unit = (np.sum(counts**2, axis=1) - coders) / (coders * (coders - 1.0))
    shares = counts.sum(axis=0) / counts.sum()
    chance = float(shares @ shares)
    if chance >= 1.0:
        return nan
    return (float(by_unit.mean()) - chance) / (1.0 - chance)
