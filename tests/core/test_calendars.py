"""Delays in the calendar of the audited body."""

from datetime import date, datetime, time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from barometer.core.calendars import (
    WorkingCalendar,
    count_working_days,
    count_working_hours,
    measure_delay,
)
from barometer.core.errors import InvalidArgument

MAY_2026 = WorkingCalendar(holidays=frozenset({date(2026, 5, 1), date(2026, 5, 14)}))


@pytest.mark.parametrize(
    ("start", "end", "days"),
    [
        (date(2026, 3, 2), date(2026, 3, 2), 0),
        (date(2026, 3, 2), date(2026, 3, 3), 1),
        (date(2026, 3, 6), date(2026, 3, 9), 1),
        (date(2026, 3, 7), date(2026, 3, 8), 0),
        (date(2026, 4, 30), date(2026, 5, 4), 1),
        (date(2026, 5, 13), date(2026, 5, 18), 2),
    ],
)
def test_working_days_skip_week_ends_and_holidays(start, end, days):
    assert count_working_days(start, end, MAY_2026) == days


@pytest.mark.parametrize(
    ("start", "end", "hours"),
    [
        (datetime(2026, 3, 2, 10), datetime(2026, 3, 2, 11, 30), 1.5),
        (datetime(2026, 3, 2, 11), datetime(2026, 3, 2, 15), 2.0),
        (datetime(2026, 3, 6, 16), datetime(2026, 3, 9, 10), 2.0),
        (datetime(2026, 3, 7, 10), datetime(2026, 3, 8, 18), 0.0),
        (datetime(2026, 5, 13, 17), datetime(2026, 5, 15, 9), 0.0),
        (datetime(2026, 3, 2, 8), datetime(2026, 3, 2, 19), 6.0),
    ],
)
def test_working_hours_count_only_while_the_body_is_open(start, end, hours):
    assert count_working_hours(start, end, MAY_2026) == hours


def test_a_body_open_on_saturday_counts_it():
    saturdays = WorkingCalendar(
        weekdays=(True, True, True, True, True, True, False), hours=((time(10), time(12)),)
    )
    assert count_working_days(date(2026, 3, 6), date(2026, 3, 9), saturdays) == 2
    friday_evening, monday = datetime(2026, 3, 6, 18), datetime(2026, 3, 9, 11)
    assert count_working_hours(friday_evening, monday, saturdays) == 3.0


@given(st.dates(date(2020, 1, 1), date(2030, 1, 1)), st.integers(0, 60), st.integers(0, 60))
def test_working_days_add_up(start, first, second):
    middle = date.fromordinal(start.toordinal() + first)
    end = date.fromordinal(middle.toordinal() + second)
    whole = count_working_days(start, end, MAY_2026)
    parts = count_working_days(start, middle, MAY_2026), count_working_days(middle, end, MAY_2026)
    assert whole == sum(parts)


@pytest.mark.parametrize(
    ("unit", "delay"),
    [("days", 1.5), ("hours", 36.0), ("minutes", 2160.0), ("seconds", 129600.0)],
)
def test_a_delay_is_measured_in_its_unit(unit, delay):
    start, end = datetime(2026, 3, 2, 8), datetime(2026, 3, 3, 20)
    assert measure_delay(start, end, unit, WorkingCalendar()) == delay


def test_a_reply_before_the_request_is_refused():
    with pytest.raises(InvalidArgument) as refusal:
        measure_delay(datetime(2026, 3, 3), datetime(2026, 3, 2), "days", WorkingCalendar())
    assert refusal.value.name == "end"


def test_a_unit_that_is_no_delay_is_refused():
    moment = datetime(2026, 3, 3)
    with pytest.raises(InvalidArgument) as refusal:
        measure_delay(moment, moment, "rings", WorkingCalendar())
    assert refusal.value.value == "rings"
