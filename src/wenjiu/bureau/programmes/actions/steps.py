"""A programme goes on: it is handed in, approved, finished, accepted, sent back, refused or cancelled."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from wenjiu.bureau import clock
from wenjiu.bureau.audit import actions as audit
from wenjiu.bureau.held import held
from wenjiu.bureau.programmes import access, effects, judging, outputs, ready
from wenjiu.bureau.programmes.actions.opening import locked, refuse_stale
from wenjiu.bureau.programmes.actions.panel import refuse_judge
from wenjiu.bureau.programmes.errors import ProgrammeRefused, refusing
from wenjiu.bureau.programmes.kinds import kind_of
from wenjiu.bureau.programmes.models import (
    ACCEPTED,
    APPROVED,
    CANCELLED,
    DRAFT,
    FINISHED,
    PROPOSED,
    REFUSED,
    Programme,
    Step,
)
from wenjiu.bureau.programmes.stated import unchecked
from wenjiu.bureau.writes import action

LONGEST_REASON = 500
RUNNER, APPROVER, ACCEPTER = "runner", "approver", "accepter"
OFFICE = (APPROVER, ACCEPTER)


@dataclass(frozen=True)
class Move:
    """One step that can be taken. `reason`: whether it needs one."""

    id: str
    begins: tuple[str, ...]
    ends: str
    by: str
    words: Any
    reason: bool = False


MOVES = (
    Move("propose", (DRAFT,), PROPOSED, RUNNER, gettext_lazy("报送")),
    Move("approve", (PROPOSED,), APPROVED, APPROVER, gettext_lazy("批准")),
    Move("return", (PROPOSED,), DRAFT, APPROVER, gettext_lazy("退回修改"), reason=True),
    Move("refuse", (PROPOSED,), REFUSED, APPROVER, gettext_lazy("不批准"), reason=True),
    Move("finish", (APPROVED,), FINISHED, RUNNER, gettext_lazy("报送结果")),
    Move("accept", (FINISHED,), ACCEPTED, ACCEPTER, gettext_lazy("核对通过")),
    Move("reopen", (FINISHED,), APPROVED, ACCEPTER, gettext_lazy("退回重报"), reason=True),
    Move("cancel", (DRAFT, PROPOSED, APPROVED), CANCELLED, RUNNER, gettext_lazy("取消"), reason=True),
)
BY_ID = {move.id: move for move in MOVES}
#: State -> its words.
WORDS = {
    DRAFT: gettext_lazy("草稿"),
    PROPOSED: gettext_lazy("等批准"),
    APPROVED: gettext_lazy("已批准"),
    FINISHED: gettext_lazy("等核对结果"),
    ACCEPTED: gettext_lazy("已办结"),
    REFUSED: gettext_lazy("没有批准"),
    CANCELLED: gettext_lazy("已取消"),
}


@refusing
@action
def take_step(*, actor: Any, programme_id: int, step: str, seen_version: int, reason: str = "") -> Programme:
    """Take a step of a programme. Rows of the registers that follow are brought in the same transaction.

    Raises:
        Forbidden: the actor has nothing to do with it.
        ProgrammeRefused: it cannot be taken now, or by this actor; the text says why and what to do.
    """
    move = BY_ID[step]
    programme = locked(programme_id)
    _require(actor, programme, move)
    refuse_stale(programme, seen_version)
    if programme.state not in move.begins or not possible(programme, move):
        raise ProgrammeRefused(_("现在是“%(state)s”，不能办这一步。") % {"state": WORDS[programme.state]}, code="state")
    reason = reason.strip()[:LONGEST_REASON]
    if move.reason and not reason:
        raise ProgrammeRefused(_("请写明原因，对方会看到。"), code="reason")
    if not reason and unchecked(programme, move.id):
        said = _("还有登记表里查不到的。请写明凭什么核对的：看了哪份文件，文号是什么，是不是原件。")
        raise ProgrammeRefused(said, code="paper")
    _refuse_same(actor, programme, move)
    refuse_judge(actor, programme)
    if why := ready.missing(programme, move.id):
        raise ProgrammeRefused(why, code="not_ready")
    if move.id == "approve":
        ready.list_parts(actor, programme)
    if move.id == "finish":
        ready.settle(programme)
    if move.id == "accept":
        ready.include(programme)
    programme.state, programme.version = move.ends, programme.version + 1
    programme.save(update_fields=["state", "version"])
    Step.objects.create(
        programme=programme, state=move.ends, version=programme.version, reason=reason, by=actor, at=clock.now()
    )
    rows = outputs.write(actor, programme, move.ends) if move.id in ("approve", "accept") else 0
    data = {"number": programme.number, "step": step, "rows": rows}
    audit.record(actor=actor, kind="programme.step", subject=programme, data=data)
    effects.happened(actor, programme, step)
    return programme


def possible(programme: Programme, move: Move) -> bool:
    """Whether a kind has a step at all: results are handed in only where something follows from them."""
    return move.id != "finish" or kind_of(programme).accepts


def moves(actor: Any, programme: Programme, *by: str) -> list[Move]:
    """Return the steps that an actor can take now, of all or of those that somebody takes, such as the approver."""
    return [
        move
        for move in MOVES
        if (not by or move.by in by)
        and programme.state in move.begins
        and possible(programme, move)
        and _may(actor, programme, move)
    ]


def _may(actor: Any, programme: Programme, move: Move) -> bool:
    if judging.sits(actor, programme):
        return False
    if move.by == RUNNER:
        return access.runs(actor, programme)
    kind = kind_of(programme)
    by = kind.approved_by if move.by == APPROVER else kind.accepted_by
    return access.serves(actor, programme, by) and not _took(actor, programme)


def _require(actor: Any, programme: Programme, move: Move) -> None:
    if move.by == RUNNER:
        access.require_run(actor, programme)
        return
    kind = kind_of(programme)
    access.require_serves(actor, programme, kind.approved_by if move.by == APPROVER else kind.accepted_by)


def _took(actor: Any, programme: Programme) -> bool:
    """Whether an actor opened the programme or handed it in."""
    if programme.opened_by_id == actor.pk:
        return True
    handed_in = Step.objects.filter(by=actor, state__in=(PROPOSED, FINISHED)).values_list("programme", flat=True)
    return programme.pk in held(("handed in", actor.pk), lambda: set(handed_in))


def _refuse_same(actor: Any, programme: Programme, move: Move) -> None:
    if move.by != RUNNER and _took(actor, programme):
        raise ProgrammeRefused(_("申报和批准要由两个人办。请交给另一位工作人员。"), code="same")
