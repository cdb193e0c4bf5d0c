"""People of each kind go through a visit in a browser."""

import re

import pytest
from tests.support.counts import some
from tests.support.visitors import first_of_july

pytestmark = pytest.mark.one_in(3)


def test_an_unemployed_graduate_without_a_traineeship_learns_what_it_takes_and_what_there_is(visitor):
    v = visitor(width=360)
    v.start("out_of_work", "graduate")
    assert len(v.asked()) <= 5
    v.answer({"traineeship.unit_is_recognised": "false"})
    card = v.results()["3.4a"]
    assert "在认定的见习单位见习" in card
    assert "最高可得30,480元" in card


def test_an_unemployed_graduate_with_a_traineeship_in_view_learns_the_amount(visitor, graduate):
    v = visitor(width=360)
    v.start("out_of_work", "trainee")
    v.answer_all(graduate)
    assert re.search(r"预计可得 [\d,]+ 元", v.results()["3.4a"])


def test_a_young_firm_with_eight_residents_learns_the_amount_and_adds_what_it_did_not_tick(visitor, firm):
    v = visitor()
    v.start("young_firm")
    asked = v.answer(firm)
    assert len(asked) == 5
    v.press("about:5.2")
    while v.asked():
        asked += v.answer(firm)
    assert "80,000 元" in v.results()["5.2"]
    v.unfold()
    v.press("add:hires")
    assert not set(v.asked()) & set(asked)
    v.answer_all(firm)
    assert "5,000 元" in v.results()["3.2a"]
    assert "80,000 元" in v.results()["5.2"]


def test_a_designated_school_with_500_trainees_learns_the_amount(visitor, school):
    v = visitor()
    v.start("school")
    v.answer_all(school)
    assert "预计可得 50,000 元" in v.results()["4.4b"]


def test_an_organiser_of_a_competition_with_120_contestants_learns_the_amount_and_what_the_winners_get(visitor):
    v = visitor()
    v.start("competition")
    v.answer_all({"competition.organiser": "industry_body", "competition.participants": "120",
                  "competition.already_paid": "false"})  # fmt: skip
    assert "预计可得" in v.results()["4.3b"]
    assert v.page.locator(".wj-results-others #m-4\\.3c").count() == 1


def test_a_founder_with_two_statements_learns_both(visitor, founder):
    v = visitor(width=360)
    v.start("founder", "out_of_work")
    v.answer_all(founder)
    assert "36,000 元" in v.results()["5.3"]
    assert "3.4a" in v.results()


def test_whoever_is_not_sure_is_asked_which_statements_hold(visitor):
    v = visitor()
    v.start(unsure="person")
    asked = v.asked()
    assert asked and all(key.startswith("situation:") for key in asked)
    v.answer({asked[0]: "true"} | dict.fromkeys(asked[1:], "false"))
    assert v.results()


@pytest.mark.parametrize("language", some(["zh-CN", "en-US"], 2, "languages of a visit without JavaScript"))
def test_a_visit_works_the_same_without_javascript(visitor, firm, language):
    pages = []
    for javascript in (True, False):
        v = visitor(language=language, javascript=javascript)
        v.start("young_firm")
        if not javascript:
            assert v.page.locator("[data-print]").first.is_hidden() if v.page.locator("[data-print]").count() else True
        asked = v.answer_all(firm)
        results = v.results()
        v.press("why:5.2")
        pages.append((asked, results, " ".join(v.page.locator(".wj-verdict").inner_text().split())))
    assert pages[0] == pages[1]


def test_with_javascript_pages_are_swapped_in_without_leaving_the_page(visitor, firm):
    v = visitor()
    v.start("young_firm")
    v.page.evaluate("window.stillTheSamePage = true")
    v.answer(firm)
    v.press("why:5.2")
    assert v.page.evaluate("window.stillTheSamePage")
    assert [r for r in v.requests if r.method == "POST" and r.headers.get("hx-request") == "true"]


