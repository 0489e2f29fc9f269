"""The page of a scored edition: what each part of it says."""

import math

import numpy as np

from barometer.core.scoring.figure_list import FigureKind
from barometer.core.scoring.figures import FigureState
from barometer.core.scoring.sums import Standing
from barometer.documents import phrases as p
from barometer.documents.charts.drawing import Naming
from barometer.documents.edition_means import average_figures
from barometer.documents.edition_view import EditionView, view_edition
from barometer.documents.figure_results import FigureResult, results_on_average, the_score
from barometer.documents.formats import (
    Language,
    format_date,
    format_interval,
    format_number,
    format_period,
    format_points,
    format_share,
    reading_order,
    say_each,
)
from barometer.documents.summary_charts import (
    describe_range,
    draw_axis,
    draw_criteria,
    draw_distribution,
    draw_heat_map,
    draw_intervals,
    of_kind,
)
from barometer.documents.summary_contexts import (
    BodyLink,
    DataTable,
    Fact,
    Figure,
    Headline,
    SummaryContext,
)
from barometer.documents.summary_data import SummaryData
from barometer.documents.summary_losses import losses_on_average
from barometer.documents.summary_words import (
    explain_states,
    frame_page,
    say_quality,
)

PAGE = "summary.html"
FEWEST_IN_GROUP = 5
"""Bodies under which the mean of a group is not shown."""


def build_summary(data: SummaryData, language: Language) -> SummaryContext:
    """Return the page of an edition in one language.

    Arguments:
        data: The scored edition.
        language: Of the page.
    """
    return build_edition_page(view_edition(data, language))


def build_edition_page(view: EditionView) -> SummaryContext:
    """Return the page of an edition from its view; see :func:`build_summary`."""
    language, results = view.language, view.on_average()
    axes = (
        draw_axis(view, results, FigureKind.STEP, p.BY_STEP),
        draw_axis(view, results, FigureKind.CHANNEL, p.BY_CHANNEL),
        draw_heat_map(view, results),
    )
    return SummaryContext(
        frame=frame_page(view, view.pick(view.data.facts.title), PAGE),
        subtitle=_subtitle(view),
        headline=_headline(view, results),
        overall=_overall(view, the_score(results)),
        distribution=draw_distribution(view),
        axes=tuple(figure for figure in axes if figure),
        criteria=draw_criteria(view, results),
        properties=_properties(view),
        properties_note=p.BY_PROPERTY_NOTE.say(language, fewest=FEWEST_IN_GROUP),
        losses=losses_on_average(view),
        quality=_quality(view, the_score(results)),
        quality_tables=_quality_tables(view, results),
        bodies=_links(view),
        states=_states(view, results),
        method=_method(view),
        fingerprints=_fingerprints(view),
    )


def _subtitle(view: EditionView) -> str:
    facts, language = view.data.facts, view.language
    parts = []
    if facts.started_on and facts.ended_on:
        period = format_period(facts.started_on, facts.ended_on, language)
        parts.append(p.FIELD_WORK.say(language, period=period))
    if facts.made_on:
        parts.append(p.MADE_ON.say(language, day=format_date(facts.made_on, language)))
    return " · ".join(parts)


def _headline(view: EditionView, results: tuple[FigureResult, ...]) -> Headline:
    language, score = view.language, the_score(results)
    count = bodies = format_number(len(view.data.bodies), 0, language)
    if score.bodies < len(view.data.bodies):
        scored = format_number(score.bodies, 0, language)
        count = p.PART_OF.say(language, part=scored, total=bodies)
    facts = [
        Fact(p.BODIES_HEAD.say(language), count),
        Fact(p.AUDITS_HEAD.say(language), format_number(score.audits, 0, language)),
    ]
    if math.isfinite(score.coverage):
        facts.append(Fact(p.COVERAGE.say(language), score.covered(language)))
    return Headline(
        p.OVERALL.say(language),
        score.result(language),
        score.state is FigureState.SCORED,
        score.interval(language),
        tuple(facts),
    )


def _overall(view: EditionView, score: FigureResult) -> tuple[str, ...]:
    language = view.language
    if not len(view.data.bodies):
        return (p.NO_BODY_TEXT.say(language),)
    if score.state is not FigureState.SCORED:
        return (p.NO_SCORE_TEXT.say(language),)
    sentences = [
        p.OVERALL_TEXT.say(
            language,
            bodies=p.BODIES.say(language, score.bodies),
            estimate=score.stated(language),
            audits=p.AUDITS.say(language, score.audits),
        )
    ]
    place = view.data.compiled.figures.index(score.figure)
    low, high = float(view.means.sector_low[place]), float(view.means.sector_high[place])
    if math.isfinite(low) and score.interval(language):
        interval = format_interval(low, high, language)
        sentences.append(p.SECTOR_TEXT.say(language, interval=interval))
    return tuple(sentences)


def _quality(view: EditionView, score: FigureResult) -> tuple[str, ...]:
    if not len(view.data.bodies):
        return ()
    return say_quality(score, view.language, p.QUALITY_TEXT)


def _properties(view: EditionView) -> tuple[Figure, ...]:
    """Return one chart per property that has at least two groups of enough bodies."""
    found = (
        _property_chart(view, place, name, view.pick(words))
        for place, (name, words) in enumerate(view.data.facts.properties)
    )
    return tuple(figure for figure in found if figure)


