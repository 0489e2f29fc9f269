"""Readings of the journal."""

from django.db.models import QuerySet

from barometer.apps.journal.models import Entry


def entries_about(subject: str) -> QuerySet[Entry]:
    """Return the entries of one subject, latest first."""
    return Entry.objects.filter(subject=subject)


def entries_of_body(body_code: str) -> QuerySet[Entry]:
    """Return the entries that concern a body, latest first."""
    return Entry.objects.filter(body_code=body_code)
