"""What the commands on results have in common: options, sentences, the day."""

from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any, TypeVar

import click
import numpy as np

from barometer.cli.grid import GRID_HELP, open_grid
from barometer.cli.language import chosen_language, words
from barometer.core.arrays import Integers
from barometer.core.comparison.families import DEFAULT_MINIMUM_SIZE, FamilyDefinition
from barometer.core.grids.model import Grid
from barometer.documents.formats import Language
from barometer.files.edition_arrays import EditionArrays
from barometer.files.families import (
    NO_VALUES,
    PropertyValues,
    read_definitions,
    read_values,
    usual_definitions,
)
from barometer.files.matching_grid import packaged_grid, require_same_grid
from barometer.files.results_manifest import Manifest

Command = TypeVar("Command", bound=Callable[..., Any])

USUAL_KINDS = ("body", "step", "channel", "criterion", "indicator")
"""Levels of the figures that are compared unless others are asked for."""


def folder_option(
    name: str, fr: str, en: str, *, is_required: bool = True
) -> Callable[[Command], Command]:
    """Return an option that names a folder that exists."""
    return click.option(
        name,
        type=click.Path(exists=True, file_okay=False, path_type=Path),
        required=is_required,
        help=words(fr, en),
    )


def file_option(
    name: str, fr: str, en: str, *, is_required: bool = False
) -> Callable[[Command], Command]:
    """Return an option that names a file that exists."""
    return click.option(
        name,
        type=click.Path(exists=True, dir_okay=False, path_type=Path),
        required=is_required,
        help=words(fr, en),
    )


def results_option() -> Callable[[Command], Command]:
    """Return the option that names the results."""
    return folder_option(
        "--results", "Dossier de résultats (barometer score).", "Results folder (barometer score)."
    )


def out_option(*, is_required: bool = True) -> Callable[[Command], Command]:
    """Return the option that names the folder to write."""
    return click.option(
        "--out",
        type=click.Path(file_okay=False, path_type=Path),
        required=is_required,
        help=words("Dossier à écrire.", "Folder to write."),
    )


def seed_option() -> Callable[[Command], Command]:
    """Return the option that fixes what is drawn at random."""
    return click.option(
        "--seed",
        type=click.IntRange(0),
        default=1,
        show_default=True,
        help=words("Graine des tirages.", "Seed of the draws."),
    )


def family_options() -> Callable[[Command], Command]:
    """Return the options that say what families are made of."""

    def decorate(command: Command) -> Command:
        for option in (
            click.option(
                "--minimum-size",
                type=click.IntRange(2),
                default=DEFAULT_MINIMUM_SIZE,
                show_default=True,
                help=words("Plus petite famille.", "Smallest family."),
            ),
            file_option(
                "--values",
                "Noms et ordre des valeurs des propriétés (property, value, label_fr, rank).",
                "Names and order of the values of properties (property, value, label_fr, rank).",
            ),
            file_option(
                "--families",
                "Définitions des familles (definition, attributes).",
                "Definitions of families (definition, attributes).",
            ),
        ):
            command = option(command)
        return command

    return decorate


def figure_option() -> Callable[[Command], Command]:
    """Return the option that chooses figures."""
    return click.option(
        "--figure",
        "figures",
        multiple=True,
        metavar="CODE",
        help=words(
            "Résultat à traiter (score, step:access…) ; répétable ; tous sinon.",
            "Figure to treat (score, step:access…); repeatable; all otherwise.",
        ),
    )


def chosen_columns(edition: EditionArrays, figures: Sequence[str]) -> Integers:
    """Return the columns of the figures asked for, or those of the usual levels."""
    if not figures:
        return edition.of_kinds(*USUAL_KINDS)
    return np.unique(np.array([edition.figure(code) for code in figures], np.int64))


def chosen_families(
    edition: EditionArrays, definitions: Path | None, values: Path | None
) -> tuple[tuple[FamilyDefinition, ...], PropertyValues]:
    """Return the definitions and the words of values, from files or the usual ones."""
    found = read_definitions(definitions, edition) if definitions else usual_definitions(edition)
    return found, read_values(values) if values else NO_VALUES


def grid_option() -> Callable[[Command], Command]:
    """Return the option that names the grid of some results."""
    return click.option("--grid", metavar="GRID", help=GRID_HELP)


def grid_of_results(name: str | None, manifest: Manifest) -> Grid | None:
    """Return the grid asked for, or the packaged one that the results were made with, if any.

    Raises:
        OtherGrid: The grid asked for is not the one of the results.
    """
    return packaged_grid(manifest) if name is None else require_same_grid(open_grid(name), manifest)


def language_of_commands() -> Language:
    """Return the language in which commands speak."""
    return Language(chosen_language())


def today() -> date:
    """Return the day on which a command runs."""
    return datetime.now(tz=UTC).date()


def say(sentences: Iterable[str]) -> None:
    """Print sentences, one a line."""
    for sentence in sentences:
        click.echo(sentence)


def say_written(folder: Path, *, is_simulated: bool = False) -> None:
    """Print where the tables are, and whether the bodies are fictional."""
    if is_simulated:
        click.echo(
            words(
                "Données simulées : structures fictives, réponses tirées au sort.",
                "Simulated data: fictional bodies, answers drawn at random.",
            )
        )
    click.echo(words(f"Tableaux : {folder}", f"Tables: {folder}"))
