"""What a grid is: its parts as frozen records, exactly as its files state them."""

from dataclasses import dataclass
from enum import StrEnum


class ItemKind(StrEnum):
    """How the answer to an item is given, hence how it is turned into points."""

    YES_NO = "yes_no"
    GRADED = "graded"
    MEASURED = "measured"
    MULTIPLE = "multiple"
    TABLE = "table"


class ItemSource(StrEnum):
    """Who can see the fact: a mystery contact, or a reader of the body's documents."""

    MYSTERY = "mystery"
    DOCUMENTARY = "documentary"


class Evidence(StrEnum):
    """Whether a proof accompanies the answer."""

    REQUIRED = "required"
    ON_FAILURE = "on_failure"
    OPTIONAL = "optional"
    FORBIDDEN = "forbidden"


class Combine(StrEnum):
    """How several observations of one item of one body become one value.

    ``POOL`` lets each observation count as one (ratio of sums); the others first make one
    value of the item: its mean, its best or worst points, 100 if any (or only if all)
    observations earn the full 100 points.
    """

    POOL = "pool"
    MEAN = "mean"
    BEST = "best"
    WORST = "worst"
    ANY = "any"
    ALL = "all"


class GateEffect(StrEnum):
    """What becomes of the items that a gate closes: left out, zero, or full points."""

    OUT = "out"
    ZERO = "zero"
    FULL = "full"


class Effort(StrEnum):
    """Effort that the improvement of an item asks of a body."""

    QUICK = "quick"
    MEDIUM = "medium"
    HEAVY = "heavy"


class Shape(StrEnum):
    """How a measured quantity becomes points: by steps, or by straight lines between knots."""

    STEP = "step"
    LINEAR = "linear"


UNITS = (
    "rings",
    "seconds",
    "minutes",
    "hours",
    "days",
    "working_days",
    "working_hours",
    "count",
    "share",
    "clicks",
    "screens",
    "pages",
    "months",
    "points",
)
"""Units of measured items; ``share`` is in percent, ``points`` in hundredths."""


@dataclass(frozen=True, slots=True)
class Text:
    """One sentence or label in both languages; an empty string means none."""

    fr: str
    en: str


@dataclass(frozen=True, slots=True)
class Label:
    """Label and help of an element of the grid."""

    label: Text
    help: Text


@dataclass(frozen=True, slots=True)
class Axis:
    """One step, channel or criterion."""

    code: str
    words: Label


@dataclass(frozen=True, slots=True)
class Indicator:
    """One indicator: a step, a channel and a criterion crossed, with its weight (> 0).

    ``option`` is empty in the common core; otherwise it names the option (the desk) whose own
    figures the indicator enters. ``decimals`` rounds the value of the indicator, half up, before
    it enters a figure; None, the rule, does not round.
    """

    code: str
    step: str
    channel: str
    criterion: str
    weight: float
    option: str
    decimals: int | None
    words: Label


@dataclass(frozen=True, slots=True)
class Item:
    """One question of the grid.

    ``scale`` names a scale (graded, multiple) or thresholds (measured); ``scenarios`` empty
    means that every scenario may see it; ``combine`` is a :class:`Combine` value or the code of
    a combination rule.
    """

    code: str
    indicator: str
    kind: ItemKind
    weight: float
    polarity: str
    scale: str
    unit: str
    minimum: float
    maximum: float
    source: ItemSource
    scenarios: tuple[str, ...]
    evidence: Evidence
    combine: str
    essential: bool
    effort: Effort
    norm: str
    words: Label
    improve: Text


@dataclass(frozen=True, slots=True)
class Level:
    """One answer of a scale and the points it earns, 0 to 100 (multiple: the points add up)."""

    value: str
    points: float
    label: Text


@dataclass(frozen=True, slots=True)
class Scale:
    """Answers of graded and multiple-choice items, in the order in which they are shown."""

    code: str
    levels: tuple[Level, ...]


