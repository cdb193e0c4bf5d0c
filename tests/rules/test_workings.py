"""The working of an amount: its last figure is the amount, and it holds no name of the program."""

import re
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.rules.cases import answer
from tests.rules.real import POLICY, complete, programs
from tests.support.handworked import files

from wenjiu.cli.case_files import parse_json
from wenjiu.policies import load_policy
from wenjiu.rules.explain.workings import Working, workings
from wenjiu.standards import money

PAYING = [code for code, m in POLICY.measures.items() if m.pays]
FIGURE = {"zh": re.compile(r"(−?[\d,]+(?:\.\d+)?)元"), "en": re.compile(r"(−?)CNY ([\d,]+(?:\.\d+)?)")}
LIMIT = {"zh": "，不超过", "en": ", within the limit of"}
#: Names of facts, parameters, codes and measures; Python's words for absent and yes-or-no values.
INTERNAL = re.compile(r"[a-z]+_[a-z]|[a-z]\.[a-z]|None|True|False|Fraction|\bnone\b")
SAMPLE = load_policy("sample_district")


def last_figure(working: Working, lang: str) -> int:
    """The last figure of the last line in fen, before what it says of a limit that is kept."""
    line = working.lines[-1].split(LIMIT[lang])[0]
    found = FIGURE[lang].findall(line)[-1]
    text = "".join(found).replace(",", "").replace("−", "-")
    return int(money.fen(text))


def faults(outcome, lang):
    """What is wrong with the workings of a case, each as a sentence."""
    settled = [(p, low) for p, (low, high) in zip(outcome.lines, outcome.amounts, strict=True) if low == high]
    found = workings(outcome, lang)
    wrong = [] if len(found) == len(settled) else [f"{len(found)} workings for {len(settled)} amounts"]
    for working, (_, amount) in zip(found, settled, strict=False):
        if last_figure(working, lang) != money.half_up(amount):
            wrong.append(f"{working.lines} do not end with {money.grouped(Fraction(amount))}")
        wrong += [f"{line!r} has a name of the program" for line in working.lines if INTERNAL.search(line)]
        wrong += [f"{line!r} has Chinese" for line in working.lines if lang == "en" and re.search("[一-鿿]", line)]
    return wrong


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("code", PAYING)
def test_every_case_worked_out_by_hand_has_a_working_that_ends_with_its_amount(code, lang):
    granted = 0
    for case in files().get(code, ()):
        if case.refused:
            continue
        outcome = POLICY.assess(parse_json(case.text), lang).outcome
        if outcome.verdict == "yes":
            granted += 1
            assert not faults(outcome, lang), case.id
    assert granted


@given(st.data(), st.sampled_from(["zh", "en"]))
def test_any_complete_case_under_any_readings_has_a_working_that_ends_with_its_amount(data, lang):
    program = data.draw(programs(data.draw(st.sampled_from(PAYING))))
    outcome = answer(program, data.draw(complete(program)))
    assert outcome.verdict == "yes" or workings(outcome, lang) == []
    if outcome.verdict == "yes":
        assert not faults(outcome, lang)


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("code", [code for code, m in SAMPLE.measures.items() if m.pays])
def test_the_examples_of_another_policy_have_workings_too(code, lang):
    outcome = SAMPLE.assess({"measure": code, "facts": dict(SAMPLE.measures[code].example)}, lang).outcome
    assert workings(outcome, lang) and not faults(outcome, lang)


def test_a_case_that_is_not_granted_or_not_settled_has_no_working():
    example = dict(POLICY.measures["5.2"].example)
    assert workings(POLICY.assess({"measure": "5.2", "facts": example | {"tax_district": "other"}}).outcome, "zh") == []
    assert workings(POLICY.assess({"measure": "5.2", "facts": {}}).outcome, "zh") == []


@pytest.mark.parametrize(
    ("code", "changed", "readings", "lines"),
    [
        ("5.2", {}, {}, ("30,000元 + 2人 × 10,000元 = 50,000元，不超过200,000元",)),
        (
            "5.2",
            {"chaoyang_hukou_workers": 40},
            {},
            ("30,000元 + 37人 × 10,000元 = 400,000元，超过上限，得200,000元",),
        ),
        ("5.2", {"chaoyang_hukou_workers": 3}, {}, ("30,000元，不超过200,000元",)),
        ("3.4a", {}, {}, ("2个月 × 2,200元 + 3个月 × 2,320元 = 11,360元",)),
        ("3.4b", {}, {}, ("3人 × (4个月 × 1,142.98元 + 6个月 × 1,436.48元) = 39,572.40元",)),
        ("3.1a", {}, {}, ("上年度缴纳的失业保险费48,000元 × 60% = 28,800元",)),
        ("4.3b", {}, {}, ("120人，达到100人：50,000元",)),
        ("4.3c", {}, {}, ("第2名 20,000元",)),
        ("3.2a", {}, {}, ("每人补贴标准 5,000元",)),
        ("5.3", {"annual_rent": 40000}, {}, ("年租金40,000元，不超过50,000元",)),
        ("5.3", {}, {}, ("年租金60,000元，超过上限，得50,000元",)),
    ],
)
def test_a_working_in_words(code, changed, readings, lines):
    facts = dict(POLICY.measures[code].example) | changed
    found = workings(POLICY.assess({"measure": code, "facts": facts, "readings": readings}).outcome, "zh")
    assert [w.lines for w in found] == [lines]


@pytest.mark.parametrize("code", PAYING)
def test_the_parts_of_an_amount_add_up_to_it_with_what_a_limit_takes_off(code):
    for case in files().get(code, ()):
        if not case.refused:
            for working in workings(POLICY.assess(parse_json(case.text), "zh").outcome, "zh"):
                assert not working.parts or sum(p.fen for p in working.parts) - working.cut == working.fen, case.id


def parts_of(code, **facts):
    """The parts in yuan of the first amount of a measure's example with other facts, and what a limit takes off."""
    example = dict(POLICY.measures[code].example) | facts
    (working, *_) = workings(POLICY.assess({"measure": code, "facts": example}, "zh").outcome, "zh")
    return [(p.text, p.fen // 100) for p in working.parts], working.cut // 100


def test_a_basic_amount_and_what_is_added_to_it_are_two_parts():
    assert parts_of("5.2", chaoyang_hukou_workers=8) == ([("起补金额", 30000), ("5人 × 10,000元", 50000)], 0)


def test_what_a_limit_takes_off_is_told_from_what_is_paid():
    assert parts_of("5.2", chaoyang_hukou_workers=21) == ([("起补金额", 30000), ("18人 × 10,000元", 180000)], 10000)


def test_months_at_different_rates_are_parts_and_a_single_figure_has_none():
    found = [
        [(p.text, p.fen // 100) for p in w.parts]
        for case in files()["3.4a"]
        if not case.refused
        for w in workings(POLICY.assess(parse_json(case.text), "zh").outcome, "zh")
    ]
    assert [("1个月 × 2,200元", 2200), ("2个月 × 2,320元", 4640)] in found
    assert parts_of("3.2a") == ([], 0)
