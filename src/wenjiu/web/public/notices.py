"""Public notices: what is about to be paid, with masked names, and the way to object. Nobody signs in here."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_safe

from wenjiu import policies
from wenjiu.bureau import clock
from wenjiu.bureau.cases import clocks
from wenjiu.bureau.cases.actions import notices as actions
from wenjiu.bureau.cases.duties import VISITOR
from wenjiu.bureau.cases.errors import CaseRefused, refusals
from wenjiu.bureau.cases.masking import names_of
from wenjiu.bureau.cases.models import Notice, Objection
from wenjiu.bureau.cases.queries import notices as queries
from wenjiu.bureau.registry.layout import ORGANISATION, PERSON
from wenjiu.bureau.registry.past_awards import kinds_of
from wenjiu.standards import money
from wenjiu.web.formats import policy_language

#: The head of a column of names, by kind of party.
KINDS = {ORGANISATION: _("单位"), PERSON: _("个人"), "": _("名称")}
#: Notices of the list.
MOST = 200


@never_cache
@require_safe
def notices(request: HttpRequest) -> HttpResponse:
    """List the notices, those that run first."""
    found = [_shown(notice) for notice in queries.public_notices()[:MOST]]
    context = {
        "running": [n for n in found if n["running"]],
        "over": [n for n in found if not n["running"]],
    }
    return render(request, "notices/list.html", context)


@never_cache
@require_safe
def notice(request: HttpRequest, number: str) -> HttpResponse:
    """Show one notice: its lines, its period, how to object."""
    found = queries.public_notice(number)
    heads = _heads(found)
    lines = [
        {**_line(no, line.shown), "parts": _parts(heads, line.shown), "objected": line.objected}
        for no, line in enumerate(queries.lines_of(found), start=1)
    ]
    context = {
        "notice": _shown(found),
        "lines": lines,
        "heads": [KINDS[kind] for kind in dict.fromkeys(heads.values())],
    }
    return render(request, "notices/notice.html", context)


def _heads(notice: Any) -> dict[str, str]:
    """Return role -> kind of party of the measure of a notice, organisations first."""
    policy = policies.load_policy(notice.policy)
    claim = policy.claims[notice.measure]
    kinds = {role: found[0] for role in claim.roles if len(found := kinds_of(policy, claim, role)) == 1}
    return dict(sorted(kinds.items(), key=lambda pair: pair[1] != ORGANISATION))


def _parts(heads: Mapping[str, str], shown: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Return the names of a line under each head; a role that can be either kind is in the first column."""
    kinds = list(dict.fromkeys(heads.values())) or [""]
    parts: dict[str, list[str]] = {kind: [] for kind in kinds}
    for role, name in shown["names"].items():
        parts[heads.get(role, kinds[0])].append(name)
    return [{"head": KINDS[kind], "names": names} for kind, names in parts.items()]


@never_cache
@sensitive_post_parameters("text", "contact")
@require_http_methods(["GET", "HEAD", "POST"])
def objection(request: HttpRequest, number: str, no: int) -> HttpResponse:
    """Take in an objection to one line, and show its receipt."""
    found = queries.public_notice(number)
    lines = list(queries.lines_of(found))
    if not 1 <= no <= len(lines):
        raise Http404(f"notice {number} has no line {no}")
    context: dict[str, Any] = {
        "notice": _shown(found),
        "line": _line(no, lines[no - 1].shown),
        "most": actions.LONGEST_OBJECTION,
        "phones": _phones(found),
    }
    if request.method != "POST":
        return render(request, "notices/objection.html", context)
    typed = {name: request.POST.get(name, "").replace("\x00", "") for name in ("text", "contact")}
    try:
        with refusals():
            made: Objection = actions.object_to(actor=VISITOR, notice_line_id=lines[no - 1].id, **typed)
    except CaseRefused as refused:
        return render(request, "notices/objection.html", {**context, **typed, "problem": refused.text}, status=422)
    return render(request, "notices/receipt.html", {**context, "objection": made})


def _phones(notice: Any) -> list[dict[str, str]]:
    policy = policies.load_policy(notice.policy)
    return [{"number": number, "name": name(policy_language())} for number, name in policy.phones]


def _shown(notice: Any) -> dict[str, Any]:
    policy = policies.load_policy(notice.policy)
    today = clock.today()
    return {
        "number": notice.number,
        "measure": policy.measures[notice.measure].name(policy_language()),
        "clause": policy.measures[notice.measure].clause,
        "document": policy.document,
        "begins_on": notice.begins_on,
        "ends_on": notice.ends_on,
        "running": runs(notice),
        "left": clocks.calendar().working_days_between(today, notice.ends_on) if runs(notice) else 0,
        "count": notice.count or 0,
        "total": money.grouped(notice.total_fen or 0),
    }


def runs(notice: Notice) -> bool:
    """Whether one can still object to a notice."""
    return notice.ended_at is None and clock.today() <= notice.ends_on


def _line(no: int, shown: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "no": no,
        "names": names_of(shown),
        "street": shown["street"],
        "amount": money.grouped(shown["amount_fen"]),
    }
