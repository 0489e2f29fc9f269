"""Exports of field-survey apps, made answers: the shapes of ODK Central, KoboToolbox and R."""

import csv
import io
import random
from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest

from barometer.core.faults import BadInput, Fault, FaultReason
from barometer.core.grids.model import Grid
from barometer.core.scoring.compiled import compile_grid
from barometer.core.scoring.encoding import Bodies
from barometer.files.answers import read_answers
from barometer.files.grid_folder import find_grid, load_grid
from barometer.files.submissions import (
    ANSWER_COLUMNS,
    Submissions,
    convert_submissions,
    read_submissions,
)
from barometer.files.xlsform import XlsForm, build_xlsform
from barometer.files.xlsform_exports import is_chosen, read_export
from tests.core.grids.sound import SOUND, sound_grid
from tests.files.xform_expressions import holds

R = FaultReason
GRID = sound_grid()

CENTRAL = {
    "SubmissionDate": "2026-05-04T10:00:00.000Z",
    "body": "B1",
    "auditor": "A7",
    "done_on": "2026-05-04",
    "scenario": "writing",
    "g_greeting-q_greeting_01": "yes",
    "g_greeting-e_greeting_01": "1714.jpg",
    "g_greeting-q_greeting_02": "warm",
    "g_reply-q_reply_01": "yes",
    "g_reply-q_reply_02": "measured",
    "g_reply-n_reply_02": "3.0",
    "g_reply-q_reply_03": "address hours",
    "comment": "Réponse claire",
    "meta-instanceID": "uuid:aa-1",
    "meta-instanceName": "B1 writing",
    "KEY": "uuid:aa-1",
    "SubmitterName": "tablet",
    "ReviewState": "",
    "FormVersion": "1",
}
WHO = ("2026-05-04", "A7", "", "")


def write_export(
    path: Path, rows: Sequence[Mapping[str, str]], *, separator: str = ",", start: str = ""
) -> Path:
    out = io.StringIO()
    writer = csv.DictWriter(out, list(rows[0]), delimiter=separator, quoting=csv.QUOTE_ALL)
    writer.writeheader()
    writer.writerows(rows)
    path.write_text(start + out.getvalue(), encoding="utf-8")
    return path


def read(tmp_path: Path, *rows: Mapping[str, str], grid: Grid = GRID, **more: str) -> Submissions:
    return read_submissions(write_export(tmp_path / "export.csv", rows), grid, **more)


def refuse(tmp_path: Path, *rows: Mapping[str, str], **more: str) -> list[Fault]:
    with pytest.raises(BadInput) as refusal:
        read(tmp_path, *rows, **more)
    return list(refusal.value.faults)


def answers_of(found: Submissions) -> dict[str, str]:
    return dict(found.answers.select("item", "answer").iter_rows())


def test_an_export_of_odk_central_becomes_answers(tmp_path):
    found = read(tmp_path, CENTRAL)
    place = ("B1", "aa-1", "writing")
    assert tuple(found.answers.columns) == ANSWER_COLUMNS
    assert found.answers.rows() == [
        (*place, "greeting-01", "yes", "", *WHO, "Réponse claire", "1714.jpg"),
        (*place, "greeting-02", "warm", "", *WHO, "", ""),
        (*place, "reply-01", "yes", "", *WHO, "", ""),
        (*place, "reply-02", "3", "days", *WHO, "", ""),
        (*place, "reply-03", "hours address", "", *WHO, "", ""),
    ]
    assert found.rejected == ()


def kobo(row: Mapping[str, str]) -> dict[str, str]:
    """Return a row as KoboToolbox names its columns: paths with slashes, its own at the end."""
    own = {"SubmissionDate", "KEY", "SubmitterName", "ReviewState", "FormVersion"}
    named = {k.replace("-", "/"): v for k, v in row.items() if k not in own}
    return {
        **named,
        "__version__": "vX1",
        "_id": "77",
        "_uuid": "aa-1",
        "_submission_time": "2026-05-04T10:00:00",
        "_validation_status": "",
        "_index": "1",
    }


def test_an_export_of_kobotoolbox_gives_the_same_answers(tmp_path):
    path = write_export(tmp_path / "kobo.csv", [kobo(CENTRAL)], separator=";", start="\ufeff")
    assert read_submissions(path, GRID).answers.equals(read(tmp_path, CENTRAL).answers)


def test_an_export_that_went_through_r_gives_the_same_answers(tmp_path):
    """R turns separators into dots and marks names that begin with an underscore."""
    names = {
        k: ("X" + k if k.startswith("_") else k).replace("/", ".").replace("-", ".")
        for k in kobo(CENTRAL)
    }
    row = {names[k]: v for k, v in kobo(CENTRAL).items()}
    found = read(tmp_path, {"X.U.FEFF.start": "", **row})
    assert found.answers.equals(read(tmp_path, CENTRAL).answers)


