"""Amounts in capital numerals, against a table written by hand from the central bank's rules for payment papers."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wenjiu.standards import money

BY_HAND = {
    # nothing, and less than a yuan
    "0": "零元整",
    "0.01": "壹分",
    "0.05": "伍分",
    "0.10": "壹角",
    "0.50": "伍角",
    "0.99": "玖角玖分",
    # round sums
    "1": "壹元整",
    "10": "壹拾元整",
    "16": "壹拾陆元整",
    "100": "壹佰元整",
    "1500": "壹仟伍佰元整",
    "5000": "伍仟元整",
    "30000": "叁万元整",
    "50000": "伍万元整",
    "200000": "贰拾万元整",
    "1000000": "壹佰万元整",
    # the examples of the rules themselves
    "1409.50": "壹仟肆佰零玖元伍角",
    "6007.14": "陆仟零柒元壹角肆分",
    "1680.32": "壹仟陆佰捌拾元叁角贰分",
    "107000.53": "壹拾万柒仟元伍角叁分",
    "16409.02": "壹万陆仟肆佰零玖元零贰分",
    "325.04": "叁佰贰拾伍元零肆分",
    # zeros inside
    "101": "壹佰零壹元整",
    "1001": "壹仟零壹元整",
    "1010": "壹仟零壹拾元整",
    "1100": "壹仟壹佰元整",
    "10001": "壹万零壹元整",
    "10010": "壹万零壹拾元整",
    "10100": "壹万零壹佰元整",
    "100100": "壹拾万零壹佰元整",
    "1000100": "壹佰万零壹佰元整",
    "60600": "陆万零陆佰元整",
    # around 万 and 亿
    "9999.99": "玖仟玖佰玖拾玖元玖角玖分",
    "10000": "壹万元整",
    "99999999": "玖仟玖佰玖拾玖万玖仟玖佰玖拾玖元整",
    "100000000": "壹亿元整",
    "100000001": "壹亿零壹元整",
    "100010000": "壹亿零壹万元整",
    "101000000": "壹亿零壹佰万元整",
    "1000000000": "壹拾亿元整",
    "10000000000": "壹佰亿元整",
    "9999999999999.99": "玖万玖仟玖佰玖拾玖亿玖仟玖佰玖拾玖万玖仟玖佰玖拾玖元玖角玖分",
    # jiao and fen after a yuan
    "1.01": "壹元零壹分",
    "1.10": "壹元壹角",
    "100000.05": "壹拾万元零伍分",
    "1142.98": "壹仟壹佰肆拾贰元玖角捌分",
}  # fmt: skip


@pytest.mark.parametrize(("yuan", "written"), BY_HAND.items(), ids=BY_HAND)
def test_an_amount_is_written_as_the_rules_say(yuan: str, written: str) -> None:
    assert money.capitals(int(money.fen(yuan))) == written


def read(text: str) -> int:
    """Fen of an amount in capital numerals, read back digit by digit and independently of what wrote it."""
    digits = {c: i for i, c in enumerate("零壹贰叁肆伍陆柒捌玖")}
    scales = {"拾": 10, "佰": 100, "仟": 1000}
    total = section = digit = 0
    for c in text.removesuffix("整"):
        if c in digits:
            digit = digits[c]
        elif c in scales:
            section, digit = section + digit * scales[c], 0
        elif c == "万":
            section, digit = (section + digit) * 10_000, 0
        elif c == "亿":
            total, section, digit = total + (section + digit) * 100_000_000, 0, 0
        elif c == "元":
            total, section, digit = (total + section + digit) * 100, 0, 0
        else:
            total, digit = total + digit * {"角": 10, "分": 1}[c], 0
    return total


@given(st.integers(0, money.LARGEST_FEN) | st.integers(0, 10**7))
def test_every_amount_can_be_read_back(fen: int) -> None:
    assert read(money.capitals(fen)) == fen


@given(st.integers(0, money.LARGEST_FEN))
def test_two_zeros_never_stand_together_and_only_whole_amounts_or_jiao_end_open(fen: int) -> None:
    written = money.capitals(fen)
    assert "零零" not in written
    assert written.endswith("整") == (fen % 100 == 0)


@pytest.mark.parametrize("fen", [-1, money.LARGEST_FEN + 1])
def test_what_no_form_can_hold_is_refused(fen: int) -> None:
    with pytest.raises(ValueError, match="capital numerals"):
        money.capitals(fen)
