"""The kernel on cases worked by hand."""

import numpy as np
import pytest

from barometer.core.scoring.edition import score_edition
from barometer.core.scoring.figures import FigureState
from tests.factories.editions import make_edition
from tests.factories.grids import make_grid

TWO_CHANNELS = {
    "indicators": [
        {"code": "reach", "step": "access", "channel": "phone", "weight": "2"},
        {"code": "reply", "step": "handling", "channel": "mail", "weight": "1"},
    ],
    "items": [
        {"code": "reach-01", "indicator": "reach", "weight": "3"},
        {"code": "reach-02", "indicator": "reach", "weight": "1"},
        {"code": "reply-01", "indicator": "reply"},
    ],
}


def figure(compiled, scores, code, body=0):
    column = [f.code for f in compiled.figures].index(code)
    return scores.values.value[body, column], FigureState(scores.values.state[body, column])


def test_score_is_the_weighted_mean_of_indicators():
    compiled, edition = make_edition(
        make_grid(**TWO_CHANNELS),
        [
            ("A", "1", "reach-01", "yes"),
            ("A", "1", "reach-02", "no"),
            ("A", "2", "reply-01", "yes"),
            ("A", "3", "reply-01", "no"),
        ],
        channels={"2": "mail", "3": "mail"},
    )
    scores = score_edition(compiled, edition)
    assert figure(compiled, scores, "indicator:reach") == (75.0, FigureState.SCORED)
    assert figure(compiled, scores, "indicator:reply") == (50.0, FigureState.SCORED)
    assert figure(compiled, scores, "score")[0] == pytest.approx((2 * 75 + 50) / 3)
    assert figure(compiled, scores, "step:handling") == (50.0, FigureState.SCORED)
    assert figure(compiled, scores, "channel:phone") == (75.0, FigureState.SCORED)
    assert figure(compiled, scores, "cell:access/phone") == (75.0, FigureState.SCORED)


def test_not_applicable_leaves_both_sides_and_not_observed_lowers_coverage():
    compiled, edition = make_edition(
        make_grid(**TWO_CHANNELS),
        [
            ("A", "1", "reach-01", "yes"),
            ("A", "1", "reach-02", "not_applicable"),
            ("A", "2", "reply-01", "not_observed"),
        ],
        channels={"2": "mail"},
    )
    scores = score_edition(compiled, edition)
    assert figure(compiled, scores, "indicator:reach") == (100.0, FigureState.SCORED)
    assert figure(compiled, scores, "indicator:reply")[1] is FigureState.NOT_ENOUGH_DATA
    assert figure(compiled, scores, "score") == (100.0, FigureState.SCORED)
    column = [f.code for f in compiled.figures].index("score")
    assert scores.values.coverage[0, column] == pytest.approx(2 / 3)


def test_below_the_floor_the_state_is_not_enough_data_never_zero():
    compiled, edition = make_edition(
        make_grid(**TWO_CHANNELS),
        [("A", "1", "reach-01", "not_observed"), ("A", "2", "reply-01", "yes")],
        channels={"2": "mail"},
    )
    scores = score_edition(compiled, edition)
    value, state = figure(compiled, scores, "score")
    assert np.isnan(value)
    assert state is FigureState.NOT_ENOUGH_DATA


def test_a_failed_contact_scores_zero_once_and_closes_the_rest():
    grid = make_grid(
        indicators=[{"code": "reach"}, {"code": "courtesy"}],
        items=[
            {"code": "reach-01", "indicator": "reach"},
            {"code": "courtesy-01", "indicator": "courtesy"},
        ],
        gates=[{"code": "unreached", "item": "reach-01", "closes": "indicator:courtesy"}],
        scenarios=[{"code": "call"}],
    )
    answered = [
        ("A", "1", "reach-01", "no"),
        ("A", "2", "reach-01", "yes"),
        ("A", "2", "courtesy-01", "yes"),
    ]
    compiled, edition = make_edition(grid, answered, scenarios={"1": "call", "2": "call"})
    scores = score_edition(compiled, edition)
    assert figure(compiled, scores, "indicator:reach") == (50.0, FigureState.SCORED)
    assert figure(compiled, scores, "indicator:courtesy") == (100.0, FigureState.SCORED)
    assert figure(compiled, scores, "score") == (75.0, FigureState.SCORED)
    column = [f.code for f in compiled.figures].index("score")
    assert scores.values.unconditional[0, column] == 50.0
    assert scores.values.closed_share[0, column] == 0.25


def test_when_every_contact_failed_the_state_says_so():
    grid = make_grid(
        indicators=[{"code": "reach"}, {"code": "courtesy"}],
        items=[
            {"code": "reach-01", "indicator": "reach"},
            {"code": "courtesy-01", "indicator": "courtesy"},
        ],
        gates=[{"code": "unreached", "item": "reach-01", "closes": "courtesy-01"}],
        scenarios=[{"code": "call"}],
    )
    compiled, edition = make_edition(grid, [("A", "1", "reach-01", "no")], scenarios={"1": "call"})
    scores = score_edition(compiled, edition)
    assert figure(compiled, scores, "indicator:courtesy")[1] is FigureState.ALL_CLOSED
    assert figure(compiled, scores, "score") == (0.0, FigureState.SCORED)


def test_best_and_mean_combine_by_a_property_of_the_body():
    grid = make_grid(
        items=[{"code": "greeting-01", "indicator": "greeting", "combine": "by-level"}],
        combine=[
            {"rule": "by-level", "property": "level", "value": "central", "combine": "best"},
            {"rule": "by-level", "combine": "mean"},
        ],
    )
    answered = [
        (body, f"{body}{k}", "greeting-01", answer)
        for body in ("A", "B")
        for k, answer in enumerate(("yes", "no"))
    ]
    compiled, edition = make_edition(grid, answered, properties={"level": ["central", "local"]})
    scores = score_edition(compiled, edition)
    assert figure(compiled, scores, "score", 0)[0] == 100.0
    assert figure(compiled, scores, "score", 1)[0] == 50.0
    column = [f.code for f in compiled.figures].index("score")
    assert np.isnan(scores.variances.leverage[0, column])
    assert scores.variances.leverage[1, column] == pytest.approx(0.5)


def test_an_empty_edition_has_no_row_and_no_fault():
    compiled, edition = make_edition(make_grid(), [])
    scores = score_edition(compiled, edition)
    assert scores.values.value.shape == (0, len(compiled.figures))


def test_a_body_without_audits_is_not_observed():
    compiled, edition = make_edition(make_grid(), [], bodies=["A"])
    scores = score_edition(compiled, edition)
    assert figure(compiled, scores, "score")[1] is FigureState.NOT_OBSERVED
