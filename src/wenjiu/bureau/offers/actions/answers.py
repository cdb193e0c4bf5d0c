"""Who is offered something accepts it, which becomes a filing, or does not want it."""

from __future__ import annotations

import base64
from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext as _

from wenjiu.bureau import clock, key_ring
from wenjiu.bureau.access import scopes
from wenjiu.bureau.audit.actions import record, record_read
from wenjiu.bureau.cases import drafting, findings, granting, locking
from wenjiu.bureau.cases.actions import drafts
from wenjiu.bureau.cases.actions import filing as filings
from wenjiu.bureau.cases.actions.filing import end_pause
from wenjiu.bureau.cases.actions.steps import move
from wenjiu.bureau.cases.duties import may_file_for
from wenjiu.bureau.cases.errors import CaseRefused, Outdated, refusing
from wenjiu.bureau.cases.events import case_event
from wenjiu.bureau.cases.models import Award, Case, Filing
from wenjiu.bureau.offers.finding import found_rows, keys_of_party
from wenjiu.bureau.offers.models import ListRow, Offer, Screening, State
from wenjiu.bureau.offers.weighing import weigh
from wenjiu.bureau.parties import queries as parties
from wenjiu.bureau.parties.models import Party
from wenjiu.bureau.registry.models import Row
from wenjiu.bureau.writes import action
from wenjiu.rules.policy import Policy

LONGEST_REASON = 300
#: Why the numbers of the people on a list are read.
READ_REASON = "按登记的名单预填申报"


@refusing
@action
def draft_from_offers(*, actor: Any, policy: Policy, filer: Party, code: str) -> Filing:
    """Open the filing of all open offers of one measure to one party, pre-filled from the registers, and return it.

    Asked again, it is the same filing; after it was sent, the sent one.

    Raises:
        CaseRefused: nothing is offered, or the actor may not file for the party.
    """
    may_file_for(actor, filer)
    offers = _locked(policy, filer, code)
    if not offers:
        return _sent(policy, filer, code)
    key = f"offer:{code}:{offers[0].pk}:"
    dropped = Filing.objects.filter(filer=filer, intent_key__startswith=key, dropped_at__isnull=False).count()
    filing = drafts.open_filing(actor=actor, policy=policy, filer=filer, measures=[code], intent_key=f"{key}{dropped}")
    if _fresh(filing) and any(offer.filing_id != filing.pk for offer in offers):
        _fill(actor, policy, filing, [offer.subject for offer in offers if offer.subject is not None])
        Offer.objects.filter(pk__in=[offer.pk for offer in offers]).update(filing=filing)
        record(actor=actor, kind="offer.taken_up", subject=filing, data={"offers": [offer.pk for offer in offers]})
    return filing


@refusing
@action
def draft_from_registers(*, actor: Any, policy: Policy, filer: Party, code: str, turned_down: bool = False) -> Filing:
    """Open a filing of one measure with whomever the registers show as entitled and nobody has claimed, and return it.

    Asked again, it is the same filing until that one is sent or dropped; where nobody is left, it is the sent one.

    Args:
        turned_down: with what the party said that it does not want, too.

    Raises:
        CaseRefused: nothing is left and nothing was sent, the party does not file the measure, or the actor may not file for the party.
    """
    may_file_for(actor, filer)
    drafting.check_opener(policy, code, filer, "applicant")
    today = clock.today()
    keys = keys_of_party(policy, code, filer, today)[: drafts.MOST_LINES]
    found = weigh(policy, code, found_rows(policy, code, keys, today), today)
    free = [w for w in found if w.open or (turned_down and w.turned_down)]
    if not free:
        return _sent(policy, filer, code)
    key = f"turned-down:{code}:" if turned_down else f"registers:{code}:"
    over = Filing.objects.filter(filer=filer, intent_key__startswith=key).exclude(submitted_at=None, dropped_at=None)
    filing = drafts.open_filing(
        actor=actor, policy=policy, filer=filer, measures=[code], intent_key=f"{key}{over.count()}"
    )
    filing = locking.lock_filing(filing.pk)
    if _fresh(filing):
        _fill(actor, policy, filing, [w.subject for w in free if w.subject is not None])
    return filing


def _fresh(filing: Filing) -> bool:
    return filing.submitted_at is None and filing.version == 1 and not filing.draft["lines"]


