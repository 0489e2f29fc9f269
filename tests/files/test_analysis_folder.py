"""Folders of analyses: whole or not at all, and only in place of their like."""

import json
from datetime import date

import polars as pl
import pytest

from barometer.core.faults import BadInput, FaultReason
from barometer.files.analysis_folder import (
    Analysis,
    NotAnalysisFolder,
    read_analysis_table,
    write_analysis,
)
from barometer.files.fingerprints import FileFingerprint

SCHEMA = {"body": pl.String(), "value": pl.Float64()}


def make_analysis(command="compare", *bodies, **options):
    table = pl.DataFrame({"body": bodies, "value": [1.5] * len(bodies)}, schema=SCHEMA)
    source = {"results": FileFingerprint("manifest.json", 3, "ab")}
    return Analysis(command, {"found": table}, source, options, date(2026, 5, 1))


def test_what_is_written_is_read_back(tmp_path):
    write_analysis(tmp_path / "o", make_analysis("compare", "S1", "=S2"))
    table = read_analysis_table(tmp_path / "o", "compare", "found", SCHEMA)
    assert table.rows() == [("S1", 1.5), ("=S2", 1.5)]
    (tmp_path / "o" / "found.parquet").unlink()
    assert read_analysis_table(tmp_path / "o", "compare", "found", SCHEMA).equals(table)


def test_the_manifest_says_from_what(tmp_path):
    write_analysis(tmp_path / "o", make_analysis(seed=4))
    manifest = json.loads((tmp_path / "o" / "manifest.json").read_text(encoding="utf-8"))
    assert (manifest["made_on"], manifest["options"]) == ("2026-05-01", {"seed": 4})
    assert manifest["sources"]["results"]["sha256"] == "ab"
    assert manifest["files"] == ["found.csv", "found.parquet"]


def test_a_former_analysis_is_replaced_and_nothing_is_left_beside(tmp_path):
    write_analysis(tmp_path / "o", make_analysis("compare", "S1"))
    write_analysis(tmp_path / "o", make_analysis("compare", "S2"))
    table = read_analysis_table(tmp_path / "o", "compare", "found", SCHEMA)
    assert table["body"].to_list() == ["S2"]
    assert [path.name for path in tmp_path.iterdir()] == ["o"]


@pytest.mark.parametrize("is_stranger", [True, False])
def test_a_folder_of_something_else_is_refused(tmp_path, is_stranger):
    if is_stranger:
        write_analysis(tmp_path / "o", make_analysis("compare", "S1"))
        (tmp_path / "o" / "notes.txt").write_text("mine", encoding="utf-8")
    else:
        write_analysis(tmp_path / "o", make_analysis("change", "S1"))
    before = sorted(path.name for path in (tmp_path / "o").iterdir())
    with pytest.raises(NotAnalysisFolder):
        write_analysis(tmp_path / "o", make_analysis("compare", "S2"))
    assert sorted(path.name for path in (tmp_path / "o").iterdir()) == before


def test_a_failure_leaves_the_former_analysis(tmp_path):
    write_analysis(tmp_path / "o", make_analysis("compare", "S1"))
    broken = make_analysis("compare", "S2")
    with pytest.raises(AttributeError):
        write_analysis(tmp_path / "o", Analysis(
            "compare", {"found": None}, broken.sources, {}, broken.made_on))  # fmt: skip
    table = read_analysis_table(tmp_path / "o", "compare", "found", SCHEMA)
    assert table["body"].to_list() == ["S1"]
    assert [path.name for path in tmp_path.iterdir()] == ["o"]


@pytest.mark.parametrize(
    ("manifest", "reason"),
    [
        (None, FaultReason.MISSING_FILE),
        ("not json", FaultReason.UNREADABLE_FILE),
        ('{"format": "other"}', FaultReason.UNREADABLE_FILE),
    ],
)
def test_other_folders_are_not_read(tmp_path, manifest, reason):
    if manifest is not None:
        (tmp_path / "manifest.json").write_text(manifest, encoding="utf-8")
    with pytest.raises(BadInput) as refusal:
        read_analysis_table(tmp_path, "compare", "found", SCHEMA)
    assert [fault.reason for fault in refusal.value.faults] == [reason]


def test_a_missing_table_or_column_is_a_fault(tmp_path):
    write_analysis(tmp_path / "o", make_analysis("compare", "S1"))
    for name, schema in (("other", SCHEMA), ("found", {**SCHEMA, "more": pl.String()})):
        with pytest.raises(BadInput):
            read_analysis_table(tmp_path / "o", "compare", name, schema)
