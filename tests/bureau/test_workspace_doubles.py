"""Pages below /my/: what is asked for in two cases, on real PostgreSQL.

All people, firms and numbers are invented; the numbers have valid check digits.
"""

from __future__ import annotations

import pytest
from tests.bureau.cases.scene import Scene, file_own, make_scene, past_award, step
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
