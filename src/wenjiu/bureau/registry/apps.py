"""Django's application configuration of this package."""

from django.apps import AppConfig


class RegistryConfig(AppConfig):
    name = "wenjiu.bureau.registry"
    label = "registry"
