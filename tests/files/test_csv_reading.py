import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from barometer.core.faults import BadInput, Fault, FaultReason
from barometer.files.csv_reading import sniff_separator
from barometer.files.limits import ReadLimits
from barometer.files.table_reading import read_table
from tests.factories.input_files import faults_of, write_text


def rows_of(path, **options):
    return [(row.line, dict(row.cells)) for row in read_table(path, **options).to_table().rows]


@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
def test_any_usual_separator_is_recognised(tmp_path, separator):
    path = write_text(tmp_path, f"code{separator}name\nA{separator}Ville\n")
    assert rows_of(path) == [(2, {"code": "A", "name": "Ville"})]


@pytest.mark.parametrize(
    ("encoding", "stated"),
    [("utf-8", "utf-8"), ("utf-8-sig", "utf-8"), ("utf-16", "utf-16"), ("cp1252", "cp1252")],
)
def test_usual_encodings_are_recognised(tmp_path, encoding, stated):
    path = write_text(
        tmp_path, "code;name\r\nA;Préfecture du Cœur « été » – 3 €\r\n".encode(encoding)
    )
    table = read_table(path)
    assert table.encoding == stated
    assert table.column("name").list() == ["Préfecture du Cœur « été » – 3 €"]


@pytest.mark.parametrize("encoding", ["mac_roman", "cp437", "cp1251"])
def test_other_encodings_are_refused_with_their_line(tmp_path, encoding):
    word = "мэрия" if encoding == "cp1251" else "préfecture"
    path = write_text(tmp_path, f"code;name\nA;mairie\nB;{word}\n".encode(encoding))
    with pytest.raises(BadInput) as refusal:
        read_table(path)
    (fault,) = faults_of(refusal)
    assert (fault.file, fault.line, fault.reason) == ("answers.csv", 3, FaultReason.BAD_ENCODING)
    assert fault.facts == ("utf-8", "utf-16", "windows-1252")


def test_half_utf8_half_windows_is_refused(tmp_path):
    path = write_text(tmp_path, "code;name\nA;été\n".encode() + "B;été\n".encode("cp1252"))
    with pytest.raises(BadInput) as refusal:
        read_table(path)
    assert faults_of(refusal) == [
        Fault("answers.csv", 3, "", "B;\\xe9", FaultReason.BAD_ENCODING,
              ("utf-8", "utf-16", "windows-1252"))
    ]  # fmt: skip


def test_lines_are_those_of_the_file(tmp_path):
    path = write_text(tmp_path, '\ncode,name\n\nA,"deux\nlignes"\n,\nB,x\n')
    assert rows_of(path) == [
        (4, {"code": "A", "name": "deux\nlignes"}),
        (7, {"code": "B", "name": "x"}),
    ]


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_any_line_end_is_read(tmp_path, end):
    path = write_text(tmp_path, end.join(["code,name", "A,x", "B,y", ""]))
    assert [line for line, _ in rows_of(path)] == [2, 3]


def test_a_first_line_that_states_the_separator_is_heeded(tmp_path):
    path = write_text(tmp_path, "sep=;\ncode;name\nA;x, y\n")
    assert rows_of(path) == [(3, {"code": "A", "name": "x, y"})]


def test_empty_cells_beyond_the_header_are_left_out(tmp_path):
    path = write_text(tmp_path, "code;name;;\nA;x;;\n")
    assert rows_of(path) == [(2, {"code": "A", "name": "x"})]


def test_ragged_rows_are_all_reported(tmp_path):
    path = write_text(tmp_path, "code,name\nA\nB,x\nC,y,z\n")
    with pytest.raises(BadInput) as refusal:
        read_table(path)
    assert faults_of(refusal) == [
        Fault("answers.csv", 2, "", "A", FaultReason.RAGGED_ROW, ("2", "1")),
        Fault("answers.csv", 4, "", "C y z", FaultReason.RAGGED_ROW, ("2", "3")),
    ]


def test_rows_cut_by_another_separator_are_reported(tmp_path):
    path = write_text(tmp_path, "code,name\nA;x\n")
    with pytest.raises(BadInput) as refusal:
        read_table(path)
    assert faults_of(refusal) == [
        Fault("answers.csv", 2, "", "A;x", FaultReason.BAD_SEPARATOR, (",",))
    ]


@pytest.mark.parametrize(
    ("content", "line", "reason"),
    [
        (b"", 0, FaultReason.EMPTY_TABLE),
        (b"\n \n", 0, FaultReason.EMPTY_TABLE),
        (b"\xef\xbb\xbf", 0, FaultReason.EMPTY_TABLE),
        (b"code,name\nA,\x00\n", 2, FaultReason.UNREADABLE_FILE),
        (bytes(range(256)) * 8, 1, FaultReason.UNREADABLE_FILE),
        (b"\xff\xfec\x00o\xd8o", 1, FaultReason.BAD_ENCODING),
        (b'code,name\nA,"never closed\nB,x\n', 2, FaultReason.UNREADABLE_FILE),
        (b"\x1f\x8b\x08\x00", 0, FaultReason.UNREADABLE_FILE),
        (b"%PDF-1.7", 0, FaultReason.UNREADABLE_FILE),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", 0, FaultReason.UNREADABLE_FILE),
        (b"PK\x03\x04 truncated", 0, FaultReason.UNREADABLE_FILE),
        (b"PAR1 truncated", 0, FaultReason.UNREADABLE_FILE),
    ],
)
def test_hostile_files_are_refused(tmp_path, content, line, reason):
    with pytest.raises(BadInput) as refusal:
        read_table(write_text(tmp_path, content))
    assert [(fault.line, fault.reason) for fault in faults_of(refusal)] == [(line, reason)]


