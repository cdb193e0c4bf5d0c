"""Every page, in both languages: there, in the site's look, complete, and with no more cookies than it says."""

import re

import pytest
from django.conf import settings
from tests.support.counts import some
from tests.support.pages import CHINESE, INLINE

from wenjiu.policies import load_policy

POLICY = load_policy(settings.WENJIU_POLICY)
#: Of the guides a usual run opens one in three.
GUIDES = some([f"/guide/{code}/" for code in POLICY.measures], 3, "guides among all pages")
PAGES = [
    "/",
    "/policies/",
    "/about/",
    "/check/",
    "/check/?s=founder",
    "/check/?s=young_firm",
    "/check/?about=4.4a",
    "/roster/",
    "/roster/hires/",
    *GUIDES,
]
# Stricter than elsewhere: on these pages only the numbers of these documents are quoted in Chinese.
QUOTED = re.compile(r"朝政发〔\d{4}〕\d+号|京人社\w*〔\d{4}〕\d+号")


@pytest.mark.parametrize("url", PAGES)
def test_every_page_opens_in_chinese_unless_the_visitor_prefers_english(read, url):
    assert '<html lang="zh-Hans">' in read(url, "fr").body
    assert '<html lang="zh-Hans">' in read(url, "zh-CN,zh;q=0.9").body
    assert '<html lang="en">' in read(url, "en-GB,en;q=0.9").body


@pytest.mark.parametrize("url", [*PAGES, "/nowhere/"])
def test_an_english_page_has_no_chinese_left_but_names_of_documents(read, url):
    assert CHINESE.findall(QUOTED.sub("", read(url, "en").text)) == []


@pytest.mark.parametrize("url", PAGES)
def test_every_page_has_one_main_heading_a_skip_link_and_a_footer_with_version_and_licence(read, url):
    body = read(url).body
    assert body.count("<h1") == 1
    assert '<a class="wj-skip" href="#main">' in body
    assert 'id="main"' in body
    assert settings.VERSION in body
    assert "Apache-2.0" in body


@pytest.mark.parametrize("url", PAGES)
def test_no_page_needs_inline_script_or_style_or_another_host(read, url):
    page = read(url)
    assert not INLINE.search(page.body)
    assert not re.search(r"(?:src|href|action)=\"(?:https?:)?//", page.body)
    policy = page.response.headers["Content-Security-Policy"]
    assert "unsafe" not in policy
    assert "script-src 'self'" in policy


@pytest.mark.parametrize("url", PAGES)
def test_a_page_sets_no_cookie_but_the_security_token(read, url):
    assert set(read(url).response.cookies) <= {settings.CSRF_COOKIE_NAME}


@pytest.mark.parametrize("code", some(list(POLICY.measures), 3, "guides against definitions"))
@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_guide_page_shows_all_that_the_definition_says(read, code, language):
    page, guide = read(f"/guide/{code}/", language), POLICY[code].guide(language)
    words = " ".join(page.text.split()).lower()
    shown = [guide["name"], guide["summary"], guide["amount"]["text"], guide["once"], *guide["notes"]]
    shown += [c["text"] for c in guide["conditions"]] + [c["id"] for c in guide["conditions"]]
    shown += [c["route"]["name"] for c in guide["conditions"] if c["route"]]
    shown += [p["name"] for p in guide["payees"]]
    shown += [p["label"] for p in guide["parameters"]] + [p["value"] for p in guide["parameters"]]
    shown += [f["question"] for f in guide["facts"]] + [f["why"] for f in guide["facts"]]
    shown += [r["words"] for r in guide["readings"]] + [o["text"] for r in guide["readings"] for o in r["options"]]
    assert [s for s in shown if " ".join(s.split()).lower() not in words] == []


@pytest.mark.parametrize("code", POLICY.measures)
def test_a_figure_nobody_confirmed_is_marked(read, code):
    figures, body = POLICY[code].guide("zh")["parameters"], read(f"/guide/{code}/").body
    body = body[body.index('id="figures"') :] if figures else body
    unconfirmed = [p for p in figures if not p["confirmed"] and p["source"]]
    nothing = [p for p in figures if not p["source"]]
    assert body.count('<span class="wj-tag">待确认</span>') == len(unconfirmed)
    assert len(re.findall('<span class="wj-tag">(?:没有数值|到[^<]*，之后没有数值)</span>', body)) == len(nothing)


