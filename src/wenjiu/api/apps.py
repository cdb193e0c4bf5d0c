"""Django's registration of the API."""

from django.apps import AppConfig


class ApiConfig(AppConfig):
    """The REST API; it owns its page, and no table."""

    name = "wenjiu.api"
    label = "api"
    verbose_name = "稳就接口"
