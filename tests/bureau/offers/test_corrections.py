"""信息有误: a value of a register is asked to be put right, and the keeper of the register answers.

All people, firms and numbers are invented; the numbers have valid check digits.
"""

from __future__ import annotations

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from tests.bureau.cases.scene import POLICY, SETUP, SINCE, Scene, resident_user
from tests.bureau.files.made import PDF
from tests.bureau.my_pages import begin, client_of, text
from tests.bureau.people import new_user

from wenjiu.bureau.access.scopes import NotSeparate
from wenjiu.bureau.accounts.actions import authorise, give_post
from wenjiu.bureau.accounts.models import User
from wenjiu.bureau.areas.models import Area
from wenjiu.bureau.audit.models import Event
from wenjiu.bureau.offers.entitlements import weigh_keys
from wenjiu.bureau.registry.actions import bring
from wenjiu.bureau.registry.corrections import actions
from wenjiu.bureau.registry.models import Correction, Row
from wenjiu.bureau.registry.records import key_of
from wenjiu.bureau.registry.statements import Statement

ELSEWHERE = "other"


def keeper(area: Area, name: str = "keeper") -> User:
    user = new_user(name, demo=True)
    give_post(actor=SETUP, user=user, role="register_keeper", area=area, from_day=SINCE)
    return user


def taxed_elsewhere(scene: Scene) -> Row:
    """Let another source say since today that the firm pays its taxes elsewhere, and return that row."""
    say(scene, ELSEWHERE)
    return Row.objects.filter(table="firms").latest("id")


def say(scene: Scene, district: str) -> None:
    said = Statement({"tax_district": district}, {"self": scene.firm}, valid_from=SINCE)
    bring(actor=SETUP, policy=POLICY, table="firms", rows=[said], source="税务（虚构）")


def place(row: Row, column: str = "tax_district") -> str:
    return f"/my/registered/{row.pk}/{column}/"


def ask(scene: Scene, row: Row, **more: Any) -> Correction:
    given = {"column": "tax_district", "text": POLICY.home, "reason": "纳税地在本区", **more}
    return actions.ask_correction(actor=scene.agent, policy=POLICY, row_id=row.pk, **given)


def verdict(scene: Scene) -> str:
    [found] = weigh_keys(POLICY, "5.2", [key_of(scene.firm.pk)], SINCE.replace(year=2026, month=9))
    return found.assessed.eligible


def test_the_page_shows_what_would_be_and_an_accepted_request_makes_it_so_and_leaves_its_trace(scene: Scene) -> None:
    row, client = taxed_elsewhere(scene), client_of(scene.agent)
    assert verdict(scene) == "no"
    assert place(row) in text(client.get("/my/entitled/"))
    tried = client.post(place(row), {"wanted": POLICY.home, "do": "try"})
    change = next(c for c in tried.context["changes"] if c["name"] == POLICY.measures["5.2"].name("zh"))
    assert (change["before"]["shown"]["standing"], change["after"]["shown"]["standing"]) == ("cannot", "can")
    assert verdict(scene) == "no" and not Correction.objects.exists()
    proof = SimpleUploadedFile("完税证明.pdf", PDF, "application/pdf")
    form = {"wanted": POLICY.home, "reason": "完税证明写的是本区", "do": "ask", "proof": proof}
    assert client.post(place(row), form).status_code == 302
    [asked] = Correction.objects.all()
    assert (asked.was, asked.wanted, asked.street_id) == (ELSEWHERE, POLICY.home, scene.firm.street_id)
    assert "等登记部门答复" in text(client.get("/my/corrections/"))
    assert client.get(f"/my/corrections/{asked.pk}/file/").status_code == 200

    desk = client_of(keeper(scene.streets[0]))
    assert "核对、答复" in text(desk.get("/desk/corrections/"))
    assert desk.get(f"/desk/corrections/{asked.pk}/file/").status_code == 200
    assert "申请更正时交的材料" in text(client.get("/my/reads/"))
    assert desk.post(f"/desk/corrections/{asked.pk}/", {"do": "accept"}).status_code == 302
    asked.refresh_from_db()
    assert asked.new_row is not None and asked.new_row.source == actions.SOURCE
    assert asked.new_row.facts == {"tax_district": POLICY.home}
    assert Row.objects.get(pk=row.pk).facts == row.facts
    assert verdict(scene) == "yes"
    assert "已经更正" in text(client.get("/my/corrections/"))
    kinds = set(Event.objects.filter(kind__startswith="correction.").values_list("kind", flat=True))
    assert kinds == {"correction.asked", "correction.answered"}


