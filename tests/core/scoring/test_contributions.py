"""Every figure explained: additive, exact, equal to a full recomputation."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from barometer.core.scoring.combining import combine_choices
from barometer.core.scoring.contributions import AnswerChange, explain_figure, score_if
from barometer.core.scoring.edition import score_batches, score_edition
from tests.factories.editions import make_edition
from tests.factories.grids import make_grid
from tests.factories.random_editions import make_random_edition


@settings(max_examples=60, deadline=None)
@given(seed=st.integers(0, 10_000))
def test_effective_weights_sum_to_one_and_losses_to_what_is_missing(seed):
    compiled, edition = make_random_edition(seed)
    batch = next(score_batches(compiled, edition))
    for body in range(len(edition.bodies)):
        for column in range(len(compiled.figures)):
            value = batch.values.value[body, column]
            if np.isnan(value):
                continue
            found = explain_figure(compiled, batch, body, column)
            assert found.effective_weight.sum() == pytest.approx(1.0)
            assert found.lost.sum() == pytest.approx(100.0 - value)


@settings(max_examples=60, deadline=None)
@given(seed=st.integers(0, 10_000))
def test_changing_an_answer_changes_the_figure_by_its_effective_weight(seed):
    compiled, edition = make_random_edition(seed, gates=False)
    before = score_edition(compiled, edition).values.value
    batch = next(score_batches(compiled, edition))
    rows = np.flatnonzero(edition.answers.state == 0)
    row = int(rows[seed % len(rows)])
    body = int(edition.audits.body[edition.answers.audit[row]])
    new = 1.0 - edition.answers.value[row]
    after = score_if(compiled, edition, body, (AnswerChange(row, new, 0),)).value[0]
    for column in range(len(compiled.figures)):
        if np.isnan(before[body, column]):
            continue
        found = explain_figure(compiled, batch, body, column)
        mine = (found.audit == edition.answers.audit[row]) & (
            found.item == edition.answers.item[row]
        )
        gain = (found.effective_weight[mine] * (100.0 - 2 * found.points[mine])).sum()
        assert after[column] == pytest.approx(before[body, column] + gain)


def test_the_order_of_batches_does_not_matter():
    compiled, edition = make_random_edition(7, bodies=9)
    whole = next(score_batches(compiled, edition)).values.value
    parts = [batch.values.value for batch in score_batches(compiled, edition, size=2)]
    np.testing.assert_allclose(np.concatenate(parts), whole)
    assert combine_choices(compiled, edition.bodies).shape == (1, 9)


def test_a_combined_item_is_one_row(toy_combined):
    compiled, edition = toy_combined
    batch = next(score_batches(compiled, edition))
    found = explain_figure(compiled, batch, 0, 0)
    assert found.audit.tolist() == [-1]
    assert found.lost.tolist() == [0.0]


@pytest.fixture
def toy_combined():
    grid = make_grid(items=[{"code": "greeting-01", "indicator": "greeting", "combine": "best"}])
    return make_edition(grid, [("A", "1", "greeting-01", "yes"), ("A", "2", "greeting-01", "no")])
