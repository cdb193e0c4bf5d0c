"""Guards on marks: no sentence without one, no mark without its sentence, object, test and page."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import yaml

from wenjiu.policies import load_policy
from wenjiu.policies.documents import DocumentError, coverage_report, load_document, parse_text, render_map
from wenjiu.policies.documents.links import LinkChecker
from wenjiu.policies.documents.marks import POLICIES, PROSE_REASONS, marked_policies, read_marks
from wenjiu.standards.columns import pad, ranges, table, width, wrap

CODED = {
    "mark": "coded",
    "part": "3.1",
    "object": "wenjiu.policies.documents.sentences:split_sentences",
    "test": "tests/guards.py::test_it",
    "page": "/guide/3.1/",
}


@pytest.fixture
def project(tmp_path: Path, opinion: str, text_file) -> Path:
    """A checkout in small: a policy whose sentences are all marked, its tests, and its loaded text."""
    policy = tmp_path / "src" / "wenjiu" / "policies" / "qingxi"
    policy.mkdir(parents=True)
    (tmp_path / "tests").mkdir()
    (tmp_path / "tests" / "guards.py").write_text("def test_it():\n    pass\n", encoding="utf-8")
    prose = {"mark": "prose", "reason": "aim"}
    content = {
        "document": {"title_hash": "0" * 10, "number": "青政发〔2031〕7号"},
        "sentences": [
            {
                "clause": s.clause,
                "sentence": s.number,
                "hash": s.hash,
                "en": f"paraphrase | {s.clause}",
                "zh": "虚构的转述",
                "marks": [dict(CODED), {"mark": "planned", "part": "3.1", "what": {"en": "more", "zh": "其余"}}]
                if s.clause == "3.1"
                else [dict(prose)],
            }
            for s in parse_text(opinion).sentences()
        ],
    }
    write(tmp_path, content)
    load_document(text_file(opinion), "qingxi", tmp_path / "var")
    return tmp_path


def policies(project: Path) -> Path:
    return project / "src" / "wenjiu" / "policies"


def write(project: Path, content: object) -> None:
    path = policies(project) / "qingxi" / "coverage.yaml"
    path.write_text(yaml.safe_dump(content, allow_unicode=True), encoding="utf-8")


def change(project: Path, edit) -> None:
    path = policies(project) / "qingxi" / "coverage.yaml"
    content = yaml.safe_load(path.read_text(encoding="utf-8"))
    edit(content)
    write(project, content)


def report(project: Path):
    return coverage_report(
        "qingxi", project / "var", page_exists=lambda page: page == "/guide/3.1/", policies=policies(project)
    )


def test_a_fully_marked_text_is_complete(project):
    found = report(project)
    assert (found.ok, found.exit_code, found.unchecked) == (True, 0, ())
    assert found.counts() == {"coded": 2, "workflow": 0, "judgment": 0, "prose": 8, "planned": 2}


def test_an_unmarked_sentence_is_listed_and_fails(project):
    change(project, lambda content: content["sentences"].pop())
    found = report(project)
    assert found.exit_code == 1
    assert [(u.sentence.clause, u.why) for u in found.unmarked] == [("3.2", "never")]
    assert "从未标注" in found.as_text("zh")


def test_a_sentence_reworded_since_it_was_marked_fails_and_says_so(project, opinion, text_file):
    load_document(text_file(opinion.replace("800", "900"), "new.txt"), "qingxi", project / "var")
    found = report(project)
    assert [(u.sentence.clause, u.sentence.number, u.why) for u in found.unmarked] == [("3.1", 1, "reworded")]
    assert found.stale == ()
    assert not found.ok


def test_a_sentence_that_moved_fails_and_names_its_old_place(project, opinion, text_file):
    moved = opinion.replace("让愿意加工山货的人有活干。", "新写的目的。让愿意加工山货的人有活干。")
    load_document(text_file(moved, "new.txt"), "qingxi", project / "var")
    assert [u.reason("en") for u in report(project).unmarked] == ["never marked", "marked as clause 1.1, sentence 1"]


def test_a_mark_whose_sentence_is_gone_fails(project, opinion, text_file):
    load_document(text_file(opinion.replace("不搞一刀切。", ""), "new.txt"), "qingxi", project / "var")
    found = report(project)
    assert found.exit_code == 1
    assert len(found.stale) == 1


@pytest.mark.parametrize(
    ("field", "value", "problem"),
    [
        ("object", "wenjiu.policies.documents.sentences:no_such_name", "link.name"),
        ("object", "wenjiu.policies.no_such_module:measure", "link.module"),
        ("object", "wenjiu.bureau.no_such_module:act", "link.module"),
        ("object", "wenjiu.bureau.writes:no_such_name", "link.name"),
        ("test", "tests/none.py", "link.test"),
        ("test", "tests/guards.py::test_other", "link.test_name"),
        ("page", "/guide/none/", "link.page"),
    ],
)
def test_a_mark_that_names_what_does_not_exist_is_an_error(project, field, value, problem):
    def edit(content):
        next(s for s in content["sentences"] if s["clause"] == "3.1")["marks"][0][field] = value

    change(project, edit)
    found = report(project)
    assert [error.problem[0] for error in found.errors] == [problem]
    assert found.exit_code == 1
    assert value.split("::")[0] in found.as_text("en")


def test_pages_and_tests_that_could_not_be_checked_are_said_not_passed_over(project):
    assert coverage_report("qingxi", project / "var", policies=policies(project)).unchecked == ("pages",)
    (project / "tests" / "guards.py").unlink()
    (project / "tests").rmdir()
    found = coverage_report("qingxi", project / "var", policies=policies(project))
    assert found.unchecked == ("pages", "tests")
    assert "未核对" in found.as_text("zh")


@pytest.mark.parametrize(
    ("edit", "words"),
    [
        (lambda s: s.update(clause=5.1), "quotes"),
        (lambda s: s.update(hash=1234567890), "quotes"),
        (lambda s: s.update(hash="12"), "hash"),
        (lambda s: s.update(sentence=True), "whole number"),
        (lambda s: s.update(sentence=0), "whole number"),
        (lambda s: s.update(marks=[]), "at least one"),
        (lambda s: s.update(marks=[{"mark": "done"}]), "must be one of"),
        (lambda s: s.update(marks=[{"mark": "prose", "reason": "boring"}]), "reason must be one of"),
        (lambda s: s.update(marks=[{"mark": "planned", "part": "3.1"}]), "lacks what"),
        (lambda s: s.update(marks=[{**CODED, "object": "os:system"}]), "object"),
        (lambda s: s.update(marks=[{**CODED, "test": "/etc/passwd"}]), "test"),
        (lambda s: s.update(marks=[{**CODED, "reason": "aim"}]), "unknown reason"),
        (lambda s: s.update(marks=["coded"]), "must be one of"),
        (lambda s: s.pop("zh"), "lacks zh"),
        (lambda s: s.update(text="x"), "unknown text"),
        (lambda s: s.update(clause="3.1", sentence=2), "are both clause 3.1"),
    ],
)
def test_a_wrong_entry_in_the_marks_is_named(project, edit, words):
    change(project, lambda content: edit(content["sentences"][0]))
    with pytest.raises(DocumentError, match=words):
        report(project)


@pytest.mark.parametrize("content", ["", "[]", "a: [", "document: 3\nsentences: 4\n", "\x00"])
def test_a_marks_file_of_another_form_is_an_error_with_a_fix(project, content):
    (policies(project) / "qingxi" / "coverage.yaml").write_text(content, encoding="utf-8")
    with pytest.raises(DocumentError) as caught:
        report(project)
    assert caught.value.code == "marks_broken"


def test_without_text_or_marks_coverage_says_what_to_do(project, tmp_path):
    with pytest.raises(DocumentError, match="wenjiu policy load"):
        coverage_report("qingxi", tmp_path / "elsewhere", policies=policies(project))
    with pytest.raises(DocumentError, match="coverage.yaml"):
        coverage_report("other", project / "var", policies=policies(project))
    with pytest.raises(DocumentError, match="not a policy name"):
        coverage_report("../x", project / "var", policies=policies(project))


def test_the_report_fits_eighty_columns_in_both_languages_and_is_json(project, opinion, text_file):
    load_document(text_file(opinion.replace("800", "900") + "\n", "new.txt"), "qingxi", project / "var")
    for lang in ("zh", "en"):
        assert max(width(line) for line in report(project).as_text(lang).splitlines()) <= 80
    assert json.loads(json.dumps(report(project).as_dict()))["unmarked"][0]["why"] == "reworded"


def test_the_map_leads_from_clause_to_code_test_and_page_without_the_texts_wording(project, opinion):
    text = render_map("qingxi", policies(project))
    assert "| 3.1 | 1 | paraphrase \\| 3.1 (虚构的转述) | coded | 3.1 | `wenjiu.policies" in text
    assert "`tests/guards.py::test_it` | `/guide/3.1/` |" in text
    assert not [s.text for s in parse_text(opinion).sentences() if s.text[:8] in text]
    assert text == render_map("qingxi", policies(project))


def test_the_map_refuses_an_object_that_does_not_exist(project):
    def edit(content):
        next(s for s in content["sentences"] if s["clause"] == "3.1")["marks"][0]["object"] = "wenjiu.none:measure"

    change(project, edit)
    with pytest.raises(DocumentError, match="wenjiu.none:measure"):
        render_map("qingxi", policies(project))


@pytest.mark.parametrize("policy", marked_policies())
def test_what_the_marks_of_a_shipped_policy_name_exists(policy):
    checker = LinkChecker(POLICIES.parents[2], None)
    marks = read_marks(policy)
    assert [p for entry in marks.sentences for mark in entry.marks for p in checker.problems(mark)] == []


def test_every_sentence_of_a_shipped_policy_has_a_key_of_its_own():
    for policy in marked_policies():
        hashes = [entry.hash for entry in read_marks(policy).sentences]
        assert len(hashes) == len(set(hashes)) > 0


def test_the_first_policy_codes_its_24_branches_and_marks_each_clause():
    marks = read_marks("chaoyang_2020")
    coded = {m.part for e in marks.sentences for m in e.marks if m.kind == "coded"}
    assert coded == set(load_policy("chaoyang_2020").measures) and len(coded) == 24
    chapters = {"1": 2, "3": 5, "4": 4, "5": 3, "6": 3, "7": 2, "8": 3}
    clauses = {f"{chapter}.{item}" for chapter, count in chapters.items() for item in range(1, count + 1)}
    assert {e.clause for e in marks.sentences} == clauses | {"0.0", "2.0"}
    assert all(reason.zh and reason.en for reason in PROSE_REASONS.values())


def test_text_is_laid_out_by_columns_not_characters():
    assert (width("稳就 Wenjiu"), width("e\u0301"), pad("稳", 4)) == (11, 1, "稳  ")
    lines = wrap("很长的一段话，" * 20, indent="  ")
    assert max(map(width, lines)) <= 80
    assert not any(line.strip()[0] in "，。" for line in lines)
    assert max(map(width, table([("甲", "a" * 200)]))) <= 80
    assert ranges([3, 1, 2, 9]) == "1-3, 9"
