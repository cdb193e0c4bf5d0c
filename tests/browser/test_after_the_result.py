"""After the result: a reminder for the calendar, a report, advice; with JavaScript and without."""

import icalendar
import pytest
from axe_playwright_python.sync_playwright import Axe
from tests.support.counts import some
from tests.support.visitors import small_firm

ANSWERS = small_firm()


def answer_what_is_asked(v):
    """Answer the questions of the page, and go to the next one."""
    for key, text in ANSWERS.items():
        choice = v.page.locator(f"label:has(input[type=radio][name='v-{key}'][value='{text}'])")
        if choice.count():
            choice.click()
        elif v.page.locator(f"input[type=text][name='v-{key}']").count():
            v.page.fill(f"input[type=text][name='v-{key}']", text)
    v.page.locator("button[value=answer]").click()
    v.page.wait_for_selector("#m-5\\.2")


def at_the_result(v):
    """Go to the result of a young firm that answered everything about one measure."""
    v.open("/")
    v.page.locator("label:has(input[name=s][value=young_firm])").click()
    v.page.locator("button[value=start]").click()
    v.page.wait_for_selector("button[value=answer]")
    answer_what_is_asked(v)
    v.page.locator("#m-5\\.2 button[value='about:5.2']").click()
    v.page.wait_for_selector("button[value=answer]")
    answer_what_is_asked(v)


@pytest.mark.parametrize("javascript", some([True, False], 2, "reminder with JavaScript"))
def test_the_reminder_is_a_file_and_the_result_stays(visitor, javascript):
    v = visitor(javascript=javascript)
    at_the_result(v)
    v.page.locator("#m-5\\.2 .wj-next > summary").click()
    with v.page.expect_download() as download:
        v.page.locator("#m-5\\.2 button[formaction$='reminder.ics']").click()
    assert download.value.suggested_filename == "wenjiu-5.2.ics"
    with open(download.value.path(), "rb") as file:
        assert len(icalendar.Calendar.from_ical(file.read()).walk("VEVENT")) == 2
    assert v.page.locator("#m-5\\.2").is_visible()


@pytest.mark.parametrize("javascript", some([True, False], 2, "a new token with JavaScript"))
def test_the_check_goes_on_in_its_tab_when_the_token_of_the_browser_is_a_new_one(visitor, javascript):
    """Whoever signs in on another tab gets a new token; the page of the result has the old one."""
    v = visitor(javascript=javascript)
    at_the_result(v)
    [token] = [c for c in v.page.context.cookies() if c["name"] == "csrftoken"]
    v.page.context.add_cookies([{**token, "value": "b" * len(token["value"])}])
    v.page.locator("#m-5\\.2 button[value='why:5.2']").click()
    v.page.wait_for_selector("button[value=results]")
    assert "创业带动就业补贴" in v.page.locator("h1").inner_text()
    v.page.locator("button[value=results]").click()
    v.page.wait_for_selector("#m-5\\.2")


@pytest.mark.parametrize("javascript", some([True, False], 2, "report with JavaScript"))
def test_the_report_opens_on_a_page_of_its_own_with_the_answers(visitor, javascript):
    v = visitor(javascript=javascript)
    at_the_result(v)
    with v.page.context.expect_page() as opened:
        v.page.locator("button[formaction='/report/']").click()
    opened.value.wait_for_load_state()
    assert "创业带动就业补贴：符合" in opened.value.locator("textarea").input_value()
    opened.value.close()
    assert v.page.locator("#m-5\\.2").is_visible()


@pytest.mark.parametrize("width", some([1280, 360], 2, "widths after the result"))
def test_results_report_advice_and_a_carried_link_have_no_fault_of_access_and_fit_the_screen(visitor, width):
    v = visitor(width=width)
    at_the_result(v)
    v.page.locator("[data-carry-make]").click()
    v.page.wait_for_selector("[data-carry-qr] svg")
    for path in ("", "/report/", "/followup/", "/check/#v1j.AAAA"):
        if path:
            v.open(path)
        v.page.evaluate("document.querySelectorAll('details').forEach(d => { d.open = true })")
        found = Axe().run(v.page).response["violations"]
        assert [(f["id"], [n["html"] for n in f["nodes"]]) for f in found] == [], path
        assert v.page.evaluate("document.documentElement.scrollWidth <= innerWidth"), path
