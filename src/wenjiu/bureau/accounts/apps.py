"""Django's application configuration of this package."""

from django.apps import AppConfig
from django.contrib.contenttypes.management import create_contenttypes
from django.db.models.signals import post_migrate


class AccountsConfig(AppConfig):
    """Users and posts. Posts say who may do what, so the rows of Django's own permissions are not made."""

    name = "wenjiu.bureau.accounts"
    label = "accounts"

    def ready(self) -> None:
        post_migrate.disconnect(dispatch_uid="django.contrib.auth.management.create_permissions")
        post_migrate.disconnect(create_contenttypes)
