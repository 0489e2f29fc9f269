"""What a folder of results was made from: enough to make it again, or to know that one cannot."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from importlib.metadata import version
from pathlib import Path
from typing import Any

from barometer.core.faults import BadInput, Fault, FaultReason
from barometer.core.grids.model import Grid
from barometer.core.scoring.encoding import EditionInput
from barometer.files.fingerprints import FileFingerprint, fingerprint_grid

MANIFEST = "manifest.json"
FORMAT = "barometer-results"
FORMAT_VERSION = 1
LARGEST = 10_000_000


@dataclass(frozen=True, slots=True)
class Manifest:
    """Origin of some results.

    Arguments:
        grid_code, grid_version, grid_fingerprint: The grid; SHA-256 of its canonical tables.
        method: Version of the method document.
        package_version: Version of this software.
        made_on: Day on which the results were made.
        confidence: Level of the intervals, 0 to 1.
        inputs: Fingerprints of the files read.
        n_bodies, n_audits, n_answers: Counts.
        is_simulated: Whether the bodies are fictional.
    """

    grid_code: str
    grid_version: int
    grid_fingerprint: str
    method: str
    package_version: str
    made_on: date
    confidence: float
    inputs: tuple[FileFingerprint, ...]
    n_bodies: int
    n_audits: int
    n_answers: int
    is_simulated: bool = False


def describe_results(
    grid: Grid,
    edition: EditionInput,
    *,
    inputs: Sequence[FileFingerprint],
    made_on: date,
    confidence: float,
    is_simulated: bool = False,
) -> Manifest:
    """Return the manifest of the results of an edition."""
    return Manifest(
        grid_code=grid.code,
        grid_version=grid.version,
        grid_fingerprint=fingerprint_grid(grid),
        method=grid.method,
        package_version=version("barometer"),
        made_on=made_on,
        confidence=confidence,
        inputs=tuple(inputs),
        n_bodies=len(edition.bodies),
        n_audits=len(edition.audits),
        n_answers=len(edition.answers),
        is_simulated=is_simulated,
    )


def spell_manifest(manifest: Manifest, files: Sequence[str]) -> str:
    """Return a manifest as JSON, with the names of the files it stands beside."""
    content = {
        "format": FORMAT,
        "format_version": FORMAT_VERSION,
        "grid": {
            "code": manifest.grid_code,
            "version": manifest.grid_version,
            "sha256": manifest.grid_fingerprint,
        },
        "method": manifest.method,
        "package_version": manifest.package_version,
        "made_on": manifest.made_on.isoformat(),
        "confidence": manifest.confidence,
        "is_simulated": manifest.is_simulated,
        "inputs": [
            {"name": one.name, "bytes": one.n_bytes, "sha256": one.sha256}
            for one in manifest.inputs
        ],
        "counts": {
            "bodies": manifest.n_bodies,
            "audits": manifest.n_audits,
            "answers": manifest.n_answers,
        },
        "files": sorted(files),
    }
    return json.dumps(content, ensure_ascii=False, indent=2) + "\n"


def read_manifest(folder: Path) -> tuple[Manifest, tuple[str, ...]]:
    """Return the manifest of a folder of results, and the names of the files it lists.

    Raises:
        BadInput: There is none, or it is not one of ours.
    """
    path = folder / MANIFEST
    if not path.is_file():
        raise BadInput([Fault(MANIFEST, 0, "", folder.name, FaultReason.MISSING_FILE)])
    try:
        if path.stat().st_size > LARGEST:
            raise ValueError(LARGEST)
        content = json.loads(path.read_text(encoding="utf-8"))
        if (content["format"], content["format_version"]) != (FORMAT, FORMAT_VERSION):
            raise ValueError(FORMAT)
        return _parse(content), tuple(str(name) for name in content["files"])
    except (ValueError, KeyError, TypeError, AttributeError, OSError) as error:
        fault = Fault(MANIFEST, 0, "", "", FaultReason.UNREADABLE_FILE, (FORMAT,))
        raise BadInput([fault]) from error


def _parse(content: Mapping[str, Any]) -> Manifest:
    grid, counts = content["grid"], content["counts"]
    return Manifest(
        grid_code=str(grid["code"]),
        grid_version=int(grid["version"]),
        grid_fingerprint=str(grid["sha256"]),
        method=str(content["method"]),
        package_version=str(content["package_version"]),
        made_on=date.fromisoformat(content["made_on"]),
        confidence=float(content["confidence"]),
        inputs=tuple(
            FileFingerprint(str(one["name"]), int(one["bytes"]), str(one["sha256"]))
            for one in content["inputs"]
        ),
        n_bodies=int(counts["bodies"]),
        n_audits=int(counts["audits"]),
        n_answers=int(counts["answers"]),
        is_simulated=bool(content["is_simulated"]),
    )
