"""Delays in the calendar that a body's properties name."""

from datetime import datetime, time

import pytest

from barometer.core.errors import InvalidArgument
from barometer.files.delays import measure_between, parse_opening


@pytest.mark.parametrize(
    ("territory", "days"), [("", 2.0), ("metropole", 2.0), ("alsace-moselle", 1.0)]
)
def test_good_friday_counts_where_it_is_worked(territory, days):
    thursday, saturday = datetime(2026, 4, 1, 10), datetime(2026, 4, 4, 10)
    assert measure_between(thursday, saturday, "working_days", territory, "") == days


def test_opening_hours_of_the_body_count():
    start, end = datetime(2026, 3, 6, 17), datetime(2026, 3, 7, 11)
    assert measure_between(start, end, "working_hours", "", "lun-sam 10:00-12:00") == 1.0


def test_an_opening_is_read_in_both_languages():
    expected = ((True,) * 5 + (False,) * 2, ((time(9), time(12)), (time(14), time(17))))
    assert parse_opening("mon-fri 09:00-12:00 14:00-17:00") == expected
    assert parse_opening("Lun-Ven 9:00-12:00 14:00-17:00") == expected


@pytest.mark.parametrize(
    "opening",
    ["mon-fri", "xyz 09:00-12:00", "mon-fri 25:00-26:00", "fri-mon 09:00-12:00",
     "mon 14:00-17:00 09:00-12:00", "mon 9h-12h"],
)  # fmt: skip
def test_an_opening_that_is_not_understood_is_refused(opening):
    with pytest.raises(InvalidArgument) as refusal:
        parse_opening(opening)
    assert refusal.value.name == "opening"
