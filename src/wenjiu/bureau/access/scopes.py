"""What an actor may see, and who may not act. Pages and other apps build their own ``access_…`` on these.

What is missing and what is forbidden look the same: both raise `Forbidden`, which answers 404.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db.models import Q, QuerySet
from django.http import Http404
from django.utils.translation import gettext as _

from wenjiu.bureau.accounts import queries as accounts
from wenjiu.bureau.accounts.models import Post
from wenjiu.bureau.accounts.roles import Role
from wenjiu.bureau.areas.models import Area
from wenjiu.bureau.held import held
from wenjiu.bureau.parties import queries as parties
from wenjiu.bureau.parties.models import Party

#: The roles that see records of single people and organisations. Leaders and analysts see sums.
PARTY_READERS = (
    Role.STREET_SPECIALIST,
    Role.STREET_REVIEWER,
    Role.DISTRICT_REVIEWER,
    Role.APPROVER,
    Role.FINANCE_MAKER,
    Role.FINANCE_RELEASER,
    Role.AUDITOR,
    Role.REGISTER_KEEPER,
    Role.MEDIATOR,
    Role.INSPECTOR,
)


class Forbidden(Http404):
    """The actor may not see this, or it does not exist."""


class NotSeparate(ValueError):
    """One person may not do both things, or may not decide on a matter of his own. The message is for the user."""


def posts_of(actor: Any, *roles: str) -> list[Post]:
    """Return the posts that an actor has today, of some roles or of all."""
    found = held(("posts", actor.pk), lambda: list(accounts.posts_of(actor)))
    return [post for post in found if not roles or post.role in roles]


def has_role(actor: Any, *roles: str) -> bool:
    """Return whether an actor has one of some roles today, or any role where none is named."""
    return bool(posts_of(actor, *roles))


def streets_of(actor: Any, *roles: str) -> QuerySet[Area]:
    """Return the streets that an actor works for today in some roles: all of a district, or the post's own."""
    areas = {post.area_id for post in posts_of(actor, *roles)}
    return Area.objects.filter(Q(pk__in=areas) | Q(parent__in=areas), kind=Area.Kind.STREET)


def districts_of(actor: Any, *roles: str) -> list[Area]:
    """Return the districts for which an actor has a post of some roles today."""
    return [post.area for post in posts_of(actor, *roles) if post.area.kind == Area.Kind.DISTRICT]


def organisations_of(actor: Any) -> QuerySet[Party]:
    """Return the organisations that an actor may act for now."""
    return Party.objects.filter(pk__in=accounts.authorisations_of(actor).values("organisation"))


def is_agent_of(actor: Any, party: Party) -> bool:
    """Return whether an actor may act for an organisation now."""

    def found() -> set[int]:
        return set(accounts.authorisations_of(actor).values_list("organisation", flat=True))

    given = held(("agent", actor.pk), found)
    return bool(given) and not given.isdisjoint(parties.same_party_ids(party))


def is_self(actor: Any, party: Party) -> bool:
    """Return whether a party is the actor's own record."""
    return actor.party_id is not None and actor.party_id in parties.same_party_ids(party)


def may_act_for(actor: Any, party: Party) -> bool:
    """Return whether an actor may file for a party: for himself, or as agent of an organisation."""
    return is_self(actor, party) or is_agent_of(actor, party)


def parties_of(actor: Any) -> list[int]:
    """Return the ids of every record that is the actor's own or an organisation's that he may act for."""

    return list(held(("parties", actor.pk), lambda: parties.records_of(own_parties(actor))))


def own_parties(actor: Any) -> list[Party]:
    """Return the parties in whose name an actor may act: his own record first, then organisations by their names."""

    def found() -> list[Party]:
        own = [actor.party] if actor.party_id is not None else []
        return [*own, *organisations_of(actor).order_by("name")]

    return list(held(("own parties", actor.pk), found))


def visible_parties(actor: Any) -> QuerySet[Party]:
    """Return the parties that an actor may see: his own, those he acts for, and those of his streets as staff.

    Posts of a district also see the parties whose street is not known.
    """
    return Party.objects.filter(Q(pk__in=parties_of(actor)) | _of_posts(actor, *PARTY_READERS))


def parties_within(actor: Any, *roles: str) -> QuerySet[Party]:
    """Return the parties of the areas for which an actor has one of some roles today."""
    return Party.objects.filter(_of_posts(actor, *roles))


def _of_posts(actor: Any, *roles: str) -> Q:
    posts = posts_of(actor, *roles)
    wanted = Q(street__in=streets_of(actor, *roles)) if posts else Q(pk__in=[])
    if any(post.area.kind == Area.Kind.DISTRICT for post in posts):
        wanted |= Q(street=None)
    return wanted


def access_party(actor: Any, id: int) -> Party:
    """Return a party by its id, or the record that stands for it.

    Raises:
        Forbidden: there is none, or the actor may not see it.
    """
    party = visible_parties(actor).filter(pk=id).first()
    if party is None:
        raise Forbidden(f"party {id}")
    return parties.head(party)


def approval_limit(actor: Any) -> int | None:
    """Return the most in fen that an actor may decide for one case as approver; None: no limit.

    Raises:
        Forbidden: the actor is no approver.
    """
    limits = [post.approval_limit_fen for post in posts_of(actor, Role.APPROVER)]
    if not limits:
        raise Forbidden("approver")
    return None if None in limits else max(limit for limit in limits if limit is not None)


def require_role(actor: Any, *roles: str, street: Area | None = None) -> None:
    """Raise Forbidden unless an actor has one of some roles, for a street where one is given."""
    if street is None:
        allowed = has_role(actor, *roles)
    else:
        allowed = streets_of(actor, *roles).filter(pk=street.pk).exists()
    if not allowed:
        raise Forbidden(", ".join(roles))


def refuse_same_person(actor: Any, others: Iterable[Any]) -> None:
    """Raise NotSeparate if the actor is one of others (users or their ids), who did what he must not do as well."""
    ids = {getattr(other, "pk", other) for other in others}
    if actor.pk in ids:
        raise NotSeparate(_("前一步是您办的，这一步请由另一位工作人员办理。"))


def refuse_own_matter(actor: Any, concerned: Iterable[Party]) -> None:
    """Raise NotSeparate if a party of a matter is the actor himself or an organisation that he acts for."""
    mine = set(parties_of(actor))
    for party in concerned:
        if party.pk in mine or parties.head(party).pk in mine:
            raise NotSeparate(
                _("“%(name)s”是您本人或您代办的单位，您应当回避，请由另一位工作人员办理。") % {"name": party.name}
            )