def test_a_header_alone_is_a_table_without_rows(tmp_path):
    table = read_table(write_text(tmp_path, "code,name\n"))
    assert (table.columns, table.height) == (("code", "name"), 0)
    assert table.column("code").list() == []


def test_columns_named_twice_or_not_at_all_are_refused(tmp_path):
    with pytest.raises(BadInput) as refusal:
        read_table(write_text(tmp_path, "code,name,,code\n1,2,3,4\n"))
    assert faults_of(refusal) == [
        Fault("answers.csv", 1, "#3", "", FaultReason.MISSING_VALUE),
        Fault("answers.csv", 1, "code", "code", FaultReason.DUPLICATE_COLUMN, ("1", "4")),
    ]


def test_a_file_beyond_the_limit_is_refused_unread(tmp_path):
    path = tmp_path / "huge.csv"
    with path.open("wb") as stream:
        stream.truncate(2 << 30)
    with pytest.raises(BadInput) as refusal:
        read_table(path)
    facts = (str(2 << 30), str(512 << 20), "bytes")
    assert faults_of(refusal) == [Fault("huge.csv", 0, "", "", FaultReason.TOO_LARGE, facts)]


def test_a_missing_file_and_a_folder_are_refused(tmp_path):
    for path in (tmp_path / "none.csv", tmp_path):
        with pytest.raises(BadInput) as refusal:
            read_table(path)
        assert [fault.reason for fault in faults_of(refusal)] == [FaultReason.MISSING_FILE]


def test_a_very_long_cell_is_refused(tmp_path):
    path = write_text(tmp_path, "code,name\nA,x\nB," + "x" * 1_000_001 + "\n")
    with pytest.raises(BadInput) as refusal:
        read_table(path)
    assert faults_of(refusal) == [
        Fault("answers.csv", 3, "", "", FaultReason.TOO_LARGE, ("1000000", "characters"))
    ]


def test_faults_stop_at_the_limit(tmp_path):
    path = write_text(tmp_path, "code,name\n" + "A\n" * 9)
    with pytest.raises(BadInput) as refusal:
        read_table(path, limits=ReadLimits(faults=4))
    assert [fault.line for fault in faults_of(refusal)] == [2, 3, 4, 5]
    assert refusal.value.is_truncated
    with pytest.raises(BadInput) as refusal:
        read_table(path, limits=ReadLimits(faults=9))
    assert (len(faults_of(refusal)), refusal.value.is_truncated) == (9, False)


def test_shown_values_are_short(tmp_path):
    with pytest.raises(BadInput) as refusal:
        read_table(write_text(tmp_path, "code,name\n" + "A" * 9000 + "\n"))
    assert faults_of(refusal)[0].value == "A" * 199 + "…"


CELLS = st.text(
    st.characters(codec="utf-8", exclude_characters="\0", exclude_categories=("Cs",)), max_size=8
)


@given(st.lists(st.tuples(st.just("k"), CELLS, CELLS), max_size=6), st.sampled_from(",;\t|"))
def test_what_a_spreadsheet_writes_is_read_back(tmp_path_factory, rows, separator):
    stream = io.StringIO(newline="")
    writer = csv.writer(stream, delimiter=separator, quoting=csv.QUOTE_ALL)
    writer.writerows([("code", "one", "two"), *rows])
    path = write_text(tmp_path_factory.mktemp("csv"), stream.getvalue())
    table = read_table(path)
    for k, name in enumerate(("code", "one", "two")):
        assert table.column(name).list() == [row[k].strip() for row in rows]


def test_a_single_column_is_a_table(tmp_path):
    assert rows_of(write_text(tmp_path, "code\nA\n\nB\n")) == [
        (2, {"code": "A"}),
        (4, {"code": "B"}),
    ]


def test_the_separator_cuts_all_lines_alike():
    assert sniff_separator(["code;name, in full", "A;x"]) == ";"
    assert sniff_separator(["code", "A"]) == ","


@pytest.mark.parametrize(
    "text",
    ["a,b\n1,2\n3,4\n", "a,b\r\n1,2\r\n3,4\r\n", "a;b\n1;2\n3;4", "sep=;\na;b\n1;2\n3;4\n",
     'a,b\n"1",2\n3,4\n', "a,b\n1,2\n\n3,4\n", "a,b\n1,2\n,\n3,4\n", "\na,b\n1,2\n3,4\n"],
)  # fmt: skip
def test_regular_and_irregular_files_give_the_same_cells(tmp_path, text):
    path = tmp_path / "table.csv"
    path.write_bytes(text.encode())
    table = read_table(path)
    assert table.column("a").list() == ["1", "3"]
    assert table.column("b").list() == ["2", "4"]
    lines = text.splitlines()
    expected = [k for k, line in enumerate(lines, start=1) if line[:1] in '13"' and line]
    assert [table.line(row) for row in range(2)] == expected
