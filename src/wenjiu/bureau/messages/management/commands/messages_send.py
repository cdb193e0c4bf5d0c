"""Send what is due in the outbox, once or again and again."""

import time
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand
from django.db import close_old_connections

from wenjiu.bureau.messages.sending import send_due


class Command(BaseCommand):
    help = "Send what is due in the outbox of messages. With --every it goes on until it is stopped."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--every", type=int, default=0, help="seconds between two runs; 0: one run")

    def handle(self, *args: Any, **options: Any) -> None:
        while True:
            done = send_due()
            self.stdout.write(
                f"sent {done.sent}, failed {done.failed}, suppressed {done.suppressed}, "
                f"reminded {done.reminded}, interrupted {done.interrupted}"
            )
            if not options["every"]:
                return
            close_old_connections()
            time.sleep(options["every"])
