"""How a visit asks: shares in percent, words for the visitor, what a measure gives where it pays nothing."""

from fractions import Fraction

import pytest
from django.conf import settings
from tests.support.visitors import platform_worker

from wenjiu.policies import load_policy
from wenjiu.rules.ask.answers import AnswerError

POLICY = load_policy(settings.WENJIU_POLICY)
STATEMENTS = {s.id: s for s in POLICY.situations.statements}


@pytest.mark.parametrize("id", STATEMENTS)
def test_statements_that_were_not_ticked_are_listed_with_their_further_measures_and_a_way_in(visit, id):
    visitor = visit(id)
    page = visitor.go_on("results")
    for s in STATEMENTS.values():
        further = set(s.opens) - set(STATEMENTS[id].opens)
        assert (f'value="add:{s.id}"' in page.main) == bool(further and s.id != id)
        for code in further:
            assert POLICY[code].name() in page.text


@pytest.mark.parametrize("typed", ["5.5", "5.5%", "５．５％", " 5.50 % "])
def test_a_share_is_asked_in_percent_and_read_and_shown_so(visit, typed):
    assert POLICY.parse_answer("stability.layoff_rate", typed) == Fraction(55, 1000)
    visitor = visit("kept_staff")
    visitor.go_on("answer", **{"v-stability.laid_off": "3"})
    page = visitor.go_on("about:3.1a")
    assert "stability.layoff_rate" in page.asked
    row = page.main[page.main.index('id="q-stability.layoff_rate"') :].partition("</div>")[0]
    assert '<span class="wj-unit">%</span>' in row
    page = visitor.go_on("answer", **{"v-stability.layoff_rate": typed})
    assert page.status == 200
    assert "5.5%" in visitor.go_on("results").text


@pytest.mark.parametrize("typed", ["101", "5,5", "-1", "五", "5.5.5", "1e1", "0.0000001"])
def test_what_is_no_percentage_is_refused_with_what_to_write(visit, typed):
    with pytest.raises(AnswerError) as refused:
        POLICY.parse_answer("stability.layoff_rate", typed)
    assert "0到100之间的百分数" in refused.value.fix
    visitor = visit("kept_staff")
    page = visitor.post("answer", **{"v-stability.layoff_rate": typed})
    assert page.status == 422
    assert "0到100之间的百分数" in page.text


@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_measure_that_pays_nothing_says_what_it_gives_instead_of_an_amount(visit, language):
    visitor = visit("platform", language=language)
    gives = POLICY.measures["3.3"].standard(language)
    assert gives in visitor.go_on("results").cards["3.3"]
    visitor.answer_all(platform_worker())
    assert gives in visitor.page.cards["3.3"]
    assert "wj-card-money" not in visitor.page.main
    verdict = visitor.post("why:3.3")
    assert gives in verdict.text
    assert "wj-money-label" not in verdict.main


def test_the_page_of_the_size_is_offered_where_the_size_is_asked(visit):
    visitor = visit("young_firm")
    assert "firm.size" in visitor.page.asked
    assert 'href="/size/" target="_blank"' in visitor.page.main


def test_a_person_is_asked_in_words_for_a_person(visit):
    visitor = visit("rural")
    asked = visitor.go_on("about:3.2b")
    assert "您上班（或要去）的地方是正式的用人单位吗" in asked.text


def test_a_question_can_be_answered_by_none_only_where_that_can_be(visit):
    visitor = visit("trained")
    visitor.go_on("answer", **{"v-training.kind": "skill"})
    page = visitor.go_on("about:4.1a")
    assert 'name="x-training.employed_from" value="none"' in page.main
    visitor = visit("young_firm")
    assert 'name="x-firm.operation_start" value="unknown"' in visitor.page.main
    assert 'name="x-firm.operation_start" value="none"' not in visitor.page.main
