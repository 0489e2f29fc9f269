"""File names of pages, safe on every system, from codes that may hold anything."""

import re
from collections import Counter
from collections.abc import Sequence
from hashlib import sha256
from typing import Final

SAFE: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,59}")
RESERVED: Final = frozenset(
    {"con", "prn", "aux", "nul", *(f"{d}{n}" for d in ("com", "lpt") for n in range(1, 10))}
)


def name_pages(codes: Sequence[str]) -> tuple[str, ...]:
    """Return one file name per code, all different even where case does not count.

    A plain code is its own name; any other is cut to plain letters and told apart by a digest.

    Example:
        >>> name_pages(["ville-01", "../x"])
        ('ville-01.html', 'x-d6b96a97.html')
    """
    counts = Counter(code.casefold() for code in codes)
    return tuple(_name_page(code, is_alone=counts[code.casefold()] == 1) for code in codes)


def _name_page(code: str, *, is_alone: bool) -> str:
    if is_alone and SAFE.fullmatch(code) and code.casefold() not in RESERVED:
        return f"{code}.html"
    plain = re.sub(r"[^A-Za-z0-9]+", "-", code).strip("-")[:40]
    digest = sha256(code.encode()).hexdigest()[:8]
    return f"{plain}-{digest}.html" if plain else f"{digest}.html"
