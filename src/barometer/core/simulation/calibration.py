"""Shifts of groups of bodies that bring the scored edition to the published means."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from barometer.core.arrays import Floats
from barometer.core.scoring.compiled import CompiledGrid
from barometer.core.scoring.edition import score_values
from barometer.core.scoring.encoding import Bodies, EditionInput
from barometer.core.simulation.bodies import has_value
from barometer.core.simulation.plan import Target

FIRST_SLOPE = 25.0
"""Points per latent unit, to begin with."""

CLOSE_ENOUGH = 0.02
MOST_STEPS = 6


@dataclass(frozen=True, slots=True)
class Shifts:
    """What the bodies of each group of bodies gain on the latent scale; gains add up."""

    groups: tuple[tuple[str, str], ...]
    gains: tuple[float, ...]

    def of(self, bodies: Bodies) -> Floats:
        """Return the shift of each body."""
        total = np.zeros(len(bodies))
        for (name, value), gain in zip(self.groups, self.gains, strict=True):
            total += gain * has_value(bodies, name, value)
        return total


def calibrate_shifts(
    compiled: CompiledGrid,
    targets: tuple[Target, ...],
    bodies: Bodies,
    answer: Callable[[Floats], EditionInput],
) -> Shifts:
    """Return the shifts with which the means of the scored bodies are closest to the targets.

    Newton steps by least squares, over editions that differ by the shifts only: the chance in
    them is the same. Targets that contradict one another share the difference. A target whose
    group is empty plays no part.

    Arguments:
        compiled: The grid.
        targets: Mean scores to meet.
        bodies: The bodies.
        answer: The edition that a shift of each body would have given.

    Source: Method, section 12.
    """
    targets = tuple(t for t in targets if has_value(bodies, t.name, t.value).any())
    groups = tuple((target.name, target.value) for target in targets)
    shifts = Shifts(groups, (0.0,) * len(groups))
    if not targets:
        return shifts
    members = np.array([has_value(bodies, *group) for group in groups], dtype=np.float64)
    shares = members @ members.T / members.sum(axis=1, keepdims=True)
    wanted = np.array([target.points for target in targets])
    slope = FIRST_SLOPE
    found = _group_means(compiled, answer(shifts.of(bodies)), members)
    for _ in range(MOST_STEPS):
        step = np.linalg.lstsq(slope * shares, wanted - found, rcond=1e-6)[0]
        expected = slope * shares @ step
        if np.abs(expected).max() < CLOSE_ENOUGH:
            break
        gains = tuple((np.array(shifts.gains) + step).tolist())
        shifts = Shifts(groups, gains)
        before, found = found, _group_means(compiled, answer(shifts.of(bodies)), members)
        slope *= float(np.clip((found - before) @ expected / (expected @ expected), 0.3, 3.0))
    return shifts


def _group_means(compiled: CompiledGrid, edition: EditionInput, members: Floats) -> Floats:
    """Return the mean score of each group, over its bodies that have one; 0 if none has."""
    column = [figure.code for figure in compiled.figures].index("score")
    score = score_values(compiled, edition).value[:, column]
    has_score = ~np.isnan(score)
    total = members @ np.nan_to_num(score)
    return np.asarray(total / np.maximum(members @ has_score, 1), dtype=np.float64)
