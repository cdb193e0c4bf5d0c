"""What people type is read exactly, or asked back: never two numbers as one, never a unit of another question."""

from __future__ import annotations

import datetime as dt
import re
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wenjiu.policies import load_policy
from wenjiu.rules.ask import chinese_numbers, typed
from wenjiu.rules.ask.answers import AnswerError
from wenjiu.rules.ask.typed import MONTHS, PEOPLE, YEARS, YUAN, Unreadable
from wenjiu.standards import civil

POLICY = load_policy("chaoyang_2020")
WIDE = str.maketrans("0123456789,.", "０１２３４５６７８９，．")
ALL_UNITS = [YUAN, PEOPLE, MONTHS, YEARS]


@pytest.mark.parametrize(
    ("units", "text", "value"),
    [
        (YUAN, "30000", 30000),
        (YUAN, "30,000", 30000),
        (YUAN, "30，000.50 元", Fraction(3000050, 100)),
        (YUAN, "3万", 30000),
        (YUAN, "1.5万元", 15000),
        (YUAN, "￥1,234,567", 1234567),
        (YUAN, "三万元", 30000),
        (YUAN, "3万6", 36000),
        (YUAN, "三万六", 36000),
        (YUAN, "一万五", 15000),
        (YUAN, "两万五元", 25000),
        (YUAN, "十二万六", 126000),
        (YUAN, "3万6千", 36000),
        (YUAN, "3万6千元", 36000),
        (YUAN, "3万6500", 36500),
        (YUAN, "3千5", 3500),
        (YUAN, "三千五块", 3500),
        (YUAN, "1.2万", 12000),
        (YUAN, "1.2万元", 12000),
        (YUAN, "三万六千五百", 36500),
        (YUAN, "5千块", 5000),
        (YUAN, "0.12亿", 12_000_000),
        (PEOPLE, "１２ 人", 12),
        (PEOPLE, "3,000名", 3000),
        (PEOPLE, "1.2万人", 12000),
        (PEOPLE, "两个", 2),
        (PEOPLE, "12 people", 12),
        (MONTHS, "14", 14),
        (MONTHS, "12个月", 12),
        (MONTHS, "1年", 12),
        (MONTHS, "1年2个月", 14),
        (MONTHS, "一年零两个月", 14),
        (MONTHS, "1.5年", 18),
        (MONTHS, "一年半", 18),
        (MONTHS, "半年", 6),
        (MONTHS, "1 year 2 months", 14),
        (YEARS, "2年", 2),
        (YEARS, "12个月", 1),
        (YEARS, "36 个月", 3),
    ],
)
def test_a_quantity_is_read_in_the_unit_of_its_question(units: typed.Units, text: str, value: Fraction) -> None:
    assert typed.quantity(text, units) == value


@pytest.mark.parametrize(
    ("units", "text", "read", "remedy"),
    [
        (YUAN, "417,26", "是 417.26 还是 41,726", "小数点用“.”"),
        (YUAN, "99,9", "是 99.9 还是 999", "小数点用“.”"),
        (YUAN, "1,23,456", "逗号不在千位上", "只写一个金额"),
        (YUAN, "0,123", "逗号不在千位上", "只写一个金额"),
        (YUAN, "3 4", "有2个数：3、4", "只写一个金额"),
        (YUAN, "30000元5角", "有2个数：30000、5", "只写一个金额"),
        (YUAN, "1.5万6", "有2个数：1.5、6", "只写一个金额"),
        (YUAN, "3万50", "有2个数：3、50", "只写一个金额"),
        (YUAN, "3万6万", "有2个数：3、6", "只写一个金额"),
        (YUAN, "3千6千", "有2个数：3、6", "只写一个金额"),
        (YUAN, "三万六五", "无法识别", "只写一个金额"),
        (PEOPLE, "1万2", "有2个数：1、2", "0 或正整数"),
        (YUAN, "300人", "单位是“人”，这里问的是多少元", "只写一个金额"),
        (YUAN, "1年", "单位是“年”，这里问的是多少元", "只写一个金额"),
        (YUAN, "-5", "无法识别", "只写一个金额"),
        (YUAN, "1e5", "无法识别", "只写一个金额"),
        (YUAN, "约3万", "无法识别", "只写一个金额"),
        (PEOPLE, "3元", "单位是“元”，这里问的是多少人", "0 或正整数"),
        (PEOPLE, "3-5", "有2个数：3、5", "0 或正整数"),
        (PEOPLE, "8.5", "不是整数", "0 或正整数"),
        (MONTHS, "3月", "是月份，还是几个月", "请写月数"),
        (MONTHS, "1年2月", "有2个数：1、2", "请写月数"),
        (MONTHS, "3 4个月", "有2个数：3、4", "请写月数"),
        (MONTHS, "1.3年", "不是整数", "请写月数"),
        (MONTHS, "30天", "单位是“天”，这里问的是几个月", "请写月数"),
        (YEARS, "14个月", "不是整数", "整年数"),
        (YEARS, "1年2个月", "有2个数：1、2", "整年数"),
        (YEARS, "12人", "单位是“人”，这里问的是几年", "整年数"),
    ],
)
def test_what_is_not_one_number_in_the_unit_asked_is_asked_back(
    units: typed.Units, text: str, read: str, remedy: str
) -> None:
    with pytest.raises(Unreadable) as refused:
        typed.quantity(text, units)
    assert read in refused.value.message.zh
    assert remedy in refused.value.fix.zh
    assert not re.search(r"[\u3400-\u9fff]", re.sub(r"'[^']*'", "", refused.value.message.en + refused.value.fix.en))


