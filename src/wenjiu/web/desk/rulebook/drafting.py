"""Drafting: choose what to change, fill in the change, edit it, or end a confirmed one."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from wenjiu import policies
from wenjiu.bureau import clock
from wenjiu.bureau.accounts.roles import Role
from wenjiu.bureau.cases import flows
from wenjiu.bureau.rulebook import actions, queries
from wenjiu.bureau.rulebook.errors import RulebookRefused
from wenjiu.bureau.rulebook.kinds import kinds
from wenjiu.bureau.rulebook.models import Draft
from wenjiu.rules.document.amendments import PARAMETER, READING, VERSION
from wenjiu.rules.policy import Policy
from wenjiu.standards import civil
from wenjiu.web.desk.rulebook import forms, listing, words
from wenjiu.web.desk.rulebook.setting import can_set
from wenjiu.web.desk.rulebook.setting import edit as edit_setting
from wenjiu.web.desk.rulebook.setting import new as new_setting
from wenjiu.web.desk.typed import text
from wenjiu.web.guards import staff


@require_http_methods(["GET", "HEAD", "POST"])
@staff(Role.POLICY_ADMIN)
def new(request: HttpRequest) -> HttpResponse:
    """Draft a change. GET without ``kind`` and ``name``: choose what. POST: ``key``, ``value``, ``from_day``, the source."""
    policy = policies.load_policy(settings.WENJIU_POLICY)
    given = request.POST if request.method == "POST" else request.GET
    kind, name = text(given, "kind", 20), text(given, "name", 100).strip()
    setting = kinds.get(kind)
    if setting is not None and can_set(policy, setting, name):
        return new_setting(request, policy, setting, name)
    if not _can_change(policy, kind, name):
        return _choose(request, policy)
    if request.method != "POST":
        return _form(request, policy, kind, name)
    key = text(given, "key", 40).strip()
    try:
        made = actions.draft_change(
            actor=request.user, policy=policy.name, kind=kind, name=name, key=key,
            value=forms.value_of(policy, kind, name, key, given), from_day=forms.day_of(given),
            **forms.source_of(given),
        )  # fmt: skip
    except RulebookRefused as refused:
        return _form(request, policy, kind, name, refused)
    messages.success(request, _("草案已保存，还没有生效。先计算影响，再由另一位政策管理员确认。"))
    return redirect("desk:rulebook:draft", id=made.pk)


def _can_change(policy: Policy, kind: str, name: str) -> bool:
    if kind == PARAMETER:
        return name in policy.book.params
    if kind == READING:
        return name in policy.ambiguities and bool(policy.ambiguities[name].switchable)
    return kind == VERSION


def _choose(request: HttpRequest, policy: Policy) -> HttpResponse:
    """Show everything that can be changed with its value today, and those that cannot be with the reason."""
    wanted = text(request.GET, "q", 40).strip()
    groups = [
        (kind, title, listing.listed(policy, kind, wanted))
        for kind, title in ((PARAMETER, _("参数")), (READING, _("口径")))
    ]
    settings_of = [(kind.code, kind.title) for kind in kinds.values()]
    return render(request, "desk/rulebook/choose.html", {"groups": groups, "q": wanted, "settings": settings_of})


def _form(
    request: HttpRequest, policy: Policy, kind: str, name: str, refused: RulebookRefused | None = None
) -> HttpResponse:
    typed: Any = request.POST
    if request.method != "POST":
        typed = {"from_day": clock.today().isoformat()} | forms.parts_today(policy, name, clock.today())
    context = _context(policy, kind, name, typed, refused) | {"keyed": forms.is_keyed(policy, name), "new": True}
    context["keys"] = forms.keys_of(policy, name)
    return render(request, "desk/rulebook/form.html", context, status=422 if refused else 200)


def _context(
    policy: Policy, kind: str, name: str, typed: Any, refused: RulebookRefused | None, key: str = ""
) -> dict[str, Any]:
    lang, today = flows.lang(), clock.today()
    if kind == PARAMETER:
        param = policy.book[name]
        title = words.parameter_name(policy, param, key, lang)
        keys = param.keys if isinstance(param.keys, tuple) else ()
        entries = [row for row in param.in_force(civil.of(today)) if not key or row.key == key]
        entries.sort(key=lambda row: keys.index(row.key) if row.key in keys else len(keys))
        now = [
            (
                param.key_word(r.key, lang) if r.key else "",
                words.in_force(policy, kind, name, r.key, today),
                r.source(lang),
            )
            for r in entries
        ]
    elif kind == READING:
        title = f"{name} {policy.ambiguities[name].words(lang)}"
        now = [("", words.in_force(policy, kind, name, "", today), "")]
    elif kind in kinds:
        title, now = kinds[kind].name_words(policy, name), [("", words.set_now(policy, kind, name), "")]
    else:
        title, now = _("修订文件"), [("", words.in_force(policy, kind, name, "", today), "")]
    return {
        "kind": kind,
        "name": name,
        "title": title,
        "now": now,
        "later": listing.later_of(policy, kind, name, key),
        "field": forms.field_of(policy, kind, name),
        "columns": forms.columns_of(policy, name, typed),
        "typed": typed,
        "problem": refused.text if refused else "",
        "wrong": refused.field if refused else "",
    }


@require_http_methods(["GET", "HEAD", "POST"])
@staff(Role.POLICY_ADMIN)
def edit(request: HttpRequest, id: int) -> HttpResponse:
    """Change a draft of one's own. POST: ``revision``, ``value``, ``from_day``, the source."""
    draft = queries.access_draft(id)
    if draft.state != "open" or draft.made_by_id != request.user.pk:
        messages.info(request, _("这份草案只有起草人在确认以前能改。"))
        return redirect("desk:rulebook:draft", id=id)
    if draft.kind in kinds:
        return edit_setting(request, draft)
    policy = policies.load_policy(draft.policy)
    refused = None
    if request.method == "POST":
        try:
            _save(request, policy, draft)
        except RulebookRefused as error:
            refused = error
        else:
            messages.success(request, _("草案已修改。以前算的影响不再算数，请重新计算。"))
            return redirect("desk:rulebook:draft", id=id)
    about = draft if draft.revokes is None else draft.revokes
    context = _context(policy, about.kind, draft.name, _typed(request, policy, draft), refused, draft.key)
    context |= {"draft": draft, "revokes": draft.revokes}
    return render(request, "desk/rulebook/form.html", context, status=422 if refused else 200)


