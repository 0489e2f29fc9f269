"""Writes the pages of docs/reference that follow from the code; --check only compares."""

import os
import sys
from pathlib import Path

os.environ["BAROMETER_LANG"] = "en"

import click  # the language is chosen before commands are imported

from barometer.cli.main import main as command  # idem
from barometer.core.grids.model import Grid  # idem
from barometer.files.grid_folder import find_grid, load_grid  # idem

ROOT = Path(__file__).resolve().parents[1]
WIDTH = 90


def write_commands() -> str:
    """Return the page of commands: the help of each, in the order of the tree."""
    parts = ["# Commands\n\nWritten by `make docs` from the help of the commands.\n"]
    pending: list[tuple[str, click.Command]] = [("barometer", command)]
    while pending:
        name, found = pending.pop(0)
        context = click.Context(found, info_name=name, terminal_width=WIDTH)
        text = "\n".join(line.rstrip() for line in found.get_help(context).splitlines())
        parts.append(f"## {name}\n\n```text\n{text}\n```\n")
        if isinstance(found, click.Group):
            pending[:0] = [(f"{name} {key}", sub) for key, sub in sorted(found.commands.items())]
    return "\n".join(parts)


def write_grid(grid: Grid) -> str:
    """Return the page of a grid: indicators with weight, items and scenarios."""
    lines = [
        f"# {grid.title.en}: grid `{grid.code}` version {grid.version}\n",
        "Written by `make docs` from the grid.\n",
        f"{len(grid.indicators)} indicators, {len(grid.criteria)} criteria, "
        f"{len(grid.items)} items, {len(grid.scenarios)} scenarios, {len(grid.gates)} gates.\n",
        "| step | channel | indicator | criterion | weight | items |",
        "|---|---|---|---|---|---|",
    ]
    for indicator in grid.indicators:
        count = sum(item.indicator == indicator.code for item in grid.items)
        weight = f"{indicator.weight:g}" + (" (option)" if indicator.option else "")
        lines.append(
            f"| {indicator.step} | {indicator.channel} | {indicator.words.label.fr} "
            f"(`{indicator.code}`) | {indicator.criterion} | {weight} | {count} |"
        )
    lines.append("\n## Scenarios\n\n| scenario | channel | audits | items seen | title |")
    lines.append("|---|---|---|---|---|")
    for scenario in grid.scenarios:
        seen = sum(scenario.code in item.scenarios for item in grid.items)
        option = " (option)" if scenario.option else ""
        lines.append(
            f"| `{scenario.code}` | {scenario.channel}{option} | {scenario.count} | {seen} "
            f"| {scenario.title.fr} |"
        )
    return "\n".join(lines) + "\n"


def main() -> int:
    """Write the pages, or compare them with what is there."""
    grid = load_grid(find_grid("public-service"))
    pages = {
        "docs/reference/commands.md": write_commands(),
        "docs/reference/public-service-1.md": write_grid(grid),
    }
    stale = []
    for name, text in pages.items():
        path = ROOT / name
        if path.exists() and path.read_text(encoding="utf-8") == text:
            continue
        stale.append(name)
        if "--check" not in sys.argv:
            path.write_text(text, encoding="utf-8")
    if stale and "--check" in sys.argv:
        print(f"Out of date, run `make docs`: {', '.join(stale)}")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
