"""``barometer compare``: bodies against their peers, in three states, with what may be shown."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import click
import numpy as np

from barometer.cli.analysis import (
    chosen_columns,
    chosen_families,
    family_options,
    figure_option,
    language_of_commands,
    out_option,
    results_option,
    say,
    say_written,
    seed_option,
    today,
)
from barometer.cli.language import words
from barometer.cli.progress import progress_bar
from barometer.core.comparison.edition_comparison import compare_by_definition, rank_families
from barometer.core.comparison.families import PeerFamilies
from barometer.core.comparison.positions import MeasuredScores
from barometer.core.disclosure.standard_releases import EditionReleases, decide_releases
from barometer.documents.sentences.comparison import say_edition, say_other_figures, say_standing
from barometer.documents.sentences.comparison_standings import (
    other_figures,
    stand_body,
    stand_edition,
)
from barometer.documents.sentences.property_words import Labels, label_families
from barometer.files.analysis_folder import Analysis, fingerprint_results, write_analysis
from barometer.files.comparison_tables import ComparedEdition, tabulate_comparison
from barometer.files.edition_arrays import SCORE, EditionArrays, load_edition
from barometer.files.families import make_families
from barometer.files.releases import propose_edition


@dataclass(frozen=True, slots=True)
class CompareChoices:
    """What was asked for."""

    results: Path
    families: Path | None
    values: Path | None
    minimum_size: int
    figures: tuple[str, ...]
    body: str | None
    seed: int
    out: Path


@click.command(
    help=words(
        "Comparer chaque structure à ses pairs : au-dessus, au-dessous, ou rien ne les distingue.",
        "Compare each body with its peers: above, below, or nothing tells them apart.",
    ),
    epilog="barometer compare --results resultats --body S012 --out comparaison",
)
@results_option()
@family_options()
@figure_option()
@click.option("--body", metavar="CODE", help=words("Structure à commenter.", "Body to comment."))
@seed_option()
@out_option()
def compare(**chosen: Any) -> None:
    """Compare an edition, write its tables and say what a body or the edition may retain."""
    choices = CompareChoices(**chosen)
    stored, edition = load_edition(choices.results)
    if choices.body is not None:
        edition.body(choices.body)
    definitions, names = chosen_families(edition, choices.families, choices.values)
    source = fingerprint_results(choices.results)
    families = make_families(
        edition,
        definitions,
        names,
        edition_code=source.sha256,
        minimum_size=choices.minimum_size,
    )
    found = _compare(edition, families, choices)
    analysis = Analysis(
        command="compare",
        tables=tabulate_comparison(found, label_families(families.families, names.labels)),
        sources={"results": source},
        options={"seed": choices.seed, "minimum_size": choices.minimum_size},
        facts={"families_sha256": families.fingerprint},
        made_on=today(),
        is_simulated=stored.manifest.is_simulated,
    )
    write_analysis(choices.out, analysis)
    say(_sentences(found, choices.body, names.labels))
    say_written(choices.out, is_simulated=stored.manifest.is_simulated)


def _compare(
    edition: EditionArrays, families: PeerFamilies, choices: CompareChoices
) -> ComparedEdition:
    score = edition.figure(SCORE)
    columns = np.union1d(chosen_columns(edition, choices.figures), [score]).astype(np.int64)
    measured = MeasuredScores(
        edition.values[:, columns],
        edition.standard_errors[:, columns],
        edition.degrees_of_freedom[:, columns],
    )
    compared = compare_by_definition(measured, families, edition.bodies.codes)
    with progress_bar(words("Rangs plausibles", "Plausible ranks"), len(families.families)) as show:
        ranks = rank_families(
            edition.values[:, score],
            edition.standard_errors[:, score],
            compared,
            seed=choices.seed,
            on_progress=show,
        )
    proposed = propose_edition(edition, columns, families.edition_code)
    label = words("Contrôle de divulgation", "Disclosure control")
    with progress_bar(label, len(proposed.figure_codes)) as show:
        releases = decide_releases(proposed, families, on_progress=show)
    codes = {edition.figures[k].code for k in columns}
    return ComparedEdition(
        edition,
        families,
        columns,
        compared,
        ranks,
        {key: value for key, value in releases.shown_values().items() if key[0] in codes},
        _withheld(releases, codes),
    )


def _withheld(releases: EditionReleases, codes: set[str]) -> int:
    return sum(not one.is_shown and one.release.figure in codes for one in releases.planned)


def _sentences(found: ComparedEdition, body: str | None, labels: Labels) -> tuple[str, ...]:
    language = language_of_commands()
    if body is None:
        return say_edition(stand_edition(found, language), language)
    row = found.edition.body(body)
    standing = stand_body(found, row, labels, language)
    count, above, below = other_figures(found, row, language)
    return (*say_standing(standing, language), say_other_figures(count, above, below, language))
