"""Which messages follow from what happens to a case, a note or a complaint. They are written in its transaction."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import override

from wenjiu.bureau.accounts.models import Post
from wenjiu.bureau.cases import flows
from wenjiu.bureau.cases.assessing import fen
from wenjiu.bureau.cases.models import ENDS, Case, Complaint, Delegation, Mention, Notice, PromiseCheck
from wenjiu.bureau.cases.queries import talk
from wenjiu.bureau.messages.actions import Note, tell
from wenjiu.bureau.messages.wording import TAGS, besides, listed_amount
from wenjiu.bureau.programmes.kinds import kind_of
from wenjiu.bureau.programmes.models import Panellist, Release
from wenjiu.rules.document.flows import Step
from wenjiu.rules.language.text import day_of

STEP = "step."
#: Event -> kind of message to the filer, where the words need nothing but the case.
PLAIN = {
    "cleared": "cleared",
    "withdrawn": "withdrawn",
    "given_up": "given_up",
    "ended": "ended",
    "visit_opened": "visited",
    "visit_done": "visit_done",
    "appeal_opened": "appeal_opened",
    "appeal_kept": "appeal_kept",
    "appeal_changed": "appeal_changed",
    "appeal_withdrawn": "appeal_withdrawn",
    "promise_unlisted": "promise_unlisted",
}
#: Event that writes no message -> why.
SILENT = {
    "closed": "the message of the payment has told it",
    "reopened": "the message of the payment that came back has told it",
    "account_awaited": "the message of the payment that came back tells it",
    "account_named": "the payee has just done it",
    "finding_cleared": "the office alone works with findings",
    "ending_proposed": "nothing has ended yet; the second person has it on the desk",
    "ending_dropped": "nothing has changed",
    "paper_added": "the filer has just done it, and whoever accepts the case sees the papers",
    "rated": "the filer has just done it; a bad rating is on the list of calls",
}


def follow_case(actor: Any, case: Case, kind: str, data: Mapping[str, Any]) -> None:
    """Write what follows from an event of a case."""
    if kind.startswith(STEP):
        _after_step(actor, case, flows.flow_of(case).step(kind.removeprefix(STEP)), data)
    elif kind in PLAIN:
        _tell_filer(actor, case, PLAIN[kind])
    elif kind in _WITH_VALUES:
        _WITH_VALUES[kind](actor, case, data)
    _tell_staff(actor, case, kind)


def _after_step(actor: Any, case: Case, step: Step, data: Mapping[str, Any]) -> None:
    """Tell the filer what a step came to. A step that only goes on is told where an applicant follows it."""
    outcome = step.outcomes[data["outcome"]]
    if outcome.kind == "wait":
        asked = case.corrections.filter(answered_at=None).order_by("-id").first()
        _tell_filer(actor, case, "correction", n=len(asked.items))
    elif step.code == "accept" and outcome.kind in ("next", "end"):
        _tell_filer(actor, case, "accepted" if outcome.kind == "next" else "not_accepted")
    elif step.code == "decide" and outcome.kind in ("next", "end"):
        _tell_decision(actor, case)
    elif outcome.kind == "back":
        _tell_who_sent(actor, case, step)
    elif case.filing.origin == "applicant":
        _tell_filer(actor, case, "moved")


def _filed(actor: Any, case: Case, data: Mapping[str, Any]) -> None:
    """Tell who filed; or whom the office listed, and how much that is. A record of the office's own work is told to nobody."""
    if case.filing.origin == "applicant":
        _tell_filer(actor, case, "filed")
    if not flows.listed(case):
        return
    amounts = [fen(line.answer.get("amount")) for line in case.lines.all()]
    known = [amount for amount in amounts if amount is not None]
    _tell_filer(actor, case, "listed", amount=listed_amount(sum(known) if len(known) == len(amounts) else None))


def _tell_decision(actor: Any, case: Case) -> None:
    """Tell what was decided. The outcome of an appeal is told as one (`appeal_kept`, `appeal_changed`)."""
    if case.appeals.filter(round__lte=case.round).exists():
        return
    refused = case.lines.filter(state__in=["refused", "ended"]).count()
    granted = case.lines.count() - refused
    _tell_filer(actor, case, "decided" if granted else "refused", n=granted, besides=besides(refused))


def _noticed(actor: Any, case: Case, data: Mapping[str, Any]) -> None:
    ends = day_of(Notice.objects.get(number=data["notice"]).ends_on)
    _tell_filer(actor, case, "noticed", notice=data["notice"], ends=ends)


def _objected(actor: Any, case: Case, data: Mapping[str, Any]) -> None:
    _tell_filer(actor, case, "objected", part=data["objection"], line=data["line"])


def _objection_settled(actor: Any, case: Case, data: Mapping[str, Any]) -> None:
    settled = "objection_upheld" if data["upheld"] else "objection_dismissed"
    _tell_filer(actor, case, settled, part=data["objection"], line=data["line"])


def _appealed(actor: Any, case: Case, data: Mapping[str, Any]) -> None:
    """Tell that an appeal waits for the end of a notice; one that begins at once is told as begun."""
    if case.state == "notice":
        _tell_filer(actor, case, "appeal_waits")


def _line_ended(actor: Any, case: Case, data: Mapping[str, Any]) -> None:
    """Tell that lines ended; where that ended the case, the event of its end has told it."""
    if case.state != "ended":
        _tell_filer(actor, case, "line_ended", lines=data["lines"])


def _called_back(actor: Any, case: Case, data: Mapping[str, Any]) -> None:
    calls = case.rating.calls.count()
    _tell_filer(actor, case, "called_back" if data["reached"] else "call_missed", part=f"call {calls}")


