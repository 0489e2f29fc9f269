"""A folder of results: written whole or not at all, and read back."""

import os
import shutil
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath

import polars as pl
import pyarrow.parquet as pq

from barometer.core.errors import DomainError, InvalidArgument
from barometer.core.faults import BadInput, Fault, FaultReason
from barometer.files.results_contributions import CONTRIBUTIONS_SCHEMA
from barometer.files.results_formats import (
    FORMATS,
    Tables,
    check_sheets,
    read_result_table,
)
from barometer.files.results_manifest import MANIFEST, Manifest, read_manifest, spell_manifest
from barometer.files.results_tables import FIGURES_SCHEMA, SCORES_SCHEMA, WEIGHTS_SCHEMA

CONTRIBUTIONS = "contributions.parquet"

SCHEMAS: Mapping[str, Mapping[str, pl.DataType] | None] = {
    "scores": SCORES_SCHEMA,
    "bodies": None,
    "figures": FIGURES_SCHEMA,
    "weights": WEIGHTS_SCHEMA,
}
"""Tables that every folder of results has; the bodies have columns of their own, all text."""


class NotResultsFolder(DomainError):
    """A folder to write to holds other things than results, which would be lost."""

    def __init__(self, folder: Path, strangers: Sequence[str]) -> None:
        super().__init__(folder, strangers)
        self.folder = folder
        self.strangers = tuple(strangers)


@dataclass(frozen=True, slots=True, eq=False)
class ResultsToWrite:
    """All that goes into a folder of results.

    Arguments:
        manifest: Their origin.
        tables: By name: those of :func:`tabulate_results`, and any others.
        contributions: Contributions of the answers, batch by batch.
        documents: Further files by path within the folder (the grid, a summary in HTML).
    """

    manifest: Manifest
    tables: Tables
    contributions: Iterable[pl.DataFrame] = ()
    documents: Mapping[str, bytes] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, eq=False)
class StoredResults:
    """A folder of results as read; ``contributions`` is read only as far as it is asked for."""

    manifest: Manifest
    scores: pl.DataFrame
    bodies: pl.DataFrame
    figures: pl.DataFrame
    weights: pl.DataFrame
    contributions: pl.LazyFrame


def write_results(
    folder: Path, results: ResultsToWrite, *, formats: Sequence[str] = ("csv",)
) -> tuple[Path, ...]:
    """Write a folder of results in one stroke, and return its files.

    Everything is written beside the folder, then takes its place: a crash leaves the former
    results, or none, never half of them. Contributions are always in Parquet.

    Arguments:
        folder: Made if absent; replaced if it holds results and nothing else.
        results: What to write.
        formats: Some of ``csv``, ``xlsx``, ``parquet``. Parquet keeps numbers in full; CSV has six
            decimals, hence reads back within 0.0000005.

    Raises:
        InvalidArgument: No format, or an unknown one.
        NotResultsFolder: The folder holds something else.
        TooLongForWorkbook: A table has too many rows for a sheet.
    """
    if not formats or not set(formats) <= set(FORMATS):
        raise InvalidArgument("formats", tuple(formats), ", ".join(FORMATS))
    target = folder.resolve()
    _refuse_strangers(target)
    if "xlsx" in formats:
        check_sheets(results.tables)
    target.parent.mkdir(parents=True, exist_ok=True)
    fresh = target.with_name(f".{target.name}.new-{os.getpid()}")
    shutil.rmtree(fresh, ignore_errors=True)
    fresh.mkdir()
    try:
        _write(fresh, results, formats)
        _take_place(fresh, target)
    finally:
        shutil.rmtree(fresh, ignore_errors=True)
    return tuple(sorted(target.iterdir()))


def _refuse_strangers(folder: Path) -> None:
    """Refuse a folder that holds anything but what a manifest in it lists."""
    if not folder.exists():
        return
    if not folder.is_dir():
        raise NotResultsFolder(folder, (folder.name,))
    names = {path.name for path in folder.iterdir()}
    if not names:
        return
    try:
        _, listed = read_manifest(folder)
    except BadInput:
        listed = ()
    strangers = sorted(names - {*listed, MANIFEST}) if listed else sorted(names)
    if strangers:
        raise NotResultsFolder(folder, strangers)


def _write(folder: Path, results: ResultsToWrite, formats: Sequence[str]) -> None:
    for name in dict.fromkeys(formats):
        FORMATS[name](folder, results.tables)
    _write_contributions(folder / CONTRIBUTIONS, results.contributions)
    for name, content in results.documents.items():
        parts = PurePosixPath(name).parts
        if ".." in parts or name.startswith("/") or name == MANIFEST:
            raise InvalidArgument("documents", name, "a path inside the folder")
        path = folder.joinpath(*parts)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    files = [path.name for path in folder.iterdir()]
    (folder / MANIFEST).write_text(spell_manifest(results.manifest, files), encoding="utf-8")


def _write_contributions(path: Path, batches: Iterable[pl.DataFrame]) -> None:
    oldest = pl.CompatLevel.oldest()
    empty = pl.DataFrame(schema=CONTRIBUTIONS_SCHEMA).to_arrow(compat_level=oldest)
    with pq.ParquetWriter(path, empty.schema, compression="zstd") as writer:
        for batch in batches:
            writer.write_table(batch.to_arrow(compat_level=oldest))


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


def read_results(folder: Path) -> StoredResults:
    """Return the results of a folder, from the most exact of the formats it holds.

    Raises:
        BadInput: The folder holds no results, or some table of them is missing or damaged.
    """
    manifest, _ = read_manifest(folder)
    tables = {name: _read_table(folder, name, schema) for name, schema in SCHEMAS.items()}
    path = folder / CONTRIBUTIONS
    if not path.is_file():
        raise BadInput([Fault(CONTRIBUTIONS, 0, "", "", FaultReason.MISSING_FILE)])
    return StoredResults(
        manifest,
        tables["scores"],
        tables["bodies"],
        tables["figures"],
        tables["weights"],
        pl.scan_parquet(path),
    )


def _read_table(folder: Path, name: str, schema: Mapping[str, pl.DataType] | None) -> pl.DataFrame:
    try:
        table = read_result_table(folder, name, schema)
    except (pl.exceptions.PolarsError, OSError) as error:
        raise BadInput([Fault(name, 0, "", "", FaultReason.UNREADABLE_FILE)]) from error
    if table is None:
        raise BadInput([Fault(name, 0, "", "", FaultReason.MISSING_FILE)])
    missing = [column for column in schema or () if column not in table.columns]
    if missing:
        raise BadInput([Fault(name, 1, one, "", FaultReason.MISSING_COLUMN) for one in missing])
    return table
