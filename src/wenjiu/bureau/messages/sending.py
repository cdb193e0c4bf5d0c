"""Send what is due in the outbox. Each row is claimed first, so that programs that run at once never send one twice."""

from __future__ import annotations

from dataclasses import dataclass

from django.conf import settings

from wenjiu.bureau import clock
from wenjiu.bureau.messages import actions, channels, logic, queries, wording
from wenjiu.bureau.messages.models import Delivery

PROGRAM = "wenjiu messages send"
#: Rows of one run; the next run takes the rest.
MOST = 1000


@dataclass(slots=True)
class Sent:
    """What a run did."""

    sent: int = 0
    failed: int = 0
    suppressed: int = 0
    reminded: int = 0
    interrupted: int = 0


def send_due(most: int = MOST) -> Sent:
    """Write reminders, then send what is due, and return what was done. A row that fails stops no other."""
    done = Sent()
    done.interrupted = actions.give_up_interrupted(actor=PROGRAM)
    done.reminded = actions.remind(actor=PROGRAM, today=clock.today())
    for _row in range(most):
        delivery = actions.claim(actor=PROGRAM)
        if delivery is None:
            break
        _send(delivery, done)
    return done


def _send(delivery: Delivery, done: Sent) -> None:
    """Send a claimed row outside of any transaction, and note what became of it."""
    contact, way = delivery.contact, channels.way(delivery.channel)
    if contact.closed_at is not None:
        actions.note_withdrawn(actor=PROGRAM, delivery=delivery)
        done.suppressed += 1
        return
    message = delivery.message
    address = ""
    try:
        address = queries.address_of(contact)
        text = _text(delivery)
        if way is None:
            raise RuntimeError(f"no way is set for {delivery.channel}")
        way.send(address, message.words["zh"]["title"], text, f"wenjiu-{delivery.pk}")
    except Exception as error:  # noqa: BLE001 - a service fails in its own ways, and none may stop the others
        said = logic.without(f"{type(error).__name__}: {error}", address or contact.tail)
        actions.note_failed(actor=PROGRAM, delivery=delivery, said=said)
        done.failed += 1
        return
    actions.note_sent(actor=PROGRAM, delivery=delivery)
    done.sent += 1


def _text(delivery: Delivery) -> str:
    """Return what is sent: an SMS with the sign of the district, a mail in both languages."""
    words = delivery.message.words
    if delivery.channel == "sms":
        case = delivery.message.case
        return wording.sms_of(settings.WENJIU_POLICY if case is None else case.policy, words)
    return "\n\n".join(part["text"] for part in words.values())
