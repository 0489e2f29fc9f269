"""Writing a grid and parsing what was written gives the grid back, whatever it holds."""

import math

from hypothesis import given
from hypothesis import strategies as st

from barometer.core.grids.model import (
    Combine,
    CombineRule,
    Condition,
    DecisionTable,
    Evidence,
    Grid,
    ItemKind,
    Level,
    Scale,
    Shape,
    TableRow,
    Text,
    Thresholds,
)
from barometer.core.grids.parsing import parse_grid
from barometer.core.grids.writing import spell_number, write_tables
from tests.core.grids.sound import SOUND, tables_with
from tests.factories.grids import make_grid


def rewritten(grid: Grid) -> Grid:
    return parse_grid(write_tables(grid))


def test_a_grid_with_every_table_is_written_back():
    grid = parse_grid(
        tables_with(
            items=[
                *SOUND["items"],
                {"code": "reply-04", "indicator": "reply", "kind": "table"},
                {"code": "reply-05", "indicator": "reply", "combine": "by-kind"},
            ],
            tables=[
                {"item": "reply-04", "when": "reply-01=yes reply-02<=5", "points": "100"},
                {"item": "reply-04", "when": "reply-03=hours|address", "points": "out"},
                {"item": "reply-04", "when": "", "points": "0"},
            ],
            groups=[
                {
                    "code": "country",
                    "by": "country",
                    "weight_by": "level",
                    "weights": "national=0.8 regional=0.2",
                    "decimals": "1",
                    "complete": "yes",
                }
            ],
            composites=[{"level": "country", "code": "both", "parts": "a=1 b=2"}],
            changes=[{"version": "1"}],
        )
    )
    assert rewritten(grid) == grid
    assert {name for name, table in write_tables(grid).items() if table.rows} == {
        "grid", "steps", "channels", "criteria", "indicators", "items", "scales", "thresholds",
        "tables", "combine", "gates", "scenarios", "groups", "composites", "changes",
    }  # fmt: skip


def test_empty_tables_are_not_written():
    assert set(write_tables(make_grid())) == {
        "grid", "steps", "channels", "criteria", "indicators", "items"
    }  # fmt: skip


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_a_spelled_number_reads_as_the_same_number(value):
    spelled = spell_number(value)
    assert float(spelled) == value
    assert set(spelled) <= set("-.0123456789")


def test_no_number_and_no_bound_are_empty():
    assert (spell_number(math.nan), spell_number(math.inf), spell_number(-0.0)) == ("", "", "0")


@given(
    st.lists(
        st.floats(-1000, 1000).map(lambda x: round(x, 9)), min_size=2, max_size=6, unique=True
    ),
    st.sampled_from(Shape),
)
def test_thresholds_survive_whatever_their_numbers(knots, shape):
    at = sorted(knots)
    if shape is Shape.STEP:
        at[-1] = math.inf
    points = [100.0, *(0.1 * k for k in range(1, len(at)))]
    rows = [
        {
            "scale": "quantity",
            "shape": str(shape),
            "at": spell_number(a) or "above",
            "points": spell_number(p),
        }
        for a, p in zip(at, points, strict=True)
    ]
    item = {
        "code": "greeting-01",
        "indicator": "greeting",
        "kind": "measured",
        "scale": "quantity",
        "unit": "count",
    }
    grid = make_grid(items=[item], thresholds=rows)
    assert grid.thresholds == (Thresholds("quantity", shape, tuple(at), tuple(points)),)
    assert rewritten(grid) == grid


def test_small_bounds_of_conditions_are_spelled_without_exponent():
    item = {
        "code": "greeting-02",
        "indicator": "greeting",
        "kind": "measured",
        "scale": "quantity",
        "unit": "count",
    }
    grid = make_grid(
        items=[{"code": "greeting-01", "indicator": "greeting"}, item],
        thresholds=[
            {"scale": "quantity", "shape": "linear", "at": "0", "points": "0"},
            {"scale": "quantity", "shape": "linear", "at": "1", "points": "100"},
        ],
        gates=[
            {"code": "g", "item": "greeting-02", "when": "<0.00000001", "closes": "greeting-01"}
        ],
    )
    assert grid.gates[0].condition == Condition("greeting-02", (), "<", 1e-8)
    assert rewritten(grid) == grid


def test_the_parts_are_read_as_they_are_written():
    grid = parse_grid(tables_with())
    assert grid.scales[0] == Scale(
        "tone",
        (Level("warm", 100.0, Text("warm", "warm")), Level("cold", 0.0, Text("cold", "cold"))),
    )
    assert grid.combine_rules == (
        CombineRule("by-kind", (("kind", "town", Combine.BEST),), Combine.MEAN),
    )
    assert grid.items[0].evidence is Evidence.OPTIONAL
    assert math.isnan(grid.items[0].minimum)
    assert (grid.items[3].minimum, grid.items[3].maximum) == (0.0, 60.0)
    decided = make_grid(
        items=[
            {"code": "greeting-01", "indicator": "greeting"},
            {"code": "greeting-02", "indicator": "greeting", "kind": "table"},
        ],
        tables=[{"item": "greeting-02", "when": "greeting-01=yes|no", "points": "out"}],
    )
    row = TableRow((Condition("greeting-01", ("yes", "no")),), None)
    assert decided.items[1].kind is ItemKind.TABLE
    assert decided.tables == (DecisionTable("greeting-02", (row,)),)
