"""``barometer priorities``: what each body should improve first, and how sure that is."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import click

from barometer.cli.analysis import (
    folder_option,
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
from barometer.core.priorities.edition_priorities import prioritise
from barometer.documents.sentences.priorities import NO_GRID, say_common_levers, say_levers
from barometer.documents.sentences.priority_levers import best_levers, common_levers
from barometer.files.analysis_folder import Analysis, fingerprint_results, write_analysis
from barometer.files.edition_arrays import SCORE, EditionArrays, load_edition
from barometer.files.families import make_families, usual_definitions
from barometer.files.priority_scores import (
    gather_items,
    indicator_children,
    item_children,
    own_families,
    read_peers,
)
from barometer.files.priority_tables import FoundPriorities, tabulate_priorities
from barometer.files.results import StoredResults


@dataclass(frozen=True, slots=True)
class PriorityChoices:
    """What was asked for."""

    results: Path
    body: str | None
    peers: Path | None
    grid: str | None
    seed: int
    out: Path


@click.command(
    help=words(
        "Ordonner les améliorations : points à gagner, probabilité d’être un des cinq premiers "
        "leviers, effort, niveau des pairs.",
        "Put improvements in order: points to gain, probability of being one of the five best "
        "levers, effort, level of the peers.",
    ),
    epilog="barometer priorities --results resultats --peers comparaison --body S012 "
    "--out priorites",
)
@results_option()
@click.option("--body", metavar="CODE", help=words("Structure à commenter.", "Body to comment."))
@folder_option(
    "--peers",
    "Comparaison (barometer compare), pour le niveau des pairs.",
    "Comparison (barometer compare), for the level of the peers.",
    is_required=False,
)
@grid_option()
@seed_option()
@out_option()
def priorities(**chosen: Any) -> None:
    """Order the improvements of all bodies, write the tables, say where to begin."""
    choices = PriorityChoices(**chosen)
    stored, edition = load_edition(choices.results)
    if choices.body is not None:
        edition.body(choices.body)
    found = _prioritise(stored, edition, choices)
    sources = {"results": choices.results, "peers": choices.peers}
    analysis = Analysis(
        command="priorities",
        tables=tabulate_priorities(found),
        sources={part: fingerprint_results(path) for part, path in sources.items() if path},
        options={"seed": choices.seed},
        made_on=today(),
        is_simulated=stored.manifest.is_simulated,
    )
    write_analysis(choices.out, analysis)
    say(_sentences(found, choices.body))
    say_written(choices.out, is_simulated=stored.manifest.is_simulated)


def _prioritise(
    stored: StoredResults, edition: EditionArrays, choices: PriorityChoices
) -> FoundPriorities:
    grid = grid_of_results(choices.grid, stored.manifest)
    if choices.peers is None:
        peers = own_families(edition, make_families(edition, usual_definitions(edition)))
    else:
        peers = read_peers(choices.peers, edition)
    items = gather_items(stored, edition)
    of_items = item_children(items)
    codes, of_indicators = indicator_children(edition, items, peers)
    return FoundPriorities(
        edition,
        items,
        of_items,
        prioritise(of_items, peers.family_index, seed=choices.seed),
        codes,
        of_indicators,
        prioritise(of_indicators, peers.family_index, seed=choices.seed),
        grid,
    )


def _sentences(found: FoundPriorities, body: str | None) -> list[str]:
    language = language_of_commands()
    if body is None:
        sentences = list(say_common_levers(*common_levers(found, language), language))
    else:
        row = found.edition.body(body)
        value = float(found.edition.values[row, found.edition.figure(SCORE)])
        levers = best_levers(found, row, language)
        name = found.edition.bodies.names[row]
        sentences = list(say_levers(body, name, value, levers, language))
    if found.grid is None:
        sentences.append(NO_GRID.say(language))
    return sentences
