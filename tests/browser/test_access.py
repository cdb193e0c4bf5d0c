"""Readable and usable by everybody: axe, keyboard, focus, large print, narrow screens, paper."""

import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from tests.browser.measuring import RULES, SurveyedPages, surveyor
from tests.support.visitors import platform_worker, prize_winner, trained

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
#: Synthetic: second in a district-wide competition, found work after a course, and drives for a platform besides.
PRIZE_AND_COURSE = prize_winner() | trained() | platform_worker() | {"topics": "prize after_training platform"}


def states(v):
    """Every kind of page, one after the other, the check in all its states."""
    for path in READING:
        v.open(path)
        yield path
    v.open("/check/firm/")
    yield "what it is about"
    v.page.locator("button[value=answer]").click()
    v.page.wait_for_selector("#problem")
    yield "complaint about topics"
    v.answer("young_firm kept_staff")
    v.unfold()
    yield "first question"
    v.page.locator("button[value=answer]").click()
    v.page.wait_for_selector("#problem")
    yield "complaint"
    kinds = set()
    while key := v.asked():
        field = v.page.locator("#value").first.get_attribute("type"), v.page.locator("#format, #unit").all_inner_texts()
        kind = "several conditions" if key.startswith("all:") else str(field)
        if kind not in kinds:
            kinds.add(kind)
            yield f"question of kind {kind}"
        v.answer(
            {"firm.local_workers": "2", "firm.registered_district": "chaoyang", "stability.laid_off": "3"}.get(key)
        )
    assert len(kinds) == 6  # several conditions, a choice, people, a percentage, yuan, a day
    yield "end of the questions"
    v.page.locator("button[value=restart]").click()
    v.page.wait_for_selector("button[value=clear]")
    yield "start over?"
    v.page.locator("button[value=continue]").click()
    v.page.wait_for_selector("#check")
    v.reasons("5.2")
    yield "verdict"
    v.page.evaluate("document.querySelectorAll('details').forEach(d => { d.open = true })")
    yield "verdict unfolded"
    v.open("/check/person/")
    v.answer_all(PRIZE_AND_COURSE)
    v.unfold()
    yield "results of several kinds"
    for code in ("4.3c", "4.1a", "3.3"):
        v.reasons(code)
        v.page.evaluate("document.querySelectorAll('details').forEach(d => { d.open = true })")
        yield f"verdict on {code}"
        v.page.locator("button[value=continue]").click()
        v.page.wait_for_selector("#check")


@pytest.fixture(scope="module")
def survey(visitors):
    """What was measured on every kind of page: ``survey(360, large=True)["verdict"]["wide"]``; each walk is made once."""

    return surveyor(visitors, states)


def test_axe_would_find_a_fault_that_is_there(visitor):
    v = visitor()
    v.open("/")
    v.page.evaluate("document.querySelector('main').append(document.createElement('button'))")
    assert [x["id"] for x in Axe().run(v.page, options=RULES).response["violations"]] == ["button-name"]


class TestPages(SurveyedPages):
    """Every kind of page, the check in all its states."""


def test_the_whole_check_can_be_done_with_the_keyboard_alone(visitor, firm):
    known = firm | {"topics": "young_firm", "all:5.2": "yes"}
    v = visitor()
    v.open("/")
    v.page.keyboard.press("Tab")
    assert v.page.evaluate("document.activeElement.className") == "wj-skip"
    v.page.keyboard.press("Enter")
    focus_on(v, "document.activeElement.matches('.wj-door[href$=\"/firm/\"]')")
    v.page.keyboard.press("Enter")
    v.page.wait_for_selector("#check")
    kinds = set()
    while key := v.asked():
        kind = v.page.locator("#value").first.get_attribute("type")
        kinds.add(kind)
        if kind == "checkbox":
            focus_on(v, f"document.activeElement.matches('[name=about][value={known[key]}]')")
            v.page.keyboard.press("Space")
        elif kind == "radio":
            focus_on(v, "document.activeElement.name === 'value'")
            v.page.keyboard.press("Space")
            for _ in range(10):
                if v.page.evaluate("document.activeElement.value") == known[key]:
                    break
                v.page.keyboard.press("ArrowDown")
        else:
            focus_on(v, "document.activeElement.name === 'value'")
            v.page.keyboard.type(known[key])
        v.page.keyboard.press("Enter")
        v.page.wait_for_function("key => document.querySelector('#check [name=asked]')?.value !== key", arg=key)
    assert kinds == {"checkbox", "radio", "text"}
    assert "80,000 元" in " ".join(v.page.locator(".wj-card-can").inner_text().split())
    focus_on(v, "document.activeElement.matches('.wj-cards-fold summary')")
    v.page.keyboard.press("Enter")
    focus_on(v, "document.activeElement.matches('.wj-card button[value^=\"include:\"]')")
    v.page.keyboard.press("Enter")
    v.page.wait_for_selector("#check [name=asked]", state="attached")
    focus_on(v, "document.activeElement.matches('.wj-card-can button')")
    v.page.keyboard.press("Enter")
    v.page.wait_for_selector(".wj-verdict")


