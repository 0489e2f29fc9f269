from itertools import permutations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from barometer.core.errors import EmptyInput, InvalidArgument
from barometer.core.quality.agreement import (
    Bootstrap,
    Verdict,
    agreement,
    agreement_by_item,
    judge_alpha,
    raw_agreement_share,
)
from barometer.core.quality.alpha import Metric, krippendorff_alpha, squared_distances
from barometer.core.quality.auditor_agreement import agreement_by_auditor
from barometer.core.quality.intraclass import intraclass_correlations
from barometer.core.quality.kappa import cohen_kappa, cross_codes, fleiss_kappa

NAN = np.nan


def table(*lines):
    return np.array(
        [[NAN if code in ".*" else float(code) for code in line.split()] for line in lines]
    )


# Krippendorff, "Computing Krippendorff's Alpha-Reliability" (2011), data C: four coders,
# twelve units, missing codes.
KRIPPENDORFF_C = table(
    "1 2 3 3 2 1 4 1 2 . . .",
    "1 2 3 3 2 2 4 1 2 5 . 3",
    ". 3 3 3 2 3 4 2 2 5 1 .",
    "1 2 3 3 2 4 4 1 2 5 1 .",
)
# The worked example of the Wikipedia article "Krippendorff's alpha": three coders, 15 units.
WIKIPEDIA = table(
    "* * * * * 3 4 1 2 1 1 3 3 * 3",
    "1 * 2 1 3 3 4 3 * * * * * * *",
    "* * 2 1 3 4 4 * 2 1 1 3 3 * 4",
)
# Wikipedia, "Fleiss' kappa": 14 raters, ten subjects, five categories.
FLEISS = np.array(
    [
        [0, 0, 0, 0, 14], [0, 2, 6, 4, 2], [0, 0, 3, 5, 6], [0, 3, 9, 2, 0], [2, 2, 8, 1, 1],
        [7, 7, 0, 0, 0], [3, 2, 6, 3, 0], [2, 5, 3, 2, 2], [6, 5, 2, 1, 0], [0, 2, 2, 3, 7],
    ],
    dtype=float,
)  # fmt: skip
# Shrout and Fleiss (1979), table 2: six targets, four judges.
SHROUT_FLEISS = np.array(
    [[9, 2, 5, 8], [6, 1, 3, 2], [8, 4, 6, 8], [7, 1, 2, 6], [10, 5, 6, 9], [6, 2, 4, 7]],
    dtype=float,
)

codes_with_gaps = hnp.arrays(
    np.float64,
    st.tuples(st.integers(2, 4), st.integers(1, 9)),
    elements=st.sampled_from([0.0, 1.0, 2.0, 5.0, NAN]),
)


def alpha_by_coincidences(codes, metric):
    """Alpha written out from its definition, pair by pair, as an independent check."""
    values = sorted({code for code in codes.ravel() if not np.isnan(code)})
    coincidences = {(c, k): 0.0 for c in values for k in values}
    for unit in codes.T:
        given_codes = unit[~np.isnan(unit)]
        for c, k in permutations(given_codes, 2):
            coincidences[c, k] += 1.0 / (len(given_codes) - 1)
    margin = {c: sum(coincidences[c, k] for k in values) for c in values}

    def distance(c, k):
        if metric is Metric.NOMINAL:
            return float(c != k)
        if metric is Metric.INTERVAL:
            return (c - k) ** 2
        if metric is Metric.RATIO:
            return ((c - k) / (c + k)) ** 2 if c + k else 0.0
        low, high = min(c, k), max(c, k)
        between = sum(margin[g] for g in values if low <= g <= high)
        return (between - (margin[c] + margin[k]) / 2) ** 2

    total = sum(margin.values())
    observed = sum(coincidences[c, k] * distance(c, k) for c in values for k in values)
    expected = sum(margin[c] * margin[k] * distance(c, k) for c in values for k in values)
    return 1 - (total - 1) * observed / expected if expected else NAN


@pytest.mark.parametrize(
    ("metric", "expected"),
    [
        (Metric.NOMINAL, 0.743421),
        (Metric.ORDINAL, 0.815388),
        (Metric.INTERVAL, 0.849107),
        (Metric.RATIO, 0.797403),
    ],
)
def test_krippendorff_alpha_equals_the_2011_note(metric, expected):
    assert krippendorff_alpha(KRIPPENDORFF_C, metric) == pytest.approx(expected, abs=5e-7)


