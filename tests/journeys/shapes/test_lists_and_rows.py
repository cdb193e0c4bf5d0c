"""What is particular to some branches: two payees, lists of people, months that overlap, two standards, rows to choose.

All people, firms, numbers and sums are invented.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from tests.bureau.cases.scene import SETUP, SINCE
from tests.bureau.registry.people import organisation, person, resident
from tests.journeys.facts import branch
from tests.journeys.town import bring_facts, open_account, set_budgets
from tests.journeys.walk import LISTED, Walk, file_and_decide, open_journey, text

from wenjiu.bureau import clock
from wenjiu.bureau.accounts.actions import authorise, create_user
from wenjiu.bureau.cases import counting
from wenjiu.bureau.cases.actions import drafts
from wenjiu.bureau.cases.errors import CaseRefused
from wenjiu.bureau.cases.models import Award, Case, Filing, Finding, ListedPerson
from wenjiu.bureau.funds import actions as funds
from wenjiu.bureau.funds.models import Bucket, Budget, Obligation
from wenjiu.bureau.parties.actions import ensure_parties
from wenjiu.bureau.registry.actions import bring
from wenjiu.bureau.registry.statements import Statement

pytestmark = pytest.mark.django_db


def test_of_two_payees_the_one_without_an_account_waits_and_the_other_is_paid(settings: Any) -> None:
    walk = open_journey("chaoyang_2020", "4.1a", "organisation", settings, accounts=False)
    with clock.working_on(walk.branch.day):
        case, _said = file_and_decide(walk, walk.branch.facts, grant=True)
        end = walk.show(case)
    with clock.working_on(end):
        walk.end_notice()
        assert {line.obligation.payee for line in walk.pay()} == {walk.town.firm}
        waits = text(walk.as_(walk.town.staff["maker"]).get("/desk/money/pay/"))
        assert walk.town.resident.name in waits and "没有经第二人核对的本人（本单位）账户" in waits
        case.refresh_from_db()
        assert case.state == "pay"
        open_account(walk.town, walk.town.resident)
        assert {line.obligation.payee for line in walk.pay()} == {walk.town.resident}
    case.refresh_from_db()
    assert case.state == "closed"
    assert sorted(set(Obligation.objects.values_list("role", "state"))) == [
        ("institution", "paid"), ("person", "paid"),
    ]  # fmt: skip


def list_of(walk: Walk, client: Any, people: list[dict[str, Any]]) -> tuple[str, Any]:
    """Begin a filing with a list of people, and return its address and the list as the page shows it."""
    place = walk.begin()
    page = client.get(place)
    months = {f"a-{row['name']}": walk.text_of(row["name"], walk.branch.facts) for row in page.context["questions"]}
    upload = walk.people_file(page.context["filing"], people)
    answer = client.post(place, {"do": "save", **months, f"people-{walk.branch.code}": upload})
    assert answer.status_code == 302, answer.context["problems"]
    [shown] = client.get(place).context["counted"]
    return place, shown


def test_a_person_counts_once_in_the_lists_of_two_organisations(settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    walk = open_journey("chaoyang_2020", "3.5b", "organisation", settings)
    with clock.working_on(walk.branch.day):
        first, _said = file_and_decide(walk, walk.branch.facts, grant=True)
        assert ListedPerson.objects.filter(line__case=first).count() == 1
        shown = text(walk.as_(walk.town.staff["district"]).get(f"/desk/cases/{first.number}/"))
        assert "人数由这份名单数出来" in shown

        [other] = ensure_parties(actor=SETUP, rows=[organisation(2)])
        agent = create_user(actor=SETUP, username="agent2", name="虚构经办人二", demo=True)
        authorise(actor=SETUP, user=agent, organisation=other)
        again = Walk(walk.town, walk.branch, walk.kind)
        again.town.firm, again.town.agent = other, agent
        place, listed = list_of(again, again.filer, [{}])
        assert listed["total"] == 1 and listed["counted"] == 0
        assert first.number in listed["wrong"][0]["faults"][0]
        assert first.number in text(again.filer.get(place))

        # Two filings that are sent at once do not see each other: whoever reviews does.
        monkeypatch.setattr(counting, "elsewhere", lambda *_args: {})
        bring_facts(walk.town, walk.branch, walk.kind, walk.branch.facts)
        second, _said = again.file(walk.branch.facts)
        finding = Finding.objects.get(case=second, code="listed_twice")
        assert finding.level == "warn" and first.number in finding.text


def test_the_same_person_twice_in_a_file_is_marked_and_counted_once(settings: Any) -> None:
    walk = open_journey("chaoyang_2020", "4.3b", "organisation", settings)
    with clock.working_on(walk.branch.day):
        bring(
            actor=SETUP, policy=walk.branch.policy, table="competitions", source="a test",
            rows=[Statement({}, {"firm_id": walk.town.firm}, number="C-1", valid_from=SINCE)],
        )  # fmt: skip
        place, listed = list_of(walk, walk.filer, [{"took_part": "competed"}, {"took_part": "registered"}])
        assert listed["counted"] == 2 and not listed["faulty"]
        form = {"do": "add-person:4.3b", "person-4.3b-name": "虚构甲100", "person-4.3b-took_part": "competed"}
        form["person-4.3b-number"] = resident(LISTED)
        assert walk.filer.post(place, form).status_code == 302
        [listed] = walk.filer.get(place).context["counted"]
        assert listed["total"] == 3 and listed["counted"] == 2
        assert "和第1行是同一个人，只算一次" in listed["wrong"][0]["faults"]
        page = text(walk.filer.get(place))
        assert "只算一次" in page
        assert walk.filer.post(place, {"do": "drop-person:4.3b:3"}).status_code == 302
        [listed] = walk.filer.get(place).context["counted"]
        assert listed["total"] == 2 and not listed["faulty"]
        bad = form | {"person-4.3b-number": "110105199001011234", "person-4.3b-took_part": ""}
        assert walk.filer.post(place, bad).status_code == 302
        [listed] = walk.filer.get(place).context["counted"]
        assert "校验码" in "".join(listed["wrong"][0]["faults"]) and listed["counted"] == 2
        empty = walk.filer.post(place, {"do": "add-person:4.3b"})
        assert empty.status_code == 422 and "请至少写上证件号码和姓名" in text(empty)
        roster = walk.filer.get(f"{place}people/4.3b/people.xlsx")
        assert roster.status_code == 200 and len(roster.content) > 1000
        assert walk.filer.get(f"{place}people/5.1/people.xlsx").status_code == 404


def test_insured_months_of_a_person_are_not_paid_under_two_measures(settings: Any) -> None:
    rural = open_journey("chaoyang_2020", "3.2b", "organisation", settings)
    kept_facts = _branch("3.4b", rural)
    with clock.working_on(rural.branch.day):
        file_and_decide(rural, rural.branch.facts, grant=True)
        set_budgets(rural.town, "3.4b", rural.branch.day.year)
        kept = Walk(rural.town, kept_facts, "organisation", clients=rural.clients)
        with pytest.raises(AssertionError, match="补贴"):
            file_and_decide(kept, kept_facts.facts, grant=True)
    case = Case.objects.latest("id")
    assert case.measure == "3.4b" and not Award.objects.filter(line__case=case).exists()
    assert Finding.objects.filter(case=case, level="stop").exists()


def _branch(code: str, walk: Walk) -> Any:
    return replace(branch(walk.branch.policy, code), day=walk.branch.day)


def test_who_reviews_the_refund_sees_what_both_standards_give(settings: Any) -> None:
    walk = open_journey("chaoyang_2020", "3.1b", "organisation", settings)
    with clock.working_on(walk.branch.day):
        known = {
            "is_insured": True, "laid_off": 2, "layoff_rate": 0.04, "premium_last_year": 48000, "insured_staff": 50,
            "application_year": 2020,
        }  # fmt: skip
        row = Statement(known, {"firm_id": walk.town.firm}, valid_from=SINCE)
        bring(actor=SETUP, policy=walk.branch.policy, table="firm_years", rows=[row], source="a test")
        size = Statement({"size": "small"}, {"self": walk.town.firm}, valid_from=SINCE)
        bring(actor=SETUP, policy=walk.branch.policy, table="firms", rows=[size], source="a test")
        case, _said = walk.file(walk.branch.facts)
        page = walk.as_(walk.town.staff["clerk"]).get(f"/desk/cases/{case.number}/")
        standards = {s.code: s for s in page.context["standards"]}
        assert set(standards) == {"3.1a", "3.1b"} and standards["3.1b"].own
        assert standards["3.1b"].amount_fen == walk.branch.amount_fen
        # By hand: 48,000 yuan of premium, of which a small firm has 60 % back.
        assert standards["3.1a"].amount_fen == 28_800_00
        assert "两个标准，只能按一个给" in text(page)


def test_a_row_of_the_register_is_chosen_by_its_number_and_no_other_can_be_sent(settings: Any) -> None:
    walk = open_journey("chaoyang_2020", "5.1", "organisation", settings)
    with clock.working_on(walk.branch.day):
        facts = {
            "in_library": True,
            "newly_included": True,
            "included_on": "2021-03-15",
            "first_included_on": "2021-03-15",
        }
        rows = [
            Statement(facts, {"firm_id": walk.town.firm}, number=number, valid_from=SINCE) for number in ("P-1", "P-2")
        ]
        [other] = ensure_parties(actor=SETUP, rows=[organisation(2)])
        rows.append(Statement(facts, {"firm_id": other}, number="P-3", valid_from=SINCE))
        bring(actor=SETUP, policy=walk.branch.policy, table="projects", source="a test", rows=rows)
        place = walk.begin()
        [choice] = walk.filer.get(place).context["rows"]
        assert [o["key"] for o in choice["options"]] == ["P-2", "P-1"] or len(choice["options"]) == 2
        assert "请先选是哪一个" in choice["fault"]
        filing = Filing.objects.latest("id")
        for wrong in (["P-3"], ["P-9"], ["'; DROP TABLE"]):
            with pytest.raises(CaseRefused, match="不在登记里"):
                drafts.save_rows(actor=walk.town.agent, filing_id=filing.pk, code="5.1", keys=wrong)
        with pytest.raises(CaseRefused, match="没有这项补贴"):
            drafts.save_rows(actor=walk.town.agent, filing_id=filing.pk, code="5.2", keys=["P-1"])
        with pytest.raises(CaseRefused, match="没有人员名单"):
            drafts.save_counted(actor=walk.town.agent, filing_id=filing.pk, code="5.1", lines=[])
        early = walk.filer.post(f"{place}submit/", {"version": Filing.objects.get(pk=filing.pk).version, "true": "yes"})
        assert early.status_code == 422 and "请先选是哪一个" in text(early)
        assert walk.filer.post(place, {"do": "save", "rows-5.1": "1", "row-5.1": "P-2"}).status_code == 302
        [choice] = walk.filer.get(place).context["rows"]
        assert [o["key"] for o in choice["options"] if o["chosen"]] == ["P-2"] and not choice["fault"]


def test_where_money_is_short_people_in_difficulty_go_first_and_finance_sees_who_waits(settings: Any) -> None:
    walk = open_journey("chaoyang_2020", "3.4a", "person", settings)
    maker = walk.as_(walk.town.staff["maker"])
    with clock.working_on(walk.branch.day):
        assert "没有等着审定的案件" in text(maker.get("/desk/money/short/"))
        bring_facts(walk.town, walk.branch, walk.kind, walk.branch.facts)
        first, _said = walk.file(walk.branch.facts)
        other = Walk(walk.town, walk.branch, "person")
        [walk.town.resident] = ensure_parties(actor=SETUP, rows=[replace(person(2), street_id=walk.town.street.pk)])
        walk.town.own = create_user(actor=SETUP, username="r2", name="虚构二", party=walk.town.resident, demo=True)
        facts = {**walk.branch.facts, "is_registered_unemployed": True}
        bring_facts(walk.town, walk.branch, walk.kind, facts)
        later, _said = other.file(facts)
        for case in (first, later):
            walk.take(case, grant=True, until="decide")
        page = maker.get("/desk/money/short/")
        [queue] = page.context["queues"]
        assert [(row.case.number, row.first) for row in queue["queue"].rows] == [
            (later.number, True),
            (first.number, False),
        ]
        assert all(row.enough for row in queue["queue"].rows)
        spend(walk, queue["queue"].available_fen - queue["queue"].rows[0].amount_fen)
        [queue] = maker.get("/desk/money/short/").context["queues"]
        assert [row.enough for row in queue["queue"].rows] == [True, False] and queue["queue"].short_fen > 0


def spend(walk: Walk, amount_fen: int) -> None:
    """Take money out of the budgets."""
    for budget in Budget.objects.order_by("-share"):
        part = min(amount_fen, Bucket.objects.get(budget=budget, kind="available").balance_fen)
        amount_fen -= part
        change = funds.propose_budget_change(
            actor=walk.town.staff["maker"], budget=budget, amount_fen=-part, reason="虚构文号2号"
        )
        funds.confirm_budget_change(actor=walk.town.staff["releaser"], change=change)
