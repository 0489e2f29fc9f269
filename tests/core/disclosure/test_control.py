from dataclasses import replace

import numpy as np
import pytest

from barometer.core.disclosure.constraints import statistic_value, term_values
from barometer.core.disclosure.control import (
    audit_releases,
    control_releases,
    published_registry,
    visible_releases,
)
from barometer.core.disclosure.leaks import FigureAuditor, LeakKind
from barometer.core.disclosure.registry import (
    Audience,
    Registry,
    Release,
    ReleaseKind,
    mean_of,
)
from barometer.core.disclosure.rules import DisclosurePolicy, Reason
from barometer.core.errors import InvalidArgument
from tests.core.disclosure.editions import (
    FIGURE,
    mean_release,
    named_bodies,
    one_edition,
    simulate_editions,
)

SPREAD = np.linspace(45, 85, 12)


def control(editions, **thresholds):
    return control_releases(
        editions.registry, {FIGURE: editions.values}, DisclosurePolicy(**thresholds)
    )


def decisions(audit):
    return {decision.code: decision for decision in audit.decisions}


def test_one_large_family_is_published_as_an_integer():
    audit = control(one_edition(SPREAD, {"all": range(12)}))
    assert audit.published == {"all": 65.0}
    assert audit.is_safe
    assert decisions(audit)["all"].unit == 1.0
    assert audit.would_leak == ()


def test_planted_family_minus_one_body_is_caught_and_the_smaller_use_withheld():
    editions = one_edition(SPREAD, {"all": range(12), "less": range(11)})
    first, second = editions.registry.releases
    registry = replace(editions.registry, releases=(replace(first, priority=9.0), second))
    audit = control_releases(registry, {FIGURE: editions.values})
    assert audit.published == {"all": 65.0}
    assert decisions(audit)["less"].reason is Reason.LEAKS_EXACTLY
    (leak,) = audit.would_leak
    assert (leak.kind, leak.body, leak.coalition) == (LeakKind.EXACT, "b011", ())
    assert leak.release_codes == ("all", "less")
    assert leak.audience is Audience.PUBLIC


def test_rounding_alone_protects_when_the_exact_test_is_not_asked():
    # 23 integers' half units: the twelfth body is known to 23 points in all.
    editions = one_edition(SPREAD, {"all": range(12), "less": range(11)})
    assert set(control(editions, is_exact_refused=False).published) == {"all", "less"}


def test_coarser_margin_is_found_by_the_interval_audit():
    editions = one_edition(SPREAD, {"all": range(12), "less": range(11)})
    audit = control(editions, is_exact_refused=False, margin=25.0)
    assert len(audit.published) == 1
    leak = next(leak for leak in audit.would_leak if leak.body == "b011")
    assert leak.kind is LeakKind.INTERVAL
    assert leak.high - leak.low < 25
    assert leak.low <= SPREAD[11] <= leak.high


def test_release_out_already_is_never_withheld_and_its_leak_is_left():
    editions = one_edition(SPREAD, {"all": range(12), "less": range(11)})
    out = tuple(
        replace(release, published=value, unit=0.1)
        for release, value in zip(editions.registry.releases, (65.0, 63.2), strict=True)
    )
    audit = control_releases(replace(editions.registry, releases=out), {FIGURE: editions.values})
    assert set(audit.published) == {"all", "less"}
    assert {leak.body for leak in audit.leaks} == {"b011"}
    assert not audit.is_safe


def test_release_out_already_that_breaks_a_rule_is_reported():
    editions = one_edition(SPREAD, {"three": range(3)})
    out = tuple(replace(r, published=48.6, unit=0.1) for r in editions.registry.releases)
    audit = control_releases(replace(editions.registry, releases=out), {FIGURE: editions.values})
    assert [breach.reason for breach in audit.breaches] == [Reason.TOO_FEW_FOR_OPEN]


@pytest.mark.parametrize(
    ("values", "reason"),
    [
        ([60.0], Reason.TOO_FEW_FOR_OPEN),
        (np.full(12, 60.0), Reason.ALL_EQUAL),
        (np.full(12, 100.0), Reason.SATURATED),
    ],
)
def test_family_of_one_or_of_equals_is_not_published(values, reason):
    audit = control(one_edition(values, {"all": range(len(values))}))
    assert audit.published == {}
    assert audit.decisions[0].reason is reason
    assert not audit.decisions[0].is_published


def test_empty_registry_is_safe():
    audit = control_releases(Registry((), (), ()), {})
    assert (audit.decisions, audit.is_safe) == ((), True)


def test_control_gives_the_same_answer_twice():
    editions = simulate_editions(24, seed=4, kinds=2, regions=2)
    assert control(editions) == control(editions)


@pytest.mark.parametrize("change_bound", [None, 12.0])
def test_every_witness_is_a_set_of_values_with_the_same_published_figures(change_bound):
    editions = simulate_editions(36, seed=7, kinds=2, regions=2)
    registry, policy = editions.registry, DisclosurePolicy(change_bound=change_bound)
    shown = {d.code: (d.value, d.unit) for d in control(editions).decisions if d.is_published}
    auditor = FigureAuditor(registry, FIGURE, editions.values, shown, policy)
    auditor.leaks(frozenset())
    witnesses = [witness for kept in auditor.witnesses.values() for witness in kept]
    assert any((witness.places != witness.cells).any() for witness in witnesses)
    for witness in witnesses:
        for change in (witness.first, witness.second):
            values = editions.values.copy()
            values.ravel()[witness.cells] += change
            moved = {registry.cell(cell)[1] for cell in witness.cells.tolist()}
            for release in registry.releases:
                if release.code in shown and release.viewer not in moved:
                    value, unit = shown[release.code]
                    found = statistic_value(release, term_values(registry, release, values))
                    assert abs(found - value) <= unit / 2 + 1e-5
            assert np.nanmin(values) >= -1e-5
            assert np.nanmax(values) <= 100 + 1e-5


