"""An edition as its team scores it: files in, all results out."""

import subprocess
import sys
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

from barometer.cli.scoring import ScoringPlan, score_files
from barometer.core.grids.model import Text
from barometer.core.scoring.compiled import compile_grid
from barometer.core.scoring.edition import score_edition
from barometer.documents.summary_data import EditionFacts
from barometer.files.answers import read_answers
from barometer.files.bodies import read_bodies
from barometer.files.delays import measure_between
from barometer.files.grid_folder import find_grid, load_grid
from benchmarks.measuring import FOLDER

Timed = Callable[[], Any]
GRID = "public-service"
COMMAND = "from barometer.cli.main import main; main()"


def simulated(n_bodies: int) -> Path:
    """Return the folder of a simulated edition, written on the first call."""
    folder = FOLDER / f"edition-{n_bodies}"
    if not (folder / "answers.csv").exists():
        _run("simulate", "--bodies", str(n_bodies), "--out", str(folder))
    return folder


def _run(*words: str) -> None:
    subprocess.run([sys.executable, "-c", COMMAND, *words], check=True, capture_output=True)


def grid(n_bodies: int) -> Timed:
    """Reading and checking the packaged grid."""
    return lambda: len(load_grid(find_grid(GRID)).items)


def read(n_bodies: int) -> Timed:
    """Reading and checking bodies and answers, by a grid already read."""
    folder, compiled = simulated(n_bodies), compile_grid(load_grid(find_grid(GRID)))
    return lambda: len(_read(folder, compiled)[0].edition.answers)


def score(n_bodies: int) -> Timed:
    """Scoring with intervals what has been read."""
    compiled = compile_grid(load_grid(find_grid(GRID)))
    answers, _ = _read(simulated(n_bodies), compiled)
    return lambda: len(score_edition(compiled, answers.edition).values.value)


def _read(folder: Path, compiled: Any) -> tuple[Any, Any]:
    bodies = read_bodies(folder / "bodies.csv")
    answers = read_answers(
        folder / "answers.csv", compiled, bodies, quantity_between=measure_between
    )
    return answers, bodies


def tables(n_bodies: int) -> Timed:
    """Files in, every table and contribution out, without readable pages."""
    return _score_files(n_bodies, has_pages=False)


def everything(n_bodies: int) -> Timed:
    """Files in, everything out: tables, contributions, summary, one page per body."""
    return _score_files(n_bodies, has_pages=True)


def _score_files(n_bodies: int, *, has_pages: bool) -> Timed:
    folder = simulated(n_bodies)

    def run() -> int:
        name = Text("Édition simulée", "Simulated edition")
        plan = ScoringPlan(
            load_grid(find_grid(GRID)),
            folder / "bodies.csv",
            (folder / "answers.csv",),
            ("csv", "parquet"),
            EditionFacts(
                title=name,
                is_simulated=True,
                method_version="1",
                software_version="",
                made_on=date(2026, 11, 24),
                confidence=0.95,
            ),
            has_pages,
        )
        return score_files(plan, FOLDER / f"edition-{n_bodies}-results").n_bodies

    return run


def command(n_bodies: int) -> Timed:
    """``barometer score``, start of Python included."""
    folder = simulated(n_bodies)
    words = ["score", "--grid", GRID, "--bodies", str(folder / "bodies.csv"), "--simulated"]
    words += ["--answers", str(folder / "answers.csv")]
    words += ["--out", str(FOLDER / f"edition-{n_bodies}-results")]

    def run() -> float:
        begun = time.perf_counter()
        _run(*words)
        return time.perf_counter() - begun

    return run


def start(n_bodies: int) -> Timed:
    """``barometer --help``: the start of Python and the imports."""
    return lambda: _run("--help")
