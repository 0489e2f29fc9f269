"""Between-audit variance of every figure by linearisation, with audits as sampling units."""

from dataclasses import dataclass

import numpy as np

from barometer.core.arrays import Bools, Floats, Integers, Positions, States
from barometer.core.grids.model import Combine
from barometer.core.scoring.combining import CombinedItems
from barometer.core.scoring.compiled import CompiledGrid
from barometer.core.scoring.encoding import Audits
from barometer.core.scoring.figures import FigureState, IndicatorTotals, summing_matrix
from barometer.core.scoring.sums import Observations, PooledSums

MEAN, BEST, WORST, ANY, ALL = (
    list(Combine).index(rule)
    for rule in (Combine.MEAN, Combine.BEST, Combine.WORST, Combine.ANY, Combine.ALL)
)
FULL_POINTS = 100.0
NOTHING = 1e-9
"""A share below this is the binary noise of zero."""

LARGEST_BENT_SHARE = 0.1
"""Share of a figure that items combined by best, worst, any or all may bring before its standard
error is left unsaid."""


@dataclass(frozen=True, slots=True, eq=False)
class AuditParts:
    """The share of each audit in each indicator of its body, and its deviation from it.

    Arguments:
        share: Share (0 to 1) of the indicator's weight that the audit brings, shape (audits,
            indicators).
        deviation: Points by which the audit moves the indicator, summing to 0 over a body's
            audits; same shape.
        bent_share: Share (0 to 1) of the indicator that items combined by best, worst, any or
            all bring, shape (bodies, indicators).
    """

    share: Floats
    deviation: Floats
    bent_share: Floats

    def rows(self, rows: Integers) -> "AuditParts":
        """Return the parts of some audits."""
        return AuditParts(self.share[rows], self.deviation[rows], self.bent_share)


@dataclass(frozen=True, slots=True, eq=False)
class FigureVariances:
    """Variance of one audit and leverage of the audits, by body and figure.

    The squared standard error of a figure is ``audit_variance * leverage``.

    Arguments:
        audit_variance: Variance between audits, in squared points, pooled over channels; NaN
            where ``df`` is 0.
        leverage: Sum of the squared shares of the audits; NaN where the figure has no value, or
            rests too much on items that are no smooth function of the audits (best, worst, any,
            all).
        df: Degrees of freedom: audits less channels.
        audits: Number of audits on which the figure rests.
    """

    audit_variance: Floats
    leverage: Floats
    df: Floats
    audits: Integers


def part_audits(
    compiled: CompiledGrid,
    audits: Audits,
    sums: PooledSums,
    totals: IndicatorTotals,
    observed: Observations,
    combined: CombinedItems,
) -> AuditParts:
    """Return share and deviation of each audit in each indicator.

    The observations of an item that is not pooled deviate by what leaving each of them out
    would change (jackknife): for a mean, the plain deviation from it.

    Arguments:
        compiled: The grid.
        audits: Audits of the batch.
        sums: Pooled sums by audit.
        totals: Sums by body.
        observed: Observations of items that are not pooled.
        combined: Their combined values.

    Source: Method, section 4.1.
    """
    with np.errstate(invalid="ignore", divide="ignore"):
        ratio = np.where(totals.possible > 0, totals.earned / totals.possible, 0.0)
        inverse = np.where(totals.possible > 0, 1.0 / totals.possible, 0.0)
    inverse_by_audit, ratio_by_audit = inverse[audits.body], ratio[audits.body]
    share = sums.possible * inverse_by_audit
    deviation = sums.earned * inverse_by_audit - ratio_by_audit * share
    bent_share = np.zeros_like(ratio)
    if len(observed.audit):
        scored = observed.where(~np.isnan(observed.points))
        row = _combined_rows(compiled, audits, scored, combined)
        body, indicator = audits.body[scored.audit], compiled.item_indicator[scored.item]
        brought = compiled.item_weight[scored.item] / combined.observations[row]
        brought = brought * inverse[body, indicator]
        moved = combined.points[row] + _pseudo_deviations(row, scored.points, combined)
        np.add.at(share, (scored.audit, indicator), brought)
        np.add.at(deviation, (scored.audit, indicator), brought * (moved - ratio[body, indicator]))
        np.add.at(bent_share, (body, indicator), brought * (combined.combine[row] != MEAN))
    return AuditParts(share, deviation, bent_share)


def _combined_rows(
    compiled: CompiledGrid, audits: Audits, observed: Observations, combined: CombinedItems
) -> Integers:
    """Return, per observation, the row of its combined item."""
    n_items = len(compiled.grid.items)
    keys = combined.body * n_items + combined.item
    wanted = audits.body[observed.audit] * np.int64(n_items) + observed.item
    return np.searchsorted(keys, wanted).astype(np.int64, copy=False)