@pytest.mark.parametrize(
    ("metric", "expected"), [(Metric.NOMINAL, 0.691358), (Metric.INTERVAL, 0.810845)]
)
def test_krippendorff_alpha_equals_the_wikipedia_example(metric, expected):
    assert krippendorff_alpha(WIKIPEDIA, metric) == pytest.approx(expected, abs=5e-7)


@given(codes_with_gaps, st.sampled_from(Metric))
def test_krippendorff_alpha_equals_its_definition_pair_by_pair(codes, metric):
    # Units with one code leave both sides; the definition above keeps them out by itself.
    np.testing.assert_allclose(
        krippendorff_alpha(codes, metric), alpha_by_coincidences(codes, metric), atol=1e-9
    )


@given(codes_with_gaps, st.sampled_from(Metric))
def test_krippendorff_alpha_is_at_most_one_and_ignores_the_order_of_coders(codes, metric):
    forward = krippendorff_alpha(codes, metric)
    assert np.isnan(forward) or forward <= 1 + 1e-12
    np.testing.assert_allclose(krippendorff_alpha(codes[::-1], metric), forward, atol=1e-9)


def test_krippendorff_alpha_does_not_exist_when_every_code_is_the_same():
    assert np.isnan(krippendorff_alpha(np.ones((2, 8)), Metric.ORDINAL))


def test_krippendorff_alpha_refuses_negative_ratio_codes():
    with pytest.raises(InvalidArgument):
        krippendorff_alpha(np.array([[-1.0, 2.0], [1.0, 2.0]]), Metric.RATIO)


def test_squared_distances_of_ordered_values_need_their_counts():
    with pytest.raises(InvalidArgument):
        squared_distances(np.array([1.0, 2.0]), Metric.ORDINAL)


def test_krippendorff_alpha_refuses_a_line_of_codes():
    with pytest.raises(InvalidArgument):
        krippendorff_alpha(np.array([1.0, 2.0]), Metric.NOMINAL)


def test_cohen_kappa_equals_the_textbook_table_and_interval():
    # statsmodels 0.14 and the textbook: kappa .4, 95 % interval .1511 to .6489.
    result = cohen_kappa(np.array([[20.0, 5.0], [10.0, 15.0]]))
    assert result.kappa == pytest.approx(0.4)
    assert (round(result.low, 4), round(result.high, 4)) == (0.1511, 0.6489)
    assert (result.raw_agreement_share, result.units) == (0.7, 50)


def test_cohen_kappa_of_perfect_agreement_has_no_width():
    result = cohen_kappa(np.diag([3.0, 7.0]))
    assert (result.kappa, result.low, result.high) == pytest.approx((1.0, 1.0, 1.0))


def test_cohen_kappa_does_not_exist_with_a_single_code():
    result = cohen_kappa(np.array([[4.0]]))
    assert np.isnan([result.kappa, result.low, result.high]).all()
    assert result.raw_agreement_share == 1.0


def test_cohen_kappa_refuses_no_unit_and_unequal_codes():
    with pytest.raises(EmptyInput):
        cohen_kappa(np.zeros((2, 2)))
    with pytest.raises(InvalidArgument):
        cohen_kappa(np.ones((2, 3)))


def test_cross_codes_leaves_out_what_one_coder_did_not_code():
    first, second = np.array([1.0, 2.0, NAN, 2.0]), np.array([1.0, 1.0, 2.0, 2.0])
    assert cross_codes(first, second).tolist() == [[1.0, 0.0], [1.0, 1.0]]


def test_fleiss_kappa_equals_the_published_example():
    assert fleiss_kappa(FLEISS) == pytest.approx(0.209931, abs=5e-7)


def test_fleiss_kappa_does_not_exist_with_a_single_code():
    assert np.isnan(fleiss_kappa(np.array([[3.0, 0.0], [3.0, 0.0]])))


