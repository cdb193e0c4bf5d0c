"""The document, its clauses and their rules: complete with and without the official text, true about what is loaded."""

import html
import os
import re
from pathlib import Path

import pytest
from django.conf import settings
from tests.support.documents import INVENTED, load_invented, load_text
from tests.support.pages import LANGUAGES

from wenjiu.policies import load_policy
from wenjiu.policies.documents import current_text
from wenjiu.policies.documents.marks import KINDS, read_marks
from wenjiu.policies.documents.messages import say
from wenjiu.policies.documents.paraphrase import read_paraphrase
from wenjiu.rules.verify.boundaries import boundary_rows
from wenjiu.web.public.boundaries import limits

POLICY = load_policy(settings.WENJIU_POLICY)
PARAPHRASE = read_paraphrase(POLICY.name)
OFFICIAL = os.environ.get("WENJIU_OFFICIAL_TEXT")


@pytest.fixture
def nothing_loaded(tmp_path, monkeypatch):
    """A data folder without any text."""
    monkeypatch.setenv("WENJIU_DATA", str(tmp_path))
    return tmp_path


@pytest.fixture
def invented(tmp_path, monkeypatch):
    """An invented text with marks of its own; returns its sentences."""
    return load_invented(POLICY.name, tmp_path, monkeypatch)


def words(page):
    """What can be read on a page, in one line, in lower case; marks in a text do not part its words."""
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", unmarked(page.body))).split()).lower()


def unmarked(body):
    """The markup of a page without the marks of ambiguous words."""
    body = re.sub(r"<sup>.*?</sup>", "", body)
    return re.sub(r'<a class="wj-word"[^>]*><mark>(.*?)</mark></a>', r"\1", body)


def part(page, id):
    """The markup of a page from an id to the next sentence, clause or measure."""
    return re.split(r'<(?:div|section|article)[^>]* id="[cm]\d', page.body.split(f' id="{id}"', 1)[1])[0]


@pytest.mark.parametrize("language", LANGUAGES)
def test_without_the_official_text_every_clause_stands_in_our_own_words(get, nothing_loaded, language):
    page = get("/document/", language)
    shown = words(page)
    for clause in PARAPHRASE.clauses():
        assert f'id="c{clause.clause}"' in page.body
        assert clause.title(language).lower() in shown
        assert clause.text(language).lower() in shown
    for chapter in PARAPHRASE.chapters:
        assert chapter.title(language).lower() in shown


@pytest.mark.parametrize("language", LANGUAGES)
def test_without_the_official_text_every_marked_sentence_stands_in_our_own_words(get, nothing_loaded, language):
    page = get("/document/", language)
    for entry in read_marks(POLICY.name).sentences:
        assert html.escape(entry.paraphrase(language)[1:], quote=True) in part(page, f"c{entry.clause}.{entry.number}")


def test_without_the_official_text_the_page_says_how_to_load_it(get, nothing_loaded):
    assert "wenjiu policy load 文件" in words(get("/document/"))
    assert "wenjiu policy load file" in words(get("/document/", "en"))


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_mark_is_told_in_words_with_what_stands_behind_it(get, nothing_loaded, language):
    page = get("/document/", language)
    for entry in read_marks(POLICY.name).sentences:
        beside = html.unescape(part(page, f"c{entry.clause}.{entry.number}")).lower()
        for mark in entry.marks:
            assert say(f"cover.{mark.kind}", language).lower() in beside
            assert mark.detail(language).lower() in beside


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_loaded_text_is_shown_sentence_by_sentence_with_its_marks(get, invented, language):
    page = get("/document/", language)
    for sentence in invented:
        assert f'<span lang="zh-Hans">{html.escape(sentence)}</span>' in page.body
    assert "没有原文" not in page.body
    assert "<b>" not in page.body
    assert 'href="/about/"' in part(page, "c1.2.1")
    assert {"zh": "县里", "en": "The county"}[language] in part(page, "c2.1.1")
    assert {"zh": "账目公开页", "en": "A page of accounts"}[language] in part(page, "c1.2.2")


def test_headings_inside_a_clause_stand_above_their_sentences(get, invented):
    page = get("/document/")
    assert "1.先易后难" in part(page, "c1.2.1")
    assert "2.公开透明" in part(page, "c1.2.2")


def test_a_sentence_without_a_mark_is_named_as_such(get, invented):
    page = get("/document/")
    assert "未标注" in part(page, "c2.1.2")
    assert "从未标注" in part(page, "c2.1.2")
    assert "其中 1 句还没有标注" in words(page)
    assert "1 of them is not marked yet" in words(get("/document/", "en"))


def test_clauses_that_the_loaded_text_has_and_our_words_lack_are_shown_all_the_same(get, invented):
    assert "2.1" not in [c.clause for c in PARAPHRASE.clauses()]
    page = get("/document/")
    assert 'id="c2.1"' in page.body
    assert "（一）招工补贴" in page.body


def test_a_newly_loaded_version_is_shown_at_once(get, invented, tmp_path, monkeypatch):
    assert "账目按月公布" in get("/document/").body
    load_text(POLICY.name, INVENTED.replace("按月", "按周"), tmp_path, monkeypatch)
    body = get("/document/").body
    assert "账目按周公布" in body
    assert "账目按月公布" not in body


