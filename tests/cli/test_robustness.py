"""``barometer robustness``: what other defensible choices would change."""

import polars as pl
import pytest


def table(folder, name):
    return pl.read_parquet(folder / f"{name}.parquet")


@pytest.fixture
def robust(run_analysis, small_results, tmp_path):
    out = tmp_path / "robust"
    result = run_analysis("robustness", "--results", small_results, "--draws", 200, "--out", out)
    assert result.exit_code == 0, result.output
    return out, result


def test_the_published_scores_are_those_of_the_results(robust, small_results):
    scores = pl.read_parquet(small_results / "scores.parquet").filter(pl.col("figure") == "score")
    bodies = table(robust[0], "bodies")
    assert (bodies["published"] - scores["value"]).abs().max() < 1e-9


def test_the_central_draws_hold_the_published_score(robust):
    bodies = table(robust[0], "bodies")
    inside = (bodies["low"] <= bodies["published"]) & (bodies["published"] <= bodies["high"])
    assert inside.all()


def test_a_weakness_costs_more_under_the_geometric_mean(robust):
    effects = table(robust[0], "alternatives")
    row = effects.filter(pl.col("alternative") == "geometric").row(0, named=True)
    assert (row["bodies"], row["mean_difference"] < 0) == (40, True)


def test_without_failed_contacts_gating_changes_nothing(robust):
    effects = table(robust[0], "alternatives")
    row = effects.filter(pl.col("alternative") == "unconditional").row(0, named=True)
    found = (row["changed_class_share"], row["largest_difference"])
    assert found == pytest.approx((0.0, 0.0), abs=1e-9)
    influence = dict(table(robust[0], "influence").select("choice", "total_index").rows())
    assert influence["gating"] == pytest.approx(0.0, abs=1e-9)


def test_the_same_seed_gives_the_same_tables(run_analysis, small_results, robust, tmp_path):
    again = tmp_path / "again"
    run_analysis("robustness", "--results", small_results, "--draws", 200, "--out", again)
    assert (again / "bodies.csv").read_bytes() == (robust[0] / "bodies.csv").read_bytes()


def test_the_missing_grid_is_told(robust):
    assert robust[1].stdout.splitlines()[-2].startswith("La grille n’est pas à portée")


def test_another_grid_is_refused(run_analysis, small_results, tmp_path):
    result = run_analysis("robustness", "--results", small_results, "--grid", "public-service",
                          "--out", tmp_path / "o")  # fmt: skip
    assert (result.exit_code, (tmp_path / "o").exists()) == (4, False)
    assert "Donnez la grille qui a servi" in result.stderr


def test_an_empty_edition_depends_on_no_choice(run_analysis, empty_results, tmp_path):
    result = run_analysis("robustness", "--results", empty_results, "--out", tmp_path / "o",
                          language="en")  # fmt: skip
    assert result.stdout.splitlines()[0] == "No body has a score: no choice changes anything."


@pytest.mark.parametrize("results", ["lone_results", "equal_results"])
def test_no_choice_moves_one_body_or_equal_ones(run_analysis, request, tmp_path, results):
    result = run_analysis("robustness", "--results", request.getfixturevalue(results), "--draws",
                          50, "--out", tmp_path / "o", language="en")  # fmt: skip
    assert "None of these choices would make a body change class." in result.stdout
    assert table(tmp_path / "o", "influence").is_empty()
