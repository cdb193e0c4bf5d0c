"""Code lists: what the pages show is what the data says."""

import csv
import dataclasses
import datetime as dt
import html
import io
import json
import re

import pytest
from django.conf import settings
from tests.support.pages import LANGUAGES, SoundPages

from wenjiu.policies import load_policy, names
from wenjiu.policies.national import enterprise_sizes
from wenjiu.rules.document.code_lists import load
from wenjiu.standards import civil
from wenjiu.web.formats import day
from wenjiu.web.public import lists as list_pages

POLICY = load_policy(settings.WENJIU_POLICY)
PAGES = ["/lists/", *(f"/lists/{name}/" for name in POLICY.lists), "/size/"]
WITHOUT_LISTS = next(name for name in names() if not load_policy(name).lists)
TODAY = civil.of(dt.date.today())
INDUSTRIES = enterprise_sizes().on(TODAY)
WAN = 1_000_000  # fen in 10,000 yuan
INVENTED = """
crafts:
  clause: "9.1"
  zh: 工种
  en: crafts
  from: 2031-01-01
  source: 虚构清单
  source_en: invented list
  confidence: high
  rows:
    - {code: carving, zh: 雕刻, en: carving, from: 2001-01-01, to: 2001-12-31, named_in: ["9.1"]}
    - {code: weaving, zh: 编织, en: weaving, from: 2002-01-01, source: 虚构补充, source_en: invented addition, confidence: low}
    - {code: glass, zh: 玻璃, en: glass, from: 2150-01-01, named_in: ["9.1"]}
    - {code: tile, zh: "=瓦工", en: "=tiling", from: 2002-01-01, status: draft}
"""


def words(page):
    """What can be read in the main part of a page, in one line; on English pages without what is marked as Chinese."""
    main = page.body[page.body.index('<main id="main"') : page.body.index("</main>")]
    main = re.sub(r'<span[^>]* lang="zh-Hans"[^>]*>.*?</span>', " ", main)
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", main)).split())


def serve_lists(text, folder, monkeypatch):
    """Serve the policy in use with other lists."""
    (folder / "lists.yaml").write_text(text, encoding="utf-8")
    policy = dataclasses.replace(POLICY, lists=load(folder / "lists.yaml"))
    monkeypatch.setattr(list_pages, "current_policy", lambda: policy)


@pytest.fixture
def invented_lists(tmp_path, monkeypatch):
    """The policy in use with one invented list: a code of the past, one added, one of the future and a draft."""
    serve_lists(INVENTED, tmp_path, monkeypatch)


# All pages --------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("url", PAGES)
class TestPages(SoundPages):
    """The code lists and the size of an enterprise."""


@pytest.mark.parametrize("url", ["/parameters/", "/readings/", "/document/"])
def test_the_pages_can_be_reached_from_the_other_reference_pages(read, url):
    body = read(url).body
    assert 'href="/lists/"' in body
    assert 'href="/size/"' in body


# Code lists -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_overview_has_every_list_once_with_what_is_on_it_today_and_how_many_drafts(read, language):
    page = read("/lists/", language)
    for name, codes in POLICY.lists.items():
        row = next(r for r in page.body.split("<tr") if f'href="/lists/{name}/"' in r)
        assert page.body.count(f'href="/lists/{name}/"') == 1
        assert [r.name(language) for r in codes.on(TODAY) if r.name(language) not in html.unescape(row)] == []
        assert [r.name(language) for r in codes.drafts if r.name(language) in html.unescape(row)] == []
        assert ({"zh": "草案，未生效", "en": "Draft, not in force"}[language] in row) == bool(codes.drafts)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", POLICY.lists)
def test_a_list_shows_each_code_with_both_names_days_source_and_the_clauses_that_name_it(read, name, language):
    page, codes = read(f"/lists/{name}/", language), POLICY.lists[name]
    rows = page.body.split('<th scope="row">')[1:]
    assert len(rows) == len(codes.rows)
    by_code = {
        re.search(r'wj-parameter-name">([^<]+)<', row)[1]: html.unescape(row.partition("</tr>")[0]) for row in rows
    }
    for row in codes.rows:
        shown = by_code[row.code]
        assert row.name("zh") in shown
        assert row.name("en").lower() in shown.lower()
        assert row.source(language) in shown
        written = civil.iso(row.start)
        assert (day(written) if language == "zh" else written[:4]) in shown
        assert re.findall(r'href="/document/#c([^"]+)"', shown) == list(row.named_in)
        unsure = {"zh": "待确认", "en": "To be confirmed"}[language]
        assert (unsure in shown) == (not row.confirmed and row.status != "draft")


