from django.urls import path

from barometer.web.steering import views

app_name = "steering"
urlpatterns = [
    path("", views.list_editions, name="edition-list"),
    path("editions/nouvelle/", views.add_edition, name="edition-add"),
    path("editions/<slug:code>/", views.show_edition, name="edition"),
    path("editions/<slug:code>/phases/<slug:kind>/", views.change_phase, name="phase"),
    path(
        "editions/<slug:code>/phases/<slug:kind>/prolonger/",
        views.prolong_phase,
        name="phase-extend",
    ),
    path("editions/<slug:code>/inscriptions/", views.list_registrations, name="registration-list"),
    path(
        "editions/<slug:code>/inscriptions/<slug:body_code>/",
        views.decide_registration,
        name="registration",
    ),
    path("structures/", views.list_bodies, name="body-list"),
    path("structures/<slug:body_code>/", views.show_body, name="body"),
]
