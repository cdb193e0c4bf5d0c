"""The list of drafts and changes, a draft with its effect, and what is done with it."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from wenjiu import policies
from wenjiu.bureau import clock
from wenjiu.bureau.accounts.roles import Role
from wenjiu.bureau.cases import drafted, periods
from wenjiu.bureau.cases.periods import PERIOD
from wenjiu.bureau.cases.queries.desk import filers_of
from wenjiu.bureau.rulebook import actions, queries
from wenjiu.bureau.rulebook.errors import RulebookRefused
from wenjiu.bureau.rulebook.kinds import kind_of, kinds
from wenjiu.bureau.rulebook.models import Change, Draft, Look
from wenjiu.rules.document.amendments import PARAMETER, READING, VERSION
from wenjiu.rules.policy import Policy
from wenjiu.web import formats
from wenjiu.web.desk.rulebook import listing, words
from wenjiu.web.desk.rulebook.before import value_before
from wenjiu.web.desk.rulebook.setting import rows_of
from wenjiu.web.desk.typed import text
from wenjiu.web.guards import staff

#: Rows of one page above which each part of them is folded.
FOLDED = 100


@dataclass(frozen=True)
class Row:
    """A draft or a change in words. `state`: in force, later, followed or revoked; `was`: before it; both empty for a draft."""

    of: Any
    what: str
    value: str
    state: str = ""
    can_end: bool = False
    was: str = ""


@require_safe
@staff(Role.POLICY_ADMIN)
def index(request: HttpRequest) -> HttpResponse:
    """List the drafts that wait and the changes that are confirmed. GET ``year``: the changes that were confirmed in it."""
    policy = policies.load_policy(settings.WENJIU_POLICY)
    years, year, changes = _changes(policy, text(request.GET, "year", 4))
    context: dict[str, Any] = {
        "drafts": [_row(policy, draft) for draft in queries.drafts_of(policy.name)],
        "changes": changes,
        "years": years,
        "year": year,
        "withdrawn": [_row(policy, draft) for draft in queries.withdrawn_of(policy.name)],
        "version": queries.version(policy.name),
    }
    waiting = Counter(_about(row.of).kind for row in context["drafts"])
    context["kinds"] = [(code, title, waiting[code]) for code, (title, _intro) in _titles().items()]
    return render(request, "desk/rulebook/index.html", context)


def _changes(policy: Policy, said: str) -> tuple[list[int], str, list[Row]]:
    """Return the years in which changes were confirmed, the chosen one of them, and its changes; without one, all."""
    found = list(queries.changes_of(policy.name))
    years = sorted({change.confirmed_on.year for change in found}, reverse=True)
    year = said if said in {str(y) for y in years} else ""
    return years, year, [_confirmed(policy, c, found) for c in found if year in ("", str(c.confirmed_on.year))]


def _about(stated: Draft | Change) -> Draft | Change:
    """Return a draft or a change; of a revocation the change that it ends."""
    return stated if stated.revokes is None else stated.revokes


def _titles() -> dict[str, tuple[Any, Any]]:
    """Return title and explanation of every kind of change."""
    amends = _("从写明的那天起申报的案件用新的，已经决定的案件不变。")
    found: dict[str, tuple[Any, Any]] = {
        PARAMETER: (_("参数"), amends), READING: (_("口径"), amends), VERSION: (_("文件版本"), _("文件修订了，先登记文号和日期，页面就会说明哪些数字还是修订前的。")),
    }  # fmt: skip
    return found | {kind.code: (kind.title, kind.intro) for kind in kinds.values()}


@require_safe
@staff(Role.POLICY_ADMIN)
def kind(request: HttpRequest, kind: str) -> HttpResponse:
    """List everything of one kind as it is today, its drafts and its history. GET ``q``: those that hold a text."""
    titles = _titles()
    if kind not in titles:
        raise Http404(f"no kind {kind}")
    policy, setting, wanted = policies.load_policy(settings.WENJIU_POLICY), kinds.get(kind), text(request.GET, "q", 40)
    title, intro = titles[kind]
    changes = list(queries.changes_of(policy.name))
    parts = rows_of(policy, setting, wanted.strip()) if setting is not None else []
    figures = listing.listed(policy, kind, wanted.strip()) if kind in (PARAMETER, READING) else []
    context = {
        "kind": kind,
        "setting": setting,
        "title": title,
        "intro": intro,
        "q": wanted.strip(),
        "parts": parts,
        "figures": figures,
        "known": setting.known(policy) if setting is not None else [],
        "many": not wanted.strip() and len(figures) + sum(len(rows) for _part, rows in parts) > FOLDED,
        "unset": kind == PERIOD and periods.lack_notice(policy),
        "drafts": [_row(policy, d) for d in queries.drafts_of(policy.name) if _about(d).kind == kind],
        "changes": [_confirmed(policy, c, changes) for c in changes if _about(c).kind == kind],
    }
    return render(request, "desk/rulebook/kind.html", context)


def _row(policy: Policy, draft: Draft) -> Row:
    return Row(draft, words.subject_of(policy, draft), words.value_of(policy, draft))


def _confirmed(policy: Policy, change: Change, changes: list[Change]) -> Row:
    ended, setting = getattr(change, "revocation", None), kinds.get(change.kind)
    own_day = setting is not None and setting.typed_name
    if ended is not None and ended.from_day <= change.from_day:
        state = _("已由第%(number)s号撤销，没有用过") % {"number": ended.number}
    elif ended is not None:
        said = {"number": ended.number, "day": formats.day(ended.from_day)}
        state = _("已由第%(number)s号撤销，到%(day)s为止不含当日") % said
    else:
        state = _("已生效") if own_day or change.from_day <= clock.today() else _("还没到起始日")
    can_end = ended is None and change.revokes_id is None and not own_day
    was = value_before(change, changes)
    return Row(change, words.subject_of(policy, change), words.value_of(policy, change), state, can_end, was)


@require_http_methods(["GET", "HEAD", "POST"])
@staff(Role.POLICY_ADMIN)
def draft(request: HttpRequest, id: int) -> HttpResponse:
    """Show a draft with its effect. POST: ``do`` (look, confirm, withdraw), ``revision``, ``look``, ``reason``."""
    found = queries.access_draft(id)
    problem = wrong = ""
    if request.method == "POST":
        try:
            if (answer := _do(request, found)) is not None:
                return answer
        except RulebookRefused as refused:
            problem, wrong = refused.text, refused.field
            found = queries.access_draft(id)
    look = queries.look_of(found, request.user)
    said, setting = words.said_of(found), kind_of(found)
    context: dict[str, Any] = {
        "draft": found,
        "said": said,
        "change": getattr(found, "change", None),
        "look": look,
        "current": look is not None and _is_current(found, look),
        "shown": found.policy == settings.WENJIU_POLICY,
        "mine": found.made_by_id == request.user.pk,
        "setting": setting,
        "filers": filers_of(request.user, _numbers(look)),
        "past": drafted.touched(found) if found.state == "open" and found.from_day < clock.today() else None,
        "later": _later(found),
        "seen": setting.seen(found) if setting is not None and found.state == "open" else [],
        "sentences": setting.sentences(look.effect) if setting is not None and look is not None else [],
        "names": {m.code: m.name for m in said.measures},
        "problem": problem,
        "wrong": wrong,
    }
    return render(request, "desk/rulebook/draft.html", context, status=422 if problem else 200)


def _numbers(look: Look | None) -> list[str]:
    """Return the numbers of the cases that an effect names."""
    return [] if look is None else [row["case"] for row in look.effect.get("open", {}).get("rows", ())]


def _later(found: Draft) -> tuple[str, ...]:
    """Return what is confirmed to follow a draft that waits."""
    about, policy = _about(found), policies.load_policy(found.policy)
    return listing.later_of(policy, about.kind, found.name, found.key, found.from_day) if found.state == "open" else ()


def _is_current(found: Draft, look: Look) -> bool:
    return (look.version, look.on) == (queries.version(found.policy), clock.today())


def _do(request: HttpRequest, found: Draft) -> HttpResponse | None:
    do, revision, look = text(request.POST, "do", 20), _number(request, "revision"), _number(request, "look")
    if do == "look":
        if found.state == "open":
            effect, version = drafted.effect_of(found), queries.version(found.policy)
            actions.keep_look(
                actor=request.user, draft_id=found.pk, revision=found.revision, version=version, effect=effect
            )
        return redirect(f"{request.path}#effect")
    if do == "confirm":
        change = actions.confirm_draft(actor=request.user, draft_id=found.pk, revision=revision, look_id=look)
        messages.success(request, _("已确认，是第%(number)s号改动。") % {"number": change.number})
        return redirect("desk:rulebook:index")
    if do == "withdraw":
        reason = text(request.POST, "reason", 301)
        actions.withdraw_draft(actor=request.user, draft_id=found.pk, revision=revision, reason=reason)
        messages.success(request, _("草案已撤回。") if found.made_by == request.user else _("草案已退回。"))
        return redirect("desk:rulebook:index")
    raise RulebookRefused(_("没有选要办什么。请选一项。"), code="do")


def _number(request: HttpRequest, name: str) -> int:
    said = text(request.POST, name, 10)
    return int(said) if said.isascii() and said.isdecimal() and len(said) < 10 else 0
