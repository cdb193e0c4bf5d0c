"""Check the ledger and say what is wrong. Exit code 1: something is."""

import sys
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from wenjiu.bureau.funds.checks import STALE_DAYS, ledger_check


class Command(BaseCommand):
    help = "Check that balances, chains, batches, files and caps agree with the rows below them."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--stale-days", type=int, default=STALE_DAYS, help="days that money may stay sent")
        parser.add_argument("--no-files", action="store_true", help="do not make the files of batches again")

    def handle(self, *args: Any, **options: Any) -> None:
        faults = ledger_check(options["stale_days"], files=not options["no_files"])
        for fault in faults:
            self.stdout.write(f"{fault.check}: {fault.where}: {fault.what}")
        if faults:
            self.stdout.write(f"{len(faults)} faults")
            sys.exit(1)
        self.stdout.write("The ledger agrees with its rows.")
