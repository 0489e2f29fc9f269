"""Means, ratios, totals and their differences from a sampling design, with their errors.

Taylor linearisation: an estimate is replaced by a sum of influences, one per observation, whose
variance follows from the design: strata, clusters, stages, finite populations.
"""

from dataclasses import dataclass
from enum import StrEnum

import numpy as np
import numpy.typing as npt

from barometer.core.arrays import Bools, Floats, Integers
from barometer.core.errors import DomainError, EmptyInput, InvalidArgument
from barometer.core.uncertainty.moderation import t_quantiles


class LonelyUnits(StrEnum):
    """What a stratum with a single sampled unit says of the variance.

    ``REFUSE``: the estimate is refused. ``CERTAIN``: nothing, as if the unit had been bound to be
    drawn. ``CENTRE``: the distance of its total from the mean of all totals. ``AVERAGE``: what
    the other strata say on average.
    """

    REFUSE = "refuse"
    CERTAIN = "certain"
    CENTRE = "centre"
    AVERAGE = "average"


class LonelyUnit(DomainError):
    """A stratum has a single unit of a population that is larger; ``count`` strata do."""

    def __init__(self, count: int) -> None:
        super().__init__(count)
        self.count = count


@dataclass(frozen=True, slots=True, eq=False)
class Stage:
    """One stage of the draw, one entry per observation.

    Arguments:
        unit: Which unit of the stage the observation belongs to; numbers need to be unique only
            within a stratum.
        stratum: Stratum of the unit; None: one stratum.
        population: Units in the population of the stratum; None: so many that drawing some
            leaves the others as they were.
    """

    unit: Integers
    stratum: Integers | None = None
    population: Floats | None = None


@dataclass(frozen=True, slots=True, eq=False)
class Design:
    """How observations came into a sample.

    Arguments:
        weight: Units of the population that each observation stands for, > 0.
        stages: Stages of the draw, the first one first; later ones matter only where earlier
            populations are finite.
        lonely: What a stratum with a single unit says.
    """

    weight: Floats
    stages: tuple[Stage, ...]
    lonely: LonelyUnits = LonelyUnits.REFUSE

    def __post_init__(self) -> None:
        if not len(self.weight):
            raise EmptyInput("observations")
        if not self.stages:
            raise EmptyInput("stages")
        if not np.all(self.weight > 0):
            raise InvalidArgument("weight", float(np.min(self.weight)), "above 0")

    @property
    def df(self) -> float:
        """Degrees of freedom: sampled units of the first stage less their strata."""
        stage = self.stages[0]
        stratum = _strata(stage, len(self.weight))
        units = np.unique(np.stack((stratum, stage.unit)), axis=1).shape[1]
        return float(units - len(np.unique(stratum)))


@dataclass(frozen=True, slots=True, eq=False)
class DesignEstimate:
    """An estimate, its standard error and its interval, in the unit of the values.

    ``influence`` has one entry per observation; estimates of one design are added and subtracted
    through theirs. The interval is Student's with ``df`` degrees of freedom; NaN if ``df`` is 0.
    """

    value: float
    standard_error: float
    df: float
    low: float
    high: float
    influence: Floats


def estimate_total(design: Design, values: Floats, *, confidence: float = 0.95) -> DesignEstimate:
    """Return the total over the population, in the unit of the values.

    Source: Method, section 4.4.
    """
    influence = design.weight * values
    return _estimate(design, float(influence.sum()), influence, confidence)


def estimate_ratio(
    design: Design,
    numerator: Floats,
    denominator: Floats,
    *,
    is_in: Bools | None = None,
    confidence: float = 0.95,
) -> DesignEstimate:
    """Return the total of one variable over the total of another, in a domain if one is given.

    The domain is a part of the population whose size in the sample is left to chance: everything
    outside counts as 0 and stays in the design.

    Arguments:
        design: The design of all observations, the domain's and the others.
        numerator, denominator: One value per observation.
        is_in: Observations of the domain; None: all.
        confidence: Level of the interval, between 0 and 1.

    Raises:
        EmptyInput: The denominator of the domain is 0.

    Source: Method, section 4.4.
    """
    weight = design.weight if is_in is None else np.where(is_in, design.weight, 0.0)
    total = float(weight @ denominator)
    if total == 0:
        raise EmptyInput("domain")
    value = float(weight @ numerator) / total
    influence = weight * (numerator - value * denominator) / total
    return _estimate(design, value, influence, confidence)


