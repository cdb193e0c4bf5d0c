"""A draft tried out: the decided and open cases under it, and the public site as an applicant would see it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import Resolver404, get_script_prefix, resolve, reverse, set_script_prefix
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from wenjiu.bureau import clock
from wenjiu.bureau.accounts.roles import Role
from wenjiu.bureau.cases import drafted
from wenjiu.bureau.cases.queries.desk import filers_of
from wenjiu.bureau.rulebook import in_force, queries
from wenjiu.standards import civil
from wenjiu.web.day import ON
from wenjiu.web.desk.rulebook import words
from wenjiu.web.desk.typed import text
from wenjiu.web.guards import staff

#: The public pages that an applicant sees under a draft: they read the policy, and keep nothing.
SHOWN = ("home", "visit", "guide", "leaflet", "policies", "policies_by_subject", "parameters", "parameter", "readings",
         "reading", "clause", "document", "versions", "search", "about", "try", "save")  # fmt: skip


@require_safe
@staff(Role.POLICY_ADMIN)
def replay(request: HttpRequest, id: int) -> HttpResponse:
    """Show the decided and the open lines that a draft would answer otherwise. GET ``since``: as if from that day on."""
    draft = queries.access_draft(id)
    said, problem, since = text(request.GET, "since", 20).strip(), "", None
    if said:
        try:
            since = dt.date.fromisoformat(said)
        except ValueError:
            problem = _("“%(day)s”不是日期。请按2026-10-01这样填写。") % {"day": said}
    context: dict[str, Any] = {"draft": draft, "said": words.said_of(draft),
                               "since": said, "first": since or draft.from_day,
                               "problem": problem}  # fmt: skip
    if draft.state == "open" and not problem:
        parts = ((_("已经决定的案件"), drafted.decided_lines), (_("还没有决定的案件"), drafted.open_lines))
        context["parts"] = [(title, moves, [m.data() for m in moves.moved])
                            for title, moves in ((t, of(draft, since)) for t, of in parts)]  # fmt: skip
        numbers = [row["case"] for _title, _moves, rows in context["parts"] for row in rows]
        context["filers"] = filers_of(request.user, numbers)
    return render(request, "desk/rulebook/replay.html", context, status=422 if problem else 200)


@staff(Role.POLICY_ADMIN)
def seen(request: HttpRequest, id: int, path: str) -> HttpResponse:
    """Show a page of the public site under a draft, for the day on which it begins; its links stay under the draft."""
    draft = queries.access_draft(id)
    if draft.state != "open" or draft.policy != settings.WENJIU_POLICY:
        raise Http404("a settled draft, or one of a policy that this site does not serve, is not shown")
    try:
        found = resolve(f"/{path}")
    except Resolver404 as error:
        raise Http404(path) from error
    if found.namespaces != ["web"] or found.url_name not in SHOWN:
        if request.method == "GET":
            query = request.META.get("QUERY_STRING", "")
            return redirect(f"/{path}?{query}" if query else f"/{path}")
        messages.info(request, _("草案还没有生效，这一步在草案下不能办。"))
        return redirect("desk:rulebook:draft", id=id)
    begins = civil.of(draft.from_day) if draft.from_day > clock.today() and ON not in request.GET else None
    request.tried_draft = draft
    request.draft_page = reverse("desk:rulebook:draft", args=[id])
    here = reverse("desk:rulebook:seen_home", args=[id])
    with in_force.trying(draft), _below(here), civil.answering(begins or civil.answer_day()):
        return found.func(request, *found.args, **found.kwargs)


@contextmanager
def _below(prefix: str) -> Iterator[None]:
    """Let every address that is made within the block begin with a prefix."""
    before = get_script_prefix()
    set_script_prefix(prefix)
    try:
        yield
    finally:
        set_script_prefix(before)
