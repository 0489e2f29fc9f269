"""Rules on time and place: too fast, two places at once, too far, at the wrong hour."""

import numpy as np

from barometer.core.arrays import Floats, Integers
from barometer.core.quality.calibration import group_medians
from barometer.core.quality.flags import Cases, Rule, RuleOutcome, state_cases
from barometer.core.quality.trail import AuditTrail, Moments, Places, Windows

FASTEST_SHARE = 1.0 / 3.0
FASTEST_TRAVEL = 120.0
# Positions of two rooms of one town hall must not make a journey.
LEAST_KILOMETRES = 1.0
EARTH_RADIUS = 6371.0


def minutes_of(moments: Moments) -> Floats:
    """Return moments as minutes since 1970 on their own clock; NaN for NaT."""
    seconds = moments.astype("datetime64[s]")
    return np.where(np.isnat(seconds), np.nan, seconds.astype(np.int64) / 60.0)


def durations(trail: AuditTrail) -> Floats:
    """Return the minutes of work on each audit; NaN where a moment is unknown."""
    return minutes_of(trail.ended_at) - minutes_of(trail.started_at)


def find_faster_than_others(trail: AuditTrail) -> RuleOutcome:
    """Return the audits that took less than a third of the median of their scenario.

    Scenarios of fewer than five timed audits are not tested.

    Source: Method, section 9.3.
    """
    minutes = durations(trail)
    medians = group_medians(minutes, trail.scenarios)
    found = np.flatnonzero(minutes < FASTEST_SHARE * medians)
    tested = int(np.sum(~np.isnan(minutes) & ~np.isnan(medians)))
    return state_cases(
        Rule.FASTER_THAN_OTHERS,
        Cases(found[:, None], trail.auditors[found], minutes[found], medians[found]),
        tested=tested,
    )


def find_faster_than_reading(trail: AuditTrail, reading_minutes: Floats) -> RuleOutcome:
    """Return the audits shorter than the time needed to read their mandatory items.

    Source: Method, section 9.3.
    """
    minutes = durations(trail)
    found = np.flatnonzero(minutes < reading_minutes)
    return state_cases(
        Rule.FASTER_THAN_READING,
        Cases(found[:, None], trail.auditors[found], minutes[found], reading_minutes[found]),
        tested=int(np.sum(~np.isnan(minutes) & ~np.isnan(reading_minutes))),
    )


def find_overlaps(trail: AuditTrail) -> RuleOutcome:
    """Return the audits begun by an auditor before an earlier one was over, and both audits.

    Each audit is listed at most once, with the earlier audit that ended last. Audits that
    touch (one ends when the next starts) do not overlap.

    Source: Method, section 9.3.
    """
    starts, ends = minutes_of(trail.started_at), minutes_of(trail.ended_at)
    order = np.flatnonzero(ends >= starts)
    order = order[np.lexsort((starts[order], trail.auditors[order]))]
    if order.size == 0:
        nothing = Cases(np.empty((0, 2), dtype=np.int64), order, np.empty(0), np.empty(0))
        return state_cases(Rule.OVERLAPPING, nothing, tested=0)
    earliest = starts[order].min()
    # One step above all times keeps auditors apart in a single running maximum.
    step = ends[order].max() - earliest + 1.0
    shifted = ends[order] - earliest + step * trail.auditors[order]
    running = np.maximum.accumulate(shifted)
    holders = np.maximum.accumulate(np.where(shifted == running, np.arange(order.size), 0))
    earlier, later = order[holders[:-1]], order[1:]
    is_same = trail.auditors[earlier] == trail.auditors[later]
    shared = np.minimum(ends[earlier], ends[later]) - starts[later]
    is_case = is_same & (ends[earlier] > starts[later])
    cases = Cases(
        np.column_stack([earlier, later]), trail.auditors[later], shared, np.zeros(later.size)
    )
    return state_cases(Rule.OVERLAPPING, cases.of(is_case), tested=order.size)


def find_impossible_travel(trail: AuditTrail, places: Places) -> RuleOutcome:
    """Return the consecutive visits of an auditor that need more than 120 km/h in between.

    The distance is the straight line, so the true speed is higher still. Visits less than one
    kilometre apart, and visits that overlap (another rule), are not listed.

    Source: Method, section 9.3.
    """
    starts, ends = minutes_of(trail.started_at), minutes_of(trail.ended_at)
    order = np.flatnonzero(~np.isnan(places.latitudes + places.longitudes + starts + ends))
    order = order[np.lexsort((starts[order], trail.auditors[order]))]
    earlier, later = order[:-1], order[1:]
    is_same = trail.auditors[earlier] == trail.auditors[later]
    hours = (starts[later] - ends[earlier]) / 60.0
    kilometres = great_circle_kilometres(places, earlier, later)
    with np.errstate(divide="ignore", invalid="ignore"):
        speeds = np.where(hours > 0, kilometres / hours, np.inf)
    is_case = is_same & (hours >= 0) & (kilometres > LEAST_KILOMETRES) & (speeds > FASTEST_TRAVEL)
    cases = Cases(
        np.column_stack([earlier, later]),
        trail.auditors[later],
        speeds,
        np.full(later.size, FASTEST_TRAVEL),
    )
    return state_cases(Rule.IMPOSSIBLE_TRAVEL, cases.of(is_case), tested=int(is_same.sum()))


def great_circle_kilometres(places: Places, first: Integers, second: Integers) -> Floats:
    """Return the distance over the globe between the places of two audits, in kilometres."""
    latitudes, longitudes = np.radians(places.latitudes), np.radians(places.longitudes)
    north = np.sin((latitudes[second] - latitudes[first]) / 2.0) ** 2
    east = np.sin((longitudes[second] - longitudes[first]) / 2.0) ** 2
    chord = north + np.cos(latitudes[first]) * np.cos(latitudes[second]) * east
    return np.asarray(2.0 * EARTH_RADIUS * np.arcsin(np.sqrt(chord)), dtype=np.float64)


def find_outside_windows(trail: AuditTrail, windows: Windows, rule: Rule) -> RuleOutcome:
    """Return the audits that do not hold within any one of their windows, with minutes outside.

    The minutes are those of the nearest window. An audit without a known end is judged on its
    start; one without a known start or window is not tested.

    Arguments:
        trail: Who, what, when.
        windows: Opening hours or slots, shape (audits, windows).
        rule: ``OUTSIDE_OPENING_HOURS`` or ``OUTSIDE_SLOT``.

    Source: Method, section 9.3.
    """
    starts = minutes_of(trail.started_at)
    ends = np.fmax(minutes_of(trail.ended_at), starts)
    opens, closes = minutes_of(windows.opens_at), minutes_of(windows.closes_at)
    before = np.maximum(opens - starts[:, None], 0.0)
    after = np.maximum(ends[:, None] - closes, 0.0)
    outside = np.fmin.reduce(before + after, axis=1, initial=np.inf)
    outside[np.isinf(outside)] = np.nan
    found = np.flatnonzero(outside > 0)
    return state_cases(
        rule,
        Cases(found[:, None], trail.auditors[found], outside[found], np.zeros(found.size)),
        tested=int(np.sum(~np.isnan(outside))),
    )
