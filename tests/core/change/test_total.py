"""Error of the total change with overlapping panels, against R survey."""

import csv

import numpy as np
import pytest

from barometer.core.change.estimates import EstimateState
from barometer.core.change.matched import matched_change, welch_difference
from barometer.core.change.panels import Panel
from barometer.core.change.total import influence_values, total_change

NAN = float("nan")


@pytest.fixture(scope="module")
def schools(shared_data):
    with (shared_data / "oracles-r" / "apistrat.csv").open(encoding="utf-8") as lines:
        rows = list(csv.DictReader(lines))
    column = {name: np.array([float(r[name]) for r in rows]) for name in ("api99", "api00", "pw")}
    strata = np.unique([row["stype"] for row in rows], return_inverse=True)[1]
    sizes = np.bincount(strata)[strata]
    column["strata"] = strata
    column["sampled"] = sizes / np.array([float(row["fpc"]) for row in rows])
    column["wide"] = np.array([row["sch.wide"] == "Yes" for row in rows])
    return column


# Oracle: R survey 4.1.1, svycontrast api00 - api99 on apistrat: 32.89251838, SE 2.051112408.
def test_full_overlap_equals_survey(schools):
    panel = Panel(
        schools["api99"],
        schools["api00"],
        schools["pw"],
        schools["pw"],
        schools["strata"],
        schools["sampled"],
    )
    change = total_change(panel)
    assert change.value == pytest.approx(32.89251838, abs=5e-9)
    assert change.standard_error == pytest.approx(2.051112408, abs=5e-10)
    assert (change.degrees_of_freedom, change.unit_count) == (197.0, 200)


# Oracle: R survey 4.1.1, apistrat, sch.wide Yes minus No: 82.783585, SE 21.40005.
# Disjoint groups are an overlap of nobody.
def test_no_overlap_equals_the_survey_domain_contrast(schools):
    yes, no = schools["wide"], ~schools["wide"]
    panel = Panel(
        np.where(no, schools["api00"], NAN),
        np.where(yes, schools["api00"], NAN),
        schools["pw"],
        schools["pw"],
        schools["strata"],
        schools["sampled"],
    )
    contrast = total_change(panel)
    assert contrast.value == pytest.approx(82.783585, abs=5e-7)
    assert contrast.standard_error == pytest.approx(21.40005, abs=5e-6)


def test_full_overlap_without_weights_is_the_matched_change():
    rng = np.random.default_rng(2)
    before = rng.normal(66, 8, 50)
    after = before + rng.normal(2, 5, 50)
    total, matched = total_change(Panel(before, after)), matched_change(before, after)
    assert (total.value, total.standard_error) == pytest.approx(
        (matched.value, matched.standard_error)
    )


def test_no_overlap_is_close_to_welch():
    rng = np.random.default_rng(3)
    first, second = rng.normal(66, 8, 200), rng.normal(68, 8, 220)
    panel = Panel(
        np.concatenate([first, np.full(220, NAN)]), np.concatenate([np.full(200, NAN), second])
    )
    expected = welch_difference(second, first).standard_error
    assert total_change(panel).standard_error == pytest.approx(expected, rel=0.005)


def test_overlap_of_steady_bodies_reduces_the_error():
    rng = np.random.default_rng(4)
    level = rng.normal(66, 8, 231)
    before, after = level + rng.normal(0, 2, 231), level + rng.normal(2, 2, 231)
    before[180:], after[:21] = NAN, NAN
    panel = Panel(before, after)
    assert total_change(panel).standard_error < 0.8 * welch_difference(after, before).standard_error
    assert influence_values(panel).sum() == pytest.approx(0.0, abs=1e-12)


@pytest.mark.parametrize(
    ("before", "after", "state"),
    [
        ([], [], EstimateState.NO_UNIT),
        ([NAN, NAN], [50.0, 60.0], EstimateState.NO_UNIT),
        ([50.0], [60.0], EstimateState.TOO_FEW_UNITS),
        ([50.0, 50.0, NAN], [60.0, 60.0, 60.0], EstimateState.NO_SPREAD),
        ([50.0, NAN], [NAN, 60.0], EstimateState.NO_SPREAD),
    ],
)
def test_total_change_states(before, after, state):
    assert total_change(Panel(np.array(before), np.array(after))).state is state


def test_stratum_of_one_body_keeps_a_finite_error():
    before = np.array([50.0, 60.0, 70.0, 90.0])
    after = before + np.array([1.0, 3.0, 2.0, 9.0])
    change = total_change(Panel(before, after, strata=np.array([1, 1, 1, 7])))
    assert change.state is EstimateState.GIVEN
    assert change.degrees_of_freedom == 2.0
    # By hand: stratum 1 of influences (-2.75, -.75, -1.75)/4 gives 3/2 x 2/16; the lonely body
    # 5.25/4 counts around the overall mean 0.
    assert change.standard_error == pytest.approx((1.5 * 2 / 16 + (5.25 / 4) ** 2) ** 0.5)


def test_empty_edition_influences_nothing():
    panel = Panel(np.array([NAN, NAN]), np.array([50.0, 60.0]))
    assert influence_values(panel).tolist() == [-2.5, 2.5]
