"""From the text of answers to values and states, kind by kind."""

import math
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

import numpy as np

from barometer.core.arrays import Bools, Floats, Integers, Positions, States
from barometer.core.errors import InvalidArgument
from barometer.core.faults import FaultReason
from barometer.core.grids.model import Item, ItemKind
from barometer.core.grids.writing import spell_number
from barometer.core.scoring.compiled import CompiledGrid
from barometer.core.scoring.encoding import AnswerState
from barometer.core.scoring.gates import answer_codes
from barometer.files.answers_layout import RawAnswers
from barometer.files.answers_spellings import (
    NO_STATE,
    SpelledAnswers,
    list_discrete_scales,
    read_spellings,
)
from barometer.files.fault_log import FaultLog

DELAY_UNITS = (
    "seconds", "minutes", "hours", "days", "working_hours", "working_days", "months",
)  # fmt: skip
"""Units of items whose answer may be censored: the reply had not come."""

INTERVAL_UNITS = ("minutes", "hours", "days", "working_hours", "working_days")
"""Units of items whose answer may be two moments."""

CHUNK = 1 << 20


class QuantityBetween(Protocol):
    """Measures a delay in the calendar of a body.

    Raises :class:`InvalidArgument` when the end is before the start, or when the territory or the
    opening hours of the body are not known to it.
    """

    def __call__(
        self, start: datetime, end: datetime, unit: str, territory: str, opening: str
    ) -> float:
        """Return the delay in ``unit``; both moments are local to the body."""
        ...


@dataclass(frozen=True, slots=True, eq=False)
class BodyCalendars:
    """How delays are measured at each body.

    Arguments:
        quantity_between: None when no calendar is at hand: intervals are then refused.
        body: Position of the body of each row; -1 if unknown.
        territory, opening: Properties of the bodies, by position.
    """

    quantity_between: QuantityBetween | None
    body: Positions
    territory: tuple[str, ...]
    opening: tuple[str, ...]


@dataclass(frozen=True, slots=True, eq=False)
class AnswerValues:
    """Encoded answers; NaN and ``NOT_OBSERVED`` where ``is_bad``."""

    value: Floats
    state: States
    is_bad: Bools


def value_answers(
    raw: RawAnswers,
    compiled: CompiledGrid,
    item_position: Positions,
    calendars: BodyCalendars,
    log: FaultLog,
) -> AnswerValues:
    """Return the value and state of each answer.

    Arguments:
        raw: Answers as text.
        compiled: The grid.
        item_position: Position of the item of each answer; -1 if unknown, which is not judged.
        calendars: How two moments become a delay.
        log: Receives what is wrong.

    Source: Method, sections 2.1, 2.2 and 2.5.
    """
    spelled = read_spellings(compiled.grid, raw.answer.texts)
    kinds = _ItemKinds.of(compiled)
    value, state = _encode(spelled, kinds, item_position, raw.answer.codes)
    is_bad = item_position < 0
    for row in _interval_rows(raw, compiled, item_position, spelled).tolist():
        delay = _delay(raw, compiled.grid.items[item_position[row]].unit, row, calendars)
        value[row], state[row] = delay.quantity, AnswerState.ANSWERED
        is_bad[row] = math.isnan(delay.quantity)
        if delay.facts:
            text = raw.answer.text(row)
            log.add(raw.answer_fault(row, "answer", text, FaultReason.BAD_MOMENT, *delay.facts))
    for is_wrong, describe in _checks(kinds, item_position, value, state):
        for row in log.rows(is_wrong & ~is_bad):
            item = compiled.grid.items[item_position[row]]
            reason, facts = describe(compiled, item)
            text = raw.answer.text(row)
            log.add(raw.answer_fault(row, "answer", text, reason, *facts))
        is_bad |= is_wrong
    value[is_bad], state[is_bad] = np.nan, AnswerState.NOT_OBSERVED
    _check_units(raw, compiled, item_position, log)
    return AnswerValues(value, state, is_bad)


@dataclass(frozen=True, slots=True, eq=False)
class _ItemKinds:
    """What each item takes, by position; a last entry stands for the unknown item."""

    scale: Positions
    is_measured: Bools
    is_derived: Bools
    is_delay: Bools
    minimum: Floats
    maximum: Floats

    @classmethod
    def of(cls, compiled: CompiledGrid) -> "_ItemKinds":
        items = compiled.grid.items
        scales = list_discrete_scales(compiled.grid)

        def scale(item: Item) -> int:
            return scales.get((item.kind, item.scale), 0)

        def flags(holds: Callable[[Item], bool]) -> Bools:
            return np.array([*map(holds, items), False], np.bool_)

        return cls(
            scale=np.array([*map(scale, items), 0], np.int32),
            is_measured=flags(lambda item: item.kind is ItemKind.MEASURED),
            is_derived=flags(lambda item: item.kind is ItemKind.TABLE),
            is_delay=flags(lambda item: item.unit in DELAY_UNITS),
            minimum=np.array([*(item.minimum for item in items), np.nan]),
            maximum=np.array([*(item.maximum for item in items), np.nan]),
        )


