"""Write the registers as a population for ``wenjiu screen --population``: ``manage export_population DIR``."""

from __future__ import annotations

import datetime as dt
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from wenjiu.bureau.registry.export import FolderInUse, export_population
from wenjiu.policies import load_policy
from wenjiu.standards import civil


class Command(BaseCommand):
    help = "Write the registers as they hold on a day to a folder in the form of docs/population.md."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("folder", type=Path, help="a new or empty folder")
        parser.add_argument("--on", type=dt.date.fromisoformat, default=None, help="the day (default: today)")
        parser.add_argument("--policy", default=settings.WENJIU_POLICY, help="whose registers")

    def handle(self, *args: Any, **options: Any) -> None:
        on = options["on"] or civil.date(civil.today())
        try:
            written = export_population(load_policy(options["policy"]), options["folder"], on)
        except (FolderInUse, KeyError, OSError) as error:
            raise CommandError(str(error)) from error
        for table, rows in written.items():
            self.stdout.write(f"{table}: {rows}")
        if not written:
            raise CommandError(f"No register of {options['policy']} has a row on {on}.")
