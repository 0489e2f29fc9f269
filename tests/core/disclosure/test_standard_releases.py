"""The usual releases of an edition: what is proposed, decided, and withheld with the whole."""

import numpy as np
import pytest

from barometer.core.comparison.families import FamilyDefinition, FamilyRules, build_families
from barometer.core.disclosure.adversary import attack_by_bounds
from barometer.core.disclosure.registry import Audience
from barometer.core.disclosure.standard_releases import (
    WITH_THE_WHOLE,
    PlannedRelease,
    ProposedEdition,
    decide_releases,
    propose_releases,
    withhold_parts,
)

DEFINITIONS = (
    FamilyDefinition("kind-region", ("kind", "region")),
    FamilyDefinition("kind", ("kind",)),
    FamilyDefinition("all", ()),
)


def make_edition(count=48, *, seed=5, figures=("score", "part")):
    rng = np.random.default_rng(seed)
    codes = tuple(f"b{k:02}" for k in range(count))
    values = np.clip(rng.normal(65.0, 12.0, (count, len(figures))), 5.0, 95.0)
    families = build_families(
        "e",
        {code: {"kind": "ab"[k % 2], "region": "ns"[k // 2 % 2]} for k, code in enumerate(codes)},
        FamilyRules(DEFINITIONS, {}),
    )
    is_part = np.array([[True, False], [True, True]])
    return ProposedEdition("e", codes, figures, values, is_part), families


def test_means_are_proposed_for_all_and_quartiles_for_the_first_definition():
    edition, families = make_edition()
    proposed = propose_releases(edition, families, 0)
    audiences = {(one.family_code, one.statistic): one.release.audience for one in proposed}
    assert audiences["all:*", "mean"] is Audience.PUBLIC
    assert audiences["kind-region:a/n", "mean"] is Audience.PARTICIPANTS
    assert {code for code, name in audiences if name == "q75"} == {
        f"kind-region:{cell}" for cell in ("a/n", "a/s", "b/n", "b/s")
    }


def test_only_bodies_with_a_value_are_members():
    edition, families = make_edition()
    edition.values[3:, 1] = np.nan
    counts = {
        one.family_code: len(one.release.members) for one in propose_releases(edition, families, 1)
    }
    assert counts["all:*"] == 3
    edition.values[:, 1] = np.nan
    assert propose_releases(edition, families, 1) == ()


def test_what_is_shown_locates_nobody_within_the_margin():
    edition, families = make_edition()
    releases = decide_releases(edition, families)
    registry = releases.registry
    assert len(registry.releases) > 10
    own = {("e", code): float(edition.values[k, 0]) for k, code in enumerate(edition.body_codes)}
    for coalition in ((), ("b00", "b04", "b08")):
        targets = [("e", code) for code in ("b12", "b13", "b40") if code not in coalition]
        found = attack_by_bounds(registry, "score", coalition, own, targets)
        assert min(one.width for one in found) >= 10.0 - 1e-6


def test_parts_are_withheld_with_their_whole_and_not_the_other_way_round():
    edition, families = make_edition()
    shown = [
        PlannedRelease(one.release, one.family_code, one.statistic, 60.0, 1.0, None)
        for figure in (0, 1)
        for one in propose_releases(edition, families, figure)
    ]
    whole = next(k for k, one in enumerate(shown) if one.release.code == "score|all:*|mean")
    part = next(k for k, one in enumerate(shown) if one.release.code == "part|all:*|mean")

    def reasons(hidden):
        planned = list(shown)
        one = planned[hidden]
        planned[hidden] = PlannedRelease(
            one.release, one.family_code, one.statistic, None, None, "saturated"
        )
        found = withhold_parts(planned, edition.figure_codes, edition.is_part)
        return {one.release.code: one.reason for one in found if one.reason is not None}

    assert reasons(whole) == {
        "score|all:*|mean": "saturated",
        "part|all:*|mean": WITH_THE_WHOLE,
    }
    assert reasons(part) == {"part|all:*|mean": "saturated"}


def test_progress_is_told_figure_by_figure():
    edition, families = make_edition()
    steps = []
    decide_releases(edition, families, on_progress=lambda *step: steps.append(step))
    assert steps == [(1, 2), (2, 2)]


@pytest.mark.parametrize("count", [0, 1])
def test_nothing_is_shown_of_nobody_or_of_one_body(count):
    edition, families = make_edition(count)
    releases = decide_releases(edition, families)
    assert releases.shown_values() == {}
    assert releases.registry.releases == ()
