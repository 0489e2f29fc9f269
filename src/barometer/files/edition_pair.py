"""Two folders of results side by side: bodies of either, figures of both."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

import numpy as np
import polars as pl

from barometer.core.arrays import Bools, Floats, Integers
from barometer.core.change.bridge import BridgedScores
from barometer.core.change.edition_change import TwoEditions
from barometer.core.faults import BadInput, Fault, FaultReason
from barometer.files.edition_arrays import SCORE, EditionArrays, StoredFigure
from barometer.files.families import KIND, STRATUM
from barometer.files.results import StoredResults

CRITERION: Final = "criterion"
REFUSING: Final = frozenset({"", "no", "non", "0", "false", "faux", "none", "aucun", "aucune"})
"""Values of a property that mean not holding it."""


@dataclass(frozen=True, slots=True, eq=False)
class EditionPair:
    """Two editions on one list of bodies and of figures.

    Arguments:
        bodies: Codes of the bodies of either edition: those of the second, then those that left.
        names: Their names.
        figures: Figures that both have, in the order of the second.
        arrays: Their arrays.
        rows_before, rows_after: Row of each body in its edition; -1 where it is absent.
    """

    bodies: tuple[str, ...]
    names: tuple[str, ...]
    figures: tuple[StoredFigure, ...]
    arrays: TwoEditions
    rows_before: Integers
    rows_after: Integers

    def of(self, edition: EditionArrays) -> Floats:
        """Return the score of each body in another edition; NaN where it is absent."""
        rows = _rows(edition, self.bodies)
        return _spread(edition.values, rows, [edition.figure(SCORE)])[:, 0]


def pair_editions(before: EditionArrays, after: EditionArrays) -> EditionPair:
    """Return two editions on one list of bodies and figures.

    Raises:
        BadInput: They do not both have a score.
    """
    for edition in (before, after):
        edition.figure(SCORE)
    known = set(after.bodies.codes)
    left = [k for k, code in enumerate(before.bodies.codes) if code not in known]
    bodies = (*after.bodies.codes, *(before.bodies.codes[k] for k in left))
    names = (*after.bodies.names, *(before.bodies.names[k] for k in left))
    former = {figure.code: k for k, figure in enumerate(before.figures)}
    common = [k for k, figure in enumerate(after.figures) if figure.code in former]
    figures = tuple(replace(after.figures[k], label=after.full_label(k)) for k in common)
    old = [former[figure.code] for figure in figures]
    rows_before, rows_after = _rows(before, bodies), _rows(after, bodies)
    score = [figure.code for figure in figures].index(SCORE)
    criteria = np.array([k for k, f in enumerate(figures) if f.kind == CRITERION], np.int64)
    in_score = after.weights * (after.weights[after.figure(SCORE)] > 0)
    weights = in_score[np.array(common, np.int64)[criteria]].sum(axis=1)
    arrays = TwoEditions(
        _spread(before.values, rows_before, old),
        _spread(after.values, rows_after, common),
        _spread(before.standard_errors, rows_before, old),
        _spread(after.standard_errors, rows_after, common),
        score,
        criteria,
        weights,
    )
    return EditionPair(bodies, names, figures, arrays, rows_before, rows_after)


def _rows(edition: EditionArrays, bodies: Sequence[str]) -> Integers:
    place = {code: k for k, code in enumerate(edition.bodies.codes)}
    return np.array([place.get(code, -1) for code in bodies], np.int64)


def _spread(values: Floats, rows: Integers, columns: Sequence[int]) -> Floats:
    extended = np.vstack([values[:, columns], np.full((1, len(columns)), np.nan)])
    return np.asarray(extended[rows], np.float64)


def group_members(
    pair: EditionPair, before: EditionArrays, after: EditionArrays, name: str
) -> tuple[Bools, Integers]:
    """Return whether each body holds a property, and its cell (kind and size) as a number.

    The second edition tells, then the first for bodies that left.

    Raises:
        BadInput: Neither edition has the property.
    """
    if not (before.has_property(name) or after.has_property(name)):
        facts = tuple(sorted({*before.bodies.properties, *after.bodies.properties}))
        raise BadInput([Fault("bodies", 0, "", name, FaultReason.BAD_CHOICE, facts)])

    def texts(wanted: str) -> list[str]:
        return [
            _text(after, new, wanted) or _text(before, old, wanted)
            for old, new in zip(pair.rows_before.tolist(), pair.rows_after.tolist(), strict=True)
        ]

    is_member = np.array([text.casefold() not in REFUSING for text in texts(name)], np.bool_)
    cells = list(zip(texts(KIND), texts(STRATUM), strict=True))
    numbers = {cell: k for k, cell in enumerate(dict.fromkeys(cells))}
    return is_member, np.array([numbers[cell] for cell in cells], np.int64)


def _text(edition: EditionArrays, row: int, name: str) -> str:
    texts = edition.bodies.properties.get(name, ())
    return texts[row] if row >= 0 and texts else ""


def bridge_scores(
    pair: EditionPair, after: StoredResults, bridged: StoredResults
) -> tuple[BridgedScores, float]:
    """Return the four scores of a bridge, and the share of the new grid on comparable items.

    Comparable items are those scored both in the second edition and in the old answers as the new
    grid scores them. Both bridged scores are rolled up on these items alone, without coverage
    floors and without the rounding of indicators that a grid may ask for.

    Arguments:
        pair: The editions.
        after: Results of the second.
        bridged: Results of the old answers by the new grid.

    Source: Method, section 6.4.
    """
    items = sorted(_scored_items(after) & _scored_items(bridged))
    old, new = score_on_items(bridged, items), score_on_items(after, items)
    score = pair.arrays.score
    nan = float("nan")
    scores = BridgedScores(
        old_published=pair.arrays.before[:, score],
        old_bridged=np.array([old.get(code, nan) for code in pair.bodies]),
        new_bridged=np.array([new.get(code, nan) for code in pair.bodies]),
        new_published=pair.arrays.after[:, score],
    )
    return scores, _share_of(after, items)


def _scored_items(stored: StoredResults) -> set[str]:
    scored = stored.contributions.filter(pl.col("standing") == "scored")
    return set(scored.select("item").unique().collect()["item"].to_list())


def score_on_items(stored: StoredResults, items: Sequence[str]) -> dict[str, float]:
    """Return the score of each body, 0 to 100, rolled up on some items only.

    Arguments:
        stored: The results.
        items: Codes of the items; the others are left out as if the grid did not have them.

    Source: Method, sections 3.1 and 6.4.
    """
    weights = stored.weights.filter(pl.col("figure") == SCORE).select("indicator", "weight")
    indicators = (
        stored.contributions.filter(
            pl.col("item").is_in(items)
            & (pl.col("standing") == "scored")
            & (pl.col("indicator_share") > 0)
        )
        .group_by("body", "indicator")
        .agg(
            ((pl.col("indicator_share") * pl.col("points")).sum()
             / pl.col("indicator_share").sum()).alias("value")
        )
        .join(weights.lazy(), on="indicator", how="inner")
    )  # fmt: skip
    scores = (
        indicators.group_by("body")
        .agg(((pl.col("weight") * pl.col("value")).sum() / pl.col("weight").sum()).alias("value"))
        .collect()
    )
    return dict(zip(scores["body"].to_list(), scores["value"].to_list(), strict=True))


def _share_of(stored: StoredResults, items: Sequence[str]) -> float:
    """Return the share (0 to 1) of the score that some items carry, all bodies together."""
    sums = stored.contributions.select(
        pl.col("effective_weight").sum().alias("all"),
        pl.col("effective_weight").filter(pl.col("item").is_in(items)).sum().alias("some"),
    ).collect()
    total = float(sums["all"][0] or 0.0)
    return min(float(sums["some"][0] or 0.0) / total, 1.0) if total > 0 else 0.0
