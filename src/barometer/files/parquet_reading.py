"""Tables from Parquet files: columns are read one by one, when they are asked for."""

from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from barometer.core.faults import BadInput, Fault, FaultReason
from barometer.files.coded_text import CodedText, code_array
from barometer.files.limits import ReadLimits
from barometer.files.text_table import TextTable, check_header


def read_parquet_table(path: Path, limits: ReadLimits) -> TextTable:
    """Return the table of a Parquet file, whose columns are read when they are asked for.

    Row k of the file, counted from 0, is at line k + 2, as if the file were a sheet.

    Raises:
        BadInput: The file is not whole, has nested columns, or too many rows.
    """
    try:
        with pq.ParquetFile(path) as parquet:
            schema, height = parquet.schema_arrow, parquet.metadata.num_rows
    except (pa.ArrowException, OSError) as error:
        raise BadInput([_unreadable(path)]) from error
    columns, faults = check_header(path.name, 1, schema.names, limits.columns)
    faults += [
        Fault(path.name, 1, field.name, str(field.type), FaultReason.UNREADABLE_FILE, ("plain",))
        for field in schema
        if not _is_plain(field.type)
    ]
    if height > limits.rows:
        facts = (str(height), str(limits.rows), "rows")
        faults.append(Fault(path.name, 0, "", "", FaultReason.TOO_LARGE, facts))
    if not columns and not faults:
        faults.append(Fault(path.name, 0, "", "", FaultReason.EMPTY_TABLE))
    if faults:
        raise BadInput(sorted(faults))
    stored = dict(zip(columns, schema.names, strict=True))

    def load(name: str) -> CodedText:
        return _read_column(path, stored[name])

    return TextTable(path.name, columns, height, 1, None, "", load)


def _read_column(path: Path, name: str) -> CodedText:
    try:
        with pq.ParquetFile(path, read_dictionary=[name]) as parquet:
            return code_array(parquet.read(columns=[name]).column(name))
    except (pa.ArrowException, OSError) as error:
        raise BadInput([_unreadable(path, name)]) from error


def _unreadable(path: Path, column: str = "") -> Fault:
    return Fault(path.name, 0, column, "", FaultReason.UNREADABLE_FILE, ("parquet",))


def _is_plain(kind: pa.DataType) -> bool:
    if pa.types.is_dictionary(kind):
        return _is_plain(kind.value_type)
    return not pa.types.is_nested(kind) and not _is_binary(kind)


def _is_binary(kind: pa.DataType) -> bool:
    return bool(
        pa.types.is_binary(kind)
        or pa.types.is_large_binary(kind)
        or pa.types.is_fixed_size_binary(kind)
    )
