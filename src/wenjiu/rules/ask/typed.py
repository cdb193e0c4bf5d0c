"""Reads the text that people type into forms: amounts, counts, periods, percentages and days, exactly or not at all.

Commas are accepted only between groups of three digits, and a unit only once, at the end. A text with two numbers, with
a unit of another question or with a day that does not exist is refused. `Unreadable` says what was read and what to
write instead.
"""

from __future__ import annotations

import calendar
import datetime as dt
import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from ..language.text import T, Text, printable
from . import chinese_numbers

LONGEST = 60
_SCALES = {"": 1, "百": 100, "千": 1000, "万": 10**4, "百万": 10**6, "千万": 10**7, "亿": 10**8}
_TERM = re.compile(
    rf"(?:(?P<digits>\d[\d,]*(?:\.\d{{1,6}})?)\s*(?P<scale>百万|千万|[百千万亿])?|(?P<words>[{chinese_numbers.CHARACTERS}]+))"
    r"\s*(?P<unit>[^\d\s.,]*)",
    re.ASCII,
)
_FULL_DAY = re.compile(r"(\d{4})\s*[-./年]\s*(\d{1,2})\s*[-./月]\s*(\d{1,2})\s*[日号]?|(\d{4})(\d{2})(\d{2})", re.ASCII)
_MONTH_ALONE = re.compile(r"(\d{4})\s*[-./年]\s*(\d{1,2})\s*月?|(\d{4})(\d{2})", re.ASCII)
_YEAR_ALONE = re.compile(r"(\d{4})\s*年?", re.ASCII)
_SPOKEN = re.compile(
    rf"(?P<head>\d+|[{chinese_numbers.CHARACTERS}]+?)(?P<scale>[百千万])(?P<rest>\d+|[{chinese_numbers.CHARACTERS}])"
    r"(?P<small>[百千])?\s*(?:元|块|块钱|圆|yuan)?",
    re.ASCII,
)
_PERCENT = re.compile(r"(\d{1,3}(?:\.\d{1,6})?)\s*%?", re.ASCII)
_YEARS_AND_MONTHS = re.compile(
    r"(?P<years>[^年]+?)\s*年\s*[零又]?\s*(?P<months>.+?)\s*个月"
    r"|(?P<en_years>\S+)\s*years?,?(?:\s+and)?\s+(?P<en_months>\S+)\s*months?",
    re.IGNORECASE,
)


class Unreadable(ValueError):
    """A text that is not an answer. `message` says what was read, `fix` what to write."""

    def __init__(self, message: Text, fix: Text) -> None:
        super().__init__(f"{message.en} {fix.en}")
        self.message, self.fix = message, fix


class Inexact(Unreadable):
    """A day of which only the year, or the year and the month, are written."""


@dataclass(frozen=True, slots=True)
class Units:
    """The units that a question accepts, each as a multiple of its own unit.

    `plain`: the unit of a number without a unit.
    `asks`: what the question asks for, as in "how many people".
    `fix`: what to write.
    """

    of: Mapping[str, Fraction]
    asks: Text
    fix: Text
    plain: Fraction = Fraction(1)
    whole: bool = True


def _units(*groups: tuple[str, Fraction | int]) -> dict[str, Fraction]:
    return {unit: Fraction(size) for names, size in groups for unit in names.split()}


YUAN = Units(
    _units(("元 块 块钱 圆 yuan rmb cny", 1)),
    T("多少元", "an amount in yuan"),
    T(
        "请只写一个金额，例如 30000、30,000 或 3万；小数点用“.”。",
        "Write one amount, such as 30000 or 30,000; use a point for decimals.",
    ),
    whole=False,
)
PEOPLE = Units(
    _units(("人 名 个 位 个人 people persons person", 1)),
    T("多少人", "a number of people"),
    T("请写 0 或正整数，例如 12。", "Write 0 or a whole number, such as 12."),
)
MONTHS = Units(
    _units(("个月 months month", 1), ("年 years year", 12)),
    T("几个月", "a number of months"),
    T("请写月数，例如 14，或 1年2个月。", "Write a number of months, such as 14, or 1 year 2 months."),
)
YEARS = Units(
    _units(("年 years year", 1), ("个月 months month", Fraction(1, 12))),
    T("几年", "a number of years"),
    T("请写整年数，例如 2。", "Write a number of whole years, such as 2."),
)


