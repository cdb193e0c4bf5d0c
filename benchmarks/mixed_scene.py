"""Makes the accounts and rows of the mixed load in an installation that runs: ``python benchmarks/mixed_scene.py FILE``.

Every firm has hires in the registers, and cases in every state of the review; every resident founded a firm. The
accounts and what each of them needs to know, such as the hires that are not filed yet, are written to FILE as JSON.
All people, firms and numbers are invented.
"""

from __future__ import annotations

import datetime as dt
import json
import sys
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

POLICY = "chaoyang_2020"
#: Streets that have officials of their own, and how many there are of each role. The roles sum up to 100 users with the visitors.
STREETS = 8
RESIDENTS, AGENTS, VISITORS = 30, 24, 18
DISTRICT = {"district_reviewer": 4, "approver": 3, "finance_maker": 2, "finance_releaser": 2, "leader": 2, "auditor": 1,
            "register_keeper": 2}  # fmt: skip
REVIEWERS = 4
#: States of the cases that wait, each once for every firm.
WAITING = ("accept", "first", "second", "decide", "notice")
LINES = 3  # of a case
TO_FILE = 12  # hires of a firm that nobody has filed
FIRST = 2000  # number of the first invented person and firm: those of the demo district come before it


@dataclass
class Account:
    """An account of the load: its role, and for an agent the number and name of each hire that is not filed."""

    username: str
    role: str
    hires: list[tuple[str, str]] = field(default_factory=list)


