"""Accounts, roles and the second factor they ask for."""

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction

from barometer.apps.accounts.errors import LastAdministrator, NotAllowed
from barometer.apps.accounts.models import Role
from barometer.apps.accounts.permissions import needs_second_factor, roles_of
from barometer.apps.accounts.services import create_account, grant_role, revoke_role
from barometer.apps.journal.models import Entry
from tests.apps.situations import NOW, make_person

pytestmark = pytest.mark.django_db


def test_account_has_its_email_in_lower_case_and_an_entry():
    person = create_account(email="Ana@Example.ORG", name="Ana", by="<tests>", at=NOW)
    assert (person.email, person.has_usable_password()) == ("ana@example.org", False)
    assert [entry.kind for entry in Entry.objects.all()] == ["account_created"]


def test_same_email_in_another_case_is_refused():
    make_person("ana")
    with pytest.raises(ValidationError):
        create_account(email="ANA@example.org", name="", by="<tests>", at=NOW)


def test_raw_sql_cannot_write_an_email_in_capitals():
    person = make_person("ana")
    with (
        pytest.raises(IntegrityError),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute("UPDATE accounts_user SET email = 'ANA@x.fr' WHERE id = %s", [person.pk])


def test_role_is_granted_once_with_one_entry():
    admin, person = make_person("admin", Role.ADMINISTRATOR), make_person("ana")
    before = Entry.objects.count()
    for _ in range(2):
        grant_role(person, role=Role.AUDITOR, by=admin, at=NOW)
    assert (roles_of(person), Entry.objects.count() - before) == (frozenset({Role.AUDITOR}), 1)


def test_operator_cannot_grant_a_role():
    operator, person = make_person("operator", Role.OPERATOR), make_person("ana")
    with pytest.raises(NotAllowed):
        grant_role(person, role=Role.OPERATOR, by=operator, at=NOW)
    assert roles_of(person) == frozenset()


def test_last_administrator_stays():
    admin = make_person("admin", Role.ADMINISTRATOR)
    with pytest.raises(LastAdministrator):
        revoke_role(admin, role=Role.ADMINISTRATOR, by=admin, at=NOW)
    assert roles_of(admin) == frozenset({Role.ADMINISTRATOR})


def test_closed_account_has_no_role():
    person = make_person("ana", Role.OPERATOR)
    person.is_active = False
    assert roles_of(person) == frozenset()


@pytest.mark.parametrize(
    ("role", "expected"),
    [
        (Role.OPERATOR, True),
        (Role.REVIEWER, True),
        (Role.CONSULTANT, True),
        (Role.ADMINISTRATOR, True),
        (Role.AUDITOR, False),
    ],
)
def test_second_factor_is_asked_of_who_sees_several_bodies(role, expected):
    assert needs_second_factor(make_person("ana", role)) is expected


def test_stranger_has_no_role():
    assert roles_of(AnonymousUser()) == frozenset()
