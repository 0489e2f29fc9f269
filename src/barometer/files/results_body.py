"""One body out of a results folder: its answers as they were scored, ready to be scored again."""

import tempfile
from pathlib import Path

import polars as pl

from barometer.core.scoring.compiled import CompiledGrid
from barometer.core.scoring.encoding import Bodies, EditionInput
from barometer.files.answers import read_answers
from barometer.files.results import StoredResults

ANSWER_COLUMNS = ("body", "audit", "item", "answer")


def body_answers(stored: StoredResults, audits: pl.DataFrame, body: str) -> pl.DataFrame:
    """Return the answers of one body in the long layout of answer files."""
    answered = (
        stored.contributions.filter(
            (pl.col("body") == body) & (pl.col("audit") != "") & (pl.col("answer") != "")
        )
        .select(ANSWER_COLUMNS)
        .collect()
    )
    places = audits.select("audit", "scenario", "channel")
    return answered.join(places, on="audit", how="left", maintain_order="left")


def body_edition(
    stored: StoredResults, audits: pl.DataFrame, compiled: CompiledGrid, body: str
) -> EditionInput:
    """Return the edition of one body alone, encoded as when it was scored.

    Raises:
        BadInput: The folder does not agree with its grid.
    """
    row = stored.bodies.filter(pl.col("body") == body)
    names = [name for name in row.columns if name not in {"body", "name"}]
    properties = {name: tuple(str(value or "") for value in row[name]) for name in names}
    bodies = Bodies((body,), tuple(row["name"]), properties)
    answers = body_answers(stored, audits, body)
    if not compiled.grid.scenarios:
        answers = answers.drop("scenario")
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "answers.parquet"
        answers.write_parquet(path)
        return read_answers(path, compiled, bodies).edition