def counted(word: Text) -> Units:
    """Return the units of a plain count of things with a word of their own, such as a rank."""
    of = _units((f"{word.zh} {word.en}".strip(), 1))
    return Units(of, T("一个数字", "a number"), T("请写一个整数，例如 2。", "Write a whole number, such as 2."))


def clean(text: str) -> str:
    """Return a typed text in half-width characters, without surrounding blanks."""
    return unicodedata.normalize("NFKC", text).strip()


def quantity(text: str, units: Units) -> Fraction:
    """Return the number in a text, in the unit of the question. Raise `Unreadable` for none or for more than one."""
    plain = clean(text)
    if len(plain) > LONGEST:
        raise Unreadable(T("填写的内容太长。", "The answer is too long."), units.fix)
    if units.of is MONTHS.of:
        found = _years_and_months(plain)
        if found is not None:
            return found
    body = re.sub(r"^(?:¥|cny|rmb)\s*", "", plain, flags=re.IGNORECASE) if units.of is YUAN.of else plain
    if units.of is YUAN.of and (spoken := _spoken(body)) is not None:
        return spoken
    term = _TERM.fullmatch(body)
    if term is None:
        raise Unreadable(_not_a_number(plain), units.fix)
    value = _number(term, plain, units)
    unit = term["unit"].casefold()
    if unit and unit not in units.of:
        raise Unreadable(_other_unit(plain, term["unit"], units), units.fix)
    if unit:
        value *= units.of[unit]
    elif not re.search("[万亿]", body):
        value *= units.plain  # a number with 万 or 亿 is in yuan, whatever unit a plain number has
    if units.whole and value.denominator != 1:
        raise Unreadable(T(f"“{_shown(plain)}”不是整数。", f"'{_shown(plain)}' is not a whole number."), units.fix)
    return value


def _spoken(text: str) -> Fraction | None:
    """Return an amount in yuan as it is spoken, with the last unit left out: 3万6, 三万六, 3万6千. None for any other text.

    The last part is a single digit, which counts in the next smaller unit, or has a smaller unit of its own, or every
    digit that the unit before it leaves room for, as in 3万6500.
    """
    found = _SPOKEN.fullmatch(text)
    if found is None or found["scale"] == found["small"]:
        return None
    head, scale = found["head"], _SCALES[found["scale"]]
    first = Fraction(head) if head[0].isdecimal() else chinese_numbers.read(head)
    rest = found["rest"]
    last = int(rest) if rest.isdecimal() else chinese_numbers.read(rest)
    if not first or not last:
        return None
    if found["small"]:
        small = _SCALES[found["small"]]
        return Fraction(first * scale + last * small) if small < scale and last < 10 else None
    if last < 10 and len(rest) == 1:
        return Fraction(first * scale) + Fraction(last * scale, 10)
    return Fraction(first * scale + last) if rest.isdecimal() and len(rest) == len(str(scale)) - 1 else None


def _years_and_months(text: str) -> Fraction | None:
    """Return the months of a period in years and months, such as 1年2个月 or 半年; None for any other text."""
    if text == "半年":
        return Fraction(6)
    if half := re.fullmatch(r"(.+?)\s*年半", text):
        return 12 * quantity(half[1], YEARS) + 6
    found = _YEARS_AND_MONTHS.fullmatch(text)
    if found is None:
        return None
    years, months = found["years"] or found["en_years"], found["months"] or found["en_months"]
    return 12 * quantity(years, YEARS) + quantity(months, MONTHS)


def _number(term: re.Match[str], text: str, units: Units) -> Fraction:
    """Return the number of a term with its scale."""
    if term["words"]:
        value = chinese_numbers.read(term["words"])
        if value is None:
            raise Unreadable(_unclear(text), units.fix)
        return Fraction(value)
    digits = term["digits"]
    if "," in digits:
        if not re.fullmatch(r"[1-9]\d{0,2}(,\d{3})+(\.\d+)?", digits, re.ASCII):
            raise Unreadable(_misplaced_comma(text, digits), units.fix)
        digits = digits.replace(",", "")
    return Fraction(digits) * _SCALES[term["scale"] or ""]


def _not_a_number(text: str) -> Text:
    numbers = re.findall(r"\d+(?:[.,]\d+)*", text)
    if len(numbers) > 1 and not re.search(r"\d[eE]\d", text):
        return T(
            f"“{_shown(text)}”里有{len(numbers)}个数：{'、'.join(numbers[:4])}。",
            f"'{_shown(text)}' holds {len(numbers)} numbers: {', '.join(numbers[:4])}.",
        )
    return _unclear(text)


