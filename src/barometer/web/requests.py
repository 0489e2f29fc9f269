"""Requests as the views know them."""

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec, cast

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse

from barometer.apps.accounts.models import User
from barometer.apps.accounts.permissions import Person

P = ParamSpec("P")


class PersonRequest(HttpRequest):
    """A request of somebody who is signed in."""

    user: User


View = Callable[Concatenate[PersonRequest, P], HttpResponse]
AnyView = Callable[Concatenate[HttpRequest, P], HttpResponse]


def for_people(right: Callable[[Person], bool]) -> Callable[[View[P]], AnyView[P]]:
    """Make a view that sends strangers to sign in and refuses people without a right."""

    def decorate(view: View[P]) -> AnyView[P]:
        @wraps(view)
        def checked(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
            if not right(request.user):
                raise PermissionDenied
            return view(request, *args, **kwargs)  # type: ignore[arg-type]  # signed in by now

        return cast(AnyView[P], login_required(checked))

    return decorate


def is_somebody(user: Person) -> bool:
    """Return whether a person is signed in, whatever their roles."""
    return user.is_authenticated
