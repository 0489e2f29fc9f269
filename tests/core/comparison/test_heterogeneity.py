"""Between-body variance against metafor on dat.bcg, and its edges."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from barometer.core.comparison.heterogeneity import (
    BetweenVarianceMethod,
    between_variance,
    cochran_q,
)
from tests.core.comparison.bcg import LOG_RISK_RATIOS, STANDARD_ERRORS

PAULE_MANDEL, REML = BetweenVarianceMethod.PAULE_MANDEL, BetweenVarianceMethod.REML


def test_cochran_q_equals_metafor() -> None:
    # metafor 3.8.1, dat.bcg, measure "RR": Q(df = 12) = 152.23301.
    found = cochran_q(LOG_RISK_RATIOS, STANDARD_ERRORS)

    assert found.statistics[0] == pytest.approx(152.23301, abs=5e-6)
    assert found.degrees_of_freedom[0] == 12
    assert found.p_values[0] < 1e-4


def test_reml_equals_metafor() -> None:
    # metafor 3.8.1, dat.bcg: REML .31324333; its own scoring stops at steps of 1e-5.
    found = between_variance(LOG_RISK_RATIOS, STANDARD_ERRORS, REML)

    assert found[0] == pytest.approx(0.31324333, abs=1e-6)


def test_paule_mandel_equals_metafor() -> None:
    # metafor 3.8.1, dat.bcg: PM .31809371, root found to about 1e-4.
    found = between_variance(LOG_RISK_RATIOS, STANDARD_ERRORS, PAULE_MANDEL)

    assert found[0] == pytest.approx(0.31809371, abs=5e-5)


def test_paule_mandel_solves_its_equation() -> None:
    between = between_variance(LOG_RISK_RATIOS, STANDARD_ERRORS, PAULE_MANDEL)
    widened = np.sqrt(np.square(STANDARD_ERRORS) + between)

    assert cochran_q(LOG_RISK_RATIOS, widened).statistics[0] == pytest.approx(12, abs=1e-9)


@pytest.mark.parametrize("method", BetweenVarianceMethod)
def test_equal_errors_give_sample_variance_minus_error(method: BetweenVarianceMethod) -> None:
    scores = np.array([[60.0], [66.0], [75.0], [71.0]])
    expected = np.var(scores, ddof=1) - 9

    assert between_variance(scores, np.full((4, 1), 3.0), method) == pytest.approx(expected)


@pytest.mark.parametrize("method", BetweenVarianceMethod)
def test_scores_closer_than_their_errors_have_no_between_variance(
    method: BetweenVarianceMethod,
) -> None:
    scores = np.array([[60.0, 70.0], [60.5, 70.0], [61.0, 70.0]])

    assert between_variance(scores, np.full((3, 2), 5.0), method).tolist() == [0.0, 0.0]


@pytest.mark.parametrize("method", BetweenVarianceMethod)
def test_scores_known_exactly_have_their_sample_variance(method: BetweenVarianceMethod) -> None:
    scores = np.array([[60.0, 50.0], [70.0, 50.0], [80.0, 50.0]])

    assert between_variance(scores, np.zeros((3, 2)), method) == pytest.approx([100.0, 0.0])


@pytest.mark.parametrize("method", BetweenVarianceMethod)
def test_fewer_than_two_usable_bodies_give_no_variance(method: BetweenVarianceMethod) -> None:
    scores = np.array([[60.0, np.nan, 60.0], [70.0, np.nan, np.nan], [50.0, np.nan, 1.0]])
    errors = np.array([[5.0, 5.0, 5.0], [np.inf, 5.0, 5.0], [np.nan, 5.0, np.nan]])

    assert np.isnan(between_variance(scores, errors, method)).all()
    assert np.isnan(cochran_q(scores, errors).p_values).all()


def test_edition_without_bodies_gives_no_variance() -> None:
    found = between_variance(np.empty((0, 2)), np.empty((0, 2)), PAULE_MANDEL)

    assert np.isnan(found).tolist() == [True, True]


@settings(max_examples=100, deadline=None)
@given(
    st.lists(st.tuples(st.floats(0, 100), st.floats(0.1, 20)), min_size=2, max_size=20),
    st.sampled_from(BetweenVarianceMethod),
)
def test_between_variance_is_not_moved_by_a_shift(
    pairs: list[tuple[float, float]], method: BetweenVarianceMethod
) -> None:
    scores, errors = np.array(pairs).T[:, :, None]
    found = between_variance(scores, errors, method)

    assert found[0] >= 0
    assert between_variance(scores + 10, errors, method) == pytest.approx(found, abs=1e-5)
