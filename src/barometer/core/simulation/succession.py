"""The edition that follows a simulated one: bodies change, some leave, others come."""

from dataclasses import dataclass, replace
from datetime import date

import numpy as np

from barometer.core.arrays import Floats, Integers
from barometer.core.errors import InvalidArgument
from barometer.core.scoring.edition import score_values
from barometer.core.scoring.encoding import EditionInput
from barometer.core.simulation.answering import SimulationModel, answer_fieldwork, draw_fieldwork
from barometer.core.simulation.bodies import (
    CODE_PREFIX,
    BodyEffects,
    draw_bodies,
    draw_effects,
    take_bodies,
)
from barometer.core.simulation.calibration import Shifts, calibrate_shifts
from barometer.core.simulation.edition import SimulatedEdition, conduct_fieldwork, join_editions
from barometer.core.simulation.plan import Target


@dataclass(frozen=True, slots=True)
class Succession:
    """What happens between two simulated editions.

    Arguments:
        seed: Seed of the second edition.
        starts_on: First day of its field work.
        exit_share: Share (0 to 1) of the bodies that leave, drawn at random.
        entries: Number of bodies that come, drawn as the first ones were.
        mean_change: Points that the continuing bodies gain on average, as scored.
        change_sd: Standard deviation of the changes of bodies, on the latent scale.
        channel_change_sd: The same for their channels.
    """

    seed: int
    starts_on: date
    exit_share: float = 0.22
    entries: int = 51
    mean_change: float = 2.0
    change_sd: float = 0.1
    channel_change_sd: float = 0.05

    def __post_init__(self) -> None:
        if not 0 <= self.exit_share <= 1:
            raise InvalidArgument("exit_share", self.exit_share, "0 to 1")
        if self.entries < 0:
            raise InvalidArgument("entries", self.entries, ">= 0")


def simulate_next_edition(previous: SimulatedEdition, succession: Succession) -> SimulatedEdition:
    """Return the next edition of a simulated one, with the same items as hard as they were.

    Bodies that stay keep code, name and properties, and come first, in their order. The same
    arguments give the same edition.

    Source: Method, section 12.
    """
    plan = replace(previous.model.plan, seed=succession.seed, starts_on=succession.starts_on)
    model = SimulationModel(previous.model.compiled, plan, previous.model.responses)
    rng = np.random.default_rng((succession.seed, 2))
    stayed, gain = _continue(previous, model, succession, rng)
    if not succession.entries:
        return stayed
    first = _last_number(previous)
    bodies = draw_bodies(plan, first, succession.entries, rng)
    drawn = draw_effects(plan, model.compiled.grid, succession.entries, rng)
    effects = replace(drawn, level=drawn.level + previous.shifts.of(bodies) + gain)
    luck = draw_fieldwork(model, bodies, rng)
    come = conduct_fieldwork(model, luck, effects, stayed.shifts, rng)
    return join_editions((stayed, come))


def _last_number(previous: SimulatedEdition) -> int:
    codes = previous.edition.bodies.codes
    return max((int(code.removeprefix(CODE_PREFIX)) for code in codes), default=0)


def _continue(
    previous: SimulatedEdition,
    model: SimulationModel,
    succession: Succession,
    rng: np.random.Generator,
) -> tuple[SimulatedEdition, float]:
    """Return the edition of the bodies that stay, and what calibration gave each of them."""
    count = len(previous.edition.bodies)
    n_stay = count - round(count * succession.exit_share)
    kept = np.sort(rng.permutation(count)[:n_stay])
    bodies, old = take_bodies(previous.edition.bodies, kept), previous.effects.rows(kept)
    effects = BodyEffects(
        old.level + succession.change_sd * rng.standard_normal(n_stay),
        old.channel + succession.channel_change_sd * rng.standard_normal(old.channel.shape),
    )
    luck = draw_fieldwork(model, bodies, rng)

    def answer(shift: Floats) -> EditionInput:
        return answer_fieldwork(model, luck, replace(effects, level=effects.level + shift))

    before = _mean_score(previous, kept)
    targets = (Target("", "", before + succession.mean_change),) if np.isfinite(before) else ()
    gains = calibrate_shifts(model.compiled, targets, bodies, answer)
    gain = sum(gains.gains)
    effects = replace(effects, level=effects.level + gain)
    shifts = Shifts(
        (*previous.shifts.groups, *gains.groups), (*previous.shifts.gains, *gains.gains)
    )
    return conduct_fieldwork(model, luck, effects, shifts, rng), gain


def _mean_score(previous: SimulatedEdition, kept: Integers) -> float:
    compiled = previous.model.compiled
    column = [figure.code for figure in compiled.figures].index("score")
    score = score_values(compiled, previous.edition).value[kept, column]
    known = score[~np.isnan(score)]
    return float(known.mean()) if len(known) else float("nan")
