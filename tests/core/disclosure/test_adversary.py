"""The attacker of core.disclosure.adversary against the complete set of releases."""

from dataclasses import replace
from functools import cache

import numpy as np
import pytest

from barometer.core.disclosure.adversary import (
    attack_by_bounds,
    attack_by_projection,
    coalitions_around,
    recover_counts,
)
from barometer.core.disclosure.constraints import statistic_value, term_values
from barometer.core.disclosure.control import control_releases, published_registry
from barometer.core.disclosure.registry import Registry, Release, ReleaseKind, mean_of
from barometer.core.disclosure.rules import DisclosurePolicy, Permission, decide_release
from tests.core.disclosure.editions import (
    FIGURE,
    mean_release,
    named_bodies,
    one_edition,
    simulate_editions,
)

POLICY = DisclosurePolicy(change_bound=15.0)
SLOW = pytest.mark.slow
EDITIONS_ATTACKED = [(60, 1), pytest.param(60, 2, marks=SLOW), pytest.param(90, 3, marks=SLOW)]


@cache
def publish_year_after_year(body_count, seed):
    """Control the first edition, publish it, then control the second beside it."""
    editions = simulate_editions(body_count, seed=seed)
    registry, values = editions.registry, {FIGURE: editions.values}
    is_late = {r.code: any(t.edition == "2026" for t in r.terms) for r in registry.releases}
    early = replace(registry, releases=tuple(r for r in registry.releases if not is_late[r.code]))
    out = published_registry(early, control_releases(early, values, POLICY))
    late = tuple(r for r in registry.releases if is_late[r.code])
    both = replace(registry, releases=(*out.releases, *late))
    audit = control_releases(both, values, POLICY)
    return audit, published_registry(both, audit)


def publish_without_control(editions):
    """Everything that the rules let through one by one."""
    kept = []
    for release in editions.registry.releases:
        values = term_values(editions.registry, release, editions.values)
        decision = decide_release(release, values, POLICY)
        if isinstance(decision, Permission):
            value = round(statistic_value(release, values), 6)
            kept.append(replace(release, published=value, unit=0.0))
    return replace(editions.registry, releases=tuple(kept))


