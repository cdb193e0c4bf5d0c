"""Django's registration of the API."""

from django.apps import AppConfig


class ApiConfig(AppConfig):
    """The REST API. It owns its help page and no table."""

    name = "wenjiu.api"
    label = "api"
    verbose_name = "稳就接口"
