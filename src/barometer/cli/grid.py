"""``barometer grid``: check, show, export and import grids."""

from pathlib import Path

import click

from barometer.cli.language import chosen_language, words
from barometer.core.grids.model import Grid, Item, Text
from barometer.core.grids.versions import undocumented_changes
from barometer.files.grid_folder import find_grid, load_grid, save_grid
from barometer.files.grid_workbook import export_workbook, import_workbook
from barometer.files.submissions import convert_submissions
from barometer.files.xlsform import export_xlsforms

GRID_HELP = words(
    "Dossier ou classeur d’une grille, ou nom d’une grille livrée (public-service).",
    "Folder or workbook of a grid, or name of a packaged one (public-service).",
)


def open_grid(name: str) -> Grid:
    """Return the grid of a folder, a workbook or a packaged name."""
    path = Path(name)
    if path.suffix.lower() == ".xlsx":
        return import_workbook(path)
    return load_grid(find_grid(name))


def in_language(text: Text) -> str:
    """Return a text in the chosen language; French where there is no English."""
    return (text.en or text.fr) if chosen_language() == "en" else text.fr


@click.group(help=words("Vérifier, montrer, exporter, importer une grille.",
                        "Check, show, export and import a grid."))  # fmt: skip
def grid() -> None:
    """Hold the commands on grids."""


@grid.command(
    help=words(
        "Vérifier une grille : toutes les fautes, avec leur place et leur remède.",
        "Check a grid: every fault, with its place and its remedy.",
    ),
    epilog="barometer grid check public-service",
)
@click.argument("name", metavar="GRID")
@click.option("--against", metavar="GRID", help=words(
    "Version antérieure : signaler les changements que le journal oublie.",
    "Earlier version: tell the changes that the log forgets."))  # fmt: skip
@click.pass_context
def check(ctx: click.Context, name: str, against: str | None) -> None:
    """Check a grid, alone or against an earlier version."""
    found = open_grid(name)
    click.echo(
        words(
            f"{found.code} version {found.version} : {len(found.indicators)} indicateurs, "
            f"{len(found.items)} items, {len(found.scenarios)} scénarios. Aucune faute.",
            f"{found.code} version {found.version}: {len(found.indicators)} indicators, "
            f"{len(found.items)} items, {len(found.scenarios)} scenarios. No fault.",
        )
    )
    if against is None:
        return
    forgotten = undocumented_changes(open_grid(against), found)
    for change in forgotten:
        click.echo(f"{change.item}: {change.change}")
    if forgotten:
        click.echo(
            words(
                f"{len(forgotten)} changement(s) à inscrire dans changes.csv.",
                f"{len(forgotten)} change(s) to write in changes.csv.",
            )
        )
        ctx.exit(1)


@grid.command(
    help=words("Montrer une grille, ou ce que voit un scénario.",
               "Show a grid, or what a scenario sees."),
    epilog="barometer grid show public-service --scenario phone-information",
)  # fmt: skip
@click.argument("name", metavar="GRID")
@click.option("--scenario", help=words("Code d’un scénario.", "Code of a scenario."))
def show(name: str, scenario: str | None) -> None:
    """Print the indicators and items of a grid."""
    found = open_grid(name)
    click.echo(f"{in_language(found.title)} ({found.code} {found.version})\n")
    for indicator in found.indicators:
        items = [item for item in found.items if item.indicator == indicator.code]
        items = [item for item in items if scenario is None or scenario in item.scenarios]
        if items:
            click.echo(
                f"{in_language(indicator.words.label)}  "
                f"[{indicator.step} · {indicator.channel} · {indicator.weight:g}]"
            )
            for item in items:
                click.echo(f"  {_describe_item(item)}")


def _describe_item(item: Item) -> str:
    unit = f" ({item.unit})" if item.unit else ""
    return f"{item.code}  {in_language(item.words.label)}{unit}"


@grid.command(
    help=words(
        "Exporter une grille : classeur XLSX, dossier CSV ou formulaires XLSForm.",
        "Export a grid: XLSX workbook, CSV folder or XLSForms.",
    ),
    epilog="barometer grid export public-service --to grille.xlsx",
)
@click.argument("name", metavar="GRID")
@click.option("--to", "target", type=click.Path(path_type=Path), required=True)
@click.option("--format", "form", type=click.Choice(["xlsx", "csv", "xlsform"]))
def export(name: str, target: Path, form: str | None) -> None:
    """Write a grid in another form."""
    found = open_grid(name)
    chosen = form or ("xlsx" if target.suffix.lower() == ".xlsx" else "csv")
    if chosen == "xlsx":
        export_workbook(found, target)
    elif chosen == "csv":
        save_grid(found, target)
    else:
        export_xlsforms(found, target)
    click.echo(words(f"Écrit : {target}", f"Written: {target}"))


@grid.command(
    name="import",
    help=words(
        "Lire un classeur et en faire un dossier CSV, après vérification.",
        "Read a workbook and make it a CSV folder, once checked.",
    ),
    epilog="barometer grid import grille.xlsx --to ma-grille",
)
@click.argument("workbook", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--to", "target", type=click.Path(file_okay=False, path_type=Path), required=True)
def import_(workbook: Path, target: Path) -> None:
    """Turn a workbook into a folder."""
    save_grid(import_workbook(workbook), target)
    click.echo(words(f"Écrit : {target}", f"Written: {target}"))


@grid.command(
    help=words(
        "Faire d’un export CSV d’une application d’enquête un fichier de réponses.",
        "Make an answers file of the CSV export of a field-survey app.",
    ),
    epilog="barometer grid submissions --grid public-service envois.csv --to reponses.csv",
)
@click.argument("export", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--grid", "name", required=True, help=GRID_HELP)
@click.option("--to", "target", type=click.Path(dir_okay=False, path_type=Path), required=True)
def submissions(export: Path, name: str, target: Path) -> None:
    """Convert submissions to answers."""
    count = convert_submissions(export, open_grid(name), target)
    click.echo(words(f"{count} réponses écrites : {target}", f"{count} answers written: {target}"))
