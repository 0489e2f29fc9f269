"""The roll-up alone gives the values of the full scoring."""

from dataclasses import fields

import numpy as np
import pytest

from barometer.core.scoring.edition import score_edition, score_values
from barometer.core.scoring.figures import FigureValues
from tests.factories.editions import make_edition
from tests.factories.grids import make_grid
from tests.factories.random_editions import make_random_edition


def assert_same_values(compiled, edition):
    alone = score_values(compiled, edition)
    expected = score_edition(compiled, edition).values
    for field in fields(FigureValues):
        found, wanted = getattr(alone, field.name), getattr(expected, field.name)
        assert found.shape == wanted.shape
        np.testing.assert_allclose(found, wanted, rtol=0, atol=1e-10, err_msg=field.name)


@pytest.mark.parametrize("seed", range(5))
def test_values_alone_are_those_of_the_full_scoring(seed):
    assert_same_values(*make_random_edition(seed, bodies=6))


def test_values_alone_of_combined_items_are_those_of_the_full_scoring():
    grid = make_grid(items=[{"code": "greeting-01", "indicator": "greeting", "combine": "best"}])
    answered = [
        (body, f"{body}{k}", "greeting-01", answer)
        for body in ("A", "B")
        for k, answer in enumerate(("yes", "no", "not_observed"))
    ]
    assert_same_values(*make_edition(grid, answered))


def test_values_alone_of_an_empty_edition_have_no_row():
    compiled, edition = make_edition(make_grid(), [])
    assert score_values(compiled, edition).value.shape == (0, len(compiled.figures))


def test_values_alone_of_a_body_without_audits_are_those_of_the_full_scoring():
    assert_same_values(*make_edition(make_grid(), [], bodies=["A"]))
