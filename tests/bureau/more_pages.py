"""Rows of the other pages that are open all day: programmes, offers, drafts of the rulebook. For test_queries.py.

All people, firms and numbers are invented.
"""

from __future__ import annotations

import datetime as dt
import itertools
from typing import Any

from tests.bureau.cases.scene import POLICY, SETUP, SINCE, Scene
from tests.bureau.programmes.people import CLASS, human
from tests.bureau.rulebook.admins import propose

from wenjiu.bureau import clock
from wenjiu.bureau.accounts.actions import create_user, give_post
from wenjiu.bureau.accounts.models import User
from wenjiu.bureau.offers.screening import screen_registers
from wenjiu.bureau.programmes.actions import opening, people, steps
from wenjiu.bureau.programmes.lists import candidate_of


class MorePages:
    """The rows of a bureau beside its cases."""

    def __init__(self, scene: Scene) -> None:
        self.scene = scene
        self.numbers = itertools.count(1)
        params = POLICY.book.params
        number = type(params["3.2a.per_person"].type)
        #: Parameters that are numbers and of which there is no draft yet.
        self.free = (name for name, param in params.items() if isinstance(param.type, number))
        self.admin = self._official("policy", "policy_admin")
        self.keeper = self._official("keeper", "register_keeper")

    def _official(self, username: str, role: str) -> User:
        user = create_user(actor=SETUP, username=username, name=f"虚构{username}", demo=True)
        give_post(actor=SETUP, user=user, role=role, area=self.scene.streets[0].parent, from_day=SINCE)
        return user

    def grow(self, rows: int) -> dict[str, str]:
        """Add so many rows to every page, and return page -> its address."""
        programme = self._class(rows)
        for name in itertools.islice(self.free, rows):
            propose(self.admin, name, "7")
        screen_registers(SETUP, POLICY)
        return {
            "entitled": "/my/entitled/",
            "entitled measure": "/my/entitled/3.2a/",
            "inbox": "/my/messages/",
            "who read": "/my/reads/",
            "my money": "/my/money/?party=all",
            "my programmes": "/my/programmes/",
            "programme": f"/my/programmes/{programme}/",
            "bulk": "/desk/bulk/",
            "cases": "/desk/cases/",
            "documents": "/desk/documents/",
            "offers": "/desk/offers/?show=all",
            "unclaimed": "/desk/offers/report/",
            "programmes": "/desk/programmes/",
            "rulebook": "/desk/rulebook/",
            "registers": "/desk/registers/",
        }

    def _class(self, rows: int) -> str:
        """Let the firm open a class with so many people on its list, and return its number."""
        today, agent = clock.today(), self.scene.agent
        days = {"first_day": str(today + dt.timedelta(days=30)), "last_day": str(today + dt.timedelta(days=32))}
        made = opening.open_programme(
            actor=agent, policy=POLICY, kind="training_class", organiser=self.scene.firm, given=CLASS | days
        )
        for user, step in ((agent, "propose"), (self.scene.district, "approve")):
            made = steps.take_step(actor=user, programme_id=made.pk, step=step, seen_version=made.version)
        listed = [candidate_of(made, human(next(self.numbers)), {"group": "rural"}) for _ in range(rows)]
        people.add_people(actor=agent, programme_id=made.pk, candidates=listed)
        return str(made.number)

    def readers(self) -> dict[str, Any]:
        """Return page -> who has it open."""
        scene = self.scene
        own = ("entitled", "entitled measure", "inbox", "who read", "my money", "my programmes", "programme")
        return {
            **dict.fromkeys(own, scene.agent),
            **dict.fromkeys(("bulk", "cases", "documents", "offers"), scene.clerk),
            **dict.fromkeys(("unclaimed", "programmes"), scene.district),
            "rulebook": self.admin,
            "registers": self.keeper,
        }
