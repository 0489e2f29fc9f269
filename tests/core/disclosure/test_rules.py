from dataclasses import replace

import numpy as np
import pytest

from barometer.core.disclosure.registry import Audience, Release, ReleaseKind, mean_of, sum_of
from barometer.core.disclosure.rules import (
    DisclosurePolicy,
    Permission,
    Reason,
    Refusal,
    decide_release,
    is_unsafe_by_dominance,
    is_unsafe_by_p_percent,
    missing_body_margin,
    round_to_unit,
    rounding_unit,
)
from barometer.core.errors import InvalidArgument

POLICY = DisclosurePolicy()


def decide(count, *, values=None, policy=POLICY, **options):
    members = tuple(f"b{i}" for i in range(count))
    options = {"kind": ReleaseKind.MEAN, "audience": Audience.PARTICIPANTS} | options
    make = sum_of if options["kind"] is ReleaseKind.SUM else mean_of
    release = Release("r", figure="score", terms=(make("2026", members),), **options)
    if values is None:
        values = np.linspace(40, 90, count)
    return decide_release(release, (np.asarray(values, dtype=float),), policy)


@pytest.mark.parametrize(("count", "is_permitted"), [(1, False), (5, False), (6, True), (10, True)])
def test_peer_mean_needs_five_others(count, is_permitted):
    decision = decide(count)
    assert isinstance(decision, Permission) == is_permitted
    if not is_permitted:
        assert decision == Refusal("r", Reason.TOO_FEW_OTHERS, count - 1, 5)


@pytest.mark.parametrize(("count", "is_permitted"), [(4, False), (5, True)])
def test_others_mean_counts_its_members_as_others(count, is_permitted):
    decision = decide(
        count, kind=ReleaseKind.OTHERS_MEAN, audience=Audience.VIEWER, viewer="stranger"
    )
    assert isinstance(decision, Permission) == is_permitted


@pytest.mark.parametrize(
    "options", [{"audience": Audience.PUBLIC}, {"audience": Audience.VIEWER, "viewer": "stranger"}]
)
def test_release_outside_the_family_needs_ten_members(options):
    assert decide(9, **options) == Refusal("r", Reason.TOO_FEW_FOR_OPEN, 9, 10)
    assert isinstance(decide(10, **options), Permission)


@pytest.mark.parametrize("kind", [ReleaseKind.MINIMUM, ReleaseKind.MAXIMUM, ReleaseKind.QUANTILE])
def test_extremes_and_quantiles_need_ten_members(kind):
    probability = 0.5 if kind is ReleaseKind.QUANTILE else None
    assert decide(9, kind=kind, probability=probability) == Refusal(
        "r", Reason.TOO_FEW_FOR_DISTRIBUTION, 9, 10
    )
    assert isinstance(decide(10, kind=kind, probability=probability), Permission)


@pytest.mark.parametrize("level", [0.0, 1.0, 99.0, 100.0])
def test_mean_near_an_end_is_saturated(level):
    assert decide(12, values=np.full(12, level)).reason is Reason.SATURATED


def test_family_where_all_are_equal_is_refused():
    assert decide(12, values=np.full(12, 60.0)).reason is Reason.ALL_EQUAL


def test_member_without_value_is_refused():
    values = np.full(12, 60.0)
    values[3:5] = np.nan
    assert decide(12, values=values) == Refusal("r", Reason.NO_VALUE, 2, 0)


def test_count_is_public_even_of_one():
    assert decide(1, kind=ReleaseKind.COUNT) == Permission("r", 0.0)


def test_dominance_is_checked_when_the_policy_asks():
    values = [90.0, 80.0, *[0.5] * 10]
    assert isinstance(decide(12, values=values), Permission)
    decision = decide(12, values=values, policy=replace(POLICY, p_percent=10.0))
    assert decision.reason is Reason.DOMINATED


@pytest.mark.parametrize(("count", "unit"), [(12, 1.0), (99, 1.0), (100, 0.1), (3000, 0.1)])
def test_mean_of_fewer_than_a_hundred_is_an_integer(count, unit):
    assert decide(count) == Permission("r", unit)
    assert rounding_unit(count) == unit


def test_coarser_unit_asked_is_kept_and_finer_one_is_not():
    assert decide(12, unit=5.0) == Permission("r", 5.0)
    assert decide(12, unit=0.01) == Permission("r", 1.0)


def test_sum_is_rounded_as_its_mean_would_be():
    assert decide(12, kind=ReleaseKind.SUM) == Permission("r", 12.0)


# Oracle: Handbook on Statistical Disclosure Control, second edition (2024), worked examples of
# the p% rule, carried in the methods reference, section 5.
def test_p_percent_refuses_what_dominance_lets_through():
    cell = (50_000, 49_000, 1_000)
    assert not is_unsafe_by_dominance(cell, 1, 90)
    assert is_unsafe_by_p_percent(cell, 10)
    assert sum(cell) - cell[1] == 51_000  # the second contributor's estimate, 2 % off


def test_p_percent_lets_through_what_dominance_refuses():
    cell = (52_000, 50_000, 8_000)
    assert not is_unsafe_by_p_percent(cell, 10)
    assert is_unsafe_by_dominance(cell, 2, 90.9)
    assert round((sum(cell) - cell[1] - cell[0]) / cell[0], 3) == 0.154


@pytest.mark.parametrize(("percent", "p"), [(80, 25.0), (95, 5.26)])
def test_dominance_of_two_has_its_p_percent(percent, p):
    assert round(100 * (100 - percent) / percent, 2) == p


def test_p_percent_of_an_empty_cell_is_safe():
    assert not is_unsafe_by_p_percent((), 10)


# Oracle: methods reference, section 5 (means of n and n - 1 bodies).
@pytest.mark.parametrize(
    ("count", "unit", "margin"),
    [(10, 0.1, 0.95), (20, 0.1, 1.95), (100, 0.1, 9.95), (200, 0.1, 19.95), (10, 1, 9.5)],
)
def test_missing_body_is_known_to_the_rounding_of_two_means(count, unit, margin):
    assert missing_body_margin(count, unit) == pytest.approx(margin)


@pytest.mark.parametrize(
    ("value", "unit", "rounded"),
    [(61.5, 1, 62.0), (62.5, 1, 63.0), (-0.5, 1, 0.0), (61.05, 0.1, 61.1)],
)
def test_rounding_is_half_up(value, unit, rounded):
    assert round_to_unit(value, unit) == rounded


@pytest.mark.parametrize("changes", [{"margin": 0}, {"max_coalition": 4}, {"min_others": 0}])
def test_policy_refuses_thresholds_without_meaning(changes):
    with pytest.raises(InvalidArgument):
        replace(POLICY, **changes)
