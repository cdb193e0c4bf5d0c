"""Django's application configuration of this package."""

from django.apps import AppConfig


class OffersConfig(AppConfig):
    """Screenings of the registers, offers, and lists of those to whom the office pays without an application."""

    name = "wenjiu.bureau.offers"
    label = "offers"
    default_auto_field = "django.db.models.BigAutoField"
