"""Django's application configuration of this package."""

from django.apps import AppConfig


class AreasConfig(AppConfig):
    name = "wenjiu.bureau.areas"
    label = "areas"
