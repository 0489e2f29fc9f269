from django.db import models
from django.utils.translation import gettext_lazy as _


class EntryKind(models.TextChoices):
    """What was done; the codes are for ever, since entries are."""

    ACCOUNT_CREATED = "account_created", _("Account created")
    ROLE_GRANTED = "role_granted", _("Role granted")
    ROLE_REVOKED = "role_revoked", _("Role withdrawn")
    BODY_CREATED = "body_created", _("Body created")
    BODY_CHANGED = "body_changed", _("Body changed")
    MEMBER_ADDED = "member_added", _("Person attached to a body")
    MEMBER_CONFIRMED = "member_confirmed", _("Person confirmed for a body")
    MEMBER_REMOVED = "member_removed", _("Person detached from a body")
    CERTIFICATION_ADDED = "certification_added", _("Certification recorded")
    DIRECTORY_IMPORTED = "directory_imported", _("Directory imported")
    EDITION_CREATED = "edition_created", _("Edition created")
    PHASE_PLANNED = "phase_planned", _("Phase planned")
    PHASE_EXTENDED = "phase_extended", _("Phase extended")
    GRID_FROZEN = "grid_frozen", _("Grid version frozen")
    REGISTRATION_STARTED = "registration_started", _("Registration started")
    REGISTRATION_CHANGED = "registration_changed", _("Registration changed")
    REGISTRATION_MOVED = "registration_moved", _("Registration moved")
    NOTICE_RECORDED = "notice_recorded", _("Notice to staff recorded")
    SNAPSHOT_TAKEN = "snapshot_taken", _("Snapshot of a body taken")
    CONFIDENTIAL_VIEWED = "confidential_viewed", _("Confidential results viewed")


class Entry(models.Model):
    """One deed. Nothing refers to it and it refers to nothing: accounts and bodies may go."""

    at = models.DateTimeField(_("moment"))
    actor = models.CharField(_("who"), max_length=254)
    kind = models.CharField(_("what"), max_length=40, choices=EntryKind)
    subject = models.CharField(_("on what"), max_length=120)
    body_code = models.CharField(_("body"), max_length=80, blank=True)
    reason = models.TextField(_("reason"), blank=True)
    facts = models.JSONField(_("facts"), default=dict)

    class Meta:
        verbose_name = _("journal entry")
        verbose_name_plural = _("journal entries")
        ordering = ("-id",)
        indexes = (
            models.Index(fields=("subject",), name="journal_subject"),
            models.Index(fields=("body_code", "kind"), name="journal_body_kind"),
        )
        constraints = (
            models.CheckConstraint(
                condition=~models.Q(actor="") & ~models.Q(subject=""), name="journal_names_filled"
            ),
            models.CheckConstraint(
                condition=models.Q(kind__in=EntryKind.values), name="journal_kind_known"
            ),
        )

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.actor} {self.kind} {self.subject}"
