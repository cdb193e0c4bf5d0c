"""Money and days as people write them."""

import pytest
from django.utils import translation

from wenjiu.web import formats

SPACE = "\N{NO-BREAK SPACE}"


@pytest.mark.parametrize(("amount", "chinese", "english"), [
    ("30000.00", f"30,000{SPACE}元", f"CNY{SPACE}30,000"),
    ("30000.50", f"30,000.50{SPACE}元", f"CNY{SPACE}30,000.50"),
    ("0.00", f"0{SPACE}元", f"CNY{SPACE}0"),
    ("99999999999.99", f"99,999,999,999.99{SPACE}元", f"CNY{SPACE}99,999,999,999.99"),
    (None, "待定", "to be determined"),
])  # fmt: skip
def test_an_amount_shows_fen_only_where_there_are_any(amount, chinese, english):
    with translation.override("zh-hans"):
        assert formats.yuan(amount) == chinese
    with translation.override("en"):
        assert formats.yuan(amount) == english


@pytest.mark.parametrize(("bounds", "words"), [
    (["5000.00", "5000.00"], f"5,000{SPACE}元"),
    (["0.00", "200000.00"], f"最高 200,000{SPACE}元"),
    (["30000.00", "200000.00"], f"30,000{SPACE}元 至 200,000{SPACE}元"),
    (["30000.00", None], f"至少 30,000{SPACE}元"),
    (["0.00", None], ""),
    (None, ""),
])  # fmt: skip
def test_a_range_says_only_what_is_known(bounds, words):
    with translation.override("zh-hans"):
        assert formats.yuan_range(bounds) == words


def test_a_day_is_written_as_the_language_does():
    with translation.override("zh-hans"):
        assert formats.day("2023-06-05") == "2023年6月5日"
    with translation.override("en"):
        assert formats.day("2023-06-05") == "5 June 2023"
    assert formats.day("G1") == "G1"
    assert formats.day(None) == ""
