import math

import pytest

from barometer.core.errors import InvalidArgument
from barometer.core.faults import BadInput, Fault, FaultReason
from barometer.files.answers import read_answers
from barometer.files.limits import ReadLimits
from tests.factories.input_files import (
    BODIES,
    LONG,
    WIDE,
    faults_of,
    make_compiled,
    write_text,
)

HEADER = "body,audit,scenario,item,answer"
PHONE = "B1,a1,phoning,call-01,yes\nB1,a1,phoning,call-02,warm\n"


def refused(folder, text, compiled=None, **options):
    """The faults of a file of answers."""
    path = write_text(folder, text)
    with pytest.raises(BadInput) as refusal:
        read_answers(path, compiled or make_compiled(), BODIES, **options)
    return faults_of(refusal)


def fault(line, column, value, reason, *facts, file="answers.csv"):
    return Fault(file, line, column, value, reason, facts)


def with_row(row, header=HEADER):
    commas = "," * (header.count(",") - HEADER.count(","))
    return f"{header}\n" + PHONE.replace("\n", commas + "\n") + row + "\n"


def test_an_unknown_body_is_refused_with_the_nearest_codes(tmp_path):
    assert refused(tmp_path, LONG.replace("B1,a1,phoning,call-02", "b1,a1,phoning,call-02")) == [
        fault(5, "body", "b1", FaultReason.UNKNOWN_BODY, "B1")
    ]  # fmt: skip


def test_an_unknown_item_is_refused_with_the_nearest_codes(tmp_path):
    assert refused(tmp_path, LONG.replace("reply-02", "reply-2")) == [
        fault(2, "item", "reply-2", FaultReason.UNKNOWN_ITEM, "reply-02", "reply-01")
    ]


def test_an_unknown_column_of_a_wide_file_is_refused_as_an_item(tmp_path):
    assert refused(tmp_path, WIDE.replace("reply-02", "reply-2")) == [
        fault(1, "reply-2", "reply-2", FaultReason.UNKNOWN_ITEM, "reply-02", "reply-01")
    ]


def test_an_unknown_column_of_a_long_file_is_refused(tmp_path):
    text = LONG.replace("answer\n", "answer,unti\n").replace("\nB", ",\nB", 4)
    found = refused(tmp_path, with_row("", HEADER + ",unti"))
    assert found[0] == fault(1, "unti", "unti", FaultReason.UNKNOWN_COLUMN, *found[0].facts)
    assert found[0].facts[0] == "unit"
    assert text.count("unti") == 1


def test_an_unknown_scenario_is_refused(tmp_path):
    assert refused(tmp_path, with_row("B2,a2,writting,reply-02,none")) == [
        fault(4, "scenario", "writting", FaultReason.UNKNOWN_SCENARIO, "writing")
    ]


@pytest.mark.parametrize(
    ("item", "value", "reason", "facts"),
    [
        ("call-01", "maybe", "IMPOSSIBLE_VALUE", ("call-01", "no", "yes")),
        ("call-01", "2", "IMPOSSIBLE_VALUE", ("call-01", "no", "yes")),
        ("call-01", "=1+1", "IMPOSSIBLE_VALUE", ("call-01", "no", "yes")),
        ("call-02", "hot", "IMPOSSIBLE_VALUE", ("call-02", "cold", "neutral", "warm")),
        ("call-02", "cold+warm", "IMPOSSIBLE_VALUE", ("call-02", "cold", "neutral", "warm")),
        ("call-02", "3", "IMPOSSIBLE_VALUE", ("call-02", "cold", "neutral", "warm")),
        ("call-02", "censored", "CENSORED_NOT_A_DELAY", ("call-02",)),
        ("reply-01", "-1", "IMPOSSIBLE_VALUE", ("reply-01", "0", "60", "working_days")),
        ("reply-01", "61", "IMPOSSIBLE_VALUE", ("reply-01", "0", "60", "working_days")),
        ("reply-01", "1e400", "BAD_NUMBER", ("reply-01", "working_days")),
        ("reply-01", "inf", "BAD_NUMBER", ("reply-01", "working_days")),
        ("reply-01", "nan", "BAD_NUMBER", ("reply-01", "working_days")),
        ("reply-01", "yes", "BAD_NUMBER", ("reply-01", "working_days")),
        ("reply-01", "3 days", "BAD_NUMBER", ("reply-01", "working_days")),
        ("reply-01", "1,234.5", "BAD_NUMBER", ("reply-01", "working_days")),
        ("reply-01", "censored:-3", "BAD_NUMBER", ("reply-01", "working_days")),
        ("reply-01", "٣", "BAD_NUMBER", ("reply-01", "working_days")),
        ("reply-02", "address+none", "IMPOSSIBLE_VALUE", ("reply-02", "address", "hours", "none")),
        ("reply-02", "address+phone", "IMPOSSIBLE_VALUE", ("reply-02", "address", "hours", "none")),
        ("reply-02", "no_reply", "CENSORED_NOT_A_DELAY", ("reply-02",)),
    ],
)
def test_an_impossible_value_is_refused_in_both_layouts(tmp_path, item, value, reason, facts):
    compiled = make_compiled(grid=[{"key": "complete", "value": "no"}], gates=[])
    scenario = "phoning" if item.startswith("call") else "writing"
    long = f'{HEADER}\nB1,a1,{scenario},{item},"{value}"\n'
    wide = f'body,audit,scenario,{item}\nB1,a1,{scenario},"{value}"\n'
    wanted = FaultReason[reason]
    assert refused(tmp_path, long, compiled) == [fault(2, "answer", value, wanted, *facts)]
    assert refused(tmp_path, wide, compiled) == [fault(2, item, value, wanted, *facts)]


