"""What each format of results keeps, and results that are damaged or do not fit."""

import json
from datetime import date

import numpy as np
import openpyxl
import polars as pl
import pytest

from barometer.core.faults import BadInput, FaultReason
from barometer.core.scoring.edition import score_edition
from barometer.files.fingerprints import FileFingerprint
from barometer.files.results import (
    NotResultsFolder,
    ResultsToWrite,
    read_results,
    write_results,
)
from barometer.files.results_formats import TooLongForWorkbook, neutralise, restore
from barometer.files.results_manifest import describe_results
from barometer.files.results_tables import tabulate_results
from tests.factories.random_editions import make_random_edition

INPUT = FileFingerprint("answers.csv", 12, "ab" * 32)


def make_results(seed=1, contributions=(), **tables):
    compiled, edition = make_random_edition(seed, bodies=5)
    manifest = describe_results(
        compiled.grid, edition, inputs=[INPUT], made_on=date(2026, 3, 2), confidence=0.95
    )
    found = tabulate_results(compiled, edition.bodies, score_edition(compiled, edition))
    return ResultsToWrite(manifest, found | tables, contributions)


def names_in(folder):
    return sorted(path.name for path in folder.iterdir())


def test_numbers_are_whole_in_parquet_and_have_six_decimals_in_csv(tmp_path):
    results = make_results()
    write_results(tmp_path / "parquet", results, formats=["parquet"])
    write_results(tmp_path / "csv", results, formats=["csv"])
    scores = results.tables["scores"]
    assert read_results(tmp_path / "parquet").scores.equals(scores)
    found = read_results(tmp_path / "csv").scores
    assert found.schema == scores.schema
    for column in scores.select(pl.col(pl.Float64)).columns:
        np.testing.assert_allclose(found[column], scores[column], rtol=0, atol=5.0001e-7)


@pytest.mark.parametrize("form", ["csv", "xlsx", "parquet"])
def test_infinite_degrees_of_freedom_survive(tmp_path, form):
    scores = make_results().tables["scores"].with_columns(df=pl.lit(float("inf")))
    write_results(tmp_path / "out", make_results(scores=scores), formats=[form])
    assert read_results(tmp_path / "out").scores["df"].unique().to_list() == [float("inf")]


def test_figures_have_labels_in_both_languages_and_nominal_weights():
    figures = {row["code"]: row for row in make_results().tables["figures"].iter_rows(named=True)}
    assert (figures["score"]["label_fr"], figures["score"]["label_en"]) == (
        "Score global",
        "Overall score",
    )
    assert figures["cell:access/phone"]["label_fr"] == "access · phone"
    # Nominal weights of the factory: 3 and 1.5 by telephone, 2 and 1 by post.
    assert (figures["score"]["weight"], figures["channel:phone"]["weight"]) == (7.5, 4.5)


def test_neutralising_is_undone_exactly():
    texts = ["=x", "'=x", "''=x", "plain", "", "it's", "-1", "\r", "@a", "+b"]
    table = pl.DataFrame({"a": texts, "b": range(len(texts))})
    assert restore(neutralise(table)).equals(table)
    assert neutralise(table)["a"].str.contains(r"^[=+\-@\t\r]").sum() == 0


def test_the_workbook_has_frozen_headers_filters_and_formats(tmp_path):
    results = make_results()
    write_results(tmp_path / "out", results, formats=["xlsx"])
    book = openpyxl.load_workbook(tmp_path / "out" / "scores.xlsx")
    sheet = book["scores"]
    assert book.sheetnames == ["scores", "bodies", "figures", "weights"]
    assert sheet.freeze_panes == "A2"
    assert sheet.auto_filter.ref == f"A1:N{len(results.tables['scores']) + 1}"
    assert sheet.cell(2, 5).number_format == "0.00####"
    book.close()


def test_the_manifest_says_what_the_results_were_made_from(tmp_path):
    write_results(tmp_path / "out", make_results(), formats=["parquet"])
    content = json.loads((tmp_path / "out" / "manifest.json").read_text(encoding="utf-8"))
    assert (content["format"], content["made_on"]) == ("barometer-results", "2026-03-02")
    assert content["inputs"] == [{"name": "answers.csv", "bytes": 12, "sha256": "ab" * 32}]
    assert (content["grid"]["code"], content["counts"]["bodies"]) == ("toy", 5)
    assert sorted([*content["files"], "manifest.json"]) == names_in(tmp_path / "out")


def test_an_interruption_leaves_the_former_results_and_nothing_else(tmp_path):
    def interrupted():
        yield from ()
        raise KeyboardInterrupt

    first = make_results()
    write_results(tmp_path / "out", first)
    with pytest.raises(KeyboardInterrupt):
        write_results(tmp_path / "out", make_results(2, interrupted()))
    assert names_in(tmp_path) == ["out"]
    assert read_results(tmp_path / "out").manifest == first.manifest


def test_results_among_which_somebody_put_a_file_are_left_alone(tmp_path):
    write_results(tmp_path / "out", make_results())
    (tmp_path / "out" / "notes.txt").write_text("mine")
    with pytest.raises(NotResultsFolder) as refusal:
        write_results(tmp_path / "out", make_results())
    assert refusal.value.strangers == ("notes.txt",)
    assert (tmp_path / "out" / "notes.txt").read_text() == "mine"


def test_a_file_in_the_place_of_the_folder_is_left_alone(tmp_path):
    (tmp_path / "out").write_text("mine")
    with pytest.raises(NotResultsFolder):
        write_results(tmp_path / "out", make_results())
    assert (tmp_path / "out").read_text() == "mine"


def test_a_table_too_long_for_a_sheet_is_refused_before_writing(tmp_path):
    scores = pl.DataFrame({"a": pl.zeros(1_048_576, eager=True)})
    with pytest.raises(TooLongForWorkbook) as refusal:
        write_results(tmp_path / "out", make_results(scores=scores), formats=["xlsx"])
    assert (refusal.value.table, refusal.value.n_rows) == ("scores", 1_048_576)
    assert names_in(tmp_path) == []


@pytest.mark.parametrize(
    "content", [b"", b"[]", b"{}", b'{"format": "other", "format_version": 1}', b"\xff"]
)
def test_a_manifest_of_another_kind_is_refused(tmp_path, content):
    (tmp_path / "manifest.json").write_bytes(content)
    with pytest.raises(BadInput) as refusal:
        read_results(tmp_path)
    (fault,) = refusal.value.faults
    assert (fault.file, fault.reason) == ("manifest.json", FaultReason.UNREADABLE_FILE)


def test_a_damaged_and_a_missing_table_are_named(tmp_path):
    write_results(tmp_path / "out", make_results(), formats=["parquet"])
    weights = tmp_path / "out" / "weights.parquet"
    weights.write_bytes(b"PAR1")
    with pytest.raises(BadInput) as refusal:
        read_results(tmp_path / "out")
    found = [(fault.file, fault.reason) for fault in refusal.value.faults]
    assert found == [("weights", FaultReason.UNREADABLE_FILE)]
    weights.unlink()
    with pytest.raises(BadInput) as refusal:
        read_results(tmp_path / "out")
    found = [(fault.file, fault.reason) for fault in refusal.value.faults]
    assert found == [("weights", FaultReason.MISSING_FILE)]
