"""Clicks that are not answers."""

from collections import Counter

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from barometer.core.errors import InvalidArgument
from barometer.core.feedback.clicks import (
    ClickReason,
    Clicks,
    FilterRule,
    filter_clicks,
    summarise_filter,
)

HOUR = 3600.0
K, C, B, R, S, X = ClickReason


def clicks_of(seconds, levels=None, terminals=None, is_open=None):
    size = len(seconds)
    return Clicks(
        np.zeros(size, int) if terminals is None else np.array(terminals),
        np.array(seconds, float),
        np.full(size, 5) if levels is None else np.array(levels),
        np.ones(size, bool) if is_open is None else np.array(is_open),
    )


def reasons_of(*args, **kwargs):
    return filter_clicks(clicks_of(*args, **kwargs)).tolist()


@pytest.mark.parametrize(
    ("seconds", "expected"),
    [
        ([], []),
        ([0], [K]),
        ([0, 8], [K, R]),
        ([0, 8.1], [K, K]),
        ([0, 8, 16], [K, R, R]),
        ([0, 8, 16, 24], [B, B, B, B]),
        ([0, 100, 101, 102, 103, 200, 205], [K, B, B, B, B, K, R]),
    ],
)
def test_bursts_keep_the_first_of_three_and_none_of_four(seconds, expected):
    assert reasons_of(seconds) == expected


def test_terminals_do_not_mix_and_order_does_not_matter():
    assert reasons_of([0, 1, 2, 3], terminals=[1, 2, 3, 4]) == [K, K, K, K]
    assert reasons_of([16, 0, 8], terminals=[7, 7, 7]) == [R, K, R]


def test_one_button_after_another_is_a_sweep():
    seconds = [0, 10, 20, 30, 500, 510, 520, 530, 540]
    assert reasons_of(seconds, levels=[2, 3, 4, 5, 5, 4, 3, 2, 2]) == [S, S, S, S, S, S, S, S, K]
    assert reasons_of([0, 10, 20, 30], levels=[1, 2, 3, 2]) == [K, K, K, K]
    assert reasons_of([0, 10, 20, 45], levels=[1, 2, 3, 4]) == [K, K, K, K]


def test_closed_place_comes_before_other_reasons():
    assert reasons_of([0, 1, 2, 3], is_open=[False, True, True, True]) == [C, B, B, B]


def hours_with(counts):
    """Clicks spread over the same hour of several weeks, alternating levels 5 and 3."""
    seconds = [
        week * 168 * HOUR + place * HOUR / count
        for week, count in enumerate(counts)
        for place in range(count)
    ]
    return seconds, [5, 3] * (len(seconds) // 2) + [5] * (len(seconds) % 2)


def test_hour_far_above_its_usual_rate_is_set_aside():
    reasons = reasons_of(*hours_with([10, 12, 9, 11, 10, 90]))
    assert Counter(reasons) == {K: 52, X: 90}
    assert set(reasons[-90:]) == {X}


@pytest.mark.parametrize(
    "counts", [[10, 12, 90], [1, 1, 1, 1, 1, 15], [60, 70, 40, 80, 50, 90], [60]]
)
def test_rate_needs_other_weeks_and_a_real_excess(counts):
    assert set(reasons_of(*hours_with(counts))) == {K}


def test_simulated_children_are_caught_and_visitors_kept():
    rng = np.random.default_rng(12)
    visitors = np.sort(rng.uniform(0, 40 * 8 * HOUR, 6_000))
    plays = rng.uniform(0, 40 * 8 * HOUR, 60)
    games = np.concatenate([start + np.cumsum(rng.exponential(1.2, 14)) for start in plays])
    levels = np.concatenate(
        [rng.choice(5, 6_000, p=[0.06, 0.06, 0.1, 0.28, 0.5]), rng.integers(0, 5, games.size)]
    )
    reasons = filter_clicks(clicks_of(np.concatenate([visitors, games]), levels + 1))
    is_kept = reasons == ClickReason.KEPT
    assert 1 - is_kept[6_000:].mean() > 0.99
    assert 1 - is_kept[:6_000].mean() < 0.08
    truth = (levels[:6_000] >= 3).mean()
    unfiltered = (levels >= 3).mean() - truth
    assert abs((levels[is_kept] >= 3).mean() - truth) < 0.1 * abs(unfiltered)


def test_summary_counts_every_click_once():
    reasons = filter_clicks(clicks_of([0, 1, 2, 3, 50], is_open=[True] * 4 + [False]))
    summary = summarise_filter(reasons)
    assert (summary.received_count, summary.kept_count, summary.filtered_share) == (5, 0, 1.0)
    assert summary.counts == {K: 0, C: 1, B: 4, R: 0, S: 0, X: 0}


def test_summary_of_no_click_has_no_share():
    assert np.isnan(summarise_filter(filter_clicks(clicks_of([]))).filtered_share)


@given(
    st.lists(st.tuples(st.integers(0, 200), st.integers(1, 5), st.integers(0, 2)), max_size=40),
    st.randoms(),
)
def test_reasons_do_not_depend_on_the_order_of_rows(rows, random):
    rows = list({(row[0], row[2]): row for row in rows}.values())
    shuffled = random.sample(rows, len(rows))

    def by_row(some):
        seconds, levels, terminals = (
            (list(c) for c in zip(*some, strict=True)) if some else [[]] * 3
        )
        return dict(zip(some, reasons_of(seconds, levels, np.array(terminals, int)), strict=True))

    assert by_row(rows) == by_row(shuffled)


def test_limits_are_arguments():
    clicks = clicks_of([0, 4, 8])
    assert filter_clicks(clicks, FilterRule(burst_gap_seconds=3)).tolist() == [K, K, K]
    assert filter_clicks(clicks, FilterRule(burst_size=3)).tolist() == [B, B, B]


def test_impossible_clicks_are_refused():
    with pytest.raises(InvalidArgument):
        clicks_of([0, float("nan")])
    with pytest.raises(InvalidArgument):
        clicks_of([0], levels=[6])
    with pytest.raises(InvalidArgument):
        clicks_of([0, 1], levels=[5])
