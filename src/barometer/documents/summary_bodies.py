"""The page of one body: what each part of it says."""

from barometer.core.scoring.figure_list import FigureKind
from barometer.core.scoring.figures import FigureState
from barometer.documents import phrases as p
from barometer.documents.charts.drawing import Naming
from barometer.documents.edition_view import EditionView
from barometer.documents.figure_results import FigureResult, label_of_axis, the_score
from barometer.documents.formats import format_points, format_small_points, say_each
from barometer.documents.summary_charts import (
    draw_criteria,
    draw_heat_map,
    draw_intervals,
    of_kind,
)
from barometer.documents.summary_contexts import BodyContext, DataTable, Fact, Figure, Headline
from barometer.documents.summary_losses import losses_of_body
from barometer.documents.summary_words import (
    explain_states,
    frame_page,
    say_quality,
)

OVERVIEW_KINDS = (FigureKind.BODY, FigureKind.STEP, FigureKind.CHANNEL)


def build_body_page(view: EditionView, body: int) -> BodyContext:
    """Return the page of one body.

    Arguments:
        view: The edition in one language.
        body: Position of the body in the edition.
    """
    language, bodies = view.language, view.data.bodies
    results = view.of_body(body)
    score = the_score(results)
    return BodyContext(
        frame=frame_page(view, bodies.names[body], f"bodies/{view.pages[body]}"),
        code=p.BODY_CODE.say(language, code=bodies.codes[body]),
        properties=_properties(view, body),
        headline=_headline(view, score),
        overview=_overview(view, results),
        heat_map=draw_heat_map(view, results),
        criteria=draw_criteria(view, results),
        losses=losses_of_body(view, body),
        indicators=_indicators(view, results, body),
        quality=say_quality(score, language, p.BODY_QUALITY_TEXT),
        states=explain_states((result.state for result in results), language),
    )


def _properties(view: EditionView, body: int) -> tuple[Fact, ...]:
    found = view.data.bodies.properties
    return tuple(
        Fact(view.pick(words), view.name_value(name, found[name][body]))
        for name, words in view.data.facts.properties
        if name in found and found[name][body]
    )


def _headline(view: EditionView, score: FigureResult) -> Headline:
    language = view.language
    facts = [
        Fact(p.AUDITS_HEAD.say(language), str(score.audits)),
        Fact(p.COVERAGE.say(language), score.covered(language)),
    ]
    if the_score(view.results).state is FigureState.SCORED:
        mean = format_points(view.mean_of(score.figure.code), language)
        facts.append(Fact(p.MEAN_HEAD.say(language), mean))
    return Headline(
        p.BODY_SCORE.say(language),
        score.result(language),
        score.state is FigureState.SCORED,
        score.interval(language),
        tuple(facts),
    )


def _overview(view: EditionView, results: tuple[FigureResult, ...]) -> Figure:
    language, score = view.language, the_score(results)
    text = p.BODY_CHART_TEXT.say(
        language,
        score=score.stated(language),
        mean=the_score(view.results).result(language),
    )
    naming = Naming("overview", p.BODY_RESULTS.say(language), text)
    rows = [
        result
        for kind in OVERVIEW_KINDS
        if len(members := of_kind(results, kind)) > 1 or kind is FigureKind.BODY
        for result in members
    ]
    return draw_intervals(view, naming, rows, is_average=False)


def _indicators(
    view: EditionView, results: tuple[FigureResult, ...], body: int
) -> tuple[DataTable, ...]:
    """Return the indicators of each step with what they cost the score."""
    grid, language = view.data.compiled.grid, view.language
    by_code = {
        result.figure.code.removeprefix("indicator:"): result
        for result in of_kind(results, FigureKind.INDICATOR)
    }
    start = (p.INDICATOR_HEAD, p.RESULT, p.INTERVAL, p.LOST_HEAD)
    heads = say_each((*start, p.COVERAGE, p.AUDITS_HEAD), language)
    lost = _lost_by_indicator(view, body)
    tables = []
    for step in grid.steps:
        members = [i for i in grid.indicators if i.step == step.code and i.code in by_code]
        rows = tuple(
            _indicator_row(
                view,
                by_code[i.code],
                label_of_axis(grid.channels, i.channel, language),
                lost[i.code],
            )
            for i in members
        )
        if rows:
            tables.append(DataTable(view.pick(step.words.label), heads, rows))
    return tuple(tables)


def _lost_by_indicator(view: EditionView, body: int) -> dict[str, float]:
    compiled = view.data.compiled
    lost = dict.fromkeys((i.code for i in compiled.grid.indicators), 0.0)
    for item, points in zip(compiled.grid.items, view.data.losses.lost[body], strict=True):
        lost[item.indicator] += float(points)
    return lost


def _indicator_row(
    view: EditionView, result: FigureResult, channel: str, lost: float
) -> tuple[str, ...]:
    language = view.language
    is_in_score = not result.figure.option
    return (
        p.PLACE.say(language, channel=channel, indicator=result.label),
        result.result(language),
        result.interval(language),
        format_small_points(lost, language) if is_in_score else p.NOT_IN_SCORE.say(language),
        result.covered(language),
        str(result.audits),
    )
