"""Delays in the calendar of the audited body: its working days and its opening hours."""

from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

import numpy as np

from barometer.core.errors import InvalidArgument

MONDAY_TO_FRIDAY = (True, True, True, True, True, False, False)
OFFICE_HOURS = ((time(9), time(12)), (time(14), time(17)))


@dataclass(frozen=True, slots=True)
class WorkingCalendar:
    """When a body works.

    Arguments:
        weekdays: From Monday to Sunday, whether the body works; Monday to Friday by default.
        holidays: Days off, whatever the weekday: those of the body's territory.
        hours: Opening intervals of a working day, in order, not overlapping.
    """

    weekdays: tuple[bool, ...] = MONDAY_TO_FRIDAY
    holidays: frozenset[date] = frozenset()
    hours: tuple[tuple[time, time], ...] = field(default=OFFICE_HOURS)

    def is_working_day(self, day: date) -> bool:
        """Return whether the body works on a day."""
        return self.weekdays[day.weekday()] and day not in self.holidays


def count_working_days(start: date, end: date, calendar: WorkingCalendar) -> int:
    """Return the working days after ``start`` up to and including ``end``.

    The day of the request does not count; an answer on the same day has a delay of 0, on Monday
    to a request of Friday a delay of 1. The legal delays of the administration count likewise.

    Raises:
        InvalidArgument: ``end`` is before ``start``.

    Source: Method, section 2.5.

    Example:
        >>> count_working_days(date(2026, 5, 13), date(2026, 5, 18), WorkingCalendar(
        ...     holidays=frozenset({date(2026, 5, 14)})))
        2
    """
    if end < start:
        raise InvalidArgument("end", end, f">= {start}")
    one = np.timedelta64(1, "D")
    return int(
        np.busday_count(
            np.datetime64(start, "D") + one,
            np.datetime64(end, "D") + one,
            weekmask=list(calendar.weekdays),
            holidays=np.array(sorted(calendar.holidays), dtype="datetime64[D]"),
        )
    )


def count_working_hours(start: datetime, end: datetime, calendar: WorkingCalendar) -> float:
    """Return the hours between two moments during which the body was open.

    Both moments are local to the body.

    Raises:
        InvalidArgument: ``end`` is before ``start``.

    Source: Method, section 2.5.

    Example:
        >>> count_working_hours(
        ...     datetime(2026, 3, 6, 16), datetime(2026, 3, 9, 10), WorkingCalendar())
        2.0
    """
    if end < start:
        raise InvalidArgument("end", end, f">= {start}")
    total = timedelta()
    day = start.date()
    while day <= end.date():
        if calendar.is_working_day(day):
            for opening, closing in calendar.hours:
                begin = max(start, datetime.combine(day, opening, start.tzinfo))
                stop = min(end, datetime.combine(day, closing, start.tzinfo))
                total += max(stop - begin, timedelta())
        day += timedelta(days=1)
    return total / timedelta(hours=1)


def measure_delay(start: datetime, end: datetime, unit: str, calendar: WorkingCalendar) -> float:
    """Return a delay in a unit: days, working_days, hours, working_hours, minutes or seconds.

    Raises:
        InvalidArgument: ``end`` is before ``start``, or the unit does not measure a delay.

    Source: Method, section 2.5.
    """
    if end < start:
        raise InvalidArgument("end", end, f">= {start}")
    if unit == "working_days":
        return float(count_working_days(start.date(), end.date(), calendar))
    if unit == "working_hours":
        return count_working_hours(start, end, calendar)
    lengths = {"days": 86400.0, "hours": 3600.0, "minutes": 60.0, "seconds": 1.0}
    if unit not in lengths:
        raise InvalidArgument("unit", unit, "days, working_days, hours, working_hours, minutes")
    return (end - start).total_seconds() / lengths[unit]
