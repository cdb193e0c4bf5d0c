"""Pages below /my/: filing again after a refusal or a withdrawal, on real PostgreSQL.

All people, firms and numbers are invented; the numbers have valid check digits.
"""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from tests.bureau.cases.scene import HIRED, SETUP, SINCE, Scene, file_own, file_roster, make_scene, rows, step
from tests.bureau.files.made import PDF
from tests.bureau.my_pages import add_people, begin, client_of, good_row, send, text, workbook
from tests.bureau.people import resident_number
from tests.bureau.registry.people import person

from wenjiu.bureau import clock
from wenjiu.bureau.cases.actions.filing import withdraw_case
from wenjiu.bureau.cases.models import Case, Evidence
from wenjiu.bureau.parties.actions import ensure_parties
from wenjiu.bureau.parties.queries import number_of
from wenjiu.bureau.registry.statements import Statement

pytestmark = pytest.mark.django_db


@pytest.fixture
def scene() -> Scene:
    return make_scene(people=2)


def refused(scene: Scene) -> Case:
    case = file_own(scene.agent, scene.firm, "5.2")
    step(scene.clerk, case, "accept", "accepted")
    step(scene.street, case, "first", "refuse", reason="本区劳动力不足三名")
    step(scene.district, case, "second", "refuse")
    return step(scene.approver, case, "decide", "refused")


def test_who_was_refused_although_the_rules_granted_it_reads_no_sum_and_what_to_bring(scene: Scene) -> None:
    """Today's registers say “granted” as they did then. That says nothing about why an official refused."""
    case = file_roster(scene)
    step(scene.clerk, case, "accept", "accepted")
    for actor, code, outcome in ((scene.street, "first", "refuse"), (scene.district, "second", "refuse")):
        step(actor, case, code, outcome, reason="材料不齐")
    step(scene.approver, case, "decide", "refused", reason="材料不齐")
    page = text(client_of(scene.agent).get(f"/my/cases/{case.number}/"))
    assert "已经符合" not in page and "可以再申报，约" not in page
    assert "补齐" in page and "以后，可以再申报" in page and "再申报</button>" in page
    assert "不予支持" in page and "准予" not in page


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
    assert "决定时为2，再增加1人" in page and "现为" not in page
    for place in ("/my/", f"/my/new/?filer={scene.firm.pk}"):
        assert "按今天的登记已经符合，可以再申报，约" in text(client.get(place)), place
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


def test_lines_that_are_left_out_are_named_and_come_back_and_only_a_table_is_read(scene: Scene) -> None:
    client = client_of(scene.agent)
    place = begin(client, "3.2a")
    people = [f"{number_of(p)},{p.name}" for p in scene.people[:2]]
    table = "\n".join(["证件号码,姓名", *people, "123,虚构错"]).encode()
    page = text(client.post(place, {"roster": SimpleUploadedFile("a.csv", table), "do": "save"}, follow=True))
    assert (
        "读入了 3 行。" in page and "1 行有错，改好以前不会提交" in page and "其中" not in page and "。；" not in page
    )
    refused = client.post(place, {"roster": SimpleUploadedFile("a.txt", b"x"), "do": "save"})
    assert refused.status_code == 422 and "请上传 Excel 或 CSV 表格" in text(refused)
    assert "已去掉：虚构错" in text(client.post(place, {"do": "leave-out"}, follow=True))
    page = client.post(place, {"do": "undo"}, follow=True)
    assert [line.name for line in page.context["lines"]] == [*(p.name for p in scene.people[:2]), "虚构错"]
    confirm = text(client.get(f"{place}submit/"))
    assert "虚构错" in confirm.split("不会提交、留下来的")[1] and "、</p>" not in confirm


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
