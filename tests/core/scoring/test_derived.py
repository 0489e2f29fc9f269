"""Items derived by a decision table."""

import numpy as np
import pytest

from barometer.core.scoring.edition import score_edition
from barometer.core.scoring.figures import FigureState
from tests.factories.editions import make_edition
from tests.factories.grids import make_grid


@pytest.fixture
def grid():
    return make_grid(
        indicators=[{"code": "online"}, {"code": "asked"}],
        items=[
            {"code": "a1", "indicator": "asked"},
            {"code": "a2", "indicator": "asked"},
            {"code": "online-01", "indicator": "online", "kind": "table"},
        ],
        tables=[
            {"item": "online-01", "when": "a1=yes a2=yes", "points": "100"},
            {"item": "online-01", "when": "a1=yes", "points": "25"},
            {"item": "online-01", "when": "a1=not_applicable", "points": "out"},
            {"item": "online-01", "when": "a1=no", "points": "0"},
        ],
    )


@pytest.mark.parametrize(
    ("first", "second", "points", "state"),
    [
        ("yes", "yes", 100.0, FigureState.SCORED),
        ("yes", "no", 25.0, FigureState.SCORED),
        ("no", "yes", 0.0, FigureState.SCORED),
        ("not_applicable", "yes", np.nan, FigureState.NOT_APPLICABLE),
        ("not_observed", "yes", np.nan, FigureState.NOT_ENOUGH_DATA),
    ],
)
def test_the_first_row_that_fits_gives_the_points(grid, first, second, points, state):
    compiled, edition = make_edition(grid, [("A", "1", "a1", first), ("A", "1", "a2", second)])
    scores = score_edition(compiled, edition)
    column = [figure.code for figure in compiled.figures].index("indicator:online")
    np.testing.assert_allclose(scores.values.value[0, column], points)
    assert scores.values.state[0, column] == state
