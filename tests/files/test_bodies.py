import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from barometer.core.faults import BadInput, Fault, FaultReason
from barometer.files.bodies import read_bodies
from tests.factories.input_files import faults_of, write_text, write_workbook

TEXT = "code,name,region,size\nB2,Caisse,,12\n75056,Ville de Paris,idf,\n"


def write(folder, text):
    return write_text(folder, text, "bodies.csv")


def test_bodies_keep_the_order_of_the_file_and_all_other_columns(tmp_path):
    bodies = read_bodies(write(tmp_path, TEXT))
    assert bodies.codes == ("B2", "75056")
    assert bodies.names == ("Caisse", "Ville de Paris")
    assert bodies.properties == {"region": ("", "idf"), "size": ("12", "")}


def test_bodies_are_the_same_from_every_kind_of_file(tmp_path):
    rows = [line.split(",") for line in TEXT.splitlines()]
    book = write_workbook(tmp_path / "bodies.xlsx", rows)
    columns = {name: [row[k] for row in rows[1:]] for k, name in enumerate(rows[0])}
    pq.write_table(pa.table(columns), tmp_path / "bodies.parquet")
    expected = read_bodies(write(tmp_path, TEXT))
    for path in (book, tmp_path / "bodies.parquet"):
        found = read_bodies(path)
        assert (found.codes, found.names, found.properties) == (
            expected.codes,
            expected.names,
            expected.properties,
        )


def test_every_fault_of_bodies_is_reported_in_one_pass(tmp_path):
    path = write(tmp_path, "code,name\nB1,Ville\n,Sans code\nB1,Autre\nB 3,Blanc\nB4,\nB5\n")
    with pytest.raises(BadInput) as refusal:
        read_bodies(path)
    assert faults_of(refusal) == [
        Fault("bodies.csv", 3, "code", "", FaultReason.MISSING_VALUE),
        Fault("bodies.csv", 4, "code", "B1", FaultReason.DUPLICATE_CODE, ("2",)),
        Fault("bodies.csv", 5, "code", "B 3", FaultReason.BAD_CODE),
        Fault("bodies.csv", 6, "name", "", FaultReason.MISSING_VALUE),
        Fault("bodies.csv", 7, "", "B5", FaultReason.RAGGED_ROW, ("2", "1")),
    ]


@pytest.mark.parametrize("code", ["=1+1", "-B", "B-", "é1", "x" * 81, "a,b"])
def test_a_code_that_is_no_code_is_refused(tmp_path, code):
    with pytest.raises(BadInput) as refusal:
        read_bodies(write(tmp_path, f'code,name\n"{code}",x\n'))
    assert faults_of(refusal) == [Fault("bodies.csv", 2, "code", code, FaultReason.BAD_CODE)]


def test_missing_columns_and_rows_are_refused(tmp_path):
    with pytest.raises(BadInput) as refusal:
        read_bodies(write(tmp_path, "code,nom\n"))
    assert faults_of(refusal) == [
        Fault("bodies.csv", 0, "", "", FaultReason.EMPTY_TABLE),
        Fault("bodies.csv", 1, "name", "", FaultReason.MISSING_COLUMN, ("code", "nom")),
    ]


def test_an_unusual_separator_is_named_as_such(tmp_path):
    with pytest.raises(BadInput) as refusal:
        read_bodies(write(tmp_path, "code:name\nB1:Ville\n"))
    (fault,) = faults_of(refusal)
    assert (fault.line, fault.value, fault.reason) == (1, "code:name", FaultReason.BAD_SEPARATOR)
