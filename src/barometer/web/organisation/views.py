from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from barometer.apps.editions.models import Edition, Registration
from barometer.apps.editions.permissions import can_register
from barometer.apps.editions.queries import (
    editions_open_to_registration,
    registrations_visible_to,
)
from barometer.apps.editions.registering import (
    change_participation,
    move_registration,
    record_notice,
)
from barometer.apps.organisations.queries import directory_entry_of
from barometer.apps.organisations.services import change_body
from barometer.core.registrations import RegistrationTransition
from barometer.web.organisation.contexts import DeclarationPage, RegistrationListPage, SiretPage
from barometer.web.organisation.forms import (
    DeclarationForm,
    NoticeForm,
    SiretForm,
    initial_from_body,
    initial_from_entry,
)
from barometer.web.organisation.pages import build_registration_page
from barometer.web.organisation.registering import register_body
from barometer.web.requests import PersonRequest, for_people, is_somebody

BODY_MOVES = {"send": RegistrationTransition.SUBMIT, "withdraw": RegistrationTransition.WITHDRAW}


@require_safe
@for_people(is_somebody)
def list_registrations(request: PersonRequest) -> HttpResponse:
    mine = registrations_visible_to(request.user).filter(body__memberships__user=request.user)
    editions = editions_open_to_registration(timezone.localdate())
    page = RegistrationListPage(tuple(mine.order_by("-edition_id", "body__name")), tuple(editions))
    return render(request, "organisation/registration_list.html", {"page": page})


@require_safe
@for_people(is_somebody)
def choose_body(request: PersonRequest, code: str) -> HttpResponse:
    edition = _open_edition(code)
    form = SiretForm(request.GET if "siret" in request.GET else None)
    if form.is_valid():
        return redirect("organisation:declare", code, form.cleaned_data["siret"])
    page = SiretPage(edition, form)
    return render(request, "organisation/choose_body.html", {"page": page})


@require_http_methods(["GET", "HEAD", "POST"])
@for_people(is_somebody)
def declare_body(request: PersonRequest, code: str, siret: str) -> HttpResponse:
    edition = _open_edition(code)
    if not SiretForm({"siret": siret}).is_valid():
        raise Http404
    entry = directory_entry_of(siret)
    form = DeclarationForm(request.POST or None, initial=initial_from_entry(entry))
    if request.method == "POST" and form.is_valid():
        registration = register_body(
            edition, form.description(siret), form.participation(), by=request.user
        )
        messages.success(request, _("The draft is saved. Check it, then send it."))
        return _to_registration(registration)
    page = DeclarationPage(edition, form, entry, is_new=True)
    return render(request, "organisation/declare_body.html", {"page": page})


@require_http_methods(["GET", "HEAD", "POST"])
@for_people(is_somebody)
def change_declaration(request: PersonRequest, code: str, body_code: str) -> HttpResponse:
    registration = _registration(request, code, body_code)
    if not can_register(request.user, registration.body):
        raise PermissionDenied
    body = registration.body
    form = DeclarationForm(request.POST or None, initial=initial_from_body(body, registration))
    if request.method == "POST" and form.is_valid():
        now = timezone.now()
        wanted = form.participation()
        change_participation(registration, wanted=wanted, by=request.user, at=now)
        description = form.description(body.siret or "")
        change_body(body, description=description, by=request.user, at=now)
        messages.success(request, _("Your changes are saved."))
        return _to_registration(registration)
    page = DeclarationPage(registration.edition, form, None, is_new=False)
    return render(request, "organisation/declare_body.html", {"page": page})


@require_http_methods(["GET", "HEAD", "POST"])
@for_people(is_somebody)
def show_registration(request: PersonRequest, code: str, body_code: str) -> HttpResponse:
    registration = _registration(request, code, body_code)
    form = NoticeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        record_notice(
            registration,
            kind=form.notice_kind(),
            given_on=form.cleaned_data["given_on"],
            by=request.user,
            at=timezone.now(),
        )
        messages.success(request, _("The notice is recorded."))
        return _to_registration(registration)
    page = build_registration_page(registration, request.user, form)
    return render(request, "organisation/registration.html", {"page": page})


@require_POST
@for_people(is_somebody)
def move(request: PersonRequest, code: str, body_code: str, move: str) -> HttpResponse:
    registration = _registration(request, code, body_code)
    if move not in BODY_MOVES:
        raise Http404
    move_registration(registration, BODY_MOVES[move], by=request.user, at=timezone.now())
    messages.success(request, _("Done: the state of the registration is up to date."))
    return _to_registration(registration)


def _open_edition(code: str) -> Edition:
    editions = editions_open_to_registration(timezone.localdate())
    found = next((edition for edition in editions if edition.code == code), None)
    if found is None:
        raise Http404
    return found


def _registration(request: PersonRequest, code: str, body_code: str) -> Registration:
    visible = registrations_visible_to(request.user)
    return get_object_or_404(visible, edition__code=code, body__code=body_code)


def _to_registration(registration: Registration) -> HttpResponse:
    return redirect("organisation:registration", registration.edition.code, registration.body.code)
