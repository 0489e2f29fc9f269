"""A whole edition compared: every definition of families, then the rank sets of one figure."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from barometer.core.arrays import Floats, Integers
from barometer.core.comparison.arrays import rows_by_family
from barometer.core.comparison.effects import Effects, describe_effects
from barometer.core.comparison.families import PeerFamilies
from barometer.core.comparison.joint_ranks import joint_rank_sets
from barometer.core.comparison.positions import (
    MeasuredScores,
    PositionRules,
    Positions,
    compare_with_peers,
)
from barometer.core.comparison.ranks import (
    RankSets,
    marginal_rank_sets,
    simultaneous_rank_sets,
)
from barometer.core.comparison.shrinkage import Shrinkage, shrink_by_family
from barometer.core.comparison.top_quartile import top_quartile_probabilities

LARGEST_DRAWN_FAMILY = 500
"""Larger families get the joint region, which needs no draw."""

MARGINAL, SIMULTANEOUS, JOINT = "marginal", "simultaneous", "joint"


@dataclass(frozen=True, slots=True, eq=False)
class DefinitionComparison:
    """Bodies against their peers by one definition; arrays of shape (bodies, figures).

    Arguments:
        definition_code: The definition of the families.
        family_index: Family of each body among those of the definition; -1 for none.
        positions, shrinkage, effects: Sections 5.3, 5.2 and 5.7.
        top_quartile: Probability, 0 to 1, of being in the top quarter; NaN where unknown.
    """

    definition_code: str
    family_index: Integers
    positions: Positions
    shrinkage: Shrinkage
    effects: Effects
    top_quartile: Floats


@dataclass(frozen=True, slots=True, eq=False)
class FamilyRanks:
    """Rank sets of one family by one method; ``rows`` are the bodies, in the order of the sets."""

    definition_code: str
    family: int
    method: str
    rows: Integers
    sets: RankSets


def compare_by_definition(
    measured: MeasuredScores,
    families: PeerFamilies,
    body_codes: Sequence[str],
    rules: PositionRules | None = None,
) -> tuple[DefinitionComparison, ...]:
    """Return the comparison of all bodies by each definition of an edition.

    Arguments:
        measured: Scores, standard errors and degrees of freedom, (bodies, figures).
        families: Families of the edition.
        body_codes: Bodies in the order of the rows.
        rules: Fewest peers and false-discovery share.

    Source: Method, sections 5.2, 5.3, 5.6 and 5.7.
    """
    found = []
    for definition in families.rules.definitions:
        index = families.index_of(definition.code, body_codes)
        positions = compare_with_peers(measured, index, rules)
        shrinkage = shrink_by_family(measured.scores, measured.standard_errors, index)
        found.append(
            DefinitionComparison(
                definition.code,
                index,
                positions,
                shrinkage,
                describe_effects(positions, shrinkage),
                top_quartile_probabilities(shrinkage),
            )
        )
    return tuple(found)


def rank_families(
    scores: Floats,
    standard_errors: Floats,
    compared: Sequence[DefinitionComparison],
    *,
    seed: int,
    on_progress: Callable[[int, int], None] | None = None,
) -> tuple[FamilyRanks, ...]:
    """Return the rank sets of one figure, family by family.

    Marginal and simultaneous sets up to 500 bodies, the joint region beyond.

    Arguments:
        scores, standard_errors: One figure, shape (bodies,).
        compared: The definitions, with the family of each body.
        seed: Same seed, same sets.
        on_progress: Called with (families done, families in all).

    Source: Method, sections 5.4 and 5.5.
    """
    cells = [
        (one.definition_code, family, rows)
        for one in compared
        for family, rows in enumerate(rows_by_family(one.family_index))
    ]
    found: list[FamilyRanks] = []
    for done, (definition, family, rows) in enumerate(cells, start=1):
        for method, sets in _rank_sets(scores[rows], standard_errors[rows], seed):
            found.append(FamilyRanks(definition, family, method, rows, sets))
        if on_progress:
            on_progress(done, len(cells))
    return tuple(found)


def _rank_sets(
    scores: Floats, standard_errors: Floats, seed: int
) -> Iterator[tuple[str, RankSets]]:
    if np.isfinite(scores).sum() > LARGEST_DRAWN_FAMILY:
        yield JOINT, joint_rank_sets(scores, standard_errors)
        return
    yield MARGINAL, marginal_rank_sets(scores, standard_errors, seed=seed)
    yield SIMULTANEOUS, simultaneous_rank_sets(scores, standard_errors, seed=seed)
