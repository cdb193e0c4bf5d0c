"""The pages of a visit: they ask, say why, carry the answers with the page and keep none."""

import logging
import re

import pytest
from django.conf import settings
from tests.support.counts import some
from tests.support.forms import pressed
from tests.support.pages import CHINESE, INLINE
from tests.support.visitors import trained

from wenjiu.policies import load_policy
from wenjiu.rules.ask.visits import FIRST, Stated, Visit

POLICY = load_policy(settings.WENJIU_POLICY)
STATEMENTS = {s.id: s for s in POLICY.situations.statements}
QUOTED = re.compile(r"朝政发〔\d{4}〕\d+号")


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_first_page_shows_every_statement_and_a_way_for_those_who_are_not_sure(get, language):
    page = get("/", language)
    for s in STATEMENTS.values():
        assert s.text(language) in page.text
        assert f'name="s" value="{s.id}"' in page.body
    for side in POLICY.situations.sides:
        assert f'name="unsure" value="{side}"' in page.body


def test_whoever_ticks_nothing_is_told_what_to_do_and_asked_again(visit):
    page = visit().post("start")
    assert page.status == 422
    assert "请至少勾选一项" in page.text
    assert 'role="alert"' in page.body
    assert 'name="s" value="founder"' in page.body


@pytest.mark.parametrize("id", some(list(STATEMENTS), 4, "the_first_questions_are"))
@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_first_questions_are_those_of_the_library_with_the_reason_for_each(visit, id, language):
    page = visit(id, language=language).page
    first = Visit(POLICY, Stated(frozenset([id])), language).first_questions
    assert page.asked == [q.key for q in first]
    assert 0 < len(page.asked) <= FIRST
    for question in first:
        assert question.text in page.text
        assert question.why in page.text


def test_whoever_is_not_sure_is_asked_which_statements_hold_until_one_does(visit):
    visitor = visit()
    page = visitor.go_on("start", unsure="person")
    seen = set()
    while page.asked:
        assert len(page.asked) <= FIRST
        assert all(key.startswith("situation:") for key in page.asked)
        assert not seen & set(page.asked)
        seen |= set(page.asked)
        page = visitor.go_on("answer", **{f"v-{key}": "false" for key in page.asked})
    assert seen == {f"situation:{s.id}" for s in STATEMENTS.values() if s.side == "person"}
    visitor = visit()
    visitor.go_on("start", unsure="person")
    page = visitor.go_on("answer", **{"v-situation:founder": "true", "v-situation:trained": "unknown"})
    assert page.asked == []
    assert "创业一次性吸纳本地劳动力岗位补贴" in page.text or POLICY["5.2"].name() in page.text


@pytest.mark.parametrize("id", STATEMENTS)
def test_the_results_show_every_measure_of_the_statement_once(visit, id):
    visitor = visit(id)
    page = visitor.go_on("results")
    assert set(page.cards) == set(STATEMENTS[id].opens)
    for code in page.cards:
        assert POLICY[code].name() in page.cards[code]
        assert page.body.count(f'id="m-{code}"') == 1


@pytest.mark.parametrize("id", some(list(STATEMENTS), 4, "a_visitor_who_knows_nothing"))
def test_a_visitor_who_knows_nothing_comes_to_the_end_and_is_asked_nothing_twice(visit, id):
    visitor = visit(id)
    asked = visitor.answer_all({})
    assert len(asked) == len(set(asked))
    assert "再答" not in visitor.page.text


@pytest.mark.parametrize("id", some(list(STATEMENTS), 4, "the_whole_visit_in_english"))
def test_the_whole_visit_in_english_has_no_chinese_left_but_names_of_documents(visit, id):
    visitor = visit(id, language="en")
    shown = [visitor.page.text]
    known = {"person.household_district": "other", "firm.local_workers": "2", "hire.is_new": "false"}
    while visitor.page.asked:
        visitor.answer(known)
        shown.append(visitor.page.text)
    for code in STATEMENTS[id].opens:
        shown.append(visitor.post(f"about:{code}").text)
        shown.append(visitor.post(f"why:{code}").text)
        shown.append(visitor.post("", url=f"/check/{code}/save.html").text)
    assert [found for text in shown for found in CHINESE.findall(QUOTED.sub("", text))] == []