def estimate_mean(
    design: Design, values: Floats, *, is_in: Bools | None = None, confidence: float = 0.95
) -> DesignEstimate:
    """Return the mean of the population or of a domain, in the unit of the values.

    Arguments:
        design: The design of all observations.
        values: One value per observation.
        is_in: Observations of the domain; None: all.
        confidence: Level of the interval, between 0 and 1.

    Raises:
        EmptyInput: No observation is in the domain.

    Source: Method, section 4.4.

    Example:
        >>> design = Design(np.ones(4), (Stage(unit=np.arange(4)),))
        >>> mean = estimate_mean(design, np.array([60.0, 70.0, 80.0, 90.0]))
        >>> mean.value, round(mean.standard_error, 4)
        (75.0, 6.455)
    """
    return estimate_ratio(design, values, np.ones(len(values)), is_in=is_in, confidence=confidence)


def estimate_difference(
    design: Design, first: DesignEstimate, second: DesignEstimate, *, confidence: float = 0.95
) -> DesignEstimate:
    """Return the first estimate minus the second, their common observations accounted for.

    Both must have been made with ``design``.

    Source: Method, section 4.4.
    """
    influence = first.influence - second.influence
    return _estimate(design, first.value - second.value, influence, confidence)


def _estimate(design: Design, value: float, influence: Floats, confidence: float) -> DesignEstimate:
    error = float(np.sqrt(_variance_of_total(influence, design.stages, design.lonely)))
    df = design.df
    half = error * float(t_quantiles(0.5 + confidence / 2, np.array([df]))[0])
    return DesignEstimate(value, error, df, value - half, value + half, influence)


def _strata(stage: Stage, count: int) -> Integers:
    return np.zeros(count, np.int64) if stage.stratum is None else stage.stratum


def _variance_of_total(influence: Floats, stages: tuple[Stage, ...], lonely: LonelyUnits) -> float:
    """Return the variance of the sum of influences, stage after stage.

    A later stage adds its variance times the sampled share of the stage before it.
    """
    stage = stages[0]
    _, unit, stratum_of_unit, row_unit = _number_units(stage, len(influence))
    totals: Floats = np.bincount(row_unit, influence).astype(np.float64, copy=False)
    counts = np.bincount(stratum_of_unit)
    sampled_share = np.zeros(len(counts))
    if stage.population is not None:
        population = np.zeros(len(counts))
        population[stratum_of_unit[row_unit]] = stage.population
        sampled_share = counts / population
    variance = _within_strata(totals, stratum_of_unit, counts, sampled_share, lonely)
    if len(stages) > 1 and sampled_share.any():
        for position in range(len(unit)):
            rows = np.flatnonzero(row_unit == position)
            below = tuple(_take(later, rows) for later in stages[1:])
            share = float(sampled_share[stratum_of_unit[position]])
            variance += share * _variance_of_total(influence[rows], below, lonely)
    return variance


def _number_units(
    stage: Stage, count: int
) -> tuple[Integers, Integers, Integers, npt.NDArray[np.int64]]:
    """Return strata, units, stratum of each unit, and unit of each observation, all numbered."""
    stratum, row_stratum = np.unique(_strata(stage, count), return_inverse=True)
    pairs, row_unit = np.unique(np.stack((row_stratum, stage.unit)), axis=1, return_inverse=True)
    return stratum, pairs[1], pairs[0], row_unit.reshape(-1)


def _take(stage: Stage, rows: Integers) -> Stage:
    return Stage(
        stage.unit[rows],
        None if stage.stratum is None else stage.stratum[rows],
        None if stage.population is None else stage.population[rows],
    )


def _within_strata(
    totals: Floats,
    stratum: Integers,
    counts: Integers,
    sampled_share: Floats,
    lonely: LonelyUnits,
) -> float:
    """Return the variance between the units' totals within strata, lonely units by the policy."""
    means = np.bincount(stratum, totals) / counts
    squares = np.bincount(stratum, (totals - means[stratum]) ** 2)
    is_alone = (counts == 1) & (sampled_share < 1)
    if is_alone.any() and lonely is LonelyUnits.REFUSE:
        raise LonelyUnit(int(is_alone.sum()))
    scale = np.where(counts > 1, counts / np.maximum(counts - 1, 1), 0.0)
    parts = (1 - sampled_share) * scale * squares
    if is_alone.any() and lonely is LonelyUnits.CENTRE:
        distance = np.bincount(stratum, (totals - totals.mean()) ** 2)
        parts = np.where(is_alone, (1 - sampled_share) * distance, parts)
    total = float(parts.sum())
    if is_alone.any() and lonely is LonelyUnits.AVERAGE:
        others = int((~is_alone).sum())
        total = total * len(counts) / others if others else float("nan")
    return total
