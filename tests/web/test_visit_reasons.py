"""The page with the reasons of one measure of a visit."""

import re

import pytest
from django.conf import settings
from tests.support.counts import some
from tests.support.visitors import prize_winner, trained

from wenjiu.policies import load_policy

POLICY = load_policy(settings.WENJIU_POLICY)


def test_a_refusal_names_the_failed_condition_first_with_clause_value_and_what_would_change_it(answered, firm):
    visitor = answered("young_firm", firm | {"firm.local_workers": "2"})
    page = visitor.post("why:5.2")
    failed = page.text[page.text.index("不符合的条件") : page.text.index("已符合的条件")]
    assert "5.2.C6" in failed
    assert "2人" in failed
    assert "怎样会改变" in failed


def test_what_is_missing_can_be_answered_from_there(visit):
    visitor = visit("young_firm")
    visitor.go_on("answer", **{"v-firm.registered_district": "chaoyang"})
    page = visitor.go_on("why:5.2")
    asked = set(re.findall(r'name="do" value="change:([^"]+)"', page.main))
    wanted = {q.key for q in POLICY.check("firm", {"firm.registered_district": "chaoyang"}).questions_about(["5.2"])}
    assert wanted <= asked
    assert visitor.go_on("change:firm.local_workers").asked == ["firm.local_workers"]


def test_it_says_that_it_is_no_decision_and_on_which_day_and_versions_it_rests(answered, firm):
    visitor = answered("young_firm", firm)
    page = visitor.post("why:5.2")
    assert "不是行政决定" in page.text
    assert settings.VERSION in page.text
    assert POLICY.document in page.text


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("code", some(list(POLICY.measures), 3, "reasons"))
def test_it_opens_before_anything_was_answered_and_for_a_measure_that_was_not_ticked(visit, code, language):
    assert visit("platform", language=language).post(f"why:{code}").status == 200


@pytest.mark.parametrize(
    ("language", "yours", "theirs"), [("zh", "您", "培训机构"), ("en", "You", "Training institution")]
)
def test_where_several_are_paid_each_has_its_amount_and_the_sum_shown_is_the_visitors_own(
    answered, language, yours, theirs
):
    visitor = answered("trained", trained(), language)
    card = visitor.page.cards["4.1a"]
    amount = {"zh": "1,000\N{NO-BREAK SPACE}元", "en": "CNY\N{NO-BREAK SPACE}1,000"}[language].replace("\xa0", " ")
    assert re.search(rf"{yours}\W{{1,4}}{amount}", card)
    assert re.search(rf"institution\w*\W{{1,4}}{amount}|机构\W{{1,4}}{amount}", card)
    assert "2,000" not in card
    page = visitor.post("why:4.1a")
    assert theirs in page.text


def test_a_day_that_is_over_is_not_called_the_last_day(answered):
    visitor = answered("trained", trained())
    assert "最晚" not in visitor.page.cards["4.1a"]


@pytest.mark.parametrize(("language", "said"), [("zh", "授予称号：朝阳区技术能手"), ("en", "technical expert")])
def test_a_title_that_comes_with_it_is_shown(answered, language, said):
    visitor = answered("prize", prize_winner(), language)
    assert said in visitor.page.text
    assert said in visitor.post("why:4.3c").text
    assert said not in visitor.post("why:4.3d").text


def test_an_award_outside_its_range_is_reported_and_no_amount_is_promised(answered):
    visitor = answered("prize", prize_winner())
    page = visitor.post("why:4.3c", **{"a-competition.award_proposed": "50000"})
    assert "金额不在规定的范围内" in page.text
    assert "拟奖金额在10,000元至30,000元之内" in page.text
    assert "金额不在规定的范围内" not in visitor.post("why:4.3c").text
