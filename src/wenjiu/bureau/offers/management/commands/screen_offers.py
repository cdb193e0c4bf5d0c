"""``screen_offers``: screen the registers and make, renew and end offers; for every night."""

from __future__ import annotations

import time
from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from wenjiu.bureau import clock
from wenjiu.bureau.accounts.models import User
from wenjiu.bureau.cases.errors import CaseRefused
from wenjiu.bureau.offers.screening import screen_registers
from wenjiu.bureau.rulebook.in_force import policy_on

ACTOR = "wenjiu offers screen"
#: Seconds between two lines of progress.
EVERY = 10


class Command(BaseCommand):
    help = "Screen the registers with all measures, and make, renew and end offers. A run that was interrupted goes on."
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take the policy, and who asked for it."""
        parser.add_argument("--policy", default=settings.WENJIU_POLICY, help="whose registers")
        parser.add_argument("--by", type=int, default=0, help="id of the user who pressed the button")

    def handle(self, *args: Any, **options: Any) -> None:
        """Print the progress, then rows and yuan by outcome."""
        self._told = time.monotonic()
        try:
            actor = User.objects.filter(pk=options["by"]).first() or ACTOR
            done = screen_registers(actor, policy_on(options["policy"], clock.today()), self._progress)
        except CaseRefused as refused:
            raise CommandError(refused.text) from refused
        if done is None:
            self.stdout.write("The registers hold nothing to screen.")
            return
        for outcome, found in done.sums.items():
            self.stdout.write(f"{outcome}: {found['rows']} rows, {found['amount_fen'] / 100:,.2f} yuan")
        self.stdout.write(f"Screened on {done.on.isoformat()}.")

    def _progress(self, done: int, total: int, code: str) -> None:
        if time.monotonic() - self._told >= EVERY:
            self._told = time.monotonic()
            self.stdout.write(f"{done} of {total} rows ({code})")
