"""A simulated edition as the two files of a real one."""

from pathlib import Path

import polars as pl

from barometer.core.simulation.edition import SimulatedEdition
from barometer.core.simulation.wording import answer_words

BODIES, ANSWERS, NOTICE = "bodies.csv", "answers.csv", "SIMULATED.txt"
NOTICE_TEXT = (
    "Édition simulée : structures, audits et réponses sont inventés.\n"
    "Simulated edition: bodies, audits and answers are made up.\n"
)


def write_simulated(simulated: SimulatedEdition, folder: Path) -> None:
    """Write bodies and answers as CSV, and a notice that all of it is made up.

    Raises:
        OSError: The folder cannot be written.
    """
    folder.mkdir(parents=True, exist_ok=True)
    bodies = simulated.edition.bodies
    columns = {"code": bodies.codes, "name": bodies.names, **bodies.properties}
    pl.DataFrame(columns).write_csv(folder / BODIES)
    pl.DataFrame(answer_words(simulated)).write_csv(folder / ANSWERS)
    (folder / NOTICE).write_text(NOTICE_TEXT, encoding="utf-8")
