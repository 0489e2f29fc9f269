"""What is wrong in an input, where, and how to mend it, as data; the sentences are elsewhere."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from barometer.core.errors import DomainError


class FaultReason(StrEnum):
    """Why a cell, a row or a file of an input is refused."""

    MISSING_FILE = "missing_file"
    MISSING_SHEET = "missing_sheet"
    MISSING_COLUMN = "missing_column"
    UNKNOWN_COLUMN = "unknown_column"
    DUPLICATE_COLUMN = "duplicate_column"
    EMPTY_TABLE = "empty_table"
    MISSING_VALUE = "missing_value"
    MISSING_FRENCH = "missing_french"
    BAD_CODE = "bad_code"
    BAD_NUMBER = "bad_number"
    OUT_OF_RANGE = "out_of_range"
    BAD_CHOICE = "bad_choice"
    BAD_CONDITION = "bad_condition"
    NOT_EXPECTED = "not_expected"
    DUPLICATE_CODE = "duplicate_code"
    UNKNOWN_REFERENCE = "unknown_reference"
    GATE_CYCLE = "gate_cycle"
    GATE_NOT_SEEN = "gate_not_seen"
    ZERO_WEIGHTS = "zero_weights"
    UNORDERED_THRESHOLDS = "unordered_thresholds"
    UNENDED_STEPS = "unended_steps"
    TOO_FEW_LEVELS = "too_few_levels"
    NO_FULL_POINTS = "no_full_points"
    NO_ITEM = "no_item"
    UNREADABLE_FILE = "unreadable_file"
    TOO_LARGE = "too_large"
    BAD_ENCODING = "bad_encoding"
    BAD_SEPARATOR = "bad_separator"
    RAGGED_ROW = "ragged_row"
    MERGED_CELLS = "merged_cells"
    FORMULA_WITHOUT_VALUE = "formula_without_value"
    WRONG_UNIT = "wrong_unit"
    UNKNOWN_BODY = "unknown_body"
    UNKNOWN_ITEM = "unknown_item"
    UNKNOWN_SCENARIO = "unknown_scenario"
    ITEM_NOT_IN_SCENARIO = "item_not_in_scenario"
    IMPOSSIBLE_VALUE = "impossible_value"
    DUPLICATE_ANSWER = "duplicate_answer"
    DUPLICATE_AUDIT = "duplicate_audit"
    AUDIT_OF_TWO_BODIES = "audit_of_two_bodies"
    AUDIT_OF_TWO_SCENARIOS = "audit_of_two_scenarios"
    HALF_FILLED = "half_filled"
    ANSWER_BEHIND_GATE = "answer_behind_gate"
    CENSORED_NOT_A_DELAY = "censored_not_a_delay"
    BAD_MOMENT = "bad_moment"


@dataclass(frozen=True, slots=True, order=True)
class Fault:
    """One fault: file (or sheet), line (1 = header; 0 = the whole file), column, value, reason.

    ``facts`` completes the sentence: what was expected, the nearest known codes, the other line.
    """

    file: str
    line: int
    column: str
    value: str
    reason: FaultReason
    facts: tuple[str, ...] = ()


class BadInput(DomainError):
    """An input is refused as a whole; ``faults`` lists all that was found, up to a limit."""

    def __init__(self, faults: Sequence[Fault], *, is_truncated: bool = False) -> None:
        super().__init__(len(faults), faults[0] if faults else None)
        self.faults = tuple(faults)
        self.is_truncated = is_truncated
