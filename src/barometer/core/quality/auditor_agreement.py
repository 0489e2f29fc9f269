"""Agreement of each auditor with the second coding, all items of the grid taken together."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import nan

import numpy as np

from barometer.core.arrays import Bools, Floats, Integers
from barometer.core.errors import InvalidArgument
from barometer.core.quality.agreement import (
    Agreement,
    Bootstrap,
    draw_multiplicities,
    pairs_alike,
    require_sample,
    summarise,
)
from barometer.core.quality.alpha import (
    CodeCounts,
    Metric,
    count_codes,
    ordinal_distances,
    squared_distances,
    unit_disagreements,
)


@dataclass(frozen=True, slots=True, eq=False)
class _AuditSums:
    """Sums over the items of each audit; every array has shape (audits,)."""

    double_coded: Floats
    alike: Floats
    pairs: Floats
    observed: Floats
    expected: Floats

    def of(self, chosen: Bools) -> "_AuditSums":
        return _AuditSums(
            double_coded=self.double_coded[chosen],
            alike=self.alike[chosen],
            pairs=self.pairs[chosen],
            observed=self.observed[chosen],
            expected=self.expected[chosen],
        )


def agreement_by_auditor(
    codes: Floats, auditors: Integers, metrics: Sequence[Metric], bootstrap: Bootstrap
) -> dict[int, Agreement]:
    """Return for each auditor the agreement of all answers with the second coding.

    Alpha is one minus the disagreement observed on the auditor's double-coded answers, divided
    by what chance would give on the same items; chance is measured on the whole sample, item
    by item. Distances are first divided by the item's largest, so that an item answered in
    minutes does not outweigh one answered by yes or no. Items on which nobody ever differs say
    nothing of alpha but count in the raw agreement. Whole audits are drawn for the interval,
    because the answers of one audit move together.

    Arguments:
        codes: Shape (coders, audits, items); the first coder is the auditor. NaN where a coder
            did not code the item.
        auditors: The auditor of each audit; shape (audits,).
        metrics: What the difference of two codes means, one per item.
        bootstrap: Replicates, confidence and seed.

    Returns:
        Agreement by auditor; ``double_coded`` counts answers, not audits.

    Raises:
        InvalidArgument: Shapes do not match.

    Source: Method, section 9.1.
    """
    require_sample(codes, metrics)
    if auditors.shape != (codes.shape[1],):
        raise InvalidArgument("auditors", auditors.shape, f"({codes.shape[1]},)")
    sums = _sums_by_audit(codes, metrics)
    return {
        int(auditor): _pooled_agreement(sums.of(auditors == auditor), bootstrap)
        for auditor in np.unique(auditors)
    }


def _sums_by_audit(codes: Floats, metrics: Sequence[Metric]) -> _AuditSums:
    audits = codes.shape[1]
    totals = np.zeros((5, audits))
    for item, metric in enumerate(metrics):
        table = count_codes(codes[:, :, item])
        alike, pairs = pairs_alike(table)
        observed, expected = _relative_disagreements(table, metric)
        totals += np.stack([pairs > 0, alike, pairs, observed, expected])
    return _AuditSums(*totals)


def _relative_disagreements(table: CodeCounts, metric: Metric) -> tuple[Floats, Floats]:
    """Return each audit's observed and chance disagreement on one item, largest distance 1."""
    margins = table.counts.sum(axis=0)
    codes = margins.sum()
    distances = (
        ordinal_distances(table.counts)
        if metric is Metric.ORDINAL
        else squared_distances(table.values, metric)
    )
    if table.values.size < 2:
        nothing = np.zeros(table.counts.shape[0])
        return nothing, nothing
    distances = distances / distances.max()
    chance = float(margins @ distances @ margins) / (codes * (codes - 1.0))
    return unit_disagreements(table.counts, distances), table.counts.sum(axis=1) * chance


def _pooled_agreement(sums: _AuditSums, bootstrap: Bootstrap) -> Agreement:
    multiplicities = draw_multiplicities(sums.pairs.size, bootstrap)
    observed, expected = multiplicities @ sums.observed, multiplicities @ sums.expected
    with np.errstate(invalid="ignore", divide="ignore"):
        alphas = np.where(expected > 0, 1.0 - observed / expected, np.nan)
    pairs = float(sums.pairs.sum())
    return summarise(
        int(sums.double_coded.sum()),
        float(sums.alike.sum()) / pairs if pairs > 0 else nan,
        alphas,
        level=bootstrap.level,
        units=int(np.sum(sums.pairs > 0)),
    )
