"""What a visitor lacks to the next amount: exact, tried out on the whole measure, and only where it is near."""

from __future__ import annotations

import random
from typing import Any

import pytest
from tests.rules.real import POLICY
from tests.support.counts import most, seed

from wenjiu.rules.ask.next_amounts import lacking_of, lacking_text
from wenjiu.rules.ask.visits import Stated, Visit
from wenjiu.standards import civil, money

FIRM = {
    "firm.registered_district": "chaoyang", "firm.tax_district": "chaoyang", "firm.operates_normally": True,
    "firm.operation_start": civil.parse("2019-03-01"), "firm.size": "small", "firm.local_workers": 5, "firm.founding_jobs_paid": False,
}  # fmt: skip
COMPETITION = {"competition.organiser": "industry_body", "competition.already_paid": False}
RENT = {
    "founder.is_graduate": True, "person.household_district": "chaoyang", "founder.registered_district": "chaoyang",
    "founder.tax_district": "chaoyang", "founder.operates_normally": True, "founder.operation_start": civil.parse("2019-08-01"),
    "founder.rents_premises": True, "founder.years_paid": 0,
}  # fmt: skip
SCHOOL = {
    "institution.in_district": True, "institution.is_private": True, "institution.designated_skill": True,
    "institution.designated_startup": True, "institution.trained_unemployed": 310, "institution.trained_rural": 180,
    "institution.trained_startup": 195, "institution.trained_total": 4960,
}  # fmt: skip


def lacking(ticked: str, code: str, answers: dict[str, Any], on: str = "2021-12-20", lang: str = "zh") -> list[str]:
    """What the card of a measure says is lacking to the next amount."""
    v = Visit(POLICY, Stated(frozenset([ticked]), answers=answers), lang, civil.parse(on))
    found = next(f for f in v.found if f.result.code == code)
    return [lacking_text(a, lang) for a in lacking_of(v, found)]


# Worked out by hand from the clauses -------------------------------------------------------------------------------------

#: Statement, measure, answers, and what is said.
SAID: list[tuple[str, str, dict[str, Any], list[str]]] = [
    # Clause 4.3: 30,000 from 50 people, 50,000 from 100, 100,000 from 200.
    ("competition", "4.3b", {**COMPETITION, "competition.participants": 98}, ["参赛人数再多2人（到100人），可以拿50,000元，多拿20,000元。"]),
    ("competition", "4.3b", {**COMPETITION, "competition.participants": 198}, ["参赛人数再多2人（到200人），可以拿100,000元，多拿50,000元。"]),
    ("competition", "4.3b", {**COMPETITION, "competition.participants": 49}, ["参赛人数再多1人（到50人），可以拿30,000元。"]),
    ("competition", "4.3b", {**COMPETITION, "competition.participants": 100}, []),
    ("competition", "4.3b", {**COMPETITION, "competition.participants": 94}, []),  # six of 100 are not near
    ("competition", "4.3b", {**COMPETITION, "competition.participants": 300}, []),
    # Clause 5.2: 30,000 for three residents, 10,000 for each further one, 200,000 at most.
    ("young_firm", "5.2", {**FIRM, "firm.local_workers": 2}, ["本区户籍在职职工再多1人（到3人），可以拿30,000元。"]),
    ("young_firm", "5.2", {**FIRM, "firm.local_workers": 19}, ["本区户籍在职职工再多1人（到20人），可以拿200,000元，多拿10,000元。"]),
    ("young_firm", "5.2", {**FIRM, "firm.local_workers": 20}, []),
    # One year in business.
    ("young_firm", "5.2", {**FIRM, "firm.operation_start": civil.parse("2021-03-01")}, ["等到2022-03-01（申报日期），可以拿50,000元。"]),
    # Clause 5.3: the rent, 50,000 at most.
    ("founder", "5.3", {**RENT, "founder.annual_rent": 4_960_000}, ["年租金再多400元（到50,000元），可以拿50,000元，多拿400元。"]),
    ("founder", "5.3", {**RENT, "founder.annual_rent": 4_000_000}, []),
    ("founder", "5.3", {**RENT, "founder.annual_rent": 6_000_000}, []),
    # Clause 4.4: 30,000 from 3,000 people, 50,000 from 5,000; 500 of the named groups or 200 in start-up training.
    ("school", "4.4c", SCHOOL, ["全年培训人数再多40人（到5000人），可以拿50,000元，多拿20,000元。"]),
    ("school", "4.4b", SCHOOL, ["创业培训人数再多5人（到200人），可以拿50,000元。", "培训登记失业人员再多10人（到320人），可以拿50,000元。",
                                "培训农村转移劳动力再多10人（到190人），可以拿50,000元。"]),
    # Where one of the two suffices, more of the other brings nothing.
    ("school", "4.4b", {**SCHOOL, "institution.trained_rural": 205}, []),
]  # fmt: skip


