"""``barometer score``: from files of bodies and answers to a folder of results."""

from datetime import UTC, datetime
from pathlib import Path
from typing import NotRequired, TypedDict, Unpack

import click

from barometer.cli.grid import GRID_HELP, in_language, open_grid
from barometer.cli.language import chosen_language, words
from barometer.cli.progress import progress_bar
from barometer.cli.scoring import Outcome, ScoringPlan, score_files
from barometer.core.grids.model import Text
from barometer.documents.formats import Language, format_estimate
from barometer.documents.summary_data import EditionFacts

FORMATS = ("csv", "parquet", "xlsx")
DEFAULT_FORMATS = ("csv", "parquet")


class ScoreOptions(TypedDict):
    """Options of the command; those not required have the defaults of the command."""

    grid_name: str
    bodies_path: Path
    answer_paths: tuple[Path, ...]
    folder: Path
    formats: NotRequired[tuple[str, ...]]
    confidence: NotRequired[float]
    title: NotRequired[str]
    made_on: NotRequired[datetime | None]
    is_simulated: NotRequired[bool]
    has_pages: NotRequired[bool]


@click.command(
    help=words(
        "Noter une édition : structures et réponses en entrée, dossier de résultats en sortie. "
        "Rien n’est écrit si l’entrée est refusée.",
        "Score an edition: bodies and answers in, a folder of results out. Nothing is written if "
        "the input is refused.",
    ),
    epilog="barometer score --grid public-service --bodies structures.csv "
    "--answers reponses.csv --out resultats",
)
@click.option("--grid", "grid_name", required=True, help=GRID_HELP)
@click.option(
    "--bodies",
    "bodies_path",
    required=True,
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help=words("Structures : CSV, XLSX, ODS ou Parquet.", "Bodies: CSV, XLSX, ODS or Parquet."),
)
@click.option(
    "--answers",
    "answer_paths",
    required=True,
    multiple=True,
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help=words("Réponses, un ou plusieurs fichiers.", "Answers, one file or several."),
)
@click.option(
    "--out",
    "folder",
    required=True,
    type=click.Path(path_type=Path),
    help=words("Dossier de résultats, fait ou remplacé en entier.",
               "Results folder, made or replaced as a whole."),
)  # fmt: skip
@click.option(
    "--format", "formats", multiple=True, type=click.Choice(FORMATS), default=DEFAULT_FORMATS,
    help=words("Formats des tableaux (plusieurs possibles).", "Formats of tables (several)."),
)  # fmt: skip
@click.option("--confidence", type=click.FloatRange(0.5, 0.999), default=0.95, show_default=True,
              help=words("Niveau des intervalles.", "Level of the intervals."))  # fmt: skip
@click.option("--title", default="", help=words("Nom de l’édition.", "Name of the edition."))
@click.option("--date", "made_on", type=click.DateTime(formats=["%Y-%m-%d"]),
              help=words("Jour du calcul, par défaut aujourd’hui.",
                         "Day of the calculation, today by default."))  # fmt: skip
@click.option("--simulated", "is_simulated", is_flag=True,
              help=words("Les données sont fictives : chaque page le dit.",
                         "The data are fictional: every page says so."))  # fmt: skip
@click.option("--pages/--no-pages", "has_pages", default=True,
              help=words("Pages lisibles, dont une par structure.",
                         "Readable pages, one per body among them."))  # fmt: skip
def score(**options: Unpack[ScoreOptions]) -> None:
    """Score the files and say what came out."""
    grid = open_grid(options["grid_name"])
    made_on = options.get("made_on") or datetime.now(tz=UTC)
    name = options.get("title") or in_language(grid.title)
    facts = EditionFacts(
        title=Text(name, name),
        is_simulated=options.get("is_simulated", False),
        method_version=grid.method,
        software_version="",
        made_on=made_on.date(),
        confidence=options.get("confidence", 0.95),
    )
    plan = ScoringPlan(
        grid,
        options["bodies_path"],
        options["answer_paths"],
        options.get("formats", DEFAULT_FORMATS),
        facts,
        options.get("has_pages", True),
    )
    with progress_bar(words("Notation", "Scoring"), 1) as show:
        outcome = score_files(plan, options["folder"], on_progress=show)
    _say_outcome(outcome, options["folder"])


def _say_outcome(outcome: Outcome, folder: Path) -> None:
    counts = words(
        f"{outcome.n_bodies} structures, {outcome.n_audits} audits.",
        f"{outcome.n_bodies} bodies, {outcome.n_audits} audits.",
    )
    if outcome.mean is None:
        click.echo(
            f"{counts} "
            + words("Aucun score : données insuffisantes.", "No score: not enough data.")
        )
    else:
        estimate = format_estimate(*outcome.mean, Language(chosen_language()))
        click.echo(
            f"{counts} "
            + words(f"Score moyen sur 100 : {estimate}.", f"Mean score out of 100: {estimate}.")
        )
    click.echo(words(f"Résultats : {folder}", f"Results: {folder}"))
