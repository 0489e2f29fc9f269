"""Grids as forms: questions, words and choices, and what the converter and validator say."""

import shutil
from xml.etree.ElementTree import canonicalize

import pytest
from pyxform.validators.odk_validate import ODKValidateError
from pyxform.xls2xform import convert

from barometer.core.errors import InvalidArgument
from barometer.files.grid_folder import find_grid, load_grid
from barometer.files.xlsform import XlsForm, build_xlsform, export_xlsforms, xlsform_bytes
from barometer.files.xlsform_logic import sections_in_order
from tests.core.grids.sound import SOUND, sound_grid
from tests.files.xform_expressions import holds

FR, EN = "Français (fr)", "English (en)"


def rows_of(form: XlsForm) -> dict[str, dict[str, str]]:
    return {row["name"]: row for row in form.survey if "name" in row}


def with_item(**cells: str) -> dict[str, dict[str, str]]:
    """Return the questions of the sound grid whose first item has other cells."""
    grid = sound_grid(items=[{**SOUND["items"][0], **cells}, *SOUND["items"][1:]])
    return rows_of(build_xlsform(grid))


def choices_of(form: XlsForm, name: str) -> dict[str, str]:
    rows = [row for row in form.choices if row["list_name"] == name]
    return {row["name"]: row[f"label::{FR}"] for row in rows}


def test_a_yes_no_item_is_a_choice_of_four():
    form = build_xlsform(sound_grid())
    assert rows_of(form)["q_greeting_01"] == {
        "type": "select_one answers_yes_no",
        "name": "q_greeting_01",
        "required": "yes",
        f"label::{FR}": "greeting-01",
        f"label::{EN}": "greeting-01",
    }
    assert choices_of(form, "answers_yes_no") == {
        "yes": "Oui",
        "no": "Non",
        "not_applicable": "Sans objet",
        "not_observed": "Non observé",
    }


def test_a_graded_item_offers_its_levels_and_the_states():
    form = build_xlsform(sound_grid())
    assert rows_of(form)["q_greeting_02"]["type"] == "select_one scale_tone"
    assert list(choices_of(form, "scale_tone")) == [
        "warm", "cold", "not_applicable", "not_observed"
    ]  # fmt: skip


def test_a_multiple_choice_keeps_none_and_the_states_alone():
    grid = sound_grid(scales=[*SOUND["scales"], {"scale": "parts", "value": "none", "points": "0"}])
    question = rows_of(build_xlsform(grid))["q_reply_03"]
    assert question["type"] == "select_multiple scale_parts"
    allowed = ["hours", "hours address", "none", "not_observed"]
    refused = ["none hours", "hours not_applicable"]
    assert [holds(question["constraint"], {}, own) for own in allowed] == [True] * 4
    assert [holds(question["constraint"], {}, own) for own in refused] == [False] * 2


def test_a_measured_item_asks_for_its_state_then_its_number():
    form = build_xlsform(sound_grid())
    rows = rows_of(form)
    assert rows["q_reply_02"]["type"] == "select_one answers_delay"
    assert list(choices_of(form, "answers_delay")) == [
        "measured", "censored", "not_applicable", "not_observed"
    ]  # fmt: skip
    assert rows["n_reply_02"] == {
        "type": "decimal",
        "name": "n_reply_02",
        "required": "yes",
        "relevant": "${q_reply_02} = 'measured'",
        "constraint": ". >= 0 and . <= 60",
        f"label::{FR}": "Valeur (jours)",
        f"label::{EN}": "Value (days)",
        f"constraint_message::{FR}": "Entre 0 et 60 (jours)",
        f"constraint_message::{EN}": "Between 0 and 60 (days)",
    }


def test_what_is_counted_is_a_whole_number_that_cannot_be_awaited():
    rows = with_item(kind="measured", scale="delay", unit="clicks", polarity="", minimum="0.5")
    assert rows["q_greeting_01"]["type"] == "select_one answers_measured"
    assert rows["n_greeting_01"]["type"] == "integer"
    assert rows["n_greeting_01"]["constraint"] == ". >= 0.5"
    assert rows["n_greeting_01"][f"constraint_message::{FR}"] == "Au moins 0,5 (clics)"


