"""Reads live rows for comparison, and writes new ones with what they replace, many in a few statements.

Only the actions of this app call what writes here.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import connection
from django.db.backends.postgresql.psycopg_any import DateRange

from wenjiu.bureau.registry.models import HeldColumn, Link, Row
from wenjiu.bureau.registry.versions import Content, Known, Span

AT_ONCE = 2_000
#: The column that every register with rows holds.
KEY = "id"
#: How long a write to a register waits for another one.
PATIENCE = "45s"
_SET = "SELECT set_config('lock_timeout', %s, true), set_config('statement_timeout', %s, true)"


@dataclass(frozen=True)
class Draft:
    """A row to be written. `replaces`: ids of live rows. `copy_of`: the row that it repeats."""

    key: str
    span: Span
    content: Content
    imported: int | None
    replaces: tuple[int, ...] = ()
    copy_of: int | None = None


def lock(policy: str, table: str) -> None:
    """Let one transaction at a time write to a table of a policy's registers."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_setting('lock_timeout'), current_setting('statement_timeout')")
        usual = cursor.fetchone()
        # An import takes seconds, and who comes second waits for it.
        cursor.execute(_SET, [PATIENCE, PATIENCE])
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"registry:{policy}:{table}"])
        cursor.execute(_SET, usual)


def known_of(rows: Iterable[Row]) -> list[Known]:
    """Return rows as they are compared, with their links."""
    listed = list(rows)
    links: dict[int, dict[str, int]] = defaultdict(dict)
    for start in range(0, len(listed), AT_ONCE):
        found = Link.objects.filter(row_id__in=[row.pk for row in listed[start : start + AT_ONCE]])
        for row, role, party in found.values_list("row_id", "role", "party_id"):
            links[row][role] = party
    return [Known(row.pk, span_of(row), content_of(row, links[row.pk])) for row in listed]


def span_of(row: Row) -> Span:
    """Return the days on which a row holds."""
    return row.valid.lower, row.valid.upper


def content_of(row: Row, parties: Mapping[str, int]) -> Content:
    """Return what a row says."""
    return Content(row.facts, row.refers, dict(parties), row.street_id)


def live_by_key(policy: str, table: str, source: str, keys: Sequence[str]) -> dict[str, list[Known]]:
    """Return key -> its live rows of one source."""
    found: dict[str, list[Known]] = defaultdict(list)
    for start in range(0, len(keys), AT_ONCE):
        rows = list(
            Row.objects.filter(
                policy=policy,
                table=table,
                source=source,
                key__in=keys[start : start + AT_ONCE],
                replaced_by=None,
                withdrawn_at=None,
            )
        )
        for row, known in zip(rows, known_of(rows), strict=True):
            found[row.key].append(known)
    return found


def live_elsewhere(
    policy: str, table: str, source: str, keys: Sequence[str]
) -> dict[str, list[tuple[str, dict[str, Any]]]]:
    """Return key -> source and facts of its live rows from other sources."""
    found: dict[str, list[tuple[str, dict[str, Any]]]] = defaultdict(list)
    for start in range(0, len(keys), AT_ONCE):
        rows = Row.objects.filter(
            policy=policy, table=table, key__in=keys[start : start + AT_ONCE], replaced_by=None, withdrawn_at=None
        ).exclude(source=source)
        for key, of, facts in rows.values_list("key", "source", "facts"):
            found[key].append((of, facts))
    return found


def write(policy: str, table: str, source: str, drafts: Sequence[Draft]) -> list[int]:
    """Write rows, their links and the columns that the register now holds; mark what they replace. Return their ids."""
    if not drafts:
        return []
    ids = _new_ids(len(drafts))
    pairs = [(old, new) for draft, new in zip(drafts, ids, strict=True) for old in draft.replaces]
    if pairs:
        with connection.cursor() as cursor:
            cursor.execute(
                "UPDATE registry_row SET replaced_by_id = pair.new"
                " FROM unnest(%s::bigint[], %s::bigint[]) AS pair(old, new) WHERE registry_row.id = pair.old",
                [[old for old, _ in pairs], [new for _, new in pairs]],
            )
    rows = [
        Row(
            id=id,
            policy=policy,
            table=table,
            key=draft.key,
            source=source,
            valid=DateRange(*draft.span),
            facts=draft.content.facts,
            refers=draft.content.refers,
            street_id=draft.content.street,
            imported_id=draft.imported,
            copy_of_id=draft.copy_of,
        )
        for id, draft in zip(ids, drafts, strict=True)
    ]
    Row.objects.bulk_create(rows, batch_size=AT_ONCE)
    links = [
        Link(row_id=id, role=role, party_id=party)
        for id, draft in zip(ids, drafts, strict=True)
        for role, party in draft.content.parties.items()
    ]
    Link.objects.bulk_create(links, batch_size=2 * AT_ONCE)
    columns = {c for d in drafts for c in (*d.content.facts, *d.content.refers, *d.content.parties)}
    _hold(policy, table, columns | {KEY})
    return ids


def _hold(policy: str, table: str, columns: Iterable[str]) -> None:
    HeldColumn.objects.bulk_create(
        [HeldColumn(policy=policy, table=table, column=column) for column in sorted(columns)], ignore_conflicts=True
    )


def recount_columns(policy: str, table: str) -> None:
    """Forget the columns that no live row of a table fills."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            DELETE FROM registry_heldcolumn held WHERE policy = %s AND "table" = %s AND NOT EXISTS (
              SELECT FROM registry_row r WHERE r.policy = held.policy AND r."table" = held."table"
                AND r.replaced_by_id IS NULL AND r.withdrawn_at IS NULL
                AND (held."column" = %s OR r.facts ? held."column" OR r.refers ? held."column" OR EXISTS (
                  SELECT FROM registry_link l WHERE l.row_id = r.id AND l.role = held."column")))
            """,
            [policy, table, KEY],
        )


def _new_ids(number: int) -> list[int]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT nextval(pg_get_serial_sequence('registry_row', 'id')) FROM generate_series(1, %s)", [number]
        )
        return [row[0] for row in cursor.fetchall()]
