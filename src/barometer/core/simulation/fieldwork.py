"""The audits of a simulated edition: which scenarios, when, by whom, for how long."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from barometer.core.arrays import Bools, Integers
from barometer.core.errors import InvalidArgument
from barometer.core.scoring.compiled import CompiledGrid
from barometer.core.scoring.encoding import Audits, Bodies
from barometer.core.simulation.bodies import has_value
from barometer.core.simulation.plan import SimulationPlan

DAYS_A_WEEK = 5
FIRST_MINUTE, LAST_MINUTE = 9 * 60, 16 * 60 + 30
MINUTES_PER_ITEM = 0.4
LEAST_MINUTES = 3.0
MINUTES_BETWEEN = 5


@dataclass(frozen=True, slots=True, eq=False)
class FieldDetails:
    """Facts about the audits that enter no score; one entry per audit.

    Arguments:
        done_on: Day of the contact.
        auditor: Number of the auditor, from 0; nobody audits a body twice.
        started_at, ended_at: Local moments, to the minute.
    """

    done_on: npt.NDArray[np.datetime64]
    auditor: Integers
    started_at: npt.NDArray[np.datetime64]
    ended_at: npt.NDArray[np.datetime64]


def plan_audits(compiled: CompiledGrid, bodies: Bodies) -> Audits:
    """Return the audits of bodies: each scenario of the core as often as the grid says.

    Audits are ordered by body, channel and scenario. Scenarios of an option are for the bodies
    whose property ``desk`` is yes. A grid without scenarios gets one audit per channel.

    Source: Method, section 12.
    """
    scenarios = compiled.grid.scenarios
    if not scenarios:
        n_channels = len(compiled.grid.channels)
        stratum = np.tile(np.arange(n_channels, dtype=np.int32), len(bodies))
        home = np.repeat(np.arange(len(bodies), dtype=np.int32), n_channels)
        none = np.full(len(home), -1, np.int32)
        return Audits(_audit_codes(bodies, home), home, none, stratum)
    by_channel = np.argsort(compiled.scenario_channel, kind="stable").tolist()
    planned = [k for k in by_channel for _ in range(scenarios[k].count)]
    is_core = np.array([not scenarios[k].option for k in planned], np.bool_)
    body, column = np.nonzero(is_core | has_value(bodies, "desk", "yes")[:, None])
    scenario = np.array(planned, np.int32)[column]
    stratum = compiled.scenario_channel[scenario]
    return Audits(_audit_codes(bodies, body), body.astype(np.int32), scenario, stratum)


def _audit_codes(bodies: Bodies, body: npt.NDArray[np.integer]) -> tuple[str, ...]:
    starts = np.searchsorted(body, np.arange(len(bodies)))
    number = np.arange(len(body)) - starts[body] + 1 if len(body) else body
    return tuple(
        f"{bodies.codes[row]}-{k:02d}"
        for row, k in zip(body.tolist(), number.tolist(), strict=True)
    )


def list_questions(
    compiled: CompiledGrid, audits: Audits, is_asked: Bools
) -> tuple[Integers, Integers]:
    """Return audit and item of every question that the scenarios ask, ordered by audit.

    An item that names no scenario is asked in all audits of its own channel.

    Source: Method, section 12.
    """
    channels = {axis.code: k for k, axis in enumerate(compiled.grid.channels)}
    home = np.array([channels[i.channel] for i in compiled.grid.indicators])
    channel_of_item = home[compiled.item_indicator]
    is_named = np.array([bool(item.scenarios) for item in compiled.grid.items], np.bool_)
    pairs = list(zip(audits.scenario.tolist(), audits.stratum.tolist(), strict=True))
    asked = {}
    for scenario, channel in set(pairs):
        sees = compiled.sees[scenario] if scenario >= 0 else np.ones(len(is_asked), np.bool_)
        is_near = is_named | (channel_of_item == channel)
        asked[scenario, channel] = np.flatnonzero(sees & is_asked & is_near)
    by_audit = [asked[pair] for pair in pairs]
    lengths = np.array([len(found) for found in by_audit], np.int64)
    items = np.concatenate([np.zeros(0, np.int64), *by_audit])
    return np.repeat(np.arange(len(audits)), lengths), items


def draw_details(
    plan: SimulationPlan, audits: Audits, n_bodies: int, rng: np.random.Generator
) -> FieldDetails:
    """Return days, auditors and times.

    Days are weekdays of the field work, all different for one body; holidays are not looked at.

    Raises:
        InvalidArgument: The field work has fewer days than a body has audits.

    Source: Method, section 12.
    """
    starts = np.searchsorted(audits.body, np.arange(n_bodies + 1))
    most = int(np.diff(starts).max(initial=0))
    days = plan.weeks * DAYS_A_WEEK
    if most > days:
        raise InvalidArgument("weeks", plan.weeks, f"at least {most} working days")
    auditors = max(most, -(-len(audits) // plan.audits_per_auditor))
    place = np.arange(len(audits)) - starts[audits.body]
    day = np.argsort(rng.random((n_bodies, days)), axis=1)[audits.body, place]
    auditor = np.argsort(rng.random((n_bodies, max(auditors, 1))), axis=1)[audits.body, place]
    done_on = np.busday_offset(np.datetime64(plan.starts_on, "D"), day, roll="forward")
    minute = rng.integers(FIRST_MINUTE, LAST_MINUTE, len(audits))
    started_at = done_on.astype("datetime64[m]") + minute.astype("timedelta64[m]")
    return FieldDetails(done_on, auditor.astype(np.int64), started_at, started_at)


def time_audits(
    details: FieldDetails, n_questions: Integers, rng: np.random.Generator
) -> FieldDetails:
    """Return the details with the times of each audit, by the number of questions answered.

    Nobody is in two places at once: an auditor's audits of a day follow one another.

    Source: Method, section 12.
    """
    pace = np.exp(0.3 * rng.standard_normal(len(n_questions)))
    minutes = np.ceil(LEAST_MINUTES + MINUTES_PER_ITEM * n_questions * pace).astype(np.int64)
    drawn = details.started_at.astype("datetime64[m]").astype(np.int64)
    order = np.lexsort((drawn, details.done_on, details.auditor))
    started, free_at, auditor = drawn.copy(), 0, -1
    for row in order.tolist():
        if details.auditor[row] != auditor:
            auditor, free_at = int(details.auditor[row]), 0
        started[row] = max(int(drawn[row]), free_at)
        free_at = int(started[row]) + int(minutes[row]) + MINUTES_BETWEEN
    started_at = started.astype("datetime64[m]")
    ended_at = started_at + minutes.astype("timedelta64[m]")
    return FieldDetails(details.done_on, details.auditor, started_at, ended_at)
