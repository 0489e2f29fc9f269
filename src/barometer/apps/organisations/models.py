from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from barometer.apps.accounts.models import User, make_code
from barometer.apps.organisations.identifiers import validate_insee_code, validate_siret
from barometer.apps.organisations.kinds import BodyKind, Channel, MemberRole, Scheme, SizeStratum
from barometer.files.holidays import TERRITORIES

TERRITORY_CHOICES = [(code, code) for code in TERRITORIES]


class Body(models.Model):
    """A public body that may take part."""

    code = models.CharField(_("code"), max_length=40, unique=True, default=make_code)
    name = models.CharField(_("name"), max_length=200)
    kind = models.CharField(_("kind"), max_length=20, choices=BodyKind)
    siret = models.CharField(
        _("SIRET"), max_length=14, unique=True, null=True, blank=True, validators=[validate_siret]
    )
    insee_code = models.CharField(
        _("INSEE code"), max_length=5, blank=True, validators=[validate_insee_code]
    )
    territory = models.CharField(
        _("territory of its public holidays"),
        max_length=30,
        choices=TERRITORY_CHOICES,
        default="metropole",
    )
    size_stratum = models.CharField(_("size"), max_length=20, choices=SizeStratum, blank=True)
    population = models.PositiveIntegerField(_("inhabitants"), null=True, blank=True)
    created_at = models.DateTimeField(_("created"))

    class Meta:
        verbose_name = _("body")
        verbose_name_plural = _("bodies")
        ordering = ("name", "code")
        constraints = (
            models.CheckConstraint(condition=~Q(name=""), name="body_named"),
            models.CheckConstraint(condition=Q(kind__in=BodyKind.values), name="body_kind_known"),
            models.CheckConstraint(
                condition=Q(siret__isnull=True) | Q(siret__regex=r"^[0-9]{14}$"),
                name="body_siret_digits",
            ),
            models.CheckConstraint(
                condition=Q(size_stratum="") | Q(size_stratum__in=SizeStratum.values),
                name="body_stratum_known",
            ),
        )

    def __str__(self) -> str:
        return self.name


class Site(models.Model):
    """A place of a body that receives the public: head office or annex."""

    body = models.ForeignKey(Body, on_delete=models.CASCADE, related_name="sites")
    name = models.CharField(_("name"), max_length=200)
    address = models.TextField(_("address"), blank=True)
    insee_code = models.CharField(
        _("INSEE code"), max_length=5, blank=True, validators=[validate_insee_code]
    )
    is_main = models.BooleanField(_("head office"), default=False)

    class Meta:
        verbose_name = _("site")
        verbose_name_plural = _("sites")
        ordering = ("-is_main", "name")
        constraints = (
            models.UniqueConstraint(fields=("body", "name"), name="site_name_once"),
            models.UniqueConstraint(
                fields=("body",), condition=Q(is_main=True), name="site_one_main"
            ),
        )

    def __str__(self) -> str:
        return self.name


class ContactDetail(models.Model):
    """Where a channel of a body is reached: a number, an address, a page."""

    body = models.ForeignKey(Body, on_delete=models.CASCADE, related_name="contact_details")
    channel = models.CharField(_("channel"), max_length=10, choices=Channel)
    value = models.CharField(_("contact detail"), max_length=300)
    label = models.CharField(_("what for"), max_length=120, blank=True)

    class Meta:
        verbose_name = _("contact detail")
        verbose_name_plural = _("contact details")
        ordering = ("channel", "id")
        constraints = (
            models.UniqueConstraint(fields=("body", "channel", "value"), name="contact_once"),
            models.CheckConstraint(
                condition=Q(channel__in=Channel.values), name="contact_channel_known"
            ),
        )

    def __str__(self) -> str:
        return f"{self.get_channel_display()}: {self.value}"


