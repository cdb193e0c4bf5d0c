"""What a screening found is stored: offers are made, renewed and ended."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby
from operator import itemgetter
from typing import Any

from django.db.models import Count, Exists, OuterRef, QuerySet, Sum
from django.utils.translation import gettext as _

from wenjiu.bureau import clock
from wenjiu.bureau.audit.actions import record
from wenjiu.bureau.cases import flows
from wenjiu.bureau.offers.finding import found_rows
from wenjiu.bureau.offers.logic import why_not
from wenjiu.bureau.offers.models import Entitled, Offer, Outcome, Screening, State
from wenjiu.bureau.offers.storing import make_offers, renew_offers, store_entitled
from wenjiu.bureau.offers.weighing import LONGEST_WHY, Weighed, by_office, weigh
from wenjiu.bureau.writes import action
from wenjiu.rules.policy import Policy

#: Rows that are written in one statement.
BATCH = 500
#: Outcomes under which a row waits for somebody to claim it.
WAITING = (Outcome.OFFERED, Outcome.LISTED)


@action
def begin(*, actor: Any, policy: Policy) -> Screening:
    """Return the screening of today that was interrupted, or begin one. One of another day is closed as it is."""
    today = clock.today()
    unfinished = Screening.objects.filter(policy=policy.name, ended_at=None).first()
    if unfinished is not None and (unfinished.on, unfinished.rules_version) == (today, policy.rules_version):
        return unfinished
    if unfinished is not None:
        Entitled.objects.filter(screening=unfinished).delete()
        Screening.objects.filter(pk=unfinished.pk).update(ended_at=clock.now())
    made: Screening = Screening.objects.create(
        policy=policy.name,
        rules_version=policy.rules_version,
        on=today,
        by=None if isinstance(actor, str) else actor,
        started_at=clock.now(),
    )
    record(actor=actor, kind="screening.begun", subject=made, data={"policy": policy.name, "on": today.isoformat()})
    return made


@action
def take(*, actor: Any, policy: Policy, screening: Screening, weighed: Sequence[Weighed]) -> None:
    """Store rows of one measure that the screening found entitled, and make or renew their offers.

    Of rows with one claim key, in one measure or in several of a group, the one with the largest amount counts.
    """
    rows = [_entitled(policy, screening, w) for w in weighed]
    waiting = [(w, row) for w, row in zip(weighed, rows, strict=True) if row.outcome in WAITING]
    best: dict[str, Entitled] = {}
    for w, row in waiting:
        if w.claim_key not in best or _more(row, best[w.claim_key]):
            best[w.claim_key] = row
    for w, row in waiting:
        if best[w.claim_key] is not row:
            _exclude(policy, row, best[w.claim_key])
    kept = [(w, row) for w, row in waiting if best[w.claim_key] is row]
    if kept:
        _against_other_measures(policy, screening, kept[0][0].group, kept)
    store_entitled(rows)
    _offer(screening, [w for w, row in kept if row.outcome == Outcome.OFFERED])


@action
def take_near(*, actor: Any, policy: Policy, screening: Screening, weighed: Sequence[Weighed]) -> None:
    """Store rows that miss a measure of the office, each with why."""
    lang = flows.lang()
    rows = []
    for w in weighed:
        if w.filer is not None and not w.outcome and w.assessed.eligible in ("no", "unknown"):
            row = _entitled(policy, screening, w)
            row.outcome, row.why = Outcome.NEAR, _near(policy, w, lang)
            rows.append(row)
    store_entitled(rows)


def _near(policy: Policy, w: Weighed, lang: str) -> str:
    said = why_not(policy, w.assessed.answer, lang)
    return (_("还缺：%(names)s") % {"names": said} if w.assessed.eligible == "unknown" else said)[:LONGEST_WHY]


@action
def end(*, actor: Any, policy: Policy, screening: Screening) -> Screening:
    """End a screening: offers that it did not find again end with the reason; what earlier ones stored goes."""
    found = Entitled.objects.filter(screening=screening)
    again = found.filter(outcome=Outcome.OFFERED, measure=OuterRef("measure"), claim_key=OuterRef("claim_key"))
    gone = Offer.objects.filter(~Exists(again), policy=policy.name, state=State.OPEN).order_by("measure", "id")
    listed = list(gone.values_list("measure", "pk"))
    for code, some in groupby(listed, key=itemgetter(0)):
        ids = [id for _code, id in some]
        for start in range(0, len(ids), BATCH):
            _end_offers(policy, code, ids[start : start + BATCH])
    Entitled.objects.filter(policy=policy.name).exclude(screening=screening).delete()
    sums = found.values("outcome").annotate(rows=Count("id"), amount_fen=Sum("amount_fen")).order_by("outcome")
    screening.sums = {s["outcome"]: {"rows": s["rows"], "amount_fen": s["amount_fen"] or 0} for s in sums}
    screening.ended_at = clock.now()
    screening.save(update_fields=["sums", "ended_at"])
    data = {"policy": policy.name, "ended_offers": len(listed), **{k: v["rows"] for k, v in screening.sums.items()}}
    record(actor=actor, kind="screening.ended", subject=screening, data=data)
    return screening


def _entitled(policy: Policy, screening: Screening, w: Weighed) -> Entitled:
    outcome, why = w.outcome, w.why
    if not outcome and w.assessed.eligible != "yes":
        outcome, why = Outcome.OTHERWISE, why_not(policy, w.assessed.answer, flows.lang())[:LONGEST_WHY]
    elif not outcome and w.filer is None:
        outcome = Outcome.NOBODY
    elif not outcome:
        outcome = Outcome.LISTED if by_office(policy.claims[w.code]) else Outcome.OFFERED
    row = w.found.row
    return Entitled(
        screening=screening,
        policy=policy.name,
        measure=w.code,
        key=w.found.key,
        row=row,
        filer=w.filer,
        subject=w.subject,
        street_id=w.filer.street_id if w.filer is not None else None,
        claim_key=w.claim_key,
        amount_fen=w.assessed.amount_fen,
        outcome=outcome,
        why=why,
        case=w.case,
    )


def _more(row: Entitled, other: Entitled) -> bool:
    return (row.amount_fen or 0) > (other.amount_fen or 0)


def _exclude(policy: Policy, row: Entitled, other: Entitled) -> None:
    """Mark a row as one that another one with the same claim key stands before."""
    name = policy.measures[other.measure].name(flows.lang())
    row.outcome, row.why = Outcome.EXCLUDED, _("和“%(name)s”的另一条是同一笔，只能领一次") % {"name": name}


def _against_other_measures(
    policy: Policy, screening: Screening, group: str, kept: Sequence[tuple[Weighed, Entitled]]
) -> None:
    """Compare rows with those of other measures of their group that have the same claim key."""
    codes = [code for code, claim in policy.claims.items() if (claim.group or code) == group]
    others = Entitled.objects.filter(
        screening=screening, measure__in=codes, outcome__in=WAITING, claim_key__among=[w.claim_key for w, _row in kept]
    )
    known = {other.claim_key: other for other in others}
    behind: list[Entitled] = []
    for w, row in kept:
        other = known.get(w.claim_key)
        if other is None:
            continue
        if _more(row, other):
            _exclude(policy, other, row)
            behind.append(other)
        else:
            _exclude(policy, row, other)
    if behind:
        why = behind[0].why  # the rows are of one measure, and all stand behind it
        found = Entitled.objects.filter(pk__among=[other.pk for other in behind])
        found.update(outcome=Outcome.EXCLUDED, why=why)
        open_offers = Offer.objects.filter(policy=policy.name, group=group, state=State.OPEN)
        _end_open(
            open_offers.filter(claim_key__among=[o.claim_key for o in behind]).exclude(measure=kept[0][0].code), why
        )


def _end_open(offers: QuerySet[Offer], reason: str) -> None:
    offers.update(state=State.ENDED, reason=reason, answered_at=clock.now())


def _offer(screening: Screening, weighed: Sequence[Weighed]) -> None:
    """Make an offer for each row, or renew the one that is open."""
    if not weighed:
        return
    first = weighed[0]
    open_offers = Offer.objects.select_for_update().filter(
        policy=screening.policy, group=first.group, claim_key__among=[w.claim_key for w in weighed], state=State.OPEN
    )
    known = {row[0]: row[1:] for row in open_offers.order_by("id").values_list("claim_key", "pk", "measure", "digest")}
    made: list[Weighed] = []
    renewed: dict[int, Weighed] = {}
    others: list[int] = []
    for w in weighed:
        id, measure, _digest = known.get(w.claim_key, (None, None, None))
        if id is not None and measure == w.code:
            renewed[id] = w
            continue
        made.append(w)
        if id is not None:
            others.append(id)
    if others:
        _end_open(Offer.objects.filter(pk__among=others), _("现在可以领另一项，金额更多"))
    make_offers(screening, made)
    renew_offers(screening, {id: digest for id, _measure, digest in known.values()}, renewed)


def _end_offers(policy: Policy, code: str, ids: Sequence[int]) -> None:
    """End open offers of one measure: as accepted where their filing was sent, else with why they no longer hold."""
    lang = flows.lang()
    locked = Offer.objects.select_for_update(of=("self",)).filter(pk__among=ids, state=State.OPEN)
    offers = list(locked.select_related("filing").defer("facts", "answer").order_by("id"))
    weighed = weigh(policy, code, found_rows(policy, code, [o.key for o in offers], clock.today()), clock.today())
    for offer, w in zip(offers, weighed, strict=True):
        sent = offer.filing is not None and offer.filing.submitted_at is not None
        offer.state, offer.answered_at = (State.ACCEPTED if sent else State.ENDED), clock.now()
        said = w.why or why_not(policy, w.assessed.answer, lang)
        offer.reason = "" if sent else (said or _("登记里已经没有这条记录"))[:LONGEST_WHY]
    Offer.objects.bulk_update(offers, ["state", "answered_at", "reason"], batch_size=BATCH)
