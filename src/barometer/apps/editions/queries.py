"""Readings of editions and registrations."""

from datetime import date

from django.db.models import Count, Q, QuerySet

from barometer.apps.accounts.permissions import Person, is_operator
from barometer.apps.editions.models import Edition, Registration
from barometer.core.editions import Action, EditionCalendar, Phase, PhaseKind, build_calendar
from barometer.core.registrations import NoticeKind, RegistrationState


def editions_to_steer() -> QuerySet[Edition]:
    """Return all editions with their phases and the number of registrations by state."""
    states = {
        f"{state.value}_count": Count("registrations", filter=Q(registrations__state=state.value))
        for state in RegistrationState
    }
    return Edition.objects.prefetch_related("phases").annotate(**states)


def public_editions() -> QuerySet[Edition]:
    """Return the editions that everybody may know of: rehearsals are left out."""
    return Edition.objects.filter(is_rehearsal=False).prefetch_related("phases")


def editions_open_to_registration(on: date) -> list[Edition]:
    """Return the public editions in which bodies may register on a day."""
    return [
        edition
        for edition in public_editions()
        if calendar_of(edition).is_allowed(Action.REGISTER, on)
    ]


def registrations_visible_to(user: Person) -> QuerySet[Registration]:
    """Return the registrations a person may read: all for the operator, else of their bodies."""
    wanted = Registration.objects.select_related("edition", "body")
    if is_operator(user):
        return wanted
    if not user.is_authenticated:
        return wanted.none()
    return wanted.filter(body__memberships__user_id=user.pk).distinct()


def calendar_of(edition: Edition) -> EditionCalendar:
    """Return the calendar of an edition, for the core; reads the phases prefetched if any."""
    return build_calendar(
        Phase(PhaseKind(phase.kind), phase.starts_on, phase.ends_on)
        for phase in edition.phases.all()
    )


def notices_of(registration: Registration) -> dict[NoticeKind, date]:
    """Return the day each notice to staff was given, by kind; absent where it is not recorded."""
    return {NoticeKind(notice.kind): notice.given_on for notice in registration.notices.all()}
