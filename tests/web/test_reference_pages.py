"""Readings, parameters and the list of policies: complete, the same as the rules compute with, and honest about gaps."""

import csv
import datetime as dt
import html
import io
import json
import re

import pytest
from django.conf import settings
from tests.support.counts import some
from tests.support.pages import LANGUAGES, SoundPages

from wenjiu.policies import load_policy
from wenjiu.rules.language.parameter_rows import MAP, TABLE
from wenjiu.rules.language.problems import CaseError
from wenjiu.standards import civil
from wenjiu.web.formats import day
from wenjiu.web.public import parameters as pages
from wenjiu.web.public.chapters import paraphrase_of
from wenjiu.web.public.policy import listed_for

POLICY = load_policy(settings.WENJIU_POLICY)
PARAMS = POLICY.book.params
LISTS = [
    "/readings/",
    "/parameters/",
    "/parameters/?state=missing",
    "/policies/",
    "/policies/by-subject/",
    "/document/",
]
DETAILS = [*(f"/readings/{id}/" for id in POLICY.ambiguities), *(f"/parameters/{name}/" for name in PARAMS)]
#: A usual run opens every list, and of the pages of single readings and parameters one in three.
PAGES = [*LISTS, *some(DETAILS, 3, "pages of readings and parameters")]


def words(page):
    """What can be read on a page, in one line, in lower case."""
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", page.body)).split()).lower()


def cells(page, name):
    """The cells of a row of a list of parameters, as they read."""
    row = next(r for r in page.body.split("<tr") if f'href="/parameters/{name}/"' in r)
    return [" ".join(html.unescape(re.sub(r"<[^>]+>", " ", c)).split()) for c in re.split(r"</t[hd]>", row)[:-1]]


# All pages --------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("url", PAGES)
class TestPages(SoundPages):
    """The reference pages, those of each reading and each parameter among them."""


@pytest.mark.parametrize("url", ["/readings/Z9/", "/readings/%ff/", "/readings/<b>/", "/parameters/nothing/", "/parameters/%00/",
                                 "/parameters/download.exe", "/policies/by-weather/"])  # fmt: skip
def test_what_does_not_exist_is_not_found_in_the_sites_look(read, url):
    page = read(url)
    assert page.status == 404
    assert "没有找到这一页" in page.body


@pytest.mark.parametrize("url", [*LISTS, "/parameters/download.csv"])
def test_the_pages_are_read_only(client, url):
    assert client.post(url).status_code == 405


# Readings ---------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_list_has_every_ambiguity_once_with_each_reading_and_its_effect_on_money(read, language):
    page = read("/readings/", language)
    shown = words(page)
    for id, ambiguity in POLICY.ambiguities.items():
        assert page.body.count(f'href="/readings/{id}/"') == 1
        wanted = [ambiguity.words, *ambiguity.letters.values(), ambiguity.money]
        wanted += [ambiguity.reason] if ambiguity.reason and not ambiguity.switchable else []
        assert [text(language) for text in wanted if text(language).lower() not in shown] == []


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("id", POLICY.ambiguities)
def test_an_ambiguity_shows_its_words_every_letter_why_money_and_who_consults_it(read, id, language):
    ambiguity, page = POLICY.ambiguities[id], read(f"/readings/{id}/", language)
    wanted = [ambiguity.words, ambiguity.why, ambiguity.money, *ambiguity.letters.values()]
    wanted += [POLICY.measures[code].name for code in ambiguity.computable]
    wanted += [ambiguity.reason] if ambiguity.reason else []
    shown = words(page)
    assert [text(language) for text in wanted if text(language).lower() not in shown] == []
    for code in POLICY.measures:
        assert (f'href="/guide/{code}/"' in page.body) == (code in ambiguity.computable)


@pytest.mark.parametrize("id", POLICY.ambiguities)
def test_a_letter_is_said_to_be_switchable_exactly_where_a_case_may_ask_for_it(read, id):
    shown, letters = words(read(f"/readings/{id}/")), set(POLICY.ambiguities[id].letters) - {"A"}
    accepted = {letter for letter in letters for code in POLICY.measures if accepts(code, id, letter)}
    assert ("怎样在个案中切换" in shown) == (len(accepted) > 0)
    assert shown.count("个案中可以指定") == len(accepted)
    assert shown.count("个案中不能指定") == len(letters - accepted)


def accepts(code, id, letter):
    """Whether a case of a measure may state a letter."""
    try:
        POLICY[code].assess({}, readings={id: letter})
    except CaseError as error:
        return "reading" not in str(error) and "口径" not in str(error)
    return True


