"""Django's application configuration of this package."""

from django.apps import AppConfig


class PartiesConfig(AppConfig):
    name = "wenjiu.bureau.parties"
    label = "parties"
