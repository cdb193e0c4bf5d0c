"""The page of a draft: questions, roster, papers and what they would bring. Every button of it saves everything first."""

from __future__ import annotations

import re
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from wenjiu.bureau.cases import flows
from wenjiu.bureau.cases.actions import drafts
from wenjiu.bureau.cases.actions import evidence as evidence_actions
from wenjiu.bureau.cases.errors import CaseRefused, refusals
from wenjiu.bureau.cases.models import Filing
from wenjiu.bureau.cases.queries import filings
from wenjiu.bureau.cases.queries.evidence import access_own_evidence
from wenjiu.bureau.parties import queries as parties
from wenjiu.bureau.registry.corrections import queries as corrections
from wenjiu.rosters.limits import RosterError
from wenjiu.web import carried
from wenjiu.web.file_answer import file_answer
from wenjiu.web.guards import agent_or_person
from wenjiu.web.workspace import choosing, counted, others, papers, progress, roster
from wenjiu.web.workspace.facts import FilingForm
from wenjiu.web.workspace.preview import drawn
from wenjiu.web.workspace.questions import typed_fields
from wenjiu.web.workspace.sending import receipt

#: Files that one saving of the page may carry.
MOST_FILES = 30
ROSTER = "roster"
#: How the name of a table ends.
TABLES = (".xlsx", ".xls", ".csv")
#: The key of the session that holds the lines of a roster that were removed last, and how many it holds at most.
DROPPED = "wenjiu_dropped"
MOST_DROPPED = 200
_NUMBERED = re.compile(r"(line|drop|take-back):(\d{1,12})", re.ASCII)
_LISTED = re.compile(r"(add|clear|drop)-person:([0-9a-z.]{1,20})(?::(\d{1,6}))?", re.ASCII)


@agent_or_person
@require_http_methods(["GET", "HEAD", "POST"])
def filing(request: HttpRequest, id: int) -> HttpResponse:
    """Show a draft, or the receipt of a filing that was submitted. After a POST save all of it, then do what was asked.

    POST fields: ``a-NAME`` answers, ``row-CODE`` rows of registers, ``promise-KEY`` ticks, ``file-CODE/MATERIAL`` papers,
    ``roster`` a list, ``people-CODE`` a list of counted people, ``person-CODE-COLUMN`` one more of them; ``do``: ``save``,
    ``line:N``, ``drop:N``, ``new-line``, ``take-back:ID``, ``leave-out``, ``clear``, ``add-person:CODE``,
    ``drop-person:CODE:N``, ``clear-person:CODE``, ``submit``.
    """
    made = filings.access_filing(request.user, id)
    if made.submitted_at is not None:
        return receipt(request, made)
    if made.dropped_at is not None:
        return render(request, "workspace/dropped.html", {"filing": made})
    if request.method == "POST":
        return _saved(request, made)
    return page(request, made)


filing.takes_files = MOST_FILES  # type: ignore[attr-defined]  # read by the upload handler


def page(request: HttpRequest, made: Filing, problems: list[str] | None = None) -> HttpResponse:
    """Return the page of a draft."""
    form = FilingForm(made, flows.lang(), beside=carried.beside(request, made.pk))
    questions = form.questions()
    context = {
        "filing": made,
        "filer": parties.head(made.filer),
        "names": [form.policy.measures[code].name(form.lang) for code in form.codes],
        "questions": [row for row in questions if not row["spare"]],
        "spare": [row for row in questions if row["spare"]],
        "wrong": [row for row in questions if row["fault"]],
        "known": form.known(),
        "unnamed": form.unnamed(),
        "listed": bool(form.listed),
        "listed_names": [form.policy.measures[code].name(form.lang) for code in form.listed],
        "rows": choosing.sections(form),
        "counted": counted.sections(form),
        "papers": papers.papers(form),
        "account": parties.usable_account(made.filer),
        "waiting": corrections.waiting_for(form.policy, parties.same_party_ids(made.filer), form.lang),
        "course": progress.course(form.policy, form.codes, made.filer.street),
        "problems": problems or [],
        "dropped": _dropped(request, made),
        **drawn(form),
    }
    return render(request, "workspace/filing.html", context, status=422 if problems else 200)


def _saved(request: HttpRequest, made: Filing) -> HttpResponse:
    """Save everything that the page posted, then do what its button says."""
    form = FilingForm(made, flows.lang())
    problems: list[str] = []
    do = request.POST.get("do", "save")
    try:
        with refusals():
            _save(request, form, problems)
            if not problems:
                return _done(request, made, do)
    except CaseRefused as error:
        problems.append(error.text)
    made.refresh_from_db()
    return page(request, made, problems)


