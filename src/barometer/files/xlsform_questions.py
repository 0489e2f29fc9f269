"""From items of the grid to the questions and choices of a form."""

import math
from collections.abc import Iterator, Mapping, Sequence
from typing import TypeAlias

from barometer.core.grids.model import Evidence, Grid, Item, ItemKind, Text
from barometer.core.grids.writing import spell_number
from barometer.files import xlsform_words as words
from barometer.files.xlsform_logic import (
    all_of,
    exclusive,
    has_answer,
    is_failed,
    is_observed,
    plausible,
)
from barometer.files.xlsform_names import Role, element_name, encode_code

FormRow: TypeAlias = dict[str, str]
"""One row of a sheet of a form: cell by column."""

LANGUAGES = {"fr": "Français (fr)", "en": "English (en)"}

WHOLE_UNITS = frozenset(("rings", "count", "clicks", "screens", "pages"))
"""Units counted in whole numbers."""

DELAYS = frozenset(
    ("seconds", "minutes", "hours", "days", "working_days", "working_hours", "months")
)
"""Units of delays: no reply may have come by the end of the field work."""

MAX_PIXELS = "1600"
"""Longest side of a proof: readable, and light enough for a mobile network."""

STATES = ("not_applicable", "not_observed")
YES_NO_LIST = "answers_yes_no"
MEASURED_LIST = "answers_measured"
DELAY_LIST = "answers_delay"


def translated(stem: str, text: Text) -> FormRow:
    """Return the cells of a text in every language; none for an empty text."""
    if not text.fr:
        return {}
    return {f"{stem}::{language}": words.pick(code, text) for code, language in LANGUAGES.items()}


def item_questions(grid: Grid, item: Item, relevant: Sequence[str]) -> Iterator[FormRow]:
    """Yield the questions of an item: its answer, its number when measured, its proof.

    Arguments:
        grid: The grid.
        item: The item.
        relevant: Tests that must all hold for the item to be asked; empty ones count as none.
    """
    question = {
        "type": _question_type(item),
        "name": element_name(Role.ANSWER, item.code),
        "required": "yes",
        **translated("label", item.words.label),
        **translated("hint", item.words.help),
    }
    if any(relevant):
        question["relevant"] = all_of(relevant)
    if item.kind is ItemKind.MULTIPLE:
        question["constraint"] = exclusive(_exclusive_values(grid, item))
        question |= translated("constraint_message", words.EXCLUSIVE_MESSAGE)
    yield question
    if item.kind is ItemKind.MEASURED:
        yield _number_question(item)
    yield from _evidence_question(grid, item)


def _question_type(item: Item) -> str:
    if item.kind is ItemKind.YES_NO:
        return f"select_one {YES_NO_LIST}"
    if item.kind is ItemKind.MEASURED:
        return f"select_one {DELAY_LIST if item.unit in DELAYS else MEASURED_LIST}"
    select = "select_multiple" if item.kind is ItemKind.MULTIPLE else "select_one"
    return f"{select} {_scale_list(item.scale)}"


def _scale_list(scale: str) -> str:
    return f"scale_{encode_code(scale)}"


def _exclusive_values(grid: Grid, item: Item) -> tuple[str, ...]:
    """Return the answers that cannot stand beside another: the states, and ``none``."""
    levels = next(scale.levels for scale in grid.scales if scale.code == item.scale)
    return (*(level.value for level in levels if level.value == "none"), *STATES)


def _number_question(item: Item) -> FormRow:
    unit = words.UNIT_WORDS[item.unit]
    question = {
        "type": "integer" if item.unit in WHOLE_UNITS else "decimal",
        "name": element_name(Role.NUMBER, item.code),
        "required": "yes",
        "relevant": has_answer(item, "measured"),
        **translated(
            "label", Text(f"{words.VALUE.fr} ({unit.fr})", f"{words.VALUE.en} ({unit.en})")
        ),
    }
    constraint = plausible(item)
    if constraint:
        question["constraint"] = constraint
        question |= translated("constraint_message", _bounds(item))
    return question


def _bounds(item: Item) -> Text:
    low, high = spell_number(item.minimum), spell_number(item.maximum)
    unit = words.UNIT_WORDS[item.unit]
    frame = words.BETWEEN if math.isfinite(item.maximum) else words.AT_LEAST
    french = frame.fr.format(low=low.replace(".", ","), high=high.replace(".", ","))
    return Text(f"{french} ({unit.fr})", f"{frame.en.format(low=low, high=high)} ({unit.en})")


def _evidence_question(grid: Grid, item: Item) -> Iterator[FormRow]:
    """Yield the question for the proof, unless the item forbids one or cannot fail."""
    if item.evidence is Evidence.FORBIDDEN:
        return
    relevant = is_observed(item)
    if item.evidence is Evidence.ON_FAILURE:
        scale = next((s for s in grid.scales if s.code == item.scale), None)
        thresholds = next((t for t in grid.thresholds if t.code == item.scale), None)
        is_measured = item.kind is ItemKind.MEASURED
        relevant = is_failed(item, scale, thresholds if is_measured else None)
    if not relevant:
        return
    label = Text(f"{words.EVIDENCE.fr} ({item.code})", f"{words.EVIDENCE.en} ({item.code})")
    yield {
        "type": "image",
        "name": element_name(Role.EVIDENCE, item.code),
        **({} if item.evidence is Evidence.OPTIONAL else {"required": "yes"}),
        "relevant": relevant,
        "parameters": f"max-pixels={MAX_PIXELS}",
        **translated("label", label),
    }


def choice_rows(grid: Grid, items: Sequence[Item]) -> Iterator[FormRow]:
    """Yield the choices of the questions of the items, list by list."""
    levels = {scale.code: scale.levels for scale in grid.scales}
    used: dict[str, Mapping[str, Text]] = {}
    for item in items:
        list_name = _question_type(item).split()[1]
        if list_name in used:
            continue
        if item.kind in {ItemKind.GRADED, ItemKind.MULTIPLE}:
            answers = {level.value: level.label for level in levels[item.scale]}
        else:
            answers = {word: words.STATE_WORDS[word] for word in _stated_answers(list_name)}
        used[list_name] = answers | {state: words.STATE_WORDS[state] for state in STATES}
    for list_name, choices in used.items():
        for value, label in choices.items():
            yield choice_row(list_name, value, label)


def _stated_answers(list_name: str) -> tuple[str, ...]:
    if list_name == YES_NO_LIST:
        return ("yes", "no")
    return ("measured", "censored") if list_name == DELAY_LIST else ("measured",)


def choice_row(list_name: str, value: str, label: Text) -> FormRow:
    """Return one choice of a list."""
    return {"list_name": list_name, "name": value, **translated("label", label)}
