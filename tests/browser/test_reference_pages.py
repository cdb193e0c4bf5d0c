"""The document beside its rules, readings, parameters and the list of policies, in a real browser and on paper."""

import re

import pytest
from django.conf import settings
from tests.browser.measuring import SurveyedPages, surveyor
from tests.browser.test_access import focus_on
from tests.support.documents import load_invented

from wenjiu.policies import load_policy
from wenjiu.rules.language import parameter_rows

POLICY = load_policy(settings.WENJIU_POLICY)
READING = next(id for id, a in POLICY.ambiguities.items() if a.switchable and a.reason)
TABLE = next(name for name, p in POLICY.book.params.items() if p.type is parameter_rows.TABLE and p.rows)
MISSING = next(name for name, p in POLICY.book.params.items() if not p.rows)
MAP = next(name for name, p in POLICY.book.params.items() if p.type is parameter_rows.MAP and p.rows)
PATHS = [
    "/document/",
    "/readings/",
    f"/readings/{READING}/",
    "/parameters/",
    "/parameters/?state=missing",
    f"/parameters/{TABLE}/",
    f"/parameters/{MISSING}/",
    f"/parameters/{MAP}/",
    "/policies/",
    "/policies/by-subject/",
]
PLACES = """() => [...document.querySelectorAll('.wj-sentence')].map(e => [...e.children].map(c => c.getBoundingClientRect()))
  .map(([said, made]) => made.top >= said.bottom - 1 ? 'under' : 'beside')"""


@pytest.fixture(scope="module")
def data_folders(tmp_path_factory):
    """Serve the pages with an invented text loaded, or with none: ``data_folders(True)``."""
    patch = pytest.MonkeyPatch()
    empty, loaded = tmp_path_factory.mktemp("empty"), tmp_path_factory.mktemp("loaded")
    load_invented(POLICY.name, loaded, patch)

    def choose(with_text):
        patch.setenv("WENJIU_DATA", str(loaded if with_text else empty))

    yield choose
    patch.undo()


@pytest.fixture(scope="module")
def survey(visitors, data_folders):
    """What was measured on every page, folded parts open: ``survey(360, large=True)["/document/"]["wide"]``."""

    def states(v):
        for path in ["with text", *PATHS]:
            data_folders(path == "with text")
            v.open("/document/" if path == "with text" else path)
            v.page.evaluate("document.querySelectorAll('details').forEach(d => { d.open = true })")
            yield path

    return surveyor(visitors, states)


class TestPages(SurveyedPages):
    """The reference pages."""


def test_clause_and_rules_stand_side_by_side_on_a_wide_screen_and_one_under_the_other_on_a_phone(visitor, data_folders):
    data_folders(False)
    for width, where in ((1280, "beside"), (360, "under")):
        v = visitor(width=width)
        v.open("/document/")
        assert set(v.page.evaluate(PLACES)) == {where}


def test_a_link_to_a_clause_or_sentence_leads_there(visitor, data_folders):
    data_folders(False)
    v = visitor()
    v.open("/document/")
    link = v.page.locator(".wj-contents a").last
    target = link.get_attribute("href")
    link.click()
    top = v.page.locator(f"[id='{target[1:]}']").evaluate("e => e.getBoundingClientRect().top")
    assert 0 <= top < 800
    assert v.page.url.endswith(target)


def test_the_filter_and_a_parameter_can_be_reached_with_the_keyboard_alone(visitor):
    v = visitor()
    v.open("/parameters/")
    focus_on(v, "document.activeElement.matches('[href$=\"?state=missing\"]')")
    v.page.keyboard.press("Enter")
    v.page.wait_for_url("**/parameters/?state=missing")
    focus_on(v, "document.activeElement.matches('th a')")
    v.page.keyboard.press("Enter")
    v.page.wait_for_selector("#today")
    assert "未知，不作猜测" in v.page.locator("main").inner_text()


def test_a_folded_part_opens_with_the_keyboard(visitor, data_folders):
    data_folders(False)
    v = visitor()
    v.open("/document/")
    summary = v.page.locator(".wj-limits summary").first
    summary.focus()
    v.page.keyboard.press("Enter")
    assert v.page.locator(".wj-limits table").first.is_visible()


def test_the_table_downloads_under_its_name(visitor):
    v = visitor()
    v.open("/parameters/?state=unconfirmed")
    with v.page.expect_download() as download:
        v.page.get_by_role("link", name=re.compile("CSV")).click()
    assert download.value.suggested_filename == "wenjiu-parameters-unconfirmed.csv"


@pytest.mark.parametrize("path", ["/document/", "/readings/", "/parameters/", "/policies/"])
def test_on_paper_the_page_is_a4_without_navigation_and_nothing_sticks_out(visitor, data_folders, path):
    data_folders(False)
    v = visitor(width=760)
    v.open(path)
    v.page.emulate_media(media="print")
    assert v.page.locator(".wj-nav, .wj-prefs, .wj-switch, .wj-jump").filter(visible=True).count() == 0
    assert v.page.evaluate("document.documentElement.scrollWidth") <= 760
    pdf = v.page.pdf(prefer_css_page_size=True)
    width, height = re.search(rb"/MediaBox \[0 0 ([\d.]+) ([\d.]+)\]", pdf).groups()
    assert (round(float(width)), round(float(height))) == (595, 842)


def test_on_paper_the_two_columns_of_the_document_stay_side_by_side(visitor, data_folders):
    data_folders(False)
    v = visitor(width=760)
    v.open("/document/")
    v.page.emulate_media(media="print")
    assert set(v.page.evaluate(PLACES)) == {"beside"}
