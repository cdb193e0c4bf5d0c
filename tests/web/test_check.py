"""The self-check: it asks, says why, carries the answers with the page and keeps none."""

import logging
import re

import pytest
from django.conf import settings
from tests.support.counts import some
from tests.support.pages import CHINESE
from tests.support.visitors import prize_winner, trained

from wenjiu.policies import load_policy

POLICY = load_policy(settings.WENJIU_POLICY)
AUDIENCES = list(POLICY.audiences)
#: Checks of visitors who know nothing, and of those who are refused something; a usual run makes half of them.
REFUSED = {"person.household_district": "other", "firm.local_workers": "2", "hire.is_new": "false"}
WALKS = [(audience, known) for audience in AUDIENCES for known in ({}, REFUSED)]
QUOTED = re.compile(r"朝政发〔\d{4}〕\d+号")


@pytest.mark.parametrize("audience", AUDIENCES)
@pytest.mark.parametrize("language", ["zh", "en"])
def test_whoever_is_not_sure_is_asked_the_librarys_best_question_and_told_why(visit, audience, language):
    visitor = visit(audience, language)
    if visitor.page.asked == "topics":
        visitor.go_on("skip")
    best = POLICY.check(audience, {}, language).questions[0]
    assert visitor.page.asked == best.key
    assert best.text in visitor.page.text
    assert best.why in visitor.page.text


@pytest.mark.parametrize("audience", AUDIENCES)
def test_every_measure_of_the_audience_stands_in_the_list_with_its_standing_in_words(visit, audience):
    page = visit(audience).page
    for result in POLICY.check(audience, {}, "zh").results:
        assert result.name in page.text
        assert f"再答 {result.open_questions} 题" in page.text


@pytest.mark.parametrize("audience", AUDIENCES)
def test_a_visitor_who_knows_nothing_can_skip_to_the_end_and_is_told_what_needs_checking(answered, audience):
    visitor = answered(audience, {})
    asked = visitor.asked
    assert len(asked) == len(set(asked))
    assert "问题问完了" in visitor.page.text
    assert "需核实" in visitor.page.text


@pytest.mark.parametrize(("audience", "known"), some(WALKS, 2, "whole checks in English"))
def test_the_whole_check_in_english_has_no_chinese_left_but_names_of_documents(visit, audience, known):
    visitor = visit(audience, "en")
    shown = [visitor.page.text]
    while visitor.page.asked:
        value = known.get(visitor.page.asked)
        shown.append((visitor.go_on("answer", value) if value else visitor.go_on("skip")).text)
    for code, measure in POLICY.measures.items():
        if measure.audience == audience:
            shown.append(visitor.post("", url=f"/check/{audience}/{code}/").text)
            shown.append(visitor.post("", url=f"/check/{audience}/{code}/save.html").text)
    shown.append(visitor.post("restart").text)
    assert [found for text in shown for found in CHINESE.findall(QUOTED.sub("", text))] == []


def test_answers_travel_in_hidden_fields_in_the_order_given(answered, firm):
    visitor = answered("firm", firm)
    asked = visitor.asked
    assert list(visitor.page.answers) == [key for key in asked if key in POLICY.check("firm", {}).facts]
    assert {key: value for key, value in visitor.page.answers.items() if value} == firm


def test_answers_lead_to_the_verdict_that_the_library_gives(answered, firm):
    visitor = answered("firm", firm)
    verdict = visitor.post("", url="/check/firm/5.2/")
    assert verdict.status == 200
    assert "可以" in verdict.text
    assert "80,000\N{NO-BREAK SPACE}元" in verdict.text


def test_nothing_of_the_answers_is_in_addresses_cookies_log_or_caches(visit, firm, caplog):
    caplog.set_level(logging.DEBUG)
    visitor = visit("firm")
    marked = firm | {"firm.local_workers": "7654", "topics": "young_firm"}
    for page in [visitor.page, *(visitor.go_on("answer", marked[visitor.page.asked]) if visitor.page.asked in marked
                                 else visitor.go_on("skip") for _ in range(12))]:  # fmt: skip
        assert "no-store" in page.response.headers["Cache-Control"]
        assert set(page.response.cookies) <= {settings.CSRF_COOKIE_NAME}
        assert not re.search(r"(?:href|action)=\"[^\"]*(?:7654|chaoyang)", page.body)
    assert visitor.page.answers["firm.local_workers"] == "7654"
    assert set(visitor.client.cookies) <= {settings.CSRF_COOKIE_NAME, settings.LANGUAGE_COOKIE_NAME}
    assert "7654" not in caplog.text


