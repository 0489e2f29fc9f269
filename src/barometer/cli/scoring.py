"""Files in, results out: the one run behind ``barometer score``."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import polars as pl

from barometer.core.grids.model import Grid
from barometer.core.grids.writing import write_tables
from barometer.core.scoring.compiled import CompiledGrid, compile_grid
from barometer.core.scoring.edition import Batch, EditionScores, gather_scores, score_batches
from barometer.core.scoring.encoding import EditionInput
from barometer.core.scoring.groups import group_figures
from barometer.core.uncertainty.group_means import BodyFigures, average_participants
from barometer.documents.summary_data import EditionFacts, SummaryData, gather_losses
from barometer.documents.summary_pages import write_summary
from barometer.files.answers import read_answers
from barometer.files.bodies import read_bodies
from barometer.files.delays import measure_between
from barometer.files.fingerprints import fingerprint_file
from barometer.files.grid_csv import write_csv_table
from barometer.files.results import ResultsToWrite, write_results
from barometer.files.results_contributions import tabulate_contributions
from barometer.files.results_extras import tabulate_audits, tabulate_groups
from barometer.files.results_manifest import Manifest, describe_results
from barometer.files.results_tables import tabulate_results

MOST_BODIES_WITH_PAGES = 5000
"""Above this number of bodies, pages and contributions are left out: tables serve better."""

FONT_FOLDER = Path(__file__).resolve().parents[3] / "node_modules" / "source-sans"


@dataclass(frozen=True, slots=True)
class ScoringPlan:
    """What to score, and how to write it."""

    grid: Grid
    bodies: Path
    answers: tuple[Path, ...]
    formats: tuple[str, ...]
    facts: EditionFacts
    has_pages: bool


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came out: counts, and the mean score of these bodies with its bounds, if any."""

    n_bodies: int
    n_audits: int
    mean: tuple[float, float, float] | None


def score_files(
    plan: ScoringPlan, folder: Path, *, on_progress: Callable[[int, int], None] | None = None
) -> Outcome:
    """Read, score and write an edition; nothing is written if the input is refused.

    Arguments:
        plan: What to score.
        folder: Where the results go, as a whole.
        on_progress: Called with (bodies done, bodies in all).

    Raises:
        BadInput: Any fault in the files, all of them in one pass.
    """
    compiled = compile_grid(plan.grid)
    bodies = read_bodies(plan.bodies)
    edition = read_answers(plan.answers, compiled, bodies, quantity_between=measure_between).edition
    is_small = len(bodies) <= MOST_BODIES_WITH_PAGES
    batches: Iterable[Batch] = score_batches(compiled, edition)
    if is_small:
        batches = list(batches)
    scores = gather_scores(
        batches, len(bodies), confidence=plan.facts.confidence, on_progress=on_progress
    )
    kept = batches if is_small else ()
    manifest = _describe(plan, edition)
    results = ResultsToWrite(
        manifest=manifest,
        tables=_tables(compiled, edition, scores),
        contributions=tabulate_contributions(compiled, edition, kept),
        documents=_documents(plan, compiled, edition, scores, kept, manifest),
    )
    write_results(folder, results, formats=plan.formats)
    return Outcome(len(bodies), len(edition.audits), _mean_score(scores, plan.facts.confidence))


def _describe(plan: ScoringPlan, edition: EditionInput) -> Manifest:
    assert plan.facts.made_on is not None  # the command always states a day
    return describe_results(
        plan.grid,
        edition,
        inputs=[fingerprint_file(path) for path in (plan.bodies, *plan.answers)],
        made_on=plan.facts.made_on,
        confidence=plan.facts.confidence,
        is_simulated=plan.facts.is_simulated,
    )


def _tables(
    compiled: CompiledGrid, edition: EditionInput, scores: EditionScores
) -> dict[str, pl.DataFrame]:
    tables = tabulate_results(compiled, edition.bodies, scores)
    tables["audits"] = tabulate_audits(compiled, edition)
    if compiled.grid.groups:
        figures = tuple(figure.code for figure in compiled.figures)
        groups = group_figures(compiled.grid, edition.bodies, figures, scores.values.value)
        tables["groups"] = tabulate_groups(groups)
    return tables


def _documents(
    plan: ScoringPlan,
    compiled: CompiledGrid,
    edition: EditionInput,
    scores: EditionScores,
    batches: Iterable[Batch],
    manifest: Manifest,
) -> dict[str, bytes]:
    """Return the grid, as scored, and the readable pages by relative path."""
    tables = write_tables(plan.grid).values()
    documents = {f"grid/{table.file}": write_csv_table(table) for table in tables}
    if not (plan.has_pages and batches):
        return documents
    prints = [(file.name, file.sha256) for file in manifest.inputs]
    facts = replace(
        plan.facts,
        software_version=manifest.package_version,
        fingerprints=(("grid", manifest.grid_fingerprint), *prints),
    )
    data = SummaryData(compiled, edition.bodies, scores, gather_losses(compiled, batches), facts)
    fonts = FONT_FOLDER if FONT_FOLDER.is_dir() else None
    return documents | write_summary(data, font_folder=fonts)


def _mean_score(scores: EditionScores, confidence: float) -> tuple[float, float, float] | None:
    """Return the mean score of these bodies with its bounds; None if no body has a score."""
    columns = (scores.values.value, scores.intervals.standard_error, scores.intervals.df)
    figures = BodyFigures(*(column[:, :1] for column in columns))
    everybody = np.zeros(len(scores.values.value), np.int64)
    found = average_participants(figures, everybody, 1, confidence=confidence)
    mean, low, high = (float(part[0, 0]) for part in (found.value, found.low, found.high))
    return None if np.isnan(mean) else (mean, low, high)