@pytest.mark.parametrize(
    ("text", "says", "remedy"),
    [
        ("2025-02-30", "2025年2月没有30日", "最后一天是28日"),
        ("2024年2月30日", "2024年2月没有30日", "最后一天是29日"),
        ("2025-13-01", "没有13月", "年、月、日"),
        ("2020年7月", "只有年和月", "例如 2020年7月1日 或 2020-07-01"),
        ("2020-07", "只有年和月", "2020-07-01"),
        ("202007", "只有年和月", "2020-07-01"),
        ("2020", "只有年份", "2020-07-01"),
        ("20-7-1", "无法识别", "年、月、日"),
        ("07/01/2020", "无法识别", "年、月、日"),
        ("0020-07-01", "不在范围内", "1900年到2200年"),
        ("2020-07-01 2021-07-01", "无法识别", "年、月、日"),
    ],
)
def test_what_is_no_day_of_the_calendar_is_asked_back(text: str, says: str, remedy: str) -> None:
    with pytest.raises(Unreadable) as refused:
        typed.day(text)
    assert says in refused.value.message.zh
    assert remedy in refused.value.fix.zh


@given(st.dates(dt.date(1900, 1, 1), dt.date(2200, 12, 31)), st.sampled_from(["-", "/", ".", "年", ""]), st.booleans())
def test_a_day_reads_back_however_it_is_written(day: dt.date, mark: str, wide: bool) -> None:
    text = {"年": f"{day.year}年{day.month}月{day.day}日", "": f"{day:%Y%m%d}"}.get(
        mark, f"{day.year}{mark}{day.month}{mark}{day.day:02d}"
    )
    assert typed.day(text.translate(WIDE) if wide else text) == day


@given(st.integers(0, 10**12 - 1))
def test_a_whole_number_reads_back_with_and_without_separators_wide_and_in_chinese(number: int) -> None:
    for text in (str(number), f"{number:,}", f"{number:,}".translate(WIDE), chinese_numbers.write(number)):
        assert typed.quantity(text, YUAN) == number
        assert typed.quantity(f" {text} 元", YUAN) == number


@given(st.integers(0, 10**9), st.integers(0, 999_999), st.sampled_from(["", "万", "亿"]))
def test_a_decimal_reads_back(whole: int, part: int, scale: str) -> None:
    value = whole + Fraction(part, 10**6)
    times = {"": 1, "万": 10**4, "亿": 10**8}[scale]
    assert typed.quantity(f"{whole}.{part:06d}{scale}", YUAN) == value * times


@given(st.integers(0, 99), st.integers(0, 11))
def test_years_and_months_are_months(years: int, months: int) -> None:
    assert typed.quantity(f"{years}年{months}个月", MONTHS) == 12 * years + months
    assert typed.quantity(f"{years}年", MONTHS) == typed.quantity(f"{12 * years}个月", MONTHS) == 12 * years
    assert typed.quantity(f"{12 * years}个月", YEARS) == years


