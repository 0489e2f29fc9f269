"""``barometer priorities``: points to gain, levers, efforts, targets."""

import polars as pl
import pytest

from barometer.files.grid_folder import save_grid
from tests.factories.results_folders import (
    draw_small_edition,
    keep_audits,
    save_results,
    small_grid,
)


def table(folder, name):
    return pl.read_parquet(folder / f"{name}.parquet")


@pytest.fixture(scope="module")
def grid_folder(tmp_path_factory):
    folder = tmp_path_factory.mktemp("grid") / "grid"
    save_grid(small_grid(), folder)
    return folder


@pytest.fixture
def ordered(run_analysis, small_results, grid_folder, tmp_path):
    out = tmp_path / "ordered"
    result = run_analysis("priorities", "--results", small_results, "--grid", grid_folder,
                          "--body", "S05", "--out", out)  # fmt: skip
    assert result.exit_code == 0, result.output
    return out, result


@pytest.mark.parametrize("level", ["items", "indicators", "criteria"])
def test_points_to_gain_sum_to_what_the_score_lacks(ordered, small_results, level):
    scores = pl.read_parquet(small_results / "scores.parquet").filter(pl.col("figure") == "score")
    gains = table(ordered[0], level).group_by("body").agg(pl.col("gain").sum())
    both = scores.join(gains, on="body")
    assert (100 - both["value"] - both["gain"]).abs().max() < 1e-9
    assert len(both) == 40


def test_probabilities_share_out_the_places_of_the_levers(ordered):
    indicators = table(ordered[0], "indicators")
    assert indicators["best_probability"].min() >= 0
    assert indicators["best_probability"].max() <= 1


def test_levers_are_told_best_first_with_their_effort(ordered):
    lines = ordered[1].stdout.splitlines()
    assert lines[0].startswith("S05\u00a0: ")
    assert lines[2].startswith("1. call (access, phone)\u00a0: environ +")
    assert ", effort léger" in lines[2]


def test_a_body_that_gets_everything_right_has_no_lever(run_analysis, equal_results, tmp_path):
    result = run_analysis("priorities", "--results", equal_results, "--body", "S03", "--out",
                          tmp_path / "o", language="en")  # fmt: skip
    assert result.stdout.splitlines()[:2] == [
        "S03: 0.0 points to gain up to 100 (score: 100.0).",
        "No lever would bring a tenth of a point.",
    ]


def test_peers_levels_are_targets_where_they_may_be_shown(run_analysis, small_results, tmp_path):
    peers = tmp_path / "peers"
    run_analysis("compare", "--results", small_results, "--out", peers)
    run_analysis("priorities", "--results", small_results, "--peers", peers, "--out",
                 tmp_path / "o")  # fmt: skip
    shown = table(peers, "families").filter(
        (pl.col("definition") == "kind-stratum") & pl.col("q75").is_not_null()
    )
    level = shown.filter(
        (pl.col("figure") == "indicator:call") & (pl.col("family") == "kind-stratum:town")
    )["q75"][0]
    mine = table(tmp_path / "o", "indicators").filter(
        (pl.col("code") == "call") & (pl.col("body") == "S05")
    )
    assert mine.select("target", "is_peer_target").row(0) == (level, True)


def test_the_edition_is_told_its_commonest_levers(run_analysis, small_results, tmp_path):
    result = run_analysis("priorities", "--results", small_results, "--out", tmp_path / "o",
                          language="en")  # fmt: skip
    lines = result.stdout.splitlines()
    assert lines[0] == "40 bodies with a score."
    assert lines[1].startswith("call (access, phone): among the five best levers of ")
    assert lines[-2].startswith("The grid is not at hand")


def test_the_same_seed_gives_the_same_tables(run_analysis, small_results, grid_folder, ordered,
                                             tmp_path):  # fmt: skip
    again = tmp_path / "again"
    run_analysis("priorities", "--results", small_results, "--grid", grid_folder, "--out", again)
    assert (again / "items.csv").read_bytes() == (ordered[0] / "items.csv").read_bytes()


def test_an_option_nobody_chose_is_no_lever(ordered):
    assert "visit" not in table(ordered[0], "indicators")["code"].to_list()


def test_a_lone_body_has_exact_gains_and_no_shrunken_ones(run_analysis, lone_results, tmp_path):
    result = run_analysis("priorities", "--results", lone_results, "--out", tmp_path / "o")
    assert result.exit_code == 0, result.output
    indicators = table(tmp_path / "o", "indicators")
    assert indicators["gain"].null_count() == 0
    assert indicators["expected_gain"].null_count() == len(indicators)


def test_without_repetition_nothing_is_put_in_order(run_analysis, tmp_path):
    compiled, edition = draw_small_edition(3, bodies=12)
    one_each = keep_audits(edition, range(0, len(edition.audits), 8))
    results = save_results(tmp_path / "r", compiled, one_each)
    result = run_analysis("priorities", "--results", results, "--body", "S04", "--out",
                          tmp_path / "o", language="en")  # fmt: skip
    assert result.stdout.splitlines()[1] == (
        "Too few audits or peers to put these points in order without mistaking luck for them."
    )


def test_an_empty_edition_has_nothing_to_order(run_analysis, empty_results, tmp_path):
    result = run_analysis("priorities", "--results", empty_results, "--out", tmp_path / "o",
                          language="en")  # fmt: skip
    assert result.stdout.splitlines()[0] == "No body has a score: nothing to put in order."


def test_a_folder_that_is_no_comparison_is_refused(run_analysis, small_results, tmp_path):
    result = run_analysis("priorities", "--results", small_results, "--peers", small_results,
                          "--out", tmp_path / "o")  # fmt: skip
    assert (result.exit_code, (tmp_path / "o").exists()) == (3, False)