# Parameters -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_list_has_every_parameter_once_with_todays_value_as_the_rules_take_it(read, language):
    page, today = read("/parameters/", language), civil.of(dt.date.today())
    for name, param in PARAMS.items():
        assert page.body.count(f'href="/parameters/{name}/"') == 1
        row = param.at(today)
        if row is None:
            assert {"zh": "未知", "en": "not known"}[language] in cells(page, name)[1]
        elif not param.type.whole:
            assert param.show(row.value, language) in cells(page, name)[1]


@pytest.mark.parametrize("name", [n for n, p in PARAMS.items() if p.type is TABLE and p.rows])
def test_of_a_dated_table_the_list_shows_the_rate_in_force_today(read, name):
    param, today = PARAMS[name], civil.of(dt.date.today())
    rate = [row for row in param.rows if row.start <= today][-1]
    assert param.show_entry(rate.value, "zh") in cells(read("/parameters/"), name)[1]


@pytest.mark.parametrize("name", some(list(PARAMS), 3, "rows of parameters"))
def test_a_parameter_shows_every_row_with_since_when_known_since_source_and_whether_confirmed(read, name):
    page, param = read(f"/parameters/{name}/"), PARAMS[name]
    rows = page.body.split("<tbody>")[1].split("</tbody>")[0].split("<tr")[1:] if param.rows else []
    assert len(rows) == len(param.rows)
    for row, shown in zip(param.rows, rows, strict=True):
        assert html.escape(row.source("zh")) in shown
        assert (day(civil.iso(row.start)) in shown) if row.start else True
        assert (day(civil.iso(row.known)) in shown) if row.known else "没有记录" in shown
        assert ("待确认" in shown) == (not row.confirmed)
        assert param.key_word(row.key, "zh") in shown if row.key else True


@pytest.mark.parametrize("name", [n for n, p in PARAMS.items() if p.at(civil.of(dt.date.today())) is None])
def test_a_missing_parameter_says_that_it_is_not_known_and_who_can_settle_it(read, name):
    page = words(read(f"/parameters/{name}/"))
    assert "未知，不作猜测" in page
    assert PARAMS[name].note is None or PARAMS[name].note("zh").lower() in page


@pytest.mark.parametrize("name", some(list(PARAMS), 3, "users of parameters"))
def test_a_parameter_names_the_measures_that_use_it(read, name):
    body = read(f"/parameters/{name}/").body
    for code, measure in POLICY.measures.items():
        uses = any(node is PARAMS[name] for node in measure.nodes())
        assert (f'href="/guide/{code}/"' in body) == uses


def test_the_filters_part_the_list_and_nothing_is_lost(read):
    links = {state: set(re.findall(r'<th scope="row"><a href="/parameters/([^"]+)/"', read(f"/parameters/?state={state}").body))
             for state in pages.STATES}  # fmt: skip
    assert sum(len(names) for names in links.values()) == len(PARAMS)
    assert set().union(*links.values()) == set(PARAMS)
    today = civil.of(dt.date.today())
    assert links["missing"] == {name for name, p in PARAMS.items() if p.at(today) is None}
    assert all(PARAMS[name].at(today).confirmed for name in links["confirmed"] if PARAMS[name].type is not TABLE)


def test_an_unknown_filter_shows_everything_and_repeats_nothing_of_what_was_sent(read):
    page = read("/parameters/?state=%3Cscript%3Ealert(1)%3C/script%3E&state=x")
    assert page.status == 200
    assert "alert(1)" not in page.body
    assert page.body.count('<th scope="row">') == len(PARAMS)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_csv_opens_in_excel_and_has_a_line_for_every_value(get, client, language):
    response = client.get("/parameters/download.csv", headers={"accept-language": language})
    assert response.content.startswith(b"\xef\xbb\xbf")
    assert 'attachment; filename="wenjiu-parameters.csv"' in response.headers["Content-Disposition"]
    lines = list(csv.DictReader(io.StringIO(response.content.decode("utf-8-sig"))))
    assert {line["name"] for line in lines} == set(PARAMS)
    for name, param in PARAMS.items():
        of_param = [line for line in lines if line["name"] == name]
        values = [v for row in param.rows for v in (row.value, *row.columns) if v is not None]
        assert len(of_param) == max(1, len(param.rows) if param.type is not TABLE else len(values))
        assert [line["state"] for line in of_param] == [pages.entry(POLICY, param, "zh")["state"]] * len(of_param)
    assert [cell for line in lines for cell in line.values() if cell[:1] in ("=", "+", "-", "@", "\t", "\r")] == []


