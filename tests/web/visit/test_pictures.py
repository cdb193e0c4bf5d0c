"""Pictures of a result: the dates of a measure, an amount by part, the path of a case, each with its words."""

import re

from tests.support.pages import INLINE
from tests.support.visitors import first_of_july, small_firm, trained

from wenjiu.standards import civil
from wenjiu.web.public.pictures import bar, path


def card(post, code, ticked, known, language="zh-hans"):
    """The item of a measure in the results."""
    body = post("/check/", ticked, known, do="results", language=language).content.decode()
    assert not INLINE.search(body)
    return re.search(rf'<li class="wj-card[^"]*" id="m-{re.escape(code)}">.*?\n</li>', body, re.DOTALL).group()


def words(html):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", html))


def test_a_measure_with_a_window_has_its_dates_on_a_line_and_in_words(post):
    found = card(post, "5.2", ["young_firm"], small_firm())
    year = civil.date(civil.today()).year
    assert 'class="wj-dates-line" aria-hidden="true"' in found
    for said in (
        f"{year - 3}年7月1日 成立日期",
        "从这天起够时间：经营满1年",
        "今天",
        f"{year + 2}年7月1日 最后一天：申请",
        "还有",
    ):
        assert said in words(found), said


def test_the_dates_are_in_english_on_an_english_page(post):
    found = words(card(post, "5.2", ["young_firm"], small_firm(), language="en"))
    assert "last day: apply" in found and "days left" in found and not re.search("[一-鿿]", found)


def test_a_measure_whose_window_is_used_has_no_line_in_the_results_but_one_with_the_reasons(post):
    assert "wj-dates" not in card(post, "4.1a", ["trained"], trained())
    assert "wj-dates-line" in post("/check/", ["trained"], trained(), do="why:4.1a").content.decode()


def test_a_saved_copy_has_no_drawing_because_it_has_no_style_sheet(post):
    body = post("/check/5.2/save.html", ["young_firm"], small_firm()).content.decode()
    assert "wj-dates" not in body and "wj-bar" not in body


def test_an_amount_that_is_a_sum_is_drawn_by_part(post):
    found = card(post, "5.2", ["young_firm"], small_firm())
    assert "1. 起补金额 30,000 元 2. 5人 × 10,000元 50,000 元 合计 80,000 元" in words(found).replace("\xa0", " ")


def test_an_amount_for_several_is_drawn_by_who_gets_it_without_a_sum_that_nobody_gets(post):
    found = words(card(post, "4.1a", ["trained"], trained())).replace("\xa0", " ")
    assert "谁拿多少 1 2 1. 培训机构 1,000 元 2. 就业人员 1,000 元" in found and "合计" not in found


def test_the_sum_of_a_visit_is_drawn_by_measure_where_several_pay(post):
    last_july = first_of_july(1)
    known = small_firm() | {
        "hire.date": last_july,
        "hire.claim_year": last_july[:4],
        "hire.is_new": "true",
        "hire.household_district": "chaoyang",
        "hire.was_registered_unemployed": "true",
        "hire.already_paid": "false",
    }
    body = post("/check/", ["young_firm", "hires"], known, do="results").content.decode()
    box = re.search(r'<div class="wj-sum">.*?\n  </div>', body, re.DOTALL).group()
    assert "wj-bar-line" in box and "合计" in box
    alone = post("/check/", ["young_firm"], small_firm(), do="results").content.decode()
    assert "wj-bar-line" not in re.search(r'<div class="wj-sum">.*?\n  </div>', alone, re.DOTALL).group()


def test_the_parts_of_a_bar_fill_it_and_what_a_limit_takes_off_is_marked_at_its_end():
    found = bar([("a", 100_00), ("b", 300_00)], cut=100_00)
    assert [(place, width) for *_, place, width, _ in found.parts] == [("0%", "25%"), ("25%", "75%")]
    assert found.cut is not None and found.cut[1:] == ("75%", "25%")
    assert found.total.startswith("300")


def test_the_next_steps_show_who_has_the_case(post):
    found = words(card(post, "5.2", ["young_firm"], small_firm()))
    assert re.search(r"收件.*受理.*初审.*街道（地区）办事处或乡政府.*公示期间不计时", found)


def test_steps_that_follow_each_other_in_one_hand_are_one_stage():
    steps = [("a", "one", "runs"), ("b", "one", "stops"), ("c", "two", "over"), ("d", "one", "over")]
    found = path({"name": name, "by": by, "clock": clock} for name, by, clock in steps)
    assert [(s.by, s.steps, s.stops) for s in found] == [
        ("one", ("a", "b"), ("b",)),
        ("two", ("c",), ()),
        ("one", ("d",), ()),
    ]


def test_what_is_not_due_is_folded_and_a_long_page_shows_details_only_on_opening(post):
    out = small_firm() | {"firm.registered_district": "other"}
    body = post("/check/", ["young_firm"], out, do="results").content.decode()
    assert re.search(r'<details class="wj-results wj-results-not_yours wj-fold"><summary><h2>暂不符合', body)
    many = ["young_firm", "hires", "kept_staff", "takes_trainees", "places_people", "school", "competition"]
    body = post("/check/", many, {}, do="results").content.decode()
    assert body.count("wj-card-compact") == body.count('id="m-') > 8
    assert "wj-card-compact" not in post("/check/", ["prize"], {}, do="results").content.decode()


def test_where_nothing_else_is_left_what_is_not_due_is_open(post):
    body = post("/check/", ["platform"], {"platform_work.via_platform": "false"}, do="results").content.decode()
    assert '<details class="wj-results wj-results-not_yours wj-fold" open>' in body


def test_a_firm_that_is_too_young_sees_when_it_can_apply_and_no_number_of_days_left(post):
    young = small_firm() | {"firm.operation_start": first_of_july(0)}
    address = f"/check/?on={first_of_july(0)[:4]}-09-01"
    body = post(address, ["young_firm"], young, do="results").content.decode()
    found = re.search(r'<li class="wj-card[^"]*" id="m-5.2">.*?\n</li>', body, re.DOTALL).group()
    assert "wj-card-almost" in found and "从这天起够时间" in found and "wj-left" not in found
