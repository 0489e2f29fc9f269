"""Two versions of a grid: what changed, what compares, and what the change log forgot."""

import pytest

from barometer.core.errors import InvalidArgument
from barometer.core.grids.model import Grid, Text
from barometer.core.grids.versions import (
    Aspect,
    Change,
    ItemComparison,
    Verdict,
    comparable_items,
    compare_versions,
    undocumented_changes,
)
from tests.factories.grids import make_grid

NO_NOTE = Text("", "")

SCALES = [
    {"scale": "tone", "value": "warm", "points": "100"},
    {"scale": "tone", "value": "neutral", "points": "50"},
    {"scale": "tone", "value": "cold", "points": "0"},
]
THRESHOLDS = [
    {"scale": "delay", "shape": "linear", "at": "2", "points": "100"},
    {"scale": "delay", "shape": "linear", "at": "10", "points": "0"},
]
ITEMS = {
    "yes": {"code": "yes", "polarity": "yes"},
    "tone": {"code": "tone", "kind": "graded", "scale": "tone"},
    "delay": {"code": "delay", "kind": "measured", "scale": "delay", "unit": "days"},
    "gone": {"code": "gone"},
    "kept": {"code": "kept"},
}


def version(number: int, *, scales=SCALES, thresholds=THRESHOLDS, changes=(), **items) -> Grid:
    """Return a version whose items are the usual ones with other cells; None removes one."""
    chosen = {**ITEMS, **items}
    return make_grid(
        grid=[{"key": "version", "value": str(number)}],
        items=[
            {"indicator": "greeting", **ITEMS.get(code, {"code": code}), **cells}
            for code, cells in chosen.items()
            if cells is not None
        ],
        scales=scales,
        thresholds=thresholds,
        changes=list(changes),
    )


def change_of(old: Grid, new: Grid, item: str) -> ItemComparison:
    return next(found for found in compare_versions(old, new) if found.item == item)


def test_the_same_grid_is_the_same_and_compares_whole():
    old, new = version(1), version(2)
    assert compare_versions(old, new) == tuple(
        ItemComparison(code, Change.SAME, (), True, Verdict.UNCHANGED, NO_NOTE) for code in ITEMS
    )
    assert comparable_items(old, new) == tuple(ITEMS)
    assert undocumented_changes(old, new) == ()


def test_what_is_in_one_version_only_does_not_compare():
    old, new = version(1), version(2, gone=None, fresh={})
    assert change_of(old, new, "fresh") == ItemComparison(
        "fresh", Change.ADDED, (), False, Verdict.IN_ONE_VERSION, NO_NOTE
    )
    assert change_of(old, new, "gone") == ItemComparison(
        "gone", Change.REMOVED, (), False, Verdict.IN_ONE_VERSION, NO_NOTE
    )
    assert comparable_items(old, new) == ("yes", "tone", "delay", "kept")
    assert [found.item for found in compare_versions(old, new)][-1] == "gone"


def test_other_words_still_compare():
    old, new = version(1), version(2, yes={"label_fr": "Autrement dit", "help_fr": "Ainsi"})
    assert change_of(old, new, "yes") == ItemComparison(
        "yes",
        Change.REWORDED,
        (Aspect.LABEL, Aspect.HELP),
        True,
        Verdict.WORDS_ONLY,
        NO_NOTE,
    )


def test_other_words_of_a_level_still_compare():
    scales = [{**SCALES[0], "label_fr": "Chaleureux"}, *SCALES[1:]]
    found = change_of(version(1), version(2, scales=scales), "tone")
    assert (found.change, found.differences) == (Change.REWORDED, (Aspect.LEVEL_LABELS,))


@pytest.mark.parametrize(
    ("item", "other", "aspect"),
    [
        ("yes", {"yes": {"polarity": "no"}}, Aspect.POLARITY),
        ("delay", {"delay": {"unit": "working_days"}}, Aspect.UNIT),
        ("delay", {"thresholds": [{**THRESHOLDS[0], "at": "3"}, THRESHOLDS[1]]}, Aspect.THRESHOLDS),
        ("tone", {"scales": [SCALES[0], {**SCALES[1], "points": "60"}, SCALES[2]]}, Aspect.LEVELS),
        ("kept", {"kept": {"combine": "best"}}, Aspect.COMBINE),
    ],
)
def test_points_given_otherwise_do_not_compare(item, other, aspect):
    old, new = version(1), version(2, **other)
    assert change_of(old, new, item) == ItemComparison(
        item, Change.RESCORED, (aspect,), False, Verdict.SCORED_OTHERWISE, NO_NOTE
    )
    assert comparable_items(old, new) == tuple(code for code in ITEMS if code != item)


