import datetime
import zipfile

import openpyxl
import pytest
import xlsxwriter

from barometer.core.faults import BadInput, Fault, FaultReason
from barometer.files.limits import ReadLimits
from barometer.files.sheet_inspection import number_column, spell_column
from barometer.files.table_reading import read_table
from tests.factories.input_files import faults_of, write_workbook

ODS_HEAD = (
    '<office:document-content xmlns:office="o" xmlns:table="t" xmlns:text="x" xmlns:calcext="c">'
    '<office:body><office:spreadsheet><table:table table:name="Un">'
)
ODS_TAIL = "</table:table></office:spreadsheet></office:body></office:document-content>"


def write_ods(path, rows):
    manifest = '<m:manifest xmlns:m="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"/>'
    head = ODS_HEAD.replace('"o"', '"urn:oasis:names:tc:opendocument:xmlns:office:1.0"')
    head = head.replace('"t"', '"urn:oasis:names:tc:opendocument:xmlns:table:1.0"', 1)
    head = head.replace('"x"', '"urn:oasis:names:tc:opendocument:xmlns:text:1.0"', 1)
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("META-INF/manifest.xml", manifest)
        archive.writestr("content.xml", head + rows + ODS_TAIL)
    return path


def ods_cell(text, attributes=""):
    return (
        f'<table:table-cell office:value-type="string" {attributes}>'
        f"<text:p>{text}</text:p></table:table-cell>"
    )


def ods_row(*cells):
    return f"<table:table-row>{''.join(cells)}</table:table-row>"


def replace_sheet(path, change):
    """Rewrite the first sheet of a workbook."""
    with zipfile.ZipFile(path) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    member = "xl/worksheets/sheet1.xml"
    members[member] = change(members[member].decode()).encode()
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return path


def test_values_are_spelled_as_people_type_them(tmp_path):
    path = tmp_path / "values.xlsx"
    with xlsxwriter.Workbook(str(path)) as workbook:
        sheet = workbook.add_worksheet()
        day = workbook.add_format({"num_format": "yyyy-mm-dd"})
        moment = workbook.add_format({"num_format": "yyyy-mm-dd hh:mm"})
        span = workbook.add_format({"num_format": "[h]:mm:ss"})
        sheet.write_row(0, 0, ["whole", "part", "flag", "code", "day", "moment", "span", "sum"])
        sheet.write_row(1, 0, [7, 2.5, True, " 007 "])
        sheet.write_datetime(1, 4, datetime.datetime(2026, 3, 2), day)
        sheet.write_datetime(1, 5, datetime.datetime(2026, 3, 2, 10, 5), moment)
        sheet.write_number(1, 6, 1.5, span)
        sheet.write_formula(1, 7, "=1+1", None, 2)
    (row,) = read_table(path).to_table().rows
    assert dict(row.cells) == {
        "whole": "7",
        "part": "2.5",
        "flag": "true",
        "code": "007",
        "day": "2026-03-02",
        "moment": "2026-03-02T10:05",
        "span": "36:00:00",
        "sum": "2",
    }


def test_rows_keep_their_number_in_the_sheet(tmp_path):
    path = tmp_path / "gaps.xlsx"
    with xlsxwriter.Workbook(str(path)) as workbook:
        sheet = workbook.add_worksheet()
        sheet.write_row(2, 1, ["code", "name"])
        sheet.write_row(5, 1, ["A", "x"])
        sheet.write_row(8, 1, ["B", "y"])
    with pytest.raises(BadInput) as refusal:
        read_table(path)
    assert faults_of(refusal) == [Fault("gaps.xlsx", 3, "#1", "", FaultReason.MISSING_VALUE)]
    write_workbook(path, [[], [], ["code", "name"], [], ["A", "x"], ["", ""], ["B"]])
    table = read_table(path)
    assert [(row.line, dict(row.cells)) for row in table.to_table().rows] == [
        (5, {"code": "A", "name": "x"}),
        (7, {"code": "B", "name": ""}),
    ]


