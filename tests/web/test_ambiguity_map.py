"""The map of ambiguities: marked in place, none lost, each with letters, reason, money, and figures of a synthetic district."""

import csv
import html
import io
import itertools
import json
import re

import pytest
from django.conf import settings
from django.utils import translation
from tests.support.documents import load_invented
from tests.support.pages import LANGUAGES, SoundPages

from wenjiu.policies import load_policy
from wenjiu.policies.documents.ambiguous_words import Words
from wenjiu.policies.documents.district_figures import RENEW, figures_of
from wenjiu.policies.documents.paraphrase import Paraphrase
from wenjiu.web.public import document, readings
from wenjiu.web.public.chapters import paraphrase_of
from wenjiu.web.public.district import district_of
from wenjiu.web.public.policy import listed_for

POLICY = load_policy(settings.WENJIU_POLICY)
FIGURES = figures_of(POLICY)
CLAUSES = [c.clause for c in paraphrase_of(POLICY).clauses()]
COMPUTED = [id for id, a in POLICY.ambiguities.items() if a.switchable]
MOST = 100_000  # bytes of a page


@pytest.fixture(autouse=True)
def nothing_loaded(tmp_path, monkeypatch):
    """A data folder without any text."""
    monkeypatch.setenv("WENJIU_DATA", str(tmp_path))


def words(page):
    """What can be read on a page, in one line, in lower case."""
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", page.body)).split()).lower()


def ids(page):
    """The ambiguities of a list, in its order."""
    return re.findall(r'<li id="((?:G|A-)[\d.-]+)"', page.body)


@pytest.mark.parametrize("url", [*(f"/clause/{clause}/" for clause in CLAUSES), "/readings/?sort=money", "/document/?reading=A-3.2-1",
                                 *(f"/readings/{id}/try/" for id in COMPUTED[:3])])  # fmt: skip
class TestPages(SoundPages):
    """The pages of the map."""


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    "url", ["/document/", "/readings/", "/readings/?sort=money", *(f"/clause/{c}/" for c in CLAUSES)]
)
def test_a_page_of_the_map_is_smaller_than_100_kilobytes(read, url, language):
    assert len(read(url, language).response.content) < MOST


# The document -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("language", LANGUAGES)
def test_all_101_ambiguities_are_on_the_page_of_the_document_each_once(read, language):
    page = read("/document/", language)
    assert sorted(re.findall(r'<li class="wj-reading" id="([^"]+)"', page.body)) == sorted(POLICY.ambiguities)
    assert page.body.count('<li class="wj-reading"') == len(POLICY.ambiguities) == 101
    assert [
        a.words(language) for a in POLICY.ambiguities.values() if a.words(language).lower() not in words(page)
    ] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_ambiguous_words_are_marked_in_their_clause_and_lead_to_their_readings(read, language):
    body = read("/document/", language).body
    known = document.words_of(POLICY)
    for id, ambiguity in POLICY.ambiguities.items():
        wanted = known[id].by_source[language]
        if not ambiguity.clause or not wanted:
            continue
        clause = body.split(f' id="c{ambiguity.clause}"')[1].split('class="wj-mapped-readings"')[0]
        linked = re.findall(
            r'<a class="wj-word" href="/document/\?reading=([^#"]+)#|<sup><a href="/document/\?reading=([^#"]+)#',
            clause,
        )
        assert id in {first or second for first, second in linked}


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_the_text_does_not_say_is_listed_at_the_end_of_its_clause(read, language):
    body = read("/document/", language).body
    said = {"zh": "条文没有写：", "en": "What the text does not say:"}[language]
    for id, known in document.words_of(POLICY).items():
        clause = POLICY.ambiguities[id].clause
        place = f' id="c{clause}"' if clause else ' id="general"'
        after = body.split(place)[1].split(said)
        assert (id in re.findall(r'<li class="wj-reading" id="([^"]+)"', after[0])) == (not known.absent)


@pytest.mark.parametrize("id", COMPUTED[::6] + [id for id in POLICY.ambiguities if id not in COMPUTED][::10])
def test_an_opened_reading_stands_at_its_clause_with_letters_reason_money_and_district(read, id):
    ambiguity, page = POLICY.ambiguities[id], read(f"/document/?reading={id}")
    entry = page.body.split(f'<li class="wj-reading" id="{id}"')[1].split("</li><li class")[0]
    shown = html.unescape(entry).lower()
    wanted = [ambiguity.why, ambiguity.money, *ambiguity.letters.values()]
    assert [text.zh for text in wanted if text.zh.lower() not in shown] == []
    assert ("合成数据" in entry) == (id in COMPUTED)
    assert ("推算不出金额" in entry) == (set(ambiguity.letters) - {"A"} != set(ambiguity.switchable))
    assert f'href="/readings/{id}/"' in entry


