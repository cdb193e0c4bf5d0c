"""A small bureau for tests of programmes: staff, institutions with agents, and people. All of it is invented."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field, replace
from typing import Any

from stdnum.cn import ric
from tests.bureau.registry.people import organisation

from wenjiu.bureau.accounts.actions import authorise, create_user, give_post
from wenjiu.bureau.accounts.models import User
from wenjiu.bureau.areas import actions as areas
from wenjiu.bureau.areas.models import Area
from wenjiu.bureau.parties.actions import ensure_parties
from wenjiu.bureau.parties.logic import Identity
from wenjiu.bureau.parties.models import Party
from wenjiu.bureau.programmes.actions import opening, people, steps
from wenjiu.bureau.programmes.lists import Candidate, candidate_of
from wenjiu.bureau.programmes.models import Entry, Programme
from wenjiu.policies import load_policy

POLICY = load_policy("chaoyang_2020")
SETUP = "a test"
SINCE = dt.date(2020, 1, 1)
#: On what paper an official checks what no register states.
PAPER = "看了认定文件原件，虚构文号"
#: The day on which tests of programmes begin: a Tuesday.
TODAY = dt.date(2026, 9, 1)
STAFF = {
    "street": "street_reviewer",
    "street2": "street_reviewer",
    "district": "district_reviewer",
    "district2": "district_reviewer",
    "keeper": "register_keeper",
}
#: What is typed for a class from 7 to 9 September.
CLASS = {
    "title": "电工初级第一期",
    "first_day": "2026-09-07",
    "last_day": "2026-09-09",
    "kind": "skill",
    "target": "named",
    "place": "虚构路1号",
    "seats": "500",
    "plan": "每天上午9点到12点，3课时",
}


@dataclass
class World:
    """The rows that a test works with."""

    streets: list[Area]
    staff: dict[str, User]
    organisers: list[Party]
    agents: list[User]
    made: dict[str, Any] = field(default_factory=dict)

    def __getattr__(self, name: str) -> User:
        try:
            return self.staff[name]
        except KeyError:
            raise AttributeError(name) from None


def make_world() -> World:
    """Return a bureau with two institutions of its first street, each with an agent."""
    areas.load(actor=SETUP, areas=POLICY.areas)
    district = Area.objects.get(kind="district")
    streets = list(Area.objects.filter(kind="street", parent=district).order_by("code")[:2])
    staff = {}
    for name, role in STAFF.items():
        user = create_user(actor=SETUP, username=name, name=f"虚构{name}")
        area = streets[name.endswith("2")] if role.startswith("street") else district
        give_post(actor=SETUP, user=user, role=role, area=area, from_day=SINCE)
        staff[name] = user
    rows = [replace(organisation(n), street_id=streets[0].pk) for n in (1, 2)]
    organisers, agents = ensure_parties(actor=SETUP, rows=rows), []
    for n, party in enumerate(organisers, start=1):
        agents.append(create_user(actor=SETUP, username=f"agent{n}", name=f"虚构经办人{n}"))
        authorise(actor=SETUP, user=agents[-1], organisation=party)
    return World(streets, staff, organisers, agents)


def opened(world: World, kind: str, given: dict[str, str], by: int = 0) -> Programme:
    """Return a draft of an institution."""
    return opening.open_programme(
        actor=world.agents[by], policy=POLICY, kind=kind, organiser=world.organisers[by], given=given
    )


def stepped(actor: User, programme: Programme, step: str, reason: str = "") -> Programme:
    """Take a step with the version that the programme has now."""
    programme.refresh_from_db()
    reason = reason or (PAPER if step in ("approve", "accept") else "")
    return steps.take_step(
        actor=actor, programme_id=programme.pk, step=step, seen_version=programme.version, reason=reason
    )


def approved(world: World, kind: str, given: dict[str, str], by: int = 0, approver: str = "district") -> Programme:
    """Return a programme of an institution that the office approved."""
    return stepped(
        world.staff[approver], stepped(world.agents[by], opened(world, kind, given, by), "propose"), "approve"
    )


def unit(world: World, first: str, last: str) -> str:
    """Return the number of the recognition of the first institution as a traineeship unit."""
    given = {
        "title": "虚构见习单位",
        "first_day": first,
        "last_day": last,
        "work": "文员",
        "places": "5",
        "guidance": "一带三",
    }
    return approved(world, "traineeship_unit", given).number


def human(n: int, year: int = 0) -> Identity:
    """Return the invented resident n, born in 1975 to 1999 or in a year."""
    body = f"110105{year or 1975 + n % 25}{1 + n % 12:02d}{1 + n // 300 % 28:02d}{n % 1000:03d}"
    return Identity("person", "resident_id", body + ric.calc_check_digit(body + "0"), f"虚构甲{n}")


def candidate(programme: Programme, n: int, **given: Any) -> Candidate:
    """Return the invented resident n for a list."""
    return candidate_of(programme, human(n), given)


def listed(world: World, programme: Programme, *candidates: Candidate, by: int = 0) -> list[Entry]:
    """Put people on a list and return their entries."""
    return people.add_people(actor=world.agents[by], programme_id=programme.pk, candidates=candidates)
