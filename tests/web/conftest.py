"""A visitor of the site without a browser.

The pages need no database and store nothing, so a test here may not touch one. Only notices are rows.
"""

import html
import re
from collections.abc import Callable
from functools import cache
from typing import Any

import pytest
from django.test import Client
from tests.support.visitors import small_firm

pytest.register_assert_rewrite("tests.support.pages")


class Page:
    """One answer of the server, as a visitor sees it."""

    def __init__(self, response: Any) -> None:
        self.response, self.status = response, response.status_code
        self.body = response.content.decode()

    @property
    def main(self) -> str:
        """The main part of the page."""
        return self.body[self.body.index('<main id="main"') : self.body.index("</main>")]

    @property
    def fields(self) -> dict[str, Any]:
        """Hidden fields of the first form; a list where a name is there more than once."""
        found = re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)">', self.main.partition("</form>")[0])
        named: dict[str, list[str]] = {}
        for name, value in found:
            named.setdefault(html.unescape(name), []).append(html.unescape(value))
        named.pop("csrfmiddlewaretoken", None)
        return {name: values[0] if len(values) == 1 else values for name, values in named.items()}

    @property
    def answers(self) -> dict[str, str]:
        """The answers that the page carries, by question."""
        return {name[2:]: value for name, value in self.fields.items() if name.startswith("a-")}

    @property
    def asked(self) -> list[str]:
        """Keys of the questions on the page, in their order."""
        return list(dict.fromkeys(re.findall(r'name="v-([^"]+)"', self.main)))

    @property
    def cards(self) -> dict[str, str]:
        """Each measure of the results as it reads, by code."""
        found = re.findall(r'<li class="wj-card[^"]*" id="m-([^"]+)">(.*?)\n</li>', self.main, re.DOTALL)
        return {code: " ".join(html.unescape(re.sub(r"<[^>]+>", " ", card)).split()) for code, card in found}

    @property
    def text(self) -> str:
        """What can be read on the page, without the markup, and with no part that is marked as Chinese in English."""
        body = re.sub(r"<(style|script|head)\b.*?</\1>", " ", self.body, flags=re.DOTALL)
        body = re.sub(r'<(span|button)[^>]* lang="zh-Hans"[^>]*>.*?</\1>', " ", body, flags=re.DOTALL)
        return html.unescape(re.sub(r"<[^>]+>", " ", body))


class Visitor:
    """Somebody who goes through a visit page by page, as a browser without JavaScript would."""

    url = "/check/"

    def __init__(self, client: Client, language: str = "zh-hans") -> None:
        self.client, self.headers = client, {"accept-language": language}
        self.page = Page(client.get("/", headers=self.headers))
        self.asked: list[str] = []

    def post(self, do: str, url: str | None = None, without: tuple[str, ...] = (), **more: Any) -> Page:
        """Press a button of the page. `without`: hidden fields that are left out."""
        sent = {name: value for name, value in (self.page.fields | {"do": do} | more).items() if name not in without}
        return Page(self.client.post(url or self.url, sent, headers=self.headers))

    def go_on(self, do: str, **more: Any) -> Page:
        """Press a button and stay on the page that comes."""
        self.page = self.post(do, **more)
        return self.page

    def start(self, *ticked: str, **more: Any) -> Page:
        """Tick statements on the first page and go on."""
        return self.go_on("start", s=list(ticked), **more)

    def answer(self, known: dict[str, str]) -> list[str]:
        """Fill in what is known on the page, say of the rest that it is not known, and go on. Returns what was asked."""
        asked = self.page.asked
        given = {f"v-{key}": known[key] for key in asked if key in known}
        self.go_on("answer", **given, **{f"x-{key}": "unknown" for key in asked if key not in known})
        return asked

    def answer_all(self, known: dict[str, str]) -> list[str]:
        """Answer the first questions, then those of each measure until nothing is open. Returns what was asked."""
        asked = self.answer(known) if self.page.asked else []
        while about := re.search(r'name="do" value="(about:[^"]+)"', self.page.main):
            self.go_on(about[1])
            while self.page.asked:
                assert len(asked) < 200
                asked += self.answer(known)
        return asked


@pytest.fixture
def visit(client: Client) -> Callable[..., Visitor]:
    """Begin a visit: ``visit("young_firm")``, in English ``visit("young_firm", language="en")``."""

    def begin(*ticked: str, language: str = "zh-hans") -> Visitor:
        visitor = Visitor(client, language)
        if ticked:
            visitor.start(*ticked)
        return visitor

    return begin


@pytest.fixture(scope="session")
def walks() -> dict[Any, tuple[Page, list[str]]]:
    """The last page and the questions of every visit that `answered` made, by statement, language and answers."""
    return {}


@pytest.fixture
def answered(client: Client, walks: dict[Any, tuple[Page, list[str]]]) -> Callable[..., Visitor]:
    """A visitor at the end of a visit: ``answered("young_firm", {"firm.size": "small"}, "en")``; ``asked``: the questions.

    The pages carry all answers, so each visit is made once, and every test goes on from its last page. Not for a test
    that changes the settings.
    """

    def at_the_end(ticked: str, known: dict[str, str], language: str = "zh") -> Visitor:
        visitor = Visitor(client, language)
        key = ticked, language, tuple(known.items())
        if key not in walks:
            visitor.start(ticked)
            asked = visitor.answer_all(known)
            walks[key] = visitor.page, asked
        visitor.page, visitor.asked = walks[key]
        return visitor

    return at_the_end


@pytest.fixture
def young_firm(visit: Callable[..., Visitor]) -> Visitor:
    """A firm that ticked that it is young, at the first questions."""
    visitor = visit("young_firm")
    assert "firm.registered_district" in visitor.page.asked
    return visitor


@pytest.fixture
def get(client: Client) -> Callable[..., Page]:
    """Open a page: ``get("/about/")``, in English ``get("/about/", "en")``."""
    return lambda url, language="zh-hans": Page(client.get(url, headers={"accept-language": language}))


@pytest.fixture(scope="module")
def read() -> Callable[..., Page]:
    """Open a page as `get` does, each once for all tests of a module.

    Not for a test that changes what pages are made from: settings, texts that are loaded, a policy.
    """

    @cache
    def page(url: str, language: str) -> Page:
        return Page(Client().get(url, headers={"accept-language": language}))

    return lambda url, language="zh-hans": page(url, language)


@pytest.fixture
def firm() -> dict[str, str]:
    """Synthetic answers of a small firm in its third year with eight residents of the district."""
    return small_firm()
