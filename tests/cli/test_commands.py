"""The commands as people use them: files in, sentences and results out."""

import csv
import json
import subprocess
import sys
import threading
import urllib.error
import urllib.request

import polars as pl
import pytest
from click.testing import CliRunner

from barometer.cli.main import main
from barometer.cli.serve import make_server
from barometer.files.results import read_results


@pytest.fixture(scope="module")
def simulated(tmp_path_factory):
    folder = tmp_path_factory.mktemp("edition")
    result = run("simulate", "--bodies", "8", "--seed", "3", "--out", folder)
    assert result.exit_code == 0, result.output
    return folder


@pytest.fixture(scope="module")
def scored(simulated):
    result = score(simulated, simulated / "results", "--simulated", "--format", "csv",
                   "--format", "xlsx", "--format", "parquet")  # fmt: skip
    assert result.exit_code == 0, result.output
    return simulated / "results"


def run(*arguments):
    return CliRunner().invoke(main, [str(argument) for argument in arguments])


def score(folder, out, *more, answers=None):
    return run("score", "--grid", "public-service", "--bodies", folder / "bodies.csv",
               "--answers", answers or folder / "answers.csv", "--out", out,
               "--date", "2026-11-24", *more)  # fmt: skip


def test_score_states_the_mean_with_its_interval_and_counts(simulated, tmp_path):
    result = score(simulated, tmp_path / "out", "--no-pages")
    assert result.exit_code == 0
    assert "8 structures" in result.output
    assert "Score moyen sur 100" in result.output
    assert "(de" in result.output


def test_score_writes_tables_pages_grid_and_manifest(scored):
    names = {path.name for path in scored.iterdir()}
    assert {"scores.csv", "scores.parquet", "manifest.json", "contributions.parquet", "grid",
            "fr", "en", "summary.css", "audits.csv"} <= names  # fmt: skip
    manifest = json.loads((scored / "manifest.json").read_text(encoding="utf-8"))
    assert manifest["made_on"] == "2026-11-24"
    assert manifest["is_simulated"] is True
    assert len(list((scored / "fr" / "bodies").glob("*.html"))) == 8


def test_csv_and_parquet_say_the_same(scored):
    exact = pl.read_parquet(scored / "scores.parquet")
    spelled = pl.read_csv(scored / "scores.csv")
    assert spelled["figure"].to_list() == exact["figure"].to_list()
    difference = (spelled["value"] - exact["value"]).abs().max()
    assert difference is not None
    assert difference < 1e-6


def test_the_same_input_gives_the_same_bytes(simulated, tmp_path):
    for name in ("one", "two"):
        assert score(simulated, tmp_path / name).exit_code == 0
    first = {p.relative_to(tmp_path / "one"): p for p in (tmp_path / "one").rglob("*")}
    assert first
    for relative, path in first.items():
        if path.is_file():
            assert (tmp_path / "two" / relative).read_bytes() == path.read_bytes(), relative


def damaged(simulated, tmp_path, change):
    text = (simulated / "answers.csv").read_text(encoding="utf-8")
    rows = list(csv.reader(text.splitlines()))
    change(rows)
    path = tmp_path / "answers.csv"
    with path.open("w", newline="", encoding="utf-8") as file:
        csv.writer(file).writerows(rows)
    return path


def test_a_faulty_answer_is_refused_with_its_place_and_nothing_is_written(simulated, tmp_path):
    def change(rows):
        rows[5][rows[0].index("answer")] = "perhaps"

    answers = damaged(simulated, tmp_path, change)
    result = score(simulated, tmp_path / "out", answers=answers)
    assert result.exit_code == 3
    assert "answers.csv" in result.output
    assert "perhaps" in result.output
    assert "Rien n’a été écrit" in result.output
    assert not (tmp_path / "out").exists()


def test_earlier_results_survive_a_refusal(simulated, tmp_path):
    out = tmp_path / "out"
    assert score(simulated, out, "--no-pages").exit_code == 0
    before = (out / "scores.csv").read_bytes()
    answers = damaged(simulated, tmp_path, lambda rows: rows[9].__setitem__(0, "nobody"))
    assert score(simulated, out, answers=answers).exit_code == 3
    assert (out / "scores.csv").read_bytes() == before


def test_all_faults_are_told_in_one_pass(simulated, tmp_path):
    def change(rows):
        answer, item = rows[0].index("answer"), rows[0].index("item")
        rows[3][answer] = "9999999"
        rows[4][item] = "phone-courtesy-99"

    result = score(simulated, tmp_path / "out", answers=damaged(simulated, tmp_path, change))
    assert result.exit_code == 3
    assert "ligne 4" in result.output
    assert "ligne 5" in result.output


def test_a_folder_of_other_things_is_not_replaced(simulated, tmp_path):
    (tmp_path / "precious.txt").write_text("keep", encoding="utf-8")
    assert score(simulated, tmp_path, "--no-pages").exit_code == 4
    assert (tmp_path / "precious.txt").read_text(encoding="utf-8") == "keep"


