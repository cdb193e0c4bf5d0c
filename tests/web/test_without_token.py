"""A page of the public site that was open while its reader signed in elsewhere still works, and loses no answer.

Whoever signs in gets a new CSRF token. Forms that change nothing need none; the others keep it.
"""

from __future__ import annotations

import html
import re

import pytest
from django.conf import settings
from django.test import Client

from wenjiu.web import urls

#: The views that take a form without a token, each with an address and a form: the answer is a page or a file.
WITHOUT = {
    "visit": ("/check/", {"s": "founder", "do": "results"}),
    "save": ("/check/5.3/save.json", {"s": "founder"}),
    "reminder": ("/check/5.3/reminder.ics", {"s": "founder"}),
    "report": ("/report/", {"s": "founder"}),
    "try": ("/readings/A-5.2-3/try/", {"s": "young_firm", "page": "why:5.2"}),
    "size": ("/size/", {"do": "check", "staff": "12"}),
    "roster": ("/roster/hires/", {"do": "change", "text": "姓名\n张三", "page": "form"}),
    "roster_result": ("/roster/hires/result.xlsx", {"text": "姓名\n张三"}),
    "embed": ("/embed/", {"s": "founder", "do": "results"}),
    "embed_save": ("/embed/5.3/save.json", {"s": "founder"}),
}
#: Answers as a page carries them, with a token that is no longer that of the session.
STALE = {"csrfmiddlewaretoken": "b" * 32, "s": ["founder"], "a-founder.annual_rent": "80,000", "page": "results"}


@pytest.fixture
def signed_in_elsewhere() -> Client:
    """A browser whose token changed after the page was made."""
    client = Client(enforce_csrf_checks=True)
    client.cookies[settings.CSRF_COOKIE_NAME] = "a" * 32
    return client


def test_the_views_that_need_no_token_are_these_and_no_others() -> None:
    found = {p.name for p in urls.urlpatterns if getattr(p.callback, "csrf_exempt", False)}
    assert found == set(WITHOUT)


@pytest.mark.parametrize("name", WITHOUT)
def test_a_form_that_needs_no_token_sets_nothing_and_reads_no_session(
    name: str, settings: pytest.FixtureRequest
) -> None:
    """The tests of this folder have no database: a page that read the session of its reader or wrote a row would fail."""
    settings.WENJIU_FRAME_HOSTS = ["partner.example"]
    client = Client(enforce_csrf_checks=True)
    client.cookies["sessionid"] = "somebody"
    address, form = WITHOUT[name]
    answer = client.post(address, form)
    assert answer.status_code in (200, 302, 422), answer.content.decode()
    assert set(answer.cookies) <= {"csrftoken"}


def test_the_check_goes_on_with_its_answers_in_the_tab_that_was_open_before(signed_in_elsewhere: Client) -> None:
    answer = signed_in_elsewhere.post("/check/", {**STALE, "do": "about:5.3"})
    assert answer.status_code == 200
    assert 'name="a-founder.annual_rent" value="80,000"' in answer.content.decode()


def form_of(page: str) -> tuple[str, dict[str, list[str]]]:
    """Return address and fields of the form in the main part of a page."""
    main = page[page.index('<main id="main"') :]
    found = re.search(r'<form method="post" action="([^"]+)">(.*?)</form>', main, re.DOTALL)
    assert found is not None, main
    fields: dict[str, list[str]] = {}
    for name, value in re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)">', found[2]):
        fields.setdefault(html.unescape(name), []).append(html.unescape(value))
    return html.unescape(found[1]), fields


@pytest.mark.parametrize(
    ("address", "more", "target"),
    [
        ("/check/5.3/file/", {}, "/check/"),
        ("/check/5.3/file/?on=2021-06-10", {}, "/check/?on=2021-06-10"),
        ("/language/", {"next": "/check/", "keep": "answers", "language": "en"}, "/check/"),
        ("/day/", {"next": "/size/", "keep": "answers", "on": "2021-06-10"}, "/size/"),
    ],
)
def test_a_refused_form_that_passes_answers_on_leads_back_to_them(
    signed_in_elsewhere: Client, address: str, more: dict[str, str], target: str
) -> None:
    refused = signed_in_elsewhere.post(address, STALE | more, headers={"accept-language": "zh"})
    assert refused.status_code == 403 and "您的回答还在" in refused.content.decode()
    back, fields = form_of(refused.content.decode())
    assert back == target
    assert fields["a-founder.annual_rent"] == ["80,000"] and fields["s"] == ["founder"]
    assert fields["csrfmiddlewaretoken"] != [STALE["csrfmiddlewaretoken"]]
    again = signed_in_elsewhere.post(back, fields)
    assert again.status_code == 200


@pytest.mark.parametrize("target", ["/my/new/", "/notices/", "/check/5.3/file/", "//example.org/check/", "/nowhere/"])
def test_a_refused_form_never_leads_to_a_page_that_changes_something(signed_in_elsewhere: Client, target: str) -> None:
    """Another site could make such a form: its fields must not reach a page with a good token."""
    refused = signed_in_elsewhere.post("/language/", STALE | {"next": target, "keep": "answers", "language": "en"})
    assert refused.status_code == 403
    page = refused.content.decode()
    assert "80,000" not in page or form_of(page)[0] == "/"


@pytest.mark.parametrize("address", ["/notices/objections/", "/complaints/", "/language/", "/day/"])
def test_other_forms_are_refused_with_a_stale_token_and_their_fields_are_not_repeated(
    signed_in_elsewhere: Client, address: str
) -> None:
    refused = signed_in_elsewhere.post(address, STALE)
    assert refused.status_code == 403 and "80,000" not in refused.content.decode()
