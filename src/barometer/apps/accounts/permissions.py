"""The roles of a person, read once per request, and what they allow outside any body."""

from typing import Final

from django.contrib.auth.models import AnonymousUser

from barometer.apps.accounts.models import Role, User

Person = User | AnonymousUser

SECOND_FACTOR_ROLES: Final = frozenset(
    {Role.OPERATOR, Role.REVIEWER, Role.CONSULTANT, Role.ADMINISTRATOR}
)
"""Who sees the results of several bodies signs in with two factors."""


def roles_of(user: Person) -> frozenset[Role]:
    """Return the roles of a person; none for a stranger or a closed account.

    One query per person object, whatever the number of calls.
    """
    if not isinstance(user, User) or not user.is_active:
        return frozenset()
    kept: frozenset[Role] | None = getattr(user, "_roles", None)
    if kept is None:
        kept = frozenset(Role(grant.role) for grant in user.role_grants.all())
        user._roles = kept  # type: ignore[attr-defined]  # memory of this object only
    return kept


def needs_second_factor(user: Person) -> bool:
    """Return whether a person may go no further without a second factor."""
    return bool(roles_of(user) & SECOND_FACTOR_ROLES)


def is_operator(user: Person) -> bool:
    """Return whether a person runs editions."""
    return Role.OPERATOR in roles_of(user)


def is_administrator(user: Person) -> bool:
    """Return whether a person gives and withdraws roles."""
    return Role.ADMINISTRATOR in roles_of(user)


def can_grant_roles(user: Person) -> bool:
    """Return whether a person may give and withdraw roles."""
    return is_administrator(user)
