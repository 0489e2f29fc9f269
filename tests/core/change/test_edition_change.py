"""The change of a whole edition, from arrays."""

import numpy as np
import pytest

from barometer.core.change.edition_change import TwoEditions, compare_groups, describe_change
from barometer.core.change.estimates import EstimateState
from barometer.core.change.matched import matched_change


def make_editions(before, after, error=4.0):
    before, after = np.array(before, float), np.array(after, float)
    errors = np.full(before.shape, error)
    return TwoEditions(before, after, errors, errors, 0, np.array([1, 2]), np.array([1.0, 1.0]))


def draw_editions(count=60, seed=2):
    rng = np.random.default_rng(seed)
    criteria = rng.normal(65.0, 8.0, (count, 2))
    moved = criteria + rng.normal(1.0, 3.0, (count, 2))
    return make_editions(
        np.column_stack([criteria.mean(axis=1), criteria]),
        np.column_stack([moved.mean(axis=1), moved]),
    )


def test_each_figure_has_its_matched_change():
    editions = draw_editions()
    found = describe_change(editions, seed=1)
    for k, change in enumerate(found.figures):
        expected = matched_change(editions.before[:, k], editions.after[:, k])
        assert change.matched == expected
        assert change.adjusted_p_value >= change.matched.p_value


def test_criteria_sum_to_the_change_of_the_score():
    found = describe_change(draw_editions(), seed=1)
    total = found.criteria.own.sum() + found.criteria.reweighting.sum()
    assert total == pytest.approx(found.figures[0].matched.value)


def test_the_lowest_quarter_really_did_the_mean_of_its_changes():
    editions = draw_editions()
    found = describe_change(editions, seed=1)
    before, change = editions.before[:, 0], editions.after[:, 0] - editions.before[:, 0]
    low = before <= np.quantile(before, 0.25)
    assert found.luck.lowest_change == pytest.approx(change[low].mean())
    assert found.luck.expected.lowest_count == low.sum()


@pytest.mark.parametrize("count", [0, 1, 2])
def test_nobody_or_few_bodies_have_their_states(count):
    found = describe_change(make_editions(np.full((count, 3), 60.0), np.full((count, 3), 63.0)),
                            seed=1)  # fmt: skip
    state = (EstimateState.NO_UNIT, EstimateState.TOO_FEW_UNITS, EstimateState.NO_SPREAD)[count]
    assert found.figures[0].matched.state is state
    assert np.isnan(found.luck.lowest_change) == (count == 0)


def test_groups_are_compared_in_both_editions():
    editions = draw_editions()
    member = np.arange(60) % 3 == 0
    found = compare_groups(editions.before[:, 0], editions.after[:, 0], member, np.arange(60) % 4)
    crude = editions.after[member, 0].mean() - editions.after[~member, 0].mean()
    assert found.after.crude.value == pytest.approx(crude)
    parts = found.after.rate.value + found.after.composition.value + found.after.off_support
    assert parts == pytest.approx(crude)
