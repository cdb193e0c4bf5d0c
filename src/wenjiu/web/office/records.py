"""A duty of the office itself: an official fills in what was done, and other people decide it. Nobody is paid."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from wenjiu.bureau import clock
from wenjiu.bureau.areas import queries as areas
from wenjiu.bureau.cases import duties, flows
from wenjiu.bureau.cases.actions import drafts
from wenjiu.bureau.cases.actions import filing as filing_actions
from wenjiu.bureau.cases.errors import CaseRefused, refusals
from wenjiu.bureau.cases.models import Filing
from wenjiu.bureau.cases.queries.filings import access_office_filing
from wenjiu.bureau.parties.actions import ensure_party
from wenjiu.rules.language.text import Text
from wenjiu.rules.policy import Policy
from wenjiu.standards.identifiers import IdentifierError
from wenjiu.web.desk.typed import text
from wenjiu.web.guards import staff
from wenjiu.web.workspace import choosing
from wenjiu.web.workspace.facts import FilingForm
from wenjiu.web.workspace.preview import drawn
from wenjiu.web.workspace.questions import typed_fields
from wenjiu.web.workspace.starting import begun, intent_key

#: Characters of a field of the form that begins a record.
LONGEST = 80


def recorded(policy: Policy) -> list[str]:
    """Return the measures that the office records by itself: it opens them, and they pay nobody."""
    return [code for code, claim in policy.claims.items() if "office" in claim.opened_by and not claim.pays]


def opened(request: HttpRequest, policy: Policy) -> Filing:
    """Open the record that a form asks for, once for a page. POST fields: ``measure``, ``number``, ``name``, ``key``.

    Raises:
        CaseRefused: a field is missing or wrong.
    """
    typed = typed_of(request)
    if typed["measure"] not in recorded(policy):
        raise CaseRefused(_("请先选要办哪一项。"), code="measure")
    if not typed["name"]:
        raise CaseRefused(_("请写单位名称，与登记的一致。"), code="name")
    try:
        party = ensure_party(
            actor=request.user, kind="organisation", id_type="uscc", number=typed["number"], name=typed["name"],
            level="declared",
        )  # fmt: skip
    except IdentifierError as error:
        raise CaseRefused(Text(error.zh, error.en)(flows.lang()), code="number") from error
    key = intent_key(request.user.pk, f"{request.POST.get('key', '')}/{party.pk}", [typed["measure"]])
    return begun(request.user, policy, party, [typed["measure"]], key, origin="office")


def typed_of(request: HttpRequest) -> dict[str, str]:
    """Return what was typed into the form that begins a record."""
    return {name: text(request.POST, name, LONGEST).strip() for name in ("measure", "number", "name")}


def unfinished(policy: Policy, user: Any) -> list[tuple[Filing, str]]:
    """Return the records that somebody began and has not submitted, the newest first, each with the name of its duty."""
    waiting = Filing.objects.filter(
        policy=policy.name, opened_by=user.pk, origin="office", submitted_at=None, dropped_at=None
    )
    lang, codes = flows.lang(), set(recorded(policy))
    found = [(filing, filing.draft["measures"][0]) for filing in waiting.select_related("filer").order_by("-id")]
    return [(filing, policy.measures[code].name(lang)) for filing, code in found if code in codes]


@require_http_methods(["GET", "HEAD", "POST"])
@staff(*duties.OFFICE)
def record(request: HttpRequest, id: int) -> HttpResponse:
    """Show what the office fills in for one record; save it, or submit it.

    POST fields: ``a-NAME`` answers, ``row-CODE`` rows of registers; ``street``; ``do``: ``save``, ``submit``, ``drop``.
    """
    made = access_office_filing(request.user, id)
    if made.submitted_at is not None:
        return redirect("desk:case", number=made.cases.get().number)
    if made.dropped_at is not None:
        return redirect("office:index")
    problem = ""
    if request.method == "POST":
        try:
            with refusals():
                return _done(request, made)
        except CaseRefused as error:
            problem = error.text
            made.refresh_from_db()
    return _page(request, made, problem)


def _done(request: HttpRequest, made: Filing) -> HttpResponse:
    """Save what was posted, and do what the button says."""
    if request.POST.get("do") == "drop":
        drafts.drop_filing(actor=request.user, filing_id=made.pk)
        return redirect("office:index")
    form = FilingForm(made, flows.lang())
    choosing.save(request.user, form, request.POST)
    answers = typed_fields(request.POST, form.fields)
    faults = drafts.save_answers(actor=request.user, filing_id=made.pk, answers=answers) if answers else {}
    if request.POST.get("do") != "submit" or faults:
        return redirect("office:record", id=made.pk)
    street = areas.streets(clock.today()).filter(code=request.POST.get("street", "")).first()
    [case] = filing_actions.submit_filing(actor=request.user, filing_id=made.pk, street=street)
    return redirect("desk:case", number=case.number)


def _page(request: HttpRequest, made: Filing, problem: str) -> HttpResponse:
    form = FilingForm(made, flows.lang())
    context = {
        "filing": made,
        "names": [form.policy.measures[code].name(form.lang) for code in form.codes],
        "known": form.known(),
        "questions": form.questions(),
        "rows": choosing.sections(form),
        "streets": [] if made.filer.street_id else areas.streets(clock.today()),
        "chosen": request.POST.get("street", ""),
        "problem": problem,
        **drawn(form),
    }
    return render(request, "desk/office/record.html", context, status=422 if problem else 200)
