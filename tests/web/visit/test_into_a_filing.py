"""From a result of the public check into a filing, with the answers; on real PostgreSQL.

All people and firms are invented.
"""

from __future__ import annotations

import re
import time
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from tests.bureau.cases.scene import make_scene, resident_user
from tests.bureau.my_pages import client_of, text

from wenjiu.bureau.accounts.models import User
from wenjiu.bureau.cases.models import Filing
from wenjiu.bureau.writes import action
from wenjiu.web import carried

pytestmark = pytest.mark.django_db
#: Answers about clause 5.3 as the check carries them. The household is in the register, and is not asked again.
ANSWERS = {
    "s": "founder",
    "a-founder.rents_premises": "true",
    "a-founder.annual_rent": "36,000",
    "a-founder.is_founder": "true",
    "a-person.household_district": "海淀区",
    "a-founder.operation_start": "去年",
}
FIRST = "/my/new/?measure=5.3"


@pytest.fixture
def resident() -> Client:
    return client_of(resident_user(make_scene(people=1)))


@action
def make_persona(*, actor: str) -> None:
    """Let the resident be one into whom a visitor of the demo steps."""
    User.objects.filter(username="resident0").update(demo=True)


def carry(client: Client) -> None:
    """Press the button of the result."""
    answer = client.post("/check/5.3/file/", ANSWERS)
    assert (answer.status_code, answer["Location"]) == (302, FIRST)


def begin(client: Client) -> str:
    """Begin the filing of clause 5.3, and return the text of its page."""
    page = client.get(FIRST)
    filer = page.context["filer"].pk
    form = {"filer": filer, "shown": filer, "key": page.context["key"], "measure": "5.3", "do": "begin"}
    return text(client.post("/my/new/", form, follow=True))


def answers() -> dict[str, Any]:
    """Return the answers of the newest draft."""
    found: dict[str, Any] = Filing.objects.latest("id").draft["answers"]
    return found


def test_what_the_filing_asks_too_comes_along_and_is_said(resident: Client) -> None:
    carry(resident)
    assert "您自测时答了 4 题" in text(resident.get(FIRST))
    page = begin(resident)
    assert "您自测时答了 4 题：带来 3 题，请核对；1 题已经查到，以登记为准。" in page
    brought = answers()
    assert brought["annual_rent"] == "36000.00" and brought["is_founder"] is True and brought["rents_premises"] is True
    assert "person_hukou_district" not in brought and "operation_start_date" not in brought


def test_what_a_situation_implies_is_no_answer_of_the_applicant(resident: Client) -> None:
    """Who ticks "I founded a business" is shown clause 5.3, and has not stated yet that it is so."""
    visitor = {"s": ["founder", "young_firm"]}
    assert resident.post("/check/5.3/file/", visitor)["Location"] == FIRST
    assert "您自测时答了" not in text(resident.get(FIRST))
    begin(resident)
    assert "is_founder" not in answers()


def test_one_answer_that_holds_for_two_facts_counts_once(resident: Client) -> None:
    """The district of a firm is that of its founder's business: the page of the result counts one answer too."""
    form = {
        "s": "founder",
        "a-founder.registered_district": "chaoyang",
        "a-founder.annual_rent": "36000",
        "do": "results",
    }
    assert "您的回答（2 题）" in text(resident.post("/check/", form))
    resident.post("/check/5.3/file/", form)
    assert "您自测时答了 2 题" in text(resident.get(FIRST))
    said = re.search(r"您自测时答了 2 题：([^。]*)。", begin(resident))
    assert said is not None and sum(map(int, re.findall(r"(\d+) 题", said[1]))) == 2


def test_beside_a_registered_value_stands_what_was_answered_otherwise(resident: Client) -> None:
    carry(resident)
    begin(resident)
    place = reverse("my:filing", args=[Filing.objects.latest("id").pk])
    for _visit in range(2):  # it is no message that goes away
        page = text(resident.get(place))
        assert "您自测时答“海淀区”，登记是“是，在朝阳区”，申报以登记为准。" in page
    same = {**ANSWERS, "a-person.household_district": "chaoyang"}
    resident.post("/check/5.3/file/", same)
    begin(resident)
    assert "您自测时答“" not in text(resident.get(reverse("my:filing", args=[Filing.objects.latest("id").pk])))


