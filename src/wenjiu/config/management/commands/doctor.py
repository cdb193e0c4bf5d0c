"""``doctor``: check the installation; exit code 1 if a check fails."""

from typing import Any

from django.core.management.base import BaseCommand

from wenjiu.config.doctor import examine


class Command(BaseCommand):
    help = "Check this installation: secrets, migrations, rows, roles, settings, loaded texts."
    requires_system_checks = ()  # they are one of the checks

    def handle(self, *args: Any, **options: Any) -> None:
        """Print one line per check."""
        findings = examine()
        for finding in findings:
            self.stdout.write(f"{'ok  ' if finding.well else 'LOOK'}  {finding.check}: {finding.found}")
        if not all(finding.well for finding in findings):
            raise SystemExit(1)
