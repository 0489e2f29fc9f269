"""The calendar of an edition as an iCalendar file."""

from datetime import datetime, timedelta

from barometer.apps.editions.models import Edition

ESCAPED = str.maketrans({"\\": "\\\\", ";": "\\;", ",": "\\,", "\n": "\\n", "\r": ""})


def write_ics(edition: Edition, *, at: datetime, domain: str) -> bytes:
    """Return the phases of an edition as whole-day events, in RFC 5545.

    Arguments:
        at: The moment stamped on the events.
        domain: Completes their identifiers, which do not change from one export to the next.
    """
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Barometer//Edition calendar//FR"]
    for phase in edition.phases.all():
        after = phase.ends_on + timedelta(days=1)  # the end of a whole-day event is excluded
        title = f"{edition.name} – {phase.get_kind_display()}"
        lines += [
            "BEGIN:VEVENT",
            f"UID:{edition.code}-{phase.kind}@{domain}",
            f"DTSTAMP:{at:%Y%m%dT%H%M%SZ}",
            f"DTSTART;VALUE=DATE:{phase.starts_on:%Y%m%d}",
            f"DTEND;VALUE=DATE:{after:%Y%m%d}",
            f"SUMMARY:{title.translate(ESCAPED)}",
            "TRANSP:TRANSPARENT",
            "END:VEVENT",
        ]
    lines.append("END:VCALENDAR")
    return "".join(f"{_folded(line)}\r\n" for line in lines).encode()


def _folded(line: str) -> str:
    """Return a line cut every 75 bytes, as the format asks, never inside a letter."""
    parts, size = [""], 0
    for letter in line:
        length = len(letter.encode())
        if size + length > 74:
            parts.append(" ")
            size = 1
        parts[-1] += letter
        size += length
    return "\r\n".join(parts)
