"""What the frame of every page shows: where one may go."""

from dataclasses import dataclass

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from barometer.apps.accounts.permissions import is_operator


@dataclass(frozen=True, slots=True)
class Link:
    """One entry of the menu."""

    address: str
    label: str
    is_current: bool


def frame(request: HttpRequest) -> dict[str, object]:
    """Return the menu of the person: public pages, then what their roles open."""
    entries = [
        ("public:home", pgettext("menu", "Home")),
        ("public:method", pgettext("menu", "Method")),
        ("public:criteria", pgettext("menu", "Criteria")),
        ("public:take-part", pgettext("menu", "Take part")),
    ]
    user = getattr(request, "user", None)
    if user is not None and user.is_authenticated:
        entries.append(("organisation:registration-list", _("My bodies")))
        if is_operator(user):
            entries.append(("steering:edition-list", _("Editions")))
            entries.append(("steering:body-list", _("Bodies")))
    return {"menu": [_link(request, name, label) for name, label in entries]}


def _link(request: HttpRequest, name: str, label: str) -> Link:
    address = reverse(name)
    home = reverse("public:home")
    is_current = request.path == address if address == home else request.path.startswith(address)
    return Link(address, label, is_current)
