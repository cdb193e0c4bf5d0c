"""The panel of a call: its members, what they declare, and the points that they give."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from wenjiu.bureau.accounts.models import Post, User
from wenjiu.bureau.programmes import access
from wenjiu.bureau.programmes.actions import panel as acting
from wenjiu.bureau.programmes.errors import ProgrammeRefused
from wenjiu.bureau.programmes.kinds import entry_fields
from wenjiu.bureau.programmes.models import APPROVED, LISTED, Entry, Interest, Programme, Score
from wenjiu.rules.document.programmes import Panel
from wenjiu.web.formats import policy_language
from wenjiu.web.programmes import shown
from wenjiu.web.programmes.face import Face


@require_http_methods(["GET", "HEAD", "POST"])
def panel(request: HttpRequest, face: Face, number: str) -> HttpResponse:
    """Show the panel; after a POST name a member, declare or score. POST: ``do``, ``user``, ``no``, ``has``, ``what``, points."""
    programme = face.access(request.user, number)
    of, problem = acting.panel_of(programme), ""
    if request.method == "POST":
        try:
            messages.success(request, _act(request, programme))
        except ProgrammeRefused as refused:
            problem = refused.text
        else:
            return face.to_page("programme_panel", number=number)
    members = list(programme.panel.select_related("user").order_by("id"))
    mine = next((m for m in members if m.user_id == request.user.pk), None)
    runs = access.runs(request.user, programme) and programme.state == APPROVED
    lang = policy_language()
    context = {
        "programme": shown.programme(programme),
        "members": [member.user.name for member in members],
        "open_to": _others(members) if runs else [],
        "member": mine is not None and programme.state == APPROVED,
        "criteria": [(c.label(lang), c.most) for c in of.criteria],
        "panel": {"least": of.least, "passes": of.passes, "source": of.source(lang), "sure": of.confirmed},
        "rows": _rows(request, programme, of, mine),
        "problem": problem,
    }
    return face.render(request, "panel.html", context, 422 if problem else 200)


def _others(members: list[Any]) -> list[User]:
    """Return the users who can be named: those with a post that sees programmes, and not named yet."""
    named = {member.user_id for member in members}
    held = Post.objects.filter(role__in=access.READERS).values("user")
    return list(User.objects.filter(pk__in=held, is_active=True).exclude(pk__in=named).order_by("name"))


def _act(request: HttpRequest, programme: Programme) -> str:
    do = request.POST.get("do", "")
    if do == "name":
        text = request.POST.get("user", "")
        user = User.objects.filter(pk=int(text) if text.isascii() and text.isdigit() and len(text) < 9 else 0).first()
        if user is None:
            raise ProgrammeRefused(_("请选择一个人。"), code="user")
        acting.name_panellist(actor=request.user, programme_id=programme.pk, user=user)
        return _("“%(name)s”已是评委。") % {"name": user.name}
    text = request.POST.get("no", "")
    no = int(text) if text.isascii() and text.isdigit() and len(text) < 9 else 0
    entry: Entry | None = programme.entries.filter(no=no).first()
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


def _rows(request: HttpRequest, programme: Programme, of: Panel, mine: Any) -> list[dict[str, Any]]:
    totals = acting.scored(programme)
    declared = {i.entry_id: i for i in Interest.objects.filter(panellist=mine)} if mine is not None else {}
    own = {s.entry_id: s for s in Score.objects.filter(panellist=mine)} if mine is not None else {}
    others: dict[int, list[Interest]] = {}
    for interest in Interest.objects.filter(entry__programme=programme, has=True).select_related("panellist__user"):
        others.setdefault(interest.entry_id, []).append(interest)
    rows = []
    for entry in programme.entries.filter(state=LISTED).select_related("party").order_by("no"):
        points, interest = totals.get(entry.pk, []), declared.get(entry.pk)
        typed = (
            {f.id: request.POST.get(f.id, "") for f in of.criteria} if request.POST.get("no") == str(entry.no) else {}
        )
        rows.append(
            {
                "no": entry.no,
                "name": entry.party.name,
                "said": shown.said(entry_fields(programme), entry.fields),
                "count": len(points),
                "mean": f"{sum(points) / len(points):.1f}" if points else "",
                "enough": not acting.not_included(of, entry.party.name, points),
                "declared": interest,
                "own": own.get(entry.pk),
                "interests": [(i.panellist.user.name, i.what) for i in others.get(entry.pk, [])],
                "fields": shown.fields_of(of.criteria, typed, {}),
            }
        )
    return rows
