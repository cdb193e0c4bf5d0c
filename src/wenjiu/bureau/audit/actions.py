"""All writes of the audit app. Other actions call these, so an event stands or falls with what it tells."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.db.models import Model

from wenjiu.bureau import clock
from wenjiu.bureau.audit.models import Event, Read
from wenjiu.bureau.writes import action


def actor_of(actor: Any) -> tuple[int | None, str]:
    """Return the id and the name under which an actor is recorded: a user, or the name of a program."""
    if isinstance(actor, str):
        return None, actor
    return actor.pk, actor.name


def event_of(actor: Any, kind: str, subject: Model | None, data: Mapping[str, Any] | None = None) -> Event:
    """Return an event that is not stored yet, for many at once (`record_many`)."""
    actor_id, actor_name = actor_of(actor)
    return Event(
        actor_id=actor_id,
        actor_name=actor_name,
        kind=kind,
        subject_type=subject._meta.label_lower if subject is not None else "",
        subject_id=subject.pk if subject is not None else None,
        data=dict(data or {}),
        at=clock.now(),
    )


@action
def record(*, actor: Any, kind: str, subject: Model | None = None, data: Mapping[str, Any] | None = None) -> Event:
    """Record that something happened, in the transaction of the caller.

    Args:
        actor: a user, or the name of a program.
        kind: a dotted word, such as ``case.filed``.
        subject: the row that it happened to.
        data: what else to keep, as plain JSON. Never a number that identifies a person.
    """
    event = event_of(actor, kind, subject, data)
    event.save(force_insert=True)
    return event


@action
def record_many(*, actor: Any, events: Iterable[Event]) -> None:
    """Record many events of `event_of` in one statement."""
    Event.objects.bulk_create(events, batch_size=2000)


@action
def record_read(*, actor: Any, party: Model, field: str, reason: str) -> Read:
    """Record that somebody reads a personal field without its mask.

    Args:
        actor: a user, or the name of a program.
        party: whose field it is.
        field: name of the field, such as ``id_number``.
        reason: why, in the reader's own words.
    """
    actor_id, actor_name = actor_of(actor)
    read: Read = Read.objects.create(
        actor_id=actor_id, actor_name=actor_name, party_id=party.pk, field=field, reason=reason, at=clock.now()
    )
    return read
