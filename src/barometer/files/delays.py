"""Delays between two moments in the calendar that a body's properties name."""

import re
from dataclasses import replace
from datetime import datetime, time
from functools import lru_cache

from barometer.core.calendars import WorkingCalendar, measure_delay
from barometer.core.errors import InvalidArgument
from barometer.files.holidays import territory_calendar

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
FRENCH_DAYS = ("lun", "mar", "mer", "jeu", "ven", "sam", "dim")
SPAN = re.compile(r"(\d{1,2}):(\d{2})-(\d{1,2}):(\d{2})")
ALLOWED = "mon-fri 09:00-12:00 14:00-17:00"


def measure_between(
    start: datetime, end: datetime, unit: str, territory: str, opening: str
) -> float:
    """Return a delay in ``unit``, in the working days and hours of a body.

    Arguments:
        start, end: Moments local to the body.
        unit: days, working_days, hours, working_hours or minutes.
        territory: Territory of the public holidays; '' is ``metropole``.
        opening: Days and hours, as in ``mon-fri 09:00-12:00 14:00-17:00`` (or ``lun-ven``); '' is
            that very week.

    Raises:
        InvalidArgument: ``end`` is before ``start``, or something is not understood.

    Source: Method, section 2.5.

    Example:
        >>> measure_between(
        ...     datetime(2026, 5, 13, 10), datetime(2026, 5, 15, 10), "working_days", "", "")
        1.0
    """
    calendar = territory_calendar(territory, start.year, max(start.year, end.year))
    if opening:
        weekdays, hours = parse_opening(opening)
        calendar = replace(calendar, weekdays=weekdays, hours=hours)
    return measure_delay(start, end, unit, calendar)


@lru_cache(maxsize=4096)
def parse_opening(opening: str) -> tuple[tuple[bool, ...], tuple[tuple[time, time], ...]]:
    """Return the working weekdays, from Monday, and the opening spans of a working day.

    Raises:
        InvalidArgument: The text is not of the form ``mon-fri 09:00-12:00 14:00-17:00``.

    Source: Method, section 2.5.
    """
    days, *spans = opening.lower().split()
    first, _, last = days.partition("-")
    low, high = _weekday(first, opening), _weekday(last or first, opening)
    matches = [SPAN.fullmatch(span) for span in spans]
    if not spans or not all(matches) or high < low:
        raise InvalidArgument("opening", opening, ALLOWED)
    try:
        hours = tuple(_span(match) for match in matches if match)
    except ValueError:
        raise InvalidArgument("opening", opening, ALLOWED) from None
    calendar = WorkingCalendar(tuple(low <= day <= high for day in range(7)), hours=hours)
    ends = [moment for span in hours for moment in span]
    if ends != sorted(ends):
        raise InvalidArgument("opening", opening, ALLOWED)
    return calendar.weekdays, calendar.hours


def _weekday(name: str, opening: str) -> int:
    for names in (DAYS, FRENCH_DAYS):
        if name in names:
            return names.index(name)
    raise InvalidArgument("opening", opening, ALLOWED)


def _span(match: re.Match[str]) -> tuple[time, time]:
    hour, minute, last_hour, last_minute = (int(part) for part in match.groups())
    return time(hour, minute), time(last_hour, last_minute)
