"""Released statistics as files: what was shown, what was withheld, and lists made by hand."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np
import polars as pl

from barometer.core.arrays import Integers
from barometer.core.comparison.families import Family, PeerFamilies
from barometer.core.disclosure.leaks import Leak
from barometer.core.disclosure.registry import (
    Audience,
    Release,
    ReleaseKind,
    Term,
    mean_of,
    sum_of,
)
from barometer.core.disclosure.standard_releases import (
    EditionReleases,
    PlannedRelease,
    ProposedEdition,
)
from barometer.core.errors import InvalidArgument
from barometer.core.faults import FaultReason
from barometer.files.edition_arrays import EditionArrays
from barometer.files.fault_log import FaultLog
from barometer.files.nearest import NearestCodes
from barometer.files.release_members import pick_members, spell_members
from barometer.files.table_reading import read_table
from barometer.files.text_table import TextTable

REQUIRED: Final = ("figure", "kind", "members")
OPTIONAL: Final = ("code", "minus", "probability", "audience", "viewer", "value", "unit")
KINDS: Final = {kind.value: kind for kind in ReleaseKind}
AUDIENCES: Final = {audience.value: audience for audience in Audience}

RELEASED_SCHEMA: Mapping[str, pl.DataType] = {
    "code": pl.String(),
    "figure": pl.String(),
    "kind": pl.String(),
    "members": pl.String(),
    "minus": pl.String(),
    "probability": pl.Float64(),
    "audience": pl.String(),
    "viewer": pl.String(),
    "value": pl.Float64(),
    "unit": pl.Float64(),
    "family": pl.String(),
    "statistic": pl.String(),
    "bodies": pl.Int64(),
}
"""Columns of released statistics; ``members`` is read back by :func:`read_releases`."""

WITHHELD_SCHEMA: Mapping[str, pl.DataType] = {
    "code": pl.String(),
    "figure": pl.String(),
    "family": pl.String(),
    "statistic": pl.String(),
    "bodies": pl.Int64(),
    "audience": pl.String(),
    "reason": pl.String(),
}
"""Columns of withheld statistics. For the operator only: a reason may itself tell something."""

LEAKS_SCHEMA: Mapping[str, pl.DataType] = {
    "kind": pl.String(),
    "figure": pl.String(),
    "body": pl.String(),
    "low": pl.Float64(),
    "high": pl.Float64(),
    "audience": pl.String(),
    "coalition": pl.String(),
    "releases": pl.String(),
}
"""Columns of leaks: who would be located, between what, for whom, through which releases."""


def propose_edition(edition: EditionArrays, columns: Integers, code: str) -> ProposedEdition:
    """Return what the releases of some figures are made of, with the wholes they are parts of.

    Arguments:
        edition: The results.
        columns: Columns of the figures wanted.
        code: Code of the edition in the registry.
    """
    wanted = edition.with_wholes(columns)
    return ProposedEdition(
        code,
        edition.bodies.codes,
        tuple(edition.figures[k].code for k in wanted),
        edition.values[:, wanted],
        edition.parts_of(wanted),
    )


def tabulate_released(
    releases: EditionReleases, families: PeerFamilies
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Return the table of what is shown and that of what is withheld.

    Arguments:
        releases: Decided releases of an edition.
        families: The families that they are made of.
    """
    by_code = {family.code: family for family in families.families}
    attributes = {d.code: d.attributes for d in families.rules.definitions}
    shown, withheld = [], []
    for one in releases.planned:
        family = by_code[one.family_code]
        if one.is_shown:
            members = spell_members(family, attributes[family.definition_code])
            shown.append(_released_row(one, members))
        else:
            withheld.append(_withheld_row(one, family))
    return (
        pl.DataFrame(shown, schema=RELEASED_SCHEMA, orient="row"),
        pl.DataFrame(withheld, schema=WITHHELD_SCHEMA, orient="row"),
    )


def _released_row(one: PlannedRelease, members: str) -> tuple[str | float | int | None, ...]:
    release = one.release
    return (
        release.code,
        release.figure,
        release.kind.value,
        members,
        "",
        release.probability,
        release.audience.value,
        release.viewer or "",
        one.value,
        one.unit,
        one.family_code,
        one.statistic,
        len(release.members),
    )


def _withheld_row(one: PlannedRelease, family: Family) -> tuple[str | int | None, ...]:
    release = one.release
    return (
        release.code,
        release.figure,
        family.code,
        one.statistic,
        len(release.members),
        release.audience.value,
        one.reason,
    )


def tabulate_leaks(leaks: Sequence[Leak]) -> pl.DataFrame:
    """Return one row per leak, with the columns of ``LEAKS_SCHEMA``."""
    rows = [
        (
            leak.kind.value,
            leak.figure,
            leak.body,
            leak.low,
            leak.high,
            leak.audience.value,
            " ".join(leak.coalition),
            "; ".join(leak.release_codes),
        )
        for leak in leaks
    ]
    return pl.DataFrame(rows, schema=LEAKS_SCHEMA, orient="row")


