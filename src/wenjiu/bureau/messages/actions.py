"""All writes of messages: written with their event, read, queued, sent, given up, tried again."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from wenjiu.bureau import clock, key_ring
from wenjiu.bureau.access.scopes import Forbidden
from wenjiu.bureau.audit.actions import record
from wenjiu.bureau.cases.models import Case
from wenjiu.bureau.messages import channels, logic, queries, wording
from wenjiu.bureau.messages.models import Contact, Delivery, Message, Reason, Seen, State
from wenjiu.bureau.parties.models import Party
from wenjiu.bureau.writes import action


@dataclass(frozen=True, slots=True)
class Note:
    """One message to write.

    `case`: None where it is about no case.
    `kind`: a kind of wording.yaml. `key`: what makes it the same message; the second one with a key is not written.
    `party`, `user`: who reads it; one of them. `values`: what the text names besides the case.
    """

    kind: str
    key: str
    case: Case | None
    party: Party | None = None
    user: Any = None
    values: Mapping[str, Any] = field(default_factory=dict)


@action
def tell(*, actor: Any, notes: Sequence[Note]) -> list[Message]:
    """Write messages, and queue them for their channels. Return those that were not written before."""
    known = set(Message.objects.filter(key__in=[note.key for note in notes]).values_list("key", flat=True))
    new = [note for note in notes if note.key not in known]
    written: list[Message] = Message.objects.bulk_create(
        Message(
            kind=note.kind, key=note.key, party=note.party, user=note.user, case=note.case, made_at=clock.now(),
            words=wording.said_of(note.kind, note.case, **note.values),
        )
        for note in new
    )  # fmt: skip
    _queue(written)
    return written


@action
def tell_second(*, actor: Any, case: Case) -> None:
    """Tell an official that somebody else had changed a case first, so that his own press did not count."""
    tell(
        actor=actor, notes=[Note("staff_second", f"staff_second/{case.pk}/{case.version}/{actor.pk}", case, user=actor)]
    )


def _queue(messages: Sequence[Message]) -> None:
    """Add the rows of the outbox. Messages to staff stay in the system."""
    leaving = [(m, name) for m in messages if m.party_id is not None for name in wording.kinds()[m.kind].channels]
    parties = {message.party for message, _name in leaving}
    contacts = {(c.party_id, c.channel): c for c in queries.contacts_of(parties)} if parties else {}
    Delivery.objects.bulk_create(_delivery(m, name, contacts.get((m.party_id, name))) for m, name in leaving)


def _delivery(message: Message, channel: str, contact: Contact | None) -> Delivery:
    """Return a row of the outbox: queued, or suppressed with the reason."""
    reason = Reason.NO_CONTACT if contact is None else "" if channels.way(channel) else Reason.NO_CHANNEL
    if reason:
        return Delivery(message=message, channel=channel, state=State.SUPPRESSED, reason=reason)
    return Delivery(message=message, channel=channel, contact=contact, state=State.QUEUED, next_at=clock.now())


@action
def enter_contact(*, actor: Any, party: Party, channel: str, address: str) -> Contact:
    """Enter where a party agrees to be reached; it replaces an earlier one.

    Raises:
        NoAddress: what was typed is none.
    """
    read = logic.READERS[channel](address)
    Party.objects.select_for_update(no_key=True).get(pk=party.pk)
    _close(Contact.objects.filter(party=party, channel=channel, closed_at=None))
    contact: Contact = Contact.objects.create(
        party=party, channel=channel, cipher=key_ring.encrypt(read, logic.PLACE), tail=logic.masked(channel, read),
        entered_by=actor, made_at=clock.now(),
    )  # fmt: skip
    record(actor=actor, kind="contact.entered", subject=contact, data={"party": party.pk, "channel": channel})
    return contact


@action
def close_contact(*, actor: Any, contact: Contact) -> None:
    """Withdraw the consent to be reached somewhere. What waits to be sent there is not sent."""
    if _close(Contact.objects.filter(pk=contact.pk, closed_at=None)):
        record(actor=actor, kind="contact.closed", subject=contact, data={"party": contact.party_id})


def _close(contacts: Any) -> int:
    return int(contacts.update(closed_at=clock.now()))


@action
def mark_seen(*, actor: Any, messages: Sequence[Message]) -> None:
    """Remember that the actor has read messages."""
    at = clock.now()
    rows = [Seen(message=message, user=actor, at=at) for message in messages]
    Seen.objects.bulk_create(rows, ignore_conflicts=True)


@action
def claim(*, actor: str) -> Delivery | None:
    """Take one row of the outbox that is due, so that nobody else sends it; None where nothing is due."""
    due = Delivery.objects.select_for_update(skip_locked=True).filter(
        state__in=[State.QUEUED, State.FAILED], next_at__lte=clock.now()
    )
    delivery: Delivery | None = due.order_by("next_at", "id").first()
    if delivery is None:
        return None
    delivery.state, delivery.claimed_at, delivery.next_at = State.SENDING, clock.now(), None
    delivery.attempts += 1
    delivery.save(update_fields=["state", "claimed_at", "next_at", "attempts"])
    return delivery


@action
def note_sent(*, actor: str, delivery: Delivery) -> None:
    """Note that a claimed row was sent."""
    _after_try(delivery).update(state=State.SENT, sent_at=clock.now(), reason="", said="")


@action
def note_withdrawn(*, actor: str, delivery: Delivery) -> None:
    """Note that a claimed row is not sent, because the consent was withdrawn in the meantime."""
    _after_try(delivery).update(state=State.SUPPRESSED, reason=Reason.WITHDRAWN)


@action
def note_failed(*, actor: str, delivery: Delivery, said: str) -> None:
    """Note that a claimed row was not taken, and when it is tried again."""
    again = logic.next_try(delivery.attempts, clock.now())
    state = State.GIVEN_UP if again is None else State.FAILED
    _after_try(delivery).update(state=state, next_at=again, reason=Reason.REFUSED, said=said)


def _after_try(delivery: Delivery) -> Any:
    """Return a row that is still in the same try."""
    return Delivery.objects.filter(pk=delivery.pk, state=State.SENDING, attempts=delivery.attempts)


@action
def give_up_interrupted(*, actor: str) -> int:
    """Give up rows whose try never ended: whether they left is not known, so only a person tries them again."""
    late = clock.now() - logic.LONGEST_TRY
    stuck = Delivery.objects.filter(state=State.SENDING, claimed_at__lt=late)
    return int(stuck.update(state=State.GIVEN_UP, reason=Reason.INTERRUPTED))


@action
def try_again(*, actor: Any, id: int) -> Delivery:
    """Queue a row that was given up, or that waits for its next try. Raise Forbidden where there is none."""
    delivery: Delivery | None = (
        Delivery.objects.select_for_update().filter(pk=id, state__in=[State.GIVEN_UP, State.FAILED]).first()
    )
    if delivery is None:
        raise Forbidden(f"delivery {id}")
    delivery.state, delivery.next_at, delivery.attempts = State.QUEUED, clock.now(), 0
    delivery.claimed_at = None
    delivery.save(update_fields=["state", "next_at", "attempts", "claimed_at"])
    record(actor=actor, kind="message.tried_again", subject=delivery, data={"channel": delivery.channel})
    return delivery


@action
def remind(*, actor: str, today: dt.date) -> int:
    """Write the reminders of corrections that are due soon, each once, and return how many."""
    notes = [
        Note("reminder", f"reminder/{asked.pk}", asked.case, asked.case.filing.filer)
        for asked in queries.to_remind_of(today)
    ]
    return len(tell(actor=actor, notes=notes))
