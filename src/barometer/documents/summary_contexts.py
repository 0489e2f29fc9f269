"""What the pages of a summary show: words and charts of one language, ready to be laid out."""

from dataclasses import dataclass

from barometer.documents.charts.drawing import Chart
from barometer.documents.formats import Language


@dataclass(frozen=True, slots=True)
class Fact:
    """One name and its value, as words."""

    name: str
    value: str


@dataclass(frozen=True, slots=True)
class Headline:
    """The one number of a page.

    Arguments:
        name: What the number is.
        value: The number, or the state that explains its absence.
        is_stated: False when ``value`` is a state.
        interval: Its interval in words; empty when there is none.
        facts: What it rests on.
    """

    name: str
    value: str
    is_stated: bool
    interval: str
    facts: tuple[Fact, ...]


@dataclass(frozen=True, slots=True)
class Figure:
    """A chart of the page with what is said beside it.

    Arguments:
        chart: Image and table; its description is shown as the sentence.
        notes: How to read the marks, and what is left out.
    """

    chart: Chart
    notes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class DataTable:
    """A table of words: caption, headings, rows whose first cell is their heading."""

    caption: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class ItemLoss:
    """One item that costs points.

    Arguments:
        points: Points lost, in words, with their noun.
        question: The item as the auditor reads it.
        code: Its code in the grid.
        place: Channel and indicator.
        evidence: On how many observations, of how many.
        improve: The improvement that it calls for; may be empty.
        norm: The public norm it rests on; may be empty.
    """

    points: str
    question: str
    code: str
    place: str
    evidence: str
    improve: str
    norm: str


@dataclass(frozen=True, slots=True)
class LossSection:
    """What costs points.

    Arguments:
        text: What the losses are and what they sum to.
        by_indicator: The indicators that cost most; None when nothing is lost.
        items: The items that cost most, the costliest first.
        table: Every loss, down to the item; None where only means are shown.
    """

    text: str
    by_indicator: Figure | None
    items: tuple[ItemLoss, ...]
    table: DataTable | None


@dataclass(frozen=True, slots=True)
class BodyLink:
    """One line of the list of bodies.

    Arguments:
        name, code: Of the body.
        page: Address of its page, from that of the edition.
        result: Score, or the state that explains its absence.
        interval: Interval of the score; empty when there is none.
        audits: Number of audits on which the score rests.
    """

    name: str
    code: str
    page: str
    result: str
    interval: str
    audits: str


@dataclass(frozen=True, slots=True)
class PageFrame:
    """What every page has around its content.

    Arguments:
        language: Of the page.
        title: Of the page, for its heading.
        edition: Name of the edition, for the title of the window.
        switch: Address of the same page in the other language.
        root: Path to the folder of the style sheet, such as ``../``.
        is_simulated: Whether the banner of simulated data stands on the page.
        version: Of the software.
    """

    language: Language
    title: str
    edition: str
    switch: str
    root: str
    is_simulated: bool
    version: str


@dataclass(frozen=True, slots=True)
class SummaryContext:
    """The page of an edition.

    Arguments:
        frame: What every page has.
        subtitle: Dates of field work and calculation.
        headline: The mean score; its state if there is none.
        overall: Sentences about the mean score.
        distribution: How scores are spread; None with fewer than five scores.
        axes: Steps, channels and their crossing, those that the grid has several of.
        criteria: Results by criterion; None when the grid has only one.
        properties: Results by kind of body, where groups are large enough.
        properties_note: What groups are left out and how intervals compare.
        losses: What costs most points on average.
        quality: Sentences about coverage and closed contacts.
        quality_tables: Coverage by channel, scores by state, observations by outcome.
        bodies: The bodies in alphabetical order.
        states: The states that occur, and what they mean.
        method: Versions of all that the numbers rest on.
        fingerprints: Digests of the inputs; None when there are none.
    """

    frame: PageFrame
    subtitle: str
    headline: Headline
    overall: tuple[str, ...]
    distribution: Figure | None
    axes: tuple[Figure, ...]
    criteria: Figure | None
    properties: tuple[Figure, ...]
    properties_note: str
    losses: LossSection
    quality: tuple[str, ...]
    quality_tables: tuple[DataTable, ...]
    bodies: tuple[BodyLink, ...]
    states: tuple[Fact, ...]
    method: tuple[str, ...]
    fingerprints: DataTable | None


@dataclass(frozen=True, slots=True)
class BodyContext:
    """The page of one body.

    Arguments:
        frame: What every page has.
        code: Of the body.
        properties: Its properties, as names and values.
        headline: Its score, or the state that explains its absence.
        overview: Score, steps and channels beside the means of the edition.
        heat_map: Steps by channels; None when the grid does not cross them.
        criteria: Results by criterion; None when the grid has only one.
        losses: What costs this body most points.
        indicators: One table per step.
        quality: Sentences about coverage, closed contacts and the unconditional variant.
        states: The states that occur on the page, and what they mean.
    """

    frame: PageFrame
    code: str
    properties: tuple[Fact, ...]
    headline: Headline
    overview: Figure
    heat_map: Figure | None
    criteria: Figure | None
    losses: LossSection
    indicators: tuple[DataTable, ...]
    quality: tuple[str, ...]
    states: tuple[Fact, ...]
