"""From the priorities of an edition to what their sentences need."""

import numpy as np

from barometer.core.priorities.levers import LEVER_COUNT, Effort, Lever, ordered_levers
from barometer.documents.formats import Language, pick
from barometer.documents.sentences.priorities import ShownLever
from barometer.files.priority_tables import FoundPriorities


def best_levers(
    found: FoundPriorities, row: int, language: Language
) -> tuple[ShownLever, ...] | None:
    """Return the five best levers of one body, best first; None where none can be judged.

    Arguments:
        found: The priorities.
        row: Row of the body.
        language: Of the labels.
    """
    efforts, main = (*found.item_efforts(), ""), found.main_items()[row]
    priorities, children = found.indicator_priorities, found.indicator_children
    if np.isnan(priorities.expected[row]).all():
        return None
    levers = [
        Lever(
            code,
            float(priorities.gains[row, k]),
            float(priorities.expected[row, k]),
            float(priorities.best_probability[row, k]),
            Effort(efforts[main[k]] or Effort.MEDIUM),
        )
        for k, code in enumerate(found.indicators)
        if np.isfinite(priorities.expected[row, k]) and priorities.gains[row, k] > 0
    ]
    shown = []
    for lever in ordered_levers(levers)[:LEVER_COUNT]:
        k = found.indicators.index(lever.code)
        item = found.items.items[main[k]] if main[k] >= 0 else ""
        shown.append(
            ShownLever(
                pick(found.indicator_label(lever.code), language),
                float(children.values[row, k]),
                float(children.targets[row, k]),
                bool(children.targets[row, k] < 100.0),
                lever.expected_gain,
                lever.best_probability,
                efforts[main[k]],
                pick(found.item_label(item), language) if item else "",
            )
        )
    return tuple(shown)


def common_levers(
    found: FoundPriorities, language: Language
) -> tuple[int, tuple[tuple[str, float, float], ...]]:
    """Return how many bodies have a score, and the levers that are most often among the best.

    Each with its label, the mean of its probabilities (0 to 1), and its mean gain in points.
    """
    priorities = found.indicator_priorities
    is_scored = ~np.isnan(priorities.gains).all(axis=1) if priorities.gains.size else np.zeros(0)
    count = int(is_scored.sum())
    if not count:
        return 0, ()
    shares = priorities.best_probability.sum(axis=0) / count
    gains = np.nansum(priorities.gains, axis=0) / count
    order = sorted(range(len(shares)), key=lambda k: (-shares[k], found.indicators[k]))
    return count, tuple(
        (pick(found.indicator_label(found.indicators[k]), language), shares[k], gains[k])
        for k in order[:LEVER_COUNT]
        if shares[k] > 0
    )