def test_the_page_of_the_sign_in_says_that_the_answers_are_kept(resident: Client) -> None:
    visitor = Client()
    carry(visitor)
    shown = visitor.get(FIRST, follow=True)
    assert "您自测时答的 4 题还留着，登录后会带进申报。" in text(shown)
    assert "还留着" not in text(Client().get(FIRST, follow=True))


def test_nothing_is_kept_once_it_came_and_a_second_filing_is_empty(resident: Client) -> None:
    carry(resident)
    begin(resident)
    assert carried.CARRIED not in resident.session
    assert "您自测时答了" not in begin(resident)


def test_who_does_not_want_them_begins_with_an_empty_form(resident: Client) -> None:
    carry(resident)
    assert "您自测时答了" not in text(resident.post("/my/new/", {"measure": "5.3", "do": "drop-answers"}))
    begin(resident)
    assert "annual_rent" not in answers()


def test_enter_in_the_form_begins_the_filing_and_does_not_drop_the_answers(resident: Client) -> None:
    """A browser takes Enter as a press of the first button of a form."""
    carry(resident)
    page = resident.get(FIRST).content.decode()
    form = page[page.index('name="shown"') :]
    assert "不带，重新填" in form and re.findall(r"<button[^>]* value=\"([^\"]+)\"", form)[0] == "begin"


def test_they_are_for_their_measure_and_for_an_hour(resident: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    carry(resident)
    assert "您自测时答了" not in text(resident.get("/my/new/?measure=3.4a"))
    now = time.time()
    monkeypatch.setattr("wenjiu.web.carried.time.time", lambda: now + carried.KEPT + 1)
    assert "您自测时答了" not in text(resident.get(FIRST))
    assert carried.CARRIED not in resident.session


def test_a_visitor_who_is_not_signed_in_is_asked_to_and_finds_the_answers_afterwards(resident: Client) -> None:
    visitor = Client()
    carry(visitor)
    asked = visitor.get(FIRST)
    assert asked.status_code == 302 and "/account/login/" in asked["Location"]
    visitor.force_login(User.objects.get(username="resident0"))
    assert "您自测时答了 4 题" in text(visitor.get(FIRST))


def test_the_answers_stay_with_who_signs_in_or_steps_into_a_persona_and_with_nobody_after(
    resident: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The demo steps in without a password; who steps from one persona into another leaves everything behind."""
    monkeypatch.setattr("django.conf.settings.WENJIU_DEMO", True)
    make_persona(actor="a test")
    visitor = Client()
    carry(visitor)
    visitor.post("/demo/enter/", {"persona": "resident0"})
    assert "您自测时答了 4 题" in text(visitor.get(FIRST))
    visitor.post("/demo/enter/", {"persona": "resident0"})
    assert "您自测时答了" not in text(visitor.get(FIRST))


def test_a_result_offers_the_way_with_the_answers_and_a_page_in_a_frame_the_way_alone(
    client: Client, post: Any, example: Any
) -> None:
    shown = post("/check/", ["founder"], example("5.3"), do="results").content.decode()
    assert 'formaction="/check/5.3/file/"' in shown
    framed = post("/embed/", ["founder"], example("5.3"), do="results").content.decode()
    assert "/check/5.3/file/" not in framed


def test_what_is_paid_to_others_alone_has_no_button_like_the_own_ones(post: Any, example: Any) -> None:
    """Clause 3.2a pays the employer of the person who was hired."""
    facts = {key: value for key, value in example("3.2a").items() if key != "case.application_date"}
    button = re.compile(r'<button class="([^"]*)"[^>]*formaction="/check/3.2a/file/"[^>]*>(.*?)</button>', re.DOTALL)
    shown = {s: button.search(post("/check/", [s], facts, do="results").content.decode()) for s in ("new_job", "hires")}
    assert shown["new_job"] is not None and "btn-primary" not in shown["new_job"][1]
    assert "带着回答，为用人单位申报" in shown["new_job"][2]
    assert shown["hires"] is not None and "btn-primary" in shown["hires"][1] and "带着回答去申报" in shown["hires"][2]


def test_an_unknown_measure_is_not_found_and_an_address_carries_nothing(client: Client) -> None:
    assert client.post("/check/9.9/file/", ANSWERS).status_code == 404
    assert client.get("/check/5.3/file/", {"a-founder.annual_rent": "36000"})["Location"] == FIRST
    assert carried.CARRIED not in client.session
