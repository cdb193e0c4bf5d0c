"""A real Chromium on the real pages."""

import asyncio
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

#: One process shows all pages of the site: to start one for each new page takes longer than most pages.
FLAGS = ["--no-sandbox", "--disable-gpu", "--renderer-process-limit=1"]
PATIENCE = 90_000  # milliseconds; only a hang reaches it
#: What may be in an address after the question mark: words searched for, an order and a filter, a day, an opened reading, and
#: the situation or the measure with which a link begins a visit. An answer never is.
OPEN_QUERIES = {"q", "s", "state", "on", "about", "reading", "sort", "measure", "audience"}


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", "campaign: full counts; only run with -m campaign")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Tests marked `campaign` run only where `-m` asks for them, as `make campaign` does."""
    if "campaign" not in (config.option.markexpr or ""):
        full = [item for item in items if item.get_closest_marker("campaign")]
        if full:
            config.hook.pytest_deselected(items=full)
            items[:] = [item for item in items if item not in full]


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


@pytest.fixture(scope="package")
def chromium() -> Iterator[Browser]:
    """The system's Chromium; as root it cannot use its sandbox.

    It ends with the last test that needs it. Until then an event loop runs in the thread, and where one runs, Django keeps a
    database connection for each context and not for the thread.
    """
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=find_chromium(), args=FLAGS)
        yield browser
        browser.close()
    with pytest.raises(RuntimeError):
        asyncio.get_running_loop()


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

    def start(self, *ticked: str, unsure: str = "") -> None:
        """Open the first page, tick statements, and go on."""
        self.open("/")
        for id in ticked:
            self.page.locator(f"input[name=s][value={id}]").check()
        if unsure:
            self.page.locator(f"input[name=unsure][value={unsure}]").check()
        self.press("start")

    def press(self, do: str) -> None:
        """Open what a button is folded in, press it, and wait for the page that follows."""
        self.page.wait_for_load_state()
        self.page.locator("main h1").evaluate("h => { h.dataset.before = 'yes' }")
        button = self.page.locator(f"main button[name=do][value='{do}']").first
        button.evaluate(
            "b => { for (let d = b.closest('details'); d; d = d.parentElement.closest('details')) d.open = true }"
        )
        button.click()
        self.page.wait_for_selector("main h1:not([data-before])")
        self.page.wait_for_load_state()

    def asked(self) -> list[str]:
        """Keys of the questions on the page."""
        names = self.page.locator("main [name^='v-']").evaluate_all("fields => fields.map(f => f.name)")
        return list(dict.fromkeys(name[2:] for name in names))

    def fill(self, known: dict[str, str]) -> list[str]:
        """Fill in what is known, and say of the rest that it is not known. Returns what the page asks."""
        asked = self.asked()
        for key in asked:
            choice = self.page.locator(f"input[type=radio][name='v-{key}'][value='{known.get(key, 'unknown')}']")
            if choice.count():
                choice.check()
            elif key in known:
                self.page.locator(f"#main [name='v-{key}']").fill(known[key])
            else:
                self.page.locator(f"input[name='x-{key}'][value=unknown]").check()
        return asked

    def answer(self, known: dict[str, str]) -> list[str]:
        """Answer the questions on the page and go on. Returns what was asked."""
        asked = self.fill(known)
        self.press("answer")
        return asked

    def answer_all(self, known: dict[str, str]) -> list[str]:
        """Answer the first questions, then those of each measure until nothing is open. Returns what was asked."""
        asked = self.answer(known) if self.asked() else []
        while (about := self.page.locator("main button[value^='about:']")).count():
            self.press(about.first.get_attribute("value") or "")
            while self.asked():
                assert len(asked) < 200
                asked += self.answer(known)
        return asked

    def given(self) -> dict[str, str]:
        """The answers that the page carries."""
        form = self.page.locator("main form").first
        pairs = form.locator("input[type=hidden][name^='a-']").evaluate_all(
            "found => found.map(f => [f.name, f.value])"
        )
        return {name[2:]: value for name, value in pairs}

    def results(self) -> dict[str, str]:
        """Each measure of the results as it reads, by code, also one that is folded away."""
        self.page.evaluate("document.querySelectorAll('details:has(> .wj-cards)').forEach(d => { d.open = true })")
        cards = self.page.locator(".wj-card[id^='m-']")
        return {(card.get_attribute("id") or "")[2:]: " ".join(card.inner_text().split()) for card in cards.all()}

    def unfold(self) -> None:
        """Open what is folded away."""
        self.page.evaluate("document.querySelectorAll('details').forEach(d => { d.open = true })")


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


@pytest.fixture(scope="package")
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


@pytest.fixture(scope="package")
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
        "founder.rents_premises": "true",
        "founder.annual_rent": "36,000",
        "founder.registered_district": "chaoyang",
        "founder.tax_district": "chaoyang",
        "founder.operates_normally": "true",
        "founder.operation_start": first_of_july(2),
        "founder.years_paid": "0",
    }


@pytest.fixture
def graduate() -> dict[str, str]:
    """Synthetic: registered unemployed since graduating this July, and a trainee for six months from then."""
    start = dt.date.fromisoformat(first_of_july(0))
    return {
        "traineeship.unit_is_recognised": "true",
        "person.household_district": "chaoyang",
        "person.is_registered_unemployed": "true",
        "person.birth_date": start.replace(year=start.year - 22).isoformat(),
        "person.school": "university",
        "person.graduation": start.isoformat(),
        "traineeship.start": start.isoformat(),
        "traineeship.end": start.replace(month=12, day=31).isoformat(),
        "traineeship.is_full_time": "true",
        "traineeship.months_paid": "0",
    }


@pytest.fixture
def school() -> dict[str, str]:
    """Synthetic: a designated training institution with exactly 500 people of the named groups."""
    return {
        "institution.designated_skill": "true",
        "institution.designated_startup": "false",
        "institution.in_district": "true",
        "institution.trained_unemployed": "320",
        "institution.trained_rural": "180",
    }
