"""The street tries to reach people who do not answer, and notes each attempt."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from wenjiu.bureau import clock
from wenjiu.bureau.audit.actions import record
from wenjiu.bureau.cases.errors import CaseRefused
from wenjiu.bureau.offers.models import Attempt, Offer, State
from wenjiu.bureau.offers.queries import access_offer
from wenjiu.bureau.writes import action

LONGEST = 300


@action
def note_attempt(*, actor: Any, offer_id: int, how: str, result: str) -> Attempt:
    """Note how somebody with an open offer was asked, and what came of it. The same note of a day is one.

    Raises:
        Forbidden: the actor does not work for the street of the offer.
        CaseRefused: the offer is answered, or the note says nothing.
    """
    offer: Offer = access_offer(actor, offer_id)
    result = result.strip()[:LONGEST]
    if how not in Attempt.How.values or not result:
        raise CaseRefused(_("请选怎么联系的，并写结果，例如“电话没人接”。"), code="result")
    if offer.state != State.OPEN:
        raise CaseRefused(_("这一条已经有答复了：%(state)s。") % {"state": offer.get_state_display()}, code="answered")
    today = Attempt.objects.filter(offer=offer, by=actor, how=how, result=result).order_by("-id").first()
    if today is not None and clock.days_since(today.at) == 0:
        return today
    made: Attempt = Attempt.objects.create(offer=offer, how=how, result=result, by=actor, at=clock.now())
    record(actor=actor, kind="offer.attempt", subject=offer, data={"how": how})
    return made
