"""What a workbook's archive holds, checked to be bounded before anything reads it."""

import struct
import zipfile
import zlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO
from xml.parsers import expat

from barometer.core.faults import BadInput, Fault, FaultReason
from barometer.files.limits import ReadLimits

BLOCK = 1 << 18
LOCAL_HEADER = struct.Struct("<4s22xHH")
WORKBOOK_KINDS = ("xlsx", "ods")

Start = Callable[[str, dict[str, str]], object]


@dataclass(frozen=True, slots=True)
class WorkbookArchive:
    """A workbook on disk.

    Arguments:
        path: The file.
        kind: ``xlsx`` or ``ods``.
        sheets: By name of sheet, in order, the member of the archive that holds it.
    """

    path: Path
    kind: str
    sheets: Mapping[str, str]


class DeclaredEntities(expat.ExpatError):
    """An XML file declares a document type, which no workbook needs and attackers use."""


def open_archive(path: Path, limits: ReadLimits) -> WorkbookArchive:
    """Return what a workbook holds.

    Raises:
        BadInput: The archive is damaged, is no XLSX or ODS, or holds too much once unpacked.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            if not _is_bounded(path, archive, limits.unpacked_bytes):
                facts = (str(limits.unpacked_bytes), "unpacked_bytes")
                raise BadInput([Fault(path.name, 0, "", "", FaultReason.TOO_LARGE, facts)])
            members = set(archive.namelist())
            if "xl/workbook.xml" in members:
                return WorkbookArchive(path, "xlsx", _xlsx_sheets(archive))
            if "content.xml" in members:
                return WorkbookArchive(path, "ods", _ods_sheets(archive))
    except (
        zipfile.BadZipFile,
        OSError,
        KeyError,
        struct.error,
        zlib.error,
        NotImplementedError,
        expat.ExpatError,
    ) as error:
        raise BadInput([unreadable_workbook(path)]) from error
    raise BadInput([unreadable_workbook(path)])


def unreadable_workbook(path: Path) -> Fault:
    """Return the fault of a file that is not a whole workbook."""
    return Fault(path.name, 0, "", "", FaultReason.UNREADABLE_FILE, WORKBOOK_KINDS)


def _is_bounded(path: Path, archive: zipfile.ZipFile, limit: int) -> bool:
    """Return whether all members together unpack to at most ``limit`` bytes.

    They are unpacked and counted: the sizes that an archive declares may lie.
    """
    room = limit
    with path.open("rb") as stream:
        for info in archive.infolist():
            stream.seek(info.header_offset)
            mark, name_length, extra_length = LOCAL_HEADER.unpack(stream.read(LOCAL_HEADER.size))
            if mark != b"PK\x03\x04":
                raise zipfile.BadZipFile(info.filename)
            stream.seek(name_length + extra_length, 1)
            room -= _unpacked_size(stream, info, room)
            if room < 0:
                return False
    return True


def _unpacked_size(stream: BinaryIO, info: zipfile.ZipInfo, room: int) -> int:
    """Return the size of a member once unpacked, or any number above ``room``."""
    if info.compress_type == zipfile.ZIP_STORED:
        return info.compress_size
    if info.compress_type != zipfile.ZIP_DEFLATED:
        raise zipfile.BadZipFile(info.filename)
    unpacker, size, left = zlib.decompressobj(-zlib.MAX_WBITS), 0, info.compress_size
    while left > 0 and size <= room and not unpacker.eof:
        packed = stream.read(min(BLOCK, left))
        if not packed:
            raise zipfile.BadZipFile(info.filename)
        left -= len(packed)
        while packed and size <= room:
            size += len(unpacker.decompress(packed, BLOCK))
            packed = unpacker.unconsumed_tail
    return size


def parse_xml(
    stream: BinaryIO, start: Start, prepare: Callable[[expat.XMLParserType], None]
) -> None:
    """Read an XML file, calling ``start`` at each element with its name and attributes.

    Arguments:
        stream: The file.
        start: Called with names as written, prefixes included.
        prepare: Called with the parser before it begins.

    Raises:
        ExpatError: The file is not well formed, or declares a document type.
    """
    parser = expat.ParserCreate()
    parser.StartElementHandler = start
    parser.StartDoctypeDeclHandler = _refuse_doctype
    parser.buffer_text = True
    prepare(parser)
    parser.ParseFile(stream)


def _refuse_doctype(name: str, *_: object) -> None:
    raise DeclaredEntities(name)


def local_name(name: str) -> str:
    """Return the name of an element without its prefix."""
    return name.rpartition(":")[2]


def _elements(archive: zipfile.ZipFile, member: str, wanted: str) -> list[dict[str, str]]:
    """Return the attributes of every element of a local name."""
    found: list[dict[str, str]] = []

    def start(name: str, attributes: dict[str, str]) -> None:
        if local_name(name) == wanted:
            found.append(attributes)

    with archive.open(member) as stream:
        parse_xml(stream, start, lambda parser: None)  # type: ignore[arg-type]  # an IO of bytes
    return found


def _xlsx_sheets(archive: zipfile.ZipFile) -> dict[str, str]:
    targets = {
        relation["Id"]: relation["Target"]
        for relation in _elements(archive, "xl/_rels/workbook.xml.rels", "Relationship")
    }
    sheets = {}
    for sheet in _elements(archive, "xl/workbook.xml", "sheet"):
        identity = next(value for key, value in sheet.items() if local_name(key) == "id")
        target = targets[identity]
        member = target.lstrip("/") if target.startswith("/") else f"xl/{target}"
        if "worksheets/" in member:
            sheets[sheet["name"]] = member
    return sheets


def _ods_sheets(archive: zipfile.ZipFile) -> dict[str, str]:
    tables = _elements(archive, "content.xml", "table")
    return {table["table:name"]: "content.xml" for table in tables if "table:name" in table}
