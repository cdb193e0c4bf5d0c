"""Django's application configuration of this package."""

from django.apps import AppConfig


class FilesConfig(AppConfig):
    name = "wenjiu.bureau.files"
    label = "files"
