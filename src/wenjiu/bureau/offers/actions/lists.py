"""Lists of those to whom the office pays without an application: one person makes a list, another confirms it."""

from __future__ import annotations

from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from wenjiu.bureau import clock
from wenjiu.bureau.access import scopes
from wenjiu.bureau.audit.actions import record
from wenjiu.bureau.cases import flows
from wenjiu.bureau.cases.actions import drafts, steps
from wenjiu.bureau.cases.actions import filing as filings
from wenjiu.bureau.cases.duties import OFFICE
from wenjiu.bureau.cases.errors import CaseRefused, refusing
from wenjiu.bureau.cases.models import Case
from wenjiu.bureau.offers.actions.answers import put_rows
from wenjiu.bureau.offers.finding import found_rows, keys_of_party
from wenjiu.bureau.offers.logic import why_not, without_value
from wenjiu.bureau.offers.models import Entitled, ListRow, OfficeList, Outcome, Screening
from wenjiu.bureau.offers.weighing import Weighed, by_office, weigh
from wenjiu.bureau.parties import queries as parties
from wenjiu.bureau.parties.models import Party
from wenjiu.bureau.writes import action
from wenjiu.rules.language.text import LISTED
from wenjiu.rules.policy import Policy

LONGEST = 300


def _check(actor: Any) -> None:
    if not scopes.districts_of(actor, *OFFICE):
        raise scopes.Forbidden("lists of the office")


@refusing
@action
def make_list(*, actor: Any, policy: Policy, code: str) -> OfficeList:
    """List whom the last screening found entitled to a measure of the office, with the near misses, and return the list.

    Raises:
        Forbidden: the actor has no such post for the district.
        CaseRefused: people apply for it, no screening has ended, a list waits already, or there is nobody to list.
    """
    _check(actor)
    if code not in policy.claims or not by_office(policy.claims[code]):
        raise CaseRefused(_("这项补贴要由申请人申报，不能由经办部门列名单。"), code="measure")
    run = Screening.objects.filter(policy=policy.name, ended_at__isnull=False).order_by("-id").first()
    rows = Entitled.objects.filter(
        screening=run, measure=code, outcome__in=[Outcome.LISTED, Outcome.NEAR], filer__isnull=False
    )
    found = sorted(rows.select_related("filer"), key=lambda row: (not _payable(row), row.filer.name, row.pk))
    if not any(map(_payable, found)):
        if names := without_value(policy, code, clock.today(), flows.lang()):
            raise CaseRefused(
                _("现在算不出金额：%(names)s没有数值。请政策管理员先在“规则和期限”里按文件填上，再筛查、列名单。")
                % {"names": LISTED(flows.lang()).join(names)},
                code="figures",
            )
        raise CaseRefused(_("登记里没有可以列进名单的。请先筛查登记表，再列名单。"), code="nobody")
    made = OfficeList(policy=policy.name, measure=code, screening=run, made_by=actor, made_at=clock.now())
    try:
        with transaction.atomic():
            made.save(force_insert=True)
    except IntegrityError as error:
        raise CaseRefused(_("这项补贴已经有一份名单在等复核。请先复核或作废那一份。"), code="waits") from error
    ListRow.objects.bulk_create(
        ListRow(
            list=made, no=no, key=row.key, row_id=row.row_id, filer_id=row.filer_id, claim_key=row.claim_key,
            entitled=_payable(row), amount_fen=row.amount_fen, why="" if _payable(row) else _why(row),
        )
        for no, row in enumerate(found, start=1)
    )  # fmt: skip
    record(actor=actor, kind="list.made", subject=made, data={"measure": code, "rows": len(found)})
    return made


def _payable(row: Entitled) -> bool:
    return row.outcome == Outcome.LISTED and row.amount_fen is not None


def _why(row: Entitled) -> str:
    return row.why or (_("符合，但金额还定不下来：标准没有设定") if row.outcome == Outcome.LISTED else _("不符合"))


