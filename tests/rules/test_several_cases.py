"""Several cases of one kind in one visit: two prizes, two competitions, people hired; and what they pay together."""

from __future__ import annotations

import itertools
import random
from dataclasses import replace
from typing import Any

import pytest
from tests.rules.real import POLICY
from tests.support.counts import most, seed

from wenjiu.policies import load_policy
from wenjiu.rules.ask.grouped import grouped
from wenjiu.rules.ask.several import Further, Kind, kinds_of
from wenjiu.rules.ask.visits import Stated, Visit, facts_of
from wenjiu.rules.language.facts import Fact
from wenjiu.rules.policy import Policy
from wenjiu.rules.together.visits import SAME, sum_of
from wenjiu.standards import civil, money

TODAY = civil.parse("2021-12-31")


def visit(ticked: str, *cases: dict[str, Any], shared: dict[str, Any] | None = None, policy: Policy = POLICY) -> Visit:
    """A visit with these cases of the one kind that the statement has first; days are written as text."""
    situation = next(s for s in policy.situations.statements if s.id == ticked)
    kind = situation.another[0].table
    first, *others = ({key: _value(value) for key, value in case.items()} for case in cases)
    further = tuple(Further(kind, n, answers) for n, answers in enumerate(others, 2))
    return Visit(policy, Stated(frozenset([ticked]), answers={**(shared or {}), **first}, further=further), "zh", TODAY)


def _value(value: Any) -> Any:
    return civil.parse(value) if isinstance(value, str) and value[:2] == "20" else value


def standings(v: Visit, code: str) -> list[str]:
    """How a measure applies to each case, the first one first."""
    return next([f.standing for _, f in g.cases] for g in grouped(v) if g.code == code)


# Worked out by hand from the clauses -------------------------------------------------------------------------------------


def test_an_organiser_of_two_competitions_is_paid_for_each_by_its_own_size() -> None:
    # Clause 4.3: 100 people are in the second tier, 50,000; 98 are in the first one, 30,000.
    shared = {"competition.organiser": "industry_body", "competition.is_skill_competition": True}
    spring = {"competition.participants": 100, "competition.already_paid": False}
    autumn = {"competition.participants": 98, "competition.already_paid": False}
    total = sum_of(visit("competition", spring, autumn, shared=shared))
    assert total.due == 8_000_000
    assert total.of("4.3b") == (8_000_000, 8_000_000)
    paid = {**autumn, "competition.already_paid": True}
    v = visit("competition", spring, paid, shared=shared)
    assert standings(v, "4.3b") == ["can", "cannot"]
    assert sum_of(v).due == 5_000_000


def test_two_prizes_at_different_levels_in_one_year_are_both_awarded() -> None:
    # Clause 4.3: third of a district-wide competition, 10,000; the sum for municipal level is in a table that is missing.
    third = {"competition.level": "district", "competition.rank": 3}
    city = {"competition.level": "municipal", "competition.excellent": True}
    v = visit("prize", third, city)
    assert standings(v, "4.3c") == ["can", "cannot"]
    assert standings(v, "4.3d") == ["cannot", "can"]
    total = sum_of(v)
    assert (total.due, total.at_most, total.open_ended) == (1_000_000, None, True)
    # First of one district-wide competition and second of another: 30,000 and 20,000.
    v = visit("prize", {**third, "competition.rank": 1}, {**third, "competition.rank": 2})
    assert sum_of(v).due == 5_000_000
    assert not sum_of(v).findings


def test_of_two_people_hired_each_is_looked_at_alone_and_the_firm_is_asked_once() -> None:
    # Clause 3.2: 5,000 for a resident who graduated in the year of the hire; nothing for a resident of another district.
    graduate = {"hire.household_district": "chaoyang", "hire.date": "2021-07-05", "hire.claim_year": 2021,
                "hire.education": "university", "hire.graduation": "2021-06-30", "hire.is_fresh_graduate": True,
                "hire.already_paid": False}  # fmt: skip
    elsewhere = {**graduate, "hire.household_district": "other"}
    unemployed = {"hire.household_district": "chaoyang", "hire.date": "2021-03-15", "hire.claim_year": 2021,
                  "hire.is_fresh_graduate": False, "hire.was_registered_unemployed": True,
                  "hire.already_paid": False}  # fmt: skip
    v = visit("hires", graduate, elsewhere, unemployed)
    assert standings(v, "3.2a") == ["can", "cannot", "can"]
    assert sum_of(v).of("3.2a") == (1_000_000, 1_000_000)
    asked = {v.named(q.key) for case in v.cases for q in case.check.questions}
    assert not {key for key in asked if key.startswith(("firm.", "case."))}


