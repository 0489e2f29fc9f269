"""One fault at a time: each test spoils a sound grid in one place and asks for that fault alone."""

from collections.abc import Mapping
from dataclasses import replace

import pytest

from barometer.core.faults import BadInput, Fault, FaultReason
from barometer.core.grids.parsing import SETTINGS, parse_grid
from barometer.core.grids.tables import COLUMNS, Row, Table
from tests.core.grids.sound import SOUND, tables_with
from tests.factories.grids import make_table

R = FaultReason


def faults_of(tables: Mapping[str, Table]) -> list[Fault]:
    with pytest.raises(BadInput) as refusal:
        parse_grid(tables)
    assert refusal.value.is_truncated is False
    return list(refusal.value.faults)


def test_the_sound_grid_is_accepted():
    grid = parse_grid(tables_with())
    assert [item.code for item in grid.items] == [row["code"] for row in SOUND["items"]]


UNKNOWN = R.UNKNOWN_REFERENCE

CELLS = [
    # Codes and words
    ("items", 2, "code", "Greeting 1", R.BAD_CODE, ()),
    ("items", 2, "code", "", R.MISSING_VALUE, ()),
    ("items", 2, "label_fr", "", R.MISSING_FRENCH, ()),
    ("items", 2, "label_fr", "  ", R.MISSING_FRENCH, ()),
    ("scenarios", 2, "title_fr", "", R.MISSING_FRENCH, ()),
    ("gates", 2, "label_fr", "", R.MISSING_FRENCH, ()),
    ("scales", 3, "label_fr", "", R.MISSING_FRENCH, ()),
    # Numbers
    ("items", 2, "weight", "heavy", R.BAD_NUMBER, ()),
    ("items", 2, "weight", "1,5", R.BAD_NUMBER, ()),
    ("items", 2, "weight", "1_000", R.BAD_NUMBER, ()),
    ("items", 2, "weight", "inf", R.BAD_NUMBER, ()),
    ("items", 2, "weight", "-1", R.OUT_OF_RANGE, ("0", "inf")),
    ("scales", 2, "points", "101", R.OUT_OF_RANGE, ("-100", "100")),
    ("thresholds", 2, "points", "-1", R.OUT_OF_RANGE, ("0", "100")),
    ("thresholds", 2, "at", "two", R.BAD_NUMBER, ()),
    ("thresholds", 2, "at", "", R.MISSING_VALUE, ()),
    ("scenarios", 2, "count", "1.5", R.BAD_NUMBER, ()),
    ("indicators", 2, "weight", "", R.MISSING_VALUE, ()),
    # Choices
    ("items", 2, "kind", "", R.MISSING_VALUE, ()),
    ("items", 2, "essential", "maybe", R.BAD_CHOICE, ("yes", "no")),
    ("items", 2, "evidence", "always", R.BAD_CHOICE,
     ("required", "on_failure", "optional", "forbidden")),
    ("items", 2, "effort", "huge", R.BAD_CHOICE, ("quick", "medium", "heavy")),
    ("items", 2, "polarity", "", R.MISSING_VALUE, ("yes", "no")),
    ("items", 2, "polarity", "good", R.BAD_CHOICE, ("yes", "no")),
    ("items", 2, "unit", "days", R.BAD_CHOICE, ()),
    ("items", 2, "scale", "tone", R.BAD_CHOICE, ()),
    ("items", 3, "scale", "", R.MISSING_VALUE, ()),
    ("gates", 2, "effect", "half", R.BAD_CHOICE, ("out", "zero", "full")),
    ("gates", 2, "closes", "", R.MISSING_VALUE, ()),
    ("gates", 2, "when", "", R.MISSING_VALUE, ()),
    ("gates", 2, "when", "no|", R.BAD_CONDITION, ()),
    ("gates", 2, "when", ">many", R.BAD_CONDITION, ()),
    # References
    ("indicators", 2, "step", "acess", UNKNOWN, ("acess", "access")),
    ("indicators", 2, "channel", "fax", UNKNOWN, ("fax",)),
    ("indicators", 2, "criterion", "courtsey", UNKNOWN, ("courtsey", "courtesy")),
    ("items", 2, "indicator", "greting", UNKNOWN, ("greting", "greeting")),
    ("items", 3, "scale", "tune", UNKNOWN, ("tune", "tone")),
    ("items", 5, "scale", "tone", UNKNOWN, ("tone",)),
    ("items", 2, "scenarios", "calling writting", UNKNOWN, ("writting", "writing")),
    ("items", 2, "combine", "medium", UNKNOWN,
     ("medium", "all", "any", "best", "by-kind", "mean", "pool", "worst")),
    ("gates", 2, "item", "replay-01", UNKNOWN, ("replay-01", "reply-01", "reply-03", "reply-02")),
    ("gates", 2, "closes", "reply-02 indicator:nothing", UNKNOWN,
     ("indicator:nothing", "indicator:greeting", "indicator:reply")),
    ("scenarios", 2, "channel", "fax", UNKNOWN, ("fax",)),
    # Conditions that no answer can meet
    ("gates", 2, "when", "non", R.BAD_CONDITION,
     ("non", "yes", "no", "not_applicable", "not_observed", "censored")),
    ("gates", 2, "when", ">3", R.BAD_CONDITION, ("yes_no",)),
    # Duplicates
    ("items", 3, "code", "greeting-01", R.DUPLICATE_CODE, ("2",)),
    ("scales", 3, "value", "warm", R.DUPLICATE_CODE, ("2",)),
    ("scenarios", 3, "code", "calling", R.DUPLICATE_CODE, ("2",)),
    # Scales
    ("scales", 3, "value", "not_observed", R.NOT_EXPECTED,
     ("not_applicable", "not_observed", "censored")),
    ("thresholds", 3, "at", "30", R.UNENDED_STEPS, ()),
    ("items", 5, "maximum", "0", R.OUT_OF_RANGE, ()),
]  # fmt: skip


