"""The street tries to reach people who do not answer, and notes what came of each attempt."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from wenjiu.bureau import clock
from wenjiu.bureau.access import scopes
from wenjiu.bureau.audit.actions import record
from wenjiu.bureau.cases.errors import CaseRefused
from wenjiu.bureau.offers.models import Attempt, Offer, State
from wenjiu.bureau.offers.queries import access_offer
from wenjiu.bureau.writes import action

#: The longest note. Of a refusal the reason of the offer names also whom it was told to.
LONGEST, LONGEST_WHY = 300, 200


@action
def note_attempt(*, actor: Any, offer_id: int, how: str, outcome: str, result: str = "") -> Attempt:
    """Note how somebody with an open offer was asked, and what came of it. The same note of a day is one.

    A refusal ends the offer as if the party itself had refused it; the reason names whom it was told to. The party can
    still file.

    Raises:
        Forbidden: the actor does not work for the street of the offer.
        CaseRefused: the offer is answered or the actor's own, or the note says nothing.
    """
    access_offer(actor, offer_id)
    offer: Offer = Offer.objects.select_for_update(of=("self",)).select_related("filer").get(pk=offer_id)
    refuses = outcome == Attempt.Outcome.REFUSES
    result = result.strip()[: LONGEST_WHY if refuses else LONGEST]
    _check(actor, offer, how, outcome, result)
    same = Attempt.objects.filter(offer=offer, by=actor, how=how, outcome=outcome, result=result)
    today = same.order_by("-id").first()
    if today is not None and clock.days_since(today.at) == 0:
        return today
    made: Attempt = Attempt.objects.create(
        offer=offer, how=how, outcome=outcome, result=result, by=actor, at=clock.now()
    )
    record(actor=actor, kind="offer.attempt", subject=offer, data={"how": how, "outcome": outcome})
    if refuses:
        _refuse(actor, offer, made)
    return made


def _check(actor: Any, offer: Offer, how: str, outcome: str, result: str) -> None:
    if offer.state != State.OPEN:
        raise CaseRefused(_("这一条已经有答复了：%(state)s。") % {"state": offer.get_state_display()}, code="answered")
    if scopes.may_act_for(actor, offer.filer):
        raise CaseRefused(_("这是您自己或您代办的单位的，请在“我可以享受什么”里答复。"), code="own")
    if how not in Attempt.How.values:
        raise CaseRefused(_("请选怎么联系的，例如“打电话”。"), code="how")
    if outcome not in Attempt.Outcome.values:
        raise CaseRefused(_("请选结果：要、不要、还没定，或没联系上。"), code="outcome")
    if outcome == Attempt.Outcome.REFUSES and not result:
        raise CaseRefused(_("请写对方为什么不要，例如“人已经离职”。对方看得到这句话。"), code="result")


def _refuse(actor: Any, offer: Offer, said: Attempt) -> None:
    """End an offer with what the party said to an official."""
    words = {"how": said.get_how_display(), "who": actor.name, "reason": said.result}
    offer.reason = (_("%(how)s时对工作人员%(who)s说不要：%(reason)s") % words)[:LONGEST]
    offer.state, offer.answered_by, offer.answered_at = State.REFUSED, actor, clock.now()
    offer.save(update_fields=["state", "reason", "answered_by", "answered_at"])
    record(actor=actor, kind="offer.refused", subject=offer, data={"offers": [offer.pk], "reason": offer.reason})
