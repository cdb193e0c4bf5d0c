"""Complaints and suggestions: taken in, handed to somebody who has no part in it, answered."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import connection
from django.utils.translation import gettext as _

from wenjiu import policies
from wenjiu.bureau import clock
from wenjiu.bureau.access import scopes
from wenjiu.bureau.accounts.models import User
from wenjiu.bureau.audit.actions import record
from wenjiu.bureau.cases import clocks, complaining, effects, periods
from wenjiu.bureau.cases.errors import CaseRefused, refusing
from wenjiu.bureau.cases.models import Case, Complaint
from wenjiu.bureau.cases.queries import complaints as queries
from wenjiu.bureau.writes import action

LONGEST = 3000
#: Complaints of the public page that are taken in on one day.
MOST_A_DAY = 500


@refusing
@action
def take_in(
    *,
    actor: Any,
    kind: str,
    text: str,
    name: str = "",
    contact: str = "",
    case_number: str = "",
    about: str = "",
    channel: str = "web",
    kept_by: Any = None,
) -> tuple[Complaint, str]:
    """Take in a complaint or a suggestion, and return it with the code that shows its state.

    Args:
        actor: a member of staff who writes it down, or a word for somebody who did not sign in.
        name, contact: may be empty; the complaint is anonymous then.
        case_number: the case that it is about; empty for none. An unknown one stays in the text of who did not sign in.
        about: the name of the official that it is about, as far as it is known; empty for none.
        channel: ``web``, ``phone`` or ``counter``; staff name one of the last two.
        kept_by: who is signed in on the public page and wants to read the answer without the code.

    Raises:
        CaseRefused: no text or kind, an unknown case or official, too many in one day.
    """
    staff = None if isinstance(actor, str) else actor
    text = text.strip()
    if kind not in Complaint.Kind.values:
        raise CaseRefused(_("请选是投诉、建议还是求助。"), code="kind")
    if not text:
        raise CaseRefused(_("请写明是什么事。"), code="text")
    if len(text) > LONGEST:
        raise CaseRefused(_("最多写%(most)s字。") % {"most": LONGEST}, code="text")
    if (staff is not None) != (channel in ("phone", "counter")):
        raise CaseRefused(_("请选是电话还是窗口收到的。"), code="channel")
    if staff is not None and not scopes.has_role(staff, *complaining.WRITERS):
        raise CaseRefused(_("投诉和建议不由您登记。"), code="role")
    if staff is None and queries.count_of(clock.today()) >= MOST_A_DAY:
        raise CaseRefused(_("今天收到的太多了。请明天再来，或打电话反映。"), code="most")
    case = _case_of(case_number.strip())
    if case is None and case_number.strip():
        if staff is not None:
            raise CaseRefused(
                _("没有编号是“%(number)s”的案件。请核对；不知道编号可以不填。") % {"number": case_number.strip()[:30]},
                code="case",
            )
        # Nobody learns here which numbers there are.
        text = _("%(text)s（所填案件编号：%(number)s）") % {"text": text, "number": case_number.strip()[:30]}
    official, text = _official_of(about.strip(), text)
    today = clock.today()
    flow = periods.procedures_on(policies.load_policy(settings.WENJIU_POLICY), today).flow(queries.FLOW, today)
    code = complaining.new_code()
    number = _new_number(today.year)
    made: Complaint = Complaint.objects.create(
        number=number, code_hash=complaining.hash_of(number, code), kind=kind, channel=channel,
        name=name.strip()[:60], contact=contact.strip()[:120], text=text, case=case, about=official,
        taken_by=staff, kept_by=kept_by, received_at=clock.now(), due_on=clocks.due_on(today, flow.step(queries.STEP).days),
    )  # fmt: skip
    record(actor=actor, kind="complaint.received", subject=made, data={"number": number, "kind": kind})
    return made, code


def _case_of(number: str) -> Case | None:
    """Return a case by its number; None where there is none."""
    found: Case | None = Case.objects.filter(number=number[:30].lower()).first()
    return found


def _official_of(name: str, text: str) -> tuple[User | None, str]:
    """Return the member of staff of a name, and the text; where nobody or more than one has the name, the text says it."""
    if not name:
        return None, text
    found = list(User.objects.filter(name=name, posts__isnull=False).distinct()[:2])
    if len(found) == 1:
        return found[0], text
    return None, _("%(text)s（涉及的工作人员：%(name)s）") % {"text": text, "name": name[:60]}


def _new_number(year: int) -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval('cases_complaint_number')")
        (number,) = cursor.fetchone()
    return f"TS{year}-{number:05d}"


@refusing
@action
def hand_to(*, actor: Any, id: int, handler_id: int) -> Complaint:
    """Hand a complaint to somebody who answers it: never whom it is about, nor who took a step of its case.

    Raises:
        CaseRefused: the actor or the handler may not, or it is answered.
    """
    found = _lock(actor, id)
    handler = User.objects.filter(pk=handler_id, is_active=True).first()
    if handler is None or not complaining.may_handle(handler):
        raise CaseRefused(_("请从名单里选一位处理的人。"), code="handler")
    if complaining.concerns(handler, found):
        raise CaseRefused(
            _("“%(name)s”被投诉，或者办过被投诉的案件，不能处理这一件。请另选一人。") % {"name": handler.name},
            code="concerned",
        )
    found.handler, found.given_by, found.given_at = handler, actor, clock.now()
    found.save(update_fields=["handler", "given_by", "given_at"])
    record(actor=actor, kind="complaint.handed", subject=found, data={"handler": handler.pk})
    _follow(actor, found, "handed")
    return found


@refusing
@action
def answer(*, actor: Any, id: int, outcome: str, text: str) -> Complaint:
    """Answer a complaint. Who has its code reads the answer.

    Raises:
        CaseRefused: it is not the actor's to answer, it is answered, or outcome or text are missing.
    """
    found = _lock(actor, id)
    if found.handler_id != actor.pk:
        raise CaseRefused(_("这一件不由您处理。请先交给您，再答复。"), code="handler")
    if outcome not in Complaint.Outcome.values:
        raise CaseRefused(_("请选处理的结果。"), code="outcome")
    if not text.strip():
        raise CaseRefused(_("请写答复，来的人会读到。"), code="text")
    found.outcome, found.answer, found.answered_at = outcome, text.strip()[:LONGEST], clock.now()
    found.save(update_fields=["outcome", "answer", "answered_at"])
    late = 0 if found.due_on is None else max(0, (clock.today() - found.due_on).days)
    record(actor=actor, kind="complaint.answered", subject=found, data={"outcome": outcome, "late": late})
    _follow(actor, found, "answered")
    return found


def _follow(actor: Any, found: Complaint, kind: str) -> None:
    for follow in effects.on_complaint:
        follow(actor, found, kind)


def _lock(actor: Any, id: int) -> Complaint:
    found: Complaint | None = Complaint.objects.select_for_update(no_key=True, of=("self",)).filter(pk=id).first()
    if found is None or not complaining.may_handle(actor):
        raise CaseRefused(_("没有这一件，或者不归您处理。"), code="complaint")
    if complaining.concerns(actor, found):
        raise CaseRefused(_("这一件关于您，或者关于您办过的案件，由别人处理。"), code="concerned")
    if found.answered_at is not None:
        raise CaseRefused(_("这一件已经答复了。"), code="answered")
    return found