def _typed(request: HttpRequest, policy: Policy, draft: Draft) -> Any:
    if request.method == "POST":
        return request.POST
    is_figure = draft.kind == PARAMETER
    return {
        **(forms.shown_of(policy.book[draft.name], draft.value) if is_figure else {"value": draft.value}),
        "from_day": draft.from_day.isoformat(),
        "source": draft.source,
        "confirmed_source": "1" if draft.confirmed_source else "",
    }


def _save(request: HttpRequest, policy: Policy, draft: Draft) -> None:
    given = request.POST
    revision = text(given, "revision", 9)
    actions.edit_draft(
        actor=request.user, draft_id=draft.pk, revision=int(revision) if revision.isdecimal() else 0,
        value=None if draft.revokes_id else forms.value_of(policy, draft.kind, draft.name, draft.key, given),
        from_day=forms.day_of(given), **forms.source_of(given),
    )  # fmt: skip


@require_http_methods(["GET", "HEAD", "POST"])
@staff(Role.POLICY_ADMIN)
def revoke(request: HttpRequest, id: int) -> HttpResponse:
    """Draft the end of a confirmed change. POST: ``from_day``, ``source``."""
    change = queries.access_change(id)
    if change.revokes_id is not None:
        raise Http404("a revocation is not revoked")
    policy = policies.load_policy(change.policy)
    refused = None
    if request.method == "POST":
        try:
            made = actions.draft_revocation(
                actor=request.user, change_id=id, from_day=forms.day_of(request.POST),
                source=text(request.POST, "source", 201),
            )  # fmt: skip
        except RulebookRefused as error:
            refused = error
        else:
            messages.success(request, _("撤销的草案已保存，还没有生效。先计算影响，再由另一位政策管理员确认。"))
            return redirect("desk:rulebook:draft", id=made.pk)
    context = _context(policy, change.kind, change.name, request.POST, refused, change.key)
    context |= {"revokes": change, "new": True}
    return render(request, "desk/rulebook/form.html", context, status=422 if refused else 200)
