"""Results of figures in words: of one body, or on average, in one shape for all charts."""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from barometer.core.grids.model import Axis, Grid
from barometer.core.scoring.edition import EditionScores
from barometer.core.scoring.figure_list import Figure, FigureKind
from barometer.core.scoring.figures import FigureState
from barometer.documents import phrases as p
from barometer.documents.edition_means import FigureMeans
from barometer.documents.formats import (
    Language,
    format_estimate,
    format_interval,
    format_points,
    format_share,
    pick,
)


@dataclass(frozen=True, slots=True)
class FigureResult:
    """One figure of one body or of many.

    Arguments:
        figure: Which.
        label: Its name for people.
        state: Why there is a value or none.
        value, low, high: 0 to 100; NaN where there is none.
        coverage, closed_share: 0 to 1.
        unconditional: 0 to 100; NaN where there is none.
        audits: Number of audits on which it rests.
        bodies: Number of bodies that have a value.
    """

    figure: Figure
    label: str
    state: FigureState
    value: float
    low: float
    high: float
    coverage: float
    closed_share: float
    unconditional: float
    audits: int
    bodies: int

    def stated(self, language: Language) -> str:
        """Return the value and its interval in words, or the state."""
        if self.state is not FigureState.SCORED:
            return p.STATES[self.state].say(language)
        return format_estimate(self.value, self.low, self.high, language)

    def result(self, language: Language) -> str:
        """Return the value in words, or the state."""
        if self.state is not FigureState.SCORED:
            return p.STATES[self.state].say(language)
        return format_points(self.value, language)

    def interval(self, language: Language) -> str:
        """Return the interval in words; empty where there is none."""
        if not (math.isfinite(self.low) and math.isfinite(self.high)):
            return ""
        return format_interval(self.low, self.high, language)

    def covered(self, language: Language) -> str:
        """Return the coverage in words; empty where nothing applies."""
        return format_share(self.coverage, language) if math.isfinite(self.coverage) else ""


def results_of_body(
    figures: Sequence[Figure], labels: Sequence[str], scores: EditionScores, body: int
) -> tuple[FigureResult, ...]:
    """Return the results of one body for all figures, or for the first ones of the grid."""
    values, intervals = scores.values, scores.intervals
    columns = (
        values.state,
        values.value,
        intervals.low,
        intervals.high,
        values.coverage,
        values.closed_share,
        values.unconditional,
        scores.variances.audits,
        (values.state == FigureState.SCORED).astype(np.int64),
    )
    rows = zip(*(column[body, : len(figures)].tolist() for column in columns), strict=True)
    return tuple(
        FigureResult(figure, label, FigureState(state), *numbers)
        for figure, label, (state, *numbers) in zip(figures, labels, rows, strict=True)
    )


def results_on_average(
    figures: Sequence[Figure], labels: Sequence[str], scores: EditionScores, means: FigureMeans
) -> tuple[FigureResult, ...]:
    """Return the means of all figures, in the order of the grid.

    A mean that no body has a value for takes the commonest state of the bodies.
    """
    columns = (
        means.value,
        means.low,
        means.high,
        means.coverage,
        means.closed_share,
        means.unconditional,
        means.audits,
        means.bodies,
    )
    rows = zip(*(column.tolist() for column in columns), strict=True)
    return tuple(
        FigureResult(figure, label, _state_of_mean(scores, k), *numbers)
        for k, (figure, label, numbers) in enumerate(zip(figures, labels, rows, strict=True))
    )


def _state_of_mean(scores: EditionScores, figure: int) -> FigureState:
    states = scores.values.state[:, figure]
    if (states == FigureState.SCORED).any():
        return FigureState.SCORED
    counts = np.bincount(states, minlength=len(FigureState))
    return FigureState(int(counts.argmax())) if len(states) else FigureState.NOT_OBSERVED


def the_score(results: Iterable[FigureResult]) -> FigureResult:
    """Return the result of the whole body."""
    return next(result for result in results if result.figure.kind is FigureKind.BODY)


def label_of(grid: Grid, figure: Figure, language: Language) -> str:
    """Return the name of a figure for people; that of an option says so."""
    code = figure.code.partition(":")[2]
    if figure.kind is FigureKind.BODY:
        return p.RANGE_HEAD.say(language)
    if figure.kind is FigureKind.CELL:
        step, _, channel = code.partition("/")
        label = p.CELL.say(
            language,
            step=label_of_axis(grid.steps, step, language),
            channel=label_of_axis(grid.channels, channel, language),
        )
    elif figure.kind is FigureKind.INDICATOR:
        words = next(i.words for i in grid.indicators if i.code == code)
        label = pick(words.label, language)
    else:
        axes = {
            FigureKind.STEP: grid.steps,
            FigureKind.CHANNEL: grid.channels,
            FigureKind.CRITERION: grid.criteria,
        }
        label = label_of_axis(axes[figure.kind], code, language)
    return p.OPTION_LABEL.say(language, label=label) if figure.option else label


def label_of_axis(axes: Iterable[Axis], code: str, language: Language) -> str:
    """Return the label of one step, channel or criterion."""
    return next(pick(axis.words.label, language) for axis in axes if axis.code == code)
