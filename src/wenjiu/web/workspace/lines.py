"""One line of a roster on a page of its own, and the roster as a file."""

from __future__ import annotations

import json
from hashlib import sha256
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_http_methods

from wenjiu.bureau import clock
from wenjiu.bureau.cases import flows
from wenjiu.bureau.cases.actions import drafts
from wenjiu.bureau.cases.errors import CaseRefused, refusals
from wenjiu.bureau.cases.models import Filing
from wenjiu.bureau.cases.queries import filings
from wenjiu.bureau.parties.models import Party
from wenjiu.bureau.registry.lookup import facts_of
from wenjiu.web.formats import joined
from wenjiu.web.guards import agent_or_person
from wenjiu.web.workspace import roster as rosters
from wenjiu.web.workspace.facts import FilingForm
from wenjiu.web.workspace.preview import drawn
from wenjiu.web.workspace.roster import LineForm

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@agent_or_person
@sensitive_post_parameters("number", "name")
@require_http_methods(["GET", "HEAD", "POST"])
def line(request: HttpRequest, id: int, no: int | None = None) -> HttpResponse:
    """Show one line of a roster, or an empty one; after a POST save it.

    POST fields: ``number``, ``name``, ``a-NAME``; ``was``, what the line was when it was shown; ``do``: ``save``,
    ``another`` (save and begin the next one).
    """
    made = filings.access_filing(request.user, id)
    if made.submitted_at is not None or made.dropped_at is not None:
        return redirect("my:filing", id=made.pk)
    form = FilingForm(made, flows.lang())
    if not form.listed or (no is not None and not 1 <= no <= len(made.draft["lines"])):
        raise Http404(f"line {no} of filing {id}")
    if request.method != "POST":
        shown = LineForm() if no is None else rosters.stored_line(form, made.draft["lines"][no - 1])
        return _page(request, form, no, shown)
    typed = rosters.typed_line(form, request.POST)
    problem = ""
    if no is not None and request.POST.get("was") != fingerprint(made, no):
        problem = _("名单在您填写的时候有变化（可能是在另一个页面里），这一行没有保存。请核对后再存一次。")
    if not typed.number and not typed.name:
        problem = _("请至少写上证件号码和姓名。")
    if not problem:
        try:
            with refusals():
                drafts.save_line(actor=request.user, filing_id=made.pk, no=no, line=typed.to_save())
            return _after(request, made, no, typed)
        except CaseRefused as error:
            problem = error.text
    return _page(request, form, no, typed, problem)


def _after(request: HttpRequest, made: Filing, no: int | None, typed: LineForm) -> HttpResponse:
    """Go on after a line is saved: back to it where something is wrong, to the next one, or to the roster."""
    made.refresh_from_db()
    at = len(made.draft["lines"]) if no is None else no
    if made.draft["lines"][at - 1]["faults"] and request.POST.get("do") != "leave":
        messages.info(request, _("这一行已保存，但有错，改好之前不会提交。"))
        return redirect("my:line", id=made.pk, no=at)
    if request.POST.get("do") == "another":
        messages.info(request, _("已保存：%(name)s。") % {"name": typed.name})
        return redirect("my:new_line", id=made.pk)
    messages.info(request, _("已保存：%(name)s。") % {"name": typed.name}, extra_tags="roster")
    return redirect(f"{reverse('my:filing', args=[made.pk])}#line-{at}")


def _page(request: HttpRequest, form: FilingForm, no: int | None, shown: LineForm, problem: str = "") -> HttpResponse:
    made = form.filing
    stored = None if no is None else made.draft["lines"][no - 1]
    faults = [] if stored is None or request.method == "POST" else list(stored["faults"])
    known = _known(form, stored)
    new = no is None and request.method != "POST"
    if new:
        shown.faults = {}
    own = set(shown.faults.values())
    context = {
        "filing": made,
        "no": no,
        "line": shown,
        "was": "" if no is None else fingerprint(made, no),
        "questions": rosters.questions(form, shown, known),
        "faults": [text for text in faults if text not in own],
        "problem": problem,
        "names": [form.policy.measures[code].name(form.lang) for code in form.listed],
        "total": len(made.draft["lines"]),
    }
    return render(request, "workspace/line.html", context, status=422 if problem else 200)


def _known(form: FilingForm, stored: dict[str, Any] | None) -> dict[str, Any]:
    """Return what the registers know of a stored line, by public name."""
    party = Party.objects.filter(pk=stored["party"]).first() if stored and stored["party"] else None
    if party is None:
        return {}
    known: dict[str, Any] = {}
    for code in form.listed:
        claim = form.policy.claims[code]
        roles = {claim.files[form.filing.filer.kind][0]: form.filing.filer}
        roles[claim.subject if claim.subject in claim.roles else "person"] = party
        known |= facts_of(policy=form.policy, code=code, parties=roles, on=clock.today()).public(form.policy, code)
    return known


def fingerprint(made: Filing, no: int) -> str:
    """Return what tells whether a line of a draft is still the one that a page showed."""
    return sha256(json.dumps(made.draft["lines"][no - 1], sort_keys=True).encode()).hexdigest()[:16]


@agent_or_person
@require_GET
def template(request: HttpRequest, id: int) -> HttpResponse:
    """Return the empty file in which the roster is filled in."""
    form = _form(request, id)
    return _attached(rosters.template(form), f"roster-{id}-template")


@agent_or_person
@require_GET
def roster(request: HttpRequest, id: int) -> HttpResponse:
    """Return the roster as a file with a column that says what is wrong in each line."""
    form = _form(request, id)
    remarks = {}
    for row in drawn(form)["lines"]:
        why = [f"{v['word']}：{v['why']}" for v in row.verdicts if v["verdict"] != "yes"]
        if row.faults or why:
            remarks[row.no] = joined([*row.faults, *why])
    return _attached(rosters.filled(form, remarks), f"roster-{id}")


def _form(request: HttpRequest, id: int) -> FilingForm:
    form = FilingForm(filings.access_filing(request.user, id), flows.lang())
    if not form.listed:
        raise Http404(f"filing {id} has no roster")
    return form


def _attached(content: bytes, stem: str) -> HttpResponse:
    return HttpResponse(
        content, content_type=XLSX, headers={"Content-Disposition": f'attachment; filename="{stem}.xlsx"'}
    )
