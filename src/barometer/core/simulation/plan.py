"""What to simulate: how many bodies, of which kinds, how different, and the figures to meet."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from types import MappingProxyType

from barometer.core.errors import InvalidArgument

TERRITORIAL_STRATA = (
    ("under-10k", 0.28),
    ("10k-20k", 0.24),
    ("20k-50k", 0.26),
    ("50k-100k", 0.12),
    ("over-100k", 0.10),
)
"""Inhabitants: towns of less than 10,000 to more than 100,000, with their shares."""

LARGE_STRATA = (("20k-50k", 0.4), ("50k-100k", 0.3), ("over-100k", 0.3))
STAFF_STRATA = (("small", 0.4), ("medium", 0.4), ("large", 0.2))

REGIONS = (
    "Auvergne-Rhône-Alpes", "Bourgogne-Franche-Comté", "Bretagne", "Centre-Val de Loire",
    "Grand Est", "Hauts-de-France", "Île-de-France", "Normandie", "Nouvelle-Aquitaine",
    "Occitanie", "Pays de la Loire", "Provence-Alpes-Côte d’Azur",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class BodyKind:
    """One kind of body.

    Arguments:
        code: Value of the property ``kind``.
        sector: ``local_authority`` or ``other``.
        naming: How its bodies are called, with the toponym at ``{}``.
        share: Share (0 to 1) of the bodies; shares sum to 1.
        certified_share: Share (0 to 1) of the kind that holds a certification.
        strata: Sizes and their shares.
    """

    code: str
    sector: str
    naming: str
    share: float
    certified_share: float
    strata: tuple[tuple[str, float], ...]


KINDS_2019 = (
    BodyKind("commune", "local_authority", "Ville de {}", 118 / 231, 0.19, TERRITORIAL_STRATA),
    BodyKind("intercommunal", "local_authority", "Communauté de {}", 28 / 231, 0.11, LARGE_STRATA),
    BodyKind(
        "departement", "local_authority", "Département de {}", 12 / 231, 0.17, (("over-100k", 1.0),)
    ),
    BodyKind("housing_office", "other", "OPH de {}", 24 / 231, 0.17, STAFF_STRATA),
    BodyKind("hospital", "other", "Centre hospitalier de {}", 14 / 231, 0.07, STAFF_STRATA),
    BodyKind("chamber", "other", "CCI de {}", 10 / 231, 0.1, STAFF_STRATA),
    BodyKind("library", "other", "Bibliothèque de {}", 10 / 231, 0.1, STAFF_STRATA),
    BodyKind("care_home", "other", "EHPAD de {}", 9 / 231, 0.11, STAFF_STRATA),
    BodyKind("university", "other", "Université de {}", 6 / 231, 0.17, STAFF_STRATA),
)
"""Kinds in the proportions of the 2019 edition: 68 % local authorities, 32 % others. The split
inside these two, the certified shares and the sizes are our assumptions."""


@dataclass(frozen=True, slots=True)
class Target:
    """A mean score (0 to 100) that the bodies with ``value`` of ``name`` must have.

    An empty ``name`` stands for all bodies.
    """

    name: str
    value: str
    points: float


PUBLISHED_2019 = (
    Target("", "", 68.5),
    Target("certified", "yes", 75.0),
    Target("sector", "local_authority", 69.6),
    Target("sector", "other", 65.2),
    Target("kind", "intercommunal", 66.0),
)
"""Means published for the 2019 edition. With 68 % of local authorities the fourth and third give
68.2 overall, not 68.5: calibration shares the difference out, 0.2 points at most for each."""

CHANNEL_EASE = MappingProxyType(
    {"phone": 0.3, "mail": -0.35, "website": 0.0, "social": 0.05, "desk": 0.2}
)
"""Phone above, letters and e-mails below, as in every published edition since 2013."""


@dataclass(frozen=True, slots=True)
class SimulationPlan:
    """A simulated edition, whole: the same plan gives the same edition.

    Effects are standard deviations on the latent scale, whose unit is the noise of one answer;
    their defaults give a true standard deviation of bodies of about 6.6 points and one of about
    18 points between audits of a channel.

    Arguments:
        seed: Seed of everything but the difficulty of items.
        bodies: Number of bodies.
        kinds: Kinds of bodies.
        targets: Mean scores to meet; none: bodies are left as drawn.
        item_seed: Seed of the difficulty of items; the same for editions that compare.
        body_sd: Between bodies of one kind.
        body_channel_sd: Between channels of one body.
        audit_sd: Between audits of one channel of one body.
        auditor_sd: Between auditors (leniency).
        item_sd: Between items (difficulty).
        channel_ease: Advantage of each channel, 0 where it is not named.
        desk_share: Share (0 to 1) of the bodies that chose the options of the grid.
        not_applicable_share, not_observed_share: Of answers (0 to 1).
        censored_share: Of the worst delays (0 to 1): no reply by the end of the field work.
        starts_on: First day of the field work.
        weeks: Its length; nobody is audited twice in a day.
        audits_per_auditor: Mean load of an auditor.
    """

    seed: int
    bodies: int = 231
    kinds: tuple[BodyKind, ...] = KINDS_2019
    targets: tuple[Target, ...] = PUBLISHED_2019
    item_seed: int = 2019
    body_sd: float = 0.22
    body_channel_sd: float = 0.15
    audit_sd: float = 0.65
    auditor_sd: float = 0.1
    item_sd: float = 0.5
    channel_ease: Mapping[str, float] = field(default_factory=lambda: CHANNEL_EASE)
    desk_share: float = 0.25
    not_applicable_share: float = 0.02
    not_observed_share: float = 0.015
    censored_share: float = 0.5
    starts_on: date = date(2026, 1, 12)
    weeks: int = 9
    audits_per_auditor: int = 75

    def __post_init__(self) -> None:
        if self.bodies < 0:
            raise InvalidArgument("bodies", self.bodies, ">= 0")
        shares = (
            self.desk_share, self.not_applicable_share, self.not_observed_share,
            self.censored_share,
        )  # fmt: skip
        if not all(0 <= share <= 1 for share in shares):
            raise InvalidArgument("shares", shares, "0 to 1")
        total = sum(kind.share for kind in self.kinds)
        if abs(total - 1) > 1e-9:
            raise InvalidArgument("kinds", total, "shares that sum to 1")
