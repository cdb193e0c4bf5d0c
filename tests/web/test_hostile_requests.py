"""Whatever is sent to a page of the site, the answer is a page of the site: no crash, no trace of the program."""

import re
import string
from typing import Any
from urllib.parse import quote

import pytest
from django.conf import settings
from django.test import Client
from django.urls import get_resolver
from hypothesis import HealthCheck, Phase, given
from hypothesis import settings as limits
from hypothesis import strategies as st
from tests.support.counts import few, some

#: Notices are rows; every other page of the site is the same without a database, which the other modules show.
pytestmark = pytest.mark.django_db
FORM, MULTIPART = "application/x-www-form-urlencoded", "multipart/form-data; boundary=cut"
#: What a page may answer: an answer, a redirect, or what is wrong with the request.
ANSWERS = {200, 302, 303, 307, 400, 403, 404, 405, 422}
KNOWN = {"id": "A-5.2-2", "code": "5.2", "name": "5.2.cap", "form": "csv"}
OF_A_PAGE = {
    "roster": {"id": "hires"},
    "list": {"name": "industries"},
    "save": {"form": "html"},
    "clause": {"id": "5.2"},
}


def addresses() -> list[str]:
    """Every address of the site, with a name that exists in each open place."""
    found = []
    for pattern in get_resolver("wenjiu.web.urls").url_patterns:
        url = "/" + str(pattern.pattern)
        names = KNOWN | next((own for start, own in OF_A_PAGE.items() if start in str(pattern.name)), {})
        for name, value in names.items():
            url = re.sub(rf"<\w+:{name}>", value, url)
        found.append(url)
    return found


PAGES = addresses()
NAMES = ["on", "q", "state", "s", "no", "unsure", "none", "about", "reading", "sort", "measure", "audience", "m", "lang", "accent",
         "ink", "from", "page", "do", "letter", "code", "next", "keep", "today", "language", "print", "text", "industry", "staff",
         "once-claim_year", "a-firm.local_workers", "v-firm.operation_start", "x-firm.local_workers", "a-", "nosuch"]  # fmt: skip
#: Percent-encoded, as they arrive.
VALUES = ["", "%00", "%ED%A0%80", "%FF%FE", "%E2%80%AE", "9" * 400, "x" * 20_000, "'%22%3E%3Cscript%3E", "-1", "1e999999", "nan", "%C2%B2",
          "2021-02-30", "99999-01-01", "2021-06-10%00", "1900-01-01", "2200-12-31", "about:9.9", "why:", "change:nosuch", "add:hires",
          "answers", "//evil.example/", "http://[", "/[", "/check/?on=x", "/%0d%0aX:1", "all", "hires", "5.2", "true", "%F0%9F%98%80"]  # fmt: skip


@pytest.fixture
def client(settings: Any) -> Client:
    """A client to whom a crash is an answer of 500, as to a visitor; frames are on."""
    settings.WENJIU_FRAME_HOSTS = ["partner.example"]
    return Client(raise_request_exception=False)


def is_clear(answer: Any) -> None:
    """Check that an answer is one of the site, and has nothing of the program in it."""
    assert answer.status_code in ANSWERS
    body = b"" if answer.streaming else answer.content
    for harm in (b"Traceback", b"<script>", b"SECRET_KEY", b"wenjiu.web."):
        assert harm not in body
    if answer.status_code in (400, 404, 422) and answer.headers["Content-Type"].startswith("text/html") and body:
        assert b"<h1" in body


def fields(pairs: list[tuple[str, str]]) -> str:
    return "&".join(f"{name}={value}" for name, value in pairs)


PAIRS = st.lists(st.tuples(st.sampled_from(NAMES), st.sampled_from(VALUES)), min_size=1, max_size=6)
SOME = limits(
    max_examples=few(20, 400),
    deadline=None,
    suppress_health_check=list(HealthCheck),
    phases=(Phase.explicit, Phase.generate),
)


@SOME
@given(page=st.sampled_from(PAGES), query=PAIRS)
def test_any_query_gets_a_page(client: Client, page: str, query: list[tuple[str, str]]) -> None:
    is_clear(client.get(f"{page}?{fields(query)}"))


@SOME
@given(page=st.sampled_from(PAGES), sent=PAIRS, query=st.one_of(st.just([]), PAIRS))
def test_any_form_gets_a_page(
    client: Client, page: str, sent: list[tuple[str, str]], query: list[tuple[str, str]]
) -> None:
    is_clear(client.post(f"{page}?{fields(query)}", fields(sent), content_type=FORM))


@pytest.mark.parametrize("page", some(PAGES, 4, "pages with many fields"))
def test_more_fields_than_a_page_has_are_refused_with_a_page(client: Client, page: str) -> None:
    many = fields([(f"a{n}", "1") for n in range(settings.DATA_UPLOAD_MAX_NUMBER_FIELDS + 1)])
    asked, sent = client.get(f"{page}?{many}"), client.post(page, many, content_type=FORM)
    for answer in (asked, sent):
        is_clear(answer)
    assert asked.status_code == 400


