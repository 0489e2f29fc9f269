from django.apps import AppConfig


class ComponentsConfig(AppConfig):
    name = "barometer.web.components"