def _encode(
    spelled: SpelledAnswers, kinds: _ItemKinds, item: Positions, text: Positions
) -> tuple[Floats, States]:
    """Return value and state by answer, a block at a time to stay in the cache."""
    value = np.empty(len(item))
    state = np.empty(len(item), np.uint8)
    for start in range(0, len(item), CHUNK):
        part = slice(start, start + CHUNK)
        items, texts = item[part], text[part]
        discrete = spelled.values[kinds.scale[items], spelled.word[texts]]
        found = np.where(kinds.is_measured[items], spelled.number[texts], discrete)
        named = spelled.state[texts]
        is_stated = (named != NO_STATE) & (kinds.is_measured[items] | np.isnan(discrete))
        value[part] = np.where(is_stated, spelled.number[texts], found)
        is_answered = ~is_stated & ~np.isnan(found)
        state[part] = np.where(is_answered, np.uint8(AnswerState.ANSWERED), named)
    return value, state


Describe = Callable[[CompiledGrid, Item], tuple[FaultReason, tuple[str, ...]]]


def _checks(
    kinds: _ItemKinds, item: Positions, value: Floats, state: States
) -> Iterator[tuple[Bools, Describe]]:
    """Yield what is wrong with which answers, the gravest first."""
    is_known = item >= 0
    yield kinds.is_derived[item], _describe_derived
    is_unread = is_known & (state == NO_STATE)
    yield is_unread & kinds.is_measured[item], _describe_number
    yield is_unread, _describe_choice
    is_censored = is_known & (state == AnswerState.CENSORED)
    yield is_censored & ~kinds.is_delay[item], _describe_censored
    is_outside = np.zeros(len(item), np.bool_)
    rows = np.flatnonzero((state == AnswerState.ANSWERED) & kinds.is_measured[item])
    low, high = kinds.minimum[item[rows]], kinds.maximum[item[rows]]
    is_outside[rows] = (value[rows] < low) | (value[rows] > high)
    yield is_outside, _describe_bounds


def _describe_derived(compiled: CompiledGrid, item: Item) -> tuple[FaultReason, tuple[str, ...]]:
    return FaultReason.NOT_EXPECTED, (item.code,)


def _describe_number(compiled: CompiledGrid, item: Item) -> tuple[FaultReason, tuple[str, ...]]:
    return FaultReason.BAD_NUMBER, (item.code, item.unit)


def _describe_choice(compiled: CompiledGrid, item: Item) -> tuple[FaultReason, tuple[str, ...]]:
    return FaultReason.IMPOSSIBLE_VALUE, (item.code, *answer_codes(compiled, item.code))


def _describe_censored(compiled: CompiledGrid, item: Item) -> tuple[FaultReason, tuple[str, ...]]:
    return FaultReason.CENSORED_NOT_A_DELAY, (item.code,)


def _describe_bounds(compiled: CompiledGrid, item: Item) -> tuple[FaultReason, tuple[str, ...]]:
    bounds = spell_number(item.minimum), spell_number(item.maximum)
    return FaultReason.IMPOSSIBLE_VALUE, (item.code, *bounds, item.unit)


def _check_units(
    raw: RawAnswers, compiled: CompiledGrid, item_position: Positions, log: FaultLog
) -> None:
    """Refuse answers whose stated unit is not that of their item."""
    unit = raw.answer_columns["unit"]
    if not unit.texts:
        return
    units: Mapping[str, int] = {text: code for code, text in enumerate(unit.texts)}
    expected = np.array([units.get(item.unit, -2) for item in compiled.grid.items] + [-2])
    is_wrong = ~unit.is_empty & (item_position >= 0) & (unit.codes != expected[item_position])
    for row in log.rows(is_wrong):
        item = compiled.grid.items[item_position[row]]
        fault = FaultReason.WRONG_UNIT
        log.add(raw.answer_fault(row, "unit", unit.text(row), fault, item.code, item.unit))


def _interval_rows(
    raw: RawAnswers, compiled: CompiledGrid, item_position: Positions, spelled: SpelledAnswers
) -> Integers:
    """Return the answers that are two moments, where two moments make sense."""
    if not spelled.is_interval.any():
        return np.zeros(0, np.int64)
    takes = np.array([*(i.unit in INTERVAL_UNITS for i in compiled.grid.items), False], np.bool_)
    return np.flatnonzero(spelled.is_interval[raw.answer.codes] & takes[item_position])


@dataclass(frozen=True, slots=True)
class _Delay:
    """A delay in the unit asked; NaN, with the facts of the fault if it is one of its own."""

    quantity: float
    facts: tuple[str, ...] = ()


def _delay(raw: RawAnswers, unit: str, answer: int, calendars: BodyCalendars) -> _Delay:
    """Return the delay that the two moments of an answer make at its body."""
    body = int(calendars.body[raw.row[answer]])
    if calendars.quantity_between is None:
        return _Delay(math.nan, ("calendar",))
    if body < 0:
        return _Delay(math.nan)
    try:
        moments = raw.answer.text(answer).split("/")
        start, end = (datetime.fromisoformat(moment.strip()) for moment in moments)
        if (start.tzinfo is None) != (end.tzinfo is None):
            return _Delay(math.nan, ("time_zone",))
        territory, opening = calendars.territory[body], calendars.opening[body]
        return _Delay(float(calendars.quantity_between(start, end, unit, territory, opening)))
    except InvalidArgument as error:
        return _Delay(math.nan, (error.name, str(error.value), error.allowed))
    except ValueError:
        return _Delay(math.nan, ("iso",))
