"""Gives the statements of a long piece of work more time and memory than those of a page."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import DatabaseError, connection

#: For work on whole registers: a night is enough, and a server that hangs is still noticed.
SETTINGS = {"statement_timeout": "30min", "idle_in_transaction_session_timeout": "30min", "work_mem": "64MB"}


@contextmanager
def patient() -> Iterator[None]:
    """Let statements of this connection take long in this block."""
    usual = _set(SETTINGS)
    try:
        yield
    finally:
        try:
            _set(usual)
        except DatabaseError:
            if not connection.in_atomic_block:  # a transaction that failed takes the settings back by itself
                raise


def _set(settings: dict[str, str]) -> dict[str, str]:
    """Set some settings of the session; return what they were."""
    with connection.cursor() as cursor:
        columns = ", ".join("current_setting(%s)" for _name in settings)
        cursor.execute(f"SELECT {columns}", list(settings))
        was = dict(zip(settings, cursor.fetchone(), strict=True))
        for name, value in settings.items():
            cursor.execute("SELECT set_config(%s, %s, false)", [name, value])
    return was
