"""Rank confidence sets against csranks on PISA 2018, their coverage and their edges."""

import csv
from pathlib import Path

import numpy as np
import pytest

from barometer.core.comparison.arrays import Floats, Integers
from barometer.core.comparison.ranks import (
    LARGEST_FAMILY,
    RankSets,
    marginal_rank_sets,
    possible_best,
    possible_worst,
    simultaneous_rank_sets,
)
from barometer.core.errors import InvalidArgument

BOTH = pytest.mark.parametrize("rank_sets_of", [marginal_rank_sets, simultaneous_rank_sets])


class Pisa:
    """Mathematics 2018, 38 countries, with the bounds given by csranks (R = 10,000)."""

    def __init__(self, path: Path) -> None:
        with path.open(encoding="utf-8") as lines:
            rows = list(csv.DictReader(lines))
        self.names = [row["j"] for row in rows]
        self.scores: Floats = np.array([float(row["x"]) for row in rows])
        self.errors: Floats = np.array([float(row["se"]) for row in rows])
        self.bounds: dict[str, Integers] = {
            name: np.array([int(row[name]) for row in rows]) for name in ("mL", "mU", "sL", "sU")
        }


@pytest.fixture(scope="module")
def pisa(shared_data: Path) -> Pisa:
    return Pisa(shared_data / "oracles-r" / "pisa.csv")


def bounds(sets: RankSets) -> list[tuple[int, int]]:
    return list(zip(sets.best_ranks.tolist(), sets.worst_ranks.tolist(), strict=True))


def test_simultaneous_sets_equal_csranks(pisa: Pisa) -> None:
    # Both sides draw: with this seed all bounds are equal, with others one may move by one.
    sets = simultaneous_rank_sets(pisa.scores, pisa.errors, seed=0, draws=1000)

    assert sets.best_ranks.tolist() == pisa.bounds["sL"].tolist()
    assert sets.worst_ranks.tolist() == pisa.bounds["sU"].tolist()


@pytest.mark.parametrize("seed", range(5))
def test_simultaneous_sets_stay_within_one_rank_of_csranks(pisa: Pisa, seed: int) -> None:
    sets = simultaneous_rank_sets(pisa.scores, pisa.errors, seed=seed, draws=4000)

    for found, expected in (
        (sets.best_ranks, pisa.bounds["sL"]),
        (sets.worst_ranks, pisa.bounds["sU"]),
    ):
        assert int(np.abs(found - expected).max()) <= 1
        assert int(np.sum(found == expected)) >= 36


def test_marginal_sets_stay_within_two_ranks_of_csranks(pisa: Pisa) -> None:
    sets = marginal_rank_sets(pisa.scores, pisa.errors, seed=0, draws=4000)

    for found, expected in (
        (sets.best_ranks, pisa.bounds["mL"]),
        (sets.worst_ranks, pisa.bounds["mU"]),
    ):
        assert int(np.abs(found - expected).max()) <= 2
        assert int(np.sum(found == expected)) >= 35


def test_possible_five_best_equal_csranks(pisa: Pisa) -> None:
    sets = simultaneous_rank_sets(pisa.scores, pisa.errors, seed=0)
    found = [name for name, best in zip(pisa.names, possible_best(sets, 5), strict=True) if best]

    # csranks 1.2.2.9001, tau-best set, tau = 5.
    assert found == [
        *("Belgium", "Canada", "Denmark", "Estonia", "Finland", "Japan", "Korea"),
        *("Netherlands", "Poland", "Slovenia", "Sweden", "Switzerland"),
    ]


def test_possible_worst_mirrors_possible_best(pisa: Pisa) -> None:
    sets = simultaneous_rank_sets(pisa.scores, pisa.errors, seed=4)
    mirrored = simultaneous_rank_sets(-pisa.scores, pisa.errors, seed=4, draws=20_000)
    sharper = simultaneous_rank_sets(pisa.scores, pisa.errors, seed=5, draws=20_000)

    assert possible_worst(sets, 38).all()
    assert possible_worst(sharper, 3).tolist() == possible_best(mirrored, 3).tolist()