@pytest.mark.parametrize(
    ("evidence", "required", "shown", "hidden"),
    [
        ("required", "yes", ["yes", "no"], ["", "not_applicable", "not_observed"]),
        ("on_failure", "yes", ["no"], ["", "yes", "not_applicable"]),
        ("optional", "", ["yes", "no"], ["", "not_observed"]),
    ],
)
def test_proofs_are_asked_by_the_rule_of_the_item(evidence, required, shown, hidden):
    image = with_item(evidence=evidence)["e_greeting_01"]
    assert (image["type"], image.get("required", "")) == ("image", required)
    assert image["parameters"] == "max-pixels=1600"
    assert [holds(image["relevant"], {"q_greeting_01": own}) for own in shown] == [True] * len(
        shown
    )
    assert not any(holds(image["relevant"], {"q_greeting_01": own}) for own in hidden)


def test_a_forbidden_proof_is_not_asked():
    assert "e_greeting_01" not in with_item(evidence="forbidden")


def test_what_no_contact_can_see_is_not_asked():
    papers = {"code": "greeting-03", "indicator": "greeting", "source": "documentary"}
    derived = {"code": "greeting-04", "indicator": "greeting", "kind": "table"}
    grid = sound_grid(
        items=[*SOUND["items"], papers, derived],
        tables=[{"item": "greeting-04", "when": "", "points": "100"}],
    )
    assert rows_of(build_xlsform(grid)).keys() == rows_of(build_xlsform(sound_grid())).keys()


def test_nothing_follows_the_auditor():
    types = {row["type"] for row in build_xlsform(sound_grid()).survey}
    watching = {"start", "end", "today", "deviceid", "phonenumber", "username", "audit", "geopoint"}
    assert types & watching == set()


def test_the_whole_form_asks_the_scenario_and_shows_what_it_sees():
    scenarios = [{"code": "calling"}, {"code": "writing", "channel": "mail"}, {"code": "visiting"}]
    items = [
        {**SOUND["items"][0], "scenarios": "calling"},
        {**SOUND["items"][1], "scenarios": "calling writing"},
        *SOUND["items"][2:],
    ]
    form = build_xlsform(sound_grid(items=items, scenarios=scenarios))
    rows = rows_of(form)
    both = "${scenario} = 'calling' or ${scenario} = 'writing'"
    assert rows["scenario"]["type"] == "select_one scenarios"
    assert list(choices_of(form, "scenarios")) == ["calling", "writing", "visiting"]
    assert rows["s_calling"]["relevant"] == "${scenario} = 'calling'"
    assert rows["g_greeting"]["relevant"] == both
    assert rows["q_greeting_01"]["relevant"] == "${scenario} = 'calling'"
    assert "relevant" not in rows["q_greeting_02"]
    assert "relevant" not in rows["g_reply"]
    assert rows["q_reply_02"]["relevant"] == "not(${q_reply_01} = 'no')"


def test_what_closes_is_asked_before_what_it_closes():
    gates = [{"code": "g", "item": "reply-01", "closes": "greeting-01"}]
    sections = [
        row["name"]
        for row in build_xlsform(sound_grid(gates=gates)).survey
        if row["type"] == "begin_group"
    ]
    assert sections == ["g_reply", "g_greeting"]


def test_sections_that_close_one_another_keep_the_order_of_the_grid():
    gates = [
        {"code": "g", "item": "reply-01", "closes": "greeting-01"},
        {"code": "h", "item": "greeting-02", "when": "cold", "closes": "reply-02"},
    ]
    order = sections_in_order(sound_grid(gates=gates))
    assert [indicator.code for indicator in order] == ["greeting", "reply"]


def test_the_form_of_a_scenario_has_its_items_only():
    items = [{**SOUND["items"][0], "scenarios": "calling"}, *SOUND["items"][1:]]
    form = build_xlsform(sound_grid(items=items), scenario="writing")
    rows = rows_of(form)
    assert rows["scenario"] == {
        "type": "calculate",
        "name": "scenario",
        "calculation": "'writing'",
    }
    assert "q_greeting_01" not in rows
    assert "s_calling" not in rows
    assert "relevant" not in rows["g_greeting"]
    assert form.settings["form_id"] == "toy-v1-writing"