def _locked(list_id: int, policy: Policy) -> OfficeList:
    found = OfficeList.objects.select_for_update(of=("self",)).filter(pk=list_id, policy=policy.name).first()
    if found is None:
        raise scopes.Forbidden(f"list {list_id}")
    return found


def _waits(found: OfficeList) -> None:
    if found.confirmed_at is not None:
        raise CaseRefused(_("这份名单已经复核过，不能再改。"), code="confirmed")
    if found.dropped_at is not None:
        raise CaseRefused(_("这份名单已经作废。"), code="dropped")


@refusing
@action
def leave_out(*, actor: Any, policy: Policy, list_id: int, no: int, reason: str) -> ListRow:
    """Take a row off a list that waits, with a reason; with an empty reason a row comes back.

    Raises:
        CaseRefused: the list is confirmed or dropped, or it has no such row.
    """
    _check(actor)
    found = _locked(list_id, policy)
    _waits(found)
    row = ListRow.objects.filter(list=found, no=no, entitled=True).first()
    if row is None:
        raise CaseRefused(_("名单里没有第%(no)s行。") % {"no": no}, code="row")
    row.left_out = reason.strip()[:LONGEST]
    row.save(update_fields=["left_out"])
    record(actor=actor, kind="list.left_out", subject=found, data={"no": no, "reason": row.left_out})
    return row


@refusing
@action
def add_row(*, actor: Any, policy: Policy, list_id: int, number: str, reason: str) -> ListRow:
    """Add an organisation or a person to a list that waits, by its number, where the screening missed it.

    The registers are asked again as they are now. Who made the list adds; so another person confirms every row of it.

    Args:
        number: as typed.
        reason: why the screening missed it.

    Raises:
        CaseRefused: the actor did not make the list, the registers do not show the party as entitled, or it is listed.
    """
    _check(actor)
    found = _locked(list_id, policy)
    _waits(found)
    if found.made_by_id != actor.pk:
        raise CaseRefused(_("要加一行，请让列名单的人来加，再由您复核。"), code="maker")
    if not reason.strip():
        raise CaseRefused(_("请写为什么加，例如“登记表昨天才导入”。"), code="reason")
    w = _weighed(policy, found.measure, _party(number))
    assert w.filer is not None
    known = ListRow.objects.filter(list=found, key=w.found.key).first()
    if known is not None and known.entitled:
        raise CaseRefused(_("名单里已经有了，在第%(no)s行。") % {"no": known.no}, code="listed")
    last = ListRow.objects.filter(list=found).order_by("-no").values_list("no", flat=True).first() or 0
    row = known or ListRow(list=found, no=last + 1, key=w.found.key)
    row.row, row.filer, row.claim_key = w.found.row, w.filer, w.claim_key
    row.entitled, row.amount_fen, row.why, row.added = True, w.assessed.amount_fen, "", reason.strip()[:LONGEST]
    row.save()
    record(actor=actor, kind="list.added", subject=found, data={"no": row.no, "reason": row.added})
    return row


def _party(number: str) -> Party:
    """Return the party with a number. Raise CaseRefused where none is known."""
    for id_type in Party.IdType.values:
        try:
            party = parties.find(id_type, number)
        except ValueError:
            continue
        if party is not None:
            return party
    raise CaseRefused(
        _("登记里没有号码以“%(tail)s”结尾的这一个。请核对号码，或先在登记表里导入。") % {"tail": number.strip()[-4:]},
        code="number",
    )


def _weighed(policy: Policy, code: str, party: Party) -> Weighed:
    """Return the row by which a party can have a measure now. Raise CaseRefused with why where there is none."""
    today = clock.today()
    keys = keys_of_party(policy, code, party, today)
    weighed = weigh(policy, code, found_rows(policy, code, keys, today), today)
    free = [w for w in weighed if w.open and w.assessed.amount_fen is not None]
    if free:
        return free[0]
    said = next((w.why or why_not(policy, w.assessed.answer, flows.lang()) for w in weighed), "")
    raise CaseRefused(
        _("“%(name)s”现在不能列：%(why)s。登记有误的，请先更正登记，再加。")
        % {"name": party.name, "why": said.rstrip("。") or _("登记里没有它的这一项")},
        code="not_entitled",
    )


