"""One branch in the browser: who files it, the officials who decide it, the notice, the bank. No branch has a line of its own.

What is typed is what the page asks and the registers do not know. All people, firms and sums are invented.
"""

from __future__ import annotations

import base64
import csv
import io
import json
import os
import re
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from playwright.sync_api import Browser, Locator
from tests.browser.bureau import Person
from tests.browser.bureau_steps import SHOTS, Journey
from tests.bureau.files.made import PDF

#: Role -> the personas that have it.
PLAYERS = {
    "street_specialist": ("specialist",),
    "street_reviewer": ("reviewer",),
    "district_reviewer": ("district-1", "district-2"),
    "approver": ("approver",),
}
REASON = "按登记的内容办理"
SCREENED_WITHIN = 120  # seconds; only a hang reaches it
NUMBER = r"\d{4}-\d\w+-\d{6}"


class Installation:
    """The program beside a running bureau (installation.py)."""

    def __init__(self, data: Path) -> None:
        settings = {
            "WENJIU_DATA": str(data),
            "WENJIU_PROFILE": "demo",
            "DJANGO_SETTINGS_MODULE": "wenjiu.config.settings",
        }
        self.process = subprocess.Popen(
            [sys.executable, "-m", "tests.browser.installation"],
            env={**os.environ, **settings}, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
        )  # fmt: skip

    def __call__(self, do: str, **more: Any) -> Any:
        assert self.process.stdin is not None and self.process.stdout is not None
        self.process.stdin.write(json.dumps({"do": do, **more}) + "\n")
        self.process.stdin.flush()
        answer = self.process.stdout.readline()
        assert answer, f"the program ended at {do} {more}"
        return json.loads(answer)

    def close(self) -> None:
        """End the program."""
        assert self.process.stdin is not None
        self.process.stdin.close()
        self.process.wait(60)


class Newcomer(Person):
    """Somebody of the demo who is not listed among its personas: made for one journey."""

    def enter(self) -> None:
        """Step into the own account: the first button of the page gets its name."""
        button = self.page.locator("main button[name=persona]").first
        button.evaluate("(b, name) => { b.value = name }", self.persona)
        button.click()


@dataclass
class Cost:
    """What a journey costs: fields and papers of who files, presses of that person and of the officials."""

    fields: int = 0
    papers: int = 0
    presses: int = 0
    officials: int = 0


