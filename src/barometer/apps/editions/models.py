from django.db import models
from django.db.models import F, Q
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from barometer.apps.editions.kinds import (
    NOTICE_NAMES,
    PHASE_NAMES,
    STATE_NAMES,
    TIER_NAMES,
    TRANSITION_NAMES,
    SnapshotMoment,
    codes,
)
from barometer.apps.organisations.models import Body
from barometer.core.editions import PhaseKind
from barometer.core.registrations import NoticeKind, RegistrationState, Tier

PHASE_CHOICES = [(kind.value, name) for kind, name in PHASE_NAMES.items()]
STATE_CHOICES = [(state.value, name) for state, name in STATE_NAMES.items()]
TRANSITION_CHOICES = [(move.value, name) for move, name in TRANSITION_NAMES.items()]
TIER_CHOICES = [(tier.value, name) for tier, name in TIER_NAMES.items()]
NOTICE_CHOICES = [(kind.value, name) for kind, name in NOTICE_NAMES.items()]
UNDECIDED = ("draft", "withdrawn")


class Edition(models.Model):
    """One round of the barometer."""

    code = models.SlugField(_("code"), max_length=40, unique=True)
    name_fr = models.CharField(_("name in French"), max_length=120)
    name_en = models.CharField(_("name in English"), max_length=120, blank=True)
    is_rehearsal = models.BooleanField(_("rehearsal"), default=False)
    rehearsal_of = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="rehearsals"
    )
    grid_version = models.CharField(_("grid version"), max_length=60, blank=True)
    grid_frozen_at = models.DateTimeField(_("grid frozen"), null=True, blank=True)
    created_at = models.DateTimeField(_("created"))

    class Meta:
        verbose_name = _("edition")
        verbose_name_plural = _("editions")
        ordering = ("-created_at", "-id")
        constraints = (
            models.CheckConstraint(
                condition=Q(rehearsal_of__isnull=True) | Q(is_rehearsal=True),
                name="edition_copy_is_rehearsal",
            ),
            models.CheckConstraint(
                condition=Q(grid_frozen_at__isnull=True) | ~Q(grid_version=""),
                name="edition_frozen_grid_named",
            ),
        )

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        """The name in the language of the page, in French where English is absent."""
        return self.name_en if get_language() == "en" and self.name_en else self.name_fr


class EditionPhase(models.Model):
    """The days of one phase of an edition."""

    edition = models.ForeignKey(Edition, on_delete=models.CASCADE, related_name="phases")
    kind = models.CharField(_("phase"), max_length=20, choices=PHASE_CHOICES)
    starts_on = models.DateField(_("first day"))
    ends_on = models.DateField(_("last day"))

    class Meta:
        verbose_name = _("phase")
        verbose_name_plural = _("phases")
        ordering = ("starts_on", "id")
        constraints = (
            models.UniqueConstraint(fields=("edition", "kind"), name="phase_once"),
            models.CheckConstraint(condition=Q(kind__in=codes(PhaseKind)), name="phase_known"),
            models.CheckConstraint(
                condition=Q(ends_on__gte=F("starts_on")),
                name="phase_dates",
                violation_error_message=_("The last day comes before the first."),
            ),
        )

    def __str__(self) -> str:
        return f"{self.edition}: {self.get_kind_display()}"


class PhaseExtension(models.Model):
    """The trace of a phase made longer: from which day to which, by whom, why."""

    phase = models.ForeignKey(EditionPhase, on_delete=models.CASCADE, related_name="extensions")
    ended_on = models.DateField(_("former last day"))
    ends_on = models.DateField(_("new last day"))
    reason = models.TextField(_("reason"))
    extended_by = models.CharField(_("by"), max_length=254)
    extended_at = models.DateTimeField(_("moment"))

    class Meta:
        verbose_name = _("extension")
        verbose_name_plural = _("extensions")
        ordering = ("id",)
        constraints = (
            models.CheckConstraint(
                condition=Q(ends_on__gt=F("ended_on")), name="extension_is_later"
            ),
            models.CheckConstraint(condition=~Q(reason=""), name="extension_has_reason"),
        )

    def __str__(self) -> str:
        return f"{self.phase}: {self.ended_on} → {self.ends_on}"


