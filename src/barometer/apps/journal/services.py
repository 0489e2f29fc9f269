"""The one way to write in the journal."""

from datetime import date, datetime
from enum import Enum

from barometer.apps.journal.models import Entry, EntryKind

Fact = str | int | bool | date | datetime | Enum | None


def record(
    kind: EntryKind,
    *,
    actor: str,
    at: datetime,
    subject: str,
    body_code: str = "",
    reason: str = "",
    **facts: Fact,
) -> Entry:
    """Add an entry and return it.

    Called inside the transaction of what it tells: both happen or neither does.

    Arguments:
        actor: Who, as text that stays readable when the account is gone: an e-mail, or the
            name of a command between angle brackets.
        subject: What it was done to: a kind and a code, such as ``edition:2026``.
        body_code: The body concerned, if any; its people may read the entry.
        facts: What changed, by name; dates and codes, no free text of third parties.
    """
    return Entry.objects.create(
        kind=kind,
        actor=actor,
        at=at,
        subject=subject,
        body_code=body_code,
        reason=reason,
        facts={name: _plain(value) for name, value in facts.items()},
    )


def _plain(value: Fact) -> str | int | bool | None:
    if isinstance(value, Enum):
        return str(value.value)
    if isinstance(value, date):
        return value.isoformat()
    return value