@pytest.mark.parametrize("page", ["5.2/", "5.2/save.html", "5.2/save.json"])
def test_verdict_and_copies_are_never_cached_and_need_the_posted_answers(answered, firm, page):
    visitor = answered("firm", firm)
    assert "no-store" in visitor.post("", url=f"/check/firm/{page}").response.headers["Cache-Control"]
    opened = visitor.client.get(f"/check/firm/{page}")
    assert "no-store" in opened.headers["Cache-Control"]
    if page == "5.2/":  # nothing is answered yet: the check of this measure begins
        assert 'name="asked" value="all:5.2"' in opened.content.decode()
    else:
        assert (opened.status_code, opened.headers["Location"]) == (302, "/check/firm/")


@pytest.mark.parametrize(
    ("before", "asked", "told"),
    [
        ([], "topics", "请至少选一项。"),
        (["young_firm"], "all:5.2", "请先回答这一题。"),
        (["young_firm", "no"], "firm.registered_district", "请先回答这一题。"),
    ],
)
def test_an_empty_answer_is_asked_again_with_what_to_do(visit, before, asked, told):
    visitor = visit("firm")
    for value in before:
        visitor.go_on("answer", value)
    page = visitor.go_on("answer", "")
    assert page.status == 422
    assert page.asked == asked
    assert told in page.text
    assert 'role="alert"' in page.body


@pytest.mark.parametrize(
    "value", ["-1", "2.5", "1e30", "1" + "0" * 30, "many", "<script>alert(1)</script>", "\x00", "九" * 5000, "NaN"]
)
def test_an_answer_that_cannot_be_read_is_named_and_the_other_answers_stay(young_firm, firm, value):
    visitor = young_firm
    while visitor.page.asked != "firm.local_workers":
        visitor.go_on("answer", firm[visitor.page.asked])
    before = visitor.page.answers
    page = visitor.go_on("answer", value)
    assert page.status == 422
    assert (page.asked, page.answers) == ("firm.local_workers", before)
    assert 'aria-invalid="true"' in page.body
    assert "<script>alert" not in page.body


def test_what_people_type_is_understood(visit, firm):
    visitor = visit("firm")
    typed = firm | {"firm.local_workers": "１２ 人"}
    visitor.answer_all(typed)
    assert "120,000\N{NO-BREAK SPACE}元" in visitor.page.text


def test_a_changed_answer_changes_the_result_and_keeps_the_others_and_their_order(answered, firm):
    visitor = answered("firm", firm)
    asked = list(visitor.page.answers)
    page = visitor.go_on("ask:firm.local_workers")
    assert page.asked == "firm.local_workers"
    assert 'value="8"' in page.body
    page = visitor.go_on("answer", "2")
    assert list(page.answers) == asked
    assert "还差" in page.text


def test_previous_question_goes_back_one_step_with_the_answer_still_there(young_firm):
    visitor = young_firm
    visitor.go_on("answer", "chaoyang")
    back = re.search(r'id="back" name="do" value="([^"]+)"', visitor.page.body)[1]
    page = visitor.go_on(back)
    assert page.asked == "firm.registered_district"
    assert re.search(r'value="chaoyang" id="value" checked', page.body)
    assert page.answers == {"firm.registered_district": "chaoyang"}


def test_start_over_asks_first_when_answers_would_be_lost_and_only_then(visit, young_firm):
    assert visit("firm").post("restart").response.headers["Location"] == "/check/firm/"
    visitor = young_firm
    visitor.go_on("answer", "chaoyang")
    page = visitor.post("restart")
    assert "您已经回答了 2 题" in page.text
    assert page.answers == visitor.page.answers
    cleared = visitor.post("clear")
    assert (cleared.status, cleared.response.headers["Location"]) == (303, "/check/firm/")


def test_a_measure_can_be_set_aside_and_taken_up_again(visit):
    visitor = visit("person")
    visitor.go_on("skip")
    visitor.go_on("answer", "chaoyang")
    page = visitor.go_on("aside:3.4a")
    assert "先不看" in page.text
    remaining = visitor.answer_all({})
    assert remaining
    assert not [key for key in remaining if key.startswith("traineeship.")]
    page = visitor.go_on("include:3.4a")
    assert page.asked is not None
    assert not [name for name in page.fields if name == "aside"]


