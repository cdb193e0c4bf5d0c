"""The outbox of SMS and mail for system administrators: how many in which state, what failed, and trying it again."""

from __future__ import annotations

from django.contrib import messages as said
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from wenjiu.bureau.accounts.roles import Role
from wenjiu.bureau.messages import actions, channels, queries
from wenjiu.bureau.messages.models import Channel, State
from wenjiu.web.guards import staff

#: Rows of one page.
PAGE = 50


@require_safe
@staff(Role.SYSTEM_ADMIN)
def outbox(request: HttpRequest) -> HttpResponse:
    """Show counts by channel and state, and what failed. Who gets a message, and what it says, is not shown."""
    counts = queries.counts()
    table = [
        (
            name,
            channels.way(channel) is not None,
            [(label, counts.get((channel, state), 0)) for state, label in State.choices],
        )
        for channel, name in Channel.choices
    ]
    page = Paginator(queries.troubled(), PAGE).get_page(request.GET.get("page"))
    context = {"states": [name for _state, name in State.choices], "table": table, "page": page}
    return render(request, "desk/outbox.html", context)


@require_POST
@staff(Role.SYSTEM_ADMIN)
def try_again(request: HttpRequest, id: int) -> HttpResponse:
    """Queue a message once more that failed or was given up."""
    actions.try_again(actor=request.user, id=id)
    said.info(request, _("已经放回待发送。"))
    return redirect("desk:outbox")
