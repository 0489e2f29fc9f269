from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from barometer.apps.editions.models import NOTICE_CHOICES, TIER_CHOICES, Registration
from barometer.apps.editions.registering import Participation
from barometer.apps.organisations.identifiers import validate_insee_code, validate_siret
from barometer.apps.organisations.kinds import (
    BodyKind,
    Channel,
    SizeStratum,
    stratum_of_population,
)
from barometer.apps.organisations.models import Body, DirectoryEntry
from barometer.apps.organisations.services import BodyDescription
from barometer.core.identifiers import parse_siret
from barometer.core.registrations import NoticeKind, Tier

LARGEST_POPULATION = 100_000_000
CONTACT_FIELDS = {
    "phone": Channel.PHONE,
    "email": Channel.MAIL,
    "website": Channel.WEBSITE,
    "social": Channel.SOCIAL,
}


class SiretForm(forms.Form):
    siret = forms.CharField(
        label=_("SIRET number of the body"),
        help_text=_("14 digits; spaces do not matter. It is on every invoice of the body."),
        max_length=24,
        validators=[validate_siret],
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
    )

    def clean_siret(self) -> str:
        return parse_siret(self.cleaned_data["siret"])


class DeclarationForm(forms.Form):
    name = forms.CharField(label=_("Name of the body"), max_length=200)
    kind = forms.ChoiceField(label=_("Kind of body"), choices=[("", "—"), *BodyKind.choices])
    insee_code = forms.CharField(
        label=_("INSEE code of its commune"),
        help_text=_("Five characters, such as 77188 or 2A004; not the postal code."),
        required=False,
        validators=[validate_insee_code],
    )
    population = forms.IntegerField(
        label=_("Inhabitants served"),
        required=False,
        min_value=0,
        max_value=LARGEST_POPULATION,
    )
    size_stratum = forms.ChoiceField(
        label=_("Size"),
        help_text=_("Left empty, it follows from the inhabitants."),
        required=False,
        choices=[("", "—"), *SizeStratum.choices],
    )
    address = forms.CharField(
        label=_("Postal address of the head office"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    phone = forms.CharField(
        label=_("Public phone number"),
        max_length=40,
        widget=forms.TextInput(attrs={"type": "tel"}),
    )
    email = forms.EmailField(label=_("Public e-mail address"), required=False)
    website = forms.URLField(
        label=_("Website"), assume_scheme="https", widget=forms.URLInput(attrs={"type": "text"})
    )
    social = forms.CharField(
        label=_("Main social media page"),
        help_text=_("Its full address, if the body has one."),
        required=False,
        max_length=300,
    )
    tier = forms.ChoiceField(label=_("Tier"), choices=TIER_CHOICES, widget=forms.RadioSelect)
    has_desk = forms.BooleanField(
        label=_("Also audit our front desk (option)"),
        help_text=_("Auditors visit the reception; its figures stay apart from the score."),
        required=False,
    )

    def description(self, siret: str) -> BodyDescription:
        """Return what was declared of the body."""
        data = self.cleaned_data
        population = data["population"]
        stratum = data["size_stratum"]
        if not stratum and population is not None:
            stratum = stratum_of_population(population).value
        return BodyDescription(
            name=data["name"],
            kind=data["kind"],
            siret=siret,
            insee_code=data["insee_code"],
            size_stratum=stratum,
            population=population,
            address=data["address"],
            contacts={
                channel: [data[field]] for field, channel in CONTACT_FIELDS.items() if data[field]
            },
        )

    def participation(self) -> Participation:
        """Return what the body asks for."""
        return Participation(Tier(self.cleaned_data["tier"]), self.cleaned_data["has_desk"])


class NoticeForm(forms.Form):
    kind = forms.ChoiceField(label=_("What was done"), choices=NOTICE_CHOICES)
    given_on = forms.DateField(
        label=_("On which day"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )

    def notice_kind(self) -> NoticeKind:
        """Return the kind chosen."""
        return NoticeKind(self.cleaned_data["kind"])


def initial_from_entry(entry: DirectoryEntry | None) -> dict[str, Any]:
    """Return what a directory prefills; the person may change all of it."""
    start: dict[str, Any] = {"tier": Tier.STANDARD.value}
    if entry is None:
        return start
    known = entry.contact_details
    first = {field: (known.get(channel.value) or [""])[0] for field, channel in CHANNEL_FIRST}
    mails = [value for value in known.get(Channel.MAIL.value, []) if "@" in value]
    return {
        **start,
        **first,
        "email": mails[0] if mails else "",
        "name": entry.name[:200],
        "kind": entry.kind,
        "insee_code": entry.insee_code,
        "population": entry.population,
        "address": entry.address,
    }


CHANNEL_FIRST = tuple(item for item in CONTACT_FIELDS.items() if item[0] != "email")


def initial_from_body(body: Body, registration: Registration | None) -> dict[str, Any]:
    """Return what a body has declared so far."""
    contacts = {detail.channel: detail.value for detail in reversed(body.contact_details.all())}
    main = body.sites.filter(is_main=True).first()
    return {
        "name": body.name,
        "kind": body.kind,
        "insee_code": body.insee_code,
        "population": body.population,
        "size_stratum": body.size_stratum,
        "address": main.address if main else "",
        "tier": registration.tier if registration else Tier.STANDARD.value,
        "has_desk": registration.has_desk if registration else False,
        **{field: contacts.get(channel.value, "") for field, channel in CONTACT_FIELDS.items()},
    }