def test_nothing_is_left_in_the_browser_but_the_number_of_the_page(visitor, firm):
    v = visitor()
    v.start("young_firm")
    v.answer_all(firm)
    assert v.page.evaluate("localStorage.length") == 0
    # htmx notes the address, which carries no answer.
    kept = dict(v.page.evaluate("Object.entries(sessionStorage)"))
    assert set(kept) <= {"htmx-current-path-for-history"}
    assert set(kept.values()) <= {"/", "/check/"}
    assert set(v.page.evaluate("history.state")) == {"place"}
    assert v.page.url.endswith("/check/")
    assert {cookie["name"] for cookie in v.page.context.cookies()} == {"csrftoken"}


def heading(v):
    return v.page.locator("main h1").inner_text()


def back(v):
    """Press the browser's back button and wait for another page of the visit."""
    before = heading(v), v.asked()
    v.page.go_back()
    for _ in range(100):
        if (heading(v), v.asked()) != before:
            return
        v.page.wait_for_timeout(50)
    raise AssertionError("the page stayed the same")


def test_the_back_button_of_the_browser_shows_the_page_before_with_what_was_typed(visitor, firm):
    v = visitor()
    v.start("young_firm")
    first = v.fill(firm)
    v.press("answer")
    v.press("about:5.2")
    about = v.asked()
    v.page.locator("[name='v-firm.local_workers']").fill("12")
    v.press("answer")
    back(v)
    assert v.asked() == about
    assert v.page.locator("[name='v-firm.local_workers']").input_value() == "12"
    back(v)
    assert v.results()
    back(v)
    assert v.asked() == first
    assert v.page.locator("[name='v-firm.operation_start']").input_value() == firm["firm.operation_start"]
    back(v)
    assert v.page.locator("input[name=s][value=young_firm]").is_checked()
    v.page.go_forward()
    v.page.wait_for_selector("[name='v-firm.operation_start']")
    v.answer(firm)
    assert v.results()


def test_after_going_back_the_switch_of_the_language_keeps_the_page_that_is_shown(visitor, firm):
    v = visitor()
    v.start("young_firm")
    first = v.answer(firm)
    back(v)
    assert v.asked() == first
    v.page.get_by_role("button", name="English").click()
    v.page.wait_for_selector("html[lang=en]")
    assert v.asked() == first
    assert v.given() == {}


def test_a_jump_from_a_complaint_to_its_field_stays_on_the_page(visitor, firm):
    v = visitor()
    v.start("young_firm")
    v.page.locator("[name='v-firm.operation_start']").fill("yesterday")
    v.press("answer")
    v.page.locator("#problem a").click()
    v.page.wait_for_function("() => document.activeElement.id === 'q-firm.operation_start'")
    assert v.page.locator("#main [name='v-firm.operation_start']").input_value() == "yesterday"
    assert v.page.url.endswith("/check/#q-firm.operation_start")
    v.page.go_back()
    v.page.wait_for_timeout(200)
    assert v.page.locator("#problem").is_visible()
    v.answer(firm)
    assert v.results()
    assert v.page.url.endswith("/check/")


def test_leaving_with_answers_given_asks_first(visitor, firm):
    v = visitor()
    warnings = []
    v.page.on("dialog", lambda dialog: (warnings.append(dialog.type), dialog.accept()))
    v.open("/")
    v.page.get_by_role("link", name="政策清单").click()
    v.page.wait_for_url("**/policies/")
    assert warnings == []
    v.start("young_firm")
    v.answer(firm)
    v.page.get_by_role("link", name="政策清单").click()
    v.page.wait_for_url("**/policies/")
    assert warnings == ["beforeunload"]


@pytest.mark.parametrize("javascript", some([True, False], 2, "switching with JavaScript"))
def test_switching_language_and_print_in_the_middle_keeps_the_answers(visitor, firm, javascript):
    v = visitor(javascript=javascript)
    v.start("young_firm")
    v.answer(firm)
    v.press("about:5.2")
    asked, given = v.asked(), v.given()
    assert len(given) == 5
    v.page.get_by_role("button", name="English").click()
    v.page.wait_for_selector("html[lang=en]")
    v.page.get_by_role("button", name="Large print").click()
    v.page.wait_for_selector("html.large")
    assert (v.asked(), v.given()) == (asked, given)
    v.answer_all(firm)
    assert "CNY 80,000" in v.results()["5.2"]


