"""What gates close, and whether they close in a circle."""

from graphlib import CycleError, TopologicalSorter

from barometer.core.grids.model import Gate, Grid


def closed_items(grid: Grid, gate: Gate) -> tuple[str, ...]:
    """Return the codes of the items that a gate closes, in grid order, its own item never.

    ``indicator:CODE`` in the grid stands for all items of that indicator except the gate's own
    item, so that a gate may close the rest of its indicator. Unknown codes are left out.

    Source: Method, section 2.3.
    """
    named = set(gate.closes)
    return tuple(
        item.code
        for item in grid.items
        if item.code != gate.condition.item
        and (item.code in named or f"indicator:{item.indicator}" in named)
    )


def gate_cycle(grid: Grid) -> tuple[str, ...]:
    """Return codes of gates that close one another's items in a circle; empty if none do.

    Source: Method, section 2.3.
    """
    sorter = TopologicalSorter(_earlier_gates(grid))
    try:
        sorter.prepare()
    except CycleError as error:
        return tuple(error.args[1])
    return ()


def gates_in_order(grid: Grid) -> tuple[Gate, ...]:
    """Return the gates so that each comes after those that may close its own item.

    Source: Method, section 2.3.
    """
    by_code = {gate.code: gate for gate in grid.gates}
    return tuple(by_code[code] for code in TopologicalSorter(_earlier_gates(grid)).static_order())


def _earlier_gates(grid: Grid) -> dict[str, list[str]]:
    """Return, by gate, the gates that may close the item it looks at."""
    closes = {gate.code: set(closed_items(grid, gate)) for gate in grid.gates}
    return {
        gate.code: [code for code, items in closes.items() if gate.condition.item in items]
        for gate in grid.gates
    }
