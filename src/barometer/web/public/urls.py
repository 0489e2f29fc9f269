from django.urls import path

from barometer.web.public import views

app_name = "public"
urlpatterns = [
    path("", views.show_home, name="home"),
    path("methode/", views.show_method, name="method"),
    path("criteres/", views.show_criteria, name="criteria"),
    path("participer/", views.show_take_part, name="take-part"),
    path("charte/", views.show_charter, name="charter"),
    path("calendrier/<slug:code>.ics", views.download_calendar, name="calendar"),
    path("apres-connexion/", views.follow_role, name="after-login"),
]
