"""Small simulated editions with everything a release plan may hold."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from barometer.core.disclosure.registry import (
    Audience,
    Registry,
    Release,
    ReleaseKind,
    change_between,
    mean_of,
)

FIGURE = "score"


@dataclass(frozen=True)
class SimulatedEditions:
    registry: Registry
    values: npt.NDArray[np.float64]

    def own_values(self) -> dict[tuple[str, str], float]:
        return {
            (edition, body): float(self.values[e, b])
            for e, edition in enumerate(self.registry.editions)
            for b, body in enumerate(self.registry.bodies)
            if not np.isnan(self.values[e, b])
        }


def mean_release(code, edition, members, **options):
    return Release(code, ReleaseKind.MEAN, FIGURE, (mean_of(edition, members),), **options)


def named_bodies(count):
    return tuple(f"b{index:03d}" for index in range(count))


def one_edition(values, families, **options):
    """One edition; ``families``: numbers of the members, by code."""
    bodies = named_bodies(len(values))
    releases = tuple(
        mean_release(code, "2026", [bodies[i] for i in members], **options)
        for code, members in families.items()
    )
    return SimulatedEditions(
        Registry(bodies, ("2026",), releases), np.array([values], dtype=np.float64)
    )


def simulate_editions(body_count, *, seed, kinds=3, regions=3):
    """Two editions: bodies join and leave, a certified subgroup, families by kind and region.

    Public means, peer panels, others' means of many viewers, matched changes, quartiles.
    """
    rng = np.random.default_rng(seed)
    bodies = named_bodies(body_count)
    level = np.clip(rng.normal(70, 10, body_count), 10, 98)
    change = rng.normal(1, 2.5, (2, body_count))
    values = np.round(np.clip(level + change, 0, 100), 1)
    absent = rng.random((2, body_count)) < 0.07
    absent[1, absent[0]] = False
    values[absent] = np.nan
    layers = {
        "kind": rng.integers(0, kinds, body_count),
        "region": rng.integers(0, regions, body_count),
    }
    certified = level + rng.normal(0, 8, body_count) > 80
    releases = []
    for e, edition in enumerate(("2025", "2026")):
        families = _families(~np.isnan(values[e]), layers, certified)
        releases += _edition_releases(edition, bodies, families)
    releases += _change_releases(bodies, ~np.isnan(values).any(axis=0), layers)
    return SimulatedEditions(Registry(bodies, ("2025", "2026"), tuple(releases)), values)


def _families(is_present, layers, certified):
    families = {"all": is_present, "certified": is_present & certified}
    for name, labels in layers.items():
        for label in np.unique(labels):
            families[f"{name} {label}"] = is_present & (labels == label)
            families[f"certified {name} {label}"] = is_present & (labels == label) & certified
    for kind in np.unique(layers["kind"]):
        for region in np.unique(layers["region"]):
            is_cell = (layers["kind"] == kind) & (layers["region"] == region)
            families[f"cell {kind} {region}"] = is_present & is_cell
    return {code: np.flatnonzero(members) for code, members in families.items() if members.any()}


def _edition_releases(edition, bodies, families):
    releases = []
    for code, numbers in families.items():
        members = [bodies[i] for i in numbers]
        name = f"{edition} {code}"
        is_public = code in ("all", "certified")
        releases.append(
            mean_release(
                name,
                edition,
                members,
                audience=Audience.PUBLIC if is_public else Audience.PARTICIPANTS,
                priority=float(len(members)),
            )
        )
        term = (mean_of(edition, members),)
        releases.append(Release(f"{name} count", ReleaseKind.COUNT, FIGURE, term))
        if code.startswith("kind"):
            releases += [
                Release(
                    f"{name} quartile {p}",
                    ReleaseKind.QUANTILE,
                    FIGURE,
                    term,
                    audience=Audience.PARTICIPANTS,
                    probability=p,
                    priority=0.5,
                )
                for p in (0.25, 0.75)
            ]
        if code.startswith("cell") and len(members) > 6:
            releases += _panels(name, edition, members)
    return releases


def _panels(name, edition, members):
    """The peer panels that the first viewers of a family asked for."""
    return [
        Release(
            f"{name} for {viewer}",
            ReleaseKind.OTHERS_MEAN,
            FIGURE,
            (mean_of(edition, [body for body in members if body != viewer]),),
            audience=Audience.VIEWER,
            viewer=viewer,
        )
        for viewer in members[:4]
    ]


def _change_releases(bodies, is_matched, layers):
    families = {"all": is_matched}
    families |= {
        f"kind {kind}": is_matched & (layers["kind"] == kind) for kind in np.unique(layers["kind"])
    }
    releases = []
    for code, mask in families.items():
        members = [bodies[i] for i in np.flatnonzero(mask)]
        terms = change_between(mean_of("2025", members), mean_of("2026", members))
        releases.append(
            Release(f"change {code}", ReleaseKind.DIFFERENCE, FIGURE, terms, priority=5.0)
        )
    return releases
