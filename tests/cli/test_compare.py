"""``barometer compare``: positions, what may be shown of families, sentences, refusals."""

import json

import polars as pl
import pytest

from tests.factories.results_folders import draw_small_edition, keep_audits, save_results


def table(folder, name):
    return pl.read_parquet(folder / f"{name}.parquet")


@pytest.fixture
def compared(run_analysis, small_results, tmp_path):
    out = tmp_path / "compared"
    result = run_analysis("compare", "--results", small_results, "--out", out)
    assert result.exit_code == 0, result.output
    return out, result


def test_compare_writes_its_tables_and_where_they_come_from(compared):
    out, _ = compared
    names = {path.name for path in out.iterdir()}
    tables = ("families", "positions", "rank_sets", "unplaced")
    expected = {f"{name}.{form}" for name in tables for form in ("csv", "parquet")}
    assert names == expected | {"manifest.json"}
    manifest = json.loads((out / "manifest.json").read_text(encoding="utf-8"))
    assert (manifest["command"], manifest["options"]["seed"]) == ("compare", 1)


def test_compare_says_the_edition_in_french(compared):
    _, result = compared
    assert (
        result.stdout.splitlines()[0]
        == "40 structures dans 2 familles (même genre et même taille)."
    )


def test_the_body_that_gets_everything_right_is_above_its_peers(compared):
    positions = table(compared[0], "positions").filter(pl.col("figure") == "score")
    first = positions.filter((pl.col("body") == "S00") & (pl.col("definition") == "kind-stratum"))
    assert first.select("position", "effect").row(0) == ("above", "clearly_above")
    assert first["peers"][0] == 23


def test_a_family_mean_is_the_rounded_mean_of_its_members(compared, small_results):
    families = table(compared[0], "families")
    shown = families.filter((pl.col("family") == "kind:town") & (pl.col("figure") == "score"))
    scores = pl.read_parquet(small_results / "scores.parquet").filter(pl.col("figure") == "score")
    towns = scores.join(pl.read_parquet(small_results / "bodies.parquet"), on="body")
    mean = towns.filter(pl.col("kind_right") == "town")["value"].mean()
    assert shown["mean"][0] == int(mean + 0.5)


def test_small_families_are_merged_and_say_so(compared):
    families = table(compared[0], "families").filter(pl.col("figure") == "score")
    merged = families.filter(pl.col("family") == "kind:hospital+library").row(0, named=True)
    assert (merged["size"], merged["merge_reason"]) == (16, "absorbed")
    assert merged["label_fr"] == "hôpitaux ou bibliothèques"


def test_ranks_are_sets_of_two_methods_within_the_family(compared):
    ranks = table(compared[0], "rank_sets").filter(pl.col("definition") == "all")
    assert sorted(ranks["method"].unique()) == ["marginal", "simultaneous"]
    assert ranks.filter(pl.col("worst_rank") > pl.col("ranked")).is_empty()
    first = ranks.filter((pl.col("body") == "S00") & (pl.col("method") == "marginal"))
    assert first["best_rank"][0] == 1


def test_no_column_gives_the_difference_from_a_hidden_mean(compared):
    assert set(table(compared[0], "positions").columns) & {"difference", "peer_mean"} == set()


def test_a_channel_nobody_offers_is_not_compared(compared):
    desk = table(compared[0], "positions").filter(pl.col("figure") == "channel:desk")
    assert desk["comparability"].unique().to_list() == ["no_score"]
    families = table(compared[0], "families").filter(pl.col("figure") == "channel:desk")
    assert (families["bodies"].sum(), families["mean"].null_count()) == (0, len(families))


def test_compare_again_gives_the_same_tables(run_analysis, small_results, compared, tmp_path):
    again = tmp_path / "again"
    run_analysis("compare", "--results", small_results, "--out", again)
    for name in ("positions.csv", "families.csv", "rank_sets.csv"):
        assert (again / name).read_bytes() == (compared[0] / name).read_bytes()


def test_a_body_is_told_where_it_stands(run_analysis, small_results, tmp_path):
    result = run_analysis("compare", "--results", small_results, "--figure", "score", "--body",
                          "S05", "--out", tmp_path / "o", language="en")  # fmt: skip
    lines = result.stdout.splitlines()
    assert lines[0].startswith("The score of S05 is ")
    assert lines[1] == "Nothing tells it apart from that of its 23 peers (towns)."
    assert lines[2] == "The mean of this family, itself included, is 59."