class Registration(models.Model):
    """A body's part in an edition."""

    edition = models.ForeignKey(Edition, on_delete=models.PROTECT, related_name="registrations")
    body = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="registrations")
    state = models.CharField(
        _("state"), max_length=20, choices=STATE_CHOICES, default=RegistrationState.DRAFT.value
    )
    tier = models.CharField(
        _("tier"), max_length=20, choices=TIER_CHOICES, default=Tier.STANDARD.value
    )
    has_desk = models.BooleanField(_("front-desk option"), default=False)
    requested_by = models.CharField(_("requested by"), max_length=254)
    submitted_at = models.DateTimeField(_("sent"), null=True, blank=True)
    decided_at = models.DateTimeField(_("decided"), null=True, blank=True)
    decided_by = models.CharField(_("decided by"), max_length=254, blank=True)
    reason = models.TextField(_("reason"), blank=True)

    class Meta:
        verbose_name = _("registration")
        verbose_name_plural = _("registrations")
        ordering = ("body__name", "id")
        indexes = (models.Index(fields=("edition", "state"), name="registration_by_state"),)
        constraints = (
            models.UniqueConstraint(fields=("edition", "body"), name="registration_once"),
            models.CheckConstraint(
                condition=Q(state__in=codes(RegistrationState)), name="registration_state_known"
            ),
            models.CheckConstraint(
                condition=Q(tier__in=codes(Tier)), name="registration_tier_known"
            ),
            models.CheckConstraint(
                condition=Q(state__in=UNDECIDED) | Q(submitted_at__isnull=False),
                name="registration_sent_before",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=("accepted", "refused", "more_asked"))
                | (Q(decided_at__isnull=False) & ~Q(decided_by="")),
                name="registration_decided_by_somebody",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=("refused", "more_asked")) | ~Q(reason=""),
                name="registration_refusal_has_reason",
            ),
        )

    def __str__(self) -> str:
        return f"{self.edition}: {self.body}"


class RegistrationMove(models.Model):
    """One move of a registration, kept."""

    registration = models.ForeignKey(Registration, on_delete=models.CASCADE, related_name="moves")
    transition = models.CharField(_("move"), max_length=20, choices=TRANSITION_CHOICES)
    from_state = models.CharField(_("from"), max_length=20, choices=STATE_CHOICES)
    to_state = models.CharField(_("to"), max_length=20, choices=STATE_CHOICES)
    reason = models.TextField(_("reason"), blank=True)
    moved_by = models.CharField(_("by"), max_length=254)
    moved_at = models.DateTimeField(_("moment"))

    class Meta:
        verbose_name = _("move of a registration")
        verbose_name_plural = _("moves of registrations")
        ordering = ("id",)

    def __str__(self) -> str:
        return f"{self.registration}: {self.from_state} → {self.to_state}"


class StaffNotice(models.Model):
    """What was done on a day for the staff of a body, before any mystery contact."""

    registration = models.ForeignKey(Registration, on_delete=models.CASCADE, related_name="notices")
    kind = models.CharField(_("notice"), max_length=30, choices=NOTICE_CHOICES)
    given_on = models.DateField(_("given on"))
    note = models.CharField(_("how"), max_length=300, blank=True)
    recorded_by = models.CharField(_("recorded by"), max_length=254)
    recorded_at = models.DateTimeField(_("recorded"))

    class Meta:
        verbose_name = _("notice to staff")
        verbose_name_plural = _("notices to staff")
        ordering = ("id",)
        constraints = (
            models.UniqueConstraint(fields=("registration", "kind"), name="notice_once"),
            models.CheckConstraint(condition=Q(kind__in=codes(NoticeKind)), name="notice_known"),
        )

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.given_on}"


class BodySnapshot(models.Model):
    """A body as it stood at a moment of an edition: results keep this name, kind and size."""

    registration = models.ForeignKey(
        Registration, on_delete=models.CASCADE, related_name="snapshots"
    )
    moment = models.CharField(_("moment"), max_length=20, choices=SnapshotMoment)
    taken_at = models.DateTimeField(_("taken"))
    name = models.CharField(_("name"), max_length=200)
    kind = models.CharField(_("kind"), max_length=20)
    size_stratum = models.CharField(_("size"), max_length=20, blank=True)
    facts = models.JSONField(_("facts"), default=dict)

    class Meta:
        verbose_name = _("snapshot of a body")
        verbose_name_plural = _("snapshots of bodies")
        constraints = (
            models.UniqueConstraint(fields=("registration", "moment"), name="snapshot_once"),
            models.CheckConstraint(
                condition=Q(moment__in=SnapshotMoment.values), name="snapshot_moment_known"
            ),
        )

    def __str__(self) -> str:
        return f"{self.name}, {self.get_moment_display()}"
