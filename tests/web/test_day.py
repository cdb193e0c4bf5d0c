"""Every page says for which day it answers, answers for any day that is chosen, and every link to another page keeps it."""

import html
import re
from itertools import product

import pytest
from django.test import Client
from django.urls import reverse
from tests.support.counts import some
from tests.support.pages import LANGUAGES
from tests.support.visitors import small_firm

from wenjiu.policies import load_policy
from wenjiu.rules.language.text import MONTHS
from wenjiu.search.answers import index_of
from wenjiu.standards import civil

BEFORE, AMENDED, TODAY = "2021-06-10", "2022-03-18", civil.iso(civil.today())
DAYS = [BEFORE, AMENDED, TODAY]
PAGES = [
    "/",
    "/policies/",
    "/policies/by-subject/",
    "/document/",
    "/document/?reading=A-3.4-1",
    "/clause/3.4/",
    "/versions/",
    "/readings/",
    "/readings/?sort=money&measure=5.2",
    "/readings/A-3.4-1/",
    "/readings/A-3.4-1/try/",
    "/parameters/",
    "/parameters/?state=missing",
    "/parameters/5.2.cap/",
    "/lists/",
    "/lists/key_groups/",
    "/size/",
    "/search/",
    "/search/?q=%E7%A7%9F%E6%88%BF",
    "/about/",
    "/guide/5.2/",
    "/guide/5.2/leaflet/",
    "/check/",
    "/check/?about=5.2",
    "/followup/?m=5.2",
    "/roster/",
    "/roster/hires/",
]
#: The monthly minimum wage of Beijing on each day.
MINIMUM_WAGE = {BEFORE: "2,200元", AMENDED: "2,320元", "2023-08-31": "2,320元", "2023-09-01": "2,420元"}
WRONG = [
    "2025-02-30",
    "0000",
    "99999-01-01",
    "<script>alert(1)</script>",
    "2021/06/10",
    "1899-12-31",
    "2201-01-01",
    "今天",
]


def on(url: str, day: str) -> str:
    """The address of a page for a day."""
    return f"{url}{'&' if '?' in url else '?'}on={day}"


def links(body: str) -> list[str]:
    """The addresses to which a page leads, of pages whose content has a day. Filing and notices are always about today."""
    found = re.findall(r'<a [^>]*href="(/[^"]*)"', body)
    return [
        html.unescape(url)
        for url in found
        if not url.startswith(("/api/", "/static/", "/account/", "/my/", "/notices/"))
    ]


def words(day: str, lang: str) -> str:
    """A day as a page writes it."""
    year, month, number = map(int, day.split("-"))
    return f"{number} {MONTHS[month - 1]} {year}" if lang == "en" else f"{year}年{month}月{number}日"


@pytest.mark.parametrize(("url", "day", "lang"), some([*product(PAGES, DAYS, LANGUAGES)], 3, "pages of a day"))
def test_every_page_says_the_day_for_which_it_answers_before_its_heading(read, url, day, lang):
    page = read(on(url, day), lang)
    assert page.status == 200
    head = page.body[: page.body.index("<h1")]
    assert f'<time datetime="{day}">{words(day, lang)}</time>' in head
    assert page.body.count("<time datetime=") == 1


@pytest.mark.parametrize(("url", "lang"), some([*product(PAGES, LANGUAGES)], 2, "pages of another day"))
def test_a_page_for_another_day_says_that_it_is_not_today_and_leads_back_to_today(read, url, lang):
    page, today = read(on(url, BEFORE), lang), read(url, lang)
    said = {"zh": "这是过去的一天，不是今天。", "en": "This is a past day, not today."}[lang]
    back = {"zh": f"回到今天（{words(TODAY, lang)}）", "en": f"Back to today ({words(TODAY, lang)})"}[lang]
    assert said in page.body[: page.body.index("<h1")]
    assert back in page.body
    assert said not in today.body
    assert back not in today.body


@pytest.mark.parametrize("url", [url for url in PAGES if not url.startswith("/check/?")])
def test_the_link_back_to_today_leads_to_the_same_page_with_its_words_and_filter(read, url):
    page = read(on(url, BEFORE))
    (back,) = re.findall(r'<a class="wj-day-today[^"]*" href="([^"]*)"', page.body)
    assert (
        read(html.unescape(back)).response.wsgi_request.get_full_path()
        == read(url).response.wsgi_request.get_full_path()
    )


@pytest.mark.parametrize("url", PAGES)
def test_every_link_to_another_page_keeps_the_day_but_the_one_back_to_today(read, url):
    body = read(on(url, BEFORE)).body
    body = re.sub(r'<a class="wj-day-today.*?</a>', "", body)
    lost = [link for link in links(body) if f"on={BEFORE}" not in link]
    assert lost == []
    assert len(links(body)) > 5
    for link in links(body):
        assert link.count("?") == 1
        assert link.count("on=") == 1


#: Pages with a form of their own, which sends the day with what is filled in.
FORMS = ("/", "/check/", "/check/?about=5.2", "/size/", "/roster/hires/")


