"""The charts of the summary, from results in words."""

import math
from collections.abc import Sequence

import numpy as np

from barometer.core.scoring.figure_list import FigureKind
from barometer.core.scoring.figures import FigureState
from barometer.documents import phrases as p
from barometer.documents.charts.bars import BarRow, chart_bars
from barometer.documents.charts.drawing import Naming
from barometer.documents.charts.heat_map import (
    LARGEST,
    HeatCell,
    HeatRow,
    chart_heat_map,
)
from barometer.documents.charts.histogram import HistogramWords, chart_histogram, count_bins
from barometer.documents.charts.intervals import IntervalRow, chart_intervals
from barometer.documents.edition_view import EditionView
from barometer.documents.figure_results import FigureResult, label_of_axis
from barometer.documents.formats import Language, Phrase, format_points, say_each
from barometer.documents.summary_contexts import Figure

FEWEST_FOR_DISTRIBUTION = 5
"""Number of scores from which their spread is drawn."""


def of_kind(results: Sequence[FigureResult], kind: FigureKind) -> tuple[FigureResult, ...]:
    """Return the results of one level."""
    return tuple(result for result in results if result.figure.kind is kind)


def describe_range(results: Sequence[FigureResult], language: Language, sentence: Phrase) -> str:
    """Return what the highest and lowest results are; says so when there is one, or none."""
    scored = [result for result in results if result.state is FigureState.SCORED]
    if not scored:
        return p.NO_RESULT_TEXT.say(language)
    best = max(scored, key=lambda result: result.value)
    worst = min(scored, key=lambda result: result.value)
    if len(scored) == 1:
        sentence = p.ONE_RESULT_TEXT
    return sentence.say(
        language,
        best=best.label,
        best_value=format_points(best.value, language),
        worst=worst.label,
        worst_value=format_points(worst.value, language),
    )


def draw_intervals(
    view: EditionView,
    naming: Naming,
    results: Sequence[FigureResult],
    *,
    is_average: bool,
) -> Figure:
    """Return results with their intervals; those of a body stand beside the means."""
    language = view.language
    rows = [
        IntervalRow(
            result.label,
            result.stated(language),
            result.value,
            result.low,
            result.high,
            math.nan if is_average else view.mean_of(result.figure.code),
            _cells(view, result, is_average=is_average),
        )
        for result in results
    ]
    others = (p.BODIES_HEAD,) if is_average else (p.MEAN_HEAD, p.AUDITS_HEAD)
    columns = say_each((p.FIGURE_HEAD, p.RESULT, p.INTERVAL, *others), language)
    notes = [p.INTERVAL_KEY.say(language, confidence=view.confidence)]
    if not is_average:
        notes.append(p.REFERENCE_KEY.say(language))
    chart = chart_intervals(naming, columns, rows)
    return Figure(chart, tuple(notes))


def _cells(view: EditionView, result: FigureResult, *, is_average: bool) -> tuple[str, ...]:
    """Return the cells of one result after its label."""
    start = (result.result(view.language), result.interval(view.language))
    if is_average:
        return (*start, str(result.bodies))
    mean = view.mean_of(result.figure.code)
    stated = format_points(mean, view.language) if math.isfinite(mean) else ""
    return (*start, stated, str(result.audits))


def draw_axis(
    view: EditionView, results: Sequence[FigureResult], kind: FigureKind, title: Phrase
) -> Figure | None:
    """Return the chart of steps or of channels on average; None when there is only one."""
    members = of_kind(results, kind)
    if len(members) < 2:
        return None
    text = describe_range(members, view.language, p.RANGE_TEXT)
    naming = Naming(f"by-{kind}", title.say(view.language), text)
    return draw_intervals(view, naming, members, is_average=True)


def draw_criteria(view: EditionView, results: Sequence[FigureResult]) -> Figure | None:
    """Return the bars of the criteria; None when there is only one."""
    language = view.language
    members = of_kind(results, FigureKind.CRITERION)
    if len(members) < 2:
        return None
    rows = [
        BarRow(
            m.label,
            m.result(language),
            m.value,
            (m.result(language), m.interval(language), m.covered(language), str(m.audits)),
        )
        for m in members
    ]
    text = describe_range(members, language, p.RANGE_TEXT)
    naming = Naming("by-criterion", p.BY_CRITERION.say(language), text)
    heads = (p.CRITERION_HEAD, p.RESULT, p.INTERVAL, p.COVERAGE, p.AUDITS_HEAD)
    columns = say_each(heads, language)
    return Figure(chart_bars(naming, columns, rows, full=100.0), ())


def draw_heat_map(view: EditionView, results: Sequence[FigureResult]) -> Figure | None:
    """Return steps by channels; None when there are not several cells, or too many channels."""
    grid, language = view.data.compiled.grid, view.language
    cells = {
        tuple(result.figure.code.removeprefix("cell:").split("/")): result
        for result in of_kind(results, FigureKind.CELL)
    }
    steps = [axis.code for axis in grid.steps if any(key[0] == axis.code for key in cells)]
    channels = [axis.code for axis in grid.channels if any(key[1] == axis.code for key in cells)]
    if len(cells) < 2 or not 2 <= len(channels) <= LARGEST:
        return None
    rows = [
        HeatRow(
            label_of_axis(grid.steps, step, language),
            tuple(_heat_cell(cells.get((step, channel)), language) for channel in channels),
        )
        for step in steps
    ]
    text = describe_range(list(cells.values()), language, p.RANGE_TEXT)
    naming = Naming("heat-map", p.HEAT_MAP.say(language), text)
    headings = [label_of_axis(grid.channels, channel, language) for channel in channels]
    chart = chart_heat_map(naming, p.STEP_HEAD.say(language), headings, rows)
    return Figure(chart, (p.HEAT_MAP_KEY.say(language),))


def _heat_cell(result: FigureResult | None, language: Language) -> HeatCell:
    if result is None:
        return HeatCell(math.nan, "–", p.NOT_MEASURED.say(language), is_measured=False)
    if result.state is FigureState.SCORED:
        stated = result.result(language)
        return HeatCell(result.value, stated, result.stated(language), is_measured=True)
    short = p.SHORT_STATES[result.state].say(language)
    return HeatCell(math.nan, short, result.stated(language), is_measured=True)


def draw_distribution(view: EditionView) -> Figure | None:
    """Return how scores are spread; None when there are too few."""
    language = view.language
    score = next(
        k for k, figure in enumerate(view.data.compiled.figures) if figure.kind is FigureKind.BODY
    )
    values = view.data.scores.values.value[:, score]
    values = values[~np.isnan(values)]
    if len(values) < FEWEST_FOR_DISTRIBUTION:
        return None
    quarters = [format_points(float(q), language) for q in np.quantile(values, (0, 0.25, 0.75, 1))]
    mean = float(values.mean())
    text = p.DISTRIBUTION_TEXT.say(
        language,
        bodies=p.BODIES.say(language, len(values)),
        low=quarters[0],
        first=quarters[1],
        third=quarters[2],
        high=quarters[3],
        mean=format_points(mean, language),
    )
    words = HistogramWords(
        p.MEAN_MARK.say(language, mean=format_points(mean, language)),
        p.SCORE_AXIS.say(language),
    )
    naming = Naming("distribution", p.DISTRIBUTION.say(language), text)
    columns = (p.RANGE_HEAD.say(language), p.BODIES_HEAD.say(language))
    return Figure(chart_histogram(naming, columns, count_bins(values), mean, words), ())