def test_an_export_without_groups_gives_the_same_answers(tmp_path):
    row = {name.rpartition("-")[2] or name: value for name, value in CENTRAL.items()}
    assert read(tmp_path, row).answers.equals(read(tmp_path, CENTRAL).answers)


@pytest.mark.parametrize(("yes", "no"), [("1", "0"), ("True", "False"), ("1", ""), ("1.0", "0.0")])
def test_split_choices_are_joined(tmp_path, yes, no):
    split = {
        "g_reply/q_reply_03/hours": yes,
        "g_reply/q_reply_03/address": no,
        "g_reply/q_reply_03/not_applicable": no,
    }
    row = {k: v for k, v in kobo(CENTRAL).items() if k != "g_reply/q_reply_03"} | split
    assert answers_of(read(tmp_path, row))["reply-03"] == "hours"
    both = {**row, "g_reply/q_reply_03": "hours"}
    assert answers_of(read(tmp_path, both))["reply-03"] == "hours"
    none = {**row, "g_reply/q_reply_03/hours": no}
    assert "reply-03" not in answers_of(read(tmp_path, none))


def test_choices_told_twice_and_differently_are_refused(tmp_path):
    row = {**kobo(CENTRAL), "g_reply/q_reply_03/hours": "1", "g_reply/q_reply_03/address": "0"}
    column, told = "g_reply/q_reply_03", "address hours"
    expected = Fault("export.csv", 2, column, told, R.DUPLICATE_ANSWER, ("hours",))
    assert refuse(tmp_path, row) == [expected]


def test_repeated_columns_count_once_filled(tmp_path):
    header = [*CENTRAL, "old-q_greeting_01", "SubmissionDate"]
    path = tmp_path / "export.csv"

    def write(*cells: str) -> None:
        with path.open("w", encoding="utf-8", newline="") as file:
            csv.writer(file).writerows([header, [*CENTRAL.values(), *cells]])

    write("", "2026")
    assert answers_of(read_submissions(path, GRID))["greeting-01"] == "yes"
    write("no", "2026")
    with pytest.raises(BadInput) as refusal:
        read_submissions(path, GRID)
    expected = Fault("export.csv", 2, "old-q_greeting_01", "no", R.DUPLICATE_ANSWER, ("yes",))
    assert refusal.value.faults == (expected,)


def test_questions_that_were_not_asked_have_no_answer(tmp_path):
    closed = {"g_reply-q_reply_01": "no", "g_reply-q_reply_02": "", "g_reply-n_reply_02": ""}
    row = {**CENTRAL, **closed, "g_reply-q_reply_03": ""}
    assert list(answers_of(read(tmp_path, row))) == ["greeting-01", "greeting-02", "reply-01"]


@pytest.mark.parametrize("state", ["not_applicable", "not_observed", "censored"])
def test_the_state_of_a_measured_item_is_its_answer(tmp_path, state):
    row = {**CENTRAL, "g_reply-q_reply_02": state, "g_reply-n_reply_02": ""}
    found = read(tmp_path, row).answers.filter(item="reply-02")
    assert found.select("answer", "unit").rows() == [(state, "")]


def test_rejected_submissions_are_left_out_and_told(tmp_path):
    rejected = {**CENTRAL, "meta-instanceID": "uuid:bb", "ReviewState": "rejected"}
    found = read(tmp_path, CENTRAL, rejected)
    assert (found.answers["audit"].unique().to_list(), found.rejected) == (["aa-1"], ("bb",))
    status = {**kobo(CENTRAL), "_validation_status": "Not Approved"}
    assert read(tmp_path, status).answers.height == 0


def test_another_column_may_name_the_audit(tmp_path):
    assert read(tmp_path, CENTRAL, audit_column="KEY").answers["audit"][0] == "aa-1"
    found = read(tmp_path, {**CENTRAL, "mission": "M12"}, audit_column="mission")
    assert found.answers["audit"].unique().to_list() == ["M12"]
    expected = Fault("export.csv", 1, "order", "", R.MISSING_COLUMN, tuple(CENTRAL)[:20])
    assert refuse(tmp_path, CENTRAL, audit_column="order") == [expected]


REPLY = "g_reply-"


