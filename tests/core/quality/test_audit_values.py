"""What each audit gave, and its answers as codes."""

import numpy as np

from barometer.core.quality.audit_values import NOT_APPLICABLE_CODE, code_audits, value_audits
from tests.factories.editions import make_edition
from tests.factories.grids import make_grid

GRID = make_grid(
    scales=[{"scale": "tone", "value": "cold", "points": "0"},
            {"scale": "tone", "value": "warm", "points": "100"}],
    items=[
        {"code": "greeting-01", "indicator": "greeting", "weight": "3"},
        {"code": "greeting-02", "indicator": "greeting", "kind": "graded", "scale": "tone"},
    ],
)  # fmt: skip


def test_the_value_of_an_audit_is_the_weighted_mean_of_its_points():
    compiled, edition = make_edition(
        GRID,
        [
            ("B1", "a1", "greeting-01", "yes"),
            ("B1", "a1", "greeting-02", "cold"),
            ("B1", "a2", "greeting-01", "no"),
            ("B1", "a3", "greeting-01", "not_applicable"),
        ],
    )
    values = value_audits(compiled, edition)
    assert values[:2].tolist() == [75.0, 0.0]
    assert np.isnan(values[2])


def test_not_applicable_is_a_code_where_answers_have_no_order():
    compiled, edition = make_edition(
        GRID,
        [
            ("B1", "a1", "greeting-01", "not_applicable"),
            ("B1", "a1", "greeting-02", "not_applicable"),
            ("B1", "a2", "greeting-01", "yes"),
            ("B1", "a2", "greeting-02", "warm"),
        ],
    )
    codes = code_audits(compiled, edition)
    assert codes[0, 0] == NOT_APPLICABLE_CODE
    assert np.isnan(codes[0, 1])
    assert codes[1].tolist() == [1.0, 1.0]


def test_an_edition_without_audits_has_no_values():
    compiled, edition = make_edition(GRID, [])
    assert value_audits(compiled, edition).shape == (0,)
    assert code_audits(compiled, edition).shape == (0, 2)
