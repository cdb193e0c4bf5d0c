"""What nobody applies for: lists of those whom the registers show as entitled (免申即享), and records of the office itself.

One official makes a list, another confirms it, and each row becomes a case.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from wenjiu.bureau import clock
from wenjiu.bureau.access import scopes
from wenjiu.bureau.accounts.roles import Role
from wenjiu.bureau.cases import flows
from wenjiu.bureau.cases.duties import OFFICE
from wenjiu.bureau.cases.errors import CaseRefused, refusals
from wenjiu.bureau.cases.models import Filing
from wenjiu.bureau.funds.queries import short
from wenjiu.bureau.offers import queries
from wenjiu.bureau.offers.actions import lists as actions
from wenjiu.bureau.offers.logic import without_value
from wenjiu.bureau.offers.models import ListRow, OfficeList, Outcome
from wenjiu.bureau.offers.weighing import by_office
from wenjiu.rules.policy import Policy
from wenjiu.web.desk.offers import SCREENERS, name_of
from wenjiu.web.desk.typed import text
from wenjiu.web.guards import staff
from wenjiu.web.installed import policy_here
from wenjiu.web.office import records
from wenjiu.web.office.basis import bases_of
from wenjiu.web.office.marks import marks_of

#: Rows of one page.
ROWS = 100
#: Outcomes of the last screening that the first page counts: nothing is listed for them again.
HAD = (Outcome.CLAIMED, Outcome.PAID, Outcome.REFUSED)
#: Characters of a number that is typed.
LONGEST_NUMBER = 40
_NUMBERED = re.compile(r"(out|back):(\d{1,9})", re.ASCII)


@require_http_methods(["GET", "HEAD", "POST"])
@staff(*OFFICE)
def index(request: HttpRequest) -> HttpResponse:
    """Show what nobody applies for, and the lists that were made; after a POST make a list, or open a record.

    POST: ``do``: ``list`` with ``measure``; ``record`` with ``measure``, ``number``, ``name``, ``key``.
    """
    policy, problem = policy_here(), ""
    if request.method == "POST":
        try:
            with refusals():
                return _begun(request, policy)
        except CaseRefused as refused:
            problem = refused.text
    listed = [code for code, claim in policy.claims.items() if by_office(claim)]
    recorded = records.recorded(policy)
    if not listed and not recorded:
        raise scopes.Forbidden("the office opens nothing by itself")
    context = {
        "measures": _measures(policy, listed),
        "year": clock.today().year,
        "names": queries.sees_names(request.user),
        "lists": _shown(policy, list(queries.lists_of(policy)[:ROWS])),
        "run": queries.last_screening(policy),
        "running": queries.running(policy),
        "screens": scopes.has_role(request.user, *SCREENERS),
        "sets": scopes.has_role(request.user, Role.POLICY_ADMIN),
        "recorded": [(code, name_of(policy, code)) for code in recorded],
        "drafts": records.unfinished(policy, request.user),
        "typed": records.typed_of(request),
        "key": request.POST.get("key") or Filing.objects.filter(opened_by=request.user.pk).count(),
        "problem": problem,
    }
    return render(request, "desk/office/index.html", context, status=422 if problem else 200)


def _begun(request: HttpRequest, policy: Policy) -> HttpResponse:
    """Make a list or open a record, and lead to it."""
    if request.POST.get("do") == "record":
        return redirect("office:record", id=records.opened(request, policy).pk)
    made = actions.make_list(actor=request.user, policy=policy, code=text(request.POST, "measure", 20))
    messages.success(request, _("名单已列出。请由另一位区级复核人员复核。"))
    return redirect("office:list", id=made.pk)


def _measures(policy: Policy, codes: Sequence[str]) -> list[dict[str, Any]]:
    """Return the measures that the office lists: whom it would list now, and what hinders a list or its payment today.

    `without`: the figures without a value. `waits`: the list that waits for its second person. `had`: how many have a
    case already, were paid, or do not want it.
    """
    budgets, waiting, found = short.budgeted(policy.name), queries.waiting_lists(policy), []
    for code in codes:
        (rows, total_fen), near = queries.listed(policy, code), queries.near_rows(policy, code)
        had = queries.had_by_office(policy, code)
        found.append(
            {
                "code": code,
                "name": name_of(policy, code),
                "rows": rows,
                "total_fen": total_fen,
                "near": near.count(),
                "near_rows": near[:ROWS],
                "had": [(value, str(Outcome(value).label), had[value]) for value in HAD if value in had],
                "without": without_value(policy, code, clock.today(), flows.lang()),
                "funded": short.has_budget(policy, code, budgets),
                "waits": waiting.get(code),
            }
        )
    return found


def _shown(policy: Policy, lists: Sequence[OfficeList]) -> list[dict[str, Any]]:
    paid = queries.paid_by_list(lists)
    return [
        {"found": found, "name": name_of(policy, found.measure), "paid": paid.get(found.pk, queries.Paid())}
        for found in lists
    ]


@require_http_methods(["GET", "HEAD", "POST"])
@staff(*OFFICE)
def office_list(request: HttpRequest, id: int) -> HttpResponse:
    """Show a list; after a POST change, drop or confirm it.

    POST: ``do``: ``out:N`` with ``reason-N``; ``back:N``; ``add`` with ``number`` and ``why``; ``drop`` with ``reason``; ``confirm``.
    """
    policy, problem = policy_here(), ""
    found = queries.find_list(policy, id)
    if found is None or not scopes.districts_of(request.user, *OFFICE):
        raise scopes.Forbidden(f"list {id}")
    if request.method == "POST":
        try:
            _do(request, policy, id)
            return redirect("office:list", id=id)
        except CaseRefused as refused:
            problem = refused.text
    rows, refused_by = queries.rows_of(found), queries.not_wanted(found)
    page = Paginator(rows.filter(entitled=True), ROWS).get_page(text(request.GET, "page", 9))
    context = {
        **_shown(policy, [found])[0],
        "page": page,
        "rows": _rows(request, policy, found, list(page)),
        "near": list(rows.filter(entitled=False)[:ROWS]),
        "total_fen": queries.kept_fen(found),
        "year": clock.today().year,
        "funded": short.has_budget(policy, found.measure, short.budgeted(policy.name)),
        "given_up": sum(1 for row in rows.exclude(case=None) if row.key in refused_by),
        "mine": found.made_by_id == request.user.pk,
        "waits": found.confirmed_at is None and found.dropped_at is None,
        "unopened": queries.unopened(found),
        "problem": problem,
        "typed": {
            "reason": text(request.POST, "reason", actions.LONGEST),
            "number": text(request.POST, "number", LONGEST_NUMBER),
            "why": text(request.POST, "why", actions.LONGEST),
        },
    }
    return render(request, "desk/office/list.html", context, status=422 if problem else 200)


def _rows(request: HttpRequest, policy: Policy, found: OfficeList, rows: Sequence[ListRow]) -> list[dict[str, Any]]:
    """Return rows of a list with their marks, and while it waits with what each sum rests on."""
    waits = found.confirmed_at is None and found.dropped_at is None
    bases = bases_of(request.user, policy, found.measure, rows) if waits else {}
    marks = marks_of(policy, found.measure, [row.filer for row in rows], found.made_at)
    refused = queries.not_wanted(found)
    return [
        {
            "row": row,
            "state": _state(row),
            "refused": refused.get(row.key, ""),
            "marks": marks[row.filer_id],
            "basis": bases.get(row.key),
        }
        for row in rows
    ]


def _state(row: ListRow) -> str:
    return flows.state_name(row.case) if row.case is not None else ""


def _do(request: HttpRequest, policy: Policy, id: int) -> None:
    do = request.POST.get("do", "")
    if match := _NUMBERED.fullmatch(do):
        no = int(match[2])
        said = text(request.POST, f"reason-{no}", actions.LONGEST) if match[1] == "out" else ""
        if match[1] == "out" and not said.strip():
            raise CaseRefused(_("请写为什么不列这一行，例如“企业已注销”。"), code="reason")
        actions.leave_out(actor=request.user, policy=policy, list_id=id, no=no, reason=said)
    elif do == "add":
        number, why = text(request.POST, "number", LONGEST_NUMBER), text(request.POST, "why", actions.LONGEST)
        row = actions.add_row(actor=request.user, policy=policy, list_id=id, number=number, reason=why)
        messages.success(request, _("已加在第%(no)s行。") % {"no": row.no})
    elif do == "drop":
        reason = text(request.POST, "reason", actions.LONGEST)
        actions.drop_list(actor=request.user, policy=policy, list_id=id, reason=reason)
        messages.info(request, _("名单已作废。"))
    elif do == "confirm":
        opened, problems = actions.confirm_list(request.user, policy, id)
        messages.success(request, _("名单已复核，%(n)s行已经立案，接下来审定、公示、拨付。") % {"n": opened})
        if problems:
            messages.warning(request, _("有%(n)s行没有立成，原因写在行里。改好以后可以再点一次。") % {"n": problems})
    else:
        raise CaseRefused(_("请选要做什么。"), code="do")