def test_an_unknown_reading_opens_nothing_and_repeats_nothing_of_what_was_sent(read):
    page = read("/document/?reading=%3Cscript%3Ealert(1)%3C/script%3E")
    assert page.status == 200
    assert "alert(1)" not in page.body


def test_in_a_loaded_text_the_words_are_marked_in_the_official_sentence(get, tmp_path, monkeypatch):
    sentences = load_invented(POLICY.name, tmp_path, monkeypatch)
    assert any("愿意" in s for s in sentences)
    marked = document.words_of(POLICY) | {"G1": Words({"text": ("愿意加工",), "zh": (), "en": ()})}
    monkeypatch.setattr(document, "words_of", lambda policy: marked)
    body = get("/document/").body
    assert '让<a class="wj-word" href="/document/?reading=G1#G1"><mark>愿意加工</mark></a>山货' in body


def test_no_ambiguity_is_lost_where_the_clauses_have_no_paraphrase(get, monkeypatch):
    monkeypatch.setattr(document, "paraphrase_of", lambda policy: Paraphrase(None, ()))
    assert get("/document/").body.count('<li class="wj-reading"') == len(POLICY.ambiguities)


def test_no_ambiguity_is_lost_where_the_loaded_text_lacks_its_clause(get, tmp_path, monkeypatch):
    load_invented(POLICY.name, tmp_path, monkeypatch)
    monkeypatch.setattr(document, "paraphrase_of", lambda policy: Paraphrase(None, ()))
    assert get("/document/").body.count('<li class="wj-reading"') == len(POLICY.ambiguities)


# A clause ---------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("clause", CLAUSES)
def test_a_clause_has_a_page_with_its_text_readings_rules_and_how_to_cite_it(read, clause, language):
    page = read(f"/clause/{clause}/", language)
    shown = re.sub(r"<sup>.*?</sup>|</?(?:a|mark)\b[^>]*>", "", page.body)
    told = next(c for c in paraphrase_of(POLICY).clauses() if c.clause == clause)
    assert html.escape(told.text(language), quote=True) in shown
    own = [id for id, a in POLICY.ambiguities.items() if a.clause == clause]
    assert sorted(re.findall(r'<details class="wj-reading" id="([^"]+)"', page.body)) == sorted(own)
    measures = [code for code, m in POLICY.measures.items() if m.clause == clause]
    assert re.findall(r'<article class="wj-coded" id="m([^"]+)"', page.body) == measures
    assert f"http://testserver/clause/{clause}/" in page.body
    assert POLICY.document in page.body.split('id="cite"')[1]
    assert POLICY.rules_version in page.body.split('id="cite"')[1]


def test_the_clauses_lead_from_one_to_the_next(read):
    for before, after in itertools.pairwise(CLAUSES):
        assert f'<a href="/clause/{after}/" rel="next">' in read(f"/clause/{before}/").body
        assert f'<a href="/clause/{before}/" rel="prev">' in read(f"/clause/{after}/").body


@pytest.mark.parametrize("url", ["/clause/9.9/", "/clause/3.2a/", "/clause/%3Cb%3E/", "/readings/Z/try/", "/readings/G2/try/",
                                 "/readings/download.exe"])  # fmt: skip
def test_what_does_not_exist_is_not_found(read, url):
    assert read(url).status == 404


def test_document_guide_and_search_lead_to_the_page_of_a_clause(read):
    assert all(f'href="/clause/{c}/"' in read("/document/").body for c in CLAUSES)
    assert all(f'href="/clause/{m.clause}/"' in read(f"/guide/{code}/").body for code, m in POLICY.measures.items())
    assert 'href="/clause/7.1/"' in read("/search/?q=警戒等级").body


# The list ---------------------------------------------------------------------------------------------------------------


def test_sorted_by_money_the_largest_change_comes_first_and_what_cannot_be_computed_last(read):
    shown = ids(read("/readings/?sort=money"))
    assert sorted(shown) == sorted(POLICY.ambiguities)
    weights = [FIGURES.weight(id) for id in shown if id in COMPUTED]
    assert weights == sorted(weights, reverse=True)
    assert set(shown[: len(COMPUTED)]) == set(COMPUTED)


