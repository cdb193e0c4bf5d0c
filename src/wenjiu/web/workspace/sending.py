"""Submitting a filing: what will be sent is shown and confirmed, and a receipt says what was taken in and who has it now."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from wenjiu.bureau import clock
from wenjiu.bureau.areas import queries as areas
from wenjiu.bureau.cases import drafting, flows
from wenjiu.bureau.cases.actions import drafts
from wenjiu.bureau.cases.actions import filing as filing_actions
from wenjiu.bureau.cases.assessing import fen
from wenjiu.bureau.cases.errors import CaseRefused, refusals
from wenjiu.bureau.cases.models import Filing
from wenjiu.bureau.cases.queries import filings
from wenjiu.bureau.cases.queries.evidence import adding, evidence_of
from wenjiu.bureau.documents.models import Kind
from wenjiu.bureau.documents.queries import of_case
from wenjiu.bureau.parties import queries as parties
from wenjiu.web.guards import agent_or_person
from wenjiu.web.workspace import already, papers, progress, roster
from wenjiu.web.workspace.facts import FilingForm
from wenjiu.web.workspace.preview import drawn


@agent_or_person
@require_http_methods(["GET", "HEAD", "POST"])
def submit(request: HttpRequest, id: int) -> HttpResponse:
    """Show what would be sent, line by line what stays behind, and send it after a POST.

    POST fields: ``version``, that of the draft which was shown; ``street``, where the registers do not know it; ``true``,
    the statement that all of it is true; ``again``, that it is sent although another case may be about the same.
    """
    made = filings.access_filing(request.user, id)
    if made.submitted_at is not None or made.dropped_at is not None:
        return redirect("my:filing", id=made.pk)
    problem = ""
    if request.method == "POST":
        problem = _unready(request, made)
        if not problem:
            try:
                with refusals():
                    filing_actions.submit_filing(actor=request.user, filing_id=made.pk, street=_street(request))
                return redirect("my:filing", id=made.pk)
            except CaseRefused as error:
                problem = error.text
                made.refresh_from_db()
    return _confirm(request, made, problem)


def _unready(request: HttpRequest, made: Filing) -> str:
    """Return why a draft is not sent yet: it is not the one that was shown, or nobody said that it is true."""
    if request.POST.get("version") != str(made.version):
        return _("这份申报在您核对的时候又有改动（可能是在另一个页面里）。下面是最新内容，请再核对一次。")
    if request.POST.get("true") != "yes":
        return _("请先核对内容，并勾选“以上内容属实”。")
    if request.POST.get("again") != "yes" and already.already(FilingForm(made, flows.lang())):
        return _("您已经有同样的申报。请先看看，不是同一笔再勾选提交。")
    return ""


def _street(request: HttpRequest) -> Any:
    """Return the street that was chosen; None where none was."""
    return areas.streets(clock.today()).filter(code=request.POST.get("street", "")).first()


def _confirm(request: HttpRequest, made: Filing, problem: str) -> HttpResponse:
    form = FilingForm(made, flows.lang())
    unread = [row for row in form.questions() if row["fault"]]
    rows = [row for group in papers.papers(form) for row in group["rows"]]
    shown = drawn(form)
    context = {
        "filing": made,
        "wrong": unread,
        "named": [line for line in shown["lines"] if not line.stays],
        "answers": form.answers(),
        "papers": rows,
        "lacking": [row for row in rows if row["state"] == papers.WAITS],
        "unnamed": [party for party in form.unnamed() if party["typed"] is None],
        "unread": bool(unread) or any(p["fault"] for p in shown["previews"]),
        "already": already.already(form),
        "again": request.POST.get("again") == "yes",
        "account": parties.usable_account(made.filer),
        "streets": [] if made.filer.street_id else areas.streets(clock.today()),
        "chosen": request.POST.get("street", ""),
        "listed": bool(form.listed),
        "sure": request.POST.get("true") == "yes" and request.POST.get("version") == str(made.version),
        "problem": problem,
        **shown,
    }
    return render(request, "workspace/submit.html", context, status=422 if problem else 200)


def receipt(request: HttpRequest, made: Filing) -> HttpResponse:
    """Return what was sent with a filing, as it stands today: its cases, who has each and until when, and their receipts."""
    policy, lang = drafting.policy_of(made), flows.lang()
    rows = [
        {
            "case": case,
            "name": policy.measures[case.measure].name(lang),
            "lines": case.lines.count(),
            "expected_fen": sum(
                fen(x.answer["amount"]) or 0 for x in case.lines.all() if x.answer["eligible"] == "yes"
            ),
            "adding": adding(case),
            "office": progress.office(case, flows.first_of(flows.flow_of(case))),
            "holder": progress.holder(case),
            "until": progress.until(case),
            "state": flows.state_name(case),
            "receipt": of_case(case).filter(kind=Kind.RECEIPT).first(),
        }
        for case in made.cases.select_related("street__parent", "filing__filer").order_by("measure")
    ]
    assert made.submitted_at is not None
    form = FilingForm(made, lang)
    lacking = [row for group in papers.papers(form) for row in group["rows"] if row["state"] == papers.WAITS]
    context = {
        "filing": made,
        "rows": rows,
        "on": timezone.localtime(made.submitted_at),
        "papers": [(_material(form, row.measure, row.material), row) for row in evidence_of(made)],
        "account": parties.usable_account(made.filer),
        "lacking": lacking,
        "left": _left(form) if form.listed else [],
    }
    return render(request, "workspace/receipt.html", context)


def _material(form: FilingForm, code: str, id: str) -> str:
    material = next((m for m in form.policy.services[code].materials if m.id == id), None)
    fill = form.policy.fill(form.policy.measures[code], form.lang)
    return id if material is None else material.name(form.lang, fill)


def _left(form: FilingForm) -> list[dict[str, Any]]:
    """Return the lines that stayed behind because something in them was wrong."""
    subjects = drafting.subjects(form.policy, form.filing, form.listed[0])
    return [
        {"no": s.no, "name": form.filing.draft["lines"][s.no - 1]["name"], "faults": s.faults}
        for s in subjects
        if s.faults
    ]


@agent_or_person
@require_POST
def rest(request: HttpRequest, id: int) -> HttpResponse:
    """Begin another filing with the lines that stayed behind; the same one however often it is asked for."""
    made = filings.access_filing(request.user, id)
    if made.submitted_at is None:
        return redirect("my:filing", id=made.pk)
    form = FilingForm(made, flows.lang())
    numbers = {row["no"] for row in _left(form)} if form.listed else set()
    if not numbers:
        return redirect("my:filing", id=made.pk)
    try:
        with refusals():
            new = drafts.open_filing(
                actor=request.user, policy=form.policy, filer=made.filer, measures=form.listed,
                intent_key=f"rest-{made.pk}",
            )  # fmt: skip
            if new.submitted_at is None and new.dropped_at is None and not new.draft["lines"]:
                kept = [
                    roster.stored_line(form, x) for no, x in enumerate(made.draft["lines"], start=1) if no in numbers
                ]
                drafts.save_lines(actor=request.user, filing_id=new.pk, lines=[line.to_save() for line in kept])
    except CaseRefused as error:
        messages.error(request, error.text)
        return redirect("my:filing", id=made.pk)
    return redirect("my:filing", id=new.pk)
