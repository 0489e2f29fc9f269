"""Field works: all the luck of one, kept apart from how good the bodies are."""

from dataclasses import dataclass

import numpy as np

from barometer.core.arrays import Bools, Floats, Integers, Positions, States
from barometer.core.grids.model import Grid
from barometer.core.scoring.compiled import CompiledGrid, compile_grid
from barometer.core.scoring.encoding import Answers, AnswerState, Audits, Bodies, EditionInput
from barometer.core.scoring.gates import close_items
from barometer.core.simulation.bodies import BodyEffects
from barometer.core.simulation.fieldwork import (
    FieldDetails,
    draw_details,
    list_questions,
    plan_audits,
)
from barometer.core.simulation.plan import SimulationPlan
from barometer.core.simulation.responses import ItemResponses, draw_answers, model_responses


@dataclass(frozen=True, slots=True, eq=False)
class SimulationModel:
    """What all field works of a plan share: the grid, the plan, and how items answer."""

    compiled: CompiledGrid
    plan: SimulationPlan
    responses: ItemResponses


def build_model(grid: Grid, plan: SimulationPlan) -> SimulationModel:
    """Return the model of a grid and a plan.

    Source: Method, section 12.
    """
    compiled = compile_grid(grid)
    return SimulationModel(compiled, plan, model_responses(compiled, plan))


@dataclass(frozen=True, slots=True, eq=False)
class Fieldwork:
    """All the luck of a field work, so that other effects can meet the same luck.

    Arguments:
        bodies, audits, details: Where it goes.
        audit_effect: What each audit, with its auditor, adds to the quality met.
        audit, item: The questions, ordered by audit.
        noise: Of each answer, on the latent scale.
        pick: Uniform number (0 to 1) per question: which answer of a grade.
        fate: Uniform number (0 to 1) per question: which state.
    """

    bodies: Bodies
    audits: Audits
    details: FieldDetails
    audit_effect: Floats
    audit: Positions
    item: Integers
    noise: Floats
    pick: Floats
    fate: Floats


def draw_fieldwork(model: SimulationModel, bodies: Bodies, rng: np.random.Generator) -> Fieldwork:
    """Return the audits of bodies and all their luck.

    Source: Method, section 12.
    """
    plan = model.plan
    audits = plan_audits(model.compiled, bodies)
    details = draw_details(plan, audits, len(bodies), rng)
    audit, item = list_questions(model.compiled, audits, model.responses.is_asked)
    leniency = plan.auditor_sd * rng.standard_normal(int(details.auditor.max(initial=0)) + 1)
    effect = plan.audit_sd * rng.standard_normal(len(audits)) + leniency[details.auditor]
    return Fieldwork(
        bodies,
        audits,
        details,
        effect,
        audit.astype(np.int32),
        item,
        rng.standard_normal(len(audit)),
        rng.random(len(audit)),
        rng.random(len(audit)),
    )


def answer_fieldwork(
    model: SimulationModel, fieldwork: Fieldwork, effects: BodyEffects
) -> EditionInput:
    """Return the edition that bodies with these effects give; closed items have no answer.

    Source: Method, section 12.
    """
    audits = fieldwork.audits
    quality = effects.level[audits.body] + effects.channel[audits.body, audits.stratum]
    latent = (quality + fieldwork.audit_effect)[fieldwork.audit] + fieldwork.noise
    value, is_worst = draw_answers(model.responses, fieldwork.item, latent, fieldwork.pick)
    state = _draw_states(model, fieldwork, is_worst)
    value[(state == AnswerState.NOT_APPLICABLE) | (state == AnswerState.NOT_OBSERVED)] = np.nan
    answers = Answers(fieldwork.audit, fieldwork.item.astype(np.int16), value, state)
    closures = close_items(model.compiled, audits, answers)
    n_items = len(model.compiled.grid.items)
    is_closed = np.zeros(len(audits) * n_items, np.bool_)
    is_closed[closures.audit.astype(np.int64) * n_items + closures.item] = True
    is_open = ~is_closed[fieldwork.audit.astype(np.int64) * n_items + fieldwork.item]
    kept = Answers(answers.audit[is_open], answers.item[is_open], value[is_open], state[is_open])
    return EditionInput(fieldwork.bodies, audits, kept)


def _draw_states(model: SimulationModel, fieldwork: Fieldwork, is_worst: Bools) -> States:
    """Return states: what gates read is always answered, the worst delays may be censored."""
    plan, responses = model.plan, model.responses
    state = np.full(len(fieldwork.item), AnswerState.ANSWERED, dtype=np.uint8)
    fate, may_lack = fieldwork.fate, ~responses.is_trigger[fieldwork.item]
    absent = plan.not_applicable_share
    unseen = absent + plan.not_observed_share
    state[may_lack & (fate < unseen)] = AnswerState.NOT_OBSERVED
    state[may_lack & (fate < absent)] = AnswerState.NOT_APPLICABLE
    is_late = is_worst & responses.is_delay[fieldwork.item] & may_lack & (fate >= unseen)
    state[is_late & (fate < unseen + plan.censored_share * (1 - unseen))] = AnswerState.CENSORED
    return state
