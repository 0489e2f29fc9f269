"""Relative weights and Shapley shares, against R on the swiss data."""

from io import StringIO

import numpy as np
import pytest

from barometer.core.errors import EmptyInput, InvalidArgument
from barometer.core.priorities.importance import (
    ImportanceState,
    relative_weight_intervals,
    relative_weights,
    shapley_shares,
)

# Data: R datasets::swiss, 47 French-speaking provinces in 1888 (Mosteller and Tukey, 1977;
# Princeton Office of Population Research). Columns: Fertility, Agriculture, Examination,
# Education, Catholic, Infant.Mortality.
SWISS = np.loadtxt(
    StringIO("""
    80.2 17 15 12 9.96 22.2
    83.1 45.1 6 9 84.84 22.2
    92.5 39.7 5 5 93.4 20.2
    85.8 36.5 12 7 33.77 20.3
    76.9 43.5 17 15 5.16 20.6
    76.1 35.3 9 7 90.57 26.6
    83.8 70.2 16 7 92.85 23.6
    92.4 67.8 14 8 97.16 24.9
    82.4 53.3 12 7 97.67 21
    82.9 45.2 16 13 91.38 24.4
    87.1 64.5 14 6 98.61 24.5
    64.1 62 21 12 8.52 16.5
    66.9 67.5 14 7 2.27 19.1
    68.9 60.7 19 12 4.43 22.7
    61.7 69.3 22 5 2.82 18.7
    68.3 72.6 18 2 24.2 21.2
    71.7 34 17 8 3.3 20
    55.7 19.4 26 28 12.11 20.2
    54.3 15.2 31 20 2.15 10.8
    65.1 73 19 9 2.84 20
    65.5 59.8 22 10 5.23 18
    65 55.1 14 3 4.52 22.4
    56.6 50.9 22 12 15.14 16.7
    57.4 54.1 20 6 4.2 15.3
    72.5 71.2 12 1 2.4 21
    74.2 58.1 14 8 5.23 23.8
    72 63.5 6 3 2.56 18
    60.5 60.8 16 10 7.72 16.3
    58.3 26.8 25 19 18.46 20.9
    65.4 49.5 15 8 6.1 22.5
    75.5 85.9 3 2 99.71 15.1
    69.3 84.9 7 6 99.68 19.8
    77.3 89.7 5 2 100 18.3
    70.5 78.2 12 6 98.96 19.4
    79.4 64.9 7 3 98.22 20.2
    65 75.9 9 9 99.06 17.8
    92.2 84.6 3 3 99.46 16.3
    79.3 63.1 13 13 96.83 18.1
    70.4 38.4 26 12 5.62 20.3
    65.7 7.7 29 11 13.79 20.5
    72.7 16.7 22 13 11.22 18.9
    64.4 17.6 35 32 16.92 23
    77.6 37.6 15 7 4.97 20
    67.6 18.7 25 7 8.65 19.5
    35 1.2 37 53 42.34 18
    44.7 46.6 16 29 50.43 18.2
    42.8 27.7 22 29 58.33 19.3
    """)
)
FERTILITY, PREDICTORS = SWISS[:, 0], SWISS[:, 1:]


# Oracle: R on swiss, Fertility explained by the five others, Johnson's relative weights.
def test_relative_weights_equal_r_on_swiss():
    found = relative_weights(PREDICTORS, FERTILITY)
    assert found.weights == pytest.approx(
        [0.0484169, 0.1547082, 0.2719641, 0.1146800, 0.1169657], abs=5e-8
    )
    assert found.r_squared == pytest.approx(0.706735, abs=5e-7)
    assert (found.state, found.body_count) == (ImportanceState.GIVEN, 47)


# Oracle: R on swiss, LMG shares; they sum to R2.
def test_shapley_shares_equal_lmg_on_swiss():
    found = shapley_shares(PREDICTORS, FERTILITY, [[0], [1], [2], [3], [4]])
    assert found.weights == pytest.approx(
        [0.05709122, 0.17117303, 0.26013468, 0.10557015, 0.11276592], abs=5e-9
    )
    assert found.r_squared == pytest.approx(0.706735, abs=5e-7)


