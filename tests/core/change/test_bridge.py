"""Bridge between two grids: three parts that sum, or a stated refusal."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from barometer.core.change.bridge import BridgedScores, BridgeState, bridge_change
from barometer.core.change.estimates import EstimateState
from barometer.core.errors import InvalidArgument

NAN = float("nan")
ROW = st.tuples(*[st.one_of(st.just(NAN), st.floats(0, 100))] * 4)


def scores_of(*rows):
    return BridgedScores(*np.array(rows, dtype=float).reshape(-1, 4).T)


# By hand: published 60 -> 66 and 70 -> 72; on comparable items 58 -> 63 and 70 -> 71.
def test_change_splits_into_constant_grid_and_grid_effect():
    bridged = bridge_change(scores_of([60, 58, 63, 66], [70, 70, 71, 72]), 0.8)
    assert bridged.published.value == 4.0
    assert bridged.at_constant_grid.value == 3.0
    assert bridged.rescoring.value == -1.0
    assert bridged.new_items.value == 2.0
    assert bridged.constant_grid_by_body.tolist() == [5.0, 1.0]
    assert bridged.grid_effect_by_body.tolist() == [1.0, 1.0]
    assert bridged.state is BridgeState.GIVEN


@given(st.lists(ROW, min_size=1, max_size=8))
def test_parts_sum_on_average_and_by_body(rows):
    bridged = bridge_change(scores_of(*rows), 1.0)
    parts = (bridged.at_constant_grid, bridged.rescoring, bridged.new_items)
    assert sum(part.value for part in parts) == pytest.approx(
        bridged.published.value, abs=1e-9, nan_ok=True
    )
    assert {part.unit_count for part in parts} == {bridged.published.unit_count}


def test_too_few_comparable_items_withhold_the_parts():
    bridged = bridge_change(scores_of([60, 58, 63, 66], [70, 70, 71, 72]), 0.3)
    assert bridged.state is BridgeState.TOO_LITTLE_IN_COMMON
    assert bridged.published.value == 4.0
    assert bridged.at_constant_grid.state is EstimateState.NO_UNIT
    assert np.isnan(bridged.constant_grid_by_body).all()


def test_nobody_in_both_editions_gives_no_value():
    bridged = bridge_change(scores_of([60, 58, NAN, NAN]), 1.0)
    assert bridged.published.state is EstimateState.NO_UNIT


def test_empty_editions_give_no_value():
    empty = np.empty(0)
    bridged = bridge_change(BridgedScores(empty, empty, empty, empty), 1.0)
    assert bridged.published.state is EstimateState.NO_UNIT


def test_impossible_arguments_are_refused():
    with pytest.raises(InvalidArgument):
        bridge_change(scores_of([60, 58, 63, 66]), 1.5)
    with pytest.raises(InvalidArgument):
        BridgedScores(np.ones(2), np.ones(2), np.ones(1), np.ones(2))
