"""How much of a file is read before it is refused."""

from dataclasses import dataclass

MEGABYTE = 1024 * 1024


@dataclass(frozen=True, slots=True)
class ReadLimits:
    """Bounds that keep a hostile or mistaken file from filling the memory.

    Arguments:
        text_bytes: Largest text file; beyond it, convert to Parquet or split.
        workbook_bytes: Largest workbook, as it lies on the disk.
        unpacked_bytes: Largest workbook once unpacked: a small archive may hold gigabytes.
        cells: Largest area of a sheet, from its first cell to its last, empty ones included.
        rows: Most rows of a Parquet file, which may be of any size.
        columns: Most columns of any table.
        faults: Most faults reported at once; further ones are not looked for.
    """

    text_bytes: int = 512 * MEGABYTE
    workbook_bytes: int = 64 * MEGABYTE
    unpacked_bytes: int = 1024 * MEGABYTE
    cells: int = 20_000_000
    rows: int = 200_000_000
    columns: int = 16_384
    faults: int = 1000


DEFAULT_LIMITS = ReadLimits()
