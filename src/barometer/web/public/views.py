from datetime import date
from functools import lru_cache

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from barometer.apps.accounts.permissions import is_operator
from barometer.apps.editions.ics import write_ics
from barometer.apps.editions.models import Edition, EditionPhase
from barometer.apps.editions.queries import calendar_of, public_editions
from barometer.core.editions import Action
from barometer.core.grids.model import Axis, Grid
from barometer.files.grid_folder import find_grid, load_grid
from barometer.web.public.contexts import (
    ContentPage,
    CriteriaPage,
    CriterionLine,
    EditionCard,
    HomePage,
    PhaseLine,
)

REFERENCE_GRID = "public-service"


@require_safe
def show_home(request: HttpRequest) -> HttpResponse:
    today = timezone.localdate()
    cards = tuple(describe_edition(edition, today) for edition in public_editions())
    return render(request, "public/home.html", {"page": HomePage(cards)})


@require_safe
def show_method(request: HttpRequest) -> HttpResponse:
    return _show_content(request, _("The method in ten minutes"), "method")


@require_safe
def show_charter(request: HttpRequest) -> HttpResponse:
    return _show_content(request, _("Participants’ charter"), "charter")


@require_safe
def show_take_part(request: HttpRequest) -> HttpResponse:
    return _show_content(request, _("Take part in the barometer"), "take-part")


@require_safe
def show_criteria(request: HttpRequest) -> HttpResponse:
    grid = reference_grid()
    page = CriteriaPage(_lines(grid.criteria), _lines(grid.steps), _lines(grid.channels))
    return render(request, "public/criteria.html", {"page": page})


@require_safe
def download_calendar(request: HttpRequest, code: str) -> HttpResponse:
    edition = get_object_or_404(public_editions(), code=code)
    content = write_ics(edition, at=timezone.now(), domain=request.get_host())
    name = f'attachment; filename="{edition.code}.ics"'
    return HttpResponse(
        content, content_type="text/calendar; charset=utf-8", headers={"Content-Disposition": name}
    )


@require_safe
def follow_role(request: HttpRequest) -> HttpResponse:
    if is_operator(request.user):
        return redirect("steering:edition-list")
    return redirect("organisation:registration-list")


def describe_edition(edition: Edition, today: date) -> EditionCard:
    phases = tuple(
        PhaseLine(phase.get_kind_display(), phase.starts_on, phase.ends_on, _state(phase, today))
        for phase in edition.phases.all()
    )
    is_open = calendar_of(edition).is_allowed(Action.REGISTER, today)
    return EditionCard(edition, phases, is_open)


def _state(phase: EditionPhase, today: date) -> str:
    if today < phase.starts_on:
        return "coming"
    return "open" if today <= phase.ends_on else "closed"


@lru_cache(maxsize=1)
def reference_grid() -> Grid:
    return load_grid(find_grid(REFERENCE_GRID))


def _lines(axes: tuple[Axis, ...]) -> tuple[CriterionLine, ...]:
    is_english = get_language() == "en"
    return tuple(
        CriterionLine(axis.words.label.en, axis.words.help.en)
        if is_english
        else CriterionLine(axis.words.label.fr, axis.words.help.fr)
        for axis in axes
    )


def _show_content(request: HttpRequest, title: str, name: str) -> HttpResponse:
    language = "en" if get_language() == "en" else "fr"
    page = ContentPage(title, f"public/content/{name}.{language}.html")
    return render(request, "public/content.html", {"page": page})
