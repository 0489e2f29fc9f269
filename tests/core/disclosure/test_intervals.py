from dataclasses import replace

import numpy as np
import pytest

from barometer.core.disclosure.intervals import InconsistentReleases, locate_bodies
from barometer.core.disclosure.registry import (
    Registry,
    Release,
    ReleaseKind,
    change_between,
    mean_of,
)
from barometer.core.disclosure.rules import missing_body_margin
from barometer.core.errors import InvalidArgument
from tests.core.disclosure.editions import FIGURE, mean_release, named_bodies


def published(code, members, value, unit, *, edition="2026", kind=ReleaseKind.MEAN):
    return Release(code, kind, FIGURE, (mean_of(edition, members),), unit=unit, published=value)


def intervals(releases, own=None, *, count=12, editions=("2026",), **options):
    registry = Registry(named_bodies(count), editions, tuple(releases))
    found = locate_bodies(registry, registry.releases, own or {}, **options)
    return {(i.edition, body): i for i in found for body in i.bodies}


# Oracle: methods reference, section 5: the missing body is known to +-(2n - 1) * unit / 2.
@pytest.mark.parametrize(("count", "unit"), [(10, 0.1), (20, 0.1), (100, 0.1), (10, 1.0)])
def test_missing_body_is_known_to_the_rounding_of_both_means(count, unit):
    bodies = named_bodies(count)
    releases = [published("all", bodies, 60.0, unit), published("less", bodies[:-1], 60.0, unit)]
    found = intervals(releases, count=count)["2026", bodies[-1]]
    half = missing_body_margin(count, unit)
    assert (found.low, found.high) == pytest.approx((60 - half, 60 + half), abs=1e-6)
    assert found.releases == ("all", "less")


def test_saturated_mean_bounds_every_single_member():
    # Six bodies, mean 98 +- 0.5: the sum is at least 585, so nobody is under 585 - 500 = 85.
    found = intervals([published("all", named_bodies(6), 98.0, 1.0)], count=6)
    assert {(round(i.low, 6), round(i.high, 6)) for i in found.values()} == {(85.0, 100.0)}


def test_mean_in_the_middle_bounds_nobody():
    found = intervals([published("all", named_bodies(6), 60.0, 1.0)], count=6)
    assert {(i.low, i.high) for i in found.values()} == {(0.0, 100.0)}
    assert {i.releases for i in found.values()} == {()}


def test_coalition_subtracts_its_own_values():
    bodies = named_bodies(4)
    own = {("2026", b): v for b, v in zip(bodies, (50.0, 60.0, 70.0), strict=False)}
    found = intervals([published("all", bodies, 65.0, 1.0)], own, count=4)
    assert list(found) == [("2026", "b003")]
    # Four times 65 give or take 0.5, less the 180 points of the coalition.
    assert (found["2026", "b003"].low, found["2026", "b003"].high) == pytest.approx((78, 82))


def test_minimum_bounds_every_member_from_below():
    bodies = named_bodies(12)
    releases = [
        published("least", bodies, 40.0, 1.0, kind=ReleaseKind.MINIMUM),
        published("most", bodies, 90.0, 1.0, kind=ReleaseKind.MAXIMUM),
        published("all", bodies, 85.0, 0.0),
    ]
    found = intervals(releases)["2026", "b000"]
    # 12 * 85 - 11 * 90.5 = 24.5 is under the minimum: the latter binds.
    assert (found.low, found.high) == pytest.approx((39.5, 90.5))


def test_belief_on_changes_carries_the_leaver_from_one_edition_to_the_other():
    # Family of 10, then the same without one body, all believed to move by 0.1 at most.
    bodies = named_bodies(10)
    releases = [
        published("before", bodies, 60.0, 0.1, edition="2025"),
        published("after", bodies[:-1], 58.0, 0.1),
    ]
    free = intervals(releases, count=10, editions=("2025", "2026"))
    bound = intervals(releases, count=10, editions=("2025", "2026"), change_bound=0.1)
    assert free["2025", "b009"].width == pytest.approx(100)
    # 600 +- 0.5 - (522 +- 0.45 +- 0.9) = 78 +- 1.85
    leaver = bound["2025", "b009"]
    assert (leaver.low, leaver.high) == pytest.approx((76.15, 79.85))


def test_change_release_links_both_editions():
    bodies = named_bodies(10)
    terms = change_between(mean_of("2025", bodies), mean_of("2026", bodies))
    releases = [Release("change", ReleaseKind.DIFFERENCE, FIGURE, terms, unit=0.1, published=-95.0)]
    found = intervals(releases, count=10, editions=("2025", "2026"))
    # The total falls by 950 +- 0.5 of 1000 at most: each one started at 49.5 or more.
    assert found["2025", "b000"].low == pytest.approx(49.5)
    assert found["2026", "b000"].high == pytest.approx(50.5)


def test_bodies_outside_every_release_are_left_out():
    assert set(intervals([published("few", named_bodies(3), 60.0, 1.0)])) == {
        ("2026", body) for body in named_bodies(3)
    }


def test_no_release_tells_nothing():
    assert intervals([]) == {}


def test_split_atom_gives_the_bounds_of_the_program_on_all_bodies():
    rng = np.random.default_rng(4)
    bodies, values = named_bodies(14), rng.uniform(80, 100, 14)
    groups = (range(14), range(9), range(5, 14), range(3, 11))
    releases = [
        published(f"g{g}", [bodies[i] for i in group], round(values[list(group)].mean()), 1.0)
        for g, group in enumerate(groups)
    ]
    registry = Registry(bodies, ("2026",), tuple(releases))
    together = intervals(releases, count=14)
    # The same with every body marked apart by a release that says nothing.
    single = [published(f"s{b}", (b,), 50.0, 100.0) for b in bodies]
    apart = intervals([*registry.releases, *single], count=14)
    for cell, interval in together.items():
        assert (apart[cell].low, apart[cell].high) == pytest.approx(
            (interval.low, interval.high), abs=1e-6
        )


def test_contradictory_figures_are_refused():
    bodies = named_bodies(4)
    with pytest.raises(InconsistentReleases):
        intervals([published("a", bodies, 60.0, 0.1), published("b", bodies, 61.0, 0.1)], count=4)


def test_release_not_published_is_refused():
    release = replace(mean_release("a", "2026", named_bodies(4)), unit=1.0)
    with pytest.raises(InvalidArgument):
        intervals([release], count=4)
