"""Days and months are recorded, and confirmed by somebody else; results are stated."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from wenjiu.bureau import clock
from wenjiu.bureau.audit import actions as audit
from wenjiu.bureau.programmes import access, effects, outputs, periods, ready, values
from wenjiu.bureau.programmes.actions import panel
from wenjiu.bureau.programmes.actions.opening import locked
from wenjiu.bureau.programmes.checking import record_stops
from wenjiu.bureau.programmes.errors import ProgrammeRefused, refusing
from wenjiu.bureau.programmes.kinds import kind_of, lang, words_of_day
from wenjiu.bureau.programmes.models import (
    APPROVED,
    CHECKED,
    CONFIRMED,
    LEFT,
    LISTED,
    REFUSED,
    Entry,
    Programme,
    Record,
    RecordCheck,
)
from wenjiu.bureau.programmes.values import FieldsRefused
from wenjiu.bureau.writes import action
from wenjiu.rules.document.programmes import Kind, Recorded

LONGEST_REASON = 500


@refusing
@action
def record(
    *, actor: Any, programme_id: int, what: str, given: Mapping[int, tuple[dt.date, Mapping[str, str]]]
) -> list[Record]:
    """Record a day or a month of some people. What says the same as before is not stored again.

    Args:
        actor: who runs the programme.
        programme_id: the programme.
        what: which record of the kind.
        given: number of the entry -> the day, and id of a field -> what was typed.

    Raises:
        FieldsRefused: `problems` by number of the entry, with everything that is wrong; nothing is stored then.
        ProgrammeRefused: nothing can be recorded now.
    """
    programme = locked(programme_id)
    access.require_run(actor, programme)
    of = kind_of(programme).recorded(what)
    if of is None:
        raise ProgrammeRefused(_("没有这种记录。"), code="what")
    if programme.state != APPROVED:
        raise ProgrammeRefused(_("批准以后、报送结果以前才能记录。"), code="state")
    entries = {e.no: e for e in programme.entries.filter(no__in=given).select_related("party")}
    before = {(r.entry_id, r.day): r for r in ready.newest(programme, what)}
    problems, new = {}, []
    for no, (day, typed) in given.items():
        entry = entries.get(no)
        try:
            made = _record(actor, programme, entry, of, day, typed, before)
        except ProgrammeRefused as refused:
            problems[str(no)] = refused.text
            continue
        if made is not None:
            new.append(made)
    if problems:
        raise FieldsRefused(problems)
    Record.objects.bulk_create(new)
    if new:
        data = {"number": programme.number, "what": what, "records": len(new)}
        audit.record(actor=actor, kind="programme.recorded", subject=programme, data=data)
    return new


def _record(
    actor: Any,
    programme: Programme,
    entry: Entry | None,
    of: Recorded,
    day: dt.date,
    typed: Mapping[str, str],
    before: Mapping[tuple[int, dt.date], Record],
) -> Record | None:
    """Return the record of one person; None where it says the same as before. Raise `ProgrammeRefused`."""
    if entry is None or entry.state not in (LISTED, LEFT):
        raise ProgrammeRefused(_("不在名单上。"), code="entry")
    end = refuse_day(programme, entry, of, day)
    read = values.read_all(of.fields, typed, lang())
    last = before.get((entry.pk, day))
    entry.programme = programme
    stops = record_stops(entry, of.id, day, end, read)
    if last is not None and (last.values, last.stops) == (read, stops) and ready.outcome_of(last) != REFUSED:
        return None
    if last is not None and ready.outcome_of(last) == CONFIRMED:
        raise ProgrammeRefused(_("%(day)s的记录已经确认，不能再改。") % {"day": words_of_day(day)}, code="confirmed")
    no = 1 if last is None else last.no + 1
    return Record(entry=entry, what=of.id, day=day, no=no, values=read, stops=stops, by=actor, at=clock.now())


def refuse_day(programme: Programme, entry: Entry, of: Recorded, day: dt.date) -> dt.date:
    """Return the last day of what begins on a day. Raise `ProgrammeRefused` where nothing of somebody does, or it is not over."""
    if day not in periods.begun(programme, of, entry):
        said = _("%(day)s不在%(name)s的日子里（%(first)s至%(last)s）。")
        days = {"day": day, "first": entry.first_day, "last": entry.last_day}
        what = {name: words_of_day(on) for name, on in days.items()}
        raise ProgrammeRefused(said % {**what, "name": entry.party.name}, code="day")
    end = periods.ended(programme, of, entry, day)
    if end > clock.today():
        raise ProgrammeRefused(_("%(day)s还没有过完，到那天以后再记录。") % {"day": words_of_day(end)}, code="future")
    return end


@refusing
@action
def answer_record(*, actor: Any, record_id: int, outcome: str, reason: str = "") -> RecordCheck:
    """Confirm a record, or refuse it with a reason. Rows of the registers that follow are brought at once.

    Raises:
        Forbidden: the actor does not confirm such records.
        ProgrammeRefused: it was answered before, it does not count, an earlier month waits, or no reason is given.
    """
    pk: int = Record.objects.values_list("entry__programme", flat=True).get(pk=record_id)
    programme = locked(pk)
    found = Record.objects.select_related("entry__party", "answer").get(pk=record_id)
    found.entry.programme = programme
    of = kind_of(programme).recorded(found.what)
    assert of is not None
    if not of.confirmed_by or not access.confirms(actor, found.entry, of.confirmed_by):
        raise access.scopes.Forbidden(f"record {record_id}")
    if of.confirmed_by != "person":
        access.refuse_own(actor, programme)
    if outcome not in CHECKED:
        raise ProgrammeRefused(_("请选择确认还是不认可。"), code="outcome")
    _refuse_answer(actor, programme, of, found, outcome)
    reason = reason.strip()[:LONGEST_REASON]
    if outcome == REFUSED and not reason:
        raise ProgrammeRefused(_("不认可的请写明原因。"), code="reason")
    made = RecordCheck.objects.create(record=found, outcome=outcome, reason=reason, by=actor, at=clock.now())
    rows = outputs.write(actor, programme, "confirmed", found.entry) if outcome == CONFIRMED else 0
    data = {"number": programme.number, "what": found.what, "no": found.entry.no, "outcome": outcome, "rows": rows}
    audit.record(actor=actor, kind="programme.answered", subject=programme, data=data)
    if outcome == REFUSED:
        effects.happened(actor, programme, "record_refused", record=found)
    return made


def _refuse_answer(actor: Any, programme: Programme, of: Recorded, found: Record, outcome: str) -> None:
    if ready.outcome_of(found):
        raise ProgrammeRefused(_("这条记录已经有人确认过了。请重新打开看看。"), code="answered")
    if found.by_id == actor.pk:
        raise ProgrammeRefused(_("记录和确认要由两个人办。请交给另一位工作人员。"), code="same")
    if outcome == CONFIRMED and found.stops:
        raise ProgrammeRefused(_("这条记录不能算：%(why)s") % {"why": "".join(found.stops)}, code="stops")
    if of.every not in ("month", "calendar_month") or outcome != CONFIRMED:
        return
    own = ready.newest(programme, of.id, found.entry)
    recorded = {record.day: ready.outcome_of(record) or ("stopped" if record.stops else "") for record in own}
    for day in periods.begun(programme, of, found.entry):
        if day < found.day and not recorded.get(day):
            said = _("%(day)s开始的那个月还没有确认。请按先后确认。")
            raise ProgrammeRefused(said % {"day": words_of_day(day)}, code="order")
        if day > found.day and recorded.get(day) == CONFIRMED:
            raise ProgrammeRefused(_("后面的月份已经确认，前面的不能再补。"), code="order")


@refusing
@action
def state_results(*, actor: Any, programme_id: int, given: Mapping[int, Mapping[str, str]]) -> int:
    """State the results of some people; return how many changed.

    Args:
        actor: who runs the programme.
        programme_id: the programme.
        given: number of the entry -> id of a result -> what was typed.

    Raises:
        FieldsRefused: `problems` by number of the entry; nothing is stored then.
        ProgrammeRefused: no results can be stated now.
    """
    programme = locked(programme_id)
    access.require_run(actor, programme)
    panel.refuse_judge(actor, programme)
    kind = kind_of(programme)
    if programme.state != APPROVED:
        raise ProgrammeRefused(_("批准以后、报送结果以前才能填结果。"), code="state")
    if clock.today() < programme.last_day:
        said = _("还没有到最后一天%(day)s，到那天以后再填结果。")
        raise ProgrammeRefused(said % {"day": words_of_day(programme.last_day)}, code="future")
    entries = list(programme.entries.filter(no__in=given, state__in=(LISTED, LEFT)).select_related("party"))
    there = {} if kind.required is None else ready.attendance(programme, kind.required.record)
    scores = panel.scored(programme) if kind.panel is not None else {}
    problems, changed = {}, []
    for entry in entries:
        try:
            read = values.read_all(kind.results, given[entry.no], lang())
        except ProgrammeRefused as refused:
            problems[str(entry.no)] = refused.text
            continue
        if why := _not_true(kind, entry, read, there, scores):
            problems[str(entry.no)] = why
            continue
        if {**entry.result, **read} != entry.result:
            entry.result = {**entry.result, **read}
            changed.append(entry)
    if problems:
        raise FieldsRefused(problems)
    Entry.objects.bulk_update(changed, ["result"], batch_size=1000)
    if changed:
        data = {"number": programme.number, "entries": len(changed)}
        audit.record(actor=actor, kind="programme.results", subject=programme, data=data)
    return len(changed)


def _not_true(
    kind: Kind,
    entry: Entry,
    read: Mapping[str, Any],
    there: Mapping[int, tuple[int, int]],
    scores: Mapping[int, list[int]],
) -> str:
    """Return why a result cannot be true: too few days, or too few points; empty where nothing is."""
    needed = kind.required
    if needed is not None and read.get(needed.result) is True:
        return ready.too_little(needed, entry.party.name, there[entry.pk])
    if kind.panel is not None and any(value is True for value in read.values()):
        return panel.not_included(kind.panel, entry.party.name, scores.get(entry.pk, []))
    return ""
