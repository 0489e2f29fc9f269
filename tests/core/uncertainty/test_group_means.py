"""Means of groups in both readings: worked by hand, against the design-based code, at the edges."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from barometer.core.errors import InvalidArgument
from barometer.core.uncertainty.bootstrap import Resampling
from barometer.core.uncertainty.group_means import (
    BodyFigures,
    average_participants,
    average_poststratified,
    average_sector,
    resample_quantiles,
)
from barometer.core.uncertainty.linearisation import Design, Stage, estimate_mean

ALL = np.zeros(4, np.int64)


def figures(value, standard_error=5.0, df=9.0):
    value = np.array(value, dtype=float)
    value = value if value.ndim == 2 else value[:, None]
    error = np.broadcast_to(np.asarray(standard_error, dtype=float).reshape(-1, 1), value.shape)
    return BodyFigures(value, error.copy(), np.full(value.shape, df))


def test_participants_add_their_squared_errors():
    found = average_participants(figures([60, 70, 80, 90], [3, 4, 3, 4]), ALL, 1)
    assert found.value[0, 0] == 75.0
    assert found.standard_error[0, 0] == pytest.approx(np.sqrt(9 + 16 + 9 + 16) / 4)
    assert found.df[0, 0] == pytest.approx(50**2 / ((81 + 256 + 81 + 256) / 9))
    assert found.bodies[0, 0] == 4


def test_the_sector_adds_the_spread_of_bodies():
    # (1 - f) S2 / n + f V / n by hand: n 4, S2 500/3, V 25, population 40.
    found = average_sector(figures([60, 70, 80, 90]), ALL, np.array([40.0]))
    expected = np.sqrt(0.9 * (500 / 3) / 4 + 0.1 * 25 / 4)
    assert found.standard_error[0, 0] == pytest.approx(expected)
    assert found.df[0, 0] == 3
    half = 3.1824463053 * expected
    assert found.low[0, 0] == pytest.approx(75 - half)
    assert found.high[0, 0] == pytest.approx(75 + half)


def test_a_sector_of_unknown_size_is_taken_as_endless():
    found = average_sector(figures([60, 70, 80, 90]), ALL, np.array([np.inf]))
    assert found.standard_error[0, 0] == pytest.approx(np.sqrt(500 / 3 / 4))


def test_a_sector_that_takes_part_whole_is_its_participants():
    data = figures([60, 70, 80, 90], [3, 4, 3, 4])
    census, mine = average_sector(data, ALL, np.array([4.0])), average_participants(data, ALL, 1)
    assert census.standard_error[0, 0] == pytest.approx(mine.standard_error[0, 0])
    assert census.df[0, 0] == pytest.approx(mine.df[0, 0])


def test_poststratified_mean_equals_the_stratified_design():
    rng = np.random.default_rng(6)
    cell = np.repeat([0, 1, 2], [10, 5, 4])
    population = np.array([400.0, 100.0, 50.0])
    value = rng.uniform(40, 90, len(cell))
    found = average_poststratified(figures(value, 0.0), cell, population)
    counts = np.bincount(cell)
    stage = Stage(np.arange(len(cell)), cell, population[cell])
    expected = estimate_mean(Design((population / counts)[cell], (stage,)), value)
    assert found.value[0, 0] == pytest.approx(expected.value)
    assert found.standard_error[0, 0] == pytest.approx(expected.standard_error)
    assert found.df[0, 0] == expected.df


def test_a_cell_with_one_body_borrows_the_pooled_variance():
    cell, population = np.array([0, 0, 0, 1]), np.array([30.0, 10.0])
    found = average_poststratified(figures([60, 70, 80, 90]), cell, population)
    between = 100.0
    parts = [
        (weight**2 / n) * ((1 - n / size) * between + n / size * 25)
        for weight, n, size in ((0.75, 3, 30), (0.25, 1, 10))
    ]
    assert found.standard_error[0, 0] == pytest.approx(np.sqrt(sum(parts)))
    assert found.value[0, 0] == pytest.approx(0.75 * 70 + 0.25 * 90)


def test_cells_without_participants_and_bodies_outside_are_left_out():
    cell, population = np.array([0, 0, 2, -1]), np.array([10.0, 99.0, 30.0])
    found = average_poststratified(figures([60, 70, 80, 0]), cell, population)
    assert found.value[0, 0] == pytest.approx(0.25 * 65 + 0.75 * 80)
    assert found.bodies[0, 0] == 3


def test_groups_and_figures_are_kept_apart():
    data = figures(np.array([[60.0, 1.0], [70.0, np.nan], [80.0, 3.0], [90.0, 5.0]]))
    found = average_participants(data, np.array([0, 0, 1, -1]), 3)
    np.testing.assert_array_equal(found.value, [[65.0, 1.0], [80.0, 3.0], [np.nan, np.nan]])
    assert found.bodies.tolist() == [[2, 1], [1, 1], [0, 0]]


def test_one_body_has_its_own_error_but_says_nothing_of_the_sector():
    data = figures([60.0])
    one = np.zeros(1, np.int64)
    assert average_participants(data, one, 1).standard_error[0, 0] == 5.0
    found = average_sector(data, one, np.array([50.0]))
    assert found.value[0, 0] == 60.0
    assert np.isnan(found.standard_error[0, 0])
    assert np.isnan(found.low[0, 0])


def test_no_body_has_no_mean():
    nobody = figures(np.zeros((0, 2)))
    none = np.zeros(0, np.int64)
    assert np.isnan(average_participants(nobody, none, 1).value).all()
    assert np.isnan(average_sector(nobody, none, np.array([5.0])).value).all()
    assert np.isnan(average_poststratified(nobody, none, np.array([5.0])).low).all()


def test_equal_bodies_without_error_have_a_mean_without_error():
    data = figures([70.0] * 4, 0.0)
    for found in (
        average_participants(data, ALL, 1),
        average_sector(data, ALL, np.array([100.0])),
    ):
        assert (found.low[0, 0], found.high[0, 0]) == (70.0, 70.0)


def test_a_body_of_unknown_error_counts_with_the_mean_square_of_the_others():
    found = average_participants(figures([60, 70, 80, 90], [3, np.nan, 3, 3]), ALL, 1)
    assert found.standard_error[0, 0] == pytest.approx(1.5)
    unknown = average_participants(figures([60, 70, 80, 90], np.nan), ALL, 1)
    assert unknown.value[0, 0] == 75.0
    assert np.isnan(unknown.standard_error[0, 0])


def test_more_participants_than_bodies_are_refused():
    with pytest.raises(InvalidArgument):
        average_sector(figures([60, 70, 80, 90]), ALL, np.array([3.0]))


def test_intervals_of_volunteers_cover_the_mean_of_their_sector():
    rng = np.random.default_rng(4)
    sector = rng.normal(68, 7, 400)
    covered = 0
    for _ in range(1500):
        drawn = rng.choice(400, 60, replace=False)
        observed = sector[drawn] + rng.normal(0, 5, 60)
        found = average_sector(figures(observed), np.zeros(60, np.int64), np.array([400.0]))
        covered += found.low[0, 0] <= sector.mean() <= found.high[0, 0]
    assert 0.935 <= covered / 1500 <= 0.965


@given(st.lists(st.floats(0, 100), min_size=2, max_size=30), st.floats(0.1, 10))
def test_the_sector_is_never_known_better_than_without_audit_errors(values, error):
    group = np.zeros(len(values), np.int64)
    size = np.array([2.0 * len(values)])
    noisy = average_sector(figures(values, error), group, size).standard_error
    exact = average_sector(figures(values, 0.0), group, size).standard_error
    assert noisy[0, 0] >= exact[0, 0]


def test_quantiles_are_resampled_by_body():
    values = np.random.default_rng(2).normal(70, 8, 200)
    median, error, low, high = resample_quantiles(values, (0.5,), Resampling(seed=1))
    assert median[0] == pytest.approx(np.median(values))
    # Asymptotic error of a normal median: 1.2533 sd / sqrt(n).
    assert error[0] == pytest.approx(1.2533 * 8 / np.sqrt(200), rel=0.35)
    assert low[0] < median[0] < high[0]


def test_quantiles_of_one_value_have_no_error():
    value, error, _, _ = resample_quantiles(np.array([70.0, np.nan]), (0.25,), Resampling(1))
    assert value.tolist() == [70.0]
    assert np.isnan(error).all()
    assert np.isnan(resample_quantiles(np.zeros(0), (0.25,), Resampling(1))[0]).all()
