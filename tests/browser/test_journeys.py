"""People of each kind go through the check in a browser."""

import re
import time

import pytest


def first_useful(visitor, known, record_property):
    """Go through the check from home; how many questions until it settles a measure with an amount or a reason.

    How long that took is recorded and printed, never judged: it is the machine's time, not a person's.
    """
    begun, asked = time.monotonic(), []
    while not (settled := settled_cards(visitor)):
        asked.append(visitor.asked())
        assert asked[-1] is not None, "the questions came to an end and nothing was settled"
        visitor.answer(known.get(asked[-1]))
    record_property("questions", len(asked))
    print(f"{len(asked)} questions, {time.monotonic() - begun:.1f} s: {settled}; asked {asked}")
    return asked, settled


def settled_cards(visitor):
    """Cards that say yes, almost or no together with a sum of money or with what is not met."""
    found = []
    for card in visitor.page.locator(".wj-card-can, .wj-card-almost, .wj-card-cannot").all():
        text = " ".join(card.text_content().split())
        if re.search(r"\d ?元|您填的是：|再增加\d|须减少\d|须不晚于|即可", text):
            found.append(text)
    return found


def in_question(visitor):
    """How many measures are still talked about, and how many there are for this audience."""
    folded = visitor.page.locator(".wj-cards-fold .wj-card:has(.wj-standing-aside)").count()
    everything = visitor.page.locator(".wj-card:has(.wj-standing)").count()
    return everything - folded, everything


def begin(visitor, who, width=1280):
    """Enter the check from home, by the door of an audience."""
    v = visitor(width=width)
    v.open("/")
    with v.page.expect_navigation():
        v.page.locator(f".wj-door[href$='/{who}/']").click()
    return v


def test_an_unemployed_graduate_without_a_traineeship_learns_what_it_takes_and_what_there_is(visitor, record_property):
    v = begin(visitor, "person", width=360)
    known = {"topics": "traineeship", "traineeship.unit_is_recognised": "false"}
    asked, settled = first_useful(v, known, record_property)
    assert len(asked) == 2
    assert "在认定的见习单位见习" in settled[0]
    assert "最高可得30,480元" in settled[0]
    assert in_question(v) == (1, 8)


def test_an_unemployed_graduate_with_a_traineeship_in_view_learns_the_amount(visitor, graduate, record_property):
    v = begin(visitor, "person", width=360)
    v.answer(graduate["topics"])
    v.answer(graduate["traineeship.unit_is_recognised"])
    assert "30,480 元" in " ".join(v.results())  # what there is at most, from the first page on
    asked, settled = first_useful(v, graduate, record_property)
    assert 2 + len(asked) == 8
    assert "可以" in settled[0]
    assert in_question(v) == (1, 8)
    assert not [key for key in asked if key.startswith(("platform_work.", "competition.", "founder.", "training."))]


def test_a_young_firm_with_four_residents_learns_the_amount(visitor, firm, record_property):
    v = begin(visitor, "firm")
    known = firm | {"topics": "young_firm", "all:5.2": "yes", "firm.local_workers": "4"}
    asked, settled = first_useful(v, known, record_property)
    assert len(asked) == 5
    assert "40,000 元" in settled[0]
    assert in_question(v) == (1, 6)
    v.answer_all(known)
    v.page.get_by_role("button", name="再看看其他方面").click()
    v.page.wait_for_selector("input[name=about]")
    v.answer("hired")
    v.answer_all(known)
    assert "5,000 元" in " ".join(v.results())


def test_a_designated_school_with_520_trainees_learns_the_amount(visitor, record_property):
    v = begin(visitor, "institution")
    known = {
        "topics": "designated",
        "institution.in_district": "true",
        "institution.designated_skill": "true",
        "institution.trained_unemployed": "320",
        "institution.trained_rural": "200",
        "institution.designated_startup": "false",
    }
    asked, settled = first_useful(v, known, record_property)
    assert len(asked) <= 6
    assert re.search(r"可以 预计可得 50,000 元", settled[0])
    assert in_question(v) == (1, 4)


def test_a_school_with_520_trainees_in_all_learns_how_many_more_it_takes(visitor, record_property):
    v = begin(visitor, "institution")
    known = {"topics": "trained_many", "all:4.4c": "yes", "institution.trained_total": "520"}
    asked, settled = first_useful(v, known, record_property)
    assert len(asked) == 3
    assert re.search(r"还差 全年培训人数现为520，再增加\d+人", settled[0])
    assert in_question(v) == (1, 4)


def test_an_organiser_of_a_competition_with_120_contestants_learns_the_amount(visitor, record_property):
    v = begin(visitor, "organisation")
    known = {
        "topics": "competition_held",
        "competition.is_skill_competition": "true",
        "competition.organiser": "industry_body",
        "competition.participants": "120",
        "competition.already_paid": "false",
    }
    asked, settled = first_useful(v, known, record_property)
    assert len(asked) == 5
    assert "可以" in settled[0]
    assert in_question(v) == (1, 5)


def test_a_public_interest_organisation_learns_what_it_can_have(visitor, record_property):
    v = begin(visitor, "organisation")
    known = {
        "topics": "placement",
        "placement.is_recognised": "true",
        "placement.in_difficulty": "true",
        "placement.people": "7",
        "placement.months_placed": "11",
        "placement.subsidy_year": "2021",
    }
    asked, _ = first_useful(v, known, record_property)
    assert len(asked) <= 6
    assert in_question(v) == (2, 5)
    v.answer_all(known)
    assert [text for text in v.results() if "可以" in text]


