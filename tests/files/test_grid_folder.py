"""Grids as folders: read with their real lines, written in one spelling, never half."""

import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from barometer.core.faults import BadInput, Fault, FaultReason
from barometer.core.grids.tables import COLUMNS, Row, Table
from barometer.files.grid_csv import read_csv_table, write_csv_table
from barometer.files.grid_folder import UnknownGrid, find_grid, known_grids, load_grid, save_grid
from tests.core.grids.sound import SOUND, sound_grid

R = FaultReason


@pytest.fixture
def folder(tmp_path) -> Path:
    save_grid(sound_grid(), tmp_path / "grid")
    return tmp_path / "grid"


def refuse(folder: Path) -> list[Fault]:
    with pytest.raises(BadInput) as refusal:
        load_grid(folder)
    return list(refusal.value.faults)


def spoil(folder: Path, name: str, old: str, new: str) -> None:
    path = folder / name
    text = path.read_text(encoding="utf-8")
    assert text.count(old) >= 1
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def contents(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in sorted(folder.iterdir())}


def test_a_saved_grid_loads_as_it_was(folder):
    assert load_grid(folder) == sound_grid()


def test_saving_a_canonical_folder_changes_no_byte(folder):
    before = contents(folder)
    save_grid(load_grid(folder), folder)
    assert contents(folder) == before
    assert {name.removesuffix(".csv") for name in before} <= set(COLUMNS)


def test_line_ends_and_marks_of_spreadsheets_are_read(folder):
    for path in folder.glob("*.csv"):
        text = path.read_text(encoding="utf-8")
        path.write_bytes(text.replace("\n", "\r\n").encode("utf-8-sig"))
    assert load_grid(folder) == sound_grid()


def test_line_ends_inside_cells_become_the_one_spelling(tmp_path):
    grid = sound_grid(
        scenarios=[
            {"code": "calling", "script_fr": "Bonjour,\nje voudrais…"},
            {"code": "writing", "channel": "mail"},
        ]
    )
    save_grid(grid, tmp_path)
    path = tmp_path / "scenarios.csv"
    path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))
    assert load_grid(tmp_path).scenarios[0].script.fr == "Bonjour,\nje voudrais…"


def test_lines_are_those_of_the_file(folder):
    path = folder / "items.csv"
    header, *rows = path.read_text(encoding="utf-8").splitlines()
    tall = rows[0].replace("greeting-01,greeting-01", '"two\nlines","two\nlines"', 1)
    blank = "," * header.count(",")
    path.write_text("\n".join([header, "", tall, blank, *rows[1:]]), encoding="utf-8")
    spoil(folder, "items.csv", "reply-01,reply,yes_no", "reply-01,reply,maybe")
    (fault,) = [fault for fault in refuse(folder) if fault.column == "kind"]
    assert (fault.file, fault.line, fault.value) == ("items.csv", 8, "maybe")


def test_other_files_are_left_alone_but_an_unknown_table_is_refused(folder):
    (folder / "README.md").write_text("notes", encoding="utf-8")
    (folder / ".items.csv.draft").write_text("rest", encoding="utf-8")
    (folder / "notes").mkdir()
    assert load_grid(folder) == sound_grid()
    (folder / "item.csv").write_text("code\n", encoding="utf-8")
    facts = ("items", "steps", "composites")
    found = refuse(folder)
    assert [replace(fault, facts=fault.facts[:1]) for fault in found] == [
        Fault("item.csv", 0, "", "", R.NOT_EXPECTED, facts[:1])
    ]


def test_a_missing_file_is_named(folder):
    (folder / "steps.csv").unlink()
    assert refuse(folder) == [Fault("steps.csv", 0, "", "", R.MISSING_FILE)]


def test_a_folder_that_is_not_there_is_a_fault(tmp_path):
    assert refuse(tmp_path / "nowhere") == [Fault("nowhere", 0, "", "", R.MISSING_FILE)]


def test_windows_encoding_is_refused_with_the_line(folder):
    path = folder / "steps.csv"
    text = path.read_text(encoding="utf-8").replace("handling,handling", "handling,Démarche", 1)
    path.write_bytes(text.encode("cp1252"))
    shown = next(line for line in text.splitlines() if "Démarche" in line)
    expected = Fault("steps.csv", 3, "", shown, R.BAD_ENCODING, ("windows-1252",))
    assert refuse(folder) == [expected]