@pytest.mark.parametrize("url", [url for url in PAGES if url not in FORMS])
def test_the_form_for_the_day_leads_to_the_page_itself(read, url):
    (action,) = re.findall(r'<form class="wj-day-form" method="get" action="([^"]*)"', read(url).body)
    assert action == url.partition("?")[0]


@pytest.mark.parametrize("url", PAGES)
def test_links_of_a_page_for_today_name_no_day(read, url):
    for page in (read(url), read(on(url, TODAY)), read(on(url, ""))):
        assert [link for link in links(page.body) if "on=" in link] == []


@pytest.mark.parametrize("url", PAGES)
def test_a_page_on_a_day_keeps_it_where_the_language_or_the_print_is_changed(client, url):
    body = client.get(on(url, BEFORE)).content.decode()
    for form in re.findall(r'<form method="post" action="/(?:language|print-size)/">.*?</form>', body, re.DOTALL):
        assert f"on={BEFORE}" in re.search(r'name="next" value="([^"]*)"', form)[1]


@pytest.mark.parametrize("day", MINIMUM_WAGE)
@pytest.mark.parametrize("url", ["/guide/3.4a/", "/parameters/minimum_wage_table/", "/parameters/", "/clause/3.4/"])
def test_the_minimum_wage_is_that_of_the_day(read, url, day):
    body = read(on(url, day)).body
    at = body.index(">北京市月最低工资<")
    value = re.search(r'class="wj-(?:figure-value|parameter-value|parameter-today)">([^<]*)<', body[at:])
    assert value[1].strip() == MINIMUM_WAGE[day]


@pytest.mark.parametrize("day", DAYS)
@pytest.mark.parametrize(
    "url", ["/guide/5.2/", "/guide/5.2/leaflet/", "/policies/", "/search/?q=5.2", "/parameters/5.2.cap/"]
)
def test_the_cap_of_5_2_is_the_one_of_the_text_of_2020_on_every_day(read, url, day):
    assert "200,000" in read(on(url, day)).body


def test_a_later_cap_is_shown_from_its_day_on_and_the_earlier_one_before(get, monkeypatch):
    policy = load_policy("chaoyang_2020")
    cap = policy.book["5.2.cap"]
    later = type(cap.rows[0])(civil.key(2022, 3, 17), 30_000_000, cap.rows[0].source, "low")
    monkeypatch.setattr(cap, "rows", (*cap.rows, later))
    policy.forget()
    try:
        for url in ("/guide/5.2/", "/guide/5.2/leaflet/", "/policies/", "/search/?q=5.2"):
            assert (
                "最高200,000元" in get(on(url, "2022-03-16")).body
                or "不超过200,000元" in get(on(url, "2022-03-16")).body
            )
            assert (
                "最高300,000元" in get(on(url, "2022-03-17")).body
                or "不超过300,000元" in get(on(url, "2022-03-17")).body
            )
    finally:
        policy.forget()


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("wrong", WRONG)
@pytest.mark.parametrize("url", ["/", "/guide/5.2/", "/parameters/?state=missing", "/check/", "/nowhere/"])
def test_a_wrong_day_is_refused_with_the_day_and_what_to_write(client, url, wrong, lang):
    name, _, query = url.partition("?")
    asked = {"on": wrong} | dict(pair.split("=") for pair in query.split("&") if pair)
    answer = client.get(name, asked, headers={"accept-language": "en" if lang == "en" else "zh-hans"})
    body = answer.content.decode()
    assert answer.status_code == 400
    assert html.escape(wrong)[:37] in body
    assert "<script>alert" not in body
    assert {
        "zh": "请选1900年到2200年之间的一天，写成 2021-06-10 这样。",
        "en": "from 1900 to 2200, written like 2021-06-10",
    }[lang] in body
    assert f'action="{name}"' in body
    if query:
        assert '<input type="hidden" name="state" value="missing">' in body


def test_two_different_days_are_refused_and_the_same_day_twice_is_one(client):
    assert client.get("/?on=2021-06-10&on=2022-03-18").status_code == 400
    assert client.get("/?on=2021-06-10&on=2021-06-10").status_code == 200


@pytest.mark.parametrize("day", ["1900-01-01", "2200-12-31"])
def test_the_first_and_the_last_day_that_can_be_chosen_are_answered(read, day):
    for url in PAGES:
        assert read(on(url, day)).status == 200


def test_a_day_to_come_says_that_figures_are_those_known_now(read):
    assert "这是以后的一天，不是今天；数字按现在已经知道的。" in read("/guide/5.2/?on=2199-01-01").body


# Checks ------------------------------------------------------------------------------------------------------------------


#: Synthetic answers of a small firm, as a page of a visit carries them.
CARRIED = {"about": "5.2"} | {f"a-{key}": text for key, text in small_firm().items() if "." in key}


def hidden(body: str) -> dict[str, str]:
    """The answers that a page carries, by the names of their fields."""
    form = body[body.index('<main id="main"') :]
    found = re.findall(r'<input type="hidden" name="(a-[^"]+|about)" value="([^"]*)">', form)
    return {html.unescape(name): html.unescape(text) for name, text in found}


