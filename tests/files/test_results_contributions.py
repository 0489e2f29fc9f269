"""Contributions as tables: those that explain the score, with the answers beside them."""

import numpy as np
import polars as pl
import pytest

from barometer.core.scoring.contributions import explain_figure
from barometer.core.scoring.edition import score_batches
from barometer.core.scoring.sums import Standing
from barometer.files.results_contributions import tabulate_contributions
from tests.factories.editions import make_edition
from tests.factories.grids import make_grid
from tests.factories.random_editions import make_random_edition


@pytest.mark.parametrize("seed", range(6))
def test_contributions_are_those_that_explain_the_score(seed):
    compiled, edition = make_random_edition(seed, bodies=7)
    batches = list(score_batches(compiled, edition, size=3))
    table = pl.concat(tabulate_contributions(compiled, edition, batches))
    for batch in batches:
        for body in range(len(batch.values.value)):
            code = edition.bodies.codes[batch.first_body + body]
            mine = table.filter(pl.col("body") == code)
            expected = explain_figure(compiled, batch, body, 0)
            order = np.lexsort((expected.item, expected.audit))
            np.testing.assert_allclose(mine["effective_weight"], expected.effective_weight[order])
            np.testing.assert_allclose(mine["lost"], expected.lost[order])
            assert mine["standing"].to_list() == [
                Standing(k).name.lower() for k in expected.standing[order]
            ]


def test_shares_of_an_indicator_sum_to_one_where_it_scores():
    compiled, edition = make_random_edition(3, bodies=4)
    table = pl.concat(tabulate_contributions(compiled, edition, score_batches(compiled, edition)))
    shares = table.group_by("body", "indicator").agg(pl.col("indicator_share").sum())
    is_one = (shares["indicator_share"] - 1).abs() < 1e-12
    assert (is_one | (shares["indicator_share"] == 0)).all()


def test_answers_stand_beside_their_points():
    grid = make_grid(
        items=[
            {"code": "greeting-01", "indicator": "greeting"},
            {"code": "greeting-02", "indicator": "greeting", "combine": "best"},
        ]
    )
    answered = [
        ("B1", "a1", "greeting-01", "no"),
        ("B1", "a1", "greeting-02", "no"),
        ("B1", "a2", "greeting-01", "not_applicable"),
        ("B1", "a2", "greeting-02", "yes"),
    ]
    compiled, edition = make_edition(grid, answered)
    (table,) = tabulate_contributions(compiled, edition, score_batches(compiled, edition))
    # Item weights 1 and 1: one observation of the first stands, the second is its best.
    assert table.select("audit", "item", "answer", "standing", "points", "lost").rows() == [
        ("", "greeting-02", "", "scored", 100.0, 0.0),
        ("a1", "greeting-01", "no", "scored", 0.0, 50.0),
        ("a1", "greeting-02", "no", "combined", 0.0, 0.0),
        ("a2", "greeting-01", "not_applicable", "not_applicable", None, 0.0),
        ("a2", "greeting-02", "yes", "combined", 100.0, 0.0),
    ]


def test_no_answers_give_an_empty_table():
    compiled, edition = make_edition(make_grid(), [], bodies=["B1"])
    (table,) = tabulate_contributions(compiled, edition, score_batches(compiled, edition))
    assert table.is_empty()
