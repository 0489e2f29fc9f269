"""Audits coded twice, from files: a second answers file, or pairs of audits."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np

from barometer.core.arrays import Floats, Integers
from barometer.core.faults import Fault, FaultReason
from barometer.core.quality.audit_values import code_audits
from barometer.core.scoring.compiled import CompiledGrid
from barometer.core.scoring.encoding import Bodies, EditionInput
from barometer.files.answers import read_answers
from barometer.files.answers_values import QuantityBetween
from barometer.files.fault_log import FaultLog
from barometer.files.nearest import NearestCodes
from barometer.files.table_reading import read_table
from barometer.files.text_table import TextTable

PAIR_COLUMNS: Final = ("audit", "second")


@dataclass(frozen=True, slots=True, eq=False)
class DoubleCoding:
    """A sample of audits coded at least twice.

    Arguments:
        audits: Positions of the audits in the edition, as first coded.
        codes: Shape (coders, audits, items); the first coder is the auditor; NaN where a coder
            did not code an item.
    """

    audits: Integers
    codes: Floats


def read_double_coding(
    paths: Sequence[Path],
    edition: EditionInput,
    compiled: CompiledGrid,
    bodies: Bodies,
    quantity_between: QuantityBetween | None = None,
) -> DoubleCoding:
    """Return the audits of some files that were coded again.

    A file is either answers by another coder, laid out as any answers file, under the codes of
    the audits first coded; or pairs, with the columns ``audit`` and ``second``: the codes of two
    audits of the edition that are one contact coded twice.

    Arguments:
        paths: The files; each brings one coder more.
        edition: The edition as first coded.
        compiled: The grid.
        bodies: The bodies.
        quantity_between: Measures answers given as two moments.

    Raises:
        BadInput: An audit that the edition does not have, or anything that answers files are
            refused for.
    """
    first = code_audits(compiled, edition)
    again = []
    for path in paths:
        table = read_table(path)
        if set(PAIR_COLUMNS) <= set(table.columns):
            again.append(_paired(table, edition, first))
        else:
            found = read_answers(path, compiled, bodies, quantity_between=quantity_between)
            again.append(
                _recoded(path, edition, found.edition, code_audits(compiled, found.edition))
            )
    is_twice = np.zeros(len(first), np.bool_)
    for codes in again:
        is_twice |= ~np.isnan(codes).all(axis=1)
    rows = np.flatnonzero(is_twice).astype(np.int64)
    return DoubleCoding(rows, np.stack([first[rows], *(codes[rows] for codes in again)]))


def _paired(table: TextTable, edition: EditionInput, first: Floats) -> Floats:
    place = {code: k for k, code in enumerate(edition.audits.codes)}
    nearest = NearestCodes(edition.audits.codes)
    log = FaultLog()
    codes = np.full(first.shape, np.nan)
    columns = [table.column(name).list() for name in PAIR_COLUMNS]
    for row, pair in enumerate(zip(*columns, strict=True)):
        for name, code in zip(PAIR_COLUMNS, pair, strict=True):
            if code not in place:
                facts = nearest.of(code)
                log.add(table.fault(row, name, code, FaultReason.BAD_CHOICE, *facts))
        if all(code in place for code in pair):
            codes[place[pair[0]]] = first[place[pair[1]]]
    log.raise_if_any()
    return codes


def _recoded(path: Path, edition: EditionInput, second: EditionInput, found: Floats) -> Floats:
    place = {code: k for k, code in enumerate(edition.audits.codes)}
    nearest = NearestCodes(edition.audits.codes)
    log = FaultLog()
    codes = np.full((len(place), found.shape[1]), np.nan)
    for row, code in enumerate(second.audits.codes):
        if code in place:
            codes[place[code]] = found[row]
        else:
            facts = nearest.of(code)
            log.add(Fault(path.name, 0, "audit", code, FaultReason.BAD_CHOICE, facts))
    log.raise_if_any()
    return codes
