"""Notes of staff on a case, and who is named in them."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from wenjiu.bureau import clock
from wenjiu.bureau.access.scopes import PARTY_READERS
from wenjiu.bureau.audit.actions import record
from wenjiu.bureau.cases import duties, effects
from wenjiu.bureau.cases.errors import CaseRefused, refusing
from wenjiu.bureau.cases.models import Case, CaseNote, Mention
from wenjiu.bureau.cases.queries import talk as queries
from wenjiu.bureau.writes import action

LONGEST = 2000
#: People who are named in one note.
MOST_NAMED = 10


@refusing
@action
def write_note(*, actor: Any, case: Case, text: str) -> CaseNote:
    """Add a note to a case. Everybody whom it names with @ is told.

    Raises:
        CaseRefused: there is no text, it is too long, or it names nobody who may see the case.
    """
    text = text.strip()
    if not duties.covers(actor, roles=PARTY_READERS, area=case.street):
        raise CaseRefused(_("这个案件不归您看，不能写备注。"), code="role")
    if not text:
        raise CaseRefused(_("请写备注的内容。"), code="text")
    if len(text) > LONGEST:
        raise CaseRefused(_("备注最多写%(most)s字。") % {"most": LONGEST}, code="text")
    named, unknown = queries.named_in(case, text)
    if unknown:
        raise CaseRefused(
            _("看得到这个案件的人里没有“%(name)s”。请照名单里的姓名写，后面空一格。") % {"name": unknown}, code="name"
        )
    if len(named) > MOST_NAMED:
        raise CaseRefused(_("一条备注最多找%(most)s个人。") % {"most": MOST_NAMED}, code="name")
    note: CaseNote = CaseNote.objects.create(case=case, by=actor, text=text, at=clock.now())
    mentions = Mention.objects.bulk_create(Mention(note=note, user=user) for user in named if user.pk != actor.pk)
    record(actor=actor, kind="note.written", subject=note, data={"case": case.number, "named": len(mentions)})
    for follow in effects.on_mentioned:
        follow(actor, mentions)
    return note


@action
def see_mention(*, actor: Any, id: int) -> None:
    """Say that one has read a note that names oneself. Said twice, the first time stays."""
    Mention.objects.filter(pk=id, user=actor, seen_at=None).update(seen_at=clock.now())
