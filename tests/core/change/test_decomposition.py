"""Within, entry and exit: the parts sum, to the last fraction."""

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from barometer.core.change.decomposition import DecompositionState, decompose_change
from barometer.core.change.panels import Panel
from barometer.core.errors import InvalidArgument

NAN = float("nan")
SCORES = st.one_of(st.none(), st.integers(0, 100))
ROWS = st.lists(
    st.tuples(SCORES, SCORES, st.integers(0, 5), st.integers(0, 5)), min_size=1, max_size=12
)


def panel_of(rows):
    columns = [np.array([NAN if cell is None else cell for cell in row], float) for row in rows]
    return Panel(*np.array(columns).T)


def exact_mean(pairs):
    total = sum(weight for _, weight in pairs)
    return Fraction(sum(Fraction(value) * weight for value, weight in pairs), total)


def exact_parts(rows):
    """Re-implementation in exact fractions, straight from the formula."""
    first = {place: (row[0], row[2]) for place, row in enumerate(rows) if row[0] is not None}
    second = {place: (row[1], row[3]) for place, row in enumerate(rows) if row[1] is not None}
    first = {place: pair for place, pair in first.items() if pair[1]}
    second = {place: pair for place, pair in second.items() if pair[1]}
    both = first.keys() & second.keys()
    kept_first = exact_mean([first[place] for place in both])
    kept_second = exact_mean([second[place] for place in both])
    entered = [pair for place, pair in second.items() if place not in both]
    left = [pair for place, pair in first.items() if place not in both]
    entry = exit_part = Fraction(0)
    if entered:
        share = Fraction(sum(w for _, w in entered), sum(w for _, w in second.values()))
        entry = share * (exact_mean(entered) - kept_second)
    if left:
        share = Fraction(sum(w for _, w in left), sum(w for _, w in first.values()))
        exit_part = share * (kept_first - exact_mean(left))
    total = exact_mean(list(second.values())) - exact_mean(list(first.values()))
    return total, kept_second - kept_first, entry, exit_part


@given(ROWS)
def test_parts_equal_the_exact_fractions_and_sum(rows):
    parts = decompose_change(panel_of(rows))
    if parts.state is not DecompositionState.GIVEN:
        return
    exact = exact_parts(rows)
    assert sum(exact[1:]) == exact[0]
    got = (parts.change, parts.within, parts.entry, parts.exit)
    assert got == pytest.approx(tuple(map(float, exact)), abs=1e-9)
    assert parts.own + parts.reweighting == pytest.approx(float(exact[1]), abs=1e-9)


# Oracle: by hand. 60->64 and 70->72 continue, 50 leaves, 77 enters: 60 -> 71.
def test_parts_of_a_small_panel():
    parts = decompose_change(
        Panel(np.array([60.0, 70.0, 50.0, NAN]), np.array([64.0, 72.0, NAN, 77.0]))
    )
    assert (parts.mean_before, parts.mean_after) == (60.0, 71.0)
    assert (parts.within, parts.entry, parts.exit) == pytest.approx((3.0, 3.0, 5.0))
    assert (parts.continuing_count, parts.entering_count, parts.leaving_count) == (2, 1, 1)


def test_reweighting_is_zero_with_equal_weights_and_shows_otherwise():
    before, after = np.array([50.0, 90.0]), np.array([50.0, 90.0])
    assert decompose_change(Panel(before, after)).reweighting == 0.0
    parts = decompose_change(Panel(before, after, np.array([1.0, 1.0]), np.array([1.0, 3.0])))
    assert (parts.own, parts.reweighting) == (0.0, 10.0)


@pytest.mark.parametrize(
    ("before", "after", "state", "change"),
    [
        ([], [], DecompositionState.NO_BODY_BEFORE, NAN),
        ([NAN], [50.0], DecompositionState.NO_BODY_BEFORE, NAN),
        ([50.0], [NAN], DecompositionState.NO_BODY_AFTER, NAN),
        ([50.0, NAN], [NAN, 60.0], DecompositionState.NO_CONTINUING_BODY, 10.0),
        ([50.0], [60.0], DecompositionState.GIVEN, 10.0),
    ],
)
def test_decomposition_states(before, after, state, change):
    parts = decompose_change(Panel(np.array(before), np.array(after)))
    assert parts.state is state
    assert parts.change == pytest.approx(change, nan_ok=True)
    assert np.isnan(parts.within) == (state is not DecompositionState.GIVEN)


def test_weightless_body_counts_as_absent():
    scores, weights = np.array([50.0, 90.0]), np.array([1.0, 0.0])
    parts = decompose_change(Panel(scores, scores, weights, np.array([1.0, NAN])))
    assert (parts.mean_before, parts.continuing_count) == (50.0, 1)


def test_panel_refuses_misaligned_or_negative_columns():
    scores = np.array([50.0, 60.0])
    with pytest.raises(InvalidArgument):
        Panel(scores, np.array([50.0]))
    with pytest.raises(InvalidArgument):
        Panel(scores, scores, np.array([1.0, -1.0]))
