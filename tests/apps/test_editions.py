"""Editions and registrations: effect, entry, refusal, and what the database refuses."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, connection, transaction

from barometer.apps.accounts.errors import NotAllowed
from barometer.apps.editions.errors import GridFrozen
from barometer.apps.editions.ics import write_ics
from barometer.apps.editions.models import BodySnapshot, PhaseExtension, Registration
from barometer.apps.editions.queries import calendar_of, registrations_visible_to
from barometer.apps.editions.registering import (
    Participation,
    change_participation,
    move_registration,
    record_notice,
    require_field_work_for,
    start_registration,
)
from barometer.apps.editions.services import (
    EditionNames,
    create_edition,
    extend_phase,
    freeze_grid,
    plan_phase,
)
from barometer.apps.journal.models import Entry
from barometer.core.editions import (
    ImpossibleCalendar,
    ImpossibleExtension,
    Phase,
    PhaseClosed,
    PhaseKind,
)
from barometer.core.registrations import (
    ImpossibleTransition,
    NotEditable,
    NoticeKind,
    NoticesMissing,
    ReasonMissing,
    Tier,
)
from barometer.core.registrations import RegistrationTransition as Move
from tests.apps.situations import (
    NOW,
    make_body,
    make_edition,
    make_operator,
    make_person,
    make_registration,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def operator():
    return make_operator()


@pytest.fixture
def manager():
    return make_person("manager")


@pytest.fixture
def edition(operator):
    return make_edition(operator)


@pytest.fixture
def registration(edition, manager):
    return make_registration(edition, make_body(manager), manager)


@pytest.fixture
def sent(registration, manager):
    return move_registration(registration, Move.SUBMIT, by=manager, at=NOW)


def test_edition_has_the_calendar_planned(edition):
    kinds = [phase.kind for phase in calendar_of(edition).phases]
    assert kinds == [PhaseKind.REGISTRATION, PhaseKind.FIELD_WORK, PhaseKind.REVIEW]


def test_edition_is_created_by_the_operator_only(manager):
    with pytest.raises(NotAllowed):
        create_edition(EditionNames("x", "X"), by=manager, at=NOW)


def test_rehearsal_copies_the_phases(edition, operator):
    copy = create_edition(EditionNames("r", "R"), by=operator, at=NOW, rehearsal_of=edition)
    assert copy.is_rehearsal
    assert calendar_of(copy) == calendar_of(edition)


def test_phase_before_the_one_that_precedes_it_is_refused(edition, operator):
    early = Phase(PhaseKind.REVIEW, date(2027, 1, 2), date(2027, 1, 3))
    with pytest.raises(ImpossibleCalendar):
        plan_phase(edition, phase=early, by=operator, at=NOW)


def test_extension_keeps_the_former_day_and_an_entry(edition, operator):
    extend_phase(
        edition,
        kind=PhaseKind.REGISTRATION,
        until=date(2027, 4, 9),
        reason="élections",
        by=operator,
        at=NOW,
    )
    trace = PhaseExtension.objects.get()
    assert (trace.ended_on, trace.ends_on) == (date(2027, 3, 31), date(2027, 4, 9))
    assert calendar_of(edition).phases[0].ends_on == date(2027, 4, 9)
    assert Entry.objects.first().facts["ended_on"] == "2027-03-31"


def test_extension_without_reason_changes_nothing(edition, operator):
    with pytest.raises(ImpossibleExtension):
        extend_phase(
            edition,
            kind=PhaseKind.REGISTRATION,
            until=date(2027, 4, 9),
            reason=" ",
            by=operator,
            at=NOW,
        )
    assert not PhaseExtension.objects.exists()


def test_grid_is_frozen_once(edition):
    freeze_grid(edition, version="public-service@1", actor="<audit>", at=NOW)
    freeze_grid(edition, version="public-service@1", actor="<audit>", at=NOW)
    with pytest.raises(GridFrozen):
        freeze_grid(edition, version="public-service@2", actor="<audit>", at=NOW)


def test_registration_outside_its_phase_is_refused(edition, manager):
    body = make_body(manager)
    from_later = NOW + timedelta(days=200)
    with pytest.raises(PhaseClosed):
        start_registration(edition, body=body, wanted=Participation(), by=manager, at=from_later)
    assert not Registration.objects.exists()


def test_registration_sent_and_accepted_confirms_and_copies_the_body(sent, operator):
    accepted = move_registration(sent, Move.ACCEPT, by=operator, at=NOW)
    assert (accepted.state, accepted.decided_by) == ("accepted", operator.email)
    assert accepted.body.memberships.get().confirmed_by == operator.email
    snapshot = BodySnapshot.objects.get()
    assert (snapshot.moment, snapshot.name) == ("registration", "Mairie de Fontaine-le-Port")
    assert [move.transition for move in accepted.moves.all()] == ["submit", "accept"]


def test_snapshot_stays_when_the_body_changes(sent, operator):
    accepted = move_registration(sent, Move.ACCEPT, by=operator, at=NOW)
    accepted.body.name = "Commune nouvelle"
    accepted.body.save()
    assert BodySnapshot.objects.get().name == "Mairie de Fontaine-le-Port"


def test_manager_cannot_accept(sent, manager):
    with pytest.raises(NotAllowed):
        move_registration(sent, Move.ACCEPT, by=manager, at=NOW)
    assert Registration.objects.get().state == "submitted"


def test_refusal_needs_a_reason_that_the_body_reads(sent, operator):
    with pytest.raises(ReasonMissing):
        move_registration(sent, Move.REFUSE, by=operator, at=NOW)
    refused = move_registration(sent, Move.REFUSE, by=operator, at=NOW, reason="hors champ")
    assert (refused.state, refused.reason) == ("refused", "hors champ")


def test_move_that_the_table_lacks_is_refused(registration, operator):
    with pytest.raises(ImpossibleTransition):
        move_registration(registration, Move.ACCEPT, by=operator, at=NOW)


def test_participation_changes_before_it_is_sent_only(registration, manager):
    wanted = Participation(Tier.PERSONALISED, has_desk=True)
    changed = change_participation(registration, wanted=wanted, by=manager, at=NOW)
    assert (changed.tier, changed.has_desk) == ("personalised", True)
    move_registration(registration, Move.SUBMIT, by=manager, at=NOW)
    with pytest.raises(NotEditable):
        change_participation(registration, wanted=Participation(), by=manager, at=NOW)


def test_field_work_waits_for_the_notices(sent, operator, manager):
    accepted = move_registration(sent, Move.ACCEPT, by=operator, at=NOW)
    day = date(2027, 4, 2)
    with pytest.raises(NoticesMissing):
        require_field_work_for(accepted, on=day)
    for kind in NoticeKind:
        record_notice(accepted, kind=kind, given_on=date(2027, 3, 1), by=manager, at=NOW)
    require_field_work_for(accepted, on=day)


def test_registrations_of_others_are_not_visible(registration):
    assert not registrations_visible_to(make_person("stranger")).exists()


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE editions_registration SET state = 'accepted', decided_at = NULL",
        "UPDATE editions_registration SET state = 'lost'",
        "UPDATE editions_registration SET state = 'submitted', submitted_at = NULL",
        "UPDATE editions_registration SET tier = 'gold'",
        "UPDATE editions_editionphase SET ends_on = '2020-01-01'",
        "UPDATE editions_edition SET grid_frozen_at = '2027-01-01 00:00:00+00:00'",
    ],
)
def test_raw_sql_is_refused(registration, statement):
    with (
        pytest.raises(IntegrityError),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement)


def test_calendar_file_has_one_event_per_phase_with_an_excluded_end(edition):
    lines = write_ics(edition, at=NOW, domain="example.org").decode().split("\r\n")
    assert lines.count("BEGIN:VEVENT") == 3
    assert "DTEND;VALUE=DATE:20270401" in lines
    assert max(len(line.encode()) for line in lines) <= 75
