"""``barometer quality``: agreement, leniency, cases to review, what could not be checked."""

import polars as pl
import pytest

from barometer.files.grid_folder import save_grid
from tests.factories.results_folders import (
    draw_small_edition,
    save_answers,
    save_bodies,
    small_grid,
)


def table(folder, name):
    return pl.read_parquet(folder / f"{name}.parquet")


@pytest.fixture(scope="module")
def files(tmp_path_factory):
    folder = tmp_path_factory.mktemp("quality")
    compiled, edition = draw_small_edition(1, bodies=20)
    save_grid(small_grid(), folder / "grid")
    save_bodies(folder, edition)
    save_answers(folder, edition, compiled)
    save_answers(folder, edition, compiled, auditors=0, name="bare.csv")
    save_answers(folder, edition, compiled, audits=range(40), name="same.csv")
    save_answers(folder, edition, compiled, audits=range(40), changed=range(0, 40, 8),
                 name="other.csv")  # fmt: skip
    return folder


def check(run, files, out, *more, answers="answers.csv", **options):
    return run("quality", "--grid", files / "grid", "--bodies", files / "bodies.csv",
               "--answers", files / answers, "--out", out, *more, **options)  # fmt: skip


def test_the_same_codes_agree_entirely(run_analysis, files, tmp_path):
    result = check(run_analysis, files, tmp_path / "o", "--double-coded", files / "same.csv")
    assert result.exit_code == 0, result.output
    agreement = table(tmp_path / "o", "agreement")
    assert agreement["raw_agreement_share"].unique().to_list() == [1.0]
    assert set(agreement["verdict"]) <= {"reliable", "no_variation"}


def test_answers_turned_round_lower_the_agreement_of_their_item(run_analysis, files, tmp_path):
    check(run_analysis, files, tmp_path / "o", "--double-coded", files / "other.csv")
    agreement = table(tmp_path / "o", "agreement")
    shares = dict(agreement.select("item", "raw_agreement_share").rows())
    # Five bodies of eight audits were coded twice: 25 calls, of which the first of each differs.
    assert shares["call-01"] == pytest.approx(20 / 25)
    assert shares["letter-01"] == 1.0


def test_two_audits_of_an_edition_may_be_one_contact(run_analysis, files, tmp_path):
    pairs = tmp_path / "pairs.csv"
    pairs.write_text("audit,second\nS00-0,S00-1\nS01-0,S01-1\n", encoding="utf-8")
    result = check(run_analysis, files, tmp_path / "o", "--double-coded", pairs)
    assert result.exit_code == 0, result.output
    assert set(table(tmp_path / "o", "agreement")["double_coded"]) == {2}


def test_pairs_of_unknown_audits_are_refused(run_analysis, files, tmp_path):
    pairs = tmp_path / "pairs.csv"
    pairs.write_text("audit,second\nS00-0,S99-1\n", encoding="utf-8")
    result = check(run_analysis, files, tmp_path / "o", "--double-coded", pairs)
    assert (result.exit_code, (tmp_path / "o").exists()) == (3, False)
    assert "pairs.csv, ligne 2" in result.stderr


def test_a_second_coding_of_an_unknown_audit_is_refused(run_analysis, files, tmp_path):
    second = tmp_path / "second.csv"
    text = (files / "same.csv").read_text(encoding="utf-8").replace("S00-0,", "S00-9,")
    second.write_text(text, encoding="utf-8")
    result = check(run_analysis, files, tmp_path / "o", "--double-coded", second)
    assert result.exit_code == 3
    assert "S00-9" in result.stderr