def test_the_trial_names_every_measure_that_uses_the_value_with_the_condition_that_moves(scene: Scene) -> None:
    resident, person = resident_user(scene), scene.people[0]
    said = Statement({"graduation": "2019-07-01", "school": "university"}, {"self": person}, valid_from=SINCE)
    bring(actor=SETUP, policy=POLICY, table="persons", rows=[said], source="学籍（虚构）")
    row, client = Row.objects.filter(table="persons").latest("id"), client_of(resident)
    tried = client.post(place(row, "graduation"), {"wanted": "2025-07-01", "do": "try"})
    names = {c["name"] for c in tried.context["changes"]}
    assert {POLICY.measures[code].name("zh") for code in ("3.4a", "5.3")} <= names and "还缺的内容：" in text(tried)
    draft = begin(client, "3.4a")
    client.post(draft, {"a-traineeship_start": "2026-01-01", "do": "save"})
    tried = client.post(place(row, "graduation"), {"wanted": "2025-07-01", "do": "try"})
    change = next(c for c in tried.context["changes"] if c["draft"])
    assert [(m["before"], m["after"]) for m in change["moved"]] == [("不符合", "符合")]
    assert "毕业不超过2年" in change["moved"][0]["text"]
    asked = client.post(
        place(row, "graduation"), {"wanted": "2025-07-01", "reason": "毕业证", "do": "ask"}, follow=True
    )
    assert "没有规定答复的期限" in text(asked) and "您在" in text(asked)
    for page in ("/my/", draft):
        assert "您申请的更正，还在等登记部门答复" in text(client.get(page))
    page = text(client.post(place(row, "graduation"), {"wanted": "2025-07-01", "do": "try"}))
    assert "请在下面申请更正" not in page and "更正申请已经交了" in page


def test_a_request_is_declined_with_a_reason_that_the_asker_reads(scene: Scene) -> None:
    asked = ask(scene, taxed_elsewhere(scene))
    desk = client_of(keeper(scene.streets[0]))
    assert desk.post(f"/desk/corrections/{asked.pk}/", {"do": "decline", "answer": " "}).status_code == 422
    assert desk.post(f"/desk/corrections/{asked.pk}/", {"do": "decline", "answer": "税务登记没有变"}).status_code == 302
    page = text(client_of(scene.agent).get("/my/corrections/"))
    assert "没有更正" in page and "税务登记没有变" in page
    again = desk.post(f"/desk/corrections/{asked.pk}/", {"do": "accept"})
    assert again.status_code == 422 and "已经答复过" in text(again)
    assert verdict(scene) == "no"


def test_a_second_request_and_one_about_a_replaced_row_are_refused_in_words(scene: Scene) -> None:
    row = taxed_elsewhere(scene)
    asked = ask(scene, row)
    with pytest.raises(actions.CorrectionRefused, match="已经有人申请更正"):
        ask(scene, row)
    say(scene, "another")
    with pytest.raises(actions.CorrectionRefused, match="已经有新的内容"):
        ask(scene, row)
    with pytest.raises(actions.CorrectionRefused, match="已经有新的内容"):
        actions.answer_correction(actor=keeper(scene.streets[0]), policy=POLICY, correction_id=asked.pk, accept=True)
    assert "已经有新的内容" in text(client_of(scene.agent).get(place(row)))


@pytest.mark.parametrize(
    ("given", "why"),
    [
        ({"text": "火星"}, "."),
        ({"text": ""}, "."),
        ({"text": "九" * 10_000}, "."),
        ({"text": ELSEWHERE}, "一样"),
        ({"reason": "   "}, "请写明为什么"),
        ({"reason": "长" * 501}, "最多500字"),
    ],
)
def test_what_cannot_be_read_or_says_nothing_is_refused(scene: Scene, given: dict[str, str], why: str) -> None:
    with pytest.raises(actions.CorrectionRefused, match=why):
        ask(scene, taxed_elsewhere(scene), **given)


def test_a_program_is_no_proof(scene: Scene) -> None:
    program = SimpleUploadedFile("a.pdf", b"MZ\x90\x00" + bytes(100), "application/pdf")
    form = {"wanted": POLICY.home, "reason": "纳税地在本区", "do": "ask", "proof": program}
    assert client_of(scene.agent).post(place(taxed_elsewhere(scene)), form).status_code == 422
    assert not Correction.objects.exists()


def test_who_may_not_see_the_row_cannot_ask(scene: Scene) -> None:
    row, stranger = taxed_elsewhere(scene), client_of(resident_user(scene))
    assert stranger.get(place(row)).status_code == 404
    assert stranger.post(place(row), {"wanted": POLICY.home, "reason": "a", "do": "ask"}).status_code == 404
    assert client_of(scene.agent).get(place(row, "no_such_column")).status_code == 404
    of_a_person = Row.objects.filter(table="persons").first()
    assert of_a_person is not None
    assert client_of(scene.agent).get(place(of_a_person, "graduation")).status_code == 404


def test_a_keeper_answers_in_his_own_area_only_and_never_his_own_matter(scene: Scene) -> None:
    asked = ask(scene, taxed_elsewhere(scene))
    other = client_of(keeper(scene.streets[1], "keeper of another street"))
    assert other.get(f"/desk/corrections/{asked.pk}/").status_code == 404
    assert other.post(f"/desk/corrections/{asked.pk}/", {"do": "accept"}).status_code == 404
    assert other.get(f"/desk/corrections/{asked.pk}/file/").status_code == 404
    own = keeper(scene.streets[0])
    authorise(actor=SETUP, user=own, organisation=scene.firm)
    with pytest.raises(NotSeparate, match="应当回避"):
        actions.answer_correction(actor=own, policy=POLICY, correction_id=asked.pk, accept=True)
    give_post(actor=SETUP, user=scene.agent, role="register_keeper", area=scene.streets[0], from_day=SINCE)
    with pytest.raises(NotSeparate, match="前一步是您办的"):
        actions.answer_correction(actor=scene.agent, policy=POLICY, correction_id=asked.pk, accept=True)
