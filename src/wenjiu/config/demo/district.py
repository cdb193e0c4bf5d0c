"""The demo district: who is in it, and in which states its cases are."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from wenjiu import policies
from wenjiu.bureau import clock
from wenjiu.bureau.accounts.actions import authorise, ensure_demo_people
from wenjiu.bureau.accounts.models import User
from wenjiu.bureau.areas.models import Area
from wenjiu.bureau.cases.actions import filing, notices
from wenjiu.bureau.cases.duties import VISITOR
from wenjiu.bureau.cases.models import Case, Filing
from wenjiu.bureau.cases.queries.notices import lines_of
from wenjiu.bureau.funds import actions as funds
from wenjiu.bureau.funds.models import Batch, BatchLine
from wenjiu.bureau.parties.actions import ensure_parties
from wenjiu.bureau.parties.models import Party
from wenjiu.config.demo import invented
from wenjiu.config.demo.audited import check_promises, open_number
from wenjiu.config.demo.founders import file_rent_years
from wenjiu.config.demo.making import (
    MAKER,
    District,
    add_people,
    bring_to,
    draft,
    give_account,
    hire,
    register_firm,
    submit,
    take,
)  # fmt: skip
from wenjiu.config.demo.material import FILE, material_of
from wenjiu.config.demo.office import list_and_decide, make_offers
from wenjiu.config.demo.paid import decide_paid
from wenjiu.config.demo.papers import hand_in
from wenjiu.config.demo.programmes import make_programmes
from wenjiu.standards import civil, money

REASON = "演示用预算，没有文件依据"


def make_district(name: str) -> str:
    """Make the demo district of a policy, and return what was made, in words. A second call makes nothing."""
    policy, material = policies.load_policy(name), material_of(name)
    users = {user.username: user for user in ensure_demo_people(actor=MAKER, areas_of_policy=policy.areas)}
    if Filing.objects.exists():
        return "The demo district is there already."
    if material is None:
        return f"There is no demo district of {name}: the policy has no {FILE}."
    area = Area.objects.get(kind=Area.Kind.DISTRICT)
    streets = list(Area.objects.filter(kind=Area.Kind.STREET, parent=area).order_by("code"))
    district = District(policy, material, streets, users, civil.date(civil.today()))
    _budgets(district)
    _firms(district)
    _without_applying(district)
    _other_measures(district)
    check_promises(district)
    _waiting(district)
    _returned_and_paid(district)
    open_number(district)
    _after_decision(district)
    _equal(district)
    file_rent_years(district)
    make_programmes(district)
    make_offers(district)
    return f"The demo district is made: {Case.objects.count()} cases of {len(district.firms)} firms."


def _budgets(district: District) -> None:
    """Set the budgets by two people, and leave one change that waits for the second."""
    maker, releaser = district.users["demo-maker"], district.users["demo-releaser"]
    for year in sorted({district.ago(120).year, district.today.year}):
        for group, yuan in district.material.budgets.items():
            change = funds.set_budget(
                actor=maker, policy=district.policy.name, group=group, source="district", year=year,
                amount_fen=yuan * 100, reason=REASON,
            )  # fmt: skip
            funds.confirm_budget_change(actor=releaser, change=change)
    budget = change.budget
    funds.propose_budget_change(actor=maker, budget=budget, amount_fen=5_000_000, reason="演示：等待另一人确认的追加")


def _firms(district: District) -> None:
    """Add ten firms in the first street, with the agent of the demo, and three in the second."""
    first, second = district.streets[:2]
    made = ensure_parties(actor=MAKER, rows=[invented.firm(n, (first if n <= 10 else second).pk) for n in range(1, 14)])
    own = [district.users[name].authorisations.get().organisation for name in ("demo-firm", "demo-firm-2")]
    agent, other = district.users["demo-firm"], district.users["demo-firm-2"]
    for n, party in enumerate([*own, *made], start=1):
        register_firm(district, party, district.ago(900 + 10 * n))
        party_agent = other if party.street_id == second.pk else agent
        authorise(actor=MAKER, user=party_agent, organisation=party)
        give_account(district, party, n, party_agent)
    district.firms = [*own, *made]


def _without_applying(district: District) -> None:
    """Pay firms that nobody applied for, from the list to the money."""
    cases, day = list_and_decide(district, REASON)
    _notice(district, cases, day + dt.timedelta(days=1), day + dt.timedelta(days=8))
    batch = _batch(district, day + dt.timedelta(days=10), release=True)
    _read_return(district, batch, day + dt.timedelta(days=12), returned=())


def _roster(district: District, firm: Party, count: int, filed: int, papers: bool = False) -> Case:
    """File one roster of hires so many days ago, with its papers or without, and return its case."""
    agent = _agent(district, firm)
    people = add_people(district, count)
    hire(district, firm, people, district.ago(filed + 30))
    measure = district.material.roster["measure"]
    made = draft(district, agent, firm, [measure], district.ago(filed), people)
    if papers:
        with clock.working_on(district.ago(filed)):
            hand_in(district, made, measure)
    [case] = submit(agent, made, district.ago(filed))
    return case


def _agent(district: District, firm: Party) -> User:
    return district.users["demo-firm-2" if firm.street_id == district.streets[1].pk else "demo-firm"]


def _waiting(district: District) -> None:
    """Leave a draft, and cases that wait for each step of the review."""
    own, other = district.firms[:2]
    people = add_people(district, 4)
    hire(district, own, people, district.ago(20))
    draft(district, district.users["demo-firm"], own, [district.material.roster["measure"]], district.ago(1), people)
    for n, (state, filed) in enumerate((("accept", 1), ("accept", 9), ("first", 5), ("second", 8), ("decide", 9))):
        bring_to(district, _roster(district, district.firms[2 + n], 3 + n, filed), state, district.ago(filed))
    _roster(district, other, 5, 2)
    correcting = _roster(district, district.firms[7], 4, 6)
    items = [district.material.roster["correct"]]
    take(district, correcting, "accept", "correct", district.ago(4), items=items)
    withdrawn = _roster(district, district.firms[8], 2, 12)
    with clock.working_on(district.ago(11)):
        filing.withdraw_case(
            actor=_agent(district, district.firms[8]), case_id=withdrawn.id, seen_version=withdrawn.version,
            reason="名单有误，核对后重报",
        )  # fmt: skip
    _refused_with_near_miss(district, district.firms[0])


def _equal(district: District) -> None:
    """Leave cases that are equal and have their papers, so that one official can take the same step of all of them."""
    for n in range(4):
        bring_to(district, _roster(district, district.firms[3 + n], 1, 3, papers=True), "first", district.ago(3))


def _refused_with_near_miss(district: District, firm: Party) -> None:
    """Refuse a firm with two residents, one too few; it can file again when it has more."""
    agent, refused = _agent(district, firm), district.material.refused
    hire(district, firm, add_people(district, 2), district.ago(200))
    made = draft(district, agent, firm, [refused["measure"]], district.ago(40))
    [case] = submit(agent, made, district.ago(40))
    take(district, case, "accept", "accepted", district.ago(39))
    for ago, (step, outcome) in zip((37, 36, 35), district.material.against.items(), strict=True):
        take(district, case, step, outcome, district.ago(ago), reason=refused["reason"])


def _decided(district: District, firm: Party, count: int, filed: int) -> Case:
    return bring_to(district, _roster(district, firm, count, filed), "notice", district.ago(filed))


def _notice(district: District, cases: Sequence[Case], day: dt.date, end: dt.date | None) -> None:
    """Publish a notice on a day, and end it on another."""
    official = district.users["demo-district-2"]
    with clock.working_on(day):
        notice = notices.publish_notice(actor=official, case_ids=[case.id for case in cases])
    if end is not None:
        with clock.working_on(max(end, notice.ends_on + dt.timedelta(days=1))):
            notices.end_notice(actor=official, notice_id=notice.id)


def _batch(district: District, day: dt.date, release: bool) -> Batch:
    """Make and freeze a batch of all that waits; release it by another person."""
    with clock.working_on(day):
        batch, _left = funds.make_batch(actor=district.users["demo-maker"], policy=district.policy.name)
        if batch is None:
            raise RuntimeError("the demo has nothing to pay")
        funds.freeze_batch(actor=district.users["demo-maker"], batch=batch)
        if release:
            funds.release_batch(actor=district.users["demo-releaser"], batch=batch)
    return batch


def _other_measures(district: District) -> None:
    """Pay one case of each further measure that the material names."""
    cases = decide_paid(district)
    for case in cases:
        _notice(district, [case], district.ago(108), district.ago(98))
    if cases:
        _read_return(district, _batch(district, district.ago(96), release=True), district.ago(94), returned=())


def _returned_and_paid(district: District) -> None:
    """Pay a firm's roster some months ago; of another batch the bank sends one line back."""
    paid = _decided(district, district.firms[0], 3, 90)
    _notice(district, [paid], district.ago(80), district.ago(70))
    batch = _batch(district, district.ago(68), release=True)
    _read_return(district, batch, district.ago(66), returned=())
    cases = [_decided(district, district.firms[n], 2 + n % 3, 60) for n in (3, 9)]
    _notice(district, cases, district.ago(50), district.ago(40))
    batch = _batch(district, district.ago(38), release=True)
    _read_return(district, batch, district.ago(36), returned=(1,))


