"""Django's entry for this package."""

from django.apps import AppConfig
from django.db.backends.signals import connection_created


class ConfigConfig(AppConfig):
    """Registers the system checks and the guard against writes outside actions."""

    name = "wenjiu.config"
    label = "config"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from wenjiu.config import checks, writes  # noqa: F401  (the checks register themselves)

        connection_created.connect(writes.guard_connection, dispatch_uid="wenjiu.config.writes")
