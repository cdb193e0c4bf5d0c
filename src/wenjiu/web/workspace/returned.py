"""What the bank sent back, for the pages of who filed: who has to act now, and what a line and a payment say."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.translation import gettext as _

from wenjiu.bureau import clock
from wenjiu.bureau.cases import clocks
from wenjiu.bureau.cases.models import ENDS, Case
from wenjiu.bureau.cases.queries import holding
from wenjiu.bureau.funds import queries
from wenjiu.bureau.funds.queries import Returned
from wenjiu.bureau.funds.standing import came_back
from wenjiu.bureau.parties import queries as parties
from wenjiu.bureau.parties.models import Party
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


def standing(case: Case, back: list[Returned], days: WorkingCalendar | None = None) -> dict[str, Any]:
    """Return state, holder and time of a case whose payment came back; empty for any other.

    The payee has to name another account; or the one that he named waits for its check.
    """
    row = next((row for row in back if row.mine), None)
    due = clocks.moved_by_pauses(case, clock.today(), days)
    if row is None:
        return _checking(case, back, due)
    until = _("账户更正、核对通过以后才能再付")
    if holding.waits_for_account(case):
        until = _("账户更正、核对通过以后才能再付；办理时限暂停计算，录入新账户后重新计算")
    elif due is not None:
        until = _("原定%(day)s前付；账户更正、核对通过以后才能再付") % {"day": day(due)}
    return {
        "state": _("等您更正账户"),
        "holder": _("您（%(name)s）") % {"name": row.payee.name},
        "until": until,
        "late": False,
    }


def _checking(case: Case, back: list[Returned], due: dt.date | None) -> dict[str, str]:
    """Return state and time of a case that waits for the check of an account which its payee has entered."""
    row = next((row for row in back if row.new_tail), None)
    if row is None:
        return {}
    until = _("新账户核对通过后再付，没有设定期限")
    if due is not None:
        words = _("新账户核对通过后再付，应在%(day)s（含当日）以前付")
        if due < clock.today():
            words = _("新账户核对通过后再付，应在%(day)s（含当日）以前付，已超过期限，可以催办")
        until = words % {"day": day(due)}
    return {"state": _("新账户%(tail)s待核对") % {"tail": row.new_tail}, "until": until}


def account_of(payee: Party) -> dict[str, Any]:
    """Return the account that a payee is paid to, and the one that waits for its check; None where there is none."""
    given = parties.accounts_of(payee)
    waiting = next((account for account, check in given if check is None), None)
    used = parties.usable_account(payee)
    if used is not None and came_back([used]):
        used = None
    return {"account": used, "new_account": waiting}


def said(row: Returned | None) -> str:
    """Say that a payment came back and why; empty where it did not."""
    return "" if row is None else _("被银行退回（%(reason)s）") % {"reason": row.reason}


def marked(payments: Iterable[Any], back: list[Returned]) -> list[Any]:
    """Return payments, each with `came_back`: that the bank sent it back and why, or empty."""
    rows, found = {row.obligation.pk: row for row in back}, list(payments)
    for owed in found:
        owed.came_back = said(rows.get(owed.pk))
    return found