@pytest.mark.parametrize(("ticked", "code", "answers", "said"), SAID)
def test_the_card_says_what_is_lacking_to_the_next_amount(
    ticked: str, code: str, answers: dict[str, Any], said: list[str]
) -> None:
    assert lacking(ticked, code, answers) == said


def test_a_business_that_still_runs_is_due_from_the_day_on_which_its_time_is_full_and_a_closed_one_is_not() -> None:
    course = {
        "person.household_district": "chaoyang", "training.kind": "startup", "training.completed": True,
        "training.end": civil.parse("2021-08-01"), "training.business_from": civil.parse("2021-10-15"),
        "training.business_paid": False, "training.operated_until": civil.parse("2021-12-20"),
    }  # fmt: skip
    # Clause 4.1: three months in business; 5,000 to the founder.
    assert lacking("trained", "4.1b", course) == ["等到2022-01-15（经营至），可以拿5,000元。"]
    assert lacking("trained", "4.1b", {**course, "training.operated_until": civil.parse("2021-12-01")}) == []


def test_the_sentence_is_there_in_english() -> None:
    said = lacking("competition", "4.3b", {**COMPETITION, "competition.participants": 98}, lang="en")
    assert said == ["With 2 more (participants: 100), it is CNY 50,000, 20,000 more."]


# Properties --------------------------------------------------------------------------------------------------------------

COUNTED = [
    ("competition", "4.3b", COMPETITION, "competition.participants", 320),
    ("young_firm", "5.2", FIRM, "firm.local_workers", 30),
    ("school", "4.4c", SCHOOL, "institution.trained_total", 12_000),
    ("school", "4.4b", SCHOOL, "institution.trained_startup", 320),
]


@pytest.mark.parametrize("k", range(most(4, 8, 40, 200)))
def test_the_next_amount_is_what_the_rules_give_for_the_value_needed_and_nothing_less_brings_more(k: int) -> None:
    ticked, code, answers, key, highest = COUNTED[k % len(COUNTED)]
    chance = random.Random(f"{seed()} next amounts {k}")

    def paid(value: int) -> int:
        v = Visit(POLICY, Stated(frozenset([ticked]), answers={**answers, key: value}), "zh", civil.parse("2021-12-20"))
        result = next(f.result for f in v.found if f.result.code == code)
        return money.fen(result.amount) if result.amount else 0

    for value in (chance.randrange(highest) for _ in range(5)):
        v = Visit(POLICY, Stated(frozenset([ticked]), answers={**answers, key: value}), "zh", civil.parse("2021-12-20"))
        found = next(f for f in v.found if f.result.code == code)
        for a in lacking_of(v, found):
            if a.fact.key == key:
                assert (paid(value), paid(a.needed)) == (a.before, a.after)
                assert a.needed > value and a.after > a.before
                between = range(value + 1, a.needed)
                assert all(paid(x) <= a.before for x in chance.sample(between, min(3, len(between))))
