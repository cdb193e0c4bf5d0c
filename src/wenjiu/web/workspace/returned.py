"""What the bank sent back, for the pages of who filed: who has to act now, and what a line and a payment say."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.translation import gettext as _

from wenjiu.bureau import clock
from wenjiu.bureau.cases import clocks
from wenjiu.bureau.cases.models import ENDS, Case
from wenjiu.bureau.funds import queries
from wenjiu.bureau.funds.queries import Returned
from wenjiu.standards.working_days import WorkingCalendar
from wenjiu.web.formats import day

#: Number of a case -> what came back of its payments.
ByCase = Mapping[str, list[Returned]]


def by_case(party_ids: Iterable[int]) -> ByCase:
    """Return what came back of the payments to parties (ids of all their records), case by case."""
    found: dict[str, list[Returned]] = {}
    for row in queries.returned_of(party_ids):
        found.setdefault(row.case, []).append(row)
    return found


def of_case(case: Case, known: ByCase | None = None) -> list[Returned]:
    """Return what came back of the payments of a case. `known`: where it is read once for many cases."""
    if case.state in ENDS:
        return []
    return queries.returned_of_case(case) if known is None else known.get(case.number, [])


def standing(case: Case, back: list[Returned], days: WorkingCalendar | None = None) -> dict[str, str]:
    """Return state, holder and time of a case whose payee has to name another account; empty for any other."""
    row = next((row for row in back if row.mine), None)
    if row is None:
        return {}
    due = clocks.moved_by_pauses(case, clock.today(), days)
    until = _("账户更正、核对通过以后才能再付")
    if due is not None:
        until = _("原定%(day)s前付；账户更正、核对通过以后才能再付") % {"day": day(due)}
    return {"state": _("等您更正账户"), "holder": _("您（%(name)s）") % {"name": row.payee.name}, "until": until}


def said(row: Returned | None) -> str:
    """Say that a payment came back and why; empty where it did not."""
    return "" if row is None else _("被银行退回（%(reason)s）") % {"reason": row.reason}


def marked(payments: Iterable[Any], back: list[Returned]) -> list[Any]:
    """Return payments, each with `came_back`: that the bank sent it back and why, or empty."""
    rows, found = {row.obligation.pk: row for row in back}, list(payments)
    for owed in found:
        owed.came_back = said(rows.get(owed.pk))
    return found
