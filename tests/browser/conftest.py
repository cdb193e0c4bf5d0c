"""A real Chromium on the real pages."""

import datetime as dt
from collections.abc import Iterator
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from django.contrib.staticfiles.handlers import StaticFilesHandler
from django.test.testcases import LiveServerThread
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright
from tests.support.browser import find_chromium
from tests.support.counts import FULL
from tests.support.visitors import first_of_july, small_firm

pytest.register_assert_rewrite("tests.browser.measuring")

PATIENCE = 90_000  # milliseconds; only a hang reaches it
#: What may be in an address after the question mark: words searched for, an order and a filter, a day, an opened reading, and
#: the situation or the measure with which a link begins the check. An answer never is.
OPEN_QUERIES = {"q", "s", "state", "on", "about", "reading", "sort", "measure", "audience"}
SETTLES = "key => { const a = document.querySelector('#check [name=asked]');" \
          " return document.querySelector('#problem') || !a || a.value !== key }"  # fmt: skip


@pytest.fixture(scope="session")
def site() -> Iterator[str]:
    """Address of the site, served from this process; without a database."""
    server = LiveServerThread("127.0.0.1", StaticFilesHandler, connections_override={})
    server.daemon = True
    server.start()
    server.is_ready.wait()
    if server.error:
        raise server.error
    yield f"http://127.0.0.1:{server.port}"
    server.terminate()


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """The system's Chromium; as root it cannot use its sandbox."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=find_chromium(), args=["--no-sandbox", "--disable-gpu"])
        yield browser
        browser.close()


class Visitor:
    """Somebody with a browser."""

    def __init__(self, page: Page, site: str) -> None:
        self.page, self.site = page, site
        self.complaints: list[str] = []
        self.requests: list[Any] = []
        page.on("pageerror", lambda error: self.complaints.append(f"script failed: {error}"))
        page.on("console", lambda line: self.complaints.append(line.text) if "Security Policy" in line.text else None)
        page.on("request", lambda request: self.requests.append(request))

    def open(self, path: str) -> None:
        """Go to a page of the site."""
        self.page.goto(self.site + path)

    def asked(self) -> str | None:
        """Key of the question on the page."""
        self.page.wait_for_load_state()
        found = self.page.locator("#check [name=asked]")
        return found.input_value() if found.count() else None

    def answer(self, value: str | None) -> None:
        """Answer the question on the page, or skip it, and wait for the next one or for a complaint."""
        before = self.asked()
        if value is None:
            self.page.locator("button[value=skip]").click()
        elif before == "topics":
            for topic in value.split():
                self.page.locator(f"input[type=checkbox][value='{topic}']").check()
            self.page.locator("button[value=answer]").click()
        else:
            radio = self.page.locator(f"input[type=radio][value='{value}']")
            radio.check() if radio.count() else self.page.fill("#value", value)
            self.page.locator("button[value=answer]").click()
        self.page.wait_for_function(SETTLES, arg=before)

    def answer_all(self, known: dict[str, str], limit: int = 80) -> list[str]:
        """Answer what is known and skip the rest until nothing is asked; the questions in the order asked.

        One of them is what the visitor came about (``topics``), others ask for several facts at once (``all:CODE``).
        """
        asked: list[str] = []
        while (key := self.asked()) and len(asked) < limit:
            asked.append(key)
            self.answer(known.get(key))
        return asked

    def results(self) -> list[str]:
        """The list of measures as it reads, those that are folded away included."""
        self.unfold()
        cards = self.page.locator(".wj-card:has(.wj-standing)")
        return [" ".join(text.split()) for text in cards.all_inner_texts()]

    def unfold(self) -> None:
        """Open what is folded away in the list of measures."""
        self.page.evaluate("document.querySelectorAll('#results details').forEach(d => { d.open = true })")

    def reasons(self, code: str) -> None:
        """Open the verdict on one measure."""
        self.unfold()
        self.page.locator(f".wj-card button[formaction$='/{code}/']").click()
        self.page.wait_for_selector(".wj-verdict")


class Profiles:
    """Browser profiles for visitors. In a full run each is new; else one that was given back is emptied and used again.

    A new profile opens a window, which takes Chromium several times as long as another page.
    """

    def __init__(self, chromium: Browser) -> None:
        self.chromium = chromium
        self.free: dict[tuple[str, bool], list[BrowserContext]] = {}

    def take(self, language: str, javascript: bool) -> BrowserContext:
        """A profile that prefers a language, with JavaScript or not, without cookies or anything stored."""
        free = self.free.setdefault((language, javascript), [])
        if free:
            return free.pop()
        context = self.chromium.new_context(
            viewport={"width": 1280, "height": 800},
            locale=language,
            java_script_enabled=javascript,
            reduced_motion="reduce",
        )
        context.set_default_timeout(PATIENCE)
        if not FULL:
            context.new_page()  # so that its window stays open
        return context

    def give_back(self, context: BrowserContext, language: str, javascript: bool) -> None:
        """Close the pages of a visitor and forget what they left."""
        if FULL:
            context.close()
            return
        context.set_offline(False)
        for page in context.pages[1:]:
            if javascript and page.url.startswith("http"):
                page.evaluate("localStorage.clear()")
            page.close()
        context.clear_cookies()
        self.free[language, javascript].append(context)


@pytest.fixture(scope="session")
def profiles(chromium: Browser) -> Profiles:
    """The profiles of all tests."""
    return Profiles(chromium)


class Visitors:
    """Makes visitors, and sees them out: no page may have complained, or asked another host for anything."""

    def __init__(self, profiles: Profiles, site: str) -> None:
        self.profiles, self.site = profiles, site
        self.made: list[tuple[Visitor, str, bool]] = []

    def __call__(
        self, width: int = 1280, large: bool = False, language: str = "zh-CN", javascript: bool = True
    ) -> Visitor:
        """A visitor with a screen of that width, in large print or not, preferring a language, with JavaScript or not."""
        context = self.profiles.take(language, javascript)
        if large:
            context.add_cookies([{"name": "wenjiu_print", "value": "large", "url": self.site}])
        page = context.new_page()
        page.set_viewport_size({"width": width, "height": 800})
        visitor = Visitor(page, self.site)
        self.made.append((visitor, language, javascript))
        return visitor

    def see_out(self) -> None:
        """Close every page."""
        made, self.made = self.made, []
        for one, language, javascript in made:
            self.profiles.give_back(one.page.context, language, javascript)
        for one, _, _ in made:
            assert one.complaints == []
            urls = [request.url for request in one.requests]
            assert [url for url in urls if not url.startswith((self.site, "data:", "about:"))] == []
            asked = {name for url in urls for name in parse_qs(urlsplit(url).query, keep_blank_values=True)}
            assert asked <= OPEN_QUERIES


@pytest.fixture(scope="session")
def visitors(profiles: Profiles, site: str) -> Visitors:
    """For walks that serve several tests; whoever makes visitors with it sees them out."""
    return Visitors(profiles, site)


@pytest.fixture
def visitor(profiles: Profiles, site: str) -> Iterator[Visitors]:
    """Make visitors of one test: ``visitor(width=360, large=True, language="en-US", javascript=False)``."""
    visitors = Visitors(profiles, site)
    yield visitors
    visitors.see_out()


@pytest.fixture
def firm() -> dict[str, str]:
    """Synthetic: a small firm in its third year with eight residents, and a graduate of last year whom it hired."""
    return small_firm() | {
        "topics": "young_firm hired",
        "all:5.2": "yes",
        "hire.date": first_of_july(1),
        "hire.claim_year": first_of_july(1)[:4],
        "hire.is_new": "true",
        "hire.household_district": "chaoyang",
        "hire.is_fresh_graduate": "true",
        "hire.education": "university",
        "hire.graduation": first_of_july(1),
        "hire.was_registered_unemployed": "false",
        "hire.already_paid": "false",
    }


@pytest.fixture
def founder() -> dict[str, str]:
    """Synthetic: a resident who was unemployed, founded a firm two years ago and rents a shop."""
    return {
        "person.household_district": "chaoyang",
        "founder.was_registered_unemployed": "true",
        "founder.is_graduate": "false",
        "founder.is_founder": "true",
        "founder.rents_premises": "true",
        "founder.annual_rent": "36,000",
        "founder.registered_district": "chaoyang",
        "founder.tax_district": "chaoyang",
        "founder.operates_normally": "true",
        "founder.operation_start": first_of_july(2),
        "founder.years_paid": "0",
    }


@pytest.fixture
def trainee() -> dict[str, str]:
    """Synthetic: a resident who graduated two Julys ago and was a trainee from the July after for three months."""
    start = dt.date.fromisoformat(first_of_july(1))
    return {
        "person.household_district": "chaoyang",
        "person.school": "university",
        "person.graduation": first_of_july(2),
        "person.is_employed": "false",
        "traineeship.start": start.isoformat(),
        "traineeship.end": start.replace(month=9, day=30).isoformat(),
        "traineeship.unit_is_recognised": "true",
        "traineeship.is_full_time": "true",
        "traineeship.months_paid": "0",
    }


@pytest.fixture
def graduate() -> dict[str, str]:
    """Synthetic: registered unemployed since graduating this July, and about to be a trainee for six months."""
    start = dt.date.fromisoformat(first_of_july(0))
    return {
        "topics": "traineeship",
        "traineeship.unit_is_recognised": "true",
        "person.is_registered_unemployed": "true",
        "person.birth_date": start.replace(year=start.year - 22).isoformat(),
        "traineeship.start": start.isoformat(),
        "traineeship.end": start.replace(month=12, day=31).isoformat(),
        "traineeship.is_full_time": "true",
        "traineeship.months_paid": "0",
    }


@pytest.fixture
def institution() -> dict[str, str]:
    """Synthetic: a designated training institution with exactly 500 people of the named groups."""
    return {
        "institution.designated_skill": "true",
        "institution.in_district": "true",
        "institution.trained_unemployed": "320",
        "institution.trained_rural": "180",
    }