def focus_on(v, reached):
    """Press Tab until the wanted element has the focus."""
    for _ in range(40):
        v.page.keyboard.press("Tab")
        if v.page.evaluate(reached):
            return
    raise AssertionError(f"40 times Tab never reached: {reached}")


def test_after_an_answer_the_focus_is_on_the_next_question_and_the_results_are_announced(visitor, firm):
    v = visitor()
    v.open("/check/firm/")
    v.answer(firm[v.asked()])
    v.page.wait_for_function("() => document.activeElement.id === 'question'")
    assert "再答" in v.page.locator("#announce").inner_text()
    v.page.locator("button[value=answer]").click()
    v.page.wait_for_function("() => document.activeElement.id === 'problem'")
    v.page.locator("#problem a").click()
    v.page.wait_for_function("() => document.activeElement.id === 'value'")
    assert v.page.locator(".wj-answers > div").count() == 1


def test_a_standing_is_told_by_word_and_shape_not_by_colour_alone(visitor, firm):
    v = visitor()
    v.open("/check/firm/")
    v.answer_all(firm | {"firm.local_workers": "2"})
    v.unfold()
    told = {
        badge.text_content().strip(): badge.locator("svg").inner_html()
        for badge in v.page.locator(".wj-standing").all()
    }
    assert set(told) >= {"还差", "可以", "先不看"}
    assert len(set(told.values())) == len(told)
    assert all(text.strip() for text in v.page.locator(".wj-standing").all_inner_texts())


def test_on_paper_everything_is_unfolded_and_buttons_are_gone(visitor, firm):
    v = visitor()
    v.open("/check/firm/")
    v.answer_all(firm)
    v.reasons("5.2")
    assert not v.page.locator(".wj-reason-met").first.is_visible()
    v.page.emulate_media(media="print")
    assert v.page.locator(".wj-reason-met").first.bounding_box()["height"] > 0
    assert v.page.locator(".wj-nav, .wj-prefs, main button:visible").filter(visible=True).count() == 0
    pdf = v.page.pdf(prefer_css_page_size=True)
    width, height = re.search(rb"/MediaBox \[0 0 ([\d.]+) ([\d.]+)\]", pdf).groups()
    assert (round(float(width)), round(float(height))) == (595, 842)


def test_the_print_button_prints(visitor, firm):
    v = visitor()
    v.open("/check/firm/")
    v.answer(firm[v.asked()])
    v.reasons("5.2")
    v.page.evaluate("window.print = () => { window.printed = true }")
    v.page.get_by_role("button", name="打印").click()
    assert v.page.evaluate("window.printed")


def test_when_the_connection_fails_the_answers_stay_and_the_visitor_is_told(visitor, firm):
    v = visitor()
    v.open("/check/firm/")
    v.answer(firm[v.asked()])
    asked = v.asked()
    v.page.context.set_offline(True)
    v.page.locator("button[value=skip]").click()
    v.page.wait_for_selector("#offline:not([hidden])")
    assert v.asked() == asked
    v.page.context.set_offline(False)
    v.answer(firm[asked])
    assert v.page.locator(".wj-answers > div").count() == 2
