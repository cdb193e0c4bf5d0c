"""What answers share is made once and kept; each answer is the one that would be made for it alone."""

from __future__ import annotations

import json
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from tests.support import handworked
from tests.support.counts import some

from wenjiu.policies import load_policy
from wenjiu.rules.case.parsing import parse_case, parse_fact
from wenjiu.rules.evaluate.in_force import MOST
from wenjiu.rules.evaluate.near_misses import Condition
from wenjiu.rules.evaluate.outcomes import Outcome
from wenjiu.rules.explain.determinations import Determination
from wenjiu.rules.language import fact_types
from wenjiu.rules.language.facts import Fact
from wenjiu.rules.language.measures import below
from wenjiu.rules.language.problems import CaseError
from wenjiu.rules.language.text import Text
from wenjiu.rules.policy import Policy
from wenjiu.rules.verify.mutants import mutants
from wenjiu.standards import civil

POLICY = load_policy("chaoyang_2020")
VALUES: list[Any] = [
    None, True, False, 0, 1, -1, 12, 2020, 2201, 10**9, 10**13, 10**14, 10**40, 1.0, 1.5, Decimal("1.50"), Fraction(1, 2),
    "", "0", "1", "007", "1.", ".5", "1.5", "1.50", "1.505", "63000.00", "9" * 13, "9" * 14, "9" * 50, "-1", "+1", " 1", "1e3",
    "１２", "1.５", "²", "2020-02-29", "2021-02-29", "2020-1-1", "20200101", "2020-W01-1", "1899-12-31", "1900-01-01",
    "2200-12-31", "2201-01-01", "２０２０-01-01", "2020-01-01\n", "small", "none", "SMALL", [], {}, ["small"], b"1",
]  # fmt: skip


def alone(policy: Policy, raw: Any, lang: str) -> str:
    """An answer for which everything is looked up and worded on its own."""
    case = parse_case(policy, raw)
    on = case.on if case.on is not None else policy.day(case)
    decided = case.facts.get(policy.dates["decision_date"].key)
    known = decided if decided is not None else case.on if case.on is not None else civil.today()
    program = policy.program(case.measure.code, case.letters)
    found = {p.name: policy.resolve(p, on, case.params, case.params_only, known) for p in program.params}
    facts = policy.fill_in(program, case.facts, found, case)
    outcome = Outcome(program, facts, tuple(r.value for r in found.values()))
    return Determination(policy, case, outcome, found, on, lang).json()


def agree(policy: Policy, raw: Any) -> None:
    for lang in ("zh", "en"):
        assert policy.assess(raw, lang).json() == alone(policy, raw, lang), raw


@pytest.mark.parametrize("code", POLICY.measures)
def test_each_hand_worked_case_is_answered_as_if_it_were_the_only_one(code: str) -> None:
    for case in some(handworked.files().get(code, ()), 3, f"answers made once {code}"):
        if not case.refused:
            raw = handworked.parse_json(case.text)
            agree(POLICY, raw)
            agree(POLICY, raw | {"params": {}})
            agree(POLICY, raw | {"params_only": False, "params": None})


@pytest.mark.parametrize("code", POLICY.measures)
def test_the_day_of_a_change_and_its_neighbours_each_have_their_own_figures(code: str) -> None:
    raw = {"measure": code, "facts": POLICY.measures[code].example}
    turns = POLICY._prepare(code, {}).changes
    days = {
        civil.iso(x) for day in turns if civil.EARLIEST < day < civil.LATEST for x in (civil.previous_day(day), day)
    }
    for on in sorted(days):
        agree(POLICY, raw | {"on": on})
        agree(POLICY, raw | {"on": on, "params_only": True})


def test_the_letters_that_a_measure_can_compute_follow_a_change_of_the_measure() -> None:
    measure = POLICY.measures["5.2"]
    before = dict(POLICY.computable_letters(measure))
    assert before == {r.id: letters for r, letters in measure.ambiguities().items()} != {}
    for mutant in some(list(mutants(POLICY, "5.2")), 8, "letters of mutants"):
        with mutant.apply():
            changed = POLICY.measures["5.2"]
            now = {r.id: letters for r, letters in changed.ambiguities().items()}
            assert POLICY.computable_letters(changed) == now, mutant.what
    assert POLICY.computable_letters(measure) == before


def test_letters_of_the_operator_have_sheets_of_their_own() -> None:
    policy = POLICY.with_letters({"A-5.2-3": "B"})
    raw = {"measure": "5.2", "facts": POLICY.measures["5.2"].example}
    assert policy.assess(raw)["readings"]["A-5.2-3"] == "B"
    assert POLICY.assess(raw)["readings"]["A-5.2-3"] == "A"
    agree(policy, raw)


@pytest.mark.parametrize("code", POLICY.measures)
def test_whoever_changes_an_answer_changes_no_other(code: str) -> None:
    raw = {"measure": code, "facts": POLICY.measures[code].example}
    before = POLICY.assess(raw).json()
    _spoil(POLICY.assess(raw).data)
    assert POLICY.assess(raw).json() == before


