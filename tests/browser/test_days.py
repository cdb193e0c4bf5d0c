"""The day of the answer and the versions of the text, in a real browser."""

import pytest
from tests.browser.measuring import SurveyedPages, surveyor

PATHS = [
    "/versions/",
    "/versions/?on=2021-06-10",
    "/guide/3.4a/?on=2021-06-10",
    "/guide/3.1a/",
    "/guide/3.1a/leaflet/?on=2199-01-01",
    "/parameters/?on=2025-06-10",
    "/parameters/5.2.cap/",
    "/search/?q=5.2&on=2021-06-10",
    "/size/?on=2000-01-01",
    "/?on=2025-02-30",
]
OPEN = "document.querySelectorAll('details').forEach(d => { d.open = true })"


@pytest.fixture(scope="module")
def survey(visitors):
    """What was measured on every page, folded parts and the form for the day open."""

    def states(v):
        for path in PATHS:
            v.open(path)
            v.page.evaluate(OPEN)
            yield path

    return surveyor(visitors, states)


class TestPages(SurveyedPages):
    """Pages for a chosen day."""


def choose(v, day):
    """Choose a day with the form in the head of the page."""
    v.page.locator(".wj-day-choice summary").click()
    v.page.locator(".wj-day-form input[type=date]").fill(day)
    v.page.locator(".wj-day-form button").click()
    v.page.wait_for_load_state()


def said(v):
    """The line about the day, as a visitor reads it."""
    return v.page.locator(".wj-day-said").inner_text()


def test_a_day_is_chosen_and_left_again_with_the_form_in_the_head_of_the_page(visitor):
    v = visitor()
    v.open("/guide/3.4a/")
    choose(v, "2021-06-10")
    assert v.page.url.endswith("/guide/3.4a/?on=2021-06-10")
    assert said(v) == "答复日期：2021年6月10日 这是过去的一天，不是今天。"
    v.page.get_by_role("link", name="政策清单").click()
    assert v.page.url.endswith("/policies/?on=2021-06-10")
    v.page.locator(".wj-day-today").click()
    assert v.page.url.endswith("/policies/")
    assert "不是今天" not in said(v)


def test_a_day_chosen_in_the_middle_of_a_visit_keeps_every_answer_and_so_does_going_back_to_today(visitor):
    v = visitor()
    v.open("/check/?about=5.2")
    v.page.locator("[id='q-firm.local_workers']").fill("8")
    v.page.locator("button[value=answer]").click()
    v.page.wait_for_function("() => document.querySelector('#visit input[name^=a-]')")
    carried = "found => found.map(e => [e.name, e.value])"
    given = v.page.locator("#visit input[name^='a-']").evaluate_all(carried)
    assert given == [["a-firm.local_workers", "8"]]
    v.page.on("dialog", lambda dialog: pytest.fail(f"asked before leaving: {dialog.message}"))
    choose(v, "2026-06-10")
    assert v.page.url.endswith("/check/?on=2026-06-10")
    assert v.page.locator("#visit input[name^='a-']").evaluate_all(carried) == given
    assert "2026年6月10日" in said(v)
    v.page.get_by_role("button", name="回到今天").click()
    v.page.wait_for_url("**/check/")
    assert v.page.locator("#visit input[name^='a-']").evaluate_all(carried) == given


def test_a_search_on_a_day_stays_on_that_day_while_somebody_types(visitor):
    v = visitor()
    v.open("/search/?on=2021-06-10")
    v.page.locator("#q").press_sequentially("zufang", delay=20)
    v.page.wait_for_selector(".wj-hits a")
    assert "on=2021-06-10" in v.page.url
    assert "q=zufang" in v.page.url
    assert "on=2021-06-10" in v.page.locator(".wj-hits a").first.get_attribute("href")
    choose(v, "2022-03-18")
    assert "on=2022-03-18" in v.page.url
    assert "q=zufang" in v.page.url


def test_on_paper_the_day_is_there_and_its_form_is_not(visitor):
    v = visitor()
    v.open("/guide/5.2/leaflet/?on=2021-06-10")
    v.page.emulate_media(media="print")
    assert v.page.locator(".wj-day-said").is_visible()
    assert v.page.locator(".wj-day-choice, .wj-day-today").filter(visible=True).count() == 0
