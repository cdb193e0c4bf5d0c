"""One walk through the pages with Django's test client: what a filer, the officials and the bank do, and what it costs them.

All people, firms, numbers and sums are invented.
"""

from __future__ import annotations

import datetime as dt
import io
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import openpyxl
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from tests.bureau.files.made import PDF
from tests.bureau.funds.world import returned
from tests.bureau.registry.people import resident
from tests.journeys.facts import Branch, branch
from tests.journeys.town import Town, bring_facts, make_town, open_account, set_budgets

from wenjiu.bureau import clock
from wenjiu.bureau.accounts.models import User
from wenjiu.bureau.cases import flows
from wenjiu.bureau.cases.models import Case, Finding, Notice
from wenjiu.bureau.funds.models import Batch, BatchLine
from wenjiu.bureau.offers.screening import screen_registers
from wenjiu.bureau.offers.weighing import by_office
from wenjiu.bureau.parties.models import Party
from wenjiu.bureau.parties.queries import number_of
from wenjiu.policies import load_policy
from wenjiu.web.workspace import roster
from wenjiu.web.workspace.counted import ListForm
from wenjiu.web.workspace.facts import FilingForm
from wenjiu.web.workspace.questions import as_typed

#: Invented people of lists begin with this number.
LISTED = 100


@dataclass
class Cost:
    """What a journey costs: fields that the filer typed or chose, requests of the filer, and steps of the officials."""

    typed: int = 0
    clicks: int = 0
    steps: int = 0
    papers: int = 0