def read_releases(path: Path, edition: EditionArrays, edition_code: str) -> tuple[Release, ...]:
    """Return the releases of a file, about one edition.

    Columns ``figure``, ``kind`` and ``members``; where wanted ``code``, ``minus`` (members of the
    second mean of a difference), ``probability`` (of a quantile), ``audience`` (public if absent),
    ``viewer``, ``value`` and ``unit``. Members are codes separated by spaces, ``*`` for
    everybody, or conditions such as ``kind=commune; stratum=small|medium``; conditions take the
    bodies that have a value. A value without a unit is taken as rounded to its own last digit.

    Arguments:
        path: The file; the table ``released`` that a plan writes is one.
        edition: The results that it is about.
        edition_code: Code of the edition in the registry.

    Raises:
        BadInput: Anything in it is missing, unknown or malformed.
    """
    log = FaultLog()
    table = read_table(path, log=log)
    log.extend(table.missing_columns(REQUIRED))
    log.raise_if_any()
    if not table.height:
        log.add(table.whole_fault(FaultReason.EMPTY_TABLE))
    reader = _Reader(table, edition, edition_code, log)
    cells = {name: table.column(name).list() for name in (*REQUIRED, *OPTIONAL)}
    found: dict[str, Release] = {}
    for row in range(table.height):
        release = reader.release(row, {name: texts[row] for name, texts in cells.items()})
        if release is None:
            continue
        if release.code in found:
            log.add(table.fault(row, "code", release.code, FaultReason.DUPLICATE_CODE))
        found.setdefault(release.code, release)
    log.raise_if_any()
    return tuple(found.values())


@dataclass(frozen=True, slots=True, eq=False)
class _Reader:
    """Reads rows of releases; what is wrong goes to the log."""

    table: TextTable
    edition: EditionArrays
    edition_code: str
    log: FaultLog

    def release(self, row: int, cells: Mapping[str, str]) -> Release | None:
        before = len(self.log.faults)
        terms = self._terms(row, cells)
        kind = self._choice(row, "kind", cells["kind"], tuple(KINDS))
        audience = self._choice(row, "audience", cells["audience"] or "public", tuple(AUDIENCES))
        numbers = {name: self._number(row, name, cells[name]) for name in OPTIONAL[-2:]}
        probability = self._number(row, "probability", cells["probability"])
        if len(self.log.faults) > before:
            return None
        unit = numbers["unit"] if numbers["unit"] is not None else _last_digit(cells["value"])
        try:
            return Release(
                cells["code"] or f"{self.table.file}:{self.table.line(row)}",
                KINDS[kind],
                cells["figure"],
                terms,
                unit=unit,
                audience=AUDIENCES[audience],
                viewer=cells["viewer"] or None,
                published=numbers["value"],
                probability=probability,
            )
        except InvalidArgument as refusal:
            facts = (f"{refusal.name}: {refusal.allowed}",)
            self._fault(row, "kind", cells["kind"], FaultReason.BAD_CHOICE, *facts)
            return None

    def _terms(self, row: int, cells: Mapping[str, str]) -> tuple[Term, ...]:
        codes = [figure.code for figure in self.edition.figures]
        figure = cells["figure"]
        if figure not in codes:
            facts = (figure, *NearestCodes(codes).of(figure))
            self._fault(row, "figure", figure, FaultReason.UNKNOWN_REFERENCE, *facts)
            return ()
        values = self.edition.values[:, codes.index(figure)]
        terms = []
        for name in ("members", "minus"):
            if name == "minus" and not cells[name]:
                continue
            picked = pick_members(cells[name], self.edition.bodies, ~np.isnan(values))
            for value, reason, facts in picked.faults:
                self._fault(row, name, value, reason, *facts)
            if picked.faults:
                continue
            make = sum_of if cells["kind"] == "sum" else mean_of
            term = make(self.edition_code, picked.codes)
            terms.append(term if name == "members" else _negative(term))
        return tuple(terms)

    def _choice(self, row: int, column: str, text: str, allowed: tuple[str, ...]) -> str:
        if text not in allowed:
            self._fault(row, column, text, FaultReason.BAD_CHOICE, *allowed)
        return text

    def _number(self, row: int, column: str, text: str) -> float | None:
        if not text:
            return None
        try:
            return float(text.replace(",", "."))
        except ValueError:
            self._fault(row, column, text, FaultReason.BAD_NUMBER)
            return None

    def _fault(self, row: int, column: str, value: str, reason: FaultReason, *facts: str) -> None:
        self.log.add(self.table.fault(row, column, value, reason, *facts))


def _negative(term: Term) -> Term:
    return Term(term.edition, term.members, -term.scale, term.weights)


def _last_digit(text: str) -> float | None:
    """Return the rounding unit that a number written so has; None for an empty text."""
    if not text:
        return None
    decimals = len(text.replace(",", ".").partition(".")[2])
    return float(10.0**-decimals)
