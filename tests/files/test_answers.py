from dataclasses import replace

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given
from hypothesis import strategies as st

from barometer.core.scoring.compiled import compile_grid
from barometer.core.scoring.encoding import AnswerState
from barometer.files.answers import read_answers
from tests.factories.editions import make_edition
from tests.factories.input_files import (
    BODIES,
    LONG,
    WIDE,
    make_compiled,
    write_text,
    write_workbook,
)
from tests.factories.random_editions import make_random_grid

NAN = float("nan")


def plain(read):
    """The content of an edition, comparable."""
    audits, answers = read.edition.audits, read.edition.answers
    return (
        audits.codes,
        audits.body.tolist(),
        audits.scenario.tolist(),
        audits.stratum.tolist(),
        answers.audit.tolist(),
        answers.item.tolist(),
        [None if np.isnan(value) else value for value in answers.value.tolist()],
        answers.state.tolist(),
    )


# Worked by hand from the grid of the factory: channels phone 0, mail 1; tone cold 0, neutral 1,
# warm 2; facts address 1, hours 2, none 4.
EXPECTED = (
    ("a1", "a2"),
    [0, 1],
    [0, 1],
    [0, 1],
    [0, 0, 1, 1],
    [0, 1, 2, 3],
    [1.0, 2.0, 3.5, 3.0],
    [0, 0, 0, 0],
)


@pytest.mark.parametrize("text", [LONG, WIDE, LONG.replace(",", ";").replace('"3;5"', "3,5")])
def test_both_layouts_give_the_same_edition(tmp_path, text):
    read = read_answers(write_text(tmp_path, text), make_compiled(), BODIES)
    assert plain(read) == EXPECTED
    arrays = read.edition.answers
    assert (arrays.audit.dtype, arrays.item.dtype, arrays.state.dtype) == (
        np.int32,
        np.int16,
        np.uint8,
    )


def test_workbooks_and_parquet_files_give_the_same_edition(tmp_path):
    rows = [
        ["body", "audit", "scenario", "call-01", "call-02", "reply-01", "reply-02"],
        ["B2", "a2", "writing", "", "", 3.5, "address+hours"],
        ["B1", "a1", "phoning", True, "warm", "", ""],
    ]
    book = write_workbook(tmp_path / "answers.xlsx", rows)
    long = [line.replace('"3,5"', "3.5").split(",") for line in LONG.splitlines()]
    columns = {name: [row[k] for row in long[1:]] for k, name in enumerate(long[0])}
    pq.write_table(pa.table(columns), tmp_path / "answers.parquet")
    for path in (book, tmp_path / "answers.parquet"):
        assert plain(read_answers(path, make_compiled(), BODIES)) == EXPECTED


def test_several_files_are_one_edition(tmp_path):
    lines = LONG.splitlines()
    one = write_text(tmp_path, "\n".join(lines[:3]), "one.csv")
    two = write_text(tmp_path, "\n".join([lines[0], *lines[3:]]), "two.csv")
    assert plain(read_answers([one, two], make_compiled(), BODIES)) == EXPECTED


def test_an_audit_may_be_spread_over_files_of_both_layouts(tmp_path):
    wide = write_text(tmp_path, "body,audit,scenario,reply-01\nB2,a2,writing,3.5\n", "wide.csv")
    long = write_text(
        tmp_path, "body,audit,scenario,item,answer\nB2,a2,,reply-02,hours\n", "long.csv"
    )
    read = read_answers([wide, long], make_compiled(), BODIES)
    assert read.edition.answers.value.tolist() == [3.5, 2.0]


@pytest.mark.parametrize(
    ("item", "spelled", "value"),
    [
        ("call-01", "yes", 1), ("call-01", "OUI", 1), ("call-01", "Vrai", 1), ("call-01", "1", 1),
        ("call-01", "no", 0), ("call-01", "NON", 0), ("call-01", "NO", 0), ("call-01", "0", 0),
        ("call-02", "cold", 0), ("call-02", "Warm", 2),
        ("reply-01", "0", 0), ("reply-01", "3.5", 3.5), ("reply-01", "1e1", 10),
        ("reply-02", "hours", 2), ("reply-02", "hours|address", 3), ("reply-02", "none", 4),
        ("reply-02", "address hours", 3), ("reply-02", "address + address", 1),
    ],
)  # fmt: skip
def test_answers_may_be_spelled_in_several_ways(tmp_path, item, spelled, value):
    assert encode(tmp_path, item, spelled) == (value, AnswerState.ANSWERED)


