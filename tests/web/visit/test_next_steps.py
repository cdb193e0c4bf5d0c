"""The result page says what to do next: what to bring, where, until when, with a file for the calendar."""

import datetime as dt
import re

import icalendar
import pytest
from django.utils.translation import override
from tests.support.visitors import small_firm

from wenjiu.web.public.visit.reminders import LATER, Reminder, calendar

NOW = dt.datetime(2026, 3, 2, 9, 30, tzinfo=dt.UTC)
HOSTILE = "补贴;一,二\\n三\r\nATTENDEE:mailto:x@example.org\nEND:VCALENDAR"


def card(body: str, code: str) -> str:
    """The item of one measure on the result page."""
    return re.search(rf'<li class="wj-card[^"]*" id="m-{re.escape(code)}">.*?\n</li>', body, re.DOTALL).group()


def events(content: bytes) -> list[icalendar.Event]:
    """The events of a calendar file, as a parser of RFC 5545 reads them."""
    return icalendar.Calendar.from_ical(content).walk("VEVENT")


@pytest.fixture
def firm_results(post):
    return post("/check/", ["young_firm"], small_firm(), do="results").content.decode()


def test_a_measure_that_is_due_lists_only_the_papers_to_bring_and_folds_those_that_are_looked_up(firm_results):
    found = card(firm_results, "5.2")
    bring = re.search(r"<dt>要带</dt><dd><ul.*?</ul>", found, re.DOTALL).group()
    assert "申请表" in bring and "劳动合同" in bring
    assert "营业执照" not in bring
    assert "营业执照" in re.search(r"不用带，能查到</summary>.*?</details>", found, re.DOTALL).group()
    assert "企业规模声明" in re.search(r"书面承诺代替</summary>.*?</details>", found, re.DOTALL).group()


def test_where_no_source_names_the_place_the_numbers_to_ask_are_named(firm_results):
    assert "地点待确认，请打 12345 或 12333 问。" in card(firm_results, "5.2")


def test_the_next_step_says_until_when_and_opens_the_guide_at_the_materials(firm_results):
    found = card(firm_results, "5.2")
    assert re.search(r"<dt>到什么时候</dt><dd>最晚\d{4}年7月1日申请", found)
    assert 'href="/guide/5.2/#materials"' in found
    assert 'formaction="/check/5.2/reminder.ics"' in found and 'form="keep"' in found


def test_a_measure_with_open_questions_has_no_next_step_but_the_questions(firm_results):
    found = card(firm_results, "5.3")
    assert "wj-next" not in found
    assert 'value="about:5.3"' in found


def test_a_measure_for_somebody_else_says_who_applies(post):
    known = {"competition.level": "district", "competition.rank": "1"}
    body = post("/check/", ["competition"], known, do="results").content.decode()
    assert "谁去办" in card(body, "4.3c")


def test_the_calendar_file_holds_the_latest_day_with_an_alarm_14_days_before_and_asks_after_60_days(post):
    response = post("/check/5.2/reminder.ics", ["young_firm"], small_firm())
    assert response["Content-Type"] == "text/calendar; charset=utf-8"
    assert response["Content-Disposition"] == 'attachment; filename="wenjiu-5.2.ics"'
    assert "no-store" in response["Cache-Control"]
    apply, ask = events(response.content)
    assert apply["SUMMARY"] == "申请的最后一天：创业带动就业补贴"
    assert apply["DTSTART"].dt == dt.date(dt.date.today().year + 2, 7, 1)
    assert [alarm["TRIGGER"].dt for alarm in apply.walk("VALARM")] == [dt.timedelta(-14), dt.timedelta(-1)]
    assert "申请表、劳动合同" in apply["DESCRIPTION"]
    assert str(apply["URL"]) == "http://testserver/guide/5.2/#materials"
    assert ask["SUMMARY"] == "领到了吗？创业带动就业补贴"
    assert str(ask["URL"]) == "http://testserver/followup/?m=5.2"


def test_the_calendar_file_holds_no_answer(post):
    marked = small_firm() | {"firm.local_workers": "7654"}
    content = post("/check/5.2/reminder.ics", ["young_firm"], marked).content.decode()
    assert "BEGIN:VCALENDAR" in content
    assert "7654" not in content and marked["firm.operation_start"].replace("-", "") not in content


def test_the_calendar_file_is_in_the_language_of_the_page(post):
    apply, ask = events(post("/check/5.2/reminder.ics", ["young_firm"], small_firm(), language="en").content)
    assert re.search("[一-鿿]", apply["SUMMARY"] + apply["DESCRIPTION"] + ask["SUMMARY"] + ask["DESCRIPTION"]) is None


def test_without_a_latest_day_the_reminder_is_soon_and_on_the_day():
    with override("zh-hans"):
        apply, ask = events(calendar(Reminder("某补贴", None, "", (), "https://a.example/", "https://b.example/"), NOW))
    assert apply["SUMMARY"] == "申请：某补贴"
    assert apply["DTSTART"].dt == dt.date(2026, 3, 9)
    assert ask["DTSTART"].dt == NOW.date() + dt.timedelta(LATER) == dt.date(2026, 5, 1)


def test_hostile_texts_stay_texts_in_the_calendar_file():
    content = calendar(Reminder(HOSTILE, NOW.date(), HOSTILE, (HOSTILE,), "https://a/", "https://b/"), NOW)
    apply, ask = events(content)
    assert apply["SUMMARY"].count("ATTENDEE") == 2
    assert "ATTENDEE" not in apply and "ATTENDEE" not in ask
    assert content.count(b"\r\nEND:VCALENDAR") == 1
    assert all(len(line) <= 75 for line in content.split(b"\r\n"))


@pytest.mark.parametrize("code", ["5.1", "3.3"])
def test_without_next_steps_the_address_of_a_calendar_file_leads_to_the_visit(post, code):
    response = post(f"/check/{code}/reminder.ics", ["young_firm"], {})
    assert (response.status_code, response["Location"]) == (302, "/check/")


def test_opened_without_answers_the_address_of_a_calendar_file_leads_to_the_visit(client):
    response = client.get("/check/5.2/reminder.ics")
    assert (response.status_code, response["Location"]) == (302, "/check/")


def test_a_calendar_file_of_an_unknown_measure_is_not_found(post):
    assert post("/check/9.9/reminder.ics", ["young_firm"], {}).status_code == 404


def test_on_a_page_for_another_day_the_links_of_the_next_step_keep_the_day(post):
    body = post(
        "/check/?on=2021-06-10", ["young_firm"], small_firm() | {"firm.operation_start": "2018-07-01"}, do="results"
    ).content.decode()
    found = card(body, "5.2")
    assert 'href="/guide/5.2/?on=2021-06-10#materials"' in found
    assert 'formaction="/check/5.2/reminder.ics?on=2021-06-10"' in found
    assert 'data-carry="/check/?on=2021-06-10"' in body