class OpeningInterval(models.Model):
    """Hours during which a site is open on a weekday (0 = Monday)."""

    site = models.ForeignKey(Site, on_delete=models.CASCADE, related_name="opening_intervals")
    weekday = models.PositiveSmallIntegerField(_("weekday"))
    opens_at = models.TimeField(_("opens"))
    closes_at = models.TimeField(_("closes"))

    class Meta:
        verbose_name = _("opening hours")
        verbose_name_plural = _("opening hours")
        ordering = ("weekday", "opens_at")
        constraints = (
            models.CheckConstraint(condition=Q(weekday__lte=6), name="opening_weekday"),
            models.CheckConstraint(
                condition=Q(closes_at__gt=F("opens_at")), name="opening_before_closing"
            ),
            models.UniqueConstraint(fields=("site", "weekday", "opens_at"), name="opening_once"),
        )

    def __str__(self) -> str:
        return f"{self.weekday} {self.opens_at}-{self.closes_at}"


class Certification(models.Model):
    """A service certification that a body holds for a time."""

    body = models.ForeignKey(Body, on_delete=models.CASCADE, related_name="certifications")
    scheme = models.CharField(_("certification"), max_length=30, choices=Scheme)
    scope = models.CharField(_("scope"), max_length=200, blank=True)
    valid_from = models.DateField(_("valid from"))
    valid_until = models.DateField(_("valid until"))

    class Meta:
        verbose_name = _("certification")
        verbose_name_plural = _("certifications")
        ordering = ("-valid_until", "scheme")
        constraints = (
            models.CheckConstraint(
                condition=Q(valid_until__gte=F("valid_from")),
                name="certification_dates",
                violation_error_message=_("The end of validity comes before its start."),
            ),
            models.CheckConstraint(
                condition=Q(scheme__in=Scheme.values), name="certification_scheme_known"
            ),
        )

    def __str__(self) -> str:
        return self.get_scheme_display()


class Membership(models.Model):
    """What a person is for a body; it counts once the operator has confirmed it."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="memberships")
    body = models.ForeignKey(Body, on_delete=models.CASCADE, related_name="memberships")
    role = models.CharField(_("role"), max_length=20, choices=MemberRole)
    confirmed_at = models.DateTimeField(_("confirmed"), null=True, blank=True)
    confirmed_by = models.CharField(_("confirmed by"), max_length=254, blank=True)

    class Meta:
        verbose_name = _("membership")
        verbose_name_plural = _("memberships")
        constraints = (
            models.UniqueConstraint(fields=("user", "body"), name="membership_once"),
            models.CheckConstraint(
                condition=Q(role__in=MemberRole.values), name="membership_role_known"
            ),
            models.CheckConstraint(
                condition=Q(confirmed_at__isnull=True, confirmed_by="")
                | (Q(confirmed_at__isnull=False) & ~Q(confirmed_by="")),
                name="membership_confirmed_by_somebody",
            ),
        )

    def __str__(self) -> str:
        return f"{self.user}: {self.get_role_display()}, {self.body}"


class DirectoryEntry(models.Model):
    """A body as a public directory describes it: what a registration is prefilled with."""

    source = models.CharField(_("source"), max_length=30)
    source_code = models.CharField(_("code in the source"), max_length=80)
    siret = models.CharField(_("SIRET"), max_length=14, blank=True, db_index=True)
    siren = models.CharField(_("SIREN"), max_length=9, blank=True, db_index=True)
    name = models.CharField(_("name"), max_length=300)
    kind = models.CharField(_("kind"), max_length=20, choices=BodyKind)
    insee_code = models.CharField(_("INSEE code"), max_length=5, blank=True, db_index=True)
    population = models.PositiveIntegerField(_("inhabitants"), null=True)
    address = models.TextField(_("address"), blank=True)
    contact_details = models.JSONField(_("contact details"), default=dict)
    opening_hours = models.JSONField(_("opening hours"), default=list)
    updated_on = models.DateField(_("updated in the source"), null=True)

    class Meta:
        verbose_name = _("directory entry")
        verbose_name_plural = _("directory entries")
        constraints = (
            models.UniqueConstraint(fields=("source", "source_code"), name="directory_entry_once"),
        )

    def __str__(self) -> str:
        return self.name