def test_merged_cells_formulas_without_value_and_errors_are_all_reported(tmp_path):
    path = tmp_path / "bad.xlsx"
    book = openpyxl.Workbook()
    sheet = book.active
    for cell, value in {"A1": "code", "B1": "name", "A2": "A", "B2": "=1+1", "A4": "B"}.items():
        sheet[cell] = value
    sheet["B4"] = "#N/A"
    sheet["B4"].data_type = "e"
    sheet.merge_cells("A4:A6")
    book.save(path)
    with pytest.raises(BadInput) as refusal:
        read_table(path)
    assert faults_of(refusal) == [
        Fault("bad.xlsx", 2, "name", "=1+1", FaultReason.FORMULA_WITHOUT_VALUE),
        Fault("bad.xlsx", 4, "code", "A4:A6", FaultReason.MERGED_CELLS),
        Fault("bad.xlsx", 4, "name", "#N/A", FaultReason.FORMULA_WITHOUT_VALUE),
    ]


def test_a_sheet_is_found_by_name_and_named_in_faults(tmp_path):
    path = tmp_path / "two.xlsx"
    with xlsxwriter.Workbook(str(path)) as workbook:
        workbook.add_worksheet("Un").write_row(0, 0, ["a"])
        other = workbook.add_worksheet("Deux")
        other.write_row(0, 0, ["b", "b"])
    assert read_table(path).columns == ("a",)
    with pytest.raises(BadInput) as refusal:
        read_table(path, "Deux")
    assert [fault.file for fault in faults_of(refusal)] == ["two.xlsx[Deux]"]
    with pytest.raises(BadInput) as refusal:
        read_table(path, "Trois")
    assert faults_of(refusal) == [
        Fault("two.xlsx", 0, "", "Trois", FaultReason.MISSING_SHEET, ("Un", "Deux"))
    ]


def test_cells_beyond_the_header_are_refused(tmp_path):
    path = write_workbook(tmp_path / "wide.xlsx", [["code"], ["A", "stray"]])
    with pytest.raises(BadInput) as refusal:
        read_table(path)
    assert faults_of(refusal) == [
        Fault("wide.xlsx", 2, "", "A stray", FaultReason.RAGGED_ROW, ("1", "2"))
    ]


def test_an_empty_sheet_is_refused(tmp_path):
    with pytest.raises(BadInput) as refusal:
        read_table(write_workbook(tmp_path / "none.xlsx", []))
    assert faults_of(refusal) == [Fault("none.xlsx", 0, "", "", FaultReason.EMPTY_TABLE)]


def test_a_sheet_that_spans_too_much_is_refused_unread(tmp_path):
    path = tmp_path / "span.xlsx"
    with xlsxwriter.Workbook(str(path)) as workbook:
        sheet = workbook.add_worksheet()
        sheet.write_string(0, 0, "code")
        sheet.write_string(1_048_575, 16_383, "far")
    with pytest.raises(BadInput) as refusal:
        read_table(path)
    facts = ("1048576 × 16384", "20000000", "cells")
    assert faults_of(refusal) == [Fault("span.xlsx", 0, "", "", FaultReason.TOO_LARGE, facts)]


def test_a_small_archive_that_unpacks_to_much_is_refused(tmp_path):
    path = write_workbook(tmp_path / "bomb.xlsx", [["code"], ["A"]])
    with zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/media/image1.png", bytes(8 << 20))
    with pytest.raises(BadInput) as refusal:
        read_table(path, limits=ReadLimits(unpacked_bytes=1 << 20))
    facts = (str(1 << 20), "unpacked_bytes")
    assert faults_of(refusal) == [Fault("bomb.xlsx", 0, "", "", FaultReason.TOO_LARGE, facts)]


def test_an_archive_that_lies_about_its_size_is_refused(tmp_path):
    path = write_workbook(tmp_path / "liar.xlsx", [["code"], ["A"]])
    with zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/media/image1.png", bytes(8 << 20))
    content = path.read_bytes().replace((8 << 20).to_bytes(4, "little"), (9).to_bytes(4, "little"))
    path.write_bytes(content)
    with pytest.raises(BadInput) as refusal:
        read_table(path, limits=ReadLimits(unpacked_bytes=1 << 20))
    assert [fault.reason for fault in faults_of(refusal)] == [FaultReason.TOO_LARGE]


