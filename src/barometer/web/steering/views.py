from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.db.models import Q
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from barometer.apps.editions.kinds import PHASE_NAMES
from barometer.apps.editions.permissions import can_steer_editions
from barometer.apps.editions.queries import editions_to_steer, registrations_visible_to
from barometer.apps.editions.registering import move_registration
from barometer.apps.editions.services import (
    EditionNames,
    create_edition,
    extend_phase,
    plan_phase,
)
from barometer.apps.organisations.permissions import can_see_all_bodies
from barometer.apps.organisations.queries import bodies_visible_to
from barometer.core.editions import Phase, PhaseKind
from barometer.core.registrations import RegistrationState
from barometer.web.requests import PersonRequest, for_people
from barometer.web.steering.contexts import BodyListPage, FormPage, RegistrationListPage
from barometer.web.steering.forms import DecisionForm, EditionForm, ExtensionForm, PhaseForm
from barometer.web.steering.pages import (
    build_body_page,
    build_edition_list,
    build_edition_page,
    build_registration_page,
    state_counts,
)

ROWS = 50


@require_safe
@for_people(can_steer_editions)
def list_editions(request: PersonRequest) -> HttpResponse:
    page = build_edition_list(editions_to_steer(), timezone.localdate())
    return render(request, "steering/edition_list.html", {"page": page})


@require_http_methods(["GET", "HEAD", "POST"])
@for_people(can_steer_editions)
def add_edition(request: PersonRequest) -> HttpResponse:
    form = EditionForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            edition = create_edition(
                EditionNames(**form.cleaned_data), by=request.user, at=timezone.now()
            )
        except ValidationError as refusal:
            form.add_error(None, refusal)
        else:
            return redirect("steering:edition", edition.code)
    page = FormPage(_("New edition"), form, reverse("steering:edition-list"), _("Create"))
    return render(request, "steering/form.html", {"page": page})


@require_safe
@for_people(can_steer_editions)
def show_edition(request: PersonRequest, code: str) -> HttpResponse:
    edition = get_object_or_404(editions_to_steer(), code=code)
    page = build_edition_page(edition, timezone.localdate())
    return render(request, "steering/edition.html", {"page": page})


@require_http_methods(["GET", "HEAD", "POST"])
@for_people(can_steer_editions)
def change_phase(request: PersonRequest, code: str, kind: str) -> HttpResponse:
    edition = get_object_or_404(editions_to_steer(), code=code)
    phase_kind = _phase_kind(kind)
    form = PhaseForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        phase = Phase(phase_kind, form.cleaned_data["starts_on"], form.cleaned_data["ends_on"])
        plan_phase(edition, phase=phase, by=request.user, at=timezone.now())
        messages.success(request, _("The dates are saved."))
        return redirect("steering:edition", code)
    page = _phase_page(_("Dates of a phase"), form, code, phase_kind)
    return render(request, "steering/form.html", {"page": page})


@require_http_methods(["GET", "HEAD", "POST"])
@for_people(can_steer_editions)
def prolong_phase(request: PersonRequest, code: str, kind: str) -> HttpResponse:
    edition = get_object_or_404(editions_to_steer(), code=code)
    phase_kind = _phase_kind(kind)
    form = ExtensionForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        extend_phase(edition, kind=phase_kind, **given, by=request.user, at=timezone.now())
        messages.success(request, _("The phase is extended."))
        return redirect("steering:edition", code)
    page = _phase_page(_("Extend a phase"), form, code, phase_kind)
    return render(request, "steering/form.html", {"page": page})


@require_safe
@for_people(can_steer_editions)
def list_registrations(request: PersonRequest, code: str) -> HttpResponse:
    edition = get_object_or_404(editions_to_steer(), code=code)
    state = request.GET.get("state", "")
    rows = registrations_visible_to(request.user).filter(edition=edition)
    if state in set(RegistrationState):
        rows = rows.filter(state=state)
    query = _query(state=state)
    shown = Paginator(rows, ROWS).get_page(request.GET.get("page"))
    page = RegistrationListPage(edition, state, state_counts(edition), shown, query)
    return render(request, "steering/registration_list.html", {"page": page})


@require_http_methods(["GET", "HEAD", "POST"])
@for_people(can_steer_editions)
def decide_registration(request: PersonRequest, code: str, body_code: str) -> HttpResponse:
    visible = registrations_visible_to(request.user)
    registration = get_object_or_404(visible, edition__code=code, body__code=body_code)
    form = DecisionForm(RegistrationState(registration.state), request.POST or None)
    if request.method == "POST" and form.is_valid():
        reason = form.cleaned_data["reason"]
        move_registration(
            registration, form.move(), by=request.user, at=timezone.now(), reason=reason
        )
        messages.success(request, _("The decision is recorded."))
        return redirect("steering:registration-list", code)
    page = build_registration_page(registration, form if form.has_choice() else None)
    return render(request, "steering/registration.html", {"page": page})


@require_safe
@for_people(can_see_all_bodies)
def list_bodies(request: PersonRequest) -> HttpResponse:
    search = request.GET.get("q", "").strip()[:100]
    rows = bodies_visible_to(request.user)
    if search:
        rows = rows.filter(Q(name__icontains=search) | Q(siret=search.replace(" ", "")))
    shown = Paginator(rows, ROWS).get_page(request.GET.get("page"))
    page = BodyListPage(search, shown, _query(q=search))
    return render(request, "steering/body_list.html", {"page": page})


@require_safe
@for_people(can_see_all_bodies)
def show_body(request: PersonRequest, body_code: str) -> HttpResponse:
    body = get_object_or_404(bodies_visible_to(request.user), code=body_code)
    return render(request, "steering/body.html", {"page": build_body_page(body)})


def _phase_kind(kind: str) -> PhaseKind:
    if kind not in set(PhaseKind):
        raise Http404
    return PhaseKind(kind)


def _phase_page(
    title: str, form: PhaseForm | ExtensionForm, code: str, kind: PhaseKind
) -> FormPage:
    back = reverse("steering:edition", args=[code])
    return FormPage(f"{title} – {PHASE_NAMES[kind]}", form, back, _("Save"))


def _query(**values: str) -> str:
    query = QueryDict(mutable=True)
    query.update({name: value for name, value in values.items() if value})
    return query.urlencode()
