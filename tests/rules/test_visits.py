"""A visit: what follows from the statements, who gets what, and which questions are asked in which order."""

from __future__ import annotations

import itertools
from dataclasses import replace
from typing import Any

import pytest
from tests.rules.real import POLICY
from tests.support.counts import some

from wenjiu.rules.ask.self_check import Question
from wenjiu.rules.ask.visits import FIRST, NOT_YOURS, Stated, Visit, typical
from wenjiu.rules.document.situations import Situation
from wenjiu.rules.together.visits import sum_of
from wenjiu.standards import civil

TODAY = civil.parse("2021-12-20")
STATEMENTS = {s.id: s for s in POLICY.situations.statements}
PAIRS = [frozenset(pair) for n in (1, 2) for pair in itertools.combinations(STATEMENTS, n)]


def visit(*ticked: str, policy: Any = POLICY, **stated: Any) -> Visit:
    """A visit of somebody who ticked these statements."""
    return Visit(policy, Stated(frozenset(ticked), **stated), "zh", TODAY)


def keys(asked: list[Any]) -> list[str]:
    """What is asked: keys of questions, ids of situations."""
    return [item.key if isinstance(item, Question) else item.id for item in asked]


def known(v: Visit, key: str) -> Any:
    """What a visit knows of a fact."""
    return v.check.answers.get(key, "nothing")


def changed(id: str, **fields: Any) -> Any:
    """The policy with one statement changed."""
    statements = tuple(replace(s, **fields) if s.id == id else s for s in POLICY.situations.statements)
    return replace(POLICY, situations=replace(POLICY.situations, statements=statements))


# What follows from a statement -------------------------------------------------------------------------------------------


def test_a_statement_answers_the_questions_that_follow_from_it() -> None:
    assert known(visit("out_of_work"), "person.is_employed") is False
    assert known(visit("founder"), "training.operated_until") == TODAY


def test_what_the_visitor_answers_wins_over_what_a_statement_says() -> None:
    for answer in (True, None):
        v = visit("out_of_work", answers={"person.is_employed": answer})
        assert known(v, "person.is_employed") is answer


def test_of_two_facts_with_one_answer_each_is_known_when_one_is_answered() -> None:
    for given, other in itertools.permutations(["person.household_district", "hire.household_district"]):
        v = visit("graduate", answers={given: "chaoyang"})
        assert known(v, other) == "chaoyang"


def test_facts_that_two_statements_join_have_one_answer_in_all() -> None:
    joined = ["founder.graduation", "person.graduation", "hire.graduation"]
    for given in joined:
        v = visit("graduate", "founder", answers={given: civil.parse("2020-07-01")})
        assert [known(v, key) for key in joined] == [civil.parse("2020-07-01")] * 3


def test_a_fact_answered_on_its_own_keeps_its_answer_and_one_left_open_takes_that_of_the_other() -> None:
    v = visit("graduate", answers={"person.household_district": "chaoyang", "hire.household_district": "haidian"})
    assert known(v, "hire.household_district") == "haidian"
    v = visit("graduate", answers={"person.household_district": None, "hire.household_district": "haidian"})
    assert known(v, "person.household_district") == "haidian"


def test_whoever_does_not_know_one_of_two_facts_with_one_answer_is_not_asked_the_other() -> None:
    v = visit("graduate", answers={"person.household_district": None})
    assert known(v, "hire.household_district") is None
    assert not {"person.household_district", "hire.household_district"} & set(keys(v.questions_about("3.2a")))


def test_without_a_statement_two_facts_are_two_questions() -> None:
    v = Visit(
        POLICY,
        Stated(wanted=frozenset(["3.2a", "3.4a"]), answers={"person.household_district": "chaoyang"}),
        "zh",
        TODAY,
    )
    assert known(v, "hire.household_district") == "nothing"


def test_only_a_firm_is_taken_for_an_employer_and_a_person_is_asked() -> None:
    assert "firm.is_employer" in keys(visit("rural").questions_about("3.2b"))
    assert "firm.is_employer" not in keys(visit("hires").questions_about("3.2b"))
    assert "firm.is_employer" not in keys(visit("founder", "rural").questions_about("3.2b"))


# Questions ---------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("ticked", some(PAIRS, 6, "pairs of statements"), ids=lambda pair: "+".join(sorted(pair)))
def test_no_question_is_asked_twice_under_two_names_and_the_first_page_asks_at_most_five(
    ticked: frozenset[str],
) -> None:
    v = visit(*ticked)
    assert 0 < len(v.first_questions) <= FIRST
    for code in v.opened:
        answered: dict[str, Any] = {}
        while asked := visit(*ticked, answers=answered).questions_about(code):
            for question in asked:
                alike = {k for id in ticked for group in STATEMENTS[id].same if question.key in group for k in group}
                assert not alike & set(answered), f"{question.key} was answered as {alike & set(answered)}"
                answered[question.key] = None
            assert len({q.text for q in asked}) == len(asked)