def _save(request: HttpRequest, form: FilingForm, problems: list[str]) -> None:
    made = form.filing
    choosing.save(request.user, form, request.POST)
    answers = typed_fields(request.POST, form.fields)
    if answers:
        drafts.save_answers(actor=request.user, filing_id=made.pk, answers=answers)
    others.save(request, form)
    promises = papers.promises_of(form, request.POST)
    if "papers" in request.POST and promises != made.draft.get("promises", {}):
        drafts.save_promises(actor=request.user, filing_id=made.pk, promises=promises)
    problems += papers.take_files(request, made.pk)
    counted.save(request, form, problems)
    upload = request.FILES.get(ROSTER)
    if upload is not None and form.listed:
        if not str(upload.name).lower().endswith(TABLES):
            problems.append(_("“%(name)s”不是表格。请上传 Excel 或 CSV 表格。") % {"name": upload.name})
            return
        try:
            lines, notes = roster.lines_of(form, upload.read())
        except RosterError as error:
            problems.append(f"{upload.name}：{error.message(form.lang)}{error.fix(form.lang)}")
            return
        drafts.save_lines(actor=request.user, filing_id=made.pk, lines=[line.to_save() for line in lines])
        said = ngettext("读入了 %(n)d 行。", "读入了 %(n)d 行。", len(lines)) % {"n": len(lines)}
        for text in (said, *notes):
            messages.info(request, text, extra_tags=ROSTER)


def _done(request: HttpRequest, made: Filing, do: str) -> HttpResponse:
    """Do what a button says after everything is saved, and return where it leads."""
    numbered = _NUMBERED.fullmatch(do)
    if numbered is not None:
        return _about_one(request, made, numbered[1], int(numbered[2]))
    listed = _LISTED.fullmatch(do)
    if listed is not None:
        return _about_person(request, made, *listed.groups())
    if do == "new-line":
        return redirect("my:new_line", id=made.pk)
    if do == "undo":
        _undo(request, made)
        return redirect(_place(made, "people"))
    if do == "submit":
        return redirect("my:submit", id=made.pk)
    if do in ("leave-out", "clear"):
        made.refresh_from_db()
        _leave_out(request, made, everything=do == "clear")
        return redirect(_place(made, "people"))
    if ROSTER in request.FILES:
        return redirect(_place(made, "people"))
    if code := next((name.removeprefix(counted.FILE) for name in request.FILES if name.startswith(counted.FILE)), ""):
        return redirect(_place(made, f"people-{code}"))
    return redirect(_place(made, "papers" if request.FILES else "result"))


def _about_one(request: HttpRequest, made: Filing, what: str, number: int) -> HttpResponse:
    if what == "line":
        return redirect("my:line", id=made.pk, no=number)
    if what == "drop":
        if 1 <= number <= len(made.draft["lines"]):
            _keep_dropped(request, made, [made.draft["lines"][number - 1]])
        drafts.save_line(actor=request.user, filing_id=made.pk, no=number, line=None)
        return redirect(_place(made, "people"))
    found = access_own_evidence(request.user, number)
    evidence_actions.take_back_evidence(actor=request.user, evidence_id=found.pk)
    return redirect(_place(made, "papers"))


def _about_person(request: HttpRequest, made: Filing, what: str, code: str, number: str | None) -> HttpResponse:
    """Add a person to a list of counted people, remove one, or remove all."""
    form = FilingForm(made, flows.lang())
    person = counted.typed(request.POST, form, code) if what == "add" else None
    if what == "add" and person is None:
        raise CaseRefused(_("请至少写上证件号码和姓名。"), code="person")
    drafts.save_counted(
        actor=request.user, filing_id=made.pk, code=code, lines=[person] if person is not None else [],
        keep=what != "clear", drop=int(number or 0) if what == "drop" else 0,
    )  # fmt: skip
    return redirect(_place(made, f"people-{code}"))


def _undo(request: HttpRequest, made: Filing) -> None:
    """Put the lines that were removed last back at the end of the roster."""
    gone = request.session.pop(DROPPED, None)
    if gone is None or gone["filing"] != made.pk:
        return
    form = FilingForm(made, flows.lang())
    stored = [*made.draft["lines"], *gone["lines"]]
    lines = [
        # What only the file showed, such as lost digits, is known from what was stored with the line.
        roster.stored_line(form, line).to_save() | {"faults": line["faults"], "number_told": bool(line["faults"])}
        for line in stored
    ]
    drafts.save_lines(actor=request.user, filing_id=made.pk, lines=lines)


