"""Every question of a visit names whom it is about, says why it is asked, what it means and where the answer is found."""

import re

import pytest
from django.conf import settings

from wenjiu.policies import load_policy
from wenjiu.rules.ask.visits import Stated, Visit, facts_of
from wenjiu.rules.language import fact_types

POLICY = load_policy(settings.WENJIU_POLICY)
#: The day of the application is today, unless the visitor states another one; nobody is asked for it or for the event.
NOT_ASKED = {"case.application_date", "case.event_date"}
SUBJECTS = {
    "zh": "您|你们|创办人|这名|这场竞赛|这一届竞赛|这个项目|这个培训项目|选手|区里",
    "en": r"\b(you|your|founder|person|trainee|employer|contestant|unit|project|competition|edition|district)\b",
}
#: Words of an office, and what everyday words about them the help has.
EXPLAINED = {
    "hire.is_stable": "劳动合同",
    "hire.was_registered_unemployed": "街道",
    "person.is_registered_unemployed": "光是没有工作不算",
    "founder.was_registered_unemployed": "街道",
    "placement.in_difficulty": "残疾",
    "placement.is_recognised": "发文认定",
    "project.in_library": "名单",
    "stability.is_insured": "稳岗返还",
    "stability.refund_this_year": "自动打到公司账户",
    "stability.layoff_rate": "除以",
    "firm.size": "小微企业",
    "platform_work.full_contract": "劳动合同",
    "traineeship.unit_is_recognised": "试用期",
    "retention.completed": "试用期",
    "institution.new_grading": "又评上A级",
    "institution.designated_skill": "协议",
    "training_project.approved": "批了再办",
    "training.kind": "没参加过",
    "hire.is_fresh_graduate": "同一年",
    "agency.accepted": "书面同意",
}


def _questions(lang):
    """Return (situation, question) of everything that a visitor can be asked, under any reading."""
    for s in POLICY.situations.statements:
        visit = Visit(POLICY, Stated(ticked=frozenset({s.id})), lang)
        for code in s.opens:
            for fact in POLICY.measures[code].vocabulary.names.values():
                key = getattr(fact, "key", "")
                if key in visit.check.facts and key not in NOT_ASKED and not (fact.ruling or fact.optional):
                    yield s.id, visit.question(key, (code,))


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_every_question_names_whom_it_is_about_and_says_why_and_what_it_means(lang):
    for situation, question in _questions(lang):
        where = (situation, question.key, question.text)
        assert re.search(SUBJECTS[lang], question.text, re.IGNORECASE), where
        assert question.why, where
        assert question.help, where


@pytest.mark.parametrize("key", EXPLAINED)
def test_a_word_of_an_office_is_explained_in_place(key):
    assert EXPLAINED[key] in facts_of(POLICY)[key].help.zh


def test_a_count_that_can_be_zero_says_so():
    for key, fact in facts_of(POLICY).items():
        if (
            fact.past
            and fact.type in (fact_types.COUNT, fact_types.YEARS)
            and not fact.lo
            and fact.source == "past awards"
        ):
            assert "填0" in fact.question.zh and "0 if none" in fact.question.en, key


def test_a_course_that_was_never_taken_settles_the_measure_about_courses():
    visit = Visit(POLICY, Stated(ticked=frozenset({"trained"}), without=frozenset({"training.kind"})), "zh")
    for found in visit.found:
        assert (found.group, found.left) == ("not_yours", 0)
        assert found.headline("zh") == "您填的是“没有”：培训类别（没参加过）。有了以后再来看。"


def test_a_number_of_years_is_a_type_of_fact():
    years = {f.key for f in facts_of(POLICY).values() if f.counted is not None and f.counted.zh == "年"}
    assert years == {f.key for f in facts_of(POLICY).values() if f.type is fact_types.YEARS}
