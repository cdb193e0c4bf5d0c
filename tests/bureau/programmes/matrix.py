"""The programmes that pages with a number in their address show in the matrix (test_matrix.py)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

from tests.bureau.programmes.people import CLASS, POLICY, human

from wenjiu.bureau import clock
from wenjiu.bureau.access import scopes
from wenjiu.bureau.programmes.actions import opening, people, steps
from wenjiu.bureau.programmes.lists import candidate_of
from wenjiu.bureau.programmes.models import Programme
from wenjiu.bureau.registry import uploads
from wenjiu.web.programmes.people import source_of

CALL = {"title": "虚构征集", "about": "虚构的创业项目"}


def make(users: dict[str, Any]) -> dict[str, Any]:
    """Return a class of the firm, a draft of it, a call and a draft of the office, and files that wait."""
    agent, office, other = users["firm"], users["district-1"], users["district-2"]
    firm, today = scopes.organisations_of(agent).get(), clock.today()
    days = {"first_day": str(today + dt.timedelta(days=9)), "last_day": str(today + dt.timedelta(days=11))}

    def opened(actor: Any, kind: str, organiser: Any, given: dict[str, str]) -> Programme:
        return opening.open_programme(actor=actor, policy=POLICY, kind=kind, organiser=organiser, given=given | days)

    def approved(programme: Programme, actor: Any, by: Any) -> Programme:
        for user, step in ((actor, "propose"), (by, "approve")):
            programme = steps.take_step(
                actor=user, programme_id=programme.pk, step=step, seen_version=programme.version
            )
        return programme

    of = approved(opened(agent, "training_class", firm, CLASS), agent, office)
    people.add_people(actor=agent, programme_id=of.pk, candidates=[candidate_of(of, human(1), {"group": "rural"})])
    call = approved(opened(office, "project_library", None, CALL), office, other)
    people.add_people(
        actor=office, programme_id=call.pk,
        candidates=[candidate_of(call, human(2), {"project": "虚构", "plan": "虚构", "jobs": 3})],
    )  # fmt: skip
    draft = opened(agent, "training_class", firm, CLASS)
    own = opened(office, "project_library", None, CALL)
    files = {}
    for space, owner, programme in (("my", agent, of), ("desk", office, call)):
        files[space] = uploads.keep(
            owner=owner.pk, policy=POLICY.name, table=source_of(programme), source=programme.number, file_name="a.csv",
            content=f"证件号码,姓名,人员类别,项目名称,项目介绍,预计带动就业人数\n{human(3).number},虚构甲3,农村转移劳动力,甲,乙,1\n".encode(),
        )  # fmt: skip
    return {"class": of, "call": call, "class draft": draft, "call draft": own, "list files": files}


def _arguments(space: str, run: str, draft: str) -> dict[str, Callable[[dict[str, Any]], dict[str, Any]]]:
    """Return what addresses are made of. `run`, `draft`: what is run and drafted at this place."""
    return {
        f"{space}:new_programme": lambda rows: {"kind": "training_class" if space == "my" else "project_library"},
        f"{space}:programme": lambda rows: {"number": rows["class"].number},
        f"{space}:programme_records": lambda rows: {"number": rows["class"].number, "what": "sign_in"},
        f"{space}:programme_results": lambda rows: {"number": rows["class"].number},
        f"{space}:programme_entry": lambda rows: {"number": rows["class"].number, "no": 1},
        f"{space}:edit_programme": lambda rows: {"number": rows[draft].number},
        f"{space}:programme_people": lambda rows: {"number": rows[run].number},
        f"{space}:programme_template": lambda rows: {"number": rows[run].number},
        f"{space}:programme_file": lambda rows: {"number": rows[run].number, "token": rows["list files"][space]},
        f"{space}:programme_errors": lambda rows: {"number": rows[run].number, "token": rows["list files"][space]},
    }


ARGUMENTS = (
    _arguments("my", "class", "class draft")
    | _arguments("desk", "call", "call draft")
    | {
        "my:programme_apply": lambda rows: {"number": rows["call"].number},
        "desk:programme_panel": lambda rows: {"number": rows["call"].number},
    }
)
