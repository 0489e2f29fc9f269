"""Proofs that no coalition locates a body, and the coalition that does where there is none.

A body is safe when two sets of values that the releases both leave possible put it at least
``margin`` points apart, whatever ``max_coalition`` other bodies' values are known besides. Three
proofs are tried, from the cheapest: the rounding alone leaves the room; members that no release
tells apart could exchange their values; a linear program finds the room in the other bodies
(a *witness*), again and again without the bodies that the previous ones needed.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
from scipy import optimize, sparse

from barometer.core.arrays import Floats, Integers
from barometer.core.disclosure.constraints import Constraints
from barometer.core.disclosure.programs import Limits, minimise
from barometer.core.disclosure.registry import Flags, SparseColumns

NEAR_BODIES = 36
FAR_BODIES = 400
NEAR_PARTNERS = 5
TRIED_PARTNERS = 2
MOVE_TOLERANCE = 1e-7
ROW_TOLERANCE = 1e-6


def rounding_widths(constraints: Constraints) -> Floats:
    """Width, in points, left to each cell when *all* other cells are known.

    Only rounding leaves it; it holds against coalitions of any size. A cell that no row touches
    has its whole headroom.

    Source: Method, section 8.4.
    """
    columns = constraints.columns
    low, high = constraints.low[columns.indices], constraints.high[columns.indices]
    with np.errstate(invalid="ignore"):
        ends = np.stack([low / columns.data, high / columns.data])
    room_up, room_down = constraints.up.copy(), constraints.down.copy()
    of_cell = np.repeat(np.arange(len(room_up)), np.diff(columns.indptr))
    np.minimum.at(room_up, of_cell, ends.max(axis=0))
    np.minimum.at(room_down, of_cell, -ends.min(axis=0))
    return np.asarray(room_up + room_down, dtype=np.float64)


def exchange_widths(constraints: Constraints, max_coalition: int) -> Floats:
    """Width, in points, left to each cell because bodies could exchange their values.

    Bodies with the same label may exchange the values of all their editions: no release of any
    symmetric kind changes. Each one's value may then be any of theirs. The width is the spread of
    the label's true values after the ``max_coalition`` members whose loss narrows it most.

    Source: Method, section 8.4.
    """
    values = constraints.values.reshape(-1, constraints.body_count)
    widths = np.zeros_like(values)
    order = np.argsort(constraints.labels, kind="stable")
    breaks = np.flatnonzero(np.diff(constraints.labels[order])) + 1
    for group in np.split(order, breaks):
        if len(group) < max_coalition + 2:
            continue
        ranked = np.sort(values[:, group], axis=1)
        spreads = [
            ranked[:, len(group) - 1 - (max_coalition - lost)] - ranked[:, lost]
            for lost in range(max_coalition + 1)
        ]
        widths[:, group] = np.nan_to_num(np.min(spreads, axis=0))[:, None]
    return widths.ravel()


@dataclass(frozen=True, slots=True, eq=False)
class Witness:
    """Two possible sets of values, as changes of a few cells, that put the target apart.

    ``support``: the other bodies that must move. A coalition without any of them cannot exclude
    either set. ``places``: the cell whose bounds hold for each cell in the second set, where two
    bodies may have changed places in the order that quantiles show.
    """

    cells: Integers
    places: Integers
    first: Floats
    second: Floats
    support: frozenset[int]


@dataclass(frozen=True, slots=True, eq=False)
class Neighbourhood:
    """The part of the constraints that a search for a witness may move; all else stays put."""

    cells: Integers
    touched: Integers
    rows: Floats
    low: Floats
    high: Floats


def _partners(constraints: Constraints, target: int, count: int) -> tuple[tuple[int, ...], ...]:
    """Cells that could stand in the target's place in the order that quantiles show.

    Bodies of the same quantiles may exchange their places whatever other families they belong to:
    for each other place, the ``count`` cells nearest in value.
    """
    peers = constraints.order_peers.get(target)
    if peers is None:
        return ()
    distance = np.abs(constraints.values[peers] - constraints.values[target])
    places: dict[tuple[float, float], tuple[int, ...]] = {}
    for cell in peers[np.argsort(distance, kind="stable")].tolist():
        place = float(constraints.floor[cell]), float(constraints.ceiling[cell])
        if len(places.get(place, ())) < count:
            places[place] = (*places.get(place, ()), cell)
    places.pop((float(constraints.floor[target]), float(constraints.ceiling[target])), None)
    return tuple(places.values())


def _bodies_around(constraints: Constraints, body: int, count: int) -> Integers:
    """The body and its partners, then those that share the smallest rows with them."""
    rows, columns = constraints.rows, constraints.columns
    lengths = np.diff(rows.indptr)
    targets = range(body, rows.shape[1], constraints.body_count)
    partners = [
        cell % constraints.body_count
        for target in targets
        for place in _partners(constraints, target, NEAR_PARTNERS)
        for cell in place
    ]
    chosen = dict.fromkeys([body, *partners])
    waiting, seen_rows = list(chosen), set[int]()
    while waiting and len(chosen) < count:
        member = waiting.pop(0)
        cells = range(member, rows.shape[1], constraints.body_count)
        touching = {
            int(row)
            for cell in cells
            for row in columns.indices[columns.indptr[cell] : columns.indptr[cell + 1]]
        }
        for row in sorted(touching - seen_rows, key=lambda row: (lengths[row], row)):
            seen_rows.add(row)
            first = rows.indptr[row]
            members = rows.indices[first : min(first + count, rows.indptr[row + 1])]
            fresh = [b for b in (members % constraints.body_count).tolist() if b not in chosen]
            fresh = fresh[: count - len(chosen)]
            chosen.update(dict.fromkeys(fresh))
            waiting += fresh
    return np.array(list(chosen), dtype=np.int64)


def neighbourhood(constraints: Constraints, body: int, count: int) -> Neighbourhood:
    """Cells of at most ``count`` bodies around one, with the rows that touch them."""
    bodies = _bodies_around(constraints, body, count)
    editions = constraints.rows.shape[1] // constraints.body_count
    cells = (bodies[None, :] + constraints.body_count * np.arange(editions)[:, None]).ravel()
    cells = cells[~np.isnan(constraints.values[cells])]
    part = constraints.columns[:, cells]
    touched = np.unique(part.indices)
    return Neighbourhood(
        cells=cells,
        touched=touched,
        rows=sparse.csr_array(part)[touched].toarray(),
        low=constraints.low[touched],
        high=constraints.high[touched],
    )


def _places(cells: Integers, target: int, partner: int | None) -> Integers:
    """The cell whose bounds hold for each cell: its own, but for the target and its partner."""
    places = cells.copy()
    if partner is not None:
        places[cells == target], places[cells == partner] = partner, target
    return places


def _tried_partners(
    constraints: Constraints, cells: Integers, target: int
) -> tuple[int | None, ...]:
    """Partners among some cells; the first answer, ``None``, leaves everyone in place."""
    among = set(cells.tolist()) if target in constraints.order_peers else set()
    found = [
        [cell for cell in place if cell in among][:TRIED_PARTNERS]
        for place in _partners(constraints, target, NEAR_PARTNERS)
    ]
    return (None, *(cell for place in found for cell in place))


def _ranges(
    constraints: Constraints, cells: Integers, places: Integers | None = None
) -> tuple[Floats, Floats]:
    """Least and largest change of each cell, in its own place or in another."""
    values, bounds = constraints.values[cells], cells if places is None else places
    return constraints.floor[bounds] - values, constraints.ceiling[bounds] - values


def find_witness(
    constraints: Constraints,
    near: Neighbourhood,
    target: int,
    excluded: frozenset[int],
    margin: float,
) -> Witness | None:
    """Two possible sets of values with the target ``margin`` apart, moving few other bodies.

    ``None``: there is none among the cells of ``near`` without the bodies ``excluded``.
    """
    is_free = ~np.isin(near.cells % constraints.body_count, list(excluded))
    cells = near.cells[is_free]
    if target not in cells:
        return None
    bodies = cells % constraints.body_count
    in_place = _ranges(constraints, cells)
    for partner in _tried_partners(constraints, cells, target):
        places = _places(cells, target, partner)
        changes = _distant_changes(
            near,
            is_free,
            cells == target,
            np.where(bodies == target % constraints.body_count, 1e-3, 1.0),
            (in_place, in_place if partner is None else _ranges(constraints, cells, places)),
            margin,
        )
        if changes is not None:
            is_moved = (np.abs(changes) > MOVE_TOLERANCE).any(axis=0)
            is_kept = is_moved | (places != cells)
            return Witness(
                cells=cells[is_kept],
                places=places[is_kept],
                first=changes[0, is_kept],
                second=changes[1, is_kept],
                support=frozenset(bodies[is_moved].tolist()) - {target % constraints.body_count},
            )
    return None


def _distant_changes(
    near: Neighbourhood,
    is_free: Flags,
    is_target: Flags,
    weights: Floats,
    ranges: tuple[tuple[Floats, Floats], tuple[Floats, Floats]],
    margin: float,
) -> Floats | None:
    """Two sets of changes (2 x free cells) within their ranges, with the least weighted movement.

    Each set is written as rises minus falls, so that movement is linear. The target is ``margin``
    higher in one set than in the other: which of both is tried one after the other.
    """
    matrix = near.rows[:, is_free]
    zero = np.zeros_like(matrix)
    sets = np.vstack(
        [np.hstack([matrix, -matrix, zero, zero]), np.hstack([zero, zero, matrix, -matrix])]
    )
    one = is_target.astype(np.float64)
    least = [np.maximum(end, 0) for low, high in ranges for end in (low, -high)]
    most = [np.maximum(end, 0) for low, high in ranges for end in (high, -low)]
    for sign in (1.0,) if ranges[0] is ranges[1] else (1.0, -1.0):
        result = optimize.milp(
            np.tile(weights, 4),
            constraints=optimize.LinearConstraint(
                np.vstack([sets, sign * np.concatenate([one, -one, -one, one])]),
                np.concatenate([near.low, near.low, [margin]]),
                np.concatenate([near.high, near.high, [np.inf]]),
            ),
            bounds=optimize.Bounds(np.concatenate(least), np.concatenate(most)),
        )
        if result.x is not None:
            parts = np.asarray(result.x, dtype=np.float64).reshape(4, -1)
            return np.stack([parts[0] - parts[1], parts[2] - parts[3]])
    return None


def _changes(witnesses: Sequence[Witness], cell_count: int) -> SparseColumns:
    """Both sets of changes of each witness, one column each."""
    lengths = np.repeat([len(witness.cells) for witness in witnesses], 2)
    return sparse.csc_array(
        (
            np.concatenate([part for w in witnesses for part in (w.first, w.second)]),
            np.concatenate([w.cells for w in witnesses for _ in range(2)]),
            np.concatenate([np.zeros(1, dtype=np.int64), np.cumsum(lengths)]),
        ),
        shape=(cell_count, 2 * len(witnesses)),
    )


def _is_in_place(constraints: Constraints, places: Integers, witness: Witness) -> bool:
    """Whether one set of values (the first if ``places`` are the cells) is within the bounds."""
    changes = witness.first if places is witness.cells else witness.second
    points = constraints.values[witness.cells] + changes
    is_swapped = places != witness.cells
    codes = {constraints.order_codes.get(cell) for cell in places[is_swapped].tolist()}
    return (
        len(codes) <= 1
        and bool((points >= constraints.floor[places] - ROW_TOLERANCE).all())
        and bool((points <= constraints.ceiling[places] + ROW_TOLERANCE).all())
    )


def still_valid(constraints: Constraints, witnesses: Sequence[Witness]) -> tuple[bool, ...]:
    """Whether both sets of values of each witness are possible under these constraints."""
    if not witnesses:
        return ()
    changes = _changes(witnesses, constraints.rows.shape[1])
    is_out = np.zeros(changes.shape[1], dtype=bool)
    activity = sparse.coo_array(constraints.rows @ changes)
    row, column = activity.coords
    is_out[column[activity.data > constraints.high[row] + ROW_TOLERANCE]] = True
    is_out[column[activity.data < constraints.low[row] - ROW_TOLERANCE]] = True
    for number, witness in enumerate(witnesses):
        is_out[2 * number] |= not _is_in_place(constraints, witness.cells, witness)
        is_out[2 * number + 1] |= not _is_in_place(constraints, witness.places, witness)
    return tuple(not (first or second) for first, second in is_out.reshape(-1, 2).tolist())


def withstands(witnesses: Sequence[Witness], max_coalition: int) -> bool:
    """Whether the witnesses hold more disjoint ones than a coalition has members."""
    used: frozenset[int] = frozenset()
    disjoint = 0
    for witness in witnesses:
        if not witness.support:
            return True
        if not witness.support & used:
            used |= witness.support
            disjoint += 1
    return disjoint > max_coalition


FindWitness: TypeAlias = Callable[[frozenset[int]], Witness | None]
"""A search for a witness without some bodies."""


def _search(
    find: FindWitness,
    witnesses: list[Witness],
    coalition: frozenset[int],
    depth: int,
    settled: set[frozenset[int]],
) -> frozenset[int] | None:
    """A coalition of ``depth`` further bodies that leaves no witness, or ``None``.

    A coalition that holds nobody of a witness' support cannot break it: only its bodies need be
    tried, one after the other.
    """
    if coalition in settled:
        return None
    witness = next((w for w in witnesses if not w.support & coalition), None)
    if witness is None:
        witness = find(coalition)
        if witness is None:
            return coalition
        witnesses.append(witness)
    if depth > 0:
        for body in sorted(witness.support):
            broken = _search(find, witnesses, coalition | {body}, depth - 1, settled)
            if broken is not None:
                return broken
    settled.add(coalition)
    return None


def _disjoint_witnesses(find: FindWitness, count: int) -> Iterator[Witness]:
    """Witnesses with no body in common: ``count`` of them withstand ``count - 1`` bodies."""
    used: frozenset[int] = frozenset()
    for _ in range(count):
        witness = find(used)
        if witness is None:
            return
        yield witness
        used |= witness.support
        if not witness.support:
            return


def _finder(constraints: Constraints, target: int, margin: float) -> FindWitness:
    """Search among the bodies around the target, then further away."""
    body = target % constraints.body_count
    near = neighbourhood(constraints, body, NEAR_BODIES)
    far: list[Neighbourhood] = []

    def find(excluded: frozenset[int]) -> Witness | None:
        witness = find_witness(constraints, near, target, excluded, margin)
        if witness is not None:
            return witness
        if not far:
            far.append(neighbourhood(constraints, body, FAR_BODIES))
        if len(far[0].cells) == len(near.cells):
            return None
        return find_witness(constraints, far[0], target, excluded, margin)

    return find


def locating_coalition(
    constraints: Constraints,
    target: int,
    *,
    max_coalition: int,
    margin: float,
    witnesses: list[Witness],
) -> frozenset[int] | None:
    """The bodies that together locate the target cell, ``None`` when nobody can.

    An empty set: the releases alone locate it. The set is minimal (no member is superfluous), not
    always the smallest. ``witnesses`` (all of them valid) is read and extended: the memory of one
    target from one audit to the next.

    Source: Method, section 8.4.
    """
    if withstands(witnesses, max_coalition):
        return None
    find = _finder(constraints, target, margin)
    if not witnesses:
        witnesses.extend(_disjoint_witnesses(find, max_coalition + 1))
    broken = _search(find, witnesses, frozenset(), max_coalition, set())
    if broken is None:
        return None
    for member in sorted(broken):
        if find(broken - {member}) is None:
            broken -= {member}
    return broken


@dataclass(frozen=True, slots=True)
class Location:
    """What a coalition learns of one cell: its value lies between ``low`` and ``high`` points.

    ``codes``: the releases that bind, i.e. through which the bounds come.
    """

    low: float
    high: float
    codes: tuple[str, ...]

    @property
    def width(self) -> float:
        """Width of the interval, in points."""
        return self.high - self.low


def locate(constraints: Constraints, target: int, coalition: frozenset[int]) -> Location:
    """The interval of one cell for a coalition that pools its values (two linear programs).

    Moves at most the 400 bodies around the target: with more, the interval may come out narrower
    than it is, never wider. An extreme or a quantile counts as in ``Constraints``.
    """
    near = neighbourhood(constraints, target % constraints.body_count, FAR_BODIES)
    is_free = ~np.isin(near.cells % constraints.body_count, list(coalition))
    cells = near.cells[is_free]
    truth = float(constraints.values[target])
    codes = set(constraints.order_codes.get(target, ()))
    if target not in cells:
        return Location(truth, truth, tuple(sorted(codes)))
    limits = Limits(
        rows=sparse.csr_array(near.rows[:, is_free]),
        low=near.low,
        high=near.high,
        floor=-constraints.down[cells],
        ceiling=constraints.up[cells],
    )
    ends = []
    for sign in (1.0, -1.0):
        optimum = minimise(np.where(cells == target, sign, 0.0), limits)
        if optimum is None:
            raise AssertionError(f"{target=}: the truth is always possible")
        ends.append(truth + sign * optimum.cost)
        codes.update(constraints.codes[row] for row in near.touched[optimum.binding_rows])
        for cell in cells[optimum.binding_columns].tolist():
            codes.update(constraints.order_codes.get(cell, ()))
    return Location(ends[0], ends[1], tuple(sorted(codes - {""})))