def _promise_listed(actor: Any, case: Case, data: Mapping[str, Any]) -> None:
    check = PromiseCheck.objects.get(pk=data["check"])
    _tell_filer(actor, case, "promise_listed", part=f"check {check.pk}", until=day_of(check.until))


def _due_moved(actor: Any, case: Case, data: Mapping[str, Any]) -> None:
    _tell_filer(actor, case, "due_moved", part=f"change {data['change']}")


_WITH_VALUES = {
    "filed": _filed,
    "noticed": _noticed,
    "objected": _objected,
    "objection_settled": _objection_settled,
    "appealed": _appealed,
    "ending_confirmed": _line_ended,
    "called_back": _called_back,
    "promise_listed": _promise_listed,
    "due_moved": _due_moved,
}


def _tell_filer(actor: Any, case: Case, kind: str, part: object = "", **values: Any) -> None:
    key = f"{kind}/{case.pk}/{part or case.version}"
    tell(actor=actor, notes=[Note(kind, key, case, case.filing.filer, values=values)])


def _tell_who_sent(actor: Any, case: Case, step: Step) -> None:
    """Tell who took the step before that the case came back."""
    before = case.decisions.filter(line_no=0, step__lt=step.number).exclude(actor=actor).order_by("-id").first()
    if before is not None:
        key = f"staff_returned/{case.pk}/{case.version}"
        tell(actor=actor, notes=[Note("staff_returned", key, case, user=before.actor)])


def _tell_staff(actor: Any, case: Case, kind: str) -> None:
    """Tell who asked for a correction that it came, who worked on a case that it was withdrawn, and who has it of a reminder."""
    if kind == "corrected":
        asked = case.corrections.order_by("-id").first()
        key = f"staff_corrected/{asked.pk}"
        tell(actor=actor, notes=[Note("staff_corrected", key, case, user=asked.made_by)])
    last = case.decisions.filter(line_no=0).order_by("-id").first() if kind in ("withdrawn", "given_up") else None
    if last is not None:
        tell(actor=actor, notes=[Note("staff_withdrawn", f"staff_withdrawn/{case.pk}", case, user=last.actor)])
    if kind == "urged":
        _tell_of_reminder(actor, case)


def _tell_of_reminder(actor: Any, case: Case) -> None:
    """Tell everybody whose step it is now that somebody reminds of a case."""
    made = case.urges.order_by("-id").first()
    if case.state in ENDS or made is None:
        return
    roles = flows.flow_of(case).step(case.state).roles if case.state != "correcting" else ()
    holders = [user for user in talk.readers_of(case, roles) if user.pk != actor.pk] if roles else []
    tell(
        actor=actor,
        notes=[Note("staff_urged", f"staff_urged/{made.pk}/{user.pk}", case, user=user) for user in holders],
    )


def follow_mentions(actor: Any, mentions: Sequence[Mention]) -> None:
    """Tell everybody whom a note names."""
    notes = [
        Note("staff_mentioned", f"staff_mentioned/{m.pk}", m.note.case, user=m.user, values={"who": m.note.by.name})
        for m in mentions
    ]
    tell(actor=actor, notes=notes)


def follow_delegation(actor: Any, delegation: Delegation, kind: str) -> None:
    """Tell a deputy for whom and when he is to stand in, and when it ends before its last day."""
    given, post = delegation.given, delegation.post
    assert given.to_day is not None
    last = given.to_day - dt.timedelta(days=1)
    values = {
        "whom": post.user.name,
        "post": _post_words(post),
        "begin": day_of(given.from_day),
        "end": day_of(last),
        "reason": delegation.reason,
    }
    wording = "staff_delegated" if kind == "given" else "staff_undelegated"
    tell(actor=actor, notes=[Note(wording, f"{wording}/{delegation.pk}", None, user=given.user, values=values)])


def _post_words(post: Post) -> Any:
    """Return area and role of a post, as a function of the language."""

    def words(lang: str) -> str:
        with override(TAGS[lang]):
            return f"{post.area.label} · {post.get_role_display()}"

    return words


def follow_complaint(actor: Any, complaint: Complaint, kind: str) -> None:
    """Tell who is to answer a complaint; and who wrote it down for somebody, that it is answered."""
    if kind == "handed":
        assert complaint.given_at is not None and complaint.handler is not None
        key = f"staff_complaint/{complaint.pk}/{complaint.given_at.timestamp():.0f}"
        _tell_of_complaint(actor, "staff_complaint", key, complaint, complaint.handler, until=_by(complaint))
    elif complaint.taken_by is not None:
        _tell_of_complaint(actor, "staff_answered", f"staff_answered/{complaint.pk}", complaint, complaint.taken_by)


def follow_panel(actor: Any, member: Panellist) -> None:
    """Tell somebody that he was named for a panel, or taken off it."""
    kind = "staff_panel_off" if Release.objects.filter(panellist=member).exists() else "staff_panel"
    values = {"number": member.programme.number, "one": kind_of(member.programme).one}
    tell(actor=actor, notes=[Note(kind, f"{kind}/{member.pk}", None, user=member.user, values=values)])


def _tell_of_complaint(actor: Any, kind: str, key: str, complaint: Complaint, user: Any, **values: Any) -> None:
    if user.pk != actor.pk:
        tell(actor=actor, notes=[Note(kind, key, None, user=user, values={"number": complaint.number, **values})])


def _by(complaint: Complaint) -> Any:
    """Return by when a complaint is to be answered, as a function of the language."""

    def words(lang: str) -> str:
        with override(TAGS[lang]):
            if complaint.due_on is None:
                return _("没有设定期限")
            return _("请在%(day)s（含当日）以前答复") % {"day": day_of(complaint.due_on)(lang)}

    return words
