import datetime

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from barometer.core.faults import BadInput, Fault, FaultReason
from barometer.files.limits import ReadLimits
from barometer.files.table_reading import read_table
from tests.factories.input_files import faults_of


def write_parquet(path, columns):
    pq.write_table(pa.table(columns), path)
    return path


def test_columns_of_any_plain_type_are_read_as_text(tmp_path):
    path = write_parquet(
        tmp_path / "plain.parquet",
        {
            "text": [" a ", "", None],
            "coded": pa.array(["x", "x", "y"]).dictionary_encode(),
            "whole": [1, None, 3],
            "number": [1.0, 2.5, float("nan")],
            "flag": [True, False, None],
            "day": [datetime.date(2026, 3, 2), None, None],
        },
    )
    table = read_table(path)
    assert {name: table.column(name).list() for name in table.columns} == {
        "text": ["a", "", ""],
        "coded": ["x", "x", "y"],
        "whole": ["1", "", "3"],
        "number": ["1", "2.5", ""],
        "flag": ["true", "false", ""],
        "day": ["2026-03-02", "", ""],
    }
    assert [table.line(row) for row in range(3)] == [2, 3, 4]


def test_a_column_whose_name_begins_as_another_is_read_alone(tmp_path):
    path = write_parquet(tmp_path / "dots.parquet", {"a.b": ["1"], "a": ["2"]})
    table = read_table(path)
    assert (table.column("a").list(), table.column("a.b").list()) == (["2"], ["1"])


def test_a_column_that_is_not_there_is_empty(tmp_path):
    table = read_table(write_parquet(tmp_path / "one.parquet", {"a": ["1", "2"]}))
    assert table.column("b").list() == ["", ""]


def test_several_row_groups_are_one_column(tmp_path):
    path = tmp_path / "groups.parquet"
    texts = [f"t{k % 7}" for k in range(100)]
    pq.write_table(pa.table({"a": texts}), path, row_group_size=9)
    assert read_table(path).column("a").list() == texts


@pytest.mark.parametrize("kind", [pa.list_(pa.int64()), pa.struct({"x": pa.int64()}), pa.binary()])
def test_nested_and_binary_columns_are_refused(tmp_path, kind):
    path = write_parquet(tmp_path / "nested.parquet", {"a": ["1"], "b": pa.nulls(1, kind)})
    with pytest.raises(BadInput) as refusal:
        read_table(path)
    (fault,) = faults_of(refusal)
    assert (fault.line, fault.column, fault.reason) == (1, "b", FaultReason.UNREADABLE_FILE)


def test_too_many_rows_are_refused_unread(tmp_path):
    path = write_parquet(tmp_path / "rows.parquet", {"a": ["1"] * 5})
    with pytest.raises(BadInput) as refusal:
        read_table(path, limits=ReadLimits(rows=4))
    assert faults_of(refusal) == [
        Fault("rows.parquet", 0, "", "", FaultReason.TOO_LARGE, ("5", "4", "rows"))
    ]


@pytest.mark.parametrize("cut", [0.5, 0.95])
def test_a_truncated_file_is_refused(tmp_path, cut):
    path = write_parquet(tmp_path / "cut.parquet", {"a": [str(k) for k in range(1000)]})
    content = path.read_bytes()
    path.write_bytes(content[: int(len(content) * cut)])
    with pytest.raises(BadInput) as refusal:
        read_table(path)
    assert [fault.reason for fault in faults_of(refusal)] == [FaultReason.UNREADABLE_FILE]


def test_a_file_damaged_inside_is_refused_when_it_is_read(tmp_path):
    path = write_parquet(tmp_path / "hole.parquet", {"a": [str(k) for k in range(1000)]})
    content = bytearray(path.read_bytes())
    content[4:400] = bytes(396)
    path.write_bytes(content)
    table = read_table(path)
    with pytest.raises(BadInput) as refusal:
        table.column("a")
    assert faults_of(refusal) == [
        Fault("hole.parquet", 0, "a", "", FaultReason.UNREADABLE_FILE, ("parquet",))
    ]
