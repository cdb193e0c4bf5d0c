"""Drafts of settings: what the office sets beside figures and readings, each kind with its own inputs."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from wenjiu.bureau import clock
from wenjiu.bureau.rulebook import actions, set_values
from wenjiu.bureau.rulebook.errors import RulebookRefused
from wenjiu.bureau.rulebook.kinds import Input, Kind, Named, kinds, refuse
from wenjiu.bureau.rulebook.models import Draft
from wenjiu.bureau.rulebook.set_values import SetValue
from wenjiu.policies import published_policy
from wenjiu.rules.policy import Policy
from wenjiu.web.desk.rulebook import forms, listing
from wenjiu.web.desk.typed import text

#: Most characters of one input.
LONGEST = 600


@dataclass(frozen=True)
class Row:
    """One thing that can be set. `source`: of its value today. `later`: confirmed, from a later day on. `waits`: a draft."""

    named: Named
    now: str
    source: str
    later: list[tuple[SetValue, str]]
    waits: Draft | None


@dataclass(frozen=True)
class Shown:
    """An input with what is typed into it. `wrong`: it is refused."""

    input: Input
    value: str
    wrong: bool


def rows_of(policy: Policy, kind: Kind, wanted: str = "") -> list[tuple[str, list[Row]]]:
    """Return everything of a kind by part, as it is today; those only whose words hold a text, where one is given."""
    today = clock.today()
    now, later = set_values.all_on(policy.name, kind.code, today), set_values.later_than(policy.name, kind.code, today)
    drafts = Draft.objects.filter(policy=policy.name, kind=kind.code, state="open").select_related("made_by")
    waits = {draft.name: draft for draft in drafts}
    found: dict[str, list[Row]] = {}
    for named in kind.names(policy):
        if wanted and wanted.lower() not in f"{named.part} {named.words} {named.name}".lower():
            continue
        value = now.get(named.name)
        said = kind.words(policy, named.name, kind.shipped(policy, named.name) if value is None else value.value)
        after = [(v, kind.words(policy, named.name, v.value)) for v in later.get(named.name, [])]
        source = kind.shipped_source(policy, named.name) if value is None else _source(value)
        row = Row(named, said, source, after, waits.get(named.name))
        found.setdefault(named.part, []).append(row)
    return list(found.items())


def _source(value: SetValue) -> str:
    return value.source if value.confirmed else _("%(source)s（待确认）") % {"source": value.source}


def new(request: HttpRequest, policy: Policy, kind: Kind, name: str) -> HttpResponse:
    """Draft a setting."""
    published = published_policy(policy.name)
    if request.method != "POST":
        return _form(request, published, kind, name)
    try:
        given = _given(request, published, kind, name)
        made = actions.draft_change(
            actor=request.user, policy=policy.name, kind=kind.code, name=name, value=kind.read(published, name, given),
            from_day=_day(request, kind, name), **forms.source_of(request.POST),
        )  # fmt: skip
    except RulebookRefused as refused:
        return _form(request, published, kind, name, refused)
    messages.success(request, _("草案已保存，还没有生效。先计算影响，再由另一位政策管理员确认。"))
    return redirect("desk:rulebook:draft", id=made.pk)


def edit(request: HttpRequest, draft: Draft) -> HttpResponse:
    """Change the draft of a setting."""
    published, kind = published_policy(draft.policy), kinds[draft.kind]
    if request.method != "POST":
        return _form(request, published, kind, draft.name, draft=draft)
    revision = text(request.POST, "revision", 9)
    try:
        given = _given(request, published, kind, draft.name)
        actions.edit_draft(
            actor=request.user, draft_id=draft.pk, revision=int(revision) if revision.isdecimal() else 0,
            value=kind.read(published, draft.name, given), from_day=_day(request, kind, draft.name),
            **forms.source_of(request.POST),
        )  # fmt: skip
    except RulebookRefused as refused:
        return _form(request, published, kind, draft.name, refused, draft)
    messages.success(request, _("草案已修改。以前算的影响不再算数，请重新计算。"))
    return redirect("desk:rulebook:draft", id=draft.pk)


def _given(request: HttpRequest, policy: Policy, kind: Kind, name: str) -> dict[str, str]:
    """Return what is typed, by input. Raise `RulebookRefused` for a number that is left out."""
    given = {}
    for i in _inputs(policy, kind, name):
        given[i.name] = text(request.POST, i.name, LONGEST)
        if i.type == "number" and not given[i.name].strip():
            raise refuse(_("请填写“%(label)s”。") % {"label": i.label}, field=i.name)
    return given


def _inputs(policy: Policy, kind: Kind, name: str) -> tuple[Input, ...]:
    return kind.inputs(policy, name) if kind.typed_name or _is_named(policy, kind, name) else ()


def _is_named(policy: Policy, kind: Kind, name: str) -> bool:
    return any(named.name == name for named in kind.names(policy))


def can_set(policy: Policy, kind: Kind, name: str) -> bool:
    """Whether there is something of a name; of a kind whose names are typed there is."""
    return kind.typed_name or _is_named(policy, kind, name)


def _day(request: HttpRequest, kind: Kind, name: str) -> dt.date:
    """Return the first day: the typed one, or the day that is set."""
    return forms.day_of({"from_day": name}) if kind.typed_name else forms.day_of(request.POST)


def _form(
    request: HttpRequest, policy: Policy, kind: Kind, name: str, refused: RulebookRefused | None = None,
    draft: Draft | None = None,
) -> HttpResponse:  # fmt: skip
    inputs, wrong = _inputs(policy, kind, name), refused.field if refused else ""
    typed = _typed(request, policy, kind, name, draft)
    context: dict[str, Any] = {
        "setting": kind,
        "kind": kind.code,
        "name": name,
        "title": str(kind.title)
        if kind.typed_name and not draft
        else _("%(title)s：%(what)s") % {"title": kind.title, "what": kind.name_words(policy, name)},
        "inputs": [
            Shown(i, typed.get(i.name, ""), i.name == wrong or (wrong == "value" and i is inputs[0])) for i in inputs
        ],
        "now": [] if kind.typed_name and not draft else [("", _today(policy, kind, name), "")],
        "later": listing.later_of(policy, kind.code, name),
        "typed": typed,
        "draft": draft,
        "problem": refused.text if refused else "",
        "wrong": wrong,
    }
    return render(request, "desk/rulebook/setting_form.html", context, status=422 if refused else 200)


def _today(policy: Policy, kind: Kind, name: str) -> str:
    last = set_values.last_of(policy.name, kind.code) if kind.typed_name else set_values.all_on(policy.name, kind.code)
    return kind.words(policy, name, last[name].value if name in last else kind.shipped(policy, name))


def _typed(request: HttpRequest, policy: Policy, kind: Kind, name: str, draft: Draft | None) -> dict[str, str]:
    if request.method == "POST":
        return {key: str(value) for key, value in request.POST.items()}
    if draft is not None:
        return kind.typed(policy, name, draft.value) | {
            "from_day": draft.from_day.isoformat(),
            "source": draft.source,
            "confirmed_source": "1" if draft.confirmed_source else "",
        }
    now = None if kind.typed_name else set_values.value_on(policy.name, kind.code, name)
    value = now.value if now is not None else (None if kind.typed_name else kind.shipped(policy, name))
    shown = {} if value is None else kind.typed(policy, name, value)
    return {**shown, "from_day": clock.today().isoformat(), "name": name}
