"""Guards of what leaders read, and of pages that are not there for somebody. All people and firms are invented."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.test import Client
from tests.bureau.cases.scene import SINCE, Scene, decide, file_roster, make_scene, notice_ended, step
from tests.bureau.test_desk import as_, page, without_second_factor

from wenjiu.bureau import clock
from wenjiu.bureau.accounts.actions import create_user, give_post
from wenjiu.bureau.accounts.models import User
from wenjiu.bureau.cases.models import Case
from wenjiu.bureau.cases.queries import desk
from wenjiu.bureau.cases.queries.desk import OpenCount
from wenjiu.bureau.funds import queries
from wenjiu.bureau.funds.queries.short import Unfunded, unfunded
from wenjiu.policies import load_policy
from wenjiu.web.desk.district import open_cases

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def own_calendar(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "calendar_file", lambda: tmp_path / "calendar")


@pytest.fixture
def scene() -> Scene:
    made = make_scene()
    without_second_factor(actor="a test")
    return made


@pytest.fixture
def leader(scene: Scene) -> User:
    user = create_user(actor="a test", username="leader", name="虚构领导", demo=True)
    give_post(actor="a test", user=user, role="leader", area=scene.streets[0].parent, from_day=SINCE)
    return user


def cleared(scene: Scene) -> Case:
    case = decide(scene, file_roster(scene))
    notice_ended(scene, case)
    return case


def test_a_leader_reads_first_what_is_left_and_what_waits_longest_and_why(scene: Scene, leader: User) -> None:
    case = cleared(scene)
    clock.turn_forward(20)
    text = page(as_(leader), "/desk/")
    assert "预算还可用 <strong>" in text and "等得最久：<strong>20</strong> 天，等待拨付" in text
    assert "原因：没有核对过的收款账户" in text
    assert case.number not in text and scene.firm.name not in text


def test_the_district_and_the_money_count_days_and_lateness_alike(scene: Scene, leader: User) -> None:
    case = cleared(scene)
    clock.turn_forward(30)
    case.refresh_from_db()
    waiting = queries.waiting("chaoyang_2020")
    rows = queries.to_pay("chaoyang_2020")
    assert waiting.oldest == clock.days_since(case.step_since) == 30 and {row.days for row in rows} == {30}
    assert waiting.overdue == len(rows) and all(row.overdue for row in rows)
    district = page(as_(leader), "/desk/district/").partition('id="oldest"')[2]
    assert '<td class="wd-days" data-label="等了几天：">30</td>' in district and "过期" in district
    assert f'<td data-label="在谁那里：">{case.street.parent.label}</td>' in district
    whole = page(as_(leader), "/desk/district/").partition('id="oldest"')[0]
    assert "在办 1 件，其中过期 1 件" in whole and "拨付</th>" in whole.partition('id="by-step"')[2]
    assert f"{case.street.label}</th>" in whole.partition('id="by-street"')[2]
    assert "最久的等了30天" in page(as_(leader), "/desk/money/")


def test_late_cases_are_counted_with_the_office_that_has_them(scene: Scene, leader: User) -> None:
    file_roster(scene)
    clock.turn_forward(60)

    def late() -> list[tuple[int, int, int]]:
        found = as_(leader).get("/desk/district/").context["open_streets"]
        return [(row.over, row.over_street, row.over_district) for row in found]

    assert late() == [(1, 1, 0)]
    case = Case.objects.get()
    step(scene.clerk, case, "accept", "accepted")
    step(scene.street, case, "first", "agree")
    clock.turn_forward(60)
    assert late() == [(1, 0, 1)]


def test_a_step_is_one_row_though_procedures_number_it_differently(
    scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    policy = load_policy("chaoyang_2020")
    places = {
        (flow.id, step.number)
        for versions in policy.procedures.flows.values()
        for flow in versions
        for step in flow.steps
        if step.code == "decide"
    }
    assert len({number for _flow, number in places}) > 1, "the policy has two places for it"
    counts = [OpenCount(policy.name, flow, "decide", scene.streets[0], 1, 1) for flow, _number in sorted(places)]
    monkeypatch.setattr(desk, "open_counts", lambda streets, day: counts)
    [row] = open_cases(scene.streets)["open_steps"]
    assert (row.state, row.cases, row.over) == ("decide", len(places), len(places))


def test_the_list_of_long_waits_says_what_it_leaves_out(scene: Scene, leader: User) -> None:
    file_roster(scene)
    clock.turn_forward(1)
    assert "在办 1 件，这里列 1 件，等得最久的在前" in page(as_(leader), "/desk/district/")


def test_a_measure_without_a_budget_is_named_where_cases_wait_for_its_money(scene: Scene, leader: User) -> None:
    case = file_roster(scene)
    step(scene.clerk, case, "accept", "accepted")
    step(scene.street, case, "first", "agree")
    step(scene.district, case, "second", "agree")
    assert "没有预算" not in page(as_(leader), "/desk/district/")
    # A budget is of one year: in the next one there is none. Three people at 5,000 yuan wait.
    clock.turn_forward(366)
    assert unfunded("chaoyang_2020") == [Unfunded("3.2a", 1, 15_000_00)]
    for place in ("district/", "money/"):
        assert "1 件等着审定，合计 15,000\N{NO-BREAK SPACE}元" in page(as_(leader), f"/desk/{place}"), place
        assert "件等着审定" not in page(as_(leader), f"/desk/{place}?year=2026"), (
            "waiting cases are paid from this year's"
        )
    short = page(as_(leader), "/desk/money/short/")
    assert "没有预算" in short and "剩下的预算 0" not in short and case.number not in short
    assert case.number in page(as_(scene.maker), "/desk/money/short/")


def test_lateness_is_told_in_working_days_on_all_pages(scene: Scene, leader: User) -> None:
    cleared(scene)
    clock.turn_forward(30)
    [over] = {row.over for row in queries.to_pay("chaoyang_2020")}
    assert over and f"过期 {over} 个工作日" in page(as_(leader), "/desk/district/")
    assert f"过期 {over} 个工作日" in page(as_(leader), "/desk/money/pay/")


def test_what_came_today_does_not_stand_among_the_longest_waits(scene: Scene, leader: User) -> None:
    file_roster(scene)
    assert 'id="oldest"' not in page(as_(leader), "/desk/district/")
    assert "没有等了一天以上的件" in page(as_(leader), "/desk/")
    clock.turn_forward(1)
    assert 'id="oldest"' in page(as_(leader), "/desk/district/")


def test_a_leader_reads_why_money_waits_without_names_or_accounts(scene: Scene, leader: User) -> None:
    cleared(scene)
    text = page(as_(leader), "/desk/money/pay/")
    assert "没有核对过的收款账户" in text and not any(person.name in text for person in scene.people)


def test_a_page_that_is_not_there_keeps_the_desk_for_staff(scene: Scene) -> None:
    answer = as_(scene.clerk).get("/desk/cases/2026-32a-999999/")
    text = answer.content.decode()
    assert answer.status_code == 404 and "您的岗位看不到这一件，或者没有这一件" in text
    assert 'href="/desk/queue/"' in text and "回工作台" in text
    for other in (as_(scene.agent), Client()):
        assert "您的岗位看不到" not in other.get("/desk/none/").content.decode()


def test_a_figure_of_a_condition_has_its_unit(scene: Scene) -> None:
    from wenjiu.policies import load_policy
    from wenjiu.web.desk.cases.facts import figure_words

    params = load_policy("chaoyang_2020").book.params
    months = [p for p in params.values() if str(p.label("zh")) == "最短经营期"]
    assert months and {figure_words(12, p) for p in months} <= {"12个月", "1年"}
    assert figure_words(None, months[0]) == "没有设定"
