"""``replay``: ask again what was decided; exit code 1 if an answer differs."""

from typing import Any

from django.core.management.base import BaseCommand

from wenjiu.bureau.cases.replay import replay


class Command(BaseCommand):
    help = "Ask again every case that was decided, and name what is answered otherwise now."
    requires_system_checks = ()

    def handle(self, *args: Any, **options: Any) -> None:
        """Print each difference, then how many decisions and lines were asked again."""
        decisions = lines = differing = 0
        for asked, differences in replay():
            decisions, lines = decisions + 1, lines + asked
            for d in differences:
                differing += 1
                self.stdout.write(f"{d.case} line {d.line} ({d.step}): {d.what}")
        equal = f"{(lines - differing) / lines:.2%}" if lines else "nothing to ask"
        self.stdout.write(f"{decisions} decisions, {lines} lines asked again: {equal} equal, {differing} differ.")
        if differing:
            raise SystemExit(1)