def test_without_an_order_the_list_is_that_of_the_document(read):
    assert ids(read("/readings/")) == ids(read("/readings/?sort=clause")) == list(POLICY.ambiguities)


@pytest.mark.parametrize("code", list(POLICY.measures)[::4])
def test_the_list_of_a_measure_has_what_it_computes_and_what_is_said_of_its_clause(read, code):
    shown = set(ids(read(f"/readings/?measure={code}")))
    computed = {id for id, a in POLICY.ambiguities.items() if code in a.computable}
    said = {id for id, a in POLICY.ambiguities.items() if not a.computable and a.clause == POLICY.measures[code].clause}
    assert shown == computed | said


@pytest.mark.parametrize("audience", POLICY.audiences)
def test_the_list_of_an_audience_has_what_its_measures_compute(read, audience):
    codes = {m.code for m in listed_for(POLICY, audience)}
    shown = ids(read(f"/readings/?audience={audience}"))
    assert {id for id, a in POLICY.ambiguities.items() if codes & a.computable.keys()} <= set(shown)
    assert all(codes & a.computable.keys() for id in shown if (a := POLICY.ambiguities[id]).computable)


def test_an_unknown_order_or_filter_shows_everything_and_repeats_nothing_of_what_was_sent(read):
    page = read("/readings/?sort=%3Cscript%3E&measure=alert(1)&audience=nobody-such")
    assert ids(page) == list(POLICY.ambiguities)
    assert "alert(1)" not in page.body
    assert "nobody-such" not in page.body


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_csv_has_a_line_for_every_letter_with_its_figures(client, language):
    response = client.get("/readings/download.csv", headers={"accept-language": language})
    assert response.content.startswith(b"\xef\xbb\xbf")
    assert 'filename="wenjiu-readings.csv"' in response.headers["Content-Disposition"]
    lines = list(csv.DictReader(io.StringIO(response.content.decode("utf-8-sig"))))
    assert [(x["id"], x["letter"]) for x in lines] == [
        (id, y) for id, a in POLICY.ambiguities.items() for y in a.letters
    ]
    for line in lines:
        found = FIGURES.data(line["id"], line["letter"])
        assert line["cases"] == ("" if found is None else str(found["cases"]))
        assert line["certain_yuan"] == ("" if found is None else found["certain_yuan"] or "")


def test_the_json_has_letters_and_figures_and_says_that_they_are_synthetic(client):
    found = json.loads(client.get("/readings/download.json?sort=money").content)
    assert found["district"] == FIGURES.basis()
    assert found["district"]["synthetic"] is True
    assert [r["id"] for r in found["readings"]] == [
        a.id for a in readings.Wanted("money", "", "").chosen(POLICY)
    ]  # fmt: skip
    for r in found["readings"]:
        assert {o["letter"]: o["district"] for o in r["options"]} == {
            letter: FIGURES.data(r["id"], letter) for letter in POLICY.ambiguities[r["id"]].letters
        }


def test_a_download_keeps_order_and_filter(client):
    response = client.get("/readings/download.json?measure=3.2a&audience=firm")
    assert 'filename="wenjiu-readings-3.2a-firm.json"' in response.headers["Content-Disposition"]
    page = client.get("/readings/?measure=3.2a&sort=money").content.decode()
    assert "/readings/download.csv?sort=money&amp;measure=3.2a" in page


# The district -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("id", POLICY.ambiguities)
def test_a_reading_says_what_it_changes_in_the_district_or_why_that_cannot_be_computed(read, id, language):
    with translation.override("en" if language == "en" else "zh-hans"):
        said = district_of(POLICY, POLICY.ambiguities[id])
    shown = words(read(f"/readings/{id}/", language))
    assert said["why_not"].lower() in shown
    assert [x["text"] for x in said["letters"] if " ".join(x["text"].lower().split()) not in shown] == []
    assert bool(said["letters"]) == (id in COMPUTED)
    if id in COMPUTED:
        assert {"zh": "不是任何人的数据", "en": "nobody's data"}[language] in shown


def test_figures_of_other_rules_are_not_shown_and_the_page_says_how_to_renew_them(get, monkeypatch):
    for module in ("district", "readings"):
        monkeypatch.setattr(f"wenjiu.web.public.{module}.figures_of", lambda policy: None)
    shown = words(get("/readings/"))
    assert RENEW in shown
    assert "现在没有按这一版规则推算的数字" in words(get("/readings/?sort=money"))
    assert "件申请的结果改变" not in shown
