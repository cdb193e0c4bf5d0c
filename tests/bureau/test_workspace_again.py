"""Pages below /my/: filing again after a refusal or a withdrawal, on real PostgreSQL.

All people, firms and numbers are invented; the numbers have valid check digits.
"""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from tests.bureau.cases.scene import HIRED, SETUP, SINCE, Scene, file_own, make_scene, rows, step
from tests.bureau.files.made import PDF
from tests.bureau.my_pages import add_people, begin, client_of, good_row, send, text, workbook
from tests.bureau.people import resident_number
from tests.bureau.registry.people import person

from wenjiu.bureau import clock
from wenjiu.bureau.cases.actions.filing import withdraw_case
from wenjiu.bureau.cases.models import Case, Evidence
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
    step(scene.district, case, "second", "refuse", reason="不足三名")
    return step(scene.approver, case, "decide", "refused", reason="不足三名")


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


def test_papers_can_be_added_until_the_case_is_accepted(scene: Scene) -> None:
    client = client_of(scene.agent)
    place = begin(client, "3.2a")
    add_people(client, place, scene)
    [case] = send(client, place)
    receipt = text(client.get(place))
    assert "2 人，10,000 元（预计）" in receipt and "还缺的材料：" in receipt and "补传" in receipt
    address = f"/my/cases/{case.number}/papers/"
    assert "材料已经补上" in text(client.post(address, {"file-3.2a/contract": paper()}, follow=True))
    assert Evidence.objects.get().case == case
    step(scene.clerk, case, "accept", "accepted")
    assert "已经受理" in text(client.post(address, {"file-3.2a/contract": paper("b.pdf")}, follow=True))
    assert Evidence.objects.count() == 1 and "补传材料" not in text(client.get(f"/my/cases/{case.number}/"))


def paper(name: str = "a.pdf") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, PDF)


def test_a_line_that_was_removed_comes_back(scene: Scene) -> None:
    client = client_of(scene.agent)
    place = begin(client, "3.2a")
    add_people(client, place, scene)
    page = client.post(place, {"do": "drop:1"}, follow=True)
    assert f"已去掉：{scene.people[0].name}" in text(page) and "撤销" in text(page)
    page = client.post(place, {"do": "undo"}, follow=True)
    assert [line.name for line in page.context["lines"]] == [p.name for p in reversed(scene.people)]
    assert "已去掉：" not in text(page)


def test_what_is_empty_is_told_before_it_is_sent_and_who_no_register_knows_is_told_apart(scene: Scene) -> None:
    client = client_of(scene.agent)
    place = begin(client, "3.2a")
    line = {"number": resident_number(77), "name": "虚构七七"}
    client.post(f"{place}lines/new/", line)
    assert "还没填：" in text(client.get(f"{place}submit/"))
    client.post(place, {"roster": workbook(good_row(77))})
    page = text(client.get(place))
    assert "其中 1 人登记里没有查到，按您填的算 5,000 元" in page
    check = text(client.get(f"{place}submit/"))
    assert "还没填：" not in check and "虚构77" in check and "收款账户" in check


def test_a_list_in_which_the_policy_names_nothing_is_no_question(scene: Scene) -> None:
    client = client_of(scene.agent)
    place = begin(client, "3.2a")
    assert "a-extra_key_group" not in text(client.get(f"{place}lines/new/"))


def test_a_year_is_chosen_from_this_one_and_the_last(scene: Scene) -> None:
    client = client_of(scene.agent)
    page = text(client.get(begin(client, "3.2a")))
    year = clock.today().year
    assert f'name="a-claim_year" value="{year}"' in page and f'name="a-claim_year" value="{year - 1}"' in page


def test_from_the_workspace_a_public_page_leads_back(scene: Scene) -> None:
    client = client_of(scene.agent)
    assert 'href="/policies/?from=my"' in text(client.get("/my/"))
    page = client.get("/policies/?from=my")
    assert "回到我的办事" in text(page)
    assert "回到我的办事" not in text(client.get("/policies/"))
