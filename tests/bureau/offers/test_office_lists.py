"""免申即享: the office lists, another confirms, cases follow; a firm can refuse before the payment. All is invented."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.core.management import call_command
from tests.bureau.cases import scene as bureau
from tests.bureau.cases.scene import POLICY, SETUP, SINCE, Scene, resident_user, step
from tests.bureau.my_pages import client_of, text
from tests.bureau.registry.people import organisation

from wenjiu.bureau import clock
from wenjiu.bureau.accounts.actions import authorise, create_user
from wenjiu.bureau.cases.errors import CaseRefused
from wenjiu.bureau.cases.models import Case
from wenjiu.bureau.funds.models import Bucket
from wenjiu.bureau.messages.models import Message
from wenjiu.bureau.offers.actions import lists
from wenjiu.bureau.offers.actions.answers import give_up
from wenjiu.bureau.offers.models import Entitled, ListRow, OfficeList
from wenjiu.bureau.offers.weighing import by_office
from wenjiu.bureau.parties.actions import ensure_parties
from wenjiu.bureau.parties.models import Party
from wenjiu.bureau.parties.queries import number_of
from wenjiu.bureau.registry.statements import Statement
from wenjiu.bureau.writes import action
from wenjiu.web.workspace.progress import history

pytestmark = pytest.mark.one_in(2)

#: A day on which the ratio of the refund is known.
TODAY = dt.date(2025, 9, 2)
#: The measure of the policy that the office pays without an application.
CODE = next(code for code, claim in POLICY.claims.items() if by_office(claim))
YEAR = {"is_insured": True, "laid_off": 0, "layoff_rate": "0", "premium_last_year": "10000.00"}


@pytest.fixture
def firms(scene: Scene) -> list[Party]:
    """Three firms that paid their premiums, of which the last laid too many off, and a screening."""
    rows = [organisation(n) for n in (1, 2, 3)]
    found = ensure_parties(actor=SETUP, rows=rows)
    home = POLICY.home
    firm = {"registered_district": home, "tax_district": home, "size": "small"}
    said = [Statement(firm, {"self": party}, valid_from=SINCE, street=scene.streets[0].pk) for party in found[1:]]
    bureau.rows(scene, "firms", said)
    years = [YEAR, YEAR, {**YEAR, "laid_off": 30, "layoff_rate": "0.9"}]
    held = zip(found, years, strict=True)
    bureau.rows(scene, "firm_years", [Statement(y, {"firm_id": p}, valid_from=SINCE) for p, y in held])
    street_of(actor=SETUP, parties=found, street=scene.streets[0].pk)
    bureau.set_budget(scene, "refund", 100_000_000)
    call_command("screen_offers", policy=POLICY.name)
    return found


@action
def street_of(*, actor: str, parties: list[Party], street: int) -> None:
    Party.objects.filter(pk__in=[party.pk for party in parties]).update(street=street)


def confirmed(scene: Scene, **more: Any) -> OfficeList:
    made = lists.make_list(actor=scene.district, policy=POLICY, code=CODE)
    assert lists.confirm_list(scene.district2, POLICY, made.pk) == (2, 0)
    made.refresh_from_db()
    return made


def test_the_list_has_the_entitled_and_the_near_misses_with_reasons_and_two_people_make_it(
    scene: Scene, firms: list[Party]
) -> None:
    assert not Entitled.objects.filter(measure=CODE, outcome="offered").exists()
    made = lists.make_list(actor=scene.district, policy=POLICY, code=CODE)
    rows = list(ListRow.objects.filter(list=made).order_by("no"))
    assert [(row.entitled, bool(row.why)) for row in rows] == [(True, False), (True, False), (False, True)]
    with pytest.raises(CaseRefused, match="另一位"):
        lists.confirm_list(scene.district, POLICY, made.pk)
    with pytest.raises(CaseRefused, match="等复核"):
        lists.make_list(actor=scene.district2, policy=POLICY, code=CODE)
    with pytest.raises(CaseRefused, match="申报"):
        lists.make_list(actor=scene.district, policy=POLICY, code="3.2a")
    lists.leave_out(actor=scene.district2, policy=POLICY, list_id=made.pk, no=1, reason="企业已注销")
    assert lists.confirm_list(scene.district2, POLICY, made.pk) == (1, 0)
    assert lists.confirm_list(scene.district2, POLICY, made.pk) == (1, 0)
    [case] = Case.objects.all()
    assert (case.measure, case.state, case.filing.origin) == (CODE, "decide", "office")
    rows[1].refresh_from_db()
    assert rows[1].case_id == case.pk
    [told] = Message.objects.filter(case=case, party=case.filing.filer)
    assert told.kind == "listed" and "放弃" in str(told.words["zh"])
    assert [event.text for event in history(case, [])] == ["本区从登记里列出，不用申报"]
    with pytest.raises(CaseRefused, match="不能再改"):
        lists.leave_out(actor=scene.district, policy=POLICY, list_id=made.pk, no=2, reason="a")


def test_a_listed_case_goes_on_as_any_other_and_a_firm_can_give_it_up_before_the_payment(
    scene: Scene, firms: list[Party]
) -> None:
    made = confirmed(scene)
    cases = {case.filing.filer_id: case for case in Case.objects.all()}
    kept, given_up = cases[firms[0].pk], cases[firms[1].pk]
    for case in (kept, given_up):
        step(scene.approver, case, "decide", "approved")
    agent = create_user(actor=SETUP, username="agent2", name="虚构经办人二")
    authorise(actor=SETUP, user=agent, organisation=firms[1])
    client, place = client_of(agent), f"/my/cases/{given_up.number}/give-up/"
    assert "放弃这笔补贴" in text(client.get(f"/my/cases/{given_up.number}/"))
    given_up.refresh_from_db()
    assert client.post(place, {"version": given_up.version, "reason": ""}).status_code == 422
    assert client.post(place, {"version": 0, "reason": "不需要"}).status_code == 422
    assert client.post(place, {"version": given_up.version, "reason": "不需要"}).status_code == 302
    given_up.refresh_from_db()
    assert given_up.state == "ended" and given_up.lines.get().state == "ended"
    assert "不能放弃" in text(client.get(place))
    assert client_of(resident_user(scene)).get(place).status_code == 404
    notice = bureau.notice_ended(scene, kept)
    assert notice.lines.count() == 1
    kept.refresh_from_db()
    assert kept.state == "pay"
    call_command("screen_offers", policy=POLICY.name)
    found = dict(Entitled.objects.filter(measure=CODE).exclude(outcome="near").values_list("filer", "outcome"))
    assert found == {firms[0].pk: "claimed", firms[1].pk: "refused"}
    assert made.rows.filter(case__isnull=False).count() == 2
    reserved = Bucket.objects.filter(budget__group="refund")
    assert reserved.exists()


def test_the_pages_of_lists_are_for_the_district(scene: Scene, firms: list[Party]) -> None:
    people = {"district": scene.district, "district2": scene.district2}
    for user in people.values():
        demo(actor=SETUP, user=user)
    maker, other = client_of(people["district"]), client_of(people["district2"])
    assert "2 家可以列进名单" in text(maker.get("/desk/office/"))
    answer = maker.post("/desk/office/", {"do": "list", "measure": CODE})
    assert answer.status_code == 302
    page = text(other.get(answer["Location"]))
    assert "还差一点" in page and "复核无误，2 家" in page
    assert "复核无误" not in text(maker.get(answer["Location"]))
    assert maker.post(answer["Location"], {"do": "confirm"}).status_code == 422
    assert other.post(answer["Location"], {"do": "out:1"}).status_code == 422
    assert other.post(answer["Location"], {"do": "confirm"}).status_code == 302
    assert Case.objects.count() == 2
    assert "2 家" in text(other.get("/desk/office/"))
    assert maker.get("/desk/office/lists/99999/").status_code == 404


def test_what_the_screening_missed_is_added_by_its_number_and_confirmed_by_another(
    scene: Scene, firms: list[Party]
) -> None:
    """A fourth firm comes into the registers after the screening; the third is a near miss until its layoffs are put right."""
    made = lists.make_list(actor=scene.district, policy=POLICY, code=CODE)
    [late] = ensure_parties(actor=SETUP, rows=[organisation(4)])
    street_of(actor=SETUP, parties=[late], street=scene.streets[0].pk)
    client, place = client_of(demo_user(scene.district)), f"/desk/office/lists/{made.pk}/"

    def added(party: Party, why: str = "登记表昨天才导入") -> Any:
        return client.post(place, {"do": "add", "number": number_of(party), "why": why})

    assert "登记里没有" in text(added(late))
    home = {"registered_district": POLICY.home, "tax_district": POLICY.home, "size": "large"}
    bureau.rows(scene, "firms", [Statement(home, {"self": late}, valid_from=SINCE)])
    bureau.rows(scene, "firm_years", [Statement(YEAR, {"firm_id": late}, valid_from=SINCE)])
    assert "请写为什么加" in text(added(late, " "))
    assert "裁员" in text(added(firms[2])), "who is not entitled is refused with what is wrong"
    assert "已经有了，在第1行" in text(added(firms[0])) or "已经有了，在第2行" in text(added(firms[0]))
    with pytest.raises(CaseRefused, match="列名单的人"):
        lists.add_row(actor=scene.district2, policy=POLICY, list_id=made.pk, number=number_of(late), reason="a")
    assert added(late).status_code == 302
    bureau.rows(scene, "firm_years", [Statement(YEAR, {"firm_id": firms[2]}, valid_from=SINCE)])
    assert added(firms[2], "裁员人数填错，登记已经更正").status_code == 302
    page = text(client.get(place))
    assert "按号码加的：登记表昨天才导入" in page and "裁员人数填错" in page and "还差一点" not in page
    # Premium of 10,000 yuan: 60 % for a small firm in 2025, 30 % for a large one.
    amounts = ListRow.objects.filter(list=made, entitled=True).values_list("filer", "amount_fen")
    assert dict(amounts) == {**{firm.pk: 6_000_00 for firm in firms}, late.pk: 3_000_00}
    assert lists.confirm_list(scene.district2, POLICY, made.pk) == (4, 0)
    with pytest.raises(CaseRefused, match="不能再改"):
        lists.add_row(actor=scene.district, policy=POLICY, list_id=made.pk, number=number_of(late), reason="a")


def test_a_firm_says_that_it_wants_nothing_before_the_list_is_confirmed(scene: Scene, firms: list[Party]) -> None:
    made = lists.make_list(actor=scene.district, policy=POLICY, code=CODE)
    agent = create_user(actor=SETUP, username="agent2", name="虚构经办人二")
    authorise(actor=SETUP, user=agent, organisation=firms[1])
    client, place = client_of(agent), f"/my/entitled/{CODE}/refuse/"
    assert place in text(client.get("/my/entitled/"))
    assert "由经办部门按登记列名单" in text(client.get(place))
    assert client.post(place, {"reason": " "}).status_code == 422
    assert client.post(place, {"reason": "不需要这笔钱"}).status_code == 302
    row = ListRow.objects.get(list=made, filer=firms[1])
    assert row.left_out == "单位不要：不需要这笔钱"
    assert client.post(place, {"reason": "again"}).status_code == 422
    assert lists.confirm_list(scene.district2, POLICY, made.pk) == (1, 0)
    call_command("screen_offers", policy=POLICY.name)
    found = dict(Entitled.objects.filter(measure=CODE).exclude(outcome="near").values_list("filer", "outcome"))
    assert found == {firms[0].pk: "claimed", firms[1].pk: "refused"}


def test_the_days_from_the_list_to_the_money_stand_on_the_list_in_the_report_and_before_the_leader(
    scene: Scene, firms: list[Party]
) -> None:
    """One firm is paid 20 days after the confirmation, the other gives up and is said to have done so."""
    made = confirmed(scene)
    assert made.confirmed_at is not None
    cases = {case.filing.filer_id: case for case in Case.objects.all()}
    for case in cases.values():
        step(scene.approver, case, "decide", "approved")
    given_up, kept = cases[firms[1].pk], cases[firms[0].pk]
    agent = create_user(actor=SETUP, username="agent2", name="虚构经办人二")
    authorise(actor=SETUP, user=agent, organisation=firms[1])
    given_up.refresh_from_db()
    give_up(actor=agent, case_id=given_up.pk, seen_version=given_up.version, reason="不需要")
    bureau.notice_ended(scene, kept)
    paid_on(actor=SETUP, case=kept, at=made.confirmed_at + dt.timedelta(days=20))
    client = client_of(demo_user(scene.district))
    for page in (f"/desk/office/lists/{made.pk}/", "/desk/office/", "/desk/offers/report/", "/desk/district/"):
        assert "20 天" in text(client.get(page)), page
    shown = text(client.get(f"/desk/office/lists/{made.pk}/"))
    assert "单位不要：不需要" in shown and "1 家说不要" in shown


def test_a_day_without_a_figure_says_which_one_is_missing_and_what_to_do(scene: Scene, firms: list[Party]) -> None:
    """No source states the ratio of the refund after 2025-12-31."""
    client = client_of(demo_user(scene.district))
    assert "现在算不出金额" not in text(client.get("/desk/office/"))
    with clock.working_on(dt.date(2026, 3, 2)):
        page = text(client.get("/desk/office/"))
        assert "现在算不出金额" in page and "返还比例" in page and "规则和期限" in page
        call_command("screen_offers", policy=POLICY.name)
        refused = client.post("/desk/office/", {"do": "list", "measure": CODE})
        assert refused.status_code == 422 and not OfficeList.objects.exists()
        assert "算不出金额" in refused.context["problem"] and "返还比例" in refused.context["problem"]


@action
def paid_on(*, actor: str, case: Case, at: dt.datetime) -> None:
    """Let a case be over as one that was paid; the bank is not what these tests are about."""
    case.lines.update(state="paid")
    Case.objects.filter(pk=case.pk).update(state="closed", closed_at=at)


def demo_user(user: Any) -> Any:
    """Return an official who needs no second factor."""
    demo(actor=SETUP, user=user)
    return user


@action
def demo(*, actor: str, user: Any) -> None:
    type(user).objects.filter(pk=user.pk).update(demo=True)
    user.refresh_from_db()