@pytest.mark.parametrize(("body_count", "seed"), EDITIONS_ATTACKED)
def test_no_coalition_locates_a_body_on_controlled_releases(body_count, seed):
    editions = simulate_editions(body_count, seed=seed)
    audit, published = publish_year_after_year(body_count, seed)
    assert audit.leaks == ()
    assert len(published.releases) > 20
    own = editions.own_values()
    rng = np.random.default_rng(seed)
    narrowest = 100.0
    for target in rng.choice(published.bodies, 12, replace=False).tolist():
        cells = [(edition, target) for edition in published.editions]
        for size in (0, 1, 2, 3):
            around = coalitions_around(published, FIGURE, target, size=size, near=6)
            for coalition in around[:: max(1, len(around) // 5)]:
                found = attack_by_bounds(
                    published, FIGURE, coalition, own, cells, change_bound=POLICY.change_bound
                )
                narrowest = min(narrowest, *(f.width for f in found), 100.0)
                for finding in found:
                    truth = own.get((finding.edition, finding.body))
                    assert truth is None or finding.low - 1e-4 <= truth <= finding.high + 1e-4
    assert narrowest >= POLICY.margin - 1e-4


@pytest.mark.parametrize(("body_count", "seed"), EDITIONS_ATTACKED)
def test_no_coalition_projects_a_body_out_of_controlled_releases(body_count, seed):
    editions = simulate_editions(body_count, seed=seed)
    _, published = publish_year_after_year(body_count, seed)
    own = editions.own_values()
    rng = np.random.default_rng(seed)
    coalitions = [tuple(rng.choice(published.bodies, 3, replace=False)) for _ in range(60)]
    coalitions += [
        coalition
        for target in published.bodies[::6]
        for coalition in coalitions_around(published, FIGURE, target, size=3, near=5)
    ]
    found = [attack_by_projection(published, FIGURE, c, own) for c in ((), *coalitions)]
    assert [finding for findings in found for finding in findings] == []


def test_the_same_attacks_succeed_without_control():
    # The attacker is not toothless: it finds bodies in what the rules alone let through.
    editions = simulate_editions(60, seed=1)
    published = publish_without_control(editions)
    own = editions.own_values()
    found = [
        finding
        for target in published.bodies
        for coalition in coalitions_around(published, FIGURE, target, size=3, near=5)
        for finding in attack_by_projection(published, FIGURE, coalition, own)
    ]
    assert found
    assert all(abs(finding.low - own[finding.edition, finding.body]) < 1e-3 for finding in found)


def test_planted_table_is_attacked_and_caught():
    values = np.linspace(50, 80, 30)
    editions = one_edition(values, {"all": range(30), "less": range(29), "half": range(15)})
    exact = (65.0, float(values[:29].mean()), float(values[:15].mean()))
    out = tuple(
        replace(release, published=round(value, 1), unit=0.1)
        for release, value in zip(editions.registry.releases, exact, strict=True)
    )
    planted = replace(editions.registry, releases=out)
    (bounded,) = attack_by_bounds(planted, FIGURE, (), {}, [("2026", "b029")])
    assert bounded.low <= 80 <= bounded.high
    assert bounded.width < 10
    (projected,) = attack_by_projection(planted, FIGURE, (), {})
    assert projected.body == "b029"
    audit = control_releases(planted, {FIGURE: editions.values})
    assert "b029" in {leak.body for leak in audit.leaks}
    proposed = control_releases(editions.registry, {FIGURE: editions.values})
    assert len(proposed.published) == 2
    assert proposed.is_safe


def test_attacker_uses_extremes_and_quantiles():
    bodies = named_bodies(10)
    term = (mean_of("2026", bodies),)
    releases = (
        Release("least", ReleaseKind.MINIMUM, FIGURE, term, unit=1.0, published=90.0),
        Release("most", ReleaseKind.MAXIMUM, FIGURE, term, unit=1.0, published=95.0),
        Release("count", ReleaseKind.COUNT, FIGURE, term, unit=0.0, published=10.0),
    )
    (finding,) = attack_by_bounds(
        Registry(bodies, ("2026",), releases), FIGURE, (), {}, [("2026", "b004")]
    )
    assert (finding.low, finding.high) == pytest.approx((89.5, 95.5))
    quantile = Release(
        "q", ReleaseKind.QUANTILE, FIGURE, term, unit=0.0, published=99.0, probability=0.1
    )
    # The lowest of ten is at 99: the total is 990 at least, so each one is at 90 or more.
    (finding,) = attack_by_bounds(
        Registry(bodies, ("2026",), (quantile,)), FIGURE, (), {}, [("2026", "b004")]
    )
    assert (finding.low, finding.high) == pytest.approx((90, 100), abs=1e-6)


def test_coalitions_around_prefer_the_smallest_families():
    bodies = named_bodies(8)
    registry = Registry(
        bodies,
        ("2026",),
        (mean_release("all", "2026", bodies), mean_release("few", "2026", bodies[:3])),
    )
    assert coalitions_around(registry, FIGURE, "b000", size=2, near=2) == (("b001", "b002"),)
    assert coalitions_around(registry, FIGURE, "b000", size=0, near=2) == ((),)


def test_projection_of_nothing_finds_nothing():
    assert attack_by_projection(Registry(("a",), ("2026",), ()), FIGURE, (), {}) == ()


# Oracle: Handbook on Statistical Disclosure Control, second edition (2024), section 5.7: original
# means beside perturbed counts (9, 14, 19; off by 2 at most) give 8, 12, 20 and the sums.
def test_original_means_beside_perturbed_counts_give_both_away():
    perturbed = (9, 14, 19)
    ranges = [(count - 2, count + 2) for count in perturbed]
    counts = recover_counts((11.25, 7.9167), 9.25, ranges[:2], ranges[2], 0.0001)
    assert counts == ((8, 12, 20),)
    sums = [round(m * n) for m, n in zip((11.25, 7.9167, 9.25), counts[0], strict=True)]
    assert sums == [90, 95, 185]


def test_rounded_means_beside_perturbed_counts_leave_several_answers():
    ranges = ((7, 11), (12, 16))
    assert len(recover_counts((11.0, 8.0), 9.0, ranges, (17, 21), 1.0)) == 6
