"""A simulated edition in the words of answer files."""

import numpy as np

from barometer.core.scoring.spelling import spell_answers
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
    spelled, place = spell_answers(compiled, answers)
    columns["answer"] = [spelled[row] for row in place.tolist()]
    order = (
        "body", "audit", "scenario", "channel", "item", "answer",
        "done_on", "auditor", "started_at", "ended_at",
    )  # fmt: skip
    return {name: columns[name] for name in order}
