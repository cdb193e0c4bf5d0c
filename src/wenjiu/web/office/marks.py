"""What a reviewer should know of somebody whom the office lists: given up before, or an account that the bank refused.

A mark stops nothing: the reviewers decide.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from django.utils import timezone
from django.utils.translation import gettext as _

from wenjiu.bureau.cases import flows
from wenjiu.bureau.cases.models import Case
from wenjiu.bureau.funds.standing import unusable_accounts
from wenjiu.bureau.offers.queries import given_up_before
from wenjiu.bureau.parties.models import Party
from wenjiu.rules.policy import Policy
from wenjiu.standards.civil import SHANGHAI
from wenjiu.web import formats


def marks_of(policy: Policy, code: str, parties: Sequence[Party], before: dt.datetime) -> dict[int, list[str]]:
    """Return party -> its marks in words. The statements do not grow with the parties.

    Args:
        before: when they were listed; what was given up later is no mark of the list.
    """
    found: dict[int, list[str]] = {party.pk: [] for party in parties}
    for pk, offer in given_up_before(policy, code, parties, before).items():
        found[pk].append(
            _("以前放弃过这项补贴（%(day)s）：%(why)s") % {"day": _day(offer.answered_at), "why": offer.reason}
        )
    for pk, back in unusable_accounts(parties).items():
        found[pk].append(
            _("收款账户%(tail)s的款被银行退回过（%(day)s）：%(why)s。换账户或者重新核对以前，钱拨不出去")
            % {"tail": back.tail, "day": _day(back.at), "why": back.reason.rstrip("。")}
        )
    return found


def marks_of_case(case: Case) -> list[str]:
    """Return the marks of a case that the office opened and that is not over; none of any other."""
    if case.closed_at is not None or not flows.listed(case):
        return []
    filer = case.filing.filer
    return marks_of(flows.policy_of(case), case.measure, [filer], case.filed_at)[filer.pk]


def _day(at: dt.datetime) -> str:
    return formats.day(timezone.localtime(at, SHANGHAI).date())