@pytest.mark.parametrize(
    ("cells", "column", "reason", "facts"),
    [
        ({"body": ""}, "body", R.MISSING_VALUE, ()),
        ({"scenario": ""}, "scenario", R.MISSING_VALUE, ("calling", "writing")),
        ({"scenario": "writting"}, "scenario", R.UNKNOWN_SCENARIO, ("writing",)),
        ({"g_greeting-q_greeting_01": "Oui"}, "g_greeting-q_greeting_01", R.IMPOSSIBLE_VALUE,
         ("greeting-01", "yes", "no", "not_applicable", "not_observed")),
        ({"g_greeting-q_greeting_02": "hot"}, "g_greeting-q_greeting_02", R.IMPOSSIBLE_VALUE,
         ("greeting-02", "warm", "cold", "not_applicable", "not_observed")),
        ({REPLY + "q_reply_02": "censured"}, REPLY + "q_reply_02", R.IMPOSSIBLE_VALUE,
         ("reply-02", "measured", "not_applicable", "not_observed", "censored")),
        ({REPLY + "n_reply_02": "soon"}, REPLY + "n_reply_02", R.BAD_NUMBER, ("reply-02", "days")),
        ({REPLY + "n_reply_02": "61"}, REPLY + "n_reply_02", R.IMPOSSIBLE_VALUE,
         ("reply-02", "0", "60", "days")),
        ({REPLY + "n_reply_02": ""}, REPLY + "n_reply_02", R.MISSING_VALUE, ("reply-02", "days")),
        ({REPLY + "q_reply_03": "hours garden"}, REPLY + "q_reply_03", R.IMPOSSIBLE_VALUE,
         ("reply-03", "hours", "address", "not_applicable", "not_observed")),
        ({REPLY + "q_reply_03": "hours not_observed"}, REPLY + "q_reply_03", R.IMPOSSIBLE_VALUE,
         ("reply-03", "not_observed")),
        ({"meta-instanceID": "", "KEY": ""}, "meta-instanceID", R.MISSING_VALUE, ()),
    ],
)  # fmt: skip
def test_a_bad_cell_is_told_in_the_words_of_the_export(tmp_path, cells, column, reason, facts):
    row = {**CENTRAL, **cells}
    expected = Fault("export.csv", 2, column, row[column], reason, facts)
    assert refuse(tmp_path, row) == [expected]


def test_a_submission_sent_twice_names_the_first_line(tmp_path):
    other = {**CENTRAL, "meta-instanceID": "uuid:bb", "comment": "two\nlines"}
    expected = Fault("export.csv", 5, "meta-instanceID", "aa-1", R.DUPLICATE_AUDIT, ("2",))
    assert refuse(tmp_path, CENTRAL, other, CENTRAL) == [expected]


def test_an_item_of_another_grid_is_told_if_it_was_answered(tmp_path):
    row = {**CENTRAL, "g_reply-q_reply_09": "yes", "g_reply-q_reply_10": ""}
    (fault,) = refuse(tmp_path, row)
    assert (fault.line, fault.column, fault.value) == (1, "g_reply-q_reply_09", "reply-09")
    assert (fault.reason, fault.facts[0]) == (R.UNKNOWN_ITEM, "reply-03")


def test_an_export_of_another_form_is_refused_by_its_header(tmp_path):
    found = refuse(tmp_path, {"name": "Ada", "age": "36"})
    assert [(fault.column, fault.reason) for fault in found] == [
        (column, R.MISSING_COLUMN) for column in ("body", "instanceID", "q_…", "scenario")
    ]


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", R.EMPTY_TABLE),
        (b"body,audit\n", R.EMPTY_TABLE),
        (b'body,audit\n"a,b\n', R.UNREADABLE_FILE),
        (b"body,audit\na,b,c\n", R.RAGGED_ROW),
        (b"body,audit\n\xc3\x28,b\n", R.BAD_ENCODING),
        (b"PK\x03\x04\x00\x00body", R.UNREADABLE_FILE),
    ],
)
def test_files_that_are_no_exports_are_refused(tmp_path, data, reason):
    (tmp_path / "export.csv").write_bytes(data)
    with pytest.raises(BadInput) as refusal:
        read_submissions(tmp_path / "export.csv", GRID)
    assert refusal.value.faults[0].reason is reason


def test_a_file_that_is_not_there_is_a_fault(tmp_path):
    with pytest.raises(BadInput) as refusal:
        read_export(tmp_path / "no.csv")
    assert refusal.value.faults == (Fault("no.csv", 0, "", "", R.MISSING_FILE),)


def test_what_is_converted_is_read_as_answers(tmp_path):
    """From the export to the arrays of the engine, each kind of answer with its value."""
    silent = {
        **CENTRAL,
        "body": "B2",
        "meta-instanceID": "uuid:cc",
        "g_greeting-q_greeting_01": "not_observed",
        "g_reply-q_reply_02": "censored",
        "g_reply-n_reply_02": "",
    }
    path = write_export(tmp_path / "export.csv", [CENTRAL, silent])
    assert convert_submissions(path, GRID, tmp_path / "answers.csv") == 10
    bodies = Bodies(("B1", "B2"), ("One", "Two"), {})
    read_back = read_answers(tmp_path / "answers.csv", compile_grid(GRID), bodies)
    answers = read_back.edition.answers
    assert read_back.edition.audits.codes == ("aa-1", "cc")
    assert answers.item.tolist() == [0, 1, 2, 3, 4] * 2
    assert answers.state.tolist() == [0, 0, 0, 0, 0, 2, 0, 0, 3, 0]
    assert answers.value[:5].tolist() == [1.0, 0.0, 1.0, 3.0, 3.0]
    assert read_back.details.auditor == ("A7", "A7")
    assert read_back.details.evidence[0] == "1714.jpg"