class Scene:
    """The rows of the load."""

    def __init__(self) -> None:
        from wenjiu.bureau.areas.models import Area
        from wenjiu.config.demo.making import District
        from wenjiu.config.demo.material import material_of
        from wenjiu.policies import load_policy
        from wenjiu.standards import civil

        material = material_of(POLICY)
        assert material is not None
        area = Area.objects.get(kind=Area.Kind.DISTRICT)
        streets = list(Area.objects.filter(kind=Area.Kind.STREET, parent=area).order_by("code"))[2 : 2 + STREETS]
        self.area, self.accounts, self.people = area, [], FIRST
        self.district = District(load_policy(POLICY), material, streets, {}, civil.date(civil.today()))
        self.staff: dict[tuple[str, int], Any] = {}

    def make(self) -> list[Account]:
        """Make everything, and return the accounts."""
        from wenjiu.bureau.offers.screening import screen_registers

        for n, street in enumerate(self.district.streets):
            self._official("street_specialist", n, street)
        for n, street in enumerate(self.district.streets):
            user = self._official("street_reviewer", n, street, listed=n < REVIEWERS)
            if n < REVIEWERS:  # a reviewer works for two streets
                self._post(user, "street_reviewer", self.district.streets[n + REVIEWERS])
        for role, count in DISTRICT.items():
            for n in range(count):
                self._official(role, n, self.area)
        self.district.users["demo-releaser"] = self.staff["finance_releaser", 0]
        cases = [case for n in range(AGENTS) for case in self._firm(n)]
        self._payable([case for case in cases if case.state == "notice"][: AGENTS // 2])
        for n in range(RESIDENTS):
            self._resident(n)
        screen_registers("a benchmark", self.district.policy)
        return self.accounts

    def _official(self, role: str, n: int, area: Any, listed: bool = True) -> Any:
        from wenjiu.bureau.accounts.actions import create_user

        username = f"load-{role.replace('_', '-')}-{n}"
        user = create_user(actor="a benchmark", username=username, name=f"虚构·{role}{n}", demo=True)
        self._post(user, role, area)
        self.staff[role, n] = user
        if listed:
            self.accounts.append(Account(username, role))
        return user

    def _post(self, user: Any, role: str, area: Any) -> None:
        from wenjiu.bureau.accounts.actions import give_post

        give_post(actor="a benchmark", user=user, role=role, area=area, from_day=dt.date(2020, 1, 1))

    def _new_people(self, count: int) -> list[Any]:
        """Add invented residents to the registers."""
        from wenjiu.bureau.parties.actions import ensure_parties
        from wenjiu.bureau.registry.statements import Statement
        from wenjiu.config.demo import invented
        from wenjiu.config.demo.making import SINCE, rows

        district, first = self.district, self.people
        self.people += count
        made = ensure_parties(actor="a benchmark", rows=[invented.resident(n) for n in range(first, self.people)])
        form = district.material.registers["person"]
        known = form.filled(home=district.policy.home)
        rows(district, form.table, [Statement(known, {"self": p}, valid_from=SINCE) for p in made])
        return made

    def _firm(self, n: int) -> list[Any]:
        """Make a firm with an agent of its own, hires that are not filed, and a case in every state."""
        from wenjiu.bureau.accounts.actions import authorise, create_user
        from wenjiu.bureau.parties.actions import ensure_parties
        from wenjiu.bureau.parties.queries import number_of
        from wenjiu.config.demo import invented
        from wenjiu.config.demo.making import draft, give_account, hire, register_firm, submit

        district = self.district
        [firm] = ensure_parties(actor="a benchmark", rows=[invented.firm(FIRST + n, district.streets[n % STREETS].pk)])
        register_firm(district, firm, district.ago(900))
        agent = create_user(actor="a benchmark", username=f"load-agent-{n}", name=f"虚构·经办{n}", demo=True)
        authorise(actor="a benchmark", user=agent, organisation=firm)
        give_account(district, firm, FIRST + n, agent)
        people = self._new_people(TO_FILE + LINES * len(WAITING))
        hire(district, firm, people, district.ago(40))
        free, taken = people[:TO_FILE], people[TO_FILE:]
        self.accounts.append(Account(agent.username, "agent", [(number_of(p), p.name) for p in free]))
        cases = []
        for k, state in enumerate(WAITING):
            begun = district.ago(20 - k)
            listed = taken[LINES * k : LINES * (k + 1)]
            made = draft(district, agent, firm, [district.material.roster["measure"]], begun, listed)
            [case] = submit(agent, made, begun)
            cases.append(self._brought(case, state, n % STREETS, begun))
        return cases

    def _brought(self, case: Any, state: str, street: int, begun: dt.date) -> Any:
        """Take a case step by step, a day apart, by the officials of its street, until it waits in a state."""
        from wenjiu.config.demo.making import take

        takers = {
            "accept": self.staff["street_specialist", street],
            "first": self.staff["street_reviewer", street % REVIEWERS],
            "second": self.staff["district_reviewer", street % 4],
            "decide": self.staff["approver", street % 3],
        }
        for at, turn in enumerate(self.district.material.way, start=1):
            if case.state == state:
                break
            self.district.users["now"] = takers[turn.step]
            take(self.district, case, turn.step, turn.outcome, begun + dt.timedelta(days=at), by="now")
        return case

    def _payable(self, cases: list[Any]) -> None:
        """Show cases in a notice whose period is over, so that they wait to be paid."""
        from wenjiu.bureau import clock
        from wenjiu.bureau.cases.actions import notices

        official = self.staff["district_reviewer", 1]
        with clock.working_on(self.district.ago(12)):
            notice = notices.publish_notice(actor=official, case_ids=[case.pk for case in cases])
        with clock.working_on(max(notice.ends_on + dt.timedelta(days=1), self.district.ago(2))):
            notices.end_notice(actor=official, notice_id=notice.pk)

    def _resident(self, n: int) -> None:
        """Make a resident who founded a firm and can file for its rent; every third has filed."""
        from wenjiu.bureau.accounts.actions import create_user
        from wenjiu.bureau.parties.actions import ensure_parties
        from wenjiu.bureau.registry.statements import Statement
        from wenjiu.config.demo import invented
        from wenjiu.config.demo.making import draft, give_account, register_firm, rows, submit

        district, street = self.district, self.district.streets[n % STREETS]
        [person] = self._new_people(1)
        self._live_in(person=person, street=street)
        number = FIRST + AGENTS + n
        [firm] = ensure_parties(actor="a benchmark", rows=[invented.firm(number, street.pk)])
        register_firm(district, firm, district.ago(900))
        business, founder = district.material.registers["founder"], district.material.founder
        parties = {business.refers["person"]: person, business.refers["firm"]: firm}
        rows(district, business.table, [Statement(business.filled(home=district.policy.home), parties)])
        user = create_user(
            actor="a benchmark", username=f"load-resident-{n}", name=person.name, party=person, demo=True
        )
        give_account(district, person, number, user)
        if filed := n % 3 == 0:
            day = district.ago(7)
            submit(user, draft(district, user, person, [founder["measure"]], day, answers=founder["answers"]), day)
        self.accounts.append(Account(user.username, "resident filed" if filed else "resident"))

    def _live_in(self, *, person: Any, street: Any) -> None:
        from wenjiu.bureau.writes import action

        @action
        def moved(*, actor: str) -> None:
            person.street = street
            person.save(update_fields=["street"])

        moved(actor="a benchmark")


def main(file: str) -> None:
    """Make the scene and write down its accounts."""
    import os

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "wenjiu.config.settings")
    import django

    django.setup()
    Path(file).write_text(json.dumps([asdict(account) for account in Scene().make()]), encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv[1])
