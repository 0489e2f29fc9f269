from django.apps import AppConfig


class OrganisationsConfig(AppConfig):
    name = "barometer.apps.organisations"
