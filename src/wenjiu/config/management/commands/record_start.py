"""``record_start``: record that the server starts. The launcher calls it."""

from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandParser

from wenjiu.config.actions import record_start


class Command(BaseCommand):
    help = "Record one start of the server."
    requires_system_checks = ()  # migrate has just run them

    def add_arguments(self, parser: CommandParser) -> None:
        """Take what else a start needs: a process of its own for each would load the program again."""
        parser.add_argument("--then", action="append", default=[], metavar="COMMAND", help="a command to run after it")

    def handle(self, *args: Any, **options: Any) -> None:
        """Insert the row, run the other commands, and print the row's number, the installation and the version last."""
        start = record_start(actor="launcher")
        for command in options["then"]:
            call_command(command, stdout=self.stdout)
        self.stdout.write(f"{start.number} {start.installation_id} {start.version}")
