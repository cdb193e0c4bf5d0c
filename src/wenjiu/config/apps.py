"""Django's application configuration of this package."""

import os

from django.apps import AppConfig
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.signals import connection_created

from wenjiu.config import database


def limit_statements(connection: BaseDatabaseWrapper, **_: object) -> None:
    """Limit the time of statements on a connection, except the owner's: a migration may take long."""
    if os.environ.get("WENJIU_DATABASE_ROLE") != "owner":
        with connection.cursor() as cursor:
            cursor.execute(database.DEADLINES)


class ConfigConfig(AppConfig):
    """Registers the system checks, the guard against writes outside actions, and the deadlines of statements."""

    name = "wenjiu.config"
    label = "config"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from wenjiu.bureau import writes
        from wenjiu.config import checks  # noqa: F401  (the checks register themselves)

        connection_created.connect(writes.guard_connection, dispatch_uid="wenjiu.bureau.writes")
        connection_created.connect(limit_statements, dispatch_uid="wenjiu.config.deadlines")
