"""Results as tidy tables: one row per body and figure, and what explains the columns."""

from collections.abc import Mapping, Sequence

import numpy as np
import polars as pl

from barometer.core.arrays import Floats
from barometer.core.grids.model import Axis, Grid, Indicator, Text
from barometer.core.scoring.compiled import CompiledGrid
from barometer.core.scoring.edition import EditionScores
from barometer.core.scoring.encoding import Bodies
from barometer.core.scoring.figure_list import Figure, FigureKind
from barometer.core.scoring.figures import FigureState

FIGURE_STATES = tuple(state.name.lower() for state in FigureState)

SCORES_SCHEMA: Mapping[str, pl.DataType] = {
    "body": pl.String(),
    "figure": pl.String(),
    "kind": pl.String(),
    "option": pl.String(),
    "value": pl.Float64(),
    "state": pl.String(),
    "coverage": pl.Float64(),
    "closed_share": pl.Float64(),
    "unconditional": pl.Float64(),
    "audits": pl.Int64(),
    "standard_error": pl.Float64(),
    "df": pl.Float64(),
    "low": pl.Float64(),
    "high": pl.Float64(),
}
"""Columns of the scores: values, standard errors and bounds in points of 0 to 100, shares 0 to 1.

Empty: no value, for the reason in ``state``; no standard error, where a figure is no smooth
function of its audits or too few of them tell of its variance.
"""

FIGURES_SCHEMA: Mapping[str, pl.DataType] = {
    "code": pl.String(),
    "kind": pl.String(),
    "option": pl.String(),
    "label_fr": pl.String(),
    "label_en": pl.String(),
    "weight": pl.Float64(),
}
"""Columns of the figures; ``weight`` is the sum of the nominal weights of its indicators."""

WEIGHTS_SCHEMA: Mapping[str, pl.DataType] = {
    "figure": pl.String(),
    "indicator": pl.String(),
    "weight": pl.Float64(),
}
"""Columns of the nominal weights of indicators in figures; absent pairs have weight 0."""


def tabulate_results(
    compiled: CompiledGrid, bodies: Bodies, scores: EditionScores
) -> dict[str, pl.DataFrame]:
    """Return the tables of an edition: ``scores``, ``bodies``, ``figures`` and ``weights``.

    Arguments:
        compiled: The grid.
        bodies: The bodies scored, in the order of the scores.
        scores: Their scores.
    """
    return {
        "scores": tabulate_scores(compiled, bodies, scores),
        "bodies": tabulate_bodies(bodies),
        "figures": tabulate_figures(compiled),
        "weights": tabulate_weights(compiled),
    }


def tabulate_scores(compiled: CompiledGrid, bodies: Bodies, scores: EditionScores) -> pl.DataFrame:
    """Return one row per body and figure, with the columns of ``SCORES_SCHEMA``."""
    n_bodies, n_figures = scores.values.value.shape
    figure = np.tile(np.arange(n_figures), n_bodies)
    columns = {
        "body": pl.Series(bodies.codes, dtype=pl.String)[np.repeat(np.arange(n_bodies), n_figures)],
        "figure": pl.Series([f.code for f in compiled.figures], dtype=pl.String)[figure],
        "kind": pl.Series([str(f.kind) for f in compiled.figures], dtype=pl.String)[figure],
        "option": pl.Series([f.option for f in compiled.figures], dtype=pl.String)[figure],
        "value": _numbers(scores.values.value),
        "state": pl.Series(FIGURE_STATES)[scores.values.state.ravel().astype(np.int64)],
        "coverage": _numbers(scores.values.coverage),
        "closed_share": _numbers(scores.values.closed_share),
        "unconditional": _numbers(scores.values.unconditional),
        "audits": pl.Series(scores.variances.audits.ravel()),
        "standard_error": _numbers(scores.intervals.standard_error),
        "df": _numbers(scores.intervals.df),
        "low": _numbers(scores.intervals.low),
        "high": _numbers(scores.intervals.high),
    }
    return pl.DataFrame(columns, schema=SCORES_SCHEMA)


def _numbers(values: Floats) -> pl.Series:
    """Return numbers row by row, not-a-number as absent."""
    return pl.Series(values.ravel()).fill_nan(None)


def tabulate_bodies(bodies: Bodies) -> pl.DataFrame:
    """Return one row per body: ``body``, ``name``, then its properties under their names.

    A property named as one of the first two columns is left out.
    """
    columns = {"body": bodies.codes, "name": bodies.names}
    others = {name: texts for name, texts in bodies.properties.items() if name not in columns}
    return pl.DataFrame(columns | others, schema=dict.fromkeys([*columns, *others], pl.String))


def tabulate_figures(compiled: CompiledGrid) -> pl.DataFrame:
    """Return one row per figure, with the columns of ``FIGURES_SCHEMA``."""
    labels = [label_figure(compiled.grid, figure) for figure in compiled.figures]
    columns = {
        "code": [figure.code for figure in compiled.figures],
        "kind": [str(figure.kind) for figure in compiled.figures],
        "option": [figure.option for figure in compiled.figures],
        "label_fr": [label.fr for label in labels],
        "label_en": [label.en for label in labels],
        "weight": compiled.figure_weights.sum(axis=1),
    }
    return pl.DataFrame(columns, schema=FIGURES_SCHEMA)


def tabulate_weights(compiled: CompiledGrid) -> pl.DataFrame:
    """Return one row per figure and indicator of it, with the columns of ``WEIGHTS_SCHEMA``."""
    figures, indicators = np.nonzero(compiled.figure_weights)
    columns = {
        "figure": [compiled.figures[k].code for k in figures],
        "indicator": [compiled.grid.indicators[k].code for k in indicators],
        "weight": compiled.figure_weights[figures, indicators],
    }
    return pl.DataFrame(columns, schema=WEIGHTS_SCHEMA)


def label_figure(grid: Grid, figure: Figure) -> Text:
    """Return the label of a figure in French and English, from the grid."""
    if figure.kind is FigureKind.BODY:
        return Text("Score global", "Overall score")
    code = figure.code.partition(":")[2]
    if figure.kind is FigureKind.CELL:
        step, _, channel = code.partition("/")
        parts = _label(grid.steps, step), _label(grid.channels, channel)
        return Text(" · ".join(p.fr for p in parts), " · ".join(p.en for p in parts))
    elements: Mapping[FigureKind, Sequence[Axis | Indicator]] = {
        FigureKind.STEP: grid.steps,
        FigureKind.CHANNEL: grid.channels,
        FigureKind.CRITERION: grid.criteria,
        FigureKind.INDICATOR: grid.indicators,
    }
    return _label(elements[figure.kind], code)


def _label(elements: Sequence[Axis | Indicator], code: str) -> Text:
    return next(element.words.label for element in elements if element.code == code)