def test_every_page_of_a_visit_has_one_main_heading_and_no_inline_script_or_style(visit, firm):
    visitor = visit("young_firm")
    pages = [visitor.page, visitor.go_on("results"), *(visitor.post(do) for do in ("about:5.2", "why:5.2"))]
    visitor.go_on("about:5.2")
    pages.append(visitor.post("answer", **{"v-firm.local_workers": "many"}))
    visitor.answer_all(firm)
    pages.append(visitor.post("change:firm.local_workers"))
    for page in pages:
        assert page.body.count("<h1") == 1
        assert not INLINE.search(page.body)
        assert not re.search(r"(?:src|href|action)=\"(?:https?:)?//", page.body)


def test_answers_travel_in_hidden_fields(visit, firm):
    visitor = visit("young_firm")
    asked = visitor.answer_all(firm)
    assert set(visitor.page.answers) == set(asked)
    assert {key: value for key, value in visitor.page.answers.items() if value} == {
        k: firm[k] for k in asked if k in firm
    }
    assert visitor.page.fields["s"] == "young_firm"


def test_answers_lead_to_the_amount_that_the_library_gives(answered, firm):
    visitor = answered("young_firm", firm)
    assert "80,000 元" in visitor.page.cards["5.2"]
    verdict = visitor.post("why:5.2")
    assert verdict.status == 200
    assert "符合" in verdict.text
    assert "80,000\N{NO-BREAK SPACE}元" in verdict.text


def test_nothing_of_the_answers_is_in_addresses_cookies_log_or_caches(visit, firm, caplog):
    caplog.set_level(logging.DEBUG)
    visitor = visit("young_firm")
    marked = firm | {"firm.local_workers": "7654"}
    pages = [visitor.page]
    visitor.answer_all(marked)
    pages += [visitor.page, *(visitor.post(do) for do in ("why:5.2", "change:firm.local_workers", "about:5.3"))]
    for page in pages:
        assert "no-store" in page.response.headers["Cache-Control"]
        assert set(page.response.cookies) <= {settings.CSRF_COOKIE_NAME}
        assert not re.search(r"(?:href|action|hx-post)=\"[^\"]*(?:7654|chaoyang|young_firm)", page.body)
    assert visitor.page.answers["firm.local_workers"] == "7654"
    assert set(visitor.client.cookies) <= {settings.CSRF_COOKIE_NAME, settings.LANGUAGE_COOKIE_NAME}
    assert "7654" not in caplog.text


def test_an_address_can_tick_a_statement_or_name_a_measure_but_carries_no_answer(get):
    page = get("/check/?s=young_firm&a-firm.size=small&v-firm.size=small&none=firm.size&do=results&page=results")
    assert page.status == 200
    assert page.answers == {}
    assert "firm.size" in page.asked
    assert page.fields["s"] == "young_firm"
    page = get("/check/?about=5.2&a-firm.size=small")
    assert page.fields["about"] == "5.2"
    assert "firm.size" in page.asked
    assert page.answers == {}
    assert "看看您能领哪些就业补贴" in get("/check/?s=nobody&about=9.9").text


@pytest.mark.parametrize("code", some(list(POLICY.measures), 3, "guides"))
def test_a_guide_leads_to_the_questions_of_its_own_measure(get, code):
    assert f'href="/check/?about={code}"' in get(f"/guide/{code}/").body
    page = get(f"/check/?about={code}")
    assert page.status == 200
    wanted = [q.key for q in Visit(POLICY, Stated(wanted=frozenset([code])), "zh").questions_about(code)]
    assert page.asked == wanted != []
    assert POLICY[code].name() in page.text


