"""How answers may be spelled, in one table, and what each spelling means."""

import math
import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from barometer.core.arrays import Floats, Positions, States
from barometer.core.grids.model import Grid, ItemKind
from barometer.core.scoring.encoding import AnswerState

YES_NO_SPELLINGS: Mapping[str, int] = {
    "yes": 1, "oui": 1, "true": 1, "vrai": 1, "1": 1,
    "no": 0, "non": 0, "false": 0, "faux": 0, "0": 0,
}  # fmt: skip
"""Answers to yes/no items, folded; see :func:`fold`."""

STATE_SPELLINGS: Mapping[str, AnswerState] = {
    "not_applicable": AnswerState.NOT_APPLICABLE,
    "non_applicable": AnswerState.NOT_APPLICABLE,
    "sans_objet": AnswerState.NOT_APPLICABLE,
    "na": AnswerState.NOT_APPLICABLE,
    "n/a": AnswerState.NOT_APPLICABLE,
    "so": AnswerState.NOT_APPLICABLE,
    "s/o": AnswerState.NOT_APPLICABLE,
    "not_observed": AnswerState.NOT_OBSERVED,
    "non_observe": AnswerState.NOT_OBSERVED,
    "n/o": AnswerState.NOT_OBSERVED,
    "censored": AnswerState.CENSORED,
    "no_reply": AnswerState.CENSORED,
    "sans_reponse": AnswerState.CENSORED,
}
"""States of any item, folded. ``NO`` alone is the answer no, never "not observed".

A censored delay may state how long was waited: ``censored:15``, in the unit of the item.
"""

NUMBER = re.compile(r"[+-]?[0-9]+(?:[.,][0-9]+)?(?:[eE][+-]?[0-9]{1,3})?")
INTERVAL = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}[^/]*/")
CHOICES = re.compile(r"\s*[+|]\s*|\s+")
EXCLUSIVE = "none"
NO_STATE = 255


@dataclass(frozen=True, slots=True, eq=False)
class SpelledAnswers:
    """What each distinct text of an answer column may mean, by the kind of the item it answers.

    Arguments:
        number: The number it states, NaN if it states none; for a censored delay the time waited.
        state: :class:`AnswerState` that it names; ``NO_STATE`` if it names none.
        word: Column of ``values`` that it reads; -1, the last, which is all NaN, for most numbers.
        values: Encoded answer by scale (row 0: yes/no, then graded and multiple scales) and word.
        is_interval: Whether it is two moments, ``start/end``.
    """

    number: Floats
    state: States
    word: Positions
    values: Floats
    is_interval: np.ndarray[tuple[int, ...], np.dtype[np.bool_]]


def fold(text: str) -> str:
    """Return a text in small letters without accents, blanks and hyphens made underscores.

    Example:
        >>> fold("Sans objet"), fold("non-observé")
        ('sans_objet', 'non_observe')
    """
    bare = "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))
    return re.sub(r"[\s-]+", "_", bare.strip().casefold())


def parse_number(text: str) -> float:
    """Return the number that a text states, with a decimal point or comma; NaN if it states none.

    Thousands are not separated. Infinity is no number.
    """
    if not NUMBER.fullmatch(text):
        return math.nan
    number = float(text.replace(",", "."))
    return number if math.isfinite(number) else math.nan


def list_discrete_scales(grid: Grid) -> dict[tuple[ItemKind, str], int]:
    """Return the row, in ``values``, of every scale in use, by kind of item and code of scale."""
    rows = {(ItemKind.YES_NO, ""): 0}
    for item in grid.items:
        if item.kind in {ItemKind.GRADED, ItemKind.MULTIPLE}:
            rows.setdefault((item.kind, item.scale), len(rows))
    return rows


def read_spellings(grid: Grid, texts: Sequence[str]) -> SpelledAnswers:
    """Return what each of some distinct texts may mean.

    Arguments:
        grid: The grid, for its scales.
        texts: Distinct, none empty.
    """
    scales = [_Scale.of(grid, kind, code) for kind, code in list_discrete_scales(grid)]
    words: list[list[float]] = []
    word = np.full(len(texts), -1, np.int32)
    number = np.full(len(texts), np.nan)
    state = np.full(len(texts), NO_STATE, np.uint8)
    for row, text in enumerate(texts):
        number[row] = parse_number(text)
        folded = fold(text) if math.isnan(number[row]) else text
        encoded = [scale.encode(text, folded) for scale in scales]
        if not all(map(math.isnan, encoded)):
            word[row] = len(words)
            words.append(encoded)
        if math.isnan(number[row]):
            state[row], number[row] = _state(text, folded)
    words.append([math.nan] * len(scales))
    is_interval = np.array([bool(INTERVAL.match(text)) for text in texts], np.bool_)
    return SpelledAnswers(number, state, word, np.array(words).T.copy(), is_interval)


def _state(text: str, folded: str) -> tuple[int, float]:
    name, colon, _ = folded.partition(":")
    state = STATE_SPELLINGS.get(name.rstrip("_"), NO_STATE)
    if not colon:
        return state, math.nan
    number = parse_number(text.partition(":")[2].strip())
    is_right = state == AnswerState.CENSORED and number >= 0
    return (state, number) if is_right else (NO_STATE, math.nan)


@dataclass(frozen=True, slots=True)
class _Scale:
    """Positions of the answers of one scale, as written and folded."""

    kind: ItemKind
    exact: Mapping[str, int]
    folded: Mapping[str, int]

    @classmethod
    def of(cls, grid: Grid, kind: ItemKind, code: str) -> "_Scale":
        if kind is ItemKind.YES_NO:
            return cls(kind, {}, YES_NO_SPELLINGS)
        levels = next(scale.levels for scale in grid.scales if scale.code == code)
        exact = {level.value: position for position, level in enumerate(levels)}
        folded = {fold(value): position for value, position in exact.items()}
        return cls(kind, exact, folded if len(folded) == len(exact) else {})

    def position(self, text: str, folded: str) -> int:
        """Return the position of one answer; -1 if it is not of this scale."""
        found = self.exact.get(text)
        return self.folded.get(folded, -1) if found is None else found

    def encode(self, text: str, folded: str) -> float:
        """Return the encoded answer; NaN if the text is not an answer of this scale."""
        position = self.position(text, folded)
        if self.kind is not ItemKind.MULTIPLE:
            return float(position) if position >= 0 else math.nan
        if position >= 0:
            return float(1 << position)
        chosen = {self.position(part, fold(part)) for part in CHOICES.split(text) if part}
        is_mixed = len(chosen) > 1 and self.position(EXCLUSIVE, EXCLUSIVE) in chosen
        if not chosen or -1 in chosen or is_mixed:
            return math.nan
        return float(sum(1 << position for position in chosen))
