"""Pages below /my/: what is asked for in two cases, on real PostgreSQL.

All people, firms and numbers are invented; the numbers have valid check digits.
"""

from __future__ import annotations

import pytest
from tests.bureau.cases.scene import Scene, file_own, make_scene, past_award, resident_user, step
from tests.bureau.my_pages import add_people, begin, client_of, send, text

from wenjiu.bureau.cases.actions.filing import withdraw_case

pytestmark = pytest.mark.django_db


@pytest.fixture
def scene() -> Scene:
    return make_scene(people=3)


def test_who_stands_in_an_open_case_is_not_counted_again_and_the_case_is_named(scene: Scene) -> None:
    client = client_of(scene.agent)
    first = begin(client, "3.2a")
    second = begin(client, "3.2a", key="another")
    add_people(client, first, scene)
    add_people(client, second, scene)
    assert client.get(second).context["total_fen"] == 3 * 500_000
    [case] = send(client, first)
    page = client.get(second)
    assert page.context["total_fen"] == 0
    assert f"已在 {case.number} 申报，不能重复" in text(page) and "已申报过、不计入 3 人" in text(page)
    assert f'href="/my/cases/{case.number}/"' in text(page)
    assert f"已在 {case.number} 申报" in text(client.get(f"{second}submit/"))
    withdraw_case(actor=scene.agent, case_id=case.pk, seen_version=case.version, reason="重报")
    assert client.get(second).context["total_fen"] == 3 * 500_000


def test_who_was_granted_it_before_is_not_counted_again(scene: Scene) -> None:
    past_award(actor="a test", code="3.2a", roles={"employer": scene.firm, "person": scene.people[0]})
    client = client_of(scene.agent)
    place = begin(client, "3.2a")
    add_people(client, place, scene)
    page = client.get(place)
    assert "不能重复" in text(page) and page.context["total_fen"] == 2 * 500_000


def test_a_claim_of_the_firm_itself_is_told_as_well(scene: Scene) -> None:
    case = file_own(scene.agent, scene.firm, "5.2")
    step(scene.clerk, case, "accept", "accepted")
    client = client_of(scene.agent)
    assert f"已在 {case.number} 申报" in text(client.get(begin(client, "5.2")))


def test_a_second_filing_about_the_same_thing_is_sent_only_after_the_filer_says_that_it_is_another(
    scene: Scene,
) -> None:
    client = client_of(resident_user(scene))
    answers = {"a-annual_rent": "60000", "a-rents_premises": "true", "a-is_founder": "true", "do": "save"}
    first, second = begin(client, "5.3"), begin(client, "5.3", key="another")
    assert "是同一笔吗" not in text(client.get(f"{second}submit/"))
    client.post(first, answers)
    client.post(second, answers)
    [case] = send(client, first, street=scene.streets[0].code)
    link = f'href="/my/cases/{case.number}/"'
    page = text(client.get(second))
    assert f"已在 {case.number} 申报同一项补贴，正在办" in page and link in page
    page = text(client.get("/my/new/"))
    assert "已申报，正在办" in page and link in page
    place = f"{second}submit/"
    page = client.get(place)
    assert "是同一笔吗" in text(page) and link in text(page)
    form = {"version": page.context["filing"].version, "true": "yes", "street": scene.streets[0].code}
    answer = client.post(place, form)
    assert answer.status_code == 422 and "您已经有同样的申报" in text(answer)
    assert client.post(place, {**form, "again": "yes"}).status_code == 302


@pytest.mark.parametrize(
    ("start", "end", "asked"), [("", "", True), ("2026-03-01", "2026-05-31", True), ("2026-04-01", "2026-06-30", False)]
)
def test_months_of_another_filing_are_no_question_where_they_are_not_the_same(
    scene: Scene, start: str, end: str, asked: bool
) -> None:
    client = client_of(resident_user(scene))
    first, second = begin(client, "3.4a"), begin(client, "3.4a", key="another")
    client.post(first, {"a-traineeship_start": "2026-01-01", "a-traineeship_end": "2026-03-31", "do": "save"})
    client.post(second, {"a-traineeship_start": start, "a-traineeship_end": end, "do": "save"})
    send(client, first, street=scene.streets[0].code)
    assert ("是同一笔吗" in text(client.get(f"{second}submit/"))) == asked