def test_two_byte_encoding_is_refused(folder):
    path = folder / "steps.csv"
    path.write_bytes(path.read_text(encoding="utf-8").encode("utf-16"))
    assert refuse(folder) == [Fault("steps.csv", 0, "", "", R.BAD_ENCODING, ("utf-16",))]


def test_semicolons_are_refused(folder):
    path = folder / "steps.csv"
    path.write_text(path.read_text(encoding="utf-8").replace(",", ";"), encoding="utf-8")
    header = ";".join(COLUMNS["steps"])
    assert refuse(folder) == [Fault("steps.csv", 1, "", header, R.BAD_SEPARATOR, (",",))]


def test_rows_that_do_not_fit_the_header_are_refused(folder):
    with (folder / "steps.csv").open("a", encoding="utf-8") as file:
        file.write("one,two\nc,fr,en,,,extra\nd,fr,en,,,,\n")
    assert refuse(folder) == [
        Fault("steps.csv", 4, "", "", R.RAGGED_ROW, ("5", "2")),
        Fault("steps.csv", 5, "", "", R.RAGGED_ROW, ("5", "6")),
    ]


def test_an_unclosed_quote_names_where_its_row_begins(folder):
    with (folder / "steps.csv").open("a", encoding="utf-8") as file:
        file.write('one,"two,en,,\nthree,fr,en,,\n')
    assert refuse(folder) == [Fault("steps.csv", 4, "", "", R.UNREADABLE_FILE, ("quotes",))]


def test_an_empty_file_is_an_empty_table(folder):
    (folder / "steps.csv").write_text("", encoding="utf-8")
    assert refuse(folder) == [Fault("steps.csv", 0, "", "", R.EMPTY_TABLE)]


def test_a_huge_file_is_refused_unread():
    faults: list[Fault] = []
    read_csv_table("items.csv", b"a" * 20_000_001, faults)
    assert faults == [Fault("items.csv", 0, "", "", R.TOO_LARGE, ("20000001", "20000000"))]


def test_quotes_are_written_only_where_needed():
    cells = {
        "code": "01",
        "label_fr": "dit « a, b »",
        "label_en": 'say "a"',
        "help_fr": "",
        "help_en": " ",
    }
    table = Table("steps.csv", COLUMNS["steps"], (Row(2, cells),))
    data = write_csv_table(table)
    assert (
        data
        == ('code,label_fr,label_en,help_fr,help_en\n01,"dit « a, b »","say ""a""",, \n').encode()
    )
    assert read_csv_table("steps.csv", data, []) == table


def test_saving_removes_the_tables_that_the_grid_lacks(folder):
    (folder / "README.md").write_text("notes", encoding="utf-8")
    save_grid(sound_grid(gates=[], combine=[]), folder)
    names = set(contents(folder))
    assert {"gates.csv", "combine.csv"} & names == set()
    assert "README.md" in names
    assert load_grid(folder) == sound_grid(gates=[], combine=[])


def test_a_failed_saving_leaves_the_folder_as_it_was(folder):
    before = contents(folder)
    (folder / ".thresholds.csv.draft").mkdir()
    with pytest.raises(IsADirectoryError):
        save_grid(sound_grid(items=[*SOUND["items"], {"code": "x", "indicator": "reply"}]), folder)
    (folder / ".thresholds.csv.draft").rmdir()
    assert contents(folder) == before


def test_a_grid_is_found_by_name_version_or_path(folder, monkeypatch):
    latest = max(known_grids(), key=lambda name: int(name.rpartition("@")[2]))
    assert latest.startswith("public-service@")
    assert load_grid(find_grid("public-service")) == load_grid(find_grid(latest))
    assert load_grid(find_grid(str(folder))) == sound_grid()
    monkeypatch.chdir(folder.parent)
    assert load_grid(find_grid("grid")) == sound_grid()
    shutil.copytree(folder, folder.parent / "public-service")
    assert load_grid(find_grid("public-service")) != sound_grid()
    assert load_grid(find_grid("./public-service")) == sound_grid()


@pytest.mark.parametrize("name", ["public-service@999", "nothing", "./nothing", "Public Service"])
def test_an_unknown_grid_tells_the_known_ones(name, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    with pytest.raises(UnknownGrid) as refusal:
        find_grid(name)
    assert (refusal.value.name, refusal.value.known) == (name, known_grids())


@pytest.mark.parametrize("name", known_grids())
def test_packaged_grids_are_sound_and_survive_saving(name, tmp_path):
    grid = load_grid(find_grid(name))
    assert f"{grid.code}@{grid.version}" == name
    save_grid(grid, tmp_path)
    assert load_grid(tmp_path) == grid
