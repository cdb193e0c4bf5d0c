"""A figure that ends, has ended, has no confirmed source or is older than an amendment says so wherever it is shown."""

import html
import re

import pytest

from wenjiu.policies import load_policy
from wenjiu.rules.explain.ages import AMENDED, ENDED, ENDS, MISSING, UNCONFIRMED, marks_of
from wenjiu.standards import civil

POLICY = load_policy("chaoyang_2020")


def marks(name: str, day: str, lang: str = "zh") -> dict[str, str]:
    """The marks of a parameter on a day: id to word."""
    return {m.id: m.word for m in marks_of(POLICY, POLICY.book[name], civil.parse(day), lang)}


@pytest.mark.parametrize(
    ("name", "day", "expected"),
    [
        # the minimum wage: 2,200 yuan until the end of July 2021 (a secondary source), 2,540 yuan since September 2025
        ("minimum_wage_table", "2021-06-10", {ENDS: "到2021年7月31日为止", UNCONFIRMED: "待确认"}),
        ("minimum_wage_table", "2021-07-31", {ENDS: "到2021年7月31日为止", UNCONFIRMED: "待确认"}),
        ("minimum_wage_table", "2021-08-01", {ENDS: "到2023年8月31日为止"}),
        ("minimum_wage_table", "2026-11-29", {}),
        ("minimum_wage_table", "2010-01-01", {MISSING: "没有数值"}),
        # the refund ratio of each size: a row a year, and nothing known from 2026 on
        ("refund_ratio_by_size", "2021-06-10", {ENDS: "到2021年12月31日为止", UNCONFIRMED: "待确认"}),
        ("refund_ratio_by_size", "2025-12-31", {ENDS: "到2025年12月31日为止", UNCONFIRMED: "待确认"}),
        ("refund_ratio_by_size", "2026-01-01", {ENDED: "到2025年12月31日为止，之后没有数值"}),
        ("max_layoff_rate", "2026-11-29", {ENDED: "到2025年12月31日为止，之后没有数值"}),
        # nothing was ever published
        ("rural_si_subsidy_yuan_month", "2026-11-29", {MISSING: "没有数值"}),
        # the document's own figure, before and after the amendment whose text is not loaded
        ("5.2.cap", "2022-03-16", {}),
        ("5.2.cap", "2022-03-17", {AMENDED: "修订前的数字"}),
    ],
)
def test_a_figure_says_how_it_has_aged_on_a_day(name, day, expected):
    assert marks(name, day) == expected


def test_a_later_figure_of_the_amendment_is_not_from_before_it(monkeypatch):
    cap = POLICY.book["5.2.cap"]
    later = type(cap.rows[0])(civil.key(2022, 3, 17), 30_000_000, cap.rows[0].source, "low")
    monkeypatch.setattr(cap, "rows", (*cap.rows, later))
    assert marks("5.2.cap", "2022-03-16") == {ENDS: "到2022年3月16日为止"}
    assert marks("5.2.cap", "2022-03-17") == {UNCONFIRMED: "待确认"}


def test_one_entry_of_a_map_that_ends_is_enough(monkeypatch):
    ratio = POLICY.book["refund_ratio_by_size"]
    kept = [row for row in ratio.rows if row.key != "micro" or row.value is not None]
    monkeypatch.setattr(ratio, "rows", tuple(kept))
    assert marks("refund_ratio_by_size", "2026-11-29") == {
        ENDED: "到2025年12月31日为止，之后没有数值",
        UNCONFIRMED: "待确认",
    }


@pytest.mark.parametrize("code", POLICY.measures)
@pytest.mark.parametrize("day", ["2021-06-10", "2026-11-29"])
def test_the_guide_shows_the_words_of_each_figure_with_a_link_to_its_page(read, code, day):
    body = read(f"/guide/{code}/?on={day}").body
    for param in POLICY.program(code).params:
        for word in marks(param.name, day).values():
            linked = re.findall(
                rf'<a class="wj-age" href="/parameters/{re.escape(param.name)}/[^"]*"[^>]*>(.*?)</a>', body
            )
            assert linked
            assert all(f'<span class="wj-tag">{word}</span>' in link for link in linked if word != "修订前的数字")


@pytest.mark.parametrize("code", POLICY.measures)
def test_guide_and_leaflet_name_beside_the_amount_the_figures_that_are_not_settled(read, code):
    doubtful = [p for p in POLICY.program(code).params if set(marks(p.name, "2026-11-29")) - {AMENDED}]
    for url in (f"/guide/{code}/", f"/guide/{code}/leaflet/"):
        body = read(f"{url}?on=2026-11-29").body
        amount = body[body.index('id="amount"') :].partition("</section>")[0]
        assert ("wj-doubts" in amount) == bool(doubtful)
        for param in doubtful:
            assert html.escape(param.label.zh) in amount
            assert f'href="/parameters/{param.name}/' in amount


