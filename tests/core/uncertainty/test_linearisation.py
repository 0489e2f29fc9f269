"""Design-based estimates against R survey 4.1.1 on the schools of California."""

import csv

import numpy as np
import pytest
from scipy import stats

from barometer.core.errors import EmptyInput, InvalidArgument
from barometer.core.uncertainty.linearisation import (
    Design,
    LonelyUnit,
    LonelyUnits,
    Stage,
    estimate_difference,
    estimate_mean,
    estimate_ratio,
    estimate_total,
)


@pytest.fixture(scope="module")
def schools(shared_data):
    """Return a function that reads one sample: column name -> array, texts as numbers."""

    def read(name):
        with (shared_data / "oracles-r" / f"{name}.csv").open(encoding="utf-8") as file:
            rows = list(csv.DictReader(file))
        return {column: _array([row[column] for row in rows]) for column in rows[0]}

    return read


def _array(cells):
    try:
        return np.array([float(cell) if cell != "NA" else np.nan for cell in cells])
    except ValueError:
        return np.array(cells)


def codes(labels):
    return np.unique(labels, return_inverse=True)[1]


def stratified(data, *, is_finite=True):
    stage = Stage(
        np.arange(len(data["pw"])), codes(data["stype"]), data["fpc"] if is_finite else None
    )
    return Design(data["pw"], (stage,))


def clustered(data, *, is_finite=True):
    return Design(
        data["pw"], (Stage(codes(data["dnum"]), None, data["fpc"] if is_finite else None),)
    )


def check(estimate, value, standard_error, rel=1e-9):
    assert estimate.value == pytest.approx(value, rel=rel)
    assert estimate.standard_error == pytest.approx(standard_error, rel=rel)


def test_stratified_mean_and_interval(schools):
    data = schools("apistrat")
    found = estimate_mean(stratified(data), data["api00"])
    check(found, 662.2873632, 9.408940803)
    assert found.df == 197
    assert (found.low, found.high) == pytest.approx((643.7321883, 680.842538), rel=1e-9)
    check(estimate_mean(stratified(data, is_finite=False), data["api00"]), 662.2873632, 9.536132297)


def test_stratified_total(schools):
    data = schools("apistrat")
    check(estimate_total(stratified(data), data["enroll"]), 3687177.532, 114641.7161)


def test_stratified_ratio(schools):
    data = schools("apistrat")
    found = estimate_ratio(stratified(data), data["api.stu"], data["enroll"])
    check(found, 0.8369568869, 0.007757103167)


@pytest.mark.parametrize(
    ("kind", "value", "standard_error"),
    [("E", 674.43, 12.38247979), ("H", 625.82, 14.93712919), ("M", 636.60, 16.21470731)],
)
def test_means_of_strata(schools, kind, value, standard_error):
    data = schools("apistrat")
    found = estimate_mean(stratified(data), data["api00"], is_in=data["stype"] == kind)
    check(found, value, standard_error)


def test_domain_and_difference_of_domains(schools):
    data = schools("apistrat")
    design = stratified(data)
    is_wide = data["sch.wide"] == "Yes"
    yes = estimate_mean(design, data["api00"], is_in=is_wide)
    no = estimate_mean(design, data["api00"], is_in=~is_wide)
    check(yes, 676.5304437, 10.5203892)
    contrast = estimate_difference(design, yes, no)
    check(contrast, 82.78358544, 21.40005496)
    # svyttest: t = 3.8683819 with 196 degrees of freedom, p = .0001490545
    t = contrast.value / contrast.standard_error
    assert t == pytest.approx(3.8683819, rel=1e-7)
    assert 2 * stats.t.sf(t, contrast.df - 1) == pytest.approx(0.0001490545, rel=1e-6)


def test_mean_of_a_difference(schools):
    data = schools("apistrat")
    found = estimate_mean(stratified(data), data["api00"] - data["api99"])
    check(found, 32.89251838, 2.051112408)


