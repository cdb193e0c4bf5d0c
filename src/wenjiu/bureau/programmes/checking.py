"""Checks people before they are on a list, and records before they count. Every reason is in words."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _

from wenjiu.bureau.parties import logic
from wenjiu.bureau.parties import queries as parties
from wenjiu.bureau.parties.models import Party
from wenjiu.bureau.programmes import conditions
from wenjiu.bureau.programmes.kinds import kind_of, lang, list_of, policy_of, words_of_day
from wenjiu.bureau.programmes.lists import Candidate, Doubt
from wenjiu.bureau.programmes.models import ON_LIST, Entry, Programme
from wenjiu.rules.document.programmes import Check

#: A field of a programme that limits how many are on its list, where its kind has one.
SEATS = "seats"


def check_people(programme: Programme, candidates: Sequence[Candidate]) -> None:
    """Add to each candidate what speaks against it. The number of statements does not grow with the candidates."""
    known = _known(candidates)
    _repeated(candidates)
    _days(programme, candidates)
    _names(candidates, known)
    _elsewhere(programme, candidates, known)
    facts = conditions.Facts(programme, [known.get(_named(c)) for c in candidates], candidates)
    for at, candidate in enumerate(candidates):
        for check in list_of(programme).checks:
            if _asked(programme, candidate, check):
                candidate.doubts += facts.doubts(at, candidate, check)
    _seats(programme, candidates)


def _named(candidate: Candidate) -> tuple[str, str]:
    return candidate.identity.id_type, logic.index_of(candidate.identity.id_type, candidate.identity.number)


def _known(candidates: Sequence[Candidate]) -> dict[tuple[str, str], Party]:
    """Return type and index of a number -> the party that stands for it, for those that are stored."""
    wanted = {_named(c) for c in candidates}
    stored = list(Party.objects.filter(id_index__in=[index for _type, index in wanted]))
    heads = parties.heads_of(stored)
    return {key: heads[p.pk] for p in stored if (key := (p.id_type, p.id_index)) in wanted}


def _stop(candidate: Candidate, code: str, text: str) -> None:
    candidate.doubts.append(Doubt("stop", code, text))


def _repeated(candidates: Sequence[Candidate]) -> None:
    first: dict[Any, Candidate] = {}
    for candidate in candidates:
        same = first.setdefault((*_named(candidate), candidate.part), candidate)
        if same is not candidate:
            _stop(candidate, "repeated", _("与第%(n)s行是同一个人。请只留一行。") % {"n": same.row})


def _days(programme: Programme, candidates: Sequence[Candidate]) -> None:
    for c in candidates:
        if c.last_day < c.first_day:
            said = _("结束日期%(last)s早于开始日期%(first)s。请核对两个日期。")
            _stop(c, "days", said % _said(first=c.first_day, last=c.last_day))
        elif c.first_day < programme.first_day or c.last_day > programme.last_day:
            said = _("%(first)s至%(last)s超出了本项目的起止日期%(from)s至%(to)s。请核对日期。")
            days = {"from": programme.first_day, "to": programme.last_day}
            _stop(c, "days", said % _said(first=c.first_day, last=c.last_day, **days))


def _said(**days: dt.date) -> dict[str, str]:
    """Return days as a sentence has them."""
    return {name: words_of_day(on) for name, on in days.items()}


def _names(candidates: Sequence[Candidate], known: Mapping[tuple[str, str], Party]) -> None:
    for candidate in candidates:
        party = known.get(_named(candidate))
        if party is None or party.level == "declared":
            continue
        if logic.clean_name(party.name) != logic.clean_name(candidate.identity.name):
            text = _("姓名“%(name)s”与这个号码登记的姓名不一致。请核对姓名和号码。") % {"name": candidate.identity.name}
            _stop(candidate, "name", text)


def _elsewhere(programme: Programme, candidates: Sequence[Candidate], known: Mapping[tuple[str, str], Party]) -> None:
    """Find people who are on this list already, or on another one of the group on the same days."""
    group = list_of(programme).group
    of = {head.pk: head for head in known.values()}
    ids = parties.records_of(of.values())
    wanted = Q(programme=programme)
    if group:
        wanted |= Q(group=group)
    entries = Entry.objects.filter(wanted, party__in=ids, state__in=ON_LIST).select_related("programme", "party")
    heads = parties.heads_of([entry.party for entry in entries])
    for candidate in candidates:
        party = known.get(_named(candidate))
        for entry in entries if party is not None else ():
            if party is None or heads[entry.party_id].pk != party.pk:
                continue
            if entry.programme_id == programme.pk and entry.part == candidate.part:
                _stop(candidate, "listed", _("这个人已经在名单上了（第%(no)s号）。请删去这一行。") % {"no": entry.no})
            elif group and entry.first_day <= candidate.last_day and candidate.first_day <= entry.last_day:
                said = _("同一天已在“%(title)s”（%(number)s）的名单上：%(first)s至%(last)s。请核对后换一期。")
                what = {"title": entry.programme.title, "number": entry.programme.number}
                days = _said(first=entry.first_day, last=entry.last_day)
                _stop(candidate, "elsewhere", said % {**what, **days})


def _asked(programme: Programme, candidate: Candidate, check: Check) -> bool:
    """Whether a check concerns somebody: its `field` and `entry` name values of the programme and of the person."""
    if check.check == "one_of":
        return True
    for given, wanted in ((programme.fields, check.asks.get("field")), (candidate.fields, check.asks.get("entry"))):
        if isinstance(wanted, Mapping) and any(given.get(name) != value for name, value in wanted.items()):
            return False
    return True


def _seats(programme: Programme, candidates: Sequence[Candidate]) -> None:
    """Stop whom there is no place for, in the order of the list. Somebody who left makes room from the next day on."""
    most = programme.fields.get(SEATS)
    if most is None:
        return
    taken = list(programme.entries.filter(state__in=ON_LIST).values_list("first_day", "last_day"))
    for candidate in candidates:
        if candidate.stopped:
            continue
        together = [d for d in taken if d[0] <= candidate.last_day and candidate.first_day <= d[1]]
        if len(together) >= most:
            _stop(candidate, "full", _("名额已满，最多%(n)s人。请减少人数，或换一期。") % {"n": most})
        else:
            taken.append((candidate.first_day, candidate.last_day))


def record_stops(entry: Entry, what: str, day: dt.date, end: dt.date, given: Mapping[str, Any]) -> list[str]:
    """Return why a record does not count; see `Recorded.checks`."""
    of = kind_of(entry.programme).recorded(what)
    assert of is not None
    found = []
    for check in of.checks:
        asks = check.asks
        value = given.get(asks.get("field", ""))
        said = check.says(lang())
        over = check.check == "at_most_field" and (value or 0) > given.get(asks["other"], 0)
        if over or (check.check == "is_true" and value is not True):
            found.append(said)
        elif check.check == "at_least":
            least = conditions.figure(policy_of(entry.programme), asks["parameter"], day)
            if least is None:
                found.append(said + _("（没有这个月的标准）"))
            elif (value or 0) < least:
                found.append(said + _("（最低%(yuan)s元）") % {"yuan": f"{least // 100}.{least % 100:02d}"})
        elif check.check == "no_row" and (on := conditions.row_within(entry, asks, day, end)) is not None:
            found.append(said + _("（%(day)s）") % _said(day=on))
    return found