@dataclass(frozen=True, slots=True)
class Thresholds:
    """Points of a measured quantity.

    ``at`` ascends. STEP: a value up to ``at[k]`` earns ``points[k]``; the last ``at`` is
    infinity. LINEAR: straight lines between (``at``, ``points``), constant outside.
    """

    code: str
    shape: Shape
    at: tuple[float, ...]
    points: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Condition:
    """``item`` has one of ``values``, or its number compares with ``bound`` (<, <=, >, >=)."""

    item: str
    values: tuple[str, ...] = ()
    comparison: str = ""
    bound: float = 0.0


@dataclass(frozen=True, slots=True)
class TableRow:
    """One row of a decision table: all conditions met -> these points; None leaves the item out."""

    conditions: tuple[Condition, ...]
    points: float | None


@dataclass(frozen=True, slots=True)
class DecisionTable:
    """Points of a ``table`` item from the answers to other items; the first row that fits wins."""

    item: str
    rows: tuple[TableRow, ...]


@dataclass(frozen=True, slots=True)
class CombineRule:
    """Named rule that chooses how to combine by a property of the body or service.

    ``cases`` are (property, value, combine) in order; the first that fits wins; ``otherwise``
    serves when none does.
    """

    code: str
    cases: tuple[tuple[str, str, Combine], ...]
    otherwise: Combine


@dataclass(frozen=True, slots=True)
class Gate:
    """When ``condition`` holds in an audit, the items of ``closes`` are closed in that audit."""

    code: str
    condition: Condition
    closes: tuple[str, ...]
    effect: GateEffect
    label: Text


@dataclass(frozen=True, slots=True)
class Scenario:
    """One kind of audit: channel, number per body, persona, script and what is forbidden."""

    code: str
    channel: str
    option: str
    count: int
    window_days: int
    title: Text
    persona: Text
    script: Text
    forbidden: Text


@dataclass(frozen=True, slots=True)
class GroupLevel:
    """One level of means over bodies, for some figures.

    ``by``: properties whose values name the groups; ``members``: ``body`` or the code of another
    level whose groups are averaged; ``weights``: weight by value of ``weight_by`` (empty: equal);
    ``figures``: figure codes the level is made for (empty: all that the members have);
    ``decimals``: rounding, half up, of the members before they are averaged (None: none);
    ``is_complete``: there is no mean where a weighted value of ``weight_by`` has no member.
    """

    code: str
    by: tuple[str, ...]
    members: str
    weight_by: str
    weights: tuple[tuple[str, float], ...]
    figures: tuple[str, ...]
    decimals: int | None
    is_complete: bool


@dataclass(frozen=True, slots=True)
class Composite:
    """A figure of one level of groups, made of other figures of the same group.

    The weighted mean of ``parts`` (figure, weight), over those that have a value.
    """

    level: str
    code: str
    parts: tuple[tuple[str, float], ...]
    label: Text


@dataclass(frozen=True, slots=True)
class ItemChange:
    """One line of the change log: what became of an item in a version, and if it compares."""

    version: int
    item: str
    change: str
    is_comparable: bool
    note: Text


@dataclass(frozen=True, slots=True)
class Floors:
    """Smallest observed share of the weight (0 to 1) from which a value is stated."""

    indicator: float
    figure: float
    body: float


@dataclass(frozen=True, slots=True)
class Grid:
    """A grid version, whole. Order of the records is the order of the files."""

    code: str
    version: int
    method: str
    title: Text
    description: Text
    is_complete: bool
    combine: Combine
    floors: Floors
    steps: tuple[Axis, ...]
    channels: tuple[Axis, ...]
    criteria: tuple[Axis, ...]
    indicators: tuple[Indicator, ...]
    items: tuple[Item, ...]
    scales: tuple[Scale, ...]
    thresholds: tuple[Thresholds, ...]
    tables: tuple[DecisionTable, ...]
    combine_rules: tuple[CombineRule, ...]
    gates: tuple[Gate, ...]
    scenarios: tuple[Scenario, ...]
    groups: tuple[GroupLevel, ...]
    composites: tuple[Composite, ...]
    changes: tuple[ItemChange, ...]
