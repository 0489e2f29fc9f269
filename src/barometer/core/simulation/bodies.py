"""Fictional bodies and how good each is, on the latent scale."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from barometer.core.arrays import Bools, Floats, Integers
from barometer.core.grids.model import Grid
from barometer.core.scoring.encoding import Bodies
from barometer.core.simulation.plan import REGIONS, SimulationPlan
from barometer.core.simulation.toponyms import name_place

CODE_PREFIX = "SIM-"


@dataclass(frozen=True, slots=True, eq=False)
class BodyEffects:
    """How good bodies are, on the latent scale (0: an average answer).

    Arguments:
        level: By body, all channels; calibrated shifts included.
        channel: What each channel adds to it, shape (bodies, channels).
    """

    level: Floats
    channel: Floats

    def rows(self, kept: Integers) -> "BodyEffects":
        """Return the effects of some bodies."""
        return BodyEffects(self.level[kept], self.channel[kept])


def draw_bodies(plan: SimulationPlan, first: int, count: int, rng: np.random.Generator) -> Bodies:
    """Return fictional bodies in the mix of the plan, as exactly as whole numbers allow.

    Properties: ``kind``, ``sector``, ``stratum``, ``region``, ``certified``, ``desk`` (yes, no).

    Arguments:
        plan: The mix.
        first: Position of the first body in the edition: it makes codes and names.
        count: Number of bodies.
        rng: Source of chance.

    Source: Method, section 12.
    """
    kinds = rng.permutation(share_out(count, [kind.share for kind in plan.kinds]))
    stratum = np.empty(count, dtype=object)
    certified = np.zeros(count, np.bool_)
    for position, kind in enumerate(plan.kinds):
        rows = np.flatnonzero(kinds == position)
        sizes = share_out(len(rows), [share for _, share in kind.strata])
        names = np.array([code for code, _ in kind.strata], dtype=object)
        stratum[rows] = names[rng.permutation(sizes)]
        holders = share_out(len(rows), [1 - kind.certified_share, kind.certified_share])
        certified[rows] = rng.permutation(holders) == 1
    desk = rng.permutation(share_out(count, [1 - plan.desk_share, plan.desk_share])) == 1
    region = rng.integers(0, len(REGIONS), count)
    mine = [plan.kinds[position] for position in kinds]
    return Bodies(
        codes=tuple(f"{CODE_PREFIX}{position + 1:05d}" for position in range(first, first + count)),
        names=tuple(kind.naming.format(name_place(first + row)) for row, kind in enumerate(mine)),
        properties={
            "kind": tuple(kind.code for kind in mine),
            "sector": tuple(kind.sector for kind in mine),
            "stratum": tuple(stratum.tolist()),
            "region": tuple(REGIONS[position] for position in region),
            "certified": _yes_no(certified),
            "desk": _yes_no(desk),
        },
    )


def share_out(count: int, shares: Sequence[float]) -> Integers:
    """Return ``count`` labels, each as often as its share asks, by largest remainder; ascending.

    Source: Method, section 12.

    Example:
        >>> share_out(5, [0.5, 0.3, 0.2]).tolist()
        [0, 0, 0, 1, 2]
    """
    exact = count * np.array(shares) / sum(shares)
    numbers = np.floor(exact + 1e-9).astype(np.int64)
    largest = np.argsort(numbers - exact, kind="stable")[: count - numbers.sum()]
    numbers[largest] += 1
    return np.repeat(np.arange(len(shares)), numbers)


def _yes_no(holds: Bools) -> tuple[str, ...]:
    return tuple(np.where(holds, "yes", "no").tolist())


def draw_effects(
    plan: SimulationPlan, grid: Grid, count: int, rng: np.random.Generator
) -> BodyEffects:
    """Return the effects of bodies as drawn, before calibration.

    Source: Method, section 12.
    """
    channels = rng.standard_normal((count, len(grid.channels))) * plan.body_channel_sd
    return BodyEffects(rng.standard_normal(count) * plan.body_sd, channels)


def has_value(bodies: Bodies, name: str, value: str) -> Bools:
    """Return which bodies have ``value`` of the property ``name``; all when it is empty."""
    if not name:
        return np.ones(len(bodies), np.bool_)
    return np.array([found == value for found in bodies.properties[name]], np.bool_)


def take_bodies(bodies: Bodies, kept: Integers) -> Bodies:
    """Return some bodies, in the order of ``kept``."""
    return Bodies(
        tuple(bodies.codes[row] for row in kept),
        tuple(bodies.names[row] for row in kept),
        {name: tuple(values[row] for row in kept) for name, values in bodies.properties.items()},
    )


def join_bodies(parts: Sequence[Bodies]) -> Bodies:
    """Return the bodies of several lists, one after the other; the lists share their properties."""
    return Bodies(
        tuple(code for part in parts for code in part.codes),
        tuple(name for part in parts for name in part.names),
        {
            name: tuple(value for part in parts for value in part.properties[name])
            for name in parts[0].properties
        },
    )
