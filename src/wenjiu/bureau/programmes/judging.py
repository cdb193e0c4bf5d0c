"""What the members of a panel have still to do, and who reads the points that were given."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from django.db.models import Count, Exists, OuterRef, QuerySet

from wenjiu.bureau import clock
from wenjiu.bureau.access import scopes
from wenjiu.bureau.accounts.roles import Role
from wenjiu.bureau.held import held
from wenjiu.bureau.programmes import access
from wenjiu.bureau.programmes.kinds import kind_of
from wenjiu.bureau.programmes.models import APPROVED, LISTED, Entry, Interest, Panellist, Programme, Score

#: The posts whose holders can be on a panel. An auditor looks at it and takes no part.
JUDGES = tuple(role for role in access.READERS if role != Role.AUDITOR)


def sitting(programme: Programme) -> QuerySet[Panellist]:
    """Return the members of a panel who were not taken off it."""
    return Panellist.objects.filter(programme=programme, release=None).select_related("user").order_by("id")


def sits(actor: Any, programme: Programme) -> bool:
    """Whether an actor is on the panel of a programme."""
    if kind_of(programme).panel is None:
        return False
    seats = Panellist.objects.filter(user=actor, release=None).values_list("programme", flat=True)
    return programme.pk in held(("seats", actor.pk), lambda: set(seats))


def concerned(user: Any, programme: Programme) -> bool:
    """Whether somebody opened a programme or took one of its steps, such as its approval."""
    return programme.opened_by_id == user.pk or programme.steps.filter(by=user).exists()


def waiting(programme: Programme) -> dict[int, set[int]]:
    """Return entry -> the users who have neither scored it nor declared an interest, of entries without a result."""
    members = {member.pk: member.user_id for member in sitting(programme)}
    entries = programme.entries.filter(state=LISTED, result={}).values_list("pk", flat=True)
    found = {entry: set(members.values()) for entry in entries}
    scores = Score.objects.filter(entry__in=found).values_list("entry", "panellist")
    interests = Interest.objects.filter(entry__in=found, has=True).values_list("entry", "panellist")
    for entry, member in [*scores, *interests]:
        found[entry].discard(members.get(member, 0))
    return found


def reads_points(actor: Any, programme: Programme, waits_for: Collection[int]) -> bool:
    """Whether an actor reads what others gave to an entry, while it waits for some users.

    Nobody does before all have scored. From the last day on, only those do not who have still to score.
    """
    if not waits_for or programme.state != APPROVED:
        return True
    return clock.today() >= programme.last_day and actor.pk not in waits_for


def reads_reasons(actor: Any, programme: Programme) -> bool:
    """Whether an actor reads the interests that others declared: who keeps the call, and the auditor."""
    keeps = access.runs(actor, programme) and not sits(actor, programme)
    return keeps or scopes.has_role(actor, Role.AUDITOR)


def to_do(actor: Any) -> list[tuple[Programme, int]]:
    """Return the programmes on whose panel an actor is, each with the number of entries that wait for him."""
    declared = Interest.objects.filter(entry=OuterRef("pk"), panellist__user=actor, has=True)
    scored = Score.objects.filter(entry=OuterRef("pk"), panellist__user=actor)
    seats = Panellist.objects.filter(user=actor, release=None, programme__state=APPROVED)
    entries = Entry.objects.filter(~Exists(declared), ~Exists(scored), state=LISTED, result={})
    entries = entries.filter(programme__in=seats.values("programme")).order_by()
    numbers = dict(entries.values_list("programme").annotate(n=Count("pk")))
    return [(programme, numbers[programme.pk]) for programme in Programme.objects.filter(pk__in=numbers).order_by("pk")]