def test_sets_hold_the_observed_rank_and_simultaneous_ones_are_wider(pisa: Pisa) -> None:
    marginal = marginal_rank_sets(pisa.scores, pisa.errors, seed=2, draws=4000)
    simultaneous = simultaneous_rank_sets(pisa.scores, pisa.errors, seed=2, draws=4000)
    observed = np.argsort(np.argsort(-pisa.scores)) + 1

    for sets in (marginal, simultaneous):
        assert (sets.best_ranks <= observed).all()
        assert (observed <= sets.worst_ranks).all()
    assert (simultaneous.best_ranks <= marginal.best_ranks).all()
    assert (simultaneous.worst_ranks >= marginal.worst_ranks).all()


def test_simultaneous_sets_hold_all_true_ranks_often_enough() -> None:
    rng = np.random.default_rng(21)
    true_scores, errors = np.linspace(60, 78, 10), np.linspace(1, 3, 10)
    true_ranks = np.arange(10, 0, -1)
    held = 0
    for seed in range(300):
        observed = true_scores + errors * rng.standard_normal(10)
        sets = simultaneous_rank_sets(observed, errors, seed=seed, draws=400)
        held += bool(((sets.best_ranks <= true_ranks) & (true_ranks <= sets.worst_ranks)).all())

    assert held / 300 >= 0.95 - 3 * np.sqrt(0.95 * 0.05 / 300)


@BOTH
def test_same_seed_gives_same_sets(rank_sets_of) -> None:
    rng = np.random.default_rng(6)
    scores, errors = rng.normal(70, 6, 30), rng.uniform(1, 4, 30)

    assert bounds(rank_sets_of(scores, errors, seed=9)) == bounds(
        rank_sets_of(scores, errors, seed=9)
    )


@BOTH
def test_family_of_one_has_the_only_rank(rank_sets_of) -> None:
    assert bounds(rank_sets_of(np.array([70.0]), np.array([3.0]), seed=1)) == [(1, 1)]


@BOTH
def test_family_where_all_are_equal_has_all_ranks(rank_sets_of) -> None:
    assert bounds(rank_sets_of(np.full(4, 62.3), np.full(4, 2.0), seed=1)) == [(1, 4)] * 4
    assert bounds(rank_sets_of(np.full(4, 62.3), np.zeros(4), seed=1)) == [(1, 4)] * 4


@BOTH
def test_scores_known_exactly_have_their_rank(rank_sets_of) -> None:
    sets = rank_sets_of(np.array([60.0, 61.0, 60.0]), np.zeros(3), seed=1)

    assert bounds(sets) == [(2, 3), (1, 1), (2, 3)]


@BOTH
def test_empty_edition_has_no_rank(rank_sets_of) -> None:
    sets = rank_sets_of(np.empty(0), np.empty(0), seed=1)

    assert bounds(sets) == []
    assert sets.ranked_count == 0


@BOTH
@pytest.mark.parametrize("unknown", [np.nan, np.inf])
def test_body_with_one_audit_may_hold_any_rank(rank_sets_of, unknown: float) -> None:
    sets = rank_sets_of(np.array([90.0, 50.0, 10.0]), np.array([1.0, unknown, 1.0]), seed=1)

    assert bounds(sets) == [(1, 2), (1, 3), (2, 3)]


@BOTH
def test_body_without_score_takes_no_part(rank_sets_of) -> None:
    sets = rank_sets_of(np.array([90.0, np.nan, 10.0]), np.ones(3), seed=1)

    assert sets.is_ranked.tolist() == [True, False, True]
    assert bounds(sets) == [(1, 1), (0, 0), (2, 2)]
    assert possible_best(sets, 1).tolist() == [True, False, False]
    assert possible_worst(sets, 1).tolist() == [False, False, True]


@BOTH
def test_figure_nobody_has_ranks_nobody(rank_sets_of) -> None:
    sets = rank_sets_of(np.full(3, np.nan), np.ones(3), seed=1)

    assert sets.ranked_count == 0
    assert bounds(sets) == [(0, 0)] * 3


@BOTH
def test_impossible_arguments_are_refused(rank_sets_of) -> None:
    scores, errors = np.arange(3.0), np.ones(3)

    with pytest.raises(InvalidArgument):
        rank_sets_of(scores, errors, seed=1, confidence=1.0)
    with pytest.raises(InvalidArgument):
        rank_sets_of(scores, errors, seed=1, draws=0)
    with pytest.raises(InvalidArgument):
        rank_sets_of(scores, np.ones(2), seed=1)
    with pytest.raises(InvalidArgument):
        rank_sets_of(np.zeros(LARGEST_FAMILY + 1), np.ones(LARGEST_FAMILY + 1), seed=1)
