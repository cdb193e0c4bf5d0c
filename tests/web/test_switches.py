"""Language, large print and the day are switched without losing what is filled in on a page and not sent yet."""

import html
import re
from typing import Any

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from tests.support import rosters
from tests.support.forms import pressed

SWITCHES = {"/language/": "en", "/print-size/": "large"}
HEADER = "姓名\t人员编号\t新招用*\t招用日期*\t职工户籍*\t招用前登记失业\t领过这项补贴"


def switch(client: Client, page: Any, url: str, filled: dict[str, Any], at: str, **more: Any) -> str:
    """Press a switch of the header as a browser without JavaScript does; the page that follows."""
    sent = pressed(page.content.decode(), url, filled) | more
    answer = client.post(url, sent)
    assert (answer.status_code, answer["Location"]) == (307, at)
    # A browser sends the same body again; the file of a chosen file field too.
    for value in more.values():
        value.seek(0)
    there = client.post(at, sent)
    assert there.status_code == 200
    assert 'class="large"' in there.content.decode() or 'lang="en"' in there.content.decode()
    return there.content.decode()


def ticked(body: str) -> set[str]:
    """The ticked boxes and chosen answers of a page."""
    return set(re.findall(r'name="[^"]+" value="([^"]+)"[^>]* checked', body))


@pytest.mark.parametrize("url", SWITCHES)
@pytest.mark.parametrize("at", ["/", "/check/"])
def test_statements_stay_ticked_when_language_or_print_is_switched_before_going_on(client: Client, url: str, at: str):
    first = client.get(at)
    body = switch(client, first, url, {"s": ["hires", "young_firm"], "unsure": ["person"]}, at)
    assert ticked(body) == {"hires", "young_firm", "person"}
    # The page that follows has the same switches, and goes on with what is ticked.
    assert pressed(body, "/language/")["s"] == ["hires", "young_firm"] or url == "/language/"
    assert set(pressed(body, "/check/")["s"]) == {"hires", "young_firm"}


def test_enter_in_a_form_presses_its_own_button_and_no_switch(client: Client):
    pages = [client.get("/"), client.get("/roster/hires/"), client.get("/size/"), client.get("/check/?about=5.2")]
    pages.append(client.post("/check/", {"s": "hires", "do": "start"}))
    for page in pages:
        body = page.content.decode()
        form = re.search(r'data-carrier="(\w+)"', body)[1]
        first = re.search(rf'<(?:button|input type="submit") [^>]*form="{form}"[^>]*>', body)[0]
        assert "hidden" in first and 'name="do"' in first
        do = re.search(r'value="(\w+)"', first)[1]
        assert f'name="do" value="{do}"' in body[body.index("<main") :]


def test_with_nothing_ticked_a_switch_opens_the_first_page_again(client: Client):
    answer = client.post("/language/", pressed(client.get("/").content.decode(), "/language/"), follow=True)
    assert answer.request["REQUEST_METHOD"] == "GET" and answer.request["PATH_INFO"] == "/"
    assert 'lang="en"' in answer.content.decode()


@pytest.mark.parametrize("url", SWITCHES)
def test_answers_that_are_filled_in_and_not_sent_yet_stay_on_the_page(client: Client, url: str):
    page = client.post("/check/", {"s": ["young_firm"], "do": "start"})
    filled = {
        "v-firm.registered_district": "chaoyang",
        "v-firm.operation_start": "2023-5-1x",
        "x-firm.tax_district": "unknown",
    }
    body = switch(client, page, url, filled, "/check/")
    assert "chaoyang" in ticked(body)
    assert 'value="2023-5-1x"' in body
    assert 'role="alert" id="problem"' not in body  # not sent yet, so not wrong yet
    assert set(re.findall(r'name="v-([^"]+)"', body)) == set(re.findall(r'name="v-([^"]+)"', page.content.decode()))


def test_an_answer_that_is_not_known_or_is_not_there_stays_chosen(client: Client):
    page = client.get("/check/?about=5.2")
    filled = {"x-firm.operation_start": "unknown", "x-firm.local_workers": "none"}
    body = switch(client, page, "/language/", filled, "/check/")
    for key, value in (("firm.operation_start", "unknown"), ("firm.local_workers", "none")):
        assert f'name="x-{key}" value="{value}" checked' in body


