"""The total counts what may be had together and says what it leaves out; the latest day is a sentence."""

import re

import pytest
from tests.support.visitors import first_of_july, small_firm


def said(body: str) -> str:
    """The lines of the total, as text."""
    box = re.search(r'<div class="wj-sum">(.*?)</div>', body, re.DOTALL).group(1)
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", "", box)).replace("\N{NO-BREAK SPACE}", " ")


@pytest.fixture
def both_refunds(post, example):
    """The result of a firm to which both refunds are due."""

    def results(language="zh-hans"):
        answers = example("3.1b") | example("3.1a") | {"stability.layoffs": "0"}
        return said(post("/check/", ["kept_staff"], answers, language, do="results").content.decode())

    return results


def test_of_two_measures_that_exclude_each_other_the_total_counts_the_greater_and_says_so(both_refunds):
    text = both_refunds()
    assert "现在合计可以拿 495,300 元" in text
    assert "不能同时领：困难企业稳岗返还和失业保险稳岗返还。" in text
    assert "同一年度只按一种标准返还，由企业或审核人员选择。 合计只算了困难企业稳岗返还。" in text


def test_what_the_total_leaves_out_is_said_in_english_too(both_refunds):
    text = both_refunds("en")
    assert "The total counts " in text and " only." in text
    assert re.search("[一-鿿]", text) is None


def test_the_latest_day_of_a_firm_is_said_as_a_sentence(post):
    body = post("/check/", ["young_firm"], small_firm(), do="results").content.decode()
    assert re.search(r"最晚\d{4}年7月1日申请", body)
    body = post("/check/", ["young_firm"], small_firm(), "en", do="results").content.decode()
    assert re.search(r"Apply by 1 July \d{4}", body)


@pytest.mark.parametrize(
    ("language", "sentence"),
    [("zh-hans", r"最晚\d{4}年7月1日开始见习"), ("en", r"Start the traineeship by 1 July \d{4}")],
)
def test_the_latest_day_of_a_graduate_says_what_must_begin_by_then(post, language, sentence):
    answers = {
        "person.household_district": "chaoyang",
        "person.school": "university",
        "person.graduation": first_of_july(1),
        "person.is_employed": "false",
        "person.is_registered_unemployed": "false",
    }
    body = post("/check/", ["graduate"], answers, language, do="results").content.decode()
    assert re.search(sentence, body)


def test_a_latest_day_that_is_over_is_not_named(post):
    over = small_firm() | {"firm.operation_start": first_of_july(9)}
    body = post("/check/", ["young_firm"], over, do="results").content.decode()
    item = body[body.index('id="m-5.2"') :].split("</li>")[0]
    assert "最晚" not in item


def test_measures_that_are_still_open_may_exclude_each_other_and_the_total_leaves_none_out(post):
    text = said(post("/check/", ["kept_staff"], {}, do="results").content.decode())
    assert "可能不能同时领：失业保险稳岗返还和困难企业稳岗返还。" in text
    assert "合计只算了" not in text
