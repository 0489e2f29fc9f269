"""Median delays against R's survival package, on its acute myelogenous leukemia data."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from barometer.core.errors import InvalidArgument
from barometer.core.uncertainty.delays import median_delay, survival_curve

# Miller 1981, in R survival as `aml`; a minus sign marks a censored time.
MAINTAINED = [9, 13, -13, 18, 23, -28, 31, 34, -45, 48, -161]
NONMAINTAINED = [5, 5, 8, 8, 12, -16, 23, 27, 30, 33, 43, 45]


def split(times):
    found = np.array(times, dtype=np.float64)
    return np.abs(found), found < 0


def test_the_curve_equals_r_survfit():
    times, share, _ = survival_curve(*split(MAINTAINED))
    assert times.tolist() == [9, 13, 18, 23, 31, 34, 48]
    expected = [0.909, 0.818, 0.716, 0.614, 0.491, 0.368, 0.184]
    np.testing.assert_allclose(share, expected, atol=5e-4)


@pytest.mark.parametrize(
    ("times", "median", "low"), [(MAINTAINED, 31.0, 18.0), (NONMAINTAINED, 23.0, 8.0)]
)
def test_the_median_and_its_interval_equal_r_survfit(times, median, low):
    found = median_delay(*split(times))
    assert (found.median, found.low) == (median, low)
    assert np.isnan(found.high)
    assert found.requests == len(times)


@given(st.lists(st.integers(0, 50), min_size=1, max_size=30))
def test_without_waiting_requests_it_is_the_lower_median(delays):
    found = median_delay(np.array(delays, dtype=np.float64), np.zeros(len(delays), np.bool_))
    assert found.median == sorted(delays)[(len(delays) + 1) // 2 - 1]


def test_when_most_still_wait_there_is_no_median():
    found = median_delay(np.array([3.0, 20.0, 20.0]), np.array([False, True, True]))
    assert np.isnan(found.median)
    assert found.waiting == 2


def test_no_request_gives_no_median():
    found = median_delay(np.zeros(0), np.zeros(0, np.bool_))
    assert np.isnan(found.median)
    assert found.requests == 0


def test_a_negative_delay_is_refused():
    with pytest.raises(InvalidArgument):
        median_delay(np.array([-1.0]), np.array([False]))