@pytest.mark.parametrize("url", SWITCHES)
def test_a_list_that_is_pasted_and_not_checked_yet_stays_in_its_form_however_long(client: Client, url: str):
    text = "\r\n".join([HEADER, *(f"人{k}\tB{k}\t是\t2021-09-01\t朝阳区\t是\t否" for k in range(2000))])
    assert len(text) > 50_000
    page = client.get("/roster/hires/")
    body = switch(client, page, url, {"text": text, "once-claim_year": "2020"}, "/roster/hires/")
    shown = html.unescape(re.search(r"<textarea[^>]*>\n(.*?)</textarea>", body, re.DOTALL)[1])
    assert shown == text.replace("\r\n", "\n")
    assert 'value="2020"' in body and 'role="alert"' not in body


def test_a_file_that_is_chosen_and_not_checked_yet_becomes_the_pasted_list(client: Client):
    row = "张一\tA1\t是\t2021-09-01\t朝阳区\t是\t否"
    content = rosters.xlsx_by_openpyxl(HEADER.split("\t"), [row.split("\t")])
    file = SimpleUploadedFile("名单.xlsx", content)
    body = switch(client, client.get("/roster/hires/"), "/language/", {}, "/roster/hires/", file=file)
    assert "张一\tA1" in html.unescape(body[body.index("<textarea") :])


@pytest.mark.parametrize("url", [*SWITCHES, "/day/"])
def test_the_result_of_a_long_list_stays_when_language_print_or_day_is_switched(client: Client, url: str):
    text = "\n".join([HEADER, *(f"人{k}\tB{k}\t是\t2021-09-01\t朝阳区\t是\t否" for k in range(1500))])
    sent = {
        "once-claim_year": "2021",
        "once-application_date": "2021-12-01",
        "text": text,
        "from": "500",
        "do": "check",
    }
    page = client.post("/roster/hires/", sent, headers={"accept-language": "zh"})
    assert page.content.decode().count("人700\t") == 1  # the list is in the page once
    again = pressed(page.content.decode(), url, {"on": "2021-12-31"} if url == "/day/" else None)
    answer = client.post(url, again)
    assert answer.status_code == 307
    body = client.post(answer["Location"], again).content.decode()
    assert "人500" in body and "7,500,000" in body
    assert 'data-label="' in body[body.index('id="people"') :]
    assert ">人999</th>" in body and ">人1000</th>" not in body  # the same part of the rows


@pytest.mark.parametrize("url", SWITCHES)
def test_figures_of_the_size_page_that_are_not_sent_yet_stay(client: Client, url: str):
    body = switch(client, client.get("/size/"), url, {"industry": "retail", "staff": "60x"}, "/size/")
    assert 'value="60x"' in body and re.search(r'value="retail" selected', body)
    assert 'role="alert"' not in body and "wj-verdict-money" not in body


def test_a_change_of_the_day_keeps_the_page_of_questions(client: Client):
    page = client.post("/check/", {"s": "young_firm", "do": "about:5.2"})
    sent = pressed(page.content.decode(), "/day/", {"on": "2021-06-10"})
    assert sent["page"] == ["about:5.2"]
    answer = client.post("/day/", sent)
    assert set(re.findall(r'name="v-([^"]+)"', client.post(answer["Location"], sent).content.decode()))
    wrong = client.post("/day/", sent | {"on": "2021-02-30"}).content.decode()
    assert pressed(wrong, "/day/", {"on": "2021-06-10"})["page"] == ["about:5.2"]


def test_the_frame_keeps_ticks_and_answers_when_its_language_is_switched(client: Client, settings: Any):
    settings.WENJIU_FRAME_HOSTS = ["partner.example"]
    first = client.get("/embed/?lang=zh").content.decode()
    sent = pressed(first, "/embed/?lang=en", {"s": ["hires"]})
    assert ticked(client.post("/embed/?lang=en", sent).content.decode()) == {"hires"}
    asked = client.post("/embed/?lang=zh", {"s": "young_firm", "do": "start"}).content.decode()
    sent = pressed(asked, "/embed/?lang=en", {"v-firm.registered_district": "chaoyang"})
    assert "chaoyang" in ticked(client.post("/embed/?lang=en", sent).content.decode())


def test_a_switch_without_its_token_is_refused_on_the_first_page_too():
    assert Client(enforce_csrf_checks=True).post("/", {"s": "hires"}).status_code == 403
    assert settings.CSRF_COOKIE_NAME in Client().get("/").cookies