def test_going_back_after_the_language_was_switched_keeps_the_answers(visitor, firm):
    v = visitor()
    v.start("young_firm")
    v.answer(firm)
    v.press("why:5.2")
    given = v.given()
    v.page.get_by_role("button", name="English").click()
    v.page.wait_for_selector("html[lang=en] .wj-verdict")
    v.page.go_back()
    v.page.wait_for_timeout(200)
    assert v.given() == given
    v.press("results")
    assert v.given() == given
    back(v)
    assert v.given() == given
    assert v.page.locator(".wj-verdict").count() == 1


def test_start_over_forgets_the_answers(visitor, firm):
    v = visitor()
    v.page.on("dialog", lambda dialog: dialog.accept())
    v.start("young_firm")
    v.answer(firm)
    v.page.locator("button[value=clear]").click()
    v.page.wait_for_selector("input[name=s]")
    assert v.given() == {}
    assert v.page.locator("input[name=s]:checked").count() == 0


def test_the_reasons_can_be_saved_and_the_saved_page_opens_by_itself(visitor, firm, tmp_path):
    v = visitor()
    v.start("young_firm")
    v.answer_all(firm)
    v.press("why:5.2")
    for name, ending in (("保存为网页", "html"), ("保存为数据（JSON）", "json")):
        with v.page.expect_download() as download:
            v.page.get_by_role("button", name=name).click()
        assert re.fullmatch(rf"wenjiu-5\.2-\d{{8}}\.{ending}", download.value.suggested_filename)
        download.value.save_as(tmp_path / f"copy.{ending}")
    saved = v.page.context.new_page()
    loaded = []
    saved.on("request", lambda request: loaded.append(request.url))
    saved.goto((tmp_path / "copy.html").as_uri())
    assert "80,000" in saved.inner_text("body")
    assert len(loaded) == 1


@pytest.mark.parametrize("javascript", some([True, False], 2, "the way back with JavaScript"))
def test_the_way_back_from_the_reasons_keeps_the_answers(visitor, firm, javascript):
    v = visitor(javascript=javascript)
    v.start("young_firm")
    v.answer(firm)
    given, results = v.given(), v.results()
    v.press("why:5.2")
    v.press("results")
    assert (v.given(), v.results()) == (given, results)
    if javascript:
        v.press("why:5.2")
        back(v)
        assert (v.given(), v.results()) == (given, results)


def test_an_answer_can_be_changed_from_the_results(visitor, firm):
    v = visitor(width=360)
    v.start("young_firm")
    v.answer_all(firm)
    v.unfold()
    v.press("change:firm.local_workers")
    assert v.asked() == ["firm.local_workers"]
    v.answer({"firm.local_workers": "2"})
    assert "还差" in v.results()["5.2"]


def test_the_guide_leads_to_the_questions_of_its_measure_and_back_leads_to_the_guide(visitor, firm):
    v = visitor(width=360)
    v.open("/guide/5.2/")
    v.page.get_by_role("link", name="看看自己能不能领").click()
    v.page.wait_for_selector("#visit")
    assert "firm.local_workers" in v.asked()
    v.page.go_back()
    v.page.wait_for_url("**/guide/5.2/")
    v.page.go_forward()
    v.page.wait_for_selector("#visit")
    while v.asked():
        v.answer(firm)
    assert "80,000 元" in v.results()["5.2"]


def test_a_day_that_has_not_come_is_answered_by_none(visitor):
    v = visitor(width=360)
    v.start("trained")
    v.answer({"training.kind": "skill", "person.household_district": "chaoyang"})
    v.press("about:4.1a")
    v.fill({"training.end": first_of_july(1), "training.completed": "true", "training.by_unit": "true",
            "training.work_paid": "false"})  # fmt: skip
    v.page.locator("input[name='x-training.employed_from'][value=none]").check()
    v.press("answer")
    assert "您填的是“没有”" in v.results()["4.1a"]
