"""Locks by name, until the end of the transaction."""

from __future__ import annotations

import hashlib

from django.db import connection


def lock_name(name: str) -> None:
    """Lock a name of this app for this transaction alone, such as ``batches/`` and a policy.

    An action locks at most one name, after its cases and before its rows of money.
    """
    number = int.from_bytes(hashlib.sha256(f"funds/{name}".encode()).digest()[:8], "big", signed=True)
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [number])
