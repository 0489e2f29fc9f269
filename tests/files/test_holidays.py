"""Public holidays by territory."""

from datetime import date

import pytest

from barometer.core.errors import InvalidArgument
from barometer.files.holidays import TERRITORIES, territory_calendar


def test_metropole_works_on_good_friday_and_alsace_moselle_does_not():
    good_friday = date(2026, 4, 3)
    assert territory_calendar("metropole", 2026, 2026).is_working_day(good_friday)
    assert not territory_calendar("alsace-moselle", 2026, 2026).is_working_day(good_friday)


@pytest.mark.parametrize(
    ("territory", "day"),
    [
        ("guadeloupe", date(2026, 5, 27)),
        ("martinique", date(2026, 5, 22)),
        ("guyane", date(2026, 6, 10)),
        ("la-reunion", date(2024, 12, 20)),
        ("mayotte", date(2026, 4, 27)),
    ],
)
def test_overseas_territories_rest_on_the_day_of_abolition(territory, day):
    assert not territory_calendar(territory, day.year, day.year).is_working_day(day)
    assert territory_calendar("metropole", day.year, day.year).is_working_day(day)


def test_every_territory_has_the_national_day_off():
    for territory in TERRITORIES:
        assert not territory_calendar(territory, 2026, 2026).is_working_day(date(2026, 7, 14))


def test_an_unknown_territory_is_refused():
    with pytest.raises(InvalidArgument) as refusal:
        territory_calendar("atlantide", 2026, 2026)
    assert refusal.value.value == "atlantide"
