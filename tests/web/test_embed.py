"""The visit in a frame on a partner's page: who may show it, how it looks, and that the rest of the site is never framed."""

import re

import pytest
from django.conf import settings as configured
from django.core.checks import run_checks
from django.http import QueryDict
from django.test import Client
from django.urls import get_resolver

from wenjiu.web.frames import Frame, FrameError, contrast, read_frame, style_sheet

HOSTS = ["www.example.cn", "school.example:8443", "127.0.0.1:8999"]
ORIGINS = "https://www.example.cn https://school.example:8443 http://127.0.0.1:8999"
LANGUAGES = {"zh": "zh-hans", "en": "en"}


@pytest.fixture
def hosts(settings):
    """The operator named three hosts."""
    settings.WENJIU_FRAME_HOSTS = HOSTS


@pytest.fixture
def frame(hosts):
    """A browser in whose frame the visit is: no cookie is kept, and tokens against forgery are checked."""
    return Client(enforce_csrf_checks=True)


def ancestors(response):
    """The hosts that may show a page."""
    (found,) = re.findall(r"frame-ancestors ([^;]+)", response["Content-Security-Policy"])
    return found


def test_without_hosts_there_is_no_frame():
    assert configured.WENJIU_FRAME_HOSTS == []
    for path in ("/embed/", "/embed/colours.css", "/embed/5.2/save.html"):
        response = Client().get(path)
        assert response.status_code == 404 and ancestors(response) == "'none'"


def test_only_the_named_hosts_may_show_the_frame(frame):
    for response in (
        frame.get("/embed/"),
        frame.post("/embed/", {"s": "hires", "do": "start"}),
        frame.get("/embed/?accent=x"),
    ):
        assert ancestors(response) == ORIGINS
        assert "X-Frame-Options" not in response


def test_no_other_page_may_be_shown_in_a_frame(frame):
    paths = {"/", "/policies/", "/document/", "/about/", "/search/", "/size/", "/check/", "/guide/5.2/", "/nothing/",
             "/readings/", "/parameters/", "/lists/", "/api/v1/docs", "/embed/colours.css", "/embed/x/"}  # fmt: skip
    for path in paths:
        response = frame.get(path)
        assert ancestors(response) == "'none'" and response["X-Frame-Options"] == "DENY", path
    embedded = [
        p.name
        for r in get_resolver().url_patterns
        for p in getattr(r, "url_patterns", [])
        if "embed" in str(getattr(p, "name", ""))
    ]
    assert sorted(embedded) == ["embed", "embed_colours", "embed_save"]


def test_an_answer_reaches_the_frame_without_a_cookie_and_sets_none(frame):
    pages = [frame.get("/embed/")]
    pages += [
        frame.post("/embed/", {"s": ["hires", "young_firm"], "do": do})
        for do in ("start", "results", "why:5.2", "about:5.2")
    ]
    pages.append(frame.post("/embed/5.2/save.json", {"s": "young_firm"}))
    for page in pages:
        assert page.status_code == 200 and not page.cookies
        assert "csrfmiddlewaretoken" not in page.content.decode()
        assert "Set-Cookie" not in page
    assert not frame.cookies


def test_the_pages_outside_the_frame_that_set_something_still_refuse_a_post_without_a_token(frame):
    for path in ("/", "/check/5.2/file/", "/language/", "/print-size/", "/day/", "/complaints/", "/account/login/"):
        assert frame.post(path, {"s": "hires"}).status_code == 403, path


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_frame_shows_the_same_results_and_questions_as_the_site(frame, lang):
    site = Client()
    for do in ("start", "results", "about:5.2", "why:5.2"):
        fields = {"s": ["hires", "young_firm"], "a-firm.local_workers": "3", "do": do}
        inside = frame.post(f"/embed/?lang={lang}", fields).content.decode()
        outside = site.post("/check/", fields, headers={"accept-language": LANGUAGES[lang]}).content.decode()
        assert main(inside) == main(outside), do


def main(page):
    """The part of a page that the visit is, without addresses and tokens, and without what leaves the frame."""
    text = page[page.index('<main id="main"') : page.index("</main>")]
    text = re.sub(r'<input type="hidden" name="csrfmiddlewaretoken"[^>]*>', "", text)
    text = re.sub(r'(action|hx-post)="[^"]*"', "", text)
    for left_out in (
        r'<section class="wj-carry.*?</section>',
        r'<form id="keep".*?</form>',
        r'<button[^>]*(?:form="keep"|name="m"|formtarget="_blank")[^>]*>.*?</button>',
        r'<a[^>]*href="/my/new/[^>]*>.*?</a>',
        r'<main id="main"[^>]*>',
    ):
        text = re.sub(left_out, "", text, flags=re.DOTALL)
    return re.sub(r"\s+", " ", text)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_frame_says_that_it_is_no_decision_and_leads_to_the_site_in_a_new_tab(frame, lang):
    page = frame.get(f"/embed/?lang={lang}").content.decode()
    assert {"zh": "不是行政决定", "en": "not an administrative decision"}[lang] in page
    assert re.search(r'<a href="/" target="_blank" rel="noopener">', page)
    assert "<header" not in page and 'href="/policies/"' not in page and 'action="/language/"' not in page