def test_one_stage_of_clusters(schools):
    data = schools("apiclus1")
    design = clustered(data)
    found = estimate_mean(design, data["api00"])
    check(found, 644.1693989, 23.54224069)
    assert found.df == 14
    check(estimate_ratio(design, data["api.stu"], data["enroll"]), 0.8497087417, 0.008386297169)


def test_two_stages_of_clusters(schools):
    data = schools("apiclus2")
    stages = (Stage(codes(data["dnum"]), None, data["fpc1"]), two_stage_units(data))
    weight = data["pw"]
    found = estimate_mean(Design(weight, stages), data["api00"])
    check(found, 670.8118081, 30.09902738)
    assert found.df == 39


def test_two_stages_with_missing_values(schools):
    # Schools without an enrolment are outside the domain, as svymean(na.rm = TRUE) has it.
    data = schools("apiclus2")
    stages = (Stage(codes(data["dnum"]), None, data["fpc1"]), two_stage_units(data))
    is_known = ~np.isnan(data["enroll"])
    enrolled = np.where(is_known, data["enroll"], 0.0)
    design = Design(data["pw"], stages)
    check(estimate_mean(design, enrolled, is_in=is_known), 526.2626415, 80.34098399)
    check(estimate_total(design, enrolled), 2639272.93, 799637.7736)


def two_stage_units(data):
    return Stage(codes(data["snum"]), None, data["fpc2"])


@pytest.mark.parametrize(
    ("policy", "standard_error"),
    [
        (LonelyUnits.CERTAIN, 5.8057776),
        (LonelyUnits.CENTRE, 5.8280579),
        (LonelyUnits.AVERAGE, 6.0095507),
    ],
)
def test_lonely_units(schools, policy, standard_error):
    # The same schools without their clusters, the districts as strata; survey.lonely.psu
    data = schools("apiclus1")
    stage = Stage(np.arange(len(data["pw"])), codes(data["dnum"]))
    found = estimate_mean(Design(data["pw"], (stage,), policy), data["api00"])
    check(found, 644.1693989, standard_error, rel=2e-8)
    assert found.df == 168


def test_a_lonely_unit_is_refused_unless_the_policy_says_otherwise():
    stage = Stage(np.arange(3), np.array([0, 0, 1]))
    with pytest.raises(LonelyUnit) as refusal:
        estimate_mean(Design(np.ones(3), (stage,)), np.array([1.0, 2.0, 3.0]))
    assert refusal.value.count == 1


def test_a_stratum_drawn_whole_brings_no_variance():
    stage = Stage(np.arange(3), np.array([0, 0, 1]), np.array([20.0, 20.0, 1.0]))
    found = estimate_mean(Design(np.ones(3), (stage,)), np.array([1.0, 2.0, 3.0]))
    assert found.standard_error > 0


def test_when_every_stratum_is_lonely_the_average_is_unknown():
    stage = Stage(np.arange(2), np.arange(2))
    design = Design(np.ones(2), (stage,), LonelyUnits.AVERAGE)
    found = estimate_mean(design, np.array([1.0, 2.0]))
    assert np.isnan(found.standard_error)
    assert np.isnan(found.low)


def test_equal_values_have_no_error():
    design = Design(np.ones(3), (Stage(np.arange(3)),))
    found = estimate_mean(design, np.full(3, 70.0))
    assert (found.low, found.high) == (70.0, 70.0)


def test_empty_samples_and_domains_are_refused():
    with pytest.raises(EmptyInput):
        Design(np.zeros(0), (Stage(np.zeros(0, np.int64)),))
    with pytest.raises(EmptyInput):
        Design(np.ones(2), ())
    design = Design(np.ones(2), (Stage(np.arange(2)),))
    with pytest.raises(EmptyInput):
        estimate_mean(design, np.ones(2), is_in=np.zeros(2, np.bool_))


def test_weights_must_be_positive():
    with pytest.raises(InvalidArgument):
        Design(np.array([1.0, 0.0]), (Stage(np.arange(2)),))