def test_statements_are_asked_about_only_where_the_visitor_is_not_sure() -> None:
    for id in STATEMENTS:
        assert not [item for item in visit(id).first_questions if isinstance(item, Situation)]
    for side in POLICY.situations.sides:
        of_side = [s for s in STATEMENTS.values() if s.side == side]
        v = visit(unsure=frozenset([side]))
        assert [s.id for s in v.undecided] == [s.id for s in of_side]
        assert {item.side for item in v.first_questions if isinstance(item, Situation)} == {side}
        ruled = frozenset(s.id for s in of_side[:3])
        assert not ruled & {s.id for s in visit(unsure=frozenset([side]), not_so=ruled).undecided}
        assert not ruled & {s.id for s in visit(*ruled, unsure=frozenset([side])).undecided}


def test_a_statement_that_opens_nothing_new_is_not_asked_about() -> None:
    v = visit("graduate", unsure=frozenset(["person"]))
    assert set(STATEMENTS["out_of_work"].opens) <= v.opened
    assert "out_of_work" not in keys(v._ranked(v.opened))


def test_statements_are_asked_in_the_order_of_the_money_that_they_open() -> None:
    def money(s: Situation) -> float:
        own = [POLICY.measures[code] for code in s.opens]
        paid = {m.code: {POLICY.situations.payees[role] for role in m.payees} for m in own}
        return sum(typical(POLICY, m.code) * (1 if "person" in paid[m.code] else 0.25) for m in own)

    asked = [s for s in visit(unsure=frozenset(["person"])).first_questions if isinstance(s, Situation)]
    assert len(asked) == FIRST
    others = [s for s in STATEMENTS.values() if s.side == "person" and s not in asked]
    assert [money(s) for s in asked] == sorted((money(s) for s in asked), reverse=True)
    assert max(money(s) for s in others) <= min(money(s) for s in asked)


def test_the_question_that_decides_the_most_money_comes_first() -> None:
    # At most 200,000 yuan over 7 questions, against at most 5,000 over 6.
    first = visit("young_firm", "hires").first_questions[0]
    assert isinstance(first, Question) and first.serves == ("5.2",)
    # At most 50,000 yuan over 2 questions, against 1,000 over 7.
    first = visit("prize", "new_job").first_questions[0]
    assert isinstance(first, Question) and first.key == "competition.level"


def test_a_number_of_zero_that_makes_a_detail_needless_is_asked_before_the_detail() -> None:
    v = visit("kept_staff", answers={"stability.refund_this_year": "none", "stability.in_difficulty": False})
    assert "stability.laid_off" in keys(v.questions_about("3.1a"))
    assert "stability.layoff_rate" not in keys(v.questions_about("3.1a"))
    v = visit("kept_staff", answers={"stability.refund_this_year": "none", "stability.laid_off": 3})
    assert "stability.layoff_rate" in keys(v.questions_about("3.1a"))


def test_a_settled_measure_asks_nothing_more() -> None:
    v = visit("platform", answers={"platform_work.full_contract": False})
    assert [f.result.standing for f in v.found] == ["can"]
    assert v.first_questions == [] and v.questions_about("3.3") == []


def test_a_person_is_asked_in_the_words_for_a_person_and_a_firm_in_those_for_a_firm() -> None:
    words = POLICY.situations.sides["person"].words["hire.date"]("zh")
    assert visit("rural", wanted=frozenset(["3.2a"])).question("hire.date").text == words
    assert visit("hires").question("hire.date").text != words
    assert visit("hires", "rural").question("hire.date").text != words


# "There is none" ---------------------------------------------------------------------------------------------------------


def test_a_measure_that_lacks_what_the_visitor_does_not_have_is_set_aside_with_the_reason() -> None:
    answers = {"person.household_district": "chaoyang", "training.kind": "skill", "training.completed": True,
               "training.by_unit": True, "training.work_paid": False, "training.end": civil.parse("2021-11-30")}  # fmt: skip
    open_now = {f.result.code: f for f in visit("trained", answers=answers).found}["4.1a"]
    assert open_now.result.standing == "open" and open_now.group != NOT_YOURS
    v = visit("trained", answers=answers, without=frozenset(["training.employed_from"]))
    f = {f.result.code: f for f in v.found}["4.1a"]
    assert (f.group, [fact.key for fact in f.lacks]) == (NOT_YOURS, ["training.employed_from"])
    assert sum_of(v).at_most == sum(f.own.high or 0 for f in v.found if f.own and f.group != NOT_YOURS)


