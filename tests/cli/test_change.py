"""``barometer change``: matched change, its parts, the bridge, groups."""

import polars as pl
import pytest

from tests.factories.results_folders import draw_small_edition, save_results, small_grid


def table(folder, name):
    return pl.read_parquet(folder / f"{name}.parquet")


def change(run, before, after, out, *more, **options):
    return run("change", "--before", before, "--after", after, "--out", out, *more, **options)


def test_the_parts_sum_to_the_change_of_the_mean(
    run_analysis, small_results, next_results, tmp_path
):
    result = change(run_analysis, small_results, next_results, tmp_path / "o")
    assert result.exit_code == 0, result.output
    changes = table(tmp_path / "o", "changes").filter(pl.col("parts_state") == "given")
    parts = changes["within"] + changes["entry"] + changes["exit"]
    assert (parts - (changes["mean_after"] - changes["mean_before"])).abs().max() < 1e-9
    assert set(zip(changes["continuing"], changes["leaving"], strict=True)) == {(36, 4)}


def test_the_change_is_the_mean_of_the_differences(
    run_analysis, small_results, next_results, tmp_path
):
    change(run_analysis, small_results, next_results, tmp_path / "o")
    bodies = table(tmp_path / "o", "bodies").drop_nulls("change")
    changes = table(tmp_path / "o", "changes").filter(pl.col("figure") == "score")
    assert changes["change"][0] == pytest.approx((bodies["after"] - bodies["before"]).mean())
    criteria = table(tmp_path / "o", "criteria")
    total = criteria["own"].sum() + criteria["reweighting"].sum()
    assert total == pytest.approx(changes["change"][0])


def test_an_edition_compared_with_itself_has_not_changed(run_analysis, small_results, tmp_path):
    result = change(run_analysis, small_results, small_results, tmp_path / "o", language="en")
    lines = result.stdout.splitlines()
    assert lines[1] == "All changed by as much: there is no spread to judge luck by."
    assert table(tmp_path / "o", "changes")["change"].drop_nulls().abs().max() == 0


def test_the_sentences_say_what_is_more_than_luck(
    run_analysis, small_results, next_results, tmp_path
):
    result = change(run_analysis, small_results, next_results, tmp_path / "o", language="en")
    first, second, third = result.stdout.splitlines()[:3]
    assert first.startswith("Over the 36 bodies present in both editions, the mean score goes from")
    assert second.endswith("more than the luck of the audits explains.")
    assert third.endswith("through departures (4).")


def test_a_bridge_on_the_same_grid_finds_no_effect_of_the_grid(
    run_analysis, small_results, next_results, tmp_path
):
    change(run_analysis, small_results, next_results, tmp_path / "o", "--bridged", small_results)
    bridge = {row["part"]: row["value"] for row in table(tmp_path / "o", "bridge").to_dicts()}
    assert bridge["at_constant_grid"] == pytest.approx(bridge["published"])
    assert (bridge["rescoring"], bridge["new_items"]) == pytest.approx((0.0, 0.0), abs=1e-9)


def test_another_grid_without_a_bridge_is_told(run_analysis, small_results, tmp_path):
    grid = small_grid("2", extra=[{"code": "tone-04", "indicator": "tone",
                                   "scenarios": "phoning"}])  # fmt: skip
    after = save_results(tmp_path / "after", *draw_small_edition(4, bodies=20, grid=grid))
    result = change(run_analysis, small_results, after, tmp_path / "o")
    assert result.exit_code == 0, result.output
    assert "La grille a changé" in result.stdout


def test_a_bridge_leaves_new_items_out(run_analysis, small_results, tmp_path):
    grid = small_grid("2", extra=[{"code": "tone-04", "indicator": "tone", "weight": "3",
                                   "scenarios": "phoning"}])  # fmt: skip
    compiled, edition = draw_small_edition(1, grid=grid)
    after = save_results(tmp_path / "after", compiled, edition)
    change(run_analysis, small_results, after, tmp_path / "o", "--bridged", small_results)
    bridge = {row["part"]: row["value"] for row in table(tmp_path / "o", "bridge").to_dicts()}
    assert bridge["at_constant_grid"] == pytest.approx(0.0, abs=1e-9)


def test_holders_of_a_property_are_compared_at_equal_composition(
    run_analysis, small_results, next_results, tmp_path
):
    result = change(run_analysis, small_results, next_results, tmp_path / "o", "--certified",
                    "certified")  # fmt: skip
    groups = table(tmp_path / "o", "groups").filter(pl.col("edition") == "after")
    parts = dict(groups.select("part", "value").rows())
    total = parts["rate"] + parts["composition"] + parts["off_support"]
    assert total == pytest.approx(parts["crude"])
    assert "pas un effet" in result.stdout


def test_an_unknown_property_is_refused(run_analysis, small_results, next_results, tmp_path):
    result = change(run_analysis, small_results, next_results, tmp_path / "o", "--certified", "xx")
    assert (result.exit_code, (tmp_path / "o").exists()) == (3, False)
    assert "certified" in result.stderr


@pytest.mark.parametrize("first", [True, False])
def test_an_empty_edition_leaves_nothing_to_measure(
    run_analysis, small_results, empty_results, tmp_path, first
):
    pair = (empty_results, small_results) if first else (small_results, empty_results)
    result = change(run_analysis, *pair, tmp_path / "o", language="en")
    assert result.exit_code == 0, result.output
    assert result.stdout.splitlines()[:2] == [
        "No body is present in both editions: their change cannot be measured.",
        "One of the two editions has no score.",
    ]


def test_a_single_continuing_body_has_a_change_without_certainty(
    run_analysis, lone_results, small_results, tmp_path
):
    result = change(run_analysis, lone_results, small_results, tmp_path / "o", language="en")
    assert result.stdout.splitlines()[1] == (
        "With a single body nothing tells whether this is more than luck."
    )
    row = table(tmp_path / "o", "changes").row(0, named=True)
    assert (row["state"], row["standard_error"]) == ("too_few_units", None)


def test_a_folder_that_holds_no_results_is_refused(run_analysis, small_results, tmp_path):
    result = change(run_analysis, tmp_path, small_results, tmp_path / "o")
    assert (result.exit_code, (tmp_path / "o").exists()) == (3, False)
