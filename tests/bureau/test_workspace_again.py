"""Pages below /my/: filing again after a refusal or a withdrawal, on real PostgreSQL.

All people, firms and numbers are invented; the numbers have valid check digits.
"""

from __future__ import annotations

import pytest
from tests.bureau.cases.scene import HIRED, SETUP, SINCE, Scene, file_own, make_scene, rows, step
from tests.bureau.my_pages import add_people, begin, client_of, send, text
from tests.bureau.registry.people import person

from wenjiu.bureau.cases.actions.filing import withdraw_case
from wenjiu.bureau.cases.models import Case
from wenjiu.bureau.parties.actions import ensure_parties
from wenjiu.bureau.registry.statements import Statement

pytestmark = pytest.mark.django_db


@pytest.fixture
def scene() -> Scene:
    return make_scene(people=2)


def refused(scene: Scene) -> Case:
    case = file_own(scene.agent, scene.firm, "5.2")
    step(scene.clerk, case, "accept", "accepted")
    step(scene.street, case, "first", "refuse", reason="本区劳动力不足三名")
    step(scene.district, case, "second", "agree")
    return step(scene.approver, case, "decide", "approved")


def test_a_refused_case_says_what_it_was_then_what_it_is_today_and_offers_to_file_again(scene: Scene) -> None:
    case = refused(scene)
    assert case.state == "refused"
    client = client_of(scene.agent)
    page = text(client.get(f"/my/cases/{case.number}/"))
    assert "决定时是 2人，按今天的登记是 2人" in page and "再申报" not in page
    made = ensure_parties(actor=SETUP, rows=[person(n) for n in (31, 32)])
    rows(scene, "persons", [Statement({"household_district": "chaoyang"}, {"self": p}, valid_from=SINCE) for p in made])
    hires = [Statement(HIRED, {"firm_id": scene.firm, "person_id": p}, valid_from=SINCE) for p in made]
    rows(scene, "hires", hires)
    page = text(client.get(f"/my/cases/{case.number}/"))
    assert "决定时是 2人，按今天的登记是 4人" in page and "按今天的登记已经符合，可以再申报，约" in page
    again = client.post(f"/my/cases/{case.number}/copy/", follow=True)
    assert again.context["filing"].draft["measures"] == ["5.2"]
    [second] = send(client, again.redirect_chain[0][0])
    assert second.filing_id != case.filing_id
    assert "再申报</button>" not in text(client.get(f"/my/cases/{case.number}/"))


def test_what_was_withdrawn_is_copied_with_its_lines_and_answers(scene: Scene) -> None:
    client = client_of(scene.agent)
    place = begin(client, "3.2a")
    add_people(client, place, scene)
    [case] = send(client, place)
    answer = client.post(f"/my/cases/{case.number}/copy/", follow=True)
    assert "还在办理" in text(answer)
    withdraw_case(actor=scene.agent, case_id=case.pk, seen_version=case.version, reason="名单有误")
    assert "复制到新申报" in text(client.get(f"/my/cases/{case.number}/"))
    first = client.post(f"/my/cases/{case.number}/copy/")
    assert client.post(f"/my/cases/{case.number}/copy/")["Location"] == first["Location"]
    assert client.get(first["Location"]).context["going"] == 2
