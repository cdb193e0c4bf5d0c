"""The page on which a filing begins: in whose name, and which measures."""

from __future__ import annotations

from hashlib import sha256
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from wenjiu import policies
from wenjiu.bureau.cases import flows
from wenjiu.bureau.cases.actions import drafts
from wenjiu.bureau.cases.errors import CaseRefused, refusals
from wenjiu.bureau.cases.queries import filings
from wenjiu.bureau.parties.models import Party
from wenjiu.rules.policy import Policy
from wenjiu.web.guards import agent_or_person


@agent_or_person
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Offer the measures that the chosen party can file; after a POST open the filing, once for a page and a choice."""
    policy = policies.load_policy(settings.WENJIU_POLICY)
    filers = filings.filers_of(request.user)
    given = request.POST if request.method == "POST" else request.GET
    filer = _chosen(filers, given.get("filer", ""))
    codes = [code for code in policy.claims if code in given.getlist("measure")]
    problem = ""
    if request.method == "POST" and request.POST.get("do") == "begin":
        key = intent_key(request.user.pk, request.POST.get("key", ""), codes)
        try:
            with refusals():
                filing = drafts.open_filing(
                    actor=request.user, policy=policy, filer=filer, measures=codes, intent_key=key
                )
            return redirect("my:filing", id=filing.pk)
        except CaseRefused as error:
            problem = error.text
    context = {
        "filers": filers,
        "filer": filer,
        "offers": offers(policy, filer, codes),
        "key": given.get("key") if request.method == "POST" else filings.opened_by(request.user),
        "problem": problem,
        "draft": _open_draft(request.user, filer),
    }
    return render(request, "workspace/new.html", context, status=422 if problem else 200)


def intent_key(user: int, page: str, codes: list[str]) -> str:
    """Return what makes two clicks one filing: the user, how many filings there were when the page was made, the choice.

    Two tabs that were opened before either was sent carry the same number, so the same choice in both is one filing.
    """
    return sha256(f"{user}/{page}/{','.join(codes)}".encode()).hexdigest()


def _chosen(filers: list[Party], id: str) -> Party:
    return next((party for party in filers if str(party.pk) == id), filers[0])


def _open_draft(user: Any, filer: Party) -> Any:
    return next((filing for filing in filings.drafts_of(user) if filing.filer_id == filer.pk), None)


def offers(policy: Policy, filer: Party, chosen: list[str]) -> dict[str, list[dict[str, Any]]]:
    """Return the measures that a party can file, and those that the office opens by itself."""
    lang = flows.lang()
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
                "roster": claim.many and filer.kind != "person",
                "office_too": "office" in claim.opened_by and not by_office,
            }
        )
    return found
