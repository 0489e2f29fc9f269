"""The registry of every statistic released: each one a linear form on bodies' values.

The unknowns of an attacker are *cells*: the value of one body in one edition, for one figure.
Cell ``edition * len(bodies) + body`` is a column of the matrices made here. The exact number of
members of every family is public.
"""

import hashlib
import json
from collections.abc import Collection
from dataclasses import asdict, dataclass, replace
from enum import Enum
from typing import TypeAlias

import numpy as np
import numpy.typing as npt
from scipy import sparse

from barometer.core.arrays import Floats, Integers
from barometer.core.errors import DomainError, InvalidArgument

Flags: TypeAlias = npt.NDArray[np.bool_]
Sparse: TypeAlias = "sparse.csr_array[np.float64, tuple[int, int]]"
SparseColumns: TypeAlias = "sparse.csc_array[np.float64]"
Cell: TypeAlias = tuple[str, str]
"""Edition and body."""


class ReleaseKind(Enum):
    """What a released statistic is."""

    MEAN = "mean"
    OTHERS_MEAN = "others-mean"
    """Mean of a family without the viewer, who knows their own value."""
    SUM = "sum"
    DIFFERENCE = "difference"
    COUNT = "count"
    """Number of members: public by assumption, never a secret."""
    MINIMUM = "minimum"
    MAXIMUM = "maximum"
    QUANTILE = "quantile"
    """The member of rank ``ceil(probability * n)`` from below, without interpolation."""


LINEAR_KINDS = frozenset(
    {ReleaseKind.MEAN, ReleaseKind.OTHERS_MEAN, ReleaseKind.SUM, ReleaseKind.DIFFERENCE}
)
DISTRIBUTION_KINDS = frozenset({ReleaseKind.MINIMUM, ReleaseKind.MAXIMUM, ReleaseKind.QUANTILE})


class Audience(Enum):
    """Who sees a release; the control assumes that participants forward what they see."""

    PUBLIC = "public"
    PARTICIPANTS = "participants"
    VIEWER = "viewer"


class UnknownReference(DomainError):
    """A release names a body or an edition that the registry does not hold."""

    def __init__(self, release: str, missing: tuple[str, ...]) -> None:
        super().__init__(release, missing)
        self.release = release
        self.missing = missing


@dataclass(frozen=True, slots=True)
class Term:
    """``scale`` times the (weighted) sum of the members' values in one edition.

    ``weights`` of ``None`` means one each.
    """

    edition: str
    members: tuple[str, ...]
    scale: float = 1.0
    weights: tuple[float, ...] | None = None

    def __post_init__(self) -> None:
        if not self.members or len(set(self.members)) != len(self.members):
            raise InvalidArgument("members", self.members, "at least one, each once")
        if self.weights is not None and len(self.weights) != len(self.members):
            raise InvalidArgument("weights", self.weights, "one per member")

    @property
    def coefficients(self) -> Floats:
        """Coefficient of each member, in the order of ``members``."""
        weights = np.ones(len(self.members)) if self.weights is None else np.array(self.weights)
        return np.asarray(self.scale * weights, dtype=np.float64)


def mean_of(
    edition: str, members: Collection[str], weights: tuple[float, ...] | None = None
) -> Term:
    """The (weighted) mean of the members, in points; members keep the order given.

    Example:
        >>> mean_of("2026", ("a", "b", "c", "d")).coefficients.tolist()
        [0.25, 0.25, 0.25, 0.25]
    """
    total = float(len(members)) if weights is None else float(sum(weights))
    if total <= 0:
        raise InvalidArgument("weights", weights, "a positive total")
    return Term(edition, tuple(members), 1.0 / total, weights)


def sum_of(edition: str, members: Collection[str]) -> Term:
    """The sum of the members' values, in points."""
    return Term(edition, tuple(members))


def change_between(before: Term, after: Term) -> tuple[Term, Term]:
    """The terms of ``after`` minus ``before``."""
    return after, replace(before, scale=-before.scale)


@dataclass(frozen=True, slots=True)
class Release:
    """One statistic released, or proposed.

    ``unit`` is the rounding unit in points (0: not rounded; ``None``: the finest that the rules
    allow). ``published`` is ``None`` while the release is only proposed; once set, it is out and
    cannot be withheld any more. ``priority`` (positive) is its usefulness when something must be
    withheld. ``probability`` belongs to quantiles, ``viewer`` to the audience of one viewer.
    """

    code: str
    kind: ReleaseKind
    figure: str
    terms: tuple[Term, ...]
    unit: float | None = None
    audience: Audience = Audience.PUBLIC
    viewer: str | None = None
    published: float | None = None
    probability: float | None = None
    priority: float = 1.0

    def __post_init__(self) -> None:
        expected_terms = 2 if self.kind is ReleaseKind.DIFFERENCE else 1
        if len(self.terms) != expected_terms:
            raise InvalidArgument("terms", len(self.terms), f"{expected_terms} for {self.kind}")
        if (self.viewer is None) == (self.audience is Audience.VIEWER):
            raise InvalidArgument("viewer", self.viewer, "given for the audience of one viewer")
        if self.kind is ReleaseKind.OTHERS_MEAN and (
            self.viewer is None or self.viewer in self.members
        ):
            raise InvalidArgument("viewer", self.viewer, "outside the members of an others' mean")
        if self.kind is ReleaseKind.QUANTILE and not 0 < (self.probability or 0) < 1:
            raise InvalidArgument("probability", self.probability, "between 0 and 1 excluded")
        if self.priority <= 0 or (self.unit is not None and self.unit < 0):
            raise InvalidArgument("priority, unit", (self.priority, self.unit), "positive")

    @property
    def members(self) -> tuple[str, ...]:
        """Members of the first term."""
        return self.terms[0].members

    @property
    def member_counts(self) -> tuple[int, ...]:
        """Number of members of each term."""
        return tuple(len(term.members) for term in self.terms)


