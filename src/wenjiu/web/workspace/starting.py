"""The page on which a filing begins: in whose name, and which measures."""

from __future__ import annotations

from collections.abc import Mapping
from hashlib import sha256
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from wenjiu import policies
from wenjiu.bureau import clock
from wenjiu.bureau.access import scopes
from wenjiu.bureau.cases import drafting, flows
from wenjiu.bureau.cases.actions import drafts
from wenjiu.bureau.cases.errors import CaseRefused, refusals
from wenjiu.bureau.cases.models import Filing
from wenjiu.bureau.cases.queries import filings
from wenjiu.bureau.offers.queries import offered_to
from wenjiu.bureau.parties import queries as parties
from wenjiu.bureau.parties.models import Party
from wenjiu.rules.explain.ages import doubts_about
from wenjiu.rules.language import fact_types
from wenjiu.rules.policy import Policy
from wenjiu.standards import civil
from wenjiu.web import carried
from wenjiu.web.guards import agent_or_person
from wenjiu.web.workspace import acting, again, already
from wenjiu.web.workspace.bringing import bring
from wenjiu.web.workspace.facts import FilingForm


@agent_or_person
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Offer the measures that the chosen party can file; after a POST open the filing, once for a page and a choice.

    POST fields: ``filer``; ``measure``; ``key``; ``shown``, the party whose measures the page offered. Where another one
    is chosen by now, or a measure is not for it, the page is shown again for the chosen party, and nothing is opened.
    """
    policy = policies.load_policy(settings.WENJIU_POLICY)
    filers = scopes.own_parties(request.user)
    given = request.POST if request.method == "POST" else request.GET
    id = given.get("filer", "")
    filer = acting.one_of(filers, id) if id else acting.likely(request, filers) if not request.POST else None
    if id and filer is not None:
        acting.remember(request, filer)
    if request.POST.get("do") == "drop-answers":
        carried.drop(request)
    codes = [code for code in policy.claims if code in given.getlist("measure")]
    offered = None if filer is None else offers(policy, filer, codes, already.under_way(request.user, filer))
    problem = ""
    if request.method == "POST" and request.POST.get("do") == "begin":
        problem = _unready(policy, filer, codes, offered, request.POST.get("shown", id) != id)
        if not problem and filer is not None:
            try:
                with refusals():
                    key = intent_key(request.user.pk, request.POST.get("key", ""), codes)
                    made = begun(request.user, policy, filer, codes, key)
                    bring(request, made, codes)
                    return redirect("my:filing", id=made.pk)
            except CaseRefused as error:
                problem = error.text
    context = {
        "filers": filers,
        "filer": filer,
        "codes": codes,
        "offers": offered,
        "anew": [] if filer is None else refused_before(request.user, filer),
        "key": given.get("key") if request.method == "POST" else filings.opened_by(request.user),
        "problem": problem,
        "carried": carried.held(request, codes).total,
        "draft": None if filer is None else _open_draft(request.user, filer),
    }
    return render(request, "workspace/new.html", context, status=422 if problem else 200)


def begun(user: Any, policy: Policy, filer: Party, codes: list[str], key: str, origin: str = "applicant") -> Filing:
    """Return a new filing, with the answers that need no question; or the one that was opened with the key."""
    filing = drafts.open_filing(actor=user, policy=policy, filer=filer, measures=codes, intent_key=key, origin=origin)
    fresh = filing.version == 1 and filing.submitted_at is None and filing.dropped_at is None
    if fresh and (known := this_year(filing)):
        drafts.save_answers(actor=user, filing_id=filing.pk, answers=known)
    return filing


def _unready(
    policy: Policy, filer: Party | None, codes: list[str], offered: dict[str, list[dict[str, Any]]] | None, other: bool
) -> str:
    """Return why nothing is opened yet: nobody is chosen, or what was ticked is not for the party that is chosen now."""
    if filer is None or offered is None:
        return _("请先选用谁的名义申报。")
    own = {offer["code"] for offer in offered["own"]}
    wrong = [code for code in codes if code not in own]
    if wrong:
        try:
            for code in wrong:
                drafting.check_opener(policy, code, filer, "applicant")
        except CaseRefused as error:
            return error.text
    if other:
        return _("已换成“%(name)s”，还没有开始填写。下面是它可以申报的补贴，请核对后再点开始。") % {"name": filer.name}
    return ""


def intent_key(user: int, page: str, codes: list[str]) -> str:
    """Return what makes two clicks one filing: the user, how many filings there were when the page was made, the choice.

    Two tabs that were opened before either was sent carry the same number, so the same choice in both is one filing.
    """
    return sha256(f"{user}/{page}/{','.join(codes)}".encode()).hexdigest()


def this_year(filing: Filing) -> dict[str, str]:
    """Return the year of today for the questions that ask for a year, by public name. The filer can change it."""
    asked = FilingForm(filing, flows.lang()).asked
    return {name: str(clock.today().year) for name, (fact, _codes) in asked.items() if fact.type is fact_types.YEAR}


def _open_draft(user: Any, filer: Party) -> Any:
    return next((filing for filing in filings.drafts_of(user) if filing.filer_id == filer.pk), None)


def refused_before(user: Any, filer: Party) -> list[dict[str, Any]]:
    """Return the refused cases of a party whose lines would be granted today, each with what they would bring."""
    cases = filings.own_cases(user).filter(filing__filer__in=parties.same_party_ids(filer), state="refused")
    held = {case.pk: case for case in cases.select_related("filing__filer")}
    return [
        {
            "case": held[pk],
            "name": flows.policy_of(held[pk]).measures[held[pk].measure].name(flows.lang()),
            "again": row,
        }
        for pk, row in again.open_again(held.values()).items()
    ]


def offers(
    policy: Policy, filer: Party, chosen: list[str], under_way: Mapping[str, Any] | None = None
) -> dict[str, list[dict[str, Any]]]:
    """Return the measures that a party can file, and those that the office opens by itself.

    `under_way`: measure -> the open cases of the party. `kinds`: the former by whom they are for, and before them those that the registers show the party to be entitled to.
    """
    lang, today = flows.lang(), civil.of(clock.today())
    shown = {group.code for group in offered_to(policy, [filer])}
    found: dict[str, list[dict[str, Any]]] = {"own": [], "office": []}
    for code, claim in policy.claims.items():
        if filer.kind not in claim.files:
            continue
        by_office = not {"applicant", "agent"} & set(claim.opened_by)
        found["office" if by_office else "own"].append(
            {
                "code": code,
                "name": policy.measures[code].name(lang),
                "summary": policy[code].summary(lang),
                "chosen": code in chosen,
                "open": (under_way or {}).get(code),
                "kind": "" if code in shown else policy.measures[code].audience,
                "doubtful": bool(doubts_about(policy, policy.measures[code], today, lang)),
                "roster": claim.many and filer.kind != "person",
                "office_too": "office" in claim.opened_by and not by_office,
            }
        )
    found["kinds"] = _kinds(policy, filer, found["own"])
    return found


def _kinds(policy: Policy, filer: Party, own: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return measures by whom they are for. Open are the suggested ones, those that are ticked, and the filer's own kind."""
    first = "person" if filer.kind == "person" else "firm"
    names = {"": _("登记里查到可以享受的")} | {id: name(flows.lang()) for id, name in policy.audiences.items()}
    found = []
    for id in sorted(names, key=lambda id: (id != "", id != first)):
        rows = [offer for offer in own if offer["kind"] == id]
        if rows:
            is_open = id in ("", first) or any(offer["chosen"] for offer in rows)
            found.append({"name": names[id], "offers": rows, "open": is_open})
    if not any(kind["open"] for kind in found):
        for kind in found:
            kind["open"] = True
    return found