def test_copies_are_never_cached_and_need_posted_answers(answered, firm):
    visitor = answered("young_firm", firm)
    for form in ("html", "json"):
        url = f"/check/5.2/save.{form}"
        assert "no-store" in visitor.post("", url=url).response.headers["Cache-Control"]
        opened = visitor.client.get(url)
        assert "no-store" in opened.headers["Cache-Control"]
        assert (opened.status_code, opened.headers["Location"]) == (302, "/check/")


def test_a_question_left_empty_is_asked_again_later_and_the_others_are_kept(visit):
    visitor = visit("young_firm")
    asked = visitor.page.asked
    page = visitor.go_on("answer", **{"v-firm.registered_district": "chaoyang", "v-firm.operation_start": ""})
    assert page.answers == {"firm.registered_district": "chaoyang"}
    page = visitor.go_on("about:5.2")
    assert set(asked) - {"firm.registered_district"} <= set(page.asked)


@pytest.mark.parametrize(
    "value", ["-1", "2.5", "1e30", "1" + "0" * 30, "many", "<script>alert(1)</script>", "\x00", "九" * 5000, "NaN"]
)
def test_an_answer_that_cannot_be_read_is_named_at_its_field_with_what_was_typed_and_the_others_stay(
    visit, firm, value
):
    visitor = visit("young_firm")
    visitor.answer({key: firm[key] for key in visitor.page.asked if key != "firm.local_workers"})
    visitor.go_on("about:5.2")
    assert "firm.local_workers" in visitor.page.asked
    before = visitor.page.answers
    page = visitor.post("answer", **{"v-firm.local_workers": value, "v-firm.founding_jobs_paid": "false"})
    assert page.status == 422
    assert page.answers == before | {"firm.founding_jobs_paid": "false"}
    row = page.main[page.main.index('id="q-firm.local_workers"') :].partition("</div>")[0]
    assert 'aria-invalid="true" aria-describedby="w-firm.local_workers"' in row
    assert 'href="#q-firm.local_workers"' in page.main
    assert page.main.count('class="wj-wrong"') == 1
    if value == "many":
        assert 'value="many"' in row
    assert "<script>alert" not in page.body


def test_several_wrong_answers_of_one_page_are_all_named(visit):
    visitor = visit("young_firm")
    page = visitor.post("answer", **{"v-firm.operation_start": "yesterday", "v-firm.size": "giant"})
    assert page.status == 422
    assert page.main.count('class="wj-wrong"') == 2
    assert "有 2 个回答要改" in page.text


def test_what_people_type_is_understood(answered, firm):
    visitor = answered("young_firm", firm | {"firm.local_workers": "１２ 人"})
    assert "120,000" in visitor.page.cards["5.2"]


def test_a_changed_answer_changes_the_result_and_keeps_the_others_and_their_order(answered, firm):
    visitor = answered("young_firm", firm)
    asked = list(visitor.page.answers)
    page = visitor.go_on("change:firm.local_workers")
    assert page.asked == ["firm.local_workers"]
    assert 'value="8"' in page.body
    page = visitor.go_on("answer", **{"v-firm.local_workers": "2"})
    assert list(page.answers) == asked
    assert "还差" in page.cards["5.2"]


def test_a_choice_that_was_made_is_marked_when_it_is_changed(answered, firm):
    visitor = answered("young_firm", firm)
    page = visitor.go_on("change:firm.registered_district")
    assert re.search(r'value="chaoyang"[^>]* checked', page.main)
    page = visitor.go_on("change:firm.size")
    assert re.search(r'value="small"[^>]* checked', page.main)


