"""A panel: who is on it, what each declares about an entry, and the points that each gives."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from wenjiu.bureau import clock
from wenjiu.bureau.access import scopes
from wenjiu.bureau.accounts.roles import Role
from wenjiu.bureau.audit import actions as audit
from wenjiu.bureau.programmes import access, effects, judging, values
from wenjiu.bureau.programmes.actions.opening import locked
from wenjiu.bureau.programmes.errors import ProgrammeRefused, refusing
from wenjiu.bureau.programmes.kinds import kind_of, lang
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
from wenjiu.bureau.writes import action
from wenjiu.rules.document.programmes import Panel

LONGEST = 200


def panel_of(programme: Programme) -> Panel:
    """Return what the panel of a programme is like. Raise `Forbidden` where its kind has none."""
    found = kind_of(programme).panel
    if found is None:
        raise scopes.Forbidden(f"panel of {programme.number}")
    return found


@refusing
@action
def name_panellist(*, actor: Any, programme_id: int, user: Any) -> Panellist:
    """Name somebody with a post as member of the panel. He is told."""
    programme = locked(programme_id)
    _require_keeper(actor, programme)
    if why := why_not_named(programme, user):
        raise ProgrammeRefused(why, code="post")
    made = Panellist.objects.create(programme=programme, user=user, named_by=actor, at=clock.now())
    audit.record(actor=actor, kind="programme.panellist", subject=programme, data={"user": user.pk})
    for follow in effects.on_panel:
        follow(actor, made)
    return made


@refusing
@action
def release_panellist(*, actor: Any, panellist_id: int, reason: str) -> Release:
    """Take somebody off a panel before he scores, with a reason. Somebody else can be named for him."""
    number: int = Panellist.objects.values_list("programme", flat=True).get(pk=panellist_id)
    programme = locked(number)
    _require_keeper(actor, programme)
    member = Panellist.objects.select_related("user").get(pk=panellist_id)
    member.programme = programme
    if Release.objects.filter(panellist=member).exists():
        raise ProgrammeRefused(_("“%(name)s”已经不是评委。") % {"name": member.user.name}, code="released")
    if member.scores.exists():
        said = _("“%(name)s”已经打过分，不能撤换。")
        raise ProgrammeRefused(said % {"name": member.user.name}, code="scored")
    reason = reason.strip()[:LONGEST]
    if not reason:
        raise ProgrammeRefused(_("请写明为什么撤换，例如：出差赶不回来。"), code="reason")
    made = Release.objects.create(panellist=member, reason=reason, by=actor, at=clock.now())
    data = {"user": member.user_id}
    audit.record(actor=actor, kind="programme.panellist_released", subject=programme, data=data)
    for follow in effects.on_panel:
        follow(actor, member)
    return made


def _require_keeper(actor: Any, programme: Programme) -> None:
    """Refuse everybody but who keeps a call. Its judges do not keep it."""
    panel_of(programme)
    access.require_run(actor, programme)
    refuse_judge(actor, programme)
    _open(programme)


def refuse_judge(actor: Any, programme: Programme) -> None:
    """Refuse a member of the panel: who judges neither chooses the panel nor states or accepts results."""
    if judging.sits(actor, programme):
        raise ProgrammeRefused(_("您是这次的评委，这一步请交给另一位工作人员办。"), code="judge")


def why_not_named(programme: Programme, user: Any) -> str:
    """Return why somebody cannot be on the panel of a programme; empty where he can."""
    if not user.is_active or not scopes.has_role(user, *judging.JUDGES):
        return _("“%(name)s”没有能当评委的岗位。") % {"name": user.name}
    if scopes.has_role(user, Role.AUDITOR):
        return _("“%(name)s”是审计员，不能当评委。") % {"name": user.name}
    if judging.concerned(user, programme):
        return _("“%(name)s”经办或批准了这次征集，不能当评委。") % {"name": user.name}
    if Release.objects.filter(panellist__programme=programme, panellist__user=user).exists():
        return _("“%(name)s”已经撤换，不能再请。请换一个人。") % {"name": user.name}
    return ""


@refusing
@action
def declare(*, actor: Any, entry_id: int, has: bool, what: str = "") -> Interest:
    """Declare an interest in an entry, or none. It cannot be taken back."""
    entry, member = _member(actor, entry_id)
    what = what.strip()[:LONGEST]
    if has and not what:
        raise ProgrammeRefused(_("请写明是什么利害关系，例如：申报人是亲属。"), code="what")
    own = scopes.may_act_for(actor, entry.party)
    if own and not has:
        raise ProgrammeRefused(_("这是您本人或您代办的单位的项目，有利害关系，请声明并回避。"), code="own")
    made = Interest.objects.create(panellist=member, entry=entry, has=has, what=what, at=clock.now())
    data = {"no": entry.no, "has": has}
    audit.record(actor=actor, kind="programme.interest", subject=entry.programme, data=data)
    return made


@refusing
@action
def score(*, actor: Any, entry_id: int, given: Mapping[str, str]) -> Score:
    """Give points to an entry by each criterion. Who declared an interest, or nothing yet, does not score."""
    entry, member = _member(actor, entry_id)
    declared = Interest.objects.filter(panellist=member, entry=entry).first()
    if declared is None:
        raise ProgrammeRefused(_("请先声明有没有利害关系，再打分。"), code="undeclared")
    if declared.has:
        raise ProgrammeRefused(_("您声明了利害关系，不能给这个项目打分。"), code="interest")
    if entry.result:
        raise ProgrammeRefused(_("这个项目的结果已经填了，不能再打分。"), code="result")
    points = values.read_all(panel_of(entry.programme).criteria, given, lang())
    made = Score.objects.create(
        panellist=member, entry=entry, points=points, total=sum(points.values()), at=clock.now()
    )
    data = {"no": entry.no, "total": made.total}
    audit.record(actor=actor, kind="programme.scored", subject=entry.programme, data=data)
    return made


def _member(actor: Any, entry_id: int) -> tuple[Entry, Panellist]:
    """Return an entry with its programme locked, and the actor as member of the panel. Raise `Forbidden`."""
    number: int = Entry.objects.values_list("programme", flat=True).get(pk=entry_id)
    programme = locked(number)
    entry: Entry = Entry.objects.select_related("party").get(pk=entry_id)
    entry.programme = programme
    member = Panellist.objects.filter(programme=programme, user=actor, release=None).first()
    if member is None:
        raise scopes.Forbidden(f"panel of {programme.number}")
    _open(programme)
    if entry.state != LISTED:
        raise ProgrammeRefused(_("这个项目已经不在名单上。"), code="state")
    return entry, member


def _open(programme: Programme) -> None:
    if programme.state != APPROVED:
        raise ProgrammeRefused(_("批准以后、报送结果以前才能评审。"), code="state")


def scored(programme: Programme) -> dict[int, list[int]]:
    """Return entry -> the totals that the panel gave."""
    found: dict[int, list[int]] = {}
    for entry, total in Score.objects.filter(entry__programme=programme).order_by("id").values_list("entry", "total"):
        found.setdefault(entry, []).append(total)
    return found


def not_included(panel: Panel, name: str, totals: list[int]) -> str:
    """Return why an entry cannot be included; empty where it can."""
    if len(totals) < panel.least:
        said = _("“%(name)s”只有%(n)s位评委打分，至少要%(least)s位。")
        return said % {"name": name, "n": len(totals), "least": panel.least}
    if sum(totals) < panel.passes * len(totals):
        mean = f"{sum(totals) / len(totals):.1f}"
        said = _("“%(name)s”平均%(mean)s分，不到入库线%(passes)s分。")
        return said % {"name": name, "mean": mean, "passes": panel.passes}
    return ""
