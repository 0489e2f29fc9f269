"""Folders of analyses made of results: written whole or not at all, and read back."""

import json
import os
import shutil
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from importlib.metadata import version
from pathlib import Path
from typing import Any

import polars as pl

from barometer.core.errors import DomainError
from barometer.core.faults import BadInput, Fault, FaultReason
from barometer.files.fingerprints import FileFingerprint, fingerprint_file
from barometer.files.results_formats import (
    Tables,
    read_result_table,
    write_csv_tables,
    write_parquet_tables,
)
from barometer.files.results_manifest import MANIFEST

FORMAT = "barometer-analysis"
FORMAT_VERSION = 1
LARGEST = 10_000_000

Schema = Mapping[str, pl.DataType]


class NotAnalysisFolder(DomainError):
    """A folder to write to holds other things than this analysis, which would be lost."""

    def __init__(self, folder: Path, strangers: tuple[str, ...]) -> None:
        super().__init__(folder, strangers)
        self.folder = folder
        self.strangers = strangers


@dataclass(frozen=True, slots=True, eq=False)
class Analysis:
    """What an analysis found, and from what.

    Arguments:
        command: Name of the command that makes it, such as ``compare``.
        tables: Its tables by name; each is written in CSV and in Parquet.
        sources: Fingerprints of what it was made from, by their part in it.
        options: What was asked: seeds, codes, levels; text or numbers.
        made_on: Day on which it was made.
        is_simulated: Whether the bodies are fictional.
    """

    command: str
    tables: Tables
    sources: Mapping[str, FileFingerprint]
    options: Mapping[str, str | int | float]
    made_on: date
    is_simulated: bool = False
    facts: Mapping[str, str | int | float] = field(default_factory=dict)


def write_analysis(folder: Path, analysis: Analysis) -> tuple[Path, ...]:
    """Write an analysis in one stroke, and return its files.

    Everything is written beside the folder, then takes its place: a crash leaves the former
    analysis, or none, never half of one.

    Arguments:
        folder: Made if absent; replaced if it holds an analysis by the same command.
        analysis: What to write.

    Raises:
        NotAnalysisFolder: The folder holds something else.
    """
    target = folder.resolve()
    _refuse_strangers(target, analysis.command)
    target.parent.mkdir(parents=True, exist_ok=True)
    fresh = target.with_name(f".{target.name}.new-{os.getpid()}")
    shutil.rmtree(fresh, ignore_errors=True)
    fresh.mkdir()
    try:
        write_csv_tables(fresh, analysis.tables)
        write_parquet_tables(fresh, analysis.tables)
        files = sorted(path.name for path in fresh.iterdir())
        (fresh / MANIFEST).write_text(_spell(analysis, files), encoding="utf-8")
        _take_place(fresh, target)
    finally:
        shutil.rmtree(fresh, ignore_errors=True)
    return tuple(sorted(target.iterdir()))


def _refuse_strangers(folder: Path, command: str) -> None:
    if not folder.exists():
        return
    if not folder.is_dir():
        raise NotAnalysisFolder(folder, (folder.name,))
    names = {path.name for path in folder.iterdir()}
    if not names:
        return
    try:
        listed = {*_read_manifest(folder, command)["files"], MANIFEST}
    except BadInput:
        listed = set()
    if names - listed:
        raise NotAnalysisFolder(folder, tuple(sorted(names - listed)))


def _take_place(fresh: Path, target: Path) -> None:
    """Put a written folder where the former one stands, which is then taken away."""
    former = target.with_name(f".{target.name}.old-{os.getpid()}")
    shutil.rmtree(former, ignore_errors=True)
    has_former = target.exists()
    if has_former:
        target.rename(former)
    try:
        fresh.rename(target)
    except OSError:
        if has_former:
            former.rename(target)
        raise
    shutil.rmtree(former, ignore_errors=True)


def _spell(analysis: Analysis, files: list[str]) -> str:
    content = {
        "format": FORMAT,
        "format_version": FORMAT_VERSION,
        "command": analysis.command,
        "package_version": version("barometer"),
        "made_on": analysis.made_on.isoformat(),
        "is_simulated": analysis.is_simulated,
        "options": dict(analysis.options),
        "facts": dict(analysis.facts),
        "sources": {
            part: {"name": one.name, "bytes": one.n_bytes, "sha256": one.sha256}
            for part, one in analysis.sources.items()
        },
        "files": files,
    }
    return json.dumps(content, ensure_ascii=False, indent=2) + "\n"


def _read_manifest(folder: Path, command: str) -> dict[str, Any]:
    path = folder / MANIFEST
    if not path.is_file():
        raise BadInput([Fault(MANIFEST, 0, "", folder.name, FaultReason.MISSING_FILE)])
    try:
        if path.stat().st_size > LARGEST:
            raise ValueError(LARGEST)
        content: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
        found = (content["format"], content["format_version"], content["command"])
        if found != (FORMAT, FORMAT_VERSION, command):
            raise ValueError(found)
        content["files"] = [str(name) for name in content["files"]]
    except (ValueError, KeyError, TypeError, OSError) as error:
        fault = Fault(MANIFEST, 0, "", "", FaultReason.UNREADABLE_FILE, (f"{FORMAT} {command}",))
        raise BadInput([fault]) from error
    return content


def read_analysis_table(folder: Path, command: str, name: str, schema: Schema) -> pl.DataFrame:
    """Return one table of a folder that a command wrote.

    Arguments:
        folder: The folder.
        command: The command that must have written it.
        name: Name of the table.
        schema: Its columns.

    Raises:
        BadInput: The folder is of another kind, or the table is missing or damaged.
    """
    _read_manifest(folder, command)
    try:
        table = read_result_table(folder, name, schema)
    except (pl.exceptions.PolarsError, OSError) as error:
        raise BadInput([Fault(name, 0, "", "", FaultReason.UNREADABLE_FILE)]) from error
    if table is None:
        raise BadInput([Fault(name, 0, "", "", FaultReason.MISSING_FILE)])
    missing = [column for column in schema if column not in table.columns]
    if missing:
        raise BadInput([Fault(name, 1, one, "", FaultReason.MISSING_COLUMN) for one in missing])
    return table


def fingerprint_results(folder: Path) -> FileFingerprint:
    """Return the fingerprint of the manifest of a folder of results: it names them all."""
    return fingerprint_file(folder / MANIFEST)