def _read_return(district: District, batch: Batch, day: dt.date, returned: Sequence[int]) -> None:
    """Read the bank's answer to a batch: all lines paid but some that come back."""
    lines = list(BatchLine.objects.filter(batch=batch).select_related("obligation").order_by("no"))
    rows = [
        f"{line.reference},{money.yuan(line.obligation.amount_fen)},"
        + ("退回,账户状态异常" if line.no in returned else "成功,")
        for line in lines
    ]
    total = money.yuan(sum(line.obligation.amount_fen for line in lines))
    head = f"批次号,{batch.number},笔数,{len(lines)},合计,{total}\r\n付款流水号,金额,结果,原因\r\n"
    data = (head + "\r\n".join(rows) + f"\r\n结束,{len(lines)}\r\n").encode("gb18030")
    with clock.working_on(day):
        funds.read_return(actor=district.users["demo-maker"], data=data, name=f"回盘-{batch.number}.csv")


def _after_decision(district: District) -> None:
    """Leave a case that waits for its notice, one under a running notice with an objection, and a batch that waits."""
    ready = _decided(district, district.firms[5], 6, 30)
    _notice(district, [ready], district.ago(22), district.ago(12))
    _batch(district, district.ago(2), release=False)
    _decided(district, district.firms[6], 3, 14)
    shown = _decided(district, district.firms[4], 4, 13)
    _notice(district, [shown], district.ago(2), None)
    about = lines_of(shown.lines.first().notices.get().notice)[0]
    with clock.working_on(district.ago(1)):
        notices.object_to(actor=VISITOR, notice_line_id=about.id, text="听说这个人已经不在这家单位了，请核实。")