def test_a_second_course_of_one_person_is_not_paid_again_but_another_trainee_of_a_school_is() -> None:
    # Clause 4.1: once for a person, 1,000 to the person and 1,000 to the school.
    course = {"training.kind": "skill", "training.completed": True, "training.end": "2021-06-30",
              "training.employed_from": "2021-07-01", "training.by_unit": True, "training.work_paid": False}  # fmt: skip
    later = {**course, "training.end": "2021-09-30", "training.employed_from": "2021-10-01"}
    home = {"person.household_district": "chaoyang"}
    total = sum_of(visit("trained", course, later, shared=home))
    assert (total.due, total.for_others) == (100_000, 100_000)
    assert total.stopped
    total = sum_of(visit("school", {**course, **home}, {**later, **home}))
    assert (total.due, total.for_others) == (200_000, 200_000)
    assert not total.stopped
    v = visit("school", {**course, **home}, {**later, "person.household_district": "other"})
    assert standings(v, "4.1a") == ["can", "cannot"]


def test_two_groups_of_people_placed_for_different_months_are_added_up() -> None:
    # Clause 3.5: 70 % of 112,886 a year: 18 people for 12 months, and 6 people for 5 months.
    shared = {"placement.is_recognised": True}
    one = {"placement.in_difficulty": True, "placement.people": 18, "placement.months_placed": 12,
           "placement.subsidy_year": 2021}  # fmt: skip
    two = {**one, "placement.people": 6, "placement.months_placed": 5}
    due, _ = sum_of(visit("places_people", one, two, shared=shared)).of("3.5a")
    assert due == 161_991_410


def test_the_months_of_two_traineeships_add_up_to_the_limit_from_the_earlier_one_on() -> None:
    # Clause 3.4: 12 months in all. Six months at 2,200, then six of ten months at 2,320.
    shared = {"person.household_district": "chaoyang", "person.is_employed": False, "person.school": "university",
              "person.graduation": civil.parse("2020-12-30"), "person.birth_date": civil.parse("1998-05-05")}  # fmt: skip
    first = {"traineeship.start": "2021-01-01", "traineeship.end": "2021-06-30", "traineeship.months_paid": 0,
             "traineeship.unit_is_recognised": True, "traineeship.is_full_time": True}  # fmt: skip
    second = {**first, "traineeship.start": "2021-08-01", "traineeship.end": "2022-05-31"}
    for cases in ((first, second), (second, first)):
        total = sum_of(visit("trainee", *cases, shared=shared))
        assert total.of("3.4a")[0] == 6 * 220_000 + 6 * 232_000


def test_certificates_of_the_second_district_are_cases_too() -> None:
    sample = load_policy("sample_district")
    example = sample.measures["2.2"].example
    facts = sample.accepted_facts(sample.measures["2.2"])
    given = {f.key: _value(example[name]) for name, f in facts.items() if name in example and isinstance(f, Fact)}
    kind = kinds_of(sample, [s for s in sample.situations.statements if s.id == "staff"])["certificates"]
    own = {key: value for key, value in given.items() if key in kind.facts}
    shared = {key: value for key, value in given.items() if key not in kind.facts and not key.startswith("case.")}
    day = given["case.application_date"]
    one, two = (
        Visit(sample, Stated(frozenset(["staff"]), answers={**shared, **own}, further=further), "zh", day)
        for further in ((), (Further("certificates", 2, own),))
    )
    assert sum_of(two).of("2.2")[0] == 2 * sum_of(one).of("2.2")[0] > 0


