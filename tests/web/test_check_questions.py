"""How the check asks: what it is about first, several conditions at once, shares in percent; and what it lists beside."""

import re
from fractions import Fraction

import pytest
from django.conf import settings
from tests.support.visitors import platform_worker
from wenjiu.rules.document.themes import themes_for

from wenjiu.policies import load_policy
from wenjiu.rules.ask.answers import AnswerError

POLICY = load_policy(settings.WENJIU_POLICY)
AUDIENCES = list(POLICY.audiences)


def themes_of(audience):
    """What this audience is asked to choose between."""
    return themes_for(POLICY.themes, [code for code, m in POLICY.measures.items() if m.audience == audience])


@pytest.mark.parametrize("audience", [a for a in AUDIENCES if themes_of(a)])
@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_first_page_asks_what_the_visitor_came_about_and_says_why(visit, audience, language):
    page = visit(audience, language).page
    assert page.asked == "topics"
    assert [t.name(language) for t in themes_of(audience) if t.name(language).lower() not in page.text.lower()] == []
    assert {"zh": "只问与您有关的", "en": "Only what concerns you is asked"}[language] in page.text


@pytest.mark.parametrize("audience", AUDIENCES)
def test_every_measure_can_be_reached_through_a_topic_where_there_are_topics(audience):
    mine = {code for code, m in POLICY.measures.items() if m.audience == audience}
    assert not themes_of(audience) or mine == mine & {code for t in themes_of(audience) for code in t.codes}


@pytest.mark.parametrize("audience", [a for a in AUDIENCES if themes_of(a)])
def test_only_the_topic_chosen_is_asked_about_and_the_others_are_listed_with_a_way_in(visit, audience):
    mine = {code for code, m in POLICY.measures.items() if m.audience == audience}
    for theme in themes_of(audience):
        visitor = visit(audience)
        visitor.go_on("answer", theme.id)
        wanted = {q.key for q in POLICY.check(audience, {}).questions_about(theme.codes)}
        others = mine - set(theme.codes)
        assert f"没有问到的（{len(others)} 项）" in visitor.page.text
        for code in others:
            assert f'value="include:{code}"' in visitor.page.body
            assert POLICY[code].name() in visitor.page.text
        asked = visitor.answer_all({})
        ours = {f.key for code in theme.codes for f in POLICY.measures[code].vocabulary.names.values()}
        assert wanted <= {key for key in asked if not key.startswith("all:")} <= ours
        assert "再看看其他方面" in visitor.page.text


def test_above_the_question_few_measures_are_named_and_many_are_counted(visit, young_firm):
    def above(visitor):
        return re.search(r'<p class="wj-peek">(.*?)</p>', visitor.page.body, re.DOTALL)[1]

    assert POLICY["5.2"].name() in above(young_firm)
    visitor = visit("person")
    visitor.go_on("skip")
    visitor.go_on("answer", "other")
    standings = [r.standing for r in POLICY.check("person", {"person.household_district": "other"}).results]
    assert f"待回答：<strong>{standings.count('open')}</strong>" in above(visitor)
    assert f"不可以：<strong>{standings.count('cannot')}</strong>" in above(visitor)


def test_topics_can_be_changed_later_and_several_chosen_and_the_answers_stay(visit):
    visitor = visit("firm")
    visitor.go_on("answer", "young_firm")
    visitor.go_on("answer", "yes")
    before = visitor.page.answers
    assert len(before) == 4
    page = visitor.go_on("ask:topics")
    assert re.search(r'value="young_firm"[^>]* checked', page.body)
    answered = visitor.client.post(
        visitor.url, page.fields | {"do": "answer", "about": ["hired", "young_firm"]}, headers=visitor.headers
    )
    body = answered.content.decode()
    assert set(re.findall(r'name="topic" value="(\w+)"', body)) == {"young_firm", "hired"}
    assert set(re.findall(r'name="aside" value="([^"]+)"', body)) == {"3.1a", "3.1b", "3.4b"}
    assert [key for key in before if f'name="a-{key}"' not in body] == []


