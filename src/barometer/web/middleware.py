"""What every request and every answer goes through."""

from collections.abc import Callable
from typing import Final
from urllib.parse import unquote_plus

from allauth.mfa.utils import is_mfa_enabled
from django.http import HttpRequest, HttpResponse, HttpResponseBadRequest
from django.shortcuts import redirect, render
from django.utils.cache import add_never_cache_headers

from barometer.apps.accounts.errors import NotAllowed
from barometer.apps.accounts.permissions import needs_second_factor
from barometer.core.errors import DomainError
from barometer.web.refusals import explain_refusal

Answer = Callable[[HttpRequest], HttpResponse]

OPEN_WITHOUT_SECOND_FACTOR: Final = ("/compte/", "/langue/", "/static/")


def refuse_nul_bytes(get_response: Answer) -> Answer:
    """Refuse NUL bytes in addresses and forms: databases cannot store them."""

    def middleware(request: HttpRequest) -> HttpResponse:
        address = unquote_plus(request.get_full_path()) + request.path
        if "\x00" in address or _has_nul(request):
            return HttpResponseBadRequest()
        return get_response(request)

    return middleware


def _has_nul(request: HttpRequest) -> bool:
    if request.content_type not in {"application/x-www-form-urlencoded", "multipart/form-data"}:
        return False
    posted = request.POST.lists()
    return any("\x00" in text for name, values in posted for text in (name, *values))


def require_second_factor(get_response: Answer) -> Answer:
    """Keep people whose role needs a second factor on the pages that set one up."""

    def middleware(request: HttpRequest) -> HttpResponse:
        is_open = request.path.startswith(OPEN_WITHOUT_SECOND_FACTOR)
        if not is_open and needs_second_factor(request.user) and not is_mfa_enabled(request.user):
            return redirect("mfa_index")
        return get_response(request)

    return middleware


def keep_private(get_response: Answer) -> Answer:
    """Keep the pages of people who are signed in out of every cache."""

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        if request.user.is_authenticated:
            add_never_cache_headers(response)
        return response

    return middleware


class RefusalAnswers:
    """Turn the refusal of a rule into a page: 403 for a right, 409 for the others."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if not isinstance(exception, DomainError):
            return None
        status = 403 if isinstance(exception, NotAllowed) else 409
        page = {"sentence": explain_refusal(exception)}
        return render(request, "components/refusal.html", {"page": page}, status=status)