@pytest.mark.parametrize(("name", "line", "column", "value", "reason", "facts"), CELLS)
def test_one_bad_cell_is_one_fault_in_its_place(name, line, column, value, reason, facts):
    tables = tables_with(name, line, {column: value})
    expected = Fault(f"{name}.csv", line, column, value, reason, facts)
    assert faults_of(tables) == [expected]


def test_english_without_french_lacks_french():
    tables = tables_with("items", 2, {"help_en": "Only English"})
    assert faults_of(tables) == [Fault("items.csv", 2, "help_fr", "", R.MISSING_FRENCH)]


def test_the_rest_of_the_steps_comes_last():
    tables = tables_with("thresholds", 2, {"at": "above"})
    expected = Fault("thresholds.csv", 3, "at", "above", R.UNORDERED_THRESHOLDS)
    assert faults_of(tables) == [expected]


def test_a_code_used_twice_names_the_first_line():
    rows = [*SOUND["indicators"], {"code": "greeting"}]
    expected = Fault("indicators.csv", 4, "code", "greeting", R.DUPLICATE_CODE, ("2",))
    assert faults_of(tables_with(indicators=rows)) == [expected]


def test_a_linear_scale_has_no_rest():
    rows = [
        {"scale": "delay", "shape": "linear", "at": "2", "points": "100"},
        {"scale": "delay", "shape": "linear", "at": "above", "points": "0"},
    ]
    expected = Fault("thresholds.csv", 3, "at", "above", R.BAD_NUMBER)
    assert faults_of(tables_with(thresholds=rows)) == [expected]


def test_thresholds_out_of_order_name_the_line_that_goes_back():
    rows = [
        {"scale": "delay", "shape": "linear", "at": at, "points": points}
        for at, points in (("2", "100"), ("9", "50"), ("5", "0"))
    ]
    expected = Fault("thresholds.csv", 4, "at", "5", R.UNORDERED_THRESHOLDS)
    assert faults_of(tables_with(thresholds=rows)) == [expected]


def test_one_scale_has_one_shape():
    rows = [
        {"scale": "delay", "shape": "step", "at": "2", "points": "100"},
        {"scale": "delay", "shape": "linear", "at": "above", "points": "0"},
    ]
    expected = Fault("thresholds.csv", 3, "shape", "linear", R.BAD_CHOICE, ("step",))
    assert faults_of(tables_with(thresholds=rows)) == [expected]


def test_a_scale_needs_two_levels():
    rows = [{"scale": "tone", "value": "warm", "points": "100"}, *SOUND["scales"][2:]]
    expected = Fault("items.csv", 3, "scale", "tone", R.TOO_FEW_LEVELS, ("tone",))
    assert faults_of(tables_with(scales=rows)) == [expected]


