"""Django's application configuration of this package."""

from django.apps import AppConfig


class CasesConfig(AppConfig):
    """Filings, cases, decisions, awards and notices."""

    name = "wenjiu.bureau.cases"
    label = "cases"
    default_auto_field = "django.db.models.BigAutoField"