def _fill(actor: Any, policy: Policy, filing: Filing, people: Sequence[Party]) -> None:
    """Put people into the roster of a new draft, where its measure has one."""
    [code] = filing.draft["measures"]
    if people and policy.claims[code].many and filing.filer.kind != Party.Kind.PERSON:
        _put_people(actor, filing, list(dict.fromkeys(people)))


def _locked(policy: Policy, filer: Party, code: str) -> list[Offer]:
    """Lock the open offers of one measure to one party."""
    found = Offer.objects.select_for_update(of=("self",)).filter(
        policy=policy.name, filer__in=parties.same_party_ids(filer), measure=code, state=State.OPEN
    )
    return list(found.select_related("subject", "row").order_by("id"))


def _sent(policy: Policy, filer: Party, code: str) -> Filing:
    """Return the filing that the last offers of a measure became."""
    found = Offer.objects.filter(
        policy=policy.name, filer__in=parties.same_party_ids(filer), measure=code, state=State.ACCEPTED
    )
    last = found.select_related("filing").order_by("-answered_at", "-id").first()
    if last is None or last.filing is None:
        raise CaseRefused(_("现在没有等您答复的这项补贴。请回到“我可以享受什么”看最新情况。"), code="none")
    return last.filing


def _put_people(actor: Any, filing: Filing, people: Sequence[Party]) -> None:
    """Put people of the registers into the roster of a draft. Reading their numbers leaves a trace that they see."""
    lines = []
    for person in people:
        number = key_ring.encrypt(parties.number_of(person), drafting.PURPOSE)
        record_read(actor=actor, party=person, field="id_number", reason=READ_REASON)
        lines.append(
            {
                "party": person.pk,
                "number": base64.b64encode(number).decode(),
                "tail": person.id_tail,
                "name": person.name,
                "facts": {},
                "unread": {},
                "faults": [],
            }
        )
    filing.draft["lines"] = lines
    filing.version += 1
    filing.save(update_fields=["draft", "version"])


@refusing
@action
def accept_offers(*, actor: Any, filing_id: int, street: Any = None) -> list[Case]:
    """Send the filing that was opened from offers, and mark these as accepted. Sent again, the cases are the same.

    Raises:
        CaseRefused: the filing cannot be sent.
    """
    filing = locking.lock_filing(filing_id)
    fresh = filing.submitted_at is None
    cases = filings.submit_filing(actor=actor, filing_id=filing_id, street=street)
    if fresh:
        offers = list(
            Offer.objects.select_for_update(of=("self",)).filter(filing=filing, state=State.OPEN).order_by("id")
        )
        for case in cases:
            stand_on_rows(case, [offer for offer in offers if offer.measure == case.measure])
        ids = [offer.pk for offer in offers]
        Offer.objects.filter(pk__in=ids).update(state=State.ACCEPTED, answered_by=actor, answered_at=clock.now())
        record(actor=actor, kind="offer.accepted", subject=filing, data={"offers": ids})
    return cases


def stand_on_rows(case: Case, offers: Sequence[Offer]) -> None:
    """Let each line of a case stand on the register row of its offer, where the filing alone does not name it."""
    by_subject = {offer.subject_id: offer.row for offer in offers if offer.row is not None}
    put_rows(case, by_subject)


def put_rows(case: Case, by_subject: dict[int | None, Row]) -> None:
    """Give lines the row of their subject (None: the only one), and assess the case again where that changed one."""
    changed = False
    for line in case.lines.filter(row=None).prefetch_related("roles"):
        ids = {role.party_id for role in line.roles.all()}
        row = next((row for party, row in by_subject.items() if party in ids), by_subject.get(None))
        if row is not None:
            line.row, changed = row, True
            line.save(update_fields=["row"])
    if changed:
        findings.assess_and_raise(case)


@action
def refuse_offers(*, actor: Any, policy: Policy, filer: Party, code: str, reason: str) -> int:
    """Say that a party does not want what it is offered of one measure; return how many offers that ends.

    Raises:
        CaseRefused: no reason is given, or nothing is offered any more.
    """
    may_file_for(actor, filer)
    reason = _reason(reason)
    offers = _locked(policy, filer, code)
    if not offers:
        raise CaseRefused(_("现在没有等您答复的这项补贴。请回到“我可以享受什么”看最新情况。"), code="none")
    ids = [offer.pk for offer in offers]
    Offer.objects.filter(pk__in=ids).update(
        state=State.REFUSED, reason=reason, answered_by=actor, answered_at=clock.now()
    )
    record(actor=actor, kind="offer.refused", subject=offers[0], data={"offers": ids, "reason": reason})
    return len(ids)


