from typing import TYPE_CHECKING

from django import forms
from django.utils.translation import gettext_lazy as _

from barometer.apps.editions.kinds import TRANSITION_NAMES
from barometer.core.registrations import (
    OF_THE_OPERATOR,
    RegistrationState,
    RegistrationTransition,
    transitions_from,
)

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise as _StrPromise


def day_field(label: "_StrPromise") -> forms.DateField:
    """Return a field for a day, with the browser's own calendar."""
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    return forms.DateField(label=label, widget=widget)


class EditionForm(forms.Form):
    code = forms.SlugField(
        label=_("Code"), help_text=_("Used in addresses: 2027, for instance."), max_length=40
    )
    name_fr = forms.CharField(label=_("Name in French"), max_length=120)
    name_en = forms.CharField(label=_("Name in English"), max_length=120, required=False)


class PhaseForm(forms.Form):
    starts_on = day_field(_("First day"))
    ends_on = day_field(_("Last day"))


class ExtensionForm(forms.Form):
    until = day_field(_("New last day"))
    reason = forms.CharField(
        label=_("Reason"),
        help_text=_("Kept for ever, and shown with the calendar."),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class DecisionForm(forms.Form):
    transition = forms.ChoiceField(label=_("Decision"), widget=forms.RadioSelect)
    reason = forms.CharField(
        label=_("Reason, for the body"),
        help_text=_("Required to refuse, to ask for more and to reopen."),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
    )

    def __init__(self, state: RegistrationState, data: object = None) -> None:
        super().__init__(data)  # type: ignore[arg-type]  # the posted fields, or nothing
        moves = [move for move in transitions_from(state) if move in OF_THE_OPERATOR]
        field = self.fields["transition"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [(move.value, TRANSITION_NAMES[move]) for move in moves]

    def has_choice(self) -> bool:
        """Return whether a decision is left to take."""
        field = self.fields["transition"]
        return isinstance(field, forms.ChoiceField) and bool(field.choices)

    def move(self) -> RegistrationTransition:
        """Return the decision taken."""
        return RegistrationTransition(self.cleaned_data["transition"])
