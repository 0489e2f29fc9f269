"""The one door through which statistics on bodies leave: control, then publish."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np

from barometer.core.arrays import Floats
from barometer.core.disclosure.constraints import statistic_value, term_values
from barometer.core.disclosure.differencing import find_exact_disclosures
from barometer.core.disclosure.intervals import BodyInterval, locate_bodies
from barometer.core.disclosure.leaks import (
    FigureAuditor,
    Leak,
    LeakKind,
    exact_leaks,
    narrowest_audience,
)
from barometer.core.disclosure.registry import Audience, Cell, Registry, Release
from barometer.core.disclosure.rules import (
    DisclosurePolicy,
    Permission,
    Reason,
    Refusal,
    decide_release,
    round_to_unit,
)
from barometer.core.disclosure.suppression import Suppression, suppress
from barometer.core.errors import InvalidArgument


@dataclass(frozen=True, slots=True)
class ReleaseDecision:
    """What becomes of one release.

    Published: ``value`` in points (members for a count), rounded to ``unit``, and no reason.
    Withheld: ``value`` and ``unit`` are ``None`` and ``reason`` says why, for the audit's file
    only; a screen says "not shown", because the reason itself may tell.
    """

    code: str
    value: float | None
    unit: float | None
    reason: Reason | None

    @property
    def is_published(self) -> bool:
        """Whether the value may be shown."""
        return self.reason is None


@dataclass(frozen=True, slots=True)
class DisclosureAudit:
    """The result of the control, figure after figure.

    ``would_leak``: what publishing everything that the rules allow would give away. ``leaks``:
    what remains through releases that are out already; empty when the control succeeded.
    ``breaches``: releases out already that break a rule.
    """

    registry_fingerprint: str
    policy: DisclosurePolicy
    decisions: tuple[ReleaseDecision, ...]
    would_leak: tuple[Leak, ...]
    leaks: tuple[Leak, ...]
    breaches: tuple[Refusal, ...]

    @property
    def is_safe(self) -> bool:
        """Whether nobody is located and no rule is broken."""
        return not self.leaks and not self.breaches

    @property
    def published(self) -> Mapping[str, float]:
        """Rounded value of each release that may be shown, by code."""
        return {d.code: d.value for d in self.decisions if d.value is not None}


def _require_shape(registry: Registry, values: Mapping[str, Floats]) -> None:
    shape = len(registry.editions), len(registry.bodies)
    for figure in registry.figures:
        if figure not in values or values[figure].shape != shape:
            found = values[figure].shape if figure in values else None
            raise InvalidArgument(f"values of {figure}", found, f"editions x bodies {shape}")
        extremes = values[figure][~np.isnan(values[figure])]
        if ((extremes < 0) | (extremes > 100)).any():
            raise InvalidArgument(f"values of {figure}", float(extremes.max()), "0 to 100")


def _shown(
    release: Release, unit: float, registry: Registry, values: Floats
) -> tuple[float, float]:
    """Value shown and its unit: as published, or as it would be."""
    if release.published is not None:
        return release.published, release.unit or 0.0
    exact = statistic_value(release, term_values(registry, release, values))
    return round_to_unit(exact, unit), unit


def control_releases(
    registry: Registry,
    values: Mapping[str, Floats],
    policy: DisclosurePolicy | None = None,
) -> DisclosureAudit:
    """Decide what may be published, so that nobody can be located.

    Everything is taken together: what is out already (``published`` set) and what is proposed, for
    all audiences and editions of the registry. Figures are controlled one by one. Counts are
    public.

    Arguments:
        registry: Everything released or proposed.
        values: By figure, the true values in points (editions x bodies, in the registry's order);
            not-a-number where a body has no value.
        policy: Thresholds; the defaults of ``DisclosurePolicy`` if ``None``.

    Raises:
        InvalidArgument: A figure has no values, or of another shape, or outside 0 to 100.

    Source: Method, sections 8.1 to 8.5.
    """
    policy = policy or DisclosurePolicy()
    _require_shape(registry, values)
    rules = {
        release.code: decide_release(
            release, term_values(registry, release, values[release.figure]), policy
        )
        for release in registry.releases
    }
    results = [
        _control_figure(registry, figure, values[figure], rules, policy)
        for figure in registry.figures
    ]
    decided = {decision.code: decision for decisions, _ in results for decision in decisions}
    return DisclosureAudit(
        registry_fingerprint=registry.fingerprint,
        policy=policy,
        decisions=tuple(decided[release.code] for release in registry.releases),
        would_leak=tuple(leak for _, found in results for leak in found.would_leak),
        leaks=tuple(leak for _, found in results for leak in found.left),
        breaches=_breaches(registry, rules),
    )


def _control_figure(
    registry: Registry,
    figure: str,
    values: Floats,
    rules: Mapping[str, Permission | Refusal],
    policy: DisclosurePolicy,
) -> tuple[tuple[ReleaseDecision, ...], Suppression]:
    releases = registry.of_figure(figure)
    shown: dict[str, tuple[float, float]] = {}
    for release in releases:
        rule = rules[release.code]
        if isinstance(rule, Permission):
            shown[release.code] = _shown(release, rule.unit, registry, values)
        elif release.published is not None:
            shown[release.code] = release.published, release.unit or 0.0
    auditor = FigureAuditor(registry, figure, values, shown, policy)
    candidates = {r.code: r.priority for r in releases if r.code in shown and r.published is None}
    suppression = suppress(auditor.leaks, candidates)
    decisions = tuple(
        _decision(release, rules[release.code], suppression.withheld.get(release.code), shown)
        for release in releases
    )
    return decisions, suppression


def _breaches(registry: Registry, rules: Mapping[str, Permission | Refusal]) -> tuple[Refusal, ...]:
    found = []
    for release in registry.releases:
        rule = rules[release.code]
        if release.published is not None and isinstance(rule, Refusal):
            found.append(rule)
    return tuple(found)


def _decision(
    release: Release,
    rule: Permission | Refusal,
    withheld: Reason | None,
    shown: Mapping[str, tuple[float, float]],
) -> ReleaseDecision:
    if release.code not in shown:
        if not isinstance(rule, Refusal):
            raise AssertionError(f"{rule=}")
        return ReleaseDecision(release.code, None, None, rule.reason)
    if withheld is not None:
        return ReleaseDecision(release.code, None, None, withheld)
    value, unit = shown[release.code]
    return ReleaseDecision(release.code, value, unit, None)


def published_registry(registry: Registry, audit: DisclosureAudit) -> Registry:
    """The registry as it stands once the audit's decisions are carried out.

    Releases withheld are gone; the others have their value and unit, and can no more be withheld
    in a later edition.
    """
    decided = {decision.code: decision for decision in audit.decisions}
    kept = []
    for release in registry.releases:
        decision = decided[release.code]
        if decision.is_published:
            kept.append(replace(release, published=decision.value, unit=decision.unit))
    return replace(registry, releases=tuple(kept))


def visible_releases(
    releases: tuple[Release, ...], coalition: tuple[str, ...]
) -> tuple[Release, ...]:
    """Releases that a coalition sees: public, of a family with one of them, or meant for one."""
    pooled = set(coalition)
    return tuple(
        release
        for release in releases
        if release.audience is Audience.PUBLIC
        or release.viewer in pooled
        or (
            release.audience is Audience.PARTICIPANTS
            and any(pooled & set(term.members) for term in release.terms)
        )
    )


def audit_releases(
    registry: Registry,
    own_values: Mapping[str, Mapping[Cell, float]],
    coalitions: tuple[tuple[str, ...], ...] = ((),),
    policy: DisclosurePolicy | None = None,
) -> tuple[Leak, ...]:
    """Find what published figures give away to given coalitions, without any true value.

    Each coalition sees what is meant for it and knows its own values; the empty one is the public.
    To be safe against *all* coalitions, use ``control_releases``.

    Arguments:
        registry: Everything published.
        own_values: By figure, value by edition and body: at least those of the coalitions.
        coalitions: Bodies that pool what they see and know.
        policy: Margin and belief on changes; the defaults of ``DisclosurePolicy`` if ``None``.

    Raises:
        InvalidArgument: A release has no published value or unit.
        InconsistentReleases: The figures contradict each other or the known values.

    Source: Method, sections 8.3 and 8.4.
    """
    policy = policy or DisclosurePolicy()
    found: list[Leak] = []
    for figure in registry.figures:
        for coalition in coalitions:
            releases = visible_releases(registry.of_figure(figure), coalition)
            known = {
                cell: value
                for cell, value in own_values.get(figure, {}).items()
                if cell[1] in coalition
            }
            found += _exact_for(registry, figure, releases, coalition)
            exact = {leak.cell for leak in found if leak.figure == figure}
            intervals = locate_bodies(registry, releases, known, change_bound=policy.change_bound)
            found += [
                _interval_leak(registry, figure, body, interval, coalition)
                for interval in intervals
                if interval.width < policy.margin - 1e-6
                for body in interval.bodies
                if (interval.edition, body) not in exact
            ]
    return tuple(dict.fromkeys(found))


def _exact_for(
    registry: Registry, figure: str, releases: tuple[Release, ...], coalition: tuple[str, ...]
) -> tuple[Leak, ...]:
    disclosures = find_exact_disclosures(registry, releases, max_coalition=min(len(coalition), 3))
    return tuple(
        leak
        for leak in exact_leaks(registry, figure, disclosures)
        if leak.body not in coalition and set(leak.coalition) <= set(coalition)
    )


def _interval_leak(
    registry: Registry, figure: str, body: str, interval: BodyInterval, coalition: tuple[str, ...]
) -> Leak:
    return Leak(
        kind=LeakKind.INTERVAL,
        figure=figure,
        edition=interval.edition,
        body=body,
        coalition=coalition,
        audience=narrowest_audience(registry, interval.releases),
        releases=tuple((code, 0.0) for code in interval.releases),
        low=round(interval.low, 6),
        high=round(interval.high, 6),
    )
