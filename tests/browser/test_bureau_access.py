"""Every page behind the sign-in, and the public notices, on the demo district: axe, narrow screens, large print, keyboard.

A walk follows the links of each persona and looks at one page of every view. On each page it makes all surveys. Pages of rows
that the demo district has none of are opened in a second installation, on the rows of the matrix.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any
from urllib.parse import urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.urls import Resolver404, resolve
from playwright.sync_api import Browser, Error
from tests.browser.bureau import Person, bureau, workbook
from tests.browser.bureau_steps import PEOPLE, local
from tests.browser.measuring import RULES, put_up
from tests.browser.planted import plant, readers
from tests.bureau.test_matrix import PAGES
from tests.support.counts import some

BEGINS = ("/my/", "/desk/", "/account/", "/demo/", "/notices/")
#: Who walks, and where each begins beside the own home. All of these are links or buttons of pages.
WALKS = {
    "firm": ("/my/",),
    "resident": ("/my/",),
    "specialist": ("/desk/", "/desk/bulk/", "/desk/absence/", "/desk/complaints/"),
    "approver": ("/desk/", "/desk/cases/"),
    "district-2": ("/desk/notices/", "/desk/programmes/", "/desk/ratings/"),
    "maker": ("/desk/money/", "/desk/money/pay/", "/desk/money/receipts/", "/desk/money/stale/"),
    "releaser": ("/desk/money/", "/desk/money/batches/", "/desk/money/accounts/"),
    "keeper": ("/desk/registers/persons/", "/desk/authorisations/?q=91110105MA00000012", "/desk/merges/"),
    "policy": ("/desk/rulebook/", "/desk/rulebook/kinds/share/"),
    "security": ("/desk/people/",),
    "system": ("/desk/people/", "/desk/people/new/"),
    "leader": ("/desk/district/",),
    "auditor": ("/desk/reads/", "/desk/promises/"),
}
#: Pages behind a button of another page: name of that page -> what follows its address.
BEHIND = {
    "my:filing": ("submit/", "delete/", "lines/new/", "lines/1/"),
    "my:case": ("withdraw/",),
    "desk:money:batch": ("release/",),
    "desk:register_import": ("withdraw/",),
}
#: Pages of which one of several links to what is not seen yet: up to MOST are opened, and one is surveyed.
SEVERAL = {"desk:money:batch", "desk:person", "desk:programme", "my:programme"}
MOST = 5
#: Pages that a form shows: persona -> page of the form, its button, name of the page.
PRESSED = {"district-2": ("/desk/notices/", "看公示内容", "desk:publish")}
#: Pages of a sign-in with password and second factor, which personas have not: test_sign_in.py reads them.
OF_A_SIGN_IN = {
    "account_login", "account_change_password", "account_reauthenticate", "mfa_index", "mfa_authenticate",
    "mfa_reauthenticate", "mfa_activate_totp", "mfa_deactivate_totp", "mfa_view_recovery_codes",
    "mfa_generate_recovery_codes",
}  # fmt: skip
#: Views that are no page: they only take a form, or send a file or a part of a page, or lead on.
NO_PAGE = {
    "account_back", "account_inactive", "account_logout", "demo:day", "demo:enter", "desk:begin_visit",
    "desk:call_back", "desk:correction_file", "desk:document_file", "desk:drop_filter", "desk:end_delegation",
    "desk:end_notice", "desk:end_recusal", "desk:file", "desk:finish_visit", "desk:look_bulk",
    "desk:money:clear_return_line", "desk:money:drop", "desk:money:export", "desk:money:read_return",
    "desk:money:return_sample", "desk:next", "desk:offers_download", "desk:press_bulk", "desk:programme_answers",
    "desk:programme_errors", "desk:programme_template", "desk:promise", "desk:propose_ending", "desk:recuse",
    "desk:register_confirm", "desk:register_discard", "desk:register_errors", "desk:register_search",
    "desk:register_template", "desk:register_upload", "desk:save_filter", "desk:screen", "desk:see_mention",
    "desk:settle", "desk:settle_ending", "desk:try_again", "desk:urge", "desk:visit_photo", "desk:write_note",
    "mfa_download_recovery_codes", "my:account_number", "my:close_account", "my:close_contact", "my:copy",
    "my:correction_file", "my:document_file", "my:evidence", "my:field", "my:papers", "my:people",
    "my:people_template", "my:preview", "my:programme_answers", "my:programme_errors", "my:programme_template",
    "my:rate", "my:receipt", "my:rest", "my:roster", "my:take_up", "my:template", "my:urge", "my:withdraw_appeal",
}  # fmt: skip
VISIBLE_FOCUS = """() => { const s = getComputedStyle(document.activeElement);
  return (s.outlineStyle !== 'none' && parseFloat(s.outlineWidth) > 0) || s.boxShadow !== 'none' }"""


@pytest.fixture(scope="module")
def site() -> Iterator[str]:
    """An installation with the demo district."""
    with bureau() as (address, _data):
        yield address


def view_of(href: str) -> str:
    """Return the name of the view behind a path; empty where it is not ours."""
    path = urlsplit(href).path
    if not path.startswith(BEGINS):
        return ""
    try:
        return resolve(path).view_name
    except Resolver404:
        return ""


class Walk:
    """What was found wrong, by view and survey."""

    def __init__(self, chromium: Browser, site: str) -> None:
        self.browser, self.site = chromium, site
        self.seen: set[str] = set()
        self.wrong: dict[str, Any] = {}
        self.axed = set(some(sorted(PAGES), 6, "pages that axe sees", full=2))

    def go(self, persona: str, starts: tuple[str, ...]) -> None:
        """Follow the links of a persona to every view that was not seen."""
        person = Person(self.browser, self.site, f"demo-{persona}")
        todo = [*starts, *(self.imported(person) if persona == "keeper" else ())]
        if persona in PRESSED:
            path, button, name = PRESSED[persona]
            person.open(path)
            person.click(button)
            self.survey(person, name)
            self.seen.add(name)
        behind: set[str] = set()
        opened: Counter[str] = Counter()
        while todo:
            path = todo.pop(0)
            name = view_of(path)
            known = name in self.seen and (name not in SEVERAL or opened[name] == MOST)
            if opened[path] or name in NO_PAGE | OF_A_SIGN_IN or (path not in starts and (known or not name)):
                continue
            opened.update((path, name))
            try:
                answer = person.page.goto(self.site + path)
            except Error:  # a file to save
                continue
            if answer is None or answer.status != 200:
                if path not in behind:  # a batch that is not frozen has no page for its release
                    self.wrong[f"{name} status"] = (persona, path, answer and answer.status)
                continue
            if name not in self.seen:
                self.survey(person, name)
            self.seen.add(name)
            behind |= {path + more for more in BEHIND.get(name, ())}
            todo += sorted(behind)
            links = person.page.locator("a[href]").evaluate_all("found => found.map(a => a.getAttribute('href'))")
            todo += [href for href in links if view_of(href) and view_of(href) not in self.seen - SEVERAL]
        if person.complaints:
            self.wrong[f"{persona} scripts"] = person.complaints
        person.context.close()

    def imported(self, person: Person) -> Iterator[str]:
        """Look for people, bring a file into a register, and yield its preview, then what came of it."""
        person.open("/desk/registers/")
        person.type("姓名或名称的一部分", "虚构")
        person.click("查找")
        self.survey(person, "desk:register_find")
        self.seen.add("desk:register_find")
        person.open("/desk/registers/persons/")
        person.give_file("文件", "a.xlsx", workbook(PEOPLE, [local(1), local(2)]))
        person.type("数据来源", "虚构的登记")
        person.click("上传并预览")
        self.survey(person, "desk:register_preview")
        self.seen.add("desk:register_preview")
        person.click("导入全部 2 行")
        yield urlsplit(person.page.url).path
        yield from person.page.locator("main a[href*='/rows/']").evaluate_all("f => f.map(a => a.getAttribute('href'))")

    def survey(self, person: Person, name: str) -> None:
        """Make all surveys of the page shown."""
        if name in self.axed:
            # Where the bar at the foot of a form stands depends on the scrolling; axe sees it at the end of the page.
            person.page.evaluate("document.querySelector('.wb-foot')?.style.setProperty('position', 'static')")
            found = Axe().run(person.page, options=RULES).response["violations"]
            if found:
                self.wrong[f"{name} axe"] = [(x["id"], [n["html"][:200] for n in x["nodes"]][:3]) for x in found]
        for large in (False, True):
            put_up(person, 360, large)
            width = person.page.evaluate("document.documentElement.scrollWidth")
            if width > 360:
                self.wrong[f"{name} at 360{' in large print' if large else ''}"] = (width, person.page.evaluate(WIDE))
        put_up(person, 1280, False)

    def visit(self, site: str, addresses: dict[str, str], names: Sequence[str]) -> None:
        """Survey pages of another installation, each as somebody who may read it."""
        may = readers()
        for persona in sorted({may[name] for name in names}):
            person = Person(self.browser, site, f"demo-{persona}")
            for name in (name for name in names if may[name] == persona):
                person.open(addresses[name])
                self.survey(person, name)
            if person.complaints:
                self.wrong[f"{persona} scripts on planted rows"] = person.complaints
            person.context.close()


#: The elements that stick out of a page.
WIDE = """() => [...document.querySelectorAll('main *')].filter(e => e.getBoundingClientRect().right > innerWidth + 1)
  .slice(-3).map(e => e.outerHTML.slice(0, 120))"""


@pytest.fixture(scope="module")
def walk(chromium: Browser, site: str) -> Walk:
    """The walks of all personas."""
    made = Walk(chromium, site)
    for persona, starts in WALKS.items():
        made.go(persona, starts)
    return made


def test_nothing_is_wrong_with_any_page(walk: Walk) -> None:
    assert walk.wrong == {}


def test_nothing_is_wrong_with_the_pages_that_the_demo_district_has_no_rows_for(chromium: Browser, walk: Walk) -> None:
    rest = sorted(set(PAGES) - NO_PAGE - OF_A_SIGN_IN - walk.seen)
    assert set(rest) <= set(readers()), "a page that nobody may read"
    with bureau(WENJIU_DEMO_DISTRICT="0") as (address, data):
        walk.wrong = {}
        walk.visit(address, plant(data), some(rest, 5, "pages of planted rows", full=2))
    assert walk.wrong == {}


def tab_to(person: Person, reached: str) -> None:
    """Press Tab until an element has the focus. What has the focus is seen to have it at every stop."""
    for _ in range(150):
        person.page.keyboard.press("Tab")
        assert person.page.evaluate(VISIBLE_FOCUS), person.page.evaluate("document.activeElement.outerHTML")
        if person.page.evaluate(f"document.activeElement.matches({reached!r})"):
            return
    raise AssertionError(f"Tab never reached {reached}")


def enter(person: Person, reached: str, then: str) -> None:
    """Reach a button by Tab, press Enter, and wait for an address."""
    tab_to(person, reached)
    person.page.keyboard.press("Enter")
    person.page.wait_for_url(then)


def test_a_filing_can_be_made_with_the_keyboard_alone(chromium: Browser, site: str) -> None:
    firm = Person(chromium, site, "demo-firm")
    firm.open("/my/new/")
    tab_to(firm, "input[name=measure][value='5.2']")
    firm.page.keyboard.press("Space")
    enter(firm, "button[value=begin]", "**/my/filings/*/")
    while firm.page.evaluate("!document.activeElement.matches('button[value=submit]')"):
        firm.page.keyboard.press("Tab")
        if firm.page.evaluate("document.activeElement.matches('input[type=radio]:not(:checked)')"):
            firm.page.keyboard.press("Space")
        assert firm.page.evaluate(VISIBLE_FOCUS), firm.page.evaluate("document.activeElement.outerHTML")
    firm.page.keyboard.press("Enter")
    firm.page.wait_for_url("**/submit/")
    tab_to(firm, "input[name=true]")
    firm.page.keyboard.press("Space")
    enter(firm, "main form .btn-primary", "**/my/filings/*/")
    assert "收件" in firm.said()
    firm.close()


def test_the_keys_of_a_case_lead_where_they_say(chromium: Browser, site: str) -> None:
    clerk = Person(chromium, site, "demo-specialist")
    clerk.open("/desk/next/")
    first = clerk.page.url
    clerk.page.keyboard.press("r")
    assert clerk.page.evaluate("document.activeElement.id") == "reason"
    clerk.page.keyboard.type("n1q")
    assert clerk.page.url == first and clerk.page.locator("#reason").input_value() == "n1q"
    clerk.page.locator("h1").click()
    for key in ("1", "2"):
        clerk.page.keyboard.press(key)
        assert clerk.page.evaluate("document.activeElement.dataset.key") == key
        assert clerk.page.evaluate(VISIBLE_FOCUS)
    clerk.page.keyboard.press("?")
    assert clerk.page.locator("#keys").evaluate("d => d.open")
    clerk.page.keyboard.press("n")
    clerk.page.wait_for_url(lambda url: "/desk/cases/" in url and url != first)
    clerk.page.keyboard.press("q")
    clerk.page.wait_for_url("**/desk/queue/")
    clerk.close()


def test_a_correction_can_be_made_with_the_keyboard_alone(chromium: Browser, site: str) -> None:
    firm = Person(chromium, site, "demo-firm")
    firm.open("/my/")
    enter(firm, "a[href$='/correct/']", "**/correct/")
    tab_to(firm, "main input[type=text], main input[type=date], main input:not([type])")
    firm.page.keyboard.press("Control+a")
    firm.page.keyboard.type("2026-03-02")
    enter(firm, "button[value=check]", "**/correct/")
    firm.page.locator("button[value=send]").wait_for()
    enter(firm, "button[value=send]", "**/my/cases/*/")
    assert "补正" in firm.said()
    firm.close()
