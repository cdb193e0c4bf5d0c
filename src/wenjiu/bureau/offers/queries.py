"""Reads of offers: what a party is offered, what waits on a street, the sums of the district, and lists of the office."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Exists, Max, OuterRef, Q, QuerySet, Subquery
from django.db.models import Sum as Total
from django.utils import timezone

from wenjiu.bureau import clock
from wenjiu.bureau.access import scopes
from wenjiu.bureau.access.scopes import PARTY_READERS, Forbidden
from wenjiu.bureau.accounts.models import Authorisation, User
from wenjiu.bureau.accounts.roles import STREET_ROLES, Role
from wenjiu.bureau.cases.awarded import merged_into
from wenjiu.bureau.cases.models import Line
from wenjiu.bureau.offers.hiding import Sum
from wenjiu.bureau.offers.models import Attempt, Entitled, ListRow, Offer, OfficeList, Outcome, Screening, State
from wenjiu.bureau.offers.settings import terms_of
from wenjiu.bureau.parties import queries as parties
from wenjiu.bureau.parties.models import Party
from wenjiu.rules.policy import Policy
from wenjiu.standards import civil

#: Posts that have the list of the street.
CALLERS = (*STREET_ROLES, Role.DISTRICT_REVIEWER)
#: Posts that see the sums.
REPORT_READERS = (Role.LEADER, Role.ANALYST, Role.AUDITOR, Role.DISTRICT_REVIEWER, Role.APPROVER, *STREET_ROLES)
UNCLAIMED = (Outcome.OFFERED, Outcome.LISTED)
#: In place of the code of a street: none is known.
NO_STREET = "none"


@dataclass(frozen=True)
class OfferGroup:
    """The open offers of one measure to one party, which are accepted together."""

    code: str
    filer: Party
    offers: Sequence[Offer]

    @property
    def total_fen(self) -> int:
        """Return the sum of the amounts that are known."""
        return sum(offer.amount_fen or 0 for offer in self.offers)

    @property
    def certain(self) -> bool:
        """Whether every amount is known."""
        return all(offer.amount_fen is not None for offer in self.offers)


def offered_to(policy: Policy, filers: Sequence[Party]) -> list[OfferGroup]:
    """Return the open offers to some parties, by party and measure. One that was sent as a filing is answered."""
    merged = merged_into(party.pk for party in filers)
    by_id = {id: party for party in filers for id in (party.pk, *merged[party.pk])}
    found = Offer.objects.filter(policy=policy.name, filer__in=by_id, state=State.OPEN)
    found = found.filter(Q(filing=None) | Q(filing__submitted_at=None)).select_related("subject", "filing")
    groups: dict[tuple[int, str], list[Offer]] = {}
    for offer in found.order_by("measure", "id"):
        groups.setdefault((by_id[offer.filer_id].pk, offer.measure), []).append(offer)
    return [OfferGroup(code, by_id[pk], offers) for (pk, code), offers in groups.items()]


def visible_offers(actor: Any) -> QuerySet[Offer]:
    """Return the open offers to parties of the streets that an actor works for as staff."""
    streets = scopes.streets_of(actor, *CALLERS)
    wanted = Q(street__in=streets)
    if scopes.districts_of(actor, *CALLERS):
        wanted |= Q(street=None)
    return Offer.objects.filter(wanted, state=State.OPEN).filter(Q(filing=None) | Q(filing__submitted_at=None))


def access_offer(actor: Any, id: int) -> Offer:
    """Return an open offer of an actor's streets. Raise Forbidden where there is none."""
    found = visible_offers(actor).select_related("filer__street", "subject", "row").filter(pk=id).first()
    if found is None:
        raise Forbidden(f"offer {id}")
    return found


def open_offers(actor: Any, policy: Policy) -> QuerySet[Offer]:
    """Return the offers of an actor's streets without an answer, the oldest first, with the attempts to reach them.

    `tries`, `last_try`, `last_outcome`: how often somebody tried, when last, and what came of that.
    """
    found = visible_offers(actor).filter(policy=policy.name)
    last = Attempt.objects.filter(offer=OuterRef("pk")).order_by("-id").values("outcome")[:1]
    return found.select_related("filer__street", "subject").annotate(
        tries=Count("attempts"), last_try=Max("attempts__at"), last_outcome=Subquery(last)
    ).order_by("made_on", "id")  # fmt: skip


