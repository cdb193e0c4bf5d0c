"""Readable and usable by everybody: axe, keyboard, focus, large print, narrow screens, paper."""

import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from tests.browser.measuring import PUT_UP, RULES, SurveyedPages, measured, put_up, surveyor
from tests.support.counts import some
from tests.support.visitors import platform_worker, prize_winner, trained

pytestmark = pytest.mark.one_in(2)

# The document, readings, parameters, lists, size, search and policies have files of their own beside this one.
READING = [
    "/",
    "/about/",
    "/guide/5.2/",
    "/guide/3.4a/",
    "/guide/4.1a/",
    "/guide/5.2/leaflet/",
    "/api/v1/docs",
    "/nowhere/",
]
#: Where everything of a page is and how large.
OUTLINE = """() => [...document.querySelectorAll('body *')].map(e => e.getBoundingClientRect())
  .map(r => [r.x, r.y, r.width, r.height].map(Math.round).join(' '))"""
#: Synthetic: second in a district-wide competition, found work after a course, and drives for a platform besides.
PRIZE_AND_COURSE = prize_winner() | trained() | platform_worker()


def pages_of_a_visit(v):
    """The pages of a visit, one after the other, each in all its states."""
    v.open("/")
    yield "statements"
    v.press("start")
    yield "complaint about the statements"
    v.page.locator("input[name=unsure][value=organisation]").check()
    v.page.locator("input[name=unsure][value=person]").check()
    v.press("start")
    yield "which statements hold"
    v.start("young_firm", "kept_staff", "school")
    yield "first questions"
    v.press("results")
    v.unfold()
    yield "results with nothing answered"
    for code in ("5.2", "3.1a", "3.1b", "4.4c"):
        v.press(f"about:{code}")
        yield f"questions about {code}"
        for field in v.page.locator("main input[type=text][name^='v-']").all():
            field.fill("?")
        v.press("answer")
        yield f"complaints about {code}"
        for field in v.page.locator("main input[type=text][name^='v-']").all():
            field.fill("")
        v.fill({"firm.local_workers": "2", "firm.registered_district": "chaoyang", "stability.laid_off": "3"})
        v.press("answer")
        if v.asked():
            v.press("results")
    v.unfold()
    yield "results"
    v.press("why:5.2")
    yield "reasons"
    v.unfold()
    yield "reasons unfolded"
    v.press("change:firm.local_workers")
    yield "one answer to change"
    v.start("prize", "trained", "platform")
    v.answer_all(PRIZE_AND_COURSE)
    v.unfold()
    yield "results of several kinds"
    for code in ("4.3c", "4.1a", "3.3"):
        v.press(f"why:{code}")
        v.unfold()
        yield f"reasons of {code}"
        v.press("results")


def states(v):
    """Every kind of page, one after the other."""
    for path in READING:
        v.open(path)
        yield path
    yield from pages_of_a_visit(v)


@pytest.fixture(scope="module")
def survey(visitors):
    """What was measured on every kind of page: ``survey(360, large=True)["reasons"]["width"]``; each walk is made once."""

    return surveyor(visitors, states)


def test_axe_would_find_a_fault_that_is_there(visitor):
    v = visitor()
    v.open("/")
    v.page.evaluate("document.querySelector('main').append(document.createElement('button'))")
    assert [x["id"] for x in Axe().run(v.page, options=RULES).response["violations"]] == ["button-name"]


class TestPages(SurveyedPages):
    """Every kind of page, a visit in all its states."""


@pytest.mark.parametrize("path", some(READING, 8, "pages put up"))
def test_a_screen_that_is_put_up_shows_what_a_visitor_with_such_a_screen_sees(visitor, path):
    put = visitor()
    put.open(path)
    for width, large in some(PUT_UP, 2, "screens put up"):
        put_up(put, width, large)
        own = visitor(width=width, large=large)
        own.open(path)
        assert measured(own, large, with_axe=False) == measured(put, large, with_axe=False)
        assert own.page.evaluate(OUTLINE) == put.page.evaluate(OUTLINE)


def test_a_whole_visit_can_be_made_with_the_keyboard_alone(visitor, firm):
    v = visitor()
    v.open("/")
    v.page.keyboard.press("Tab")
    assert v.page.evaluate("document.activeElement.className") == "wj-skip"
    v.page.keyboard.press("Enter")
    focus_on(v, "document.activeElement.matches('[name=s][value=young_firm]')")
    v.page.keyboard.press("Space")
    press_with_the_keyboard(v, "start")
    answer_with_the_keyboard(v, firm)
    press_with_the_keyboard(v, "about:5.2")
    answer_with_the_keyboard(v, firm)
    assert "80,000 元" in v.results()["5.2"]
    focus_on(
        v, "document.activeElement.matches('.wj-fold summary') && document.activeElement.innerText.includes('没有勾选')"
    )
    v.page.keyboard.press("Enter")
    press_with_the_keyboard(v, "add:hires")
    assert v.asked()
    press_with_the_keyboard(v, "results")
    press_with_the_keyboard(v, "why:5.2")
    assert v.page.locator(".wj-verdict").is_visible()