def test_a_scale_must_offer_the_full_points():
    tables = tables_with("scales", 2, {"points": "90"})
    expected = Fault("items.csv", 3, "scale", "tone", R.NO_FULL_POINTS, ("tone", "90"))
    assert faults_of(tables) == [expected]


def test_the_levels_of_a_multiple_choice_must_add_up_to_the_full_points():
    tables = tables_with("scales", 4, {"points": "50"})
    expected = Fault("items.csv", 6, "scale", "parts", R.NO_FULL_POINTS, ("parts", "90"))
    assert faults_of(tables) == [expected]


def test_weights_of_items_that_sum_to_nothing_name_the_indicator():
    tables = tables_with(indicators=[{"code": "greeting"}, {"code": "reply"}, {"code": "lone"}])
    lone = [{"code": "lone-01", "indicator": "lone", "weight": "0"}]
    tables["items"] = make_table("items", [*SOUND["items"], *lone])
    expected = Fault("indicators.csv", 4, "code", "lone", R.ZERO_WEIGHTS)
    assert faults_of(tables) == [expected]


def test_weights_of_the_common_core_must_not_sum_to_nothing():
    rows = [{"code": "greeting", "option": "desk"}, {"code": "reply", "weight": "0"}]
    expected = Fault("indicators.csv", 0, "weight", "", R.ZERO_WEIGHTS)
    assert faults_of(tables_with(indicators=rows)) == [expected]


def test_an_indicator_needs_an_item_that_a_contact_can_see():
    rows = [*SOUND["indicators"], {"code": "lone"}]
    tables = tables_with(indicators=rows)
    papers = [{"code": "lone-01", "indicator": "lone", "source": "documentary"}]
    tables["items"] = make_table("items", [*SOUND["items"], *papers])
    assert faults_of(tables) == [Fault("indicators.csv", 4, "code", "lone", R.NO_ITEM)]


def test_a_cycle_of_gates_names_its_gates():
    rows = [
        {"code": "one", "item": "greeting-01", "closes": "reply-01"},
        {"code": "two", "item": "reply-01", "closes": "greeting-01"},
    ]
    (fault,) = faults_of(tables_with(gates=rows))
    assert (fault.file, fault.column, fault.reason) == ("gates.csv", "closes", R.GATE_CYCLE)
    assert set(fault.facts) == {"one", "two"}
    assert fault.line == {"one": 2, "two": 3}[fault.facts[0]]


def test_a_gate_that_closes_its_own_item_only_by_indicator_is_no_cycle():
    rows = [{"code": "silent", "item": "reply-01", "closes": "indicator:reply"}]
    assert parse_grid(tables_with(gates=rows)).gates[0].closes == ("indicator:reply",)


def test_a_gate_must_be_seen_wherever_it_closes():
    tables = tables_with("items", 4, {"scenarios": "writing"})
    expected = [
        Fault("gates.csv", 2, "item", "reply-01", R.GATE_NOT_SEEN, (code, "calling"))
        for code in ("reply-02", "reply-03")
    ]
    assert faults_of(tables) == expected


def test_a_decision_table_is_needed_and_reads_known_answers_only():
    derived = {"code": "greeting-03", "indicator": "greeting", "kind": "table"}
    tables = tables_with()
    tables["items"] = make_table("items", [*SOUND["items"], derived])
    expected = Fault("items.csv", 7, "kind", "table", R.EMPTY_TABLE, ("tables",))
    assert faults_of(tables) == [expected]
    tables["tables"] = make_table(
        "tables",
        [
            {"item": "greeting-03", "when": "greeting-01=yes greeting-02=hot", "points": "100"},
            {"item": "greeting-03", "when": "greeting-99=yes", "points": "out"},
            {"item": "greeting-03", "when": "", "points": "0"},
        ],
    )
    codes = ("hot", "warm", "cold", "not_applicable", "not_observed", "censored")
    near = ("greeting-99", "greeting-03", "greeting-02", "greeting-01")
    assert faults_of(tables) == [
        Fault("tables.csv", 2, "when", "greeting-01=yes greeting-02=hot", R.BAD_CONDITION, codes),
        Fault("tables.csv", 3, "when", "greeting-99=yes", R.UNKNOWN_REFERENCE, near),
    ]


