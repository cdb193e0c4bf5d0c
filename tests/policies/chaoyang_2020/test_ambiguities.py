"""Every ambiguity of the document is there once, explained in both languages, and computed or excused."""

from __future__ import annotations

import re
from collections import Counter

import pytest

from wenjiu.policies.chaoyang_2020.policy import policy
from wenjiu.rules.language.problems import CaseError

GENERAL = 13
BY_CLAUSE = {
    "1.2": 1, "2.0": 1, "3.1": 6, "3.2": 6, "3.3": 1, "3.4": 11, "3.5": 6, "4.1": 10, "4.2": 4, "4.3": 8, "4.4": 8,
    "5.1": 3, "5.2": 6, "5.3": 10, "6.3": 4, "7.1": 1, "8.3": 2,
}  # fmt: skip
IDS = [f"G{i}" for i in range(1, GENERAL + 1)] + [
    f"A-{clause}-{i}" for clause, n in BY_CLAUSE.items() for i in range(1, n + 1)
]
# The others have two letters, A and B.
THREE_LETTERS = {
    *("G1", "G5", "G13", "A-3.1-4", "A-3.2-1", "A-3.4-2", "A-3.4-4", "A-3.4-5", "A-3.5-1", "A-3.5-2"),
    *("A-4.1-8", "A-4.2-1", "A-4.3-1", "A-5.2-1", "A-5.2-2", "A-5.2-4"),
}
FAR_FETCHED = {
    **dict.fromkeys(("G2", "G4", "A-3.1-5", "A-3.2-3", "A-3.4-11", "A-4.1-7", "A-4.4-3"), ("B",)),
    **dict.fromkeys(("A-3.4-2", "A-3.5-1"), ("C",)),
}
NOT_SWITCHABLE_BY_CONTRACT = ("G2", "G4", "G8", "G9", "A-3.1-6", "A-5.3-1")
ALL = policy.ambiguities


def test_every_ambiguity_stands_there_once_in_the_order_of_the_document() -> None:
    assert list(ALL) == IDS
    assert policy.reading_ids == tuple(IDS)


def test_the_ambiguities_are_counted_under_their_clauses() -> None:
    assert Counter(a.clause for a in ALL.values()) == {"": GENERAL, **BY_CLAUSE}
    assert [a.id for a in ALL.values() if a.clause and not a.id.startswith(f"A-{a.clause}-")] == []


@pytest.mark.parametrize("id", IDS)
def test_an_ambiguity_has_words_letters_why_and_money_in_both_languages(id: str) -> None:
    a = ALL[id]
    assert list(a.letters) == (["A", "B", "C"] if id in THREE_LETTERS else ["A", "B"])
    assert a.recommended == "A"
    texts = [a.words, a.why, a.money, *a.letters.values(), *([a.reason] if a.reason else [])]
    for text in texts:
        assert re.search("[\u4e00-\u9fff]|[0-9A-Z]", text.zh) and text.en.strip()
        assert not re.search("[\u4e00-\u9fff]", text.en)
    for lang in ("zh", "en"):
        assert len({t(lang) for t in a.letters.values()}) == len(a.letters), "two letters say the same"


@pytest.mark.parametrize("id", IDS)
def test_a_letter_is_computed_by_a_measure_or_a_reason_says_why_not(id: str) -> None:
    a = ALL[id]
    assert set(a.computed) <= set(a.letters)
    assert (a.reason is None) == (set(a.computed) == set(a.letters))


@pytest.mark.parametrize("id", IDS)
def test_far_fetched_letters_are_marked_and_never_computed(id: str) -> None:
    assert ALL[id].remote == FAR_FETCHED.get(id, ())
    assert not set(ALL[id].remote) & set(ALL[id].computed)


@pytest.mark.parametrize("id", NOT_SWITCHABLE_BY_CONTRACT)
def test_what_the_contract_fixes_cannot_be_switched(id: str) -> None:
    assert ALL[id].switchable == ()


def test_a_reason_that_points_to_other_ambiguities_points_to_some_that_can_be_switched() -> None:
    pointed = {id: re.findall(r"\bG\d+|A-\d\.\d-\d+", a.reason.en) for id, a in ALL.items() if a.reason}
    assert {id for id, others in pointed.items() for o in others if not ALL[o].switchable or o == id} == set()
    for id, others in pointed.items():
        reason = ALL[id].reason
        assert reason is not None and all(o in reason.zh for o in others)


def test_words_quote_a_few_characters_and_no_sentence() -> None:
    quoted = [q for a in ALL.values() for q in re.findall("“([^”]*)”", a.words.zh)]
    assert quoted and max(map(len, quoted)) <= 8 and not any("，" in q or "。" in q for q in quoted)


@pytest.mark.parametrize("code", policy.measures)
def test_a_case_may_ask_for_exactly_the_letters_that_its_measure_computes(code: str) -> None:
    for id, a in ALL.items():
        for letter in a.letters:
            able = letter == "A" or letter in a.computable.get(code, ())
            assert accepts(code, id, letter) == able, (code, id, letter)


def accepts(code: str, id: str, letter: str) -> bool:
    """Whether a case of a measure may state a letter."""
    try:
        policy[code].assess({}, readings={id: letter})
    except CaseError as error:
        assert error.field == f"readings.{id}"
        return False
    return True


def test_a_letter_that_nothing_computes_is_refused_with_the_reason() -> None:
    with pytest.raises(CaseError) as refused:
        policy["5.2"].assess({}, readings={"A-2.0-1": "B"})
    reason = ALL["A-2.0-1"].reason
    assert reason is not None
    assert refused.value.field == "readings.A-2.0-1"
    for lang, words in (("zh", "规则不能按口径 A-2.0-1 B 计算"), ("en", "the rules cannot compute reading A-2.0-1 B")):
        assert words in refused.value.message(lang) and reason(lang) in refused.value.message(lang)


def test_a_letter_that_another_measure_computes_is_refused_in_the_name_of_this_one() -> None:
    with pytest.raises(CaseError, match=r"readings.A-5.2-2: 5.3 cannot compute reading A-5.2-2 B"):
        policy["5.3"].assess({}, readings={"A-5.2-2": "B"})


def test_a_letter_that_the_ambiguity_lacks_is_refused_with_those_it_has() -> None:
    with pytest.raises(CaseError, match=r"readings.A-2.0-1: reading A-2.0-1 has no letter 'D'; one of: A, B"):
        policy["5.2"].assess({}, readings={"A-2.0-1": "D"})
