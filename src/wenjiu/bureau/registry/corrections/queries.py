"""Reads of corrections: who sees which, and what a row says now."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Q, QuerySet

from wenjiu.bureau import clock
from wenjiu.bureau.access import scopes
from wenjiu.bureau.access.scopes import Forbidden
from wenjiu.bureau.accounts.roles import Role
from wenjiu.bureau.parties import queries as parties
from wenjiu.bureau.parties.models import Party
from wenjiu.bureau.registry.layout import measure_of
from wenjiu.bureau.registry.models import Correction, Row
from wenjiu.bureau.registry.queries import in_words
from wenjiu.bureau.registry.records import Records
from wenjiu.bureau.registry.values import columns_of, registers_of
from wenjiu.rules.policy import Policy
from wenjiu.standards import civil

_ALONG = ("row", "party", "street", "asked_by", "answered_by", "evidence", "new_row")


def access_own_row(actor: Any, policy: Policy, id: int) -> tuple[Row, Party]:
    """Return a row that names the actor or an organisation that he acts for, and that party.

    Raises:
        Forbidden: there is none, or it names nobody of the actor's.
    """
    row = Row.objects.filter(policy=policy.name, pk=id).select_related("street").first()
    mine = set(scopes.parties_of(actor))
    link = (
        None if row is None else row.links.filter(party__in=mine).select_related("party__street").order_by("id").first()
    )
    if row is None or link is None:
        raise Forbidden(f"row {id}")
    return row, parties.head(link.party)


def says_now(policy: Policy, row: Row, column: str) -> bool:
    """Return whether a column of a subject is still what this row says, or would be, and no later row."""
    records = Records(policy, civil.of(clock.today()))
    record = records.record(row.table, row.key)
    if record is None or row.pk not in record.rows:
        return False
    return record.origins.get(column, row.pk) == row.pk


def open_of(row: Row, column: str) -> Correction | None:
    """Return the request about a column of a row's subject that waits for its answer."""
    found = Correction.objects.filter(policy=row.policy, table=row.table, key=row.key, column=column, answered_at=None)
    return found.select_related("asked_by").first()


def own_corrections(actor: Any, policy: Policy) -> QuerySet[Correction]:
    """Return the requests in the name of the actor's parties, the newest first."""
    found = Correction.objects.filter(policy=policy.name, party__in=scopes.parties_of(actor))
    return found.select_related(*_ALONG).order_by("-id")


def access_own_correction(actor: Any, policy: Policy, id: int) -> Correction:
    """Return a request of the actor's parties. Raise Forbidden where there is none."""
    found = own_corrections(actor, policy).filter(pk=id).first()
    if found is None:
        raise Forbidden(f"correction {id}")
    return found


def kept_by(actor: Any, policy: Policy) -> QuerySet[Correction]:
    """Return the requests that an actor answers as keeper: those of the streets of his posts, the oldest first.

    Posts of a district also have the requests whose street is not known.
    """
    wanted = Q(street__in=scopes.streets_of(actor, Role.REGISTER_KEEPER))
    if scopes.districts_of(actor, Role.REGISTER_KEEPER):
        wanted |= Q(street=None)
    return Correction.objects.filter(wanted, policy=policy.name).select_related(*_ALONG).order_by("id")


def access_correction(actor: Any, policy: Policy, id: int) -> Correction:
    """Return a request that an actor answers as keeper. Raise Forbidden where there is none."""
    found = kept_by(actor, policy).filter(pk=id).first()
    if found is None:
        raise Forbidden(f"correction {id}")
    return found


def waiting_for(policy: Policy, ids: Iterable[int], lang: str) -> list[Told]:
    """Return the requests in the name of some parties that wait for their answer, in words, the oldest first."""
    found = Correction.objects.filter(policy=policy.name, party__in=ids, answered_at=None)
    if not found.exists():
        return []
    return [told(policy, row, lang) for row in found.select_related(*_ALONG).order_by("id")]


@dataclass(frozen=True)
class Told:
    """A request in words: the name of the value and of its register, what it was and what it should be."""

    found: Correction
    label: str
    register: str
    was: str
    wanted: str


def label_of(policy: Policy, table: str, column: str, lang: str) -> str:
    """Return the name of a column in words."""
    fact = columns_of(policy, table).facts[column]
    return fact.name(lang, policy.fill(measure_of(policy, fact), lang))


def told(policy: Policy, found: Correction, lang: str) -> Told:
    """Return a request in words."""
    fact = columns_of(policy, found.table).facts[found.column]

    def words(value: Any) -> str:
        return "" if value is None else in_words(policy, found.column, fact, value, lang)

    return Told(
        found,
        label_of(policy, found.table, found.column, lang),
        registers_of(policy)[found.table].label(lang),
        words(found.was),
        words(found.wanted),
    )
