"""An award with a range shows the range, two prizes may both be had, and a sum names what can still raise it."""

import re

import pytest

MUNICIPAL = {"competition.level": "municipal", "competition.excellent": "true"}
SECOND = {"competition.level~winners.2": "municipal", "competition.excellent~winners.2": "true"}


def plain(body):
    """The page as text without spaces."""
    return re.sub(r"\s", "", re.sub(r"<[^>]+>", " ", body))


def card(body, code):
    """One card of the results as text without spaces."""
    return plain(body.partition(f'id="m-{code}"')[2].partition('<li class="wj-card ')[0])


@pytest.fixture
def results(post):
    """The results of a prize winner."""

    def shown(answers, language="zh-hans", ticked=("prize",), **more):
        return post("/check/", list(ticked), answers, language, do="results", **more).content.decode()

    return shown


@pytest.mark.parametrize("answers", [{}, MUNICIPAL, MUNICIPAL | {"competition.excellent": ""}])
def test_the_range_of_an_award_without_a_table_is_shown_with_who_sets_the_sum(results, answers):
    assert "30,000元至100,000元之间，由审核人员定" in card(results(answers), "4.3d")
    assert "between CNY 30,000 and 100,000, set by an official".replace(" ", "") in card(results(answers, "en"), "4.3d")


@pytest.mark.parametrize("answers", [{}, {"competition.level": "district", "competition.rank": ""}])
def test_the_range_of_an_award_by_rank_is_shown_while_the_rank_is_open(results, answers):
    text = card(results(answers), "4.3c")
    assert "10,000元至30,000元之间" in text and "由审核人员定" not in text


def test_a_settled_award_shows_its_sum_and_no_range(results):
    text = card(results({"competition.level": "district", "competition.rank": "2"}), "4.3c")
    assert "20,000元" in text and "之间" not in text


def test_a_question_answered_by_not_known_says_so_where_the_reasons_lead_back_to_it(post):
    answers = MUNICIPAL | {"competition.excellent": ""}
    text = plain(post("/check/", ["prize"], answers, do="why:4.3d").content.decode())
    assert "您填的是“不清楚”。改一个回答" in text and "去回答" not in text
    text = plain(post("/check/", ["prize"], {}, do="why:4.3d").content.decode())
    assert "去回答" in text and "您填的是" not in text.partition("还缺什么")[2]


def test_what_the_visitor_does_not_have_says_so_where_the_reasons_lead_back_to_it(post):
    text = plain(post("/check/", ["trained"], {}, do="why:4.1a", none="training.kind").content.decode())
    assert "您填的是“没参加过”。" in text


@pytest.mark.parametrize(
    ("language", "sentence"), [("zh-hans", "不同的竞赛可以分别领取。"), ("en", "Differentcompetitionsarepaideach.")]
)
def test_two_prizes_of_different_competitions_may_both_be_had_and_the_card_says_so(results, language, sentence):
    assert sentence in card(results(MUNICIPAL | SECOND, language, more="winners.2"), "4.3d")
    assert sentence not in card(results(MUNICIPAL, language), "4.3d")


def test_with_nothing_left_to_answer_the_sum_waits_for_figures_and_not_for_answers(results):
    first = {"competition.level": "district", "competition.rank": "2"}
    body = plain(results(first | SECOND, more="winners.2"))
    assert "有的金额标准待确认，确认后可能更多。" in body and "没答完的" not in body


def test_with_something_not_known_the_sum_waits_for_an_official(results):
    first = {"competition.level": "district", "competition.rank": "2"}
    unsure = {"competition.level~winners.2": "municipal", "competition.excellent~winners.2": ""}
    body = plain(results(first | unsure, more="winners.2"))
    assert "有的要由审核人员核定，核定后可能更多。" in body and "没答完的" not in body


def test_with_a_question_left_the_sum_says_that_answers_can_raise_it(results):
    first = {"competition.level": "district", "competition.rank": "2"}
    body = plain(results(first, ticked=("prize", "out_of_work", "platform", "trained")))
    assert "没答完的都符合的话" in body


def test_a_sum_that_nothing_can_raise_says_nothing_about_more(results):
    body = plain(results({"competition.level": "district", "competition.rank": "2"}))
    assert not re.search("没答完的|可能更多|审核人员核定", body)
