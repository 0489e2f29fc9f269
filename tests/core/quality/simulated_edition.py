"""A small simulated edition of known truth, and the frauds that can be planted in it."""

from dataclasses import dataclass, replace

import numpy as np

from barometer.core.quality.leniency import AuditValues, estimate_leniency
from barometer.core.quality.trail import (
    AuditTrail,
    EditionTrace,
    Evidence,
    MeasuredAnswers,
    Places,
    Windows,
)

BODIES, AUDITORS, PER_BODY, CHANNELS = 120, 24, 14, 5
ITEMS, GRADED = 40, 10
DESK = 4
MONDAY = np.datetime64("2026-03-02T00:00:00")

# Each fraud is planted on one auditor, of the same number as its place here.
COPIES, LINES, ROUNDS, LENIENT, CONSTANT, RUSHES, OVERLAPS, FLIES, NIGHTS, REUSES, INVENTS = range(
    11
)


@dataclass
class Draft:
    """The edition as arrays that frauds may change before it becomes a trace."""

    rng: np.random.Generator
    bodies: np.ndarray
    auditors: np.ndarray
    channels: np.ndarray
    scenarios: np.ndarray
    answers: np.ndarray
    measured: np.ndarray
    started_at: np.ndarray
    minutes: np.ndarray
    latitudes: np.ndarray
    longitudes: np.ndarray
    digests: np.ndarray
    leniency: np.ndarray
    values: np.ndarray | None = None

    def audits_of(self, auditor, count, channel=None):
        """Some audits of an auditor, drawn at random."""
        chosen = self.auditors == auditor
        if channel is not None:
            chosen &= self.channels == channel
        rows = np.flatnonzero(chosen)
        return self.rng.permutation(rows)[:count]


def logistic(x):
    return 1 / (1 + np.exp(-x))


def honest_edition(seed):
    """An edition without fraud: bodies, auditors and items differ, hours are worked."""
    rng = np.random.default_rng(seed)
    bodies = np.repeat(np.arange(BODIES), PER_BODY)
    audits = bodies.size
    auditors = np.concatenate(
        [rng.choice(AUDITORS, PER_BODY, replace=False) for _ in range(BODIES)]
    )
    # 4 phone, 2 web, 3 mail, 2 social, 3 desk; two scenarios each.
    channels = np.tile(np.repeat(np.arange(CHANNELS), [4, 2, 3, 2, 3]), BODIES)
    scenarios = 2 * channels + rng.integers(0, 2, audits)
    leniency = rng.normal(0, 0.2, AUDITORS)
    # The auditor made lenient below must not start severe: both would cancel out.
    leniency[LENIENT] = 0
    taste = rng.normal(0, 0.35, BODIES)[bodies] + leniency[auditors] + rng.normal(0, 0.6, audits)
    answers = np.full((audits, CHANNELS * ITEMS), np.nan)
    difficulty = rng.normal(0.9, 1.2, CHANNELS * ITEMS)
    for channel in range(CHANNELS):
        rows = np.flatnonzero(channels == channel)
        columns = np.arange(channel * ITEMS, (channel + 1) * ITEMS)
        chance = logistic(difficulty[columns] + taste[rows][:, None])
        levels = np.where(np.arange(ITEMS) < ITEMS - GRADED, 1, 3)
        answers[np.ix_(rows, columns)] = rng.binomial(levels, chance)
    started_at, minutes = _working_hours(rng, auditors, scenarios)
    position = rng.uniform([43.0, 0.0], [44.5, 2.0], (BODIES, 2))
    is_desk = channels == DESK
    return Draft(
        rng=rng, bodies=bodies, auditors=auditors, channels=channels, scenarios=scenarios,
        answers=answers,
        measured=np.column_stack(
            [rng.poisson(4, audits), rng.gamma(2, 60, audits), rng.gamma(1.5, 4, audits)]
        ).astype(np.int64),
        started_at=started_at, minutes=minutes,
        latitudes=np.where(is_desk, position[bodies, 0], np.nan),
        longitudes=np.where(is_desk, position[bodies, 1], np.nan),
        digests=np.array([f"file-{audit}" for audit in range(audits)]),
        leniency=leniency,
    )  # fmt: skip


def _working_hours(rng, auditors, scenarios):
    """Two audits a day at most, one at ten o'clock and one at two: time to travel between."""
    started_at = np.empty(auditors.size, dtype="datetime64[s]")
    for auditor in range(AUDITORS):
        rows = rng.permutation(np.flatnonzero(auditors == auditor))
        days = np.arange(rows.size) // 2
        hours = np.where(np.arange(rows.size) % 2, 14, 10)
        offset = days // 5 * 7 + days % 5
        minute = rng.integers(0, 60, rows.size)
        started_at[rows] = MONDAY + (offset * 1440 + hours * 60 + minute) * np.timedelta64(60, "s")
    return started_at, rng.lognormal(np.log(12 + scenarios), 0.25)


