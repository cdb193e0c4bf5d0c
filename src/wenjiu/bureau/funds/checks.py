"""Named checks of the ledger: what no constraint can hold, because it looks at many rows."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from django.db import connection
from django.db.models import Count, Sum

from wenjiu.bureau import clock
from wenjiu.bureau.funds import contents, exporting
from wenjiu.bureau.funds.errors import MoneyRefused
from wenjiu.bureau.funds.models import Batch, BatchLine, Export, Obligation

#: How long money may stay at the bank without an answer, in days.
STALE_DAYS = 5


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that is wrong: which check found it, where, and what it is."""

    check: str
    where: str
    what: str


def ledger_check(stale_days: int = STALE_DAYS, files: bool = True) -> list[Fault]:
    """Return everything that is wrong with the ledger; an empty list: nothing is.

    Args:
        stale_days: days after which money that was sent and not answered counts as stale.
        files: whether to make each exported file again and compare its SHA-256.
    """
    checks: list[Callable[[], Iterator[Fault]]] = [
        _balance_is_replay,
        _obligation_is_where_its_chain_ends,
        _line_is_what_the_ledger_says,
        _quota_is_live_awards,
        _batch_total_is_its_lines,
        _dead_awards_owe_nothing,
        lambda: _nothing_is_stale(stale_days),
    ]
    if files:
        checks.append(_files_are_the_same_again)
    return [fault for check in checks for fault in check()]


def _rows(sql: str) -> list[tuple[object, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql)
        return list(cursor.fetchall())


def _balance_is_replay() -> Iterator[Fault]:
    for bucket, kind, budget, kept, replayed in _rows("""
        SELECT b.id, b.kind, b.budget_id, b.balance_fen, coalesce(r.total, 0)
        FROM funds_bucket b LEFT JOIN (
          SELECT bucket, sum(amount) AS total FROM (
            SELECT to_id AS bucket, amount_fen AS amount FROM funds_transfer
            UNION ALL SELECT from_id, -amount_fen FROM funds_transfer) AS both_sides
          GROUP BY bucket) r ON r.bucket = b.id
        WHERE b.balance_fen <> coalesce(r.total, 0) ORDER BY b.id"""):
        yield Fault("balance = replay", f"budget {budget}, {kind} ({bucket})", f"{kept} fen kept, {replayed} replayed")


def _obligation_is_where_its_chain_ends() -> Iterator[Fault]:
    for id, state, seq, last, number in _rows("""
        SELECT o.id, o.state, o.seq, t.to_kind, t.seq FROM funds_obligation o
        LEFT JOIN LATERAL (SELECT to_kind, seq FROM funds_transfer
          WHERE obligation_id = o.id ORDER BY seq DESC LIMIT 1) t ON true
        WHERE (o.state, o.seq) IS DISTINCT FROM (t.to_kind, t.seq) ORDER BY o.id"""):
        what = f"{state or 'nowhere'} after step {seq}; its transfers end in {last} at {number}"
        yield Fault("chain of obligation", f"obligation {id}", what)


def _line_is_what_the_ledger_says() -> Iterator[Fault]:
    """Each line of a batch that ended has ended, and says what the last transfer of its attempt says."""
    for reference, state, kind in _rows("""
        SELECT l.reference, l.state, t.kind FROM funds_batchline l JOIN funds_batch b ON b.id = l.batch_id
        LEFT JOIN LATERAL (SELECT kind FROM funds_transfer
          WHERE batch_line_id = l.id ORDER BY seq DESC LIMIT 1) t ON true
        WHERE l.state IS DISTINCT FROM CASE
          WHEN b.dropped_at IS NOT NULL THEN 'dropped'
          WHEN b.released_at IS NULL THEN 'waiting'
          WHEN t.kind = 'send' THEN 'sent' WHEN t.kind = 'settle' THEN 'paid' WHEN t.kind = 'return' THEN 'returned'
        END ORDER BY l.id"""):
        yield Fault("lines of batches", f"line {reference}", f"{state}, but its last transfer is {kind}")


def _quota_is_live_awards() -> Iterator[Fault]:
    """What a cap counts as used is what the live awards that name it used."""
    for policy, group, key, used, counted in _rows("""
        SELECT coalesce(q.policy, a.policy), coalesce(q."group", a."group"), coalesce(q.cap_key, a.cap_key),
          coalesce(q.used, 0), coalesce(a.used, 0)
        FROM cases_quota q FULL JOIN (
          SELECT policy, "group", labels -> 'cap' ->> 'key' AS cap_key,
            sum((labels -> 'cap' ->> 'uses')::bigint) AS used
          FROM cases_award WHERE live AND labels -> 'cap' ->> 'key' IS NOT NULL GROUP BY 1, 2, 3) a
          ON (a.policy, a."group", a.cap_key) = (q.policy, q."group", q.cap_key)
        WHERE coalesce(q.used, 0) <> coalesce(a.used, 0) ORDER BY 1, 2, 3"""):
        yield Fault("quota = live awards", f"{policy} {group} {key}", f"{used} used, live awards say {counted}")


def _batch_total_is_its_lines() -> Iterator[Fault]:
    """Count, total and SHA-256 of a frozen batch are those of its lines."""
    frozen = Batch.objects.filter(frozen_at__isnull=False).order_by("id")
    for batch in frozen.annotate(lines_now=Count("lines"), total_now=Sum("lines__obligation__amount_fen")):
        if (batch.count, batch.total_fen) != (batch.lines_now, batch.total_now):
            what = f"frozen with {batch.count} lines and {batch.total_fen} fen, has {batch.lines_now} and {batch.total_now}"
            yield Fault("batch total = lines", f"batch {batch.number}", what)
        if batch.sha256 != contents.digest_of(batch, contents.lines_of(batch)):
            yield Fault("batch total = lines", f"batch {batch.number}", "its SHA-256 is not that of its lines")


def _dead_awards_owe_nothing() -> Iterator[Fault]:
    dead = Obligation.objects.filter(award__live=False, state__in=["reserved", "committed", "sent"]).order_by("id")
    for owed in dead:
        yield Fault("dead awards owe nothing", f"obligation {owed.pk}", f"award {owed.award_id} ended, {owed.state}")


def _nothing_is_stale(days: int) -> Iterator[Fault]:
    limit = clock.now() - dt.timedelta(days=days)
    for line in BatchLine.objects.filter(state="sent", batch__released_at__lt=limit).order_by("id"):
        yield Fault("nothing stays sent", f"line {line.reference}", f"sent more than {days} days ago, no answer")


def _files_are_the_same_again() -> Iterator[Fault]:
    for export in Export.objects.select_related("batch").order_by("id"):
        where = f"batch {export.batch.number}, {export.layout}"
        try:
            again = exporting.file_of(export.batch, export.layout).sha256
        except MoneyRefused as refused:
            yield Fault("file = lines", where, refused.text)
            continue
        if again != export.sha256:
            yield Fault("file = lines", where, f"the file was {export.sha256}, it would be {again} now")