class BranchWalk:
    """Somebody files a branch, and the officials decide it."""

    def __init__(self, chromium: Browser, site: str, staff: Journey, beside: Installation, no: int) -> None:
        self.chromium, self.site, self.staff, self.beside, self.no = chromium, site, staff, beside, no
        self.cost, self.right = Cost(), False
        self.typed: dict[str, str] = {}
        self.said: dict[str, Any] = {}

    def open(self, policy: str, code: str, kind: str) -> None:
        """Make the people of the branch, and let who files step in."""
        self.code, self.kind = code, kind
        self.said = self.beside("open", policy=policy, code=code, kind=kind, no=self.no)
        self.office = self.said["office"]
        self.filer = (
            self.staff.as_("district-1") if self.office else Newcomer(self.chromium, self.site, self.said["user"])
        )

    def bring(self, right: bool) -> None:
        """Put into the registers what they supply of the facts, and begin to count anew."""
        self.right, self.cost = right, Cost()
        self.typed = self.beside("bring", no=self.no, right=right)

    # ---- who files

    def press(self, button: Locator | str) -> None:
        """Press a button or a link of who files."""
        self.cost.presses += 1
        pressed(self.filer, button)

    def file(self) -> tuple[str, str]:
        """File what is so by now. Return the number of the case, and what the page said before it was sent."""
        if self.said["listed"]:
            return self._list_by_office()
        if self.office:
            return self._record_by_office()
        page = self.filer.page
        self.filer.open("/my/new/")
        box = page.locator(f"input[name=measure][value='{self.code}']")
        if not box.is_visible():
            self.press(page.locator(f"details:has(input[name=measure][value='{self.code}']) > summary"))
        box.check()
        self.cost.fields += 1
        self.press(page.get_by_role("button", name="开始填写"))
        filing = int(page.url.rstrip("/").rsplit("/", 1)[1])
        for _again in range(4):
            if not self._fill(filing):
                break
            self.press("main .wb-foot button[value=save]")
        said = self.filer.said()
        if self.right:
            self.shoot()
        self.press("main .wb-foot button[value=submit]")
        if page.locator("#street").count():
            page.locator("#street").select_option(index=1)
            self.cost.fields += 1
        page.locator("input[name=true]").check()
        self.cost.fields += 1
        said += self.filer.said()
        self.press(page.get_by_role("button", name="确认提交"))
        return self._number(), said

    def shoot(self) -> None:
        """Take pictures of what was filled in on two screens, where WENJIU_SHOTS names a folder."""
        if folder := os.environ.get(SHOTS):
            for width, height in ((360, 740), (1280, 800)):
                self.filer.page.set_viewport_size({"width": width, "height": height})
                part = self.filer.page.locator("#questions, h2[id^=people], #papers").first
                part.evaluate("part => window.scrollTo({top: part.offsetTop - 24, behavior: 'instant'})")
                self.filer.page.screenshot(path=f"{folder}/branch-{self.code}-{width}.png")
            self.filer.page.set_viewport_size({"width": 1280, "height": 900})

    def _number(self) -> str:
        found = re.search(NUMBER, self.filer.said())
        assert found is not None, self.filer.said()[:2000]
        return found[0]

    def _list_by_office(self) -> tuple[str, str]:
        """List whom the registers show as entitled. What is refused becomes known after the list was confirmed.

        Return the number of the case, and what its page says.
        """
        self.beside("bring", no=self.no, right=True)
        page, name = self.filer.page, self.said["firm"][1]
        self.filer.open("/desk/office/")
        self.press("main button[value=screen]")
        ends = time.monotonic() + SCREENED_WITHIN
        while "可以列进名单" not in self.filer.said() or "现在正在筛查" in self.filer.said():
            assert time.monotonic() < ends, self.filer.said()
            time.sleep(1)
            self.filer.open("/desk/office/")
        self.press(f"form:has(input[name=measure][value='{self.code}']) button[value=list]")
        other = self.staff.as_("district-2")
        other.open(urlsplit(page.url).path)
        assert name in other.said(), other.said()
        self.cost.presses += 1
        pressed(other, "main button[value=confirm]")
        found = re.search(NUMBER, other.page.locator(f"tr:has-text('{name}')").inner_text())
        assert found is not None, other.said()
        self.beside("bring", no=self.no, right=self.right)
        approver = self.staff.as_("approver")
        approver.open(f"/desk/cases/{found[0]}/")
        return found[0], approver.said()

    def _record_by_office(self) -> tuple[str, str]:
        """Record what the office did by itself. Return the number of the case and what the page said before."""
        page = self.filer.page
        self.filer.open("/desk/office/")
        page.locator("select[name=measure]").select_option(value=self.code)
        for name, text in zip(("number", "name"), self.said["firm"], strict=True):
            page.locator(f"main input[name={name}]").fill(text)
        self.cost.fields += 3
        self.press(page.get_by_role("button", name="开始填写"))
        self._choose_rows()
        self._answer(page.locator("main form"))
        self.press("main button[value=save]")
        said = self.filer.said()
        self.press("main button[value=submit]")
        return self._number(), said

    def _fill(self, filing: int) -> bool:
        """Fill in what the page of a draft asks and is not given yet. Return whether there was anything."""
        page, before = self.filer.page, self.cost.fields
        self._choose_rows()
        for section in page.locator("section:has(> p > [name^='number-'])").all():
            if not section.locator("[name^='number-']").input_value():
                for name, text in zip(("number", "name"), self.said["other"], strict=True):
                    section.locator(f"[name^='{name}-']").fill(text)
                    self.cost.fields += 1
        self._answer(page.locator("section[aria-labelledby=questions]"))
        self._list(filing)
        self._papers()
        if page.locator("button[value='new-line']").count() and not page.locator("tr[id^='line-']").count():
            self._line()
            return True
        return self.cost.fields > before

    def _choose_rows(self) -> None:
        for choice in self.filer.page.locator("section[aria-labelledby^='rows-']").all():
            boxes = choice.locator("input[name^='row-']")
            if boxes.count() and not choice.locator("input[name^='row-']:checked").count():
                boxes.first.check()
                self.cost.fields += 1

    def _answer(self, part: Locator) -> None:
        """Answer the questions of a part of the page, where the answer is known and not there."""
        if not part.count():
            return
        asked = part.locator("[name^='a-']:not([type=hidden])").evaluate_all("found => found.map(f => f.name)")
        for name in dict.fromkeys(asked):
            known = self.typed.get(name.removeprefix("a-"), "")
            fields = part.locator(f"[name='{name}']")
            if fields.first.get_attribute("type") == "radio":
                wanted = part.locator(f"[name='{name}'][value='{known}']")
                if known and not wanted.is_checked():
                    wanted.check()
                    self.cost.fields += 1
            elif known and fields.first.input_value() != known:
                fields.first.fill(known)
                self.cost.fields += 1

    def _list(self, filing: int) -> None:
        """Upload the list of people of whom a measure counts the number."""
        for file in self.filer.page.locator("input[type=file][name^='people-']").all():
            if self.filer.page.locator("section:has(input[name^='people-']) table.wb-lines").count():
                continue
            data = base64.b64decode(self.beside("people", no=self.no, filing=filing, right=self.right))
            file.set_input_files({"name": "名单.xlsx", "mimeType": "application/octet-stream", "buffer": data})
            self.cost.fields += 1

    def _papers(self) -> None:
        """Promise what can be promised, and upload the other papers that have to be handed in."""
        for paper in self.filer.page.locator("li.wb-paper:has(.wb-paper-waits)").all():
            promise, file = paper.locator("input[name^='promise-']"), paper.locator("input[type=file]")
            if promise.count() and promise.is_checked():
                continue
            if promise.count():
                promise.check()
            elif file.count():
                file.set_input_files({"name": "材料.pdf", "mimeType": "application/pdf", "buffer": PDF})
            else:
                continue
            self.cost.fields += 1
            self.cost.papers += 1

    def _line(self) -> None:
        """Add the one line of a roster: number, name, and what only the filer knows."""
        page = self.filer.page
        self.press("main button[value='new-line']")
        for name, text in zip(("number", "name"), self.said["person"], strict=True):
            page.locator(f"main input[name={name}]").fill(text)
            self.cost.fields += 1
        self._answer(page.locator("main form"))
        self.press("main button[value=save]")

    # ---- the officials

    def official(self, persona: str, do: Callable[[Person], None]) -> Person:
        """Let an official do something, and count the presses."""
        person = self.staff.as_(persona)
        before = person.clicks
        do(person)
        self.cost.officials += person.clicks - before
        return person

    def decide(self, number: str, grant: bool) -> str:
        """Take a case through its steps, each by another person, and return the state that it is in then."""
        used: set[str] = set()
        while True:
            step = self.beside("step", number=number, grant=grant)
            players = [p for role in step["roles"] for p in PLAYERS.get(role, ()) if p not in used]
            if not players or step["state"] in ("notice", "pay"):
                return str(step["state"])
            used.add(players[0])
            self.official(players[0], lambda person, do=step["outcome"]: take(person, number, do))

    def show(self, number: str) -> None:
        """Publish the notice, let its period pass, and end it."""

        def publish(person: Person) -> None:
            person.open("/desk/notices/")
            pressed(person, person.page.locator(f"form:has(a[href*='{number}']) button[value=preview]"))
            pressed(person, "main button[value=publish]")
            person.open("/desk/notices/")
            person.click("拨到公示结束后", where="body")
            person.open("/desk/notices/")
            person.click("结束公示")

        self.official("district-2", publish)

    def pay(self) -> None:
        """Make a batch of what waits, release it, give the file to the bank, and book its answer."""
        found: list[str] = []

        def make(person: Person) -> None:
            person.open("/desk/money/pay/")
            person.click("把勾选的做成批次")
            person.click("冻结，交给别人放款")
            found.extend(re.findall(r"P\d{4}-\d{4}", person.said()))

        self.official("maker", make)
        place = f"/desk/money/batches/{found[0]}/"

        def release(person: Person) -> None:
            person.open(place)
            person.click("放款……")
            person.click("放款 ", where="main form")

        self.official("releaser", release)
        self.official("maker", lambda person: exchange(person, place, found[0]))

    def documents(self, number: str) -> int:
        """Open every document of a case in each of its forms as the official does, and return how many there are."""
        person = self.staff.as_("approver")
        person.open(f"/desk/cases/{number}/")
        links = person.page.locator("#documents ~ ul.wb-documents a[download]")
        for href in links.evaluate_all("found => found.map(a => a.href)"):
            data = person.page.request.get(href).body()
            assert data.startswith((b"%PDF", b"PK")), (href, data[:80])
        return int(person.page.locator("#documents ~ ul.wb-documents > li").count())


