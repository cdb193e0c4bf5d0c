"""What a case is made of: its lines, the decisions that were taken in it, and what else has to do with it.

A page asks for each once, and for nothing of which there is none.
"""

from __future__ import annotations

from functools import cache
from typing import Any

from django.db import connection
from django.db.models import QuerySet

from wenjiu.bureau.cases.models import Case, Decision, Line
from wenjiu.bureau.held import held, is_kept


def lines_of(case: Case) -> list[Line]:
    """Return the lines of a case in their order, with what an assessment needs."""

    def ask() -> list[Line]:
        return list(case.lines.select_related("row").prefetch_related("roles__party").order_by("no"))

    return list(held(("lines", case.pk), ask))


def decisions_of(case: Case) -> list[Decision]:
    """Return the decisions of a case in their order, without what they keep of its lines."""

    def ask() -> list[Decision]:
        return list(rows_of(case, "decisions").defer("snapshot").order_by("id"))

    return list(held(("decisions", case.pk), ask))


def rows_of(case: Case, kind: str) -> QuerySet[Any]:
    """Return the rows of a kind that a case has, such as its ``appeals``; they are not asked for where a page knows of none."""
    rows = getattr(case, kind)
    there = not is_kept() or kind in held(("kinds", case.pk), lambda: _kinds_of(case))
    found: QuerySet[Any] = rows.all() if there else rows.none()
    return found


def _kinds_of(case: Case) -> frozenset[str]:
    """Return the kinds of rows that a case has."""
    with connection.cursor() as cursor:
        cursor.execute(_statement(), {"case": case.pk})
        return frozenset(kind for (kind,) in cursor.fetchall())


@cache
def _statement() -> str:
    """Return one statement that asks of every kind whether there is a row."""
    quote = connection.ops.quote_name
    kinds = {row.get_accessor_name(): row for row in Case._meta.related_objects if row.one_to_many}
    return " UNION ALL ".join(
        f"SELECT '{kind}' WHERE EXISTS (SELECT FROM {quote(row.related_model._meta.db_table)}"
        f" WHERE {quote(row.field.column)} = %(case)s)"
        for kind, row in kinds.items()
    )