@pytest.mark.parametrize("day", ["2021-06-10", "2026-11-29"])
@pytest.mark.parametrize("name", POLICY.book.params)
def test_the_page_and_the_list_of_parameters_show_the_words_of_the_figure(read, name, day):
    page = read(f"/parameters/{name}/?on={day}")
    shown = page.body[page.body.index('id="today"') :].partition("</section>")[0]
    assert re.findall(r'<span class="wj-tag">([^<]*)</span>', shown) == list(marks(name, day).values())
    assert ("要等修订后的文本载入才知道" in shown) == (AMENDED in marks(name, day))


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_list_of_parameters_shows_the_words_of_every_figure(read, lang):
    body = read("/parameters/?on=2026-11-29", lang).body
    for name in POLICY.book.params:
        row = body[body.index(f'wj-parameter-name">{name}<') :].partition("</tr>")[0]
        words = [word[0].upper() + word[1:] for word in marks(name, "2026-11-29", lang).values()]
        assert [html.unescape(w) for w in re.findall(r'<span class="wj-tag">([^<]*)</span>', row)] == words


def test_a_result_with_an_amount_names_the_figures_that_are_not_settled(client):
    body = client.post("/check/?on=2021-06-10", {"about": "3.4a", "do": "results"}).content.decode()
    (card,) = re.findall(r'<li class="wj-card .*?</li>', body, re.DOTALL)
    assert "wj-card-money" in card
    assert "北京市月最低工资" in card
    assert re.search(r'<a class="wj-age" href="/parameters/minimum_wage_table/\?on=2021-06-10" target="_blank"', card)
    assert "到2021年7月31日为止" in card
    assert "修订前的数字" not in card


def test_a_verdict_names_them_and_the_copy_taken_home_too_without_a_link(client):
    page = client.post("/check/", {"about": "5.2", "do": "why:5.2"}).content.decode()
    assert '<span class="wj-tag">修订前的数字</span>' in page
    assert 'href="/parameters/5.2.cap/" target="_blank"' in page
    copy = client.post("/check/5.2/save.html", {"about": "5.2"}).content.decode()
    assert '<span class="wj-tag">修订前的数字</span>' in copy
    assert "/parameters/" not in copy


@pytest.mark.parametrize("url", ["/policies/", "/policies/by-subject/"])
def test_the_list_of_policies_names_the_figures_that_are_not_settled_beside_the_amount(read, url):
    body = read(f"{url}?on=2026-11-29").body
    for code in POLICY.measures:
        doubtful = [p for p in POLICY.program(code).params if set(marks(p.name, "2026-11-29")) - {AMENDED}]
        row = body[body.index(f'href="/guide/{code}/') :].partition("</tr>")[0]
        for param in POLICY.program(code).params:
            assert (f'href="/parameters/{param.name}/' in row) == (param in doubtful)


def test_a_figure_that_is_searched_for_shows_its_words(read):
    body = read("/search/?q=最低工资&on=2021-06-10").body
    hit = body[body.index('href="/parameters/minimum_wage_table/') :].partition("</li>")[0]
    assert "2,200" in hit
    assert '<span class="wj-tag">到2021年7月31日为止</span>' in hit


def test_a_verdict_that_lacks_a_figure_says_since_when_and_leads_to_its_page(client):
    body = client.post("/check/?on=2026-11-29", {"about": "3.1a", "do": "why:3.1a"}).content.decode()
    missing = body[body.index('id="missing"') :].partition("</section>")[0]
    assert "到2025年12月31日为止，之后没有数值" in missing
    assert 'href="/parameters/max_layoff_rate/' in missing


def test_a_file_for_another_day_has_the_day_in_its_name_and_its_head(client):
    other = client.get("/parameters/download.json?on=2021-06-10")
    assert other["Content-Disposition"] == 'attachment; filename="wenjiu-parameters-2021-06-10.json"'
    assert other.json()["on"] == "2021-06-10"
    (wage,) = [p for p in other.json()["parameters"] if p["name"] == "minimum_wage_table"]
    assert [r["values"][0]["value"] for r in wage["rows"] if r["current"]] == ["2200.00"]
    assert client.get("/parameters/download.json")["Content-Disposition"].endswith('"wenjiu-parameters.json"')