# Oracle: two blocks, by hand: half of each order of entry.
def test_shapley_of_two_blocks_is_the_mean_of_both_orders():
    def fit(columns):
        design = np.column_stack([np.ones(47), PREDICTORS[:, columns]])
        residuals = FERTILITY - design @ np.linalg.lstsq(design, FERTILITY, rcond=None)[0]
        return 1 - residuals.var() / FERTILITY.var()

    first, second, both = fit([0, 1, 2]), fit([3, 4]), fit([0, 1, 2, 3, 4])
    found = shapley_shares(PREDICTORS, FERTILITY, [[2, 0, 1], [4, 3]])
    assert found.weights == pytest.approx(
        [(first + both - second) / 2, (second + both - first) / 2]
    )


def test_weights_do_not_depend_on_units_or_gaps():
    scores = np.vstack([PREDICTORS * [1, 10, 1, 5, 2] + 7, np.full(5, np.nan)])
    found = relative_weights(scores, np.append(3 * FERTILITY - 1, 50.0))
    assert found.weights == pytest.approx(relative_weights(PREDICTORS, FERTILITY).weights)
    assert found.body_count == 47


def test_duplicated_criteria_share_their_weight():
    doubled = np.column_stack([PREDICTORS[:, [2]], PREDICTORS[:, [2]], PREDICTORS[:, [3]]])
    for found in (
        relative_weights(doubled, FERTILITY),
        shapley_shares(doubled, FERTILITY, [[0], [1], [2]]),
    ):
        assert found.weights[0] == pytest.approx(found.weights[1])
        assert found.r_squared == pytest.approx(
            relative_weights(doubled[:, 1:], FERTILITY).r_squared
        )


def test_constant_criterion_weighs_nothing():
    scores = PREDICTORS.copy()
    scores[:, 1] = 66.6
    found = relative_weights(scores, FERTILITY)
    assert found.weights[1] == pytest.approx(0.0, abs=1e-12)
    assert found.r_squared > 0.5


@pytest.mark.parametrize(
    ("scores", "satisfaction", "state"),
    [
        (np.empty((0, 2)), np.empty(0), ImportanceState.TOO_FEW_BODIES),
        (PREDICTORS[:1], FERTILITY[:1], ImportanceState.TOO_FEW_BODIES),
        (PREDICTORS[:6], FERTILITY[:6], ImportanceState.TOO_FEW_BODIES),
        (PREDICTORS, np.full(47, 4.0), ImportanceState.CONSTANT_SATISFACTION),
    ],
)
def test_importance_states(scores, satisfaction, state):
    blocks = [[column] for column in range(scores.shape[1])]
    for found in (
        relative_weights(scores, satisfaction),
        shapley_shares(scores, satisfaction, blocks),
    ):
        assert found.state is state
        assert np.isnan(found.weights).all()
        assert np.isnan(found.r_squared)
    assert np.isnan(relative_weight_intervals(scores, satisfaction, seed=1).low).all()


def test_intervals_hold_the_weights_and_repeat_with_the_seed():
    found = relative_weight_intervals(PREDICTORS, FERTILITY, seed=5, replicates=450)
    weights = relative_weights(PREDICTORS, FERTILITY).weights
    assert (found.low < weights).all()
    assert (weights < found.high).all()
    again = relative_weight_intervals(PREDICTORS, FERTILITY, seed=5, replicates=450)
    assert again.high.tolist() == found.high.tolist()


def test_impossible_blocks_or_rows_are_refused():
    for blocks in ([], [[0], []]):
        with pytest.raises(EmptyInput):
            shapley_shares(PREDICTORS, FERTILITY, blocks)
    for blocks in ([[0], [0, 1]], [[column] for column in range(13)]):
        with pytest.raises(InvalidArgument):
            shapley_shares(PREDICTORS, FERTILITY, blocks)
    with pytest.raises(InvalidArgument):
        relative_weights(PREDICTORS, FERTILITY[:5])
