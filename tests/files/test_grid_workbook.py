"""Grids as workbooks: what goes out comes back the same, and what people spoil is told."""

import io
import zipfile
from pathlib import Path

import openpyxl
import pytest
import xlsxwriter
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from barometer.core.faults import BadInput, Fault, FaultReason
from barometer.core.grids.tables import COLUMNS
from barometer.files.grid_folder import find_grid, known_grids, load_grid
from barometer.files.grid_workbook import export_workbook, import_workbook
from barometer.files.grid_workbook_writing import workbook_bytes
from barometer.files.limits import ReadLimits
from tests.core.grids.sound import SOUND, sound_grid

R = FaultReason


@pytest.fixture
def path(tmp_path) -> Path:
    export_workbook(sound_grid(), tmp_path / "grid.xlsx")
    return tmp_path / "grid.xlsx"


def refuse(path: Path, **limits: int) -> list[Fault]:
    with pytest.raises(BadInput) as refusal:
        import_workbook(path, limits=ReadLimits(**limits))
    return list(refusal.value.faults)


def edit(path: Path, sheet: str, **cells: object) -> None:
    """Change cells as a person would: the file is opened and saved by another program."""
    book = openpyxl.load_workbook(path)
    for address, value in cells.items():
        book[sheet][address] = value
    book.save(path)


@pytest.mark.parametrize("name", known_grids())
def test_packaged_grids_go_out_and_come_back(name, tmp_path):
    grid = load_grid(find_grid(name))
    export_workbook(grid, tmp_path / "grid.xlsx")
    assert import_workbook(tmp_path / "grid.xlsx") == grid


def test_a_workbook_saved_by_another_program_is_the_same_grid(path):
    edit(path, "README", A1="anything")
    assert import_workbook(path) == sound_grid()


def test_the_same_grid_gives_the_same_bytes():
    assert workbook_bytes(sound_grid()) == workbook_bytes(sound_grid())


def test_every_table_has_its_sheet_behind_the_explanations(path):
    book = openpyxl.load_workbook(path)
    assert book.sheetnames == ["README", *COLUMNS]
    explained = {row[0].value: (row[1].value, row[2].value) for row in book["README"].iter_rows()}
    assert all(all(explained[name]) for name in COLUMNS)
    assert all(book[name].freeze_panes == "B2" for name in COLUMNS)


def test_choices_and_references_are_offered(path):
    sheet = openpyxl.load_workbook(path)["items"]
    offered = {
        str(rule.sqref).split(":")[0]: rule.formula1
        for rule in sheet.data_validations.dataValidation
    }
    assert offered["B2"] == "indicators!$A$2:$A$503"
    assert offered["C2"] == '"yes_no,graded,measured,multiple,table"'


TEXTS = st.text(
    st.characters(exclude_categories=["Cs"], exclude_characters="\r"), min_size=1, max_size=12
).map(lambda text: f"«{text}»")


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=40)
@given(
    label=TEXTS
    | st.sampled_from(["=1+1", "+33 1", "-5", "@SUM(A1)", "01", "1e5", "_x0041_", "TRUE"]),
    weight=st.floats(1e-6, 1e6) | st.sampled_from([66.7, 1 / 3, 0.1 + 0.2, 1e-7]),
)
def test_texts_and_numbers_come_back_as_they_were(label, weight, tmp_path):
    first = {**SOUND["items"][0], "label_fr": label, "weight": repr(weight)}
    grid = sound_grid(items=[first, *SOUND["items"][1:]])
    export_workbook(grid, tmp_path / "grid.xlsx")
    assert import_workbook(tmp_path / "grid.xlsx") == grid


def test_codes_that_look_like_numbers_stay_text(tmp_path):
    grid = sound_grid(items=[{**SOUND["items"][0], "norm": "01"}, *SOUND["items"][1:]])
    export_workbook(grid, tmp_path / "grid.xlsx")
    sheet = openpyxl.load_workbook(tmp_path / "grid.xlsx")["items"]
    cell = sheet.cell(2, COLUMNS["items"].index("norm") + 1)
    assert (cell.value, cell.data_type, cell.number_format) == ("01", "s", "@")


def test_text_that_looks_like_a_formula_is_no_formula(tmp_path):
    grid = sound_grid(items=[{**SOUND["items"][0], "label_fr": "=1+1"}, *SOUND["items"][1:]])
    export_workbook(grid, tmp_path / "grid.xlsx")
    with zipfile.ZipFile(tmp_path / "grid.xlsx") as archive:
        sheets = [name for name in archive.namelist() if name.startswith("xl/worksheets/")]
        assert not any(b"<f>" in archive.read(name) for name in sheets)
    assert import_workbook(tmp_path / "grid.xlsx") == grid


def test_numbers_with_the_noise_of_a_sheet_are_spelled_as_people_do(path):
    edit(path, "items", D2=0.1 + 0.2, D3=1.0, D4="2.50", H5="0", I5=60)
    grid = import_workbook(path)
    assert [item.weight for item in grid.items[:3]] == [0.3, 1.0, 2.5]
    assert grid.items[3] == sound_grid().items[3]


def test_faults_name_sheet_and_row(path):
    edit(path, "items", C3="grade", D2="heavy")
    found = refuse(path)
    assert [(f.file, f.line, f.column, f.value, f.reason) for f in found][:2] == [
        ("items", 2, "weight", "heavy", R.BAD_NUMBER),
        ("items", 3, "kind", "grade", R.BAD_CHOICE),
    ]


