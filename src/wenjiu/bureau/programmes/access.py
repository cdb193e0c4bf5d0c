"""Who sees a programme, and who takes its steps. What is missing and what is forbidden look the same."""

from __future__ import annotations

from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from wenjiu.bureau.access import scopes
from wenjiu.bureau.accounts.roles import Role
from wenjiu.bureau.held import held
from wenjiu.bureau.programmes.errors import ProgrammeRefused
from wenjiu.bureau.programmes.kinds import kind_of, served
from wenjiu.bureau.programmes.models import APPROVED, DRAFT, Entry, Programme

STREET = (Role.STREET_SPECIALIST, Role.STREET_REVIEWER)
DISTRICT = (Role.DISTRICT_REVIEWER,)
#: The posts that see programmes on the desk.
READERS = (*STREET, *DISTRICT, Role.REGISTER_KEEPER, Role.AUDITOR)


def visible_to(actor: Any) -> QuerySet[Programme]:
    """Return the programmes that a member of staff sees: those of his streets, for a district also those without one.

    Drafts of organisers are theirs alone.
    """
    wanted = Q(street__in=scopes.streets_of(actor, *READERS))
    if scopes.districts_of(actor, *READERS):
        wanted |= Q(street=None)
    found: QuerySet[Programme] = Programme.objects.filter(wanted).exclude(state=DRAFT, organiser__isnull=False)
    if scopes.districts_of(actor, *DISTRICT):
        found = found | Programme.objects.filter(opened_by=actor)
    if scopes.has_role(actor, *READERS):
        found = found | Programme.objects.filter(panel__user=actor)
    return found.select_related("organiser", "street", "part_of").distinct()


def access_programme(actor: Any, number: str) -> Programme:
    """Return a programme for the desk. Raise `Forbidden`."""
    found: Programme | None = visible_to(actor).filter(number=number).first()
    if found is None:
        raise scopes.Forbidden(f"programme {number!r}")
    return found


def own(actor: Any) -> QuerySet[Programme]:
    """Return the programmes of the organisations that an actor acts for, and his own."""
    found: QuerySet[Programme] = Programme.objects.filter(organiser__in=scopes.parties_of(actor))
    return found.exclude(Q(state=DRAFT) & ~Q(opened_by=actor) & Q(opened_by__posts__isnull=False)).distinct()


def access_own(actor: Any, number: str) -> Programme:
    """Return a programme that an actor runs as agent. Raise `Forbidden`."""
    found: Programme | None = own(actor).filter(number=number).select_related("organiser", "part_of").first()
    if found is None:
        raise scopes.Forbidden(f"programme {number!r}")
    return found


def runs(actor: Any, programme: Programme) -> bool:
    """Whether an actor runs a programme: as agent of its organiser, or as the office where the office opened it."""
    if kind_of(programme).opened_by == "office":
        return bool(scopes.districts_of(actor, *DISTRICT))
    return programme.organiser is not None and scopes.may_act_for(actor, programme.organiser)


def serves(actor: Any, programme: Programme, by: str) -> bool:
    """Whether an actor holds a post of the street or the district for a programme. Without a street the district does."""
    if by == "district" or programme.street_id is None:
        return bool(scopes.districts_of(actor, *DISTRICT))
    streets = held(
        ("street posts", actor.pk), lambda: set(scopes.streets_of(actor, *STREET).values_list("pk", flat=True))
    )
    return programme.street_id in streets


def confirms(actor: Any, entry: Entry, by: str) -> bool:
    """Whether an actor confirms records of an entry: a post of street or district, or the person concerned."""
    if by == "person":
        return scopes.is_self(actor, entry.party) or (
            entry.party.kind == "organisation" and scopes.is_agent_of(actor, entry.party)
        )
    return serves(actor, entry.programme, by)


def calls(actor: Any) -> QuerySet[Programme]:
    """Return the approved programmes to which people and organisations apply themselves."""
    kinds = [kind.id for kind in served().programmes.values() if kind.listed is not None and kind.listed.apply]
    found: QuerySet[Programme] = Programme.objects.filter(policy=served().name, kind__in=kinds, state=APPROVED)
    return found if scopes.parties_of(actor) else found.none()


def require_run(actor: Any, programme: Programme) -> None:
    """Raise `Forbidden` unless an actor runs a programme."""
    if not runs(actor, programme):
        raise scopes.Forbidden(f"programme {programme.number}")


def require_serves(actor: Any, programme: Programme, by: str) -> None:
    """Raise `Forbidden` or `ProgrammeRefused` unless an actor may decide on a programme as street or district."""
    if not serves(actor, programme, by):
        raise scopes.Forbidden(f"programme {programme.number}")
    refuse_own(actor, programme)


def refuse_own(actor: Any, programme: Programme) -> None:
    """Refuse an official who acts for the organiser."""
    if programme.organiser is not None and scopes.may_act_for(actor, programme.organiser):
        raise ProgrammeRefused(_("这是您代办的单位，您应当回避，请由另一位工作人员办理。"), code="own")
