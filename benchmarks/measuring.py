"""Seconds and peak memory of contenders, each in a process of its own."""

import json
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
FOLDER = ROOT / "var" / "bench"
THREADS = 2
THREAD_SETTINGS = {
    "POLARS_MAX_THREADS": str(THREADS),
    "OMP_NUM_THREADS": str(THREADS),
    "OPENBLAS_NUM_THREADS": "1",
}
"""Two threads for each engine; the small matrix products of NumPy are slower with two."""


@dataclass(frozen=True, slots=True)
class Measured:
    """Wall seconds of the first and of the best run, peak memory in GB, and what was returned."""

    first: float
    best: float
    peak: float
    note: Any


def measure(
    contender: str, arguments: dict[str, Any], *, runs: int, keep: Path | None = None
) -> Measured:
    """Return what a contender costs.

    Arguments:
        contender: ``module:function``; the function prepares what is not timed and returns what is.
        arguments: Its arguments, by name.
        runs: How often the timed function is called.
        keep: File for the array that the last call returns.
    """
    module, function = contender.split(":")
    task = {
        "module": f"benchmarks.{module}",
        "function": function,
        "arguments": arguments,
        "runs": runs,
        "keep": str(keep) if keep else "",
    }
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks.contender", json.dumps(task)],
        cwd=ROOT,
        env=os.environ | THREAD_SETTINGS,
        check=True,
        stdout=subprocess.PIPE,
        text=True,
    )
    return Measured(**json.loads(done.stdout.splitlines()[-1]))


def seconds(measured: Measured) -> str:
    """Return the best seconds, and the first in brackets."""
    return f"{measured.best:.2f} ({measured.first:.2f})"


def print_table(title: str, header: tuple[str, ...], rows: list[tuple[str, ...]]) -> None:
    """Print a table that Markdown understands."""
    widths = [max(len(row[k]) for row in [header, *rows]) for k in range(len(header))]
    print(f"\n{title}\n")
    for row in [header, tuple("-" * width for width in widths), *rows]:
        cells = (cell.ljust(width) for cell, width in zip(row, widths, strict=True))
        print(f"| {' | '.join(cells)} |", flush=True)
