"""What the head of the result says where nothing is due today, and why an amount is not settled."""

import datetime as dt

import pytest
from django.utils import translation
from tests.support.visitors import small_firm

from wenjiu.web.formats import day


@pytest.mark.parametrize(
    ("language", "said"), [("zh", "现在还不行，{day}起有可以申请的"), ("en", "Nothing now; from {day}")]
)
def test_a_firm_that_is_too_young_reads_from_which_day_it_can_apply(visit, language, said):
    founded = dt.date(dt.date.today().year, 1, 1)
    visitor = visit("young_firm", language=language)
    visitor.answer_all(small_firm() | {"firm.operation_start": founded.isoformat()})
    with translation.override({"zh": "zh-hans", "en": "en"}[language]):
        assert said.format(day=day(founded.replace(year=founded.year + 1))) in visitor.page.text


def test_a_firm_that_lacks_one_person_reads_that_one_step_is_missing(visit):
    visitor = visit("young_firm")
    visitor.answer_all(small_firm() | {"firm.local_workers": "2"})
    assert "现在还不行，有 1 项只差一步" in visitor.page.text


@pytest.mark.parametrize(
    ("language", "why"),
    [
        ("zh", "金额还定不下来：返还比例到2025年12月31日为止，之后没有数值。"),
        ("en", "The amount is not settled yet: refund ratio"),
    ],
)
def test_an_amount_that_waits_for_a_figure_names_the_figure(visit, language, why):
    known = {
        "firm.size": "medium",
        "stability.laid_off": "0",
        "stability.premium_last_year": "36000",
        "stability.refund_this_year": "none",
    }
    visitor = visit("kept_staff", language=language)
    visitor.answer_all(known)
    assert why in visitor.page.cards["3.1a"]


@pytest.mark.parametrize(
    ("language", "short"),
    [("zh", "2022年3月17日修订过，这里是2020年的规定"), ("en", "Amended on 2022-03-17; these are the rules of 2020")],
)
def test_the_notice_of_the_amendment_is_one_line_that_unfolds(visit, language, short):
    head = visit("young_firm", language=language).page.body.partition("<h1")[0]
    assert f'<summary>{short}</summary><p class="wj-amended">' in head
