"""Tables of a comparison: positions, families, rank sets, bodies without a family."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import polars as pl

from barometer.core.arrays import Floats, Integers
from barometer.core.comparison.edition_comparison import DefinitionComparison, FamilyRanks
from barometer.core.comparison.effects import EffectClass, PeerShare
from barometer.core.comparison.families import Family, PeerFamilies
from barometer.core.comparison.positions import Comparability, Position
from barometer.core.disclosure.standard_releases import STATISTICS
from barometer.core.grids.model import Text
from barometer.files.edition_arrays import SCORE, EditionArrays
from barometer.files.results_formats import Tables

PLACES = 3
"""Decimals of probabilities: more would help to work hidden means out."""

Shown = Mapping[tuple[str, str, str], float]
"""Statistics that may be shown, by figure, family and statistic."""

POSITIONS_SCHEMA: Mapping[str, pl.DataType] = {
    "body": pl.String(),
    "definition": pl.String(),
    "family": pl.String(),
    "figure": pl.String(),
    "value": pl.Float64(),
    "position": pl.String(),
    "comparability": pl.String(),
    "peers": pl.Int64(),
    "family_mean": pl.Float64(),
    "effect": pl.String(),
    "about_points": pl.Float64(),
    "peer_share": pl.String(),
    "adjusted_p_value": pl.Float64(),
    "top_quartile_probability": pl.Float64(),
}
"""Columns of the positions: one row per body, definition and figure.

``family_mean`` is rounded, and empty where it may not be shown; ``about_points`` is the size of
the difference from the peers in whole points, luck taken out. Differences themselves are left
out: with the body's own value they would give hidden means away.
"""

FAMILIES_SCHEMA: Mapping[str, pl.DataType] = {
    "definition": pl.String(),
    "family": pl.String(),
    "label_fr": pl.String(),
    "label_en": pl.String(),
    "size": pl.Int64(),
    "is_large_enough": pl.Boolean(),
    "merged_from": pl.String(),
    "merge_reason": pl.String(),
    "figure": pl.String(),
    "bodies": pl.Int64(),
    "mean": pl.Float64(),
    "q25": pl.Float64(),
    "q50": pl.Float64(),
    "q75": pl.Float64(),
}
"""Columns of the families: one row per family and figure.