def test_a_truth_value_is_not_a_word(path):
    column = chr(ord("A") + COLUMNS["items"].index("essential"))
    edit(path, "items", **{f"{column}2": True})
    expected = Fault("items", 2, "essential", "true", R.BAD_CHOICE, ("yes", "no"))
    assert refuse(path) == [expected]


def test_missing_and_unknown_sheets_are_named(path):
    book = openpyxl.load_workbook(path)
    del book["steps"]
    book["gates"].title = "gate"
    book.save(path)
    missing, unknown = sorted(refuse(path), reverse=True)
    assert (missing.file, missing.reason) == ("steps", R.MISSING_SHEET)
    assert (unknown.file, unknown.reason, unknown.facts[0]) == ("gate", R.NOT_EXPECTED, "gates")


def test_a_required_sheet_without_rows_is_empty(path):
    book = openpyxl.load_workbook(path)
    book["steps"].delete_rows(2, 10)
    book.save(path)
    assert refuse(path) == [Fault("steps", 0, "", "", R.EMPTY_TABLE)]


def test_merged_cells_are_refused(path):
    book = openpyxl.load_workbook(path)
    book["steps"].merge_cells("B2:C3")
    book.save(path)
    found = [fault for fault in refuse(path) if fault.reason is R.MERGED_CELLS]
    assert found == [Fault("steps", 2, "label_fr", "B2:C3", R.MERGED_CELLS)]


def test_a_formula_without_value_is_refused_and_one_with_value_is_read(path):
    edit(path, "items", D2="=1+1")
    expected = Fault("items", 2, "weight", "=1+1", R.FORMULA_WITHOUT_VALUE)
    assert refuse(path) == [expected]


def test_a_calculated_value_is_read(tmp_path):
    out = tmp_path / "grid.xlsx"
    source = openpyxl.load_workbook(io.BytesIO(workbook_bytes(sound_grid())))
    with xlsxwriter.Workbook(out) as book:
        for sheet in source.worksheets:
            target = book.add_worksheet(sheet.title)
            for row in sheet.iter_rows():
                for cell in row:
                    place = (cell.row - 1, cell.column - 1)
                    if sheet.title == "items" and cell.coordinate == "D2":
                        target.write_formula(*place, "=1+1", None, 2)
                    elif cell.value is not None:
                        target.write(*place, cell.value)
    assert import_workbook(out).items[0].weight == 2.0


def test_something_beyond_the_columns_is_refused(path):
    edit(path, "steps", H3="note")
    assert refuse(path) == [Fault("steps", 3, "", "", R.RAGGED_ROW, ("5", "8"))]


def test_text_too_long_for_a_cell_is_refused(tmp_path):
    long = {**SOUND["items"][0], "help_fr": "é" * 32_768}
    with pytest.raises(BadInput) as refusal:
        export_workbook(sound_grid(items=[long, *SOUND["items"][1:]]), tmp_path / "grid.xlsx")
    expected = Fault("items", 2, "help_fr", "", R.TOO_LARGE, ("32768", "32767"))
    assert refusal.value.faults == (expected,)
    assert not (tmp_path / "grid.xlsx").exists()


def test_text_that_the_library_takes_for_markup_is_refused(tmp_path):
    odd = {**SOUND["items"][0], "help_fr": "<r>x</r>"}
    with pytest.raises(BadInput) as refusal:
        export_workbook(sound_grid(items=[odd, *SOUND["items"][1:]]), tmp_path / "grid.xlsx")
    expected = Fault("items", 2, "help_fr", "<r>x</r>", R.NOT_EXPECTED)
    assert refusal.value.faults == (expected,)


def test_what_is_not_there_or_too_large_is_refused(path, tmp_path):
    assert refuse(tmp_path / "no.xlsx") == [Fault("no.xlsx", 0, "", "", R.MISSING_FILE)]
    size = str(path.stat().st_size)
    expected = Fault("grid.xlsx", 0, "", "", R.TOO_LARGE, (size, "100", "bytes"))
    assert refuse(path, workbook_bytes=100) == [expected]


def test_a_sheet_with_a_huge_extent_is_refused(path):
    edit(path, "steps", ZZ9999="far")
    (fault,) = refuse(path, cells=1_000_000)
    assert (fault.file, fault.line, fault.reason) == ("steps", 0, R.TOO_LARGE)


def foreign_files(shared_data: Path) -> list[Path]:
    return sorted(p for p in (shared_data / "xlsform/pyxform-tests").rglob("*.*") if p.is_file())


def test_foreign_and_faulty_files_are_refused_in_words(shared_data):
    """The 70 files of the pyxform tests, some faulty on purpose: none crashes the reading."""
    refused = {}
    for file in foreign_files(shared_data):
        if file.suffix in {".xls", ".xlsx", ".csv"}:
            faults = refuse(file)
            assert faults == sorted(faults)
            refused[file.relative_to(shared_data)] = (file.suffix, {f.reason for f in faults})
    assert len(refused) == 70
    missing = {
        suffix: {frozenset(reasons) for found, reasons in refused.values() if found == suffix}
        for suffix in (".xls", ".xlsx", ".csv")
    }
    assert missing == {
        ".xls": {frozenset({R.UNREADABLE_FILE})},
        ".xlsx": {frozenset({R.MISSING_SHEET, R.NOT_EXPECTED})},
        ".csv": {frozenset({R.UNREADABLE_FILE})},
    }


def test_cut_and_scrambled_workbooks_are_refused_in_words(path):
    data = path.read_bytes()
    for cut in range(0, len(data), len(data) // 40):
        path.write_bytes(data[:cut])
        assert refuse(path)[0].reason is R.UNREADABLE_FILE
