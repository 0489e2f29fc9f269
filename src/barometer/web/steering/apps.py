from django.apps import AppConfig


class SteeringConfig(AppConfig):
    name = "barometer.web.steering"
