"""An edition as seen in one language: its labels, its means, and which figures are shown."""

from collections import Counter
from dataclasses import dataclass

import numpy as np

from barometer.core.grids.model import Grid, Text
from barometer.core.scoring.figure_list import FigureKind
from barometer.core.scoring.figures import FigureState
from barometer.documents import phrases as p
from barometer.documents.edition_means import FigureMeans, average_figures
from barometer.documents.figure_results import (
    FigureResult,
    label_of,
    label_of_axis,
    results_of_body,
    results_on_average,
    the_score,
)
from barometer.documents.formats import Language, format_share, pick, reading_order
from barometer.documents.page_names import name_pages
from barometer.documents.summary_data import SummaryData


@dataclass(frozen=True, slots=True, eq=False)
class EditionView:
    """What the page of the edition and those of all bodies share, in one language.

    Arguments:
        data: The edition.
        language: Of the pages.
        labels: Label of each figure.
        places: Channel and label of each indicator, with the step where two are called the same.
        means: Means over all bodies.
        results: The same as results, one per figure.
        shown: Codes of the figures on which the field work has something; the others belong to
            options that nobody chose.
        pages: File name of each body's page.
    """

    data: SummaryData
    language: Language
    labels: tuple[str, ...]
    places: tuple[str, ...]
    means: FigureMeans
    results: tuple[FigureResult, ...]
    shown: frozenset[str]
    pages: tuple[str, ...]

    def of_body(self, body: int) -> tuple[FigureResult, ...]:
        """Return the results of one body, those of figures that are shown."""
        found = results_of_body(self.data.compiled.figures, self.labels, self.data.scores, body)
        return tuple(result for result in found if result.figure.code in self.shown)

    def score_of(self, body: int) -> FigureResult:
        """Return the score of one body, which is the first figure of every grid."""
        figures = self.data.compiled.figures[:1]
        return the_score(results_of_body(figures, self.labels[:1], self.data.scores, body))

    def on_average(self) -> tuple[FigureResult, ...]:
        """Return the means of the figures that are shown."""
        return tuple(result for result in self.results if result.figure.code in self.shown)

    def mean_of(self, code: str) -> float:
        """Return the mean of one figure; NaN where no body has a value."""
        return next(r.value for r in self.results if r.figure.code == code)

    def pick(self, text: Text) -> str:
        """Return a text of the grid in the language of the page."""
        return pick(text, self.language)

    def name_value(self, name: str, value: str) -> str:
        """Return the name for people of the value of a property."""
        known = self.data.facts.property_values.get((name, value))
        return self.pick(known) if known else value

    @property
    def confidence(self) -> str:
        """The level of the intervals, in words."""
        return format_share(self.data.facts.confidence, self.language)

    def in_reading_order(self) -> list[int]:
        """Return the positions of the bodies in the alphabetical order of their names."""
        bodies = self.data.bodies
        return sorted(
            range(len(bodies)), key=lambda k: (reading_order(bodies.names[k]), bodies.codes[k])
        )


def view_edition(data: SummaryData, language: Language) -> EditionView:
    """Return the view of an edition in one language."""
    figures = data.compiled.figures
    labels = tuple(label_of(data.compiled.grid, figure, language) for figure in figures)
    everybody = np.ones(len(data.bodies), dtype=np.bool_)
    means = average_figures(data.scores, everybody, confidence=data.facts.confidence)
    results = results_on_average(figures, labels, data.scores, means)
    is_shown = (data.scores.values.state != FigureState.NOT_OBSERVED).any(axis=0)
    shown = {
        figure.code
        for figure, is_observed in zip(figures, is_shown, strict=True)
        if is_observed or figure.kind is FigureKind.BODY
    }
    return EditionView(
        data,
        language,
        labels,
        name_places(data.compiled.grid, language),
        means,
        results,
        frozenset(shown),
        name_pages(data.bodies.codes),
    )


def name_places(grid: Grid, language: Language) -> tuple[str, ...]:
    """Return channel and label of each indicator; the step tells apart those called the same."""
    names = [
        p.PLACE.say(
            language,
            channel=label_of_axis(grid.channels, indicator.channel, language),
            indicator=pick(indicator.words.label, language),
        )
        for indicator in grid.indicators
    ]
    counts = Counter(names)
    return tuple(
        name
        if counts[name] == 1
        else f"{name} ({label_of_axis(grid.steps, indicator.step, language)})"
        for name, indicator in zip(names, grid.indicators, strict=True)
    )