def test_a_wrong_unit_is_refused(tmp_path):
    rows = "B2,a2,writing,reply-01,3,days\nB2,a2,writing,reply-02,none,working_days"
    assert refused(tmp_path, with_row(rows, HEADER + ",unit")) == [
        fault(4, "unit", "days", FaultReason.WRONG_UNIT, "reply-01", "working_days"),
        fault(5, "unit", "working_days", FaultReason.WRONG_UNIT, "reply-02", ""),
    ]


def test_the_right_unit_is_accepted(tmp_path):
    rows = "B2,a2,writing,reply-01,3,working_days\nB2,a2,writing,reply-02,none,"
    path = write_text(tmp_path, with_row(rows, HEADER + ",unit"))
    assert len(read_answers(path, make_compiled(), BODIES).edition.answers) == 4


def test_a_second_and_a_third_answer_are_refused(tmp_path):
    rows = "B1,a1,phoning,call-01,no\nB1,a1,phoning,call-01,yes"
    assert refused(tmp_path, with_row(rows)) == [
        fault(4, "item", "call-01", FaultReason.DUPLICATE_ANSWER, "2"),
        fault(5, "item", "call-01", FaultReason.DUPLICATE_ANSWER, "2"),
    ]


def test_an_audit_on_two_rows_of_a_wide_file_is_refused(tmp_path):
    text = WIDE + "B1,a1,phoning,yes,warm,,\n"
    assert refused(tmp_path, text) == [
        fault(4, "audit", "a1", FaultReason.DUPLICATE_AUDIT, "3")
    ]  # fmt: skip


def test_an_audit_of_two_bodies_is_refused(tmp_path):
    assert refused(tmp_path, LONG.replace("B1,a1,phoning,call-02", "B2,a1,phoning,call-02")) == [
        fault(5, "body", "B2", FaultReason.AUDIT_OF_TWO_BODIES, "a1", "B1", "4")
    ]


def test_an_audit_of_two_scenarios_is_refused(tmp_path):
    assert refused(tmp_path, LONG.replace("B1,a1,phoning,call-02", "B1,a1,writing,call-02")) == [
        fault(5, "scenario", "writing", FaultReason.AUDIT_OF_TWO_SCENARIOS, "a1", "phoning", "4")
    ]


def test_an_audit_without_scenario_is_refused_once(tmp_path):
    rows = "B2,a2,,reply-01,3\nB2,a2,,reply-02,none"
    assert refused(tmp_path, with_row(rows)) == [
        fault(4, "scenario", "", FaultReason.MISSING_VALUE)
    ]


def test_a_channel_that_is_not_that_of_the_scenario_is_refused(tmp_path):
    rows = "B2,a2,writing,reply-01,3,phone\nB2,a2,writing,reply-02,none,mail"
    (found,) = refused(tmp_path, with_row(rows, HEADER + ",channel"))
    assert (found.line, found.column, found.value) == (4, "channel", "phone")
    assert found.reason is FaultReason.AUDIT_OF_TWO_SCENARIOS


def test_an_item_that_the_scenario_does_not_see_is_refused(tmp_path):
    assert refused(tmp_path, with_row("B1,a1,phoning,reply-02,none")) == [
        fault(4, "item", "reply-02", FaultReason.ITEM_NOT_IN_SCENARIO, "phoning", "writing")
    ]


