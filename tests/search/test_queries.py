"""Whatever is typed: an answer or a way on, quickly, the same each time, and nothing is kept."""

from __future__ import annotations

import random
import subprocess
import sys
import time

import pytest

from wenjiu.rules.policy import Policy
from wenjiu.search.answers import answer
from wenjiu.search.index import Index

HOSTILE = {
    "100,000 characters": "补贴" * 50_000,
    "100,000 Latin characters": "ab" * 50_000,
    "pinyin without end": "shiyejin" * 20_000,
    "many words": "subsidy zz " * 3_000,
    "numerals without end": "九千" * 10_000,
    "digits without end": "9" * 100_000,
    "a regular expression": "(((((a+)+)+)+$ [^ \\ (?P<x> .*.*.*",
    "plus signs and slashes": "失业+领/领+//++",
    "markup": "<script>alert(1)</script>",
    "control characters": "\x00\x01\x1b[31m\x7f\u202e\u2066",
    "a lone surrogate": "\ud800补贴",
    "rare characters": "𠀀𠀁𠀂" * 40,
    "combining marks": "a" + "\u0301" * 3_000,
    "an emoji": "😀🏻‍♂️",
    "one character": "的",
    "nothing": "",
    "only spaces": " \u3000\t\n",
}


@pytest.mark.parametrize("typed", HOSTILE.values(), ids=HOSTILE)
def test_whatever_is_typed_is_read_in_less_than_a_second(index: Index, typed: str) -> None:
    begun = time.perf_counter()
    index.search(typed)
    index.near(typed, "zh")
    assert time.perf_counter() - begun < 1


def test_random_characters_never_fail(index: Index) -> None:
    pick = random.Random(7)
    letters = "我妈失业补贴领钱岁五十千万儿公司abcdehsin 0123456789+/,，。？?\n\u0301\ud800"
    for _ in range(300):
        index.search("".join(pick.choices(letters, k=pick.randint(0, 90))))


@pytest.mark.parametrize(
    ("typed", "near"), [("jjianxxxi buttiez", "见习补贴"), ("unmployymnt bnft", "unemployment benefit")]
)
def test_where_nothing_is_found_near_words_are_given(index: Index, typed: str, near: str) -> None:
    assert near in index.near(typed, "en" if near.isascii() else "zh", most=12)


def test_near_words_find_something_in_both_languages(index: Index, policy: Policy) -> None:
    for typed, lang in (("jjianxxxi buttiez", "zh"), ("unmployymnt bnft", "en")):
        assert index.near(typed, lang)
        for word in index.near(typed, lang):
            assert answer(policy, word, lang).groups, word


def test_an_answer_says_the_same_in_both_languages(policy: Policy) -> None:
    for typed in ("50岁失业能领什么", "房租", "rent", "退休"):
        zh, en = (answer(policy, typed, lang) for lang in ("zh", "en"))
        assert {k: [i.id for i in items] for k, items in zh.groups.items()} == {
            k: [i.id for i in items] for k, items in en.groups.items()
        }


def test_an_answer_names_who_is_paid_and_who_helps(policy: Policy) -> None:
    found = answer(policy, "培训后上班补贴", "zh").groups
    paid = {item.id: item.to for item in found["measure"]}
    assert paid["4.1a"] == ("个人", "培训机构")
    outside = answer(policy, "失业金", "zh").groups["elsewhere"][0]
    assert outside.by == "社会保险经办机构"
    assert outside.phones[0][0] == "12333"


def test_the_order_of_answers_does_not_depend_on_the_process(index: Index) -> None:
    program = (
        "from wenjiu.policies import load_policy; from wenjiu.search.answers import answer;"
        "f = lambda q: {k: [i.id for i in v] for k, v in "
        "answer(load_policy('chaoyang_2020'), q, 'zh').groups.items()};"
        "print(f('招人补贴'), f('50岁失业能领什么'), f('peixun butie'), f('company hires a graduate'))"
    )
    said = {
        subprocess.run(
            [sys.executable, "-c", program],
            capture_output=True,
            check=True,
            env={"PYTHONHASHSEED": seed, "LC_ALL": "C.UTF-8"},
        ).stdout
        for seed in ("1", "2", "3")
    }
    assert len(said) == 1 and said != {b""}
