"""Django's application configuration of this package."""

from django.apps import AppConfig


class AuditConfig(AppConfig):
    name = "wenjiu.bureau.audit"
    label = "audit"
