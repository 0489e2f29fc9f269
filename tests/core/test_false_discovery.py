import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp
from scipy import stats

from barometer.core.errors import InvalidArgument
from barometer.core.false_discovery import adjust_p_values

# The fifteen p-values of Benjamini and Hochberg (1995, JRSS B 57, section 4.1): at 5 % their
# procedure rejects the four smallest, Bonferroni three.
PAPER_1995 = np.array(
    [
        0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344, 0.0459, 0.3240, 0.4262,
        0.5719, 0.6528, 0.7590, 1.0,
    ]
)  # fmt: skip

probabilities = hnp.arrays(
    np.float64, st.integers(0, 30), elements=st.floats(0, 1, allow_subnormal=False)
)


def test_adjusted_p_values_reject_the_four_of_the_1995_paper():
    assert np.flatnonzero(adjust_p_values(PAPER_1995) <= 0.05).tolist() == [0, 1, 2, 3]


@given(probabilities.filter(lambda p: p.size > 0))
def test_adjusted_p_values_equal_scipy(p_values):
    expected = stats.false_discovery_control(p_values)
    np.testing.assert_allclose(adjust_p_values(p_values), expected, atol=1e-15)


@given(probabilities)
def test_adjusted_p_values_are_never_smaller_and_keep_the_order(p_values):
    adjusted = adjust_p_values(p_values)
    assert np.all(adjusted >= p_values - 1e-15)
    assert np.all(np.diff(adjusted[np.argsort(p_values)]) >= 0)


def test_adjusted_p_values_ignore_tests_not_made():
    with_gaps = np.array([np.nan, 0.01, np.nan, 0.5])
    np.testing.assert_allclose(adjust_p_values(with_gaps), [np.nan, 0.02, np.nan, 0.5])


@pytest.mark.parametrize("p_values", [[], [np.nan, np.nan], [0.3], [0.2, 0.2, 0.2]])
def test_adjusted_p_values_of_nothing_one_and_equals_are_unchanged(p_values):
    np.testing.assert_allclose(adjust_p_values(np.array(p_values)), p_values)


def test_adjusted_p_values_keep_the_shape_of_a_table():
    table = np.array([[0.01, 0.04], [np.nan, 0.03]])
    np.testing.assert_allclose(adjust_p_values(table), [[0.03, 0.04], [np.nan, 0.04]])


def test_adjusted_p_values_refuse_what_is_no_probability():
    with pytest.raises(InvalidArgument) as refusal:
        adjust_p_values(np.array([0.5, 1.5]))
    assert refusal.value.name == "p_values"
