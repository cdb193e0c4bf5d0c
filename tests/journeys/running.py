"""Programmes on their pages: opened, approved, joined, recorded, scored, and accepted, each by who does it in an office.

All people, firms and scores are invented.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from tests.journeys.walk import Walk, text

from wenjiu.bureau.accounts.models import User
from wenjiu.bureau.parties.logic import Identity
from wenjiu.bureau.programmes.models import Programme


@dataclass
class Run:
    """One programme of a walk. `by`: who runs it. `here`: its page for that user, `there`: its page on the desk."""

    walk: Walk
    by: User
    here: str

    @property
    def there(self) -> str:
        return self.here.replace("/my/", "/desk/")

    @property
    def number(self) -> str:
        return self.here.split("/")[3]

    def post(self, user: User, path: str, status: int = 302, /, **data: Any) -> Any:
        """Post to a page of the programme, below the place where a user sees it."""
        place = self.here if user == self.by else self.there
        answer = self.walk.as_(user).post(f"{place}{path}", data)
        assert answer.status_code == status, text(answer)[-2000:]
        return answer

    def step(self, user: User, name: str, **more: str) -> None:
        """Take a step with the version that the programme has now."""
        version = Programme.objects.get(number=self.number).version
        self.post(user, "", step=name, version=version, **more)

    def lists(self, identity: Identity, **fields: str) -> None:
        """Put somebody on the list."""
        who = {"id_type": identity.id_type, "id_number": identity.number, "person_name": identity.name}
        self.post(self.by, "people/", what="one", **who, **fields)

    def records(self, what: str, day: dt.date, rows: Mapping[int, Mapping[str, str]]) -> None:
        """Record a day or a month of people on the list."""
        form = {f"there-{no}": "1" for no in rows}
        form |= {f"{no}-{name}": value for no, fields in rows.items() for name, value in fields.items()}
        self.post(self.by, f"records/{what}/", sheet=str(day)[: 7 if what in ("attendance", "wage") else 10], **form)

    def confirms(self, user: User, what: str) -> None:
        """Confirm every record of a kind that waits."""
        waits = Programme.objects.get(number=self.number).entries.filter(
            records__what=what, records__answer=None, records__stops=[]
        )
        form = {f"o-{id}": "confirmed" for id in waits.values_list("records__pk", flat=True)}
        answer = self.walk.as_(user).post("/desk/programmes/answers/", form)
        assert answer.status_code == 302 and not waits.all().exists()

    def ends(self) -> None:
        """Hand in the results and accept them."""
        self.step(self.by, "finish")
        self.step(next(u for u in (self.walk.town.staff["district"], self.walk.town.staff["district2"]) if u != self.by),
                  "accept", reason="看了原件")  # fmt: skip


def opened(walk: Walk, kind: str, by: str, fields: Mapping[str, str]) -> Run:
    """Open a programme, hand it in and let another person approve it. `by`: an official, or `agent` of the firm."""
    staff = walk.town.staff
    user = walk.town.agent if by == "agent" else staff[by]
    place = "/my" if by == "agent" else "/desk"
    answer = walk.as_(user).post(f"{place}/programmes/new/{kind}/", dict(fields))
    assert answer.status_code == 302, text(answer)[-2000:]
    run = Run(walk, user, str(answer["Location"]))
    run.step(user, "propose")
    run.step(staff["district2"] if by != "district2" else staff["district"], "approve", reason="看了原件，虚构文号")
    return run


def scored(run: Run, no: int, members: Sequence[User], points: str) -> None:
    """Let a panel name no interest and give the same points by each criterion."""
    for member in members:
        run.walk.as_(member).post(f"{run.there}panel/", {"do": "declare", "no": str(no), "has": "0"})
        criteria = dict.fromkeys(("supports", "jobs", "industry", "innovation", "scale"), points)
        answer = run.walk.as_(member).post(f"{run.there}panel/", {"do": "score", "no": str(no), **criteria})
        assert answer.status_code == 302, text(answer)[-2000:]