def press_with_the_keyboard(v, do):
    """Go to a button by Tab, press Enter, and wait for the page that follows."""
    v.page.locator("main h1").evaluate("h => { h.dataset.before = 'yes' }")
    focus_on(v, f"document.activeElement.matches('button[name=do][value=\"{do}\"]')")
    v.page.keyboard.press("Enter")
    v.page.wait_for_selector("main h1:not([data-before])")


def answer_with_the_keyboard(v, known):
    """Answer every question of the page and go on."""
    kinds = set()
    for key in v.asked():
        focus_on(v, f"document.activeElement.name === 'v-{key}'")
        if v.page.evaluate("document.activeElement.type") == "radio":
            v.page.keyboard.press("Space")
            for _ in range(10):
                if v.page.evaluate("document.activeElement.value") == known[key]:
                    break
                v.page.keyboard.press("ArrowDown")
            assert v.page.locator(f"[name='v-{key}'][value='{known[key]}']").is_checked()
        else:
            v.page.keyboard.type(known[key])
        kinds.add(v.page.evaluate("document.activeElement.type"))
    assert kinds == {"radio", "text"}
    press_with_the_keyboard(v, "answer")


def focus_on(v, reached):
    """Press Tab until the wanted element has the focus."""
    for _ in range(200):
        v.page.keyboard.press("Tab")
        if v.page.evaluate(reached):
            return
    raise AssertionError(f"200 times Tab never reached: {reached}")


def test_after_an_answer_the_focus_is_on_the_next_page_and_a_complaint_leads_to_its_field(visitor, firm):
    v = visitor()
    v.start("young_firm")
    v.page.wait_for_function("() => document.activeElement.id === 'question'")
    v.page.locator("[name='v-firm.operation_start']").fill("yesterday")
    v.press("answer")
    v.page.wait_for_function("() => document.activeElement.id === 'problem'")
    v.page.locator("#problem a").click()
    v.page.wait_for_function("() => document.activeElement.id === 'q-firm.operation_start'")
    v.answer(firm)
    v.page.wait_for_function("() => document.activeElement.id === 'question'")
    assert v.page.locator("#announce").inner_text().startswith("结果：")
    v.open("/")
    v.press("start")
    v.page.wait_for_function("() => document.activeElement.id === 'problem'")


def test_a_standing_is_shown_by_word_and_shape_not_by_colour_alone(visitor, firm):
    v = visitor()
    v.start("young_firm", "hires")
    v.answer_all(firm | {"firm.local_workers": "2"})
    shown = {
        badge.text_content().strip(): badge.locator("svg").inner_html()
        for badge in v.page.locator(".wj-standing").all()
    }
    assert len(shown) >= 3
    assert len(set(shown.values())) == len(shown)
    assert all(text.strip() for text in v.page.locator(".wj-standing").all_inner_texts())


def test_on_paper_everything_is_unfolded_and_buttons_are_gone(visitor, firm):
    v = visitor()
    v.start("young_firm")
    v.answer_all(firm)
    for do in ("", "why:5.2"):
        if do:
            v.press(do)
            assert not v.page.locator(".wj-reason-met").first.is_visible()
        v.page.emulate_media(media="print")
        v.page.evaluate("window.dispatchEvent(new Event('beforeprint'))")
        folded = v.page.locator(".wj-reason-met" if do else ".wj-answers dt")
        assert folded.first.bounding_box()["height"] > 0
        assert v.page.locator(".wj-nav, .wj-prefs, main button:visible").filter(visible=True).count() == 0
        pdf = v.page.pdf(prefer_css_page_size=True)
        width, height = re.search(rb"/MediaBox \[0 0 ([\d.]+) ([\d.]+)\]", pdf).groups()
        assert (round(float(width)), round(float(height))) == (595, 842)
        v.page.emulate_media(media="screen")
        v.page.evaluate("window.dispatchEvent(new Event('afterprint'))")


@pytest.mark.parametrize("do", ["results", "why:5.2"])
def test_the_print_button_prints(visitor, do):
    v = visitor()
    v.start("young_firm")
    v.press("results")
    if do != "results":
        v.press(do)
    v.page.evaluate("window.print = () => { window.printed = true }")
    v.page.get_by_role("button", name="打印").click()
    assert v.page.evaluate("window.printed")


def test_when_the_connection_fails_the_answers_stay_and_the_visitor_is_told(visitor, firm):
    v = visitor()
    v.start("young_firm")
    asked = v.fill(firm)
    v.page.context.set_offline(True)
    v.page.locator("button[value=answer]").click()
    v.page.wait_for_selector("#offline:not([hidden])")
    assert v.asked() == asked
    assert v.page.locator("[name='v-firm.operation_start']").input_value() == firm["firm.operation_start"]
    v.page.context.set_offline(False)
    v.press("answer")
    assert set(v.given()) == set(asked)
