"""Columns of text in which each distinct text is held once: millions of rows stay cheap."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from barometer.core.arrays import Bools, Positions

NO_TEXT = -1


@dataclass(frozen=True, slots=True, eq=False)
class CodedText:
    """A column of text without outer blanks.

    Arguments:
        texts: The distinct texts, none empty.
        codes: Per row, the position of its text in ``texts``; ``NO_TEXT`` where it is empty.
    """

    texts: tuple[str, ...]
    codes: Positions

    def __len__(self) -> int:
        return len(self.codes)

    @property
    def is_empty(self) -> Bools:
        """Whether each row is empty."""
        return np.asarray(self.codes == NO_TEXT, dtype=np.bool_)

    def text(self, row: int) -> str:
        """Return the text of a row; '' when empty."""
        code = int(self.codes[row])
        return "" if code == NO_TEXT else self.texts[code]

    def list(self) -> list[str]:
        """Return the text of every row; '' when empty."""
        texts = (*self.texts, "")
        return [texts[code] for code in self.codes.tolist()]

    def take(self, rows: npt.NDArray[np.integer] | Bools) -> "CodedText":
        """Return the rows chosen, by position or by mask."""
        return CodedText(self.texts, self.codes[rows])

    def positions(self, known: Mapping[str, int]) -> Positions:
        """Return the position of each row's text in ``known``; -1 where empty or not known."""
        if not self.texts:
            return self.codes
        by_text = np.array([known.get(text, -1) for text in self.texts] + [-1], np.int32)
        return by_text[self.codes]


def no_text(n_rows: int) -> CodedText:
    """Return an empty column."""
    # A view of one number: absent columns of millions of rows take no memory.
    return CodedText((), np.broadcast_to(np.int32(NO_TEXT), (n_rows,)))


def code_texts(texts: Sequence[str]) -> CodedText:
    """Return a column from the text of each row, outer blanks taken away."""
    return code_array(pa.array(texts, pa.string()))


def code_array(array: pa.Array | pa.ChunkedArray) -> CodedText:
    """Return a column from Arrow data of any plain type; null is empty.

    Numbers, days and moments are spelled as :func:`spell_cell` spells them.
    """
    chunked = array if isinstance(array, pa.ChunkedArray) else pa.chunked_array([array])
    if not pa.types.is_dictionary(chunked.type):
        chunked = chunked.dictionary_encode()
    if not len(chunked):
        return no_text(0)
    whole = chunked.unify_dictionaries().combine_chunks()
    filled = whole.indices.fill_null(NO_TEXT) if whole.indices.null_count else whole.indices
    indices = filled.to_numpy(zero_copy_only=False)
    found = ["" if cell is None else spell_cell(cell) for cell in whole.dictionary.to_pylist()]
    return _without_repeats(found, indices.astype(np.int32, copy=False))


def _without_repeats(found: Sequence[str], codes: Positions) -> CodedText:
    """Return a column whose texts are stripped, distinct and not empty."""
    stripped = [text.strip() for text in found]
    texts = tuple(dict.fromkeys(text for text in stripped if text))
    if texts == tuple(stripped):
        return CodedText(texts, codes)
    where = {text: position for position, text in enumerate(texts)}
    remap = np.array([where.get(text, NO_TEXT) for text in stripped] + [NO_TEXT], np.int32)
    return CodedText(texts, remap[codes])


def join_coded(columns: Sequence[CodedText]) -> CodedText:
    """Return the rows of several columns, one after the other."""
    if len(columns) == 1:
        return columns[0]
    texts = tuple(dict.fromkeys(text for column in columns for text in column.texts))
    where = {text: position for position, text in enumerate(texts)}
    parts = [column.positions(where) for column in columns]
    return CodedText(texts, np.concatenate([*parts, np.zeros(0, np.int32)]))


def spell_cell(cell: Any) -> str:
    """Return a cell of a workbook or a Parquet file as the text that people would type.

    Whole numbers have no decimals, days and moments are ISO 8601, durations are in hours,
    minutes and seconds. Not-a-number is ''.

    Example:
        >>> spell_cell(7.0), spell_cell(2.5), spell_cell(True)
        ('7', '2.5', 'true')
    """
    if isinstance(cell, str):
        return cell
    if isinstance(cell, bool):
        return "true" if cell else "false"
    if isinstance(cell, float):
        return _spell_float(cell)
    if isinstance(cell, datetime):
        return cell.isoformat(timespec="seconds" if cell.second else "minutes")
    if isinstance(cell, timedelta):
        minutes, seconds = divmod(round(cell.total_seconds()), 60)
        return f"{minutes // 60}:{minutes % 60:02}:{seconds:02}"
    return str(cell)


def _spell_float(number: float) -> str:
    if number != number:
        return ""
    return str(int(number)) if number.is_integer() else repr(number)


def code_rows(rows: Iterable[Sequence[str]], n_columns: int) -> list[CodedText]:
    """Return one column per position of rows that all have ``n_columns`` texts.

    Rows are taken a block at a time, so that a large file is never held as Python texts.
    """
    chunks: list[list[pa.Array]] = [[] for _ in range(n_columns)]
    for block in _blocks(rows):
        for column, cells in zip(chunks, zip(*block, strict=True), strict=True):
            column.append(pa.array(cells, pa.string()).dictionary_encode())
    return [code_array(pa.chunked_array(column)) if column else no_text(0) for column in chunks]


BLOCK_ROWS = 32_768


def _blocks(rows: Iterable[Sequence[str]]) -> Iterator[list[Sequence[str]]]:
    block: list[Sequence[str]] = []
    for row in rows:
        block.append(row)
        if len(block) == BLOCK_ROWS:
            yield block
            block = []
    if block:
        yield block