def tried(found: QuerySet[Offer], how: str) -> QuerySet[Offer]:
    """Return those of `open_offers` that nobody tried to reach (``none``), somebody did (``any``), or that last said an outcome."""
    if how == "none":
        return found.filter(tries=0)
    if how == "any":
        return found.filter(tries__gt=0)
    return found.filter(last_outcome=how) if how in Attempt.Outcome.values else found


def unanswered(actor: Any, policy: Policy) -> QuerySet[Offer]:
    """Return those of `open_offers` that nobody answered for as long as the terms say."""
    since = clock.today() - dt.timedelta(days=terms_of(policy.name).unanswered_days)
    return open_offers(actor, policy).filter(made_on__lte=since)


def reach_of(filers: Sequence[Party]) -> dict[int, list[tuple[str, str]]]:
    """Return party -> name and phone of the accounts through which it can be reached."""
    heads = parties.records_by_party(filers)
    found: dict[int, list[tuple[str, str]]] = {}
    for user in User.objects.filter(party__in=heads, is_active=True):
        found.setdefault(heads[user.party_id or 0], []).append((user.name, user.phone))
    given = Authorisation.objects.filter(organisation__in=heads, withdrawn_at=None, user__is_active=True)
    for one in given.select_related("user").order_by("id"):
        found.setdefault(heads[one.organisation_id], []).append((one.user.name, one.user.phone))
    return found


def attempts_of(offer: Offer) -> QuerySet[Attempt]:
    """Return the attempts to reach somebody, the latest first."""
    return Attempt.objects.filter(offer=offer).select_related("by").order_by("-id")


# ---- the report ----


def last_screening(policy: Policy) -> Screening | None:
    """Return the last screening that has ended."""
    found = Screening.objects.filter(policy=policy.name, ended_at__isnull=False).select_related("by")
    return found.order_by("-id").first()


def running(policy: Policy) -> Screening | None:
    """Return the screening that has not ended."""
    return Screening.objects.filter(policy=policy.name, ended_at=None).first()


def entitled_rows(actor: Any, policy: Policy, names: bool) -> QuerySet[Entitled]:
    """Return what the last screening found, of the streets that an actor works for.

    Args:
        names: whether the rows are shown with names: then only to posts that see records of single parties.
    """
    roles = [role for role in REPORT_READERS if not names or role in PARTY_READERS]
    wanted = Q(street__in=scopes.streets_of(actor, *roles))
    if scopes.districts_of(actor, *roles):
        wanted |= Q(street=None)
    run = last_screening(policy)
    return Entitled.objects.filter(wanted, screening=run).exclude(outcome=Outcome.NEAR)


def sees_names(actor: Any) -> bool:
    """Return whether an actor may open the report's numbers to rows with names."""
    return scopes.has_role(actor, *(role for role in REPORT_READERS if role in PARTY_READERS))


def sums(rows: QuerySet[Entitled], *fields: str) -> list[Sum]:
    """Return rows and money by ``measure``, ``street``, ``outcome`` or several of them. What is told of them: `hiding`."""
    by = [("street__code" if name == "street" else name) for name in fields]
    shown = ["street__code", "street__name", "street__name_en"] if "street" in fields else []
    found = rows.order_by().values(*dict.fromkeys([*by, *shown]))
    found = found.annotate(n=Count("id"), known=Count("amount_fen"), fen=Total("amount_fen"))
    made = []
    for r in sorted(found, key=lambda r: tuple(str(r[name] or "") for name in by)):
        street = (r.get("street__code"), r.get("street__name"), r.get("street__name_en")) if shown else None
        made.append(Sum(r.get("measure", ""), street, r["n"], r["fen"], r.get("outcome", ""), r["known"]))
    return made


# ---- lists of the office ----


def lists_of(policy: Policy) -> QuerySet[OfficeList]:
    """Return the lists of the office, the newest first, with the number and the sum of their rows."""
    kept = Q(rows__entitled=True, rows__left_out="")
    found = OfficeList.objects.filter(policy=policy.name).select_related("made_by", "confirmed_by")
    return found.annotate(kept=Count("rows", filter=kept), cases=Count("rows__case")).order_by("-id")


def find_list(policy: Policy, id: int) -> OfficeList | None:
    """Return a list by its id."""
    return lists_of(policy).filter(pk=id).first()


def rows_of(found: OfficeList) -> QuerySet[ListRow]:
    """Return the rows of a list with their cases."""
    return ListRow.objects.filter(list=found).select_related("filer__street", "case", "row").order_by("no")


@dataclass(frozen=True)
class Paid:
    """How the rows of lists were paid: how many, the last day, and the fewest and most days from the confirmation.

    `days`: None where nothing is paid.
    """

    rows: int = 0
    last: dt.date | None = None
    days: tuple[int, int] | None = None


