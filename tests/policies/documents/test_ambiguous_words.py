"""Where ambiguous words are marked: in the official text where it is loaded, else in our paraphrase; none is lost."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
import yaml

from wenjiu.policies import load_policy, names
from wenjiu.policies.documents import parse_text
from wenjiu.policies.documents.ambiguous_words import TEXT, WORDS_FILE, Marker, Words, read_words
from wenjiu.policies.documents.marks import POLICIES
from wenjiu.policies.documents.paraphrase import read_paraphrase
from wenjiu.rules.language.nodes import DefinitionError

OFFICIAL = os.environ.get("WENJIU_OFFICIAL_TEXT")
POLICY = load_policy("chaoyang_2020")
LONGEST_COPY = 12
TEXTS = POLICIES / "sample_district" / "texts"
GENERAL = [a.id for a in POLICY.ambiguities.values() if not a.clause]


def of_clause(policy, clause):
    return [a.id for a in policy.ambiguities.values() if a.clause == clause]


@pytest.fixture
def write(tmp_path: Path):
    """Writes the file of an invented policy that has the ambiguities of the first one, and reads it."""

    def put(words: object):
        (tmp_path / "invented").mkdir(exist_ok=True)
        text = yaml.safe_dump({"words": words}, allow_unicode=True)
        (tmp_path / "invented" / WORDS_FILE).write_text(text, encoding="utf-8")
        return read_words("invented", POLICY.ambiguities, tmp_path)

    return put


@pytest.mark.parametrize("policy", names())
def test_every_ambiguity_has_words_or_is_about_what_the_text_does_not_say(policy):
    found = load_policy(policy)
    words = read_words(policy, found.ambiguities)
    assert list(words) == list(found.ambiguities)


def test_of_101_ambiguities_88_are_about_words_and_13_about_what_the_text_does_not_say():
    words = read_words(POLICY.name, POLICY.ambiguities)
    assert len(words) == 101
    assert sum(w.absent for w in words.values()) == 13
    assert [id for id, w in words.items() if not w.absent and not w.by_source[TEXT]] == []


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_paraphrase_holds_the_words_that_are_marked_in_it(lang):
    words = read_words(POLICY.name, POLICY.ambiguities)
    clauses = {c.clause: c.text(lang) for c in read_paraphrase(POLICY.name).clauses()}
    for id, ambiguity in POLICY.ambiguities.items():
        texts = [clauses[ambiguity.clause]] if ambiguity.clause else list(clauses.values())
        lost = [word for word in words[id].by_source[lang] if not any(word in text for text in texts)]
        assert lost == [], f"{WORDS_FILE}: {id}.{lang}: {lost} is not in paraphrase.yaml; write words that are"


def test_in_the_paraphrase_only_three_general_ambiguities_are_not_marked():
    words = read_words(POLICY.name, POLICY.ambiguities)
    for lang in ("zh", "en"):
        marked: set[str] = set()
        for clause in read_paraphrase(POLICY.name).clauses():
            marker = Marker(words, lang, of_clause(POLICY, clause.clause), GENERAL)
            marker.cut(clause.text(lang))
            marked |= marker.marked
        assert {id for id, w in words.items() if not w.absent} - marked == {"G2", "G3", "G4"}


def test_the_words_of_the_official_text_are_short_quotations_and_no_sentences():
    words = read_words(POLICY.name, POLICY.ambiguities)
    assert [w for entry in words.values() for w in entry.by_source[TEXT] if len(w) > LONGEST_COPY] == []


if OFFICIAL:

    def test_in_the_official_text_every_ambiguity_about_words_is_marked():
        words = read_words(POLICY.name, POLICY.ambiguities)
        sentences = parse_text(Path(OFFICIAL).read_text(encoding="utf-8")).sentences()
        marked: set[str] = set()
        for clause in dict.fromkeys(s.clause for s in sentences):
            marker = Marker(words, TEXT, of_clause(POLICY, clause), GENERAL)
            for s in sentences:
                if s.clause == clause:
                    assert "".join(p.text for p in marker.cut(s.text, s.number)) == s.text
            marked |= marker.marked
        assert {id for id, w in words.items() if not w.absent} - marked == set()


def words(*text: str, sentence: int = 0) -> Words:
    return Words({TEXT: text, "zh": (), "en": ()}, sentence)


def test_an_ambiguity_of_a_clause_is_marked_at_its_first_place_only():
    marker = Marker({"A": words("就业")}, TEXT, ["A"], [])
    assert [(p.text, p.ids) for p in marker.cut("就业和就业", 1)] == [("就业", ("A",)), ("和就业", ())]
    assert [(p.text, p.ids) for p in marker.cut("又是就业", 2)] == [("又是就业", ())]


def test_a_general_ambiguity_is_marked_in_every_text():
    marker = Marker({"G": words("以上")}, TEXT, [], ["G"])
    assert [p.ids for p in marker.cut("三人以上", 1)] == [(), ("G",)]
    assert [p.ids for p in marker.cut("五人以上", 2)] == [(), ("G",)]


def test_words_that_overlap_are_marked_with_each_of_their_ambiguities():
    marker = Marker({"A": words("登记失业的青年"), "B": words("青年")}, TEXT, ["A", "B"], [])
    assert [(p.text, p.ids) for p in marker.cut("登记失业的青年")] == [("登记失业的", ("A",)), ("青年", ("A", "B"))]


def test_words_of_one_sentence_are_not_marked_in_another():
    marker = Marker({"A": words("一次性", sentence=2)}, TEXT, ["A"], [])
    assert [p.ids for p in marker.cut("一次性", 1)] == [()]
    assert [p.ids for p in marker.cut("一次性", 2)] == [("A",)]


def test_an_ambiguity_that_the_file_does_not_list_is_marked_at_the_words_that_it_quotes(write):
    found = write({"G1": {"absent": True}})
    assert found["G1"].absent
    assert found["A-3.2-1"].by_source[TEXT] == ("当年",)


def test_a_policy_without_the_file_is_marked_at_the_quoted_words(tmp_path):
    found = read_words("invented", POLICY.ambiguities, tmp_path)
    assert found["G2"].by_source[TEXT] == ("以上", "以下")


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ({"A-9.9-9": {"absent": True}}, "A-9.9-9"),
        ({"G1": {"absent": True, "text": ["全文"]}}, "either words or"),
        ({"G1": {}}, "either words or"),
        ({"G1": {"text": "全文"}}, "no list of words"),
        ({"G1": {"text": [""]}}, "no list of words"),
        ({"G1": {"text": ["全文"], "sentence": -1}}, "no number of a sentence"),
        ({"G1": {"words": ["全文"]}}, "no such field"),
        ({"G1": {"absent": "yes"}}, "neither true nor false"),
    ],
)
def test_a_wrong_entry_is_refused_by_name(write, content, said):
    with pytest.raises(DefinitionError) as error:
        write(content)
    assert WORDS_FILE in str(error.value)
    assert said in str(error.value)


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_in_the_second_district_every_ambiguity_is_marked_in_the_paraphrase_and_in_its_invented_text(lang):
    policy = load_policy("sample_district")
    words = read_words(policy.name, policy.ambiguities)
    general = [a.id for a in policy.ambiguities.values() if not a.clause]
    in_words, in_text = set(), set()
    sentences = parse_text((TEXTS / "2025.txt").read_text(encoding="utf-8")).sentences()
    for clause in read_paraphrase(policy.name).clauses():
        own = of_clause(policy, clause.clause)
        paraphrase, text = Marker(words, lang, own, general), Marker(words, TEXT, own, general)
        paraphrase.cut(clause.text(lang))
        for s in sentences:
            if s.clause == clause.clause:
                text.cut(s.text, s.number)
        in_words |= paraphrase.marked
        in_text |= text.marked
    assert in_words == in_text == set(policy.ambiguities)