def test_fleiss_kappa_refuses_no_unit_and_a_changing_number_of_coders():
    with pytest.raises(EmptyInput):
        fleiss_kappa(np.zeros((0, 3)))
    with pytest.raises(InvalidArgument):
        fleiss_kappa(np.array([[3.0, 0.0], [1.0, 1.0]]))


def test_intraclass_correlations_equal_shrout_and_fleiss():
    # Shrout and Fleiss (1979), table 4, to the digits of psych::ICC 2.2.9.
    result = intraclass_correlations(SHROUT_FLEISS)
    values = [
        result.one_way, result.two_way_random, result.two_way_fixed,
        result.one_way_mean, result.two_way_random_mean, result.two_way_fixed_mean,
    ]  # fmt: skip
    assert np.round(values, 4).tolist() == [0.1657, 0.2898, 0.7148, 0.4428, 0.6201, 0.9093]


def test_intraclass_correlations_do_not_exist_without_variation():
    assert np.isnan(intraclass_correlations(np.ones((3, 2))).two_way_random)


def test_intraclass_correlations_refuse_gaps_and_a_single_rater():
    for ratings in (np.array([[1.0, NAN], [2.0, 3.0]]), np.ones((4, 1))):
        with pytest.raises(InvalidArgument):
            intraclass_correlations(ratings)


@pytest.mark.parametrize(
    ("alpha", "verdict"),
    [
        (0.80, Verdict.RELIABLE),
        (0.7999, Verdict.TENTATIVE),
        (0.667, Verdict.TENTATIVE),
        (0.6669, Verdict.UNRELIABLE),
        (NAN, Verdict.NO_VARIATION),
    ],
)
def test_judge_alpha_uses_the_two_thresholds(alpha, verdict):
    assert judge_alpha(alpha) is verdict


def test_raw_agreement_share_counts_pairs():
    # Unit one: 3 of 3 pairs alike; unit two: 1 of 3.
    assert raw_agreement_share(table("1 1", "1 1", "1 2")) == pytest.approx(4 / 6)
    assert np.isnan(raw_agreement_share(table("1 .", ". 2")))


def test_agreement_interval_is_seeded_and_holds_the_estimate():
    first = agreement(KRIPPENDORFF_C, Metric.NOMINAL, Bootstrap(seed=3))
    assert first == agreement(KRIPPENDORFF_C, Metric.NOMINAL, Bootstrap(seed=3))
    assert first.low < first.alpha < first.high <= 1
    assert (first.double_coded, first.verdict) == (11, Verdict.TENTATIVE)


def test_agreement_interval_covers_the_true_alpha_at_its_level():
    # Two coders who each copy a fair binary truth with 10 % errors: alpha = (1 - 2 * .1)^2.
    rng = np.random.default_rng(5)
    covered = 0
    for seed in range(200):
        truth = rng.integers(0, 2, 150)
        codes = (truth ^ (rng.random((2, 150)) < 0.1)).astype(float)
        found = agreement(codes, Metric.NOMINAL, Bootstrap(seed=seed, replicates=300))
        covered += found.low <= 0.64 <= found.high
    assert 180 <= covered <= 199


def test_agreement_shows_the_prevalence_paradox():
    codes = np.ones((2, 100))
    codes[0, 0] = codes[1, 1] = 0
    found = agreement(codes, Metric.NOMINAL, Bootstrap(seed=1))
    assert found.raw_agreement_share == 0.98
    assert found.alpha < 0
    assert found.has_prevalence_paradox


@pytest.mark.parametrize(
    ("codes", "verdict", "double_coded"),
    [
        (np.empty((2, 0)), Verdict.NOT_DOUBLE_CODED, 0),
        (table("1 .", ". 2"), Verdict.NOT_DOUBLE_CODED, 0),
        (np.full((2, 9), 4.0), Verdict.NO_VARIATION, 9),
    ],
)
@pytest.mark.parametrize("metric", Metric)
def test_agreement_says_why_alpha_does_not_exist(codes, verdict, double_coded, metric):
    found = agreement(codes, metric, Bootstrap(seed=1, replicates=50))
    assert (found.verdict, found.double_coded) == (verdict, double_coded)
    assert np.isnan([found.alpha, found.low, found.high]).all()
    assert not found.has_prevalence_paradox


