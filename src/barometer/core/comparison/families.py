"""Peer families: who is compared with whom, fixed for an edition and fingerprinted.

Within one definition the families are a partition: two families that overlapped could be
subtracted from each other and give a small group away. A body is in several families
because there are several definitions.
"""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from barometer.core.arrays import Integers
from barometer.core.comparison.arrays import NO_FAMILY
from barometer.core.comparison.merging import (
    RESERVED_CHARACTERS,
    Combination,
    FormerCell,
    MergeReason,
    divide_members,
)
from barometer.core.errors import DomainError, InvalidArgument

DEFAULT_MINIMUM_SIZE = 10
"""From ten bodies on, quartile points of a family may be shown (disclosure rules)."""

Attributes = Mapping[str, Mapping[str, str]]


class UnknownFamilyDefinition(DomainError):
    """A family definition is asked for that the edition does not have."""

    def __init__(self, definition_code: str, known_codes: tuple[str, ...]) -> None:
        super().__init__(definition_code, known_codes)
        self.definition_code = definition_code
        self.known_codes = known_codes


@dataclass(frozen=True, slots=True)
class FamilyDefinition:
    """One way of choosing peers: the same values of these attributes, the broadest first."""

    code: str
    attributes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class FamilyRules:
    """The written rules of an edition: definitions, ordered scales, smallest family.

    ``scales`` gives the values of an ordered attribute (size strata), smallest first: its too
    small cells merge with a neighbour. The values of any other attribute have no order.
    """

    definitions: tuple[FamilyDefinition, ...]
    scales: Mapping[str, tuple[str, ...]]
    minimum_size: int = DEFAULT_MINIMUM_SIZE


@dataclass(frozen=True, slots=True)
class Family:
    """Bodies compared with one another, and how the family came to be.

    ``merged_from`` is empty for a family as defined. ``is_large_enough`` is false only when
    the whole definition holds fewer bodies than the minimum: nothing is left to merge with.
    """

    code: str
    definition_code: str
    combination: Combination
    member_codes: tuple[str, ...]
    merged_from: tuple[FormerCell, ...]
    merge_reason: MergeReason | None
    is_large_enough: bool


@dataclass(frozen=True, slots=True)
class UnplacedBody:
    """A body that lacks attributes of a definition, hence has no family by it."""

    definition_code: str
    body_code: str
    missing_attributes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PeerFamilies:
    """The families of an edition; equal fingerprints mean equal content."""

    edition_code: str
    rules: FamilyRules
    families: tuple[Family, ...]
    unplaced: tuple[UnplacedBody, ...]
    fingerprint: str

    def of_definition(self, definition_code: str) -> tuple[Family, ...]:
        """Return the families of one definition; their order is the family index.

        Raises:
            UnknownFamilyDefinition: The edition has no such definition.

        Source:
            Method, section 5.1.
        """
        known = tuple(definition.code for definition in self.rules.definitions)
        if definition_code not in known:
            raise UnknownFamilyDefinition(definition_code, known)
        return tuple(f for f in self.families if f.definition_code == definition_code)

    def of_body(self, body_code: str) -> tuple[Family, ...]:
        """Return the families a body is in, at most one per definition, none if unknown.

        Source:
            Method, section 5.1.
        """
        return tuple(f for f in self.families if body_code in f.member_codes)

    def index_of(self, definition_code: str, body_codes: Sequence[str]) -> Integers:
        """Return the family number of each body by one definition, -1 where it has none.

        Arguments:
            definition_code: A definition of the edition.
            body_codes: Bodies in the order of the rows of the score arrays.

        Raises:
            UnknownFamilyDefinition: The edition has no such definition.

        Source:
            Method, section 5.1.
        """
        number = {
            body_code: index
            for index, family in enumerate(self.of_definition(definition_code))
            for body_code in family.member_codes
        }
        return np.array([number.get(code, NO_FAMILY) for code in body_codes], dtype=np.int64)


def build_families(edition_code: str, bodies: Attributes, rules: FamilyRules) -> PeerFamilies:
    """Return the peer families of an edition, the same whatever the order of the input.

    An edition without bodies has no families. A body that lacks an attribute of a definition
    is listed in ``unplaced`` and has no family by it.

    Arguments:
        edition_code: Enters the fingerprint.
        bodies: Attribute values by attribute name, by body code.
        rules: Definitions, scales and smallest size.

    Raises:
        InvalidArgument: Smallest size under 2, a definition or attribute given twice, a code
            with a reserved character, or a value missing from its attribute's scale.

    Source:
        Method, section 5.1.

    Example:
        >>> rules = FamilyRules((FamilyDefinition("kind", ("kind",)),), {}, minimum_size=2)
        >>> table = {"b1": {"kind": "town"}, "b2": {"kind": "town"}, "b3": {"kind": "agency"}}
        >>> [f.code for f in build_families("2026", table, rules).families]
        ['kind:*']
        >>> table["b4"] = {"kind": "agency"}
        >>> [f.code for f in build_families("2026", table, rules).families]
        ['kind:agency', 'kind:town']
    """
    _check_rules(rules)
    families: list[Family] = []
    unplaced: list[UnplacedBody] = []
    for definition in rules.definitions:
        missing = {
            code: tuple(a for a in definition.attributes if a not in bodies[code])
            for code in sorted(bodies)
        }
        placed = {code: bodies[code] for code in missing if not missing[code]}
        families += _families_of(definition, placed, rules)
        unplaced += [UnplacedBody(definition.code, c, gap) for c, gap in missing.items() if gap]
    fingerprint = _fingerprint(edition_code, rules, families, unplaced)
    return PeerFamilies(edition_code, rules, tuple(families), tuple(unplaced), fingerprint)


def _check_rules(rules: FamilyRules) -> None:
    if rules.minimum_size < 2:
        raise InvalidArgument("minimum_size", rules.minimum_size, ">= 2")
    codes = [definition.code for definition in rules.definitions]
    if len(set(codes)) < len(codes):
        raise InvalidArgument("definitions", tuple(codes), "each code once")
    for definition in rules.definitions:
        if len(set(definition.attributes)) < len(definition.attributes):
            raise InvalidArgument("attributes", definition.attributes, "each attribute once")
        if RESERVED_CHARACTERS & set(definition.code):
            raise InvalidArgument("definition code", definition.code, "no : / + * in codes")


def _families_of(
    definition: FamilyDefinition, bodies: Attributes, rules: FamilyRules
) -> list[Family]:
    cells = divide_members(bodies, definition.attributes, rules.scales, rules.minimum_size)
    return [
        Family(
            code=f"{definition.code}:{cell.path}",
            definition_code=definition.code,
            combination=cell.combination,
            member_codes=cell.member_codes,
            merged_from=cell.merged_from,
            merge_reason=cell.merge_reason,
            is_large_enough=len(cell.member_codes) >= rules.minimum_size,
        )
        for cell in cells
    ]


def _fingerprint(
    edition_code: str,
    rules: FamilyRules,
    families: Sequence[Family],
    unplaced: Sequence[UnplacedBody],
) -> str:
    content = {
        "edition": edition_code,
        "minimum_size": rules.minimum_size,
        "scales": {name: list(values) for name, values in rules.scales.items()},
        "definitions": [[d.code, list(d.attributes)] for d in rules.definitions],
        "families": [[f.code, list(f.member_codes)] for f in families],
        "unplaced": [[u.definition_code, u.body_code] for u in unplaced],
    }
    text = json.dumps(content, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode("utf-8")).hexdigest()
