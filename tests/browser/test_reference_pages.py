"""The document beside its rules, readings, parameters and the list of policies, in a real browser and on paper."""

import re

import pytest
from django.conf import settings
from tests.browser.measuring import SurveyedPages, surveyor
from tests.browser.test_access import focus_on
from tests.support.documents import load_invented
from tests.support.visitors import small_firm

from wenjiu.policies import load_policy
from wenjiu.rules.language import parameter_rows

POLICY = load_policy(settings.WENJIU_POLICY)
READING = next(id for id, a in POLICY.ambiguities.items() if a.switchable and a.reason)
TABLE = next(name for name, p in POLICY.book.params.items() if p.type is parameter_rows.TABLE and p.rows)
MISSING = next(name for name, p in POLICY.book.params.items() if not p.rows)
MAP = next(name for name, p in POLICY.book.params.items() if p.type is parameter_rows.MAP and p.rows)
PATHS = [
    "/document/",
    f"/document/?reading={READING}",
    f"/clause/{POLICY.ambiguities[READING].clause or '3.2'}/",
    "/clause/5.2/",
    "/readings/",
    "/readings/?sort=money&measure=3.2a",
    f"/readings/{READING}/",
    f"/readings/{READING}/try/",
    "/parameters/",
    "/parameters/?state=missing",
    f"/parameters/{TABLE}/",
    f"/parameters/{MISSING}/",
    f"/parameters/{MAP}/",
    "/policies/",
    "/policies/by-subject/",
]
PLACES = """() => [...document.querySelectorAll('.wj-mapped')].map(e => [...e.children].map(c => c.getBoundingClientRect()))
  .map(([text, readings]) => readings.top >= text.bottom - 1 ? 'under' : 'beside')"""
#: Synthetic answers, as a page of the check carries them.
ANSWERED = """known => { const form = document.querySelector('#visit');
  for (const [name, text] of Object.entries(known)) {
    const field = document.createElement('input'); field.type = 'hidden'; field.name = name; field.value = text; form.append(field);
  } form.submit() }"""


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


def unfold(v):
    """Open every folded part."""
    v.page.evaluate("document.querySelectorAll('details').forEach(d => { d.open = true })")


def try_reading(v, id):
    """Go from the reasons of 5.2 to another reading on the same answers."""
    v.open("/check/?about=5.2")
    v.page.evaluate(ANSWERED, {f"a-{key}": text for key, text in small_firm().items()} | {"do": "why:5.2"})
    v.page.wait_for_selector(".wj-verdict")
    unfold(v)
    v.page.locator(f"button[formaction='/readings/{id}/try/']").first.click()
    v.page.wait_for_selector(".wj-two")


@pytest.fixture(scope="module")
def survey(visitors, data_folders):
    """What was measured on every page, folded parts open: ``survey(360, large=True)["/document/"]["wide"]``."""

    def states(v):
        for path in ["with text", "clause with text", *PATHS]:
            data_folders("with text" in path)
            v.open({"with text": "/document/", "clause with text": "/clause/1.2/"}.get(path, path))
            unfold(v)
            yield path
        try_reading(v, "A-5.2-2")
        unfold(v)
        yield "a reading tried on own answers"

    return surveyor(visitors, states)


class TestPages(SurveyedPages):
    """The reference pages."""


def test_text_and_readings_stand_side_by_side_on_a_wide_screen_and_one_under_the_other_on_a_phone(
    visitor, data_folders
):
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
    v.open("/clause/5.2/")
    summary = v.page.locator(".wj-limits summary").first
    summary.focus()
    v.page.keyboard.press("Enter")
    assert v.page.locator(".wj-limits table").first.is_visible()


@pytest.mark.parametrize("javascript", [True, False])
def test_a_marked_word_opens_its_reading_beside_the_clause_with_and_without_javascript(
    visitor, data_folders, javascript
):
    data_folders(False)
    v = visitor(javascript=javascript)
    v.open("/document/?reading=A-3.2-1")
    v.page.locator("a.wj-word[href='/document/?reading=A-5.2-2#A-5.2-2']").first.click()
    v.page.wait_for_selector("#A-5\\.2-2[data-opened]")
    assert v.page.url.endswith("/document/?reading=A-5.2-2#A-5.2-2")
    assert v.page.locator("[data-opened]").count() == 1
    assert "合成数据" in v.page.locator("[data-opened]").inner_text()


def test_a_reading_opens_with_the_keyboard_and_keeps_the_focus(visitor, data_folders):
    data_folders(False)
    v = visitor()
    v.open("/document/")
    v.page.locator("a.wj-word").first.focus()
    wanted = v.page.evaluate("document.activeElement.getAttribute('href').split('#')[1]")
    v.page.keyboard.press("Enter")
    v.page.wait_for_selector("[data-opened]")
    assert v.page.evaluate("document.activeElement.closest('[data-opened]').id") == wanted


def test_both_readings_stand_side_by_side_on_a_wide_screen_and_one_under_the_other_on_a_phone(visitor):
    for width, beside in ((1280, True), (360, False)):
        v = visitor(width=width)
        try_reading(v, "A-5.2-2")
        first, second = v.page.locator(".wj-two > section").all()
        assert (first.bounding_box()["y"] == second.bounding_box()["y"]) == beside
        assert "80,000" in first.inner_text()


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
