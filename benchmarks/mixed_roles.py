"""What each user of the mixed load does: one pass of it is a call; passes follow each other until the time is over.

A pass begins on the user's first page and goes where people of that role go. Which of several ways it takes is drawn by
`User.chance`, so a run of one seed draws the same.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from mixed_browser import READ, Page, User

Work = Callable[[User], None]
CASE = r"/(?:my|desk)/cases/[^/\"?#]+/"
NO_PAPERS = "纸质材料已经核对"


def visitor(user: User) -> None:
    """Answer the public check up to the reasons of one measure, then read a guide, or what is public."""
    first = user.open("public: first page", "/")
    known = {"s": ["young_firm", "hires"], "a-firm.registered_district": "chaoyang", "a-firm.local_workers": "8"}
    user.send("public: check", first, action="/check/", kind=READ, fields={**known, "do": "start"})
    user.send("public: check", first, action="/check/", kind=READ, fields={**known, "do": "results"})
    user.send("public: check", first, action="/check/", kind=READ, fields={**known, "do": "why:5.2"})
    for name, path in user.chance.sample(READ_BY_ALL, 3):
        user.open(name, path)


READ_BY_ALL = [
    ("public: guide", "/guide/5.2/"),
    ("public: guide", "/guide/3.2a/"),
    ("public: document", "/document/"),
    ("public: search", "/search/?q=%E7%A7%9F%E6%88%BF"),
    ("public: policies", "/policies/"),
    ("public: notices", "/notices/"),
]


def my_reads(user: User, home: Page, what: str) -> None:
    """Read some of the pages of somebody who files."""
    for name, path in user.chance.sample(MY_PAGES, 2):
        user.open(name, path)
    if cases := home.links(CASE):
        user.open(f"{what}: own case", user.chance.choice(cases))


MY_PAGES = [
    ("my: entitled", "/my/entitled/"),
    ("my: messages", "/my/messages/"),
    ("my: money", "/my/money/"),
    ("my: who read", "/my/reads/"),
    ("my: programmes", "/my/programmes/"),
]


def resident(files: bool) -> Work:
    """Return what a resident does: files for the rent once, if it is not filed, and follows it afterwards."""
    left = [files]

    def work(user: User) -> None:
        home = user.open("my: home", "/my/")
        if left[0]:
            left[0] = False
            draft = _begin(user, "5.3")
            for rent in ("6", "62", "62000"):  # somebody types, and each pause saves
                user.send("my: save a field", draft, "do=save", f"/filings/{_id(draft)}/", {"a-annual_rent": rent})
            _submit(user, draft)
        else:
            my_reads(user, home, "my")
        if user.chance.random() < 0.2:
            case = _last_case(user)
            if case is not None and case.form(action="/urge/"):
                user.send("my: urge", case, action="/urge/", fields={"text": "请问什么时候办到"})

    return work


def agent(hires: list[tuple[str, str]]) -> Work:
    """Return what a firm's agent does: files hires, answers corrections, takes up what is offered, and reads."""

    def work(user: User) -> None:
        home = user.open("my: home", "/my/")
        if to_correct := home.links(r"/my/cases/[^/\"?#]+/correct/"):
            page = user.open("my: correct", to_correct[0])
            answers = {name: "已经核对，没有错" for name in _fields(page, "do=check") if name.startswith("reply-")}
            shown = user.send("my: check a correction", page, "do=check", fields=answers)
            if shown.form("do=send"):
                user.send("my: send a correction", shown, "do=send")
        elif hires and user.chance.random() < 0.5:
            draft = _begin(user, "3.2a")
            for _ in range(min(len(hires), user.chance.randint(1, 3))):
                number, name = hires.pop()
                line = user.open("my: new line", f"{draft.path}lines/new/")
                draft = user.send("my: add a person", line, "do=save", fields={"number": number, "name": name})
            _submit(user, draft)
        else:
            my_reads(user, home, "my")

    return work


def _begin(user: User, code: str) -> Page:
    page = user.open("my: choose", f"/my/new/?measure={code}")
    return user.send("my: begin", page, "do=begin")


def _submit(user: User, draft: Page) -> None:
    shown = user.open("my: confirm", f"{draft.path}submit/")
    user.send("my: submit", shown, action="/submit/", fields={"true": "yes"})


def _id(page: Page) -> str:
    return page.path.rstrip("/").rpartition("/")[2]


def _last_case(user: User) -> Page | None:
    cases = user.open("my: home", "/my/").links(CASE)
    return user.open("my: own case", cases[0]) if cases else None


def _fields(page: Page, button: str) -> dict[str, Any]:
    form = page.form(button)
    return {} if form is None else form.fields


def _next(user: User, after: str = "") -> Page | None:
    """Return the case that comes next, or one that is chosen from the list as colleagues do who share one."""
    if user.chance.random() < 0.3:
        cases = user.open("desk: queue", "/desk/queue/").links(CASE)
        return user.open("desk: case", user.chance.choice(cases)) if cases else None
    page = user.open("desk: next case", f"/desk/next/?after={after}" if after else "/desk/next/")
    return page if page.path.startswith("/desk/cases/") else None


