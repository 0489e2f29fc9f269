"""Means over bodies in two readings: these participants, and the sector they come from."""

from dataclasses import dataclass

import numpy as np

from barometer.core.arrays import Bools, Floats, Integers
from barometer.core.errors import InvalidArgument
from barometer.core.uncertainty.bootstrap import Resampling, draw_weights
from barometer.core.uncertainty.moderation import t_quantiles


@dataclass(frozen=True, slots=True, eq=False)
class BodyFigures:
    """Figures of bodies, shape (bodies, figures).

    Arguments:
        value: 0 to 100; NaN where the body has none: it is then in no mean of that figure.
        standard_error: Of each value; NaN where unknown.
        df: Degrees of freedom of each standard error; infinity where it is taken as known.
    """

    value: Floats
    standard_error: Floats
    df: Floats


@dataclass(frozen=True, slots=True, eq=False)
class GroupMeans:
    """Means of groups, shape (groups, figures).

    ``value``, ``low`` and ``high`` are between 0 and 100; NaN where no member has a value. The
    error and the interval are also NaN where nothing tells of the error. ``bodies`` counts the
    members that have a value.
    """

    value: Floats
    standard_error: Floats
    df: Floats
    low: Floats
    high: Floats
    bodies: Integers


@dataclass(frozen=True, slots=True)
class _Mean:
    """One mean, its variance and its degrees of freedom."""

    value: float
    variance: float
    df: float
    bodies: int


NO_MEAN = _Mean(float("nan"), float("nan"), float("nan"), 0)


def average_participants(
    figures: BodyFigures, group: Integers, n_groups: int, *, confidence: float = 0.95
) -> GroupMeans:
    """Return means of the bodies that took part, whose only error is that of the audits.

    Every body counts once. The squared error is the sum of those of the bodies over their
    number squared; a body of unknown error counts with the mean square of the others. Degrees
    of freedom by Satterthwaite.

    Arguments:
        figures: Figures of the bodies.
        group: Group of each body, from 0; -1 for none.
        n_groups: Number of groups.
        confidence: Level of the intervals, between 0 and 1.

    Source: Method, section 4.4.

    Example:
        >>> figures = BodyFigures(np.array([[60.0], [80.0]]), np.full((2, 1), 5.0),
        ...                       np.full((2, 1), 9.0))
        >>> means = average_participants(figures, np.zeros(2, np.int64), 1)
        >>> means.value.tolist(), means.standard_error.round(3).tolist(), means.df.tolist()
        ([[70.0]], [[3.536]], [[18.0]])
    """
    n_figures = figures.value.shape[1]
    means = [
        [_participants(*_column(figures, group == code, k)) for k in range(n_figures)]
        for code in range(n_groups)
    ]
    return _collect(means, n_figures, confidence)


def average_sector(
    figures: BodyFigures,
    group: Integers,
    population: Floats,
    *,
    confidence: float = 0.95,
) -> GroupMeans:
    """Return the same means read as estimates of the whole sector.

    As if the participants had been drawn at random from the bodies of their group: the squared
    error is (1 - f) S2 / n + f V / n, with S2 the variance of the observed values, V the mean
    square of their errors and f = n / population. Participants are volunteers: this reading is
    a model, and is labelled so wherever it is shown.

    Arguments:
        figures: Figures of the bodies.
        group: Group of each body, from 0; -1 for none.
        population: Bodies of the sector by group, participants included; infinity if unknown.
        confidence: Level of the intervals, between 0 and 1.

    Raises:
        InvalidArgument: A group has more participants than bodies in the sector.

    Source: Method, section 4.4.
    """
    n_figures = figures.value.shape[1]
    means = [
        [
            _stratified(*_column(figures, group == code, k), _one_cell(group == code), size)
            for k in range(n_figures)
        ]
        for code, size in enumerate(population[:, None])
    ]
    return _collect(means, n_figures, confidence)


def average_poststratified(
    figures: BodyFigures, cell: Integers, population: Floats, *, confidence: float = 0.95
) -> GroupMeans:
    """Return one mean of the sector in which each cell weighs what it weighs in the sector.

    Cells (family by size) where nobody took part are left out: the mean is that of the others.
    The squared error adds, over cells, the squared weight times (1 - f) S2 / n + f V / n; the
    variance of a cell with a single body is that of the other cells, pooled.

    Arguments:
        figures: Figures of the bodies.
        cell: Cell of each body, from 0; -1: outside the sector.
        population: Bodies of the sector by cell, participants included.
        confidence: Level of the intervals, between 0 and 1.

    Raises:
        InvalidArgument: A cell has more participants than bodies in the sector.

    Source: Method, section 4.4.
    """
    n_figures = figures.value.shape[1]
    is_in = cell >= 0
    means = [
        _stratified(*_column(figures, is_in, k), cell[is_in], population) for k in range(n_figures)
    ]
    return _collect([means], n_figures, confidence)


