"""The written rule by which too small peer cells merge.

Attributes are taken from the broadest to the finest. At each one the bodies are grouped by
value and groups under the minimum merge: with a neighbour when the values are ordered,
otherwise together, then with the smallest large enough group if they are still too few.
A merged group is not divided by the finer attributes. Where all values end in one group,
the attribute is dropped.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import Enum

from barometer.core.errors import InvalidArgument

Combination = tuple[tuple[str, tuple[str, ...]], ...]
"""Attribute and the values gathered under it, broadest first; dropped ones are absent."""

RESERVED_CHARACTERS = frozenset(":/+*")
"""Family codes are written with these, so definitions and values may not hold them."""


class MergeReason(Enum):
    """Why a family gathers several cells of its definition."""

    ADJACENT = "adjacent"
    POOLED = "pooled"
    ABSORBED = "absorbed"
    ATTRIBUTE_DROPPED = "attribute_dropped"


@dataclass(frozen=True, slots=True)
class FormerCell:
    """A group before merging: its path of values and its number of bodies."""

    path: str
    size: int


@dataclass(frozen=True, slots=True)
class Cell:
    """A group of bodies after merging; ``path`` is its combination as text."""

    combination: Combination
    member_codes: tuple[str, ...]
    merged_from: tuple[FormerCell, ...] = ()
    merge_reason: MergeReason | None = None

    @property
    def path(self) -> str:
        """The values, broadest attribute first, ``*`` for everybody."""
        return combination_path(self.combination)


def combination_path(combination: Combination) -> str:
    """Return a combination as text: values joined by ``+``, attributes by ``/``.

    Source:
        Method, section 5.1.

    Example:
        >>> combination_path((("kind", ("town",)), ("stratum", ("small", "medium"))))
        'town/small+medium'
    """
    return "/".join("+".join(values) for _, values in combination) or "*"


def divide_members(
    bodies: Mapping[str, Mapping[str, str]],
    attributes: Sequence[str],
    scales: Mapping[str, tuple[str, ...]],
    minimum_size: int,
) -> list[Cell]:
    """Return the cells that partition the bodies, each large enough unless all are too few.

    Arguments:
        bodies: Attribute values by body code; each body has every attribute.
        attributes: Broadest first.
        scales: Values of ordered attributes, smallest first.
        minimum_size: Fewest bodies of a cell.

    Raises:
        InvalidArgument: A value is missing from its scale or holds a reserved character.

    Source:
        Method, section 5.1.
    """
    if not bodies:
        return []
    for attribute in attributes:
        _check_values(attribute, {body[attribute] for body in bodies.values()}, scales)
    return _Divider(bodies, scales, minimum_size).divide(tuple(sorted(bodies)), (), attributes)


def _check_values(attribute: str, values: set[str], scales: Mapping[str, tuple[str, ...]]) -> None:
    for value in sorted(values):
        if not value or RESERVED_CHARACTERS & set(value):
            raise InvalidArgument(attribute, value, "not empty, no : / + * in codes")
        if attribute in scales and value not in scales[attribute]:
            raise InvalidArgument(attribute, value, f"one of {scales[attribute]}")


@dataclass(frozen=True, slots=True)
class _Divider:
    bodies: Mapping[str, Mapping[str, str]]
    scales: Mapping[str, tuple[str, ...]]
    minimum_size: int

    def divide(
        self, members: tuple[str, ...], above: Combination, attributes: Sequence[str]
    ) -> list[Cell]:
        if not attributes:
            return [Cell(above, members)]
        attribute, finer = attributes[0], attributes[1:]
        groups = self._groups(members, attribute)
        sizes = {value: len(group) for value, group in groups.items()}
        cells: list[Cell] = []
        for block in self._blocks(attribute, sizes):
            combination = (*above, (attribute, block))
            gathered = tuple(sorted(code for value in block for code in groups[value]))
            if len(block) == 1 and len(gathered) >= self.minimum_size:
                cells += self.divide(gathered, combination, finer)
                continue
            former = _former_cells(above, attribute, {value: sizes[value] for value in block})
            if len(block) == len(groups):
                reason = MergeReason.ATTRIBUTE_DROPPED
                cells.append(Cell(above, gathered, former, reason))
            else:
                cells.append(Cell(combination, gathered, former, self._reason(attribute, former)))
        return cells

    def _groups(self, members: tuple[str, ...], attribute: str) -> dict[str, list[str]]:
        groups: dict[str, list[str]] = {}
        for code in members:
            groups.setdefault(self.bodies[code][attribute], []).append(code)
        values = self.scales.get(attribute, tuple(sorted(groups)))
        return {value: groups[value] for value in values if value in groups}

    def _blocks(self, attribute: str, sizes: Mapping[str, int]) -> list[tuple[str, ...]]:
        if attribute in self.scales:
            return _adjacent_blocks(sizes, self.minimum_size)
        return _pooled_blocks(sizes, self.minimum_size)

    def _reason(self, attribute: str, former: tuple[FormerCell, ...]) -> MergeReason:
        if attribute in self.scales:
            return MergeReason.ADJACENT
        has_absorbed = any(cell.size >= self.minimum_size for cell in former)
        return MergeReason.ABSORBED if has_absorbed else MergeReason.POOLED


def _former_cells(
    above: Combination, attribute: str, sizes: Mapping[str, int]
) -> tuple[FormerCell, ...]:
    return tuple(
        FormerCell(combination_path((*above, (attribute, (value,)))), size)
        for value, size in sizes.items()
    )


def _adjacent_blocks(sizes: Mapping[str, int], minimum_size: int) -> list[tuple[str, ...]]:
    blocks: list[tuple[tuple[str, ...], int]] = [((value,), size) for value, size in sizes.items()]
    while len(blocks) > 1 and min(size for _, size in blocks) < minimum_size:
        smallest = min(range(len(blocks)), key=lambda i: blocks[i][1])
        beside = [i for i in (smallest - 1, smallest + 1) if 0 <= i < len(blocks)]
        neighbour = min(beside, key=lambda i: blocks[i][1])
        low, high = sorted((smallest, neighbour))
        merged = (blocks[low][0] + blocks[high][0], blocks[low][1] + blocks[high][1])
        blocks[low : high + 1] = [merged]
    return [values for values, _ in blocks]


def _pooled_blocks(sizes: Mapping[str, int], minimum_size: int) -> list[tuple[str, ...]]:
    small = [value for value, size in sizes.items() if size < minimum_size]
    large = [value for value, size in sizes.items() if size >= minimum_size]
    if small and large and sum(sizes[value] for value in small) < minimum_size:
        smallest = min(large, key=lambda value: sizes[value])
        large.remove(smallest)
        small = sorted([*small, smallest])
    return [(value,) for value in large] + ([tuple(small)] if small else [])
