"""A folder of results as arrays, bodies by figures, as comparisons take them."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import polars as pl

from barometer.core.arrays import Bools, Floats, Integers
from barometer.core.faults import BadInput, Fault, FaultReason
from barometer.core.grids.model import Text
from barometer.core.scoring.encoding import Bodies
from barometer.files.nearest import NearestCodes
from barometer.files.results import StoredResults, read_results

SCORE = "score"
"""Code of the figure of the whole body."""


@dataclass(frozen=True, slots=True)
class StoredFigure:
    """One figure of stored results: its code, level, option and label."""

    code: str
    kind: str
    option: str
    label: Text


@dataclass(frozen=True, slots=True, eq=False)
class EditionArrays:
    """Scores of an edition; arrays have shape (bodies, figures), NaN where there is no value.

    Arguments:
        bodies: In the order of the rows.
        figures: In the order of the columns.
        values, low, high, unconditional: Points of 0 to 100.
        standard_errors: Points; NaN where unknown.
        degrees_of_freedom: Above 0 wherever there is a standard error.
        audits: Audits on which each value rests.
        indicators: Codes of the indicators.
        weights: Nominal weights, shape (figures, indicators).
    """

    bodies: Bodies
    figures: tuple[StoredFigure, ...]
    values: Floats
    low: Floats
    high: Floats
    unconditional: Floats
    standard_errors: Floats
    degrees_of_freedom: Floats
    audits: Integers
    indicators: tuple[str, ...]
    weights: Floats

    def figure(self, code: str) -> int:
        """Return the column of a figure.

        Raises:
            BadInput: There is none of that code.
        """
        codes = [figure.code for figure in self.figures]
        if code not in codes:
            facts = (code, *NearestCodes(codes).of(code))
            raise BadInput([Fault("figures", 0, "", code, FaultReason.UNKNOWN_REFERENCE, facts)])
        return codes.index(code)

    def body(self, code: str) -> int:
        """Return the row of a body.

        Raises:
            BadInput: There is none of that code.
        """
        if code not in self.bodies.codes:
            facts = NearestCodes(self.bodies.codes).of(code)
            raise BadInput([Fault("bodies", 0, "", code, FaultReason.UNKNOWN_BODY, facts)])
        return self.bodies.codes.index(code)

    def of_kinds(self, *kinds: str) -> Integers:
        """Return the columns of the figures of some levels."""
        return np.array([k for k, f in enumerate(self.figures) if f.kind in kinds], np.int64)

    def parts_of(self, columns: Integers) -> Bools:
        """Return whether all indicators of a figure (row) belong to another (column)."""
        uses = (self.weights[columns] > 0).astype(np.int64)
        return np.asarray(uses @ (1 - uses).T == 0)

    def full_label(self, column: int) -> Text:
        """Return the label of a figure; that of an indicator says its channel and its step too.

        Two channels often have indicators of the same name.
        """
        figure = self.figures[column]
        if figure.kind != "indicator":
            return figure.label
        is_in = self.weights[column] > 0
        holders = [
            holder.label
            for k, holder in enumerate(self.figures)
            if holder.kind in ("channel", "step") and (self.weights[k][is_in] > 0).any()
        ]
        places = sorted(holders, key=lambda label: label.fr)
        return Text(
            _with_places(figure.label.fr, [label.fr for label in places]),
            _with_places(figure.label.en, [label.en for label in places]),
        )

    def with_wholes(self, columns: Integers) -> Integers:
        """Return columns with those of the figures that they are parts of, ascending."""
        is_part = self.parts_of(np.arange(len(self.figures)))
        return np.flatnonzero(is_part[columns].any(axis=0)).astype(np.int64)

    def has_property(self, name: str) -> bool:
        """Return whether at least one body states a property."""
        return any(self.bodies.properties.get(name, ()))


def _with_places(label: str, places: Sequence[str]) -> str:
    return f"{label} ({', '.join(places)})" if label and places else label


def load_edition(folder: Path) -> tuple[StoredResults, EditionArrays]:
    """Return the results of a folder, as tables and as arrays.

    Raises:
        BadInput: The folder holds no results, or damaged ones.
    """
    stored = read_results(folder)
    return stored, arrange_scores(stored)


def arrange_scores(stored: StoredResults) -> EditionArrays:
    """Return stored results as arrays.

    Raises:
        BadInput: A score of a body or of a figure that the other tables do not have.
    """
    bodies = _bodies(stored.bodies)
    figures = tuple(
        StoredFigure(
            row["code"], row["kind"], row["option"], Text(row["label_fr"], row["label_en"])
        )
        for row in stored.figures.iter_rows(named=True)
    )
    row = _positions(stored.scores["body"], bodies.codes, FaultReason.UNKNOWN_BODY, "body")
    codes = [figure.code for figure in figures]
    column = _positions(stored.scores["figure"], codes, FaultReason.UNKNOWN_REFERENCE, "figure")
    shape = (len(bodies), len(figures))

    def spread(name: str) -> Floats:
        table = np.full(shape, np.nan)
        table[row, column] = stored.scores[name].fill_null(np.nan).to_numpy()
        return table

    audits = np.zeros(shape, np.int64)
    audits[row, column] = stored.scores["audits"].fill_null(0).to_numpy()
    degrees, errors = spread("df"), spread("standard_error")
    is_known: Bools = degrees > 0
    indicators, weights = _weights(stored, codes)
    return EditionArrays(
        bodies,
        figures,
        spread("value"),
        spread("low"),
        spread("high"),
        spread("unconditional"),
        np.where(is_known, errors, np.nan),
        np.where(is_known, degrees, np.inf),
        audits,
        indicators,
        weights,
    )


def _bodies(table: pl.DataFrame) -> Bodies:
    properties = {name: tuple(table[name].fill_null("").to_list()) for name in table.columns[2:]}
    return Bodies(tuple(table["body"].to_list()), tuple(table["name"].to_list()), properties)


def _positions(
    series: pl.Series, codes: Sequence[str], reason: FaultReason, column: str
) -> Integers:
    place = {code: position for position, code in enumerate(codes)}
    known = pl.DataFrame({column: list(place), "place": list(place.values())}, schema={
        column: pl.String, "place": pl.Int64})  # fmt: skip
    found = series.to_frame(column).join(known, on=column, how="left", maintain_order="left")
    strangers = found.filter(pl.col("place").is_null())[column].unique(maintain_order=True)
    if len(strangers):
        faults = [Fault("scores", 0, column, str(code), reason) for code in strangers.head(20)]
        raise BadInput(faults, is_truncated=len(strangers) > len(faults))
    return found["place"].to_numpy().astype(np.int64)


def _weights(stored: StoredResults, figures: Sequence[str]) -> tuple[tuple[str, ...], Floats]:
    indicators = tuple(stored.weights["indicator"].unique(maintain_order=True).to_list())
    weights = np.zeros((len(figures), len(indicators)))
    row = _positions(stored.weights["figure"], figures, FaultReason.UNKNOWN_REFERENCE, "figure")
    column = _positions(
        stored.weights["indicator"], indicators, FaultReason.UNKNOWN_REFERENCE, "indicator"
    )
    weights[row, column] = stored.weights["weight"].to_numpy()
    return indicators, weights