def _spoil(data: Any) -> None:
    for inner in list(data.values() if isinstance(data, dict) else data):
        if isinstance(inner, dict | list):
            _spoil(inner)
    data.clear()


def test_a_figure_changed_in_place_is_used_once_the_policy_has_forgotten_the_old_one() -> None:
    policy = POLICY.with_measures()
    raw = {"measure": "5.2", "facts": POLICY.measures["5.2"].example}
    old, cap = policy.assess(raw)["amount"], POLICY.book["5.2.cap"]
    before = cap.rows
    try:
        cap.rows = tuple(type(r)(r.start, 1_00, Text("试", "trial"), "high") for r in before)
        policy.forget()
        assert (old, policy.assess(raw)["amount"]) == (POLICY.assess(raw)["amount"], "1.00")
    finally:
        cap.rows = before


def test_only_so_many_sets_of_figures_are_kept() -> None:
    policy = POLICY.with_measures()
    raw = {"measure": "3.4a", "facts": POLICY.measures["3.4a"].example}
    for year in range(1900, 2200):
        policy.assess(raw | {"on": f"{year}-07-01"})
        policy.assess(raw | {"on": f"{year}-07-01", "params_only": True})
    assert len(policy._prepare("3.4a", {})._found) <= MOST


def test_a_value_read_at_first_sight_is_what_the_close_reader_makes_of_it() -> None:
    facts = {f.key: f for m in POLICY.measures.values() for f in POLICY.accepted_facts(m).values()}.values()
    read = set()
    for fact in facts:
        if not isinstance(fact, Fact):
            continue
        for value in VALUES:
            plain = fact.type.at_sight(fact)(value)
            if plain is not None:
                read.add(fact.type.name)
                closely = parse_fact("facts.x", fact, value)
                assert (plain, type(plain)) == (closely, type(closely)), (fact, value)
    assert read >= {"bool", "date", "count", "year", "yuan", "choice", "code", "district"}


def test_a_long_text_given_as_a_day_is_not_kept() -> None:
    days = fact_types._known_day.cache_info().currsize
    day = fact_types.DAY.at_sight(POLICY.dates["event_date"])
    assert day("9" * 100_000) is None and day("2020-09-01" * 2) is None
    assert fact_types._known_day.cache_info().currsize == days


def test_a_fact_given_as_null_is_unknown_whatever_its_type() -> None:
    for code, measure in POLICY.measures.items():
        nothing = dict.fromkeys(POLICY.accepted_facts(measure))
        assert parse_case(POLICY, {"measure": code, "facts": nothing}).facts == {}


@pytest.mark.parametrize("code", POLICY.measures)
def test_a_failed_condition_computed_alone_has_the_same_sides_as_within_its_measure(code: str) -> None:
    for case in handworked.files().get(code, ()):
        if not case.refused:
            outcome, _, _ = POLICY.decide(parse_case(POLICY, handworked.parse_json(case.text)))
            for k in outcome.failed():
                slot = outcome.program.slots[k]
                alone = Condition(outcome, slot)
                for node in below([slot.require.holds]):
                    if outcome.program.chosen(node) is node and id(node) in alone.part.position:
                        assert alone.sides(node) == outcome.sides(node)


def test_results_that_are_kept_belong_to_the_same_conditions_whoever_asks() -> None:
    for code, measure in POLICY.measures.items():
        raw = {"measure": code, "facts": measure.example, "params": measure.figures}
        outcome, again = (POLICY.decide(parse_case(POLICY, raw))[0] for _ in range(2))
        outcome.condition_results().clear()
        outcome.failed().append(0)
        assert (again.condition_results(), again.failed()) == (
            [*outcome.conditions().each],
            [*outcome.conditions().failed],
        )
        assert len(again.condition_results()) == len(again.program.slots)


def test_a_value_that_is_refused_is_never_read_at_first_sight() -> None:
    facts = {f.key: f for m in POLICY.measures.values() for f in POLICY.accepted_facts(m).values()}.values()
    for fact in facts:
        for value in VALUES:
            try:
                parse_fact("facts.x", fact, value)
            except CaseError:
                assert not isinstance(fact, Fact) or fact.type.at_sight(fact)(value) is None


def test_an_answer_as_json_is_what_the_library_would_write() -> None:
    answer = POLICY.assess({"measure": "5.2", "facts": POLICY.measures["5.2"].example})
    assert answer.json() == json.dumps(answer.data, ensure_ascii=False, separators=(",", ":"))


@pytest.mark.parametrize(
    "id",
    [
        10**30,
        "\ud800",
        "\u202e",
        "\x1b[2J",
        "\x7f",
        "\xad二",
        "中\u200b文",
        "\x85",
        {"a": [1, None, "二"]},
        Decimal("0.055"),
        -(2**63),
    ],
)
def test_an_id_of_any_kind_comes_back_in_json_that_a_terminal_can_show(id: Any) -> None:
    line = POLICY.assess({"id": id, "measure": "5.2", "facts": {}}).json()
    assert line.isprintable()
    assert json.loads(line, parse_float=Decimal)["id"] == id
