"""Locks in one fixed order: filing, case, keys of awards, quotas. Money follows last (docs/decisions/cases.md)."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable

from django.db import connection

from wenjiu.bureau.cases.models import Case, Filing


def lock_filing(filing_id: int) -> Filing:
    """Lock a filing until the end of the transaction and return it."""
    filing: Filing = (
        Filing.objects.select_for_update(no_key=True, of=("self",)).select_related("filer").get(id=filing_id)
    )
    return filing


def lock_case(case_id: int) -> Case:
    """Lock a case until the end of the transaction and return it."""
    case: Case = (
        Case.objects.select_for_update(no_key=True, of=("self",))
        .select_related("filing__filer", "street")
        .get(id=case_id)
    )
    return case


def lock_cases(case_ids: Iterable[int]) -> list[Case]:
    """Lock several cases in the order of their ids."""
    return [lock_case(case_id) for case_id in sorted(set(case_ids))]


def lock_keys(keys: Iterable[str]) -> None:
    """Lock names of claims until the end of the transaction, in one order, so that no two actions wait in a circle."""
    numbers = sorted({int.from_bytes(hashlib.sha256(key.encode()).digest()[:8], "big", signed=True) for key in keys})
    with connection.cursor() as cursor:
        for number in numbers:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [number])
