"""Why the mean moved: the same bodies improved, or other bodies came and went."""

from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from barometer.core.arrays import Bools, Floats
from barometer.core.change.panels import Panel, mean_of


class DecompositionState(StrEnum):
    """Which parts of a decomposition exist."""

    GIVEN = "given"
    NO_BODY_BEFORE = "no_body_before"
    NO_BODY_AFTER = "no_body_after"
    NO_CONTINUING_BODY = "no_continuing_body"
    """The total change exists but cannot be split: nobody took part twice."""


@dataclass(frozen=True, slots=True)
class ChangeDecomposition:
    """Parts of the change of the mean, in points; ``within + entry + exit`` is ``change``.

    ``within`` itself is ``own + reweighting``: bodies that moved, and continuing bodies that count
    for more or less than before (zero when weights do not change). Not-a-number where the state
    says that a part does not exist.
    """

    mean_before: float
    mean_after: float
    change: float
    within: float
    own: float
    reweighting: float
    entry: float
    exit: float
    continuing_count: int
    entering_count: int
    leaving_count: int
    state: DecompositionState


@dataclass(frozen=True, slots=True)
class _Parts:
    own: float
    reweighting: float
    entry: float
    exit: float


def decompose_change(panel: Panel) -> ChangeDecomposition:
    """Return the exact split of the change of the mean, in points (Melitz-Polanec form).

    Entering bodies are compared with the continuing ones in the second edition, leaving bodies
    with the continuing ones in the first: an entry part below zero says that newcomers score
    below those already there. Entry is 0 when nobody entered, exit is 0 when nobody left.

    Arguments:
        panel: Both editions, with their weights if any.

    Source: Method, section 6.2.

    Example:
        >>> nan = float("nan")
        >>> parts = decompose_change(
        ...     Panel(np.array([60.0, 70.0, 50.0, nan]), np.array([64.0, 72.0, nan, 77.0])))
        >>> parts.change, parts.within, parts.entry, parts.exit
        (11.0, 3.0, 3.0, 5.0)
    """
    first, second = panel.active_before, panel.active_after
    mean_before = mean_of(panel.before, first)
    mean_after = mean_of(panel.after, second)
    is_continuing = panel.is_continuing
    state = _state(mean_before, mean_after, bool(is_continuing.any()))
    nan = float("nan")
    parts = _Parts(nan, nan, nan, nan)
    if state is DecompositionState.GIVEN:
        parts = _split(panel, first, second)
    return ChangeDecomposition(
        mean_before=mean_before,
        mean_after=mean_after,
        change=mean_after - mean_before,
        within=parts.own + parts.reweighting,
        own=parts.own,
        reweighting=parts.reweighting,
        entry=parts.entry,
        exit=parts.exit,
        continuing_count=int(is_continuing.sum()),
        entering_count=int(((second > 0.0) & ~is_continuing).sum()),
        leaving_count=int(((first > 0.0) & ~is_continuing).sum()),
        state=state,
    )


def _state(mean_before: float, mean_after: float, has_continuing: bool) -> DecompositionState:
    if np.isnan(mean_before):
        return DecompositionState.NO_BODY_BEFORE
    if np.isnan(mean_after):
        return DecompositionState.NO_BODY_AFTER
    return DecompositionState.GIVEN if has_continuing else DecompositionState.NO_CONTINUING_BODY


def _split(panel: Panel, first: Floats, second: Floats) -> _Parts:
    continuing = panel.is_continuing
    shares_before = first[continuing] / first[continuing].sum()
    shares_after = second[continuing] / second[continuing].sum()
    before, after = panel.before[continuing], panel.after[continuing]
    own = float((shares_before + shares_after) / 2 @ (after - before))
    middle = (before + after) / 2
    # The shares sum to one, so any centre gives the same total; this one keeps rounding small.
    reweighting = float((shares_after - shares_before) @ (middle - middle.mean()))
    return _Parts(
        own=own,
        reweighting=reweighting,
        entry=_gap(panel.after, second, continuing, float(shares_after @ after)),
        exit=0.0 - _gap(panel.before, first, continuing, float(shares_before @ before)),
    )


def _gap(
    values: Floats,
    weights: Floats,
    continuing: Bools,
    continuing_mean: float,
) -> float:
    """Return the share of the other bodies times their distance to the continuing ones."""
    others = np.where(continuing, 0.0, weights)
    if not others.any():
        return 0.0
    share = float(others.sum() / weights.sum())
    return share * (mean_of(values, others) - continuing_mean)
