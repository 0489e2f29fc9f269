"""What allauth asks of the platform when a person creates an account."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest
from django.utils import timezone

from barometer.apps.accounts.models import User
from barometer.apps.journal.models import EntryKind
from barometer.apps.journal.services import record


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]  # allauth has no types
    """Accounts made on the web are journaled like the others; e-mails are in lower case."""

    def save_user(self, request: HttpRequest, user: User, form: Any, commit: bool = True) -> User:
        """Keep the new account and its journal entry."""
        super().save_user(request, user, form, commit=False)
        user.email = user.email.lower()
        if commit:
            user.save()
            record(
                EntryKind.ACCOUNT_CREATED,
                actor=user.email,
                at=timezone.now(),
                subject=f"account:{user.code}",
            )
        return user
