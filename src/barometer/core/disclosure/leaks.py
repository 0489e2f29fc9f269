"""Leaks: which body, to whom, through which releases; found figure by figure."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import Enum

import numpy as np

from barometer.core.arrays import Floats, Integers
from barometer.core.disclosure.constraints import Constraints, build_constraints
from barometer.core.disclosure.differencing import ExactDisclosure, find_exact_disclosures
from barometer.core.disclosure.protection import (
    Witness,
    exchange_widths,
    locate,
    locating_coalition,
    rounding_widths,
    still_valid,
)
from barometer.core.disclosure.registry import Audience, Cell, Registry, Release
from barometer.core.disclosure.rules import DisclosurePolicy

WIDTH_TOLERANCE = 1e-6
AUDIENCE_ORDER = (Audience.PUBLIC, Audience.PARTICIPANTS, Audience.VIEWER)


class LeakKind(Enum):
    """How a value is found."""

    EXACT = "exact"
    """By additions and subtractions, were the figures not rounded."""
    INTERVAL = "interval"
    """Within the margin, with rounding and bounds."""


@dataclass(frozen=True, slots=True)
class Leak:
    """One value that would be found.

    Of bodies that no release tells apart, only the first ones are named: what locates one locates
    the others as well, to coalitions of the same make.

    ``coalition``: the bodies that must pool their own values for it; empty when the releases are
    enough. ``audience``: the narrowest audience among the releases needed: who could do it.
    ``releases``: code and coefficient of each release needed (coefficient 0: through an interval).
    ``low`` and ``high``: what is learnt, in points; equal for an exact leak of one value, both
    ``None`` for an exact leak that depends on the coalition's own values.
    """

    kind: LeakKind
    figure: str
    edition: str
    body: str
    coalition: tuple[str, ...]
    audience: Audience
    releases: tuple[tuple[str, float], ...]
    low: float | None
    high: float | None

    @property
    def release_codes(self) -> tuple[str, ...]:
        """Codes of the releases needed."""
        return tuple(code for code, _ in self.releases)

    @property
    def cell(self) -> Cell:
        """Edition and body."""
        return self.edition, self.body


def narrowest_audience(registry: Registry, codes: tuple[str, ...]) -> Audience:
    """The narrowest audience among releases; the public when there is none."""
    wanted = set(codes)
    ranks = [AUDIENCE_ORDER.index(r.audience) for r in registry.releases if r.code in wanted]
    return AUDIENCE_ORDER[max(ranks, default=0)]


def exact_leaks(
    registry: Registry, figure: str, disclosures: tuple[ExactDisclosure, ...]
) -> tuple[Leak, ...]:
    """One leak per cell of each disclosure, to the other bodies of the combination."""
    found = []
    for disclosure in disclosures:
        codes = tuple(code for code, _ in disclosure.combination)
        alone = len(disclosure.cells) == 1 and disclosure.total is not None
        value = (disclosure.total or 0.0) / disclosure.weights[0] if alone else None
        for edition, body in disclosure.cells:
            found.append(
                Leak(
                    kind=LeakKind.EXACT,
                    figure=figure,
                    edition=edition,
                    body=body,
                    coalition=tuple(other for other in disclosure.bodies if other != body),
                    audience=narrowest_audience(registry, codes),
                    releases=disclosure.combination,
                    low=value,
                    high=value,
                )
            )
    return tuple(found)


@dataclass(slots=True, eq=False)
class FigureAuditor:
    """Finds the leaks of one figure, again and again while releases are withheld or given back.

    Keeps the proofs found (``witnesses``) from one audit to the next; they are checked again each
    time, so that only speed depends on the past.
    """

    registry: Registry
    figure: str
    values: Floats
    shown: Mapping[str, tuple[float, float]]
    policy: DisclosurePolicy
    witnesses: dict[int, list[Witness]] = field(default_factory=dict)

    def leaks(self, withheld: frozenset[str], *, is_first_enough: bool = False) -> tuple[Leak, ...]:
        """Leaks that remain without the releases withheld, exact ones first.

        Arguments:
            withheld: Codes of the releases left out.
            is_first_enough: Stop at the first leak: the question is only whether there is one.

        Source: Method, sections 8.3 and 8.4.
        """
        releases = tuple(
            release
            for release in self.registry.of_figure(self.figure, withheld)
            if release.code in self.shown
        )
        found: list[Leak] = []
        if self.policy.is_exact_refused:
            disclosures = find_exact_disclosures(
                self.registry,
                releases,
                max_coalition=self.policy.max_coalition,
                at_most=1 if is_first_enough else None,
            )
            found += exact_leaks(self.registry, self.figure, disclosures)
        if found and is_first_enough:
            return tuple(found)
        for leak in self._interval_leaks(releases, {leak.cell for leak in found}):
            found.append(leak)
            if is_first_enough:
                break
        return tuple(found)

    def _interval_leaks(self, releases: tuple[Release, ...], settled: set[Cell]) -> Iterator[Leak]:
        constraints = build_constraints(
            self.registry,
            releases,
            self.values,
            self.shown,
            change_bound=self.policy.change_bound,
        )
        self._forget_invalid(constraints)
        enough = self.policy.max_coalition + 1
        for members, is_proven in _unproven_groups(constraints, self.policy):
            proofs = int(is_proven.sum())
            for cell in members[~is_proven].tolist():
                if proofs >= enough or self.registry.cell(cell) in settled:
                    continue
                leak = self._leak_of(constraints, cell)
                proofs += leak is None
                if leak is not None:
                    yield leak

    def _forget_invalid(self, constraints: Constraints) -> None:
        pairs = [(cell, witness) for cell, kept in self.witnesses.items() for witness in kept]
        validity = still_valid(constraints, [witness for _, witness in pairs])
        self.witnesses.clear()
        for (cell, witness), is_valid in zip(pairs, validity, strict=True):
            if is_valid:
                self.witnesses.setdefault(cell, []).append(witness)

    def _leak_of(self, constraints: Constraints, cell: int) -> Leak | None:
        coalition = locating_coalition(
            constraints,
            cell,
            max_coalition=self.policy.max_coalition,
            margin=self.policy.margin,
            witnesses=self.witnesses.setdefault(cell, []),
        )
        if coalition is None:
            return None
        location = locate(constraints, cell, coalition)
        edition, body = self.registry.cell(cell)
        return Leak(
            kind=LeakKind.INTERVAL,
            figure=self.figure,
            edition=edition,
            body=body,
            coalition=tuple(sorted(self.registry.bodies[member] for member in coalition)),
            audience=narrowest_audience(self.registry, location.codes),
            releases=tuple((code, 0.0) for code in location.codes),
            low=round(location.low, 6),
            high=round(location.high, 6),
        )


def _unproven_groups(
    constraints: Constraints, policy: DisclosurePolicy
) -> Iterator[tuple[Integers, "np.ndarray[tuple[int], np.dtype[np.bool_]]"]]:
    """Cells of interchangeable bodies, with those proven safe at once, where too few are.

    What holds for one body against the coalitions without it holds for all that may exchange
    their values with it: once one body more than a coalition has is proven, all are.
    """
    widths = np.maximum(
        rounding_widths(constraints), exchange_widths(constraints, policy.max_coalition)
    )
    is_proven = widths >= policy.margin - WIDTH_TOLERANCE
    order = np.argsort(constraints.labels, kind="stable")
    groups = np.split(order, np.flatnonzero(np.diff(constraints.labels[order])) + 1)
    is_present = ~np.isnan(constraints.values)
    for offset in range(0, len(widths), constraints.body_count):
        for group in groups:
            members = group + offset
            if not is_present[members[0]] or is_proven[members].all():
                continue
            if int(is_proven[members].sum()) <= policy.max_coalition:
                yield members, is_proven[members]
