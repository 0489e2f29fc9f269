"""Who is in a released statistic, as one cell of a table: conditions or codes."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from barometer.core.arrays import Bools
from barometer.core.comparison.families import Family
from barometer.core.faults import FaultReason
from barometer.core.scoring.encoding import Bodies
from barometer.files.nearest import NearestCodes

EVERYBODY: Final = "*"
MARKS: Final = frozenset(";|=*")


@dataclass(frozen=True, slots=True)
class PickedMembers:
    """The bodies that a cell names, in the order of the edition, or what is wrong with it."""

    codes: tuple[str, ...]
    faults: tuple[tuple[str, FaultReason, tuple[str, ...]], ...] = ()


def spell_members(family: Family, attributes: Sequence[str]) -> str:
    """Return the cell that names the members of a family.

    Arguments:
        family: The family.
        attributes: Those of its definition: its members have them all.

    Example:
        >>> towns = Family("k:commune", "k", (("kind", ("commune",)),), ("a",), (), None, True)
        >>> spell_members(towns, ("kind", "stratum"))
        'kind=commune; stratum=*'
    """
    chosen = dict(family.combination)
    if any(MARKS & set(text) for pair in chosen.items() for text in (pair[0], *pair[1])):
        return " ".join(family.member_codes)
    parts = [f"{name}={'|'.join(chosen.get(name, (EVERYBODY,)))}" for name in attributes]
    return "; ".join(parts) or EVERYBODY


def pick_members(cell: str, bodies: Bodies, has_value: Bools) -> PickedMembers:
    """Return the bodies that a cell names.

    Arguments:
        cell: Codes separated by spaces, ``*``, or conditions joined by ``;`` of a property, ``=``
            and values joined by ``|``; the value ``*`` is any that is not empty.
        bodies: The bodies of the edition.
        has_value: Whether each one has a value of the figure: conditions take no others.
    """
    if cell.strip() == EVERYBODY:
        return _nonempty(
            cell, [code for code, has in zip(bodies.codes, has_value, strict=True) if has]
        )
    if "=" in cell:
        return _by_conditions(cell, bodies, has_value)
    codes = list(dict.fromkeys(cell.split()))
    valued = dict(zip(bodies.codes, has_value.tolist(), strict=True))
    nearest = NearestCodes(bodies.codes)
    faults = [
        (code, FaultReason.UNKNOWN_BODY, nearest.of(code)) for code in codes if code not in valued
    ]
    faults += [
        (code, FaultReason.MISSING_VALUE, ()) for code in codes if not valued.get(code, True)
    ]
    return PickedMembers((), tuple(faults)) if faults else _nonempty(cell, codes)


def _by_conditions(cell: str, bodies: Bodies, has_value: Bools) -> PickedMembers:
    wanted: dict[str, frozenset[str]] = {}
    for part in cell.split(";"):
        name, _, values = part.partition("=")
        wanted[name.strip()] = frozenset(value.strip() for value in values.split("|"))
    unknown = [name for name in wanted if name not in bodies.properties]
    if unknown:
        facts = tuple(sorted(bodies.properties))
        return PickedMembers((), tuple((name, FaultReason.BAD_CHOICE, facts) for name in unknown))
    found = [
        code
        for row, code in enumerate(bodies.codes)
        if has_value[row] and _fits(bodies.properties, row, wanted)
    ]
    return _nonempty(cell, found)


def _fits(
    properties: Mapping[str, Sequence[str]], row: int, wanted: Mapping[str, frozenset[str]]
) -> bool:
    return all(
        properties[name][row] in values or (EVERYBODY in values and properties[name][row] != "")
        for name, values in wanted.items()
    )


def _nonempty(cell: str, codes: Sequence[str]) -> PickedMembers:
    if codes:
        return PickedMembers(tuple(codes))
    return PickedMembers((), ((cell, FaultReason.MISSING_VALUE, ()),))