def test_another_kind_does_not_compare():
    old = version(1)
    new = version(2, kept={"kind": "graded", "polarity": "", "scale": "tone"})
    found = change_of(old, new, "kept")
    assert (found.change, found.is_comparable) == (Change.RESCORED, False)
    assert found.differences[:2] == (Aspect.KIND, Aspect.POLARITY)


def test_a_scale_under_another_code_is_the_same_scale():
    scales = [{**row, "scale": "voice"} for row in reversed(SCALES)]
    new = version(2, scales=scales, tone={"scale": "voice"})
    assert change_of(version(1), new, "tone").change is Change.SAME


def test_weights_and_scenarios_are_no_part_of_an_item():
    new = version(2, yes={"weight": "3", "essential": "yes", "effort": "quick"})
    assert change_of(version(1), new, "yes").change is Change.SAME


def test_the_change_log_has_the_last_word():
    log = [
        {
            "version": "2",
            "item": "yes",
            "change": "rescored",
            "comparable": "yes",
            "note_fr": "Même fait",
            "note_en": "Same fact",
        },
        {"version": "2", "item": "kept", "change": "reworded", "comparable": "no"},
    ]
    old, new = version(1), version(2, changes=log, yes={"polarity": "no"})
    assert change_of(old, new, "yes") == ItemComparison(
        "yes",
        Change.RESCORED,
        (Aspect.POLARITY,),
        True,
        Verdict.LOG_SAYS_COMPARABLE,
        Text("Même fait", "Same fact"),
    )
    kept = change_of(old, new, "kept")
    assert (kept.change, kept.is_comparable) == (Change.SAME, False)
    assert kept.verdict is Verdict.LOG_SAYS_NOT_COMPARABLE


def test_one_break_on_the_way_breaks_the_comparison():
    log = [
        {"version": "2", "item": "yes", "change": "rescored", "comparable": "no"},
        {"version": "3", "item": "yes", "change": "reworded", "comparable": "yes"},
    ]
    new = version(3, changes=log)
    assert not change_of(version(1), new, "yes").is_comparable
    assert change_of(version(2), new, "yes").is_comparable


def test_lines_of_earlier_versions_say_nothing():
    log = [{"version": "2", "item": "yes", "change": "rescored", "comparable": "no"}]
    assert change_of(version(2), version(3, changes=log), "yes").is_comparable


def test_a_forgotten_change_is_told():
    old = version(1)
    changed = {"gone": None, "fresh": {}, "yes": {"polarity": "no"}, "kept": {"label_fr": "Autre"}}
    forgotten = undocumented_changes(old, version(2, **changed))
    assert [(found.item, found.change) for found in forgotten] == [
        ("yes", Change.RESCORED),
        ("kept", Change.REWORDED),
        ("fresh", Change.ADDED),
        ("gone", Change.REMOVED),
    ]
    log = [
        {"version": "2", "item": "gone", "change": "removed"},
        {"version": "2", "item": "fresh", "change": "added"},
        {"version": "2", "item": "yes", "change": "rescored", "comparable": "no"},
        {"version": "2", "item": "kept", "change": "reworded"},
    ]
    assert undocumented_changes(old, version(2, changes=log, **changed)) == ()


def test_a_rescored_item_logged_as_reworded_is_told():
    log = [{"version": "2", "item": "yes", "change": "reworded"}]
    (found,) = undocumented_changes(version(1), version(2, changes=log, yes={"polarity": "no"}))
    assert (found.item, found.change, found.is_comparable) == ("yes", Change.RESCORED, True)


def test_versions_of_one_grid_only_and_forwards():
    with pytest.raises(InvalidArgument):
        compare_versions(version(2), version(1))
    other = make_grid(grid=[{"key": "code", "value": "other"}])
    with pytest.raises(InvalidArgument):
        compare_versions(version(1), other)


def test_a_named_rule_of_combination_is_compared_by_what_it_says():
    def ruled(number: int, otherwise: str) -> Grid:
        return make_grid(
            grid=[{"key": "version", "value": str(number)}],
            items=[{"code": "kept", "indicator": "greeting", "combine": "rule"}],
            combine=[
                {"rule": "rule", "property": "kind", "value": "town", "combine": "best"},
                {"rule": "rule", "combine": otherwise},
            ],
        )

    assert comparable_items(ruled(1, "mean"), ruled(2, "mean")) == ("kept",)
    assert compare_versions(ruled(1, "mean"), ruled(2, "worst"))[0].differences == (Aspect.COMBINE,)
