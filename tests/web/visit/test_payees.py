"""Who is paid: a visitor who speaks for a person and for a unit sees both, on each card and in the total."""

import re

import pytest

PRIZE = {"competition.level": "district", "competition.rank": "2"}
CHINESE = re.compile("[一-鿿]")


def plain(body):
    """The page as text."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", body)).replace("\N{NO-BREAK SPACE}", " ")


def card(body, code):
    """One card of the results as text."""
    return plain(body.partition(f'id="m-{code}"')[2].partition('<li class="wj-card ')[0])


@pytest.fixture
def results(post, example):
    """The results of somebody who won a prize and was hired: ``results("prize", "hires")``."""

    def shown(*ticked, language="zh-hans"):
        answers = PRIZE | {k: v for k, v in example("3.2a").items() if k != "case.application_date"}
        return post("/check/", list(ticked), answers, language, do="results").content.decode()

    return shown


def test_the_total_of_a_person_and_a_unit_is_split_by_who_is_paid(results):
    body = results("prize", "new_job", "hires")
    total = plain(body[body.index('<div class="wj-sum">') : body.index('<section class="wj-results')])
    assert "现在合计可以拿 25,000 元" in total
    assert "发给： 您本人 20,000 元； 您单位 5,000 元。" in re.sub(r"(?<=[：；])\s*", " ", total)


def test_every_card_names_the_payee_with_working_and_next_step(results):
    body = results("prize", "new_job", "hires")
    for code, payee in (("3.2a", "用人单位（您单位）"), ("4.3c", "获奖选手（您本人）")):
        text = card(body, code)
        assert re.sub(r"\s", "", text).count(f"发给：{payee}") == 1
        assert f"发给 {payee}" in text  # the next step
        working = re.sub(r"\s", "", text.partition("怎么算的")[2].partition("下一步")[0])
        assert f"{payee.partition('（')[0]}：" in working


def test_a_measure_that_pays_the_employer_says_so_to_the_person_hired(results):
    text = re.sub(r"\s", "", card(results("prize", "new_job"), "3.2a"))
    assert "发给：用人单位" in text and "您单位" not in text


def test_a_visitor_with_one_side_reads_no_payee(results):
    for ticked, code in ((["prize"], "4.3c"), (["hires"], "3.2a")):
        body = results(*ticked)
        assert "发给" not in card(body, code) and "您本人" not in plain(body)


def test_the_payees_are_named_in_english_too(results):
    body = results("prize", "new_job", "hires", language="en")
    assert "you CNY 20,000; your organisation CNY 5,000" in re.sub(r"\s*;\s*", "; ", plain(body))
    assert "Employer (your organisation)" in card(body, "3.2a")
    assert CHINESE.search(card(body, "3.2a")) is None


def test_a_measure_that_pays_a_person_and_a_school_of_one_visitor_shows_both_parts(post, example):
    body = post("/check/", ["trained", "school"], example("4.1a"), do="results").content.decode()
    text = re.sub(r"\s", "", card(body, "4.1a"))
    assert "您单位：1,000元" in text and "您本人：1,000元" in text
