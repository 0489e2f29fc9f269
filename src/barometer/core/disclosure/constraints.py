"""What an attacker knows, written around the true values: rows with slack, cells with headroom."""

import math
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from scipy import sparse

from barometer.core.arrays import Floats, Integers
from barometer.core.disclosure.atoms import equal_column_labels
from barometer.core.disclosure.registry import (
    DISTRIBUTION_KINDS,
    Registry,
    Release,
    ReleaseKind,
    Sparse,
    SparseColumns,
    linear_matrix,
    membership_matrix,
)

VALUE_RANGE = (0.0, 100.0)


@dataclass(frozen=True, slots=True, eq=False)
class Constraints:
    """The values that the releases leave possible, as changes d around the true values.

    Possible changes: ``low <= rows @ d <= high`` and ``-down <= d <= up``; no change at all (the
    truth) is always possible. ``floor`` and ``ceiling`` are the latter bounds in points.
    ``columns`` is the same matrix as ``rows``, by column. ``codes`` names the release of each row
    ("" for the belief on the change between two editions) and ``order_codes`` the extremes and
    quantiles that narrow the headroom of a cell; ``order_peers`` the cells that have the same ones
    in the same edition. ``labels``: bodies with the same label may
    exchange their values in all editions without any release changing. ``values``: true values,
    cells in order.
    """

    rows: Sparse
    columns: SparseColumns
    low: Floats
    high: Floats
    floor: Floats
    ceiling: Floats
    down: Floats
    up: Floats
    codes: tuple[str, ...]
    order_codes: Mapping[int, tuple[str, ...]]
    order_peers: Mapping[int, Integers]
    labels: Integers
    values: Floats
    body_count: int


def order_rank(probability: float, count: int) -> int:
    """Rank from below, 1 to ``count``, of the member that a quantile shows.

    Example:
        >>> [order_rank(p, 10) for p in (0.01, 0.25, 0.5, 0.99)]
        [1, 3, 5, 10]
    """
    return max(1, math.ceil(probability * count - 1e-9))


def statistic_value(release: Release, term_values: tuple[Floats, ...]) -> float:
    """Value of a release before rounding; a number of members for counts, else points."""
    if release.kind is ReleaseKind.COUNT:
        return float(release.member_counts[0])
    values = term_values[0]
    if release.kind is ReleaseKind.MINIMUM:
        return float(values.min())
    if release.kind is ReleaseKind.MAXIMUM:
        return float(values.max())
    if release.kind is ReleaseKind.QUANTILE:
        rank = order_rank(release.probability or 0.5, len(values))
        return float(np.sort(values)[rank - 1])
    return float(
        sum(
            term.coefficients @ column
            for term, column in zip(release.terms, term_values, strict=True)
        )
    )


def term_values(registry: Registry, release: Release, values: Floats) -> tuple[Floats, ...]:
    """The members' values of each term (``values``: editions x bodies)."""
    columns = {body: index for index, body in enumerate(registry.bodies)}
    return tuple(
        values[registry.editions.index(term.edition), [columns[body] for body in term.members]]
        for term in release.terms
    )


def _apply_order(
    registry: Registry, release: Release, values: Floats, bounds: tuple[Floats, Floats]
) -> None:
    """Narrow the cells' headroom as if the attacker knew on which side of the value each one is.

    That is more than an extreme or a quantile tells: what is safe here is safe in truth.
    """
    low, high = bounds
    (members,) = term_values(registry, release, values)
    shown = statistic_value(release, (members,))
    edition = registry.editions.index(release.terms[0].edition)
    columns = {body: index for index, body in enumerate(registry.bodies)}
    for body, value in zip(release.members, members, strict=True):
        cell = columns[body]
        if value <= shown:
            high[edition, cell] = min(high[edition, cell], shown)
        if value >= shown:
            low[edition, cell] = max(low[edition, cell], shown)


def _order_codes(
    registry: Registry, releases: tuple[Release, ...]
) -> Mapping[int, tuple[str, ...]]:
    columns = {body: index for index, body in enumerate(registry.bodies)}
    codes: dict[int, tuple[str, ...]] = {}
    for release in releases:
        if release.kind in DISTRIBUTION_KINDS:
            offset = registry.editions.index(release.terms[0].edition) * len(registry.bodies)
            for body in release.members:
                cell = offset + columns[body]
                codes[cell] = (*codes.get(cell, ()), release.code)
    return codes


