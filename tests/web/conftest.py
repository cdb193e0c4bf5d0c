"""A visitor of the site without a browser. No test here may touch a database: the pages need none, and store nothing."""

import html
import re
from collections.abc import Callable
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
    def fields(self) -> dict[str, Any]:
        """Hidden fields of the check's form; a list where a name is there more than once."""
        form = self.body[self.body.index('<main id="main"') :]
        found = re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)">', form)
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
    def asked(self) -> str | None:
        """Key of the question on the page."""
        return self.fields.get("asked")

    @property
    def text(self) -> str:
        """What can be read on the page, without the markup, and with no part that is marked as Chinese in English."""
        body = re.sub(r"<(style|script|head)\b.*?</\1>", " ", self.body, flags=re.DOTALL)
        body = re.sub(r'<(span|button)[^>]* lang="zh-Hans"[^>]*>.*?</\1>', " ", body, flags=re.DOTALL)
        return html.unescape(re.sub(r"<[^>]+>", " ", body))


class Visitor:
    """Somebody who goes through the check page by page, as a browser without JavaScript would."""

    def __init__(self, client: Client, audience: str, language: str = "zh-hans") -> None:
        self.client, self.url = client, f"/check/{audience}/"
        self.headers = {"accept-language": language}
        self.page = Page(client.get(self.url, headers=self.headers))
        self.asked: list[str] = []

    def post(self, do: str, value: str = "", url: str | None = None, **more: str) -> Page:
        """Press a button of the page."""
        ticked = {"about": value} if self.page.asked == "topics" and value else {}
        sent = self.page.fields | {"do": do, "value": value} | ticked | more
        return Page(self.client.post(url or self.url, sent, headers=self.headers))

    def go_on(self, do: str, value: str = "", **more: str) -> Page:
        """Press a button and stay on the page that comes."""
        self.page = self.post(do, value, **more)
        return self.page

    def answer_all(self, known: dict[str, str], limit: int = 80) -> list[str]:
        """Answer what is known and skip the rest, until nothing is asked. Returns the questions in the order asked.

        One of them is what the visitor came about (``topics``), others ask for several facts at once (``all:CODE``).
        """
        asked: list[str] = []
        while self.page.asked and len(asked) < limit:
            asked.append(self.page.asked)
            value = known.get(self.page.asked)
            self.go_on("answer", value) if value is not None else self.go_on("skip")
        return asked


@pytest.fixture
def visit(client: Client) -> Callable[..., Visitor]:
    """Begin a check: ``visit("firm")``, in English ``visit("firm", "en")``."""
    return lambda audience, language="zh-hans": Visitor(client, audience, language)


@pytest.fixture(scope="session")
def walks() -> dict[Any, tuple[Page, list[str]]]:
    """The last page and the questions of every check that `answered` made, by audience, language and answers."""
    return {}


@pytest.fixture
def answered(client: Client, walks: dict[Any, tuple[Page, list[str]]]) -> Callable[..., Visitor]:
    """A visitor at the end of a check: ``answered("firm", {"firm.size": "small"}, "en")``; ``asked``: the questions.

    The pages carry all answers, so each check is made once, and every test goes on from its last page. Not for a test
    that changes the settings.
    """

    def at_the_end(audience: str, known: dict[str, str], language: str = "zh") -> Visitor:
        visitor = Visitor(client, audience, language)
        key = audience, language, tuple(known.items())
        if key not in walks:
            asked = visitor.answer_all(known)
            walks[key] = visitor.page, asked
        visitor.page, visitor.asked = walks[key]
        return visitor

    return at_the_end


@pytest.fixture
def young_firm(visit: Callable[..., Visitor]) -> Visitor:
    """A visitor of the firms' check who came about a young firm and wants to answer its conditions one by one."""
    visitor = visit("firm")
    visitor.go_on("answer", "young_firm")
    assert visitor.page.asked == "all:5.2"
    visitor.go_on("answer", "no")
    return visitor


@pytest.fixture
def get(client: Client) -> Callable[..., Page]:
    """Open a page: ``get("/about/")``, in English ``get("/about/", "en")``."""
    return lambda url, language="zh-hans": Page(client.get(url, headers={"accept-language": language}))


@pytest.fixture
def firm() -> dict[str, str]:
    """Synthetic answers of a small firm in its third year with eight residents of the district."""
    return small_firm()
