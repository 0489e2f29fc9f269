"""The closed lists of words about bodies."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class BodyKind(models.TextChoices):
    """What a body is."""

    COMMUNE = "commune", _("Commune")
    EPCI = "epci", _("Group of communes (EPCI)")
    DEPARTEMENT = "departement", _("Département")
    REGION = "region", _("Region")
    OPH = "oph", _("Public housing office")
    HOSPITAL = "hospital", _("Hospital")
    CCI = "cci", _("Chamber of commerce and industry")
    LIBRARY = "library", _("Library")
    OTHER = "other", _("Other body")


class SizeStratum(models.TextChoices):
    """Size of a body among those of its kind, smallest first."""

    UNDER_10K = "under-10k", _("Under 10,000 inhabitants")
    FROM_10K = "10k-20k", _("10,000 to 20,000 inhabitants")
    FROM_20K = "20k-50k", _("20,000 to 50,000 inhabitants")
    FROM_50K = "50k-100k", _("50,000 to 100,000 inhabitants")
    OVER_100K = "over-100k", _("Over 100,000 inhabitants")
    SMALL = "small", _("Small")
    MEDIUM = "medium", _("Medium")
    LARGE = "large", _("Large")


class Channel(models.TextChoices):
    """How a user reaches a body."""

    PHONE = "phone", _("Phone")
    WEBSITE = "website", _("Website")
    MAIL = "mail", _("Letter and e-mail")
    SOCIAL = "social", _("Social media")
    DESK = "desk", _("Front desk")


class Scheme(models.TextChoices):
    """The service certifications that bodies hold."""

    QUALIVILLES = "qualivilles", "Qualivilles"
    MARIANNE = "marianne", "Marianne"
    SERVICES_PUBLICS_PLUS = "services_publics_plus", "Services Publics+"
    ISO_9001 = "iso_9001", "ISO 9001"
    NF_345 = "nf_345", "NF 345"
    QUALIPREF = "qualipref", "Qual-e-Pref"
    OTHER = "other", _("Other certification")


class MemberRole(models.TextChoices):
    """What a person is for one body."""

    MANAGER = "manager", _("Manager")
    READER = "reader", _("Reader")
    CONSULTANT = "consultant", _("Consultant")


def stratum_of_population(inhabitants: int) -> SizeStratum:
    """Return the stratum of a territory by its inhabitants (bounds included below)."""
    bounds = (
        (10_000, SizeStratum.UNDER_10K),
        (20_000, SizeStratum.FROM_10K),
        (50_000, SizeStratum.FROM_20K),
        (100_000, SizeStratum.FROM_50K),
    )
    return next(
        (stratum for bound, stratum in bounds if inhabitants < bound), SizeStratum.OVER_100K
    )