@pytest.mark.parametrize("name", [n for n, codes in POLICY.lists.items() if codes.drafts])
def test_drafts_stand_apart_and_are_called_drafts_that_are_not_in_force(read, name):
    body = read(f"/lists/{name}/").body
    in_force, drafts = body.split('id="part-draft"')
    assert "草案，未生效" in drafts
    assert "不参加任何计算" in drafts
    for row in POLICY.lists[name].drafts:
        assert row.code not in in_force
        assert f">{row.code}<" in drafts
    assert drafts.count(">草案<") == len(POLICY.lists[name].drafts)


def test_codes_of_the_past_of_the_future_added_ones_and_drafts_are_each_under_their_heading(get, invented_lists):
    body = get("/lists/crafts/").body
    parts = dict(re.findall(r'id="part-(\w+)">.*?<tbody>(.*?)</tbody>', body, re.DOTALL))
    codes = {state: re.findall(r'wj-parameter-name">([^<]+)<', part) for state, part in parts.items()}
    assert codes == {"in_force": ["weaving"], "planned": ["glass"], "ended": ["carving"], "draft": ["tile"]}
    assert list(parts) == ["in_force", "planned", "ended", "draft"]
    assert "增补，条文没有写" in parts["in_force"]
    assert "增补" not in parts["draft"] + parts["ended"] + parts["planned"]
    assert "2001年1月1日 至 2001年12月31日" in parts["ended"]
    assert "2002年1月1日 公布，未生效" in parts["draft"]
    assert "1 项待确认" in get("/lists/").body


def test_a_list_with_nothing_in_force_says_so(get, monkeypatch, tmp_path):
    later = INVENTED.replace("from: 2002-01-01, source", "from: 2150-01-01, source")
    serve_lists(later, tmp_path, monkeypatch)
    assert "今天没有一项有效" in get("/lists/").body
    assert "今天没有一项有效" in get("/lists/crafts/").body


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_policy_without_lists_says_that_it_has_none(get, client, settings, language):
    settings.WENJIU_POLICY = WITHOUT_LISTS
    page = get("/lists/", language)
    assert page.status == 200
    assert {"zh": "没有登记名录", "en": "No code lists"}[language] in page.body
    assert json.loads(client.get("/lists/download.json").content)["lists"] == []
    assert get("/lists/key_groups/").status == 404


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_csv_opens_in_excel_and_has_a_line_for_every_code(client, language):
    response = client.get("/lists/download.csv", headers={"accept-language": language})
    assert response.content.startswith(b"\xef\xbb\xbf")
    assert 'attachment; filename="wenjiu-lists.csv"' in response.headers["Content-Disposition"]
    lines = list(csv.DictReader(io.StringIO(response.content.decode("utf-8-sig"))))
    assert tuple(lines[0]) == list_pages.COLUMNS
    found = {(line["list"], line["code"]): line for line in lines}
    assert len(found) == len(lines) == sum(len(codes.rows) for codes in POLICY.lists.values())
    for name, codes in POLICY.lists.items():
        for row in codes.rows:
            line = found[name, row.code]
            assert (line["name_zh"], line["name_en"]) == (row.name("zh"), row.name("en"))
            assert line["named_in"].split() == list(row.named_in)
            assert line["state"] == ("draft" if row.status == "draft" else "in_force")
            assert line["confirmed"] == ("yes" if row.confirmed else "no")
            assert line["source"] == row.source(language)


def test_the_json_of_one_list_has_its_codes_only(client):
    name, codes = next(iter(POLICY.lists.items()))
    response = client.get(f"/lists/{name}/download.json")
    assert f'filename="wenjiu-lists-{name}.json"' in response.headers["Content-Disposition"]
    found = json.loads(response.content)
    assert (found["policy"], found["on"]) == (POLICY.name, dt.date.today().isoformat())
    assert [(x["id"], [r["code"] for r in x["rows"]]) for x in found["lists"]] == [(name, [r.code for r in codes.rows])]


def test_a_name_that_a_spreadsheet_would_take_for_a_formula_is_made_text(client, invented_lists):
    lines = list(csv.DictReader(io.StringIO(client.get("/lists/crafts/download.csv").content.decode("utf-8-sig"))))
    assert [line["name_zh"] for line in lines if line["code"] == "tile"] == ["'=瓦工"]


@pytest.mark.parametrize("url", ["/lists/nothing/", "/lists/%00/", "/lists/<b>/", "/lists/%ff/", "/lists/download.exe",
                                 "/lists/nothing/download.csv", "/lists/key_groups/download.xml"])  # fmt: skip
def test_what_does_not_exist_is_not_found_in_the_sites_look(read, url):
    page = read(url)
    assert page.status == 404
    assert "没有找到这一页" in page.body


@pytest.mark.parametrize("url", [*PAGES[:-1], "/lists/download.csv"])
def test_the_lists_are_read_only(client, url):
    assert client.post(url).status_code == 405