# The kinds ---------------------------------------------------------------------------------------------------------------


def kinds(policy: Policy, *ticked: str) -> dict[str, Kind]:
    """The kinds of case of a visitor who ticked these statements."""
    return kinds_of(policy, [s for s in policy.situations.statements if s.id in ticked])


def test_the_facts_of_a_case_are_the_columns_of_its_table_and_no_fact_of_the_visitor() -> None:
    assert kinds(POLICY, "prize")["winners"].facts == {
        "competition.level", "competition.rank", "competition.excellent", "competition.award_proposed",
    }  # fmt: skip
    assert "competition.organiser" not in kinds(POLICY, "competition")["competitions"].facts
    for kind in kinds(POLICY, *(s.id for s in POLICY.situations.statements)).values():
        assert not {key for key in kind.facts if key.startswith(("firm.", "institution.", "case."))}


def test_the_household_of_a_trainee_is_a_fact_of_the_case_for_a_school_and_not_for_the_trainee() -> None:
    assert "person.household_district" in kinds(POLICY, "school")["trainings"].facts
    assert "person.household_district" not in kinds(POLICY, "trained")["trainings"].facts


def test_a_person_hired_and_a_trainee_kept_on_are_one_kind_because_their_tables_share_a_column() -> None:
    kind = kinds(POLICY, "hires", "takes_trainees")["hires"]
    assert kind.measures == {"3.2a", "3.2b", "3.4b"}
    assert {"hire.date", "retention.start"} <= kind.facts


def test_a_case_of_a_kind_that_the_statements_do_not_have_is_left_out() -> None:
    v = Visit(POLICY, Stated(frozenset(["platform"]), further=(Further("winners", 2),)), "zh", TODAY)
    assert v.cases == ()


# Properties --------------------------------------------------------------------------------------------------------------

PLACES = [
    (policy, s.id, another.table)
    for policy in (POLICY, load_policy("sample_district"))
    for s in policy.situations.statements
    for another in s.another
]


def drawn_value(policy: Policy, fact: Fact, chance: random.Random) -> Any:
    """A value of a fact, often near a limit."""
    if closed := fact.type.closed(fact, policy.home):
        return chance.choice(closed)
    if fact.kind == "date":
        return civil.key(chance.choice([2020, 2021, 2021]), chance.randrange(1, 13), chance.randrange(1, 29))
    if fact.key.endswith("year"):
        return 2021
    if fact.kind != "number":
        return None
    value = max(0, fact.lo or 0) + chance.choice([0, 1, 2, 3, 5, 12, 50, 98, 100, 199, 200])
    return value if fact.hi is None else min(value, fact.hi)


def drawn_case(policy: Policy, kind: Kind, chance: random.Random) -> dict[str, Any]:
    """Answers about one case: those of an example, some of them changed."""
    facts = facts_of(policy)
    found: dict[str, Any] = {}
    for code in sorted(kind.measures):
        accepted = policy.accepted_facts(policy.measures[code])
        for name, value in policy.measures[code].example.items():
            fact = accepted[name]
            if isinstance(fact, Fact) and fact.key in kind.facts and value is not None:
                found.setdefault(fact.key, fact.type.read(name, fact, value))
    for key in sorted(kind.facts & set(facts)):
        if chance.random() < 0.2:
            found[key] = drawn_value(policy, facts[key], chance)
    for code in kind.measures:
        names = policy.measures[code].vocabulary.names
        for pair in policy.measures[code].orders:
            before, after = (names[name].key for name in pair)
            if found.get(before) and found.get(after) and found[before] > found[after]:
                found[before], found[after] = found[after], found[before]
    return {key: value for key, value in found.items() if value is not None}


