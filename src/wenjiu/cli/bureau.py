"""``wenjiu replay`` and ``wenjiu ledger check``: checks of a running installation, started as programs of their own.

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
def replay() -> None:
    """Ask again every case that was decided, and name what is answered otherwise now."""
    _manage("replay")


@click.group(cls=LocalGroup)
def ledger() -> None:
    """The ledger of budgets and payments."""


@ledger.command()
def check() -> None:
    """Check that balances, caps, batches and payment files agree with the entries of the ledger."""
    _manage("ledger_check")


def _manage(command: str) -> None:
    """Run a command of the installation, and end with its exit code."""
    if importlib.util.find_spec("django") is None:
        click.echo(_NEEDS_SERVER, err=True)
        sys.exit(2)
    sys.exit(subprocess.run([sys.executable, "-m", "wenjiu.config.manage", command], check=False).returncode)
