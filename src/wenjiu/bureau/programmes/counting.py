"""Counts the people of programmes, each once, for the registers and for pages. A count is a list of entries."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.db.models import Q, QuerySet

from wenjiu.bureau.parties import queries as parties
from wenjiu.bureau.programmes.kinds import kind_of, parts_of, policy_of
from wenjiu.bureau.programmes.lists import people_table
from wenjiu.bureau.programmes.models import ACCEPTED, CONFIRMED, LEFT, LISTED, Entry, Programme, Record
from wenjiu.bureau.registry.lookup import look_up_many

ELSEWHERE = "elsewhere"


def count(programme: Programme, asked: Mapping[str, Any]) -> int:
    """Return a number of people, each once, or of times with ``times``.

    ``result``: whose result is true. ``recorded``: with a record that counts. ``entry``, ``field``: whose entry, or
    whose programme, has a value. ``known``: of whom the register of people says so.
    """
    entries = counted(programme, asked)
    if asked.get("times"):
        return len(entries)
    heads = parties.heads_of([entry.party for entry in entries])
    return len({heads[entry.party_id].pk for entry in entries})


def counted(programme: Programme, asked: Mapping[str, Any]) -> list[Entry]:
    """Return the entries that a count is made of."""
    entries = Entry.objects.filter(_programmes(programme), state__in=(LISTED, LEFT)).select_related(
        "party", "programme"
    )
    if "result" in asked:
        entries = entries.filter(**{f"result__{asked['result']}": True})
    if "recorded" in asked:
        entries = entries.filter(pk__in=_recorded(programme, asked["recorded"]))
    for path, wanted in (("fields", asked.get("entry")), ("programme__fields", asked.get("field"))):
        for name, value in (wanted or {}).items():
            values = value if isinstance(value, list) else [value]
            either = Q()
            for one in values:
                either |= Q(**{f"{path}__{name}": one})
            entries = entries.filter(either)
    found = list(entries.order_by("programme", "no"))
    return _known(programme, found, asked["known"]) if "known" in asked else found


def _programmes(programme: Programme) -> Q:
    """Return whose entries count: the programme's own, those of its accepted parts, or a year of its organiser."""
    kind = kind_of(programme)
    if kind.listed is None:
        return Q(programme__part_of=programme, programme__state=ACCEPTED)
    yearly = any(out.per == "year" for out in kind.outputs)
    if yearly and programme.state == ACCEPTED and programme.organiser is not None:
        records = parties.same_party_ids(programme.organiser)
        return Q(
            programme__policy=programme.policy,
            programme__kind=programme.kind,
            programme__organiser__in=records,
            programme__state=ACCEPTED,
            programme__last_day__year=programme.last_day.year,
        )
    return Q(programme=programme)


def _recorded(programme: Programme, what: str) -> QuerySet[Record, int]:
    """Return the ids of entries with a record that counts: its field is true or over 0, and confirmed where asked for."""
    of = kind_of(programme).recorded(what)
    assert of is not None
    found = Record.objects.filter(entry__programme=programme, what=what, stops=[])
    if of.confirmed_by:
        found = found.filter(answer__outcome=CONFIRMED)
    counts = next((f for f in of.fields if f.id == of.counts), None)
    # In JSON of PostgreSQL false is greater than any number, so a yes or no is never compared with 0.
    yes_no = counts is not None and counts.type == "yes_no"
    good = Q(**{f"values__{of.counts}": True} if yes_no else {f"values__{of.counts}__gt": 0})
    newer = Record.objects.filter(entry__programme=programme, what=what)
    best: dict[tuple[int, dt.date], tuple[int, int]] = {}
    for id, entry, day, no in newer.values_list("id", "entry", "day", "no"):
        best[entry, day] = max(best.get((entry, day), (0, 0)), (no, id))
    newest = [id for _no, id in best.values()]
    return found.filter(good if of.counts else Q(), pk__in=newest).values_list("entry", flat=True)


def all_confirmed(programme: Programme, what: str) -> bool:
    """Whether each part of a programme has a confirmed record that counts, such as an accepted deliverable."""
    found = Record.objects.filter(entry__programme=programme, what=what, stops=[], answer__outcome=CONFIRMED)
    parts = set(parts_of(programme))
    return bool(parts) and parts == set(found.filter(entry__state=LISTED).values_list("entry__part", flat=True))


def _known(programme: Programme, entries: list[Entry], asked: Mapping[str, Any]) -> list[Entry]:
    policy = policy_of(programme)
    people = [entry for entry in entries if entry.party.kind == "person"]
    on = programme.first_day
    found = look_up_many(
        policy=policy, table=people_table(policy), on=on, subjects=[{"self": entry.party} for entry in people]
    )
    kept = []
    for entry, said in zip(people, found, strict=True):
        values = [(said.facts.get(key), wanted) for key, wanted in asked.items()]
        if all(v is not None and (v != policy.home if w == ELSEWHERE else v == w) for v, w in values):
            kept.append(entry)
    return kept


def included(entry: Entry, what: str) -> Any:
    """Return what a row of a library says: now, new, day and first. An earlier inclusion of the same is not new."""
    before = earlier_of(entry)
    day = inclusion_day(entry)
    if what == "now":
        return entry.state == LISTED and entry.result.get("included") is True
    if what == "new":
        return before is None
    if what == "day":
        return day
    return inclusion_day(before) if before is not None else day


def inclusion_day(entry: Entry) -> str | None:
    """Return the day on which an entry was included."""
    value = entry.result.get("day")
    return str(value) if value is not None else None


def earlier_of(entry: Entry) -> Entry | None:
    """Return the first entry of the same party and name in an earlier programme of the kind that was included."""
    same = Entry.objects.filter(
        programme__policy=entry.programme.policy,
        programme__kind=entry.programme.kind,
        programme__state=ACCEPTED,
        party__in=parties.same_party_ids(entry.party),
        fields__project=entry.fields.get("project", ""),
        result__included=True,
        pk__lt=entry.pk,
    )
    found: Entry | None = same.exclude(programme=entry.programme).order_by("pk").first()
    return found