def test_colours_and_language_stay_through_the_visit(frame):
    query = "?accent=0b5f44&ink=222222&lang=en"
    start = frame.get(f"/embed/{query}").content.decode()
    shown = query.replace("&", "&amp;")
    for page in (start, frame.post(f"/embed/{query}", {"s": "hires", "do": "results"}).content.decode()):
        assert f'action="/embed/{shown}"' in page and f'hx-post="/embed/{shown}"' in page
        assert f'href="/embed/colours.css{shown}"' in page
        assert "/embed/?accent=0b5f44&amp;ink=222222&amp;lang=zh" in page
    again = frame.post(f"/embed/{query}", {"s": "hires", "do": "clear"})
    assert (again.status_code, again["Location"]) == (303, f"/embed/{query}")


def test_the_other_language_keeps_the_answers(frame):
    fields = {"s": "young_firm", "a-firm.local_workers": "31", "do": "results"}
    page = frame.post("/embed/?lang=en", fields).content.decode()
    foot = page[page.index('id="prefs"') :]
    assert 'action="/embed/?lang=zh"' in foot and 'name="a-firm.local_workers" value="31"' in foot
    carried = dict(re.findall(r'name="([^"]+)" value="([^"]*)"', foot))
    chinese = frame.post("/embed/?lang=zh", carried)
    assert '<html lang="zh-Hans"' in chinese.content.decode() and chinese["Content-Language"] == "zh-hans"
    assert "您的结果" in chinese.content.decode()


def test_the_style_sheet_holds_the_colours_asked_for(frame):
    sheet = frame.get("/embed/colours.css?accent=0B5F44&ink=222222")
    assert sheet["Content-Type"].startswith("text/css")
    assert "--wj-blue: #0b5f44;" in sheet.content.decode() and "--wj-ink: #222222;" in sheet.content.decode()
    assert style_sheet(Frame()) == ":root {}\n"


@pytest.mark.parametrize(("colour", "ratio"), [("000000", 21.0), ("ffffff", 1.0), ("0b3b7a", 10.9), ("767676", 4.54)])
def test_the_contrast_against_white_is_that_of_wcag(colour, ratio):
    assert contrast(colour) == pytest.approx(ratio, abs=0.2)


@pytest.mark.parametrize(("query", "words"), [
    ("accent=ffcc00", "ffcc00"), ("ink=999999", "999999"), ("accent=%23ff0000", "#ff0000"), ("accent=red", "red"),
    ("accent=", "accent"), ("ink=0b3b7", "0b3b7"), ("accent=0b3b7a;}body{", "0b3b7a"), ("lang=fr", "fr"), ("on=2021-06-10", "on"),
    ("accent=<script>", "&lt;script&gt;"), ("accent=0b3b7a%0a", "0b3b7a"),
])  # fmt: skip
@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_a_colour_or_language_that_cannot_be_used_is_refused_with_the_remedy(frame, query, words, language):
    for response in (
        frame.get(f"/embed/?{query}", headers={"accept-language": language}),
        frame.post(f"/embed/?{query}", {"s": "hires"}, headers={"accept-language": language}),
    ):
        body = response.content.decode()
        assert response.status_code == 400 and words in body
        assert {"zh-hans": "这个框架打不开", "en": "This frame cannot be shown"}[language] in body
    assert frame.get(f"/embed/colours.css?{query}").status_code == 400
    with pytest.raises(FrameError):
        read_frame(QueryDict(query))


@pytest.mark.parametrize(
    "host", ["*.example.cn", "https://www.example.cn", "www.example.cn/x", "*", "a b", "x;script-src *", ""]
)
def test_a_setting_that_is_no_host_is_refused_at_the_start(settings, host):
    settings.WENJIU_FRAME_HOSTS = ["www.example.cn", host]
    assert "wenjiu.E011" in {found.id for found in run_checks()}
    settings.WENJIU_FRAME_HOSTS = HOSTS
    assert "wenjiu.E011" not in {found.id for found in run_checks()}


def test_a_partner_that_names_a_statement_begins_with_nothing_kept(frame):
    page = frame.post("/embed/", {"do": "start"})
    assert page.status_code == 422 and ancestors(page) == ORIGINS and not page.cookies
