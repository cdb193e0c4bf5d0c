"""People of each kind go through the check in a browser."""

import re

import pytest


def first_useful(visitor, known):
    """How many answers until some measure shows more than how many answers it lacks: standing, amount or last day."""

    def beyond_counting(results):
        return [re.sub(r"再答 \d+ 题", "", text) for text in sorted(results)]

    before = beyond_counting(visitor.results())
    answers = 0
    while beyond_counting(visitor.results()) == before:
        visitor.answer(known.get(visitor.asked()))
        answers += 1
    return answers


def test_a_firm_learns_something_within_six_answers_and_both_amounts_in_the_end(visitor, firm):
    v = visitor()
    v.open("/")
    with v.page.expect_navigation():
        v.page.get_by_role("link", name="企业").first.click()
    assert first_useful(v, firm) <= 6
    v.answer_all(firm)
    results = " ".join(v.results())
    assert "80,000 元" in results
    assert "5,000 元" in results
    assert results.count("可以") == 2


def test_a_founder_sets_the_traineeship_aside_and_learns_something_within_six_answers(visitor, founder):
    v = visitor(width=360)
    v.open("/")
    with v.page.expect_navigation():
        v.page.get_by_role("link", name="个人").first.click()
    assert v.asked() == "person.household_district"
    v.answer(founder[v.asked()])
    assert v.asked().startswith("traineeship.")
    v.page.get_by_role("button", name="先不看").click()
    v.page.wait_for_selector(".wj-card-aside")
    assert 1 + first_useful(v, founder) <= 6
    v.answer_all(founder)
    assert "36,000 元" in " ".join(v.results())


def test_a_trainee_learns_something_within_six_answers_and_the_amount_of_three_months_in_the_end(visitor, trainee):
    v = visitor()
    v.open("/check/person/")
    assert first_useful(v, trainee) <= 6
    v.answer_all(trainee)
    stipend = next(text for text in v.results() if "见习" in text)
    assert "可以" in stipend
    assert re.search(r"预计可得 [\d,]+ 元", stipend)


def test_an_institution_learns_its_verdict_within_six_answers(visitor, institution):
    v = visitor()
    v.open("/check/institution/")
    assert first_useful(v, institution) <= 6
    v.answer_all(institution)
    assert "可以 预计可得 50,000 元" in v.results()[0]


@pytest.mark.parametrize("language", ["zh-CN", "en-US"])
def test_the_check_works_the_same_without_javascript(visitor, firm, language):
    with_script, without = visitor(language=language), visitor(language=language, javascript=False)
    for v in (with_script, without):
        v.open("/check/firm/")
    assert with_script.answer_all(firm) == [key for key in iter(lambda: step_without_script(without, firm), None)]
    assert with_script.results() == without.results()
    for v in (with_script, without):
        v.reasons("5.2")
    shown = [" ".join(v.page.locator(".wj-verdict").inner_text().split()) for v in (with_script, without)]
    assert shown[0] == shown[1]


def step_without_script(v, known):
    """Answer one question by plain forms; the question, or None at the end."""
    key = v.asked()
    if key is None:
        return None
    value = known.get(key)
    if value is not None:
        radio = v.page.locator(f"input[type=radio][value='{value}']")
        radio.check() if radio.count() else v.page.fill("#value", value)
    with v.page.expect_navigation():  # a plain form loads a new page; it must be there before the next look
        v.page.locator(f"button[value={'skip' if value is None else 'answer'}]").click()
    return key


def test_with_javascript_answers_are_swapped_in_without_leaving_the_page(visitor, firm):
    v = visitor()
    v.open("/check/firm/")
    v.page.evaluate("window.stillTheSamePage = true")
    v.answer(firm[v.asked()])
    v.answer(firm[v.asked()])
    assert v.page.evaluate("window.stillTheSamePage")
    assert [r for r in v.requests if r.method == "POST" and r.headers.get("hx-request") == "true"]


def test_nothing_is_left_in_the_browser_but_the_number_of_the_step(visitor, firm):
    v = visitor()
    v.open("/check/firm/")
    v.answer_all(firm)
    assert v.page.evaluate("localStorage.length") == 0
    # htmx notes the address, which carries no answer.
    assert v.page.evaluate("Object.entries(sessionStorage)") in (
        [],
        [["htmx-current-path-for-history", "/check/firm/"]],
    )
    assert set(v.page.evaluate("history.state")) == {"step"}
    assert v.page.url.endswith("/check/firm/")
    assert {cookie["name"] for cookie in v.page.context.cookies()} == {"csrftoken"}


def test_the_back_button_of_the_browser_is_previous_question(visitor, firm):
    v = visitor()
    v.open("/check/firm/")
    first = v.asked()
    v.answer(firm[first])
    second = v.asked()
    v.answer(firm[second])
    v.page.go_back()
    v.page.wait_for_function("key => document.querySelector('#check [name=asked]').value === key", arg=second)
    assert v.page.locator(".wj-answers > div").count() == 2
    v.page.go_back()
    v.page.wait_for_function("key => document.querySelector('#check [name=asked]').value === key", arg=first)
    v.answer(firm[first])
    assert v.asked() not in (first, second)


def test_leaving_with_answers_given_asks_first(visitor, firm):
    v = visitor()
    warnings = []
    v.page.on("dialog", lambda dialog: (warnings.append(dialog.type), dialog.accept()))
    v.open("/check/firm/")
    v.page.get_by_role("link", name="政策清单").click()
    v.page.wait_for_url("**/policies/")
    assert warnings == []
    v.open("/check/firm/")
    v.answer(firm[v.asked()])
    v.page.get_by_role("link", name="政策清单").click()
    v.page.wait_for_url("**/policies/")
    assert warnings == ["beforeunload"]


def test_switching_language_and_print_in_the_middle_keeps_the_answers(visitor, firm):
    v = visitor()
    v.open("/check/firm/")
    for _ in range(3):
        v.answer(firm[v.asked()])
    asked = v.asked()
    v.page.get_by_role("button", name="English").click()
    v.page.wait_for_selector("html[lang=en]")
    v.page.get_by_role("button", name="Large print").click()
    v.page.wait_for_selector("html.large")
    assert v.asked() == asked
    assert v.page.locator(".wj-answers > div").count() == 3
    v.answer_all(firm)
    assert "CNY 80,000" in " ".join(v.results())


def test_start_over_is_confirmed_and_then_forgets(visitor, firm):
    v = visitor()
    v.open("/check/firm/")
    v.answer(firm[v.asked()])
    v.page.locator("button[value=restart]").click()
    v.page.get_by_role("button", name="清除并重新开始").click()
    v.page.wait_for_selector("#check")
    assert v.page.locator(".wj-answers").count() == 0


def test_the_verdict_can_be_saved_and_the_saved_page_opens_by_itself(visitor, firm, tmp_path):
    v = visitor()
    v.open("/check/firm/")
    v.answer_all(firm)
    v.reasons("5.2")
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