def test_counts_are_published_exactly_even_of_small_families():
    bodies = named_bodies(12)
    count = Release("n", ReleaseKind.COUNT, FIGURE, (mean_of("2026", bodies[:3]),))
    registry = Registry(bodies, ("2026",), (count,))
    assert control_releases(registry, {FIGURE: SPREAD[None, :]}).published == {"n": 3.0}


def test_minimum_of_a_high_family_locates_its_members():
    bodies = named_bodies(12)
    least = Release("least", ReleaseKind.MINIMUM, FIGURE, (mean_of("2026", bodies),))
    registry = Registry(bodies, ("2026",), (least,))
    high = control_releases(registry, {FIGURE: np.linspace(92, 97, 12)[None, :]})
    assert high.decisions[0].reason is Reason.LEAKS_WITHIN_MARGIN
    assert control_releases(registry, {FIGURE: SPREAD[None, :]}).published == {"least": 45.0}


def test_family_followed_over_time_gives_away_who_left_to_those_who_expect_no_change():
    bodies = named_bodies(12)
    registry = Registry(
        bodies,
        ("2025", "2026"),
        (
            replace(mean_release("before", "2025", bodies), published=65.0, unit=0.1),
            replace(mean_release("after", "2026", bodies[:-1]), published=63.2, unit=0.1),
        ),
    )
    values = {FIGURE: np.stack([SPREAD, np.append(SPREAD[:-1], np.nan)])}
    assert control_releases(registry, values).leaks == ()
    believed = control_releases(registry, values, DisclosurePolicy(change_bound=0.1))
    leak = believed.leaks[0]
    assert (leak.edition, leak.body, leak.coalition) == ("2025", "b011", ())
    assert leak.release_codes == ("after", "before")
    assert leak.low <= 85 <= leak.high


def test_change_bound_that_the_truth_breaks_is_not_an_error():
    editions = simulate_editions(24, seed=5, kinds=2, regions=2)
    assert control(editions, change_bound=0.1).leaks == ()


def test_published_registry_keeps_what_is_shown_with_its_value():
    editions = one_edition(SPREAD, {"all": range(12), "few": range(3)})
    kept = published_registry(editions.registry, control(editions))
    assert [(r.code, r.published, r.unit) for r in kept.releases] == [("all", 65.0, 1.0)]


@pytest.mark.parametrize(
    "values",
    [{}, {FIGURE: SPREAD}, {FIGURE: np.full((1, 12), 101.0)}, {FIGURE: np.full((1, 12), -1.0)}],
)
def test_values_missing_or_outside_the_range_are_refused(values):
    with pytest.raises(InvalidArgument):
        control_releases(one_edition(SPREAD, {"all": range(12)}).registry, values)


def test_all_bodies_absent_leaves_nothing_to_publish():
    editions = one_edition(np.full(12, np.nan), {"all": range(12)})
    assert control(editions).decisions[0].reason is Reason.NO_VALUE


def panel_registry():
    bodies = named_bodies(12)
    family = mean_release("family", "2026", bodies[:6], audience=Audience.PARTICIPANTS)
    panel = Release(
        "panel",
        ReleaseKind.OTHERS_MEAN,
        FIGURE,
        (mean_of("2026", bodies[1:6]),),
        audience=Audience.VIEWER,
        viewer="b000",
    )
    shown = (mean_release("all", "2026", bodies), family, panel)
    return Registry(bodies, ("2026",), tuple(replace(r, published=60.0, unit=1.0) for r in shown))


@pytest.mark.parametrize(
    ("coalition", "codes"),
    [
        ((), ["all"]),
        (("b009",), ["all"]),
        (("b003",), ["all", "family"]),
        (("b000",), ["all", "family", "panel"]),
    ],
)
def test_each_coalition_sees_what_is_meant_for_it(coalition, codes):
    registry = panel_registry()
    assert [r.code for r in visible_releases(registry.releases, coalition)] == codes


def test_audit_of_published_figures_names_the_coalition_that_could_do_it():
    bodies = named_bodies(12)
    releases = (
        replace(mean_release("all", "2026", bodies), published=65.0, unit=0.1),
        replace(mean_release("less", "2026", bodies[:10]), published=61.4, unit=0.1),
    )
    registry = Registry(bodies, ("2026",), releases)
    own = {FIGURE: {("2026", body): value for body, value in zip(bodies, SPREAD, strict=True)}}
    leaks = audit_releases(registry, own, ((), ("b003",), ("b010",)))
    assert {(leak.body, leak.coalition) for leak in leaks} == {("b011", ("b010",))}
    (leak,) = leaks
    assert leak.kind is LeakKind.EXACT
    assert leak.release_codes == ("all", "less")


def test_audit_of_published_figures_finds_saturation():
    bodies = named_bodies(6)
    registry = Registry(
        bodies, ("2026",), (replace(mean_release("all", "2026", bodies), published=99.0, unit=1.0),)
    )
    leaks = audit_releases(registry, {})
    assert [(leak.body, leak.low, leak.high) for leak in leaks] == [
        (b, 91.0, 100.0) for b in bodies
    ]
