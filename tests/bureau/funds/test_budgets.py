"""Guards of budgets: two people, enough money, the right source."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from tests.bureau.funds.world import POLICY, World, balances, new_world
from tests.bureau.people import area

from wenjiu.bureau.accounts.actions import give_post
from wenjiu.bureau.funds import actions
from wenjiu.bureau.funds.actions import obligations
from wenjiu.bureau.funds.errors import MoneyRefused, refusals
from wenjiu.bureau.funds.models import Budget, Obligation

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    return new_world()


def propose(world: World, **more: Any) -> Any:
    values = {"group": "3.2a", "source": "district", "year": 2026, "amount_fen": 100, "reason": "虚构文号"} | more
    return actions.set_budget(actor=world.maker, policy=POLICY, **values)


class TestBudgets:
    def test_only_the_confirmation_by_another_person_moves_money(self, world: World) -> None:
        change = propose(world, amount_fen=5_000_00)
        assert balances(change.budget) == {}
        with pytest.raises(MoneyRefused, match="财务放款"):
            actions.confirm_budget_change(actor=world.maker, change=change)
        actions.confirm_budget_change(actor=world.releaser, change=change)
        assert balances(change.budget) == {"outside": -5_000_00, "available": 5_000_00}

    def test_a_change_is_confirmed_once(self, world: World) -> None:
        change = propose(world)
        actions.confirm_budget_change(actor=world.releaser, change=change)
        with pytest.raises(MoneyRefused, match="已经确认过了"):
            actions.confirm_budget_change(actor=world.releaser, change=change)

    def test_who_proposed_never_confirms_also_with_both_posts(self, world: World) -> None:
        day = dt.date(2020, 1, 1)
        give_post(actor="a test", user=world.maker, role="finance_releaser", area=area(), from_day=day)
        with pytest.raises(MoneyRefused, match="请由另一个人确认"):
            actions.confirm_budget_change(actor=world.maker, change=propose(world))

    def test_a_dropped_change_is_never_confirmed(self, world: World) -> None:
        change = propose(world)
        actions.drop_budget_change(actor=world.maker, change=change)
        with pytest.raises(MoneyRefused, match="已经撤回了"):
            actions.confirm_budget_change(actor=world.releaser, change=change)

    def test_no_more_is_taken_than_is_available(self, world: World) -> None:
        budget = world.budget(100_00)
        change = actions.propose_budget_change(actor=world.maker, budget=budget, amount_fen=-100_00, reason="压减")
        world.owed(50_00)
        with pytest.raises(MoneyRefused, match="可用的只有50 元，还差50 元"):
            actions.confirm_budget_change(actor=world.releaser, change=change)

    def test_one_budget_a_group_source_year_and_street(self, world: World) -> None:
        propose(world)
        with pytest.raises(MoneyRefused, match="已经有了"), refusals():
            propose(world)

    def test_sources_never_carry_more_than_the_whole(self, world: World) -> None:
        world.budget(100, share=600)
        change = propose(world, source="city", share=500, year=Budget.objects.get().year)
        with pytest.raises(MoneyRefused, match="已经承担60%，这项预算要承担50%，合计超过100%"):
            actions.confirm_budget_change(actor=world.releaser, change=change)

    @pytest.mark.parametrize(("values", "told"), [({"amount_fen": 0}, "大于 0 元"), ({"reason": " "}, "依据")])
    def test_what_is_wrong_is_said(self, world: World, values: Any, told: str) -> None:
        with pytest.raises(MoneyRefused, match=told):
            propose(world, **values)

    def test_who_has_no_post_proposes_nothing(self, world: World) -> None:
        with pytest.raises(MoneyRefused, match="财务制单"):
            actions.set_budget(
                actor=world.other, policy=POLICY, group="g", source="city", year=2026, amount_fen=1, reason="r"
            )


class TestReserving:
    def test_reserves_what_is_granted(self, world: World) -> None:
        budget = world.budget(20_000_00)
        obligations.reserve(actor=world.other, grants=world.grants(5_000_00, 3_000_00))
        assert balances(budget) == {"outside": -20_000_00, "available": 12_000_00, "reserved": 8_000_00}
        assert set(Obligation.objects.values_list("state", "seq")) == {("reserved", 1)}

    def test_without_a_budget_the_decision_is_refused_and_told_how_much(self, world: World) -> None:
        with pytest.raises(MoneyRefused, match="没有“3.2a”的预算，还差5,000 元"):
            obligations.reserve(actor=world.other, grants=world.grants(5_000_00))

    def test_a_budget_that_nobody_confirmed_is_none(self, world: World) -> None:
        propose(world, year=world.budget(1, group="else").year)
        with pytest.raises(MoneyRefused, match="没有“3.2a”的预算"):
            obligations.reserve(actor=world.other, grants=world.grants(1))

    def test_short_money_refuses_all_and_says_how_much_is_missing(self, world: World) -> None:
        budget = world.budget(6_000_00)
        with pytest.raises(MoneyRefused, match="还差2,000 元：这次要8,000 元，可用6,000 元"):
            obligations.reserve(actor=world.other, grants=world.grants(5_000_00, 3_000_00))
        assert not Obligation.objects.exists() and balances(budget)["available"] == 6_000_00

    def test_sources_share_each_amount_to_the_fen(self, world: World) -> None:
        district, city = world.budget(10_000, share=333), world.budget(10_000, source="city", share=667)
        obligations.reserve(actor=world.other, grants=world.grants(1_001))
        assert balances(district)["reserved"] + balances(city)["reserved"] == 1_001

    def test_a_part_without_source_is_refused(self, world: World) -> None:
        world.budget(10_000, share=400)
        with pytest.raises(MoneyRefused, match="只落实了40%"):
            obligations.reserve(actor=world.other, grants=world.grants(1_000))

    def test_a_budget_of_the_street_goes_before_the_districts(self, world: World) -> None:
        district, street = world.budget(10_000), world.budget(10_000, street=area("street"))
        obligations.reserve(actor=world.other, grants=world.grants(1_000))
        assert balances(street)["reserved"] == 1_000 and "reserved" not in balances(district)

    def test_committed_money_is_released_when_an_award_ends(self, world: World) -> None:
        budget = world.budget(10_000)
        owed = world.owed(1_000, 2_000)
        assert balances(budget)["committed"] == 3_000
        obligations.release(actor=world.other, awards=[owed[0].award])
        obligations.release(actor=world.other, awards=[owed[0].award])  # a second time is harmless
        assert balances(budget) == {"outside": -10_000, "available": 8_000, "committed": 2_000}

    def test_committing_twice_moves_once(self, world: World) -> None:
        budget = world.budget(10_000)
        owed = world.owed(1_000)
        obligations.commit(actor="again", awards=[owed[0].award])
        assert balances(budget)["committed"] == 1_000
