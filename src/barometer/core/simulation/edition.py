"""A simulated edition, whole, and other field works at the same bodies."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np

from barometer.core.arrays import Floats
from barometer.core.grids.model import Grid
from barometer.core.scoring.encoding import Answers, Audits, EditionInput
from barometer.core.simulation.answering import (
    Fieldwork,
    SimulationModel,
    answer_fieldwork,
    build_model,
    draw_fieldwork,
)
from barometer.core.simulation.bodies import BodyEffects, draw_bodies, draw_effects, join_bodies
from barometer.core.simulation.calibration import Shifts, calibrate_shifts
from barometer.core.simulation.fieldwork import FieldDetails, time_audits
from barometer.core.simulation.plan import SimulationPlan

BODIES_PER_BATCH = 1000


@dataclass(frozen=True, slots=True, eq=False)
class SimulatedEdition:
    """An edition that never took place.

    Arguments:
        model: The grid, what was asked for, how items answer.
        edition: Bodies, audits and answers, as a real edition has them.
        details: Days, auditors and times of the audits.
        effects: How good the bodies are, which a real edition never tells.
        shifts: What calibration added to the effects, included in them.
    """

    model: SimulationModel
    edition: EditionInput
    details: FieldDetails
    effects: BodyEffects
    shifts: Shifts

    @property
    def is_simulated(self) -> bool:
        """Always true: wherever the edition is shown, it says that it is simulated."""
        return True


def simulate_edition(grid: Grid, plan: SimulationPlan) -> SimulatedEdition:
    """Return a fictional edition of a grid; the same plan gives the same edition.

    Source: Method, section 12.
    """
    return join_editions(tuple(simulate_batches(grid, plan)))


def simulate_batches(
    grid: Grid, plan: SimulationPlan, *, size: int = BODIES_PER_BATCH
) -> Iterator[SimulatedEdition]:
    """Yield a large edition by batches of bodies, each an edition of its own; at least one.

    The first batch is calibrated and the others take its shifts. Auditors work within a batch.
    Another ``size`` gives another edition.

    Source: Method, section 12.
    """
    model = build_model(grid, plan)
    shifts: Shifts | None = None
    for first in range(0, max(plan.bodies, 1), size):
        rng = np.random.default_rng((plan.seed, first))
        count = min(size, plan.bodies - first)
        bodies = draw_bodies(plan, first, count, rng)
        effects = draw_effects(plan, grid, count, rng)
        luck = draw_fieldwork(model, bodies, rng)
        if shifts is None:
            shifts = _calibrate(model, luck, effects)
        effects = replace(effects, level=effects.level + shifts.of(bodies))
        yield conduct_fieldwork(model, luck, effects, shifts, rng)


def _calibrate(model: SimulationModel, luck: Fieldwork, effects: BodyEffects) -> Shifts:
    def answer(shift: Floats) -> EditionInput:
        return answer_fieldwork(model, luck, replace(effects, level=effects.level + shift))

    return calibrate_shifts(model.compiled, model.plan.targets, luck.bodies, answer)


def conduct_fieldwork(
    model: SimulationModel,
    luck: Fieldwork,
    effects: BodyEffects,
    shifts: Shifts,
    rng: np.random.Generator,
) -> SimulatedEdition:
    """Return the edition that a field work gives at bodies with these effects.

    Source: Method, section 12.
    """
    edition = answer_fieldwork(model, luck, effects)
    counts = np.bincount(edition.answers.audit, minlength=len(edition.audits))
    details = time_audits(luck.details, counts, rng)
    return SimulatedEdition(model, edition, details, effects, shifts)


def repeat_fieldwork(simulated: SimulatedEdition, seed: int) -> SimulatedEdition:
    """Return another field work at the same bodies, exactly as good as they were.

    Differences between repetitions are the error of measurement and nothing else.

    Source: Method, section 12.
    """
    rng = np.random.default_rng(seed)
    luck = draw_fieldwork(simulated.model, simulated.edition.bodies, rng)
    return conduct_fieldwork(simulated.model, luck, simulated.effects, simulated.shifts, rng)


def join_editions(parts: Sequence[SimulatedEdition]) -> SimulatedEdition:
    """Return one edition of the bodies of several, which share model and shifts.

    Source: Method, section 12.
    """
    if len(parts) == 1:
        return parts[0]
    bodies = np.cumsum([0, *(len(part.edition.bodies) for part in parts)])
    counts = np.cumsum([0, *(len(part.edition.audits) for part in parts)])
    audits = [part.edition.audits for part in parts]
    answers = [part.edition.answers for part in parts]
    details = [part.details for part in parts]
    crews = np.cumsum([0, *(int(found.auditor.max(initial=-1)) + 1 for found in details)])
    return SimulatedEdition(
        parts[0].model,
        EditionInput(
            join_bodies([part.edition.bodies for part in parts]),
            Audits(
                tuple(code for found in audits for code in found.codes),
                _joined([a.body + np.int32(n) for a, n in zip(audits, bodies, strict=False)]),
                _joined([found.scenario for found in audits]),
                _joined([found.stratum for found in audits]),
            ),
            Answers(
                _joined([a.audit + np.int32(n) for a, n in zip(answers, counts, strict=False)]),
                _joined([found.item for found in answers]),
                _joined([found.value for found in answers]),
                _joined([found.state for found in answers]),
            ),
        ),
        FieldDetails(
            _joined([found.done_on for found in details]),
            _joined([d.auditor + n for d, n in zip(details, crews, strict=False)]),
            _joined([found.started_at for found in details]),
            _joined([found.ended_at for found in details]),
        ),
        BodyEffects(
            _joined([part.effects.level for part in parts]),
            _joined([part.effects.channel for part in parts]),
        ),
        parts[0].shifts,
    )


_joined = np.concatenate
