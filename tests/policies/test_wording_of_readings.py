"""The wording of every ambiguity can be read by somebody who has never seen the page."""

from __future__ import annotations

import re

import pytest

from wenjiu.policies import load_policy
from wenjiu.rules.document.ambiguities import AmbiguityRecord
from wenjiu.rules.language.text import Text

ALL = {
    f"{name} {id}": a
    for name in ("chaoyang_2020", "sample_district")
    for id, a in load_policy(name).ambiguities.items()
}
EACH = pytest.mark.parametrize("record", ALL.values(), ids=ALL)
HAN = "[\u4e00-\u9fff]"
CLIPPED = ("整笔", "有无", "逐案", "承前", "存疑", "酌定")


def wording(of: AmbiguityRecord) -> list[Text]:
    """All texts of an ambiguity that a page shows."""
    return [of.words, of.why, of.money, *of.letters.values(), *([of.reason] if of.reason else [])]


@EACH
def test_no_chinese_wording_is_a_clipped_slogan(record: AmbiguityRecord) -> None:
    assert [t.zh for t in wording(record) if any(slogan in t.zh for slogan in CLIPPED)] == []


@EACH
def test_why_and_money_are_one_short_sentence_each(record: AmbiguityRecord) -> None:
    assert [t.zh for t in (record.why, record.money) if not 6 <= len(t.zh) <= 80] == []


@EACH
def test_why_and_money_do_not_refer_to_another_entry_alone(record: AmbiguityRecord) -> None:
    assert [t.zh for t in (record.why, record.money) if re.fullmatch(r"同 ?[AG][-\d.]+", t.zh)] == []


@EACH
def test_chinese_wording_has_chinese_punctuation(record: AmbiguityRecord) -> None:
    half_width = re.compile(rf"{HAN}[,;:?!()]|[,;:?!()]{HAN}")
    assert [t.zh for t in wording(record) if half_width.search(t.zh) or '"' in t.zh or "'" in t.zh] == []


@EACH
def test_a_wording_follows_a_colon_so_it_begins_small_and_has_no_full_stop(record: AmbiguityRecord) -> None:
    starts = re.compile(r"[a-z“\d]|CNY \d|C is\b")
    texts = wording(record)
    assert [t.en for t in texts if not starts.match(t.en) or re.search(r"[.;,:]$|\. ", t.en)] == []
    assert [t.zh for t in texts if re.search("[。？！；，：]$|。", t.zh)] == []


@EACH
def test_both_languages_name_the_same_sums(record: AmbiguityRecord) -> None:
    for text in wording(record):
        assert sums(text.zh) == sums(text.en), text


def sums(text: str) -> set[int]:
    """The sums of money in a text in yuan: 5000元, 3万元, CNY 5,000, 30,000."""
    found = {int(n) * (10_000 if wan else 1) for n, wan in re.findall(r"(\d+)(万)?元", text)}
    found |= {int(n) for n in re.findall(r"CNY (\d{1,3})(?![,\d])", text)}
    return found | {int(n.replace(",", "")) for n in re.findall(r"\d{1,3}(?:,\d{3})+(?! (?:people|person))", text)}
