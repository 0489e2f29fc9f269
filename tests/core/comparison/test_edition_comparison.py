"""A whole edition compared: every definition, and rank sets by size of family."""

import numpy as np

from barometer.core.comparison.edition_comparison import (
    JOINT,
    MARGINAL,
    SIMULTANEOUS,
    compare_by_definition,
    rank_families,
)
from barometer.core.comparison.families import FamilyDefinition, FamilyRules, build_families
from barometer.core.comparison.joint_ranks import joint_rank_sets
from barometer.core.comparison.positions import MeasuredScores, compare_with_peers

RULES = FamilyRules((FamilyDefinition("kind", ("kind",)), FamilyDefinition("all", ())), {}, 2)


def make_compared(count, *, seed=1):
    rng = np.random.default_rng(seed)
    codes = tuple(f"b{k:04}" for k in range(count))
    families = build_families(
        "e", {code: {"kind": "ab"[k % 2]} for k, code in enumerate(codes)}, RULES
    )
    scores = rng.normal(70.0, 8.0, (count, 1))
    measured = MeasuredScores(scores, np.full((count, 1), 3.0), np.full((count, 1), np.inf))
    return measured, compare_by_definition(measured, families, codes)


def test_each_definition_compares_with_its_own_families():
    measured, compared = make_compared(20)
    assert [one.definition_code for one in compared] == ["kind", "all"]
    for one in compared:
        alone = compare_with_peers(measured, one.family_index)
        assert np.array_equal(one.positions.positions, alone.positions)


def test_small_families_get_drawn_sets_and_large_ones_the_joint_region():
    measured, compared = make_compared(1002)
    steps = []
    ranks = rank_families(
        measured.scores[:20, 0],
        measured.standard_errors[:20, 0],
        make_compared(20)[1],
        seed=3,
        on_progress=lambda done, total: steps.append((done, total)),
    )
    assert [one.method for one in ranks] == [MARGINAL, SIMULTANEOUS] * 3
    assert steps == [(1, 3), (2, 3), (3, 3)]
    large = rank_families(measured.scores[:, 0], measured.standard_errors[:, 0], compared, seed=3)
    assert [one.method for one in large] == [JOINT] * 3
    expected = joint_rank_sets(measured.scores[:, 0], measured.standard_errors[:, 0])
    assert np.array_equal(large[-1].sets.best_ranks, expected.best_ranks)


def test_an_empty_edition_has_no_row_and_no_rank():
    _, compared = make_compared(0)
    assert [one.positions.positions.shape for one in compared] == [(0, 1), (0, 1)]
    assert rank_families(np.zeros(0), np.zeros(0), compared, seed=1) == ()
