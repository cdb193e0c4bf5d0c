"""Those who can have something and did not answer: the list of the street, one of them, the button that screens."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from wenjiu.bureau import clock
from wenjiu.bureau.accounts.roles import Role
from wenjiu.bureau.audit.actions import record_read
from wenjiu.bureau.cases import flows
from wenjiu.bureau.cases.errors import CaseRefused
from wenjiu.bureau.offers import queries
from wenjiu.bureau.offers.actions import street
from wenjiu.bureau.offers.models import Attempt, Offer
from wenjiu.bureau.offers.queries import CALLERS
from wenjiu.bureau.offers.screening import start_screening
from wenjiu.bureau.offers.settings import terms_of
from wenjiu.rules.policy import Policy
from wenjiu.web.desk.typed import text
from wenjiu.web.formats import policy_language
from wenjiu.web.guards import staff
from wenjiu.web.installed import policy_here

#: Offers of one page.
ROWS = 50
#: Posts that press the button of the screening.
SCREENERS = (Role.DISTRICT_REVIEWER,)


def name_of(policy: Policy, code: str) -> str:
    """Return the name of a measure in the language of the request."""
    return policy.measures[code].name(policy_language())


@require_safe
@staff(*CALLERS)
def offers(request: HttpRequest) -> HttpResponse:
    """List the offers of the reader's streets without an answer. Query: ``show=all``, ``measure``, ``page``."""
    policy = policy_here()
    everything = request.GET.get("show") == "all"
    found = queries.open_offers(request.user, policy) if everything else queries.unanswered(request.user, policy)
    codes = list(found.order_by("measure").values_list("measure", flat=True).distinct())
    code = text(request.GET, "measure", 20)
    page = Paginator(found.filter(measure=code) if code in codes else found, ROWS).get_page(
        text(request.GET, "page", 9)
    )
    context = {
        "page": page,
        "rows": [_row(policy, offer) for offer in page],
        "all": everything,
        "codes": [(c, name_of(policy, c)) for c in codes],
        "code": code,
        "terms": terms_of(policy.name),
        "run": queries.last_screening(policy),
    }
    return render(request, "desk/offers/offers.html", context)


def _row(policy: Policy, offer: Offer) -> dict[str, Any]:
    return {"offer": offer, "name": name_of(policy, offer.measure), "days": (clock.today() - offer.made_on).days}


@require_http_methods(["GET", "HEAD", "POST"])
@staff(*CALLERS)
def offer(request: HttpRequest, id: int) -> HttpResponse:
    """Show an offer, how to reach whom it is for, and the attempts.

    POST: ``do``: ``phone`` shows the phones, which leaves a trace; ``note`` keeps an attempt (``how``, ``result``).
    """
    found = queries.access_offer(request.user, id)
    problem, phones = "", False
    if request.method == "POST" and request.POST.get("do") == "phone":
        record_read(actor=request.user, party=found.filer, field="phone", reason=_("通知可以享受的补贴"))
        phones = True
    elif request.method == "POST":
        try:
            how, result = text(request.POST, "how", 10), text(request.POST, "result", street.LONGEST)
            street.note_attempt(actor=request.user, offer_id=id, how=how, result=result)
            messages.success(request, _("已经记下。"))
            return redirect("desk:offer", id=id)
        except CaseRefused as refused:
            problem = refused.text
    reach = queries.reach_of([found.filer]).get(found.filer_id, [])
    context = {
        **_row(policy_here(), found),
        "reach": [(name, phone if phones else "", bool(phone)) for name, phone in reach],
        "phones": phones,
        "has_phone": any(phone for _name, phone in reach),
        "attempts": queries.attempts_of(found),
        "ways": Attempt.How.choices,
        "typed": {name: text(request.POST, name, street.LONGEST) for name in ("how", "result")},
        "problem": problem,
        "lang": flows.lang(),
    }
    return render(request, "desk/offers/offer.html", context, status=422 if problem else 200)


@require_POST
@staff(*SCREENERS)
def screen(request: HttpRequest) -> HttpResponse:
    """Start a screening of the registers. POST: ``do`` is ``screen``; ``back``: ``office`` goes back to its lists."""
    try:
        if request.POST.get("do") == "screen":
            start_screening(request.user, policy_here())
            messages.info(request, _("已经开始筛查登记表。做完以后这一页会有新的数字，可以先去做别的。"))
    except CaseRefused as refused:
        messages.error(request, refused.text)
    return redirect("office:index" if request.POST.get("back") == "office" else "desk:offers_report")