def _property_chart(view: EditionView, place: int, name: str, words: str) -> Figure | None:
    values = np.array(view.data.bodies.properties.get(name, ()), dtype=object)
    groups = [_group(view, values == value, name, value) for value in set(values)]
    groups = [group for group in groups if group.bodies >= FEWEST_IN_GROUP]
    groups.sort(key=lambda group: reading_order(group.label))
    if len(groups) < 2:
        return None
    text = describe_range(groups, view.language, p.RANGE_TEXT)
    naming = Naming(f"by-property-{place}", words, text)
    return draw_intervals(view, naming, groups, is_average=True)


def _group(
    view: EditionView, is_member: np.ndarray[tuple[int], np.dtype[np.bool_]], name: str, value: str
) -> FigureResult:
    """Return the mean score of the bodies that share the value of a property."""
    data = view.data
    label = view.name_value(name, value) or p.UNKNOWN_VALUE.say(view.language)
    means = average_figures(data.scores, is_member, confidence=data.facts.confidence)
    labels = [label] * len(data.compiled.figures)
    return the_score(results_on_average(data.compiled.figures, labels, data.scores, means))


def _quality_tables(view: EditionView, results: tuple[FigureResult, ...]) -> tuple[DataTable, ...]:
    if not len(view.data.bodies):
        return ()
    return (_channel_quality(view, results), _count_states(view), _count_standings(view))


def _channel_quality(view: EditionView, results: tuple[FigureResult, ...]) -> DataTable:
    language = view.language
    start = (p.CHANNEL_HEAD, p.AUDITS_HEAD, p.COVERAGE, p.CLOSED_HEAD)
    heads = say_each((*start, p.RESULT, p.UNCONDITIONAL_HEAD), language)
    rows = tuple(
        (
            channel.label,
            format_number(channel.audits, 0, language),
            channel.covered(language),
            format_share(channel.closed_share, language)
            if math.isfinite(channel.closed_share)
            else "",
            channel.result(language),
            format_points(channel.unconditional, language)
            if math.isfinite(channel.unconditional)
            else "",
        )
        for channel in of_kind(results, FigureKind.CHANNEL)
    )
    return DataTable(p.CHANNEL_QUALITY.say(language), heads, rows)


def _count_states(view: EditionView) -> DataTable:
    """Return how many bodies have a score, and why the others do not."""
    language = view.language
    place = view.data.compiled.figures.index(the_score(view.results).figure)
    counts = np.bincount(view.data.scores.values.state[:, place], minlength=len(FigureState))
    rows = tuple(
        (p.STATES[state].say(language), str(counts[state]))
        for state in FigureState
        if counts[state] or state is FigureState.SCORED
    )
    columns = (p.STATE_HEAD.say(language), p.BODIES_HEAD.say(language))
    return DataTable(p.STATES_CAPTION.say(language), columns, rows)


def _count_standings(view: EditionView) -> DataTable:
    language = view.language
    counts = view.data.losses.standings.sum(axis=0)
    total = max(int(counts.sum()), 1)
    rows = tuple(
        (
            p.STANDINGS[standing].say(language),
            format_number(int(counts[standing]), 0, language),
            format_share(counts[standing] / total, language),
        )
        for standing in Standing
    )
    heads = say_each((p.STATE_HEAD, p.OBSERVATIONS_HEAD, p.SHARE_HEAD), language)
    return DataTable(p.STANDINGS_CAPTION.say(language), heads, rows)


def _links(view: EditionView) -> tuple[BodyLink, ...]:
    bodies, language = view.data.bodies, view.language
    links = []
    for place in view.in_reading_order():
        score = view.score_of(place)
        links.append(
            BodyLink(
                bodies.names[place],
                bodies.codes[place],
                f"bodies/{view.pages[place]}",
                score.result(language),
                score.interval(language),
                str(score.audits),
            )
        )
    return tuple(links)


def _states(view: EditionView, results: tuple[FigureResult, ...]) -> tuple[Fact, ...]:
    """Return the states that the page shows: those of means, and of the bodies' scores."""
    place = view.data.compiled.figures.index(the_score(view.results).figure)
    of_bodies = {FigureState(int(s)) for s in np.unique(view.data.scores.values.state[:, place])}
    return explain_states(of_bodies | {result.state for result in results}, view.language)


def _method(view: EditionView) -> tuple[str, ...]:
    language, facts, grid = view.language, view.data.facts, view.data.compiled.grid
    return (
        p.METHOD_LINE.say(language, version=facts.method_version),
        p.GRID_LINE.say(
            language, title=view.pick(grid.title), code=grid.code, version=grid.version
        ),
        p.GRID_SIZE.say(
            language,
            items=len(grid.items),
            indicators=len(grid.indicators),
            criteria=len(grid.criteria),
        ),
        p.CONFIDENCE_LINE.say(language, confidence=view.confidence),
        p.SOFTWARE_LINE.say(language, version=facts.software_version),
    )


def _fingerprints(view: EditionView) -> DataTable | None:
    prints = view.data.facts.fingerprints
    if not prints:
        return None
    columns = (p.INPUT_HEAD.say(view.language), p.DIGEST_HEAD.say(view.language))
    return DataTable(p.FINGERPRINTS.say(view.language), columns, prints)