def encode(folder, item, spelled):
    """Value and state of one answer, in a grid that asks for nothing else."""
    compiled = make_compiled(grid=[{"key": "complete", "value": "no"}], gates=[])
    scenario = "phoning" if item.startswith("call") else "writing"
    text = f'body,audit,scenario,item,answer\nB1,a1,{scenario},{item},"{spelled}"\n'
    answers = read_answers(write_text(folder, text), compiled, BODIES).edition.answers
    (row,) = np.flatnonzero(answers.item == [i.code for i in compiled.grid.items].index(item))
    return answers.value[row], answers.state[row]


@pytest.mark.parametrize("item", ["call-01", "call-02", "reply-01", "reply-02"])
@pytest.mark.parametrize(
    ("spelled", "state"),
    [
        ("not_applicable", AnswerState.NOT_APPLICABLE), ("NA", AnswerState.NOT_APPLICABLE),
        ("n/a", AnswerState.NOT_APPLICABLE), ("Sans objet", AnswerState.NOT_APPLICABLE),
        ("sans_objet", AnswerState.NOT_APPLICABLE), ("s/o", AnswerState.NOT_APPLICABLE),
        ("not_observed", AnswerState.NOT_OBSERVED), ("Non observé", AnswerState.NOT_OBSERVED),
        ("non_observe", AnswerState.NOT_OBSERVED),
    ],
)  # fmt: skip
def test_states_may_be_spelled_in_both_languages(tmp_path, item, spelled, state):
    value, found = encode(tmp_path, item, spelled)
    assert (np.isnan(value), found) == (True, state)


@pytest.mark.parametrize(
    ("spelled", "waited"),
    [("censored", NAN), ("Sans réponse", NAN), ("censored:15", 15), ("sans_reponse : 7,5", 7.5)],
)
def test_a_delay_may_be_censored_and_say_how_long_was_waited(tmp_path, spelled, waited):
    value, state = encode(tmp_path, "reply-01", spelled)
    np.testing.assert_equal(float(value), float(waited))
    assert state == AnswerState.CENSORED


def test_a_level_named_as_a_state_is_the_level(tmp_path):
    compiled = make_compiled(
        scales=[
            {"scale": scale, "value": value, "points": points}
            for scale in ("tone", "facts")
            for value, points in (("na", "0"), ("good", "100"))
        ],
        grid=[{"key": "complete", "value": "no"}],
    )
    text = "body,audit,scenario,item,answer\nB1,a1,phoning,call-02,na\n"
    answers = read_answers(write_text(tmp_path, text), compiled, BODIES).edition.answers
    assert (answers.value[-1], answers.state[-1]) == (0, AnswerState.ANSWERED)


def test_a_grid_without_complete_audits_gets_what_is_missing_as_not_observed(tmp_path):
    compiled = make_compiled(grid=[{"key": "complete", "value": "no"}])
    text = (
        "body,audit,scenario,item,answer\nB1,a1,phoning,call-01,no\nB2,a2,writing,reply-02,none\n"
    )
    read = read_answers(write_text(tmp_path, text), compiled, BODIES)
    # call-02 is behind the gate that "no" closes: it is not missing.
    assert plain(read)[4:] == ([0, 1, 1], [0, 2, 3], [0.0, None, 4.0], [0, 2, 0])


def test_documentary_items_are_read_in_any_scenario(tmp_path):
    text = LONG + "B1,a1,phoning,charter-01,yes\n"
    read = read_answers(write_text(tmp_path, text), make_compiled(), BODIES)
    assert read.edition.answers.item.tolist() == [0, 1, 4, 2, 3]


def test_states_behind_a_gate_are_read(tmp_path):
    text = LONG.replace("call-01,yes", "call-01,no").replace("call-02,warm", "call-02,not_observed")
    read = read_answers(write_text(tmp_path, text), make_compiled(), BODIES)
    assert read.edition.answers.state.tolist() == [0, 2, 0, 0]


def test_a_closed_item_may_be_left_empty(tmp_path):
    text = LONG.replace("call-01,yes", "call-01,no").replace("call-02,warm", "call-02,")
    read = read_answers(write_text(tmp_path, text), make_compiled(), BODIES)
    assert read.edition.answers.item.tolist() == [0, 2, 3]


def test_columns_of_other_software_are_not_read(tmp_path):
    text = "body,audit,scenario,_id,reply-01,reply-02\nB2,a2,writing,=1,3,none\n"
    read = read_answers(write_text(tmp_path, text), make_compiled(), BODIES)
    assert read.edition.answers.value.tolist() == [3, 4]


