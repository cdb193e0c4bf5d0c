"""The first page of a resident or an agent: what waits for an answer, drafts, cases, and what was paid for me."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from wenjiu.bureau.access import scopes
from wenjiu.bureau.accounts.queries import authorisations_of
from wenjiu.bureau.cases import clocks, drafting, flows
from wenjiu.bureau.cases.assessing import fen
from wenjiu.bureau.cases.models import Case, Filing
from wenjiu.bureau.cases.queries import filings, holding
from wenjiu.bureau.cases.queries.complaints import own_complaints
from wenjiu.bureau.documents.queries import honours_of
from wenjiu.bureau.funds.queries import receipts_for
from wenjiu.bureau.parties import queries as parties
from wenjiu.bureau.registry.corrections import queries as corrections
from wenjiu.rules.document.claims import month_name
from wenjiu.standards.working_days import WorkingCalendar
from wenjiu.web.guards import agent_or_person
from wenjiu.web.installed import policy_here
from wenjiu.web.programmes import todo
from wenjiu.web.workspace import acting, again, progress, returned
from wenjiu.web.workspace.paid import paid_of
from wenjiu.web.workspace.returned import ByCase
from wenjiu.web.workspace.verdicts import verdict

#: The most closed cases that the page lists.
MOST_CLOSED = 50


@require_safe
@agent_or_person
def home(request: HttpRequest) -> HttpResponse:
    """Show who is signed in, in whose name this person acts, and everything that is under way."""
    cases = list(
        filings.own_cases(request.user)
        .select_related("street__parent")
        .prefetch_related("pauses", "lines__award", "corrections", "appeals")
    )
    filers = scopes.own_parties(request.user)
    only = acting.chosen(request, filers)
    days, back = clocks.calendar(), returned.by_case(scopes.parties_of(request.user))
    rows = [case_row(case, days, back) for case in cases]
    drafts = [draft_row(filing) for filing in filings.drafts_of(request.user)]
    # What waits for an answer is never hidden: it is told for every party, above the choice of one.
    to_correct = [row for row in rows if row["case"].state == "correcting"]
    asked = list(receipts_for(scopes.parties_of(request.user)))
    # Certificates, and what others were paid for a person, are the reader's own.
    own = only is None or only.pk == request.user.party_id
    if only is not None:
        ids = parties.same_party_ids(only)
        rows = [row for row in rows if row["case"].filing.filer_id in ids]
        drafts = [row for row in drafts if row["filing"].filer_id in ids]
        asked = [receipt for receipt in asked if receipt.obligation.payee_id in ids]
    closed = [row for row in rows if row["case"].closed_at is not None][:MOST_CLOSED]
    anew = again.open_again(row["case"] for row in closed)
    for row in closed:
        row["again"] = anew.get(row["case"].pk)
    since = {given.organisation_id: given.given_at for given in authorisations_of(request.user)}
    context = {
        "acting_for": [(party, since.get(party.pk)) for party in filers],
        "filers": filers,
        "only": only,
        "asked": asked,
        "to_correct": to_correct,
        "programmes": todo.to_do(request.user),
        "drafts": drafts,
        "open": [row for row in rows if row["case"].closed_at is None],
        "closed": closed,
        "honours": honours_of(request.user) if own else [],
        "complaints": own_complaints(request.user)[:MOST_CLOSED],
        "waiting": corrections.waiting_for(policy_here(), scopes.parties_of(request.user), flows.lang()),
        "for_me": [for_me(role) for role in filings.paid_for(request.user)] if own else [],
    }
    return render(request, "workspace/home.html", context)


def draft_row(filing: Filing) -> dict[str, Any]:
    """Return a draft for the list of drafts."""
    policy, lang = drafting.policy_of(filing), flows.lang()
    return {
        "filing": filing,
        "names": [policy.measures[code].name(lang) for code in filing.draft["measures"]],
        "lines": len(filing.draft["lines"]),
    }


def case_row(case: Case, days: WorkingCalendar | None = None, back: ByCase | None = None) -> dict[str, Any]:
    """Return a case for the list of cases. `back`: what the bank sent back, where it is read once for many cases."""
    paid = paid_of(case)
    return {
        "case": case,
        "name": flows.policy_of(case).measures[case.measure].name(flows.lang()),
        "state": _state(case),
        "holder": progress.holder(case),
        "until": progress.until(case, days),
        "late": holding.late(case, days),
        "lines": len(case.lines.all()),
        "paid": paid,
        "expected_fen": _expected(case) if paid is None and case.closed_at is None else None,
        "missing": _missing(case),
        **returned.standing(case, returned.of_case(case, back), days),
    }


def _state(case: Case) -> str:
    """Return the state of a case in words; of one that others look at anew with the name of that."""
    words = flows.state_name(case)
    anew = any(appeal.settled_at is None and appeal.round is not None for appeal in case.appeals.all())
    return _("内部复议：%(state)s") % {"state": words} if anew else words


def _expected(case: Case) -> int:
    """Return what a case would bring as it was assessed last, before it is decided."""
    return sum(fen(line.answer["amount"]) or 0 for line in case.lines.all() if line.answer.get("eligible") == "yes")


def _missing(case: Case) -> list[str]:
    """Return what the applicant was asked to correct and has not answered."""
    if case.state != "correcting":
        return []
    return [item["text"] for c in case.corrections.all() if c.answered_at is None for item in c.items]


def for_me(role: Any) -> dict[str, Any]:
    """Return a line of somebody else's case that names the reader: what was granted for this person, and why."""
    line, lang = role.line, flows.lang()
    case, award = line.case, line.award
    policy = flows.policy_of(case)
    months = award.months
    return {
        "name": policy.measures[case.measure].name(lang),
        "filer": case.filing.filer.name,
        "amount_fen": award.amount_fen,
        "on": award.paid_on or award.made_at,
        "months": "" if months is None else f"{month_name(months.lower)} – {month_name(months.upper - 1)}",
        "paid": line.state == "paid",
        "own": role.role in policy.claims[case.measure].pays.values(),
        "live": award.live,
        "shown": verdict(policy, line.answer, lang),
    }