def test_a_half_filled_audit_is_refused_with_what_it_lacks(tmp_path):
    assert refused(tmp_path, with_row("B2,a2,writing,charter-01,yes")) == [
        fault(4, "audit", "a2", FaultReason.HALF_FILLED, "reply-01", "reply-02")
    ]
    wide = WIDE.replace('"3,5"', "").replace("warm", "")
    assert refused(tmp_path, wide) == [
        fault(2, "audit", "a2", FaultReason.HALF_FILLED, "reply-01"),
        fault(3, "audit", "a1", FaultReason.HALF_FILLED, "call-02"),
    ]


def test_an_audit_left_empty_is_refused(tmp_path):
    rows = "B2,a2,writing,reply-01,\nB2,a2,writing,reply-02,"
    assert refused(tmp_path, with_row(rows)) == [
        fault(4, "audit", "a2", FaultReason.HALF_FILLED, "reply-01", "reply-02")
    ]


def test_without_scenarios_an_audit_answers_the_items_of_its_channel(tmp_path):
    compiled = make_compiled(
        scenarios=[],
        items=[
            {"code": "call-01", "indicator": "call"},
            {"code": "call-02", "indicator": "call"},
            {"code": "reply-01", "indicator": "reply"},
        ],
        gates=[],
        scales=[],
        thresholds=[],
    )
    text = "body,audit,item,answer\nB1,a1,call-01,yes\nB1,a2,call-01,\n"
    assert refused(tmp_path, text, compiled) == [
        fault(2, "audit", "a1", FaultReason.HALF_FILLED, "call-02"),
        fault(3, "audit", "a2", FaultReason.HALF_FILLED),
    ]


def test_an_answer_behind_a_gate_is_refused(tmp_path):
    assert refused(tmp_path, LONG.replace("call-01,yes", "call-01,no")) == [
        fault(5, "answer", "warm", FaultReason.ANSWER_BEHIND_GATE, "call-02")
    ]
    assert refused(tmp_path, WIDE.replace("yes,warm", "no,warm")) == [
        fault(3, "call-02", "warm", FaultReason.ANSWER_BEHIND_GATE, "call-02")
    ]


def test_an_answer_to_a_calculated_item_is_refused(tmp_path):
    compiled = make_compiled(
        items=[
            {"code": "call-01", "indicator": "call"},
            {"code": "call-02", "indicator": "call", "kind": "table"},
            {"code": "reply-01", "indicator": "reply", "scenarios": "writing"},
        ],
        tables=[{"item": "call-02", "when": "call-01=yes", "points": "100"}],
        gates=[],
        scales=[],
        thresholds=[],
    )
    assert refused(tmp_path, f"{HEADER}\n{PHONE}", compiled) == [
        fault(3, "answer", "warm", FaultReason.NOT_EXPECTED, "call-02")
    ]


@pytest.mark.parametrize("column", ["body", "audit", "scenario", "item", "answer"])
def test_a_missing_column_is_refused(tmp_path, column):
    text = "\n".join(
        ",".join(
            cell
            for name, cell in zip(
                HEADER.split(","), line.replace('"3,5"', "3").split(","), strict=True
            )
            if name != column
        )
        for line in LONG.splitlines()
    )
    found = refused(tmp_path, text)
    columns = tuple(name for name in HEADER.split(",") if name != column)
    assert found == [fault(1, column, "", FaultReason.MISSING_COLUMN, *columns)]


def test_missing_cells_are_refused(tmp_path):
    rows = (
        ",a2,writing,reply-01,3\nB2,,writing,reply-01,3\n"
        "B2,a3,writing,,3\nB2,a b,writing,reply-01,3"
    )
    assert refused(tmp_path, with_row(rows)) == [
        fault(4, "body", "", FaultReason.MISSING_VALUE),
        fault(5, "audit", "", FaultReason.MISSING_VALUE),
        fault(6, "item", "", FaultReason.MISSING_VALUE),
        fault(7, "audit", "a b", FaultReason.BAD_CODE),
        fault(7, "audit", "a b", FaultReason.HALF_FILLED, "reply-02"),
    ]


@pytest.mark.parametrize("text", ["", HEADER, HEADER + "\n,,,,\n"])
def test_a_file_without_rows_is_refused(tmp_path, text):
    assert refused(tmp_path, text) == [fault(0, "", "", FaultReason.EMPTY_TABLE)]


