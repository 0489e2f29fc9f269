"""The statistics of an edition that are usually released, controlled together.

Means of all families and quartile points of the families that peers are taken from; the whole
and its parts are withheld together.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

import numpy as np

from barometer.core.arrays import Bools, Floats
from barometer.core.comparison.families import Family, PeerFamilies
from barometer.core.disclosure.control import DisclosureAudit, control_releases
from barometer.core.disclosure.leaks import Leak
from barometer.core.disclosure.registry import Audience, Registry, Release, ReleaseKind, mean_of
from barometer.core.disclosure.rules import DisclosurePolicy

PUBLIC_DEFINITIONS: Final = frozenset({"all", "kind", "certified"})
"""Definitions whose means everybody sees; those of the others are for participants."""

MEAN_PRIORITIES: Final = {"all": 100.0, "kind": 50.0, "certified": 30.0}
OTHER_PRIORITY: Final = 20.0
MAIN_PRIORITY: Final = 40.0
QUARTILES: Final = {"q25": (0.25, 2.0), "q50": (0.5, 4.0), "q75": (0.75, 6.0)}
"""Probability and priority of the quartile points; the upper one is a target of priorities."""

MEAN: Final = "mean"
STATISTICS: Final = (MEAN, *QUARTILES)
WITH_THE_WHOLE: Final = "with-the-whole"


@dataclass(frozen=True, slots=True)
class PlannedRelease:
    """One statistic of a family, and what becomes of it.

    Shown: ``value`` in points, rounded to ``unit``. Withheld: both ``None`` and ``reason`` says
    why, for the operator's file only.
    """

    release: Release
    family_code: str
    statistic: str
    value: float | None
    unit: float | None
    reason: str | None

    @property
    def is_shown(self) -> bool:
        """Whether the value may be shown."""
        return self.reason is None


@dataclass(frozen=True, slots=True)
class EditionReleases:
    """All that was proposed in an edition, decided.

    ``would_leak``: what showing everything that the rules allow would give away.
    """

    edition_code: str
    body_codes: tuple[str, ...]
    planned: tuple[PlannedRelease, ...]
    would_leak: tuple[Leak, ...]

    @property
    def registry(self) -> Registry:
        """The registry of what is shown, values and units set."""
        shown = tuple(
            replace(one.release, published=one.value, unit=one.unit)
            for one in self.planned
            if one.is_shown
        )
        return Registry(self.body_codes, (self.edition_code,), shown)

    def shown_values(self) -> Mapping[tuple[str, str, str], float]:
        """Return the values shown, by figure, family and statistic."""
        return {
            (one.release.figure, one.family_code, one.statistic): one.value
            for one in self.planned
            if one.value is not None
        }


@dataclass(frozen=True, slots=True, eq=False)
class ProposedEdition:
    """What the releases of an edition are made of.

    Arguments:
        code: The edition.
        body_codes: The bodies, in the order of the rows.
        figure_codes: The figures, in the order of the columns.
        values: Shape (bodies, figures), 0 to 100; NaN where a body has none.
        is_part: Whether the indicators of a figure (row) all belong to another (column); its
            diagonal is of no effect.
    """

    code: str
    body_codes: tuple[str, ...]
    figure_codes: tuple[str, ...]
    values: Floats
    is_part: Bools


def propose_releases(
    edition: ProposedEdition, families: PeerFamilies, figure: int
) -> tuple[PlannedRelease, ...]:
    """Return what is usually released of one figure, not decided yet.

    Only bodies with a value are members; a family without any has nothing to release.

    Source: Method, section 8.2.
    """
    valued = {
        code
        for code, value in zip(edition.body_codes, edition.values[:, figure], strict=True)
        if not np.isnan(value)
    }
    main = families.rules.definitions[0].code if families.rules.definitions else ""
    found: list[PlannedRelease] = []
    for family in families.families:
        members = tuple(code for code in family.member_codes if code in valued)
        if members:
            found += _of_family(edition, figure, family, members, main)
    return tuple(found)


def _of_family(
    edition: ProposedEdition, figure: int, family: Family, members: tuple[str, ...], main: str
) -> list[PlannedRelease]:
    name, definition = edition.figure_codes[figure], family.definition_code
    usual = MAIN_PRIORITY if definition == main else OTHER_PRIORITY
    is_public = definition in PUBLIC_DEFINITIONS
    mean = Release(
        f"{name}|{family.code}|{MEAN}",
        ReleaseKind.MEAN,
        name,
        (mean_of(edition.code, members),),
        audience=Audience.PUBLIC if is_public else Audience.PARTICIPANTS,
        priority=MEAN_PRIORITIES.get(definition, usual),
    )
    releases = {MEAN: mean}
    for statistic, (probability, priority) in QUARTILES.items() if definition == main else ():
        releases[statistic] = Release(
            f"{name}|{family.code}|{statistic}",
            ReleaseKind.QUANTILE,
            name,
            mean.terms,
            audience=Audience.PARTICIPANTS,
            probability=probability,
            priority=priority,
        )
    return [
        PlannedRelease(release, family.code, statistic, None, None, None)
        for statistic, release in releases.items()
    ]


def decide_releases(
    edition: ProposedEdition,
    families: PeerFamilies,
    policy: DisclosurePolicy | None = None,
    *,
    on_progress: Callable[[int, int], None] | None = None,
) -> EditionReleases:
    """Return what may be shown of an edition so that nobody can be located.

    Figures are controlled one by one; then, family by family, the mean of a part is withheld
    where that of a whole is, as the parts together would give it back.

    Arguments:
        edition: The values.
        families: Families of the edition; the first definition is the one of the quartiles.
        policy: Thresholds of the control.
        on_progress: Called with (figures done, figures in all).

    Source: Method, sections 8.1 to 8.6.
    """
    decided: list[PlannedRelease] = []
    leaks: list[Leak] = []
    count = len(edition.figure_codes)
    for figure in range(count):
        proposed = propose_releases(edition, families, figure)
        if proposed:
            audit = _control(edition, figure, proposed, policy)
            leaks += audit.would_leak
            decided += _decided(proposed, audit)
        if on_progress:
            on_progress(figure + 1, count)
    planned = withhold_parts(decided, edition.figure_codes, edition.is_part)
    return EditionReleases(edition.code, edition.body_codes, planned, tuple(leaks))


def _control(
    edition: ProposedEdition,
    figure: int,
    proposed: Sequence[PlannedRelease],
    policy: DisclosurePolicy | None,
) -> DisclosureAudit:
    registry = Registry(edition.body_codes, (edition.code,), tuple(one.release for one in proposed))
    values = {edition.figure_codes[figure]: edition.values[None, :, figure]}
    return control_releases(registry, values, policy)


def _decided(proposed: Sequence[PlannedRelease], audit: DisclosureAudit) -> list[PlannedRelease]:
    return [
        replace(
            one,
            value=decision.value,
            unit=decision.unit,
            reason=None if decision.reason is None else decision.reason.value,
        )
        for one, decision in zip(proposed, audit.decisions, strict=True)
    ]


def withhold_parts(
    planned: Sequence[PlannedRelease], figure_codes: Sequence[str], is_part: Bools
) -> tuple[PlannedRelease, ...]:
    """Return the releases with those of parts withheld where their whole is withheld.

    Quartile points do not add up: they follow only a figure of the very same indicators.

    Arguments:
        planned: Decided releases, in any order.
        figure_codes: The figures, in the order of the matrix.
        is_part: See :class:`ProposedEdition`.

    Source: Method, section 8.6.
    """
    place = {code: position for position, code in enumerate(figure_codes)}
    withheld: dict[tuple[str, str], set[int]] = {}
    for one in planned:
        if not one.is_shown:
            key = (one.family_code, one.statistic)
            withheld.setdefault(key, set()).add(place[one.release.figure])
    kept = []
    for one in planned:
        figure = place[one.release.figure]
        wholes = is_part[figure] if one.statistic == MEAN else is_part[figure] & is_part[:, figure]
        hidden = withheld.get((one.family_code, one.statistic), set())
        has_hidden_whole = any(wholes[other] and other != figure for other in hidden)
        if one.is_shown and has_hidden_whole:
            one = replace(one, value=None, unit=None, reason=WITH_THE_WHOLE)
        kept.append(one)
    return tuple(kept)
