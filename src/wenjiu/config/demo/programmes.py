"""The demo's classes, traineeships and calls, in the states that `programmes` of the material names."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from wenjiu.bureau import clock
from wenjiu.bureau.programmes.actions import people, records
from wenjiu.bureau.programmes.actions.opening import open_programme
from wenjiu.bureau.programmes.actions.steps import take_step
from wenjiu.bureau.programmes.kinds import kind_of
from wenjiu.bureau.programmes.lists import candidate_of
from wenjiu.bureau.programmes.models import HELD, LISTED, Programme
from wenjiu.bureau.programmes.months import begins, end_of
from wenjiu.config.demo import invented
from wenjiu.config.demo.making import District, add_people

REASON = "演示：材料已核对"


def make_programmes(district: District) -> None:
    """Open each programme of the material, approve it, and bring it as far as the material says."""
    for form in district.material.programmes:
        _make(district, form)


def _make(district: District, form: Mapping[str, Any]) -> None:
    office = "organiser" not in form
    runner = district.users["demo-district-1" if office else "demo-firm"]
    approver = district.users["demo-district-2" if office else "demo-district-1"]
    opened = district.ago(form["opened"])
    given = {name: str(value) for name, value in form["fields"].items()}
    if "part_of" in form:
        given["part_of"] = Programme.objects.get(policy=district.policy.name, title=form["part_of"]).number
    given |= {
        "title": form["title"],
        "first_day": str(_day(district, form["first"])),
        "last_day": str(_day(district, form["last"])),
    }
    with clock.working_on(opened):
        made = open_programme(
            actor=runner, policy=district.policy, kind=form["kind"],
            organiser=None if office else district.firms[form["organiser"]], given=given,
        )  # fmt: skip
        for actor, step in ((runner, "propose"), (approver, "approve")):
            made = take_step(actor=actor, programme_id=made.pk, step=step, seen_version=made.version)
        if "people" in form:
            _list(district, made, runner, approver, form["people"])
    for what, typed in form.get("records", {}).items():
        _record(district, made, runner, what, typed)
    if "results" in form:
        given_results = dict.fromkeys(made.entries.filter(state=LISTED).values_list("no", flat=True), form["results"])
        with clock.working_on(made.last_day):
            records.state_results(actor=runner, programme_id=made.pk, given=given_results)
            take_step(actor=runner, programme_id=made.pk, step="finish", seen_version=made.version)


def _day(district: District, days: int) -> dt.date:
    return district.today + dt.timedelta(days=days)


def _list(district: District, made: Programme, runner: Any, approver: Any, form: Mapping[str, Any]) -> None:
    """Put invented people on the list, and let in as many of those who are held as the material says."""
    first = len(district.people) + 1
    add_people(district, form["count"])
    fields = dict(form["fields"])
    fields |= {name: _day(district, days).isoformat() for name, days in form.get("days", {}).items()}
    found = [candidate_of(made, invented.resident(n), fields) for n in range(first, first + form["count"])]
    entries = people.add_people(actor=runner, programme_id=made.pk, candidates=found)
    for entry in [entry for entry in entries if entry.state == HELD][: form.get("let_in", 0)]:
        people.let_in(actor=approver, entry_id=entry.pk, reason=REASON)


def _record(district: District, made: Programme, runner: Any, what: str, typed: Mapping[str, str]) -> None:
    """Record everything of one sort that is over, each on its last day."""
    of = kind_of(made).recorded(what)
    assert of is not None
    for entry in made.entries.filter(state=LISTED):
        for day in begins(of.every, entry.first_day, entry.last_day):
            end = end_of(of.every, day, entry.first_day)
            if end <= district.today:
                with clock.working_on(end):
                    records.record(actor=runner, programme_id=made.pk, what=what, given={entry.no: (day, typed)})
