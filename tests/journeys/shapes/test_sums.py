"""Sums that have to come out: shares of two sources, and the rent of three years.

All people, firms and sums are invented; the average wage is that of the city.
"""

from __future__ import annotations

from collections import defaultdict
from typing import Any

import pytest
from tests.journeys.town import bring_facts, set_budgets
from tests.journeys.walk import open_journey, text

from wenjiu.bureau import clock
from wenjiu.bureau.cases.models import Award
from wenjiu.bureau.funds.models import Obligation

pytestmark = pytest.mark.django_db


@pytest.mark.long
def test_shares_of_city_and_district_add_up_where_they_do_not_divide_evenly(settings: Any) -> None:
    walk = open_journey("chaoyang_2020", "3.5a", "organisation", settings)
    with clock.working_on(walk.branch.day):
        bring_facts(walk.town, walk.branch, walk.kind, walk.branch.facts)
        case, _said = walk.file(walk.branch.facts)
        walk.take(case, grant=True)
        # By hand: 70 % of 112,886 yuan, the average wage of 2020, is 79,020.20; 11 of 12 months of it are 72,435.183.
        assert Award.objects.get(line__case=case).amount_fen == 7_243_518
        end = walk.show(case)
    with clock.working_on(end):
        walk.end_notice()
        paid = walk.pay()
    # 667 of 1000 parts are 48,314.265 yuan and 333 are 24,120.914. In whole fen they lack one, which the city bears.
    owed: dict[str, int] = defaultdict(int)
    for obligation in Obligation.objects.select_related("budget"):
        owed[obligation.budget.source] += obligation.amount_fen
    assert owed == {"city": 4_831_427, "district": 2_412_091} and sum(owed.values()) == 7_243_518
    assert sum(line.obligation.amount_fen for line in paid) == 7_243_518


@pytest.mark.long
def test_the_rent_of_three_years_is_paid_up_to_the_cap_and_no_fourth(settings: Any) -> None:
    walk = open_journey("chaoyang_2020", "5.3", "person", settings)
    first = walk.branch.day
    # Operated for a year and a day at the first filing, and for less than five years at the fourth.
    facts = {**walk.branch.facts, "operation_start_date": str(first.replace(year=first.year - 1))}
    # By hand, the lesser of the rent and 50,000 yuan: the cap, a rent of just that, and an actual rent below it.
    for year, (rent, fen) in enumerate(((62_000, 5_000_000), (50_000, 5_000_000), (36_500, 3_650_000))):
        with clock.working_on(first.replace(year=first.year + year)):
            if year:
                set_budgets(walk.town, "5.3", first.year + year)
            else:
                bring_facts(walk.town, walk.branch, walk.kind, facts)
            case, said = walk.file({**facts, "annual_rent": rent})
            assert f"{fen // 100:,} 元" in said, said[-1500:]
            walk.take(case, grant=True)
            assert Award.objects.get(line__case=case).amount_fen == fen
            page = text(walk.as_(walk.town.staff["district"]).get(f"/desk/cases/{case.number}/"))
            assert f"{rent:,}" in page and f"{fen // 100:,}" in page
    with clock.working_on(first.replace(year=first.year + 3)):
        case, said = walk.file({**facts, "annual_rent": 40_000})
        assert "最多领3次，已经都有了" in said, said[-1500:]
        walk.take(case, grant=False)
        assert case.state == "refused" and "3年" in text(walk.filer.get(f"/my/cases/{case.number}/"))
    assert sum(Award.objects.values_list("amount_fen", flat=True)) == 13_650_000