def test_a_file_cut_at_no_separator_is_refused_as_such(tmp_path):
    (found,) = refused(tmp_path, LONG.replace(",", ":"))
    assert (found.line, found.reason) == (1, FaultReason.BAD_SEPARATOR)


def test_faults_of_every_kind_and_file_are_reported_in_one_pass(tmp_path):
    one = write_text(tmp_path, with_row("B9,a9,phoning,call-01,perhaps\nB1,a1"), "one.csv")
    two = write_text(tmp_path, WIDE.replace("warm", "hot").replace("a2", "a1"), "two.csv")
    with pytest.raises(BadInput) as refusal:
        read_answers([one, two, tmp_path / "none.csv"], make_compiled(), BODIES)
    assert [(f.file, f.line, f.column, f.reason) for f in faults_of(refusal)] == [
        ("none.csv", 0, "", FaultReason.MISSING_FILE),
        ("one.csv", 4, "answer", FaultReason.IMPOSSIBLE_VALUE),
        ("one.csv", 4, "body", FaultReason.UNKNOWN_BODY),
        ("one.csv", 5, "", FaultReason.RAGGED_ROW),
        ("two.csv", 2, "audit", FaultReason.DUPLICATE_AUDIT),
        ("two.csv", 2, "body", FaultReason.AUDIT_OF_TWO_BODIES),
        ("two.csv", 2, "scenario", FaultReason.AUDIT_OF_TWO_SCENARIOS),
        ("two.csv", 3, "audit", FaultReason.DUPLICATE_AUDIT),
        ("two.csv", 3, "call-02", FaultReason.IMPOSSIBLE_VALUE),
    ]


def test_faults_stop_at_the_limit(tmp_path):
    rows = "\n".join(f"B1,x{k},phoning,call-01,perhaps" for k in range(50))
    path = write_text(tmp_path, f"{HEADER}\n{rows}\n")
    with pytest.raises(BadInput) as refusal:
        read_answers(path, make_compiled(), BODIES, limits=ReadLimits(faults=7))
    assert (len(faults_of(refusal)), refusal.value.is_truncated) == (7, True)


def never(start, end, unit, territory, opening):
    if territory == "atlantide":
        raise InvalidArgument("territory", territory, "metropole")
    if end < start:
        raise InvalidArgument("end", end, f">= {start}")
    return math.nan


@pytest.mark.parametrize(
    ("moments", "calendar", "facts"),
    [
        ("2026-03-02T10:00/2026-03-05T09:30", None, ("calendar",)),
        ("2026-03-02T10:00/2026-13-05", never, ("iso",)),
        ("2026-03-02/2026-03-03/2026-03-04", never, ("iso",)),
        ("2026-03-02T10:00/2026-03-05T09:30Z", never, ("time_zone",)),
        ("2026-03-05/2026-03-02", never, ("end", "2026-03-02 00:00:00", ">= 2026-03-05 00:00:00")),
    ],
)
def test_two_moments_that_make_no_delay_are_refused(tmp_path, moments, calendar, facts):
    found = refused(tmp_path, LONG.replace('"3,5"', moments), quantity_between=calendar)
    assert found == [fault(3, "answer", moments, FaultReason.BAD_MOMENT, *facts)]


def test_a_body_in_an_unknown_territory_is_refused(tmp_path):
    bodies = type(BODIES)(BODIES.codes, BODIES.names, {"territory": ("", "atlantide")})
    moments = "2026-03-02/2026-03-03"
    path = write_text(tmp_path, LONG.replace('"3,5"', moments))
    with pytest.raises(BadInput) as refusal:
        read_answers(path, make_compiled(), bodies, quantity_between=never)
    facts = ("territory", "atlantide", "metropole")
    assert faults_of(refusal) == [fault(3, "answer", moments, FaultReason.BAD_MOMENT, *facts)]


def test_moments_of_audits_are_checked(tmp_path):
    header = HEADER + ",done_on,started_at,ended_at"
    rows = (
        "B2,a2,writing,reply-01,3,02/03/2026,,\n"
        "B2,a2,writing,reply-02,none,,2026-03-02T10:00,2026-03-02T09:00"
    )
    assert refused(tmp_path, with_row(rows, header)) == [
        fault(4, "done_on", "02/03/2026", FaultReason.BAD_MOMENT, "iso"),
        fault(
            5, "ended_at", "2026-03-02T09:00", FaultReason.BAD_MOMENT, "start", "2026-03-02T10:00"
        ),
    ]
