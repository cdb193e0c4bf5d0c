"""Invented people and firms of the demo. Their numbers have valid check digits and belong to nobody known."""

from __future__ import annotations

from stdnum.cn import ric, uscc

from wenjiu.bureau.parties.logic import Identity

_SURNAMES = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗"
_GIVEN = (
    "小满",
    "立春",
    "雨水",
    "惊蛰",
    "春分",
    "清和",
    "谷雨",
    "立夏",
    "芒种",
    "夏至",
    "小暑",
    "立秋",
    "白露",
    "秋分",
)
_TRADES = (
    "机械厂",
    "软件公司",
    "食品店",
    "物业公司",
    "印刷厂",
    "物流公司",
    "设计工作室",
    "家政公司",
    "书店",
    "维修部",
    "花店",
    "餐饮店",
)
_PLACES = ("东溪", "西溪", "南溪", "北溪", "上溪", "下溪")


def resident(n: int) -> Identity:
    """Return the invented resident n."""
    born = f"{1970 + n * 7 % 35}{1 + n * 5 % 12:02d}{1 + n * 11 % 28:02d}"
    body = f"110105{born}{100 + n % 900:03d}"
    name = f"{_SURNAMES[n % len(_SURNAMES)]}{_GIVEN[n * 3 % len(_GIVEN)]}"
    return Identity("person", "resident_id", body + ric.calc_check_digit(body + "0"), name)


def firm(n: int, street: int) -> Identity:
    """Return the invented firm n in a street."""
    body = f"91110105MA9{n:06d}"
    name = f"虚构·{_PLACES[n % len(_PLACES)]}{_TRADES[n % len(_TRADES)]}"
    return Identity("organisation", "uscc", body + uscc.calc_check_digit(body), name, street)


def account_number(n: int) -> str:
    """Return the number of the invented bank account n."""
    return f"1109{n:012d}"
