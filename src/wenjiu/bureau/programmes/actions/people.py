"""People come onto the list of a programme, are let in by an official, leave, or are taken off."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from django.db.models import Max
from django.utils.translation import gettext as _

from wenjiu.bureau import clock
from wenjiu.bureau.audit import actions as audit
from wenjiu.bureau.parties import queries as parties
from wenjiu.bureau.parties.actions import ensure_parties
from wenjiu.bureau.parties.logic import Identity
from wenjiu.bureau.parties.models import Party
from wenjiu.bureau.programmes import access, outputs, values
from wenjiu.bureau.programmes.actions.opening import locked
from wenjiu.bureau.programmes.checking import check_people
from wenjiu.bureau.programmes.errors import ProgrammeRefused, refusing
from wenjiu.bureau.programmes.kinds import kind_of, lang, list_of, words_of_day
from wenjiu.bureau.programmes.lists import Candidate, candidate_of, own_fields
from wenjiu.bureau.programmes.models import ACCEPTED, APPROVED, HELD, LEFT, LISTED, REMOVED, Entry, Programme, Record
from wenjiu.bureau.writes import action

LONGEST_REASON = 500


def closed(programme: Programme) -> str:
    """Return why nobody can come onto the list or off it now; empty where people can."""
    listed = list_of(programme)
    if listed.own:
        return _("这里列的是申报时写的各项，不用另外加。")
    if programme.state != APPROVED:
        return _("批准以后、报送结果以前才能改名单。")
    if not listed.late and programme.first_day <= clock.today():
        return _("%(day)s已经开始，名单不能再改。") % {"day": words_of_day(programme.first_day)}
    if programme.last_day < clock.today():
        return _("最后一天%(day)s已过，名单不能再改。") % {"day": words_of_day(programme.last_day)}
    return ""


def taken_off_late(entry: Entry) -> str:
    """Return why somebody cannot be taken off now; empty where he can. Whoever still waits can be until the results."""
    if entry.state == HELD and entry.programme.state == APPROVED:
        return ""
    return closed(entry.programme)


@refusing
@action
def add_people(*, actor: Any, programme_id: int, candidates: Sequence[Candidate]) -> list[Entry]:
    """Put people on a list. Everybody is checked again: whom a check stops stays off, who is doubtful waits for an official.

    `candidates` keep what the checks say, in `doubts`.

    Raises:
        ProgrammeRefused: the list is closed, nobody can come onto it, or somebody was listed elsewhere at this moment.
    """
    programme = locked(programme_id)
    access.require_run(actor, programme)
    return _add(actor, programme, candidates)


@refusing
@action
def apply(*, actor: Any, programme_id: int, party: Party, given: Mapping[str, str]) -> Entry:
    """Apply to a call for oneself, or for an organisation that the actor acts for.

    Raises:
        FieldsRefused: with everything that is wrong.
        ProgrammeRefused: nobody can apply now, or this party cannot.
    """
    programme = locked(programme_id)
    if not list_of(programme).apply or party.kind not in list_of(programme).kinds:
        raise access.scopes.Forbidden(f"apply to {programme.number}")
    if not access.scopes.may_act_for(actor, party):
        raise access.scopes.Forbidden(f"party {party.pk}")
    identity = Identity(party.kind, party.id_type, parties.number_of(party), party.name)
    candidate = candidate_of(programme, identity, values.read_all(own_fields(programme), given, lang()))
    [made] = _add(actor, programme, [candidate])
    return made


def _add(actor: Any, programme: Programme, candidates: Sequence[Candidate]) -> list[Entry]:
    if why := closed(programme):
        raise ProgrammeRefused(why, code="closed")
    for candidate in candidates:
        candidate.doubts.clear()
    check_people(programme, candidates)
    good = [candidate for candidate in candidates if not candidate.stopped]
    if not good:
        first = next((d.text for c in candidates for d in c.doubts if d.level == "stop"), _("名单里没有人。"))
        raise ProgrammeRefused(_("没有一个人可以进名单。%(why)s") % {"why": first}, code="nobody")
    stored = ensure_parties(actor=actor, rows=[replace(c.identity, level="declared") for c in good])
    after = programme.entries.aggregate(last=Max("no"))["last"] or 0
    now, group = clock.now(), list_of(programme).group
    made = Entry.objects.bulk_create(
        Entry(
            programme=programme,
            party=party,
            no=no,
            part=c.part,
            group=group,
            first_day=c.first_day,
            last_day=c.last_day,
            state=HELD if c.asks else LISTED,
            fields=c.fields,
            doubts=[{"level": d.level, "code": d.code, "text": d.text} for d in c.doubts],
            added_by=actor,
            added_at=now,
        )
        for no, (c, party) in enumerate(zip(good, stored, strict=True), start=after + 1)
    )
    data = {"number": programme.number, "listed": len(made), "held": sum(e.state == HELD for e in made)}
    audit.record(actor=actor, kind="programme.listed", subject=programme, data=data)
    return made


@refusing
@action
def let_in(*, actor: Any, entry_id: int, reason: str) -> Entry:
    """Let somebody onto the list whom a check had held. An official does it, with a reason."""
    entry = _locked(entry_id)
    programme = entry.programme
    access.require_serves(actor, programme, kind_of(programme).approved_by)
    if entry.state != HELD:
        raise ProgrammeRefused(_("这个人已经不在等核对的人里了。请重新打开看看。"), code="state")
    if why := closed(programme):
        raise ProgrammeRefused(why, code="closed")
    if not reason.strip():
        raise ProgrammeRefused(_("请写明凭什么可以参加：看了哪份文件，文号是什么。"), code="reason")
    entry.state, entry.cleared_by, entry.cleared_at = LISTED, actor, clock.now()
    entry.cleared_why = reason.strip()[:LONGEST_REASON]
    entry.save(update_fields=["state", "cleared_by", "cleared_at", "cleared_why"])
    _record(actor, "programme.let_in", entry)
    return entry


@refusing
@action
def take_off(*, actor: Any, entry_id: int, reason: str) -> Entry:
    """Take somebody off the list, as if he had never been on it. Who has a record leaves instead."""
    entry = _locked(entry_id)
    programme = entry.programme
    if not access.runs(actor, programme):
        access.require_serves(actor, programme, kind_of(programme).approved_by)
    if entry.state not in (LISTED, HELD):
        raise ProgrammeRefused(_("这个人已经不在名单上了。"), code="state")
    if why := taken_off_late(entry):
        raise ProgrammeRefused(why, code="closed")
    if Record.objects.filter(entry=entry).exists():
        raise ProgrammeRefused(_("这个人已经有签到或出勤，不能移出。中途不来的，请登记退出。"), code="records")
    if not reason.strip():
        raise ProgrammeRefused(_("请写明为什么移出名单。"), code="reason")
    entry.state, entry.reason = REMOVED, reason.strip()[:LONGEST_REASON]
    entry.save(update_fields=["state", "reason"])
    _record(actor, "programme.taken_off", entry)
    return entry


@refusing
@action
def leave(*, actor: Any, entry_id: int, last_day: dt.date, reason: str) -> Entry:
    """State that somebody left before the end. `last_day`: the last day on which he still took part."""
    entry = _locked(entry_id)
    programme = entry.programme
    access.require_run(actor, programme)
    if entry.state != LISTED or programme.state != APPROVED:
        raise ProgrammeRefused(_("只有名单上的人可以登记退出，报送结果以后不能再改。"), code="state")
    if not entry.first_day <= last_day <= min(entry.last_day, clock.today()):
        said = _("最后一天请填%(first)s到%(last)s之间的一天，不能是以后的日子。")
        last = min(entry.last_day, clock.today())
        days = {"first": words_of_day(entry.first_day), "last": words_of_day(last)}
        raise ProgrammeRefused(said % days, code="day")
    if Record.objects.filter(entry=entry, day__gt=last_day).exists():
        raise ProgrammeRefused(_("这一天以后还有签到或出勤。请先核对日期。"), code="records")
    if not reason.strip():
        raise ProgrammeRefused(_("请写明为什么退出，例如：已就业。"), code="reason")
    entry.state, entry.last_day, entry.reason = LEFT, last_day, reason.strip()[:LONGEST_REASON]
    entry.save(update_fields=["state", "last_day", "reason"])
    _record(actor, "programme.left", entry)
    return entry


@refusing
@action
def exclude(*, actor: Any, entry_id: int, reason: str) -> Entry:
    """Take a project out of the library after it was included. Its row of the register says so from then on."""
    entry = _locked(entry_id)
    programme = entry.programme
    access.require_run(actor, programme)
    if kind_of(programme).panel is None or programme.state != ACCEPTED or not entry.result.get("included"):
        raise ProgrammeRefused(_("只有已经入库的可以退出。"), code="state")
    if entry.state != LISTED:
        raise ProgrammeRefused(_("已经退出了。"), code="state")
    if not reason.strip():
        raise ProgrammeRefused(_("请写明为什么退出。"), code="reason")
    entry.state, entry.reason = LEFT, reason.strip()[:LONGEST_REASON]
    entry.save(update_fields=["state", "reason"])
    outputs.write(actor, programme, "accepted", entry)
    _record(actor, "programme.excluded", entry)
    return entry


def _locked(entry_id: int) -> Entry:
    """Return an entry as it is now, with its programme locked."""
    number: int = Entry.objects.values_list("programme", flat=True).get(pk=entry_id)
    programme = locked(number)
    entry: Entry = Entry.objects.select_related("party").get(pk=entry_id)
    entry.programme = programme
    return entry


def _record(actor: Any, kind: str, entry: Entry) -> None:
    data = {"number": entry.programme.number, "no": entry.no}
    audit.record(actor=actor, kind=kind, subject=entry.programme, data=data)
