"""The journal keeps what was written, whatever asks."""

import pytest
from django.db import DatabaseError, connection, transaction

from barometer.apps.journal.models import Entry, EntryKind
from barometer.apps.journal.queries import entries_about
from barometer.apps.journal.services import record
from tests.apps.situations import NOW, TODAY

pytestmark = pytest.mark.django_db

ATTACKS = (
    "UPDATE journal_entry SET actor = 'nobody'",
    "DELETE FROM journal_entry",
)


def add_entry():
    return record(
        EntryKind.EDITION_CREATED, actor="a@example.org", at=NOW, subject="edition:1", day=TODAY
    )


def test_entry_keeps_who_what_and_plain_facts():
    add_entry()
    entry = entries_about("edition:1").get()
    assert (entry.actor, entry.kind, entry.facts) == (
        "a@example.org",
        "edition_created",
        {"day": "2027-02-01"},
    )


@pytest.mark.parametrize("statement", ATTACKS)
def test_database_refuses_to_change_the_journal(statement):
    add_entry()
    with (
        pytest.raises(DatabaseError, match="append-only"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement)
    assert Entry.objects.get().actor == "a@example.org"


def test_database_refuses_to_replace_an_entry():
    entry = add_entry()
    if connection.vendor != "sqlite":
        pytest.skip("INSERT OR REPLACE is SQLite's")
    with (
        pytest.raises(DatabaseError, match="append-only"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(
            "INSERT OR REPLACE INTO journal_entry"
            " (id, at, actor, kind, subject, body_code, reason, facts)"
            " VALUES (%s, '2027-01-01', 'x', 'edition_created', 's', '', '', '{}')",
            [entry.pk],
        )


def test_orm_cannot_delete_an_entry():
    entry = add_entry()
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        entry.delete()


def test_entry_without_actor_is_refused_by_the_database():
    with pytest.raises(DatabaseError), transaction.atomic():
        record(EntryKind.EDITION_CREATED, actor="", at=NOW, subject="edition:1")
