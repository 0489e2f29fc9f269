"""Gates: their conditions, order, effects and scope."""

import pytest

from barometer.core.scoring.gates import Closing, close_items
from tests.factories.editions import make_edition
from tests.factories.grids import make_grid

ITEMS = [{"code": f"a-0{k}", "indicator": "greeting"} for k in (1, 2, 3, 4)]


def closed(gates, answered, items=ITEMS, **more):
    grid = make_grid(items=items, gates=gates, scenarios=[{"code": "call"}], **more)
    audits = {row[1]: "call" for row in answered}
    compiled, edition = make_edition(grid, answered, scenarios=audits)
    found = close_items(compiled, edition.audits, edition.answers)
    return {
        (edition.audits.codes[audit], grid.items[item].code): Closing(closing)
        for audit, item, closing in zip(found.audit, found.item, found.closing, strict=True)
    }


def test_a_gate_closes_in_its_own_audit_only():
    gates = [{"code": "g", "item": "a-01", "closes": "a-02"}]
    answered = [("A", "1", "a-01", "no"), ("A", "2", "a-01", "yes")]
    assert closed(gates, answered) == {("1", "a-02"): Closing.OUT}


def test_an_indicator_closes_all_its_items_but_the_trigger():
    gates = [{"code": "g", "item": "a-01", "closes": "indicator:greeting", "effect": "zero"}]
    found = closed(gates, [("A", "1", "a-01", "no")])
    assert found == {("1", f"a-0{k}"): Closing.ZERO for k in (2, 3, 4)}


def test_a_gate_whose_trigger_is_closed_does_not_fire():
    gates = [
        {"code": "second", "item": "a-02", "closes": "a-03"},
        {"code": "first", "item": "a-01", "closes": "a-02"},
    ]
    answered = [("A", "1", "a-01", "no"), ("A", "1", "a-02", "no")]
    assert closed(gates, answered) == {("1", "a-02"): Closing.OUT}


def test_the_first_of_two_gates_on_an_item_counts():
    gates = [
        {"code": "one", "item": "a-01", "closes": "a-03", "effect": "zero"},
        {"code": "two", "item": "a-02", "closes": "a-03", "effect": "out"},
    ]
    answered = [("A", "1", "a-01", "no"), ("A", "1", "a-02", "no")]
    assert closed(gates, answered)[("1", "a-03")] is Closing.ZERO


def test_what_depends_on_something_not_applicable_is_not_applicable():
    gates = [{"code": "g", "item": "a-01", "when": "no|not_applicable", "closes": "a-02"}]
    answered = [("A", "1", "a-01", "not_applicable")]
    assert closed(gates, answered) == {("1", "a-02"): Closing.NOT_APPLICABLE}


@pytest.mark.parametrize(("when", "fires"), [(">5", True), ("<=7", False), (">=8", True)])
def test_a_gate_compares_a_measured_quantity(when, fires):
    items = [
        {"code": "a-01", "indicator": "greeting", "kind": "measured", "scale": "wait",
         "unit": "minutes", "maximum": "60"},
        {"code": "a-02", "indicator": "greeting"},
    ]  # fmt: skip
    thresholds = [
        {"scale": "wait", "shape": "linear", "at": "1", "points": "100"},
        {"scale": "wait", "shape": "linear", "at": "9", "points": "0"},
    ]
    gates = [{"code": "g", "item": "a-01", "when": when, "closes": "a-02"}]
    found = closed(gates, [("A", "1", "a-01", 8.0)], items=items, thresholds=thresholds)
    assert bool(found) is fires


def test_documentary_items_are_never_closed():
    items = [ITEMS[0], ITEMS[1], ITEMS[2] | {"source": "documentary"}]
    gates = [{"code": "g", "item": "a-01", "closes": "indicator:greeting"}]
    assert closed(gates, [("A", "1", "a-01", "no")], items=items) == {("1", "a-02"): Closing.OUT}