def test_agreement_of_a_single_unit_has_no_interval():
    found = agreement(table("1", "2"), Metric.NOMINAL, Bootstrap(seed=1))
    assert (found.alpha, found.verdict) == (0.0, Verdict.UNRELIABLE)
    assert np.isnan([found.low, found.high]).all()


def simulated_sample(careless=2, audits=120, seed=8):
    """A double-coded sample of five auditors, one of whom answers at random."""
    rng = np.random.default_rng(seed)
    auditors = np.arange(audits) % 5
    truth = np.stack(
        [rng.integers(0, 2, audits), rng.integers(0, 4, audits), rng.integers(0, 60, audits)]
    ).T.astype(float)
    first = truth.copy()
    wrong = auditors == careless
    first[wrong] = rng.permuted(truth[wrong], axis=0)
    return np.stack([first, truth]), auditors


METRICS = (Metric.NOMINAL, Metric.ORDINAL, Metric.INTERVAL)


def test_agreement_by_item_equals_each_item_alone():
    codes, _ = simulated_sample()
    found = agreement_by_item(codes, METRICS, Bootstrap(seed=4))
    alone = tuple(
        agreement(codes[:, :, item], metric, Bootstrap(seed=4))
        for item, metric in enumerate(METRICS)
    )
    assert found == alone


def test_agreement_by_auditor_finds_the_careless_one():
    codes, auditors = simulated_sample()
    found = agreement_by_auditor(codes, auditors, METRICS, Bootstrap(seed=4))
    verdicts = {auditor: result.verdict for auditor, result in found.items()}
    assert verdicts == {
        0: Verdict.RELIABLE, 1: Verdict.RELIABLE, 2: Verdict.UNRELIABLE,
        3: Verdict.RELIABLE, 4: Verdict.RELIABLE,
    }  # fmt: skip
    assert found[2].high < 0.5


@settings(max_examples=20)
@given(st.sampled_from(Metric), st.integers(0, 50))
def test_agreement_by_auditor_of_one_auditor_and_item_is_alpha(metric, seed):
    codes = np.random.default_rng(seed).integers(0, 4, (3, 12, 1)).astype(float)
    codes[0, :3, 0] = NAN
    found = agreement_by_auditor(codes, np.zeros(12, dtype=np.int64), [metric], Bootstrap(seed=1))
    expected = krippendorff_alpha(codes[:, :, 0], metric)
    assert found[0].alpha == pytest.approx(expected)
    assert found[0].raw_agreement_share == pytest.approx(raw_agreement_share(codes[:, :, 0]))


def test_agreement_by_auditor_keeps_an_auditor_nobody_recoded():
    codes, auditors = simulated_sample()
    codes[1, auditors == 0] = NAN
    found = agreement_by_auditor(codes, auditors, METRICS, Bootstrap(seed=4))
    assert found[0].verdict is Verdict.NOT_DOUBLE_CODED
    assert found[0].double_coded == 0


def test_agreement_by_auditor_without_variation_says_so():
    found = agreement_by_auditor(
        np.ones((2, 4, 3)), np.zeros(4, dtype=np.int64), METRICS, Bootstrap(seed=1)
    )
    assert found[0].verdict is Verdict.NO_VARIATION
    assert found[0].raw_agreement_share == 1.0


def test_agreement_by_item_and_auditor_refuse_shapes_that_do_not_match():
    codes, auditors = simulated_sample()
    with pytest.raises(InvalidArgument):
        agreement_by_item(codes[0], METRICS, Bootstrap(seed=1))
    with pytest.raises(InvalidArgument):
        agreement_by_item(codes, METRICS[:2], Bootstrap(seed=1))
    with pytest.raises(InvalidArgument):
        agreement_by_auditor(codes, auditors[:-1], METRICS, Bootstrap(seed=1))


def test_agreement_of_an_empty_edition_is_empty():
    nothing = np.empty((2, 0, 3))
    found = agreement_by_item(nothing, METRICS, Bootstrap(seed=1))
    assert [result.verdict for result in found] == [Verdict.NOT_DOUBLE_CODED] * 3
    assert agreement_by_auditor(nothing, np.empty(0, np.int64), METRICS, Bootstrap(seed=1)) == {}