def test_what_the_visitor_does_not_have_is_not_asked_under_another_name() -> None:
    for given in ("training.employed_from", "hire.date"):
        v = visit("new_job", without=frozenset([given]))
        asked = {key for code in v.opened for key in keys(v.questions_about(code))} | set(keys(v.first_questions))
        assert not {"training.employed_from", "hire.date"} & asked


def test_a_later_answer_replaces_there_is_none() -> None:
    v = visit(
        "new_job", without=frozenset(["training.employed_from"]), answers={"hire.date": civil.parse("2021-12-01")}
    )
    assert known(v, "training.employed_from") == civil.parse("2021-12-01")
    assert not [f for f in v.found if f.lacks]


# Who gets what -----------------------------------------------------------------------------------------------------------

#: Statement -> who the visitor is; the measures that pay the visitor, and those that pay others, who these are.
#: Worked out from the payees that the clauses name.
PAID: dict[str, tuple[str, dict[str, str], dict[str, set[str]]]] = {
    "out_of_work": ("person", {"3.4a": "person"}, {"3.2a": {"firm"}}),
    "graduate": ("person", {"3.4a": "person"}, {"3.2a": {"firm"}}),
    "trainee": ("person", {"3.4a": "person"}, {"3.4b": {"firm"}}),
    "new_job": ("person", {"4.1a": "person"}, {"3.2a": {"firm"}, "3.2b": {"firm"}, "4.1a": {"institution"}}),
    "trained": ("person", {"4.1a": "person", "4.1b": "person"}, {"4.1a": {"institution"}, "4.1b": {"institution"}}),
    "founder": ("person firm", {"5.3": "person", "5.2": "firm", "5.1": "person", "4.1b": "person"}, {"4.1b": {"institution"}}),
    "hard_to_place": ("person", {}, {"3.5a": {"organisation"}, "3.2a": {"firm"}}),
    "rural": ("person", {"4.1a": "person"}, {"3.2b": {"firm"}, "4.1a": {"institution"}}),
    "platform": ("person", {}, {}),
    "prize": ("person", {"4.3c": "person", "4.3d": "person"}, {}),
    "hires": ("firm", {"3.2a": "firm", "3.2b": "firm"}, {}),
    "young_firm": ("firm", {"5.2": "firm"}, {"5.3": {"person"}, "5.1": {"person"}, "4.1b": {"person", "institution"}}),
    "kept_staff": ("firm", {"3.1a": "firm", "3.1b": "firm"}, {}),
    "takes_trainees": ("firm", {"3.4b": "firm"}, {}),
    "places_people": ("organisation", {"3.5a": "organisation", "3.5b": "organisation"}, {}),
    "school": ("institution", {"4.4a": "institution", "4.4b": "institution", "4.4c": "institution", "4.1a": "institution",
                               "4.1b": "institution"}, {"4.1a": {"person"}, "4.1b": {"person"}}),
    "competition": ("organisation", {"4.3b": "organisation"}, {"4.3c": {"person"}, "4.3d": {"person"}}),
    "agency": ("organisation", {"6.3a": "organisation", "6.3b": "organisation"}, {}),
    "department": ("government", {}, {}),
}  # fmt: skip


@pytest.mark.parametrize("id", PAID)
def test_each_measure_says_what_the_visitor_gets_and_what_others_get(id: str) -> None:
    who, own, others = PAID[id]
    v = visit(id)
    assert set(v.audiences) == set(who.split())
    assert {f.result.code: f.own.audience for f in v.found if f.own} == own
    assert {f.result.code: {s.audience for s in f.others} for f in v.found if f.others} == others
    assert {f.result.code for f in v.found if f.group == "others"} == set(others) - set(own)


def test_every_statement_has_its_payees_worked_out_but_the_one_whose_payee_is_an_answer() -> None:
    assert set(STATEMENTS) - set(PAID) == {"training_project"}
    for run_by, own in (("training_institution", "institution"), ("employer", "firm")):
        found = visit("training_project", answers={"training_project.run_by": run_by}).found
        assert [f.own.audience for f in found if f.own] == [own]