@dataclass
class Walk:
    """Somebody files a branch, and the officials decide it.

    `late_papers`: papers that have to be handed in are left out until an official asks for them.
    `about`: number of the register row that the filing is about, where there are several.
    `named`: who stands in the lines of a roster; the resident where nobody else does.
    """

    town: Town
    branch: Branch
    kind: str
    late_papers: bool = False
    about: str = ""
    named: tuple[Party, ...] = ()
    cost: Cost = field(default_factory=Cost)
    clients: dict[int, Client] = field(default_factory=dict)

    def as_(self, user: User) -> Client:
        """Return the browser of somebody."""
        if user.pk not in self.clients:
            client = Client()
            client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
            self.clients[user.pk] = client
        return self.clients[user.pk]

    @property
    def filer(self) -> Client:
        """Return the browser of who files."""
        return self.as_(self.town.user(self.kind))

    # ---- the filer

    def file(self, facts: Mapping[str, Any]) -> tuple[Case, str]:
        """File facts on the pages, and return the case and what the page said before it was sent."""
        place = self.begin()
        for _again in range(3):
            if not self._fill(place, facts):
                break
        confirm = self.filer.get(f"{place}submit/")
        said = text(confirm)
        asked = {"again": "yes"} if confirm.context["already"] else {}
        form = {"version": confirm.context["filing"].version, "true": "yes"} | asked
        if confirm.context["streets"]:
            form["street"] = self.town.street.code
            self.cost.typed += 1
        answer = self.filer.post(f"{place}submit/", form)
        assert answer.status_code == 302, (self.branch.code, answer.context["problem"], said[-1500:])
        self.cost.clicks += 2
        [case] = Case.objects.filter(filing=int(place.rstrip("/").rsplit("/", 1)[1]))
        assert case.number in text(self.filer.get(place))
        return case, said

    def list_by_office(self) -> Case:
        """Let an official list whom the registers show as entitled and another confirm the list; return the case."""
        screen_registers("a test", self.branch.policy)
        maker, other = self.as_(self.town.staff["district"]), self.as_(self.town.staff["district2"])
        answer = maker.post("/desk/office/", {"do": "list", "measure": self.branch.code})
        assert answer.status_code == 302, text(answer)
        place = str(answer["Location"])
        assert self.town.firm.name in text(other.get(place))
        assert other.post(place, {"do": "confirm"}).status_code == 302
        self.cost.clicks += 4
        self.cost.steps += 2
        return Case.objects.latest("id")

    def record_by_office(self, facts: Mapping[str, Any]) -> tuple[Case, str]:
        """Let an official record a duty of the office, and return the case and what the page said before."""
        client = self.as_(self.town.staff["district"])
        firm = self.town.firm
        begin = {"do": "record", "measure": self.branch.code, "number": number_of(firm), "name": firm.name}
        answer = client.post("/desk/office/", begin | {"key": client.get("/desk/office/").context["key"]})
        assert answer.status_code == 302, text(answer)
        place = str(answer["Location"])
        page = client.get(place)
        form = {f"a-{row['name']}": self.text_of(row["name"], facts) for row in page.context["questions"]}
        for choice in page.context["rows"]:
            form |= {f"rows-{choice['code']}": "1", f"row-{choice['code']}": choice["options"][0]["key"]}
        assert client.post(place, {**form, "do": "save"}).status_code == 302
        said = text(client.get(place))
        answer = client.post(place, {**form, "do": "submit"})
        assert answer.status_code == 302, (self.branch.code, text(answer)[:1500])
        self.cost.typed += len(begin) + len([v for v in form.values() if v])
        self.cost.clicks += 4
        return Case.objects.latest("id"), said

    def begin(self) -> str:
        """Begin a filing, and return the address of its page."""
        page = self.filer.get("/my/new/")
        party = self.town.party(self.kind)
        form = {"do": "begin", "key": page.context["key"], "filer": party.pk, "measure": [self.branch.code]}
        answer = self.filer.post("/my/new/", form)
        assert answer.status_code == 302, text(answer)
        self.cost.clicks += 2
        self.cost.typed += 1
        return str(answer["Location"])

    def _fill(self, place: str, facts: Mapping[str, Any]) -> bool:
        """Fill in what the page of a draft asks, and return whether there was anything."""
        page = self.filer.get(place)
        assert page.status_code == 200
        shown = page.context
        form: dict[str, Any] = {"do": "save", "papers": "1"}
        typed = 0
        supplied = self.branch.of_registers(facts)
        for row in [*shown["questions"], *shown["spare"]]:
            name, known = row["name"], self.text_of(row["name"], facts)
            form[f"a-{name}"] = row["typed"] or known
            assert not row["fault"], (self.branch.code, row)
            assert name not in supplied, f"{self.branch.code}: {name} is asked, and the registers know it"
            typed += bool(known and not row["typed"])
        for party in shown["unnamed"]:
            other = self.town.party("person" if self.kind == "organisation" else "organisation")
            form |= {f"number-{party['key']}": number_of(other), f"name-{party['key']}": other.name}
            typed += 2 * (party["typed"] is None)
        for choice in shown["rows"]:
            if not any(option["chosen"] for option in choice["options"]) and choice["options"]:
                form |= {
                    f"rows-{choice['code']}": "1",
                    f"row-{choice['code']}": self.about or choice["options"][0]["key"],
                }
                typed += 1
        for listing in shown["counted"]:
            people = self.branch.listed(facts)
            if people and not listing["total"]:
                form[f"people-{listing['code']}"] = self.people_file(page.context["filing"], people)
                typed += 1
        typed += self._papers(shown, form)
        if shown["listed"] and not shown["lines"]:
            for who in self.named or (self.town.resident,):
                self._line(place, facts, who)
            typed += 1
        if not typed:
            return False
        self.cost.typed += typed
        self.cost.clicks += 1
        answer = self.filer.post(place, form)
        assert answer.status_code == 302, (self.branch.code, answer.context["problems"])
        return True

    def _papers(self, shown: Any, form: dict[str, Any]) -> int:
        given = 0
        for group in shown["papers"]:
            for row in group["rows"]:
                if row["promised"] or row["state"] != "waits":
                    continue
                if row["promise"]:
                    form[f"promise-{row['key']}"] = "on"
                elif row["upload"] and self.late_papers:
                    continue
                elif row["upload"]:
                    form[f"file-{row['key']}"] = SimpleUploadedFile("材料.pdf", PDF)
                given += 1
        for group in shown["papers"]:
            form |= {f"promise-{row['key']}": "on" for row in group["rows"] if row["promised"]}
        self.cost.papers += given
        return given

    def _line(self, place: str, facts: Mapping[str, Any], who: Party) -> None:
        """Add a line of a roster: number, name, and what only the filer knows."""
        form = {"number": number_of(who), "name": who.name, "do": "save"}
        page = self.filer.get(f"{place}lines/new/")
        stated = self.branch.stated(facts)
        for row in page.context["questions"]:
            name = row["name"]
            if name in stated or name == roster.FIRST_MONTH:
                form[f"a-{name}"] = self.text_of(name, facts)
        self.cost.typed += len(form) - 1
        self.cost.clicks += 2
        answer = self.filer.post(f"{place}lines/new/", form)
        assert answer.status_code == 302, text(answer)
        page = self.filer.get(answer["Location"])
        assert "problem" not in page.context or not page.context.get("faults"), page.context["faults"]

    def text_of(self, name: str, facts: Mapping[str, Any]) -> str:
        """Return what the filer types into a field; nothing where it is not known."""
        policy = self.branch.policy
        if name == roster.FIRST_MONTH:
            of = policy.claims[self.branch.code].months_of
            assert of is not None
            back = self.branch.day.year * 12 + self.branch.day.month - int(facts[of.count])
            return f"{back // 12}-{back % 12 + 1:02d}"
        fact = policy.accepted_facts(policy.measures[self.branch.code])[name]
        return as_typed(fact, facts.get(name))

    def people_file(self, filing: Any, people: list[dict[str, Any]]) -> SimpleUploadedFile:
        """Return a list of invented people as a file with the columns of the template."""
        columns = roster.layout(ListForm(FilingForm(filing, "zh"), self.branch.code)).columns
        book = openpyxl.Workbook()
        book.active.append([column.header("zh") for column in columns])
        for n, said in enumerate(people, start=LISTED):
            cells = [
                column.choices[said[column.id]].zh
                if column.fact is None and column.choices
                else roster.words_of(column, said[column.id], "zh")
                for column in columns[2:]
                if column.id in said
            ]
            book.active.append([resident(n), f"虚构甲{n}", *cells])
        out = io.BytesIO()
        book.save(out)
        return SimpleUploadedFile("名单.xlsx", out.getvalue())

    # ---- the officials

    def take(self, case: Case, *, grant: bool, until: str = "notice") -> None:
        """Take a case through its steps, each by another person, to the decision or until a step."""
        used: set[str] = set()
        flow = flows.flow_of(case)
        while flow.has(case.state) and case.state not in (until, "notice", "pay"):
            step = flow.step(case.state)
            name = next(n for n, user in self.town.staff.items() if n not in used and _has(user, step.roles))
            used.add(name)
            against = {
                o.code
                for o in step.outcomes.values()
                if o.kind == "propose" or (o.kind, o.next) == ("end", "refused") or o.code == "dropped"
            }
            first = next(
                o.code for o in step.outcomes.values() if o.kind == "next" or (o.kind, o.next) == ("end", "closed")
            )
            outcome = first if grant or not against else next(iter(against))
            client = self.as_(self.town.staff[name])
            self._clear(client, case)
            answer = self.press(client, case, outcome)
            assert answer.status_code == 302, (self.branch.code, step.code, outcome, _problem(answer))
            self.cost.steps += 1
            case.refresh_from_db()

    def press(self, client: Client, case: Case, outcome: str) -> Any:
        """Press a button of a case twice, with a reason."""
        case.refresh_from_db()
        given = {
            "version": case.version,
            "do": f"sure:{outcome}",
            "reason": "按登记的内容办理",
            "without_papers": "纸质材料核对过",
        }
        return client.post(f"/desk/cases/{case.number}/", given)

    def _clear(self, client: Client, case: Case) -> None:
        """Clear what warns, with a reason."""
        for finding in Finding.objects.filter(case=case, cleared_at=None, level="warn"):
            case.refresh_from_db()
            form = {"version": case.version, "do": f"clear:{finding.pk}", f"clear-{finding.pk}": "已经核实"}
            answer = client.post(f"/desk/cases/{case.number}/", form)
            assert answer.status_code == 302, (finding.code, finding.text, _problem(answer))

    def show(self, case: Case) -> dt.date:
        """Publish the notice, and return the day after its end."""
        client = self.as_(self.town.staff["district"])
        assert client.post("/desk/notices/publish/", {"case": case.id, "do": "publish"}).status_code == 302
        self.cost.steps += 1
        notice = Notice.objects.latest("id")
        assert Client().get(f"/notices/{notice.number}/").status_code == 200
        day: dt.date = notice.ends_on + dt.timedelta(days=1)
        return day

    def end_notice(self) -> None:
        """End the notice."""
        client = self.as_(self.town.staff["district"])
        notice = Notice.objects.latest("id")
        assert client.post(f"/desk/notices/{notice.number}/end/").status_code == 302
        self.cost.steps += 1

    def pay(self) -> list[BatchLine]:
        """Pay what can be paid, and return the lines of the batch."""
        maker, releaser = self.as_(self.town.staff["maker"]), self.as_(self.town.staff["releaser"])
        rows = maker.get("/desk/money/pay/").context["ready"]
        ready = [row.payable.obligation.pk for row in rows]
        assert ready, "nothing can be paid"
        maker.post("/desk/money/pay/", {"pay": ready, "layout": "csv"})
        batch = Batch.objects.latest("id")
        url = f"/desk/money/batches/{batch.number}/"
        assert maker.post(url).status_code == 302
        assert releaser.post(f"{url}release/").status_code == 302
        assert maker.post(f"{url}file/csv/").status_code == 200
        lines = list(BatchLine.objects.filter(batch=batch).select_related("obligation__payee").order_by("id"))
        answers = [
            (f"{batch.number}-{no:05d}", f"{line.obligation.amount_fen / 100:.2f}", "成功", "")
            for no, line in enumerate(lines, start=1)
        ]
        upload = {"file": SimpleUploadedFile("回盘.csv", returned(batch, *answers))}
        there = maker.post(f"{url}return/", upload)
        assert there.status_code == 302, text(there)
        assert "已到账" in text(maker.post(there["Location"], follow=True))
        self.cost.steps += 4
        return lines