def drawn_visit(k: int) -> Visit:
    """A random visit with two to four cases of one kind; the facts about the visitor are those of the examples."""
    chance = random.Random(f"{seed()} several {k}")
    policy, ticked, table = PLACES[k % len(PLACES)]
    kind = kinds(policy, ticked)[table]
    shared: dict[str, Any] = {}
    for code in kind.measures:
        accepted = policy.accepted_facts(policy.measures[code])
        for name, value in policy.measures[code].example.items():
            fact = accepted[name]
            if (
                isinstance(fact, Fact)
                and fact.key not in kind.facts
                and not fact.key.startswith("case.")
                and value is not None
            ):
                shared[fact.key] = fact.type.read(name, fact, value)
    first, *others = (drawn_case(policy, kind, chance) for _ in range(chance.randrange(2, 5)))
    further = tuple(Further(table, n, answers) for n, answers in enumerate(others, 2))
    return Visit(policy, Stated(frozenset([ticked]), answers={**shared, **first}, further=further), "zh", TODAY)


def as_file(v: Visit) -> dict[str, Any]:
    """The same cases as `assess --together` takes them, in the order of the claims of the sum."""
    by_id = {u.ref(f.result.code): (u, f.result.answer.case) for u in (v, *v.cases) for f in u.found}
    cases = []
    for counted in sum_of(v).counted:
        u, case = by_id[counted.id]
        names, accepted = v.policy.public_names(case.measure), v.policy.accepted_facts(case.measure)
        facts = {
            names[key]: accepted[names[key]].type.public(value)  # type: ignore[union-attr]
            for key, value in case.facts.items()
            if key in names
        }
        cases.append({"id": counted.id, "measure": counted.code, "facts": facts, **labels(u, counted.code)})
    return {"cases": cases}


def labels(u: Visit, code: str) -> dict[str, Any]:
    """Labels and key of a case: what two cases of the kind do not share is the case itself."""
    for kind in u.kinds.values():
        if code in kind.measures:
            own = u.case.id if u.case else "one"
            key = "one" if code in kind.another.once else own
            return {"same": {**SAME, **dict.fromkeys(kind.another.apart, own)}, "key": key}
    return {"same": SAME}


@pytest.mark.parametrize("k", range(most(2, 8, 20, 100)))
def test_the_sum_of_several_cases_is_what_they_pay_together(k: int) -> None:
    for i in range(10):
        v = drawn_visit(10 * k + i)
        total, file = sum_of(v), as_file(v)
        if not file["cases"]:
            assert (total.due, total.for_others) == (0, 0)
            continue
        together = v.policy.together(file)
        assert not together.errors
        stopped = {c.id for c in together.claims if c.stopped_by}
        assert total.stopped == stopped
        if together.payable is not None:
            assert total.due + total.for_others == money.fen(together.payable)


@pytest.mark.parametrize("k", range(most(2, 4, 10, 50)))
def test_the_order_of_the_cases_does_not_matter(k: int) -> None:
    for i in range(5):
        v = drawn_visit(5 * k + i)
        kind = v.stated.further[0].kind
        facts = v.kinds[kind].facts
        answers = [
            {key: value for key, value in v.stated.answers.items() if key in facts},
            *(f.answers for f in v.stated.further),
        ]
        shared = {key: value for key, value in v.stated.answers.items() if key not in facts}
        sums = []
        for order in itertools.islice(itertools.permutations(answers), 0, None, 5):
            further = tuple(Further(kind, n, case) for n, case in enumerate(order[1:], 2))
            again = Visit(
                v.policy, replace(v.stated, answers={**shared, **order[0]}, further=further), "zh", TODAY
            )  # fmt: skip
            s = sum_of(again)
            sums.append((s.due, s.at_most, s.for_others, s.open_ended))
        assert len(set(sums)) == 1


@pytest.mark.parametrize("k", range(most(2, 4, 10, 50)))
def test_a_further_case_changes_no_result_of_the_others(k: int) -> None:
    v = drawn_visit(1000 + k)
    kind, number = v.stated.further[0].kind, len(v.stated.further) + 2
    more = Visit(v.policy, replace(v.stated, further=(*v.stated.further, Further(kind, number))), "zh", TODAY)

    def results(of: Visit) -> dict[str, list[str]]:
        return {g.code: [f.headline("zh") for _, f in g.cases[: number - 1]] for g in grouped(of)}

    assert len(more.cases) == len(v.cases) + 1
    assert results(more) == results(v)
