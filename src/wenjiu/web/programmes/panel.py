"""The panel of a call: its members, what they declare, and the points that they give."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from wenjiu.bureau.accounts.models import Post, User
from wenjiu.bureau.programmes import access, judging
from wenjiu.bureau.programmes.actions import panel as acting
from wenjiu.bureau.programmes.errors import ProgrammeRefused
from wenjiu.bureau.programmes.kinds import entry_fields
from wenjiu.bureau.programmes.models import (
    APPROVED,
    LISTED,
    Entry,
    Interest,
    Panellist,
    Programme,
    Release,
    Score,
)
from wenjiu.rules.document.programmes import Panel
from wenjiu.web.formats import policy_language
from wenjiu.web.programmes import shown
from wenjiu.web.programmes.face import Face


@require_http_methods(["GET", "HEAD", "POST"])
def panel(request: HttpRequest, face: Face, number: str) -> HttpResponse:
    """Show the panel; after a POST name a member or take one off, declare or score.

    POST: ``do``, ``user``, ``no``, ``has``, ``what``, ``reason``, points.
    """
    programme = face.access(request.user, number)
    of, problem = acting.panel_of(programme), ""
    if request.method == "POST":
        try:
            messages.success(request, _act(request, programme))
        except ProgrammeRefused as refused:
            problem = refused.text
        else:
            return face.to_page("programme_panel", number=number)
    members = list(judging.sitting(programme))
    mine = next((m for m in members if m.user_id == request.user.pk), None)
    runs = access.runs(request.user, programme) and programme.state == APPROVED and mine is None
    lang = policy_language()
    context = {
        "programme": shown.programme(programme),
        "members": _members(members, runs),
        "released": _released(request, programme),
        "open_to": _others(programme, members) if runs else [],
        "member": mine is not None and programme.state == APPROVED,
        "criteria": [(c.label(lang), c.most) for c in of.criteria],
        "panel": {"least": of.least, "passes": of.passes, "source": of.source(lang), "sure": of.confirmed},
        "rows": _rows(request, programme, of, mine),
        "problem": problem,
        "removing": _number(request, "user"),
    }
    return face.render(request, "panel.html", context, 422 if problem else 200)


def _members(members: list[Panellist], runs: bool) -> list[dict[str, Any]]:
    """Return the members, each with whether the reader can take him off now."""
    scored = set(Score.objects.filter(panellist__in=members).values_list("panellist", flat=True))
    return [{"id": m.pk, "name": m.user.name, "removable": runs and m.pk not in scored} for m in members]


def _released(request: HttpRequest, programme: Programme) -> list[Release]:
    """Return who was taken off the panel, for who keeps the call and the auditor."""
    if not judging.reads_reasons(request.user, programme):
        return []
    found = Release.objects.filter(panellist__programme=programme).order_by("id")
    return list(found.select_related("panellist__user", "by"))


def _others(programme: Programme, members: list[Panellist]) -> list[User]:
    """Return the users who can be named, and are not named yet."""
    named = {member.user_id for member in members}
    held = Post.objects.filter(role__in=judging.JUDGES).values("user")
    users = User.objects.filter(pk__in=held, is_active=True).exclude(pk__in=named).order_by("name")
    return [user for user in users if not acting.why_not_named(programme, user)]


def _act(request: HttpRequest, programme: Programme) -> str:
    do = request.POST.get("do", "")
    if do == "name":
        user = User.objects.filter(pk=_number(request, "user")).first()
        if user is None:
            raise ProgrammeRefused(_("请选择一个人。"), code="user")
        acting.name_panellist(actor=request.user, programme_id=programme.pk, user=user)
        return _("“%(name)s”已是评委。") % {"name": user.name}
    if do == "release":
        member = programme.panel.filter(pk=_number(request, "user")).select_related("user").first()
        if member is None:
            raise ProgrammeRefused(_("请选择一个人。"), code="user")
        acting.release_panellist(actor=request.user, panellist_id=member.pk, reason=request.POST.get("reason", ""))
        return _("“%(name)s”不再是评委。") % {"name": member.user.name}
    entry: Entry | None = programme.entries.filter(no=_number(request, "no")).first()
    if entry is None:
        raise ProgrammeRefused(_("没有这个项目。请重新打开看看。"), code="no")
    if do == "declare":
        has, what = request.POST.get("has", ""), request.POST.get("what", "")
        if has not in ("0", "1"):
            raise ProgrammeRefused(_("请选择有没有利害关系。"), code="has")
        acting.declare(actor=request.user, entry_id=entry.pk, has=has == "1", what=what)
        return _("已声明。")
    if do == "score":
        given = {f.id: request.POST.get(f.id, "")[:10] for f in acting.panel_of(programme).criteria}
        acting.score(actor=request.user, entry_id=entry.pk, given=given)
        return _("已打分。")
    raise ProgrammeRefused(_("请选择要办什么。"), code="do")


def _number(request: HttpRequest, name: str) -> int:
    text = request.POST.get(name, "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 9 else 0


def _rows(request: HttpRequest, programme: Programme, of: Panel, mine: Any) -> list[dict[str, Any]]:
    totals, waiting = acting.scored(programme), judging.waiting(programme)
    reasons = judging.reads_reasons(request.user, programme)
    declared = {i.entry_id: i for i in Interest.objects.filter(panellist=mine)} if mine is not None else {}
    own = {s.entry_id: s for s in Score.objects.filter(panellist=mine)} if mine is not None else {}
    others: dict[int, list[Interest]] = {}
    for interest in Interest.objects.filter(entry__programme=programme, has=True).select_related("panellist__user"):
        others.setdefault(interest.entry_id, []).append(interest)
    rows = []
    for entry in programme.entries.filter(state=LISTED).select_related("party").order_by("no"):
        points, interest = totals.get(entry.pk, []), declared.get(entry.pk)
        waits_for = waiting.get(entry.pk, set())
        told = bool(points) and judging.reads_points(request.user, programme, waits_for)
        typed = (
            {f.id: request.POST.get(f.id, "") for f in of.criteria} if request.POST.get("no") == str(entry.no) else {}
        )
        rows.append(
            {
                "no": entry.no,
                "name": entry.party.name,
                "said": shown.said(entry_fields(programme), entry.fields),
                "count": len(points),
                "waits_for": len(waits_for),
                "mean": f"{sum(points) / len(points):.1f}" if told else "",
                "enough": told and not acting.not_included(of, entry.party.name, points),
                "open": not entry.result,
                "declared": interest,
                "own": own.get(entry.pk),
                "interests": [(i.panellist.user.name, i.what if reasons else "") for i in others.get(entry.pk, [])],
                "fields": shown.fields_of(of.criteria, typed, {}),
            }
        )
    return rows