@pytest.mark.parametrize("url", ["", "5.2/"])
def test_switching_language_or_print_in_the_check_keeps_every_answer(visit, url):
    visitor = visit("firm")
    visitor.go_on("answer", "young_firm")
    visitor.go_on("answer", "yes")
    sent = visitor.page.fields | {"next": f"/check/firm/{url}", "keep": "answers"}
    for switch, choice in (("/language/", {"language": "en"}), ("/print-size/", {"print": "large"})):
        answer = visitor.client.post(switch, sent | choice)
        assert (answer.status_code, answer.headers["Location"]) == (307, f"/check/firm/{url}")
    page = visitor.post("", url=f"/check/firm/{url}", **sent)
    assert '<html lang="en" class="large">' in page.body
    assert page.answers == visitor.page.answers
    kept = ("topic", "aside", "all")
    assert [page.fields[name] for name in kept] == [visitor.page.fields[name] for name in kept]


class TestReasons:
    """The verdict page."""

    def test_a_refusal_names_the_failed_condition_first_with_clause_value_and_what_would_change_it(
        self, answered, firm
    ):
        visitor = answered("firm", firm | {"firm.local_workers": "2"})
        page = visitor.post("", url="/check/firm/5.2/")
        failed = page.text[page.text.index("不符合的条件") : page.text.index("已符合的条件")]
        assert "5.2.C6" in failed
        assert "2人" in failed
        assert "怎样会改变" in failed

    def test_what_is_missing_can_be_answered_from_there(self, young_firm):
        visitor = young_firm
        visitor.go_on("answer", "chaoyang")
        page = visitor.post("", url="/check/firm/5.2/")
        asked = set(re.findall(r'name="do" value="ask:([^"]+)"', page.body))
        wanted = {
            q.key for q in POLICY.check("firm", {"firm.registered_district": "chaoyang"}).questions if "5.2" in q.serves
        }
        assert wanted <= asked

    def test_it_says_that_it_is_no_decision_and_on_which_day_and_versions_it_stands(self, answered, firm):
        visitor = answered("firm", firm)
        page = visitor.post("", url="/check/firm/5.2/")
        assert "不是行政决定" in page.text
        assert settings.VERSION in page.text
        assert POLICY.document in page.text

    @pytest.mark.parametrize("language", ["zh", "en"])
    @pytest.mark.parametrize("code", POLICY.measures)
    def test_it_opens_before_anything_was_answered(self, visit, code, language):
        visitor = visit(POLICY.measures[code].audience, language)
        assert visitor.post("", url=f"{visitor.url}{code}/").status == 200

    @pytest.mark.parametrize(
        ("language", "names"), [("zh", ("培训机构", "就业人员")), ("en", ("Training institution", "Worker"))]
    )
    def test_where_several_are_paid_each_has_its_amount_and_the_sum_is_called_a_sum(self, answered, language, names):
        visitor = answered("person", trained(), language)
        card = visitor.page.body[visitor.page.body.index("wj-card-can") :].partition("</li>")[0]
        amount = {"zh": "{}\N{NO-BREAK SPACE}元", "en": "CNY\N{NO-BREAK SPACE}{}"}[language]
        assert {"zh": "预计合计", "en": "in all"}[language] in card
        assert amount.format("2,000") in card
        page = visitor.post("", url="/check/person/4.1a/")
        for name in names:
            for text in (card, page.body):
                assert re.search(rf"{name}\W.{{0,20}}?{amount.format('1,000')}", text, re.IGNORECASE | re.DOTALL)

    def test_a_day_that_is_over_is_not_called_the_last_day(self, answered):
        visitor = answered("person", trained())
        assert "最晚" not in visitor.page.body[visitor.page.body.index("wj-card-can") :].partition("</li>")[0]

    @pytest.mark.parametrize(("language", "said"), [("zh", "授予称号：朝阳区技术能手"), ("en", "technical expert")])
    def test_a_title_that_comes_with_it_is_told(self, answered, language, said):
        visitor = answered("person", prize_winner(), language)
        assert said in visitor.page.text
        assert said in visitor.post("", url="/check/person/4.3c/").text
        assert said not in visitor.post("", url="/check/person/4.3d/").text

    def test_an_award_outside_its_range_is_told_and_no_amount_is_promised(self, answered):
        visitor = answered("person", prize_winner())
        page = visitor.post("", url="/check/person/4.3c/", **{"a-competition.award_proposed": "50000"})
        assert "金额不在规定的范围内" in page.text
        assert "拟奖金额在10,000元至30,000元之内" in page.text
        assert "金额不在规定的范围内" not in visitor.post("", url="/check/person/4.3c/").text