@given(
    st.from_regex(r"\d{1,6}(\.\d{1,3})?", fullmatch=True),
    st.text(" ,，、-—/~到至和元人年月天;:'\t", min_size=1, max_size=3),
    st.from_regex(r"\d{1,6}(\.\d{1,3})?", fullmatch=True),
    st.sampled_from(ALL_UNITS),
)
def test_two_numbers_are_never_taken_for_one(first: str, between: str, second: str, units: typed.Units) -> None:
    text = f"{first}{between}{second}"
    try:
        value = typed.quantity(text, units)
    except Unreadable:
        return
    # The only way to take it is as one number with its separators in the right place.
    plain = typed.clean(text)
    assert re.fullmatch(r"[1-9]\d{0,2},\d{3}(\.\d+)?", plain)
    assert value == Fraction(plain.replace(",", ""))


@given(st.text("0123456789,. 一二三十百千万亿两零〇元人名个月年半-+eE", max_size=12), st.sampled_from(ALL_UNITS))
def test_whatever_is_accepted_holds_every_digit_that_was_typed(text: str, units: typed.Units) -> None:
    try:
        value = typed.quantity(text, units)
    except Unreadable:
        return
    numbers = re.findall(r"\d[\d,]*(?:\.\d+)?", text)
    # 1年2个月, and amounts as they are spoken: 3万6.
    spoken = units.of is YUAN.of and re.search(r"\d[百千万]\d", typed.clean(text))
    assert len(numbers) <= (2 if spoken or (units is MONTHS and "年" in text) else 1)
    if spoken:
        assert re.fullmatch(rf"{int(numbers[0])}0*{int(numbers[1])}0*", str(value))
    for number in numbers:
        assert re.fullmatch(r"\d+(\.\d+)?|[1-9]\d{0,2}(,\d{3})+(\.\d+)?", number)
    if len(numbers) == 1 and not re.search(r"[一-龥]", text):
        assert value == Fraction(numbers[0].replace(",", ""))


@pytest.mark.parametrize(
    ("key", "text", "value"),
    [
        ("founder.annual_rent", "1.5万元", 1_500_000),
        ("traineeship.months_paid", "1年2个月", 14),
        ("founder.years_paid", "12个月", 1),
        ("competition.rank", "第2名", 2),
        ("competition.rank", "2", 2),
        ("hire.claim_year", "2021年", 2021),
        ("firm.operation_start", "2020年7月1日", civil.key(2020, 7, 1)),
        ("stability.layoff_rate", "5.5%", Fraction(55, 1000)),
    ],
)
def test_the_check_reads_each_question_in_its_own_unit(key: str, text: str, value: object) -> None:
    assert POLICY.parse_answer(key, text) == value


@pytest.mark.parametrize(
    ("key", "text"),
    [
        ("founder.annual_rent", "417,26"),
        ("founder.annual_rent", "3 4"),
        ("traineeship.months_paid", "1年2月"),
        ("founder.years_paid", "14个月"),
        ("competition.rank", "2人"),
        ("hire.claim_year", "21"),
        ("hire.claim_year", "2021 2022"),
        ("firm.local_workers", "3年"),
        ("stability.layoff_rate", "5 5"),
    ],
)
def test_the_check_asks_back_what_belongs_to_no_question_or_to_another(key: str, text: str) -> None:
    with pytest.raises(AnswerError) as refused:
        POLICY.parse_answer(key, text)
    assert text in refused.value.message
    assert refused.value.fix


def test_a_number_out_of_range_is_said_to_be_so_with_the_range() -> None:
    with pytest.raises(AnswerError) as refused:
        POLICY.parse_answer("founder.rented_months", "13")
    assert refused.value.message == "“13”超出了范围。"
    assert "0 到 12" in refused.value.fix


@pytest.mark.parametrize("key", ["firm.operation_start", "founder.operation_start", "training.business_from"])
@pytest.mark.parametrize(("lang", "says"), [("zh", "还没有到"), ("en", "still to come")])
def test_a_founding_date_in_the_future_is_asked_about(key: str, lang: str, says: str) -> None:
    tomorrow = dt.date.today() + dt.timedelta(days=1)
    with pytest.raises(AnswerError) as refused:
        POLICY.parse_answer(key, tomorrow.isoformat(), lang)
    assert says in refused.value.message
    assert POLICY.parse_answer(key, dt.date.today().isoformat()) == civil.of(dt.date.today())


def test_a_day_that_may_be_planned_can_lie_in_the_future() -> None:
    ahead = dt.date.today() + dt.timedelta(days=40)
    assert POLICY.parse_answer("traineeship.start", ahead.isoformat()) == civil.of(ahead)