def open_journey(name: str, code: str, kind: str, settings: Any, accounts: bool = True) -> Walk:
    """Return a walk in a bureau of its own. `accounts`: everybody who can be paid has one."""
    policy = load_policy(name)
    settings.WENJIU_POLICY = name
    found = branch(policy, code)
    with clock.working_on(found.day):
        town = make_town(policy)
        for party in (town.firm, town.resident) if accounts else (town.firm,):
            open_account(town, party)
        claim = policy.claims[code]
        if claim.pays:
            set_budgets(town, claim.group or code, found.day.year)
    return Walk(town, found, kind)


def file_and_decide(walk: Walk, facts: Any, *, grant: bool) -> tuple[Case, str]:
    """File facts that the registers know as far as they supply them, and let the officials decide."""
    found = walk.branch
    if by_office(found.policy.claims[found.code]):
        return _list_and_decide(walk, facts, grant=grant)
    case, said = file_known(walk, facts)
    walk.take(case, grant=grant)
    return case, said


def _list_and_decide(walk: Walk, facts: Any, *, grant: bool) -> tuple[Case, str]:
    """List whom the registers show as entitled. What is refused became known after the list was confirmed."""
    found = walk.branch
    bring_facts(walk.town, found, walk.kind, found.facts)
    case = walk.list_by_office()
    bring_facts(walk.town, found, walk.kind, facts)
    said = text(walk.as_(walk.town.staff["approver"]).get(f"/desk/cases/{case.number}/"))
    walk.take(case, grant=grant)
    return case, said


def file_known(walk: Walk, facts: Any) -> tuple[Case, str]:
    """File facts that the registers know as far as they supply them; return the case and what the page said before."""
    bring_facts(walk.town, walk.branch, walk.kind, facts)
    claim = walk.branch.policy.claims[walk.branch.code]
    if by_office(claim):
        return walk.list_by_office(), ""
    return walk.record_by_office(facts) if "office" in claim.opened_by else walk.file(facts)


def _has(user: User, roles: tuple[str, ...]) -> bool:
    return user.posts.filter(role__in=roles).exists()


def _problem(answer: Any) -> str:
    """Return what a page says about a refused press."""
    found = re.search(r'role="alert".{0,600}', text(answer))
    return found[0] if found else text(answer)[:800]


def text(answer: Any) -> str:
    """Return the text of a page with single spaces."""
    return re.sub(r"\s+", " ", answer.content.decode().replace("\N{NO-BREAK SPACE}", " "))
