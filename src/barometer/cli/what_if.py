"""A changed answer as the command line states it: ``AUDIT:ITEM=ANSWER``."""

import math
import re
from dataclasses import dataclass

import click
import numpy as np

from barometer.cli.language import words
from barometer.core.grids.model import ItemKind
from barometer.core.scoring.compiled import CompiledGrid
from barometer.core.scoring.contributions import AnswerChange
from barometer.core.scoring.encoding import AnswerState, EditionInput
from barometer.core.scoring.gates import STATE_WORDS, answer_codes
from barometer.files.answers_spellings import parse_number

CHANGE = re.compile(r"(?P<audit>.+):(?P<item>[^:=]+)=(?P<answer>.+)")


@dataclass(frozen=True, slots=True)
class StatedChange:
    """An audit, an item, and the answer that it would have."""

    audit: str
    item: str
    answer: str


def parse_change(text: str) -> StatedChange:
    """Return the change that a text states.

    Raises:
        UsageError: The text is not of the form ``AUDIT:ITEM=ANSWER``.
    """
    match = CHANGE.fullmatch(text)
    if not match:
        raise click.UsageError(
            words(
                f"« {text} » n’est pas de la forme AUDIT:ITEM=RÉPONSE.",
                f"“{text}” is not of the form AUDIT:ITEM=ANSWER.",
            )
        )
    return StatedChange(match["audit"], match["item"], match["answer"])


def answer_change(
    compiled: CompiledGrid, edition: EditionInput, change: StatedChange
) -> AnswerChange:
    """Return the change as a row of the edition's answers and an encoded answer.

    Raises:
        UsageError: The body has no such answer, or the item does not accept this one.
    """
    items = [item.code for item in compiled.grid.items]
    rows = np.zeros(0, np.int64)
    if change.audit in edition.audits.codes and change.item in items:
        audit, item = edition.audits.codes.index(change.audit), items.index(change.item)
        answers = edition.answers
        rows = np.flatnonzero((answers.audit == audit) & (answers.item == item))
    if not len(rows):
        raise click.UsageError(
            words(
                f"L’audit {change.audit} n’a pas de réponse à {change.item}.",
                f"Audit {change.audit} has no answer to {change.item}.",
            )
        )
    value, state = _encode(compiled, change)
    return AnswerChange(int(rows[0]), value, state)


def _encode(compiled: CompiledGrid, change: StatedChange) -> tuple[float, int]:
    if change.answer in STATE_WORDS:
        return math.nan, int(STATE_WORDS[change.answer])
    item = next(item for item in compiled.grid.items if item.code == change.item)
    codes = answer_codes(compiled, change.item)
    if item.kind is ItemKind.MEASURED:
        number = parse_number(change.answer)
        if item.minimum <= number <= item.maximum:
            return number, int(AnswerState.ANSWERED)
    parts = change.answer.split("+")
    if codes and all(part in codes for part in parts):
        if item.kind is ItemKind.MULTIPLE:
            return float(sum(2 ** codes.index(part) for part in set(parts))), 0
        if len(parts) == 1:
            return float(codes.index(parts[0])), int(AnswerState.ANSWERED)
    accepted = ", ".join((*codes, *STATE_WORDS)) or f"{item.minimum:g}..{item.maximum:g}"
    raise click.UsageError(
        words(
            f"{change.item} n’accepte pas « {change.answer} » mais : {accepted}.",
            f"{change.item} does not accept “{change.answer}” but: {accepted}.",
        )
    )
