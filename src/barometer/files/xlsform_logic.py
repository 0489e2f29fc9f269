"""What a form asks when: expressions for closed items, failed answers and plausible numbers."""

import math
from collections.abc import Mapping, Sequence
from itertools import pairwise

from barometer.core.grids.gating import closed_items
from barometer.core.grids.model import (
    Condition,
    Gate,
    Grid,
    Indicator,
    Item,
    ItemKind,
    Scale,
    Shape,
    Thresholds,
)
from barometer.core.grids.writing import spell_number
from barometer.files.xlsform_names import Role, element_name

UNOBSERVED = ("not_applicable", "not_observed")
"""States in which nothing was seen, so that nothing can be proven."""


def reference(role: Role, code: str) -> str:
    """Return the reference to a question in an expression."""
    return f"${{{element_name(role, code)}}}"


def any_of(tests: Sequence[str]) -> str:
    """Return the expression that holds when one of the tests does; '' without any."""
    return " or ".join(tests)


def all_of(tests: Sequence[str]) -> str:
    """Return the expression that holds when every test that is not empty does; '' without any."""
    kept = [test for test in tests if test]
    if len(kept) < 2:
        return "".join(kept)
    return " and ".join(f"({test})" if " or " in test else test for test in kept)


def has_answer(item: Item, value: str) -> str:
    """Return the test that an item was answered with a value or a state."""
    question = reference(Role.ANSWER, item.code)
    if item.kind is ItemKind.MULTIPLE:
        return f"selected({question}, '{value}')"
    return f"{question} = '{value}'"


def is_closed(gate: Gate, trigger: Item) -> str:
    """Return the test that a gate closes its items."""
    condition: Condition = gate.condition
    if condition.comparison:
        number = reference(Role.NUMBER, trigger.code)
        bound = spell_number(condition.bound)
        return f"{has_answer(trigger, 'measured')} and {number} {condition.comparison} {bound}"
    return any_of([has_answer(trigger, value) for value in condition.values])


def closing_tests(grid: Grid, items: Mapping[str, Item]) -> dict[str, list[str]]:
    """Return, by item, the tests under which it is not asked.

    A gate whose own item the form does not ask is left out.
    """
    tests: dict[str, list[str]] = {code: [] for code in items}
    for gate in grid.gates:
        trigger = items.get(gate.condition.item)
        if trigger is not None:
            for code in closed_items(grid, gate):
                if code in tests:
                    tests[code].append(f"not({is_closed(gate, trigger)})")
    return tests


def sections_in_order(grid: Grid) -> tuple[Indicator, ...]:
    """Return the indicators so that what closes items is asked before them, as far as possible.

    The order of the grid is kept otherwise; where gates of two indicators close items of each
    other, the first of the grid comes first.
    """
    section = {item.code: item.indicator for item in grid.items}
    before: dict[str, set[str]] = {indicator.code: set() for indicator in grid.indicators}
    for gate in grid.gates:
        trigger = section[gate.condition.item]
        for code in closed_items(grid, gate):
            before[section[code]] |= {trigger} - {section[code]}
    ordered: list[Indicator] = []
    waiting = list(grid.indicators)
    while waiting:
        left = {indicator.code for indicator in waiting}
        free = (indicator for indicator in waiting if not before[indicator.code] & left)
        chosen = next(free, waiting[0])
        waiting.remove(chosen)
        ordered.append(chosen)
    return tuple(ordered)


def is_observed(item: Item) -> str:
    """Return the test that something was seen, hence can be proven."""
    if item.kind is ItemKind.MEASURED:
        return has_answer(item, "measured")
    unseen = [f"not({has_answer(item, state)})" for state in UNOBSERVED]
    return all_of([f"{reference(Role.ANSWER, item.code)} != ''", *unseen])


def is_failed(item: Item, scale: Scale | None, thresholds: Thresholds | None) -> str:
    """Return the test that an observed answer earns less than the full points."""
    if item.kind is ItemKind.YES_NO:
        return has_answer(item, "no" if item.polarity == "yes" else "yes")
    if thresholds is not None:
        full = any_of(full_ranges(thresholds, reference(Role.NUMBER, item.code)))
        filled = f"{reference(Role.NUMBER, item.code)} != ''"
        return all_of([is_observed(item), filled, f"not({full})" if full else ""])
    levels = scale.levels if scale else ()
    if item.kind is ItemKind.GRADED:
        return any_of([has_answer(item, lev.value) for lev in levels if lev.points < 100])
    earned = " + ".join(
        f"if({has_answer(item, level.value)}, {spell_number(level.points)}, 0)" for level in levels
    )
    return all_of([is_observed(item), f"({earned}) < 100"])


def full_ranges(thresholds: Thresholds, number: str) -> list[str]:
    """Return the tests, one per range, under which a quantity earns the full 100 points."""
    if thresholds.shape is Shape.STEP:
        starts = (-math.inf, *thresholds.at[:-1])
        steps = zip(starts, thresholds.at, thresholds.points, strict=True)
        return [
            _within(number, (">", start), ("<=", end)) for start, end, won in steps if won >= 100
        ]
    at = (-math.inf, *thresholds.at, math.inf)
    is_full = [won >= 100 for won in thresholds.points]
    flat = [left and right for left, right in pairwise(is_full)]
    flat = [is_full[0], *flat, is_full[-1]]
    ranges = [
        _within(number, (">=", before), ("<=", after))
        for before, after, is_flat in zip(at, at[1:], flat, strict=False)
        if is_flat
    ]
    peaks = [
        f"{number} = {spell_number(knot)}"
        for knot, full, *sides in zip(thresholds.at, is_full, flat, flat[1:], strict=False)
        if full and not any(sides)
    ]
    return ranges + peaks


def _within(number: str, low: tuple[str, float], high: tuple[str, float]) -> str:
    bounds = [
        f"{number} {comparison} {spell_number(bound)}"
        for comparison, bound in (low, high)
        if math.isfinite(bound)
    ]
    # Without any bound the whole line earns the points, whatever the number.
    return " and ".join(bounds) or "true()"


def plausible(item: Item) -> str:
    """Return the constraint on the number of a measured item; '' without bounds."""
    tests = []
    if math.isfinite(item.minimum):
        tests.append(f". >= {spell_number(item.minimum)}")
    if math.isfinite(item.maximum):
        tests.append(f". <= {spell_number(item.maximum)}")
    return " and ".join(tests)


def exclusive(values: Sequence[str]) -> str:
    """Return the constraint that none of the values is chosen beside another one."""
    return all_of([f"not(selected(., '{value}') and count-selected(.) > 1)" for value in values])