def _reason(text: str) -> str:
    text = text.strip()[:LONGEST_REASON]
    if not text:
        raise CaseRefused(_("请写一句为什么不要，例如“人已经离职”。这样以后不会再提醒您。"), code="reason")
    return text


@refusing
@action
def give_up(*, actor: Any, case_id: int, seen_version: int, reason: str) -> Case:
    """Give up what the office opened for a party by itself, up to the payment: its lines end, the money is free again.

    Raises:
        CaseRefused: the office did not open it, it is over, no reason is given, or the money is at the bank.
        Outdated: somebody changed the case since the page was shown.
        Forbidden: the actor does not act for the party.
    """
    case = locking.lock_case(case_id)
    if not scopes.may_act_for(actor, case.filing.filer):
        raise scopes.Forbidden(f"case {case.number}")
    if case.filing.origin != "office":
        raise CaseRefused(_("这是您自己申报的，请用“撤回申报”。"), code="origin")
    if case.version != seen_version:
        raise Outdated(_("这个案件刚有变化。请看过最新情况再放弃。"), code="outdated")
    reason = _reason(reason)
    lines = list(case.lines.exclude(state__in=["refused", "ended", "paid"]))
    if case.closed_at is not None or not lines:
        raise CaseRefused(_("这个案件已经办完，不能再放弃。"), code="over")
    granting.end_awards(actor, list(Award.objects.filter(line__in=lines, live=True).order_by("id")))
    case.lines.filter(pk__in=[line.pk for line in lines]).update(state="ended")
    end_pause(case)
    move(case, "ended")
    _keep_refusal(actor, case, reason)
    case_event(actor, case, "given_up", reason=reason)
    return case


@refusing
@action
def refuse_listing(*, actor: Any, policy: Policy, filer: Party, code: str, reason: str) -> int:
    """Say that a party does not want what the office would list it for by itself; return how many rows that are.

    The rows of a list that waits are left out with the reason. What has a case already is given up there (`give_up`).

    Raises:
        CaseRefused: no reason is given, the registers show nothing that waits, or no screening has run.
    """
    may_file_for(actor, filer)
    reason, today = _reason(reason), clock.today()
    run = Screening.objects.filter(policy=policy.name).order_by("-id").first()
    keys = keys_of_party(policy, code, filer, today)
    free = [w for w in weigh(policy, code, found_rows(policy, code, keys, today), today) if w.open]
    if not free or run is None:
        raise CaseRefused(_("现在没有要给您列进名单的。已经立案的，请打开那个案件放弃。"), code="none")
    waiting = ListRow.objects.filter(list__confirmed_at=None, list__dropped_at=None, entitled=True)
    for w in free:
        assert w.filer is not None
        _keep_refused(
            actor, reason, run, measure=code, key=w.found.key, row=w.found.row, filer=w.filer, group=w.group,
            claim_key=w.claim_key, amount_fen=w.assessed.amount_fen,
        )  # fmt: skip
        said = (_("单位不要：%(reason)s") % {"reason": reason})[:LONGEST_REASON]
        waiting.filter(list__policy=policy.name, list__measure=code, key=w.found.key).update(left_out=said)
    record(actor=actor, kind="listing.refused", subject=filer, data={"measure": code, "reason": reason})
    return len(free)


def _keep_refusal(actor: Any, case: Case, reason: str) -> None:
    """Keep that the party does not want it, so that no later list has it."""
    listed = getattr(case, "office_row", None)
    run = Screening.objects.filter(policy=case.policy).order_by("-id").first() if listed is not None else None
    if listed is None or run is None:
        return
    _keep_refused(
        actor, reason, run, measure=case.measure, key=listed.key, row=listed.row, filer=listed.filer,
        group=case.measure, claim_key=listed.claim_key, amount_fen=listed.amount_fen,
    )  # fmt: skip


def _keep_refused(actor: Any, reason: str, run: Screening, **about: Any) -> None:
    """Keep a refusal as an offer that was answered: a screening looks there for what is not wanted."""
    today = clock.today()
    Offer.objects.create(
        policy=run.policy, street_id=about["filer"].street_id, screening=run, made_on=today, seen_on=today,
        state=State.REFUSED, answered_by=actor, answered_at=clock.now(), reason=reason, **about,
    )  # fmt: skip