def _order_peers(
    order_codes: Mapping[int, tuple[str, ...]], body_count: int
) -> Mapping[int, Integers]:
    groups: dict[tuple[int, tuple[str, ...]], list[int]] = {}
    for cell, codes in order_codes.items():
        groups.setdefault((cell // body_count, codes), []).append(cell)
    arrays = (np.array(sorted(group), dtype=np.int64) for group in groups.values())
    return {int(cell): group for group in arrays for cell in group}


def _order_bounds(
    registry: Registry, releases: tuple[Release, ...], values: Floats
) -> tuple[Floats, Floats]:
    """Least and largest value of each cell, by the range and by extremes and quantiles."""
    low, high = (np.full(values.shape, bound) for bound in VALUE_RANGE)
    for release in releases:
        if release.kind in DISTRIBUTION_KINDS:
            _apply_order(registry, release, values, (low, high))
    return low, high


def _release_rows(
    registry: Registry,
    releases: tuple[Release, ...],
    truth: Floats,
    shown: Mapping[str, tuple[float, float]],
) -> tuple[Sparse, Floats, Floats, list[str]]:
    """Rows of the linear releases, with the change that their rounding leaves either way."""
    plain = linear_matrix(registry, releases)
    rows = linear_matrix(registry, releases, is_viewer_pooled=True)
    published = np.array([shown[release.code][0] for release in releases])
    half = np.array([shown[release.code][1] / 2 for release in releases])
    distance = published - plain @ truth
    low, high = np.minimum(distance - half, 0), np.maximum(distance + half, 0)
    is_linear = np.diff(rows.indptr) > 0
    codes = [r.code for r, is_row in zip(releases, is_linear, strict=True) if is_row]
    return sparse.csr_array(rows[is_linear]), low[is_linear], high[is_linear], codes


def _change_rows(values: Floats, change_bound: float) -> tuple[Sparse, Floats, Floats]:
    """One row per body present in two editions that follow each other: the belief on its change."""
    edition_count, body_count = values.shape
    before, body = np.nonzero(~np.isnan(values[:-1]) & ~np.isnan(values[1:]))
    rows = np.arange(len(body))
    data = np.concatenate([np.ones(len(body)), -np.ones(len(body))])
    columns = np.concatenate([(before + 1) * body_count + body, before * body_count + body])
    matrix = sparse.csr_array(
        (data, (np.concatenate([rows, rows]), columns)),
        shape=(len(body), edition_count * body_count),
    )
    change = values[before + 1, body] - values[before, body]
    return matrix, np.minimum(-change_bound - change, 0), np.maximum(change_bound - change, 0)


def build_constraints(
    registry: Registry,
    releases: tuple[Release, ...],
    values: Floats,
    shown: Mapping[str, tuple[float, float]],
    *,
    change_bound: float | None = None,
) -> Constraints:
    """Write down all that pooled releases tell about one figure.

    An others' mean is taken as known with its viewer's own value, and as telling everybody the
    total of the family: more than any coalition knows.

    Arguments:
        registry: Bodies and editions.
        releases: Releases about one figure, shown or about to be.
        values: True values, editions x bodies; not-a-number where a body has none.
        shown: Value and rounding unit of each release, by code.
        change_bound: See ``DisclosurePolicy``.

    Source: Method, section 8.4.
    """
    low_bound, high_bound = _order_bounds(registry, releases, values)
    rows, low, high, codes = _release_rows(registry, releases, np.nan_to_num(values).ravel(), shown)
    order_codes = _order_codes(registry, releases)
    if change_bound is not None and len(values) > 1:
        added, added_low, added_high = _change_rows(values, change_bound)
        rows = sparse.csr_array(sparse.vstack([rows, added], format="csr"))
        low, high = np.append(low, added_low), np.append(high, added_high)
        codes += [""] * len(added_low)
    return Constraints(
        rows=rows,
        columns=sparse.csc_array(rows),
        low=low,
        high=high,
        floor=low_bound.ravel(),
        ceiling=high_bound.ravel(),
        down=np.nan_to_num(values - low_bound).ravel(),
        up=np.nan_to_num(high_bound - values).ravel(),
        codes=tuple(codes),
        order_codes=order_codes,
        order_peers=_order_peers(order_codes, len(registry.bodies)),
        labels=equal_column_labels(
            membership_matrix(registry, releases),
            len(registry.bodies),
            ~np.isnan(values.T) @ (1 << np.arange(len(values), dtype=np.int64)),
        ),
        values=values.ravel(),
        body_count=len(registry.bodies),
    )