def test_a_cell_that_a_spreadsheet_would_take_for_a_formula_is_made_text():
    entry = pages.entry(POLICY, next(iter(PARAMS.values())), "zh")
    text = pages.as_csv([entry | {"label": "=1+1", "note": "@x"}]).decode("utf-8-sig")
    line = next(csv.DictReader(io.StringIO(text)))
    assert (line["label"], line["note"]) == ("'=1+1", "'@x")


def test_the_json_has_the_values_that_a_case_could_state(client):
    found = json.loads(client.get("/parameters/download.json").content)
    assert (found["policy"], found["on"]) == (POLICY.name, dt.date.today().isoformat())
    by_name = {p["name"]: p for p in found["parameters"]}
    assert set(by_name) == set(PARAMS)
    for name, param in PARAMS.items():
        values = [[c["value"] for c in row["values"]] for row in by_name[name]["rows"]]
        if param.type is MAP:
            public = [None if r.value is None else param.public({r.key: r.value})[r.key] for r in param.rows]
            assert values == [[value] for value in public]
        elif param.type is not TABLE:
            assert values == [[param.public(row.value)] for row in param.rows]
        else:
            table = param.public(param.at(civil.LATEST).value) if param.rows else []
            assert values == [[v for k, v in row.items() if k != "from"] for row in table]


def test_a_download_keeps_the_filter(client):
    response = client.get("/parameters/download.json?state=missing")
    assert 'filename="wenjiu-parameters-missing.json"' in response.headers["Content-Disposition"]
    assert {p["state"] for p in json.loads(response.content)["parameters"]} <= {"missing"}


# The list of policies ---------------------------------------------------------------------------------------------------


def groups(page):
    """The list as the page shows it: (group, part) -> codes."""
    found = {}
    for section in page.body.split('<section class="wj-group')[1:]:
        id = re.search(r'<h2 id="group-([^"]+)"', section)[1]
        for table in section.split("<table")[1:]:
            name = " ".join(re.search(r"<caption[^>]*>(.*?)</caption>", table)[1].split())
            found[id, name] = re.findall(r'<th scope="row"><a href="/guide/([^"]+)/"', table)
    return found


def test_by_who_i_am_every_measure_is_under_everybody_it_is_for_and_nobody_else(read):
    found = groups(read("/policies/"))
    for audience in POLICY.audiences:
        shown = [code for (id, _), codes in found.items() if id == audience for code in codes]
        assert sorted(shown) == sorted(m.code for m in listed_for(POLICY, audience))
    for code, measure in POLICY.measures.items():
        assert {id for (id, _), codes in found.items() if code in codes} == {measure.audience, *measure.also}


def test_by_what_it_is_for_every_measure_is_once_under_the_chapter_of_its_clause(read):
    found = groups(read("/policies/by-subject/"))
    assert sorted(code for codes in found.values() for code in codes) == sorted(POLICY.measures)
    body = read("/policies/by-subject/").body
    for chapter in paraphrase_of(POLICY).chapters:
        clauses = {c.clause for c in chapter.clauses}
        own = [m.code for m in POLICY.measures.values() if m.clause in clauses]
        if own:
            section = body.split(f">{chapter.title.zh}</h2>")[1].split("</section>")[0]
            assert sorted(re.findall(r'<th scope="row"><a href="/guide/([^"]+)/"', section)) == sorted(own)


@pytest.mark.parametrize("url", ["/policies/", "/policies/by-subject/"])
@pytest.mark.parametrize("language", LANGUAGES)
def test_the_list_says_how_much_how_often_and_to_whom(read, url, language):
    shown = words(read(url, language))
    for code in POLICY.measures:
        guide = POLICY[code].guide(language)
        wanted = [
            guide["name"],
            guide["summary"],
            guide["amount"]["text"],
            guide["once"],
            *(p["name"] for p in guide["payees"]),
        ]
        assert [text for text in wanted if " ".join(text.split()).lower() not in shown] == []


def test_until_when_is_a_period_from_the_applicants_own_day_where_the_measure_has_one(read):
    body = read("/policies/by-subject/").body
    for code, measure in POLICY.measures.items():
        row = body.split(f'href="/guide/{code}/"')[1].split("</tr>")[0]
        ways = [item for item in measure.latest if item.under is None or item.under.letter == "A"]
        for item in ways:
            start, period = POLICY.program(code).chosen(item.day).children
            said = period.show(period.rows[-1].value, "zh")
            assert (f"满{said}前" if item.before else f"{start.name('zh')}起{said}内") + item.what.zh in row
        assert bool(ways) == ("文件没有写截止日" not in row)
