"""Django's application configuration of this package."""

from django.apps import AppConfig


class ProgrammesConfig(AppConfig):
    """Programmes, their lists, records, checks of records, and scores."""

    name = "wenjiu.bureau.programmes"
    label = "programmes"
    default_auto_field = "django.db.models.BigAutoField"
