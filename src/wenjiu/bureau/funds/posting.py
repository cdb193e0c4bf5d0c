"""The only module that adds transfers. One call is one statement, so two calls never wait for each other in a circle."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import connection

from wenjiu.bureau import clock
from wenjiu.bureau.audit.actions import actor_of
from wenjiu.bureau.funds.models import BatchLine, Bucket, BudgetChange, Obligation, Transfer

TO = {
    "reserve": "reserved",
    "commit": "committed",
    "release": "available",
    "send": "sent",
    "settle": "paid",
    "return": "committed",
}


@dataclass(frozen=True, slots=True)
class Step:
    """The next step of an obligation. `line`: the attempt at the bank that it belongs to."""

    kind: str
    obligation: Obligation
    line: BatchLine | None = None


def post(actor: Any, steps: Sequence[Step]) -> str:
    """Add one transfer for each step, all in one statement, and return the voucher's number; empty for no step.

    Each obligation may have one step. Its `state` and `seq` are those that the caller read: if somebody else moved it
    since, the database refuses the whole statement.
    """
    if not steps:
        return ""
    buckets = _buckets({step.obligation.budget_id for step in steps})
    voucher = next_voucher()
    actor_id, name = actor_of(actor)
    rows, now = [], clock.now()
    for step in sorted(steps, key=lambda s: s.obligation.pk):
        owed = step.obligation
        from_kind = owed.state or "available"
        rows.append(
            Transfer(
                key=f"ob{owed.pk}:{owed.seq + 1}",
                kind=step.kind,
                budget_id=owed.budget_id,
                from_bucket_id=buckets[owed.budget_id, from_kind],
                from_kind=from_kind,
                to_bucket_id=buckets[owed.budget_id, TO[step.kind]],
                to_kind=TO[step.kind],
                amount_fen=owed.amount_fen,
                obligation=owed,
                seq=owed.seq + 1,
                prev_seq=owed.seq or None,
                batch_line=step.line,
                voucher=voucher,
                entered_by_id=actor_id,
                entered_name=name,
                at=now,
            )
        )
    Transfer.objects.bulk_create(rows)
    return voucher


def post_change(actor: Any, change: BudgetChange) -> str:
    """Add the transfer of a confirmed change of a budget and return the voucher's number."""
    buckets = _buckets({change.budget_id})
    kind, source, target = (
        ("appropriate", "outside", "available") if change.amount_fen > 0 else ("adjust", "available", "outside")
    )
    actor_id, name = actor_of(actor)
    voucher = next_voucher()
    Transfer.objects.create(
        key=f"change{change.pk}",
        kind=kind,
        budget_id=change.budget_id,
        from_bucket_id=buckets[change.budget_id, source],
        from_kind=source,
        to_bucket_id=buckets[change.budget_id, target],
        to_kind=target,
        amount_fen=abs(change.amount_fen),
        change=change,
        voucher=voucher,
        entered_by_id=actor_id,
        entered_name=name,
        at=clock.now(),
    )
    return voucher


def next_voucher() -> str:
    """Return the next voucher number, such as ``J2026-000012``. A refused action leaves a gap."""
    return f"J{clock.today().year}-{_next('funds_voucher_number'):06d}"


def next_batch() -> str:
    """Return the next batch number, such as ``P2026-0003``."""
    return f"P{clock.today().year}-{_next('funds_batch_number'):04d}"


def _next(sequence: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval(%s)", [sequence])
        return int(cursor.fetchone()[0])


def _buckets(budgets: Iterable[int]) -> dict[tuple[int, str], int]:
    rows = Bucket.objects.filter(budget__in=budgets).values_list("budget_id", "kind", "id")
    return {(budget, kind): id for budget, kind, id in rows}