@dataclass(frozen=True, slots=True)
class Registry:
    """Everything released or proposed: the bodies, the editions in time order, the releases.

    Families are fixed for an edition. Several editions share one registry, because what was
    published last year still informs an attacker.

    Raises:
        InvalidArgument: Two releases, bodies or editions have the same code.
        UnknownReference: A release names a body or an edition not listed.
    """

    bodies: tuple[str, ...]
    editions: tuple[str, ...]
    releases: tuple[Release, ...]

    def __post_init__(self) -> None:
        codes = tuple(release.code for release in self.releases)
        for name, listed in (
            ("bodies", self.bodies),
            ("editions", self.editions),
            ("codes", codes),
        ):
            if len(set(listed)) != len(listed):
                raise InvalidArgument(name, len(listed) - len(set(listed)), "each once")
        known = set(self.bodies)
        for release in self.releases:
            named = {body for term in release.terms for body in term.members}
            viewer = {release.viewer} if release.viewer is not None else set()
            editions = {term.edition for term in release.terms}
            missing = ((named | viewer) - known) | (editions - set(self.editions))
            if missing:
                raise UnknownReference(release.code, tuple(sorted(missing)))

    @property
    def figures(self) -> tuple[str, ...]:
        """Figures that the releases are about, in alphabetical order."""
        return tuple(sorted({release.figure for release in self.releases}))

    @property
    def cell_count(self) -> int:
        """Number of cells of one figure: editions times bodies."""
        return len(self.editions) * len(self.bodies)

    def cell(self, index: int) -> Cell:
        """Edition and body of a column."""
        edition, body = divmod(index, len(self.bodies))
        return self.editions[edition], self.bodies[body]

    def of_figure(self, figure: str, without: Collection[str] = ()) -> tuple[Release, ...]:
        """Releases about one figure, except the codes given, in the registry's order."""
        return tuple(
            release
            for release in self.releases
            if release.figure == figure and release.code not in without
        )

    @property
    def fingerprint(self) -> str:
        """SHA-256 of the whole registry, in hexadecimal: the same content gives the same text."""
        content = json.dumps(asdict(self), sort_keys=True, default=lambda value: value.value)
        return hashlib.sha256(content.encode()).hexdigest()


def linear_matrix(
    registry: Registry, releases: tuple[Release, ...], *, is_viewer_pooled: bool = False
) -> Sparse:
    """Coefficients of the releases: one row per release, one column per cell.

    Releases that are not linear (counts, extremes, quantiles) have an empty row.

    Arguments:
        registry: Bodies and editions.
        releases: One row each, in this order.
        is_viewer_pooled: Give the viewer of an others' mean the coefficient of the others. A
            viewer knows their own value, so that an others' mean and the mean of the whole family
            tell them the same; in this form bodies of one family stay interchangeable.

    Source: Method, section 8.2.
    """
    columns = {body: index for index, body in enumerate(registry.bodies)}
    offsets = {edition: i * len(registry.bodies) for i, edition in enumerate(registry.editions)}
    data: list[Floats] = []
    indices: list[Integers] = []
    lengths = np.zeros(len(releases) + 1, dtype=np.int64)
    for row, release in enumerate(releases):
        for term in release.terms if release.kind in LINEAR_KINDS else ():
            members, coefficients = term.members, term.coefficients
            if is_viewer_pooled and release.kind is ReleaseKind.OTHERS_MEAN and release.viewer:
                members = (*members, release.viewer)
                coefficients = np.append(coefficients, coefficients.mean())
            offset = offsets[term.edition]
            indices.append(np.array([columns[body] for body in members], dtype=np.int64) + offset)
            data.append(coefficients)
            lengths[row + 1] += len(members)
    matrix = sparse.csr_array(
        (
            np.concatenate([np.zeros(0), *data]),
            np.concatenate([np.zeros(0, dtype=np.int64), *indices]),
            np.cumsum(lengths),
        ),
        shape=(len(releases), registry.cell_count),
    )
    matrix.sum_duplicates()
    matrix.eliminate_zeros()
    return matrix


def membership_matrix(registry: Registry, releases: tuple[Release, ...]) -> Sparse:
    """Everything that tells two cells apart.

    The pooled linear forms, then one row per extreme or quantile, with 1 for each member. Two
    bodies with the same columns may exchange their values without changing any release.
    """
    pooled = linear_matrix(registry, releases, is_viewer_pooled=True)
    others = tuple(
        replace(release, kind=ReleaseKind.SUM)
        for release in releases
        if release.kind in DISTRIBUTION_KINDS
    )
    if not others:
        return pooled
    marks = linear_matrix(registry, others)
    return sparse.csr_array(sparse.vstack([pooled, marks], format="csr"))