def test_overlapping_audits_are_flagged_in_words(run_analysis, files, tmp_path):
    text = (files / "answers.csv").read_text(encoding="utf-8")
    # E0 makes S00-4 from 09:30; begun at 09:05, it overlaps with S00-0 (09:00 to 09:20).
    answers = tmp_path / "answers.csv"
    lines = [
        line.replace("2026-03-02T09:30:00", "2026-03-02T09:05:00") if ",S00-4," in line else line
        for line in text.splitlines()
    ]
    answers.write_text("\n".join(lines) + "\n", encoding="utf-8")
    result = run_analysis("quality", "--grid", files / "grid", "--bodies", files / "bodies.csv",
                          "--answers", answers, "--out", tmp_path / "o")  # fmt: skip
    assert result.exit_code == 0, result.output
    flags = table(tmp_path / "o", "flags").filter(pl.col("rule") == "overlapping")
    assert flags.select("auditor", "audits", "observed").row(0) == ("E0", "S00-0 S00-4", 15.0)
    assert flags["sentence_fr"][0] == (
        "Audits S00-0 et S00-4 (E0)\u00a0: les deux se chevauchent de 15 min\u00a0: une personne "
        "ne peut faire les deux à la fois."
    )
    assert flags["sentence_en"][0].endswith("one person cannot do both at once.")


def test_auditors_have_their_leniency_and_their_flags(run_analysis, files, tmp_path):
    check(run_analysis, files, tmp_path / "o")
    auditors = table(tmp_path / "o", "auditors")
    assert auditors["auditor"].to_list() == ["E0", "E1", "E2", "E3"]
    assert auditors["audits"].to_list() == [40, 40, 40, 40]
    assert auditors["leniency"].null_count() == 0


def test_what_could_not_be_checked_is_told(run_analysis, files, tmp_path):
    result = check(run_analysis, files, tmp_path / "o", answers="bare.csv", language="en")
    assert result.exit_code == 0, result.output
    text = result.stdout
    assert "Not checked, for lack of material: audits done too fast" in text
    assert "the files do not name the auditors" in text
    assert "no audit was coded twice" in text


def test_reused_evidence_is_told_by_its_content(run_analysis, files, tmp_path):
    for name in ("one.jpg", "two.jpg"):
        (tmp_path / name).write_bytes(b"the same picture")
    header, *lines = (files / "answers.csv").read_text(encoding="utf-8").splitlines()
    shown = {"S00-0": "one.jpg", "S01-0": "two.jpg"}
    rows = [
        f"{line},{shown.get(line.split(',')[1], '') if 'call-01' in line else ''}" for line in lines
    ]
    answers = tmp_path / "answers.csv"
    answers.write_text("\n".join([f"{header},evidence", *rows]) + "\n", encoding="utf-8")
    run_analysis("quality", "--grid", files / "grid", "--bodies", files / "bodies.csv",
                 "--answers", answers, "--out", tmp_path / "o")  # fmt: skip
    flags = table(tmp_path / "o", "flags").filter(pl.col("rule") == "evidence_reused")
    assert flags["audits"].to_list() == ["S00-0 S01-0"]


def test_calls_outside_opening_hours_are_flagged(run_analysis, files, tmp_path):
    bodies = tmp_path / "bodies.csv"
    rows = [f"S{k:02},S{k:02},mon-fri 14:00-17:00" for k in range(20)]
    bodies.write_text("\n".join(["code,name,opening", *rows]) + "\n", encoding="utf-8")
    run_analysis("quality", "--grid", files / "grid", "--bodies", bodies, "--answers",
                 files / "answers.csv", "--out", tmp_path / "o")  # fmt: skip
    rules = {row["rule"]: row for row in table(tmp_path / "o", "rules").to_dicts()}
    # Five calls for each of the twenty bodies; the letters have no hours.
    assert rules["outside_opening_hours"]["tested"] == 100
    assert rules["outside_opening_hours"]["flagged"] > 0


def test_the_same_seed_gives_the_same_tables(run_analysis, files, tmp_path):
    for name in ("a", "b"):
        check(run_analysis, files, tmp_path / name, "--double-coded", files / "other.csv")
    for name in ("flags.csv", "agreement.csv", "auditors.csv"):
        assert (tmp_path / "a" / name).read_bytes() == (tmp_path / "b" / name).read_bytes()
