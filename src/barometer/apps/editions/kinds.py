"""The closed lists of words about editions; the rules are in the core."""

from typing import Final

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from barometer.core.editions import PhaseKind
from barometer.core.registrations import (
    NoticeKind,
    RegistrationState,
    RegistrationTransition,
    Tier,
)

PHASE_NAMES: Final = {
    PhaseKind.REGISTRATION: _("Registration"),
    PhaseKind.FIELD_WORK: _("Field work"),
    PhaseKind.REVIEW: _("Review"),
    PhaseKind.RIGHT_OF_REPLY: _("Right of reply"),
    PhaseKind.CORRECTION: _("Correction"),
    PhaseKind.PUBLICATION: _("Publication"),
}
STATE_NAMES: Final = {
    RegistrationState.DRAFT: pgettext_lazy("registration", "Draft"),
    RegistrationState.SUBMITTED: pgettext_lazy("registration", "Sent, to be examined"),
    RegistrationState.MORE_ASKED: pgettext_lazy("registration", "More information asked"),
    RegistrationState.ACCEPTED: pgettext_lazy("registration", "Accepted"),
    RegistrationState.REFUSED: pgettext_lazy("registration", "Refused"),
    RegistrationState.WITHDRAWN: pgettext_lazy("registration", "Withdrawn"),
}
TRANSITION_NAMES: Final = {
    RegistrationTransition.SUBMIT: pgettext_lazy("registration", "Send"),
    RegistrationTransition.ASK_MORE: pgettext_lazy("registration", "Ask for more"),
    RegistrationTransition.ACCEPT: pgettext_lazy("registration", "Accept"),
    RegistrationTransition.REFUSE: pgettext_lazy("registration", "Refuse"),
    RegistrationTransition.WITHDRAW: pgettext_lazy("registration", "Withdraw"),
    RegistrationTransition.REOPEN: pgettext_lazy("registration", "Reopen"),
}
TIER_NAMES: Final = {
    Tier.STANDARD: _("Standard (free)"),
    Tier.PERSONALISED: _("Personalised"),
    Tier.PROFESSIONAL_AUDIT: _("Professional audit"),
}
NOTICE_NAMES: Final = {
    NoticeKind.STAFF_NOTICE: _("Notice to staff"),
    NoticeKind.REPRESENTATIVES_INFORMED: _("Information of staff representatives"),
}


class SnapshotMoment(models.TextChoices):
    """When a body is copied as it stands."""

    REGISTRATION = "registration", _("at registration")
    PUBLICATION = "publication", _("at publication")


def codes(kinds: type[PhaseKind | RegistrationState | Tier | NoticeKind]) -> list[str]:
    """Return the codes of a closed list, for database constraints."""
    return [str(kind.value) for kind in kinds]
