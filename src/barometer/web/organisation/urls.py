from django.urls import path

from barometer.web.organisation import views

app_name = "organisation"
urlpatterns = [
    path("", views.list_registrations, name="registration-list"),
    path("inscrire/<slug:code>/", views.choose_body, name="choose-body"),
    path("inscrire/<slug:code>/<slug:siret>/", views.declare_body, name="declare"),
    path("<slug:code>/<slug:body_code>/", views.show_registration, name="registration"),
    path("<slug:code>/<slug:body_code>/modifier/", views.change_declaration, name="change"),
    path("<slug:code>/<slug:body_code>/<slug:move>/", views.move, name="move"),
]
