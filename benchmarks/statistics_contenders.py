"""The statistics that make the numbers fair, at the size of a country; each returns a call."""

import csv
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from barometer.core.comparison.effects import describe_effects
from barometer.core.comparison.families import FamilyDefinition, FamilyRules, build_families
from barometer.core.comparison.positions import MeasuredScores, compare_with_peers
from barometer.core.comparison.ranks import marginal_rank_sets, simultaneous_rank_sets
from barometer.core.comparison.shrinkage import shrink_by_family
from barometer.core.comparison.top_quartile import top_quartile_probabilities
from barometer.core.disclosure.control import control_releases
from barometer.core.disclosure.differencing import find_exact_disclosures
from barometer.core.disclosure.registry import Registry, Release, ReleaseKind, mean_of
from barometer.core.quality.leniency import AuditValues, estimate_leniency
from benchmarks.measuring import ROOT

Timed = Callable[[], Any]
SEED = 20261124
KINDS, STRATA, DEPARTMENTS, REGIONS = 12, 4, 101, 18
EDITION = "2026"


def comparisons(n_bodies: int, n_figures: int) -> Timed:
    """Families, positions, shrinkage, top quartile and effects of every body and figure."""
    draw = np.random.default_rng(SEED)
    codes = [f"B{k:05}" for k in range(n_bodies)]
    kinds, strata = draw.integers(0, KINDS, n_bodies), draw.integers(0, STRATA, n_bodies)
    attributes = {
        code: {"kind": f"k{kind}", "stratum": f"s{stratum}"}
        for code, kind, stratum in zip(codes, kinds, strata, strict=True)
    }
    rules = FamilyRules(
        (FamilyDefinition("kind-stratum", ("kind", "stratum")),),
        {"stratum": tuple(f"s{k}" for k in range(STRATA))},
    )
    shape = (n_bodies, n_figures)
    errors = draw.uniform(2, 8, shape)
    measured = MeasuredScores(
        np.clip(draw.normal(68, 7, shape) + errors * draw.normal(0, 1, shape), 0, 100),
        errors,
        np.full(shape, 12.0),
    )

    def run() -> int:
        families = build_families(EDITION, attributes, rules)
        family = families.index_of("kind-stratum", codes)
        positions = compare_with_peers(measured, family)
        shrinkage = shrink_by_family(measured.scores, measured.standard_errors, family)
        top_quartile_probabilities(shrinkage)
        describe_effects(positions, shrinkage)
        return len(families.families)

    return run


def differencing(n_bodies: int, n_releases: int) -> Timed:
    """The exact test: what additions and subtractions give away to coalitions of up to 3."""
    registry = _registry(n_bodies, n_releases)
    return lambda: len(find_exact_disclosures(registry, registry.releases))


def control(n_bodies: int, n_releases: int) -> Timed:
    """The whole control: rules, exact test, interval audit, complementary suppression."""
    registry = _registry(n_bodies, n_releases)
    values = np.random.default_rng(SEED).uniform(30, 95, (1, n_bodies))
    return lambda: sum(
        decision.is_published
        for decision in control_releases(registry, {"score": values}).decisions
    )


def _registry(n_bodies: int, n_releases: int) -> Registry:
    """Return means by kind, stratum, region, department, and by crosses of them."""
    draw = np.random.default_rng(SEED)
    bodies = tuple(f"B{k:05}" for k in range(n_bodies))
    kind, stratum = draw.integers(0, KINDS, n_bodies), draw.integers(0, STRATA, n_bodies)
    department = draw.integers(0, DEPARTMENTS, n_bodies)
    region = department % REGIONS
    nobody_apart = np.zeros(n_bodies, np.int64)
    layers = {
        "all": nobody_apart,
        "kind": kind,
        "stratum": stratum,
        "region": region,
        "department": department,
        "kind-stratum": kind * STRATA + stratum,
        "kind-region": kind * REGIONS + region,
        "stratum-department": stratum * DEPARTMENTS + department,
        "kind-department": kind * DEPARTMENTS + department,
    }
    releases = []
    for layer, label in layers.items():
        order = np.argsort(label, kind="stable")
        for rows in np.split(order, np.flatnonzero(np.diff(label[order])) + 1):
            members = [bodies[row] for row in rows]
            code = f"{layer} {label[rows[0]]}"
            term = (mean_of(EDITION, members),)
            releases.append(Release(code, ReleaseKind.MEAN, "score", term))
    return Registry(bodies, (EDITION,), tuple(releases[:n_releases]))


def crossed_effects() -> Timed:
    """Leniency of the 1,128 lecturers of InstEval crossed with 2,972 students, by REML."""
    with insteval().open(encoding="utf-8") as file:
        rows = np.array(list(csv.reader(file))[1:], np.int64)
    ratings = AuditValues(
        rows[:, 2].astype(np.float64), rows[:, 0], rows[:, 1], np.zeros(len(rows), np.int64)
    )
    return lambda: estimate_leniency(ratings).auditor_sd


def insteval() -> Path:
    """Return the file of ratings, among the data sets that the project does not carry."""
    folder = os.environ.get("BAROMETER_SHARED_DATA", ROOT.parent / "shared" / "data")
    return Path(folder) / "oracles-r" / "insteval.csv"


def simultaneous_ranks(n_bodies: int) -> Timed:
    """Rank sets that hold all true ranks at once."""
    scores, errors = _scores(n_bodies)
    return lambda: int(simultaneous_rank_sets(scores, errors, seed=SEED).worst_ranks.sum())


def marginal_ranks(n_bodies: int) -> Timed:
    """Rank sets that hold the true rank of each body, one by one."""
    scores, errors = _scores(n_bodies)
    return lambda: int(marginal_rank_sets(scores, errors, seed=SEED).worst_ranks.sum())


def _scores(n_bodies: int) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]]:
    draw = np.random.default_rng(SEED)
    return draw.normal(68.5, 7.0, n_bodies), draw.uniform(2.0, 5.0, n_bodies)
