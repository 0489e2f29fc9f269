"""An edition's input as arrays: bodies, audits, answers, all by position."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import IntEnum

import numpy as np
import numpy.typing as npt

from barometer.core.arrays import Positions, States


class AnswerState(IntEnum):
    """What an answer is, when it is not simply a value.

    ``CENSORED``: no reply had come when the field work ended; the delay is at least its value.
    """

    ANSWERED = 0
    NOT_APPLICABLE = 1
    NOT_OBSERVED = 2
    CENSORED = 3


@dataclass(frozen=True, slots=True, eq=False)
class Bodies:
    """The bodies scored: one code each, and properties (region, kind...) as text by name.

    Arguments:
        codes: Unique codes, in the order of every array of results.
        names: Names for people, same order.
        properties: By property name, one text per body; '' when unknown.
    """

    codes: tuple[str, ...]
    names: tuple[str, ...]
    properties: Mapping[str, tuple[str, ...]]

    def __len__(self) -> int:
        return len(self.codes)


@dataclass(frozen=True, slots=True, eq=False)
class Audits:
    """The audits, ordered by body.

    Arguments:
        codes: Unique codes.
        body: Position of the audited body; ascending.
        scenario: Position of the scenario in the grid; -1 when the grid has none.
        stratum: Position of the channel in the grid: the stratum of the sampling.
    """

    codes: tuple[str, ...]
    body: Positions
    scenario: Positions
    stratum: Positions

    def __len__(self) -> int:
        return len(self.body)


@dataclass(frozen=True, slots=True, eq=False)
class Answers:
    """The answers, ordered by audit; one row each.

    Arguments:
        audit: Position of the audit; ascending.
        item: Position of the item in the grid.
        value: Number as the kind of the item encodes it: yes 1, no 0; position of the level of a
            graded item; for a multiple choice the sum of 2**position of the levels chosen; the
            quantity of a measured one; NaN where the state gives no value.
        state: :class:`AnswerState` of each answer.
    """

    audit: Positions
    item: npt.NDArray[np.int16]
    value: npt.NDArray[np.floating]
    state: States

    def __len__(self) -> int:
        return len(self.audit)


@dataclass(frozen=True, slots=True, eq=False)
class EditionInput:
    """Everything that scoring reads, besides the grid."""

    bodies: Bodies
    audits: Audits
    answers: Answers
