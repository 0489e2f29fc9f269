"""People, bodies and editions for the tests: fixed dates, plain names, made by the services."""

from datetime import UTC, date, datetime

from barometer.apps.accounts.models import Role, User
from barometer.apps.accounts.services import create_account, grant_role_from_console
from barometer.apps.editions.models import Edition, Registration
from barometer.apps.editions.registering import Participation, start_registration
from barometer.apps.editions.services import EditionNames, create_edition, plan_phase
from barometer.apps.organisations.kinds import Channel, MemberRole
from barometer.apps.organisations.models import Body
from barometer.apps.organisations.services import (
    BodyDescription,
    add_member,
    claim_body,
    create_body,
)
from barometer.core.editions import Phase, PhaseKind

NOW = datetime(2027, 2, 1, 10, tzinfo=UTC)
TODAY = NOW.date()
PHASES = (
    Phase(PhaseKind.REGISTRATION, date(2027, 1, 1), date(2027, 3, 31)),
    Phase(PhaseKind.FIELD_WORK, date(2027, 4, 1), date(2027, 6, 30)),
    Phase(PhaseKind.REVIEW, date(2027, 4, 15), date(2027, 7, 31)),
)
FONTAINE = BodyDescription(
    name="Mairie de Fontaine-le-Port",
    kind="commune",
    siret="21770188700010",
    insee_code="77188",
    population=1_000,
    size_stratum="under-10k",
    address="3 rue du Général-Roux\n77590 Fontaine-le-Port",
    contacts={Channel.PHONE: ["01 64 38 30 52"]},
)


def make_person(name: str, *roles: Role) -> User:
    """An account whose e-mail is made of the name."""
    email = f"{name}@example.org"
    person = create_account(email=email, name=name, by="<tests>", at=NOW, password="secret")
    for role in roles:
        grant_role_from_console(person, role=role, actor="<tests>", at=NOW)
    return person


def make_operator() -> User:
    return make_person("operator", Role.OPERATOR)


def make_edition(operator: User, code: str = "2027") -> Edition:
    """An edition in its registration phase on the day of the tests."""
    edition = create_edition(
        EditionNames(code, f"Édition {code}", f"Edition {code}"), by=operator, at=NOW
    )
    for phase in PHASES:
        plan_phase(edition, phase=phase, by=operator, at=NOW)
    return edition


def make_body(manager: User, description: BodyDescription = FONTAINE, code: str = "") -> Body:
    """A body in the hands of a person, not confirmed."""
    body = create_body(description, by=manager, at=NOW, code=code)
    claim_body(body, by=manager, at=NOW)
    return body


def make_registration(edition: Edition, body: Body, by: User) -> Registration:
    return start_registration(edition, body=body, wanted=Participation(), by=by, at=NOW)


def add_reader(body: Body, by: User, name: str = "reader") -> User:
    reader = make_person(name)
    add_member(body, user=reader, role=MemberRole.READER, by=by, at=NOW)
    return reader
