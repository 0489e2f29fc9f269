"""Public holidays of the territories of a body, from the ``holidays`` library."""

from functools import lru_cache

import holidays as public_holidays

from barometer.core.calendars import WorkingCalendar
from barometer.core.errors import InvalidArgument

TERRITORIES = {
    "metropole": "",
    "alsace-moselle": "6AE",
    "guadeloupe": "971",
    "martinique": "972",
    "guyane": "973",
    "la-reunion": "974",
    "saint-pierre-et-miquelon": "PM",
    "mayotte": "976",
    "saint-barthelemy": "BL",
    "saint-martin": "MF",
    "wallis-et-futuna": "WF",
    "polynesie-francaise": "PF",
    "nouvelle-caledonie": "NC",
}
"""Territories with public holidays of their own, and their code in the library."""


@lru_cache(maxsize=256)
def territory_calendar(territory: str, first_year: int, last_year: int) -> WorkingCalendar:
    """Return the working calendar of a territory: Monday to Friday but its public holidays.

    Arguments:
        territory: A key of ``TERRITORIES``; '' means ``metropole``.
        first_year, last_year: Years covered, both included.

    Raises:
        InvalidArgument: Unknown territory.

    Source: Method, section 2.5.
    """
    if territory not in {*TERRITORIES, ""}:
        raise InvalidArgument("territory", territory, ", ".join(TERRITORIES))
    code = TERRITORIES[territory or "metropole"]
    years = range(first_year, last_year + 1)
    days = public_holidays.country_holidays("FR", subdiv=code or None, years=years)
    return WorkingCalendar(holidays=frozenset(days))
