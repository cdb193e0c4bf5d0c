"""200 questions as people type them, gathered by readers of the document alone: the right answer comes first."""

from __future__ import annotations

import statistics
import time

import pytest
from tests.search.table import HELD_OUT, Question, questions, split

from wenjiu.policies.documents.paraphrase import read_paraphrase
from wenjiu.rules.policy import Policy
from wenjiu.search.entries import ANSWERS
from wenjiu.search.index import Index

#: The least share of questions with a right answer first.
RIGHT = 0.95
PREFIX = {"measure": "", "clause": "clause:", "elsewhere": "outside:"}


def answers(index: Index, q: str) -> list[str]:
    """The answers to a question, in the order shown."""
    found = index.search(q)
    return [f"{PREFIX[kind]}{hit.entry.key}" for kind, hits in found.items() if kind in ANSWERS for hit in hits]


def wrong(index: Index, asked: list[Question]) -> list[str]:
    """The questions with a wrong first answer, each with what should come first and what does."""
    found = [(q, answers(index, q.q)) for q in asked]
    return [f"{q.q}: {' or '.join(q.first)}, not {a[:2]}" for q, a in found if not a or a[0] not in q.first]


@pytest.mark.parametrize("part", ["worked with", "held out"])
def test_at_least_95_of_100_questions_have_a_right_answer_first(index: Index, part: str) -> None:
    asked = dict(zip(("worked with", "held out"), split(), strict=True))[part]
    missed = wrong(index, asked)
    print(f"\n{part}: {len(asked) - len(missed)} of {len(asked)} right", *missed, sep="\n  ")
    assert len(missed) <= (1 - RIGHT) * len(asked), missed


def test_no_question_is_left_without_an_answer(index: Index) -> None:
    assert [q.q for q in questions() if not answers(index, q.q)] == []


def test_an_answer_takes_milliseconds(index: Index) -> None:
    took = []
    for q in questions():
        begun = time.perf_counter()
        index.search(q.q)
        took.append((time.perf_counter() - begun) * 1000)
    print(f"\np50 {statistics.median(took):.1f} ms, longest {max(took):.1f} ms")


def test_the_table_is_whole(policy: Policy) -> None:
    asked = questions()
    assert len(asked) == len({q.q for q in asked}) == 200
    assert [len(part) for part in split()] == [200 - HELD_OUT, HELD_OUT]
    clauses = {f"clause:{c.clause}" for c in read_paraphrase(policy.name).clauses()}
    known = {*policy.measures, *clauses, *(f"outside:{id}" for id in policy.elsewhere)}
    named = {name for q in asked for name in q.first}
    assert named - known == set()
    assert set(policy.measures) - named == set()
    assert {f"outside:{id}" for id in policy.elsewhere} - named == set()


LINES = {  # what is typed -> the situations that fit, and the answers that must be among those shown
    "50岁失业能领什么": ({"hard_to_place", "out_of_work"}, {"3.5a", "clause:3.5", "outside:unemployment_insurance"}),
    "4050": ({"hard_to_place"}, {"3.5a", "clause:3.5"}),
    "退休": (set(), {"outside:pension"}),
    "滴滴": ({"platform"}, {"3.3", "outside:social_insurance"}),
    "房租": ({"founder"}, {"5.3", "outside:housing"}),
    "社保断了": (set(), {"outside:social_insurance"}),
    "公司裁员": ({"out_of_work", "kept_staff"}, {"3.1a", "outside:unemployment_insurance", "outside:arbitration"}),
    "招了个应届生给钱吗": ({"hires"}, {"3.2a"}),
    "我妈今年52下岗好几年了有什么补助没有": ({"hard_to_place", "out_of_work"}, {"clause:3.5", "outside:unemployment_insurance"}),
}  # fmt: skip


@pytest.mark.parametrize("typed", LINES)
def test_everyday_words_find_the_situation_and_all_that_concerns_it(index: Index, typed: str) -> None:
    situations, wanted = LINES[typed]
    found = index.search(typed)
    assert situations <= {hit.entry.key for hit in found.get("situation", [])[:3]}
    assert wanted <= set(answers(index, typed))


def test_situations_come_before_everything_and_the_kind_of_the_best_answer_follows(index: Index) -> None:
    assert list(index.search("失业金怎么领"))[:2] == ["situation", "elsewhere"]
    assert list(index.search("房租补贴"))[:2] == ["situation", "measure"]
