"""What the public pages show."""

from dataclasses import dataclass
from datetime import date

from barometer.apps.editions.models import Edition


@dataclass(frozen=True, slots=True)
class PhaseLine:
    """A phase in a calendar: its name, its days, and where today stands."""

    label: str
    starts_on: date
    ends_on: date
    state: str


@dataclass(frozen=True, slots=True)
class EditionCard:
    """An edition and its calendar."""

    edition: Edition
    phases: tuple[PhaseLine, ...]
    is_open: bool


@dataclass(frozen=True, slots=True)
class HomePage:
    """The first page; ``editions`` is empty before the first edition is planned."""

    editions: tuple[EditionCard, ...]


@dataclass(frozen=True, slots=True)
class ContentPage:
    """A page of text: the template that holds it in the person's language."""

    title: str
    content: str


@dataclass(frozen=True, slots=True)
class CriterionLine:
    """One criterion in the person's language; ``help`` may be empty."""

    label: str
    help: str


@dataclass(frozen=True, slots=True)
class CriteriaPage:
    """The criteria, steps and channels of the reference grid."""

    criteria: tuple[CriterionLine, ...]
    steps: tuple[CriterionLine, ...]
    channels: tuple[CriterionLine, ...]
