"""What the screens of the operator show."""

from dataclasses import dataclass
from typing import Any

from django.core.paginator import Page
from django.forms import Form

from barometer.apps.editions.models import (
    Edition,
    EditionPhase,
    PhaseExtension,
    Registration,
    RegistrationMove,
)
from barometer.apps.journal.models import Entry
from barometer.apps.organisations.models import Body, Membership


@dataclass(frozen=True, slots=True)
class EditionLine:
    """An edition in the list: what is open today, and how many registrations wait."""

    edition: Edition
    open_phases: tuple[str, ...]
    accepted: int
    waiting: int


@dataclass(frozen=True, slots=True)
class EditionListPage:
    """All editions, latest first."""

    editions: tuple[EditionLine, ...]


@dataclass(frozen=True, slots=True)
class FormPage:
    """A page that holds one form: its title, what it says first, where it leads back."""

    title: str
    form: Form
    back: str
    button: str
    intro: str = ""


@dataclass(frozen=True, slots=True)
class PhaseLine:
    """A phase of an edition; ``phase`` is ``None`` while it has no dates."""

    kind: str
    label: str
    phase: EditionPhase | None
    state: str
    state_label: str


@dataclass(frozen=True, slots=True)
class StateCount:
    """How many registrations are in a state."""

    state: str
    label: str
    count: int


@dataclass(frozen=True, slots=True)
class EditionPage:
    """An edition: its calendar, the extensions, the registrations by state."""

    edition: Edition
    phases: tuple[PhaseLine, ...]
    extensions: tuple[PhaseExtension, ...]
    counts: tuple[StateCount, ...]


@dataclass(frozen=True, slots=True)
class RegistrationListPage:
    """The registrations of an edition in a state, or all ('')."""

    edition: Edition
    state: str
    counts: tuple[StateCount, ...]
    rows: "Page[Any]"
    query: str


@dataclass(frozen=True, slots=True)
class RegistrationPage:
    """One registration before its decision."""

    registration: Registration
    contacts: tuple[tuple[str, str], ...]
    members: tuple[Membership, ...]
    notices: tuple[tuple[str, str], ...]
    moves: tuple[RegistrationMove, ...]
    form: Form | None


@dataclass(frozen=True, slots=True)
class BodyListPage:
    """The bodies, by pages; ``search`` is the words asked, '' for all."""

    search: str
    rows: "Page[Any]"
    query: str


@dataclass(frozen=True, slots=True)
class BodyPage:
    """One body: what it declared, its people, what was done."""

    body: Body
    contacts: tuple[tuple[str, str], ...]
    members: tuple[Membership, ...]
    entries: tuple[Entry, ...]
