"""The addresses of the platform."""

from django.urls import include, path
from django.views.i18n import set_language

urlpatterns = [
    path("", include("barometer.web.public.urls")),
    path("structures/", include("barometer.web.organisation.urls")),
    path("pilotage/", include("barometer.web.steering.urls")),
    path("compte/", include("allauth.urls")),
    path("langue/", set_language, name="set_language"),
]
