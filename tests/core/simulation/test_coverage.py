"""Do the standard errors of scores tell the truth? Editions repeated at the same bodies."""

import numpy as np
import pytest

from barometer.core.scoring.edition import score_batches, score_edition
from barometer.core.scoring.figures import FigureState, state_indicators
from barometer.core.simulation.edition import repeat_fieldwork, simulate_edition
from barometer.core.simulation.plan import SimulationPlan
from barometer.core.uncertainty.bootstrap import AuditSums, Resampling, resample_figures
from barometer.files.grid_folder import find_grid, load_grid
from tests.core.simulation.reference_like import make_reference_like_grid


def repeat_scores(simulated, repetitions):
    """Return scores, standard errors, low and high bounds, shape (repetitions, bodies)."""
    found = []
    for seed in range(repetitions):
        scores = score_edition(simulated.model.compiled, repeat_fieldwork(simulated, seed).edition)
        intervals = scores.intervals
        columns = (scores.values.value, intervals.standard_error, intervals.low, intervals.high)
        found.append([column[:, 0] for column in columns])
    return np.array(found).transpose(1, 0, 2)


def share_covered(values, low, high):
    """Return how often intervals hold the mean of the other repetitions at the same body."""
    truth = (values.sum(axis=0) - values) / (len(values) - 1)
    return ((low <= truth) & (truth <= high)).mean()


@pytest.mark.slow
@pytest.mark.parametrize("audit_sd", [0.2, 0.65, 1.2])
def test_intervals_of_scores_cover_the_truth_as_often_as_they_say(audit_sd):
    # 231 bodies, 5 + 5 + 2 + 2 audits, 60 field works: 13,860 intervals at 95 %.
    plan = SimulationPlan(seed=1, audit_sd=audit_sd)
    simulated = simulate_edition(make_reference_like_grid(desk=False), plan)
    values, error, low, high = repeat_scores(simulated, 60)
    assert 0.94 <= share_covered(values, low, high) <= 0.96
    true_error = np.sqrt(values.var(axis=0, ddof=1).mean())
    assert np.sqrt((error**2).mean()) == pytest.approx(true_error, rel=0.05)


@pytest.mark.slow
def test_intervals_hold_on_the_reference_grid_and_its_size_is_as_assumed():
    # Assumed when the product was planned: between audits of a channel 18 points, between true
    # scores 6.6, hence a standard error near 5.
    grid = load_grid(find_grid("public-service"))
    simulated = simulate_edition(grid, SimulationPlan(seed=1))
    values, error, low, high = repeat_scores(simulated, 16)
    assert 0.94 <= share_covered(values, low, high) <= 0.97
    true_variance = values.mean(axis=0).var(ddof=1) - values.var(axis=0, ddof=1).mean() / 16
    assert np.sqrt(true_variance) == pytest.approx(6.6, abs=0.7)
    assert np.sqrt((error**2).mean()) == pytest.approx(5.2, abs=0.5)


def test_the_bootstrap_agrees_with_the_linearisation():
    simulated = simulate_edition(make_reference_like_grid(desk=False), SimulationPlan(seed=3))
    compiled = simulated.model.compiled
    [batch] = score_batches(compiled, simulated.edition)
    sums = AuditSums(
        batch.audits.body, batch.audits.stratum, batch.sums.earned, batch.sums.possible, 231
    )
    is_scored = state_indicators(compiled, batch.totals) == FigureState.SCORED
    resampled = resample_figures(sums, compiled.figure_weights, is_scored, Resampling(1, 400))
    linear = np.sqrt(batch.variances.audit_variance * batch.variances.leverage)
    ratio = resampled.standard_error[:, 0] / linear[:, 0]
    assert np.median(ratio) == pytest.approx(1.0, abs=0.08)
    assert np.corrcoef(resampled.standard_error[:, 0], linear[:, 0])[0, 1] > 0.9
    assert not resampled.is_lonely.any()
