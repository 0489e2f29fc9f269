"""A simulated edition in the words of answer files."""

import numpy as np

from barometer.core.grids.model import Item, ItemKind
from barometer.core.grids.writing import spell_number
from barometer.core.scoring.compiled import CompiledGrid
from barometer.core.scoring.encoding import AnswerState
from barometer.core.scoring.gates import answer_codes
from barometer.core.simulation.edition import SimulatedEdition


def answer_words(simulated: SimulatedEdition) -> dict[str, list[str]]:
    """Return the answers as columns of text, one row each: the long layout of answer files.

    Columns: ``body``, ``audit``, ``scenario`` ('' if the grid has none), ``channel``, ``item``,
    ``answer`` (a code, codes joined by ``+``, a number, a state; ``censored:15`` for a delay of
    at least 15), ``done_on``, ``auditor``, ``started_at``, ``ended_at``.

    Source: Method, section 12.
    """
    compiled, edition, details = simulated.model.compiled, simulated.edition, simulated.details
    audits, answers = edition.audits, edition.answers
    scenarios = [scenario.code for scenario in compiled.grid.scenarios] + [""]
    channels = [axis.code for axis in compiled.grid.channels]
    by_audit = {
        "body": [edition.bodies.codes[row] for row in audits.body.tolist()],
        "audit": list(audits.codes),
        "scenario": [scenarios[row] for row in audits.scenario.tolist()],
        "channel": [channels[row] for row in audits.stratum.tolist()],
        "done_on": np.datetime_as_string(details.done_on, unit="D").tolist(),
        "auditor": [f"E{number + 1:04d}" for number in details.auditor.tolist()],
        "started_at": np.datetime_as_string(details.started_at, unit="m").tolist(),
        "ended_at": np.datetime_as_string(details.ended_at, unit="m").tolist(),
    }
    rows = answers.audit.tolist()
    columns = {name: [texts[row] for row in rows] for name, texts in by_audit.items()}
    items = [item.code for item in compiled.grid.items]
    columns["item"] = [items[position] for position in answers.item.tolist()]
    columns["answer"] = _spell_answers(simulated)
    order = (
        "body", "audit", "scenario", "channel", "item", "answer",
        "done_on", "auditor", "started_at", "ended_at",
    )  # fmt: skip
    return {name: columns[name] for name in order}


def _spell_answers(simulated: SimulatedEdition) -> list[str]:
    """Return the text of each answer; each distinct one is spelled once."""
    answers = simulated.edition.answers
    value = np.nan_to_num(np.asarray(answers.value, dtype=np.float64), nan=-1.0)
    distinct, place = np.unique(
        np.stack((answers.item.astype(np.float64), answers.state.astype(np.float64), value)),
        axis=1,
        return_inverse=True,
    )
    compiled = simulated.model.compiled
    spelled = [
        spell_answer(compiled, compiled.grid.items[int(item)], int(state), float(number))
        for item, state, number in distinct.T
    ]
    return [spelled[row] for row in place.reshape(-1).tolist()]


def spell_answer(compiled: CompiledGrid, item: Item, state: int, value: float) -> str:
    """Return one encoded answer as an answer file writes it.

    Source: Method, section 12.
    """
    if state == AnswerState.CENSORED:
        return f"censored:{spell_number(value)}"
    if state != AnswerState.ANSWERED:
        return AnswerState(state).name.lower()
    if item.kind is ItemKind.MEASURED:
        return spell_number(value)
    codes = answer_codes(compiled, item.code)
    if item.kind is ItemKind.MULTIPLE:
        return "+".join(code for k, code in enumerate(codes) if int(value) >> k & 1)
    return codes[int(value)]
