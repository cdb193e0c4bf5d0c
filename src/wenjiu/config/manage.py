"""Run Django's commands: ``python -m wenjiu.config.manage COMMAND``."""

import os
import sys

#: Commands that change tables run as their owner; all others as the serving role.
OWNER_COMMANDS = frozenset({"migrate", "flush", "sqlflush", "sqlmigrate", "squashmigrations"})


def main(argv: list[str] | None = None) -> None:
    """Run one Django command as the database role that fits it."""
    arguments = sys.argv if argv is None else argv
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "wenjiu.config.settings")
    if len(arguments) > 1 and arguments[1] in OWNER_COMMANDS:
        os.environ["WENJIU_DATABASE_ROLE"] = "owner"
    from django.core.management import execute_from_command_line  # after the role is chosen: settings read it
    from django.db import OperationalError

    try:
        execute_from_command_line(arguments)
    except OperationalError as error:
        print(f"数据库没有应答，请先启动（make run）。 The database does not answer; start it first (make run).\n{error}",
              file=sys.stderr)  # fmt: skip
        sys.exit(1)


if __name__ == "__main__":
    main()
