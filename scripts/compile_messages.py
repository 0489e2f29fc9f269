"""Compiles the translations of locale/ (.po) into what Django reads (.mo), with Python alone."""

import ast
import struct
from pathlib import Path

LOCALE = Path(__file__).resolve().parents[1] / "locale"
MAGIC = 0x950412DE


def read_catalogue(path: Path) -> list[dict[str, str]]:
    """Return the entries of a .po file by keyword (msgid, msgstr[0]...); ``#,`` holds the flags."""
    entries = []
    for block in path.read_text(encoding="utf-8").split("\n\n"):
        entry: dict[str, str] = {}
        keyword = ""
        for line in block.splitlines():
            if line.startswith("#,"):
                entry["#,"] = line[2:]
            elif line and not line.startswith("#"):
                start, quote, rest = line.partition('"')
                keyword = start.strip() or keyword
                entry[keyword] = entry.get(keyword, "") + ast.literal_eval(quote + rest)
        if "msgid" in entry:
            entries.append(entry)
    return entries


def key_of(entry: dict[str, str]) -> str:
    """Return what gettext looks up: context, message, plural."""
    context = f"{entry['msgctxt']}\x04" if "msgctxt" in entry else ""
    plural = f"\0{entry['msgid_plural']}" if "msgid_plural" in entry else ""
    return f"{context}{entry['msgid']}{plural}"


def translations_of(entry: dict[str, str]) -> list[str]:
    """Return the translation of an entry, or one for each plural form."""
    return [text for keyword, text in entry.items() if keyword.startswith("msgstr")]


def compile_catalogue(entries: list[dict[str, str]]) -> bytes:
    """Return a .mo file: a header, two tables of (length, offset), then the texts, sorted."""
    kept = {key_of(entry): "\0".join(translations_of(entry)) for entry in entries}
    pairs = sorted((key.encode(), text.encode()) for key, text in kept.items())
    texts = [key for key, _ in pairs] + [text for _, text in pairs]
    size = 8 * len(pairs)
    table = body = b""
    for text in texts:
        table += struct.pack("<2I", len(text), 28 + 2 * size + len(body))
        body += text + b"\0"
    return struct.pack("<7I", MAGIC, 0, len(pairs), 28, 28 + size, 0, 0) + table + body


if __name__ == "__main__":
    for source in sorted(LOCALE.glob("*/LC_MESSAGES/*.po")):
        source.with_suffix(".mo").write_bytes(compile_catalogue(read_catalogue(source)))