def test_a_damaged_text_is_told_and_the_page_falls_back_on_our_words(get, invented, tmp_path):
    (tmp_path / "policies" / POLICY.name / "current.json").write_text("{", encoding="utf-8")
    page = get("/document/")
    assert page.status == 200
    assert "已载入的原文读不出来" in page.body
    assert PARAPHRASE.clauses()[1].text.zh in page.body


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("code", POLICY.measures)
def test_every_measure_is_on_the_page_of_its_clause_with_conditions_figures_readings_and_guide(
    get, nothing_loaded, code, language
):
    page = get(f"/clause/{POLICY.measures[code].clause}/", language)
    assert page.body.count(f' id="m{code}"') == 1
    panel = page.body.split(f' id="m{code}"')[1].split("</article>")[0]
    guide = POLICY[code].guide(language)
    shown = html.unescape(panel).lower()
    wanted = [guide["name"], guide["amount"]["text"]]
    wanted += [text for c in guide["conditions"] for text in (c["id"], c["text"])]
    wanted += [text for p in guide["parameters"] if p["current"] for text in (p["label"], p["value"])]
    wanted += [r["words"] for r in guide["readings"]]
    assert [text for text in wanted if text.lower() not in shown] == []
    assert f'href="/guide/{code}/"' in panel
    for r in guide["readings"]:
        assert f'href="/readings/{r["id"]}/"' in panel
    for p in guide["parameters"]:
        assert f'href="/parameters/{p["name"]}/"' in panel


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_document_names_every_measure_at_its_clause_with_a_link_to_its_rules(get, nothing_loaded, language):
    body = get("/document/", language).body
    for code, measure in POLICY.measures.items():
        clause = body.split(f' id="c{measure.clause}"')[1].split('class="wj-clause"')[0]
        assert f'href="/clause/{measure.clause}/#m{code}"' in clause
        assert measure.name(language) in html.unescape(clause)


@pytest.mark.parametrize("url", ["/document/", "/readings/", "/parameters/", "/policies/", "/policies/by-subject/"])
def test_no_id_stands_twice_and_every_jump_lands(get, nothing_loaded, url):
    body = get(url).body
    ids = re.findall(r' id="([^"]+)"', body)
    assert sorted(ids) == sorted(set(ids))
    assert set(re.findall(r'href="#([^"]+)"', body)) <= set(ids)


@pytest.mark.parametrize("code", POLICY.measures)
def test_the_limits_shown_are_questions_that_the_tests_ask(code):
    shown, rows = limits(POLICY, code, "zh"), boundary_rows(POLICY, code)
    assert shown["rows"] == len(rows)
    asked = {str(v) for row in rows for v in (*row.change.values(), *row.params.values())}
    for limit in shown["limits"]:
        assert limit["at"]
        assert limit["what"]
        if not limit["given"]:
            assert all(
                re.sub(r"[^\d.-]", "", value) in {re.sub(r"[^\d.-]", "", a) for a in asked} for value in limit["values"]
            )


@pytest.mark.parametrize("code", POLICY.measures)
def test_every_number_and_date_that_the_tests_vary_is_among_the_limits(code):
    rows = [r for r in boundary_rows(POLICY, code) if not r.readings and len(r.change) + len(r.params) == 1]
    facts = POLICY.accepted_facts(POLICY.measures[code])
    names = {n: facts[n].name("zh") for r in rows for n, v in r.change.items() if type(v) is int and " " in r.id}
    variants = {v.name for v in POLICY.measures[code].variants}
    direct = {n for r in rows for n in r.change if not any(r.id.startswith(v) for v in variants)}
    shown = {limit["what"] for limit in limits(POLICY, code, "zh")["limits"]}
    assert {name for n, name in names.items() if n in direct} <= shown


def test_every_ambiguity_of_a_clause_is_named_at_the_clause(get, nothing_loaded):
    body = get("/document/").body
    for id, ambiguity in POLICY.ambiguities.items():
        if ambiguity.clause:
            clause = body.split(f' id="c{ambiguity.clause}"')[1].split('class="wj-clause"')[0]
            assert f' id="{id}"' in clause
            assert f'href="?reading={id}#{id}"' in clause


def test_the_counts_are_those_of_the_marks(get, nothing_loaded):
    shown = words(get("/document/"))
    sentences = read_marks(POLICY.name).sentences
    for kind in KINDS:
        count = sum(any(mark.kind == kind for mark in s.marks) for s in sentences)
        assert f"{say(f'cover.{kind}', 'zh')} {count} " in shown
    assert f"共 {len(sentences)} 句" in shown


if OFFICIAL:

    def test_every_sentence_of_the_official_text_is_on_the_page_with_a_mark(get, tmp_path, monkeypatch):
        load_text(POLICY.name, Path(OFFICIAL).read_text(encoding="utf-8"), tmp_path, monkeypatch)
        page = get("/document/")
        for sentence in current_text(POLICY.name).document().sentences():
            assert html.escape(sentence.text) in unmarked(page.body)
        assert "未标注" not in page.body