def test_of_a_sum_for_two_payees_the_visitor_sees_the_own_part_and_the_total_counts_it_alone() -> None:
    answers = {"person.household_district": "chaoyang", "training.kind": "skill", "training.completed": True,
               "training.end": civil.parse("2021-11-30"), "training.employed_from": civil.parse("2021-12-01"),
               "training.by_unit": True, "training.work_paid": False}  # fmt: skip
    v = visit("trained", answers=answers)
    total = sum_of(v)
    assert (total.due, total.for_others) == (100_000, 100_000)
    v = visit("school", answers=answers)
    assert (sum_of(v).due, sum_of(v).for_others) == (100_000, 100_000)


@pytest.mark.parametrize("where", ["chaoyang", "other"])
def test_the_household_of_a_founder_is_not_taken_for_that_of_the_people_hired(where: str) -> None:
    for hired in (["hires"], ["takes_trainees"], ["hires", "takes_trainees"]):
        for founds in ("founder", "young_firm"):
            v = visit(founds, *hired, answers={"person.household_district": where})
            assert v.check.answers.get("hire.household_district") is None
            for code in {"3.2a", "3.2b", "3.4b"} & v.opened:
                assert "hire.household_district" in {q.key for q in v.check.questions_about([code])}


def test_somebody_hired_is_the_person_hired_but_not_where_others_are_hired_too() -> None:
    answers = {"person.household_district": "chaoyang"}
    assert visit("new_job", answers=answers).check.answers["hire.household_district"] == "chaoyang"
    assert "hire.household_district" not in visit("new_job", "hires", answers=answers).check.answers


def test_a_measure_is_not_due_before_its_event_whatever_else_is_open() -> None:
    f = {f.result.code: f for f in visit("graduate", without={"hire.date"}).found}["3.2a"]
    assert (f.group, [fact.key for fact in f.lacks]) == (NOT_YOURS, ["hire.date"])


def test_a_school_is_asked_about_its_trainee_and_a_young_firm_about_its_founder() -> None:
    assert "学员" in visit("school").question("person.household_district", ("4.1a",)).text
    assert "创办人" in visit("young_firm").question("person.household_district", ("5.3",)).text
    assert "您" in visit("founder").question("person.household_district", ("5.3",)).text


def test_a_visitor_on_both_sides_gets_both_parts_as_own() -> None:
    v = visit("trained", "school")
    found = {f.result.code: f for f in v.found}["4.1a"]
    assert found.own is not None and (found.own.low, found.own.high) == (200_000, 200_000)
    assert found.others == ()


@pytest.mark.parametrize("second", [id for id in STATEMENTS if id != "prize"])
def test_the_parts_of_the_total_by_payee_add_up_to_it(second: str) -> None:
    answers = {"competition.level": "district", "competition.rank": 2}
    v = visit("prize", second, answers=answers)
    total = sum_of(v)
    assert sum(due for _, due in total.by_payee) == total.due
    assert all(audience in v.audiences for audience, _ in total.by_payee)
    assert len(v.sides) == len({STATEMENTS[id].side for id in ("prize", second)})


def test_a_measure_asked_about_alone_is_seen_by_those_whom_it_is_for() -> None:
    for code, measure in POLICY.measures.items():
        v = Visit(POLICY, Stated(wanted=frozenset([code])), "zh", TODAY)
        assert (v.opened, v.audiences) == ({code}, (measure.audience,))


def test_a_statement_of_another_file_changes_a_visit_without_any_code() -> None:
    policy = changed("platform", opens=("3.3", "4.3c"), says={"competition.level": "district"})
    assert visit("platform", policy=policy).opened == {"3.3", "4.3c"}
    assert known(visit("platform", policy=policy), "competition.level") == "district"


def test_a_measure_that_no_statement_names_is_opened_by_every_statement_of_its_audience() -> None:
    statements = tuple(replace(s, opens=tuple(c for c in s.opens if c != "3.3")) for s in POLICY.situations.statements)
    situations = replace(POLICY.situations, statements=statements)
    chosen = [s for s in statements if s.id in ("graduate", "kept_staff")]
    assert "3.3" in situations.opened_by(chosen[:1], POLICY.measures)
    assert "3.3" not in situations.opened_by(chosen[1:], POLICY.measures)


def test_every_measure_is_named_by_a_statement() -> None:
    assert {code for s in POLICY.situations.statements for code in s.opens} == set(POLICY.measures)


@pytest.mark.parametrize("code", POLICY.measures)
def test_what_is_kept_of_a_measure_for_the_order_of_questions_is_the_same_for_every_day_that_is_asked_for(code):
    today = typical.__wrapped__(POLICY, code)
    for day in ("1950-01-01", "2021-06-10", "2100-01-01"):
        with civil.answering(civil.parse(day)):
            assert typical.__wrapped__(POLICY, code) == today
