"""What the two reviewers of a list of the office are shown before they confirm it. All firms are invented."""

from __future__ import annotations

import datetime as dt

import pytest
from django.core.management import call_command
from tests.bureau.cases import scene as bureau
from tests.bureau.cases.scene import POLICY, SETUP, SINCE, Scene
from tests.bureau.my_pages import client_of, text
from tests.bureau.offers import test_office_lists as office
from tests.bureau.offers.test_office_lists import CODE, TODAY, YEAR, demo_user, firms

from wenjiu.bureau import clock
from wenjiu.bureau.accounts.actions import authorise, create_user
from wenjiu.bureau.cases.models import Case
from wenjiu.bureau.offers.actions import lists
from wenjiu.bureau.offers.models import Entitled, Offer
from wenjiu.bureau.parties.models import Party
from wenjiu.bureau.registry.statements import Statement
from wenjiu.bureau.writes import action
from wenjiu.web.formats import local_day

__all__ = ["TODAY", "firms"]
pytestmark = pytest.mark.one_in(2)

PLACE = "/desk/office/"
NAME = POLICY.measures[CODE].name("zh")


@action
def gave_up(*, actor: str, firm: Party, at: dt.datetime, why: str) -> None:
    """Keep that a firm gave up what it was listed for in an earlier year, which has a claim of its own."""
    found = Entitled.objects.filter(measure=CODE, filer=firm).select_related("screening").get()
    Offer.objects.create(
        policy=POLICY.name, measure=CODE, key=found.key, filer=firm, group=CODE, claim_key="of another year",
        screening=found.screening, made_on=TODAY, seen_on=TODAY, state="refused", reason=why,
        answered_by=create_user(actor=SETUP, username="was", name="虚构经办人一"),
        answered_at=at,
    )  # fmt: skip


def test_each_sum_says_what_it_rests_on_and_whether_the_registers_still_say_so(
    scene: Scene, firms: list[Party]
) -> None:
    made = lists.make_list(actor=scene.district, policy=POLICY, code=CODE)
    other, place = client_of(demo_user(scene.district2)), f"{PLACE}lists/{made.pk}/"
    page = text(other.get(place))
    # 60 % of the premiums of 10,000 yuan for a small firm in 2025.
    assert page.count("10,000") >= 2
    assert "登记在列名单以后变了" not in page and "/desk/registers/rows/" not in page
    more = {**YEAR, "premium_last_year": "20000.00"}
    bureau.rows(scene, "firm_years", [Statement(more, {"firm_id": firms[0]}, valid_from=SINCE)])
    assert "按今天的登记是 12,000" in text(other.get(place))
    laid_off = {**YEAR, "laid_off": 30, "layoff_rate": "0.9"}
    bureau.rows(scene, "firm_years", [Statement(laid_off, {"firm_id": firms[0]}, valid_from=SINCE)])
    assert "按今天的登记已经不能列" in text(other.get(place))
    assert other.post(place, {"do": "confirm"}).status_code == 302
    assert "怎么算的" not in text(other.get(place)), "then the cases say it"


def test_who_gave_up_before_is_marked_on_the_list_and_on_the_case(scene: Scene, firms: list[Party]) -> None:
    at = clock.now() - dt.timedelta(days=180)
    gave_up(actor=SETUP, firm=firms[0], at=at, why="正在办理注销")
    made = lists.make_list(actor=scene.district, policy=POLICY, code=CODE)
    other = client_of(demo_user(scene.district2))
    page = text(other.get(f"{PLACE}lists/{made.pk}/"))
    assert page.count(f"以前放弃过这项补贴（{local_day(at)}）：正在办理注销") == 1
    assert lists.confirm_list(scene.district2, POLICY, made.pk) == (2, 0)
    shown = {case.filing.filer_id: text(other.get(f"/desk/cases/{case.number}/")) for case in Case.objects.all()}
    assert "正在办理注销" in shown[firms[0].pk] and "正在办理注销" not in shown[firms[1].pk]
    for page in shown.values():
        assert "享受单位" in page and "列入名单的日期" in page and "本区从登记里列出" in page
        assert "申报人" not in page.split("<h1>")[1].split("</header>")[0] and "提交申报" not in page


def test_the_first_page_says_what_hinders_a_list_or_its_payment(scene: Scene, firms: list[Party]) -> None:
    maker = client_of(demo_user(scene.district))
    page = text(maker.get(PLACE))
    assert "年度还没有" not in page and 'value="list"' in page
    assert firms[2].name in page, "a near miss is named with its reason"
    with clock.working_on(dt.date(2026, 3, 2)):
        assert f"2026 年度还没有“{NAME}”的预算" in text(maker.get(PLACE))
    made = lists.make_list(actor=scene.district, policy=POLICY, code=CODE)
    page = text(maker.get(PLACE))
    assert "在等复核" in page and f"{PLACE}lists/{made.pk}/" in page and 'value="list"' not in page
    assert lists.confirm_list(scene.district2, POLICY, made.pk) == (2, 0)
    call_command("screen_offers", policy=POLICY.name)
    page = text(maker.get(PLACE))
    assert f"measure={CODE}&amp;outcome=claimed" in page
    assert firms[0].name in text(maker.get("/desk/offers/report/rows/", {"measure": CODE, "outcome": "claimed"}))


def test_a_firm_reads_that_it_was_listed_and_not_that_it_applied(scene: Scene, firms: list[Party]) -> None:
    office.confirmed(scene)
    agent = create_user(actor=SETUP, username="agent2", name="虚构经办人二")
    authorise(actor=SETUP, user=agent, organisation=firms[1])
    client = client_of(agent)
    case = Case.objects.get(filing__filer=firms[1])
    home, page = text(client.get("/my/")), text(client.get(f"/my/cases/{case.number}/"))
    assert "列入名单，不用申报" in home
    assert "提交了申报" not in page and "看申报了什么" not in page
    assert page.index("放弃这笔补贴") < page.index("办到哪一步")
    told = text(client.get("/my/messages/"))
    assert "按登记是6,000元" in told and "付款以前都可以" in told