@pytest.mark.parametrize("page", some(PAGES, 4, "pages by other methods"))
def test_other_methods_get_an_answer_and_head_has_the_headers_of_get_and_no_body(client: Client, page: str) -> None:
    for method in ("OPTIONS", "PUT", "DELETE", "PATCH", "TRACE", "FOO"):
        is_clear(client.generic(method, page))
    head, got = client.head(page), client.get(page)
    assert head.status_code == got.status_code and head.headers["Content-Type"] == got.headers["Content-Type"]
    assert head.content == b""


HEADERS: list[dict[str, str]] = [
    {"Accept": "application/xml"},
    {"Accept": "x" * 9000},
    {"Accept-Language": "\xff,zz;q=9," * 500},
    {"Cookie": "wenjiu_print=%00; csrftoken=" + "x" * 4000},
    {"Cookie": "django_language=../../x"},
    {"Referer": "\xff"},
    {"If-None-Match": "*"},
    {"Range": "bytes=0-1"},
    {"HX-Request": "true", "HX-Current-URL": "\x00://["},
]


@pytest.mark.parametrize("headers", HEADERS, ids=[" ".join(h) + str(n) for n, h in enumerate(HEADERS)])
def test_odd_headers_change_nothing(client: Client, headers: dict[str, str]) -> None:
    for page in ("/", "/search/?q=x", "/check/?s=hires", "/embed/", "/lists/download.csv"):
        answer = client.get(page, headers=headers)
        is_clear(answer)
        assert answer.status_code == 200


TYPES = ["", "text/plain", "application/json", f"{FORM}; charset=utf-16", f"{FORM}; charset=nosuch", "multipart/form-data",
         "multipart/form-data; boundary=", "multipart/form-data; boundary=" + "x" * 500, "multipart/form-data; boundary=\xff",
         f"{MULTIPART}; charset=utf-16", MULTIPART, "x/y;;;", "\x00"]  # fmt: skip
#: Pages that take a form, and one that takes none.
TAKING = ["/", "/check/", "/check/5.2/save.json", "/roster/hires/", "/roster/hires/result.xlsx", "/size/", "/language/", "/day/",
          "/report/", "/readings/A-5.2-2/try/", "/embed/", "/search/"]  # fmt: skip
FIELD = b'--cut\r\nContent-Disposition: form-data; name="s"'
BODIES = [
    b"",
    b"{" * 10_000,
    b"=%&&&",
    FIELD + b"\r\n\r\n\xff\xfe\r\n--cut--\r\n",
    FIELD + b"\r\nContent-Transfer-Encoding: base64\r\n\r\n!!!\r\n--cut--\r\n",
    b"--cut\r\n\r\n",
    b"--cut\r\nX: " + b"y" * 50_000 + b"\r\n\r\n",
    b"--cut\r\nContent-Disposition: form-data; name*=nosuch''%ff\r\n\r\nz\r\n--cut--\r\n",
    b"--cut\r\nContent-Disposition: form-data; name=\"file\"; filename*=UTF-16''%ff\r\n\r\nPK\x03\x04z\r\n--cut--\r\n",
    b'--cut\r\nContent-Disposition: form-data; name="file"; filename="a\x00.xlsx"\r\n\r\nPK\x03\x04zz\r\n--cut--\r\n',
]


@pytest.mark.parametrize("kind", TYPES)
def test_a_body_in_another_form_gets_a_page(client: Client, kind: str) -> None:
    for page in some(TAKING, 4, f"pages that take {kind}"):
        for body in BODIES:
            is_clear(client.generic("POST", page, body, kind))


@SOME
@given(
    pattern=st.sampled_from(
        [p for p in map(str, (u.pattern for u in get_resolver("wenjiu.web.urls").url_patterns)) if "<" in p]
    ),
    text=st.one_of(
        st.sampled_from(["%00", "__proto__", "..", "5.2%2f..", "%FF"]), st.text(string.printable, min_size=1).map(quote)
    ),
)
def test_a_name_that_does_not_exist_is_not_found(client: Client, pattern: str, text: str) -> None:
    answer = client.get("/" + re.sub(r"<\w+:\w+>", lambda _: text, pattern))
    is_clear(answer)
    assert b"\x00" not in answer.content or answer.status_code == 200  # a template is a workbook


def test_a_hundred_thousand_fields_and_a_long_line_are_answered_soon(client: Client) -> None:
    """Each is at the limit of what is read; an answer that grows with the square of a body would take minutes."""
    for body in (
        fields([(f"a{n}", "1") for n in range(100_000)]),
        "s=hires&do=results&" + fields([(f"a-x{n}", "1") for n in range(900)]),
        "text=" + "x%09" * 300_000,
        "text=" + "%0A" * 400_000,
        "text=" + "%22" * 400_000,
        "next=" + "/" * 1_000_000 + "&keep=answers",
        "do=" + "about:" * 5_000,
    ):
        for page in some(["/", "/check/", "/roster/hires/", "/language/"], 4, body[:20]):
            is_clear(client.post(page, body, content_type=FORM))
