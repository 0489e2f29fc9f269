"""A grid as a form (XLSForm) that field-survey apps such as ODK and KoboToolbox carry.

The form asks no start, no end and no device: nothing that would follow an auditor about.
"""

import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import xlsxwriter

from barometer.core.errors import InvalidArgument
from barometer.core.grids.model import Grid, Indicator, Item, ItemKind, ItemSource, Scenario, Text
from barometer.files import xlsform_words as words
from barometer.files.grid_saving import replace_files
from barometer.files.grid_workbook_writing import ONE_DAY, OPTIONS
from barometer.files.xlsform_logic import any_of, closing_tests, sections_in_order
from barometer.files.xlsform_names import Role, element_name
from barometer.files.xlsform_questions import (
    LANGUAGES,
    FormRow,
    choice_row,
    choice_rows,
    item_questions,
    translated,
)

BODY_CODE = "regex(., '^[^ ]+$')"
"""Constraint on a code that is typed in."""


@dataclass(frozen=True, slots=True)
class XlsForm:
    """A form as rows of the sheets ``survey`` and ``choices``, and the settings."""

    survey: tuple[FormRow, ...]
    choices: tuple[FormRow, ...]
    settings: FormRow

    def as_dict(self) -> dict[str, list[FormRow]]:
        """Return the sheets as form converters take them: rows by sheet name."""
        return {
            "survey": [dict(row) for row in self.survey],
            "choices": [dict(row) for row in self.choices],
            "settings": [dict(self.settings)],
        }


def build_xlsform(
    grid: Grid, *, scenario: str = "", bodies: Mapping[str, str] | None = None
) -> XlsForm:
    """Return the form of a grid, in French and English.

    Each indicator is a section, asked before those whose items its gates close; each item is a
    question that keeps its code (see :mod:`barometer.files.xlsform_names`). Items that no contact
    sees and items that are calculated are left out. Gates hide what they close, and proofs are
    asked as images under the rule of the item: always, when the answer costs points, if wished,
    never.

    Arguments:
        grid: The grid.
        scenario: Code of the scenario whose form is wanted; '' asks for it first and shows what
            it sees.
        bodies: Names of the bodies by code, to choose from; None has the code typed in.

    Raises:
        InvalidArgument: Unknown scenario.

    Source: Method, section 1.
    """
    scenarios = [s for s in grid.scenarios if scenario in {"", s.code}]
    if scenario and not scenarios:
        raise InvalidArgument("scenario", scenario, ", ".join(s.code for s in grid.scenarios))
    items = {item.code: item for item in grid.items if _is_asked(item, scenario)}
    survey = [*_identity(scenarios, scenario, bodies), *_scripts(scenarios, scenario)]
    closing = closing_tests(grid, items)
    for indicator in sections_in_order(grid):
        own = [item for item in items.values() if item.indicator == indicator.code]
        if own:
            survey += _section(grid, indicator, own, closing, scenarios)
    survey.append(_text_row("comment", words.COMMENT, words.COMMENT_HINT))
    choices = [*_identity_choices(scenarios, bodies), *choice_rows(grid, tuple(items.values()))]
    return XlsForm(tuple(survey), tuple(choices), _settings(grid, scenarios, scenario))


def _is_asked(item: Item, scenario: str) -> bool:
    is_visible = item.source is ItemSource.MYSTERY and item.kind is not ItemKind.TABLE
    return is_visible and (not scenario or not item.scenarios or scenario in item.scenarios)


def _identity(
    scenarios: Sequence[Scenario], chosen: str, bodies: Mapping[str, str] | None
) -> Iterator[FormRow]:
    """Yield the questions that say which audit this is."""
    if bodies is None:
        yield _code_row("body", words.BODY, words.BODY_HINT)
    else:
        yield {
            "type": "select_one bodies",
            "name": "body",
            "required": "yes",
            "appearance": "autocomplete",
            **translated("label", words.BODY),
        }
    yield _code_row("auditor", words.AUDITOR, words.AUDITOR_HINT)
    yield {
        "type": "date",
        "name": "done_on",
        "required": "yes",
        "constraint": ". <= today()",
        **translated("label", words.DONE_ON),
    }
    if chosen:
        yield {"type": "calculate", "name": "scenario", "calculation": f"'{chosen}'"}
    elif scenarios:
        yield {
            "type": "select_one scenarios",
            "name": "scenario",
            "required": "yes",
            **translated("label", words.SCENARIO),
        }


def _code_row(name: str, label: Text, hint: Text) -> FormRow:
    return {
        **_text_row(name, label, hint),
        "required": "yes",
        "constraint": BODY_CODE,
        **translated("constraint_message", words.CODE_MESSAGE),
    }


