"""Leniency of auditors: how many points each gives above or below an average auditor."""

from dataclasses import dataclass
from enum import Enum
from math import nan

import numpy as np
from scipy import sparse
from scipy.sparse import csgraph

from barometer.core.arrays import Floats, Integers
from barometer.core.errors import InvalidArgument
from barometer.core.quality.crossed_effects import CrossedFit, fit_crossed_effects


class Design(Enum):
    """Whether the plan of audits lets auditors be compared, and how."""

    CONNECTED = "connected"
    # Several separate groups of bodies and auditors: leniency is relative to one's own group.
    DISCONNECTED = "disconnected"
    # No body was seen by two auditors, or no auditor made two audits.
    NOT_COMPARABLE = "not_comparable"
    # Every value equals the mean of its scenario: there is nothing to explain.
    NO_VARIATION = "no_variation"
    EMPTY = "empty"


@dataclass(frozen=True, slots=True, eq=False)
class AuditValues:
    """The value of each audit and who made it where; every array has shape (audits,).

    Attributes:
        values: Value of the audit in points, usually 0 to 100; NaN leaves the audit out.
        bodies: Body visited, numbered from 0.
        auditors: Auditor, numbered from 0.
        scenarios: Scenario of a channel, numbered from 0.
    """

    values: Floats
    bodies: Integers
    auditors: Integers
    scenarios: Integers


@dataclass(frozen=True, slots=True, eq=False)
class Leniency:
    """Leniency of auditors estimated together with the level of bodies, in points.

    Arrays are indexed by the numbers of bodies, auditors and scenarios; NaN stands for those
    without a value, and everywhere when ``design`` is neither connected nor disconnected.

    Attributes:
        design: Whether auditors could be compared.
        auditor_effects: Shrunken points above an average auditor (positive is lenient).
        auditor_errors: Standard errors of prediction of these effects.
        body_effects: Shrunken points above an average body.
        body_errors: Standard errors of prediction of these effects.
        scenario_means: Expected value of each scenario, average body and auditor.
        scenario_errors: Standard errors of these means.
        auditor_components: Number of the connected group of each auditor; -1 without a value.
        body_components: Number of the connected group of each body; -1 without a value.
        auditor_sd: Standard deviation between auditors.
        body_sd: Standard deviation between bodies.
        residual_sd: Standard deviation between audits, all else equal.
        reml_deviance: Minus twice the restricted log-likelihood.
    """

    design: Design
    auditor_effects: Floats
    auditor_errors: Floats
    body_effects: Floats
    body_errors: Floats
    scenario_means: Floats
    scenario_errors: Floats
    auditor_components: Integers
    body_components: Integers
    auditor_sd: float = nan
    body_sd: float = nan
    residual_sd: float = nan
    reml_deviance: float = nan

    @property
    def is_estimated(self) -> bool:
        """True when effects exist."""
        return self.design in (Design.CONNECTED, Design.DISCONNECTED)


@dataclass(frozen=True, slots=True, eq=False)
class _Levels:
    """The numbers in use of one factor, and the row of each audit among them."""

    used: Integers
    places: Integers
    count: int

    def spread(self, by_level: Floats) -> Floats:
        full = np.full(self.count, np.nan)
        full[self.used] = by_level
        return full


def connected_components(bodies: Integers, auditors: Integers) -> tuple[Integers, Integers]:
    """Return the connected group of each body and of each auditor, numbered from 0.

    A body and an auditor are linked by an audit. Two auditors of different groups never saw,
    even through others, a common body: nothing tells whose marks are higher. Numbers without
    an audit get -1.

    Arguments:
        bodies: Body of each audit, numbered from 0; shape (audits,).
        auditors: Auditor of each audit, numbered from 0; shape (audits,).

    Source: Method, section 9.2.

    Example:
        >>> groups = connected_components(np.array([0, 0, 1, 2]), np.array([0, 1, 1, 2]))
        >>> [group.tolist() for group in groups]
        [[0, 0, 1], [0, 0, 1]]
    """
    body_levels, auditor_levels = _levels(bodies), _levels(auditors)
    offset, total = body_levels.used.size, body_levels.used.size + auditor_levels.used.size
    links = sparse.coo_array(
        (np.ones(bodies.size), (body_levels.places, offset + auditor_levels.places)),
        shape=(total, total),
    )
    labels = np.empty(0, dtype=np.int64)
    if total:
        labels = csgraph.connected_components(links, directed=False)[1].astype(np.int64)
    return _spread_labels(body_levels, labels[:offset]), _spread_labels(
        auditor_levels, labels[offset:]
    )


