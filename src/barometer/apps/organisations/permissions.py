"""Rights over bodies."""

from barometer.apps.accounts.models import Role
from barometer.apps.accounts.permissions import Person, is_operator, roles_of
from barometer.apps.organisations.kinds import MemberRole
from barometer.apps.organisations.models import Body, Membership


def memberships_of(user: Person) -> dict[int, Membership]:
    """Return the memberships of a person by body, confirmed or not; one query per person object."""
    if not user.is_authenticated or not user.is_active:
        return {}
    kept: dict[int, Membership] | None = getattr(user, "_memberships", None)
    if kept is None:
        kept = {found.body_id: found for found in Membership.objects.filter(user_id=user.pk)}
        user._memberships = kept  # type: ignore[attr-defined]  # memory of this object only
    return kept


def can_see_body(user: Person, body: Body) -> bool:
    """Return whether a person may read what a body declared: the operator, and its people."""
    return is_operator(user) or body.pk in memberships_of(user)


def can_see_all_bodies(user: Person) -> bool:
    """Return whether a person may read the list of all bodies."""
    return is_operator(user)


def can_see_results_of(user: Person, body: Body) -> bool:
    """Return whether a person may read the confidential results of a body.

    The operator and reviewers, the body's confirmed people, and its confirmed consultant.
    """
    if roles_of(user) & {Role.OPERATOR, Role.REVIEWER}:
        return True
    found = memberships_of(user).get(body.pk)
    if found is None or found.confirmed_at is None:
        return False
    return found.role != MemberRole.CONSULTANT or Role.CONSULTANT in roles_of(user)


def can_manage_body(user: Person, body: Body) -> bool:
    """Return whether a person acts for a body: its manager, even before the confirmation."""
    found = memberships_of(user).get(body.pk)
    return found is not None and found.role == MemberRole.MANAGER


def can_confirm_members(user: Person) -> bool:
    """Return whether a person confirms who acts for a body."""
    return is_operator(user)
