"""``barometer disclosure``: what may be released, and what releases give away."""

import polars as pl
import pytest


@pytest.fixture(scope="module")
def planned(tmp_path_factory):
    return tmp_path_factory.mktemp("plan") / "plan"


@pytest.fixture
def plan(run_analysis, small_results, planned):
    result = run_analysis("disclosure", "plan", "--results", small_results, "--figure", "score",
                          "--out", planned)  # fmt: skip
    assert result.exit_code == 0, result.output
    return result


def audit(run, results, path, *more):
    return run("disclosure", "audit", "--results", results, "--releases", path, *more)


def write(folder, *rows, header="code,figure,kind,members,value"):
    path = folder / "releases.csv"
    path.write_text("\n".join([header, *rows]) + "\n", encoding="utf-8")
    return path


def test_what_a_plan_shows_gives_nobody_away(run_analysis, small_results, plan, planned):
    result = audit(run_analysis, small_results, planned / "released.csv")
    assert (result.exit_code, result.stderr.count("faute")) == (0, 0)
    assert "personne ne peut en tirer" in result.stdout


def test_a_plan_lists_public_means_and_quartiles_for_participants(plan, planned):
    released = pl.read_parquet(planned / "released.parquet")
    public = released.filter(pl.col("audience") == "public")
    assert set(public["statistic"]) == {"mean"}
    assert set(public["members"]) >= {"*", "certified=yes", "kind=town"}
    quartiles = released.filter(pl.col("kind") == "quantile")
    assert set(quartiles["probability"]) == {0.25, 0.5, 0.75}


def test_a_planted_differencing_is_found(run_analysis, small_results, tmp_path):
    path = write(
        tmp_path,
        "all,score,mean,*,",
        "less,score,mean," + " ".join(f"S{k:02}" for k in range(39)) + ",",
    )
    result = audit(run_analysis, small_results, path, "--out", tmp_path / "leaks")
    assert result.exit_code == 1
    leaks = pl.read_parquet(tmp_path / "leaks" / "leaks.parquet")
    assert ("S39", "exact", "public", "") in leaks.select(
        "body", "kind", "audience", "coalition"
    ).rows()
    found = leaks.filter((pl.col("body") == "S39") & (pl.col("kind") == "exact"))
    assert set(found["releases"][0].split("; ")) == {"all", "less"}
    assert "«\u00a0all\u00a0» et «\u00a0less\u00a0»" in result.stdout


def test_a_coalition_of_the_others_finds_the_last_one(run_analysis, small_results, tmp_path):
    members = "S01 S02 S03 S04 S05 S06 S07 S08 S09 S10 S11 S12"
    path = write(tmp_path, f"a,score,mean,{members},", f"b,score,mean,{members} S13 S14,")
    alone = audit(run_analysis, small_results, path, "--coalition", 0)
    joined = audit(run_analysis, small_results, path, "--coalition", 1)
    assert (alone.exit_code, joined.exit_code) == (0, 1)
    assert "S13" in joined.stdout


def test_a_rule_broken_is_told_in_english(run_analysis, small_results, tmp_path):
    path = write(tmp_path, "few,score,mean,S01 S02 S03,")
    result = run_analysis("disclosure", "audit", "--results", small_results, "--releases", path,
                          "--coalition", 0, language="en")  # fmt: skip
    assert result.exit_code == 1
    assert "Rule broken by few: too few bodies for the public (3 for 10)." in result.stdout


def test_conditions_take_bodies_with_a_value(run_analysis, small_results, tmp_path):
    path = write(tmp_path, "k,score,mean,kind=hospital|library; stratum=*,")
    assert audit(run_analysis, small_results, path).exit_code == 0


def test_a_value_that_is_not_that_of_the_results_is_refused(run_analysis, small_results, tmp_path):
    path = write(tmp_path, "all,score,mean,*,12")
    assert audit(run_analysis, small_results, path).exit_code == 4


@pytest.mark.parametrize(
    ("row", "words"),
    [
        ("a,scor,mean,*,", "score"),
        ("a,score,average,*,", "mean"),
        ("a,score,mean,S77,", "S77"),
        ("a,score,mean,colour=red,", "colour"),
        ("a,score,mean,kind=castle,", "kind=castle"),
        ("a,score,mean,*,high", "high"),
        ("a,score,quantile,*,", "probability"),
        ("a,channel:desk,mean,S01 S02,", "S01"),
    ],
)
def test_bad_releases_are_refused_with_their_line(
    run_analysis, small_results, tmp_path, row, words
):
    result = audit(run_analysis, small_results, write(tmp_path, row))
    assert result.exit_code == 3
    assert "releases.csv, ligne 2" in result.stderr
    assert words in result.stderr


def test_two_releases_of_one_code_are_refused(run_analysis, small_results, tmp_path):
    path = write(tmp_path, "a,score,mean,*,", "a,score,mean,kind=town,")
    assert audit(run_analysis, small_results, path).exit_code == 3


def test_a_family_of_one_releases_nothing(run_analysis, lone_results, tmp_path):
    result = run_analysis("disclosure", "plan", "--results", lone_results, "--out", tmp_path / "o")
    assert result.exit_code == 0
    assert pl.read_parquet(tmp_path / "o" / "released.parquet").is_empty()


def test_equal_bodies_release_nothing(run_analysis, equal_results, tmp_path):
    run_analysis("disclosure", "plan", "--results", equal_results, "--out", tmp_path / "o")
    withheld = pl.read_parquet(tmp_path / "o" / "withheld.parquet")
    assert withheld["reason"].unique().to_list() == ["saturated"]


def test_an_empty_edition_releases_nothing(run_analysis, empty_results, tmp_path):
    result = run_analysis("disclosure", "plan", "--results", empty_results, "--out", tmp_path / "o")
    assert result.stdout.startswith("Aucune statistique à publier")