def as_trace(draft):
    """The trace of an edition; values are the mean level of the answers, 0 to 100."""
    values = mean_levels(draft) if draft.values is None else draft.values
    audits = np.arange(values.size)
    seconds = (draft.minutes * 60).astype(np.int64) * np.timedelta64(1, "s")
    trail = AuditTrail(
        auditors=draft.auditors, bodies=draft.bodies, channels=draft.channels,
        scenarios=draft.scenarios, values=values, started_at=draft.started_at,
        ended_at=draft.started_at + seconds,
    )  # fmt: skip
    days = draft.started_at.astype("datetime64[D]").astype("datetime64[s]")
    hour = np.timedelta64(3600, "s")
    trace = EditionTrace(
        trail=trail,
        answers=draft.answers,
        reading_minutes=np.full(values.size, 2.0),
        opening=Windows((days + 9 * hour)[:, None], (days + 17 * hour)[:, None]),
        places=Places(draft.latitudes, draft.longitudes),
        measured=MeasuredAnswers(
            np.repeat(audits, 3), np.tile(np.arange(3), audits.size),
            draft.measured.ravel().astype(float),
        ),
        evidence=Evidence(audits, draft.digests),
    )  # fmt: skip
    leniency = estimate_leniency(AuditValues(values, draft.bodies, draft.auditors, draft.scenarios))
    return replace(trace, leniency=leniency)


def mean_levels(draft):
    """The value of each audit: mean of its answers brought to 0 to 100."""
    levels = np.where(np.arange(CHANNELS * ITEMS) % ITEMS < ITEMS - GRADED, 1, 3)
    return 100 * np.nanmean(draft.answers / levels, axis=1)


def plant_frauds(draft):
    """Plant every fraud; return the audits touched, by auditor (none: all of the work)."""
    rng, touched = draft.rng, {}
    touched[COPIES] = _copy_answers(draft)
    touched[LINES] = rows = draft.audits_of(LINES, 10)
    for place, row in enumerate(rows):
        asked = np.flatnonzero(~np.isnan(draft.answers[row]))
        # Half answer 1 all along; half answer 0 to 25 items in a row, honestly to the others.
        draft.answers[row, asked if place % 2 else asked[:25]] = place % 2
    rounds = np.flatnonzero(draft.auditors == ROUNDS)
    touched[ROUNDS] = touched[LENIENT] = touched[CONSTANT] = ()
    rounded = rng.random((rounds.size, 3)) < 0.6
    draft.measured[rounds] = np.where(
        rounded, 5 * np.round(draft.measured[rounds] / 5), draft.measured[rounds]
    )
    draft.values = mean_levels(draft)
    draft.values[draft.auditors == LENIENT] = np.minimum(
        draft.values[draft.auditors == LENIENT] + 10, 100
    )
    constant = draft.auditors == CONSTANT
    draft.values[constant] = 68 + rng.normal(0, 4, constant.sum())
    touched[RUSHES] = rows = draft.audits_of(RUSHES, 10)
    draft.minutes[rows] *= 0.2
    touched[OVERLAPS] = _start_again(draft, OVERLAPS, 6, None, minutes=2)
    touched[FLIES] = _start_again(draft, FLIES, 4, DESK, minutes=40)
    touched[NIGHTS] = rows = draft.audits_of(NIGHTS, 5)
    draft.started_at[rows] += np.timedelta64(10 * 3600, "s")
    touched[REUSES] = rows = draft.audits_of(REUSES, 5)
    draft.digests[rows] = draft.digests[rows[0]]
    touched[INVENTS] = rows = draft.audits_of(INVENTS, 6)
    draft.values[rows] = rng.uniform(0, 12, rows.size)
    return touched


def _copy_answers(draft):
    """Twelve audits copied from one other of the same auditor and channel, 5 % changed."""
    rows = draft.audits_of(COPIES, 13, channel=0)
    source, copies = rows[0], rows[1:]
    asked = np.flatnonzero(~np.isnan(draft.answers[source]))
    for row in copies:
        kept = asked[draft.rng.random(asked.size) < 0.95]
        draft.answers[row, kept] = draft.answers[source, kept]
    return rows


def _start_again(draft, auditor, count, channel, *, minutes):
    """Move audits to just after the start of another of the same auditor; return the moved."""
    rows = draft.audits_of(auditor, 2 * count, channel)
    first, second = rows[: rows.size // 2], rows[rows.size // 2 :]
    second = second[: first.size]
    draft.started_at[second] = draft.started_at[first] + np.timedelta64(minutes * 60, "s")
    return second
