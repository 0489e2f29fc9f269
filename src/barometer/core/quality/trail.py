"""What is known of how the audits of an edition were made; the input of the anomaly rules."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from barometer.core.arrays import Floats, Integers
from barometer.core.errors import InvalidArgument
from barometer.core.quality.leniency import Leniency

Moments = npt.NDArray[np.datetime64]


@dataclass(frozen=True, slots=True, eq=False)
class AuditTrail:
    """Who audited what, when, with what result; every array has shape (audits,).

    Attributes:
        auditors: Auditor, numbered from 0.
        bodies: Body, numbered from 0.
        channels: Channel, numbered from 0.
        scenarios: Scenario of a channel, numbered from 0 over all channels.
        values: Value of the audit in points, 0 to 100; NaN without one.
        started_at: Start of the hands-on work (not of the wait for an answer), on the wall
            clock of the place; NaT if unknown.
        ended_at: End of the same work; NaT if unknown.
    """

    auditors: Integers
    bodies: Integers
    channels: Integers
    scenarios: Integers
    values: Floats
    started_at: Moments
    ended_at: Moments


@dataclass(frozen=True, slots=True, eq=False)
class Windows:
    """When an audit may take place; shape (audits, windows), NaT where there are fewer.

    An audit all of whose windows are NaT is not checked. A day of closure is a window of no
    length on that day.
    """

    opens_at: Moments
    closes_at: Moments


@dataclass(frozen=True, slots=True, eq=False)
class Places:
    """Where audits made on the spot took place, degrees; NaN for audits made from afar."""

    latitudes: Floats
    longitudes: Floats


@dataclass(frozen=True, slots=True, eq=False)
class MeasuredAnswers:
    """Answers that are numbers (rings, minutes, days), one row per answer.

    Attributes:
        audits: Audit of the answer.
        items: Item, numbered from 0.
        values: The number as noted, 0 or more.
    """

    audits: Integers
    items: Integers
    values: Floats


@dataclass(frozen=True, slots=True, eq=False)
class Evidence:
    """Files attached to audits, one row per file.

    Attributes:
        audits: Audit of the file.
        digests: Fingerprint of the file's content.
        ignored: Fingerprints that may recur: a blank page, a form of the edition.
    """

    audits: Integers
    digests: npt.NDArray[np.str_]
    ignored: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True, eq=False)
class EditionTrace:
    """Everything the rules may use; a rule whose material is ``None`` tests nothing.

    Attributes:
        trail: Who, what, when.
        answers: Integers of the choice items in the order of the form, shape (audits, items);
            NaN where the item was not answered.
        reading_minutes: Least time needed to read the mandatory items aloud or on screen,
            shape (audits,); NaN if unknown.
        opening: Opening hours of the body that day.
        slots: The slot planned for the audit.
        places: Where the audit took place.
        measured: Answers that are numbers.
        evidence: Files attached.
        leniency: Leniency of the auditors, from section 9.2.
    """

    trail: AuditTrail
    answers: Floats | None = None
    reading_minutes: Floats | None = None
    opening: Windows | None = None
    slots: Windows | None = None
    places: Places | None = None
    measured: MeasuredAnswers | None = None
    evidence: Evidence | None = None
    leniency: Leniency | None = None


def require_same_audits(trace: EditionTrace) -> None:
    """Refuse a trace whose parts do not describe the same audits.

    Raises:
        InvalidArgument: Some array has another number of audits.
    """
    audits = trace.trail.auditors.size
    sized: dict[str, npt.NDArray[np.generic] | None] = {
        "bodies": trace.trail.bodies,
        "channels": trace.trail.channels,
        "scenarios": trace.trail.scenarios,
        "values": trace.trail.values,
        "started_at": trace.trail.started_at,
        "ended_at": trace.trail.ended_at,
        "answers": trace.answers,
        "reading_minutes": trace.reading_minutes,
        "opening": trace.opening.opens_at if trace.opening else None,
        "slots": trace.slots.opens_at if trace.slots else None,
        "places": trace.places.latitudes if trace.places else None,
    }
    for name, array in sized.items():
        if array is not None and array.shape[0] != audits:
            raise InvalidArgument(name, array.shape, f"{audits} audits")
