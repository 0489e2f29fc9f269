"""``barometer robustness``: what the scores would be under other defensible choices."""

from pathlib import Path

import click

from barometer.cli.analysis import (
    grid_of_results,
    grid_option,
    language_of_commands,
    out_option,
    results_option,
    say,
    say_written,
    seed_option,
    today,
)
from barometer.cli.language import words
from barometer.core.robustness.edition_robustness import DRAWS, assess_robustness
from barometer.documents.sentences.robustness import say_robustness
from barometer.files.analysis_folder import Analysis, fingerprint_results, write_analysis
from barometer.files.edition_arrays import load_edition
from barometer.files.robustness_tables import scored_indicators, tabulate_robustness


@click.command(
    help=words(
        "Dire ce que d’autres choix défendables changeraient aux notes : poids, moyennes, "
        "contacts échoués.",
        "Say what other defensible choices would change in the scores: weights, means, failed "
        "contacts.",
    ),
    epilog="barometer robustness --results resultats --out robustesse",
)
@results_option()
@grid_option()
@click.option(
    "--draws",
    type=click.IntRange(1),
    default=DRAWS,
    show_default=True,
    help=words("Jeux de poids tirés.", "Sets of weights drawn."),
)
@seed_option()
@out_option()
def robustness(results: Path, grid: str | None, draws: int, seed: int, out: Path) -> None:
    """Judge the scores of an edition under other choices, write the tables, say what matters."""
    stored, edition = load_edition(results)
    known = grid_of_results(grid, stored.manifest)
    found = assess_robustness(scored_indicators(edition, known), seed=seed, draws=draws)
    analysis = Analysis(
        command="robustness",
        tables=tabulate_robustness(edition, found),
        sources={"results": fingerprint_results(results)},
        options={"seed": seed, "draws": draws},
        made_on=today(),
        is_simulated=stored.manifest.is_simulated,
    )
    write_analysis(out, analysis)
    say(say_robustness(found, draws, language_of_commands(), has_grid=known is not None))
    say_written(out, is_simulated=stored.manifest.is_simulated)