def test_a_large_workbook_is_refused_unread(tmp_path):
    path = write_workbook(tmp_path / "large.xlsx", [["code"], ["A"]])
    with pytest.raises(BadInput) as refusal:
        read_table(path, limits=ReadLimits(workbook_bytes=100))
    assert [fault.reason for fault in faults_of(refusal)] == [FaultReason.TOO_LARGE]


def test_a_workbook_with_a_document_type_is_refused(tmp_path):
    path = write_workbook(tmp_path / "dtd.xlsx", [["code"], ["A"]])
    replace_sheet(path, lambda xml: xml.replace("<worksheet", "<!DOCTYPE worksheet><worksheet", 1))
    with pytest.raises(BadInput) as refusal:
        read_table(path)
    assert [fault.reason for fault in faults_of(refusal)] == [FaultReason.UNREADABLE_FILE]


@pytest.mark.parametrize("cut", [0.3, 0.6, 0.9])
def test_a_truncated_workbook_is_refused(tmp_path, cut):
    path = write_workbook(tmp_path / "cut.xlsx", [["code"], ["A"]])
    content = path.read_bytes()
    path.write_bytes(content[: int(len(content) * cut)])
    with pytest.raises(BadInput) as refusal:
        read_table(path)
    assert [fault.reason for fault in faults_of(refusal)] == [FaultReason.UNREADABLE_FILE]


def test_a_broken_sheet_is_refused(tmp_path):
    path = write_workbook(tmp_path / "broken.xlsx", [["code"], ["A"]])
    replace_sheet(path, lambda xml: xml[: len(xml) // 2])
    with pytest.raises(BadInput) as refusal:
        read_table(path)
    assert [fault.reason for fault in faults_of(refusal)] == [FaultReason.UNREADABLE_FILE]


def test_an_archive_of_another_kind_is_refused(tmp_path):
    path = tmp_path / "letters.docx"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("word/document.xml", "<x/>")
    with pytest.raises(BadInput) as refusal:
        read_table(path)
    assert [fault.reason for fault in faults_of(refusal)] == [FaultReason.UNREADABLE_FILE]


def test_an_ods_sheet_is_read(tmp_path):
    path = write_ods(
        tmp_path / "table.ods",
        ods_row(ods_cell("code"), ods_cell("name")) + ods_row(ods_cell("A"), ods_cell("été")),
    )
    (row,) = read_table(path).to_table().rows
    assert (row.line, dict(row.cells)) == (2, {"code": "A", "name": "été"})


def test_ods_merged_cells_and_formulas_without_value_are_reported(tmp_path):
    formula = '<table:table-cell table:formula="of:=1+1"/>'
    path = write_ods(
        tmp_path / "bad.ods",
        ods_row(ods_cell("code"), ods_cell("name"))
        + ods_row(ods_cell("A", 'table:number-rows-spanned="2"'), formula),
    )
    with pytest.raises(BadInput) as refusal:
        read_table(path)
    assert faults_of(refusal) == [
        Fault("bad.ods", 2, "code", "A2:A3", FaultReason.MERGED_CELLS),
        Fault("bad.ods", 2, "name", "=1+1", FaultReason.FORMULA_WITHOUT_VALUE),
    ]


def test_an_ods_sheet_that_repeats_too_much_is_refused(tmp_path):
    many = ods_cell("A", 'table:number-columns-repeated="16000"')
    path = write_ods(
        tmp_path / "bomb.ods",
        ods_row(ods_cell("code"))
        + f'<table:table-row table:number-rows-repeated="1000000">{many}</table:table-row>',
    )
    with pytest.raises(BadInput) as refusal:
        read_table(path)
    assert [fault.reason for fault in faults_of(refusal)] == [FaultReason.TOO_LARGE]


@pytest.mark.parametrize(("number", "letters"), [(1, "A"), (26, "Z"), (703, "AAA"), (16384, "XFD")])
def test_columns_are_numbered_as_in_a_spreadsheet(number, letters):
    assert (number_column(letters), spell_column(number)) == (number, letters)
