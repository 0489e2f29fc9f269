"""What releases would give away if all were out, with the values they would have."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

import numpy as np

from barometer.core.arrays import Floats
from barometer.core.disclosure.constraints import statistic_value, term_values
from barometer.core.disclosure.control import control_releases
from barometer.core.disclosure.leaks import Leak
from barometer.core.disclosure.registry import Registry, Release, ReleaseKind
from barometer.core.disclosure.rules import (
    DisclosurePolicy,
    Refusal,
    round_to_unit,
    rounding_unit,
)
from barometer.core.errors import DomainError

VALUE_TOLERANCE = 1e-5
"""Points; results read from text files have six decimals."""


class NotTheResults(DomainError):
    """A released value is not what the results give, rounded as it says."""

    def __init__(self, release: str, stated: float, exact: float, unit: float) -> None:
        super().__init__(release, stated, exact, unit)
        self.release = release
        self.stated = stated
        self.exact = exact
        self.unit = unit


@dataclass(frozen=True, slots=True)
class ProposedAudit:
    """What is wrong with a set of releases: who would be located, and the rules broken."""

    leaks: tuple[Leak, ...]
    breaches: tuple[Refusal, ...]

    @property
    def is_safe(self) -> bool:
        """Whether nobody is located and no rule is broken."""
        return not self.leaks and not self.breaches


def audit_proposal(
    registry: Registry,
    values: Mapping[str, Floats],
    policy: DisclosurePolicy | None = None,
    *,
    on_progress: Callable[[int, int], None] | None = None,
) -> ProposedAudit:
    """Return what a set of releases gives away, to everybody and to coalitions of participants.

    A release without a value is taken as if it were out, rounded to its unit, or as the rules
    say where it has none.

    Arguments:
        registry: The releases.
        values: True values by figure (editions x bodies); not-a-number where there is none.
        policy: Thresholds; its ``max_coalition`` is that of the coalitions.
        on_progress: Called with (figures done, figures in all).

    Raises:
        NotTheResults: A release states another value than the results give.

    Source: Method, sections 8.1 to 8.4.
    """
    policy = policy or DisclosurePolicy()
    leaks: list[Leak] = []
    breaches: list[Refusal] = []
    for done, figure in enumerate(registry.figures, start=1):
        out = tuple(
            _as_published(registry, release, values[figure], policy)
            for release in registry.of_figure(figure)
        )
        found = control_releases(replace(registry, releases=out), {figure: values[figure]}, policy)
        leaks += found.leaks
        breaches += found.breaches
        if on_progress:
            on_progress(done, len(registry.figures))
    return ProposedAudit(tuple(leaks), tuple(breaches))


def _as_published(
    registry: Registry, release: Release, values: Floats, policy: DisclosurePolicy
) -> Release:
    exact = statistic_value(release, term_values(registry, release, values))
    unit = release.unit
    if release.kind is ReleaseKind.COUNT:
        unit = 0.0
    elif unit is None:
        unit = max(
            rounding_unit(count, integer_below=policy.integer_below)
            for count in release.member_counts
        )
    stated = round_to_unit(exact, unit) if release.published is None else release.published
    if abs(stated - exact) > unit / 2 + VALUE_TOLERANCE or np.isnan(exact):
        raise NotTheResults(release.code, stated, exact, unit)
    return replace(release, published=stated, unit=unit)