class TestNoneAndNotKnown:
    """Instead of a text: there is none, or it is not known."""

    def test_a_number_that_there_is_none_of_is_zero(self, answered, firm):
        visitor = answered("young_firm", firm)
        visitor.go_on("change:firm.local_workers")
        page = visitor.go_on("answer", **{"v-firm.local_workers": "8", "x-firm.local_workers": "none"})
        assert page.answers["firm.local_workers"] == "0"
        assert "80,000" not in page.cards["5.2"]

    def test_a_day_that_has_not_come_sets_the_measure_aside_and_the_choice_is_kept_with_the_page(self, visit):
        visitor = visit("trained")
        known = trained()
        visitor.answer({key: value for key, value in known.items() if key != "training.employed_from"})
        while "training.employed_from" not in visitor.page.asked:
            visitor.go_on("about:4.1a")
        given = {f"v-{key}": known[key] for key in visitor.page.asked if key != "training.employed_from"}
        visitor.go_on("answer", **given, **{"x-training.employed_from": "none"})
        page = visitor.go_on("results")
        assert page.fields["none"] == "training.employed_from"
        assert "您填的是“没有”" in page.cards["4.1a"]
        page = visitor.go_on("change:training.employed_from")
        assert re.search(r'name="x-training.employed_from" value="none" checked', page.main)
        page = visitor.go_on("answer", **{"v-training.employed_from": known["training.employed_from"],
                                          "x-training.employed_from": "none"})  # fmt: skip
        assert "none" not in page.fields
        assert "1,000" in page.cards["4.1a"]

    def test_what_is_not_known_is_carried_and_not_asked_again(self, visit):
        visitor = visit("young_firm")
        page = visitor.go_on("answer", **{"x-firm.operation_start": "unknown", "v-firm.size": "unknown"})
        assert page.answers == {"firm.operation_start": "", "firm.size": ""}
        page = visitor.go_on("about:5.2")
        assert not {"firm.operation_start", "firm.size"} & set(page.asked)

    def test_what_is_chosen_instead_of_an_unreadable_text_counts(self, visit):
        visitor = visit("young_firm")
        page = visitor.go_on("answer", **{"v-firm.operation_start": "last year", "x-firm.operation_start": "unknown"})
        assert page.status == 200
        assert page.answers == {"firm.operation_start": ""}

    def test_an_answer_that_is_emptied_is_forgotten(self, answered, firm):
        visitor = answered("young_firm", firm)
        visitor.go_on("change:firm.local_workers")
        page = visitor.go_on("answer", **{"v-firm.local_workers": " "})
        assert "firm.local_workers" not in page.answers
        assert "再答 1 题" in page.cards["5.2"]


def test_start_over_forgets_everything(visit, young_firm):
    young_firm.go_on("answer", **{"v-firm.registered_district": "chaoyang"})
    cleared = young_firm.post("clear")
    assert (cleared.status, cleared.response.headers["Location"]) == (303, "/")


def test_a_statement_that_was_not_ticked_can_be_added_later_and_the_answers_stay(answered, firm):
    visitor = answered("young_firm", firm)
    before = visitor.page.answers
    assert 'value="add:hires"' in visitor.page.main
    page = visitor.go_on("add:hires")
    assert set(page.fields["s"]) == {"young_firm", "hires"}
    assert page.answers == before
    assert "hire.date" in page.asked


@pytest.mark.parametrize("do", ["", "results", "why:5.2", "about:5.2", "change:firm.registered_district"])
def test_switching_language_or_print_keeps_the_page_and_every_answer(visit, do):
    visitor = visit("young_firm", "hires")
    visitor.go_on("answer", **{"v-firm.registered_district": "chaoyang", "x-firm.operation_start": "unknown"})
    page = visitor.go_on(do) if do else visitor.page
    header = pressed(page.body, "/language/")
    for name, value in (
        ("next", "/check/"),
        ("keep", "answers"),
        ("s", "hires"),
        ("a-firm.registered_district", "chaoyang"),
    ):
        assert value in header[name]
    sent = page.fields | {"next": "/check/", "keep": "answers"}
    for switch, choice in (("/language/", {"language": "en"}), ("/print-size/", {"print": "large"})):
        answer = visitor.client.post(switch, sent | choice)
        assert (answer.status_code, answer.headers["Location"]) == (307, "/check/")
    switched = visitor.post("", **sent)
    assert '<html lang="en" class="large">' in switched.body
    assert switched.fields == page.fields
    assert switched.asked == page.asked
    assert set(switched.cards) == set(page.cards)
