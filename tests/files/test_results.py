"""Folders of results: whole or not at all, the same in every format, safe to open."""

from datetime import date

import openpyxl
import polars as pl
import pytest
from polars.testing import assert_frame_equal

from barometer.core.errors import InvalidArgument
from barometer.core.faults import BadInput, FaultReason
from barometer.core.scoring.edition import score_batches, score_edition
from barometer.files.fingerprints import fingerprint_file, fingerprint_grid
from barometer.files.results import (
    NotResultsFolder,
    ResultsToWrite,
    read_results,
    write_results,
)
from barometer.files.results_contributions import tabulate_contributions
from barometer.files.results_formats import WORKBOOK
from barometer.files.results_manifest import describe_results
from barometer.files.results_tables import tabulate_results
from tests.factories.random_editions import make_random_edition, make_random_grid


@pytest.fixture(scope="module")
def scored():
    compiled, edition = make_random_edition(11, bodies=5)
    return compiled, edition, score_edition(compiled, edition)


def results_of(scored, **more):
    compiled, edition, scores = scored
    manifest = describe_results(
        compiled.grid, edition, inputs=[], made_on=date(2026, 11, 24), confidence=0.95
    )
    return ResultsToWrite(
        manifest=manifest,
        tables=tabulate_results(compiled, edition.bodies, scores),
        contributions=tabulate_contributions(compiled, edition, score_batches(compiled, edition)),
        **more,
    )


def test_what_is_read_is_what_was_written(scored, tmp_path):
    results = results_of(scored)
    write_results(tmp_path / "out", results, formats=["parquet"])
    stored = read_results(tmp_path / "out")
    assert stored.manifest == results.manifest
    assert_frame_equal(stored.scores, results.tables["scores"])


@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_other_formats_read_back_within_their_decimals(scored, tmp_path, form):
    results = results_of(scored)
    write_results(tmp_path / "out", results, formats=[form])
    stored = read_results(tmp_path / "out")
    assert_frame_equal(stored.scores, results.tables["scores"], abs_tol=1e-6)
    assert_frame_equal(stored.bodies, results.tables["bodies"])


def test_every_score_is_one_row_with_its_state(scored, tmp_path):
    compiled, edition, _ = scored
    write_results(tmp_path / "out", results_of(scored), formats=["csv"])
    table = pl.read_csv(tmp_path / "out" / "scores.csv")
    assert len(table) == len(edition.bodies) * len(compiled.figures)
    without_value = table.filter(pl.col("value").is_null())
    assert "scored" not in without_value["state"].to_list()


def test_documents_may_stand_in_sub_folders(scored, tmp_path):
    documents = {"fr/page.html": b"<p>oui</p>"}
    write_results(tmp_path / "out", results_of(scored, documents=documents))
    assert (tmp_path / "out" / "fr" / "page.html").read_bytes() == b"<p>oui</p>"


@pytest.mark.parametrize("name", ["../out.html", "/tmp/out.html", "manifest.json"])
def test_documents_stay_within_the_folder(scored, tmp_path, name):
    with pytest.raises(InvalidArgument) as refusal:
        write_results(tmp_path / "out", results_of(scored, documents={name: b""}))
    assert refusal.value.value == name
    assert not (tmp_path / "out").exists()


def test_results_replace_results(scored, tmp_path):
    write_results(tmp_path / "out", results_of(scored, documents={"old.txt": b""}))
    write_results(tmp_path / "out", results_of(scored))
    assert not (tmp_path / "out" / "old.txt").exists()
    assert [path.name for path in tmp_path.iterdir()] == ["out"]


def test_a_folder_of_other_things_is_left_alone(scored, tmp_path):
    (tmp_path / "thesis.odt").write_bytes(b"ten years")
    with pytest.raises(NotResultsFolder) as refusal:
        write_results(tmp_path, results_of(scored))
    assert refusal.value.strangers == ("thesis.odt",)
    assert [path.name for path in tmp_path.iterdir()] == ["thesis.odt"]


def test_a_failure_in_the_middle_leaves_the_former_results(scored, tmp_path):
    out = tmp_path / "out"
    write_results(out, results_of(scored))
    before = (out / "scores.csv").read_bytes()

    def failing():
        yield from results_of(scored).contributions
        raise OSError("disk full")

    results = results_of(scored)
    broken = ResultsToWrite(results.manifest, results.tables, failing())
    with pytest.raises(OSError, match="disk full"):
        write_results(out, broken)
    assert (out / "scores.csv").read_bytes() == before
    assert [path.name for path in tmp_path.iterdir()] == ["out"]


def test_an_unknown_format_is_refused(scored, tmp_path):
    with pytest.raises(InvalidArgument):
        write_results(tmp_path / "out", results_of(scored), formats=["docx"])


def test_a_folder_without_manifest_holds_no_results(tmp_path):
    with pytest.raises(BadInput) as refusal:
        read_results(tmp_path)
    assert refusal.value.faults[0].reason is FaultReason.MISSING_FILE


def test_a_damaged_manifest_is_refused(scored, tmp_path):
    write_results(tmp_path / "out", results_of(scored))
    (tmp_path / "out" / "manifest.json").write_text("{", encoding="utf-8")
    with pytest.raises(BadInput) as refusal:
        read_results(tmp_path / "out")
    assert refusal.value.faults[0].reason is FaultReason.UNREADABLE_FILE


@pytest.mark.parametrize("name", ["=1+1", "+33 1", "-2", "@SUM(A1)", "\tx", "'quoted"])
def test_no_name_becomes_a_formula_and_every_name_reads_back(scored, tmp_path, name):
    results = results_of(scored)
    bodies = results.tables["bodies"].with_columns(name=pl.lit(name))
    tables = {**results.tables, "bodies": bodies}
    write_results(
        tmp_path / "out",
        ResultsToWrite(results.manifest, tables, results.contributions),
        formats=["csv", "xlsx"],
    )
    line = (tmp_path / "out" / "bodies.csv").read_text(encoding="utf-8").splitlines()[1]
    assert f",'{name}" in line or f",\"'{name}" in line
    book = openpyxl.load_workbook(tmp_path / "out" / WORKBOOK)
    assert book["bodies"]["B2"].data_type == "s"
    book.close()
    assert read_results(tmp_path / "out").bodies["name"][0] == name


def test_contributions_explain_every_score(scored, tmp_path):
    write_results(tmp_path / "out", results_of(scored))
    stored = read_results(tmp_path / "out")
    lost = stored.contributions.group_by("body").agg(pl.col("lost").sum()).collect()
    scores = stored.scores.filter(
        (pl.col("figure") == "score") & pl.col("value").is_not_null()
    ).join(lost, on="body")
    assert len(scores)
    for row in scores.iter_rows(named=True):
        assert row["value"] + row["lost"] == pytest.approx(100.0, abs=1e-5)


def test_the_fingerprint_of_a_grid_ignores_how_it_is_laid_out_and_sees_every_change():
    grid = make_random_grid()
    assert fingerprint_grid(grid) == fingerprint_grid(make_random_grid())
    assert fingerprint_grid(grid) != fingerprint_grid(make_random_grid(gates=False))


def test_the_fingerprint_of_a_file_is_its_sha256(tmp_path):
    path = tmp_path / "abc.csv"
    path.write_bytes(b"abc")
    found = fingerprint_file(path)
    # FIPS 180-2, appendix B.1
    assert found.sha256 == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
    assert (found.name, found.n_bytes) == ("abc.csv", 3)
