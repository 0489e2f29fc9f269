"""Answers clustered by day."""

import csv

import numpy as np
import pytest

from barometer.core.errors import InvalidArgument
from barometer.core.feedback.design_effects import (
    DesignEffectState,
    clustered_share_error,
    design_effect,
)


# Oracle: R survey 4.1.1, apiclus1, ratio api.stu / enroll: SE 0.008386297169 with the finite
# population factor 1 - 15/757, which a stream of days does not have.
def test_clustered_error_equals_the_survey_ratio(shared_data):
    with (shared_data / "oracles-r" / "apiclus1.csv").open(encoding="utf-8") as lines:
        rows = list(csv.DictReader(lines))
    district = np.unique([row["dnum"] for row in rows], return_inverse=True)[1]
    tested = np.bincount(district, [float(row["api.stu"]) for row in rows])
    enrolled = np.bincount(district, [float(row["enroll"]) for row in rows])
    share = 1 - 15 / float(rows[0]["fpc"])
    assert clustered_share_error(tested, enrolled) * share**0.5 == pytest.approx(
        0.008386297169, abs=5e-12
    )


def test_one_answer_a_day_has_no_design_effect():
    wins = np.array([1.0, 0, 1, 1, 0, 1, 1, 1, 0, 1])
    effect = design_effect(wins, np.ones(10))
    assert effect.measured == pytest.approx(1.0)
    assert effect.state is DesignEffectState.GIVEN


def test_days_that_agree_fully_are_worth_one_answer_each():
    wins = np.array([20.0, 0.0] * 6)
    effect = design_effect(np.append(wins, 0.0), np.append(np.full(12, 20.0), 0.0))
    # D/(D-1) p(1-p)/D over p(1-p)/(N-1), with D = 12 days and N = 240 answers.
    assert effect.value == pytest.approx(239 / 11)
    assert effect.day_count == 12


def test_regular_days_never_count_for_more_than_they_are():
    effect = design_effect(np.full(10, 8.0), np.full(10, 10.0))
    assert (effect.value, effect.measured) == (1.0, pytest.approx(0.0))


@pytest.mark.parametrize(
    ("wins", "answers", "state"),
    [
        ([], [], DesignEffectState.TOO_FEW_DAYS),
        ([3.0], [5.0], DesignEffectState.TOO_FEW_DAYS),
        ([3.0] * 7 + [0.0], [5.0] * 7 + [0.0], DesignEffectState.TOO_FEW_DAYS),
        ([5.0] * 8, [5.0] * 8, DesignEffectState.NO_SPREAD),
        ([0.0] * 8, [5.0] * 8, DesignEffectState.NO_SPREAD),
    ],
)
def test_design_effect_states(wins, answers, state):
    effect = design_effect(np.array(wins), np.array(answers))
    assert (effect.value, effect.state) == (1.0, state)
    assert np.isnan(effect.measured)


def test_impossible_days_are_refused():
    with pytest.raises(InvalidArgument):
        clustered_share_error(np.ones(2), np.ones(3))
    with pytest.raises(InvalidArgument):
        clustered_share_error(np.full(2, 3.0), np.ones(2))
