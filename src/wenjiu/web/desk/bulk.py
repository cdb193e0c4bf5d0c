"""Take the same step of equal cases: which there are, the sample to look at first, the press, the results."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from wenjiu import policies
from wenjiu.bureau.cases import flows
from wenjiu.bureau.cases.actions import bulk as actions
from wenjiu.bureau.cases.errors import CaseRefused, refusals
from wenjiu.bureau.cases.models import Bulk
from wenjiu.bureau.cases.queries import bulk as queries
from wenjiu.web.desk.roles import REVIEWERS
from wenjiu.web.desk.typed import number, text
from wenjiu.web.guards import staff


@require_http_methods(["GET", "HEAD", "POST"])
@staff(*REVIEWERS)
def bulks(request: HttpRequest) -> HttpResponse:
    """Show the groups of equal cases and what was drawn; after a POST draw a sample. POST: ``measure``, ``state``."""
    problem = ""
    if request.method == "POST":
        try:
            with refusals():
                made = actions.draw(
                    actor=request.user, measure=text(request.POST, "measure", 20), state=text(request.POST, "state", 20)
                )
            return redirect("desk:bulk", id=made.pk)
        except CaseRefused as refused:
            problem = refused.text
    lang, groups = flows.lang(), queries.equal_cases(request.user)
    amounts = queries.amounts_of([case for equal in groups for case in equal.cases])
    context = {
        "groups": [
            {
                "equal": equal,
                "first": equal.cases[0],
                "step": equal.step.name(lang),
                "outcome": equal.outcome.name(lang),
                "total_fen": sum(amounts[case.pk] for case in equal.cases if case.pk in amounts) or None,
            }
            for equal in groups
        ],
        "open": [_named(bulk) for bulk in queries.open_bulks(request.user)],
        "most": queries.MOST,
        "problem": problem,
    }
    return render(request, "desk/bulk/list.html", context, status=422 if problem else 200)


@require_safe
@staff(*REVIEWERS)
def bulk(request: HttpRequest, id: int) -> HttpResponse:
    """Show one bulk: its sample, the button, or the result of each case."""
    return _page(request, queries.access_bulk(request.user, id))


@require_POST
@staff(*REVIEWERS)
def look(request: HttpRequest, id: int) -> HttpResponse:
    """Say that one looked at a case of the sample. POST: ``case``, ``version``, ``do`` (``like`` or ``other``)."""
    found = queries.access_bulk(request.user, id)
    like = {"like": True, "other": False}.get(request.POST.get("do", ""))
    try:
        if like is None:
            raise CaseRefused(_("请说这件能不能和其他的一起办。"), code="do")
        with refusals():
            actions.look(
                actor=request.user, bulk_id=found.pk, case_id=number(request.POST, "case"),
                seen_version=number(request.POST, "version"), like_the_others=like,
            )  # fmt: skip
    except CaseRefused as refused:
        return _page(request, found, refused.text)
    return redirect("desk:bulk", id=id)


@require_POST
@staff(*REVIEWERS)
def press(request: HttpRequest, id: int) -> HttpResponse:
    """Take the step of all cases of a bulk, or give it up. POST: ``do`` (``press`` or ``drop``)."""
    found = queries.access_bulk(request.user, id)
    try:
        with refusals():
            if request.POST.get("do") == "drop":
                actions.drop(actor=request.user, bulk_id=found.pk)
                messages.info(request, _("没有一起办，案件都还在待办里。"))
                return redirect("desk:bulks")
            if request.POST.get("do") != "press":
                raise CaseRefused(_("请按“一起办”或“不一起办了”。"), code="do")
            actions.press(actor=request.user, bulk_id=found.pk)
    except CaseRefused as refused:
        return _page(request, found, refused.text)
    return redirect("desk:bulk", id=id)


def _named(bulk: Bulk) -> dict[str, Any]:
    """Return a bulk with the names of its measure, step and outcome."""
    step, lang = flows.step_named(bulk.policy, bulk.flow, bulk.state), flows.lang()
    return {
        "bulk": bulk,
        "measure": policies.load_policy(bulk.policy).measures[bulk.measure].name(lang),
        "step": step.name(lang),
        "outcome": step.outcomes[bulk.outcome].name(lang),
    }


def _page(request: HttpRequest, bulk: Bulk, problem: str = "") -> HttpResponse:
    bulk.refresh_from_db()
    rows = list(queries.rows_of(bulk))
    sample = [row for row in rows if row.sampled]
    amounts = queries.amounts_of([row.case for row in rows])
    for row in rows:
        row.amount_fen = amounts.get(row.case_id)
    to_take = [row for row in rows if not row.left_out and row.decision_id is None and not row.refused]
    context = {
        **_named(bulk),
        "rows": rows,
        "sample": sample,
        "others": [row for row in rows if not row.sampled],
        "to_look": sum(row.looked_at is None for row in sample),
        "to_take": len(to_take),
        "total_fen": sum(amounts.get(row.case_id, 0) for row in to_take),
        "done": sum(row.decision_id is not None for row in rows),
        "problem": problem,
    }
    return render(request, "desk/bulk/bulk.html", context, status=422 if problem else 200)
