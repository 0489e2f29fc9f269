"""Who is in a released statistic, as one cell."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from barometer.core.comparison.families import FamilyDefinition, FamilyRules, build_families
from barometer.core.faults import FaultReason
from barometer.core.scoring.encoding import Bodies
from barometer.files.release_members import pick_members, spell_members

CODES = tuple(f"b{k:02}" for k in range(12))
BODIES = Bodies(
    CODES,
    CODES,
    {"kind": ("town",) * 8 + ("mill",) * 4, "size": ("s", "m", "", "s") * 3},
)
ALL = np.ones(12, np.bool_)


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ("*", CODES),
        ("kind=mill", CODES[8:]),
        ("kind=town; size=s|m", tuple(CODES[k] for k in (0, 1, 3, 4, 5, 7))),
        ("size=*", tuple(code for k, code in enumerate(CODES) if k % 4 != 2)),
        ("b03 b01", ("b03", "b01")),
    ],
)
def test_a_cell_names_its_members(cell, expected):
    assert pick_members(cell, BODIES, ALL).codes == expected


def test_conditions_take_bodies_with_a_value_only():
    has_value = np.arange(12) % 2 == 0
    assert pick_members("kind=mill", BODIES, has_value).codes == ("b08", "b10")
    assert pick_members("*", BODIES, has_value).codes == CODES[::2]


@pytest.mark.parametrize(
    ("cell", "reason"),
    [
        ("b99", FaultReason.UNKNOWN_BODY),
        ("colour=red", FaultReason.BAD_CHOICE),
        ("kind=castle", FaultReason.MISSING_VALUE),
        ("", FaultReason.MISSING_VALUE),
    ],
)
def test_what_is_wrong_is_told(cell, reason):
    picked = pick_members(cell, BODIES, ALL)
    assert [fault[1] for fault in picked.faults] == [reason]


def test_a_code_without_a_value_is_a_fault():
    picked = pick_members("b00 b01", BODIES, np.arange(12) != 1)
    assert picked.faults == (("b01", FaultReason.MISSING_VALUE, ()),)


@given(
    st.lists(st.sampled_from(["a", "b", "c d", "x|y", "p;q", "z*"]), min_size=12, max_size=12),
    st.lists(st.sampled_from(["s", "m", ""]), min_size=12, max_size=12),
    st.integers(2, 5),
)
def test_families_are_read_back_as_they_are_spelled(kinds, sizes, minimum):
    kinds = [kind.replace("*", "") for kind in kinds]
    bodies = Bodies(CODES, CODES, {"kind": tuple(kinds), "size": tuple(sizes)})
    attributes = {
        code: {"kind": kind} | ({"size": size} if size else {})
        for code, kind, size in zip(CODES, kinds, sizes, strict=True)
    }
    definition = FamilyDefinition("k", ("kind", "size"))
    families = build_families("e", attributes, FamilyRules((definition,), {}, minimum))
    for family in families.families:
        picked = pick_members(spell_members(family, definition.attributes), bodies, ALL)
        assert sorted(picked.codes) == sorted(family.member_codes)
