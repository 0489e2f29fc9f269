"""Which encoding a text file is in, decided from all its bytes before any is believed."""

import codecs
from collections.abc import Iterator
from pathlib import Path

from barometer.core.faults import BadInput, Fault, FaultReason

BLOCK = 1 << 20
CONTEXT = 20
ASCII = bytes(range(1, 128))
ACCEPTED = ("utf-8", "utf-16", "windows-1252")

WESTERN = frozenset(
    "àâäáãåæçéèêëîïíìñôöóòõœùûüúÿßÀÄÁÅÆÇÉÈÊËÎÏÍÑÔÖÓŒÙÛÜÚ«»‘’“”…–—€°²³§·©®¿¡\u00a0".encode("cp1252")
)
"""Bytes above 127 that West European text holds in Windows-1252.

Those that betray another encoding are left out: the first bytes of accented letters in UTF-8
(a file half in one encoding and half in the other), and the letters of the Macintosh.
"""


def detect_encoding(path: Path) -> str:
    """Return the encoding of a text file as Python names it.

    UTF-8 and UTF-16 are recognised by their mark or, for UTF-8, by being valid throughout.
    Windows-1252 is accepted when each byte above 127 is one that West European text uses.

    Raises:
        BadInput: The file holds bytes that no accepted encoding gives a meaning to, or NULs.
    """
    with path.open("rb") as stream:
        head = stream.read(4)
    has_mark = head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    likely = "utf-16" if has_mark else "utf-8-sig"
    fault = _first_fault(path, likely)
    if fault is None:
        return likely
    if not has_mark and fault.reason is FaultReason.BAD_ENCODING and _is_western(path):
        return "cp1252"
    raise BadInput([fault])


def _blocks(path: Path) -> Iterator[bytes]:
    with path.open("rb") as stream:
        while block := stream.read(BLOCK):
            yield block


def _first_fault(path: Path, encoding: str) -> Fault | None:
    """Return the first place where a file is not text of ``encoding``; None if it all is."""
    decoder = codecs.getincrementaldecoder(encoding)()
    line = 1
    for block in _blocks_of(path):
        try:
            text = decoder.decode(block, final=not block)
        except UnicodeDecodeError as error:
            return _undecoded(path, line, error)
        if "\0" in text:
            return _not_text(path, line + text[: text.index("\0")].count("\n"))
        line += text.count("\n")
    return None


def _blocks_of(path: Path) -> Iterator[bytes]:
    """Yield the blocks of a file, then an empty one that ends the decoding."""
    yield from _blocks(path)
    yield b""


def _not_text(path: Path, line: int) -> Fault:
    return Fault(path.name, line, "", "\\x00", FaultReason.UNREADABLE_FILE, ("text",))


def _undecoded(path: Path, line: int, error: UnicodeDecodeError) -> Fault:
    nul = error.object.find(b"\0")
    if nul >= 0 and not error.encoding.startswith("utf-16"):
        return _not_text(path, line + error.object.count(b"\n", 0, nul))
    before = error.object[: error.start]
    line += before.count(b"\n")
    start = max(error.start - CONTEXT, before.rfind(b"\n") + 1)
    shown = error.object[start : error.end].decode("ascii", "backslashreplace")
    return Fault(path.name, line, "", shown, FaultReason.BAD_ENCODING, ACCEPTED)


def _is_western(path: Path) -> bool:
    high = {byte for block in _blocks(path) for byte in block.translate(None, ASCII)}
    return high <= WESTERN
