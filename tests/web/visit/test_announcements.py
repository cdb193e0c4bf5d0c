"""What people who hear the page are told after each step of a visit. The script puts `data-said` into the live region."""

import re

import pytest


def _said(page):
    return re.search(r'data-said="([^"]*)"', page.main)[1]


@pytest.mark.parametrize(("language", "counted"), [("zh", "可能可以拿 {n} 项"), ("en", "Perhaps yours: {n}")])
def test_the_result_says_how_many_measures_each_group_holds(visit, language, counted):
    page = visit("young_firm", language=language).go_on("results")
    group = page.main.partition('aria-labelledby="g-maybe"')[2].partition("</section>")[0]
    assert counted.format(n=group.count("<li class")) in _said(page)


def test_a_page_of_questions_says_how_many_and_the_reasons_say_the_word_of_the_measure(visit):
    visitor = visit("young_firm")
    assert _said(visitor.page) == f"有 {len(visitor.page.asked)} 题"
    page = visitor.go_on("why:5.2")
    assert _said(page).endswith("：待回答")


def test_a_fault_is_not_said_twice(visit):
    page = visit("young_firm").go_on("answer", **{"v-firm.operation_start": "abc"})
    assert _said(page) == ""
    assert 'role="alert" id="problem"' in page.main
