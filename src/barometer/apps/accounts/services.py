"""Accounts and their roles."""

from datetime import datetime

from django.db import transaction

from barometer.apps.accounts.errors import LastAdministrator, NotAllowed
from barometer.apps.accounts.models import Role, RoleGrant, User
from barometer.apps.accounts.permissions import can_grant_roles
from barometer.apps.journal.models import EntryKind
from barometer.apps.journal.services import record


@transaction.atomic
def create_account(
    *, email: str, name: str, by: str, at: datetime, password: str | None = None
) -> User:
    """Create an account and return it; without a password, the person sets one by e-mail.

    Arguments:
        by: Who, as text for the journal.
    """
    user = User(email=email.lower(), name=name)
    user.set_password(password)
    user.full_clean(exclude=("password",))
    user.save()
    record(EntryKind.ACCOUNT_CREATED, actor=by, at=at, subject=f"account:{user.code}")
    return user


@transaction.atomic
def grant_role(user: User, *, role: Role, by: User, at: datetime) -> RoleGrant:
    """Give a role to a person; giving it twice changes nothing.

    Raises:
        NotAllowed: ``by`` is not an administrator.
    """
    if not can_grant_roles(by):
        raise NotAllowed("can_grant_roles")
    return grant_role_from_console(user, role=role, actor=by.email, at=at)


@transaction.atomic
def grant_role_from_console(user: User, *, role: Role, actor: str, at: datetime) -> RoleGrant:
    """Give a role without asking who: for the command that makes the first administrator."""
    grant, is_new = RoleGrant.objects.get_or_create(
        user=user, role=role, defaults={"granted_by": actor, "granted_at": at}
    )
    user.__dict__.pop("_roles", None)
    if is_new:
        record(
            EntryKind.ROLE_GRANTED, actor=actor, at=at, subject=f"account:{user.code}", role=role
        )
    return grant


@transaction.atomic
def revoke_role(user: User, *, role: Role, by: User, at: datetime) -> None:
    """Withdraw a role from a person; one that was not given changes nothing.

    Raises:
        NotAllowed: ``by`` is not an administrator.
        LastAdministrator: Nobody else could give roles.
    """
    if not can_grant_roles(by):
        raise NotAllowed("can_grant_roles")
    others = RoleGrant.objects.select_for_update().filter(role=role).exclude(user=user)
    if role == Role.ADMINISTRATOR and not others.filter(user__is_active=True).exists():
        raise LastAdministrator
    removed, _ = RoleGrant.objects.filter(user=user, role=role).delete()
    user.__dict__.pop("_roles", None)
    if removed:
        record(
            EntryKind.ROLE_REVOKED,
            actor=by.email,
            at=at,
            subject=f"account:{user.code}",
            role=role,
        )
