"""Peer families of an edition: the usual definitions, or those of a file."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from barometer.core.comparison.families import (
    DEFAULT_MINIMUM_SIZE,
    Attributes,
    FamilyDefinition,
    FamilyRules,
    PeerFamilies,
    build_families,
)
from barometer.core.comparison.merging import RESERVED_CHARACTERS
from barometer.core.faults import FaultReason
from barometer.core.grids.model import Text
from barometer.core.scoring.encoding import Bodies
from barometer.files.edition_arrays import EditionArrays
from barometer.files.fault_log import FaultLog
from barometer.files.nearest import NearestCodes
from barometer.files.table_reading import read_table
from barometer.files.text_table import TextTable

EVERYBODY: Final = "all"
KIND, STRATUM, CERTIFIED = "kind", "stratum", "certified"
USUAL: Final = (
    FamilyDefinition("kind-stratum", (KIND, STRATUM)),
    FamilyDefinition(KIND, (KIND,)),
    FamilyDefinition(CERTIFIED, (CERTIFIED,)),
    FamilyDefinition(EVERYBODY, ()),
)
"""Used where the bodies have the properties; the first is the one that peers are taken from."""

USUAL_SCALE: Final = (
    "under-10k", "10k-20k", "20k-50k", "50k-100k", "over-100k", "small", "medium", "large",
)  # fmt: skip
"""Order of the usual size strata, smallest first: inhabitants, or staff."""

DEFINITION_COLUMNS: Final = ("definition", "attributes")
VALUE_COLUMNS: Final = ("property", "value")


@dataclass(frozen=True, slots=True)
class PropertyValues:
    """What people call the values of properties, and the order of those that have one.

    Arguments:
        labels: By property and value.
        scales: Values of an ordered property, smallest first.
    """

    labels: Mapping[tuple[str, str], Text]
    scales: Mapping[str, tuple[str, ...]]


NO_VALUES: Final = PropertyValues({}, {})


def usual_definitions(edition: EditionArrays) -> tuple[FamilyDefinition, ...]:
    """Return the usual definitions whose properties the bodies of an edition state.

    Source: Method, section 5.1.
    """
    return tuple(
        definition
        for definition in USUAL
        if all(edition.has_property(name) for name in definition.attributes)
    )


def read_definitions(path: Path, edition: EditionArrays) -> tuple[FamilyDefinition, ...]:
    """Return the definitions of a file: columns ``definition`` and ``attributes``.

    ``attributes`` are names of properties of the bodies separated by spaces, the broadest first;
    empty for everybody. The first definition is the one that peers are taken from.

    Raises:
        BadInput: No row, a code that is missing, repeated or malformed, or a property that no
            body states.
    """
    log = FaultLog()
    table = read_table(path, log=log)
    log.extend(table.missing_columns(DEFINITION_COLUMNS))
    log.raise_if_any()
    if not table.height:
        log.add(table.whole_fault(FaultReason.EMPTY_TABLE))
    known = sorted(edition.bodies.properties)
    found: dict[str, FamilyDefinition] = {}
    cells = zip(table.column("definition").list(), table.column("attributes").list(), strict=True)
    for row, (code, attributes) in enumerate(cells):
        names = tuple(attributes.split())
        if not code:
            log.add(table.fault(row, "definition", "", FaultReason.MISSING_VALUE))
        elif code in found:
            log.add(table.fault(row, "definition", code, FaultReason.DUPLICATE_CODE))
        elif RESERVED_CHARACTERS & set(code):
            log.add(table.fault(row, "definition", code, FaultReason.BAD_CODE))
        for name in names:
            if not edition.has_property(name) or names.count(name) > 1:
                facts = (*NearestCodes(known).of(name),) or tuple(known)
                log.add(table.fault(row, "attributes", name, FaultReason.BAD_CHOICE, *facts))
        found.setdefault(code, FamilyDefinition(code, names))
    log.raise_if_any()
    return tuple(found.values())


def read_values(path: Path) -> PropertyValues:
    """Return what a file says of values of properties.

    Columns ``property`` and ``value``; where wanted ``label_fr``, ``label_en`` and ``rank``, a
    number that orders the values of a property, the smallest first.

    Raises:
        BadInput: A property or value is missing or repeated, or a rank is no number.
    """
    log = FaultLog()
    table = read_table(path, log=log)
    log.extend(table.missing_columns(VALUE_COLUMNS))
    log.raise_if_any()
    names = ("property", "value", "label_fr", "label_en", "rank")
    columns = {name: table.column(name).list() for name in names}
    labels: dict[tuple[str, str], Text] = {}
    ranks: dict[str, dict[str, float]] = {}
    for row in range(table.height):
        cells = {name: texts[row] for name, texts in columns.items()}
        key = (cells["property"], cells["value"])
        _check_value(table, row, key, labels, log)
        labels[key] = Text(cells["label_fr"] or key[1], cells["label_en"])
        if cells["rank"]:
            rank = _number(cells["rank"])
            if rank is None:
                log.add(table.fault(row, "rank", cells["rank"], FaultReason.BAD_NUMBER))
            ranks.setdefault(key[0], {})[key[1]] = rank or 0.0
    log.raise_if_any()
    scales = {name: tuple(sorted(found, key=found.__getitem__)) for name, found in ranks.items()}
    return PropertyValues(labels, scales)


def _check_value(
    table: TextTable,
    row: int,
    key: tuple[str, str],
    labels: Mapping[tuple[str, str], Text],
    log: FaultLog,
) -> None:
    for name, text in zip(VALUE_COLUMNS, key, strict=True):
        if not text:
            log.add(table.fault(row, name, "", FaultReason.MISSING_VALUE))
    if key in labels:
        log.add(table.fault(row, "value", key[1], FaultReason.DUPLICATE_CODE))


def _number(text: str) -> float | None:
    try:
        return float(text.replace(",", "."))
    except ValueError:
        return None


def make_families(
    edition: EditionArrays,
    definitions: Sequence[FamilyDefinition],
    values: PropertyValues = NO_VALUES,
    *,
    edition_code: str = "",
    minimum_size: int = DEFAULT_MINIMUM_SIZE,
) -> PeerFamilies:
    """Return the families of the bodies of an edition.

    Only ordered properties whose values all have a place on their scale merge with neighbours;
    the usual size strata are ordered without being said.

    Raises:
        InvalidArgument: A value holds one of ``: / + *``.

    Source: Method, section 5.1.
    """
    scales = {
        name: scale
        for name, scale in {STRATUM: USUAL_SCALE, **values.scales}.items()
        if set(edition.bodies.properties.get(name, ())) - {""} <= set(scale)
    }
    rules = FamilyRules(tuple(definitions), scales, minimum_size)
    return build_families(edition_code, attributes_of(edition.bodies), rules)


def attributes_of(bodies: Bodies) -> Attributes:
    """Return the properties that each body states, by its code; empty ones are absent."""
    return {
        code: {name: texts[row] for name, texts in bodies.properties.items() if texts[row]}
        for row, code in enumerate(bodies.codes)
    }