def _text_row(name: str, label: Text, hint: Text) -> FormRow:
    return {"type": "text", "name": name, **translated("label", label), **translated("hint", hint)}


def _identity_choices(
    scenarios: Sequence[Scenario], bodies: Mapping[str, str] | None
) -> Iterator[FormRow]:
    for scenario in scenarios:
        yield choice_row("scenarios", scenario.code, scenario.title)
    for code, name in (bodies or {}).items():
        yield choice_row("bodies", code, Text(name, name))


def _scripts(scenarios: Sequence[Scenario], chosen: str) -> Iterator[FormRow]:
    """Yield what the auditor reads before the contact, one note per scenario."""
    for scenario in scenarios:
        parts = (
            (words.PERSONA, scenario.persona),
            (words.SCRIPT, scenario.script),
            (words.FORBIDDEN, scenario.forbidden),
        )
        told = [words.join("\n", title, text) for title, text in parts if text.fr]
        row = {
            "type": "note",
            "name": element_name(Role.SCRIPT, scenario.code),
            **translated("label", words.join("\n\n", scenario.title, *told)),
        }
        yield row if chosen else {**row, "relevant": _sees([scenario.code])}


def _sees(codes: Sequence[str]) -> str:
    return any_of([f"${{scenario}} = '{code}'" for code in codes])


def _section(
    grid: Grid,
    indicator: Indicator,
    own: Sequence[Item],
    closing: Mapping[str, Sequence[str]],
    scenarios: Sequence[Scenario],
) -> list[FormRow]:
    """Return the group of an indicator, shown in the scenarios that see one of its items."""
    offered = [scenario.code for scenario in scenarios]
    seen_by = {item.code: [s for s in offered if s in (item.scenarios or offered)] for item in own}
    shown_in = [code for code in offered if any(code in seen for seen in seen_by.values())]
    begin = {
        "type": "begin_group",
        "name": element_name(Role.SECTION, indicator.code),
        "appearance": "field-list",
        **translated("label", indicator.words.label),
    }
    if shown_in != offered:
        begin["relevant"] = _sees(shown_in)
    rows = [begin]
    for item in own:
        seen = seen_by[item.code]
        rows += item_questions(
            grid, item, ["" if seen == shown_in else _sees(seen), *closing[item.code]]
        )
    return [*rows, {"type": "end_group"}]


def _settings(grid: Grid, scenarios: Sequence[Scenario], chosen: str) -> FormRow:
    title = words.join(" · ", grid.title, scenarios[0].title) if chosen else grid.title
    parts = ["${body}", *(["${scenario}"] if scenarios else []), "${done_on}"]
    return {
        "form_title": title.fr,
        "form_id": "-".join([grid.code, f"v{grid.version}", *([chosen] if chosen else [])]),
        "version": str(grid.version),
        "default_language": LANGUAGES["fr"],
        "instance_name": "concat(" + ", ' ', ".join(parts) + ")",
        "style": "pages",
    }


def export_xlsforms(grid: Grid, folder: Path) -> tuple[Path, ...]:
    """Write the form of each scenario, and the form that asks for it first; return the files.

    Each is named after the identifier of its form. They are replaced together or not at all.

    Source: Method, section 1.
    """
    forms = [build_xlsform(grid, scenario=code) for code in ("", *(s.code for s in grid.scenarios))]
    contents = {folder / f"{form.settings['form_id']}.xlsx": xlsform_bytes(form) for form in forms}
    folder.mkdir(parents=True, exist_ok=True)
    replace_files(contents)
    return tuple(contents)


def xlsform_bytes(form: XlsForm) -> bytes:
    """Return the bytes of the workbook of a form; the same form gives the same bytes.

    Source: Method, section 1.
    """
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, OPTIONS) as book:
        book.set_properties({"title": form.settings["form_title"], "created": ONE_DAY})
        for name, rows in form.as_dict().items():
            _write_rows(book.add_worksheet(name), rows, book.add_format({"bold": True}))
    return out.getvalue()


def _write_rows(sheet: Any, rows: Sequence[FormRow], header: Any) -> None:
    columns = list(dict.fromkeys(column for row in rows for column in row))
    for position, column in enumerate(columns):
        sheet.write_string(0, position, column, header)
        sheet.set_column(position, position, 48 if "::" in column else 20)
        for index, row in enumerate(rows, start=1):
            if row.get(column):
                sheet.write_string(index, position, row[column])
    sheet.freeze_panes(1, 0)