def test_without_scenarios_the_channel_is_stated_or_that_of_the_first_answer(tmp_path):
    compiled = make_compiled(
        scenarios=[],
        items=[
            {"code": "call-01", "indicator": "call"},
            {"code": "reply-01", "indicator": "reply"},
        ],
        gates=[],
        scales=[],
        thresholds=[],
        grid=[{"key": "complete", "value": "no"}],
    )
    text = (
        "body,audit,channel,item,answer\n"
        "B1,stated,mail,call-01,yes\nB1,mixed,,reply-01,no\nB1,mixed,,call-01,no\nB1,called,,call-01,no\n"
    )
    read = read_answers(write_text(tmp_path, text), compiled, BODIES)
    assert read.edition.audits.codes == ("called", "stated", "mixed")
    assert read.edition.audits.stratum.tolist() == [0, 1, 1]
    assert read.edition.audits.scenario.tolist() == [-1, -1, -1]


def test_details_go_with_their_audits_and_remarks_with_their_answers(tmp_path):
    text = (
        "body,audit,scenario,item,answer,auditor,done_on,started_at,ended_at,comment,evidence\n"
        "B2,a2,writing,reply-01,3,,,,,,\n"
        "B2,a2,writing,reply-02,none,E7,2026-03-02,,,rien,ab12\n"
        "B1,a1,phoning,call-01,no,E9,2026-03-03,2026-03-03T10:00,2026-03-03T10:07:30,,\n"
    )
    details = read_answers(write_text(tmp_path, text), make_compiled(), BODIES).details
    assert details.auditor == ("E9", "E7")
    assert details.done_on == ("2026-03-03", "2026-03-02")
    assert details.started_at == ("2026-03-03T10:00", "")
    np.testing.assert_equal(details.duration_minutes, [7.5, NAN])
    assert details.remark_answer.tolist() == [2]
    assert (details.comment, details.evidence) == (("rien",), ("ab12",))


def test_two_moments_become_a_delay_in_the_calendar_of_the_body(tmp_path):
    asked = []

    def quantity_between(start, end, unit, territory, opening):
        asked.append((start.isoformat(), end.isoformat(), unit, territory, opening))
        return 2.5

    bodies = type(BODIES)(BODIES.codes, BODIES.names, {"territory": ("", "mayotte")})
    text = LONG.replace('"3,5"', "2026-03-02T10:00/2026-03-05T09:30")
    read = read_answers(
        write_text(tmp_path, text), make_compiled(), bodies, quantity_between=quantity_between
    )
    assert asked == [("2026-03-02T10:00:00", "2026-03-05T09:30:00", "working_days", "mayotte", "")]
    assert read.edition.answers.value.tolist() == [1, 2, 2.5, 3]


@given(st.randoms(use_true_random=False))
def test_the_order_of_the_rows_changes_nothing(tmp_path_factory, random):
    grid, rows = make_random_grid(gates=False), []
    for body in ("B1", "B2"):
        for scenario, stems in (("phoning", ("call", "tone")), ("writing", ("reply", "text"))):
            for item in grid.items:
                if item.code.startswith(stems):
                    answer = "yes" if hash_of(body, item.code) else "no"
                    rows.append((body, f"{body}.{scenario}", scenario, item.code, answer))
    random.shuffle(rows)
    text = "\n".join(
        ",".join(row) for row in [("body", "audit", "scenario", "item", "answer"), *rows]
    )
    path = write_text(tmp_path_factory.mktemp("answers"), text)
    _, expected = make_edition(
        grid,
        [(body, audit, item, answer) for body, audit, _, item, answer in rows],
        bodies=("B1", "B2"),
        scenarios={row[1]: row[2] for row in rows},
        channels={row[1]: "phone" if row[2] == "phoning" else "mail" for row in rows},
    )
    # The items of this grid are seen by both scenarios: what one lacks is filled in.
    read = read_answers(path, compile_grid(replace(grid, is_complete=False)), BODIES)
    answers, is_stated = read.edition.answers, read.edition.answers.state == AnswerState.ANSWERED
    assert read.edition.audits.codes == expected.audits.codes
    assert answers.audit[is_stated].tolist() == expected.answers.audit.tolist()
    assert answers.item[is_stated].tolist() == expected.answers.item.tolist()
    assert answers.value[is_stated].tolist() == expected.answers.value.tolist()


def hash_of(body, item):
    return (sum(map(ord, body + item)) % 3) > 0