def test_conditions_asked_together_are_answered_at_once_by_yes_and_one_by_one_otherwise(visit):
    for said in ("yes", "no", None):
        visitor = visit("firm")
        visitor.go_on("answer", "young_firm")
        page = visitor.page
        assert page.asked == "all:5.2"
        assert [
            w for w in ("注册地在朝阳区", "纳税地在朝阳区", "正常经营", "未领过这项补贴") if w not in page.text
        ] == []
        page = visitor.go_on("answer", said) if said else visitor.go_on("skip")
        if said == "yes":
            assert page.answers == {
                "firm.registered_district": "chaoyang",
                "firm.tax_district": "chaoyang",
                "firm.operates_normally": "true",
                "firm.founding_jobs_paid": "false",
            }
        else:
            assert page.answers == {}
        asked = visitor.answer_all({})
        assert ("firm.tax_district" in asked) == (said != "yes")
        assert "all:5.2" not in asked


def test_what_was_said_of_several_conditions_can_be_taken_back_at_once_or_for_one_of_them(visit):
    visitor = visit("firm")
    visitor.go_on("answer", "young_firm")
    visitor.go_on("answer", "yes")
    assert "第 3 题" in visitor.page.text
    back = re.search(r'id="back" name="do" value="([^"]+)"', visitor.page.body)[1]
    assert back == "ask:all:5.2"
    page = visitor.go_on(back)
    assert "第 2 题" in page.text
    assert re.search(r'value="yes" id="value" checked', page.body)
    page = visitor.go_on("answer", "no")
    assert page.answers == {}
    visitor.go_on("ask:all:5.2")
    assert visitor.page.asked != "all:5.2"

    visitor = visit("firm")
    visitor.go_on("answer", "young_firm")
    visitor.go_on("answer", "yes")
    visitor.go_on("ask:firm.tax_district")
    page = visitor.go_on("answer", "other")
    assert page.answers["firm.tax_district"] == "other"
    assert page.answers["firm.operates_normally"] == "true"
    assert "纳税地须在朝阳区；您填的是：其他区。" in page.text


@pytest.mark.parametrize("audience", AUDIENCES)
def test_measures_that_concern_an_audience_though_another_is_asked_are_listed_with_guide_and_check(visit, audience):
    also = [m for m in POLICY.measures.values() if audience in m.also and m.audience != audience]
    body = visit(audience).page.body
    part = body.partition("也可能与您有关的")[2]
    assert bool(part) == bool(also)
    for m in also:
        assert f'href="/guide/{m.code}/"' in part
        assert f'href="/check/{m.audience}/"' in part


@pytest.mark.parametrize("typed", ["5.5", "5.5%", "５．５％", " 5.50 % "])
def test_a_share_is_asked_in_percent_and_read_and_shown_so(visit, typed):
    assert POLICY.parse_answer("stability.layoff_rate", typed) == Fraction(55, 1000)
    visitor = visit("firm")
    visitor.go_on("answer", "kept_staff")
    visitor.go_on("answer", "true")
    visitor.go_on("answer", "3")
    assert visitor.page.asked == "stability.layoff_rate"
    assert '<span class="wj-unit" id="unit">%</span>' in visitor.page.body
    page = visitor.go_on("answer", typed)
    assert page.status == 200
    assert "5.5%" in page.text


@pytest.mark.parametrize("typed", ["101", "5,5", "-1", "五", "5.5.5", "1e1", "0.0000001"])
def test_what_is_no_percentage_is_refused_with_what_to_write(visit, typed):
    with pytest.raises(AnswerError) as refused:
        POLICY.parse_answer("stability.layoff_rate", typed)
    assert "0到100之间的百分数" in refused.value.fix


@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_measure_that_pays_nothing_says_what_it_gives_instead_of_an_amount(visit, language):
    visitor = visit("person", language)
    visitor.go_on("answer", "platform")
    gives = POLICY.measures["3.3"].standard(language)
    cards = visitor.page.body[: visitor.page.body.index("wj-cards-fold")]
    assert gives in cards
    visitor.answer_all(platform_worker())
    cards = visitor.page.body[: visitor.page.body.index("wj-cards-fold")]
    assert {"zh": "可以", "en": "Yes"}[language] in cards
    assert gives in cards
    assert "wj-card-money" not in cards
    verdict = visitor.post("", url="/check/person/3.3/")
    assert gives in verdict.text
    assert "wj-money-label" not in verdict.body
