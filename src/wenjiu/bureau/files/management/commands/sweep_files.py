"""``sweep_files``: remove encrypted files that no row names, left by transactions that failed."""

from typing import Any

from django.core.management.base import BaseCommand

from wenjiu.bureau.files.actions import sweep


class Command(BaseCommand):
    help = "Remove encrypted files without a row that are older than a day."

    def handle(self, *args: Any, **options: Any) -> None:
        """Remove them and print how many there were."""
        self.stdout.write(f"{sweep(actor='sweep_files')} removed")
