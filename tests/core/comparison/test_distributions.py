"""Family means and quartile points against NumPy body by body."""

import numpy as np

from barometer.core.comparison.distributions import describe_families


def test_means_and_quartiles_equal_numpy_family_by_family() -> None:
    rng = np.random.default_rng(8)
    scores, errors = rng.uniform(0, 100, (50, 3)), np.ones((50, 3))
    scores[rng.random((50, 3)) < 0.2] = np.nan
    families = rng.integers(-1, 4, 50)
    found = describe_families(scores, errors, families)

    for family in range(4):
        for figure in range(3):
            values = scores[families == family, figure]
            values = values[~np.isnan(values)]
            assert found.counts[family, figure] == values.size
            np.testing.assert_allclose(found.means[family, figure], values.mean())
            np.testing.assert_allclose(
                found.quartiles[:, family, figure], np.quantile(values, [0.25, 0.5, 0.75])
            )


def test_figure_nobody_has_counts_zero_and_has_no_mean() -> None:
    found = describe_families(np.full((3, 1), np.nan), np.ones((3, 1)), np.zeros(3, np.int64))

    assert found.counts.tolist() == [[0]]
    assert np.isnan(found.means).all()
    assert np.isnan(found.quartiles).all()


def test_body_with_one_audit_is_left_out() -> None:
    errors = np.array([[1.0], [1.0], [np.inf]])
    found = describe_families(np.array([[10.0], [20.0], [90.0]]), errors, np.zeros(3, np.int64))

    assert found.counts.tolist() == [[2]]
    assert found.means.tolist() == [[15.0]]


def test_family_of_one_and_family_without_bodies_keep_their_rows() -> None:
    found = describe_families(np.array([[40.0]]), np.ones((1, 1)), np.array([1]))

    assert found.counts.tolist() == [[0], [1]]
    assert found.quartiles[:, 1, 0].tolist() == [40.0, 40.0, 40.0]
    assert np.isnan(found.means[0]).all()


def test_empty_edition_gives_no_family() -> None:
    found = describe_families(np.empty((0, 2)), np.empty((0, 2)), np.empty(0, dtype=np.int64))

    assert found.means.shape == (0, 2)
    assert found.quartiles.shape == (3, 0, 2)