def _keep_dropped(request: HttpRequest, made: Filing, lines: list[dict[str, Any]]) -> None:
    """Keep lines that are removed from a draft, so that they can be put back. Of very many nothing is kept."""
    request.session.pop(DROPPED, None)
    if 0 < len(lines) <= MOST_DROPPED:
        request.session[DROPPED] = {"filing": made.pk, "lines": lines}


def _dropped(request: HttpRequest, made: Filing) -> str:
    """Return the names of the lines that were removed last from a draft; empty where none was."""
    gone = request.session.get(DROPPED)
    if gone is None or gone["filing"] != made.pk:
        return ""
    return _("、").join(line["name"] or _("（没有姓名）") for line in gone["lines"])


def _leave_out(request: HttpRequest, made: Filing, everything: bool) -> None:
    """Take the lines that would not be granted out of the roster, or all of them."""
    form = FilingForm(made, flows.lang())
    out = {line.no for line in drawn(form)["lines"] if everything or line.stays or not line.granted}
    kept = [roster.stored_line(form, x) for no, x in enumerate(made.draft["lines"], start=1) if no not in out]
    _keep_dropped(request, made, [x for no, x in enumerate(made.draft["lines"], start=1) if no in out])
    drafts.save_lines(actor=request.user, filing_id=made.pk, lines=[line.to_save() for line in kept])
    said = _("去掉了 %(out)d 行，留下 %(kept)d 行。") % {"out": len(out), "kept": len(kept)}
    messages.info(request, said, extra_tags=ROSTER)


def _place(made: Filing, part: str) -> str:
    return f"{reverse('my:filing', args=[made.pk])}#{part}"


@agent_or_person
@require_POST
def field(request: HttpRequest, id: int) -> HttpResponse:
    """Save one answer or one tick as it is changed, and return the line below it: saved, or what is wrong."""
    made = filings.access_filing(request.user, id)
    form = FilingForm(made, flows.lang())
    context: dict[str, Any] = {}
    try:
        with refusals():
            if key := request.POST.get("key", ""):
                ticked = papers.promises_of(form, {f"{papers.PROMISE}{key}": "on"}) if _ticked(request, key) else {}
                kept = {k: v for k, v in made.draft.get("promises", {}).items() if k != key}
                drafts.save_promises(actor=request.user, filing_id=made.pk, promises={**kept, **ticked})
            elif (fault := others.save(request, form)) is not None:
                context["fault"] = fault
            else:
                answers = typed_fields(request.POST, form.fields)
                faults = drafts.save_answers(actor=request.user, filing_id=made.pk, answers=answers)
                context["fault"] = next(iter(faults.values()), "")
                context["empty"] = not any(text.strip() for text in answers.values())
    except CaseRefused as error:
        context["fault"] = error.text
    answer = render(request, "workspace/_saved.html", context)
    answer["HX-Trigger"] = "saved"
    return answer


def _ticked(request: HttpRequest, key: str) -> bool:
    return f"{papers.PROMISE}{key}" in request.POST


@agent_or_person
@require_GET
def preview(request: HttpRequest, id: int) -> HttpResponse:
    """Return the part of the page that says what the draft would bring."""
    made = filings.access_filing(request.user, id)
    form = FilingForm(made, flows.lang())
    return render(request, "workspace/_preview.html", {"filing": made, "listed": bool(form.listed), **drawn(form)})


@agent_or_person
@require_http_methods(["GET", "HEAD", "POST"])
def delete(request: HttpRequest, id: int) -> HttpResponse:
    """Ask whether a draft is to be deleted, and delete it."""
    made = filings.access_filing(request.user, id)
    problem = ""
    if request.method == "POST":
        try:
            drafts.drop_filing(actor=request.user, filing_id=made.pk)
            messages.info(request, _("草稿已经删除。"))
            return redirect("my:home")
        except CaseRefused as error:
            problem = error.text
    form = FilingForm(made, flows.lang())
    names = [form.policy.measures[code].name(form.lang) for code in form.codes]
    context = {"filing": made, "names": names, "lines": len(made.draft["lines"]), "problem": problem}
    return render(request, "workspace/delete.html", context, status=422 if problem else 200)


@agent_or_person
@require_GET
def evidence(request: HttpRequest, id: int) -> HttpResponse:
    """Return a file that was given as evidence."""
    found = access_own_evidence(request.user, id)
    if found.file is None:
        return redirect("my:filing", id=found.filing_id)
    return file_answer(found.file)