def test_every_measure_is_in_the_list_under_who_it_is_for_and_the_home_page_leads_there(read):
    assert 'href="/policies/"' in read("/").main
    body = read("/policies/").body
    for code, measure in POLICY.measures.items():
        group = body[body.index(f'id="group-{measure.audience}"') :]
        assert f'href="/guide/{code}/"' in group.split("</section>")[0]


@pytest.mark.parametrize("url", ["/nowhere/", "/guide/9.9/", "/guide/%E4%B8%AD/", "/guide/%ff%fe/", "/check/nobody/", "/check/firm/",
                                 "/check/person/5.2/", "/check/person/9.9/", "/check/5.2/save.exe", "/check/9.9/save.html"])  # fmt: skip
def test_what_does_not_exist_is_not_found_in_the_sites_look(read, url):
    page = read(url)
    assert page.status == 404
    assert "没有找到这一页" in page.body
    assert 'class="wj-header"' in page.body
    assert "no-store" in page.response.headers["Cache-Control"]


def test_a_failure_shows_a_number_that_is_in_the_log_and_nothing_of_the_program(client, monkeypatch, caplog):
    def broken() -> None:
        raise RuntimeError("secret of the program")

    monkeypatch.setattr("wenjiu.web.public.listing.current_policy", broken)
    client.raise_request_exception = False
    response = client.get("/policies/", headers={"accept-language": "zh"})
    body = response.content.decode()
    assert response.status_code == 500
    assert "系统出错了" in body
    assert "secret" not in body
    assert "Traceback" not in body
    number = re.search(r"错误编号：(\S+?)。", body)[1]
    assert number in caplog.text


def test_large_print_is_a_switch_that_stays_on_and_keeps_the_page(client):
    answer = client.post("/print-size/", {"print": "large", "next": "/policies/"})
    assert (answer.status_code, answer.headers["Location"]) == (303, "/policies/")
    assert (
        '<html lang="zh-Hans" class="large">'
        in client.get("/policies/", headers={"accept-language": "zh"}).content.decode()
    )
    client.post("/print-size/", {"print": "normal", "next": "/"})
    assert 'class="large"' not in client.get("/").content.decode()


def test_the_language_switch_stays_and_keeps_the_page(client):
    answer = client.post("/language/", {"language": "en", "next": "/guide/5.2/"})
    assert (answer.status_code, answer.headers["Location"]) == (303, "/guide/5.2/")
    assert '<html lang="en">' in client.get("/guide/5.2/", headers={"accept-language": "zh"}).content.decode()
    client.post("/language/", {"language": "zh-hans", "next": "/"})
    assert '<html lang="zh-Hans">' in client.get("/", headers={"accept-language": "en"}).content.decode()


@pytest.mark.parametrize("language", ["", "tlh", "../../etc", "en" * 1000, "\x00"])
def test_an_unknown_language_changes_nothing(client, language):
    answer = client.post("/language/", {"language": language, "next": "/"})
    assert answer.status_code == 303
    assert settings.LANGUAGE_COOKIE_NAME not in answer.cookies


@pytest.mark.parametrize("target", ["//example.org/", "https://example.org/", "javascript:alert(1)", "", "about", "/\\example.org",
                                    "/language/", "/print-size/"])  # fmt: skip
def test_a_switch_never_leads_away_from_the_site_or_in_circles(client, target):
    answer = client.post("/language/", {"language": "en", "next": target, "keep": "answers"})
    assert answer.status_code == 303
    assert answer.headers["Location"] in {"/", target} - {"//example.org/", "https://example.org/", "/\\example.org"}


def test_the_switches_opened_as_pages_lead_home(client):
    for url in ("/language/", "/print-size/"):
        assert client.get(url).headers["Location"] == "/"


def test_a_form_without_the_security_token_is_explained_not_just_refused(client):
    client.handler.enforce_csrf_checks = True
    answer = client.post("/notices/objections/", {"number": "1"}, headers={"accept-language": "zh"})
    assert answer.status_code == 403
    assert "安全标记对不上" in answer.content.decode()