def pressed(person: Person, button: Locator | str) -> None:
    """Press a button, and wait for the page that follows."""
    found = person.page.locator(button).first if isinstance(button, str) else button.first
    found.click()
    person.page.wait_for_load_state()
    person.clicks += 1


def take(person: Person, number: str, outcome: str) -> None:
    """Take a step of a case: clear what warns, give a reason, press, and press again where the page asks."""
    page = person.page
    person.open(f"/desk/cases/{number}/")
    while (clear := page.locator("[id^='clear-']")).count():
        clear.first.fill("已经核实")
        pressed(person, "button[value^='clear:']")
    page.locator("#reason").fill(REASON)
    pressed(person, f"button[value='step:{outcome}']")
    for _again in range(2):
        sure = page.locator("button[value^='sure:']")
        if sure.count():
            if page.locator("#without-papers").count():
                page.locator("#without-papers").fill("纸质材料核对过")
            pressed(person, sure)
    assert "您刚办了" in person.said(), person.said()[:2000]


def exchange(person: Person, place: str, batch: str) -> None:
    """Take the payment file, and read an answer of the bank by which every line is paid."""
    person.open(place)
    with person.page.expect_download() as download:
        person.click("CSV")
    rows = list(csv.DictReader(io.StringIO("\n".join(_table(Path(download.value.path()).read_text("utf-8-sig"))))))
    paid = [(row["付款流水号"], row["金额（元）"]) for row in rows if row["付款流水号"]]
    total = sum(int(amount.replace(".", "").replace(",", "")) for _ref, amount in paid)
    head = f"批次号,{batch},笔数,{len(paid)},合计,{total // 100}.{total % 100:02d}"
    body = "\r\n".join(f"{ref},{amount},成功," for ref, amount in paid)
    data = f"{head}\r\n付款流水号,金额,结果,原因\r\n{body}\r\n结束,{len(paid)}\r\n".encode("gb18030")
    person.open(place)
    person.give_file("银行的回盘文件", "回盘.csv", data)
    person.click("读取回盘")
    person.click("确认登记")
    assert "已到账" in person.page.locator("body").inner_text(), person.said()[:1500]


def _table(text: str) -> list[str]:
    """Return the lines of a payment file from its column titles on."""
    lines = text.splitlines()
    return lines[next(k for k, line in enumerate(lines) if "付款流水号" in line) :]
