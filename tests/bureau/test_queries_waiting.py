"""What waits in programmes takes the same number of queries with one programme of a kind and with thirty.

All people, firms and numbers are invented; the numbers have valid check digits.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from tests.bureau.my_pages import client_of
from tests.bureau.programmes.people import POLICY, SETUP, SINCE, World, human, make_world
from tests.bureau.test_desk import without_second_factor
from tests.bureau.test_queries import counted

from wenjiu.bureau import clock
from wenjiu.bureau.accounts.actions import create_user, give_post
from wenjiu.bureau.accounts.models import User
from wenjiu.bureau.parties.actions import ensure_parties
from wenjiu.bureau.parties.models import Party
from wenjiu.bureau.programmes.models import APPROVED, HELD, LISTED, PROPOSED, Entry, Panellist, Programme, Record
from wenjiu.bureau.writes import action

pytestmark = pytest.mark.django_db
#: Programmes of each kind in the full bureau.
MANY = 30


@pytest.fixture(autouse=True)
def own_calendar(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(clock, "calendar_file", lambda: tmp_path / "calendar")
    yield


@dataclass
class Waiting:
    """A bureau in which every kind of programme waits for somebody. `judge`: has to score; also works for the street."""

    world: World
    judge: User
    people: list[Party]

    def rows_of(self, n: int, kind: str, state: str, organiser: Party | None) -> Programme:
        """Add a programme that an agent opened."""
        made: Programme = Programme.objects.create(
            policy=POLICY.name, kind=kind, number=f"{kind}-{state}-{n}", title=f"虚构{n}", organiser=organiser,
            street=self.world.streets[0], first_day=clock.today(), last_day=clock.today() + dt.timedelta(days=9),
            state=state, opened_by=self.world.agents[0], opened_at=clock.now(),
        )  # fmt: skip
        return made

    def listed(self, programme: Programme, no: int, state: str) -> Entry:
        """Put somebody on the list of a programme."""
        made: Entry = Entry.objects.create(
            programme=programme, party=self.people[no], no=no, first_day=programme.first_day,
            last_day=programme.last_day, state=state, added_by=self.world.agents[0], added_at=clock.now(),
        )  # fmt: skip
        return made


@action
def add(*, actor: str, waiting: Waiting, first: int, last: int) -> None:
    """Add programmes: classes to approve, traineeships with a trainee in doubt and a month to confirm, calls to score."""
    institution = waiting.world.organisers[0]
    for n in range(first, last):
        waiting.rows_of(n, "training_class", PROPOSED, institution)
        running = waiting.rows_of(n, "traineeship", APPROVED, institution)
        waiting.listed(running, 1, HELD)
        entry = waiting.listed(running, 2, LISTED)
        Record.objects.create(
            entry=entry, what="attendance", day=running.first_day, values={}, by=waiting.world.agents[0], at=clock.now()
        )
        call = waiting.rows_of(n, "project_library", APPROVED, None)
        waiting.listed(call, 1, LISTED)
        Panellist.objects.create(programme=call, user=waiting.judge, named_by=waiting.world.district, at=clock.now())


def test_what_waits_in_programmes_takes_as_many_queries_for_thirty_as_for_one() -> None:
    world = make_world()
    judge = create_user(actor=SETUP, username="judge", name="虚构评委")
    give_post(actor=SETUP, user=judge, role="street_reviewer", area=world.streets[0], from_day=SINCE)
    without_second_factor(actor=SETUP)
    waiting = Waiting(world, judge, ensure_parties(actor=SETUP, rows=[human(n) for n in range(3)]))
    add(actor=SETUP, waiting=waiting, first=0, last=1)
    clients = {"district": client_of(world.district), "judge": client_of(judge)}
    for page in ("/desk/", "/desk/programmes/"):
        shown = {name: client.get(page).content.decode() for name, client in clients.items()}
        assert "等您批准" in shown["district"]
        assert "有 1 条记录等您确认" in shown["judge"] and "有 1 个项目等您打分" in shown["judge"]
    one = [counted(clients, dict.fromkeys(clients, page)) for page in ("/desk/", "/desk/programmes/")]
    add(actor=SETUP, waiting=waiting, first=1, last=MANY)
    many = [counted(clients, dict.fromkeys(clients, page)) for page in ("/desk/", "/desk/programmes/")]
    assert many == one
