"""Means with missing values against COINr, and their properties."""

import csv
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from barometer.core.errors import InvalidArgument
from barometer.core.weighted_means import (
    NonPositiveValue,
    Presence,
    arithmetic_mean,
    geometric_mean,
    harmonic_mean,
)

NAN = float("nan")


def read_numbers(path: Path) -> tuple[list[str], np.ndarray]:
    with path.open(encoding="utf-8") as lines:
        rows = list(csv.reader(lines))
    cells = [[NAN if cell in ("", "NA") else float(cell) for cell in row[1:]] for row in rows[1:]]
    return rows[0][1:], np.array(cells)


# Oracle: COINr 1.1.14, a_amean(c(1,NA,3,5), w=1:4), a_gmean(c(1,2,3), c(1,1,2)), a_hmean.
def test_means_equal_coinr():
    assert float(arithmetic_mean([1, NAN, 3, 5], [1, 2, 3, 4])) == 3.75
    assert float(geometric_mean([1, 2, 3], [1, 1, 2])) == pytest.approx(2.059767144, abs=5e-10)
    assert float(harmonic_mean([1, 2, 3], [1, 1, 2])) == pytest.approx(1.846153846, abs=5e-10)


# Oracle: COINr 1.1.14 on ASEM: aggregation of the normalised indicators, equal weights inside
# each group of asem_meta.csv, with missing values left out (51 units, 49 indicators, 11 groups).
def test_arithmetic_mean_rebuilds_the_asem_aggregates(shared_data):
    folder = shared_data / "oracles-r"
    with (folder / "asem_meta.csv").open(encoding="utf-8") as lines:
        meta = [row for row in csv.DictReader(lines) if row["Level"].isdigit()]
    names, table = read_numbers(folder / "asem_aggregated.csv")
    column = {name: table[:, place] for place, name in enumerate(names)}
    compared = 0
    for parent in dict.fromkeys(row["Parent"] for row in meta if row["Parent"] in column):
        children = [row for row in meta if row["Parent"] == parent]
        values = np.column_stack([column[row["iCode"]] for row in children])
        weights = [float(row["Weight"]) for row in children]
        assert arithmetic_mean(values, weights) == pytest.approx(
            column[parent], abs=1e-9, nan_ok=True
        )
        compared += 1
    assert compared == 11


@pytest.mark.parametrize("mean", [geometric_mean, harmonic_mean])
def test_zeros_are_refused_as_coinr_does(mean):
    with pytest.raises(NonPositiveValue) as caught:
        mean([[1.0, 0.0], [NAN, -1.0]], [1, 1])
    assert caught.value.count == 2


@pytest.mark.parametrize("mean", [arithmetic_mean, geometric_mean, harmonic_mean])
def test_nothing_observed_or_no_weight_gives_no_value(mean):
    result = mean([[NAN, NAN], [2.0, NAN], [NAN, 2.0]], [0, 1])
    assert np.isnan(result).tolist() == [True, True, False]


def test_no_children_gives_no_value():
    assert np.isnan(arithmetic_mean(np.empty((2, 0)), np.empty(0))).tolist() == [True, True]


def test_no_unit_gives_no_mean():
    assert arithmetic_mean(np.empty((0, 3)), [1, 1, 1]).shape == (0,)


def test_minimum_share_counts_children_or_weight():
    values = [[10.0, NAN, NAN], [NAN, 10.0, 10.0]]
    by_count = arithmetic_mean(values, [8, 1, 1], Presence(0.5))
    by_weight = arithmetic_mean(values, [8, 1, 1], Presence(0.5, of_weight=True))
    assert np.isnan(by_count).tolist() == [True, False]
    assert np.isnan(by_weight).tolist() == [False, True]


@pytest.mark.parametrize("weights", [[1, -1], [1, NAN]])
def test_impossible_weights_are_refused(weights):
    with pytest.raises(InvalidArgument):
        arithmetic_mean([1, 2], weights)


def test_impossible_share_is_refused():
    with pytest.raises(InvalidArgument):
        Presence(1.2)


@given(
    st.lists(st.floats(0.5, 100), min_size=2, max_size=6),
    st.lists(st.floats(0.1, 5), min_size=6, max_size=6),
)
def test_harmonic_is_below_geometric_is_below_arithmetic(values, weights):
    used = weights[: len(values)]
    arithmetic = float(arithmetic_mean(values, used))
    geometric = float(geometric_mean(values, used))
    harmonic = float(harmonic_mean(values, used))
    assert harmonic <= geometric * (1 + 1e-9)
    assert geometric <= arithmetic * (1 + 1e-9)
    assert min(values) <= harmonic * (1 + 1e-9)
    assert arithmetic <= max(values) * (1 + 1e-9)
