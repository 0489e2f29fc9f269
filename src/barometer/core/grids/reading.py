"""Typed reading of text cells that collects every fault instead of stopping at the first."""

import math
import re
from collections.abc import Iterable, Sequence
from enum import StrEnum
from typing import TypeVar

from barometer.core.faults import Fault, FaultReason
from barometer.core.grids.model import Condition, Label, Text
from barometer.core.grids.tables import Row

CODE = re.compile(r"[a-z][a-z0-9]*([-_.][a-z0-9]+)*", re.IGNORECASE)
CONDITION = re.compile(r"(?P<comparison><=|>=|<|>)\s*(?P<bound>-?[0-9]+(?:\.[0-9]+)?)")
NUMBER = re.compile(r"[+-]?([0-9]+\.?[0-9]*|\.[0-9]+)(e[+-]?[0-9]+)?", re.IGNORECASE)
TERM = re.compile(r"(?P<item>[^=<>\s]+)\s*(?P<test>=.+|[<>].+)")

Choice = TypeVar("Choice", bound=StrEnum)


class Cells:
    """The cells of one row; each method reads one cell and records what is wrong with it."""

    def __init__(self, file: str, row: Row, faults: list[Fault]) -> None:
        self.file = file
        self.row = row
        self.faults = faults

    def refuse(self, column: str, reason: FaultReason, *facts: str) -> None:
        """Record a fault of this row."""
        value = self.row.cells.get(column, "")
        self.faults.append(Fault(self.file, self.row.line, column, value, reason, facts))

    def text(self, column: str, *, is_required: bool = False) -> str:
        """Return the cell without outer blanks; '' when empty."""
        value = self.row.cells.get(column, "").strip()
        if is_required and not value:
            self.refuse(column, FaultReason.MISSING_VALUE)
        return value

    def code(self, column: str, *, is_required: bool = True) -> str:
        """Return a code: letters, digits, and single ``-``, ``_`` or ``.`` between them."""
        value = self.text(column, is_required=is_required)
        if value and not CODE.fullmatch(value):
            self.refuse(column, FaultReason.BAD_CODE)
        return value

    def codes(self, column: str) -> tuple[str, ...]:
        """Return the codes of a cell, separated by blanks."""
        return tuple(self.text(column).split())

    def number(
        self,
        column: str,
        *,
        minimum: float = -math.inf,
        maximum: float = math.inf,
        default: float | None = None,
    ) -> float:
        """Return a number within bounds; ``default`` when empty (None: empty is a fault)."""
        value = self.text(column, is_required=default is None)
        if not value:
            return math.nan if default is None else default
        number = float(value) if NUMBER.fullmatch(value) else math.nan
        if not math.isfinite(number):
            self.refuse(column, FaultReason.BAD_NUMBER)
        elif not minimum <= number <= maximum:
            self.refuse(column, FaultReason.OUT_OF_RANGE, f"{minimum:g}", f"{maximum:g}")
        return number

    def choice(self, column: str, allowed: type[Choice], default: Choice | None = None) -> Choice:
        """Return a member of ``allowed``; ``default`` when empty; a fault gives the first one."""
        value = self.text(column, is_required=default is None)
        if not value and default is not None:
            return default
        try:
            return allowed(value)
        except ValueError:
            if value:
                self.refuse(column, FaultReason.BAD_CHOICE, *allowed)
            return next(iter(allowed))

    def flag(self, column: str, *, default: bool = False) -> bool:
        """Return True for ``yes``, False for ``no``; ``default`` when empty."""
        value = self.one_of(column, ("yes", "no", ""))
        return default if value == "" else value == "yes"

    def one_of(self, column: str, allowed: Iterable[str]) -> str:
        """Return the cell if it is one of ``allowed`` (an empty string may be among them)."""
        value = self.text(column)
        choices = tuple(allowed)
        if value not in choices:
            reason = FaultReason.BAD_CHOICE if value else FaultReason.MISSING_VALUE
            self.refuse(column, reason, *(choice for choice in choices if choice))
        return value

    def both(self, stem: str, *, is_required: bool = True) -> Text:
        """Return the French and English cells of ``stem``; French may be compulsory."""
        french, english = self.text(f"{stem}_fr"), self.text(f"{stem}_en")
        if not french and (is_required or english):
            self.refuse(f"{stem}_fr", FaultReason.MISSING_FRENCH)
        return Text(french, english)

    def words(self) -> Label:
        """Return label (compulsory in French) and help (optional)."""
        return Label(self.both("label"), self.both("help", is_required=False))

    def condition(self, column: str, item: str, test: str) -> Condition:
        """Return the condition ``test`` on ``item``: ``a|b`` (one of) or ``>5`` (a comparison)."""
        comparison = CONDITION.fullmatch(test.strip())
        if comparison:
            return Condition(item, (), comparison["comparison"], float(comparison["bound"]))
        values = tuple(value.strip() for value in test.split("|"))
        if not test or not all(CODE.fullmatch(value) for value in values):
            self.refuse(column, FaultReason.BAD_CONDITION)
        return Condition(item, values)

    def conditions(self, column: str) -> tuple[Condition, ...]:
        """Return the conditions of a cell such as ``a=yes b=no|none c>3``; empty: always."""
        found = []
        for term in self.text(column).split():
            match = TERM.fullmatch(term)
            if not match:
                self.refuse(column, FaultReason.BAD_CONDITION)
                continue
            found.append(self.condition(column, match["item"], match["test"].removeprefix("=")))
        return tuple(found)


class Settings(Cells):
    """A table of ``key`` and ``value`` read as one row, whose columns are the keys.

    A fault names the line of its key; line 0 when the key is nowhere in the table.
    """

    def __init__(self, file: str, rows: Sequence[Row], faults: list[Fault]) -> None:
        found = {row.cells.get("key", "").strip(): row for row in reversed(rows)}
        values = {key: row.cells.get("value", "") for key, row in found.items()}
        super().__init__(file, Row(0, values), faults)
        self.lines = {key: row.line for key, row in found.items()}

    def refuse(self, column: str, reason: FaultReason, *facts: str) -> None:
        """Record a fault of the key ``column``."""
        line, value = self.lines.get(column, 0), self.row.cells.get(column, "")
        self.faults.append(Fault(self.file, line, column, value, reason, facts))

    def refuse_other_keys(self, known: Sequence[str]) -> None:
        """Record every key that is not one of ``known``: a misspelt one would be lost."""
        for key, line in self.lines.items():
            if key not in known:
                reason = FaultReason.BAD_CHOICE if key else FaultReason.MISSING_VALUE
                self.faults.append(Fault(self.file, line, "key", key, reason, tuple(known)))