def _pseudo_deviations(row: Integers, points: Floats, combined: CombinedItems) -> Floats:
    """Return n - 1 times what each observation adds to its combined item, about their mean.

    Arguments:
        row: Row of the combined item of each observation.
        points: Points of each observation, never NaN.
        combined: The combined items.
    """
    order = np.lexsort((points, row))
    items, starts, count = np.unique(row[order], return_index=True, return_counts=True)
    ascending, last = points[order], starts + count - 1
    n, own = np.repeat(count, count), np.repeat(combined.points[items], count)
    place = np.arange(len(order)) - np.repeat(starts, count)
    runner_up = np.minimum(starts + 1, last), np.maximum(last - 1, starts)
    worst = np.where(place == 0, *(np.repeat(ascending[k], count) for k in (runner_up[0], starts)))
    best = np.where(place == n - 1, *(np.repeat(ascending[k], count) for k in (runner_up[1], last)))
    mean = (n * own - ascending) / np.maximum(n - 1, 1)
    left_out = np.select(
        [combined.combine[row[order]] == rule for rule in (BEST, WORST, ANY, ALL)],
        [best, worst, FULL_POINTS * (best >= FULL_POINTS), FULL_POINTS * (worst >= FULL_POINTS)],
        mean,
    )
    pseudo = (n - 1) * (own - left_out)
    pseudo -= np.repeat(np.add.reduceat(pseudo, starts) / count, count) if len(starts) else 0.0
    found = np.empty(len(row))
    found[order] = pseudo
    return found


def vary_figures(
    compiled: CompiledGrid,
    audits: Audits,
    totals: IndicatorTotals,
    states: States,
    parts: AuditParts,
) -> FigureVariances:
    """Return the between-audit variance and the leverage of every figure of every body.

    The deviation of an audit in an indicator is divided by the root of one less its share, so
    that few audits do not look alike by construction; an indicator seen in a single audit tells
    nothing of the variance and is left out of it, not out of the leverage. Audits count in the
    variance by the share of the figure that they bring: what few items say of an audit is noisy,
    and would otherwise pass for a difference between audits.

    Source: Method, sections 4.1 and 4.2.
    """
    is_scored = states == FigureState.SCORED
    total_weight = is_scored.astype(np.float64) @ compiled.figure_weights.T
    tally = _Tally.empty(*total_weight.shape)
    for channel in np.unique(audits.stratum):
        rows = np.flatnonzero(audits.stratum == channel)
        _add_channel(compiled, audits.body[rows], parts.rows(rows), is_scored, tally)
    with np.errstate(invalid="ignore", divide="ignore"):
        variance = tally.squares / tally.told
        leverage = tally.leverage / total_weight**2
    is_bent = np.zeros(leverage.shape, np.bool_)
    if not totals.is_linear.all():
        bent = (parts.bent_share * is_scored) @ compiled.figure_weights.T
        is_bent = bent > LARGEST_BENT_SHARE * total_weight
    df = np.maximum(tally.telling - tally.channels, 0.0)
    return FigureVariances(
        audit_variance=np.where(df > 0, variance, np.nan),
        leverage=np.where((total_weight > 0) & ~is_bent, leverage, np.nan),
        df=df,
        audits=tally.audits.astype(np.int64),
    )


@dataclass(frozen=True, slots=True, eq=False)
class _Tally:
    """Sums over audits by body and figure, filled channel by channel.

    ``squares`` of the spread, weighted by the share ``told`` by each audit, number of audits
    ``telling`` of it, number of ``channels`` with one, ``leverage`` (not yet divided by the
    squared weight of the figure), and ``audits``.
    """

    squares: Floats
    told: Floats
    telling: Floats
    channels: Floats
    leverage: Floats
    audits: Floats

    @classmethod
    def empty(cls, n_bodies: int, n_figures: int) -> "_Tally":
        return cls(*(np.zeros((n_bodies, n_figures)) for _ in range(6)))


def _add_channel(
    compiled: CompiledGrid, body: Positions, parts: AuditParts, is_scored: Bools, tally: _Tally
) -> None:
    """Add the audits of one channel to the tally, over the figures that they touch."""
    indicators = np.flatnonzero(parts.share.any(axis=0))
    weights = compiled.figure_weights[:, indicators].T
    figures = np.flatnonzero(weights.any(axis=0))
    weights = weights[:, figures]
    share = parts.share[:, indicators] * is_scored[body][:, indicators]
    can_tell = (share > 0) & (share < 1 - NOTHING)
    rest = np.sqrt(np.where(can_tell, 1 - share, np.inf))
    whole = share @ weights
    told = np.where(can_tell, share, 0.0) @ weights
    is_telling = told > NOTHING
    moved = (parts.deviation[:, indicators] / rest) @ weights
    spread = moved / np.where(is_telling, told, np.inf)
    summing = summing_matrix(np.searchsorted(body, np.arange(len(is_scored) + 1)))
    telling = summing @ is_telling.astype(np.float64)
    tally.squares[:, figures] += summing @ (told * spread**2)
    tally.told[:, figures] += summing @ told
    tally.telling[:, figures] += telling
    tally.channels[:, figures] += telling > 0
    tally.leverage[:, figures] += summing @ whole**2
    tally.audits[:, figures] += summing @ (whole > NOTHING).astype(np.float64)