def official(outcome: str, ask: bool = False) -> Work:
    """Return what somebody who takes steps does: the next case, and a step of it with an outcome such as ``agree``.

    `ask`: one case in five is sent back for a correction instead.
    """

    def work(user: User) -> None:
        user.open("desk: home", "/desk/")
        after = ""
        for _ in range(4):
            case = _next(user, after)
            if case is None:
                break
            after = _id(case)
            _take(user, case, outcome, ask and user.chance.random() < 0.2)
        if user.chance.random() < 0.3:
            user.open(*user.chance.choice(DESK_PAGES))

    return work


DESK_PAGES = [("desk: bulk", "/desk/bulk/"), ("desk: cases", "/desk/cases/"), ("desk: documents", "/desk/documents/"),
              ("my: messages", "/my/messages/")]  # fmt: skip


def _take(user: User, case: Page, outcome: str, ask: bool) -> None:
    if user.chance.random() < 0.15:
        case = user.send("desk: note", case, action="/notes/", fields={"note": "已和企业通过电话"})
    if ask:
        asked = next((b for b in _buttons(case) if b.startswith("do=item:0/paper/")), "")
        if asked:
            case = user.send("desk: ask for a paper", case, asked)
            outcome = "correct"
    if not case.form(f"do=step:{outcome}"):
        return  # somebody else took the step meanwhile
    case = user.send("desk: step", case, f"do=step:{outcome}")
    if case.form(f"do=sure:{outcome}"):
        user.send("desk: confirm a step", case, f"do=sure:{outcome}", fields={"without_papers": NO_PAPERS})


def _buttons(page: Page) -> list[str]:
    form = page.form("do=keep")
    return [] if form is None else form.buttons


def district(user: User) -> None:
    """Review, and now and then publish what waits for its notice, or look at the district."""
    official("agree")(user)
    if user.chance.random() < 0.5:
        page = user.open("desk: notices", "/desk/notices/")
        form = page.form("do=preview")
        if form is not None and form.fields.get("case"):
            shown = user.send("desk: preview a notice", page, "do=preview", fields={"case": form.fields["case"][:1]})
            if shown.form("do=publish"):
                user.send("desk: publish", shown, "do=publish")
    else:
        user.open("desk: district", "/desk/district/")
        user.open("desk: offers", "/desk/offers/")


def finance(user: User) -> None:
    """Look at the money and what waits, and make and freeze a batch of some payments."""
    user.open("money: overview", "/desk/money/")
    page = user.open("money: to pay", "/desk/money/pay/")
    form = page.form(action="/desk/money/pay/")
    if form is not None and form.fields.get("pay"):
        batch = user.send(
            "money: make a batch", page, action="/desk/money/pay/", fields={"pay": form.fields["pay"][:3]}
        )
        if batch.path.startswith("/desk/money/batches/") and batch.form(action=batch.path):
            user.send("money: freeze", batch, action=batch.path)
    _read_money(user)


def releaser(user: User) -> None:
    """Look at the batches, and release one that is frozen."""
    user.open("money: overview", "/desk/money/")
    batches = user.open("money: batches", "/desk/money/batches/").links(r"/desk/money/batches/[^/\"?#]+/")
    for path in batches[:2]:
        page = user.open("money: batch", path)
        if page.links(f"{path}release/"):
            asked = user.open("money: confirm", f"{path}release/")
            if asked.form(action="/release/"):  # a colleague may have released it meanwhile
                user.send("money: release", asked, action="/release/")
            break
    _read_money(user)


def _read_money(user: User) -> None:
    pages = [("money: budgets", "/desk/money/budgets/"), ("money: accounts", "/desk/money/accounts/"),
             ("money: short", "/desk/money/short/"), ("money: stale", "/desk/money/stale/")]  # fmt: skip
    for name, path in user.chance.sample(pages, 2):
        user.open(name, path)


def leader(user: User) -> None:
    """Look at the whole district, its money, and who is entitled and has not claimed."""
    for name, path in (("desk: home", "/desk/"), ("desk: district", "/desk/district/"),
                       ("money: overview", "/desk/money/"), ("desk: unclaimed", "/desk/offers/report/")):  # fmt: skip
        user.open(name, path)


def auditor(user: User) -> None:
    """Go from the list of cases to one of them, and from the money to a batch."""
    cases = user.open("desk: cases", "/desk/cases/").links(CASE)
    if cases:
        user.open("desk: case", user.chance.choice(cases))
    user.open("money: overview", "/desk/money/")
    batches = user.open("money: batches", "/desk/money/batches/").links(r"/desk/money/batches/[^/\"?#]+/")
    if batches:
        user.open("money: batch", batches[-1])


def keeper(user: User) -> None:
    """Look up an entry of a register, and the corrections that were asked for."""
    user.open("registers: all", "/desk/registers/")
    page = user.open("registers: one", "/desk/registers/persons/")
    user.send(
        "registers: search", page, action="/search/#found", kind=READ, fields={"q": user.chance.choice("王李张刘陈")}
    )
    user.open("registers: corrections", "/desk/corrections/")


def work_of(role: str, hires: list[tuple[str, str]]) -> Work:
    """Return what an account of the scene does."""
    if role == "agent":
        return agent([(number, name) for number, name in hires])
    return {
        "visitor": visitor,
        "resident": resident(files=True),
        "resident filed": resident(files=False),
        "street_specialist": official("accepted", ask=True),
        "street_reviewer": official("agree"),
        "district_reviewer": district,
        "approver": official("approved"),
        "finance_maker": finance,
        "finance_releaser": releaser,
        "leader": leader,
        "auditor": auditor,
        "register_keeper": keeper,
    }[role]
