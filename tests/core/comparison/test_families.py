"""Peer families: what merges, what never changes, what is refused."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from barometer.core.comparison.families import (
    FamilyDefinition,
    FamilyRules,
    PeerFamilies,
    UnknownFamilyDefinition,
    UnplacedBody,
    build_families,
)
from barometer.core.comparison.merging import FormerCell, MergeReason
from barometer.core.errors import InvalidArgument

SCALES = {"stratum": ("small", "medium", "large")}
BY_KIND_AND_STRATUM = FamilyDefinition("kind-stratum", ("kind", "stratum"))
BY_REGION = FamilyDefinition("region", ("region",))

KINDS = st.sampled_from(["town", "agency", "hospital", "county"])
BODIES = st.dictionaries(
    st.integers(0, 99).map(lambda n: f"b{n:02}"),
    st.fixed_dictionaries(
        {"kind": KINDS, "stratum": st.sampled_from(SCALES["stratum"])},
        optional={"region": st.sampled_from(["north", "south"])},
    ),
    max_size=60,
)


def table(**sizes: int) -> dict[str, dict[str, str]]:
    """Bodies by ``kind__stratum=number``."""
    bodies = {}
    for cell, number in sizes.items():
        kind, stratum = cell.split("__")
        for i in range(number):
            bodies[f"{kind}-{stratum}-{i:02}"] = {"kind": kind, "stratum": stratum}
    return bodies


def build(
    bodies: dict[str, dict[str, str]], minimum_size: int = 6, edition_code: str = "2026"
) -> PeerFamilies:
    rules = FamilyRules((BY_KIND_AND_STRATUM,), SCALES, minimum_size)
    return build_families(edition_code, bodies, rules)


def sizes_by_code(built: PeerFamilies) -> dict[str, int]:
    return {family.code: len(family.member_codes) for family in built.families}


def test_families_large_enough_stay_as_defined() -> None:
    built = build(table(town__small=7, town__large=6, agency__medium=8))

    assert sizes_by_code(built) == {
        "kind-stratum:agency/medium": 8,
        "kind-stratum:town/small": 7,
        "kind-stratum:town/large": 6,
    }
    assert {family.merged_from for family in built.families} == {()}
    assert {family.merge_reason for family in built.families} == {None}


def test_small_stratum_merges_with_its_smaller_neighbour() -> None:
    built = build(table(town__small=9, town__medium=3, town__large=7))
    by_code = {family.code: family for family in built.families}

    assert sizes_by_code(built) == {
        "kind-stratum:town/small": 9,
        "kind-stratum:town/medium+large": 10,
    }
    merged = by_code["kind-stratum:town/medium+large"]
    assert merged.merged_from == (FormerCell("town/medium", 3), FormerCell("town/large", 7))
    assert merged.merge_reason == MergeReason.ADJACENT
    assert merged.combination == (("kind", ("town",)), ("stratum", ("medium", "large")))


def test_neighbours_of_equal_size_give_way_to_the_lower_stratum() -> None:
    built = build(table(town__small=7, town__medium=3, town__large=7))

    assert sizes_by_code(built) == {
        "kind-stratum:town/small+medium": 10,
        "kind-stratum:town/large": 7,
    }


def test_stratum_is_dropped_when_all_strata_merge() -> None:
    built = build(table(town__small=3, town__medium=2, town__large=2, agency__small=6))
    by_code = {family.code: family for family in built.families}

    assert sizes_by_code(built) == {"kind-stratum:agency/small": 6, "kind-stratum:town": 7}
    assert by_code["kind-stratum:town"].merge_reason == MergeReason.ATTRIBUTE_DROPPED
    assert by_code["kind-stratum:town"].combination == (("kind", ("town",)),)


def test_small_kinds_are_pooled_together() -> None:
    built = build(table(town__small=8, agency__small=4, county__large=3))
    by_code = {family.code: family for family in built.families}

    assert sizes_by_code(built) == {
        "kind-stratum:town/small": 8,
        "kind-stratum:agency+county": 7,
    }
    assert by_code["kind-stratum:agency+county"].merge_reason == MergeReason.POOLED


def test_one_small_kind_joins_the_smallest_large_kind() -> None:
    built = build(table(town__small=9, town__large=9, county__small=7, agency__small=2))
    by_code = {family.code: family for family in built.families}

    assert sizes_by_code(built) == {
        "kind-stratum:town/small": 9,
        "kind-stratum:town/large": 9,
        "kind-stratum:agency+county": 9,
    }
    assert by_code["kind-stratum:agency+county"].merge_reason == MergeReason.ABSORBED


def test_edition_with_too_few_bodies_is_one_family_marked_so() -> None:
    built = build(table(town__small=2, agency__small=1))

    (family,) = built.families
    assert family.code == "kind-stratum:*"
    assert family.combination == ()
    assert family.is_large_enough is False


def test_family_of_one_is_marked_too_small() -> None:
    (family,) = build(table(town__small=1)).families

    assert family.member_codes == ("town-small-00",)
    assert family.merged_from == (FormerCell("town", 1),)
    assert family.is_large_enough is False


def test_empty_edition_has_no_family() -> None:
    built = build({})

    assert built.families == ()
    assert built.index_of("kind-stratum", []).shape == (0,)


def test_body_without_the_attribute_is_unplaced() -> None:
    bodies = table(town__small=6) | {"annex": {"kind": "town"}}
    built = build(bodies)

    assert built.unplaced == (UnplacedBody("kind-stratum", "annex", ("stratum",)),)
    assert built.index_of("kind-stratum", ["annex", "town-small-00"]).tolist() == [-1, 0]
    assert built.of_body("annex") == ()


def test_body_belongs_to_one_family_per_definition() -> None:
    bodies = {f"b{i}": {"kind": "town", "stratum": "small", "region": "north"} for i in range(6)}
    rules = FamilyRules((BY_KIND_AND_STRATUM, BY_REGION), SCALES, 6)
    built = build_families("2026", bodies, rules)

    assert [f.code for f in built.of_body("b3")] == ["kind-stratum:town/small", "region:north"]


def test_definition_without_attribute_gathers_everybody() -> None:
    rules = FamilyRules((FamilyDefinition("all", ()),), {}, 2)
    built = build_families("2026", table(town__small=2, agency__small=1), rules)

    assert sizes_by_code(built) == {"all:*": 3}


def test_fingerprint_ignores_the_order_of_the_bodies() -> None:
    bodies = table(town__small=7, agency__small=6)
    backwards = dict(reversed(bodies.items()))

    assert build(bodies) == build(backwards)
    assert len(build(bodies).fingerprint) == 64


def test_fingerprint_follows_content_and_edition() -> None:
    bodies = table(town__small=7, agency__small=6)
    fingerprints = {
        build(bodies).fingerprint,
        build(bodies, edition_code="2027").fingerprint,
        build(bodies, minimum_size=5).fingerprint,
        build(bodies | table(town__large=1)).fingerprint,
    }

    assert len(fingerprints) == 4


def test_unknown_definition_is_refused_with_the_known_ones() -> None:
    with pytest.raises(UnknownFamilyDefinition) as refusal:
        build({}).of_definition("region")

    assert refusal.value.known_codes == ("kind-stratum",)


@pytest.mark.parametrize(
    "rules",
    [
        FamilyRules((BY_REGION,), {}, 1),
        FamilyRules((BY_REGION, BY_REGION), {}, 6),
        FamilyRules((FamilyDefinition("twice", ("kind", "kind")),), {}, 6),
        FamilyRules((FamilyDefinition("a:b", ("kind",)),), {}, 6),
        FamilyRules((BY_KIND_AND_STRATUM,), {"stratum": ("medium", "large")}, 6),
        FamilyRules((FamilyDefinition("odd", ("odd",)),), {}, 6),
    ],
)
def test_bad_rules_are_refused(rules: FamilyRules) -> None:
    bodies = {"b1": {"kind": "town", "stratum": "small", "region": "north", "odd": "a/b"}}

    with pytest.raises(InvalidArgument):
        build_families("2026", bodies, rules)


@settings(max_examples=150, deadline=None)
@given(BODIES, st.integers(2, 12))
def test_families_of_a_definition_partition_the_placed_bodies(
    bodies: dict[str, dict[str, str]], minimum_size: int
) -> None:
    rules = FamilyRules((BY_KIND_AND_STRATUM, BY_REGION), SCALES, minimum_size)
    built = build_families("2026", bodies, rules)

    for definition in rules.definitions:
        families = built.of_definition(definition.code)
        members = [code for family in families for code in family.member_codes]
        unplaced = [u.body_code for u in built.unplaced if u.definition_code == definition.code]
        assert sorted(members + unplaced) == sorted(bodies)
        assert len(families) == len({family.code for family in families})
        if not all(family.is_large_enough for family in families):
            assert len(families) == 1
        index = built.index_of(definition.code, sorted(bodies))
        assert np.bincount(index[index >= 0]).tolist() == [len(f.member_codes) for f in families]
