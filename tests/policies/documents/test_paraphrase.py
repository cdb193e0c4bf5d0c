"""The document in our own words: complete, without figures, and never the official sentences."""

from __future__ import annotations

import os
import re
from pathlib import Path

import pytest
import yaml

from wenjiu.policies import names
from wenjiu.policies.documents import DocumentError
from wenjiu.policies.documents.marks import POLICIES, marked_policies, read_marks
from wenjiu.policies.documents.paraphrase import PARAPHRASE_FILE, read_paraphrase

TEXT = os.environ.get("WENJIU_OFFICIAL_TEXT")
LONGEST_COPY = 12
CLAUSE = {"clause": "1.1", "title": {"zh": "目的", "en": "Aim"}, "text": {"zh": "做山货。", "en": "Process nuts."}}
GOOD = {"chapters": [{"title": {"zh": "总则", "en": "General"}, "clauses": [CLAUSE]}]}
WRITTEN = sorted(path.parent.name for path in POLICIES.glob(f"*/{PARAPHRASE_FILE}"))


@pytest.fixture
def write(tmp_path: Path):
    """Writes a paraphrase of an invented policy and reads it."""

    def put(content: object):
        folder = tmp_path / "invented"
        folder.mkdir(exist_ok=True)
        (folder / PARAPHRASE_FILE).write_text(
            content if isinstance(content, str) else yaml.safe_dump(content, allow_unicode=True), encoding="utf-8"
        )
        return read_paraphrase("invented", tmp_path)

    return put


def test_every_policy_with_marks_has_a_paraphrase():
    assert set(marked_policies()) & set(names()) <= set(WRITTEN)


@pytest.mark.parametrize("policy", WRITTEN)
def test_every_clause_that_has_marks_is_told_in_our_own_words_in_the_documents_order(policy):
    marked = list(dict.fromkeys(entry.clause for entry in read_marks(policy).sentences))
    assert [clause.clause for clause in read_paraphrase(policy).clauses()] == marked


@pytest.mark.parametrize("policy", WRITTEN)
def test_the_paraphrase_states_no_figure_for_figures_are_parameters(policy):
    words = [w for c in read_paraphrase(policy).clauses() for w in (c.title.zh, c.title.en, c.text.zh, c.text.en)]
    assert [
        w for w in words if re.search(r"[0-9０-９]|[二三四五六七八九十百千万两]+(?:元|人|年|月|个月|名|倍)", w)
    ] == []


@pytest.mark.parametrize("policy", WRITTEN)
def test_a_clause_is_told_in_at_most_three_sentences(policy):
    assert [c.clause for c in read_paraphrase(policy).clauses() if len(re.findall("[。！？]", c.text.zh)) > 3] == []
    assert [
        c.clause for c in read_paraphrase(policy).clauses() if re.search("[\u3400-\u9fff]", c.title.en + c.text.en)
    ] == []


def copied(ours: str, official: str) -> list[str]:
    """Stretches of more than 12 characters that stand in both, spaces and punctuation left out."""
    ours, official = (re.sub(r"[\W_]+", "", text) for text in (ours, official))
    length = LONGEST_COPY + 1
    return [ours[i : i + length] for i in range(len(ours) - length + 1) if ours[i : i + length] in official]


def test_a_copied_stretch_would_be_found():
    assert copied("今年起让愿意加工山货的人，都有活干了。", "让愿意加工山货的人 都有活干。")
    assert copied("让愿意加工山货的人有活干。", "让愿意加工山货的人都有活干。") == []


if TEXT:

    def test_no_thirteen_consecutive_characters_are_those_of_the_official_text():
        official = Path(TEXT).read_text(encoding="utf-8")
        clauses = read_paraphrase("chaoyang_2020").clauses()
        assert [
            stretch for c in clauses for ours in (c.title.zh, c.text.zh) for stretch in copied(ours, official)
        ] == []


def test_a_good_paraphrase_is_read(write):
    paraphrase = write(GOOD | {"preamble": CLAUSE | {"clause": "0.0"}})
    assert [c.clause for c in paraphrase.clauses()] == ["0.0", "1.1"]
    assert paraphrase.chapters[0].title("en") == "General"
    assert paraphrase.clauses()[1].text("zh") == "做山货。"


@pytest.mark.parametrize(
    ("content", "named"),
    [
        ("chapters: [", "line 2"),
        ({}, "must have chapters"),
        ({"chapters": []}, "at least one entry"),
        ({"chapters": [{"title": {"zh": "总则"}, "clauses": [CLAUSE]}]}, "chapter 1: title must have en, zh"),
        (
            {"chapters": [{"title": {"zh": "总则", "en": " "}, "clauses": [CLAUSE]}]},
            "chapter 1: title: en must be text",
        ),
        (
            {"chapters": [{"title": {"zh": "总则", "en": "General"}, "clauses": [CLAUSE | {"clause": 1.1}]}]},
            "in quotes",
        ),
        ({"chapters": [{"title": {"zh": "总则", "en": "General"}, "clauses": [CLAUSE, CLAUSE]}]}, "given twice: 1.1"),
    ],
)
def test_a_wrong_paraphrase_says_which_entry_is_wrong(write, content, named):
    with pytest.raises(DocumentError) as error:
        write(content)
    assert error.value.code == "paraphrase_broken"
    assert named in str(error.value.values["reason"])


def test_a_policy_without_paraphrase_is_told_what_to_write(tmp_path):
    with pytest.raises(DocumentError) as error:
        read_paraphrase("invented", tmp_path)
    assert error.value.code == "paraphrase_missing"
    assert "paraphrase.yaml" in error.value.as_text("zh")
