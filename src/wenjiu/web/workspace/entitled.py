"""我可以享受什么: every measure for a person, a firm and each of its staff, as the registers have them today."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from wenjiu.bureau import clock
from wenjiu.bureau.access import scopes
from wenjiu.bureau.cases import flows, stacking
from wenjiu.bureau.cases.actions import drafts
from wenjiu.bureau.cases.errors import CaseRefused, refusals
from wenjiu.bureau.cases.models import Filing
from wenjiu.bureau.offers import queries
from wenjiu.bureau.offers.actions import answers
from wenjiu.bureau.offers.entitlements import entitlements_of, weigh_keys
from wenjiu.bureau.offers.finding import keys_of_party, own_role
from wenjiu.bureau.offers.queries import OfferGroup
from wenjiu.bureau.offers.weighing import by_office
from wenjiu.bureau.parties.models import Party
from wenjiu.bureau.registry.corrections.queries import own_corrections
from wenjiu.rules.policy import Policy
from wenjiu.web.desk.typed import text
from wenjiu.web.guards import agent_or_person
from wenjiu.web.installed import policy_here
from wenjiu.web.workspace import acting, starting
from wenjiu.web.workspace.entitled_rows import shower
from wenjiu.web.workspace.facts import FilingForm
from wenjiu.web.workspace.verdicts import short
from wenjiu.web.workspace.wanted import wanted, wanted_of

#: Rows of one page.
ROWS = 20


def _party(request: HttpRequest) -> tuple[list[Party], Party]:
    """Return the parties of the reader, and the one whose page it is."""
    filers = scopes.own_parties(request.user)
    return filers, acting.likely(request, filers) or filers[0]


@require_safe
@agent_or_person
def entitled(request: HttpRequest) -> HttpResponse:
    """Show every measure in which a party has a part: what it can have first, then what is claimed, missing, refused."""
    return page(request)


def page(request: HttpRequest, problem: str = "") -> HttpResponse:
    """Return the page of all measures."""
    policy = policy_here()
    filers, party = _party(request)
    groups = {group.code: group for group in queries.offered_to(policy, [party])}
    show = shower(request.user, policy)
    cards = [show.card(e, groups.get(e.code), party) for e in entitlements_of(policy, party, clock.today())]
    free = {card["code"]: card for card in cards if card["open"]}
    papers = dict(zip(groups, wanted_of(policy, groups.values()), strict=True))
    for card in free.values():
        others = stacking.excluding(policy, card["code"])
        card["wanted"] = papers.get(card["code"]) or wanted(policy, card["code"])
        card["or"] = [free[code]["name"] for code in others if code in free and code != card["code"]]
    run = queries.last_screening(policy)
    context = {
        "filers": filers,
        "party": party,
        "on": clock.today(),
        "free": [c for c in cards if c["open"] and c["known"]],
        "settled": [c for c in cards if c["settled"]],
        "near": [c for c in cards if _rest(c) and c["known"] and c["standing"] in ("almost", "verify", "can")],
        "no": [c for c in cards if _rest(c) and c["known"] and c["standing"] == "cannot"],
        "unknown": [c for c in cards if not c["known"] and c["files"] and not c["settled"]],
        "total_fen": sum(c["total_fen"] for c in cards if c["open"] and c["known"]),
        "run": run,
        "waiting": own_corrections(request.user, policy).filter(answered_at=None).count(),
        "asked": own_corrections(request.user, policy).exists(),
        "problem": problem,
    }
    return render(request, "workspace/entitled.html", context, status=422 if problem else 200)


def _rest(card: dict[str, Any]) -> bool:
    return not card["open"] and not card["settled"]


@require_safe
@agent_or_person
def measure(request: HttpRequest, code: str) -> HttpResponse:
    """Show the rows of one measure of a party, such as each of the staff of a firm. Query: ``page``."""
    policy = policy_here()
    filers, party = _party(request)
    if code not in policy.claims or own_role(policy, code, party) is None:
        raise Http404(f"measure {code}")
    today = clock.today()
    keys = keys_of_party(policy, code, party, today)
    shown = Paginator(keys, ROWS).get_page(text(request.GET, "page", 9))
    rows = shower(request.user, policy).rows(code, weigh_keys(policy, code, list(shown), today))
    context = {
        "code": code,
        "name": policy.measures[code].name(flows.lang()),
        "filers": filers,
        "party": party,
        "page": shown,
        "rows": rows,
        "on": today,
    }
    return render(request, "workspace/entitled_measure.html", context)


@require_POST
@agent_or_person
def take_up(request: HttpRequest, code: str) -> HttpResponse:
    """Open the filing of one measure that the registers fill; send it at once where that is asked and nothing is missing.

    POST fields: ``party``; ``do``: ``accept`` sends it, ``again`` opens it with what the party had not wanted, anything
    else opens it; ``true``, that all of it is true.
    """
    policy = policy_here()
    filer = acting.one_of(scopes.own_parties(request.user), request.POST.get("party", ""))
    accept = request.POST.get("do") == "accept"
    acting.remember(request, filer)
    try:
        with refusals():
            if accept and request.POST.get("true") != "yes":
                raise CaseRefused(_("请先勾选“登记的内容属实”，再点“一键申报”。"), code="true")
            made = _draft(request.user, policy, filer, code, request.POST.get("do") == "again")
            missing = _missing(made) if accept else ""
            if accept and not missing:
                answers.accept_offers(actor=request.user, filing_id=made.pk)
    except CaseRefused as error:
        return page(request, error.text)
    if missing:
        messages.info(request, missing)
    return redirect("my:filing", id=made.pk)


def _draft(user: Any, policy: Policy, filer: Party, code: str, turned_down: bool) -> Filing:
    """Return the filing of what is offered, or else of what the registers show, with the answers that need no question."""
    if code not in policy.claims:
        raise CaseRefused(_("没有编号为“%(code)s”的补贴。") % {"code": code}, code="measure")
    about = {"actor": user, "policy": policy, "filer": filer, "code": code}
    if turned_down or _group(policy, filer, code) is None:
        made = answers.draft_from_registers(**about, turned_down=turned_down)
    else:
        made = answers.draft_from_offers(**about)
    if made.submitted_at is None and not made.draft["answers"] and (known := starting.this_year(made)):
        try:
            drafts.save_answers(actor=user, filing_id=made.pk, answers=known)
        except CaseRefused:
            made.refresh_from_db()
            if made.submitted_at is None:  # else another press of the same button was first
                raise
        made.refresh_from_db()
    return made


def _group(policy: Policy, filer: Party, code: str) -> OfferGroup | None:
    return next((group for group in queries.offered_to(policy, [filer]) if group.code == code), None)


def _missing(made: Filing) -> str:
    """Return what has to be filled in before a draft can be sent; empty where nothing is missing."""
    if made.submitted_at is not None:
        return ""
    form = FilingForm(made, flows.lang())
    [preview] = form.previews
    if form.unnamed() or any(row["name"] in form.needed and not row["typed"] for row in form.questions()):
        return _("登记的内容已经填好。还有几项登记里没有，请填好再提交。")
    lines = [line for line in preview.lines if line.verdict != "yes"]
    if lines or not preview.lines:
        why = next((short(form.policy, x.assessed.answer, form.lang) for x in lines if x.assessed is not None), "")
        return _("按现在的登记还不能确定：%(why)s。请看过再提交。") % {"why": why or _("名单有变化")}
    if made.filer.street is None:
        return _("登记里没有地址，请在提交时选由哪个街道（地区）受理。")
    return ""


@agent_or_person
@require_http_methods(["GET", "HEAD", "POST"])
def refuse(request: HttpRequest, code: str) -> HttpResponse:
    """Ask why a party does not want what it is offered or listed for; after a POST keep the answer. POST: ``reason``."""
    policy = policy_here()
    _filers, party = _party(request)
    claimed = code in policy.claims
    group = _group(policy, party, code) if claimed else None
    office = claimed and group is None and by_office(policy.claims[code]) and party.kind in policy.claims[code].files
    if group is None and not office:
        messages.info(request, _("现在没有等您答复的这项补贴。"))
        return redirect("my:entitled")
    problem, reason = "", text(request.POST, "reason", answers.LONGEST_REASON)
    if request.method == "POST":
        say_no = answers.refuse_listing if office else answers.refuse_offers
        try:
            with refusals():
                number = say_no(actor=request.user, policy=policy, filer=party, code=code, reason=reason)
            messages.info(request, _said(office, number))
            return redirect(reverse("my:entitled"))
        except CaseRefused as error:
            problem = error.text
    context = {
        "group": group,
        "name": policy.measures[code].name(flows.lang()),
        "party": party,
        "reason": reason,
        "problem": problem,
    }
    return render(request, "workspace/refuse_offer.html", context, status=422 if problem else 200)


def _said(office: bool, number: int) -> str:
    """Return what a party is told after it did not want something."""
    if office:
        return _("已经记下，名单不会再列您的这一项。")
    return _("已经记下，这%(n)s条不再提醒您。以后想要，仍然可以自己申报。") % {"n": number}