``size`` counts the members, ``bodies`` those that have a value. Statistics are empty where they
may not be shown; quartile points are those of observed values, without interpolation.
"""

RANKS_SCHEMA: Mapping[str, pl.DataType] = {
    "definition": pl.String(),
    "family": pl.String(),
    "figure": pl.String(),
    "body": pl.String(),
    "method": pl.String(),
    "best_rank": pl.Int64(),
    "worst_rank": pl.Int64(),
    "ranked": pl.Int64(),
    "confidence": pl.Float64(),
}
"""Columns of the rank sets: the ranks that the data do not exclude; 1 is the highest value."""

UNPLACED_SCHEMA: Mapping[str, pl.DataType] = {
    "definition": pl.String(),
    "body": pl.String(),
    "missing": pl.String(),
}


@dataclass(frozen=True, slots=True, eq=False)
class ComparedEdition:
    """An edition compared.

    Arguments:
        edition: The results.
        families: Families of the edition; the first definition is the one that peers are taken
            from.
        columns: Columns of the edition that were compared, ascending.
        compared: Comparison by definition, over these columns.
        ranks: Rank sets of the score.
        shown: Statistics of families that may be shown.
        n_withheld: Number of those that may not.
    """

    edition: EditionArrays
    families: PeerFamilies
    columns: Integers
    compared: tuple[DefinitionComparison, ...]
    ranks: tuple[FamilyRanks, ...]
    shown: Shown
    n_withheld: int

    @property
    def figure_codes(self) -> list[str]:
        """Codes of the figures compared."""
        return [self.edition.figures[k].code for k in self.columns]


def tabulate_comparison(found: ComparedEdition, labels: Mapping[str, Text]) -> Tables:
    """Return the tables of a comparison: positions, families, rank_sets and unplaced.

    Arguments:
        found: The comparison.
        labels: What people call each family, by code.
    """
    return {
        "positions": tabulate_positions(found),
        "families": tabulate_families(found, labels),
        "rank_sets": tabulate_ranks(found),
        "unplaced": tabulate_unplaced(found.families),
    }


def tabulate_positions(found: ComparedEdition) -> pl.DataFrame:
    """Return the positions of all bodies, with the columns of ``POSITIONS_SCHEMA``."""
    parts = [_positions_of(found, one) for one in found.compared]
    empty = pl.DataFrame(schema=POSITIONS_SCHEMA)
    return pl.concat([empty, *parts]).sort("body", "definition", maintain_order=True)


def _positions_of(found: ComparedEdition, one: DefinitionComparison) -> pl.DataFrame:
    figures, points = found.figure_codes, found.edition.values[:, found.columns]
    codes = [family.code for family in found.families.of_definition(one.definition_code)]
    family = [codes[k] if k >= 0 else "" for k in one.family_index]
    n_bodies, n_figures = points.shape
    body = np.repeat(np.arange(n_bodies), n_figures)
    is_compared = one.positions.comparability == Comparability.COMPARED
    means = [
        found.shown.get((figure, code, "mean"), np.nan) for code in family for figure in figures
    ]
    table = {
        "body": pl.Series(found.edition.bodies.codes, dtype=pl.String)[body],
        "definition": pl.Series([one.definition_code] * len(body), dtype=pl.String),
        "family": pl.Series(family, dtype=pl.String)[body],
        "figure": pl.Series(figures * n_bodies, dtype=pl.String),
        "value": _numbers(points),
        "position": _names(Position, one.positions.positions),
        "comparability": _names(Comparability, one.positions.comparability),
        "peers": pl.Series(one.positions.peer_counts.ravel(), dtype=pl.Int64),
        "family_mean": _numbers(np.array(means, np.float64)),
        "effect": _names(EffectClass, one.effects.classes),
        "about_points": _numbers(one.effects.about_points),
        "peer_share": _names(PeerShare, one.effects.peer_shares),
        "adjusted_p_value": _numbers(one.positions.adjusted_p_values, PLACES),
        "top_quartile_probability": _numbers(
            np.where(is_compared, one.top_quartile, np.nan), PLACES
        ),
    }
    return pl.DataFrame(table, schema=POSITIONS_SCHEMA)


def _names(
    kind: type[Position] | type[Comparability] | type[EffectClass] | type[PeerShare],
    codes: np.ndarray[tuple[int, ...], np.dtype[np.int8]],
) -> pl.Series:
    names = pl.Series([member.name.lower() for member in kind], dtype=pl.String)
    return names[codes.ravel().astype(np.int64)]


def _numbers(values: Floats, decimals: int | None = None) -> pl.Series:
    series = pl.Series(np.ascontiguousarray(values).ravel(), dtype=pl.Float64).fill_nan(None)
    return series if decimals is None else series.round(decimals)


def tabulate_families(found: ComparedEdition, labels: Mapping[str, Text]) -> pl.DataFrame:
    """Return families and what may be shown of them, with the columns of ``FAMILIES_SCHEMA``."""
    row = {code: k for k, code in enumerate(found.edition.bodies.codes)}
    has_value = ~np.isnan(found.edition.values[:, found.columns])
    rows: list[dict[str, str | int | float | bool | None]] = []
    for family in found.families.families:
        members = np.array([row[code] for code in family.member_codes], np.int64)
        counts = has_value[members].sum(axis=0)
        for figure, count in zip(found.figure_codes, counts, strict=True):
            statistics = {name: found.shown.get((figure, family.code, name)) for name in STATISTICS}
            cells = _family_cells(family, labels[family.code])
            rows.append({**cells, "figure": figure, "bodies": int(count), **statistics})
    return pl.DataFrame(rows, schema=FAMILIES_SCHEMA)


def _family_cells(family: Family, label: Text) -> dict[str, str | int | float | bool | None]:
    return {
        "definition": family.definition_code,
        "family": family.code,
        "label_fr": label.fr,
        "label_en": label.en,
        "size": len(family.member_codes),
        "is_large_enough": family.is_large_enough,
        "merged_from": "; ".join(f"{cell.path} ({cell.size})" for cell in family.merged_from),
        "merge_reason": family.merge_reason.value if family.merge_reason else "",
    }


def tabulate_ranks(found: ComparedEdition) -> pl.DataFrame:
    """Return the rank sets of the score, with the columns of ``RANKS_SCHEMA``.

    Bodies without a score are left out.
    """
    parts = [pl.DataFrame(schema=RANKS_SCHEMA)]
    bodies = pl.Series(found.edition.bodies.codes, dtype=pl.String)
    for one in found.ranks:
        kept = one.sets.is_ranked
        family = found.families.of_definition(one.definition_code)[one.family].code
        count = int(kept.sum())
        cells = {
            "definition": [one.definition_code] * count,
            "family": [family] * count,
            "figure": [SCORE] * count,
            "body": bodies[one.rows[kept]],
            "method": [one.method] * count,
            "best_rank": one.sets.best_ranks[kept],
            "worst_rank": one.sets.worst_ranks[kept],
            "ranked": [one.sets.ranked_count] * count,
            "confidence": [one.sets.confidence] * count,
        }
        parts.append(pl.DataFrame(cells, schema=RANKS_SCHEMA))
    return pl.concat(parts)


def tabulate_unplaced(families: PeerFamilies) -> pl.DataFrame:
    """Return the bodies that a definition leaves without a family, and what they lack."""
    rows = [
        (one.definition_code, one.body_code, " ".join(one.missing_attributes))
        for one in families.unplaced
    ]
    return pl.DataFrame(rows, schema=UNPLACED_SCHEMA, orient="row")
