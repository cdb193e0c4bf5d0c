"""The busiest pages take a bounded number of queries, and not one more when there are more rows.

All people, firms and numbers are invented; the numbers have valid check digits.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from tests.bureau.cases.scene import (
    HIRED,
    POLICY,
    SETUP,
    SINCE,
    decide,
    file_own,
    file_roster,
    make_scene,
    notice_ended,
    rows,
)
from tests.bureau.more_pages import MorePages
from tests.bureau.my_pages import client_of
from tests.bureau.registry.people import organisation, person
from tests.bureau.test_desk import without_second_factor
from tests.support.counts import few

from wenjiu.bureau import clock
from wenjiu.bureau.accounts.actions import authorise, create_user, give_post
from wenjiu.bureau.cases.actions import drafts
from wenjiu.bureau.parties.actions import check_account, ensure_parties, enter_account
from wenjiu.bureau.parties.queries import number_of
from wenjiu.bureau.registry.statements import Statement

pytestmark = pytest.mark.django_db
LINES, CASES = few(10, 40), few(10, 40)
#: The most queries of a page.
MOST = {
    "my home": 22,  # with complaints, requests for corrections and programmes to see to
    "filing": 33,
    "own case": 40,
    "entitled": 72,  # of every measure in which a firm has a part, with what is under way
    "entitled measure": 10,
    "inbox": 9,
    "who read": 8,
    "my money": 12,
    "my programmes": 14,
    "programme": 25,
    "desk home": 14,  # with who stands in for whom, the programmes that wait and what a judge has to score
    "queue": 16,
    "case": 33,
    "bulk": 12,
    "cases": 15,
    "documents": 8,
    "offers": 11,
    "unclaimed": 13,
    "programmes": 11,
    "notices": 13,
    "money": 22,  # with the measures that have no budget
    "to pay": 14,  # with the pauses that move the days
    "district": 25,  # with the measures that have no budget
    "rulebook": 9,
    "registers": 8,
}


@pytest.fixture(autouse=True)
def own_calendar(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(clock, "calendar_file", lambda: tmp_path / "calendar")
    yield


class Bureau:
    """A bureau to which rows are added, and what its busiest pages take."""

    def __init__(self) -> None:
        self.scene = make_scene(people=0)
        leader = create_user(actor=SETUP, username="leader", name="虚构领导")
        give_post(actor=SETUP, user=leader, role="leader", area=self.scene.streets[0].parent, from_day=SINCE)
        self.leader = leader
        self.more = MorePages(self.scene)
        without_second_factor(actor=SETUP)
        account = enter_account(actor=self.scene.agent, party=self.scene.firm, holder=self.scene.firm.name,
                                bank="虚构银行", number="110900000001")  # fmt: skip
        check_account(actor=self.scene.releaser, account=account, matched=True)
        self.firms = self.rosters = 0

    def hire(self, count: int) -> None:
        """Let the firm hire further residents, who are those of the next roster."""
        first = 1 + self.rosters * 100
        people = ensure_parties(actor=SETUP, rows=[person(n) for n in range(first, first + count)])
        self.rosters += 1
        known = {"household_district": POLICY.home, "school": "university", "graduation": "2019-07-01"}
        rows(self.scene, "persons", [Statement(known, {"self": p}, valid_from=SINCE) for p in people])
        refers = [{"firm_id": self.scene.firm, "person_id": p} for p in people]
        rows(self.scene, "hires", [Statement(HIRED, of, valid_from=SINCE) for of in refers])
        self.scene.people = people

    def grow(self, lines: int, cases: int) -> dict[str, str]:
        """Add rows to every page, and return page -> its address with the newest rows."""
        scene = self.scene
        self.hire(lines)
        notice_ended(scene, decide(scene, file_roster(scene, intent=f"pay {self.rosters}")))
        self.hire(lines)
        decide(scene, file_roster(scene, intent=f"show {self.rosters}"))
        self.hire(lines)
        case = file_roster(scene, intent=f"review {self.rosters}")
        draft = drafts.open_filing(
            actor=scene.agent, policy=POLICY, filer=scene.firm, measures=["3.2a"], intent_key=f"draft {self.rosters}"
        )
        listed = [{"number": number_of(p), "name": p.name} for p in scene.people]
        drafts.save_lines(actor=scene.agent, filing_id=draft.id, lines=listed)
        self.file_cases(cases)
        return self.more.grow(lines) | {
            "my home": "/my/",
            "filing": f"/my/filings/{draft.pk}/",
            "own case": f"/my/cases/{case.number}/",
            "desk home": "/desk/",
            "queue": "/desk/queue/",
            "case": f"/desk/cases/{case.number}/",
            "notices": "/desk/notices/",
            "money": "/desk/money/",
            "to pay": "/desk/money/pay/",
            "district": "/desk/district/",
        }

    def file_cases(self, count: int) -> None:
        """Let so many further firms file."""
        street = self.scene.streets[0]
        identities = [replace(organisation(100 + self.firms + n), street_id=street.pk) for n in range(count)]
        self.firms += count
        for firm in ensure_parties(actor=SETUP, rows=identities):
            authorise(actor=SETUP, user=self.scene.agent, organisation=firm)
            file_own(self.scene.agent, firm, "5.2")

    def clients(self) -> dict[str, Client]:
        """Return page -> a client of who has it open all day."""
        agent, clerk, maker = client_of(self.scene.agent), client_of(self.scene.clerk), client_of(self.scene.maker)
        return {name: client_of(user) for name, user in self.more.readers().items()} | {
            **dict.fromkeys(("my home", "filing", "own case"), agent),
            **dict.fromkeys(("desk home", "queue", "case"), clerk),
            "notices": client_of(self.scene.district),
            **dict.fromkeys(("money", "to pay"), maker),
            "district": client_of(self.leader),
        }


def counted(clients: dict[str, Client], pages: dict[str, str]) -> dict[str, int]:
    """Return page -> number of queries of its second request; what the first one loaded once for all is not counted."""
    found = {}
    for name, address in pages.items():
        assert clients[name].get(address).status_code == 200, address
        cache.clear()
        with CaptureQueriesContext(
            connection,
        ) as queries:
            clients[name].get(address)
        found[name] = len(queries)
    return found


def test_the_busiest_pages_take_no_more_queries_for_more_rows() -> None:
    bureau = Bureau()
    bureau.grow(2, 2)  # their periods are over when the next ones are made
    small = bureau.grow(2, 2)
    clock.turn_forward(1)  # the first rows have waited, as the others will
    clients = bureau.clients()
    few_rows = counted(clients, small)
    many_rows = counted(clients, bureau.grow(LINES, CASES))
    assert many_rows == few_rows
    assert {name: n for name, n in many_rows.items() if n > MOST[name]} == {}