def paid_by_list(lists: Iterable[OfficeList]) -> dict[int, Paid]:
    """Return for each list how its rows were paid, counted from the day on which it was confirmed."""
    confirmed = {found.pk: found.confirmed_at for found in lists if found.confirmed_at is not None}
    paid = ListRow.objects.filter(Exists(_paid_lines()), list__in=confirmed, case__closed_at__isnull=False)
    days: dict[int, list[dt.date]] = {}
    for id, at in paid.values_list("list", "case__closed_at"):
        days.setdefault(id, []).append(_day(at))
    return {id: _paid(days.get(id, []), _day(at)) for id, at in confirmed.items()}


def paid_in_all(lists: Iterable[OfficeList]) -> Paid:
    """Return how the rows of some lists were paid, as one figure."""
    each = [paid for paid in paid_by_list(lists).values() if paid.days is not None]
    if not each:
        return Paid()
    fewest, most = min(p.days[0] for p in each if p.days), max(p.days[1] for p in each if p.days)
    return Paid(sum(p.rows for p in each), max(p.last for p in each if p.last), (fewest, most))


def _paid(on: Sequence[dt.date], confirmed: dt.date) -> Paid:
    return Paid(len(on), max(on), ((min(on) - confirmed).days, (max(on) - confirmed).days)) if on else Paid()


def _day(at: dt.datetime) -> dt.date:
    return timezone.localtime(at, civil.SHANGHAI).date()


def _paid_lines() -> Any:
    return Line.objects.filter(case=OuterRef("case"), state="paid")


def not_wanted(found: OfficeList) -> dict[str, str]:
    """Return key of a row -> why its party gave it up, after the list was made."""
    refused = Offer.objects.filter(
        policy=found.policy, measure=found.measure, state=State.REFUSED, answered_at__gte=found.made_at,
        key__in=ListRow.objects.filter(list=found).values("key"),
    )  # fmt: skip
    return dict(refused.order_by("id").values_list("key", "reason"))


def listed(policy: Policy, code: str) -> tuple[int, int]:
    """Return how many rows a list of a measure would have now, and their sum in fen."""
    rows = Entitled.objects.filter(screening=last_screening(policy), measure=code, outcome=Outcome.LISTED)
    rows = rows.exclude(amount_fen=None)
    return rows.count(), rows.aggregate(sum=Total("amount_fen"))["sum"] or 0


def kept_fen(found: OfficeList) -> int:
    """Return the sum of the rows of a list that were not left out."""
    kept = rows_of(found).filter(entitled=True, left_out="")
    return kept.aggregate(sum=Total("amount_fen"))["sum"] or 0


def unopened(found: OfficeList) -> int:
    """Return how many rows of a confirmed list have no case."""
    return rows_of(found).filter(entitled=True, left_out="", case=None).count() if found.confirmed_at else 0


def given_up_before(policy: Policy, code: str, filers: Sequence[Party], before: dt.datetime) -> dict[int, Offer]:
    """Return party -> the last time that it did not want a measure, or gave it up, before an hour."""
    records = parties.records_by_party(filers)
    refused = Offer.objects.filter(
        policy=policy.name, measure=code, state=State.REFUSED, filer__in=records, answered_at__lt=before
    )
    return {records[offer.filer_id]: offer for offer in refused.order_by("answered_at", "id")}


def waiting_lists(policy: Policy) -> dict[str, OfficeList]:
    """Return measure -> the list of the office that waits for its second person."""
    waiting = OfficeList.objects.filter(policy=policy.name, confirmed_at=None, dropped_at=None)
    return {found.measure: found for found in waiting}


def near_rows(policy: Policy, code: str) -> QuerySet[Entitled]:
    """Return the rows that the last screening found to miss a measure of the office narrowly, with who they stand for."""
    rows = Entitled.objects.filter(screening=last_screening(policy), measure=code, outcome=Outcome.NEAR)
    return rows.exclude(filer=None).select_related("filer").order_by("id")


def had_by_office(policy: Policy, code: str) -> dict[str, int]:
    """Return outcome -> rows of a measure that the last screening found with a case, paid, or not wanted."""
    told = (Outcome.CLAIMED, Outcome.PAID, Outcome.REFUSED)
    rows = Entitled.objects.filter(screening=last_screening(policy), measure=code, outcome__in=told)
    return dict(rows.order_by().values_list("outcome").annotate(n=Count("id")))
