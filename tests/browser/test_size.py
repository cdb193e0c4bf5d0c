"""The size of an enterprise and the code lists in a real browser: axe, keyboard, without JavaScript, narrow, on paper."""

import re

import pytest
from django.conf import settings
from tests.browser.measuring import SurveyedPages, surveyor
from tests.browser.test_access import focus_on

from wenjiu.policies import load_policy

LISTS = load_policy(settings.WENJIU_POLICY).lists
WITH_DRAFTS = next(name for name, codes in LISTS.items() if codes.drafts)
UNCONFIRMED = next(
    name for name, codes in LISTS.items() if any(not r.confirmed for r in codes.rows) and not codes.drafts
)
SMALL_FIRM = {"industry": "industry", "staff": "85", "revenue": "1,200"}


def fill(v, **fields):
    """Fill in the form and send it."""
    v.open("/size/")
    for name, value in fields.items():
        field = v.page.locator(f"#{name}")
        field.select_option(value) if name == "industry" else field.fill(value)
    v.page.locator("main form[action='/size/'] button").click()
    v.page.wait_for_selector(".wj-verdict, #problem")


def states(v):
    """Every page of this part, the form with each kind of answer."""
    for path in ("/lists/", f"/lists/{WITH_DRAFTS}/", f"/lists/{UNCONFIRMED}/", "/size/"):
        v.open(path)
        yield path
    fill(v, **SMALL_FIRM)
    yield "a size"
    fill(v, industry="construction", revenue="7000", staff="9")
    yield "a range"
    fill(v, staff="3")
    yield "no industry"
    fill(v, industry="farming", staff="many", revenue="-1")
    yield "complaints"


@pytest.fixture(scope="module")
def survey(visitors):
    """What was measured on every page: ``survey(360, large=True)["a size"]["axe"]``; each walk is made once."""

    return surveyor(visitors, states)


class TestPages(SurveyedPages):
    """The pages of this part."""


def test_the_size_can_be_worked_out_without_javascript(visitor):
    v = visitor(javascript=False)
    fill(v, **SMALL_FIRM)
    assert "小型企业" in v.page.locator(".wj-verdict").inner_text()
    assert v.page.locator("#revenue").input_value() == "1,200"
    assert v.page.locator("#industry").input_value() == "industry"
    assert v.page.url.endswith("/size/")


def test_the_size_can_be_worked_out_with_the_keyboard_alone(visitor):
    v = visitor()
    v.open("/size/")
    focus_on(v, "document.activeElement.id === 'industry'")
    v.page.keyboard.press("End")  # the last industry: those not listed, which go by staff alone
    for name, typed in (("staff", "120"), ("revenue", "")):
        focus_on(v, f"document.activeElement.id === '{name}'")
        v.page.keyboard.type(typed)
    v.page.keyboard.press("Enter")
    v.page.wait_for_selector(".wj-verdict")
    assert "中型企业" in v.page.locator(".wj-verdict").inner_text()


def test_a_complaint_leads_to_its_field(visitor):
    v = visitor()
    fill(v, industry="retail", staff="many")
    v.page.locator("#problem a").click()
    assert v.page.evaluate("document.activeElement.id") == "staff"
    assert v.page.locator("#staff").get_attribute("aria-invalid") == "true"


def test_changing_the_print_or_the_language_keeps_the_answer_on_the_page(visitor):
    v = visitor()
    fill(v, **SMALL_FIRM)
    v.page.get_by_role("button", name="大字版").click()
    v.page.wait_for_selector("html.large .wj-verdict")
    v.page.get_by_role("button", name="English").click()
    v.page.wait_for_selector("html[lang=en] .wj-verdict")
    assert "Small enterprise" in v.page.locator(".wj-verdict").inner_text()
    assert v.page.locator("#staff").input_value() == "85"


def test_from_the_question_for_the_size_the_page_opens_in_another_tab_and_the_answers_stay(visitor):
    v = visitor()
    v.start("young_firm")
    assert "firm.size" in v.asked()
    v.page.locator("[name='v-firm.operation_start']").fill("2023-07-01")
    with v.page.context.expect_page() as opened:
        v.page.locator("a[href='/size/']").click()
    opened.value.wait_for_selector("#industry")
    assert v.page.locator("[name='v-firm.operation_start']").input_value() == "2023-07-01"


def test_a_list_downloads_under_its_name(visitor):
    v = visitor()
    v.open(f"/lists/{WITH_DRAFTS}/")
    with v.page.expect_download() as download:
        v.page.get_by_role("link", name=re.compile("CSV")).click()
    assert download.value.suggested_filename == f"wenjiu-lists-{WITH_DRAFTS}.csv"


def test_on_paper_the_pages_are_a4_without_navigation_and_nothing_sticks_out(visitor):
    v = visitor(width=760)
    fill(v, **SMALL_FIRM)
    for path in ("", "/lists/", f"/lists/{WITH_DRAFTS}/"):
        if path:
            v.open(path)
        v.page.emulate_media(media="print")
        assert v.page.locator(".wj-nav, .wj-prefs, .wj-switch").filter(visible=True).count() == 0
        assert v.page.evaluate("document.documentElement.scrollWidth") <= 760
        width, height = re.search(
            rb"/MediaBox \[0 0 ([\d.]+) ([\d.]+)\]", v.page.pdf(prefer_css_page_size=True)
        ).groups()
        assert (round(float(width)), round(float(height))) == (595, 842)