def test_the_script_is_shown_before_the_contact():
    scenario = {
        "code": "calling",
        "title_fr": "Appel",
        "title_en": "Call",
        "persona_fr": "Léa",
        "script_fr": "Bonjour",
        "script_en": "Hello",
        "forbidden_fr": "Insister",
    }
    note = rows_of(build_xlsform(sound_grid(scenarios=[scenario]), scenario="calling"))["s_calling"]
    assert note[f"label::{FR}"] == (
        "Appel\n\nVotre personnage\nLéa\n\nVotre demande\nBonjour\n\nÀ ne jamais faire\nInsister"
    )
    assert note[f"label::{EN}"] == (
        "Call\n\nYour persona\nLéa\n\nYour request\nHello\n\nNever do this\nInsister"
    )


def test_bodies_may_be_offered_by_name():
    form = build_xlsform(sound_grid(), bodies={"B1": "Mairie de Rennes"})
    assert rows_of(form)["body"]["type"] == "select_one bodies"
    assert choices_of(form, "bodies") == {"B1": "Mairie de Rennes"}


def test_an_unknown_scenario_is_refused():
    with pytest.raises(InvalidArgument) as refusal:
        build_xlsform(sound_grid(), scenario="dancing")
    assert (refusal.value.value, refusal.value.allowed) == ("dancing", "calling, writing")


def test_a_grid_without_scenarios_asks_for_none():
    rows = rows_of(build_xlsform(sound_grid(scenarios=[])))
    assert "scenario" not in rows
    assert "relevant" not in rows["g_greeting"]


def test_words_that_look_like_references_stay_words():
    rows = with_item(label_fr="Le prix est-il écrit « ${prix} » ?")
    assert rows["q_greeting_01"][f"label::{FR}"] == "Le prix est-il écrit « $ {prix} » ?"


@pytest.mark.parametrize("scenario", ["", "calling"])
def test_the_converter_takes_the_rows_and_the_workbook_alike(scenario):
    form = build_xlsform(sound_grid(), scenario=scenario)
    from_rows = convert(form.as_dict())
    from_workbook = convert(xlsform_bytes(form))
    assert from_rows.warnings == from_workbook.warnings == []
    assert canonicalize(from_rows.xform) == canonicalize(from_workbook.xform)


def test_the_same_form_gives_the_same_bytes():
    assert xlsform_bytes(build_xlsform(sound_grid())) == xlsform_bytes(build_xlsform(sound_grid()))


def test_every_form_of_a_grid_is_written(tmp_path):
    written = export_xlsforms(sound_grid(), tmp_path / "forms")
    names = ["toy-v1.xlsx", "toy-v1-calling.xlsx", "toy-v1-writing.xlsx"]
    assert [path.name for path in written] == names
    assert sorted(path.name for path in (tmp_path / "forms").iterdir()) == sorted(names)


needs_java = pytest.mark.skipif(
    shutil.which("java") is None,
    reason="the validator of forms needs Java: install a Java 8 or later runtime",
)


@needs_java
def test_the_validator_refuses_a_form_that_asks_in_a_circle():
    """The test below proves something only if the validator can say no."""
    form = build_xlsform(sound_grid()).as_dict()
    circle = {"q_greeting_01": "q_greeting_02", "q_greeting_02": "q_greeting_01"}
    for row in form["survey"]:
        if row.get("name") in circle:
            row["relevant"] = f"${{{circle[row['name']]}}} != ''"
    with pytest.raises(ODKValidateError):
        convert(form, validate=True)


@needs_java
@pytest.mark.parametrize("scenario", ["", "phone-information"])
def test_the_validator_accepts_the_forms_of_the_reference_grid(scenario):
    grid = load_grid(find_grid("public-service@1"))
    result = convert(xlsform_bytes(build_xlsform(grid, scenario=scenario)), validate=True)
    assert result.warnings == []


def test_the_converter_accepts_every_form_of_the_reference_grid():
    grid = load_grid(find_grid("public-service@1"))
    for scenario in grid.scenarios:
        assert convert(build_xlsform(grid, scenario=scenario.code).as_dict()).warnings == []
