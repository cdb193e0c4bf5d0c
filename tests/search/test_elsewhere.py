"""What the document does not give: every kind is found by its own name and by every word of it; a wrong file is refused."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from wenjiu.policies import load_policy
from wenjiu.rules.document.elsewhere import load_elsewhere, refuse_unknown
from wenjiu.rules.document.plain_words import PlainWords, load_words
from wenjiu.rules.document.plain_words import refuse_unknown as refuse_unknown_words
from wenjiu.rules.language.nodes import DefinitionError
from wenjiu.rules.policy import Policy
from wenjiu.search.entries import ANSWERS
from wenjiu.search.index import Index
from wenjiu.search.patterns import patterns

GOOD = {
    "sources": {"public": {"zh": "热线", "en": "hotline", "confirmed": False}},
    "phones": {"12333": {"zh": "人社热线", "en": "hotline", "source": "public"}},
    "elsewhere": {
        "pension": {
            "zh": "养老金",
            "en": "Pension",
            "what": {"zh": "退休后按月领。", "en": "Monthly after retirement."},
            "by": {"zh": "社保机构", "en": "the agency"},
            "phones": ["12333"],
            "words": {"zh": ["退休"], "en": ["retired"]},
            "situations": ["out_of_work"],
        }
    },
}


def found(index: Index, typed: str, kind: str) -> list[str]:
    return [hit.entry.key for hit in index.search(typed).get(kind, [])]


def test_every_help_elsewhere_comes_first_by_its_own_name_in_both_languages(index: Index, policy: Policy) -> None:
    for id, help in policy.elsewhere.items():
        for lang in ("zh", "en"):
            hits = index.search(help.name(lang))
            first = next(kind for kind in hits if kind in ANSWERS)
            assert (first, hits[first][0].entry.key) == ("elsewhere", id), help.name(lang)


def test_every_help_elsewhere_is_found_by_each_of_its_words(index: Index, policy: Policy) -> None:
    lost = [
        (id, word)
        for id, help in policy.elsewhere.items()
        for words in help.words.values()
        for word in patterns(words)[0]
        if id not in found(index, word, "elsewhere")
    ]
    assert lost == []


def test_every_situation_and_clause_is_found_by_each_of_its_words(index: Index, policy: Policy) -> None:
    lost = [
        (kind, id, word)
        for kind, named in (("situation", policy.words.situations), ("clause", policy.words.clauses))
        for id, by_language in named.items()
        for words in by_language.values()
        for word in patterns(words)[0]
        if id not in found(index, word, kind)
    ]
    assert lost == []


def test_every_situation_has_words_and_every_clause_with_words_exists(index: Index, policy: Policy) -> None:
    assert set(policy.words.situations) == {s.id for s in policy.situations.statements}
    clauses = {s.entry.key for s in index.entries if s.entry.kind == "clause"}
    assert set(policy.words.clauses) - clauses == set()


def test_every_help_elsewhere_names_who_gives_it_and_a_phone_with_its_source(policy: Policy) -> None:
    assert len(policy.elsewhere) == 17
    for help in policy.elsewhere.values():
        assert help.phones and all(p.number.isdigit() and p.source.name("zh") for p in help.phones)
        assert not any(p.source.confirmed for p in help.phones)
        assert all(text(lang) for text in (help.what, help.by) for lang in ("zh", "en"))


def test_a_policy_without_help_elsewhere_still_works() -> None:
    other = load_policy("sample_district")
    assert (other.elsewhere, other.words) == ({}, PlainWords())


def read(tmp_path: Path, content: object) -> object:
    path = tmp_path / "elsewhere.yaml"
    path.write_text(yaml.safe_dump(content, allow_unicode=True), "utf-8")
    return load_elsewhere(path)


WRONG = {
    "an unknown phone": ({"phones": ["1"]}, "elsewhere.pension.phones: '1' is none of 12333"),
    "no phone": ({"phones": []}, "elsewhere.pension.phones: has no number"),
    "a word twice": ({"words": {"zh": ["退休", "退休"], "en": []}}, "words.zh: '退休' is given twice"),
    "a word that is a number": ({"words": {"zh": [4050], "en": []}}, "words.zh: [4050] is no list of words"),
    "no English": ({"what": {"zh": "钱"}}, "elsewhere.pension.what.en: is missing"),
    "a field of its own": ({"price": 1}, "elsewhere.pension.price: there is no such field"),
}


@pytest.mark.parametrize("what", WRONG)
def test_a_wrong_entry_is_refused_with_its_place(tmp_path: Path, what: str) -> None:
    change, message = WRONG[what]
    entry = GOOD["elsewhere"]["pension"] | change  # type: ignore[index]
    with pytest.raises(DefinitionError) as refused:
        read(tmp_path, GOOD | {"elsewhere": {"pension": entry}})
    assert message in str(refused.value) and str(refused.value).startswith("elsewhere.yaml: ")


def test_a_source_says_whether_it_is_confirmed(tmp_path: Path) -> None:
    sources = {"public": {"zh": "热线", "en": "hotline", "confirmed": "perhaps"}}
    with pytest.raises(DefinitionError, match="sources.public.confirmed: 'perhaps' is neither true nor false"):
        read(tmp_path, GOOD | {"sources": sources})


def test_a_situation_that_the_policy_does_not_have_is_refused(tmp_path: Path) -> None:
    good = read(tmp_path, GOOD)
    refuse_unknown(good, ["out_of_work"])  # type: ignore[arg-type]
    with pytest.raises(DefinitionError, match="'pension' names the situation 'out_of_work'; there are: founder"):
        refuse_unknown(good, ["founder"])  # type: ignore[arg-type]


def test_words_of_a_situation_that_the_policy_does_not_have_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "words.yaml"
    path.write_text("situations: {flying: {zh: [飞], en: []}}\nclauses: {}\n", "utf-8")
    with pytest.raises(DefinitionError, match="names the situation 'flying'; there are: founder"):
        refuse_unknown_words(load_words(path), ["founder"])
