import secrets

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _


def make_code() -> str:
    """Return a short code for addresses: it says nothing of the person or of their number."""
    return secrets.token_hex(6)


class UserManager(BaseUserManager["User"]):
    """Look-up by e-mail, whatever the case."""

    def get_by_natural_key(self, email: str | None) -> "User":
        return self.get(email=(email or "").lower())


class User(AbstractBaseUser):
    """A person who signs in with an e-mail address."""

    code = models.CharField(_("code"), max_length=12, unique=True, default=make_code)
    email = models.EmailField(_("e-mail address"), max_length=254, unique=True)
    name = models.CharField(_("name"), max_length=150, blank=True)
    is_active = models.BooleanField(_("active"), default=True)
    created_at = models.DateTimeField(_("created"), auto_now_add=True)

    objects = UserManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"

    class Meta:
        verbose_name = _("person")
        verbose_name_plural = _("people")
        constraints = (
            models.CheckConstraint(
                condition=models.Q(email=Lower("email")), name="accounts_email_lower_case"
            ),
        )

    def __str__(self) -> str:
        return self.name or self.email

    def clean(self) -> None:
        super().clean()
        self.email = self.email.lower()


class Role(models.TextChoices):
    """What a person is for the whole platform; what they are for a body is a membership."""

    OPERATOR = "operator", _("Operator")
    REVIEWER = "reviewer", _("Reviewer")
    AUDITOR = "auditor", _("Auditor")
    CONSULTANT = "consultant", _("Consultant")
    ADMINISTRATOR = "administrator", _("Administrator")


class RoleGrant(models.Model):
    """A role given to a person, by whom and when."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="role_grants")
    role = models.CharField(_("role"), max_length=20, choices=Role)
    granted_by = models.CharField(_("granted by"), max_length=254)
    granted_at = models.DateTimeField(_("granted"))

    class Meta:
        verbose_name = _("role")
        verbose_name_plural = _("roles")
        constraints = (
            models.UniqueConstraint(fields=("user", "role"), name="accounts_role_once"),
            models.CheckConstraint(
                condition=models.Q(role__in=Role.values), name="accounts_role_known"
            ),
        )

    def __str__(self) -> str:
        return f"{self.user}: {self.get_role_display()}"
