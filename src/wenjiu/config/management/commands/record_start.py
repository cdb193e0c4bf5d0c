"""``record_start``: record that the server starts. The launcher calls it."""

from typing import Any

from django.core.management.base import BaseCommand

from wenjiu.config.actions import record_start


class Command(BaseCommand):
    help = "Record one start of the server."
    requires_system_checks = ()  # migrate has just run them

    def handle(self, *args: Any, **options: Any) -> None:
        """Insert the row and print its number, the installation and the version."""
        start = record_start(actor="launcher")
        self.stdout.write(f"{start.number} {start.installation_id} {start.version}")