def resample_quantiles(
    values: Floats, probabilities: tuple[float, ...], resampling: Resampling
) -> tuple[Floats, Floats, Floats, Floats]:
    """Return quantiles of the values of bodies, their standard errors, and interval bounds.

    Bodies are the sampling units of the rescaled bootstrap: n - 1 of n are drawn. Fewer than
    two values give quantiles without error.

    Arguments:
        values: One per body; NaN is left out.
        probabilities: Of the quantiles wanted, between 0 and 1.
        resampling: Seed, number of replicates, level.

    Source: Method, section 4.4.
    """
    known = values[~np.isnan(values)]
    none = np.full(len(probabilities), np.nan)
    if len(known) < 2:
        quantiles = np.quantile(known, probabilities) if len(known) else none
        return quantiles, none, none, none
    rng = np.random.default_rng(resampling.seed)
    weights = draw_weights(np.zeros(len(known), np.int32), resampling.replicates, rng)
    counts = np.rint(weights * (len(known) - 1) / len(known)).astype(np.int64)
    drawn = np.repeat(np.tile(known, (resampling.replicates, 1)).reshape(-1), counts.reshape(-1))
    replicates = np.quantile(drawn.reshape(resampling.replicates, -1), probabilities, axis=1)
    tail = (1 - resampling.confidence) / 2
    low, high = np.quantile(replicates, (tail, 1 - tail), axis=1)
    return np.quantile(known, probabilities), replicates.std(axis=1, ddof=1), low, high


def _column(figures: BodyFigures, is_in: Bools, k: int) -> tuple[Floats, Floats, Floats]:
    """Return value, squared error and degrees of freedom of one figure of the members."""
    return (
        figures.value[is_in, k],
        figures.standard_error[is_in, k] ** 2,
        figures.df[is_in, k],
    )


def _one_cell(is_in: Bools) -> Integers:
    return np.zeros(int(is_in.sum()), np.int64)


def _participants(value: Floats, squared_error: Floats, df: Floats) -> _Mean:
    has_value = ~np.isnan(value)
    n = int(has_value.sum())
    if not n:
        return NO_MEAN
    is_known = has_value & ~np.isnan(squared_error)
    mean = float(value[has_value].mean())
    if not is_known.any():
        return _Mean(mean, float("nan"), float("nan"), n)
    known = squared_error[is_known]
    spread = float((known**2 / df[is_known]).sum())
    freedom = float(known.sum()) ** 2 / spread if spread > 0 else float("inf")
    return _Mean(mean, float(known.mean()) / n, freedom, n)


def _stratified(
    value: Floats, squared_error: Floats, df: Floats, cell: Integers, population: Floats
) -> _Mean:
    """Return the mean weighted by the population of cells; ``df`` matters to a census only."""
    has_value = ~np.isnan(value)
    if not has_value.any():
        return NO_MEAN
    census_df = _participants(value, squared_error, df).df
    value, squared_error, cell = value[has_value], squared_error[has_value], cell[has_value]
    codes, cell = np.unique(cell, return_inverse=True)
    size = population[codes]
    n = np.bincount(cell)
    if np.any(n > size):
        raise InvalidArgument("population", size.tolist(), f"at least {n.tolist()}")
    weight = size / size.sum() if len(codes) > 1 else np.ones(1)
    means = np.bincount(cell, value) / n
    sampled_share = n / size
    between = np.where(sampled_share < 1, _cell_variances(value, means, cell, n), 0.0)
    within = _cell_error_squares(squared_error, cell, n, sampled_share)
    parts = weight**2 / n * ((1 - sampled_share) * between + sampled_share * within)
    freedom = census_df if np.all(sampled_share == 1) else float(len(value) - len(n))
    return _Mean(float(weight @ means), float(parts.sum()), freedom, len(value))


def _cell_variances(value: Floats, means: Floats, cell: Integers, n: Integers) -> Floats:
    """Return the variance within each cell; pooled where a cell has one body; NaN if all have."""
    squares = np.bincount(cell, (value - means[cell]) ** 2)
    freedom = int((n - 1).sum())
    pooled = squares.sum() / freedom if freedom else np.nan
    return np.where(n > 1, squares / np.maximum(n - 1, 1), pooled)


def _cell_error_squares(
    squared_error: Floats, cell: Integers, n: Integers, sampled_share: Floats
) -> Floats:
    """Return the mean squared error by cell; 0 where it does not matter, NaN if unknown."""
    is_known = ~np.isnan(squared_error)
    count = np.bincount(cell[is_known], minlength=len(n))
    total = np.bincount(cell[is_known], squared_error[is_known], minlength=len(n))
    mean = np.full(len(n), np.nan)
    np.divide(total, count, out=mean, where=count > 0)
    return np.where(sampled_share > 0, mean, 0.0)


def _collect(means: list[list[_Mean]], n_figures: int, confidence: float) -> GroupMeans:
    def table(attribute: str) -> Floats:
        rows = [[getattr(mean, attribute) for mean in row] for row in means]
        return np.array(rows, dtype=np.float64).reshape(len(means), n_figures)

    value, error, df = table("value"), np.sqrt(table("variance")), table("df")
    df = np.where(df > 0, df, np.nan)
    error = np.where(np.isnan(df), np.nan, error)
    half = np.where(error == 0, 0.0, error * t_quantiles(0.5 + confidence / 2, df))
    return GroupMeans(
        value,
        error,
        df,
        np.clip(value - half, 0.0, 100.0),
        np.clip(value + half, 0.0, 100.0),
        table("bodies").astype(np.int64),
    )
