"""What the screens of a body show."""

from dataclasses import dataclass

from django.forms import Form

from barometer.apps.editions.models import Edition, Registration, RegistrationMove, StaffNotice
from barometer.apps.organisations.models import DirectoryEntry


@dataclass(frozen=True, slots=True)
class RegistrationListPage:
    """The registrations of a person's bodies, and the editions that take new ones."""

    registrations: tuple[Registration, ...]
    open_editions: tuple[Edition, ...]


@dataclass(frozen=True, slots=True)
class SiretPage:
    """The first step: which body."""

    edition: Edition
    form: Form


@dataclass(frozen=True, slots=True)
class DeclarationPage:
    """The second step, or a change: what the body declares.

    ``entry`` is what a directory knows, ``None`` where none does or where nothing is prefilled.
    """

    edition: Edition
    form: Form
    entry: DirectoryEntry | None
    is_new: bool


@dataclass(frozen=True, slots=True)
class NoticeLine:
    """A notice to staff: recorded, or still due (``notice`` is ``None``)."""

    label: str
    notice: StaffNotice | None


@dataclass(frozen=True, slots=True)
class RegistrationPage:
    """Where a registration stands and what comes next."""

    registration: Registration
    contacts: tuple[tuple[str, str], ...]
    notices: tuple[NoticeLine, ...]
    notice_form: Form
    moves: tuple[RegistrationMove, ...]
    next_step: str
    can_edit: bool
    can_send: bool
    can_withdraw: bool
    are_notices_complete: bool
