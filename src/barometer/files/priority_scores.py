"""What each item and indicator weighs in the score of each body, from the contributions."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np
import polars as pl

from barometer.core.arrays import Floats, Integers
from barometer.core.comparison.families import PeerFamilies
from barometer.core.errors import DomainError
from barometer.core.priorities.edition_priorities import ChildScores
from barometer.core.priorities.gains import FULL_TARGET
from barometer.core.priorities.item_errors import observation_errors
from barometer.files.analysis_folder import read_analysis_table
from barometer.files.comparison_tables import FAMILIES_SCHEMA, POSITIONS_SCHEMA
from barometer.files.edition_arrays import SCORE, EditionArrays
from barometer.files.results import StoredResults

TARGET: Final = "q75"


class NoContributions(DomainError):
    """Results hold no contributions of answers, as those of very many bodies do."""

    def __init__(self, bodies: int) -> None:
        super().__init__(bodies)
        self.bodies = bodies


@dataclass(frozen=True, slots=True, eq=False)
class ItemScores:
    """Items in the score of each body; arrays of shape (bodies, items).

    Arguments:
        items, indicators: Code of each item and of its indicator.
        means: Points, 0 to 100; NaN where the item does not score.
        weights: Share (0 to 1) of the body's score that it carries.
        errors: Standard errors of the means.
    """

    items: tuple[str, ...]
    indicators: tuple[str, ...]
    means: Floats
    weights: Floats
    errors: Floats


@dataclass(frozen=True, slots=True, eq=False)
class PeerTargets:
    """Families of the bodies and the levels of their upper quartiles that may be shown.

    Arguments:
        family_index: Family of each body, from 0; -1 for none.
        levels: By family and figure, 0 to 100.
    """

    family_index: Integers
    levels: Mapping[tuple[int, str], float]


def gather_items(stored: StoredResults, edition: EditionArrays) -> ItemScores:
    """Return the items that score, body by body.

    Arguments:
        stored: The results, for their contributions.
        edition: The same as arrays, for the order of the bodies.

    Raises:
        NoContributions: The results were written without the contributions of their answers.

    Source: Method, section 3.4.
    """
    _require_contributions(stored, edition)
    weight, points = pl.col("effective_weight"), pl.col("points")
    table = (
        stored.contributions.filter((pl.col("standing") == "scored") & (weight > 0))
        .group_by("body", "item", "indicator")
        .agg(
            weight.sum().alias("weight"),
            (weight * points).sum().alias("earned"),
            points.count().alias("count"),
            ((points - points.mean()) ** 2).sum().alias("squares"),
        )
        .collect()
    )
    pairs = table.select("indicator", "item").unique().sort("indicator", "item")
    place = {code: k for k, code in enumerate(pairs["item"].to_list())}
    row = {code: k for k, code in enumerate(edition.bodies.codes)}
    shape = (len(row), len(place))
    rows = np.array([row[code] for code in table["body"].to_list()], np.int64)
    columns = np.array([place[code] for code in table["item"].to_list()], np.int64)

    def spread(name: str) -> Floats:
        found = np.zeros(shape)
        found[rows, columns] = table[name].to_numpy()
        return found

    weights, counts = spread("weight"), spread("count").astype(np.int64)
    means = np.where(weights > 0, spread("earned") / np.where(weights > 0, weights, 1.0), np.nan)
    return ItemScores(
        tuple(pairs["item"].to_list()),
        tuple(pairs["indicator"].to_list()),
        means,
        weights,
        observation_errors(means, counts, spread("squares")),
    )


def _require_contributions(stored: StoredResults, edition: EditionArrays) -> None:
    """Refuse results that were written without the contributions of their answers."""
    has_scores = not np.isnan(edition.values).all() if edition.values.size else False
    if has_scores and stored.contributions.select(pl.len()).collect().item() == 0:
        raise NoContributions(len(edition.bodies))


def item_children(found: ItemScores) -> ChildScores:
    """Return items as children of the score; their target is all the points."""
    targets = np.full(found.means.shape, FULL_TARGET)
    return ChildScores(found.means, found.errors, found.weights, targets)


def indicator_children(
    edition: EditionArrays, found: ItemScores, peers: PeerTargets
) -> tuple[tuple[str, ...], ChildScores]:
    """Return the indicators of the score, in the order of the grid, and what they weigh.

    Their target is the upper quartile of the peers where it may be shown, and all the points
    elsewhere.
    """
    nominal = edition.weights[edition.figure(SCORE)]
    codes = tuple(code for code, w in zip(edition.indicators, nominal, strict=True) if w > 0)
    figures = [f"indicator:{code}" for code in codes]
    columns = [edition.figure(figure) for figure in figures]
    belongs = np.array([[one == code for code in codes] for one in found.indicators], np.float64)
    weights = found.weights @ belongs.reshape(len(found.items), len(codes))
    targets = np.full(weights.shape, FULL_TARGET)
    for (family, figure), level in peers.levels.items():
        if figure in figures:
            targets[peers.family_index == family, figures.index(figure)] = level
    values = np.where(weights > 0, edition.values[:, columns], np.nan)
    return codes, ChildScores(values, edition.standard_errors[:, columns], weights, targets)


def own_families(edition: EditionArrays, families: PeerFamilies) -> PeerTargets:
    """Return the families of the first definition, without any level to reach."""
    definitions = families.rules.definitions
    index = families.index_of(definitions[0].code, edition.bodies.codes)
    return PeerTargets(index, {})


def read_peers(folder: Path, edition: EditionArrays) -> PeerTargets:
    """Return the families of a comparison and the upper quartiles that it may show.

    Arguments:
        folder: What ``barometer compare`` wrote; its first definition is used.
        edition: The same results.

    Raises:
        BadInput: The folder is no comparison.
    """
    families = read_analysis_table(folder, "compare", "families", FAMILIES_SCHEMA)
    positions = read_analysis_table(folder, "compare", "positions", POSITIONS_SCHEMA)
    first = families["definition"][0] if len(families) else ""
    codes = families.filter(pl.col("definition") == first)["family"].unique(maintain_order=True)
    place = {code: k for k, code in enumerate(codes.to_list())}
    pairs = positions.filter(pl.col("definition") == first).select("body", "family").unique()
    of_body = dict(pairs.iter_rows())
    index = [place.get(of_body.get(code, ""), -1) for code in edition.bodies.codes]
    shown = families.filter((pl.col("definition") == first) & pl.col(TARGET).is_not_null())
    levels = {
        (place[family], figure): float(level)
        for family, figure, level in shown.select("family", "figure", TARGET).iter_rows()
    }
    return PeerTargets(np.array(index, np.int64), levels)
