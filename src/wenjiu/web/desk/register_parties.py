"""One person or organisation, for the keeper of the registers: everything that the registers say of it."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST, require_safe

from wenjiu.bureau.access import scopes
from wenjiu.bureau.cases import flows
from wenjiu.bureau.cases.queries import parties as cases
from wenjiu.bureau.parties import queries as party_queries
from wenjiu.bureau.registry import queries
from wenjiu.bureau.registry.values import registers_of
from wenjiu.policies import load_policy
from wenjiu.rules.policy import Policy
from wenjiu.web.desk.register_rows import shown
from wenjiu.web.desk.registers import index_page, keeper
from wenjiu.web.formats import policy_language

#: Parties of one search.
MOST = 50


@sensitive_post_parameters()
@require_POST
@keeper
def find(request: HttpRequest) -> HttpResponse:
    """Show the people and organisations with a name or number. What is searched for is never in the address."""
    policy, text = load_policy(settings.WENJIU_POLICY), request.POST.get("q", "").strip()[:60]
    found = queries.find_parties(request.user, policy, text, MOST + 1) if text else []
    more = {"q": text, "searched": True, "parties": found[:MOST], "cut": len(found) > MOST, "most": MOST}
    return render(request, "desk/registers/index.html", {**index_page(request), **more})


@require_safe
@keeper
def party(request: HttpRequest, id: int) -> HttpResponse:
    """Show what every register says of a party, now and before, and its awards and cases."""
    policy, found = load_policy(settings.WENJIU_POLICY), scopes.access_party(request.user, id)
    rows = queries.rows_of(policy, found)
    tables = []
    for table in registers_of(policy).tables:
        of = [shown(policy, row) for row in rows if row.table == table.name]
        if of:
            live, before = [r for r in of if r["live"]], [r for r in of if not r["live"]]
            tables.append({"name": table.name, "label": table.label(policy_language()), "live": live, "before": before})
    page = {
        "party": found,
        "merged": len(party_queries.same_party_ids(found)) - 1,
        "tables": tables,
        "awards": [_award(policy, *pair) for pair in cases.awards_of(request.user, policy, found)],
        "cases": [_case(policy, case) for case in cases.cases_of(request.user, found)[:50]],
    }
    return render(request, "desk/registers/party.html", page)


def _award(policy: Policy, award: Any, case: Any) -> dict[str, Any]:
    return {
        "measure": policy.measures[award.measure].name(policy_language()),
        "amount_fen": award.amount_fen,
        "paid_on": award.paid_on,
        "case": case,
        "imported": award.imported_id,
        "before": _("本系统以前发放") if case is None else "",
    }


def _case(policy: Policy, case: Any) -> dict[str, Any]:
    known = case.policy == policy.name and case.measure in policy.measures
    measure = policy.measures[case.measure].name(policy_language()) if known else case.measure
    return {"number": case.number, "measure": measure, "state": flows.state_name(case)}