def _unclear(text: str) -> Text:
    return T(f"“{_shown(text)}”无法识别。", f"'{_shown(text)}' cannot be read.")


def _misplaced_comma(text: str, digits: str) -> Text:
    whole, comma, rest = digits.partition(",")
    if "," in rest or "." in rest or not comma or not rest:
        return T(f"“{_shown(text)}”里的逗号不在千位上。", f"The commas in '{_shown(text)}' do not separate thousands.")
    joined = f"{int(whole + rest):,}"
    return T(
        f"“{_shown(text)}”里的逗号不在千位上，是 {whole}.{rest} 还是 {joined}？",
        f"The comma in '{_shown(text)}' does not separate thousands: is it {whole}.{rest} or {joined}?",
    )


def _other_unit(text: str, unit: str, units: Units) -> Text:
    if unit == "月":
        return T(f"“{_shown(text)}”是月份，还是几个月？", f"'{_shown(text)}' may be a month of the year.")
    return T(
        f"“{_shown(text)}”的单位是“{_shown(unit)}”，这里问的是{units.asks.zh}。",
        f"'{_shown(text)}' has the unit '{_shown(unit)}'; the question asks for {units.asks.en}.",
    )


def percentage(text: str) -> Fraction:
    """Return a share from a percentage, such as 5.5 or 5.5%."""
    plain = clean(text)
    found = _PERCENT.fullmatch(plain)
    if found is None:
        fix = T("请写0到100之间的百分数，如 5.5。", "Write a percentage from 0 to 100, such as 5.5.")
        raise Unreadable(_not_a_number(plain), fix)
    return Fraction(found[1]) / 100


def calendar_year(text: str) -> int:
    """Return a calendar year, such as 2021 or 2021年."""
    plain = clean(text)
    found = re.fullmatch(r"(\d{4})\s*(?:年度?)?", plain, re.ASCII)
    if found is None:
        raise Unreadable(_not_a_number(plain), T("请写四位数的年份，例如 2021。", "Write a year, such as 2021."))
    return int(found[1])


def day(text: str) -> dt.date:
    """Return a day of the calendar, such as 2020-07-01, 2020年7月1日 or 20200701."""
    plain = clean(text)
    found = _FULL_DAY.fullmatch(plain)
    if found is None:
        raise _no_day(plain)
    year, month, number = (int(part) for part in (found.groups()[:3] if found[1] else found.groups()[3:]))
    if not 1 <= month <= 12:
        raise Unreadable(
            T(f"“{_shown(plain)}”：没有{month}月。", f"'{_shown(plain)}': there is no month {month}."), _DAY_FIX
        )
    if not 1900 <= year <= 2200:
        raise Unreadable(
            T(f"“{_shown(plain)}”：{year}年不在范围内。", f"'{_shown(plain)}': the year {year} is out of range."),
            T("请写1900年到2200年之间的日期。", "Write a date between 1900 and 2200."),
        )
    last = calendar.monthrange(year, month)[1]
    if not 1 <= number <= last:
        raise Unreadable(
            T(f"{year}年{month}月没有{number}日。", f"There is no day {number} in {year}-{month:02d}."),
            T(f"这个月最后一天是{last}日，请核对。", f"The last day of that month is {last}; check the date."),
        )
    return dt.date(year, month, number)


_DAY_FIX = T("请写年、月、日，例如 2020年7月1日 或 2020-07-01。", "Write year, month and day, such as 2020-07-01.")


def _no_day(text: str) -> Unreadable:
    """Return why a text is not a day."""
    if (found := _MONTH_ALONE.fullmatch(text)) and 1 <= int(found[2] or found[4]) <= 12:
        year, month = int(found[1] or found[3]), int(found[2] or found[4])
        return Inexact(
            T(f"“{_shown(text)}”只有年和月。", f"'{_shown(text)}' is a month without a day."),
            T(
                f"请把日也写上，例如 {year}年{month}月1日 或 {year}-{month:02d}-01。",
                f"Write the day too, such as {year}-{month:02d}-01.",
            ),
        )
    if _YEAR_ALONE.fullmatch(text):
        message = T(f"“{_shown(text)}”只有年份。", f"'{_shown(text)}' is a year without a month and a day.")
        return Inexact(message, _DAY_FIX)
    return Unreadable(_unclear(text), _DAY_FIX)


def _shown(text: str) -> str:
    return printable(text)
