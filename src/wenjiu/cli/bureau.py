"""Commands of a running installation, such as ``wenjiu replay``, started as programs of their own.

They need the extra ``server`` and the installation's database, which `make run` or the operator keeps running.
"""

from __future__ import annotations

import importlib.util
import subprocess
import sys

import click

from .locales import LocalGroup

_NEEDS_SERVER = (
    "这个命令要用到数据库，请先安装 wenjiu[server]。 This command needs the database: install wenjiu[server]."
)


@click.command()
@click.option("--draft", type=int, metavar="N", help="List what a draft of the rulebook would answer otherwise.")
@click.option("--since", metavar="DATE", help="With --draft: as if it applied from this day on.")
def replay(draft: int | None, since: str | None) -> None:
    """Ask again every case that was decided, and name what is answered otherwise now, or under a draft."""
    _manage(
        "replay", *(f"--{name}={value}" for name, value in (("draft", draft), ("since", since)) if value is not None)
    )


@click.group(cls=LocalGroup)
def ledger() -> None:
    """The ledger of budgets and payments."""


@ledger.command()
def check() -> None:
    """Check that balances, caps, batches and payment files agree with the entries of the ledger."""
    _manage("ledger_check")


@click.group(cls=LocalGroup)
def offers() -> None:
    """What the registers show that people can have."""


@offers.command("screen")
def screen_offers() -> None:
    """Screen the registers with all measures, and make, renew and end offers; for every night."""
    _manage("screen_offers")


@click.group(cls=LocalGroup)
def messages() -> None:
    """Messages to applicants and staff."""


@messages.command()
@click.option("--every", type=click.IntRange(min=1), help="Seconds between two runs, until it is stopped.")
def send(every: int | None) -> None:
    """Send what is due in the outbox of SMS and mail, and write reminders."""
    _manage("messages_send", *(["--every", str(every)] if every else []))


def _manage(command: str, *options: str) -> None:
    """Run a command of the installation, and end with its exit code."""
    if importlib.util.find_spec("django") is None:
        click.echo(_NEEDS_SERVER, err=True)
        sys.exit(2)
    sys.exit(subprocess.run([sys.executable, "-m", "wenjiu.config.manage", command, *options], check=False).returncode)
