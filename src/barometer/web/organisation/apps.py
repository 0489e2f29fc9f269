from django.apps import AppConfig


class OrganisationScreensConfig(AppConfig):
    name = "barometer.web.organisation"
