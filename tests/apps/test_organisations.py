"""Bodies: what is declared, who acts for them, what the database refuses."""

from dataclasses import replace
from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction

from barometer.apps.accounts.errors import NotAllowed
from barometer.apps.accounts.models import Role
from barometer.apps.journal.queries import entries_of_body
from barometer.apps.organisations.errors import BodyAlreadyManaged
from barometer.apps.organisations.kinds import MemberRole, Scheme, stratum_of_population
from barometer.apps.organisations.models import Body, DirectoryEntry, Membership
from barometer.apps.organisations.permissions import can_manage_body, can_see_results_of
from barometer.apps.organisations.queries import bodies_visible_to, directory_entry_of
from barometer.apps.organisations.services import (
    add_certification,
    add_member,
    change_body,
    claim_body,
    confirm_member,
    create_body,
)
from tests.apps.situations import FONTAINE, NOW, add_reader, make_body, make_operator, make_person

pytestmark = pytest.mark.django_db

OTHER = replace(FONTAINE, name="Bibliothèque", kind="library", siret="")


def test_body_keeps_what_was_declared():
    body = make_body(make_person("ana"))
    assert (body.siret, body.insee_code) == ("21770188700010", "77188")
    assert [detail.value for detail in body.contact_details.all()] == ["01 64 38 30 52"]
    assert [entry.kind for entry in entries_of_body(body.code)] == ["member_added", "body_created"]


def test_same_siret_twice_is_refused():
    person = make_person("ana")
    make_body(person)
    with pytest.raises(ValidationError):
        create_body(FONTAINE, by=person, at=NOW)


def test_bodies_without_siret_may_be_several():
    person = make_person("ana")
    for _ in range(2):
        create_body(OTHER, by=person, at=NOW)
    assert Body.objects.count() == 2


def test_change_of_a_body_by_a_reader_is_refused_and_changes_nothing():
    manager = make_person("ana")
    body = make_body(manager)
    reader = add_reader(body, manager)
    with pytest.raises(NotAllowed):
        change_body(body, description=OTHER, by=reader, at=NOW)
    assert Body.objects.get().name == FONTAINE.name


def test_second_person_cannot_claim_a_body():
    body = make_body(make_person("ana"))
    with pytest.raises(BodyAlreadyManaged):
        claim_body(body, by=make_person("bob"), at=NOW)


def test_manager_cannot_name_a_consultant():
    manager = make_person("ana")
    body = make_body(manager)
    with pytest.raises(NotAllowed):
        add_member(body, user=make_person("c"), role=MemberRole.CONSULTANT, by=manager, at=NOW)


def test_results_are_seen_once_confirmed_only():
    manager, operator = make_person("ana"), make_operator()
    body = make_body(manager)
    assert (can_manage_body(manager, body), can_see_results_of(manager, body)) == (True, False)
    confirm_member(Membership.objects.get(), by=operator, at=NOW)
    assert can_see_results_of(type(manager).objects.get(pk=manager.pk), body)


def test_results_are_not_seen_by_another_body_nor_by_an_auditor():
    body = make_body(make_person("ana"))
    other = make_person("bob")
    make_body(other, OTHER)
    auditor = make_person("eve", Role.AUDITOR)
    assert not can_see_results_of(other, body)
    assert not can_see_results_of(auditor, body)


def test_bodies_visible_are_ones_own_and_all_for_the_operator():
    ana, bob = make_person("ana"), make_person("bob")
    body, other = make_body(ana), make_body(bob, OTHER)
    assert list(bodies_visible_to(ana)) == [body]
    assert set(bodies_visible_to(make_operator())) == {body, other}


def test_certification_that_ends_before_it_starts_is_refused():
    manager = make_person("ana")
    body = make_body(manager)
    validity = (date(2027, 2, 1), date(2027, 1, 1))
    with pytest.raises(ValidationError):
        add_certification(body, scheme=Scheme.MARIANNE, validity=validity, by=manager, at=NOW)
    assert not body.certifications.exists()


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE organisations_body SET kind = 'club'",
        "UPDATE organisations_body SET siret = 'abc'",
        "UPDATE organisations_body SET name = ''",
        "UPDATE organisations_membership SET confirmed_by = 'me'",
        "UPDATE organisations_membership SET role = 'king'",
        "UPDATE organisations_contactdetail SET channel = 'pigeon'",
    ],
)
def test_raw_sql_is_refused(statement):
    make_body(make_person("ana"))
    with (
        pytest.raises(IntegrityError),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement)


def test_directory_entry_is_found_by_siret_then_by_siren():
    siren = DirectoryEntry.objects.create(
        source="communes", source_code="77188", siren="217701887", name="Fontaine", kind="commune"
    )
    assert directory_entry_of("21770188700010") == siren
    siret = DirectoryEntry.objects.create(
        source="dila", source_code="1", siret="21770188700010", name="Mairie", kind="commune"
    )
    assert directory_entry_of("21770188700010") == siret
    assert directory_entry_of("35600000000048") is None


@pytest.mark.parametrize(
    ("inhabitants", "stratum"),
    [(0, "under-10k"), (9_999, "under-10k"), (10_000, "10k-20k"), (100_000, "over-100k")],
)
def test_stratum_follows_from_the_inhabitants(inhabitants, stratum):
    assert stratum_of_population(inhabitants) == stratum
