import numpy as np
import pytest

from barometer.core.disclosure.constraints import build_constraints, order_rank, statistic_value
from barometer.core.disclosure.protection import (
    exchange_widths,
    locate,
    locating_coalition,
    rounding_widths,
    still_valid,
    withstands,
)
from barometer.core.disclosure.registry import Release, ReleaseKind, mean_of
from tests.core.disclosure.editions import FIGURE, one_edition


def constraints_of(values, families, unit=1.0, more=()):
    editions = one_edition(values, families)
    releases = (*editions.registry.releases, *more)
    shown = {}
    for release in releases:
        members = editions.values[0, [int(body[1:]) for body in release.members]]
        value = statistic_value(release, (members,))
        shown[release.code] = (round(value / unit) * unit if unit else value, unit)
    return build_constraints(editions.registry, releases, editions.values, shown)


def coalition(constraints, target, size=3, margin=10.0):
    found = locating_coalition(constraints, target, max_coalition=size, margin=margin, witnesses=[])
    return None if found is None else set(found)


def test_rounding_width_is_the_room_left_when_all_others_are_known():
    found = constraints_of(np.full(8, 60.0), {"all": range(8), "half": range(4)})
    assert rounding_widths(found).tolist() == pytest.approx([4.0] * 4 + [8.0] * 4)


def test_rounding_width_without_release_is_the_whole_range():
    assert rounding_widths(constraints_of([60.0, 70.0], {})).tolist() == [100.0, 100.0]


def test_exchange_width_loses_the_members_that_narrow_it_most():
    values = [40.0, 50.0, 60.0, 70.0, 80.0, 95.0]
    found = constraints_of(values, {"all": range(6)})
    assert exchange_widths(found, 0).tolist() == [55.0] * 6
    assert exchange_widths(found, 1).tolist() == [40.0] * 6
    assert exchange_widths(found, 3).tolist() == [20.0] * 6


def test_exchange_width_of_too_small_a_group_is_nothing():
    found = constraints_of([40.0, 90.0, 60.0, 70.0], {"all": range(4)})
    assert exchange_widths(found, 3).tolist() == [0.0] * 4


def test_four_bodies_need_three_to_locate_the_fourth():
    found = constraints_of([50.0, 60.0, 70.0, 80.0], {"all": range(4)})
    assert coalition(found, 3, size=2) is None
    assert coalition(found, 3, size=3) == {0, 1, 2}


def test_six_equal_bodies_resist_three():
    # Nobody could exchange values to any effect: only the linear programs show the room.
    found = constraints_of(np.full(6, 60.0), {"all": range(6)})
    assert [coalition(found, body) for body in range(6)] == [None] * 6


def test_difference_of_two_families_needs_nobody():
    values = np.linspace(50, 70, 8)
    found = constraints_of(values, {"all": range(8), "less": range(7)}, unit=0.1)
    assert coalition(found, 7) == set()
    where = locate(found, 7, frozenset())
    assert where.low <= 70 <= where.high
    assert where.width == pytest.approx((8 + 7) * 0.1)
    assert where.codes == ("all", "less")


def test_coalition_found_is_minimal_when_a_chain_of_families_is_needed():
    # all - less = {7, 8}; body 7 alone tells body 8.
    values = np.linspace(50, 70, 9)
    found = constraints_of(values, {"all": range(9), "less": range(7)}, unit=0.1)
    assert coalition(found, 8) == {7}
    assert locate(found, 8, frozenset({7})).width == pytest.approx(1.6)


def test_saturated_family_locates_everybody():
    found = constraints_of([99.6] * 7, {"all": range(7)})
    assert coalition(found, 0) == set()


def test_target_outside_every_release_is_safe():
    found = constraints_of([60.0] * 8, {"some": range(6)})
    assert coalition(found, 7) is None


def test_body_without_value_cannot_move():
    values = [60.0, 65.0, 70.0, 75.0, np.nan]
    found = constraints_of(values, {"all": range(4)})
    assert rounding_widths(found)[4] == 0
    assert coalition(found, 4) == set()


def test_witnesses_are_forgotten_when_a_new_release_contradicts_them():
    values = np.linspace(50, 70, 8)
    loose = constraints_of(values, {"all": range(8)}, unit=0.1)
    kept = []
    assert locating_coalition(loose, 7, max_coalition=3, margin=10, witnesses=kept) is None
    assert withstands(kept, 3)
    assert still_valid(loose, kept) == (True,) * len(kept)
    tight = constraints_of(values, {"all": range(8), "less": range(7)}, unit=0.1)
    assert still_valid(tight, kept) == (False,) * len(kept)
    assert still_valid(tight, []) == ()


def test_quantile_keeps_each_body_on_its_side():
    values = np.linspace(50, 72, 12)
    editions = one_edition(values, {})
    median = Release(
        "median",
        ReleaseKind.QUANTILE,
        FIGURE,
        (mean_of("2026", editions.registry.bodies),),
        probability=0.5,
    )
    found = constraints_of(values, {}, unit=0, more=(median,))
    assert (found.down + found.up)[[0, 5, 11]].tolist() == [60.0, 0.0, 40.0]
    # The sixth body *is* the median, but any of the others could be.
    assert exchange_widths(found, 3)[5] == pytest.approx(16.0)
    assert [coalition(found, body) for body in (0, 5, 11)] == [None] * 3


def test_witness_of_a_change_of_places_is_kept_while_the_quantile_stays():
    values = np.linspace(50, 72, 12)
    term = (mean_of("2026", one_edition(values, {}).registry.bodies),)
    half = (mean_of("2026", one_edition(values[:6], {}).registry.bodies),)
    median = Release("median", ReleaseKind.QUANTILE, FIGURE, term, probability=0.5)
    lower = Release("lower", ReleaseKind.QUANTILE, FIGURE, half, probability=0.5)
    kept = []
    alone = constraints_of(values, {}, unit=0, more=(median,))
    assert locating_coalition(alone, 5, max_coalition=3, margin=10, witnesses=kept) is None
    assert still_valid(alone, kept) == (True,) * len(kept)
    both = constraints_of(values, {}, unit=0, more=(median, lower))
    assert not all(still_valid(both, kept))


def test_order_rank_stays_within_the_family():
    assert [order_rank(p, 4) for p in (0.001, 0.25, 0.26, 0.999)] == [1, 1, 2, 4]


@pytest.mark.parametrize(
    ("kind", "probability", "value"),
    [
        (ReleaseKind.MEAN, None, 30.0),
        (ReleaseKind.COUNT, None, 4.0),
        (ReleaseKind.MINIMUM, None, 10.0),
        (ReleaseKind.MAXIMUM, None, 60.0),
        (ReleaseKind.QUANTILE, 0.5, 20.0),
    ],
)
def test_statistic_value_of_each_kind(kind, probability, value):
    release = Release("r", kind, FIGURE, (mean_of("2026", tuple("abcd")),), probability=probability)
    assert statistic_value(release, (np.array([30.0, 10.0, 60.0, 20.0]),)) == pytest.approx(value)