def test_the_day_and_the_answers_go_through_a_whole_visit(client: Client) -> None:
    for do in ("results", "about:5.2", "change:firm.local_workers", "why:5.2"):
        body = client.post(f"/check/?on={BEFORE}", CARRIED | {"do": do}).content.decode()
        assert f'action="/check/?on={BEFORE}"' in body
        assert hidden(body) == CARRIED
    assert f"自测日期：{words(BEFORE, 'zh')}" in body
    assert f'action="/check/5.2/save.html?on={BEFORE}"' in body
    saved = client.post(f"/check/5.2/save.html?on={BEFORE}", CARRIED)
    assert words(BEFORE, "zh") in saved.content.decode()
    assert saved["Content-Disposition"] == 'attachment; filename="wenjiu-5.2-20210610.html"'
    data = client.post(f"/check/5.2/save.json?on={BEFORE}", CARRIED).json()
    assert data["date"] == BEFORE
    assert data["result"]["versions"]["parameters"] == BEFORE


def test_another_day_is_chosen_on_a_page_with_answers_without_losing_them(client: Client) -> None:
    sent = CARRIED | {"next": "/check/", "keep": "answers", "on": BEFORE, "page": "results"}
    answer = client.post("/day/", sent)
    assert answer.status_code == 307
    assert answer["Location"] == f"/check/?on={BEFORE}"
    there = client.post(answer["Location"], sent).content.decode()
    assert "回到今天" in there
    assert hidden(there) == CARRIED
    back = client.post("/day/", sent | {"next": answer["Location"], "today": "1"})
    assert back["Location"] == "/check/"


def test_a_wrong_day_on_a_page_with_answers_carries_them_to_the_next_try(client: Client) -> None:
    sent = CARRIED | {"next": "/check/", "keep": "answers", "on": "2025-02-30"}
    for answer in (client.post("/day/", sent), client.post("/check/?on=2025-02-30", sent)):
        body = answer.content.decode()
        assert answer.status_code == 400
        form = body[body.index('<form class="wj-day-form"') :].partition("</form>")[0]
        assert 'method="post" action="/day/"' in form
        assert 'name="next" value="/check/"' in form
        assert hidden(body) == CARRIED


@pytest.mark.parametrize("target", ["https://example.org/", "//example.org/", "javascript:alert(1)", ""])
def test_a_choice_of_a_day_never_leaves_the_site(client, target):
    assert client.post("/day/", {"next": target, "on": BEFORE})["Location"] == f"/?on={BEFORE}"


def test_nothing_about_the_day_is_stored(client):
    client.get(on("/", BEFORE))
    client.post("/day/", {"next": "/", "on": BEFORE})
    assert "on" not in client.cookies
    assert client.get("/").content.decode().count(BEFORE) == 0


def test_a_past_event_cannot_lie_after_today_or_a_later_day_of_the_answer():
    policy = load_policy("chaoyang_2020")
    key = next(
        f.key
        for m in policy.measures.values()
        for f in policy.accepted_facts(m).values()
        if f.past and f.kind == "date"
    )
    with civil.answering(civil.key(2021, 6, 10)):
        assert policy.parse_answer(key, TODAY) == civil.today()
    with pytest.raises(ValueError, match="今天"):
        policy.parse_answer(key, "2199-06-11")
    with civil.answering(civil.key(2199, 6, 10)):
        assert policy.parse_answer(key, "2199-06-10") == civil.key(2199, 6, 10)
        with pytest.raises(ValueError, match="答复日期（2199年6月10日）"):
            policy.parse_answer(key, "2199-06-11")


# What many days cost -----------------------------------------------------------------------------------------------------


def test_no_day_that_a_visitor_chooses_makes_another_search_index(client):
    client.get("/search/?q=%E7%A7%9F%E6%88%BF")
    before = index_of.cache_info()
    for year in range(2000, 2020):
        assert client.get("/search/", {"q": "租房", "on": f"{year}-05-05"}).status_code == 200
    after = index_of.cache_info()
    assert (after.currsize, after.misses) == (before.currsize, before.misses)


def test_every_page_of_the_site_is_in_the_list_above():
    named = {"home", "policies", "policies_by_subject", "document", "clause", "versions", "readings", "reading", "try", "parameters", "parameter",
             "lists", "list", "size", "guide", "leaflet", "search", "about", "visit", "rosters", "roster", "followup"}  # fmt: skip
    others = {
        "design",  # for developers
        "roster_template",
        "roster_result",
        "report",
        "reminder",
        "readings_download",
        "parameters_download",
        "lists_download",
        "list_download",
        "save",
        "day",
        "language",
        "print",
        "embed",
        "embed_colours",
        "embed_save",
        "notices",  # of the real day: what is about to be paid
        "notice",
        "objection",
        "programmes",
        "complain",
        "complaint",
        "complaint_received",
        "objection_result",
        "file",  # leads into a filing
        "notice_file",
        "verify",
    }
    from wenjiu.web.urls import urlpatterns

    assert {p.name for p in urlpatterns} == named | others
    assert reverse("web:home") == "/"