def test_whoever_is_not_sure_is_asked_about_everything_and_never_twice(visitor):
    for who in ("person", "firm", "institution", "organisation"):
        v = begin(visitor, who)
        asked = v.answer_all({})
        assert asked[0] == "topics"
        assert len(asked) == len(set(asked))
        assert in_question(v)[0] == in_question(v)[1]


def test_a_founder_looks_at_two_topics_and_sets_one_measure_aside(visitor, founder):
    v = begin(visitor, "person", width=360)
    v.answer("own_business traineeship")
    while not v.asked().startswith("traineeship."):
        v.answer(founder.get(v.asked()))
    v.page.get_by_role("button", name="先不看").click()
    v.page.wait_for_function("() => document.querySelectorAll('.wj-card-aside').length === 6")
    v.answer_all(founder)
    assert "36,000 元" in " ".join(v.results())


def test_a_trainee_learns_the_amount_of_three_months_in_the_end(visitor, trainee):
    v = visitor()
    v.open("/check/person/")
    v.answer_all(trainee)
    stipend = next(text for text in v.results() if "见习" in text)
    assert "可以" in stipend
    assert re.search(r"预计可得 [\d,]+ 元", stipend)


def test_an_institution_learns_its_verdict(visitor, institution):
    v = visitor()
    v.open("/check/institution/")
    v.answer_all(institution)
    assert "可以 预计可得 50,000 元" in v.results()[0]


def test_a_firm_learns_both_amounts_in_the_end(visitor, firm):
    v = begin(visitor, "firm")
    v.answer_all(firm)
    results = " ".join(v.results())
    assert "80,000 元" in results
    assert "5,000 元" in results
    assert results.count("可以") == 2


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
    if value is not None and key == "topics":
        for topic in value.split():
            v.page.locator(f"input[type=checkbox][value='{topic}']").check()
    elif value is not None:
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
    asked, given = v.asked(), v.page.locator(".wj-answers > div").count()
    assert given >= 3
    v.page.get_by_role("button", name="English").click()
    v.page.wait_for_selector("html[lang=en]")
    v.page.get_by_role("button", name="Large print").click()
    v.page.wait_for_selector("html.large")
    assert v.asked() == asked
    assert v.page.locator(".wj-answers > div").count() == given
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


def test_going_back_from_the_reasons_keeps_the_answers_and_the_question(visitor, firm):
    v = visitor()
    v.open("/check/firm/")
    for _ in range(3):
        v.answer(firm[v.asked()])
    asked, given = v.asked(), v.page.locator(".wj-answers > div").count()
    v.reasons("5.2")
    assert v.page.get_by_role("button", name="打印").is_visible()
    v.page.go_back()
    v.page.wait_for_selector("#check")
    assert v.asked() == asked
    assert v.page.locator(".wj-answers > div").count() == given
    v.page.go_back()
    v.page.wait_for_function("key => document.querySelector('#check [name=asked]')?.value !== key", arg=asked)
    assert v.page.locator(".wj-answers > div").count() == given
    v.answer_all(firm)
    assert "80,000 元" in " ".join(v.results())


def test_going_back_from_the_reasons_at_the_end_keeps_the_answers(visitor, firm):
    v = visitor(width=360)
    v.open("/check/firm/")
    v.answer_all(firm)
    given = v.page.locator(".wj-answers > div").count()
    for code in ("5.2", "3.2a"):
        v.reasons(code)
        v.page.go_back()
        v.page.wait_for_selector("#check")
        assert v.page.locator(".wj-answers > div").count() == given
        assert "80,000 元" in " ".join(v.results())


def test_going_back_after_the_language_was_switched_keeps_the_answers(visitor, firm):
    v = visitor()
    v.open("/check/firm/")
    for _ in range(3):
        v.answer(firm[v.asked()])
    given = v.page.locator(".wj-answers > div").count()
    v.reasons("5.2")
    v.page.get_by_role("button", name="English").click()
    v.page.wait_for_selector("html[lang=en] .wj-verdict")
    v.page.go_back()
    v.page.wait_for_selector("#check")
    assert v.page.locator(".wj-answers > div").count() == given


def test_without_javascript_the_way_back_from_the_reasons_is_on_the_page(visitor, firm):
    v = visitor(javascript=False)
    v.open("/check/firm/")
    for _ in range(3):
        step_without_script(v, firm)
    asked, given = v.asked(), v.page.locator(".wj-answers > div").count()
    with v.page.expect_navigation():
        v.reasons("5.2")
    with v.page.expect_navigation():
        v.page.get_by_role("button", name="返回自测").click()
    assert v.asked() == asked
    assert v.page.locator(".wj-answers > div").count() == given


def test_the_guide_leads_to_the_questions_of_its_measure_and_back_leads_to_the_guide(visitor, firm):
    v = visitor(width=360)
    v.open("/guide/5.2/")
    v.page.get_by_role("link", name="看看自己能不能领").click()
    v.page.wait_for_selector("#check")
    assert v.asked() == "all:5.2"
    v.page.go_back()
    v.page.wait_for_url("**/guide/5.2/")
    v.page.go_forward()
    v.page.wait_for_selector("#check")
    v.answer_all(firm)
    assert "80,000 元" in " ".join(v.results())
    assert in_question(v) == (1, 6)