def test_families_and_words_may_come_from_files(run_analysis, small_results, tmp_path):
    families = tmp_path / "families.csv"
    families.write_text("definition,attributes\nsize,stratum\n", encoding="utf-8")
    values = tmp_path / "values.csv"
    values.write_text("property,value,label_fr,rank\nstratum,small,petites,1\n"
                      "stratum,medium,moyennes,2\nstratum,large,grandes,3\n")  # fmt: skip
    result = run_analysis(
        "compare", "--results", small_results, "--families", families, "--values", values,
        "--figure", "score", "--out", tmp_path / "o",
    )  # fmt: skip
    assert result.exit_code == 0, result.output
    labels = table(tmp_path / "o", "families")["label_fr"].to_list()
    assert labels == ["petites", "moyennes", "grandes"]


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ("definition\nx\n", "cette colonne manque"),
        ("definition,attributes\na,colour\n", "colour"),
        ("definition,attributes\na,kind\na,kind\n", "ligne 3"),
        ("definition,attributes\nk:s,kind\n", "k:s"),
    ],
)
def test_bad_families_are_refused_and_nothing_is_written(
    run_analysis, small_results, tmp_path, content, words
):
    families = tmp_path / "families.csv"
    families.write_text(content, encoding="utf-8")
    result = run_analysis("compare", "--results", small_results, "--families", families, "--out",
                          tmp_path / "o")  # fmt: skip
    assert (result.exit_code, (tmp_path / "o").exists()) == (3, False)
    assert words in result.stderr


@pytest.mark.parametrize("option", [("--body", "S99"), ("--figure", "step:acces")])
def test_unknown_codes_are_refused(run_analysis, small_results, tmp_path, option):
    result = run_analysis("compare", "--results", small_results, *option, "--out", tmp_path / "o")
    assert (result.exit_code, (tmp_path / "o").exists()) == (3, False)
    assert option[1] in result.stderr


def test_a_folder_of_something_else_is_left_alone(run_analysis, small_results, tmp_path):
    (tmp_path / "letter.txt").write_text("precious", encoding="utf-8")
    result = run_analysis("compare", "--results", small_results, "--figure", "score", "--out",
                          tmp_path)  # fmt: skip
    assert result.exit_code == 4
    assert [path.name for path in tmp_path.iterdir()] == ["letter.txt"]


def test_an_empty_edition_has_nothing_to_compare(run_analysis, empty_results, tmp_path):
    result = run_analysis("compare", "--results", empty_results, "--out", tmp_path / "o")
    assert result.stdout.splitlines()[0] == "Aucune structure\u00a0: il n’y a rien à comparer."
    assert table(tmp_path / "o", "positions").is_empty()


def test_a_family_of_one_is_not_compared(run_analysis, lone_results, tmp_path):
    result = run_analysis("compare", "--results", lone_results, "--body", "S00", "--out",
                          tmp_path / "o")  # fmt: skip
    assert result.stdout.splitlines()[1] == (
        "Elle n’est pas comparée\u00a0: cette structure a 0 pairs notés (toutes les "
        "structures), il en faut 5."
    )
    ranks = table(tmp_path / "o", "rank_sets")
    assert set(zip(ranks["best_rank"], ranks["worst_rank"], strict=True)) == {(1, 1)}


def test_equal_bodies_are_not_told_apart_and_their_mean_is_hidden(
    run_analysis, equal_results, tmp_path
):
    run_analysis("compare", "--results", equal_results, "--out", tmp_path / "o")
    positions = table(tmp_path / "o", "positions").filter(pl.col("figure") == "score")
    assert positions["position"].unique().to_list() == ["not_distinguishable"]
    assert table(tmp_path / "o", "families")["mean"].drop_nulls().to_list() == []


def test_a_body_with_one_audit_borrows_the_spread_of_the_others(run_analysis, tmp_path):
    compiled, edition = draw_small_edition(3, bodies=12)
    kept = [k for k, body in enumerate(edition.audits.body) if body != 4 or k % 8 == 0]
    results = save_results(tmp_path / "r", compiled, keep_audits(edition, kept))
    result = run_analysis("compare", "--results", results, "--body", "S04", "--out", tmp_path / "o")
    assert ", 1 audit)." in result.stdout.splitlines()[0]
    row = table(tmp_path / "o", "positions").filter(
        (pl.col("body") == "S04") & (pl.col("figure") == "score")
    )
    assert row["position"].unique().to_list() == ["not_distinguishable"]


def test_bodies_with_one_audit_each_are_not_compared(run_analysis, tmp_path):
    compiled, edition = draw_small_edition(3, bodies=12)
    kept = range(0, len(edition.audits), 8)
    results = save_results(tmp_path / "r", compiled, keep_audits(edition, kept))
    result = run_analysis("compare", "--results", results, "--body", "S04", "--out", tmp_path / "o")
    assert result.exit_code == 0, result.output
    row = table(tmp_path / "o", "positions").filter(
        (pl.col("body") == "S04") & (pl.col("figure") == "channel:phone")
    )
    assert row["comparability"].unique().to_list() == ["no_standard_error"]
    assert row["position"].unique().to_list() == ["not_enough_data"]
    assert "trop peu d’audits pour être comparée" in result.stdout
