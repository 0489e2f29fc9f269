"""Shrunken scores against metafor's predictions and a dense Gaussian computation."""

import numpy as np
import pytest

from barometer.core.comparison.heterogeneity import BetweenVarianceMethod
from barometer.core.comparison.shrinkage import shrink_by_family
from barometer.core.errors import InvalidArgument
from tests.core.comparison.bcg import LOG_RISK_RATIOS, STANDARD_ERRORS

ONE_FAMILY = np.zeros(13, dtype=np.int64)


def test_paule_mandel_predictions_equal_metafor() -> None:
    # metafor 3.8.1, blup() of dat.bcg by PM; tau2 there is found to about 1e-4.
    found = shrink_by_family(LOG_RISK_RATIOS, STANDARD_ERRORS, ONE_FAMILY)

    expected = [-0.80112639, -1.25502924, -0.98953963]
    assert found.posterior_means[:3, 0] == pytest.approx(expected, abs=2e-5)


def test_reml_mean_and_error_equal_metafor() -> None:
    # metafor 3.8.1, dat.bcg by REML: estimate -.71453235, standard error .17978153.
    method = BetweenVarianceMethod.REML
    found = shrink_by_family(LOG_RISK_RATIOS, STANDARD_ERRORS, ONE_FAMILY, method)

    assert found.family_means[0, 0] == pytest.approx(-0.71453235, abs=1e-6)
    assert found.family_mean_errors[0, 0] == pytest.approx(0.17978153, abs=1e-6)


def test_posterior_equals_dense_gaussian_computation() -> None:
    # True scores around a mean of which nothing is known beforehand: the precision matrix of
    # (true scores, mean) given the scores, inverted as a whole.
    scores, errors = LOG_RISK_RATIOS[:, 0], STANDARD_ERRORS[:, 0]
    found = shrink_by_family(LOG_RISK_RATIOS, STANDARD_ERRORS, ONE_FAMILY)
    of_spread = 1 / found.between_variances[0, 0]
    precision = np.diag(np.append(errors**-2 + of_spread, 13 * of_spread))
    precision[13, :13] = precision[:13, 13] = -of_spread
    covariance = np.linalg.inv(precision)
    centre = covariance @ np.append(scores / errors**2, 0.0)

    assert found.posterior_means[:, 0] == pytest.approx(centre[:13])
    assert found.family_means[0, 0] == pytest.approx(centre[13])
    assert found.posterior_sds[:, 0] == pytest.approx(np.sqrt(np.diag(covariance)[:13]))


def test_families_are_shrunken_apart() -> None:
    rng = np.random.default_rng(5)
    scores, errors = rng.normal(60, 10, (30, 4)), rng.uniform(2, 6, (30, 4))
    families = rng.integers(0, 3, 30)
    together = shrink_by_family(scores, errors, families)

    for family in range(3):
        rows = families == family
        alone = shrink_by_family(scores[rows], errors[rows], np.zeros(rows.sum(), dtype=np.int64))
        assert together.posterior_means[rows].tolist() == alone.posterior_means.tolist()
        assert together.counts[family].tolist() == [rows.sum()] * 4


def test_body_with_one_audit_has_no_shrunken_score_and_moves_nobody() -> None:
    scores = np.array([[60.0], [70.0], [80.0], [95.0], [5.0]])
    errors = np.array([[5.0], [5.0], [5.0], [np.inf], [np.nan]])
    found = shrink_by_family(scores, errors, np.zeros(5, dtype=np.int64))

    assert found.posterior_means[:3, 0] == pytest.approx([62.5, 70.0, 77.5])
    assert np.isnan(found.posterior_means[3:]).all()
    assert np.isnan(found.reliabilities[3:]).all()
    assert found.counts.tolist() == [[3]]


def test_equal_scores_shrink_wholly_to_the_family_mean() -> None:
    found = shrink_by_family(np.full((4, 1), 62.3), np.full((4, 1), 4.0), np.zeros(4, np.int64))

    assert found.reliabilities.ravel().tolist() == [0.0] * 4
    assert found.posterior_means == pytest.approx(np.full((4, 1), 62.3))
    assert found.posterior_sds == pytest.approx(np.full((4, 1), 2.0))


def test_scores_known_exactly_are_not_moved() -> None:
    scores = np.array([[60.0], [70.0], [80.0]])
    found = shrink_by_family(scores, np.zeros((3, 1)), np.zeros(3, dtype=np.int64))

    assert found.posterior_means == pytest.approx(scores)
    assert found.reliabilities == pytest.approx(np.ones((3, 1)))


def test_family_of_one_and_figure_nobody_has_have_no_shrunken_score() -> None:
    scores = np.array([[60.0, np.nan], [70.0, np.nan], [80.0, np.nan]])
    found = shrink_by_family(scores, np.ones((3, 2)), np.array([0, 1, 1]))

    assert np.isnan(found.posterior_means).tolist() == [[True, True], [False, True], [False, True]]
    assert found.counts.tolist() == [[1, 0], [2, 0]]


def test_body_without_family_has_no_shrunken_score() -> None:
    found = shrink_by_family(
        np.array([[60.0], [70.0], [80.0]]), np.ones((3, 1)), np.array([-1] * 3)
    )

    assert np.isnan(found.posterior_means).all()
    assert found.counts.shape == (0, 1)


def test_empty_edition_gives_empty_arrays() -> None:
    found = shrink_by_family(np.empty((0, 3)), np.empty((0, 3)), np.empty(0, dtype=np.int64))

    assert found.posterior_means.shape == (0, 3)
    assert found.family_means.shape == (0, 3)


def test_shapes_that_differ_are_refused() -> None:
    with pytest.raises(InvalidArgument):
        shrink_by_family(np.ones((3, 2)), np.ones((3, 1)), np.zeros(3, dtype=np.int64))
    with pytest.raises(InvalidArgument):
        shrink_by_family(np.ones((3, 1)), np.ones((3, 1)), np.zeros(2, dtype=np.int64))