def estimate_leniency(audits: AuditValues) -> Leniency:
    """Return the leniency of each auditor by crossed random effects of bodies and auditors.

    The model is: value = mean of the scenario + body + auditor + residual, bodies and auditors
    random, fitted by restricted maximum likelihood. In a disconnected design each connected
    group gets its own mean, so that an auditor is only compared with those of the group. It
    feeds coaching and alarms; it never changes a score by itself.

    Raises:
        InvalidArgument: Arrays of different lengths, or a negative number.

    Source: Method, section 9.2.
    """
    _require_same_length(audits)
    kept = ~np.isnan(audits.values)
    bodies, auditors, scenarios = (
        _levels(codes[kept], int(codes.max(initial=-1)) + 1)
        for codes in (audits.bodies, audits.auditors, audits.scenarios)
    )
    values = audits.values[kept]
    groups = connected_components(audits.bodies[kept], audits.auditors[kept])
    body_groups, auditor_groups = (
        np.concatenate([group, np.full(levels.count - group.size, -1)])
        for group, levels in zip(groups, (bodies, auditors), strict=True)
    )
    columns = _fixed_columns(scenarios, body_groups[audits.bodies[kept]])
    design = _judge_design(values, auditors, auditor_groups, columns)
    if design not in (Design.CONNECTED, Design.DISCONNECTED):
        return _no_leniency(design, bodies, auditors, scenarios, (body_groups, auditor_groups))
    fit = fit_crossed_effects(values, bodies.places, auditors.places, columns)
    means, errors = _scenario_means(fit, scenarios.used.size, columns)
    return Leniency(
        design=design,
        auditor_effects=auditors.spread(fit.second_effects),
        auditor_errors=auditors.spread(fit.second_errors),
        body_effects=bodies.spread(fit.first_effects),
        body_errors=bodies.spread(fit.first_errors),
        scenario_means=scenarios.spread(means),
        scenario_errors=scenarios.spread(errors),
        auditor_components=auditor_groups,
        body_components=body_groups,
        auditor_sd=fit.second_sd,
        body_sd=fit.first_sd,
        residual_sd=fit.residual_sd,
        reml_deviance=fit.reml_deviance,
    )


def adjust_values(audits: AuditValues, leniency: Leniency) -> Floats:
    """Return each value less the leniency of its auditor, in points; NaN stays NaN.

    Without an estimate the values are returned as they are: nothing is known to correct.

    Source: Method, section 9.2.
    """
    if not leniency.is_estimated:
        return audits.values.copy()
    return np.asarray(audits.values - leniency.auditor_effects[audits.auditors], dtype=np.float64)


def adjusted_body_means(audits: AuditValues, leniency: Leniency) -> Floats:
    """Return the mean of each body, leniency and scenario removed, in points; not shrunken.

    Every audit counts alike. The scenarios are brought to their average over the audits, so
    that bodies with different scenarios compare. In a disconnected design compare only bodies
    of one group. NaN where the body has no value, or nothing was estimated.

    Returns:
        Shape (bodies,).

    Source: Method, section 9.2.
    """
    count = leniency.body_effects.size
    kept = ~np.isnan(audits.values)
    if not leniency.is_estimated:
        return np.full(count, np.nan)
    scenario_means = leniency.scenario_means[audits.scenarios[kept]]
    levelled = adjust_values(audits, leniency)[kept] - scenario_means + scenario_means.mean()
    sums = np.bincount(audits.bodies[kept], levelled, minlength=count)
    numbers = np.bincount(audits.bodies[kept], minlength=count)
    return np.where(numbers > 0, sums / np.maximum(numbers, 1), np.nan)


def _require_same_length(audits: AuditValues) -> None:
    for name in ("bodies", "auditors", "scenarios"):
        codes = getattr(audits, name)
        if codes.shape != audits.values.shape:
            raise InvalidArgument(name, codes.shape, f"{audits.values.shape}")
        if np.any(codes < 0):
            raise InvalidArgument(name, int(codes.min()), "numbers from 0")


def _levels(codes: Integers, count: int | None = None) -> _Levels:
    used, places = np.unique(codes, return_inverse=True)
    return _Levels(
        used=used,
        places=places.astype(np.int64),
        count=int(codes.max(initial=-1)) + 1 if count is None else count,
    )


def _spread_labels(levels: _Levels, labels: Integers) -> Integers:
    full = np.full(levels.count, -1, dtype=np.int64)
    full[levels.used] = labels
    return full


def _fixed_columns(scenarios: _Levels, groups: Integers) -> Floats:
    """Return indicator columns of the scenarios, then of the connected groups if several."""
    columns = scenarios.places[:, None] == np.arange(scenarios.used.size)
    if groups.max(initial=0) > 0:
        of_groups = groups[:, None] == np.arange(int(groups.max()) + 1)
        columns = np.concatenate([columns, of_groups], axis=1)
    return np.asarray(columns, dtype=np.float64)


def _judge_design(
    values: Floats, auditors: _Levels, auditor_groups: Integers, columns: Floats
) -> Design:
    if values.size == 0:
        return Design.EMPTY
    groups = int(auditor_groups.max()) + 1
    if auditors.used.size in (groups, values.size):
        return Design.NOT_COMPARABLE
    fitted = columns @ np.linalg.lstsq(columns, values, rcond=None)[0]
    if np.allclose(values, fitted, rtol=0.0, atol=1e-9 * max(1.0, float(np.abs(values).max()))):
        return Design.NO_VARIATION
    return Design.CONNECTED if groups == 1 else Design.DISCONNECTED


def _no_leniency(
    design: Design,
    bodies: _Levels,
    auditors: _Levels,
    scenarios: _Levels,
    groups: tuple[Integers, Integers],
) -> Leniency:
    of_bodies, of_auditors, of_scenarios = (
        np.full(levels.count, np.nan) for levels in (bodies, auditors, scenarios)
    )
    return Leniency(
        design=design,
        auditor_effects=of_auditors,
        auditor_errors=of_auditors,
        body_effects=of_bodies,
        body_errors=of_bodies,
        scenario_means=of_scenarios,
        scenario_errors=of_scenarios,
        auditor_components=groups[1],
        body_components=groups[0],
    )


def _scenario_means(fit: CrossedFit, scenarios: int, columns: Floats) -> tuple[Floats, Floats]:
    """Return each scenario's mean and its error, groups weighted by their audits."""
    weights = np.eye(scenarios, columns.shape[1])
    weights[:, scenarios:] = columns[:, scenarios:].mean(axis=0)
    variances = np.einsum("sc,cd,sd->s", weights, fit.fixed_covariance, weights)
    return weights @ fit.fixed, np.sqrt(variances)
