"""Those who can have something and did not answer: the list of the street, one of them, the button that screens."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from wenjiu.bureau import clock
from wenjiu.bureau.access import scopes
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
from wenjiu.web.desk.roles import COUNTER
from wenjiu.web.desk.typed import text
from wenjiu.web.formats import policy_language
from wenjiu.web.guards import staff
from wenjiu.web.installed import policy_here

#: Offers of one page.
ROWS = 50
#: Posts that press the button of the screening.
SCREENERS = (Role.DISTRICT_REVIEWER,)
#: What the list is narrowed to besides the outcome of the last attempt.
TRIED = (("none", gettext_lazy("还没有联系")), ("any", gettext_lazy("联系过")))


def name_of(policy: Policy, code: str) -> str:
    """Return the name of a measure in the language of the request."""
    return policy.measures[code].name(policy_language())


@require_safe
@staff(*CALLERS)
def offers(request: HttpRequest) -> HttpResponse:
    """List the offers of the reader's streets without an answer. Query: ``show=all``, ``measure``, ``tried``, ``page``."""
    policy = policy_here()
    everything = request.GET.get("show") == "all"
    found = queries.open_offers(request.user, policy) if everything else queries.unanswered(request.user, policy)
    codes = list(found.order_by("measure").values_list("measure", flat=True).distinct())
    code = text(request.GET, "measure", 20)
    tried = text(request.GET, "tried", 10)
    chosen = queries.tried(found.filter(measure=code) if code in codes else found, tried)
    page = Paginator(chosen, ROWS).get_page(text(request.GET, "page", 9))
    kept = {"show": "all" if everything else "", "measure": code if code in codes else "", "tried": tried}
    context = {
        "page": page,
        "rows": [_row(policy, offer) for offer in page],
        "all": everything,
        "codes": [(c, name_of(policy, c)) for c in codes],
        "code": code,
        "tried": tried,
        "tries": [*TRIED, *Attempt.Outcome.choices],
        "filtered": bool(kept["measure"] or tried),
        "kept": urlencode({name: value for name, value in kept.items() if value}),
        "terms": terms_of(policy.name),
        "run": queries.last_screening(policy),
    }
    return render(request, "desk/offers/offers.html", context)


def _row(policy: Policy, offer: Offer) -> dict[str, Any]:
    last = getattr(offer, "last_outcome", "")
    return {
        "offer": offer,
        "name": name_of(policy, offer.measure),
        "days": (clock.today() - offer.made_on).days,
        "last": Attempt.Outcome(last).label if last else "",
    }


@require_http_methods(["GET", "HEAD", "POST"])
@staff(*CALLERS)
def offer(request: HttpRequest, id: int) -> HttpResponse:
    """Show an offer, how to reach whom it is for, and the attempts.

    POST: ``do``: ``phone`` shows the phones, which leaves a trace; ``note`` keeps an attempt (``how``, ``outcome``,
    ``result``). A refusal answers the offer, which then leaves the list.
    """
    found = queries.access_offer(request.user, id)
    problem, phones = "", False
    if request.method == "POST" and request.POST.get("do") == "phone":
        record_read(actor=request.user, party=found.filer, field="phone", reason=_("通知可以享受的补贴"))
        phones = True
    elif request.method == "POST":
        try:
            return _note(request, found)
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
        "outcomes": Attempt.Outcome.choices,
        "registers_agents": scopes.has_role(request.user, *COUNTER),
        "typed": {name: text(request.POST, name, street.LONGEST) for name in ("how", "outcome", "result")},
        "problem": problem,
        "lang": flows.lang(),
    }
    return render(request, "desk/offers/offer.html", context, status=422 if problem else 200)


def _note(request: HttpRequest, found: Offer) -> HttpResponse:
    """Keep an attempt, and lead on: back to the offer, or after a refusal to the list."""
    made = street.note_attempt(
        actor=request.user, offer_id=found.pk, how=text(request.POST, "how", 10),
        outcome=text(request.POST, "outcome", 10), result=text(request.POST, "result", street.LONGEST),
    )  # fmt: skip
    if made.outcome == Attempt.Outcome.REFUSES:
        said = _("记下了：“%(name)s”不要。不再提醒，也不用再联系；以后想要，仍然可以自己申报。")
        messages.success(request, said % {"name": found.filer.name})
        return redirect("desk:offers")
    messages.success(request, _("已经记下。"))
    return redirect("desk:offer", id=found.pk)


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