@refusing
@action
def drop_list(*, actor: Any, policy: Policy, list_id: int, reason: str) -> OfficeList:
    """Drop a list that waits. Raise CaseRefused without a reason."""
    _check(actor)
    found = _locked(list_id, policy)
    _waits(found)
    if not reason.strip():
        raise CaseRefused(_("请写为什么作废，例如“登记表有更新，重新列”。"), code="reason")
    found.dropped_at, found.reason = clock.now(), reason.strip()[:LONGEST]
    found.save(update_fields=["dropped_at", "reason"])
    record(actor=actor, kind="list.dropped", subject=found, data={"reason": found.reason})
    return found


def confirm_list(actor: Any, policy: Policy, list_id: int) -> tuple[int, int]:
    """Confirm a list that another person made, and open a case for each row that is kept.

    Each row is a transaction of its own. Confirmed again, the rows without a case are tried once more.
    Return how many cases there are, and how many rows have none.

    Raises:
        CaseRefused: the actor made the list, or it is dropped.
    """
    confirmed = _confirm(actor=actor, policy=policy, list_id=list_id)
    opened = problems = 0
    for row in ListRow.objects.filter(list=confirmed, entitled=True, left_out="").order_by("no"):
        if row.case_id is None:
            try:
                _open_row(actor=actor, policy=policy, row_id=row.pk)
            except CaseRefused as refused:
                _note_problem(actor=actor, row_id=row.pk, text=refused.text)
                problems += 1
                continue
        opened += 1
    return opened, problems


@refusing
@action
def _confirm(*, actor: Any, policy: Policy, list_id: int) -> OfficeList:
    _check(actor)
    found = _locked(list_id, policy)
    if found.made_by_id == actor.pk:
        raise CaseRefused(_("名单是您列的，请由另一位区级审核人员复核。"), code="same_person")
    if found.confirmed_at is not None:
        if found.confirmed_by_id != actor.pk:
            raise CaseRefused(_("这份名单已经由别人复核过了。"), code="confirmed")
        return found
    _waits(found)
    found.confirmed_by, found.confirmed_at = actor, clock.now()
    found.save(update_fields=["confirmed_by", "confirmed_at"])
    record(actor=actor, kind="list.confirmed", subject=found, data={"measure": found.measure})
    return found


@refusing
@action
def _open_row(*, actor: Any, policy: Policy, row_id: int) -> Case:
    """Open the case of one row in the name of who made the list; both take their steps: listed, and confirmed."""
    row = ListRow.objects.select_for_update(of=("self",)).select_related("list__made_by", "filer", "row").get(pk=row_id)
    if row.case_id is not None:
        return Case.objects.get(pk=row.case_id)
    made = row.list
    filing = drafts.open_filing(
        actor=made.made_by, policy=policy, filer=row.filer, measures=[made.measure],
        intent_key=f"list:{made.pk}:{row.no}", origin="office",
    )  # fmt: skip
    [case] = filings.submit_filing(actor=made.made_by, filing_id=filing.pk)
    if row.row is not None:
        put_rows(case, {None: row.row})
    said = _("名单%(list)s第%(no)s行，%(day)s列出") % {
        "list": made.pk, "no": row.no, "day": clock.day_in_words(made.made_at),
    }  # fmt: skip
    for person, reason in ((made.made_by, said), (actor, _("名单%(list)s已复核") % {"list": made.pk})):
        case.refresh_from_db()
        step = flows.flow_of(case).step(case.state)
        forward = next(outcome.code for outcome in step.outcomes.values() if outcome.kind == "next")
        steps.take_step(
            actor=person, case_id=case.pk, step=step.code, outcome=forward, seen_version=case.version, reason=reason
        )
    row.case, row.problem = case, ""
    row.save(update_fields=["case", "problem"])
    return case


@action
def _note_problem(*, actor: Any, row_id: int, text: str) -> None:
    ListRow.objects.filter(pk=row_id, case=None).update(problem=text[:LONGEST])
