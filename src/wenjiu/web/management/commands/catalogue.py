"""``catalogue``: update the English message catalogue from the pages; ``catalogue --check`` only reports."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from wenjiu.web import catalogue


class Command(BaseCommand):
    """Update or check the English catalogue."""

    help = "Update the English message catalogue from templates and Python files, or check that it is complete."

    def add_arguments(self, parser: CommandParser) -> None:
        """Add the switch ``--check``."""
        parser.add_argument("--check", action="store_true", help="write nothing; fail if the catalogue is not complete")

    def handle(self, *args: Any, **options: Any) -> None:
        """Write the catalogue, then report its remaining faults."""
        if not options["check"]:
            catalogue.update()
        wrong = catalogue.faults()
        if wrong:
            raise CommandError("\n".join([f"{catalogue.ENGLISH.name}: {len(wrong)} to mend", *wrong]))
        self.stdout.write("the English catalogue is complete")
