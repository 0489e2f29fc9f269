"""The reference grid keeps its promises: counts, languages, scenarios, typography."""

import re
from collections import Counter

import pytest

from barometer.core.grids.gating import closed_items
from barometer.core.grids.model import Evidence, ItemKind, ItemSource
from barometer.files.grid_folder import find_grid, load_grid

STRAIGHT_OR_BARE = re.compile(r"'|(?<![\u00a0\u202f])[?!;:](?=\s|$)|«(?!\u00a0)|(?<!\u00a0)»")


@pytest.fixture(scope="module")
def grid():
    return load_grid(find_grid("public-service@1"))


def test_it_has_the_published_outline(grid):
    assert len(grid.indicators) == 58
    assert Counter(i.option for i in grid.indicators) == {"": 42, "desk": 16}
    assert len(grid.criteria) == 20
    assert [axis.code for axis in grid.steps] == [
        "access", "information", "handling", "complaints"
    ]  # fmt: skip
    assert [axis.code for axis in grid.channels] == ["phone", "website", "mail", "social", "desk"]
    assert len([item for item in grid.items if item.source is ItemSource.MYSTERY]) >= 400


def test_the_weights_of_the_common_core_sum_to_one_hundred(grid):
    weights = Counter()
    for indicator in grid.indicators:
        if not indicator.option:
            weights[indicator.step] += indicator.weight
    assert weights == {"access": 25, "information": 30, "handling": 30, "complaints": 15}


def test_a_body_receives_fourteen_audits_and_the_desk_three_more(grid):
    audits = Counter()
    for scenario in grid.scenarios:
        audits[scenario.option] += scenario.count
    assert audits == {"": 14, "desk": 3}


def test_every_channel_has_two_audits_or_more_so_that_variance_shows(grid):
    audits = Counter()
    for scenario in grid.scenarios:
        audits[scenario.channel] += scenario.count
    assert min(audits.values()) >= 2


def test_every_indicator_is_observed_at_least_twice(grid):
    seen = {indicator.code: set() for indicator in grid.indicators}
    for item in grid.items:
        if item.source is ItemSource.MYSTERY:
            seen[item.indicator] |= set(item.scenarios)
    assert {code: len(found) for code, found in seen.items() if len(found) < 2} == {}


def test_every_item_says_what_to_look_at_and_what_to_improve_in_both_languages(grid):
    silent = [
        item.code
        for item in grid.items
        if not all(
            (
                item.words.label.fr,
                item.words.label.en,
                item.improve.fr,
                item.improve.en,
            )
        )
    ]
    assert silent == []


def test_every_scenario_has_persona_script_and_prohibitions(grid):
    for scenario in grid.scenarios:
        for text in (scenario.persona, scenario.script, scenario.forbidden):
            assert text.fr, scenario.code
            assert text.en, scenario.code
        assert 80 <= len(scenario.script.fr.split()) <= 220, scenario.code


def test_labels_ask_one_question_each_and_never_the_same(grid):
    labels = [item.words.label.fr for item in grid.items]
    assert [label for label in labels if not label.endswith("\u202f?")] == []
    assert [label for label, count in Counter(labels).items() if count > 1] == []


def test_french_typography_is_kept(grid):
    faults = [
        f"{item.code}: {text}"
        for item in grid.items
        for text in (item.words.label.fr, item.words.help.fr, item.improve.fr)
        if STRAIGHT_OR_BARE.search(text)
    ]
    assert faults == []


def test_no_proof_is_asked_where_it_would_show_an_agent(grid):
    courtesy = [item for item in grid.items if item.indicator == "phone-courtesy"]
    assert courtesy
    assert {item.evidence for item in courtesy} == {Evidence.FORBIDDEN}


def test_an_unanswered_call_closes_the_conversation(grid):
    gates = [g for g in grid.gates if g.condition.item == "phone-calls-answered-01"]
    closed = {code for gate in gates for code in closed_items(grid, gate)}
    conversation = {
        item.code
        for item in grid.items
        if item.indicator in {"phone-courtesy", "phone-clarity", "phone-answer-fit"}
    }
    assert conversation <= closed


def test_every_kind_of_item_is_in_use(grid):
    kinds = {item.kind for item in grid.items}
    assert kinds == {
        ItemKind.YES_NO, ItemKind.GRADED, ItemKind.MEASURED, ItemKind.MULTIPLE
    }  # fmt: skip
