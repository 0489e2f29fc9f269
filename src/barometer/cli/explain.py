"""``barometer explain``: from a body's score down to the answers."""

from pathlib import Path

import click
import polars as pl

from barometer.cli.grid import in_language
from barometer.cli.language import chosen_language, words
from barometer.cli.what_if import answer_change, parse_change
from barometer.core.grids.checks import nearest_codes
from barometer.core.grids.model import Grid, Item
from barometer.core.scoring.compiled import compile_grid
from barometer.core.scoring.contributions import score_if
from barometer.core.scoring.figures import FigureState
from barometer.documents.formats import Language, format_estimate, format_points, format_share
from barometer.documents.phrases import STATES
from barometer.files.grid_folder import load_grid
from barometer.files.results import StoredResults, read_results
from barometer.files.results_body import body_edition
from barometer.files.results_formats import read_result_table

SHOWN_KINDS = ("body", "step", "channel", "criterion")


@click.command(
    help=words(
        "Expliquer le score d’une structure : du score aux étapes, aux canaux et aux critères, "
        "puis aux réponses qui ont coûté le plus de points.",
        "Explain the score of a body: from the score to steps, channels and criteria, then to the "
        "answers that cost most points.",
    ),
    epilog="barometer explain --results resultats --body S001 --if S001-03:phone-courtesy-01=yes",
)
@click.option("--results", "folder", required=True, help=words("Dossier de résultats.",
              "Results folder."),
              type=click.Path(exists=True, file_okay=False, path_type=Path))  # fmt: skip
@click.option("--body", required=True, help=words("Code de la structure.", "Code of the body."))
@click.option("--most", type=click.IntRange(1, 10_000), default=15, show_default=True,
              help=words("Nombre de réponses montrées.", "Number of answers shown."))  # fmt: skip
@click.option("--if", "changes", multiple=True, metavar="AUDIT:ITEM=ANSWER",
              help=words("Que serait le score si cette réponse était autre ?",
                         "What would the score be if this answer were another?"))  # fmt: skip
def explain(folder: Path, body: str, most: int, changes: tuple[str, ...]) -> None:
    """Print the explanation of one body."""
    stored = read_results(folder)
    row = stored.bodies.filter(pl.col("body") == body)
    if row.is_empty():
        near = ", ".join(nearest_codes(body, stored.bodies["body"].to_list()))
        raise click.UsageError(
            words(
                f"Aucune structure « {body} » dans ces résultats. Codes proches : {near or '—'}.",
                f"No body “{body}” in these results. Near codes: {near or '—'}.",
            )
        )
    grid = load_grid(folder / "grid")
    click.echo(f"{row['name'][0]} ({body})\n")
    _say_figures(stored, body)
    _say_losses(stored, grid, body, most)
    if changes:
        _say_changes(stored, folder, grid, body, changes)
    _say_origin(stored)


def _language() -> Language:
    return Language(chosen_language())


def _say_figures(stored: StoredResults, body: str) -> None:
    """Print score, steps, channels and criteria, each with interval, audits and coverage."""
    label = f"label_{chosen_language()}"
    figures = stored.figures.select(pl.col("code").alias("figure"), label)
    rows = stored.scores.filter((pl.col("body") == body) & pl.col("kind").is_in(SHOWN_KINDS)).join(
        figures, on="figure", how="left", maintain_order="left"
    )
    kind = ""
    for row in rows.iter_rows(named=True):
        if row["kind"] != kind:
            kind = row["kind"]
            click.echo()
        click.echo(f"  {_describe_figure(row, row[label] or row['figure'])}")


def _describe_figure(row: dict[str, object], label: str) -> str:
    language = _language()
    if row["value"] is None:
        return f"{label:<45} {STATES[FigureState[str(row['state']).upper()]].say(language)}"
    low, high = (float("nan") if row[n] is None else float(str(row[n])) for n in ("low", "high"))
    estimate = format_estimate(float(str(row["value"])), low, high, language)
    covered = format_share(float(str(row["coverage"])), language)
    audits = int(str(row["audits"]))
    rests = words(
        f"{audits} audit{'s' if audits > 1 else ''}, couverture {covered}",
        f"{audits} audit{'s' if audits > 1 else ''}, coverage {covered}",
    )
    return f"{label:<45} {estimate:<24} {rests}"


def _say_losses(stored: StoredResults, grid: Grid, body: str, most: int) -> None:
    """Print the answers that took most points from the score."""
    rows = (
        stored.contributions.filter((pl.col("body") == body) & (pl.col("lost") > 0))
        .sort("lost", descending=True)
        .collect()
    )
    items = {item.code: item for item in grid.items}
    total = float(rows["lost"].sum())
    language = _language()
    click.echo(
        "\n"
        + words(
            f"Points perdus : {format_points(total, language)}. Les réponses qui coûtent le plus :",
            f"Points lost: {format_points(total, language)}. The answers that cost most:",
        )
    )
    for row in rows.head(most).iter_rows(named=True):
        click.echo(f"  {_describe_loss(row, items[row['item']])}")
    if len(rows) > most:
        rest = format_points(float(rows["lost"][most:].sum()), language)
        click.echo(
            words(
                f"  … et {len(rows) - most} autres, {rest} points en tout (--most {len(rows)}).",
                f"  ... and {len(rows) - most} others, {rest} points in all (--most {len(rows)}).",
            )
        )


def _describe_loss(row: dict[str, object], item: Item) -> str:
    lost = f"−{format_points(float(str(row['lost'])), _language())}"
    label = in_language(item.words.label)
    audit = row["audit"] or words("toutes observations", "all observations")
    answer = row["answer"] or words("fermé", "closed")
    return f"{lost:>6}  {label} → {answer}  [{audit}:{item.code}]"


def _say_changes(
    stored: StoredResults, folder: Path, grid: Grid, body: str, changes: tuple[str, ...]
) -> None:
    """Print what the score would be if some answers were others."""
    compiled = compile_grid(grid)
    audits = read_result_table(folder, "audits", None)
    assert audits is not None  # written beside the scores
    edition = body_edition(stored, audits, compiled, body)
    parsed = tuple(parse_change(text) for text in changes)
    replaced = tuple(answer_change(compiled, edition, one) for one in parsed)
    before = stored.scores.filter((pl.col("body") == body) & (pl.col("figure") == "score"))
    after = score_if(compiled, edition, 0, replaced).value[0, 0]
    language = _language()
    old = before["value"][0]
    click.echo(
        "\n"
        + words("Si ", "If ")
        + ", ".join(changes)
        + words(" : le score serait de ", ": the score would be ")
        + (words("non établi", "not stated") if after != after else format_points(after, language))
        + words(" au lieu de ", " instead of ")
        + (words("non établi", "not stated") if old is None else format_points(old, language))
        + "."
    )


def _say_origin(stored: StoredResults) -> None:
    manifest = stored.manifest
    click.echo(
        "\n"
        + words(
            f"Fondé sur la grille {manifest.grid_code} version {manifest.grid_version} "
            f"(empreinte {manifest.grid_fingerprint[:12]}), la méthode {manifest.method} "
            f"et les fichiers {', '.join(file.name for file in manifest.inputs)}.",
            f"Rests on grid {manifest.grid_code} version {manifest.grid_version} "
            f"(fingerprint {manifest.grid_fingerprint[:12]}), method {manifest.method} "
            f"and the files {', '.join(file.name for file in manifest.inputs)}.",
        )
    )
    if manifest.is_simulated:
        click.echo(words("Données simulées.", "Simulated data."))
