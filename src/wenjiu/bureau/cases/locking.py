"""Locks in one fixed order: filing, case, keys of awards, quotas. Money follows last (docs/decisions/cases.md)."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable

from django.db import connection

from wenjiu.bureau.cases.models import Case, Filing

#: Names of one group that an action locks one by one.
MOST_NAMES = 200


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
    """Lock names of claims until the end of the transaction, in one order, so that no two actions wait in a circle.

    A name is ``policy/group/...``. Each group is locked first: shared, or alone in place of more names of it than the
    server's table of locks can be asked to hold.
    """
    names: dict[str, set[str]] = {}
    for key in keys:
        names.setdefault("/".join(key.split("/", 2)[:2]), set()).add(key)
    wide = {group for group, found in names.items() if len(found) > MOST_NAMES}
    with connection.cursor() as cursor:
        for group in sorted(names):
            how = "pg_advisory_xact_lock" if group in wide else "pg_advisory_xact_lock_shared"
            cursor.execute(f"SELECT {how}(%s)", [_number(group)])
        for number in sorted(_number(key) for group in names.keys() - wide for key in names[group]):
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [number])


def _number(name: str) -> int:
    return int.from_bytes(hashlib.sha256(name.encode()).digest()[:8], "big", signed=True)
