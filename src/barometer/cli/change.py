"""``barometer change``: what moved between two editions, for whom, and how sure that is."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import click
import numpy as np

from barometer.cli.analysis import (
    folder_option,
    language_of_commands,
    out_option,
    say,
    say_written,
    seed_option,
    today,
)
from barometer.cli.language import words
from barometer.core.change.bridge import bridge_change
from barometer.core.change.edition_change import compare_groups, describe_change
from barometer.documents.formats import pick
from barometer.documents.sentences.change import (
    GRID_CHANGED,
    say_bridge,
    say_criteria,
    say_groups,
    say_luck,
    say_matched,
    say_others,
    say_total,
)
from barometer.files.analysis_folder import Analysis, fingerprint_results, write_analysis
from barometer.files.change_tables import FoundChange, tabulate_change
from barometer.files.edition_arrays import load_edition
from barometer.files.edition_pair import bridge_scores, group_members, pair_editions
from barometer.files.results import StoredResults


@dataclass(frozen=True, slots=True)
class ChangeChoices:
    """What was asked for."""

    before: Path
    after: Path
    bridged: Path | None
    certified: str | None
    seed: int
    out: Path


@click.command(
    help=words(
        "Mesurer l’évolution entre deux éditions, sur les structures présentes aux deux.",
        "Measure the change between two editions, over the bodies present in both.",
    ),
    epilog="barometer change --before resultats-2024 --after resultats-2026 "
    "--certified certified --out evolution",
)
@folder_option("--before", "Résultats de la première édition.", "Results of the first edition.")
@folder_option("--after", "Résultats de la seconde édition.", "Results of the second edition.")
@folder_option(
    "--bridged",
    "Anciennes réponses notées avec la nouvelle grille.",
    "Old answers scored with the new grid.",
    is_required=False,
)
@click.option(
    "--certified",
    metavar="PROPERTY",
    help=words(
        "Propriété dont comparer les titulaires aux autres.",
        "Property whose holders are compared with the others.",
    ),
)
@seed_option()
@out_option()
def change(**chosen: Any) -> None:
    """Compare two editions, write the tables and say what may be retained."""
    choices = ChangeChoices(**chosen)
    old_results, before = load_edition(choices.before)
    new_results, after = load_edition(choices.after)
    pair = pair_editions(before, after)
    found = describe_change(pair.arrays, seed=choices.seed)
    bridged, share = None, 1.0
    sources = {"before": choices.before, "after": choices.after}
    if choices.bridged is not None:
        stored, _ = load_edition(choices.bridged)
        scores, share = bridge_scores(pair, new_results, stored)
        bridged = bridge_change(scores, share)
        sources["bridged"] = choices.bridged
    groups = None
    score = pair.arrays.score
    if choices.certified is not None:
        is_member, cells = group_members(pair, before, after, choices.certified)
        groups = compare_groups(
            pair.arrays.before[:, score], pair.arrays.after[:, score], is_member, cells
        )
    outcome = FoundChange(pair, found, bridged, groups)
    analysis = Analysis(
        command="change",
        tables=tabulate_change(outcome),
        sources={part: fingerprint_results(folder) for part, folder in sources.items()},
        options={"seed": choices.seed, "certified": choices.certified or ""},
        facts={"comparable_share": share, "same_grid": int(_same_grid(old_results, new_results))},
        made_on=today(),
        is_simulated=old_results.manifest.is_simulated or new_results.manifest.is_simulated,
    )
    write_analysis(choices.out, analysis)
    say(_sentences(outcome, share, choices.certified))
    if bridged is None and not _same_grid(old_results, new_results):
        say([GRID_CHANGED.say(language_of_commands())])
    say_written(choices.out, is_simulated=analysis.is_simulated)


def _same_grid(first: StoredResults, second: StoredResults) -> bool:
    return first.manifest.grid_fingerprint == second.manifest.grid_fingerprint


def _sentences(found: FoundChange, share: float, certified: str | None) -> list[str]:
    language = language_of_commands()
    arrays, of_score = found.pair.arrays, found.of_score
    labels = [pick(figure.label, language) for figure in found.pair.figures]
    stays = ~np.isnan(arrays.before[:, arrays.score] + arrays.after[:, arrays.score])
    level = float(arrays.before[stays, arrays.score].mean()) if stays.any() else float("nan")
    others = [
        (one, label)
        for k, (one, label) in enumerate(zip(found.change.figures, labels, strict=True))
        if k != arrays.score
    ]
    sentences: list[str | None] = [
        *say_matched(of_score, level, language),
        say_total(of_score, language),
        *say_criteria(found.change.criteria, [labels[k] for k in arrays.criteria], language),
        say_others([one for one, _ in others], [label for _, label in others], language),
        say_luck(found.change.luck, language),
    ]
    if found.bridged is not None:
        sentences.append(say_bridge(found.bridged, share, language))
    if found.groups is not None and certified is not None:
        sentences.append(say_groups(found.groups, certified, language))
    return [sentence for sentence in sentences if sentence is not None]
