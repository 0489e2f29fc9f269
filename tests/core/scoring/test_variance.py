"""Variance between audits, worked by hand: weights of audits, and items that are not pooled."""

import numpy as np
import pytest

from barometer.core.scoring.edition import score_edition
from tests.factories.editions import make_edition
from tests.factories.grids import make_grid


def score_variances(compiled, edition):
    """Return audit variance, leverage and degrees of freedom of the score of the first body."""
    found = score_edition(compiled, edition).variances
    return found.audit_variance[0, 0], found.leverage[0, 0], found.df[0, 0]


def test_equal_audits_give_the_textbook_variance():
    answered = [
        ("A", f"{k}", "greeting-01", answer) for k, answer in enumerate(("yes", "no", "no"))
    ]
    variance, leverage, df = score_variances(*make_edition(make_grid(), answered))
    assert variance == pytest.approx(np.var([100, 0, 0], ddof=1))
    assert leverage == pytest.approx(1 / 3)
    assert df == 2


def test_audits_count_by_the_share_that_they_bring():
    # Audit 1 answers three items (33.3 points), audits 2 and 3 one each (100 and 0): shares .6,
    # .2, .2 of a mean of 40; spread of each about the mean over the root of one less its share.
    grid = make_grid(items=[{"code": f"greeting-0{k}", "indicator": "greeting"} for k in (1, 2, 3)])
    answered = [
        ("A", "1", "greeting-01", "yes"),
        ("A", "1", "greeting-02", "no"),
        ("A", "1", "greeting-03", "no"),
        ("A", "2", "greeting-01", "yes"),
        ("A", "3", "greeting-01", "no"),
    ]
    variance, leverage, _ = score_variances(*make_edition(grid, answered))
    share, points = np.array([0.6, 0.2, 0.2]), np.array([100 / 3, 100.0, 0.0])
    spread = (points - 40.0) / np.sqrt(1 - share)
    assert variance == pytest.approx(share @ spread**2)
    assert leverage == pytest.approx(share @ share)


def wide_grid(combine, others=20):
    """Return a grid with one combined item of weight 1 beside pooled items of weight 1."""
    return make_grid(
        items=[{"code": "greeting-00", "indicator": "greeting", "combine": combine}]
        + [{"code": f"greeting-{k:02}", "indicator": "greeting"} for k in range(1, others + 1)]
    )


def answers_of(combined, others):
    """Return answers of one audit per combined answer; pooled items are answered alike."""
    return [
        ("A", f"{audit}", f"greeting-{item:02}", answer if item == 0 else "yes")
        for audit, answer in enumerate(combined)
        for item in range(others + 1)
    ]


@pytest.mark.parametrize(
    ("combine", "combined", "jackknife"),
    [
        # Leaving one audit out changes the item by -400 x (n - 1) / n only where it decides alone.
        ("worst", ("no", "yes", "yes", "yes", "yes"), (-320.0, 80.0, 80.0, 80.0, 80.0)),
        ("all", ("no", "yes", "yes", "yes", "yes"), (-320.0, 80.0, 80.0, 80.0, 80.0)),
        ("worst", ("no", "no", "yes", "yes", "yes"), (0.0,) * 5),
        ("best", ("yes", "no", "no", "no", "no"), (320.0, -80.0, -80.0, -80.0, -80.0)),
        ("any", ("yes", "no", "no", "no", "no"), (320.0, -80.0, -80.0, -80.0, -80.0)),
        ("best", ("yes", "yes", "no", "no", "no"), (0.0,) * 5),
        ("mean", ("yes", "no", "no", "no", "no"), (80.0, -20.0, -20.0, -20.0, -20.0)),
    ],
)
def test_a_combined_item_deviates_by_what_leaving_an_audit_out_changes(
    combine, combined, jackknife
):
    compiled, edition = make_edition(wide_grid(combine), answers_of(combined, 20))
    variance, leverage, _ = score_variances(compiled, edition)
    # 20 pooled items seen 5 times and one combined value: 101 observations in all.
    moved = np.array(jackknife) / 5 / 101
    expected = (moved @ moved) / (1 - 1 / 5)
    assert variance * leverage == pytest.approx(expected, abs=1e-12)


def test_a_figure_that_rests_much_on_extremes_has_no_standard_error():
    compiled, edition = make_edition(wide_grid("worst", 1), answers_of(("no", "yes", "yes"), 1))
    assert np.isnan(score_variances(compiled, edition)[1])


def test_a_combined_item_seen_once_says_nothing_of_the_spread():
    compiled, edition = make_edition(wide_grid("worst"), answers_of(("yes",), 20))
    variance, leverage, df = score_variances(compiled, edition)
    assert np.isnan(variance)
    assert leverage == pytest.approx(1.0)
    assert df == 0
