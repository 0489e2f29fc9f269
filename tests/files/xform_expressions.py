"""A small reader of the expressions our forms use, for tests: what would the app show?"""

import math
import re
from collections.abc import Mapping
from typing import Any

NAMES = re.compile(r"\$\{(\w+)\}")


class Value(str):
    """An answer as forms hold it: text that compares as a number with a number; '' with nothing."""

    __slots__ = ()
    __hash__ = str.__hash__

    def _number(self) -> float:
        return float(self) if self else math.nan

    def __eq__(self, other: object) -> bool:
        return (
            self._number() == other if isinstance(other, int | float) else str.__eq__(self, other)
        )

    def __ne__(self, other: object) -> bool:
        return not self == other

    def __lt__(self, other: Any) -> bool:
        return self._number() < other

    def __le__(self, other: Any) -> bool:
        return self._number() <= other

    def __gt__(self, other: Any) -> bool:
        return self._number() > other

    def __ge__(self, other: Any) -> bool:
        return self._number() >= other


FUNCTIONS = {
    "selected": lambda answer, value: value in answer.split(),
    "count_selected": lambda answer: len(answer.split()),
    "not_": lambda test: not test,
    "if_": lambda test, yes, no: yes if test else no,
    "true": lambda: True,
}


def holds(expression: str, answers: Mapping[str, str], own: str = "") -> bool:
    """Return whether an expression holds; an empty one always does."""
    if not expression:
        return True
    python = NAMES.sub(lambda match: f"V({answers.get(match[1], '')!r})", expression)
    python = re.sub(r"(?<=[( ,])\.(?=[ ,)])|^\.(?= )", f"V({own!r})", python)
    python = re.sub(r"(?<![<>!])=", "==", python)
    python = python.replace("count-selected(", "count_selected(")
    python = re.sub(r"\bnot\(", "not_(", python)
    python = re.sub(r"\bif\(", "if_(", python)
    return bool(eval(python, {"__builtins__": {}, "V": Value, **FUNCTIONS}))