def test_nothing_is_written_when_the_export_is_refused(tmp_path):
    path = write_export(tmp_path / "export.csv", [{**CENTRAL, "body": ""}])
    with pytest.raises(BadInput):
        convert_submissions(path, GRID, tmp_path / "answers.csv")
    assert not (tmp_path / "answers.csv").exists()


def test_a_grid_without_scenarios_needs_none(tmp_path):
    row = {name: value for name, value in CENTRAL.items() if name != "scenario"}
    found = read(tmp_path, row, grid=sound_grid(scenarios=[], items=SOUND["items"]))
    assert found.answers["scenario"].unique().to_list() == [""]


def test_a_real_export_is_read_whole(shared_data):
    """632 answers to a real KoboToolbox form, through R: its own form says what to expect."""
    folder = shared_data / "xlsform"
    export = read_export(folder / "cleaningtools_raw_data.csv")
    assert (len(export.submissions), len(export.headers)) == (632, 348)
    assert export.headers[:2] == ("start", "end")
    assert export.headers[-7:] == (
        "_id", "_uuid", "_submission_time", "_notes", "_status", "_submitted_by", "_index"
    )  # fmt: skip
    with (folder / "cleaningtools_survey.csv").open(encoding="utf-8-sig", newline="") as file:
        multiple = {
            row["name"]: row["type"].split()[1]
            for row in csv.DictReader(file)
            if row["type"].startswith("select_multiple")
        }
    split = export.split_choices()
    assert set(split) == {name for name in multiple if name in export.headers}
    for question, columns in split.items():
        combined = export.headers.index(question)
        for submission in export.submissions:
            ticked = {
                choice for choice, place in columns.items() if is_chosen(submission.cells[place])
            }
            assert set(submission.cells[combined].split()) == ticked


def test_a_real_export_of_another_form_is_refused_not_forced(shared_data):
    with pytest.raises(BadInput) as refusal:
        read_submissions(shared_data / "xlsform/cleaningtools_raw_data.csv", GRID)
    assert {(fault.column, fault.reason) for fault in refusal.value.faults} == {
        (column, R.MISSING_COLUMN) for column in ("q_…", "body", "scenario")
    }


def fill_in(form: XlsForm, draw: random.Random, **fixed: str) -> dict[str, str]:
    """Return a submission as an app would send it: what the form asks, answered at random.

    As in an app, an answer that a later one makes irrelevant is emptied.
    """
    choices: dict[str, list[str]] = {"number": ["0", "1", "3", "10", "40"]}
    for row in form.choices:
        choices.setdefault(row["list_name"], []).append(row["name"])
    cells = dict(fixed)
    for _ in range(3):
        for row in form.survey:
            kind, _, options = row["type"].partition(" ")
            if kind not in {"select_one", "select_multiple", "decimal", "integer"}:
                continue
            name = row["name"]
            offered = [
                own
                for own in choices[options or "number"]
                if holds(row.get("constraint", ""), {}, own)
            ]
            if not holds(row.get("relevant", ""), cells):
                cells[name] = ""
            elif not cells.get(name):
                cells[name] = draw.choice(offered)
    return cells


@pytest.mark.parametrize("number", range(3))
def test_every_form_of_the_reference_grid_comes_back_as_whole_audits(tmp_path, number):
    """What a form asks is what the scoring expects: nothing missing, nothing behind a gate."""
    grid = load_grid(find_grid("public-service@1"))
    draw = random.Random(number)
    compiled, bodies = compile_grid(grid), Bodies(("B1",), ("One",), {})
    for scenario in grid.scenarios:
        form = build_xlsform(grid, scenario=scenario.code)
        cells = fill_in(form, draw, body="B1", scenario=scenario.code)
        row = {"instanceID": f"uuid:{scenario.code}", **cells}
        count = convert_submissions(
            write_export(tmp_path / "export.csv", [row]), grid, tmp_path / "answers.csv"
        )
        found = read_answers(tmp_path / "answers.csv", compiled, bodies)
        assert found.edition.audits.codes == (scenario.code,)
        assert count == sum(bool(value) for name, value in cells.items() if name.startswith("q_"))
