"""Search in a real browser: as you type, by keyboard alone, without JavaScript, readable in every size."""

from urllib.parse import unquote

import pytest
from tests.browser.measuring import SurveyedPages, surveyor
from tests.support.counts import some

pytestmark = pytest.mark.one_in(2)

PLACES = [
    "/search/",
    "/search/?q=租房补贴",
    "/search/?q=50岁失业能领什么",
    "/search/?q=失业金怎么领",
    "/search/?q=qqqqxxzz",
    "/guide/5.2/",
    "/guide/3.2a/",
    "/guide/5.2/leaflet/",
]


def first_hit(v):
    return v.page.locator("#found .wj-hit-title a").first.get_attribute("href")


@pytest.fixture(scope="module")
def survey(visitors):
    """What was measured on every page, folded parts open."""

    def states(v):
        for place in PLACES:
            v.open(place)
            v.unfold()
            yield place

    return surveyor(visitors, states)


class TestPages(SurveyedPages):
    """Search and guide."""


def test_hits_come_while_typing_and_the_focus_stays_in_the_field(visitor):
    v = visitor()
    v.open("/search/")
    v.page.locator("#q").press_sequentially("租房", delay=30)
    v.page.wait_for_selector("#found .wj-hit-title")
    assert first_hit(v) == "/guide/5.3/"
    assert v.page.evaluate("document.activeElement.id") == "q"
    assert "找到" in v.page.locator("#announce").inner_text()
    assert unquote(v.page.url).endswith("/search/?q=租房")
    v.page.locator("#q").fill("qqqqxxzz")
    v.page.wait_for_selector("#found .wj-empty")
    assert v.page.locator("#q").input_value() == "qqqqxxzz"


def test_the_situation_comes_first_and_begins_the_check(visitor):
    v = visitor()
    v.open("/search/?q=50岁失业能领什么")
    first = v.page.locator("#found section").first
    assert "您是不是" in first.inner_text()
    first.locator("a").first.click()
    v.page.wait_for_url("**/check/?s=hard_to_place")
    assert "年纪偏大" in v.page.locator("main").inner_text()


def test_what_this_document_does_not_give_says_who_does_and_whom_to_call(visitor):
    v = visitor()
    v.open("/search/?q=失业金怎么领")
    group = v.page.locator("section[aria-labelledby=group-elsewhere]")
    assert "社会保险经办机构" in group.inner_text()
    assert group.locator("a[href='tel:12333']").first.is_visible()


def test_a_whole_search_can_be_done_with_the_keyboard(visitor):
    v = visitor()
    v.open("/")
    v.page.keyboard.press("Tab")
    v.page.keyboard.press("Enter")
    tab_to(v, "document.activeElement.id === 'q'")
    v.page.keyboard.type("jianxi")
    v.page.keyboard.press("Enter")
    v.page.wait_for_url("**/search/?q=jianxi")
    tab_to(v, "document.activeElement.matches('#found .wj-hit-title a')")
    v.page.keyboard.press("Enter")
    v.page.wait_for_url("**/guide/3.4a/")
    v.page.go_back()
    assert v.page.locator("#q").input_value() == "jianxi"
    assert first_hit(v) == "/guide/3.4a/"


def test_it_works_without_javascript(visitor):
    v = visitor(javascript=False)
    v.open("/")
    v.page.fill("#q", "rent")
    v.page.locator(".wj-search button").click()
    v.page.wait_for_url("**/search/?q=rent")
    assert first_hit(v) == "/guide/5.3/"


def test_when_the_connection_fails_the_visitor_is_told_and_can_go_on(visitor):
    v = visitor()
    v.open("/search/")
    v.page.context.set_offline(True)
    v.page.locator("#q").fill("见习")
    v.page.wait_for_selector("#offline:not([hidden])")
    v.page.context.set_offline(False)
    v.page.locator("#q").fill("见习补贴")
    v.page.wait_for_selector("#found .wj-hit-title")
    assert not v.page.locator("#offline").is_visible()
    assert first_hit(v) == "/guide/3.4a/"


@pytest.mark.parametrize("language", ["zh-CN", "en-US"])
def test_a_leaflet_is_one_sheet_of_paper(visitor, language):
    v = visitor(language=language)
    long = {}
    for code in some(codes(v), 3, f"leaflets {language}"):
        v.open(f"/guide/{code}/leaflet/")
        v.page.emulate_media(media="print")
        pages = v.page.pdf(prefer_css_page_size=True).count(b"/Type /Page\n")
        if pages != 1:
            long[code] = pages
    assert long == {}


def codes(v):
    """Every measure of the list."""
    v.open("/policies/")
    links = v.page.locator("main a[href^='/guide/']").evaluate_all("all => all.map(a => a.getAttribute('href'))")
    return list(dict.fromkeys(link.split("/")[2] for link in links))


def tab_to(v, reached):
    """Press Tab until the wanted element has the focus."""
    for _ in range(40):
        v.page.keyboard.press("Tab")
        if v.page.evaluate(reached):
            return
    raise AssertionError(f"40 times Tab never reached: {reached}")
