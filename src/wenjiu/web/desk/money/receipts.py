"""A sample of payees that are asked whether the money came."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from wenjiu.bureau.funds import actions, duties, queries
from wenjiu.bureau.funds.models import Draw
from wenjiu.web.desk.money.common import attempt, page, paged, policy
from wenjiu.web.guards import staff


@require_http_methods(["GET", "HEAD", "POST"])
@staff(*duties.NAMES)
def listing(request: HttpRequest) -> HttpResponse:
    """List what payees answered; draw another sample."""
    refused = None
    if request.method == "POST":
        text = request.POST.get("number", "")
        number = int(text) if text.isascii() and text.isdecimal() and len(text) < 7 else 0
        draw, refused = attempt(
            actions.draw_receipts,
            actor=request.user,
            policy=policy(),
            number=number,
            seed=request.POST.get("seed", ""),
        )
        if refused is None:
            messages.success(request, _("抽了%(asked)s笔（共%(of)s笔）。") % {"asked": draw.asked, "of": draw.of})
            return redirect("desk:money:receipts")
    draws = Draw.objects.filter(policy=policy()).select_related("by").order_by("-id")[:20]
    context = {"receipts": paged(request, queries.receipts(policy())), "draws": draws, "typed": request.POST}
    return page(request, "receipts", context, refused)
