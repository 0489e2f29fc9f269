"""Faults gathered while a file is read, up to a limit, then raised together."""

from collections.abc import Iterable, Iterator

import numpy as np

from barometer.core.arrays import Bools
from barometer.core.faults import BadInput, Fault
from barometer.files.limits import DEFAULT_LIMITS

LONGEST_VALUE = 200


class FaultLog:
    """The faults of one input.

    One more than the limit is kept, to know that there were more; what comes after is ignored.
    """

    def __init__(self, limit: int = DEFAULT_LIMITS.faults) -> None:
        self.limit = limit
        self.faults: list[Fault] = []

    @property
    def is_full(self) -> bool:
        """Whether further faults are ignored."""
        return len(self.faults) > self.limit

    def add(self, fault: Fault) -> None:
        """Keep a fault, its value shortened to what a person can read."""
        if not self.is_full:
            self.faults.append(_shortened(fault))

    def extend(self, faults: Iterable[Fault]) -> None:
        """Keep faults until the log is full; the rest are not even looked for."""
        for fault in faults:
            if self.is_full:
                break
            self.add(fault)

    def rows(self, is_bad: Bools) -> Iterator[int]:
        """Yield the positions where ``is_bad``, no more than the log has room for."""
        room = max(self.limit + 1 - len(self.faults), 0)
        if not is_bad.any():
            return
        yield from np.flatnonzero(is_bad)[:room].tolist()

    def raise_if_any(self) -> None:
        """Refuse the input if it has a fault.

        Raises:
            BadInput: The faults by file and line, no more than the limit.
        """
        if self.faults:
            kept = sorted(self.faults[: self.limit])
            raise BadInput(kept, is_truncated=self.is_full)


def _shortened(fault: Fault) -> Fault:
    if len(fault.value) <= LONGEST_VALUE:
        return fault
    value = fault.value[: LONGEST_VALUE - 1] + "…"
    return Fault(fault.file, fault.line, fault.column, value, fault.reason, fault.facts)
