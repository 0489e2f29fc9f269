"""Readings of bodies and of the directory."""

from django.db.models import Q, QuerySet

from barometer.apps.accounts.permissions import Person
from barometer.apps.organisations.models import Body, DirectoryEntry, Membership
from barometer.apps.organisations.permissions import can_see_all_bodies


def bodies_visible_to(user: Person) -> QuerySet[Body]:
    """Return the bodies a person may read: all for the operator, their own for the others."""
    if can_see_all_bodies(user):
        return Body.objects.all()
    if not user.is_authenticated:
        return Body.objects.none()
    return Body.objects.filter(memberships__user_id=user.pk).distinct()


def bodies_managed_by(user: Person) -> QuerySet[Body]:
    """Return the bodies a person acts for as manager."""
    if not user.is_authenticated:
        return Body.objects.none()
    return Body.objects.filter(memberships__user_id=user.pk, memberships__role="manager")


def members_of(body: Body) -> QuerySet[Membership]:
    """Return the people of a body, with their accounts."""
    return body.memberships.select_related("user").order_by("user__email")


def directory_entry_of(siret: str) -> DirectoryEntry | None:
    """Return what directories know of a SIRET: by the SIRET itself, else by its SIREN.

    ``None`` where no directory knows it. An entry with the SIRET wins over one with the SIREN.
    """
    known = DirectoryEntry.objects.filter(Q(siret=siret) | Q(siret="", siren=siret[:9]))
    return known.order_by("-siret", "id").first()
