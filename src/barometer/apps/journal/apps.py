from django.apps import AppConfig


class JournalConfig(AppConfig):
    name = "barometer.apps.journal"