def test_settings_are_refused_on_their_own_line():
    head = tables_with()["grid"]
    last = head.rows[-1].line
    rows = (
        *head.rows,
        Row(last + 1, {"key": "floor_body", "value": "66"}),
        Row(last + 2, {"key": "florr_body", "value": "0.5"}),
        Row(last + 4, {"key": "code", "value": "other"}),
    )
    tables = tables_with() | {"grid": replace(head, rows=rows)}
    assert faults_of(tables) == [
        Fault("grid.csv", last + 1, "floor_body", "66", R.OUT_OF_RANGE, ("0", "1")),
        Fault("grid.csv", last + 2, "key", "florr_body", R.BAD_CHOICE, SETTINGS),
        Fault("grid.csv", last + 4, "key", "code", R.DUPLICATE_CODE, ("2",)),
    ]


def test_a_missing_setting_is_a_fault_of_the_file():
    head = tables_with()["grid"]
    rows = tuple(row for row in head.rows if row.cells["key"] != "method")
    tables = tables_with() | {"grid": replace(head, rows=rows)}
    assert faults_of(tables) == [Fault("grid.csv", 0, "method", "", R.MISSING_VALUE)]


def test_missing_tables_and_columns_are_told_before_anything_else():
    tables = tables_with("items", 2, {"weight": "heavy"})
    del tables["steps"]
    columns = tuple(column for column in COLUMNS["gates"] if column != "effect")
    tables["gates"] = replace(tables["gates"], columns=(*columns, "efect", "code"))
    tables["criteria"] = replace(tables["criteria"], rows=())
    assert faults_of(tables) == [
        Fault("steps.csv", 0, "", "", R.MISSING_FILE),
        Fault("criteria.csv", 0, "", "", R.EMPTY_TABLE),
        Fault("gates.csv", 1, "effect", "", R.MISSING_COLUMN),
        Fault("gates.csv", 1, "efect", "", R.UNKNOWN_COLUMN, COLUMNS["gates"]),
        Fault("gates.csv", 1, "code", "code", R.DUPLICATE_COLUMN, ("1", "8")),
    ]


def test_faults_of_several_tables_are_told_in_one_pass():
    tables = tables_with("items", 2, {"weight": "heavy"})
    spoilt = replace(tables["gates"].rows[0], cells={**tables["gates"].rows[0].cells})
    cells = {**spoilt.cells, "closes": "reply-09"}
    tables["gates"] = replace(tables["gates"], rows=(replace(spoilt, cells=cells),))
    near = ("reply-09", "reply-03", "reply-02", "reply-01")
    assert faults_of(tables) == [
        Fault("gates.csv", 2, "closes", "reply-09", R.UNKNOWN_REFERENCE, near),
        Fault("items.csv", 2, "weight", "heavy", R.BAD_NUMBER),
    ]


def test_group_weights_need_a_name_and_a_number():
    row = {"code": "country", "by": "country", "weight_by": "level", "weights": "0.5 local=x"}
    assert faults_of(tables_with(groups=[row])) == [
        Fault("groups.csv", 2, "weights", "0.5 local=x", R.BAD_NUMBER, ("0.5",)),
        Fault("groups.csv", 2, "weights", "0.5 local=x", R.BAD_NUMBER, ("local=x",)),
    ]


def test_the_change_log_knows_items_of_this_and_earlier_versions_only():
    rows = [
        {"version": "1", "change": "created"},
        {"version": "1", "item": "greeting-09", "change": "removed"},
        {"version": "1", "item": "greeting-09", "change": "added"},
        {"version": "1", "item": "greeting-08", "change": "added"},
    ]
    near = ("greeting-08", "greeting-09", "greeting-02", "greeting-01")
    expected = Fault("changes.csv", 5, "item", "greeting-08", R.UNKNOWN_REFERENCE, near)
    assert faults_of(tables_with(changes=rows)) == [expected]


def test_a_condition_of_a_decision_table_needs_a_test():
    derived = {"code": "greeting-03", "indicator": "greeting", "kind": "table"}
    tables = tables_with(tables=[{"item": "greeting-03", "when": "greeting-01", "points": "0"}])
    tables["items"] = make_table("items", [*SOUND["items"], derived])
    assert faults_of(tables) == [Fault("tables.csv", 2, "when", "greeting-01", R.BAD_CONDITION)]