def test_explain_goes_from_the_score_to_the_answers(scored):
    body = read_results(scored).bodies["body"][0]
    result = run("explain", "--results", scored, "--body", body, "--most", "3")
    assert result.exit_code == 0
    assert "Points perdus" in result.output
    assert "public-service version 1" in result.output
    assert "Données simulées" in result.output


def test_explained_losses_sum_to_what_is_missing(scored):
    stored = read_results(scored)
    lost = stored.contributions.group_by("body").agg(pl.col("lost").sum()).collect()
    scores = stored.scores.filter(pl.col("figure") == "score").join(lost, on="body")
    for row in scores.iter_rows(named=True):
        assert row["value"] + row["lost"] == pytest.approx(100.0)


def test_a_changed_answer_moves_the_score_by_its_effective_weight(scored):
    stored = read_results(scored)
    row = (
        stored.contributions.filter((pl.col("answer") == "no") & (pl.col("lost") > 0.2))
        .filter(~pl.col("item").is_in(["phone-calls-answered-01", "mail-reply-obtained-01"]))
        .collect()
        .row(0, named=True)
    )
    change = f"{row['audit']}:{row['item']}=yes"
    result = run("explain", "--results", scored, "--body", row["body"], "--if", change)
    assert result.exit_code == 0
    scores = stored.scores.filter((pl.col("body") == row["body"]) & (pl.col("figure") == "score"))
    expected = scores["value"][0] + row["lost"]
    assert f"{expected:.1f}".replace(".", ",") in result.output


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ("nonsense", "forme AUDIT:ITEM"),
        ("A:phone-courtesy-01=yes", "pas de réponse"),
    ],
)
def test_a_change_that_is_not_understood_is_refused(scored, change, words):
    body = read_results(scored).bodies["body"][0]
    result = run("explain", "--results", scored, "--body", body, "--if", change)
    assert result.exit_code == 2
    assert words in result.output


def test_an_unknown_body_is_refused_with_near_codes(scored):
    result = run("explain", "--results", scored, "--body", "SIM-00009x")
    assert result.exit_code == 2
    assert "SIM-0000" in result.output


def test_grid_check_counts_what_is_there():
    result = run("grid", "check", "public-service")
    assert result.exit_code == 0
    assert "58 indicateurs" in result.output


def test_grid_check_refuses_an_unknown_name():
    result = run("grid", "check", "public-servise")
    assert result.exit_code == 4


def test_grid_show_prints_what_a_scenario_sees():
    result = run("grid", "show", "public-service", "--scenario", "phone-complaint")
    assert result.exit_code == 0
    assert "phone-complaint-answer-01" in result.output
    assert "website-smartphone-01" not in result.output


def test_a_grid_goes_to_a_workbook_and_back_unchanged(tmp_path, root):
    workbook, folder = tmp_path / "grid.xlsx", tmp_path / "grid"
    assert run("grid", "export", "public-service", "--to", workbook).exit_code == 0
    assert run("grid", "import", workbook, "--to", folder).exit_code == 0
    original = root / "src/barometer/reference_grids/public-service/v1"
    assert sorted(p.name for p in folder.iterdir()) == sorted(p.name for p in original.iterdir())
    for path in original.iterdir():
        assert (folder / path.name).read_bytes() == path.read_bytes(), path.name


def test_the_next_edition_keeps_bodies_and_brings_others(tmp_path):
    result = run("simulate", "--bodies", "8", "--seed", "3", "--next", "--out", tmp_path)
    assert result.exit_code == 0
    assert (tmp_path / "SIMULATED.txt").exists()
    codes = pl.read_csv(tmp_path / "bodies.csv")["code"].to_list()
    assert len(set(codes)) == len(codes)


def test_the_demonstration_is_made_without_a_server(tmp_path):
    result = run("demo", "--folder", tmp_path / "demo", "--bodies", "6", "--no-serve")
    assert result.exit_code == 0, result.output
    assert (tmp_path / "demo" / "results" / "fr" / "summary.html").is_file()


def test_results_are_served_with_strict_headers(scored):
    server = make_server(scored, 0)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        address = f"http://127.0.0.1:{server.server_port}"
        with urllib.request.urlopen(f"{address}/fr/summary.html") as answer:
            assert answer.headers["Content-Security-Policy"].startswith("default-src 'none'")
            assert "<h1" in answer.read().decode("utf-8")
        with pytest.raises(urllib.error.HTTPError) as refusal:
            urllib.request.urlopen(f"{address}/../answers.csv")
        assert refusal.value.code == 404
        refusal.value.close()
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def test_english_is_complete():
    found = subprocess.run(
        [sys.executable, "-m", "barometer", "grid", "check", "public-service"],
        capture_output=True,
        text=True,
        env={"BAROMETER_LANG": "en", "PATH": ""},
        check=True,
    )
    assert "58 indicators" in found.stdout


@pytest.mark.parametrize(
    "command",
    [[], ["grid"], ["grid", "check"], ["score"], ["explain"], ["simulate"], ["serve"], ["demo"]],
)
def test_every_command_has_help(command):
    result = run(*command, "--help")
    assert result.exit_code == 0
    assert "Usage:" in result.output
