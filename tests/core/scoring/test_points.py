"""Points of every kind of answer and state."""

import numpy as np
import pytest

from barometer.core.scoring.points import score_answers
from tests.factories.editions import make_edition
from tests.factories.grids import make_grid

GRID = {
    "items": [
        {"code": "a-01", "indicator": "greeting"},
        {"code": "a-02", "indicator": "greeting", "polarity": "no"},
        {"code": "a-03", "indicator": "greeting", "kind": "graded", "scale": "three"},
        {"code": "a-04", "indicator": "greeting", "kind": "multiple", "scale": "means"},
        {
            "code": "a-05",
            "indicator": "greeting",
            "kind": "measured",
            "scale": "rings",
            "unit": "rings",
            "maximum": "30",
        },
        {
            "code": "a-06",
            "indicator": "greeting",
            "kind": "measured",
            "scale": "delay",
            "unit": "working_days",
            "maximum": "60",
        },
    ],
    "scales": [
        {"scale": "three", "value": "bad", "points": "0"},
        {"scale": "three", "value": "fair", "points": "40"},
        {"scale": "three", "value": "good", "points": "100"},
        {"scale": "means", "value": "none", "points": "0"},
        {"scale": "means", "value": "phone", "points": "60"},
        {"scale": "means", "value": "mail", "points": "60"},
    ],
    "thresholds": [
        {"scale": "rings", "shape": "step", "at": "3", "points": "100"},
        {"scale": "rings", "shape": "step", "at": "5", "points": "66.7"},
        {"scale": "rings", "shape": "step", "at": "above", "points": "0"},
        {"scale": "delay", "shape": "linear", "at": "5", "points": "100"},
        {"scale": "delay", "shape": "linear", "at": "15", "points": "0"},
    ],
}


@pytest.mark.parametrize(
    ("item", "answer", "points"),
    [
        ("a-01", "yes", 100.0),
        ("a-01", "no", 0.0),
        ("a-02", "yes", 0.0),
        ("a-02", "no", 100.0),
        ("a-03", "fair", 40.0),
        ("a-04", "none", 0.0),
        ("a-04", "phone", 60.0),
        ("a-04", "phone+mail", 100.0),
        ("a-05", 3.0, 100.0),
        ("a-05", 4.0, 66.7),
        ("a-05", 9.0, 0.0),
        ("a-06", 2.0, 100.0),
        ("a-06", 10.0, 50.0),
        ("a-06", 40.0, 0.0),
        ("a-06", "censored", 0.0),
        ("a-01", "not_applicable", np.nan),
        ("a-05", "not_observed", np.nan),
    ],
)
def test_an_answer_earns_its_points(item, answer, points):
    compiled, edition = make_edition(make_grid(**GRID), [("A", "1", item, answer)])
    np.testing.assert_allclose(score_answers(compiled, edition.answers), [points])
