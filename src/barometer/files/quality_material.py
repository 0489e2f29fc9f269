"""From the files of an edition to what the checks of audit quality take."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time
from pathlib import Path

import numpy as np

from barometer.core.arrays import Floats, Integers
from barometer.core.grids.model import ItemKind
from barometer.core.quality.audit_values import value_audits
from barometer.core.quality.leniency import AuditValues, Leniency
from barometer.core.quality.trail import (
    AuditTrail,
    EditionTrace,
    Evidence,
    MeasuredAnswers,
    Moments,
    Windows,
)
from barometer.core.scoring.compiled import CompiledGrid
from barometer.core.scoring.encoding import AnswerState, EditionInput
from barometer.files.answers import OPENING, ReadAnswers
from barometer.files.delays import parse_opening
from barometer.files.fingerprints import fingerprint_file

LIVE_CHANNELS = frozenset({"phone", "desk"})
"""Channels where somebody must be there to answer: only these have opening hours."""

CHOICES = (ItemKind.YES_NO, ItemKind.GRADED, ItemKind.MULTIPLE)


@dataclass(frozen=True, slots=True, eq=False)
class AuditWork:
    """Who made each audit of an edition, and what it gave.

    Arguments:
        auditors: Codes of the auditors that the files name.
        auditor_index: Auditor of each audit; an audit without one has a number of its own,
            beyond those of ``auditors``.
        values: Points of each audit, 0 to 100; NaN without any.
        edition: The edition.
        compiled: Its grid.
    """

    auditors: tuple[str, ...]
    auditor_index: Integers
    values: Floats
    edition: EditionInput
    compiled: CompiledGrid

    def name_auditor(self, index: int) -> str:
        """Return the code of an auditor; '' for one that the files do not name."""
        return self.auditors[index] if index < len(self.auditors) else ""

    @property
    def audit_values(self) -> AuditValues:
        """What leniency is estimated from."""
        audits = self.edition.audits
        return AuditValues(
            self.values,
            audits.body.astype(np.int64),
            self.auditor_index,
            _scenarios(self.edition),
        )


def gather_work(read: ReadAnswers, compiled: CompiledGrid) -> AuditWork:
    """Return who made each audit and what it gave."""
    names = read.details.auditor
    auditors = tuple(sorted({name for name in names if name}))
    place = {name: k for k, name in enumerate(auditors)}
    index, unknown = [], len(auditors)
    for name in names:
        index.append(place[name] if name else unknown)
        unknown += not name
    values = value_audits(compiled, read.edition)
    return AuditWork(auditors, np.array(index, np.int64), values, read.edition, compiled)


def _scenarios(edition: EditionInput) -> Integers:
    """Return the scenario of each audit, or its channel where the grid has no scenarios."""
    audits = edition.audits
    return np.where(audits.scenario >= 0, audits.scenario, audits.stratum).astype(np.int64)


def _comparable_kinds(edition: EditionInput) -> Integers:
    """Return the kind of each audit for comparing times: its scenario, cut short or not.

    A contact that failed leaves little to answer: beside full audits it would look too fast.
    """
    scenarios = _scenarios(edition)
    answered = np.bincount(edition.answers.audit, minlength=len(scenarios))
    usual = np.zeros(int(scenarios.max(initial=0)) + 1)
    for scenario in np.unique(scenarios):
        usual[scenario] = np.median(answered[scenarios == scenario])
    is_short = answered < usual[scenarios] / 2
    return np.asarray(2 * scenarios + is_short, dtype=np.int64)


def trace_edition(
    read: ReadAnswers, work: AuditWork, leniency: Leniency | None, folders: Sequence[Path]
) -> EditionTrace:
    """Return everything that the anomaly rules may use of an edition.

    Evidence is told by its content where the file lies beside the answers, and by its name
    otherwise. Opening hours are those of the bodies' property ``opening``, for phone and desk.
    Slots, places and reading times are in no file: their rules are not applied.

    Arguments:
        read: The edition as read.
        work: Who made what.
        leniency: Leniency of the auditors; None where it cannot be known.
        folders: Where files of evidence may lie.
    """
    details = read.details
    audits = read.edition.audits
    trail = AuditTrail(
        work.auditor_index,
        audits.body.astype(np.int64),
        audits.stratum.astype(np.int64),
        _comparable_kinds(read.edition),
        work.values,
        _moments(details.started_at),
        _moments(details.ended_at),
    )
    return EditionTrace(
        trail,
        answers=_choice_codes(work.compiled, read.edition),
        opening=_opening(trail, work),
        measured=_measured(work.compiled, read.edition),
        evidence=_evidence(read, folders),
        leniency=leniency,
    )


def _moments(texts: Sequence[str]) -> Moments:
    """Return moments on the wall clock of the place; NaT where there is none."""
    found = [
        np.datetime64(datetime.fromisoformat(text).replace(tzinfo=None), "s")
        if text
        else np.datetime64("NaT", "s")
        for text in texts
    ]
    return np.array(found, dtype="datetime64[s]")


def _opening(trail: AuditTrail, work: AuditWork) -> Windows | None:
    """Return the opening hours on the day of each live audit; None where no body states any."""
    texts = work.edition.bodies.properties.get(OPENING, ())
    if not any(texts):
        return None
    channels = [axis.code in LIVE_CHANNELS for axis in work.compiled.grid.channels]
    spans: list[list[tuple[datetime, datetime]]] = []
    for body, channel, start in zip(
        trail.bodies.tolist(), trail.channels.tolist(), trail.started_at.tolist(), strict=True
    ):
        is_checked = start is not None and channels[channel] and bool(texts[body])
        spans.append(_spans(texts[body], start) if is_checked else [])
    width = max((len(found) for found in spans), default=0)
    bounds = np.full((2, len(spans), width), np.datetime64("NaT", "s"))
    for audit, found in enumerate(spans):
        for place, (opens_at, closes_at) in enumerate(found):
            bounds[:, audit, place] = (np.datetime64(opens_at), np.datetime64(closes_at))
    return Windows(bounds[0], bounds[1])


def _spans(opening: str, moment: datetime) -> list[tuple[datetime, datetime]]:
    """Return the opening spans of the day of a moment; a span of no length on a closed day."""
    weekdays, hours = parse_opening(opening)
    day = moment.date()
    if not weekdays[moment.weekday()]:
        midnight = datetime.combine(day, time())
        return [(midnight, midnight)]
    return [(datetime.combine(day, first), datetime.combine(day, last)) for first, last in hours]


def _choice_codes(compiled: CompiledGrid, edition: EditionInput) -> Floats | None:
    """Return the codes of choice items, shape (audits, choice items); None if there are none."""
    kinds = [item.kind in CHOICES for item in compiled.grid.items]
    column = np.cumsum(kinds) - 1
    if not any(kinds):
        return None
    answers = edition.answers
    kept = np.array(kinds, np.bool_)[answers.item] & (answers.state == AnswerState.ANSWERED)
    codes = np.full((len(edition.audits), sum(kinds)), np.nan)
    codes[answers.audit[kept], column[answers.item[kept]]] = answers.value[kept]
    return codes


def _measured(compiled: CompiledGrid, edition: EditionInput) -> MeasuredAnswers | None:
    kinds = np.array([item.kind is ItemKind.MEASURED for item in compiled.grid.items], np.bool_)
    answers = edition.answers
    kept = kinds[answers.item] & (answers.state == AnswerState.ANSWERED)
    kept &= np.nan_to_num(answers.value, nan=-1.0) >= 0
    if not kept.any():
        return None
    return MeasuredAnswers(
        answers.audit[kept].astype(np.int64),
        answers.item[kept].astype(np.int64),
        answers.value[kept].astype(np.float64),
    )


def _evidence(read: ReadAnswers, folders: Sequence[Path]) -> Evidence | None:
    details = read.details
    shown = [
        (int(answer), text)
        for answer, text in zip(details.remark_answer.tolist(), details.evidence, strict=True)
        if text
    ]
    if not shown:
        return None
    digests = {text: _digest(text, folders) for text in {text for _, text in shown}}
    return Evidence(
        read.edition.answers.audit[[answer for answer, _ in shown]].astype(np.int64),
        np.array([digests[text] for _, text in shown], dtype=np.str_),
    )


def _digest(text: str, folders: Sequence[Path]) -> str:
    """Return the fingerprint of a file of evidence, or its name where it is not at hand."""
    for folder in folders:
        path = (folder / text).resolve()
        if path.is_relative_to(folder.resolve()) and path.is_file():
            return fingerprint_file(path).sha256
    return text
