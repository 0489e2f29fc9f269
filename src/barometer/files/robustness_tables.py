"""From results to what robustness is judged on, and the tables of it."""

from collections.abc import Mapping

import numpy as np
import polars as pl
import polars.selectors as cs

from barometer.core.arrays import Bools
from barometer.core.grids.model import Grid
from barometer.core.robustness.edition_robustness import EditionRobustness, ScoredIndicators
from barometer.files.edition_arrays import SCORE, EditionArrays
from barometer.files.results_formats import Tables

ALTERNATIVES_SCHEMA: Mapping[str, pl.DataType] = {
    "alternative": pl.String(),
    "bodies": pl.Int64(),
    "mean_rank_shift": pl.Float64(),
    "changed_class_share": pl.Float64(),
    "mean_difference": pl.Float64(),
    "largest_difference": pl.Float64(),
}
INFLUENCE_SCHEMA: Mapping[str, pl.DataType] = {
    "outcome": pl.String(),
    "choice": pl.String(),
    "total_index": pl.Float64(),
}


def scored_indicators(edition: EditionArrays, grid: Grid | None) -> ScoredIndicators:
    """Return what the scores of an edition are made of.

    Arguments:
        edition: The results.
        grid: The grid that they were made with, which tells the essential items; None if it is
            not at hand.
    """
    weights = edition.weights[edition.figure(SCORE)]
    kept = np.flatnonzero(weights > 0)
    codes = [edition.indicators[k] for k in kept]
    columns = [edition.figure(f"indicator:{code}") for code in codes]
    criteria = edition.weights[edition.of_kinds("criterion")][:, kept] > 0
    # An indicator of no criterion stands for one of its own.
    alone = len(criteria) + np.arange(len(kept))
    criterion = np.where(criteria.any(axis=0), criteria.argmax(axis=0), alone)
    return ScoredIndicators(
        edition.values[:, columns],
        edition.unconditional[:, columns],
        weights[kept],
        np.unique(criterion, return_inverse=True)[1].astype(np.int64),
        None if grid is None else _essential(grid, codes),
    )


def _essential(grid: Grid, indicators: list[str]) -> Bools:
    essential = {item.indicator for item in grid.items if item.essential}
    return np.array([code in essential for code in indicators], np.bool_)


def tabulate_robustness(edition: EditionArrays, found: EditionRobustness) -> Tables:
    """Return the tables of robustness: bodies, alternatives and influence.

    Arguments:
        edition: The results.
        found: What was found of them.
    """
    weights = found.weights
    bodies = {
        "body": pl.Series(edition.bodies.codes, dtype=pl.String),
        "published": weights.published,
        "low": weights.low,
        "high": weights.high,
        "changed_class_share": weights.changed_class_share,
        **found.alternatives,
    }
    effects = [
        (
            effect.name,
            effect.body_count,
            effect.mean_rank_shift,
            effect.changed_class_share,
            effect.mean_difference,
            effect.largest_difference,
        )
        for effect in found.effects
    ]
    influence = [
        (outcome.value, choice, index)
        for outcome, indices in found.influence.items()
        for choice, index in indices.items()
    ]
    tables = {
        "bodies": pl.DataFrame(bodies),
        "alternatives": pl.DataFrame(effects, schema=ALTERNATIVES_SCHEMA, orient="row"),
        "influence": pl.DataFrame(influence, schema=INFLUENCE_SCHEMA, orient="row"),
    }
    return {name: table.with_columns(cs.float().fill_nan(None)) for name, table in tables.items()}
