"""Requests for corrections: the keeper of a register reads each, and puts the value right or says why not."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from wenjiu.bureau.access import scopes
from wenjiu.bureau.accounts.roles import Role
from wenjiu.bureau.audit.actions import record_read
from wenjiu.bureau.files.errors import DamagedFile
from wenjiu.bureau.registry.corrections import actions, queries
from wenjiu.bureau.registry.models import Correction
from wenjiu.bureau.registry.queries import history
from wenjiu.rules.policy import Policy
from wenjiu.web.desk.register_rows import shown
from wenjiu.web.desk.typed import text
from wenjiu.web.file_answer import file_answer
from wenjiu.web.formats import policy_language
from wenjiu.web.guards import staff
from wenjiu.web.installed import policy_here

#: Requests of one page.
ROWS = 50


@require_safe
@staff(Role.REGISTER_KEEPER)
def corrections(request: HttpRequest) -> HttpResponse:
    """List the requests of the areas that the reader keeps. Query: ``show=answered``, ``page``."""
    policy, answered = policy_here(), request.GET.get("show") == "answered"
    kept = queries.kept_by(request.user, policy).filter(answered_at__isnull=not answered)
    page = Paginator(kept.order_by("-id") if answered else kept, ROWS).get_page(text(request.GET, "page", 9))
    context = {
        "rows": [queries.told(policy, found, policy_language()) for found in page],
        "page": page,
        "answered": answered,
    }
    return render(request, "desk/corrections.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@staff(Role.REGISTER_KEEPER)
def correction(request: HttpRequest, id: int) -> HttpResponse:
    """Show a request with the history of its row; after a POST answer it. POST: ``do`` (accept or decline), ``answer``."""
    policy = policy_here()
    found = queries.access_correction(request.user, policy, id)
    problem, answer = "", text(request.POST, "answer", actions.LONGEST)
    if request.method == "POST":
        do = request.POST.get("do", "")
        try:
            if do not in ("accept", "decline"):
                raise actions.CorrectionRefused(_("请选“更正”或“不更正”。"))
            done = actions.answer_correction(
                actor=request.user, policy=policy, correction_id=id, accept=do == "accept", answer=answer
            )
            messages.success(
                request, _("已更正，申请人会看到。") if done.accepted else _("没有更正，申请人会看到理由。")
            )
            return redirect("desk:corrections")
        except (actions.CorrectionRefused, scopes.NotSeparate) as error:
            problem = str(error)
    context = {
        "row": queries.told(policy, found, policy_language()),
        "found": found,
        "current": queries.says_now(policy, found.row, found.column),
        "versions": _versions(policy, found),
        "answer": answer,
        "longest": actions.LONGEST,
        "problem": problem,
    }
    return render(request, "desk/correction.html", context, status=422 if problem else 200)


def _versions(policy: Policy, found: Correction) -> list[dict[str, Any]]:
    """Return what was said of the subject, the newest first."""
    return [shown(policy, version) for version in history(found.row)]


@require_safe
@staff(Role.REGISTER_KEEPER)
def evidence(request: HttpRequest, id: int) -> HttpResponseBase:
    """Send the file that was handed in with a request. Opening it leaves a trace that the asker sees."""
    found = queries.access_correction(request.user, policy_here(), id)
    if found.evidence is None:
        raise scopes.Forbidden(f"correction {id} has no file")
    record_read(
        actor=request.user,
        party=found.party,
        field=f"correction_file:{found.column}",
        reason=_("答复更正申请%(id)s") % {"id": found.pk},
    )
    try:
        return file_answer(found.evidence)
    except DamagedFile:
        messages.error(
            request, _("“%(name)s”的内容丢失、被改动过，或被查出有害，不能下载。") % {"name": found.evidence.name}
        )
        return redirect("desk:correction", id=found.pk)
