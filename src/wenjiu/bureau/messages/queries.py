"""All reads of messages."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from wenjiu.bureau import key_ring
from wenjiu.bureau.access import scopes
from wenjiu.bureau.access.scopes import Forbidden
from wenjiu.bureau.cases import clocks
from wenjiu.bureau.cases.models import Correction
from wenjiu.bureau.messages import logic, wording
from wenjiu.bureau.messages.models import Contact, Delivery, Message, Seen, State
from wenjiu.bureau.parties.models import Party


def messages_of(actor: Any) -> QuerySet[Message]:
    """Return the messages to an actor and to whom he acts for, the latest first, each with `read`."""
    own = Seen.objects.filter(message=OuterRef("pk"), user=actor)
    wanted = Q(user=actor) | Q(party__in=scopes.parties_of(actor))
    found: QuerySet[Message] = (
        Message.objects.filter(wanted)
        .select_related("case__filing", "party")
        .annotate(read=Exists(own))
        .order_by("-id")
    )
    return found


def unread(actor: Any) -> int:
    """Return how many messages an actor has not read."""
    return int(messages_of(actor).filter(read=False).count())


def contacts_of(parties: Iterable[Party]) -> list[Contact]:
    """Return where parties agreed to be reached."""
    return list(Contact.objects.filter(party__in=parties, closed_at=None).order_by("party", "channel"))


def access_contact(actor: Any, id: int) -> Contact:
    """Return a contact of the actor's parties. Raise Forbidden where there is none."""
    found: Contact | None = Contact.objects.filter(pk=id, party__in=scopes.parties_of(actor), closed_at=None).first()
    if found is None:
        raise Forbidden(f"contact {id}")
    return found


def address_of(contact: Contact) -> str:
    """Return number or address of a contact in clear, to send to it."""
    return key_ring.decrypt(contact.cipher, logic.PLACE)


def to_remind_of(today: dt.date) -> list[Correction]:
    """Return the corrections that are not answered and due within the days of wording.yaml."""
    last = clocks.due_on(today, wording.remind_before())
    found = Correction.objects.filter(answered_at=None, due_on__gte=today, due_on__lte=last, case__state="correcting")
    return list(found.select_related("case__filing__filer", "case__street"))


def counts() -> dict[tuple[str, str], int]:
    """Return how many rows of the outbox there are, by channel and state."""
    rows = Delivery.objects.order_by().values("channel", "state").annotate(n=Count("pk"))
    return {(row["channel"], row["state"]): row["n"] for row in rows}


def troubled() -> QuerySet[Delivery]:
    """Return the rows of the outbox that failed or were given up, the latest first."""
    found: QuerySet[Delivery] = (
        Delivery.objects.filter(state__in=[State.FAILED, State.GIVEN_UP, State.SENDING])
        .select_related("contact", "message")
        .order_by("-id")
    )
    return found
